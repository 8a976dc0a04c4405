// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/labcommand.h"

#include "app/terminal.h"
#include "app/unixsignals.h"
#include "models/base/visibletext.h"
#include "models/lab/lab.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

QString asText(const lab::Lab &lab)
{
    QString text =
        u"Simulated Vault clusters on this computer. Nothing here is real; the tokens guard nothing.\n\n"_s;
    for (const lab::ClusterInfo &cluster : lab.clusters()) {
        text += u"%1  %2  Vault %3, performance %4, DR %5\n"_s.arg(
            cluster.name.leftJustified(10), cluster.address, cluster.version,
            cluster.performanceMode, cluster.drMode);
        if (!cluster.rootToken.isEmpty())
            text += u"            VAULT_TOKEN=%1\n"_s.arg(cluster.rootToken);
        text += u"            unseal keys (%1 needed): %2\n"_s.arg(cluster.threshold)
                    .arg(cluster.unsealKeys.join(u' '));
        if (!cluster.drBatchToken.isEmpty())
            text += u"            batch DR operation token: %1\n"_s.arg(cluster.drBatchToken);
    }
    text += u"\nControl: %1\n"_s.arg(lab.controlAddress().toString());
    if (!lab.caFile().isEmpty())
        text += u"CA certificate: %1\n"_s.arg(visibleLine(lab.caFile()));
    text += u"Stop with Ctrl+C.\n"_s;
    return text;
}

} // namespace

int runLab(const CommandLine &line)
{
    lab::Options options;
    options.scenario = line.scenario;
    options.firstPort = line.port;
    options.tls = line.tls;
    lab::Lab lab(options);
    if (const Result<void> started = lab.start(); !started) {
        QStringList names;
        for (const lab::ScenarioInfo &scenario : lab::Lab::scenarios())
            names.append(scenario.name);
        if (!names.contains(line.scenario))
            printError(u"There is no scenario \"%1\"; there are: %2."_s.arg(line.scenario,
                                                                            names.join(", "_L1)));
        else
            printError(errorSentence(started.error()));
        return ExitUsage;
    }
    if (line.json)
        printOut(lab.description() + '\n'); // one line: a script can read it with a single read()
    else
        printOut(asText(lab));
    UnixSignals signalsOfUnix;
    QObject::connect(&signalsOfUnix, &UnixSignals::quitRequested, qApp, &QCoreApplication::quit);
    return QCoreApplication::exec();
}

} // namespace switchover
