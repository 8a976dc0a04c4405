// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/pathfilter.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct PathFilterText
{
    Q_DECLARE_TR_FUNCTIONS(PathFilter)
};

constexpr qsizetype longestList = 6;

QString listed(const QStringList &paths)
{
    if (paths.size() <= longestList)
        return paths.join(u", "_s);
    return PathFilterText::tr("%1 and %2 more", "paths, how many others")
        .arg(paths.mid(0, longestList).join(u", "_s))
        .arg(paths.size() - longestList);
}

bool isSingleton(QString type)
{
    if (type.startsWith("ns_"_L1))
        type.remove(0, 3);
    static const QStringList always { u"cubbyhole"_s, u"system"_s, u"token"_s, u"identity"_s };
    return always.contains(type);
}

QString slashed(const QString &path)
{
    return path.endsWith(u'/') ? path : path + u'/';
}

} // namespace

QString whyNotFilterable(const FilterPlace &place)
{
    if (place.local)
        return PathFilterText::tr("Local: never leaves this cluster");
    if (isSingleton(place.type))
        return PathFilterText::tr("Always replicated (%1)", "type of a mount").arg(place.type);
    return {};
}

QStringList normalPaths(const QStringList &paths)
{
    QStringList result;
    for (const QString &path : paths) {
        if (const QString trimmed = path.trimmed(); !trimmed.isEmpty())
            result.append(slashed(trimmed));
    }
    result.removeDuplicates();
    return result;
}

bool allows(const PathFilter &filter)
{
    return filter.mode.isEmpty() || filter.mode == "allow"_L1 || filter.mode == "whitelist"_L1;
}

QString coveredBy(const QStringList &paths, const QString &place)
{
    const auto found = std::ranges::find_if(paths, [&place](const QString &path) {
        return !path.isEmpty() && slashed(place).startsWith(slashed(path));
    });
    return found == paths.end() ? QString() : *found;
}

bool isReplicated(const std::optional<PathFilter> &filter, const FilterPlace &place)
{
    if (place.local)
        return false;
    if (!filter || !whyNotFilterable(place).isEmpty())
        return true;
    const bool isListed = !coveredBy(filter->paths, place.path).isEmpty();
    if (!allows(*filter))
        return !isListed;
    // A namespace goes along with what is allowed inside it.
    return isListed
        || (place.kind == FilterPlace::Kind::Namespace
            && std::ranges::any_of(filter->paths, [&place](const QString &path) {
                   return path.startsWith(place.path);
               }));
}

bool FilterDifference::isEmpty() const
{
    return modeBefore == modeAfter && added.isEmpty() && removed.isEmpty();
}

FilterDifference differenceBetween(const std::optional<PathFilter> &before,
                                   const std::optional<PathFilter> &after)
{
    FilterDifference difference;
    const QStringList was = before ? normalPaths(before->paths) : QStringList();
    const QStringList is = after ? normalPaths(after->paths) : QStringList();
    if (before)
        difference.modeBefore = allows(*before) ? u"allow"_s : u"deny"_s;
    if (after)
        difference.modeAfter = allows(*after) ? u"allow"_s : u"deny"_s;
    // Of those that only one list has, each once. A server decides how long they are.
    const auto onlyIn = [](const QStringList &paths, const QStringList &others) {
        QSet<QString> known(others.cbegin(), others.cend());
        QStringList only;
        for (const QString &path : paths) {
            if (known.contains(path))
                continue;
            known.insert(path);
            only.append(path);
        }
        return only;
    };
    difference.added = onlyIn(is, was);
    difference.removed = onlyIn(was, is);
    return difference;
}

