// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/pairing.h"
#include "models/replication/problems/rules.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

using enum ProblemSeverity;

struct ReplicationProblemsText
{
    Q_DECLARE_TR_FUNCTIONS(Problems)
};

// What operators and HashiCorp's own audit tools use.
constexpr qint64 lateCanaryMs = 5'000;
constexpr qint64 lostCanaryMs = 60'000;
constexpr qint64 lateHeartbeatS = 20;
constexpr qint64 lostHeartbeatS = 60;
constexpr qint64 longFailureS = 30;
constexpr qint64 noticedSkewMs = 1'000;
constexpr qint64 harmfulSkewMs = 2'000;

/// The other end of a link, as this cluster lists it.
struct OtherEnd
{
    QString id; ///< of a secondary; empty for the primary
    QString name;
};

/// The rules over one block of one cluster.
class BlockRules
{
public:
    BlockRules(const ClusterSnapshot &snapshot, ReplicationType type, const ProblemContext &context,
               const HeardElsewhere &heard, Findings &findings)
        : m_snapshot(snapshot)
        , m_block(*snapshot.block(type))
        , m_type(type)
        , m_context(context)
        , m_heard(heard)
        , m_findings(findings)
        , m_typeName(typeWord(type))
    {
        // Ages are judged by the server's own clock at the moment the status was read.
        if (context.now.isValid())
            m_serverTime = serverTimeOfStatus(snapshot);
    }

    void run();

private:
    void add(DetectorId id, ProblemSeverity severity, const QString &text, const QString &advice,
             const QString &peer = {});
    [[nodiscard]] Finding about(DetectorId id, ProblemSeverity severity, const QString &peer) const;
    void words();
    void unknown(QLatin1StringView field, const QString &word);
    void tree();
    void reindex();
    void primary();
    void knownSecondary(const QString &id, const Peer *entry);
    void neverConnected(const QString &id);
    void secondary();
    void attachedSecondary();
    void catchingUp();
    void connection();
    void peer(const Peer &peer, const OtherEnd &end);
    [[nodiscard]] std::optional<qint64> heartbeatAge(const Peer &peer) const;

    const ClusterSnapshot &m_snapshot;
    const ReplicationBlock &m_block;
    ReplicationType m_type;
    const ProblemContext &m_context;
    const HeardElsewhere &m_heard;
    Findings &m_findings;
    QString m_typeName;
    std::optional<QDateTime> m_serverTime;
    QSet<QString> m_pending; ///< ids whose activation token is still good
};

void BlockRules::run()
{
    words();
    if (m_block.mode == Mode::Bootstrapping) {
        add(DetectorId::Bootstrapping, Info,
            ReplicationProblemsText::tr(
                "The cluster copies the primary's data for the first time (%1 replication).")
                .arg(m_typeName),
            ReplicationProblemsText::tr(
                "Wait. If it does not end, check that its servers reach the primary's cluster "
                "port, usually 8201. Then start over with a new token."));
    } else if (m_block.mode == Mode::Missing) {
        add(DetectorId::ModeMissing, Info,
            ReplicationProblemsText::tr(
                "The cluster names no mode for %1 replication. It is being set up.")
                .arg(m_typeName),
            ReplicationProblemsText::tr("Wait, then read the status again."));
    }
    tree();
    reindex();
    if (m_block.isPrimary())
        primary();
    else if (m_block.isSecondary())
        secondary();
}

Finding BlockRules::about(DetectorId id, ProblemSeverity severity, const QString &peer) const
{
    return { .detector = id,
             .severity = severity,
             .cluster = m_snapshot.identity.id,
             .type = m_type,
             .peer = peer };
}

void BlockRules::add(DetectorId id, ProblemSeverity severity, const QString &text,
                     const QString &advice, const QString &peer)
{
    m_findings.add(about(id, severity, peer), ProblemWords { text, advice });
}

void BlockRules::unknown(QLatin1StringView field, const QString &word)
{
    m_findings.add(about(DetectorId::UnknownWord, Info, QString(field)), [&] {
        return ProblemWords {
            ReplicationProblemsText::tr(
                "Vault reports %1 \"%2\" for %3 replication. Switchover does not know this word.")
                .arg(field, word, m_typeName),
            ReplicationProblemsText::tr("Switchover shows it as it came and concludes nothing.")
        };
    });
}

