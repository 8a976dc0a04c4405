// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/core/call.h"
#include "models/lab/http/httpserver.h"
#include "models/lab/lab.h"

#include <QDateTime>

#include <functional>

namespace switchover::lab {

/// The call in an HTTP request. The path loses its "/v1/".
[[nodiscard]] Call toCall(const HttpRequest &request);

/// The node that spoils an answer.
struct FaultyNode
{
    QString apiAddress;
    QString rawTarget; ///< path and query of the request
    QDateTime now;     ///< by the lab's clock
};

/// What leaves the house when a fault is on. `act` runs the request, for those faults that let it
/// take effect; it is called at most once.
[[nodiscard]] Delivery spoil(const FaultSpec &fault, const FaultyNode &node,
                             const std::function<Answer()> &act);

/// "Sun, 06 Nov 1994 08:49:37 GMT"
[[nodiscard]] QByteArray httpDate(const QDateTime &time);

[[nodiscard]] Delivery toDelivery(const Answer &answer);

} // namespace switchover::lab
