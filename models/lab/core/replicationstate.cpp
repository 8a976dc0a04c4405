// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/core/replicationstate.h"

using namespace Qt::StringLiterals;

namespace switchover::lab {

QString typeName(Type type)
{
    switch (type) {
    case Type::Performance:
        return u"performance"_s;
    case Type::Dr:
        return u"dr"_s;
    }
    Q_UNREACHABLE();
}

QString modeName(Mode mode)
{
    switch (mode) {
    case Mode::Disabled:
        return u"disabled"_s;
    case Mode::Primary:
        return u"primary"_s;
    case Mode::Bootstrapping:
        return u"bootstrapping"_s;
    case Mode::Secondary:
        return u"secondary"_s;
    }
    Q_UNREACHABLE();
}

QString linkStateName(LinkState state)
{
    switch (state) {
    case LinkState::Idle:
        return u"idle"_s;
    case LinkState::Connecting:
        return u"connecting"_s;
    case LinkState::MerkleDiff:
        return u"merkle-diff"_s;
    case LinkState::MerkleSync:
        return u"merkle-sync"_s;
    case LinkState::StreamWals:
        return u"stream-wals"_s;
    }
    Q_UNREACHABLE();
}

} // namespace switchover::lab
