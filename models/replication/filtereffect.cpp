// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/filtereffect.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

using Certainty = FilterEffect::Certainty;
using OptionalFilter = std::optional<PathFilter>;

struct FilterEffectText
{
    Q_DECLARE_TR_FUNCTIONS(FilterEffect)
};

constexpr qsizetype mostNames = 60;

bool sendsAll(const OptionalFilter &filter)
{
    return !filter || (!allows(*filter) && filter->paths.isEmpty());
}

bool allCovered(const QStringList &paths, const QStringList &by)
{
    return std::ranges::all_of(
        paths, [&by](const QString &path) { return !coveredBy(by, path).isEmpty(); });
}

bool overlap(const QStringList &left, const QStringList &right)
{
    const auto touches = [](const QStringList &paths, const QStringList &by) {
        return std::ranges::any_of(
            paths, [&by](const QString &path) { return !coveredBy(by, path).isEmpty(); });
    };
    return touches(left, right) || touches(right, left);
}

/// Whatever `inner` replicates, `outer` replicates too: also of mounts that nobody has listed.
bool isWithin(const OptionalFilter &inner, const OptionalFilter &outer)
{
    if (sendsAll(outer))
        return true;
    if (sendsAll(inner))
        return false;
    if (allows(*inner)) {
        return allows(*outer) ? allCovered(inner->paths, outer->paths)
                              : !overlap(inner->paths, outer->paths);
    }
    return !allows(*outer) && allCovered(outer->paths, inner->paths);
}

OptionalFilter filterOf(const StoredFilter &stored)
{
    return stored.state == StoredFilter::State::Stored ? OptionalFilter(stored.filter)
                                                       : OptionalFilter();
}

FilterEffect effectOnUnknown(const FilterChange &change)
{
    FilterEffect effect;
    const bool sendsNothing =
        change.after && allows(*change.after) && change.after->paths.isEmpty();
    if (!sendsAll(change.after))
        effect.removal = Certainty::Possible;
    if (!sendsNothing)
        effect.sending = Certainty::Possible;
    for (const FilterPlace &place : change.places) {
        if (place.local || !whyNotFilterable(place).isEmpty())
            continue;
        (isReplicated(change.after, place) ? effect.sent : effect.removed).append(place.path);
    }
    return effect;
}

QString named(const QStringList &paths)
{
    if (paths.size() <= mostNames)
        return paths.join(u", "_s);
    return FilterEffectText::tr("%1 and %2 more", "paths, how many others")
        .arg(paths.mid(0, mostNames).join(u", "_s))
        .arg(paths.size() - mostNames);
}

QString secondaryOf(const FilterChange &change)
{
    return change.secondaryName.isEmpty()
        ? FilterEffectText::tr("secondary “%1”", "id").arg(change.secondaryId)
        : FilterEffectText::tr("%1 (secondary “%2”)", "cluster, id")
              .arg(change.secondaryName, change.secondaryId);
}

/// Why the list may not be all.
QString doubtOf(const FilterChange &change)
{
    return change.before.state == StoredFilter::State::Unknown
        ? FilterEffectText::tr("The stored filter is unknown, so more or less may be concerned.")
        : FilterEffectText::tr("Switchover cannot list every mount of the primary, so more may be "
                               "concerned.");
}

Hazard removal(const FilterChange &change, const FilterEffect &effect)
{
    const bool isCertain = effect.removal == Certainty::Certain;
    const QString who = secondaryOf(change);
    QStringList sentences;
    if (effect.removed.isEmpty())
        sentences.append(
            FilterEffectText::tr("This change may delete data on %1.", "secondary").arg(who));
    else if (change.secondary == FilterChange::Secondary::New)
        sentences.append(
            FilterEffectText::tr("A cluster that joins as %1 and holds this data loses it: %2.",
                                 "secondary, mounts")
                .arg(who, named(effect.removed)));
    else
        sentences.append(FilterEffectText::tr("Vault deletes this data on %1: %2.",
                                              "secondary, mounts and namespaces")
                             .arg(who, named(effect.removed)));
    if (!isCertain)
        sentences.append(doubtOf(change));
    return { .kind = isCertain ? Hazard::Kind::RemovesData : Hazard::Kind::MayRemoveData,
             .cluster = {},
             .text = sentences.join(u' '),
             .acknowledgement =
                 FilterEffectText::tr("I accept that %1 loses this data.", "secondary").arg(who),
             .phrase = {},
             .paths = effect.removed };
}

Hazard sending(const FilterChange &change, const FilterEffect &effect)
{
    const bool isCertain = effect.sending == Certainty::Certain;
    const QString who = secondaryOf(change);
    QStringList sentences;
    if (effect.sent.isEmpty())
        sentences.append(
            FilterEffectText::tr("This change may send more data to %1.", "secondary").arg(who));
    else
        sentences.append(FilterEffectText::tr("Vault sends this data to %1: %2.",
                                              "secondary, mounts and namespaces")
                             .arg(who, named(effect.sent)));
    if (!isCertain)
        sentences.append(doubtOf(change));
    return { .kind = isCertain ? Hazard::Kind::SendsData : Hazard::Kind::MaySendData,
             .cluster = {},
             .text = sentences.join(u' '),
             .acknowledgement =
                 FilterEffectText::tr("I accept that %1 receives this data.", "secondary").arg(who),
             .phrase = {},
             .paths = effect.sent };
}

} // namespace

FilterEffect effectOf(const FilterChange &change)
{
    if (change.before.state == StoredFilter::State::Unknown)
        return effectOnUnknown(change);
    FilterEffect effect;
    if (isUnchanged(change))
        return effect;
    const OptionalFilter before = filterOf(change.before);
    for (const FilterPlace &place : change.places) {
        const bool was = isReplicated(before, place);
        const bool is = isReplicated(change.after, place);
        if (was && !is)
            effect.removed.append(place.path);
        else if (!was && is)
            effect.sent.append(place.path);
    }
    if (change.seen == FilterChange::Places::AllSeen)
        return effect;
    if (!isWithin(before, change.after))
        effect.removal = Certainty::Possible;
    if (!isWithin(change.after, before))
        effect.sending = Certainty::Possible;
    return effect;
}

bool isUnchanged(const FilterChange &change)
{
    if (change.before.state == StoredFilter::State::Unknown)
        return false;
    return differenceBetween(filterOf(change.before), change.after).isEmpty();
}

QList<Hazard> hazardsOfFilter(const FilterChange &change)
{
    const FilterEffect effect = effectOf(change);
    QList<Hazard> result;
    if (effect.removes())
        result.append(removal(change, effect));
    if (effect.sends())
        result.append(sending(change, effect));
    return result;
}

} // namespace switchover
