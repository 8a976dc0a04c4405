// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/scenarios.h"

#include "models/lab/scenariowiring.h"

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

constexpr int largestFleet = 1000;

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

} // namespace switchover::lab
