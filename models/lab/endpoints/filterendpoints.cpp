// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Path filters of performance replication, and the mount filters before them.
#include "models/lab/core/answers.h"
#include "models/lab/core/endpoint.h"
#include "models/lab/core/nodes.h"
#include "models/lab/core/pathfilter.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

Answer readFilter(Context &context)
{
    const auto &filters = context.replication().filters;
    const auto found = filters.find(context.tail);
    if (found == filters.end())
        return errorAnswer(404);
    return dataAnswer(context,
                      { { u"mode"_s, found.value().mode },
                        { u"paths"_s, QJsonArray::fromStringList(found.value().paths) } });
}

Answer writeFilterWith(Context &context, const QStringList &modes)
{
    if (!context.replication().isPrimary())
        return errorAnswer(400, u"cluster is not a replication primary"_s);
    PathFilter filter { .mode = context.parameters.text("mode"_L1),
                        .paths = context.parameters.list("paths"_L1) };
    if (filter.mode.isEmpty())
        filter.mode = modes.first();
    if (!modes.contains(filter.mode))
        return errorAnswer(400, u"invalid mode \"%1\""_s.arg(filter.mode));
    context.replication().filters.insert(context.tail, filter);
    noteWrite(context.cluster, Reach::Shared);
    return noContent();
}

Answer writePathsFilter(Context &context)
{
    return writeFilterWith(context, { u"allow"_s, u"deny"_s });
}

Answer writeMountFilter(Context &context)
{
    return writeFilterWith(context, { u"whitelist"_s, u"blacklist"_s });
}

Answer deleteFilter(Context &context)
{
    if (context.replication().filters.remove(context.tail) > 0)
        noteWrite(context.cluster, Reach::Shared);
    return noContent();
}

Answer dynamicFilter(Context &context)
{
    const Cluster *primary = &context.cluster;
    if (context.replication().isSecondary() && context.replication().upstream)
        primary = &context.estate.cluster(*context.replication().upstream);
    const auto found = primary->performance.filters.find(context.tail);
    if (found == primary->performance.filters.end())
        return errorAnswer(404);
    QJsonArray mounts;
    QJsonArray nameSpaces;
    const SharedData &shared = primary->storage.shared;
    const auto add = [&](const Mount &mount, const QString &path) {
        if (!mount.local && isFilteredMount(found.value(), mount, path))
            mounts.append(path);
    };
    for (auto it = shared.secretMounts.begin(); it != shared.secretMounts.end(); ++it)
        add(it.value(), it.key());
    for (auto it = shared.authMounts.begin(); it != shared.authMounts.end(); ++it)
        add(it.value(), filterPathOfAuth(shared, it.key()));
    for (const QString &name : shared.nameSpaces) {
        if (isFilteredNameSpace(found.value(), name))
            nameSpaces.append(name);
    }
    return dataAnswer(context,
                      { { u"dynamic_filtered_mounts"_s, mounts },
                        { u"dynamic_filtered_namespaces"_s, nameSpaces } });
}

} // namespace

std::vector<Endpoint> filterEndpoints()
{
    const std::vector<Field> filterFields { { "mode"_L1 }, { "paths"_L1, FieldType::List } };
    const QString base = u"sys/replication/performance"_s;
    const QString feature = u"Performance Replication"_s;
    return {
        { .path = base + "/primary/paths-filter/*"_L1,
          .read = readFilter,
          .update = writePathsFilter,
          .remove = deleteFilter,
          .fields = filterFields,
          .enterpriseOnly = true,
          .feature = feature,
          .since = { 1, 3, 0 },
          .createsOrUpdates = true },
        { .path = base + "/primary/mount-filter/*"_L1,
          .read = readFilter,
          .update = writeMountFilter,
          .remove = deleteFilter,
          .fields = filterFields,
          .enterpriseOnly = true,
          .feature = feature,
          .since = { 0, 8, 0 },
          .before = { 1, 11, 0 },
          .createsOrUpdates = true },
        { .path = base + "/primary/dynamic-filter/*"_L1,
          .read = dynamicFilter,
          .enterpriseOnly = true,
          .feature = feature,
          .since = { 1, 3, 0 } },
        { .path = base + "/secondary/dynamic-filter/*"_L1,
          .read = dynamicFilter,
          .enterpriseOnly = true,
          .feature = feature,
          .since = { 1, 3, 0 } },
    };
}

} // namespace switchover::lab
