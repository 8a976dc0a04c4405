// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <chrono>
#include <optional>

class QDialog;

namespace switchover::ui {

class LockView;
class MainWindow;
struct Services;

/// Locks the desk: when nobody touched the program for the time in the settings, or when asked.
///
/// Tokens are dropped from memory without being revoked; dialogs are closed, and with them what was
/// typed, minted or generated there; a secret of ours is taken off the clipboard; the window is
/// covered. Operations that were sent run on, with what they need until they are done, and their
/// dialogs come back afterwards. Remembered tokens return from the keychain when the user unlocks.
class DeskLock final : public QObject
{
    Q_OBJECT

public:
    DeskLock(Services &services, MainWindow &window);

    /// In the lab tokens guard nothing, so idleness does not lock it.
    enum class WhenIdle { Lock, Ignore };
    void setWhenIdle(WhenIdle what);
    [[nodiscard]] bool isLocked() const { return m_locked; }
    /// Without input for this long the desk is locked; 0: never.
    [[nodiscard]] std::chrono::milliseconds lockAfter() const;

public slots:
    void lock();
    void unlock();
    void checkIdle(); ///< called by a timer, and by tests that turn the clock

signals:
    void lockedChanged(bool locked);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void lockBecause(const QString &why);
    void putAway(QDialog *dialog);
    void showRunning();
    void planCheck();
    /// nullopt: idleness does not lock it now. Zero or less: nobody noticed so far.
    [[nodiscard]] std::optional<std::chrono::milliseconds> untilLock() const;

    Services &m_services;
    MainWindow &m_window;
    LockView *m_view = nullptr;
    QTimer m_timer;
    WhenIdle m_whenIdle = WhenIdle::Lock;
    std::chrono::milliseconds m_lastInput { 0 };
    QList<QPointer<QDialog>> m_hidden; ///< of operations under way
    bool m_locked = false;
};

} // namespace switchover::ui
