// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/typednamefield.h"

#include "ui/widgets/formrow.h"
#include "ui/widgets/mutedlabel.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/theme.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QVBoxLayout>

namespace switchover::ui {

TypedNameField::TypedNameField(const QString &name, const QString &objectName, QWidget *parent)
    : QWidget(parent)
    , m_label(new PlainLabel(this))
    , m_edit(new QLineEdit(this))
    , m_state(makeHelpLabel({}, this))
{
    m_label->setWordWrap(true);
    m_label->setBuddy(m_edit);
    m_edit->setObjectName(objectName);
    m_edit->setMaxLength(1000);
    m_edit->installEventFilter(this);
    m_state->setObjectName(objectName + QStringLiteral("State"));
    setFocusProxy(m_edit);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(space(Space::Tiny, this));
    layout->addWidget(m_label);
    layout->addWidget(m_edit);
    layout->addWidget(m_state);
    connect(m_edit, &QLineEdit::textChanged, this, &TypedNameField::check);
    setExpected(name);
    setWords({ .prompt = m_label->text(),
               .accessibleName = tr("Name of the cluster"),
               .matching = tr("The name matches."),
               .different = tr("This is not the name of the cluster.") });
}

void TypedNameField::setWords(const Words &words)
{
    m_label->setText(words.prompt);
    m_edit->setAccessibleName(words.accessibleName);
    m_edit->setAccessibleDescription(words.prompt);
    m_matching = words.matching;
    m_different = words.different;
    check();
}

bool TypedNameField::matches() const
{
    return !m_expected.isEmpty() && m_edit->text() == m_expected;
}

void TypedNameField::setExpected(const QString &name)
{
    m_expected = name;
    m_label->setText(tr("To go on, type the name of the cluster: %1").arg(name));
    m_edit->setAccessibleDescription(m_label->text());
    m_edit->setPlaceholderText(name);
    check();
}

void TypedNameField::clear()
{
    m_edit->clear();
}

bool TypedNameField::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter)
            return true; // Enter must not reach the dialog's buttons
    }
    return QWidget::eventFilter(watched, event);
}

void TypedNameField::check()
{
    const QString text = m_edit->text();
    if (text.isEmpty())
        m_state->setText(tr("Upper and lower case matter."));
    else if (matches())
        m_state->setText(m_matching);
    else if (m_expected.startsWith(text))
        m_state->setText(tr("Not complete yet."));
    else
        m_state->setText(m_different);
    const bool matched = matches();
    if (matched == m_matched)
        return;
    m_matched = matched;
    emit matchChanged(matched);
}

} // namespace switchover::ui

#include "moc_typednamefield.cpp"
