// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace switchover {

inline constexpr long patienceOfSignals = 1500; // ms

/// Turns SIGINT, SIGTERM and SIGHUP into a Qt signal, through a socket pair, since nothing of Qt
/// may be called in a signal handler. If the event loop is too busy to end the program within
/// `patienceOfSignals`, the program ends anyway, as by the signal. One at a time.
class UnixSignals final : public QObject
{
    Q_OBJECT

public:
    explicit UnixSignals(QObject *parent = nullptr);
    ~UnixSignals() override;

signals:
    void quitRequested();
};

} // namespace switchover
