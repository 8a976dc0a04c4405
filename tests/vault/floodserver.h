// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QUrl>

#include <atomic>
#include <thread>

namespace switchover {

/// A server in a thread of its own that answers one request with `head` and then with `piece` again
/// and again, as quickly as the kernel takes it, until a gigabyte is sent or the client hangs up.
/// It watches this process's memory meanwhile.
class FloodServer final
{
public:
    static constexpr qint64 mebibyte = 1024 * 1024;
    static constexpr qint64 limit = 1024 * mebibyte;

    FloodServer(QByteArray head, QByteArray piece);
    ~FloodServer();
    Q_DISABLE_COPY_MOVE(FloodServer)

    [[nodiscard]] QUrl url() const;
    [[nodiscard]] bool isDone() const { return m_done; } ///< the client hung up, or has it all
    [[nodiscard]] qint64 sent() const { return m_sent; }
    /// How much more memory the process held while it received than before.
    [[nodiscard]] qint64 memoryGrowth() const { return m_peak - m_before; }

private:
    void serve();
    void flood(int connection);

    const QByteArray m_head;
    const QByteArray m_piece;
    const qint64 m_before;
    int m_listener = -1;
    quint16 m_port = 0;
    std::atomic<bool> m_done = false;
    std::atomic<qint64> m_sent = 0;
    std::atomic<qint64> m_peak = 0;
    std::thread m_thread;
};

} // namespace switchover
