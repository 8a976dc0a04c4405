// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Tokens, userpass and approle.
#include "models/base/jsonwriter.h"
#include "models/lab/core/answers.h"
#include "models/lab/core/endpoint.h"
#include "models/lab/core/nodes.h"
#include "models/lab/crypto/randomness.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

constexpr qint64 defaultTtl = 768 * 3600;

QByteArray authBlock(const Token &token, const QJsonObject &metadata = {})
{
    JsonWriter json;
    json.beginObject()
        .member("client_token"_L1, token.id)
        .member("accessor"_L1, token.accessor)
        .member("policies"_L1, token.policies)
        .member("token_policies"_L1, token.policies)
        .key("metadata"_L1);
    if (metadata.isEmpty())
        json.value(nullptr);
    else
        json.raw(compact(metadata));
    json.member("lease_duration"_L1, token.ttlSeconds)
        .member("renewable"_L1, token.renewable)
        .member("entity_id"_L1, QString())
        .member("token_type"_L1, token.type)
        .member("orphan"_L1, token.orphan)
        .member("mfa_requirement"_L1, nullptr)
        .member("num_uses"_L1, token.usesLeft)
        .endObject();
    return json.result();
}

Answer lookupOf(const Context &context, const Token &token)
{
    const qint64 left =
        token.expiresMs == 0 ? 0 : (token.expiresMs - context.estate.nowMs()) / 1000;
    return dataAnswer(
        context,
        { { u"accessor"_s, token.accessor },
          { u"creation_time"_s, token.createdMs / 1000 },
          { u"creation_ttl"_s, token.ttlSeconds },
          { u"display_name"_s, token.displayName },
          { u"entity_id"_s, QString() },
          { u"expire_time"_s,
            token.expiresMs == 0 ? QJsonValue() : QJsonValue(goTime(token.expiresMs)) },
          { u"explicit_max_ttl"_s, 0 },
          { u"id"_s, token.id },
          { u"meta"_s, QJsonValue() },
          { u"namespace_path"_s, QString() },
          { u"num_uses"_s, token.usesLeft },
          { u"orphan"_s, token.orphan },
          { u"path"_s, token.path },
          { u"policies"_s, QJsonArray::fromStringList(token.policies) },
          { u"renewable"_s, token.renewable },
          { u"ttl"_s, left },
          { u"type"_s, token.type } });
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

Answer renewSelf(Context &context)
{
    if (!context.token->renewable) {
        return errorAnswer(400,
                           context.token->type == "batch"_L1 ? u"batch tokens cannot be renewed"_s
                                                             : u"lease is not renewable"_s);
    }
    Token &token = context.cluster.storage.local.tokens[context.token->id];
    const qint64 increment = context.parameters.seconds("increment"_L1).value_or(token.ttlSeconds);
    token.ttlSeconds = std::clamp<qint64>(increment, 1, defaultTtl);
    token.expiresMs = context.estate.nowMs() + token.ttlSeconds * 1000;
    noteWrite(context.cluster, Reach::Local);
    return envelopeAnswer(context, { .auth = authBlock(token) });
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
    request.ttlSeconds = given.seconds("ttl"_L1).value_or(root ? 0 : defaultTtl);
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
    const Token token = batch
        ? createBatchToken(context.cluster, request, context.estate.nowMs())
        : createServiceToken(context.cluster, request, context.estate.nowMs());
    return envelopeAnswer(context, { .auth = authBlock(token) });
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
          { u"token_type"_s, role.value().tokenType } });
}

