// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/pairing.h"
#include "models/replication/problemrules.h"

#include <QCoreApplication>

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

/// The rules over one block of one cluster.
class BlockRules
{
public:
    BlockRules(const ClusterSnapshot &snapshot, ReplicationType type, const QDateTime &now,
               const HeardElsewhere &heard)
        : m_snapshot(snapshot)
        , m_block(*snapshot.block(type))
        , m_type(type)
        , m_heard(heard)
        , m_typeName(type == ReplicationType::DisasterRecovery
                         ? ReplicationProblemsText::tr("DR")
                         : ReplicationProblemsText::tr("performance"))
    {
        // Ages are judged by the server's own clock at the moment the status was read.
        if (now.isValid() && snapshot.health && snapshot.health->serverTimeUtc
            && snapshot.healthAt.isValid() && snapshot.statusAt.isValid()) {
            m_serverTime = QDateTime::fromSecsSinceEpoch(*snapshot.health->serverTimeUtc, Qt::UTC)
                               .addMSecs(snapshot.healthAt.msecsTo(snapshot.statusAt));
        }
    }

    QList<Problem> run();

private:
    void add(QLatin1StringView id, ProblemSeverity severity, const QString &text,
             const QString &advice);
    void words();
    void tree();
    void primary();
    void secondary();
    void attachedSecondary();
    void connection();
    void peer(const Peer &peer, const QString &name);
    [[nodiscard]] std::optional<qint64> heartbeatAge(const Peer &peer) const;

    const ClusterSnapshot &m_snapshot;
    const ReplicationBlock &m_block;
    ReplicationType m_type;
    const HeardElsewhere &m_heard;
    QString m_typeName;
    std::optional<QDateTime> m_serverTime;
    QList<Problem> m_problems;
};

QList<Problem> BlockRules::run()
{
    words();
    if (m_block.mode == Mode::Bootstrapping) {
        add("bootstrapping"_L1, Info,
            ReplicationProblemsText::tr(
                "The cluster is copying the primary's data for the first time (%1 replication).")
                .arg(m_typeName),
            ReplicationProblemsText::tr(
                "Wait. If it does not end, check that its servers reach the primary's cluster "
                "port, usually 8201, and start over with a new token."));
    } else if (m_block.mode == Mode::Missing) {
        add("mode-missing"_L1, Info,
            ReplicationProblemsText::tr(
                "The cluster names no mode for %1 replication: it is being set up.")
                .arg(m_typeName),
            ReplicationProblemsText::tr("Wait and read the status again."));
    }
    tree();
    if (m_block.isPrimary())
        primary();
    else if (m_block.isSecondary())
        secondary();
    return std::move(m_problems);
}

void BlockRules::add(QLatin1StringView id, ProblemSeverity severity, const QString &text,
                     const QString &advice)
{
    m_problems.append({ .id = QString(id),
                        .severity = severity,
                        .cluster = m_snapshot.identity.id,
                        .type = m_type,
                        .text = text,
                        .advice = advice });
}

void BlockRules::words()
{
    const auto unknown = [this](QLatin1StringView field, const QString &word) {
        add("unknown-word"_L1, Info,
            ReplicationProblemsText::tr(
                "Vault says %1 \"%2\" for %3 replication, a word that is not known here.")
                .arg(field, word, m_typeName),
            ReplicationProblemsText::tr(
                "It is shown as it came, and nothing is concluded from it."));
    };
    if (m_block.mode == Mode::Unrecognized)
        unknown("mode"_L1, m_block.mode.text);
    if (m_block.state && *m_block.state == State::Unrecognized)
        unknown("state"_L1, m_block.state->text);
    if (m_block.connectionState && *m_block.connectionState == ConnectionState::Unrecognized)
        unknown("connection_state"_L1, m_block.connectionState->text);
    for (const auto *peers : { &m_block.secondaries, &m_block.primaries }) {
        for (const Peer &entry : peers->value_or(QList<Peer>())) {
            if (entry.connectionStatus && *entry.connectionStatus == ConnectionStatus::Unrecognized)
                unknown("connection_status"_L1, entry.connectionStatus->text);
        }
    }
}

