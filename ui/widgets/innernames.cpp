// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/innernames.h"

#include "ui/widgets/formrow.h"

#include <QAbstractSpinBox>
#include <QAction>
#include <QComboBox>
#include <QCoreApplication>
#include <QEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace switchover::ui {

namespace {

struct InnerNamesText
{
    Q_DECLARE_TR_FUNCTIONS(InnerNames)
};

constexpr QLatin1StringView namer("innerNamer");

QString nameOf(const QWidget *field)
{
    if (!field->accessibleName().isEmpty())
        return field->accessibleName();
    const QList<QLabel *> labels = field->window()->findChildren<QLabel *>();
    for (const QLabel *label : labels) {
        if (label->buddy() == field)
            return withoutMnemonic(label->text());
    }
    return {};
}

bool isClearAction(const QToolButton *button)
{
    const QList<QAction *> actions = button->actions();
    return !actions.isEmpty() && actions.constFirst()->objectName() == "_q_qlineeditclearaction"_L1;
}

QString nameForButton(const QToolButton *button, const QLineEdit *field)
{
    const QString name = nameOf(field);
    if (isClearAction(button))
        return name.isEmpty() ? InnerNamesText::tr("Clear")
                              : InnerNamesText::tr("Clear %1", "a field").arg(name);
    // A picture such as the magnifying glass: pressed, it takes one to the field.
    return name.isEmpty() ? InnerNamesText::tr("Go to the field")
                          : InnerNamesText::tr("Go to %1", "a field").arg(name);
}

bool isInsideBox(const QWidget *widget)
{
    const QWidget *outer = widget->parentWidget();
    return qobject_cast<const QAbstractSpinBox *>(outer) || qobject_cast<const QComboBox *>(outer);
}

/// Names a widget when it is shown: when it is made, the field around it has no name itself yet.
class Namer final : public QObject
{
public:
    explicit Namer(QWidget *widget)
        : QObject(widget)
        , m_widget(widget)
    {
        setObjectName(namer);
        widget->installEventFilter(this);
    }

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (watched == m_widget && event->type() == QEvent::Show)
            giveName();
        return QObject::eventFilter(watched, event);
    }

private:
    void giveName()
    {
        if (m_widget->accessibleName() != m_given)
            return; // somebody knows better
        if (auto *button = qobject_cast<QToolButton *>(m_widget)) {
            auto *field = qobject_cast<QLineEdit *>(button->parentWidget());
            if (!field || !button->text().isEmpty())
                return; // its text is its name
            m_given = nameForButton(button, field);
            if (!isClearAction(button) && !m_isConnected) {
                m_isConnected = true;
                connect(button, &QToolButton::clicked, field, [field] { field->setFocus(); });
            }
        } else {
            m_given = nameOf(m_widget->parentWidget());
        }
        m_widget->setAccessibleName(m_given);
    }

    QWidget *m_widget;
    QString m_given;
    bool m_isConnected = false;
};

} // namespace

void nameInnerWidget(QWidget *widget)
{
    const bool isButton =
        qobject_cast<QToolButton *>(widget) && qobject_cast<QLineEdit *>(widget->parentWidget());
    const bool isEdit = qobject_cast<QLineEdit *>(widget) && isInsideBox(widget);
    if ((isButton || isEdit) && !widget->findChild<QObject *>(namer, Qt::FindDirectChildrenOnly))
        new Namer(widget);
}

} // namespace switchover::ui
