// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/core/pathfilter.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

bool allows(const PathFilter &filter)
{
    return filter.mode == "allow"_L1 || filter.mode == "whitelist"_L1;
}

bool isBelowAny(const QString &path, const QStringList &entries)
{
    return std::ranges::any_of(entries, [&path](const QString &entry) {
        return path.startsWith(entry.endsWith(u'/') ? entry : entry + u'/');
    });
}

} // namespace

QString filterPathOfAuth(const SharedData &shared, const QString &mount)
{
    QString nameSpace;
    for (const QString &candidate : shared.nameSpaces) {
        if (mount.startsWith(candidate) && candidate.size() > nameSpace.size())
            nameSpace = candidate;
    }
    return nameSpace + "auth/"_L1 + mount.mid(nameSpace.size());
}

bool isFilterable(const Mount &mount)
{
    static const QStringList never { u"cubbyhole"_s,   u"system"_s,      u"token"_s,
                                     u"identity"_s,    u"ns_token"_s,    u"ns_system"_s,
                                     u"ns_identity"_s, u"ns_cubbyhole"_s };
    return !never.contains(mount.type);
}

bool isFilteredMount(const PathFilter &filter, const Mount &mount, const QString &path)
{
    return isFilterable(mount) && isBelowAny(path, filter.paths) != allows(filter);
}

bool isFilteredNameSpace(const PathFilter &filter, const QString &nameSpace)
{
    if (!allows(filter))
        return isBelowAny(nameSpace, filter.paths);
    return !isBelowAny(nameSpace, filter.paths)
        && std::ranges::none_of(filter.paths, [&nameSpace](const QString &entry) {
               return entry.startsWith(nameSpace);
           });
}

} // namespace switchover::lab
