// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/replication/answer.h"
#include "models/replication/arguments.h"
#include "models/replication/operation.h"
#include "models/replication/settlement.h"
#include "models/replication/snapshot.h"

#include <QString>

#include <chrono>

namespace switchover {

/// What is known of an operation that was sent, for the sentences about it.
struct RunFacts
{
    const Operation &operation;
    const Arguments &arguments;
    const ClusterSnapshot &now;
    std::chrono::milliseconds silentFor { 0 }; ///< since the cluster answered last; 0: it answers
    bool lost = false;                         ///< the answer was
    QString runningAttempt {};                 ///< nonce of the attempt seen afterwards
};

/// The operation with the values that are no secrets: "Generate an activation token (id dr-east)".
[[nodiscard]] QString describeOperation(const Operation &operation, const Arguments &arguments);

/// What is seen while waiting.
[[nodiscard]] QString progressText(const RunFacts &facts);

// Sentences for the end of a run: what is true now and what to do next.
[[nodiscard]] QString doneText(const RunFacts &facts);
[[nodiscard]] QString rejectedText(const RunFacts &facts, const Error &error);
[[nodiscard]] QString notSentText(const Operation &operation, const QString &why);
[[nodiscard]] QString acceptedNotSeenText(const RunFacts &facts,
                                          std::chrono::milliseconds patience);
[[nodiscard]] QString rolledBackText(const RunFacts &facts);
[[nodiscard]] QString lostButDoneText(const RunFacts &facts, const Error &error);
[[nodiscard]] QString lostNoEffectText(const RunFacts &facts, const Error &error);
[[nodiscard]] QString lostUnknownText(const RunFacts &facts, const Error &error);

/// True if Vault's own words say that it looked and changed nothing, although the status is 500.
[[nodiscard]] bool saysNothingChanged(const Error &error);

/// The answer itself is what the operation is for, so that nothing has to be waited for.
[[nodiscard]] bool isResult(const Operation &operation, const OperationAnswer &answer);

} // namespace switchover
