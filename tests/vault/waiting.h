// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"

#include <QObject>
#include <QTestEventLoop>

#include <functional>
#include <optional>
#include <type_traits>

namespace switchover {

/// Holds what one call of the client ended with, and how often it ended.
template <typename T>
class Outcome
{
public:
    [[nodiscard]] std::function<void(Result<T>)> handler()
    {
        return [this](Result<T> result) {
            ++m_calls;
            m_result.emplace(std::move(result));
            m_loop.exitLoop();
        };
    }
    [[nodiscard]] bool wait(int milliseconds = 30000)
    {
        // Not qWaitFor(), which sleeps between looking; there are hundreds of requests.
        if (m_calls == 0)
            m_loop.enterLoopMSecs(milliseconds);
        return m_calls > 0;
    }
    [[nodiscard]] int calls() const { return m_calls; }
    [[nodiscard]] bool isGood() const { return m_result && m_result->has_value(); }
    [[nodiscard]] Error error() const
    {
        return m_result && !*m_result ? m_result->error() : Error {};
    }
    [[nodiscard]] const auto &value() const requires(!std::is_void_v<T>) { return **m_result; }

private:
    QTestEventLoop m_loop;
    int m_calls = 0;
    std::optional<Result<T>> m_result;
};

} // namespace switchover
