// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Secret and auth mounts, and namespaces.
#include "models/lab/core/answers.h"
#include "models/lab/core/endpoint.h"
#include "models/lab/core/nodes.h"
#include "models/lab/core/policy.h"
#include "models/lab/crypto/randomness.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

/// The mounts of the namespace that was asked: a path below another namespace is that one's matter.
QJsonObject mountsOf(const Context &context, const QMap<QString, Mount> &mounts, bool brief)
{
    const QString prefix = context.nameSpace();
    QJsonObject result;
    for (auto it = mounts.begin(); it != mounts.end(); ++it) {
        if (!it.key().startsWith(prefix))
            continue;
        const QString name = it.key().mid(prefix.size());
        const bool deeper = std::ranges::any_of(
            context.cluster.storage.shared.nameSpaces, [&](const QString &nameSpace) {
                return nameSpace.size() > prefix.size() && it.key().startsWith(nameSpace);
            });
        if (deeper)
            continue;
        const Mount &mount = it.value();
        QJsonObject entry { { u"accessor"_s, mount.accessor },
                            { u"config"_s,
                              QJsonObject { { u"default_lease_ttl"_s, 0 },
                                            { u"force_no_cache"_s, false },
                                            { u"max_lease_ttl"_s, 0 } } },
                            { u"description"_s, mount.description },
                            { u"local"_s, mount.local },
                            { u"options"_s,
                              mount.type == "kv"_L1
                                  ? QJsonValue(QJsonObject { { u"version"_s, u"1"_s } })
                                  : QJsonValue() },
                            { u"seal_wrap"_s, false },
                            { u"type"_s, mount.type } };
        if (!brief)
            entry.insert(u"uuid"_s, mount.accessor);
        result.insert(name, entry);
    }
    return result;
}

Answer readMounts(Context &context)
{
    return envelopeAnswer(
        context,
        { .data = mountsOf(context, context.cluster.storage.shared.secretMounts, false),
          .repeatsData = true });
}

Answer readAuthMounts(Context &context)
{
    return envelopeAnswer(
        context,
        { .data = mountsOf(context, context.cluster.storage.shared.authMounts, false),
          .repeatsData = true });
}

/// The path of the mount that was asked for, with its final slash.
QString mountPath(const Context &context)
{
    return context.nameSpace() + context.tail + (context.tail.endsWith(u'/') ? QString() : u"/"_s);
}

Answer writeMountInto(Context &context, QMap<QString, Mount> SharedData::*mounts)
{
    const QString path = mountPath(context);
    auto &map = context.cluster.storage.shared.*mounts;
    if (map.contains(path))
        return errorAnswer(400, u"path is already in use at %1"_s.arg(path));
    const QString type = context.parameters.text("type"_L1);
    if (type.isEmpty())
        return errorAnswer(400, u"backend type must be specified as a string"_s);
    map.insert(path,
               { .type = type,
                 .description = context.parameters.text("description"_L1),
                 .accessor = type + u'_' + QString::fromLatin1(randomBytes(4).toHex()),
                 .local = context.parameters.boolean("local"_L1) });
    noteWrite(context.cluster, Reach::Shared);
    return noContent();
}

Answer writeMount(Context &context)
{
    return writeMountInto(context, &SharedData::secretMounts);
}

Answer writeAuthMount(Context &context)
{
    return writeMountInto(context, &SharedData::authMounts);
}

Answer deleteMount(Context &context)
{
    const QString path = mountPath(context);
    Storage &storage = context.cluster.storage;
    if (storage.shared.secretMounts.remove(path) > 0) {
        const auto isBelow = [&path](const auto &secret) { return secret.key().startsWith(path); };
        storage.shared.secrets.removeIf(isBelow);
        storage.local.secrets.removeIf(isBelow);
        noteWrite(context.cluster, Reach::Shared);
    }
    return noContent();
}

/// With its users and roles. The tokens that it gave away die with it.
Answer deleteAuthMount(Context &context)
{
    const QString path = mountPath(context);
    Storage &storage = context.cluster.storage;
    if (path.endsWith("token/"_L1))
        return errorAnswer(400, u"token credential backend cannot be disabled"_s);
    if (storage.shared.authMounts.remove(path) > 0) {
        storage.shared.logins.removeIf(
            [&path](const auto &login) { return login.key().startsWith(path); });
        const QString made = "auth/"_L1 + path;
        storage.local.tokens.removeIf(
            [&made](const auto &token) { return token.value().path.startsWith(made); });
        noteWrite(context.cluster, Reach::Shared);
    }
    return noContent();
}

