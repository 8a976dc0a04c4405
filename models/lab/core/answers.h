// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/core/call.h"
#include "models/lab/core/endpoint.h"
#include "models/lab/core/refusal.h"

#include <QJsonObject>
#include <QStringList>

#include <functional>

namespace switchover::lab {

// Answers in Vault's shapes.

/// {"errors":[…]}; no text gives an empty array.
[[nodiscard]] Answer errorAnswer(int status, const QString &text = {});
[[nodiscard]] Answer errorAnswer(const Refusal &refusal);
[[nodiscard]] Answer noContent();
/// JSON without an envelope.
[[nodiscard]] Answer bareAnswer(const QByteArray &json);

struct Envelope
{
    std::optional<QJsonObject> data; ///< nullopt: null
    QStringList warnings;
    QByteArray auth;             ///< JSON; empty: null
    QByteArray wrapInfo;         ///< JSON; empty: null
    bool repeatsData = false;    ///< the members of data also at top level
    bool emptyRequestId = false; ///< as answers with wrap_info have it
    QString mountType;
};
/// The envelope of all logical calls, shaped by the cluster's version; adds the warning about
/// parameters that the endpoint does not know.
[[nodiscard]] Answer envelopeAnswer(const Context &context, const Envelope &envelope);
[[nodiscard]] Answer dataAnswer(const Context &context, const QJsonObject &data);
/// Of a write on a performance secondary: its primary cannot be reached, or what was written has
/// not come back in time.
[[nodiscard]] Answer primaryUnreachable();
[[nodiscard]] Answer lateWarning(const Context &context);
/// 200, data null, one warning: what the replication calls give.
[[nodiscard]] Answer warningAnswer(const Context &context, const QString &warning);

/// An answer that comes later: `ask` is called until it gives one.
[[nodiscard]] Answer answerLater(const Context &context,
                                 std::function<std::optional<Answer>(Context &)> ask);

[[nodiscard]] QByteArray compact(const QJsonObject &object);
/// RFC 3339 in UTC with nanoseconds, as Go prints times.
[[nodiscard]] QString goTime(qint64 ms);
[[nodiscard]] QString goTimeSeconds(qint64 ms);

} // namespace switchover::lab
