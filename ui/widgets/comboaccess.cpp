// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/comboaccess.h"

#include <QAbstractItemView>
#include <QAccessibleWidget>
#include <QComboBox>
#include <QLineEdit>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace switchover::ui {

namespace {

/// Qt's own interface, whose class is private, but for the name: list and edit are its children,
/// and the chosen row of the list is the value. Qt's bridge to AT-SPI passes no such value on, so
/// it can be read, and chosen, as the text of the box.
class ComboInterface final : public QAccessibleWidget,
                             public QAccessibleTextInterface,
                             public QAccessibleEditableTextInterface
{
public:
    explicit ComboInterface(QComboBox *box)
        : QAccessibleWidget(box, QAccessible::ComboBox)
    {
    }

    int childCount() const override { return box()->isEditable() ? 2 : 1; }

    QAccessibleInterface *child(int index) const override
    {
        if (index == 0)
            return QAccessible::queryAccessibleInterface(box()->view());
        if (index == 1 && box()->isEditable())
            return QAccessible::queryAccessibleInterface(box()->lineEdit());
        return nullptr;
    }

    int indexOfChild(const QAccessibleInterface *child) const override
    {
        if (child && child->object() == box()->view())
            return 0;
        return child && box()->isEditable() && child->object() == box()->lineEdit() ? 1 : -1;
    }

    QAccessibleInterface *childAt(int x, int y) const override
    {
        if (box()->isEditable()
            && box()->lineEdit()->rect().contains(box()->lineEdit()->mapFromGlobal(QPoint(x, y))))
            return child(1);
        return nullptr;
    }

    QAccessibleInterface *focusChild() const override
    {
        return box()->isEditable() ? child(1) : nullptr;
    }

    QString text(QAccessible::Text kind) const override
    {
        if (kind == QAccessible::Value)
            return box()->currentText();
        const QString text = QAccessibleWidget::text(kind);
        // A box that nobody named is better known by its value than by nothing.
        return kind == QAccessible::Name && text.isEmpty() ? box()->currentText() : text;
    }

    void *interface_cast(QAccessible::InterfaceType type) override
    {
        // An editable box has its edit for that.
        if (type == QAccessible::TextInterface && !box()->isEditable())
            return static_cast<QAccessibleTextInterface *>(this);
        if (type == QAccessible::EditableTextInterface && !box()->isEditable())
            return static_cast<QAccessibleEditableTextInterface *>(this);
        return QAccessibleWidget::interface_cast(type);
    }

    // QAccessibleTextInterface: the text of the chosen row, in which nothing can be selected.
    void selection(int, int *start, int *end) const override { *start = *end = 0; }
    int selectionCount() const override { return 0; }
    void addSelection(int, int) override { }
    void removeSelection(int) override { }
    void setSelection(int, int, int) override { }
    int cursorPosition() const override { return 0; }
    void setCursorPosition(int) override { }
    QString text(int start, int end) const override
    {
        return box()->currentText().mid(start, end - start);
    }
    int characterCount() const override { return int(box()->currentText().size()); }
    QRect characterRect(int) const override { return {}; }
    int offsetAtPoint(const QPoint &) const override { return -1; }
    void scrollToSubstring(int, int) override { }
    QString attributes(int, int *start, int *end) const override
    {
        *start = 0;
        *end = characterCount();
        return {};
    }

    // QAccessibleEditableTextInterface: only a whole text of one of the rows chooses that row.
    void deleteText(int, int) override { }
    void insertText(int, const QString &text) override { choose(text); }
    void replaceText(int, int, const QString &text) override { choose(text); }

    QStringList actionNames() const override
    {
        return QStringList { showMenuAction(), pressAction() } + QAccessibleWidget::actionNames();
    }

    void doAction(const QString &action) override
    {
        if (action != showMenuAction() && action != pressAction()) {
            QAccessibleWidget::doAction(action);
            return;
        }
        if (box()->view()->isVisible())
            box()->hidePopup();
        else
            box()->showPopup();
    }

    QStringList keyBindingsForAction(const QString &) const override { return {}; }

private:
    QComboBox *box() const { return static_cast<QComboBox *>(object()); }

    // As if a person had done it: both signals, and no row that is switched off.
    void choose(const QString &text)
    {
        const QPointer<QComboBox> combo(box()); // whoever listens may delete it
        const int row = combo->findText(text);
        const QModelIndex index =
            combo->model()->index(row, combo->modelColumn(), combo->rootModelIndex());
        // Out of sight, as on the form behind a review, there is nothing to choose.
        if (row < 0 || !combo->isVisible() || !combo->isEnabled()
            || !index.flags().testFlag(Qt::ItemIsEnabled))
            return;
        combo->setCurrentIndex(row);
        if (combo)
            emit combo->activated(row);
        if (combo)
            emit combo->textActivated(text);
    }
};

QAccessibleInterface *makeComboInterface(const QString &className, QObject *object)
{
    auto *box = className == "QComboBox"_L1 ? qobject_cast<QComboBox *>(object) : nullptr;
    return box ? new ComboInterface(box) : nullptr;
}

} // namespace

void nameCombosByPurpose()
{
    QAccessible::installFactory(makeComboInterface);
}

} // namespace switchover::ui
