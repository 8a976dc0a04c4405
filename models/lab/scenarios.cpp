// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/scenarios.h"

#include "models/lab/core/authdata.h"
#include "models/lab/core/link.h"
#include "models/lab/core/nodes.h"
#include "models/lab/core/rolepolicies.h"
#include "models/lab/core/roles.h"
#include "models/lab/core/tokens.h"
#include "models/lab/crypto/randomness.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

ClusterOptions named(QLatin1StringView name, int nodes = 1)
{
    return { .name = name, .nodes = nodes };
}

ClusterOptions busy(QLatin1StringView name, int nodes, int writesPerSecond)
{
    ClusterOptions options = named(name, nodes);
    options.writesPerSecond = writesPerSecond;
    options.secrets = 40;
    options.wals = 184000;
    return options;
}

ClusterOptions versioned(QLatin1StringView name, QLatin1StringView version)
{
    ClusterOptions options = named(name);
    options.version = version;
    options.shares = 1;
    options.threshold = 1;
    return options;
}

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

// Ten sets of five: the four of "full" and one more performance secondary.

constexpr int setSize = 5;
constexpr int largestFleet = 1000;

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

std::vector<ClusterOptions> numberedClusters(int count)
{
    std::vector<ClusterOptions> clusters;
    for (int i = 1; i <= count; ++i) {
        ClusterOptions options = versioned("site"_L1, "1.21.0+ent"_L1);
        options.name = u"site-%1"_s.arg(i, 3, 10, QChar(u'0'));
        clusters.push_back(std::move(options));
    }
    return clusters;
}

std::vector<ClusterOptions> fleetClusters()
{
    static const char *const names[] = {
        "amber",   "basalt", "cobalt", "dune",    "ember",   "fjord",   "garnet",  "harbor",
        "indigo",  "jasper", "kelp",   "larch",   "marble",  "nickel",  "onyx",    "pumice",
        "quartz",  "ridge",  "slate",  "tundra",  "umber",   "vale",    "willow",  "xenon",
        "yarrow",  "zircon", "alder",  "birch",   "cedar",   "delta",   "estuary", "flint",
        "granite", "heath",  "island", "juniper", "karst",   "lagoon",  "mesa",    "nimbus",
        "oasis",   "poplar", "quarry", "reef",    "savanna", "thicket", "upland",  "valley",
        "wadi",    "zephyr"
    };
    static const char *const versions[] = { "1.21.0+ent",  "1.19.4+ent",  "1.17.6+ent",
                                            "1.16.9+ent",  "1.15.12+ent", "1.13.13+ent",
                                            "1.10.11+ent", "1.21.1+ent",  "1.18.2+ent",
                                            "2.0.0+ent" };
    std::vector<ClusterOptions> clusters;
    for (size_t i = 0; i < std::size(names); ++i) {
        const size_t set = i / setSize;
        ClusterOptions options =
            versioned(QLatin1StringView(names[i]), QLatin1StringView(versions[set]));
        options.secrets = 20 + int(set);
        options.nodes = i % setSize == 0 && set < 4 ? 2 : 1;
        options.writesPerSecond = i % setSize == 0 && set % 2 == 0 ? 1 + int(set) : 0;
        clusters.push_back(std::move(options));
    }
    return clusters;
}

ClusterOptions community(QLatin1StringView name)
{
    ClusterOptions options = versioned(name, "1.21.0"_L1);
    options.enterprise = false;
    options.features.clear();
    return options;
}

ClusterOptions inMemory(QLatin1StringView name)
{
    ClusterOptions options = versioned(name, "1.21.0+ent"_L1);
    options.storageType = u"inmem"_s;
    return options;
}

ClusterOptions hidden(QLatin1StringView name)
{
    ClusterOptions options = versioned(name, "1.21.0+ent"_L1);
    options.hidesReplicationStatus = true;
    return options;
}

ClusterOptions uninitialized(QLatin1StringView name)
{
    ClusterOptions options = named(name);
    options.initialized = false;
    options.secrets = 0;
    return options;
}