void BlockRules::words()
{
    if (m_block.mode == Mode::Unrecognized)
        unknown("mode"_L1, m_block.mode.text);
    if (m_block.state && *m_block.state == State::Unrecognized)
        unknown("state"_L1, m_block.state->text);
    if (m_block.connectionState && *m_block.connectionState == ConnectionState::Unrecognized)
        unknown("connection_state"_L1, m_block.connectionState->text);
    for (const auto *peers : { &m_block.secondaries, &m_block.primaries }) {
        if (!*peers)
            continue;
        const auto odd = std::ranges::find_if(**peers, [](const Peer &entry) {
            return entry.connectionStatus
                && *entry.connectionStatus == ConnectionStatus::Unrecognized;
        });
        if (odd != (*peers)->end())
            unknown("connection_status"_L1, odd->connectionStatus->text);
    }
}

void BlockRules::tree()
{
    if (!m_block.corruptedMerkleTree.value_or(false))
        return;
    add(DetectorId::CorruptedMerkleTree, Danger,
        ReplicationProblemsText::tr(
            "The last check found the Merkle tree of %1 replication corrupt.")
            .arg(m_typeName),
        ReplicationProblemsText::tr(
            "Take a snapshot and run a Merkle check. If the primary's tree is corrupt, reindex "
            "the primary in a quiet window. Otherwise reindex this cluster."));
}

void BlockRules::reindex()
{
    if (!m_block.reindexInProgress.value_or(false))
        return;
    QString text =
        ReplicationProblemsText::tr("A reindex is running (%1 replication).").arg(m_typeName);
    if (m_block.reindexProgress && m_block.reindexTotal) {
        text = ReplicationProblemsText::tr(
                   "A reindex is running (%1 replication): %2 of %3 keys, stage %4.")
                   .arg(m_typeName, QString::number(*m_block.reindexProgress),
                        QString::number(*m_block.reindexTotal),
                        m_block.reindexStage.value_or(
                            ReplicationProblemsText::tr("not reported", "a stage of a reindex")));
    }
    add(DetectorId::ReindexRunning, Info, text,
        ReplicationProblemsText::tr(
            "Wait. Do not step down or restart the active node: a new leader starts from the "
            "beginning."));
}

void BlockRules::primary()
{
    if (m_block.state) {
        const State state = m_block.state->meaning;
        if (state == State::Idle || state == State::TransientFailure || state == State::Shutdown) {
            add(DetectorId::PrimaryNotRunning, Danger,
                ReplicationProblemsText::tr("The %1 primary is in state %2 instead of running.")
                    .arg(m_typeName, m_block.state->text),
                ReplicationProblemsText::tr(
                    "Read the log of its active node, and try to recover replication."));
        }
    }
    if (!m_block.secondaries || !m_block.knownSecondaries)
        return; // before Vault 1.5 nothing tells who is connected
    for (const PendingSecondary &pending : m_context.pendingSecondaries) {
        if (pending.primary == m_snapshot.identity.id && pending.type == m_type
            && m_context.now.isValid() && m_context.now < pending.expires)
            m_pending.insert(pending.secondaryId);
    }
    const QHash<QString, const Peer *> entries = entriesById(m_block);
    for (const QString &id : *m_block.knownSecondaries)
        knownSecondary(id, entries.value(id));
}

void BlockRules::knownSecondary(const QString &id, const Peer *entry)
{
    const bool isHeard = m_heard.contains(m_type, id);
    if (!entry) {
        if (!isHeard)
            neverConnected(id);
    } else if (isDisconnected(entry)) {
        m_findings.add(about(DetectorId::DisconnectedPeer, Danger, id), [&] {
            return ProblemWords {
                ReplicationProblemsText::tr("The %1 secondary %2 is disconnected.")
                    .arg(m_typeName, id),
                ReplicationProblemsText::tr(
                    "Check that the secondary runs, is unsealed, and reaches this cluster's port "
                    "for replication, usually 8201.")
            };
        });
    } else if (!isHeard) {
        peer(*entry, { id, ReplicationProblemsText::tr("secondary %1").arg(id) });
    }
}

void BlockRules::neverConnected(const QString &id)
{
    if (m_pending.contains(id)) {
        m_findings.add(about(DetectorId::NeverConnectedSecondary, Info, id), [&] {
            return ProblemWords {
                ReplicationProblemsText::tr(
                    "The activation token for the %1 secondary %2 has not been used yet.")
                    .arg(m_typeName, id),
                ReplicationProblemsText::tr("Enable the secondary with it before it expires.")
            };
        });
        return;
    }
    m_findings.add(about(DetectorId::NeverConnectedSecondary, Attention, id), [&] {
        return ProblemWords {
            ReplicationProblemsText::tr(
                "The %1 secondary %2 has not connected since this primary started.")
                .arg(m_typeName, id),
            ReplicationProblemsText::tr(
                "Nobody used its token, or it has been down since then. Check the secondary "
                "itself before you revoke the id.")
        };
    });
}

