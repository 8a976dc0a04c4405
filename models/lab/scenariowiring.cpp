// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/scenariowiring.h"

#include "models/lab/core/authdata.h"
#include "models/lab/core/link.h"
#include "models/lab/core/nodes.h"
#include "models/lab/core/rolepolicies.h"
#include "models/lab/core/roles.h"
#include "models/lab/core/tokens.h"
#include "models/lab/crypto/randomness.h"

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

/// The writes that one side made and the other never saw.
void diverge(Cluster &cluster, int writes)
{
    for (int i = 1; i <= writes; ++i) {
        cluster.storage.shared.secrets.insert(
            u"secret/%1/only-here-%2"_s.arg(cluster.options.name).arg(i),
            "{\"value\":\"unshipped\"}");
        noteWrite(cluster, Reach::Shared);
    }
}

void fallBehind(Cluster &primary, Cluster &secondary, quint64 wals)
{
    secondary.slowLink = true;
    primary.storage.shared.secrets.insert(u"secret/%1/import"_s.arg(primary.options.name),
                                          "{\"value\":\"bulk\"}");
    primary.lastWal += wals - 1;
    noteWrite(primary, Reach::Shared);
}

/// A primary of both, B its DR, C performance secondary of A and DR primary, D the DR of C.
void wireFour(Estate &estate, int first)
{
    Cluster &a = estate.cluster(first);
    Cluster &b = estate.cluster(first + 1);
    Cluster &c = estate.cluster(first + 2);
    Cluster &d = estate.cluster(first + 3);
    makePrimary(estate, a, Type::Performance);
    makePrimary(estate, a, Type::Dr);
    makeSecondary(estate, c, Type::Performance, a, c.options.name);
    makePrimary(estate, c, Type::Dr);
    makeSecondary(estate, b, Type::Dr, a, b.options.name);
    makeSecondary(estate, d, Type::Dr, c, d.options.name);
}

/// The DR partner was promoted while the old primary was away; now it is back and believes itself
/// primary.
void makeSplitBrain(Estate &estate, Cluster &oldPrimary, Cluster &newPrimary)
{
    newPrimary.dr.filteredRoot.clear();
    const Replication performance = newPrimary.dormantPerformance;
    const QString setId = newPrimary.dr.setId;
    newPrimary.dr = {};
    newPrimary.dr.mode = Mode::Primary;
    newPrimary.dr.setId = setId;
    newPrimary.performance = performance;
    newPrimary.performance.secondaries.clear();
    newPrimary.dormantPerformance = {};
    diverge(newPrimary, 4);
    diverge(oldPrimary, 2);
    for (const auto &cluster : estate.clusters()) {
        if (cluster->performance.upstream == oldPrimary.index && cluster->performance.isSecondary())
            cluster->performance.upstream = newPrimary.index;
    }
}

// Ten sets of five: the four of "full" and one more performance secondary.

void troubleFleet(Estate &estate)
{
    const auto member = [&estate](int set, int position) -> Cluster & {
        return estate.cluster(set * setSize + position);
    };
    estate.setPartition(member(2, 0), member(2, 1), true);
    for (Node &node : member(3, 4).nodes)
        node.sealed = true;
    fallBehind(member(4, 0), member(4, 1), 3400);
    member(5, 2).treeCorrupted = true;
    member(6, 0).licenceExpired = true;
    makeSplitBrain(estate, member(7, 0), member(7, 1));
    revokeSecondary(member(8, 0), Type::Performance, member(8, 4).options.name);
    // A secondary that was told to forget its primary.
    Replication &idle = member(9, 4).performance;
    const QString setId = idle.setId;
    idle = {};
    idle.mode = Mode::Secondary;
    idle.setId = setId;
}

} // namespace

void makePrimary(Estate &estate, Cluster &cluster, Type type)
{
    Replication &state = cluster.replication(type);
    state = {};
    state.mode = Mode::Primary;
    state.setId = randomUuid();
    state.lastTypeWal = cluster.lastWal;
    if (type == Type::Dr && cluster.drBatchToken.isEmpty())
        prepareDrBatchToken(cluster, estate.nowMs());
}

void makeSecondary(Estate &estate, Cluster &cluster, Type type, Cluster &primary,
                   const QString &secondaryId)
{
    const auto credential = admitSecondary(primary, type, secondaryId);
    Q_ASSERT(credential);
    if (type == Type::Performance) {
        cluster.storage.local = {}; // its own root token is dead
        renewRoleTokens(cluster, estate.nowMs());
    }
    attachInSync(estate, cluster, type, primary, secondaryId, *credential);
    // The admission itself is replicated, too; whoever followed before has to know it.
    for (const auto &other : estate.clusters()) {
        for (const Type each : { Type::Performance, Type::Dr }) {
            const Replication &state = other->replication(each);
            if (state.isAttached() && *state.upstream == primary.index)
                streamNow(estate, *other, each);
        }
    }
}

