// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/problems.h"

#include "models/replication/pairing.h"
#include "models/replication/problemrules.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

using enum ProblemSeverity;

struct ProblemsText
{
    Q_DECLARE_TR_FUNCTIONS(Problems)
};

constexpr quint64 largeBacklog = 1000;

QString typeWord(ReplicationType type)
{
    return type == ReplicationType::DisasterRecovery ? ProblemsText::tr("DR")
                                                     : ProblemsText::tr("performance");
}

// "amber, basalt and cobalt"
QString enumeration(QStringList names)
{
    const QString last = names.isEmpty() ? QString() : names.takeLast();
    return names.isEmpty() ? last : ProblemsText::tr("%1 and %2").arg(names.join(", "_L1), last);
}

class FleetRules
{
public:
    FleetRules(const QList<ClusterSnapshot> &snapshots, const Topology &topology)
        : m_snapshots(snapshots)
        , m_topology(topology)
    {
        m_byId.reserve(snapshots.size());
        for (const ClusterSnapshot &snapshot : snapshots)
            m_byId.insert(snapshot.identity.id, &snapshot);
    }
    QList<Problem> run();
    [[nodiscard]] HeardElsewhere heardElsewhere() const;

private:
    void add(QLatin1StringView id, ProblemSeverity severity, const ClusterId &cluster,
             std::optional<ReplicationType> type, const QString &text, const QString &advice,
             const QList<ClusterId> &clusters = {});
    void primariesOf(const ReplicationSet &set);
    void primaryMissingFrom(const ReplicationSet &set);
    void link(const ReplicationLink &link);
    void ghosts(const ReplicationLink &link);
    void versions(const ReplicationLink &link, const ClusterSnapshot &primary,
                  const ClusterSnapshot &secondary);
    void duplicates();
    [[nodiscard]] const ClusterSnapshot *find(const ClusterId &id) const;

    const QList<ClusterSnapshot> &m_snapshots;
    const Topology &m_topology;
    QHash<ClusterId, const ClusterSnapshot *> m_byId;
    QList<Problem> m_problems;
};

const ClusterSnapshot *FleetRules::find(const ClusterId &id) const
{
    return m_byId.value(id);
}

void FleetRules::add(QLatin1StringView id, ProblemSeverity severity, const ClusterId &cluster,
                     std::optional<ReplicationType> type, const QString &text,
                     const QString &advice, const QList<ClusterId> &clusters)
{
    m_problems.append({ .id = QString(id),
                        .severity = severity,
                        .cluster = cluster,
                        .clusters = clusters,
                        .type = type,
                        .text = text,
                        .advice = advice });
}

QList<Problem> FleetRules::run()
{
    for (const ReplicationSet &set : m_topology.sets) {
        primariesOf(set);
        primaryMissingFrom(set);
    }
    for (const ReplicationLink &entry : m_topology.links)
        link(entry);
    duplicates();
    return std::move(m_problems);
}

HeardElsewhere FleetRules::heardElsewhere() const
{
    HeardElsewhere heard;
    for (const ReplicationLink &link : m_topology.links) {
        const ClusterSnapshot *secondary = find(link.secondary);
        if (secondary && isCurrent(*secondary) && !link.secondaryId.isEmpty())
            heard.insert(link.type, link.secondaryId);
    }
    return heard;
}

