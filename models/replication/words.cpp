// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/words.h"

#include <QCoreApplication>

#include <utility>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct WordsText
{
    Q_DECLARE_TR_FUNCTIONS(Words)
};

template <typename Meaning, size_t Size>
Word<Meaning> wordFrom(const QString &text,
                       const std::pair<QLatin1StringView, Meaning> (&known)[Size])
{
    for (const auto &[wire, meaning] : known) {
        if (text == wire)
            return { meaning, text };
    }
    return { Meaning::Unrecognized, text };
}

} // namespace

QString wireName(ReplicationType type)
{
    switch (type) {
    case ReplicationType::Performance:
        return u"performance"_s;
    case ReplicationType::DisasterRecovery:
        return u"dr"_s;
    }
    Q_UNREACHABLE();
}

QString displayName(ReplicationType type)
{
    switch (type) {
    case ReplicationType::Performance:
        return WordsText::tr("Performance");
    case ReplicationType::DisasterRecovery:
        return WordsText::tr("Disaster recovery");
    }
    Q_UNREACHABLE();
}

Word<Mode> modeFrom(const QString &text)
{
    static constexpr std::pair<QLatin1StringView, Mode> known[] {
        { ""_L1, Mode::Missing },
        { "disabled"_L1, Mode::Disabled },
        { "primary"_L1, Mode::Primary },
        { "perf-primary"_L1, Mode::Primary },
        { "secondary"_L1, Mode::Secondary },
        { "bootstrapping"_L1, Mode::Bootstrapping },
        { "unknown"_L1, Mode::NotKnown },
        { "unsupported"_L1, Mode::Unsupported },
    };
    return wordFrom(text, known);
}

Word<State> stateFrom(const QString &text)
{
    static constexpr std::pair<QLatin1StringView, State> known[] {
        { "running"_L1, State::Running },
        { "stream-wals"_L1, State::StreamWals },
        { "merkle-diff"_L1, State::MerkleDiff },
        { "merkle-sync"_L1, State::MerkleSync },
        { "connecting"_L1, State::Connecting },
        { "idle"_L1, State::Idle },
        { "transient_failure"_L1, State::TransientFailure },
        { "shutdown"_L1, State::Shutdown },
    };
    return wordFrom(text, known);
}

Word<ConnectionState> connectionStateFrom(const QString &text)
{
    static constexpr std::pair<QLatin1StringView, ConnectionState> known[] {
        { "ready"_L1, ConnectionState::Ready },
        { "idle"_L1, ConnectionState::Idle },
        { "connecting"_L1, ConnectionState::Connecting },
        { "transient_failure"_L1, ConnectionState::TransientFailure },
        { "shutdown"_L1, ConnectionState::Shutdown },
    };
    return wordFrom(text, known);
}

Word<ConnectionStatus> connectionStatusFrom(const QString &text)
{
    static constexpr std::pair<QLatin1StringView, ConnectionStatus> known[] {
        { "connected"_L1, ConnectionStatus::Connected },
        { "disconnected"_L1, ConnectionStatus::Disconnected },
    };
    return wordFrom(text, known);
}

QString explanation(const Word<Mode> &mode)
{
    switch (mode.meaning) {
    case Mode::Unrecognized:
        return {};
    case Mode::Missing:
        return WordsText::tr("The cluster does not name a mode: replication is being set up.");
    case Mode::Disabled:
        return WordsText::tr("This cluster takes no part in this type of replication.");
    case Mode::Primary:
        return WordsText::tr("This cluster writes, and its secondaries follow it.");
    case Mode::Secondary:
        return WordsText::tr("This cluster follows a primary, or waits for one after a demotion.");
    case Mode::Bootstrapping:
        return WordsText::tr(
            "The cluster was enabled as a secondary and is copying the primary's data "
            "for the first time.");
    case Mode::NotKnown:
        return WordsText::tr("The node that answered does not know the mode; ask the active node.");
    case Mode::Unsupported:
        return WordsText::tr(
            "The storage of this cluster cannot do transactions, so it cannot replicate.");
    }
    Q_UNREACHABLE();
}

QString explanation(const Word<State> &state)
{
    switch (state.meaning) {
    case State::Unrecognized:
        return {};
    case State::Running:
        return WordsText::tr("The primary serves its secondaries normally.");
    case State::StreamWals:
        return WordsText::tr(
            "The secondary follows the primary's log. Check the connection too: this "
            "word can outlive a lost link.");
    case State::MerkleDiff:
        return WordsText::tr(
            "The secondary is comparing its data with the primary's to find what differs.");
    case State::MerkleSync:
        return WordsText::tr(
            "The secondary is copying the keys that differ from the primary; this can take long.");
    case State::Connecting:
        return WordsText::tr("The secondary is connecting to the primary's cluster address.");
    case State::Idle:
        return WordsText::tr(
            "Not attached: the cluster was demoted, was told to forget its primary, or "
            "cannot reach it.");
    case State::TransientFailure:
        return WordsText::tr("The connection to the primary failed and is being tried again.");
    case State::Shutdown:
        return WordsText::tr("The connection was shut down and will not be tried again by itself.");
    }
    Q_UNREACHABLE();
}

QString explanation(const Word<ConnectionState> &state)
{
    switch (state.meaning) {
    case ConnectionState::Unrecognized:
        return {};
    case ConnectionState::Ready:
        return WordsText::tr("The connection to the primary is up.");
    case ConnectionState::Idle:
        return WordsText::tr("There is no connection to the primary and none is being made.");
    case ConnectionState::Connecting:
        return WordsText::tr("The connection to the primary is being made.");
    case ConnectionState::TransientFailure:
        return WordsText::tr(
            "The connection to the primary failed and is retried with growing pauses.");
    case ConnectionState::Shutdown:
        return WordsText::tr("The connection to the primary was shut down and is not retried.");
    }
    Q_UNREACHABLE();
}

} // namespace switchover