QStringList differenceSentences(const FilterDifference &difference)
{
    QStringList result;
    if (difference.isEmpty())
        return { PathFilterText::tr("The same as what is stored.") };
    if (difference.modeBefore.isEmpty())
        result.append(PathFilterText::tr("A new filter: %1.").arg(difference.modeAfter));
    else if (difference.modeAfter.isEmpty())
        result.append(PathFilterText::tr("The stored filter goes."));
    else if (difference.modeBefore != difference.modeAfter)
        result.append(PathFilterText::tr("The mode changes from %1 to %2.")
                          .arg(difference.modeBefore, difference.modeAfter));
    if (!difference.added.isEmpty())
        result.append(PathFilterText::tr("Added: %1").arg(listed(difference.added)));
    if (!difference.removed.isEmpty())
        result.append(PathFilterText::tr("Removed: %1").arg(listed(difference.removed)));
    return result;
}

QString filterText(const PathFilter &filter)
{
    return filter.paths.isEmpty()
        ? PathFilterText::tr("%1 with no paths", "filter mode").arg(filter.mode)
        : PathFilterText::tr("%1 %2", "filter mode, paths").arg(filter.mode, listed(filter.paths));
}

QStringList filterEffect(const std::optional<PathFilter> &filter, const QList<FilterPlace> &places,
                         const QString &secondary)
{
    QStringList result;
    if (!filter)
        result.append(
            PathFilterText::tr("%1 gets everything that is replicated at all.").arg(secondary));
    else if (allows(*filter) && filter->paths.isEmpty())
        result.append(PathFilterText::tr("%1 gets nothing that can be filtered.").arg(secondary));
    else if (allows(*filter))
        result.append(
            PathFilterText::tr("%1 gets nothing but %2.").arg(secondary, listed(filter->paths)));
    else if (filter->paths.isEmpty())
        result.append(PathFilterText::tr("%1 gets everything: nothing is denied.").arg(secondary));
    else
        result.append(
            PathFilterText::tr("%1 gets everything but %2.").arg(secondary, listed(filter->paths)));
    if (places.isEmpty())
        return result;

    int mounts = 0;
    QStringList kept;
    QStringList always;
    for (const FilterPlace &place : places) {
        if (place.kind == FilterPlace::Kind::Namespace || place.local)
            continue;
        if (!whyNotFilterable(place).isEmpty()) {
            always.append(place.path);
            continue;
        }
        ++mounts;
        if (!isReplicated(filter, place))
            kept.append(place.path);
    }
    if (mounts > 0 && filter) {
        result.append(kept.isEmpty()
                          ? PathFilterText::tr("Kept away: none of the %n mount(s) seen here.",
                                               nullptr, mounts)
                          : PathFilterText::tr("Kept away: %1 of the %n mount(s) seen here: %2",
                                               nullptr, mounts)
                                .arg(QString::number(kept.size()), listed(kept)));
    }
    if (filter && !always.isEmpty())
        result.append(
            PathFilterText::tr("Always replicated, whatever the filter says: %1, and the policies.")
                .arg(listed(always)));
    return result;
}

QStringList filterDoubts(const PathFilter &filter, const QList<FilterPlace> &places, bool complete)
{
    QStringList result;
    for (const QString &path : filter.paths) {
        const auto place = std::ranges::find_if(
            places, [&path](const FilterPlace &each) { return each.path == slashed(path); });
        QStringList others = filter.paths;
        others.removeOne(path);
        const QString above = coveredBy(others, path);
        if (!path.endsWith(u'/'))
            result.append(PathFilterText::tr(
                              "“%1” does not end in “/”, as paths of mounts and namespaces do.")
                              .arg(path));
        else if (!above.isEmpty() && above != path)
            result.append(PathFilterText::tr("“%1” lies within “%2”, so it changes nothing.")
                              .arg(path, above));
        else if (place != places.end() && !whyNotFilterable(*place).isEmpty())
            result.append(PathFilterText::tr("“%1” cannot be filtered. %2.", "path, why")
                              .arg(path, whyNotFilterable(*place)));
        else if (complete && place == places.end())
            result.append(
                PathFilterText::tr("“%1” is no mount or namespace of this cluster now. Check the "
                                   "spelling; a filter may also name what is made later.")
                    .arg(path));
    }
    return result;
}

} // namespace switchover
