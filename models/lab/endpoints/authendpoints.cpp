// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Tokens and their roles.
#include "models/lab/core/answers.h"
#include "models/lab/core/endpoint.h"
#include "models/lab/core/nodes.h"
#include "models/lab/core/signin.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

Answer lookupOf(const Context &context, const Token &token)
{
    const qint64 left =
        token.expiresMs == 0 ? 0 : (token.expiresMs - context.estate.nowMs()) / 1000;
    QJsonObject meta;
    for (auto it = token.meta.begin(); it != token.meta.end(); ++it)
        meta.insert(it.key(), it.value());
    QJsonObject data { { u"accessor"_s, token.accessor },
                       { u"creation_time"_s, token.createdMs / 1000 },
                       { u"creation_ttl"_s, token.ttlSeconds },
                       { u"display_name"_s, token.displayName },
                       { u"entity_id"_s, QString() },
                       { u"expire_time"_s,
                         token.expiresMs == 0 ? QJsonValue()
                                              : QJsonValue(goTime(token.expiresMs)) },
                       { u"explicit_max_ttl"_s, token.explicitMaxSeconds },
                       { u"id"_s, token.id },
                       { u"issue_time"_s, goTime(token.createdMs) },
                       { u"meta"_s, meta.isEmpty() ? QJsonValue() : QJsonValue(meta) },
                       { u"namespace_path"_s, token.nameSpace },
                       { u"num_uses"_s, token.usesLeft },
                       { u"orphan"_s, token.orphan },
                       { u"path"_s, token.path },
                       { u"policies"_s, QJsonArray::fromStringList(token.policies) },
                       { u"renewable"_s, token.renewable },
                       { u"ttl"_s, left },
                       { u"type"_s, token.type } };
    if (token.periodSeconds > 0)
        data.insert(u"period"_s, token.periodSeconds);
    return dataAnswer(context, data);
}

Answer lookupSelf(Context &context)
{
    return lookupOf(context, *context.token);
}

Answer lookup(Context &context)
{
    const auto token =
        findToken(context.cluster, context.parameters.text("token"_L1), context.estate.nowMs());
    return token ? lookupOf(context, *token) : errorAnswer(403, u"bad token"_s);
}

/// A periodic token lives for its period again; any other as long as asked, within its end.
Answer renewed(Context &context, const Token &known)
{
    if (!known.renewable) {
        return errorAnswer(400,
                           known.type == "batch"_L1 ? u"batch tokens cannot be renewed"_s
                                                    : u"lease is not renewable"_s);
    }
    Token &token = context.cluster.storage.local.tokens[known.id];
    const qint64 now = context.estate.nowMs();
    const qint64 increment = context.parameters.seconds("increment"_L1).value_or(0);
    const qint64 asked = increment > 0 ? increment : token.ttlSeconds;
    qint64 life =
        token.periodSeconds > 0 ? token.periodSeconds : std::clamp<qint64>(asked, 1, systemTtl);
    QStringList warnings;
    if (token.explicitMaxSeconds > 0) {
        const qint64 left = token.explicitMaxSeconds - (now - token.createdMs) / 1000;
        if (life > left) {
            warnings.append(
                u"TTL of \"%1s\" exceeded the effective max_ttl of \"%2s\"; TTL value is capped accordingly"_s
                    .arg(life)
                    .arg(std::max<qint64>(left, 0)));
            life = std::max<qint64>(left, 0);
        }
    }
    token.ttlSeconds = life;
    token.expiresMs = now + life * 1000;
    noteWrite(context.cluster, Reach::Local);
    QJsonObject metadata;
    for (auto it = token.meta.begin(); it != token.meta.end(); ++it)
        metadata.insert(it.key(), it.value());
    return envelopeAnswer(context, { .warnings = warnings, .auth = authBlock(token, metadata) });
}

Answer renewSelf(Context &context)
{
    return renewed(context, *context.token);
}