void BlockRules::tree()
{
    if (m_block.corruptedMerkleTree.value_or(false)) {
        add("corrupted-merkle-tree"_L1, Danger,
            ReplicationProblemsText::tr(
                "The last check found the Merkle tree of %1 replication corrupt.")
                .arg(m_typeName),
            ReplicationProblemsText::tr(
                "Take a snapshot and run a Merkle check. If the primary's tree is corrupt, "
                "reindex the primary in a quiet window; else this cluster."));
    }
    if (m_block.reindexInProgress.value_or(false)) {
        QString text =
            ReplicationProblemsText::tr("A reindex is running (%1 replication).").arg(m_typeName);
        if (m_block.reindexProgress && m_block.reindexTotal) {
            text = ReplicationProblemsText::tr(
                       "A reindex is running (%1 replication): %2 of %3 keys, stage %4.")
                       .arg(m_typeName, QString::number(*m_block.reindexProgress),
                            QString::number(*m_block.reindexTotal),
                            m_block.reindexStage.value_or(
                                ReplicationProblemsText::tr("not named", "a stage of a reindex")));
        }
        add("reindex-running"_L1, Info, text,
            ReplicationProblemsText::tr(
                "Wait, and do not step down or restart the active node: a new leader starts "
                "from the beginning."));
    }
}

void BlockRules::primary()
{
    if (m_block.state) {
        const State state = m_block.state->meaning;
        if (state == State::Idle || state == State::TransientFailure || state == State::Shutdown) {
            add("primary-not-running"_L1, Danger,
                ReplicationProblemsText::tr("The %1 primary is in state %2 instead of running.")
                    .arg(m_typeName, m_block.state->text),
                ReplicationProblemsText::tr(
                    "Look at the log of its active node, and try to recover replication."));
        }
    }
    if (!m_block.secondaries)
        return; // before Vault 1.5 nothing tells who is connected
    const QHash<QString, const Peer *> entries = entriesById(m_block);
    for (const QString &id : m_block.knownSecondaries.value_or(QStringList())) {
        const Peer *entry = entries.value(id);
        if (!entry && m_heard.contains(m_type, id))
            continue;
        if (!entry) {
            add("never-connected-secondary"_L1, Attention,
                ReplicationProblemsText::tr(
                    "The %1 secondary %2 has not connected since this primary started.")
                    .arg(m_typeName, id),
                ReplicationProblemsText::tr(
                    "Its token was never used, or it has been down since then. Look at the "
                    "secondary itself before revoking the id."));
        } else if (isDisconnected(entry)) {
            add("disconnected-peer"_L1, Danger,
                ReplicationProblemsText::tr("The %1 secondary %2 is disconnected.")
                    .arg(m_typeName, id),
                ReplicationProblemsText::tr(
                    "Check that the secondary runs, is unsealed, and reaches this cluster's "
                    "port for replication, usually 8201."));
        } else if (!m_heard.contains(m_type, id)) {
            peer(*entry, ReplicationProblemsText::tr("secondary %1").arg(id));
        }
    }
}

void BlockRules::secondary()
{
    if (isDetached(m_block)) {
        add("detached"_L1, Attention,
            ReplicationProblemsText::tr(
                "This %1 secondary is detached and waits for a primary: it was demoted or "
                "told to forget its primary.")
                .arg(m_typeName),
            ReplicationProblemsText::tr(
                "Point it to the primary of its set by update-primary. It needs no wipe."));
        return;
    }
    attachedSecondary();
    connection();
    if (const Peer *entry = primaryEntry(m_block); isConnected(entry))
        peer(*entry, ReplicationProblemsText::tr("the primary"));
}