void FleetRules::primariesOf(const ReplicationSet &set)
{
    QList<const ClusterSnapshot *> alive;
    for (const ClusterId &id : set.primaries) {
        const ClusterSnapshot *snapshot = find(id);
        if (!snapshot || !isCurrent(*snapshot))
            continue;
        const bool isTwin = std::ranges::any_of(
            alive, [&](const ClusterSnapshot *other) { return isSameCluster(*other, *snapshot); });
        if (!isTwin)
            alive.append(snapshot);
    }
    if (alive.size() > 1) {
        QStringList names;
        QList<ClusterId> ids;
        for (const ClusterSnapshot *snapshot : alive) {
            names.append(snapshot->identity.name);
            ids.append(snapshot->identity.id);
        }
        add("two-primaries"_L1, Danger, {}, set.type,
            ProblemsText::tr(
                "%1 are primary of the same %2 replication set at once: their data diverges "
                "with every write.")
                .arg(enumeration(names), typeWord(set.type)),
            ProblemsText::tr(
                "Keep clients away from the wrong one, demote it, and point it to the right "
                "one by update-primary. Its writes since the split are lost."),
            ids);
    }
    if (alive.isEmpty())
        return;
    for (const ClusterSnapshot &snapshot : m_snapshots) {
        const ReplicationBlock *block = snapshot.block(set.type);
        if (!block || isCurrent(snapshot) || !block->isPrimary() || block->setId != set.setId
            || isSameCluster(snapshot, *alive.first()))
            continue;
        add("former-primary-silent"_L1, Attention, snapshot.identity.id, set.type,
            ProblemsText::tr(
                "%1 was %2 primary when it last answered, and %3 is primary of the same set now.")
                .arg(snapshot.identity.name, typeWord(set.type), alive.first()->identity.name),
            ProblemsText::tr(
                "If it comes back it will believe that it is still primary. Keep it off the "
                "network until it is demoted."),
            { snapshot.identity.id, alive.first()->identity.id });
    }
}

void FleetRules::primaryMissingFrom(const ReplicationSet &set)
{
    if (!set.primaries.isEmpty())
        return;
    // A secondary that receives has a primary, registered or not.
    const bool anyoneReceives =
        std::ranges::any_of(m_topology.links, [&](const ReplicationLink &link) {
            return link.type == set.type && link.setId == set.setId
                && link.state != LinkState::Broken;
        });
    const bool anyoneSpeaks = std::ranges::any_of(set.secondaries, [&](const ClusterId &id) {
        const ClusterSnapshot *snapshot = find(id);
        return snapshot && isCurrent(*snapshot);
    });
    if (anyoneReceives || !anyoneSpeaks)
        return;
    QStringList names;
    QList<ClusterId> ids;
    for (const ClusterId &id : set.secondaries) {
        const ClusterSnapshot *snapshot = find(id);
        if (!snapshot)
            continue;
        names.append(snapshot->identity.name);
        ids.append(id);
    }
    add("no-primary-in-set"_L1, Danger, {}, set.type,
        ProblemsText::tr(
            "The %1 replication set of %2 has no primary: no cluster that answers is primary, "
            "and no secondary receives anything.")
            .arg(typeWord(set.type), enumeration(names)),
        ProblemsText::tr(
            "Nobody can write shared data. Promote the secondary that has the most, once it "
            "is certain that no other primary lives."),
        ids);
}

void FleetRules::link(const ReplicationLink &entry)
{
    ghosts(entry);
    const ClusterSnapshot *primary = find(entry.primary);
    const ClusterSnapshot *secondary = find(entry.secondary);
    if (!primary || !secondary)
        return;
    versions(entry, *primary, *secondary);
    const QList<ClusterId> bothEnds { secondary->identity.id, primary->identity.id };
    const ReplicationBlock *from = primary->block(entry.type);
    const ReplicationBlock *to = secondary->block(entry.type);
    if (!from || !to || !isCurrent(*primary) || !isCurrent(*secondary))
        return;
    if (!entry.secondaryId.isEmpty() && from->knownSecondaries
        && !from->knownSecondaries->contains(entry.secondaryId)) {
        add("revoked-secondary"_L1, Danger, secondary->identity.id, entry.type,
            ProblemsText::tr("%1 follows as %2, but %3 does not know this id: it was revoked.")
                .arg(secondary->identity.name, entry.secondaryId, primary->identity.name),
            ProblemsText::tr(
                "Give it a new token by update-primary, or disable replication on it."),
            bothEnds);
    } else if (!pointsTo(*to, *primary).value_or(true) && !to->connectionState
               && !isConnected(primaryEntry(*to))
               && !isConnected(entryFor(*from, entry.secondaryId))) {
        add("follows-former-primary"_L1, Danger, secondary->identity.id, entry.type,
            ProblemsText::tr("%1 still names other addresses as its primary than those of %2.")
                .arg(secondary->identity.name, primary->identity.name),
            ProblemsText::tr(
                "It may show an old state and receive nothing. Point it to the new primary by "
                "update-primary."),
            bothEnds);
    }
    if (entry.lag.wals && *entry.lag.wals > largeBacklog && !entry.lag.canaryAge) {
        add("wal-backlog"_L1, Attention, secondary->identity.id, entry.type,
            ProblemsText::tr("%1 is %2 WAL entries behind %3 (%4 replication).")
                .arg(secondary->identity.name, QString::number(*entry.lag.wals),
                     primary->identity.name, typeWord(entry.type)),
            ProblemsText::tr(
                "Normal for a moment of bulk writes. If it stays, look at network and disk of "
                "both ends."),
            bothEnds);
    }
}

