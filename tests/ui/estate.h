// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/clock.h"
#include "models/fleet/clustersession.h"
#include "models/fleet/fleet.h"
#include "models/lab/lab.h"
#include "models/store/activitylog.h"
#include "models/store/clusterregistry.h"
#include "models/store/memorycredentialstore.h"
#include "models/store/settings.h"
#include "models/store/tokenledger.h"
#include "tests/patience.h"
#include "ui/services.h"
#include "ui/widgets/clipboardguard.h"

#include <QGuiApplication>
#include <QTest>

#include <algorithm>
#include <memory>

/// Everything a window needs, in memory, over a lab of real HTTP on loopback.
namespace switchover::ui {

class Estate
{
public:
    enum class Wire { Plain, Tls };
    /// Without a scenario there is no lab and nothing registered.
    explicit Estate(const QString &scenario = {}, Wire wire = Wire::Plain, double tempo = 50)
    {
        if (scenario.isEmpty())
            return;
        lab = std::make_unique<lab::Lab>(
            lab::Options { .scenario = scenario, .tls = wire == Wire::Tls, .tempo = tempo });
        if (const Result<void> started = lab->start(); !started)
            qFatal("the lab did not start: %s", qPrintable(errorSentence(started.error())));
        const QList<lab::ClusterInfo> clusters = lab->clusters();
        for (const lab::ClusterInfo &cluster : clusters) {
            ClusterRecord record;
            record.identity.name = cluster.name;
            record.identity.address = cluster.address;
            record.identity.environment = Environment::Lab;
            record.caPem = lab->caPem();
            for (const lab::NodeInfo &node : cluster.nodes)
                record.moreAddresses.append(node.address);
            if (const Result<ClusterId> added = registry.add(record); !added)
                qFatal("%s was not registered", qPrintable(cluster.name));
        }
    }

    /// Starts polling and waits until every cluster was read.
    [[nodiscard]] bool readAll()
    {
        fleet.start();
        return QTest::qWaitFor(
            [this] {
                const QList<ClusterSnapshot> snapshots = fleet.snapshots();
                return std::ranges::all_of(snapshots, [](const ClusterSnapshot &snapshot) {
                    return snapshot.status.has_value();
                });
            },
            test::patience);
    }

    [[nodiscard]] ClusterId id(const QString &name) const
    {
        for (const ClusterRecord &record : registry.clusters()) {
            if (record.identity.name == name)
                return record.identity.id;
        }
        return {};
    }

    std::unique_ptr<lab::Lab> lab;
    SystemClock clock;
    ClusterRegistry registry { QString() };
    MemoryCredentialStore credentials;
    ActivityLog activity { QString() };
    TokenLedger ledger { QString() };
    SettingsStore settings { QString() };
    ClipboardGuard clipboard { *QGuiApplication::clipboard(), clock };
    Fleet fleet { registry, credentials, activity, clock };
    Services services {
        fleet, registry, credentials, activity, ledger, settings, clipboard, clock
    };
};

} // namespace switchover::ui
