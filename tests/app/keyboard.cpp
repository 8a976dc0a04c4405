// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/keyboard.h"

#include "tests/patience.h"
#include "ui/widgets/consolestyle.h"
#include "ui/widgets/formrow.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QDialog>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QTabBar>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <QWindow>

namespace switchover::test {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostStops = 400;

QString nameOf(const QWidget *widget)
{
    if (!widget)
        return u"(nothing)"_s;
    QString name = widget->objectName();
    for (const QWidget *outer = widget->parentWidget(); name.isEmpty() && outer;
         outer = outer->parentWidget()) {
        if (!outer->objectName().isEmpty())
            name = u"%1 in %2"_s.arg(QLatin1StringView(widget->metaObject()->className()),
                                     outer->objectName());
    }
    return name;
}

/// The widget or what is inside it, as the line edit of a combo box.
bool isAt(const QWidget *widget, const QString &objectName)
{
    for (; widget; widget = widget->parentWidget()) {
        if (widget->objectName() == objectName)
            return true;
        if (widget->isWindow())
            break;
    }
    return false;
}

QString accessibleName(QWidget *widget)
{
    const QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(widget);
    return interface ? interface->text(QAccessible::Name) : QString();
}

QRect placeOf(const QWidget *widget)
{
    return { widget->mapTo(widget->window(), QPoint(0, 0)), widget->size() };
}

/// What of it can be seen: a scroll area is covered by what is in it.
bool isInSight(const QWidget *widget)
{
    const auto *area = qobject_cast<const QAbstractScrollArea *>(widget);
    return !(area ? area->viewport() : widget)->visibleRegion().isEmpty();
}

/// Upwards, and not into a column further to the right; or to the left on the same line.
bool isBackwards(const QRect &from, const QRect &to)
{
    const bool sameLine = to.center().y() >= from.top() && to.center().y() <= from.bottom();
    if (sameLine)
        return to.right() < from.left();
    return to.center().y() < from.top() && to.left() < from.right();
}

bool isDangerous(const QPushButton *button)
{
    return button->property(ui::emphasisProperty).toString() == "danger"_L1;
}

bool accepts(const QString &name)
{
    return !name.isEmpty() && !name.contains(u'\u200b') && !name.contains(u'&');
}

} // namespace

Keyboard::Keyboard(QWidget &mainWindow)
    : m_main(mainWindow)
{
}

QList<QWidget *> Keyboard::dialogs()
{
    QList<QWidget *> shown;
    const QWidgetList tops = QApplication::topLevelWidgets();
    for (QWidget *top : tops) {
        if (top->isVisible() && qobject_cast<QDialog *>(top))
            shown.append(top);
    }
    return shown;
}

QWidget *Keyboard::focus()
{
    return QApplication::focusWidget();
}

// A window manager gives the focus back when a dialog is gone; here is none.
QWidget *Keyboard::active()
{
    if (QWidget *popup = QApplication::activePopupWidget())
        return popup;
    QWidget *window = QApplication::activeWindow();
    if (window && window->isVisible() && window->isEnabled())
        return window;
    window = QApplication::activeModalWidget();
    const QList<QWidget *> open = dialogs();
    if (!window)
        window = open.isEmpty() ? &m_main : open.constLast();
    window->activateWindow();
    const bool isActive =
        QTest::qWaitFor([window] { return QApplication::activeWindow() == window; }, patience);
    return isActive ? window : nullptr;
}

