// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/menubuttonaccess.h"

#include <QAccessibleWidget>
#include <QMenu>
#include <QPushButton>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace switchover::ui {

namespace {

class MenuButtonInterface final : public QAccessibleWidget
{
public:
    explicit MenuButtonInterface(QPushButton *button)
        : QAccessibleWidget(button, QAccessible::ButtonMenu)
    {
    }

    int childCount() const override { return button()->menu() ? 1 : 0; }

    QAccessibleInterface *child(int index) const override
    {
        return index == 0 && button()->menu()
            ? QAccessible::queryAccessibleInterface(button()->menu())
            : nullptr;
    }

    int indexOfChild(const QAccessibleInterface *child) const override
    {
        return child && button()->menu() && child->object() == button()->menu() ? 0 : -1;
    }

    QString text(QAccessible::Text kind) const override
    {
        const QString text = QAccessibleWidget::text(kind);
        return kind == QAccessible::Name && text.isEmpty() ? withoutMnemonics(button()->text())
                                                           : text;
    }

    QAccessible::State state() const override
    {
        QAccessible::State state = QAccessibleWidget::state();
        state.hasPopup = true;
        return state;
    }

    QStringList actionNames() const override
    {
        return QStringList { showMenuAction() } + QAccessibleWidget::actionNames();
    }

    void doAction(const QString &action) override
    {
        if (action != showMenuAction()) {
            QAccessibleWidget::doAction(action);
            return;
        }
        // Qt's showMenu() comes back when the menu is closed.
        if (button()->isEnabled())
            QTimer::singleShot(0, button(), [button = button()] { button->showMenu(); });
    }

    QStringList keyBindingsForAction(const QString &) const override { return {}; }

private:
    QPushButton *button() const { return static_cast<QPushButton *>(object()); }

    static QString withoutMnemonics(QString text)
    {
        text.replace(u"&&"_s, u"\uFFFF"_s);
        text.remove(u'&');
        return text.replace(u"\uFFFF"_s, u"&"_s);
    }
};

QAccessibleInterface *makeMenuButtonInterface(const QString &className, QObject *object)
{
    auto *button = className == "QPushButton"_L1 ? qobject_cast<QPushButton *>(object) : nullptr;
    return button && button->menu() ? new MenuButtonInterface(button) : nullptr;
}

} // namespace

void showMenusOfButtons()
{
    QAccessible::installFactory(makeMenuButtonInterface);
}

void refreshMenuButton(QWidget *widget)
{
    auto *button = qobject_cast<QPushButton *>(widget);
    if (!button || !button->menu())
        return;
    // A row pressed by an assistive program leaves the menu open, which then keeps all input.
    QObject::connect(button->menu(), &QMenu::triggered, button->menu(), &QWidget::hide,
                     Qt::UniqueConnection);
    QAccessibleInterface *made = QAccessible::queryAccessibleInterface(button);
    if (made && !made->child(0))
        QAccessible::deleteAccessibleInterface(QAccessible::uniqueId(made));
}

} // namespace switchover::ui