void BlockRules::attachedSecondary()
{
    if (m_block.knownPrimaryClusterAddresses && m_block.knownPrimaryClusterAddresses->isEmpty()) {
        add("no-known-primaries"_L1, Danger,
            ReplicationProblemsText::tr(
                "This %1 secondary knows no cluster address of its primary.")
                .arg(m_typeName),
            ReplicationProblemsText::tr(
                "A working secondary always knows one. Point it to its primary by "
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
            add("secondary-idle"_L1, Danger,
                ReplicationProblemsText::tr(
                    "This %1 secondary is idle: it receives nothing from its primary.")
                    .arg(m_typeName),
                ReplicationProblemsText::tr(
                    "Check the path to the primary's cluster port, usually 8201, and that the "
                    "primary knows its id. If the primary changed, use update-primary."));
        }
        break;
    case State::MerkleDiff:
    case State::MerkleSync:
    case State::Connecting: {
        QString text = ReplicationProblemsText::tr("This %1 secondary is catching up (%2).")
                           .arg(m_typeName, m_block.state->text);
        if (m_block.syncProgress && m_block.syncTotalKeys) {
            text =
                ReplicationProblemsText::tr("This %1 secondary is catching up (%2): %3 of %4 keys.")
                    .arg(m_typeName, m_block.state->text, QString::number(*m_block.syncProgress),
                         QString::number(*m_block.syncTotalKeys));
        }
        add("catching-up"_L1, Info, text,
            ReplicationProblemsText::tr(
                "Wait for stream-wals. If it falls back again and again, enlarge the log "
                "shipper buffer on the primary and run a Merkle check."));
        break;
    }
    case State::TransientFailure:
    case State::Shutdown:
        if (!m_block.connectionState) {
            add(*m_block.state == State::Shutdown ? "connection-shutdown"_L1
                                                  : "transient-failure"_L1,
                Danger,
                ReplicationProblemsText::tr(
                    "The state of this %1 secondary is %2: it receives nothing from its primary.")
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
        add("transient-failure"_L1, isNew ? Attention : Danger,
            ReplicationProblemsText::tr(
                "The connection of this %1 secondary to its primary fails and is being tried "
                "again.")
                .arg(m_typeName),
            ReplicationProblemsText::tr(
                "Check the path to the primary's cluster port, usually 8201, that no balancer "
                "ends TLS there, and that the primary is unsealed and knows this secondary."));
    } else if (m_block.connectionState && *m_block.connectionState == ConnectionState::Shutdown) {
        add("connection-shutdown"_L1, Danger,
            ReplicationProblemsText::tr(
                "The connection of this %1 secondary to its primary was shut down and is not "
                "tried again.")
                .arg(m_typeName),
            ReplicationProblemsText::tr("Step down or restart its active node."));
    }
    const bool isDown = isLost || isDisconnected(entry);
    if (m_block.state && *m_block.state == State::StreamWals && isDown) {
        const QString word = isLost ? m_block.connectionState->text : entry->connectionStatus->text;
        add("streaming-without-connection"_L1, Danger,
            ReplicationProblemsText::tr(
                "This %1 secondary says stream-wals, but its connection is %2: the state is a "
                "memory of the lost link.")
                .arg(m_typeName, word),
            ReplicationProblemsText::tr(
                "Believe the connection. Nothing arrives here at the moment."));
    } else if (isDisconnected(entry) && !isLost) {
        add("disconnected-peer"_L1, Danger,
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

void BlockRules::peer(const Peer &peer, const QString &name)
{
    const qint64 skew = qAbs(peer.clockSkewMs.value_or(0));
    if (skew >= noticedSkewMs) {
        add("clock-skew"_L1, skew >= harmfulSkewMs ? Danger : Attention,
            ReplicationProblemsText::tr(
                "The clocks of this cluster and of %1 differ by %2 ms (%3 replication).")
                .arg(name, QString::number(skew), m_typeName),
            ReplicationProblemsText::tr(
                "Synchronise the clocks. Until then lag in time cannot be trusted."));
    }
    if (const qint64 age = peer.canaryAgeMs.value_or(0);
        age >= lateCanaryMs && skew <= harmfulSkewMs) {
        add("canary-late"_L1, age >= lostCanaryMs ? Danger : Attention,
            ReplicationProblemsText::tr(
                "%1 replication between this cluster and %2 is %3 s behind.")
                .arg(m_type == ReplicationType::DisasterRecovery
                         ? ReplicationProblemsText::tr("DR")
                         : ReplicationProblemsText::tr("Performance"),
                     name, QString::number(age / 1000)),
            ReplicationProblemsText::tr(
                "Look at network and disk of both ends, and at bulk writes on the primary."));
    }
    if (const auto age = heartbeatAge(peer); age && *age > lateHeartbeatS) {
        add("heartbeat-stale"_L1, *age > lostHeartbeatS ? Danger : Attention,
            ReplicationProblemsText::tr(
                "The last heartbeat between this cluster and %1 was %2 s ago (%3 replication).")
                .arg(name, QString::number(*age), m_typeName),
            ReplicationProblemsText::tr(
                "The link may be lost although it is called connected. Check the path to the "
                "cluster port, usually 8201."));
    }
}

} // namespace

QList<Problem> replicationProblems(const ClusterSnapshot &snapshot, const QDateTime &now,
                                   const HeardElsewhere &heardElsewhere)
{
    QList<Problem> problems;
    if (!snapshot.status)
        return problems;
    if (snapshot.status->dialect == StatusDialect::Unsupported) {
        problems.append(
            { .id = u"storage-unsupported"_s,
              .severity = Info,
              .cluster = snapshot.identity.id,
              .type = {},
              .text = ReplicationProblemsText::tr(
                  "The storage of this cluster cannot do transactions, so it cannot replicate."),
              .advice =
                  ReplicationProblemsText::tr("Replication needs integrated storage or Consul.") });
        return problems;
    }
    for (const ReplicationType type : allReplicationTypes) {
        if (snapshot.block(type))
            problems += BlockRules(snapshot, type, now, heardElsewhere).run();
    }
    return problems;
}

} // namespace switchover