void Keyboard::press(Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    if (QWidget *window = active())
        QTest::keyClick(window->windowHandle(), key, modifiers);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

void Keyboard::type(const QString &text)
{
    // Where keys make characters, none of which a shortcut takes.
    for (const QChar character : text)
        QTest::keyClick(active()->windowHandle(), character.toLatin1());
}

void Keyboard::retype(const QString &text)
{
    press(Qt::Key_A, Qt::ControlModifier);
    press(Qt::Key_Delete);
    type(text);
}

QWidget *Keyboard::find(const QString &objectName)
{
    QWidget *window = active();
    const QList<QWidget *> all =
        window ? window->findChildren<QWidget *>(objectName) : QList<QWidget *>();
    for (QWidget *widget : all) {
        if (widget->isVisible() && widget->isEnabled() && widget->window() == window)
            return widget;
    }
    return nullptr;
}

bool Keyboard::tabTo(const QString &objectName)
{
    if (!QTest::qWaitFor([&] { return find(objectName) != nullptr; }, patience)) {
        m_trail = u"%1 is not there or disabled in %2"_s.arg(objectName, nameOf(active()));
        return false;
    }
    QStringList passed;
    const QPointer<QWidget> start = focus();
    for (int step = 0; step < mostStops; ++step) {
        const QPointer<QWidget> at = focus();
        if (at && isAt(at, objectName)) {
            if (isInSight(at))
                return true;
            m_trail = u"%1 is reached and not in sight"_s.arg(objectName);
            return false;
        }
        if (step > 0 && at == start)
            break;
        passed.append(nameOf(at));
        press(Qt::Key_Tab);
    }
    m_trail = u"%1 is not among: %2"_s.arg(objectName, passed.join(u", "_s));
    return false;
}

bool Keyboard::operate(const QString &objectName)
{
    if (!tabTo(objectName))
        return false;
    press(Qt::Key_Space);
    return true;
}

bool Keyboard::enter(const QString &objectName, const QString &text)
{
    if (!tabTo(objectName))
        return false;
    retype(text);
    return true;
}

bool Keyboard::paste(const QString &objectName, const QString &text)
{
    if (!tabTo(objectName))
        return false;
    QGuiApplication::clipboard()->setText(text);
    press(Qt::Key_A, Qt::ControlModifier);
    press(Qt::Key_V, Qt::ControlModifier);
    return true;
}

bool Keyboard::choose(const QString &objectName, const QString &entry)
{
    if (!tabTo(objectName))
        return false;
    auto *box = qobject_cast<QComboBox *>(find(objectName));
    if (!box) {
        m_trail = u"%1 is no combo box"_s.arg(objectName);
        return false;
    }
    press(Qt::Key_Home);
    QStringList passed;
    for (int step = 0; step <= box->count(); ++step) {
        if (box->currentText() == entry)
            return true;
        passed.append(box->currentText());
        press(Qt::Key_Down);
    }
    m_trail = u"%1 has: %2"_s.arg(objectName, passed.join(u", "_s));
    return false;
}

bool Keyboard::goToRow(const QString &objectName, const QString &text)
{
    if (!tabTo(objectName))
        return false;
    auto *view = qobject_cast<QAbstractItemView *>(find(objectName));
    if (!view) {
        m_trail = u"%1 is no view"_s.arg(objectName);
        return false;
    }
    press(Qt::Key_Home, Qt::ControlModifier);
    QStringList passed;
    for (int step = 0; step < mostStops; ++step) {
        const QModelIndex current = view->currentIndex();
        QStringList cells;
        for (int column = 0; current.isValid() && column < view->model()->columnCount(); ++column)
            cells.append(current.siblingAtColumn(column).data().toString());
        if (cells.contains(text) && view->selectionModel()->isSelected(current))
            return true;
        passed.append(cells.join(u'|'));
        press(Qt::Key_Down);
        if (view->currentIndex() == current && step > 0)
            break;
    }
    m_trail = u"%1 has: %2"_s.arg(objectName, passed.join(u", "_s));
    return false;
}

bool Keyboard::openMenu(Qt::Key menu, Qt::Key entry)
{
    press(menu, Qt::AltModifier);
    if (!QTest::qWaitFor([] { return QApplication::activePopupWidget() != nullptr; }, patience)) {
        m_trail = u"no menu opened"_s;
        return false;
    }
    press(entry);
    return true;
}

// Menus of Qt's own wait in a loop; keys come from a timer meanwhile.
bool Keyboard::chooseFromMenu(const QString &entry, const std::function<void()> &open)
{
    const QString at = nameOf(focus());
    bool chosen = false;
    QStringList passed;
    QTimer keys;
    QObject::connect(&keys, &QTimer::timeout, &keys, [&] {
        auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        if (!menu || !menu->windowHandle() || !menu->windowHandle()->isExposed())
            return;
        if (!passed.isEmpty()) {
            menu->close(); // it took no key, and would wait for ever
            return;
        }
        for (int step = 0; step <= menu->actions().size() && !chosen; ++step) {
            const QAction *action = menu->activeAction();
            passed.append(action ? action->text() : u"(none)"_s);
            chosen = action && ui::withoutMnemonic(action->text()) == entry;
            if (!chosen)
                press(Qt::Key_Down);
        }
        press(chosen ? Qt::Key_Return : Qt::Key_Escape);
    });
    keys.start(1);
    open();
    const bool opened = QTest::qWaitFor(
        [&] { return !passed.isEmpty() && !QApplication::activePopupWidget(); }, patience);
    m_trail = opened ? u"%1 is not among: %2"_s.arg(entry, passed.join(u", "_s))
                     : u"no menu of %1"_s.arg(at);
    return chosen;
}

bool Keyboard::contextMenu(const QString &entry)
{
    return chooseFromMenu(entry, [this] {
        // As the platform sends it for the menu key; its place is that of the keyboard's cursor.
        QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(), QPoint());
        if (QWidget *window = active())
            QCoreApplication::sendEvent(window->windowHandle(), &event);
    });
}