void FleetRules::ghosts(const ReplicationLink &link)
{
    if (!link.secondary.isValid()) {
        const ClusterSnapshot *primary = find(link.primary);
        add("unregistered-secondary"_L1, Info, link.primary, link.type,
            ProblemsText::tr(
                "%1 knows a %2 secondary with the id %3, but no registered cluster has this id.")
                .arg(primary ? primary->identity.name : QString(), typeWord(link.type),
                     link.secondaryId),
            ProblemsText::tr(
                "Add that cluster to see both ends, or revoke the id if it belongs to nobody."));
    }
    if (!link.primary.isValid()) {
        const ClusterSnapshot *secondary = find(link.secondary);
        add("unregistered-primary"_L1, Info, link.secondary, link.type,
            ProblemsText::tr("No registered cluster is the %2 primary that %1 follows.")
                .arg(secondary ? secondary->identity.name : QString(), typeWord(link.type)),
            ProblemsText::tr("If another cluster is, add it to see both ends and the lag."));
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
    add("version-order"_L1, Attention, secondary.identity.id, link.type,
        ProblemsText::tr("%1 runs Vault %2 and follows %3 with the newer %4.")
            .arg(secondary.identity.name, secondary.health->version, primary.identity.name,
                 primary.health->version),
        ProblemsText::tr(
            "Secondaries are upgraded before their primary. Upgrade %1 before any failover.")
            .arg(secondary.identity.name),
        { secondary.identity.id, primary.identity.id });
}

void FleetRules::duplicates()
{
    for (qsizetype i = 0; i < m_snapshots.size(); ++i) {
        for (qsizetype j = 0; j < i; ++j) {
            if (!isSameCluster(m_snapshots.at(i), m_snapshots.at(j)))
                continue;
            add("duplicate-registration"_L1, Attention, m_snapshots.at(i).identity.id, {},
                ProblemsText::tr("%1 and %2 are the same cluster, registered twice.")
                    .arg(m_snapshots.at(j).identity.name, m_snapshots.at(i).identity.name),
                ProblemsText::tr("Remove one of them."),
                { m_snapshots.at(i).identity.id, m_snapshots.at(j).identity.id });
            break;
        }
    }
}

} // namespace

QList<ClusterId> Problem::concerned() const
{
    if (!clusters.isEmpty())
        return clusters;
    return cluster.isValid() ? QList<ClusterId> { cluster } : QList<ClusterId>();
}

QString wireName(ProblemSeverity severity)
{
    switch (severity) {
    case Info:
        return u"info"_s;
    case Attention:
        return u"attention"_s;
    case Danger:
        return u"danger"_s;
    }
    Q_UNREACHABLE();
}

void sortWorstFirst(QList<Problem> &problems)
{
    std::ranges::stable_sort(problems, std::ranges::greater {}, &Problem::severity);
}

QList<Problem> problemsOf(const ClusterSnapshot &snapshot, const QDateTime &now)
{
    QList<Problem> problems = serverProblems(snapshot, now);
    // What a cluster said before it fell silent is no news.
    if (!snapshot.statusError)
        problems += replicationProblems(snapshot, now, {});
    sortWorstFirst(problems);
    return problems;
}

QList<Problem> problemsOf(const QList<ClusterSnapshot> &snapshots, const Topology &topology,
                          const QDateTime &now)
{
    FleetRules rules(snapshots, topology);
    const HeardElsewhere heard = rules.heardElsewhere();
    QList<Problem> problems = rules.run();
    for (const ClusterSnapshot &snapshot : snapshots) {
        problems += serverProblems(snapshot, now);
        if (!snapshot.statusError)
            problems += replicationProblems(snapshot, now, heard);
    }
    sortWorstFirst(problems);
    return problems;
}

} // namespace switchover