/// What the caller may see: with a token what its policies reach, without one what is shown to
/// everybody.
QMap<QString, Mount> visibleMounts(const Context &context, const QMap<QString, Mount> &mounts,
                                   const QString &prefix)
{
    if (context.token && context.token->isRoot())
        return mounts;
    std::vector<Policy> policies;
    if (context.token)
        policies = policiesOf(context.cluster, *context.token);
    QMap<QString, Mount> result;
    const QString nameSpace = context.nameSpace();
    for (auto it = mounts.begin(); it != mounts.end(); ++it) {
        if (!it.key().startsWith(nameSpace))
            continue;
        const QString path = nameSpace + prefix + it.key().mid(nameSpace.size());
        if (context.token ? reachesBelow(path, policies) : it.value().listed)
            result.insert(it.key(), it.value());
    }
    return result;
}

Answer internalMounts(Context &context)
{
    if (!context.call.token.isEmpty()) {
        context.token = findToken(context.cluster, QString::fromUtf8(context.call.token),
                                  context.estate.nowMs());
        if (!context.token)
            return errorAnswer(403, u"permission denied"_s);
    }
    const SharedData &shared = context.cluster.storage.shared;
    return dataAnswer(
        context,
        { { u"auth"_s,
            mountsOf(context, visibleMounts(context, shared.authMounts, u"auth/"_s), true) },
          { u"secret"_s,
            mountsOf(context, visibleMounts(context, shared.secretMounts, QString()), true) } });
}

QStringList childNameSpaces(const Context &context)
{
    const QString prefix = context.nameSpace();
    QStringList result;
    for (const QString &name : context.cluster.storage.shared.nameSpaces) {
        if (name.startsWith(prefix) && name.size() > prefix.size()
            && name.indexOf(u'/', prefix.size()) == name.size() - 1)
            result.append(name.mid(prefix.size()));
    }
    return result;
}

Answer listNameSpaces(Context &context)
{
    const QStringList names = childNameSpaces(context);
    if (names.isEmpty())
        return errorAnswer(404);
    QJsonObject info;
    for (const QString &name : names)
        info.insert(name,
                    QJsonObject { { u"id"_s, name.chopped(1) },
                                  { u"path"_s, context.nameSpace() + name } });
    return dataAnswer(
        context, { { u"key_info"_s, info }, { u"keys"_s, QJsonArray::fromStringList(names) } });
}

Answer internalNameSpaces(Context &context)
{
    return dataAnswer(context,
                      { { u"keys"_s, QJsonArray::fromStringList(childNameSpaces(context)) } });
}

Answer writeNameSpace(Context &context)
{
    const QString path = context.nameSpace() + context.tail + u'/';
    QStringList &names = context.cluster.storage.shared.nameSpaces;
    if (!names.contains(path)) {
        names.append(path);
        names.sort();
        noteWrite(context.cluster, Reach::Shared);
    }
    return dataAnswer(context, { { u"id"_s, context.tail }, { u"path"_s, path } });
}

Answer deleteNameSpace(Context &context)
{
    if (context.cluster.storage.shared.nameSpaces.removeAll(context.nameSpace() + context.tail
                                                            + u'/')
        > 0)
        noteWrite(context.cluster, Reach::Shared);
    return noContent();
}

} // namespace

std::vector<Endpoint> mountEndpoints()
{
    const std::vector<Field> mountFields { { "type"_L1 },
                                           { "description"_L1 },
                                           { "local"_L1, FieldType::Boolean },
                                           { "options"_L1, FieldType::Any },
                                           { "config"_L1, FieldType::Any },
                                           { "seal_wrap"_L1, FieldType::Boolean } };
    return {
        { .path = u"sys/mounts"_s, .read = readMounts },
        { .path = u"sys/mounts/*"_s,
          .update = writeMount,
          .remove = deleteMount,
          .fields = mountFields,
          .createsOrUpdates = true,
          .writesShared = true },
        { .path = u"sys/auth"_s, .read = readAuthMounts },
        { .path = u"sys/auth/*"_s,
          .update = writeAuthMount,
          .remove = deleteAuthMount,
          .access = Access::Sudo,
          .fields = mountFields,
          .createsOrUpdates = true,
          .writesShared = true },
        { .path = u"sys/internal/ui/mounts"_s, .read = internalMounts, .access = Access::Open },
        { .path = u"sys/internal/ui/namespaces"_s,
          .read = internalNameSpaces,
          .enterpriseOnly = true },
        { .path = u"sys/namespaces/"_s,
          .list = listNameSpaces,
          .enterpriseOnly = true,
          .feature = u"Namespaces"_s },
        { .path = u"sys/namespaces"_s,
          .list = listNameSpaces,
          .enterpriseOnly = true,
          .feature = u"Namespaces"_s },
        { .path = u"sys/namespaces/*"_s,
          .update = writeNameSpace,
          .remove = deleteNameSpace,
          .fields = { { "custom_metadata"_L1, FieldType::Any } },
          .enterpriseOnly = true,
          .feature = u"Namespaces"_s,
          .createsOrUpdates = true,
          .writesShared = true },
    };
}

} // namespace switchover::lab
