// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/launchwindow.h"

#include "app/terminal.h"

#include <QCoreApplication>
#include <QFile>
#include <QStringList>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace switchover {

int launchWindow(char *argv[])
{
    if (!qEnvironmentVariableIsSet("DISPLAY") && !qEnvironmentVariableIsSet("WAYLAND_DISPLAY")
        && !qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
        printError(
            u"There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so the window cannot open."_s);
        return ExitUsage;
    }
    const QString folder = QCoreApplication::applicationDirPath();
    for (const QString &path :
         { folder + "/switchover-window"_L1, folder + "/../libexec/switchover-window"_L1 }) {
        if (QFile::exists(path))
            ::execv(QFile::encodeName(path).constData(), argv);
    }
    printError(u"The program of the window, switchover-window, is missing beside this one."_s);
    return ExitSomeFailed;
}

} // namespace switchover
