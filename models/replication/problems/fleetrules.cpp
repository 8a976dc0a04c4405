// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/problems/fleetrules.h"

#include "models/replication/pairing.h"
#include "models/replication/primaryevidence.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

using enum ProblemSeverity;

struct ProblemsText
{
    Q_DECLARE_TR_FUNCTIONS(Problems)
};

using ById = QHash<ClusterId, const ClusterSnapshot *>;
using SetKey = std::pair<ReplicationType, QString>;

constexpr quint64 largeBacklog = 1000;

ById byId(const QList<ClusterSnapshot> &snapshots)
{
    ById found;
    found.reserve(snapshots.size());
    for (const ClusterSnapshot &snapshot : snapshots)
        found.insert(snapshot.identity.id, &snapshot);
    return found;
}

/// "amber, basalt and cobalt"; of many only the first.
QString enumeration(QStringList names)
{
    constexpr qsizetype most = 8;
    if (names.size() > most) {
        const qsizetype others = names.size() - most;
        names.resize(most);
        return ProblemsText::tr("%1 and %Ln other(s)", nullptr, int(others))
            .arg(names.join(", "_L1));
    }
    const QString last = names.isEmpty() ? QString() : names.takeLast();
    return names.isEmpty() ? last : ProblemsText::tr("%1 and %2").arg(names.join(", "_L1), last);
}

/// Several clusters, as problems name them.
struct Members
{
    QStringList names;
    QList<ClusterId> ids;

    void add(const ClusterSnapshot &snapshot)
    {
        names.append(snapshot.identity.name);
        ids.append(snapshot.identity.id);
    }
};

class FleetRules
{
public:
    FleetRules(const QList<ClusterSnapshot> &snapshots, const Topology &topology,
               const ProblemContext &context, Findings &findings);
    void run();

private:
    void indexLinks();
    void conflict(const PrimaryConflict &conflict);
    void leftover(const LeftoverSecondaryId &leftover);
    void primariesOf(const ReplicationSet &set);
    void formerPrimaries(const ReplicationSet &set, const ClusterSnapshot &primary);
    void primaryMissingFrom(const ReplicationSet &set);
    void link(const ReplicationLink &link);
    void ghosts(const ReplicationLink &link);
    void versions(const ReplicationLink &link, const ClusterSnapshot &primary,
                  const ClusterSnapshot &secondary);
    void attachment(const ReplicationLink &link, const ClusterSnapshot &primary,
                    const ClusterSnapshot &secondary);
    void duplicates();
    [[nodiscard]] bool isPending(const ReplicationLink &link) const;
    [[nodiscard]] const ClusterSnapshot *find(const ClusterId &id) const
    {
        return m_byId.value(id);
    }

    const QList<ClusterSnapshot> &m_snapshots;
    const Topology &m_topology;
    const ProblemContext &m_context;
    Findings &m_findings;
    ById m_byId;
    QSet<SetKey> m_fed;       ///< sets with a secondary that proves that its primary lives
    QSet<SetKey> m_followed;  ///< sets whose secondaries name a registered cluster as primary
    QSet<SetKey> m_streaming; ///< sets with a secondary that at least is not known to be cut off
    QHash<SetKey, QList<const ClusterSnapshot *>> m_formerPrimaries;
    KnownSecondaries m_known;
};

FleetRules::FleetRules(const QList<ClusterSnapshot> &snapshots, const Topology &topology,
                       const ProblemContext &context, Findings &findings)
    : m_snapshots(snapshots)
    , m_topology(topology)
    , m_context(context)
    , m_findings(findings)
    , m_byId(byId(snapshots))
{
    for (const ClusterSnapshot &snapshot : snapshots) {
        for (const ReplicationType type : allReplicationTypes) {
            const ReplicationBlock *block = snapshot.block(type);
            if (block && block->setId && block->isPrimary() && !isCurrent(snapshot))
                m_formerPrimaries[{ type, *block->setId }].append(&snapshot);
        }
    }
    indexLinks();
}

void FleetRules::indexLinks()
{
    for (const ReplicationLink &link : m_topology.links) {
        const ClusterSnapshot *secondary = find(link.secondary);
        const ReplicationBlock *block = secondary ? secondary->block(link.type) : nullptr;
        if (!block)
            continue;
        const SetKey key { link.type, link.setId };
        if (link.state != LinkState::Broken)
            m_streaming.insert(key);
        // It may follow a registered cluster that does not answer, but not one that answers as
        // something else than a primary.
        const ClusterSnapshot *primary = find(link.primary);
        const ReplicationBlock *theirs = primary ? primary->block(link.type) : nullptr;
        const bool isNone = primary && isCurrent(*primary) && (!theirs || !theirs->isPrimary());
        if (primary && !isNone)
            m_followed.insert(key);
        if (isCurrent(*secondary) && (hasProofOfLink(*block) || block->mode == Mode::Bootstrapping))
            m_fed.insert(key);
    }
}

