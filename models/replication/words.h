// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHashFunctions>
#include <QString>

namespace switchover {

/// The two replication types are independent state machines on one cluster.
enum class ReplicationType {
    Performance,
    DisasterRecovery,
};
inline constexpr ReplicationType allReplicationTypes[] { ReplicationType::Performance,
                                                         ReplicationType::DisasterRecovery };

[[nodiscard]] inline size_t qHash(ReplicationType type, size_t seed = 0)
{
    return ::qHash(int(type), seed);
}

[[nodiscard]] QString wireName(ReplicationType type);    ///< "performance" or "dr"
[[nodiscard]] QString displayName(ReplicationType type); ///< "Performance" or "Disaster recovery"

/// A word of Vault's: what we take it to mean, and what was sent. Words that are not known keep
/// their text and are shown raw.
template <typename Meaning>
struct Word
{
    Meaning meaning = Meaning::Unrecognized;
    QString text;

    friend bool operator==(const Word &, const Word &) = default;
    friend bool operator==(const Word &word, Meaning meaning) { return word.meaning == meaning; }
};

/// `mode` of a replication block and of sys/health.
enum class Mode {
    Unrecognized,
    Missing, ///< absent or "": being set up
    Disabled,
    Primary,   ///< also "perf-primary", Vault 0.8
    Secondary, ///< also a demoted former primary
    Bootstrapping,
    NotKnown,    ///< "unknown": the node does not know
    Unsupported, ///< the storage cannot do transactions
};

/// `state` of a replication block.
enum class State {
    Unrecognized,
    Running,
    StreamWals,
    MerkleDiff,
    MerkleSync,
    Connecting,
    Idle,
    TransientFailure,
    Shutdown,
};

/// `connection_state` of a secondary, since Vault 1.4.
enum class ConnectionState {
    Unrecognized,
    Ready,
    Idle,
    Connecting,
    TransientFailure,
    Shutdown,
};

/// `connection_status` of an entry in primaries[] or secondaries[].
enum class ConnectionStatus {
    Unrecognized,
    Connected,
    Disconnected,
};

[[nodiscard]] Word<Mode> modeFrom(const QString &text);
[[nodiscard]] Word<State> stateFrom(const QString &text);
[[nodiscard]] Word<ConnectionState> connectionStateFrom(const QString &text);
[[nodiscard]] Word<ConnectionStatus> connectionStatusFrom(const QString &text);

/// One plain sentence on what Vault's word means; empty for a word we do not know.
[[nodiscard]] QString explanation(const Word<Mode> &mode);
[[nodiscard]] QString explanation(const Word<State> &state);
[[nodiscard]] QString explanation(const Word<ConnectionState> &state);

} // namespace switchover