void BlockRules::secondary()
{
    if (isDetached(m_block)) {
        add(DetectorId::Detached, Attention,
            ReplicationProblemsText::tr(
                "This %1 secondary has no primary. It was demoted or told to forget its primary.")
                .arg(m_typeName),
            ReplicationProblemsText::tr(
                "Point it to the primary of its set with update-primary. Its data stays."));
        return;
    }
    attachedSecondary();
    connection();
    if (const Peer *entry = primaryEntry(m_block); isConnected(entry))
        peer(*entry, { {}, ReplicationProblemsText::tr("the primary") });
}

void BlockRules::attachedSecondary()
{
    if (m_block.knownPrimaryClusterAddresses && m_block.knownPrimaryClusterAddresses->isEmpty()) {
        add(DetectorId::NoKnownPrimaries, Danger,
            ReplicationProblemsText::tr(
                "This %1 secondary knows no cluster address of its primary.")
                .arg(m_typeName),
            ReplicationProblemsText::tr(
                "A working secondary always knows one. Point it to its primary with "
                "update-primary."));
    }
    if (!m_block.state)
        return;
    const bool isConnectionReady =
        m_block.connectionState && *m_block.connectionState == ConnectionState::Ready;
    switch (m_block.state->meaning) {
    case State::Idle:
        // Vault 1.5.0 says idle now and then while it streams; the connection decides.
        if (!isConnectionReady) {
            add(DetectorId::SecondaryIdle, Danger,
                ReplicationProblemsText::tr(
                    "This %1 secondary is idle. It receives nothing from its primary.")
                    .arg(m_typeName),
                ReplicationProblemsText::tr(
                    "Check the path to the primary's cluster port, usually 8201, and that the "
                    "primary knows its id. If the primary changed, use update-primary."));
        }
        break;
    case State::MerkleDiff:
    case State::MerkleSync:
    case State::Connecting:
        catchingUp();
        break;
    case State::TransientFailure:
    case State::Shutdown:
        if (!m_block.connectionState) {
            add(*m_block.state == State::Shutdown ? DetectorId::ConnectionShutdown
                                                  : DetectorId::TransientFailure,
                Danger,
                ReplicationProblemsText::tr(
                    "This %1 secondary is in state %2. It receives nothing from its primary.")
                    .arg(m_typeName, m_block.state->text),
                ReplicationProblemsText::tr(
                    "Check the path to the primary's cluster port, usually 8201."));
        }
        break;
    case State::StreamWals:
    case State::Running:
    case State::Unrecognized:
        break;
    }
}

void BlockRules::catchingUp()
{
    QString text = ReplicationProblemsText::tr("This %1 secondary is catching up (%2).")
                       .arg(m_typeName, m_block.state->text);
    if (m_block.syncProgress && m_block.syncTotalKeys) {
        text = ReplicationProblemsText::tr("This %1 secondary is catching up (%2): %3 of %4 keys.")
                   .arg(m_typeName, m_block.state->text, QString::number(*m_block.syncProgress),
                        QString::number(*m_block.syncTotalKeys));
    }
    add(DetectorId::CatchingUp, Info, text,
        ReplicationProblemsText::tr(
            "Wait for stream-wals. If it falls back again and again, enlarge the log shipper "
            "buffer on the primary and run a Merkle check."));
}

void BlockRules::connection()
{
    const Peer *entry = primaryEntry(m_block);
    const bool isLost = m_block.connectionState
        && (*m_block.connectionState == ConnectionState::TransientFailure
            || *m_block.connectionState == ConnectionState::Shutdown
            || *m_block.connectionState == ConnectionState::Idle);
    if (m_block.connectionState && *m_block.connectionState == ConnectionState::TransientFailure) {
        const std::optional<qint64> age = entry ? heartbeatAge(*entry) : std::nullopt;
        const bool isNew = age && *age <= longFailureS;
        add(DetectorId::TransientFailure, isNew ? Attention : Danger,
            ReplicationProblemsText::tr(
                "The connection of this %1 secondary to its primary fails. Vault tries again.")
                .arg(m_typeName),
            ReplicationProblemsText::tr(
                "Check the path to the primary's cluster port, usually 8201, and that no load "
                "balancer ends TLS there. The primary must be unsealed and know this secondary."));
    } else if (m_block.connectionState && *m_block.connectionState == ConnectionState::Shutdown) {
        add(DetectorId::ConnectionShutdown, Danger,
            ReplicationProblemsText::tr(
                "The connection of this %1 secondary to its primary was shut down. Vault does "
                "not try again.")
                .arg(m_typeName),
            ReplicationProblemsText::tr("Step down or restart its active node."));
    }
    const bool isDown = isLost || isDisconnected(entry);
    if (m_block.state && *m_block.state == State::StreamWals && isDown) {
        const QString word = isLost ? m_block.connectionState->text : entry->connectionStatus->text;
        add(DetectorId::StreamingWithoutConnection, Danger,
            ReplicationProblemsText::tr(
                "This %1 secondary says stream-wals, but its connection is %2. The state is left "
                "over from the lost link.")
                .arg(m_typeName, word),
            ReplicationProblemsText::tr(
                "Trust the connection, not the state. No data arrives at the moment."));
    } else if (isDisconnected(entry) && !isLost) {
        add(DetectorId::DisconnectedPeer, Danger,
            ReplicationProblemsText::tr("This %1 secondary is disconnected from its primary.")
                .arg(m_typeName),
            ReplicationProblemsText::tr(
                "Check the path to the primary's cluster port, usually 8201. If the primary "
                "changed, use update-primary."));
    }
}

