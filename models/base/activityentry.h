// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"

#include <QDateTime>
#include <QString>

namespace switchover {

/// One line of what happened, for people: never a body, never a secret.
struct ActivityEntry
{
    enum class Kind {
        Asked,    ///< the operator asked for something
        Sent,     ///< a mutating request left this computer
        Answered, ///< the server answered
        Settled,  ///< seen to be done, or what else became of it
        Observed, ///< a state changed on a cluster without us
        Note,     ///< sign-in, registry, lab
    };
    quint64 number = 0; ///< rises by one
    QDateTime time;     ///< UTC
    Kind kind = Kind::Note;
    enum class Outcome { Neutral, Good, Attention, Bad } outcome = Outcome::Neutral;
    ClusterId cluster; ///< may be invalid
    QString clusterName;
    QString operationKey; ///< "" if none
    QString run;          ///< groups the entries of one operation
    QString text;

    friend bool operator==(const ActivityEntry &, const ActivityEntry &) = default;
};

} // namespace switchover
