// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/desklock.h"

#include "models/base/clock.h"
#include "models/fleet/fleet.h"
#include "models/store/settings.h"
#include "ui/operations/operationcenter.h"
#include "ui/operations/operationdialog.h"
#include "ui/services.h"
#include "ui/shell/lockview.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/clipboardguard.h"

#include <QApplication>
#include <QDialog>
#include <QDockWidget>

namespace switchover::ui {

namespace {

bool isInput(QEvent::Type type)
{
    switch (int(type)) {
    case QEvent::KeyPress:
    case QEvent::MouseButtonPress:
    case QEvent::MouseMove:
    case QEvent::Wheel:
    case QEvent::TouchBegin:
    case QEvent::TouchUpdate:
    case QEvent::TabletPress:
    case QEvent::TabletMove:
        return true;
    default:
        return false;
    }
}

} // namespace

DeskLock::DeskLock(Services &services, MainWindow &window)
    : QObject(&window)
    , m_services(services)
    , m_window(window)
    , m_view(new LockView(&window))
    , m_lastInput(services.clock.monotonic())
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &DeskLock::checkIdle);
    connect(&services.settings, &SettingsStore::changed, this, &DeskLock::planCheck);
    connect(m_view, &LockView::unlockRequested, this, &DeskLock::unlock);
    connect(&window.operations(), &OperationCenter::started, this, &DeskLock::showRunning);
    connect(&window.operations(), &OperationCenter::settled, this, &DeskLock::showRunning,
            Qt::QueuedConnection);
    QCoreApplication::instance()->installEventFilter(this);
    planCheck();
}

void DeskLock::setWhenIdle(WhenIdle what)
{
    m_whenIdle = what;
    planCheck();
}

std::chrono::milliseconds DeskLock::lockAfter() const
{
    return m_services.settings.settings().safety.lockAfter;
}

std::optional<std::chrono::milliseconds> DeskLock::untilLock() const
{
    if (m_locked || m_whenIdle == WhenIdle::Ignore || lockAfter().count() == 0)
        return std::nullopt;
    return m_lastInput + lockAfter() - m_services.clock.monotonic();
}

void DeskLock::planCheck()
{
    m_timer.stop();
    if (const auto left = untilLock())
        m_timer.start(std::max(std::chrono::milliseconds(1), *left));
}

void DeskLock::checkIdle()
{
    const auto left = untilLock();
    if (!left)
        return;
    if (*left > std::chrono::milliseconds(0)) {
        planCheck();
        return;
    }
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(lockAfter()).count();
    lockBecause(tr("Nothing was touched for %n minute(s).", nullptr, int(minutes)));
}

void DeskLock::lock()
{
    if (!m_locked)
        lockBecause({});
}

void DeskLock::lockBecause(const QString &why)
{
    m_locked = true;
    m_timer.stop();
    if (QWidget *popup = QApplication::activePopupWidget())
        popup->close();
    const QWidgetList windows = QApplication::topLevelWidgets();
    for (QWidget *widget : windows) {
        if (auto *dialog = qobject_cast<QDialog *>(widget))
            putAway(dialog);
    }
    m_services.clipboard.clearNow();
    m_window.operations().forgetSecrets();
    m_services.fleet.lock();
    m_window.setCovered(true);
    const QString dropped = tr("Tokens were dropped from memory, not revoked, and open forms were "
                               "closed. Reading goes on.");
    m_view->cover(why.isEmpty() ? dropped : tr("%1 %2", "reason, what was done").arg(why, dropped));
    showRunning();
    emit lockedChanged(true);
}

void DeskLock::putAway(QDialog *dialog)
{
    const auto *operation = qobject_cast<OperationDialog *>(dialog);
    if (operation && operation->isUnderWay()) {
        if (dialog->isVisible())
            m_hidden.append(dialog);
        dialog->hide();
        return;
    }
    // Not close(): that may ask, and nobody is there.
    dialog->hide();
    dialog->deleteLater();
}

void DeskLock::unlock()
{
    if (!m_locked)
        return;
    m_locked = false;
    m_view->hide();
    m_window.setCovered(false);
    m_services.fleet.unlock();
    for (const QPointer<QDialog> &dialog : std::as_const(m_hidden)) {
        if (dialog)
            dialog->show();
    }
    m_hidden.clear();
    m_lastInput = m_services.clock.monotonic();
    planCheck();
    emit lockedChanged(false);
}

void DeskLock::showRunning()
{
    if (m_locked)
        m_view->setRunning(m_window.operations().runningSentences());
}

bool DeskLock::eventFilter(QObject *watched, QEvent *event)
{
    if (isInput(event->type())) {
        // Timers stand still while the computer sleeps: whoever wakes it is not the first to know.
        if (const auto left = untilLock(); left && *left <= std::chrono::milliseconds(0)) {
            QTimer::singleShot(0, this, &DeskLock::checkIdle);
            return true;
        }
        m_lastInput = m_services.clock.monotonic();
    } else if (m_locked && event->type() == QEvent::Show) {
        // An operation ended meanwhile and has something to show: when somebody is there again.
        if (auto *dialog = qobject_cast<QDialog *>(watched); dialog && !m_hidden.contains(dialog)) {
            m_hidden.append(dialog);
            QMetaObject::invokeMethod(dialog, &QDialog::hide, Qt::QueuedConnection);
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace switchover::ui

#include "moc_desklock.cpp"