std::optional<qint64> BlockRules::heartbeatAge(const Peer &peer) const
{
    if (!m_serverTime || !peer.lastHeartbeat)
        return std::nullopt;
    return peer.lastHeartbeat->secsTo(*m_serverTime);
}

void BlockRules::peer(const Peer &peer, const OtherEnd &end)
{
    const qint64 skew = peer.clockSkewMs.value_or(0);
    const quint64 apart = skew < 0 ? 0 - quint64(skew) : quint64(skew);
    if (apart >= noticedSkewMs) {
        Finding finding =
            about(DetectorId::ClockSkew, apart >= harmfulSkewMs ? Danger : Attention, end.id);
        finding.weight = qint64(std::min(apart, quint64(std::numeric_limits<qint64>::max())));
        m_findings.add(finding, [&] {
            return ProblemWords {
                ReplicationProblemsText::tr(
                    "The clocks of this cluster and of %1 differ by %2 ms (%3 replication).")
                    .arg(end.name, QString::number(apart), m_typeName),
                ReplicationProblemsText::tr(
                    "Synchronize the clocks. Until then, lag in time can't be trusted.")
            };
        });
    }
    if (const qint64 age = peer.canaryAgeMs.value_or(0);
        age >= lateCanaryMs && apart <= harmfulSkewMs) {
        Finding finding =
            about(DetectorId::CanaryLate, age >= lostCanaryMs ? Danger : Attention, end.id);
        finding.weight = age;
        m_findings.add(finding, [&] {
            return ProblemWords {
                (m_type == ReplicationType::DisasterRecovery
                     ? ReplicationProblemsText::tr(
                         "DR replication between this cluster and %1 is %2 s behind.")
                     : ReplicationProblemsText::tr(
                         "Performance replication between this cluster and %1 is %2 s behind."))
                    .arg(end.name, QString::number(age / 1000)),
                ReplicationProblemsText::tr(
                    "Check network and disk of both ends, and bulk writes on the primary.")
            };
        });
    }
    if (const auto age = heartbeatAge(peer); age && *age > lateHeartbeatS) {
        Finding finding =
            about(DetectorId::HeartbeatStale, *age > lostHeartbeatS ? Danger : Attention, end.id);
        finding.weight = *age;
        m_findings.add(finding, [&] {
            return ProblemWords {
                ReplicationProblemsText::tr(
                    "The last heartbeat between this cluster and %1 was %2 s ago (%3 "
                    "replication).")
                    .arg(end.name, QString::number(*age), m_typeName),
                ReplicationProblemsText::tr(
                    "The link may be lost although Vault calls it connected. Check the path to "
                    "the cluster port, usually 8201.")
            };
        });
    }
}

} // namespace

void findReplicationProblems(const ClusterSnapshot &snapshot, const ProblemContext &context,
                             const HeardElsewhere &heardElsewhere, Findings &findings)
{
    if (!snapshot.status)
        return;
    if (snapshot.status->dialect == StatusDialect::Unsupported) {
        findings.add(
            { .detector = DetectorId::StorageUnsupported,
              .severity = Info,
              .cluster = snapshot.identity.id },
            { ReplicationProblemsText::tr(
                  "The storage of this cluster has no transactions, so it can't replicate."),
              ReplicationProblemsText::tr("Replication needs integrated storage or Consul.") });
        return;
    }
    for (const ReplicationType type : allReplicationTypes) {
        if (snapshot.block(type))
            BlockRules(snapshot, type, context, heardElsewhere, findings).run();
    }
}

} // namespace switchover