bool Keyboard::buttonMenu(const QString &entry)
{
    return chooseFromMenu(entry, [this] { press(Qt::Key_Space); });
}

bool Keyboard::command(const QString &text)
{
    press(Qt::Key_K, Qt::ControlModifier);
    if (!QTest::qWaitFor(
            [] {
                const QWidget *popup = QApplication::activePopupWidget();
                return popup && popup->objectName() == "commandPalette"_L1;
            },
            patience)) {
        m_trail = u"no palette"_s;
        return false;
    }
    type(text);
    auto *list = QApplication::activePopupWidget()->findChild<QAbstractItemView *>();
    const QString first = list->currentIndex().data().toString();
    m_trail = u"the palette offers “%1” for “%2”"_s.arg(first, text);
    if (!first.startsWith(text)) {
        press(Qt::Key_Escape);
        return false;
    }
    press(Qt::Key_Return);
    if (QApplication::activePopupWidget()) {
        m_trail = u"“%1” cannot be chosen now"_s.arg(first);
        press(Qt::Key_Escape);
        return false;
    }
    return true;
}

QWidget *Keyboard::dialog(const QString &objectName)
{
    QWidget *found = nullptr;
    const bool shown = QTest::qWaitFor(
        [&] {
            const QList<QWidget *> open = dialogs();
            for (QWidget *each : open) {
                if (each->objectName() == objectName)
                    found = each;
            }
            return found && active() == found;
        },
        patience);
    if (!shown)
        m_trail = found ? u"%1 has no focus; %2 has"_s.arg(objectName, nameOf(active()))
                        : u"no dialog %1"_s.arg(objectName);
    return shown ? found : nullptr;
}

bool Keyboard::closes(const QString &objectName)
{
    return QTest::qWaitFor(
        [&] {
            const QList<QWidget *> open = dialogs();
            return std::ranges::none_of(
                open, [&](const QWidget *each) { return each->objectName() == objectName; });
        },
        patience);
}

QStringList Keyboard::flaws()
{
    QStringList found;
    QWidget *window = active();
    if (!window)
        return { u"no window has the focus"_s };
    const QList<QPushButton *> buttons = window->findChildren<QPushButton *>();
    for (const QPushButton *button : buttons) {
        if (button->isVisible() && isDangerous(button)
            && (button->isDefault() || button->autoDefault()))
            found.append(u"%1 is dangerous and takes Enter from elsewhere"_s.arg(nameOf(button)));
    }
    walk(found);
    checkMnemonics(window, found);
    for (QString &flaw : found)
        flaw.prepend(nameOf(window) + u": "_s);
    return found;
}