Answer renew(Context &context)
{
    const auto token =
        findToken(context.cluster, context.parameters.text("token"_L1), context.estate.nowMs());
    return token ? renewed(context, *token) : errorAnswer(403, u"bad token"_s);
}

Answer revoke(Context &context)
{
    const auto token =
        findToken(context.cluster, context.parameters.text("token"_L1), context.estate.nowMs());
    if (token && token->type == "batch"_L1)
        return errorAnswer(400, u"batch tokens cannot be revoked"_s);
    if (token)
        revokeToken(context.cluster, *token);
    return noContent();
}

Answer revokeSelf(Context &context)
{
    if (context.token->type == "batch"_L1)
        return errorAnswer(400, u"batch tokens cannot be revoked"_s);
    revokeToken(context.cluster, *context.token);
    return noContent();
}

Answer revokeAccessor(Context &context)
{
    const QString accessor = context.parameters.text("accessor"_L1);
    LocalData &local = context.cluster.storage.local;
    // Kills an activation token, and leaves its secondary's id.
    if (local.wrapped.removeIf(
            [&accessor](const auto &entry) { return entry.value().accessor == accessor; })
        > 0) {
        noteWrite(context.cluster, Reach::Local);
        return noContent();
    }
    const QList<Token> tokens = tokensByAccessor(context.cluster, accessor);
    if (tokens.isEmpty())
        return errorAnswer(403, u"1 error occurred:\n\t* invalid accessor\n\n"_s);
    for (const Token &token : tokens)
        revokeToken(context.cluster, token);
    return noContent();
}

/// Of the caller's policies, or of the role's.
Answer createWith(Context &context, const TokenRole *role, const QString &path)
{
    const Parameters &given = context.parameters;
    TokenRequest request { .displayName = u"token"_s,
                           .path = path,
                           .parentAccessor = context.token->accessor };
    request.policies = given.list("policies"_L1);
    if (role != nullptr && request.policies.isEmpty())
        request.policies = role->allowedPolicies;
    if (request.policies.isEmpty())
        request.policies = context.token->policies;
    const bool mayGiveAll = context.token->isRoot() || role != nullptr;
    for (const QString &policy : std::as_const(request.policies)) {
        if (role != nullptr && !role->allowedPolicies.isEmpty() && policy != "default"_L1
            && !role->allowedPolicies.contains(policy))
            return errorAnswer(
                400,
                u"token policies (%1) must be subset of the role's allowed policies (%2)"_s.arg(
                    request.policies.join(u", "_s), role->allowedPolicies.join(u", "_s)));
        if (!mayGiveAll && policy != "default"_L1 && !context.token->policies.contains(policy))
            return errorAnswer(400, u"child policies must be subset of parent"_s);
    }
    const bool root = request.policies.contains("root"_L1);
    if (!root && !given.boolean("no_default_policy"_L1) && !request.policies.contains("default"_L1))
        request.policies.prepend(u"default"_s);
    request.ttlSeconds = given.seconds("ttl"_L1).value_or(root ? 0 : systemTtl);
    if (request.ttlSeconds > systemTtl || (request.ttlSeconds <= 0 && !root))
        request.ttlSeconds = systemTtl;
    request.nameSpace = context.nameSpace();
    request.periodSeconds = given.seconds("period"_L1).value_or(0);
    request.explicitMaxSeconds = given.seconds("explicit_max_ttl"_L1).value_or(0);
    request.uses = int(given.number("num_uses"_L1).value_or(0));
    const QJsonObject meta = given.object("meta"_L1);
    for (auto it = meta.begin(); it != meta.end(); ++it)
        request.meta.insert(it.key(), it.value().toString());
    if (role != nullptr) {
        if (role->periodSeconds > 0)
            request.periodSeconds = role->periodSeconds;
        if (role->explicitMaxSeconds > 0)
            request.explicitMaxSeconds = role->explicitMaxSeconds;
        if (role->uses > 0)
            request.uses = role->uses;
    } else if (request.periodSeconds > 0 && !context.token->isRoot()) {
        const QStringList granted = capabilitiesOf(context.cluster, *context.token,
                                                   context.nameSpace() + context.call.path);
        if (!granted.contains("sudo"_L1))
            return errorAnswer(400, u"root or sudo privileges required to create periodic token"_s);
    }
    if (request.explicitMaxSeconds > 0)
        request.ttlSeconds = std::min(request.ttlSeconds, request.explicitMaxSeconds);
    request.renewable = role != nullptr
        ? role->renewable
        : !given.has("renewable"_L1) || given.boolean("renewable"_L1);
    request.orphan = role != nullptr
        ? role->orphan
        : given.boolean("no_parent"_L1) || path.endsWith("create-orphan"_L1);
    if (!given.text("display_name"_L1).isEmpty())
        request.displayName = "token-"_L1 + given.text("display_name"_L1);

    QString type = given.text("type"_L1);
    if (role != nullptr && (role->tokenType == "batch"_L1 || role->tokenType == "service"_L1))
        type = role->tokenType;
    const bool batch = type == "batch"_L1 && context.version() >= Version { 1, 0, 0 };
    if (batch && root)
        return errorAnswer(400, u"batch tokens cannot be root tokens"_s);
    if (batch && request.uses > 0)
        return errorAnswer(400, u"batch tokens cannot have a limited use count"_s);
    if (batch && request.periodSeconds > 0)
        return errorAnswer(400, u"batch tokens cannot be periodic"_s);
    if (batch && request.explicitMaxSeconds > 0)
        return errorAnswer(400, u"batch tokens cannot have an explicit max TTL"_s);
    if (context.token->type == "batch"_L1)
        return errorAnswer(400, u"batch tokens cannot create more tokens"_s);
    const Token token = batch
        ? createBatchToken(context.cluster, request, context.estate.nowMs())
        : createServiceToken(context.cluster, request, context.estate.nowMs());
    return envelopeAnswer(context, { .auth = authBlock(token, meta) });
}

