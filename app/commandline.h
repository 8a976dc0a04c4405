// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/replication/problems/problem.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace switchover {

/// What the program was asked to do. Made from the arguments alone; touches nothing.
struct CommandLine
{
    enum class Command { Window, Lab, Status, Explain, Help, Version };

    Command command = Command::Window;
    Command helpFor = Command::Window; ///< with Command::Help

    // Window
    std::optional<QString> labScenario; ///< --lab: open on the built-in lab
    bool lookOnly = false;              ///< --look-only: whatever the settings say
    // Window and status
    QString fleetFile;     ///< --fleet
    QString profileFolder; ///< --profile
    QString logRules;      ///< --log-rules
    // Lab
    QString scenario = QStringLiteral("full");
    quint16 port = 0; ///< the first one used; 0 takes free ones
    bool tls = false;
    // Status
    QStringList addresses;
    QString caFile;
    std::optional<ProblemSeverity> failOn; ///< --fail-on: exit 3 if a problem is as bad or worse
    // Explain
    QStringList files;
    // Lab, status, explain
    bool json = false;

    /// InvalidInput with one helpful line in `detail`. `arguments` are without the program's name.
    [[nodiscard]] static Result<CommandLine> parse(const QStringList &arguments);
    [[nodiscard]] static QString helpText(Command command);
};

} // namespace switchover
