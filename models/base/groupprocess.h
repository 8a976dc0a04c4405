// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>

#include <optional>

namespace switchover {

/// A program in a process group of its own. What it started ends with it: a program often is a
/// script, and killing the script alone leaves its children running.
class GroupProcess final : public QProcess
{
public:
    explicit GroupProcess(QObject *parent = nullptr);
    /// Kills the group.
    ~GroupProcess() override;

    /// Lets the program inherit this descriptor under its own number. Before startGroup().
    void setInherited(int descriptor) { m_inherited = descriptor; }
    void startGroup(const QString &program, const QStringList &arguments);
    /// Kills whatever still runs of the group, also after the program itself ended.
    void killGroup();

private:
    std::optional<int> m_inherited;
    qint64 m_leader = 0; ///< 0: there is no group
};

} // namespace switchover
