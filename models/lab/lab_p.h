// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/clock.h"
#include "models/lab/core/estate.h"
#include "models/lab/faults.h"
#include "models/lab/lab.h"
#include "models/lab/labcertificates.h"
#include "models/lab/labservers.h"

#include <QTimer>

namespace switchover::lab {

/// There is no cluster, node or the like of this name.
[[nodiscard]] tl::unexpected<Error> unknown(const QString &what);

/// For lab.cpp and labdays.cpp only.
struct Lab::Private
{
    Private(Lab &owner, Options given)
        : q(owner)
        , options(std::move(given))
        , estate(options.clock != nullptr ? *options.clock : systemClock, options.tempo)
        , servers(estate, faults, [this](const RequestEntry &entry) { emit q.requestSeen(entry); })
    {
    }

    Lab &q;
    const Options options;
    SystemClock systemClock;
    Estate estate;
    FaultBook faults;
    LabCertificates certificates;
    LabServers servers;
    QTimer tickTimer;
    QTimer changeTimer;
    size_t lastSignature = 0;
    bool running = false;

    void tick();
    void announceChange();
    [[nodiscard]] size_t signature() const;
    [[nodiscard]] std::optional<std::pair<Cluster *, int>> findNode(const QString &name);

    template <typename Function>
    Result<void> withCluster(const QString &name, Function function)
    {
        Cluster *cluster = estate.find(name);
        if (cluster == nullptr)
            return unknown(name);
        estate.catchUp();
        function(*cluster);
        tick();
        return {};
    }

    template <typename Function>
    Result<void> withNode(const QString &name, Function function)
    {
        const auto found = findNode(name);
        if (!found)
            return unknown(name);
        estate.catchUp();
        function(*found->first, found->second);
        tick();
        return {};
    }
};

} // namespace switchover::lab
