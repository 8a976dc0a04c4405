// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <chrono>

QT_BEGIN_NAMESPACE
class QLabel;
class QStatusBar;
class QToolButton;
QT_END_NAMESPACE

namespace switchover::ui {

class MutedLabel;
class Pill;
struct Services;

/// What stands in the status bar: who is signed in, how old the oldest data is, look-only, and a
/// secret on the clipboard with its countdown.
class StatusLine final : public QObject
{
    Q_OBJECT

public:
    StatusLine(Services &services, QStatusBar *bar);

private:
    void update();
    void showClipboard(std::chrono::seconds remaining);

    Services &m_services;
    QLabel *m_clipboard = nullptr;
    QToolButton *m_clear = nullptr;
    QLabel *m_signedIn = nullptr;
    MutedLabel *m_oldest = nullptr;
    Pill *m_lookOnly = nullptr;
};

} // namespace switchover::ui
