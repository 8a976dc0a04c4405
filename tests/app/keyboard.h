// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QString>
#include <QStringList>
#include <QWidget>

#include <functional>

namespace switchover::test {

/// Somebody without a mouse: presses keys in whichever window has the focus, and finds things by
/// tabbing to them. What cannot be reached so is a defect of the program.
class Keyboard
{
public:
    explicit Keyboard(QWidget &mainWindow);

    /// To the window that has the focus: the newest dialog's, where nobody gave it to another.
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier);
    void type(const QString &text);
    /// Selects what is in the field and types over it.
    void retype(const QString &text);
    /// Presses Tab until the widget of this name has the focus. Waits for it to appear and to be
    /// enabled; then one round through the window has to find it.
    [[nodiscard]] bool tabTo(const QString &objectName);
    /// Tabs to a button, box or link and presses Space on it.
    [[nodiscard]] bool operate(const QString &objectName);
    /// Tabs to a field and types over what is in it.
    [[nodiscard]] bool enter(const QString &objectName, const QString &text);
    /// Tabs to a field and pastes into it what is too long to type.
    [[nodiscard]] bool paste(const QString &objectName, const QString &text);
    /// Tabs to a combo box and goes to the entry with the arrow keys.
    [[nodiscard]] bool choose(const QString &objectName, const QString &entry);
    /// Tabs to a table, tree or list and goes down to the row with this text.
    [[nodiscard]] bool goToRow(const QString &objectName, const QString &text);
    /// Opens a menu of the menu bar by its letter, and an entry of it by the entry's.
    [[nodiscard]] bool openMenu(Qt::Key menu, Qt::Key entry);
    /// The context menu of what has the focus, by the key for it; then the entry by its text.
    [[nodiscard]] bool contextMenu(const QString &entry);
    /// Space on a button that has a menu; then the entry by its text.
    [[nodiscard]] bool buttonMenu(const QString &entry);
    /// By the command palette.
    [[nodiscard]] bool command(const QString &text);

    /// The dialog of this name, as soon as it is shown and has the focus.
    [[nodiscard]] QWidget *dialog(const QString &objectName);
    [[nodiscard]] bool closes(const QString &objectName);
    [[nodiscard]] static QWidget *focus();
    /// The window that keys go to.
    [[nodiscard]] QWidget *active();
    /// What tabTo() passed when it failed last, or what else was in the way.
    [[nodiscard]] QString trail() const { return m_trail; }

    /// Goes once round the active window: whether every stop has a name and shows that it has the
    /// focus, in reading order; whether mnemonics are unique and lead to their fields; whether
    /// Enter could destroy anything. Empty is good.
    [[nodiscard]] QStringList flaws();

private:
    [[nodiscard]] static QList<QWidget *> dialogs();
    [[nodiscard]] QWidget *find(const QString &objectName);
    [[nodiscard]] bool chooseFromMenu(const QString &entry, const std::function<void()> &open);
    void walk(QStringList &found);
    void checkMnemonics(QWidget *window, QStringList &found);

    QWidget &m_main;
    QString m_trail;
};

} // namespace switchover::test