void wirePerformancePair(Estate &estate)
{
    makePrimary(estate, estate.cluster(0), Type::Performance);
    makeSecondary(estate, estate.cluster(1), Type::Performance, estate.cluster(0),
                  estate.cluster(1).options.name);
}

void wireDrPair(Estate &estate)
{
    makePrimary(estate, estate.cluster(0), Type::Dr);
    makeSecondary(estate, estate.cluster(1), Type::Dr, estate.cluster(0),
                  estate.cluster(1).options.name);
}

void wireFull(Estate &estate)
{
    wireFour(estate, 0);
    Cluster &a = estate.cluster(0);
    a.storage.shared.secretMounts.insert(u"regional/"_s,
                                         { .type = u"kv"_s,
                                           .description = u"kept out of some regions"_s,
                                           .accessor = u"kv_regional"_s });
    a.storage.shared.nameSpaces = { u"research/"_s, u"retail/"_s, u"retail/stores/"_s };
    SharedData &shared = a.storage.shared;
    shared.secretMounts.insert(
        u"retail/secret/"_s,
        { .type = u"kv"_s, .description = u"of the shops"_s, .accessor = u"kv_retail"_s });
    shared.secretMounts.insert(
        u"research/lab/"_s,
        { .type = u"kv"_s, .description = u"of research"_s, .accessor = u"kv_research"_s });
    // People of a namespace sign in there, and may do nothing outside of it.
    addUserpass(shared, u"retail/userpass/"_s);
    const QMap<QString, QString> policies = rolePolicies(a.version);
    for (auto it = policies.begin(); it != policies.end(); ++it)
        shared.policies.insert("retail/"_L1 + it.key(), it.value());
    noteWrite(a, Reach::Shared);
}

void wireSplitBrain(Estate &estate)
{
    Cluster &amber = estate.cluster(0);
    Cluster &basalt = estate.cluster(1);
    Cluster &cobalt = estate.cluster(2);
    makePrimary(estate, amber, Type::Performance);
    makePrimary(estate, amber, Type::Dr);
    makeSecondary(estate, cobalt, Type::Performance, amber, cobalt.options.name);
    makeSecondary(estate, basalt, Type::Dr, amber, basalt.options.name);
    makeSplitBrain(estate, amber, basalt);
}

void wireCatchingUp(Estate &estate)
{
    Cluster &amber = estate.cluster(0);
    makePrimary(estate, amber, Type::Performance);
    makePrimary(estate, amber, Type::Dr);
    for (int i = 1; i <= 2; ++i) {
        Cluster &secondary = estate.cluster(i);
        makeSecondary(estate, secondary, i == 1 ? Type::Dr : Type::Performance, amber,
                      secondary.options.name);
    }
    fallBehind(amber, estate.cluster(1), 5200);
    estate.cluster(2).slowLink = true;
}

void wireSealedSecondary(Estate &estate)
{
    Cluster &amber = estate.cluster(0);
    makePrimary(estate, amber, Type::Performance);
    makePrimary(estate, amber, Type::Dr);
    makeSecondary(estate, estate.cluster(1), Type::Performance, amber,
                  estate.cluster(1).options.name);
    makeSecondary(estate, estate.cluster(2), Type::Dr, amber, estate.cluster(2).options.name);
    // The standbys of the performance secondary sealed themselves and were forgotten.
    for (size_t i = 1; i < estate.cluster(1).nodes.size(); ++i)
        estate.cluster(1).nodes.at(i).sealed = true;
    // The DR secondary was restarted and never unsealed.
    for (Node &node : estate.cluster(2).nodes)
        node.sealed = true;
}

void wirePairs(Estate &estate)
{
    for (int i = 0; i + 1 < int(estate.clusters().size()); i += 2) {
        makePrimary(estate, estate.cluster(i), Type::Performance);
        makeSecondary(estate, estate.cluster(i + 1), Type::Performance, estate.cluster(i),
                      estate.cluster(i + 1).options.name);
    }
}

void wireNothing(Estate &) { }

void wireSets(Estate &estate)
{
    for (int first = 0; first + setSize <= int(estate.clusters().size()); first += setSize) {
        wireFour(estate, first);
        makeSecondary(estate, estate.cluster(first + 4), Type::Performance, estate.cluster(first),
                      estate.cluster(first + 4).options.name);
    }
}

void wireFleet(Estate &estate)
{
    wireSets(estate);
    troubleFleet(estate);
}

void wirePrimaryOnly(Estate &estate)
{
    makePrimary(estate, estate.cluster(0), Type::Performance);
    makePrimary(estate, estate.cluster(0), Type::Dr);
}

void wireConnections(Estate &estate)
{
    wireDrPair(estate);
    estate.cluster(2).nodes.front().sealed = true;
}

void wireHidden(Estate &estate)
{
    makePrimary(estate, estate.cluster(2), Type::Dr);
}

} // namespace switchover::lab