void FleetRules::run()
{
    for (const ReplicationSet &set : m_topology.sets) {
        primariesOf(set);
        primaryMissingFrom(set);
    }
    for (const PrimaryConflict &entry : m_topology.conflicts)
        conflict(entry);
    for (const LeftoverSecondaryId &entry : m_topology.leftovers)
        leftover(entry);
    for (const ReplicationLink &entry : m_topology.links)
        link(entry);
    duplicates();
}

void FleetRules::primariesOf(const ReplicationSet &set)
{
    const auto first = std::ranges::find_if(set.primaries, [&](const ClusterId &id) {
        const ClusterSnapshot *snapshot = find(id);
        return snapshot && isCurrent(*snapshot);
    });
    if (first != set.primaries.end())
        formerPrimaries(set, *find(*first));
}

void FleetRules::conflict(const PrimaryConflict &conflict)
{
    Members alive;
    for (const ClusterId &id : conflict.primaries) {
        if (const ClusterSnapshot *snapshot = find(id))
            alive.add(*snapshot);
    }
    m_findings.add(
        { .detector = DetectorId::TwoPrimaries,
          .severity = Danger,
          .set = conflict.setId,
          .type = conflict.type,
          .clusters = alive.ids },
        { ProblemsText::tr("%1 are primary of the same %2 replication set. Their data diverges "
                           "with every write.")
              .arg(enumeration(alive.names), typeWord(conflict.type)),
          ProblemsText::tr(
              "Keep clients away from the wrong one. Demote it, then point it to the right one "
              "with update-primary. Its writes since the split are lost.") });
}

void FleetRules::leftover(const LeftoverSecondaryId &leftover)
{
    const ClusterSnapshot *primary = find(leftover.primary);
    const ClusterSnapshot *cluster = find(leftover.cluster);
    if (!primary || !cluster)
        return;
    m_findings.add({ .detector = DetectorId::LeftoverSecondaryId,
                     .severity = Info,
                     .cluster = leftover.primary,
                     .type = leftover.type,
                     .peer = leftover.secondaryId,
                     .clusters = { leftover.primary, leftover.cluster } },
                   { ProblemsText::tr("%1 still lists the secondary id %2. %3 followed under it "
                                      "and has another place now.")
                         .arg(primary->identity.name, leftover.secondaryId, cluster->identity.name),
                     ProblemsText::tr("Revoke the id once you are sure that nobody uses it.") });
}

void FleetRules::formerPrimaries(const ReplicationSet &set, const ClusterSnapshot &primary)
{
    for (const ClusterSnapshot *former : m_formerPrimaries.value({ set.type, set.setId })) {
        if (isSameCluster(*former, primary))
            continue;
        m_findings.add(
            { .detector = DetectorId::FormerPrimarySilent,
              .severity = Attention,
              .cluster = former->identity.id,
              .type = set.type,
              .clusters = { former->identity.id, primary.identity.id } },
            { ProblemsText::tr("%1 was %2 primary when it last answered. %3 is primary of the "
                               "same set now.")
                  .arg(former->identity.name, typeWord(set.type), primary.identity.name),
              ProblemsText::tr("If it comes back, it still believes that it is primary. Keep it "
                               "off the network until it is demoted.") });
    }
}

