// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/core/estate.h"

#include <optional>
#include <vector>

namespace switchover::lab {

/// A ready-made estate: which clusters there are, and how they stand to each other.
struct Scenario
{
    QString name;
    const char *description = nullptr; ///< one sentence, in the translation context LabScenarios
    std::vector<ClusterOptions> clusters;
    /// Called when addresses are known. States are set, not played, so that a lab starts at once.
    void (*wire)(Estate &estate) = nullptr;
};

[[nodiscard]] const std::vector<Scenario> &allScenarios();
/// One of allScenarios(), or "fleet-<count>": that many healthy clusters in sets of five.
[[nodiscard]] std::optional<Scenario> findScenario(const QString &name);

} // namespace switchover::lab
