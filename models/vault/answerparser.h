// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QPair>

#include <memory>

namespace switchover {

/// Parses one HTTP answer from pieces of any size, within the limits of httplimits.h. It keeps what
/// is not parsed yet, which those limits bound, and the body until takeBody().
class AnswerParser final
{
public:
    enum class State { NeedsMore, Complete, TooLarge, Malformed, CutOff };

    AnswerParser();
    ~AnswerParser();
    Q_DISABLE_COPY_MOVE(AnswerParser)

    State feed(QByteArrayView bytes);
    State end(); ///< the connection closed

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] bool hasStarted() const { return m_started; }
    [[nodiscard]] bool hasHead() const { return m_hasHead; } ///< of the final answer, not of a 1xx
    [[nodiscard]] int status() const;
    [[nodiscard]] QByteArray reason() const;
    [[nodiscard]] const QList<QPair<QByteArray, QByteArray>> &headers() const;
    [[nodiscard]] QByteArray takeBody();
    /// The connection can carry another request.
    [[nodiscard]] bool keepsAlive() const;

private:
    class Sink;

    State parse();

    std::unique_ptr<Sink> m_sink;
    QByteArray m_pending;
    qsizetype m_headBytes = 0;
    int m_interim = 0;
    State m_state = State::NeedsMore;
    bool m_started = false;
    bool m_hasHead = false;
};

} // namespace switchover