void FleetRules::primaryMissingFrom(const ReplicationSet &set)
{
    const SetKey key { set.type, set.setId };
    // Proof of a link is proof of a primary, registered or not. Vault's state words are none:
    // before 1.4 a secondary says stream-wals long after it lost its primary.
    if (!set.primaries.isEmpty() || m_fed.contains(key) || m_followed.contains(key))
        return;
    Members members;
    qsizetype answering = 0;
    bool isAnyDetached = false;
    for (const ClusterId &id : set.secondaries) {
        const ClusterSnapshot *snapshot = find(id);
        if (!snapshot)
            continue;
        members.add(*snapshot);
        if (!isCurrent(*snapshot))
            continue;
        ++answering;
        isAnyDetached = isAnyDetached || isDetached(*snapshot->block(set.type));
    }
    const bool isAnyStreaming = m_streaming.contains(key);
    const bool allAnswer = answering == members.ids.size() && (answering > 1 || isAnyDetached);
    if (answering == 0 || (isAnyStreaming && !allAnswer))
        return;
    // The primary may also be a cluster that is not registered, or one that was never read.
    const bool mayBeSilent = std::ranges::any_of(
        m_snapshots, [](const ClusterSnapshot &snapshot) { return !snapshot.status; });
    const bool isCertain = (!isAnyStreaming || isAnyDetached) && !mayBeSilent;
    m_findings.add(
        { .detector = DetectorId::NoPrimaryInSet,
          .severity = isCertain ? Danger : Attention,
          .set = set.setId,
          .type = set.type,
          .clusters = members.ids },
        { ProblemsText::tr("The %1 replication set of %2 has no primary. No cluster that answers "
                           "is primary, and no secondary has a proven connection to one.")
              .arg(typeWord(set.type), enumeration(members.names)),
          ProblemsText::tr("Nobody can write shared data. Make sure that no other primary runs, "
                           "then promote the secondary that has the most data.") });
}

bool FleetRules::isPending(const ReplicationLink &link) const
{
    return m_context.now.isValid()
        && std::ranges::any_of(m_context.pendingSecondaries, [&](const PendingSecondary &pending) {
               return pending.primary == link.primary && pending.type == link.type
                   && pending.secondaryId == link.secondaryId && m_context.now < pending.expires;
           });
}

void FleetRules::link(const ReplicationLink &entry)
{
    ghosts(entry);
    const ClusterSnapshot *primary = find(entry.primary);
    const ClusterSnapshot *secondary = find(entry.secondary);
    if (!primary || !secondary)
        return;
    versions(entry, *primary, *secondary);
    attachment(entry, *primary, *secondary);
}

void FleetRules::attachment(const ReplicationLink &entry, const ClusterSnapshot &primary,
                            const ClusterSnapshot &secondary)
{
    const ReplicationBlock *from = primary.block(entry.type);
    const ReplicationBlock *to = secondary.block(entry.type);
    if (!from || !to || !isCurrent(primary) || !isCurrent(secondary))
        return;
    Finding finding { .detector = DetectorId::RevokedSecondary,
                      .severity = Danger,
                      .cluster = secondary.identity.id,
                      .type = entry.type,
                      .peer = primary.identity.id.value,
                      .clusters = { secondary.identity.id, primary.identity.id } };
    if (!entry.secondaryId.isEmpty() && m_known.mayKnow(*from, entry.secondaryId) == false) {
        m_findings.add(
            finding,
            { ProblemsText::tr("%1 follows as %2, but %3 does not know this id. It was revoked.")
                  .arg(secondary.identity.name, entry.secondaryId, primary.identity.name),
              ProblemsText::tr("Generate a new token and use it with update-primary, or disable "
                               "replication on the secondary.") });
    } else if (!pointsTo(*to, primary).value_or(true) && !to->connectionState
               && !isConnected(primaryEntry(*to))
               && !isConnected(m_known.entryFor(*from, entry.secondaryId))) {
        finding.detector = DetectorId::FollowsFormerPrimary;
        m_findings.add(
            finding,
            { ProblemsText::tr("%1 still names other addresses as its primary than those of %2.")
                  .arg(secondary.identity.name, primary.identity.name),
              ProblemsText::tr("It may show an old state and receive nothing. Point it to the new "
                               "primary with update-primary.") });
    }
    if (entry.lag.wals && *entry.lag.wals > largeBacklog && !entry.lag.canaryAge) {
        finding.detector = DetectorId::WalBacklog;
        finding.severity = Attention;
        m_findings.add(
            finding,
            { ProblemsText::tr("%1 is %2 WAL entries behind %3 (%4 replication).")
                  .arg(secondary.identity.name, QString::number(*entry.lag.wals),
                       primary.identity.name, typeWord(entry.type)),
              ProblemsText::tr("This is normal for a moment of bulk writes. If it stays, check "
                               "network and disk of both ends.") });
    }
}