Answer create(Context &context)
{
    return createWith(context, nullptr, context.call.path);
}

Answer createByRole(Context &context)
{
    const auto &roles = context.cluster.storage.shared.tokenRoles;
    const auto role = roles.find(context.tail);
    if (role == roles.end())
        return errorAnswer(400, u"unknown role %1"_s.arg(context.tail));
    return createWith(context, &role.value(), context.call.path);
}

Answer readRole(Context &context)
{
    const auto &roles = context.cluster.storage.shared.tokenRoles;
    const auto role = roles.find(context.tail);
    if (role == roles.end())
        return errorAnswer(404);
    return dataAnswer(
        context,
        { { u"allowed_policies"_s, QJsonArray::fromStringList(role.value().allowedPolicies) },
          { u"name"_s, context.tail },
          { u"orphan"_s, role.value().orphan },
          { u"renewable"_s, role.value().renewable },
          { u"token_explicit_max_ttl"_s, role.value().explicitMaxSeconds },
          { u"token_num_uses"_s, role.value().uses },
          { u"token_period"_s, role.value().periodSeconds },
          { u"token_type"_s, role.value().tokenType } });
}

Answer writeRole(Context &context)
{
    const Parameters &given = context.parameters;
    const QString type = given.text("token_type"_L1);
    if (type == "batch"_L1 && (!given.has("renewable"_L1) || given.boolean("renewable"_L1)))
        return errorAnswer(
            400, u"'token_type' cannot be 'batch' when role is set to generate renewable tokens"_s);
    if (type == "batch"_L1 && given.seconds("token_period"_L1).value_or(0) > 0)
        return errorAnswer(
            400, u"'token_type' cannot be 'batch' when role is set to generate periodic tokens"_s);
    TokenRole &role = context.cluster.storage.shared.tokenRoles[context.tail];
    if (given.has("allowed_policies"_L1))
        role.allowedPolicies = given.list("allowed_policies"_L1);
    if (given.has("orphan"_L1))
        role.orphan = given.boolean("orphan"_L1);
    if (given.has("renewable"_L1))
        role.renewable = given.boolean("renewable"_L1);
    role.periodSeconds = given.seconds("token_period"_L1).value_or(role.periodSeconds);
    role.explicitMaxSeconds =
        given.seconds("token_explicit_max_ttl"_L1).value_or(role.explicitMaxSeconds);
    role.uses = int(given.number("token_num_uses"_L1).value_or(role.uses));
    role.tokenType =
        given.has("token_type"_L1) ? given.text("token_type"_L1) : u"default-service"_s;
    noteWrite(context.cluster, Reach::Shared);
    return noContent();
}