Answer writeRole(Context &context)
{
    const Parameters &given = context.parameters;
    TokenRole &role = context.cluster.storage.shared.tokenRoles[context.tail];
    if (given.has("allowed_policies"_L1))
        role.allowedPolicies = given.list("allowed_policies"_L1);
    if (given.has("orphan"_L1))
        role.orphan = given.boolean("orphan"_L1);
    if (given.has("renewable"_L1))
        role.renewable = given.boolean("renewable"_L1);
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

// Logins.

Answer signIn(Context &context, const Login &login, const QString &displayName,
              const QJsonObject &metadata)
{
    const Token token = createServiceToken(context.cluster,
                                           { .displayName = displayName,
                                             .path = context.call.path,
                                             .policies = login.policies,
                                             .ttlSeconds = defaultTtl,
                                             .orphan = true },
                                           context.estate.nowMs());
    return envelopeAnswer(context, { .auth = authBlock(token, metadata), .mountType = QString() });
}

Answer userpassLogin(Context &context)
{
    const auto &logins = context.cluster.storage.shared.logins;
    const auto login = logins.find("userpass/users/"_L1 + context.tail.toLower());
    if (login == logins.end() || login.value().password != context.parameters.text("password"_L1))
        return errorAnswer(400, u"invalid username or password"_s);
    return signIn(context, login.value(), "userpass-"_L1 + context.tail.toLower(),
                  { { u"username"_s, context.tail.toLower() } });
}

Answer writeUser(Context &context)
{
    Login &login =
        context.cluster.storage.shared.logins["userpass/users/"_L1 + context.tail.toLower()];
    if (context.parameters.has("password"_L1))
        login.password = context.parameters.text("password"_L1);
    const QStringList policies = context.parameters.list(
        context.parameters.has("token_policies"_L1) ? "token_policies"_L1 : "policies"_L1);
    if (!policies.isEmpty() || login.policies.isEmpty())
        login.policies = QStringList { u"default"_s } + policies;
    login.policies.removeDuplicates();
    noteWrite(context.cluster, Reach::Shared);
    return noContent();
}

Answer appRoleLogin(Context &context)
{
    const QString roleId = context.parameters.text("role_id"_L1);
    const auto &logins = context.cluster.storage.shared.logins;
    const auto login = std::find_if(logins.begin(), logins.end(), [&roleId](const Login &each) {
        return !roleId.isEmpty() && each.roleId == roleId;
    });
    if (login == logins.end())
        return errorAnswer(400, u"invalid role or secret ID"_s);
    if (!login.value().secretIds.contains(context.parameters.text("secret_id"_L1)))
        return errorAnswer(400, u"invalid role or secret ID"_s);
    return signIn(context, login.value(), u"approle"_s,
                  { { u"role_name"_s, login.key().section(u'/', -1) } });
}

Answer writeAppRole(Context &context)
{
    Login &login = context.cluster.storage.shared.logins["approle/role/"_L1 + context.tail];
    if (login.roleId.isEmpty())
        login.roleId = randomUuid();
    login.policies = QStringList { u"default"_s } + context.parameters.list("token_policies"_L1);
    noteWrite(context.cluster, Reach::Shared);
    return noContent();
}

Answer readRoleId(Context &context)
{
    const auto &logins = context.cluster.storage.shared.logins;
    const auto login = logins.find("approle/role/"_L1 + context.tail);
    return login == logins.end() ? errorAnswer(404)
                                 : dataAnswer(context, { { u"role_id"_s, login.value().roleId } });
}

Answer makeSecretId(Context &context)
{
    auto &logins = context.cluster.storage.shared.logins;
    const auto login = logins.find("approle/role/"_L1 + context.tail);
    if (login == logins.end())
        return errorAnswer(404);
    login.value().secretIds.append(randomUuid());
    noteWrite(context.cluster, Reach::Shared);
    return dataAnswer(context,
                      { { u"secret_id"_s, login.value().secretIds.last() },
                        { u"secret_id_accessor"_s, randomUuid() },
                        { u"secret_id_num_uses"_s, 0 },
                        { u"secret_id_ttl"_s, 0 } });
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
        { .path = u"auth/token/revoke-self"_s, .update = revokeSelf },
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
                      { "token_type"_L1 } },
          .createsOrUpdates = true,
          .writesShared = true },
        { .path = u"auth/token/roles/"_s, .list = listRoles },
        { .path = u"auth/token/roles"_s, .list = listRoles },
        { .path = u"auth/userpass/login/*"_s,
          .update = userpassLogin,
          .access = Access::Open,
          .fields = { { "password"_L1 } } },
        { .path = u"auth/userpass/users/*"_s,
          .update = writeUser,
          .fields = { { "password"_L1 },
                      { "policies"_L1, FieldType::List },
                      { "token_policies"_L1, FieldType::List } },
          .createsOrUpdates = true,
          .writesShared = true },
        { .path = u"auth/approle/login"_s,
          .update = appRoleLogin,
          .access = Access::Open,
          .fields = { { "role_id"_L1 }, { "secret_id"_L1 } } },
        { .path = u"auth/approle/role/*/role-id"_s, .read = readRoleId },
        { .path = u"auth/approle/role/*/secret-id"_s,
          .update = makeSecretId,
          .createsOrUpdates = true,
          .writesShared = true },
        { .path = u"auth/approle/role/*"_s,
          .update = writeAppRole,
          .fields = { { "token_policies"_L1, FieldType::List } },
          .createsOrUpdates = true,
          .writesShared = true },
    };
}

} // namespace switchover::lab