void FleetRules::ghosts(const ReplicationLink &link)
{
    if (!link.secondary.isValid() && !isPending(link)) {
        m_findings.add({ .detector = DetectorId::UnregisteredSecondary,
                         .severity = Info,
                         .cluster = link.primary,
                         .type = link.type,
                         .peer = link.secondaryId },
                       [&] {
                           const ClusterSnapshot *primary = find(link.primary);
                           return ProblemWords {
                               ProblemsText::tr("%1 knows a %2 secondary with the id %3. No "
                                                "registered cluster has this id.")
                                   .arg(primary ? primary->identity.name : QString(),
                                        typeWord(link.type), link.secondaryId),
                               ProblemsText::tr("Add that cluster to see both ends. If nobody uses "
                                                "the id, revoke it.")
                           };
                       });
    }
    if (!link.primary.isValid()) {
        const ClusterSnapshot *secondary = find(link.secondary);
        m_findings.add(
            { .detector = DetectorId::UnregisteredPrimary,
              .severity = Info,
              .cluster = link.secondary,
              .type = link.type },
            { ProblemsText::tr("No registered cluster is the %2 primary that %1 follows.")
                  .arg(secondary ? secondary->identity.name : QString(), typeWord(link.type)),
              ProblemsText::tr("If another cluster is, add it to see both ends and the lag.") });
    }
}

void FleetRules::versions(const ReplicationLink &link, const ClusterSnapshot &primary,
                          const ClusterSnapshot &secondary)
{
    const auto upstream =
        primary.health ? VaultVersion::parse(primary.health->version) : std::nullopt;
    const auto downstream =
        secondary.health ? VaultVersion::parse(secondary.health->version) : std::nullopt;
    if (!upstream || !downstream || *downstream >= *upstream)
        return;
    m_findings.add(
        { .detector = DetectorId::VersionOrder,
          .severity = Attention,
          .cluster = secondary.identity.id,
          .type = link.type,
          .peer = primary.identity.id.value,
          .clusters = { secondary.identity.id, primary.identity.id } },
        { ProblemsText::tr("%1 runs Vault %2 and follows %3 with the newer %4.")
              .arg(secondary.identity.name, secondary.health->version, primary.identity.name,
                   primary.health->version),
          ProblemsText::tr("Upgrade secondaries before their primary, and %1 before any failover.")
              .arg(secondary.identity.name) });
}

void FleetRules::duplicates()
{
    QHash<QString, const ClusterSnapshot *> firsts;
    for (const ClusterSnapshot &snapshot : m_snapshots) {
        const QString haId = haClusterId(snapshot);
        if (haId.isEmpty())
            continue;
        const ClusterSnapshot *&first = firsts[haId];
        if (!first) {
            first = &snapshot;
            continue;
        }
        m_findings.add({ .detector = DetectorId::DuplicateRegistration,
                         .severity = Attention,
                         .cluster = snapshot.identity.id,
                         .clusters = { snapshot.identity.id, first->identity.id } },
                       { ProblemsText::tr("%1 and %2 are the same cluster, registered twice.")
                             .arg(first->identity.name, snapshot.identity.name),
                         ProblemsText::tr("Remove one of them.") });
    }
}

} // namespace

HeardElsewhere heardElsewhere(const QList<ClusterSnapshot> &snapshots, const Topology &topology)
{
    const ById clusters = byId(snapshots);
    HeardElsewhere heard;
    for (const ReplicationLink &link : topology.links) {
        const ClusterSnapshot *secondary = clusters.value(link.secondary);
        if (secondary && isCurrent(*secondary) && !link.secondaryId.isEmpty())
            heard.insert(link.type, link.secondaryId);
    }
    return heard;
}

void findFleetProblems(const QList<ClusterSnapshot> &snapshots, const Topology &topology,
                       const ProblemContext &context, Findings &findings)
{
    FleetRules(snapshots, topology, context, findings).run();
}

QHash<ClusterId, SignOfLife> signsOfLife(const QList<ClusterSnapshot> &snapshots,
                                         const Topology &topology, const QDateTime &now)
{
    const ById clusters = byId(snapshots);
    QHash<ClusterId, SignOfLife> signs;
    for (const ReplicationLink &link : topology.links) {
        const ClusterSnapshot *primary = clusters.value(link.primary);
        const ClusterSnapshot *secondary = clusters.value(link.secondary);
        if (!primary || !secondary || primary->isReachable())
            continue;
        const std::optional<HeardOfPrimary> heard = heardBy(*secondary, link.type, now);
        const ReplicationBlock *block = secondary->block(link.type);
        const bool isReady =
            block && block->connectionState && *block->connectionState == ConnectionState::Ready;
        if (!heard || !heard->heartbeatAge || !isProofOfLife(*heard) || !isReady)
            continue;
        const qint64 age =
            std::chrono::duration_cast<std::chrono::seconds>(*heard->heartbeatAge).count();
        const auto known = signs.constFind(link.primary);
        if (known == signs.cend() || age < known->heartbeatAgeS)
            signs.insert(link.primary, { link.primary, link.secondary, link.type, age });
    }
    return signs;
}

} // namespace switchover