void Keyboard::walk(QStringList &found)
{
    if (!focus())
        press(Qt::Key_Tab);
    const QPointer<QWidget> start = focus();
    if (!start) {
        found.append(u"nothing takes the focus"_s);
        return;
    }
    QStringList jumps;
    QSet<QWidget *> passed;
    for (int step = 0; step < mostStops; ++step) {
        const QPointer<QWidget> at = focus();
        if (!at || passed.contains(at))
            break;
        passed.insert(at);
        if (!accepts(accessibleName(at)))
            found.append(u"%1 is named “%2”"_s.arg(nameOf(at), accessibleName(at)));
        if (!isInSight(at))
            found.append(u"%1 has the focus and is not in sight"_s.arg(nameOf(at)));
        const QImage with = at->grab().toImage();
        press(Qt::Key_Tab);
        const QPointer<QWidget> next = focus();
        if (!at || !next || next == at)
            continue;
        if (at->grab().toImage() == with)
            found.append(u"%1 does not show the focus"_s.arg(nameOf(at)));
        if (isBackwards(placeOf(at), placeOf(next)))
            jumps.append(u"from %1 back to %2"_s.arg(nameOf(at), nameOf(next)));
        press(Qt::Key_Tab, Qt::ShiftModifier);
        if (focus() != at)
            found.append(u"Shift+Tab goes from %1 to %2 instead of %3"_s.arg(
                nameOf(next), nameOf(focus()), nameOf(at)));
        next->setFocus(Qt::TabFocusReason);
    }
    if (focus() != start)
        found.append(u"the round ends at %1 and not at %2"_s.arg(nameOf(focus()), nameOf(start)));
    if (jumps.size() > 1) // one is the end of the round
        found += jumps;
}

void Keyboard::checkMnemonics(QWidget *window, QStringList &found)
{
    QMap<QString, QStringList> owners;
    QMap<QString, QPointer<QWidget>> buddies;
    const auto take = [&](const QString &text, const QString &owner) {
        const QKeySequence keys = QKeySequence::mnemonic(text);
        if (!keys.isEmpty())
            owners[keys.toString()].append(owner);
        return keys.toString();
    };
    const QList<QWidget *> all = window->findChildren<QWidget *>();
    for (QWidget *widget : all) {
        if (!widget->isVisible() || widget->window() != window)
            continue;
        if (const auto *label = qobject_cast<QLabel *>(widget)) {
            if (!label->buddy())
                continue;
            const QString keys = take(label->text(), label->text());
            if (!keys.isEmpty() && label->buddy()->isEnabled())
                buddies[keys] = label->buddy();
        } else if (const auto *button = qobject_cast<QAbstractButton *>(widget)) {
            if (!button->shortcut().isEmpty())
                owners[button->shortcut().toString()].append(nameOf(button));
        } else if (const auto *group = qobject_cast<QGroupBox *>(widget)) {
            take(group->title(), nameOf(group));
        } else if (const auto *bar = qobject_cast<QTabBar *>(widget)) {
            for (int tab = 0; tab < bar->count(); ++tab)
                take(bar->tabText(tab), bar->tabText(tab));
        } else if (const auto *menu = qobject_cast<QMenuBar *>(widget)) {
            for (const QAction *action : menu->actions())
                take(action->text(), action->text());
        }
    }
    for (auto each = owners.cbegin(); each != owners.cend(); ++each) {
        if (each.value().size() > 1)
            found.append(u"%1 is that of %2"_s.arg(each.key(), each.value().join(u" and "_s)));
    }
    const QPointer<QWidget> before = focus();
    for (auto each = buddies.cbegin(); each != buddies.cend(); ++each) {
        if (owners.value(each.key()).size() > 1 || !each.value())
            continue;
        const QKeyCombination keys = QKeySequence(each.key())[0];
        press(keys.key(), keys.keyboardModifiers());
        const QWidget *at = focus();
        if (!at || (at != each.value() && !each.value()->isAncestorOf(at)))
            found.append(u"%1 leads to %2"_s.arg(each.key(), nameOf(at)));
    }
    if (before)
        before->setFocus(Qt::TabFocusReason);
}

} // namespace switchover::test
