// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline.h"
#include "app/explaincommand.h"
#include "app/labcommand.h"
#include "app/launchwindow.h"
#include "app/statuscommand.h"
#include "app/terminal.h"
#include "models/base/englishplurals.h"
#include "models/base/logging.h"

#include <QCoreApplication>

using namespace switchover;
using namespace Qt::StringLiterals;

int main(int argc, char *argv[])
{
    guardLog(); // Qt's own first words already quote the environment
    const QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"switchover"_s);
    QCoreApplication::setApplicationVersion(programVersion());

    EnglishPlurals plurals;
    QCoreApplication::installTranslator(&plurals);
    const Result<CommandLine> line = CommandLine::parse(QCoreApplication::arguments().mid(1));
    if (!line) {
        printError(line.error().detail);
        return ExitUsage;
    }
    switch (line->command) {
    case CommandLine::Command::Window:
        return launchWindow(argv);
    case CommandLine::Command::Lab:
        return runLab(*line);
    case CommandLine::Command::Status:
        return runStatus(*line);
    case CommandLine::Command::Explain:
        return runExplain(*line);
    case CommandLine::Command::Help:
        printOut(CommandLine::helpText(line->helpFor));
        return ExitGood;
    case CommandLine::Command::Version:
        printOut(u"switchover %1\n"_s.arg(programVersion()));
        return ExitGood;
    }
    Q_UNREACHABLE();
}
