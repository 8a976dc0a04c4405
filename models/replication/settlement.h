// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/answer.h"
#include "models/replication/arguments.h"
#include "models/replication/operation.h"
#include "models/replication/snapshot.h"

#include <optional>

namespace switchover {

/// What looking at the cluster says about an operation that was sent.
enum class Settlement {
    Done,       ///< its done-condition holds
    UnderWay,   ///< it took effect and is not finished
    NoEffect,   ///< the cluster answers and shows nothing of it
    CannotTell, ///< the cluster does not answer, or this effect cannot be observed
};

/// What was read besides the status, by the operation's observer.
struct Observation
{
    bool answered = false;              ///< the server's success answer came; false: it was lost
    bool sawUnderWay = false;           ///< an earlier reading after the sending showed it running
    bool asked = false;                 ///< the observer was read after the sending
    std::optional<PathFilter> filter;   ///< nullopt after asking: none is stored
    std::optional<int> attemptProgress; ///< nullopt after asking: no attempt is running
    QString attemptNonce;
    bool attemptForPgpKey = false; ///< the running attempt encrypts for a PGP key
    // The same, read right before the sending: an attempt may be somebody else's.
    bool askedBefore = false;
    std::optional<int> attemptProgressBefore; ///< nullopt after asking: no attempt was running
    QString attemptNonceBefore;
};

/// Pure judgement of `now` against the moment before sending. Never "done" on a reading that is
/// older than the sending: the caller passes only snapshots polled afterwards.
[[nodiscard]] Settlement settle(const Operation &operation, const Arguments &arguments,
                                const ClusterSnapshot &before, const ClusterSnapshot &now,
                                const Observation &observation);

/// What these values make of the row's done-condition: a secondary that is told to forget its
/// primary does not follow one afterwards.
[[nodiscard]] DoneWhen doneWhen(const Operation &operation, const Arguments &arguments);

/// What remains to be done afterwards, with these values.
[[nodiscard]] QStringList followUps(const Operation &operation, const Arguments &arguments);

/// One sentence on what is awaited, for the progress display: "mode primary and an active node".
[[nodiscard]] QString awaitedText(DoneWhen doneWhen);

/// One sentence for the end: what the settlement means for this operation and what to do next.
[[nodiscard]] QString settlementText(DoneWhen doneWhen, Settlement settlement);

} // namespace switchover
