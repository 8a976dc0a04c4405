// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/groupprocess.h"

#include <csignal>

#include <fcntl.h>
#include <unistd.h>

namespace switchover {

GroupProcess::GroupProcess(QObject *parent)
    : QProcess(parent)
{
    // Runs between fork and exec: system calls only. A session is a group, too, and has no terminal
    // that could stop the program.
    setChildProcessModifier([this] {
        ::setsid();
        if (m_inherited)
            ::fcntl(*m_inherited, F_SETFD, 0);
    });
    // The number of the group is free for others once nothing of it runs.
    connect(this, &QProcess::finished, this, &GroupProcess::killGroup);
}

GroupProcess::~GroupProcess()
{
    disconnect();
    killGroup();
    if (state() != NotRunning)
        waitForFinished(1000);
}

void GroupProcess::startGroup(const QString &program, const QStringList &arguments)
{
    start(program, arguments);
    m_leader = processId();
}

void GroupProcess::killGroup()
{
    if (m_leader > 0)
        ::kill(pid_t(-m_leader), SIGKILL);
    m_leader = 0;
    kill(); // it may not have its group yet
}

} // namespace switchover