ClusterOptions autoSealed(QLatin1StringView name)
{
    ClusterOptions options = named(name, 3);
    options.sealType = u"awskms"_s;
    return options;
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

std::vector<Scenario> makeScenarios()
{
    std::vector<Scenario> result;
    const auto add = [&result](const char *name, const char *description,
                               std::vector<ClusterOptions> clusters, void (*wire)(Estate &)) {
        result.push_back({ .name = QString::fromLatin1(name),
                           .description = description,
                           .clusters = std::move(clusters),
                           .wire = wire });
    };
    add("full",
        QT_TRANSLATE_NOOP("LabScenarios",
                          "A primary of both kinds, its DR secondary, a performance secondary and "
                          "that one's own DR secondary, three nodes each and under load."),
        { busy("amber"_L1, 3, 6), busy("basalt"_L1, 3, 0), busy("cobalt"_L1, 3, 0),
          busy("dune"_L1, 1, 0) },
        wireFull);
    add("fresh-pair",
        QT_TRANSLATE_NOOP("LabScenarios",
                          "Two new clusters without replication, to set it up from nothing."),
        { named("amber"_L1), named("basalt"_L1) }, wireNothing);
    add("performance-pair",
        QT_TRANSLATE_NOOP("LabScenarios", "A performance primary and its secondary, in sync."),
        { named("amber"_L1), named("basalt"_L1) }, wirePerformancePair);
    add("dr-pair", QT_TRANSLATE_NOOP("LabScenarios", "A DR primary and its secondary, in sync."),
        { named("amber"_L1), named("basalt"_L1) }, wireDrPair);
    add("split-brain",
        QT_TRANSLATE_NOOP("LabScenarios",
                          "An old primary came back after its DR secondary had been promoted: two "
                          "primaries of the same sets, with different data."),
        { named("amber"_L1), named("basalt"_L1), named("cobalt"_L1) }, wireSplitBrain);
    add("catching-up",
        QT_TRANSLATE_NOOP("LabScenarios",
                          "A DR secondary thousands of WALs behind on a slow link, so that "
                          "promotion is refused without force."),
        { busy("amber"_L1, 2, 0), named("basalt"_L1), named("cobalt"_L1) }, wireCatchingUp);
    add("sealed-secondary",
        QT_TRANSLATE_NOOP("LabScenarios",
                          "A performance secondary whose standbys sealed themselves, and a DR "
                          "secondary that is sealed altogether."),
        { named("amber"_L1, 2), named("basalt"_L1, 3), named("cobalt"_L1) }, wireSealedSecondary);
    add("legacy-pair",
        QT_TRANSLATE_NOOP("LabScenarios",
                          "Two clusters of Vault 0.7 with its paths and its flat status."),
        { versioned("amber"_L1, "0.7.3+ent"_L1), versioned("basalt"_L1, "0.7.3+ent"_L1) },
        wireNothing);
    add("vault-2",
        QT_TRANSLATE_NOOP("LabScenarios",
                          "A DR pair of Vault 2.0, where a DR operation token needs a Vault token "
                          "besides the key shares."),
        { versioned("amber"_L1, "2.0.0+ent"_L1), versioned("basalt"_L1, "2.0.0+ent"_L1) },
        wireDrPair);
    add("versions",
        QT_TRANSLATE_NOOP(
            "LabScenarios",
            "Performance pairs of six releases from 0.11 to 1.21, to see how the status changed."),
        { versioned("amber"_L1, "0.11.6+ent"_L1), versioned("basalt"_L1, "0.11.6+ent"_L1),
          versioned("cobalt"_L1, "1.4.7+ent"_L1), versioned("dune"_L1, "1.4.7+ent"_L1),
          versioned("ember"_L1, "1.10.11+ent"_L1), versioned("fjord"_L1, "1.10.11+ent"_L1),
          versioned("garnet"_L1, "1.13.13+ent"_L1), versioned("harbor"_L1, "1.13.13+ent"_L1),
          versioned("indigo"_L1, "1.17.6+ent"_L1), versioned("jasper"_L1, "1.17.6+ent"_L1),
          versioned("kelp"_L1, "1.21.0+ent"_L1), versioned("larch"_L1, "1.21.0+ent"_L1) },
        wirePairs);
    add("community",
        QT_TRANSLATE_NOOP("LabScenarios",
                          "Clusters that show no replication: community edition, storage without "
                          "transactions, and a listener that hides the status."),
        { community("amber"_L1), inMemory("basalt"_L1), hidden("cobalt"_L1) }, wireHidden);
    add("three-node",
        QT_TRANSLATE_NOOP("LabScenarios",
                          "A primary of both kinds and two new clusters, three nodes each: after "
                          "enabling a secondary its other nodes wait for the primary's keys."),
        { named("amber"_L1, 3), named("basalt"_L1, 3), named("cobalt"_L1, 3) }, wirePrimaryOnly);
    add("connections",
        QT_TRANSLATE_NOOP("LabScenarios",
                          "Clusters in every state that a first connection may meet: healthy, "
                          "DR secondary, sealed, not initialised, auto-unseal, community edition, "
                          "hidden status."),
        { named("amber"_L1, 3), named("basalt"_L1), named("cobalt"_L1), uninitialized("dune"_L1),
          autoSealed("ember"_L1), community("fjord"_L1), hidden("garnet"_L1) },
        wireConnections);
    add("fleet-50",
        QT_TRANSLATE_NOOP("LabScenarios",
                          "Fifty clusters in ten sets, some with a problem each: cut links, seals, "
                          "lag, corruption, two primaries."),
        fleetClusters(), wireFleet);
    return result;
}

} // namespace

const std::vector<Scenario> &allScenarios()
{
    static const std::vector<Scenario> scenarios = makeScenarios();
    return scenarios;
}

std::optional<Scenario> findScenario(const QString &name)
{
    const auto &scenarios = allScenarios();
    const auto found = std::ranges::find_if(
        scenarios, [&name](const Scenario &scenario) { return scenario.name == name; });
    if (found != scenarios.end())
        return *found;
    const QLatin1StringView prefix = "fleet-"_L1;
    const int count = name.startsWith(prefix) ? name.mid(prefix.size()).toInt() : 0;
    if (count < 1 || count > largestFleet)
        return std::nullopt;
    return Scenario { .name = name,
                      .description =
                          QT_TRANSLATE_NOOP("LabScenarios", "Healthy clusters in sets of five."),
                      .clusters = numberedClusters(count),
                      .wire = wireSets };
}

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

} // namespace switchover::lab