Answer deleteRole(Context &context)
{
    if (context.cluster.storage.shared.tokenRoles.remove(context.tail) > 0)
        noteWrite(context.cluster, Reach::Shared);
    return noContent();
}

Answer listRoles(Context &context)
{
    const QStringList names = context.cluster.storage.shared.tokenRoles.keys();
    return names.isEmpty()
        ? errorAnswer(404)
        : dataAnswer(context, { { u"keys"_s, QJsonArray::fromStringList(names) } });
}

} // namespace

std::vector<Endpoint> authEndpoints()
{
    const std::vector<Field> createFields { { "policies"_L1, FieldType::List },
                                            { "ttl"_L1, FieldType::Duration },
                                            { "type"_L1 },
                                            { "renewable"_L1, FieldType::Boolean },
                                            { "no_parent"_L1, FieldType::Boolean },
                                            { "no_default_policy"_L1, FieldType::Boolean },
                                            { "display_name"_L1 },
                                            { "meta"_L1, FieldType::Any },
                                            { "period"_L1, FieldType::Duration },
                                            { "explicit_max_ttl"_L1, FieldType::Duration },
                                            { "num_uses"_L1, FieldType::Number } };
    return {
        { .path = u"auth/token/lookup-self"_s, .read = lookupSelf, .update = lookupSelf },
        { .path = u"auth/token/lookup"_s, .update = lookup, .fields = { { "token"_L1 } } },
        { .path = u"auth/token/renew-self"_s,
          .update = renewSelf,
          .fields = { { "increment"_L1, FieldType::Duration } } },
        { .path = u"auth/token/renew"_s,
          .update = renew,
          .fields = { { "token"_L1 }, { "increment"_L1, FieldType::Duration } } },
        { .path = u"auth/token/revoke-self"_s, .update = revokeSelf },
        { .path = u"auth/token/revoke"_s, .update = revoke, .fields = { { "token"_L1 } } },
        { .path = u"auth/token/revoke-accessor"_s,
          .update = revokeAccessor,
          .fields = { { "accessor"_L1 } } },
        { .path = u"auth/token/create"_s,
          .update = create,
          .fields = createFields,
          .createsOrUpdates = true },
        { .path = u"auth/token/create-orphan"_s,
          .update = create,
          .access = Access::Sudo,
          .fields = createFields,
          .createsOrUpdates = true },
        { .path = u"auth/token/create/*"_s,
          .update = createByRole,
          .fields = createFields,
          .createsOrUpdates = true },
        { .path = u"auth/token/roles/*"_s,
          .read = readRole,
          .update = writeRole,
          .remove = deleteRole,
          .fields = { { "allowed_policies"_L1, FieldType::List },
                      { "orphan"_L1, FieldType::Boolean },
                      { "renewable"_L1, FieldType::Boolean },
                      { "token_type"_L1 },
                      { "token_period"_L1, FieldType::Duration },
                      { "token_explicit_max_ttl"_L1, FieldType::Duration },
                      { "token_num_uses"_L1, FieldType::Number } },
          .createsOrUpdates = true,
          .writesShared = true },
        { .path = u"auth/token/roles/"_s, .list = listRoles },
        { .path = u"auth/token/roles"_s, .list = listRoles },
    };
}

} // namespace switchover::lab
