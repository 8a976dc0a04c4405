// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Signing in with something one knows: userpass, ldap, okta, radius, approle, github.
#include "models/lab/core/endpoint.h"
#include "models/lab/core/nodes.h"
#include "models/lab/core/secondfactor.h"
#include "models/lab/core/signin.h"
#include "models/lab/crypto/randomness.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

/// The mount's path as it appears in names: "corp/directory/" gives "corp-directory-".
QString displayPrefix(const Context &context)
{
    return QString(context.mount).replace(u'/', u'-');
}

/// A user with the right password; nothing if there is none such.
const Login *userWithPassword(const Context &context, const QString &user)
{
    const Login *login = findLogin(context, "users/"_L1 + user);
    return login != nullptr && login->password == context.parameters.text("password"_L1) ? login
                                                                                         : nullptr;
}

SignIn asUser(const Context &context, const QString &user)
{
    return { .login = context.mount + "users/"_L1 + user,
             .displayName = displayPrefix(context) + user,
             .metadata = { { u"username"_s, user } } };
}

Answer wrongPassword(Context &context, const QString &user, const QString &text)
{
    const QString key = "users/"_L1 + user;
    if (findLogin(context, key) != nullptr)
        noteFailure(context, context.mount + key);
    return errorAnswer(400, text);
}

std::optional<Answer> lockedOut(const Context &context, const QString &user)
{
    if (!isLockedOut(context, context.mount + "users/"_L1 + user))
        return std::nullopt;
    return errorAnswer(403, u"permission denied"_s);
}

Answer userpassLogin(Context &context)
{
    const QString user = context.tail.toLower();
    if (context.parameters.text("password"_L1).isEmpty())
        return errorAnswer(400, u"missing password"_s);
    if (auto locked = lockedOut(context, user))
        return *locked;
    if (userWithPassword(context, user) == nullptr)
        return wrongPassword(context, user, u"invalid username or password"_s);
    return completeSignIn(context, asUser(context, user));
}

Answer ldapLogin(Context &context)
{
    const QString user = context.tail;
    if (context.parameters.text("password"_L1).isEmpty())
        return errorAnswer(
            400, u"password cannot be of zero length when passwordless binds are being denied"_s);
    if (auto locked = lockedOut(context, user))
        return *locked;
    const Login *login = userWithPassword(context, user);
    // The directory tells apart what Vault does not.
    if (login == nullptr || !login->trouble.isEmpty())
        return wrongPassword(context, user, u"ldap operation failed: failed to bind as user"_s);
    return completeSignIn(context, asUser(context, user));
}

Answer radiusLogin(Context &context)
{
    const QString user =
        context.tail.isEmpty() ? context.parameters.text("username"_L1) : context.tail;
    if (user.isEmpty())
        return errorAnswer(400, u"username cannot be empty"_s);
    if (context.parameters.text("password"_L1).isEmpty())
        return errorAnswer(400, u"password cannot be empty"_s);
    if (userWithPassword(context, user) == nullptr)
        return errorAnswer(400, u"access denied by the authentication server"_s);
    return completeSignIn(context, asUser(context, user));
}

/// Okta asks its own second factor while the login waits.
Answer oktaFactor(Context &context, const QString &user)
{
    const QString request = askTelephone(context, context.mount + "users/"_L1 + user, u"okta"_s,
                                         context.parameters.text("nonce"_L1));
    return answerLater(context, [request, user](Context &now) -> std::optional<Answer> {
        switch (lookAtTelephone(now, request)) {
        case Telephone::Waiting:
            return std::nullopt;
        case Telephone::Approved:
            return completeSignIn(now, asUser(now, user));
        case Telephone::Denied:
            return errorAnswer(400, u"multi-factor authentication denied"_s);
        case Telephone::TimedOut:
            return errorAnswer(400, u"failed to complete multi-factor authentication"_s);
        }
        Q_UNREACHABLE();
    });
}

Answer oktaLogin(Context &context)
{
    const QString user = context.tail;
    const Login *login = userWithPassword(context, user);
    if (login == nullptr)
        return errorAnswer(
            400,
            u"okta auth failed: the API returned an error: Authentication failed. Causes: errorSummary: Authentication failed"_s);
    if (!login->trouble.isEmpty())
        return errorAnswer(400, u"okta authentication failed"_s);
    return login->factor.isEmpty() ? completeSignIn(context, asUser(context, user))
                                   : oktaFactor(context, user);
}

/// What number the telephone has to be told. Whoever reads it taps it there.
Answer oktaVerify(Context &context)
{
    auto &requests = context.cluster.pushRequests;
    const auto found = std::find_if(requests.begin(), requests.end(), [&](const PushRequest &each) {
        return !each.nonce.isEmpty() && each.nonce == context.tail && each.number > 0;
    });
    if (found == requests.end())
        return errorAnswer(404);
    constexpr auto tapping = std::chrono::milliseconds(1500);
    context.estate.after(tapping, [&requests, id = found.key()] {
        const auto asked = requests.find(id);
        if (asked != requests.end() && asked.value().answer == PushRequest::Answer::None)
            asked.value().answer = PushRequest::Answer::Approved;
    });
    return dataAnswer(context, { { u"correct_answer"_s, found.value().number } });
}

Answer githubLogin(Context &context)
{
    const QString token = context.parameters.text("token"_L1);
    if (token.isEmpty())
        return errorAnswer(400, u"missing token"_s);
    const auto &logins = context.cluster.storage.shared.logins;
    const QString users = context.mount + "map/users/"_L1;
    for (auto it = logins.lowerBound(users); it != logins.end() && it.key().startsWith(users);
         ++it) {
        if (it.value().password != token)
            continue;
        const QString user = it.key().mid(users.size());
        return completeSignIn(context,
                              { .login = it.key(),
                                .displayName = displayPrefix(context) + user,
                                .metadata = { { u"org"_s, u"lab"_s }, { u"username"_s, user } } });
    }
    if (token.startsWith("ghp_lab_"_L1)) // a person of another organisation
        return errorAnswer(400, u"user is not part of required org"_s);
    return errorAnswer(
        500,
        u"1 error occurred:\n\t* GET https://api.github.com/user: 401 Bad credentials []\n\n"_s);
}

Answer writeUser(Context &context)
{
    Login &login =
        context.cluster.storage.shared.logins[context.mount + "users/"_L1 + context.tail.toLower()];
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

// approle

Answer appRoleLogin(Context &context)
{
    const QString roleId = context.parameters.text("role_id"_L1);
    const QString secretId = context.parameters.text("secret_id"_L1);
    if (roleId.isEmpty())
        return errorAnswer(400, u"missing role_id"_s);
    auto &logins = context.cluster.storage.shared.logins;
    const auto login = std::find_if(logins.begin(), logins.end(),
                                    [&](const Login &each) { return each.roleId == roleId; });
    const bool recent = context.version() >= Version { 1, 10, 0 };
    if (login == logins.end() || !login.key().startsWith(context.mount))
        return errorAnswer(400, recent ? u"invalid role or secret ID"_s : u"invalid role ID"_s);
    if (secretId.isEmpty())
        return errorAnswer(400, u"missing secret_id"_s);
    if (isLockedOut(context, login.key()))
        return errorAnswer(403, u"permission denied"_s);
    Login &role = login.value();
    const SecretIdLimit limit = role.secretLimits.value(secretId);
    const bool expired = limit.expiresMs != 0 && limit.expiresMs <= context.estate.nowMs();
    if (!role.secretIds.contains(secretId) || expired) {
        noteFailure(context, login.key());
        return errorAnswer(400, recent ? u"invalid role or secret ID"_s : u"invalid secret id"_s);
    }
    if (limit.usesLeft == 1) {
        role.secretIds.removeAll(secretId);
        role.secretLimits.remove(secretId);
    } else if (limit.usesLeft > 1) {
        --role.secretLimits[secretId].usesLeft;
    }
    return completeSignIn(context,
                          { .login = login.key(),
                            .displayName = u"approle"_s,
                            .metadata = { { u"role_name"_s, login.key().section(u'/', -1) } } });
}

Answer writeAppRole(Context &context)
{
    Login &login = context.cluster.storage.shared.logins[context.mount + "role/"_L1 + context.tail];
    if (login.roleId.isEmpty())
        login.roleId = randomUuid();
    login.policies = QStringList { u"default"_s } + context.parameters.list("token_policies"_L1);
    noteWrite(context.cluster, Reach::Shared);
    return noContent();
}

Answer readRoleId(Context &context)
{
    const Login *login = findLogin(context, "role/"_L1 + context.tail);
    return login == nullptr ? errorAnswer(404)
                            : dataAnswer(context, { { u"role_id"_s, login->roleId } });
}

Answer makeSecretId(Context &context)
{
    auto &logins = context.cluster.storage.shared.logins;
    const auto login = logins.find(context.mount + "role/"_L1 + context.tail);
    if (login == logins.end())
        return errorAnswer(404);
    const QString id = randomUuid();
    const qint64 ttl = context.parameters.seconds("ttl"_L1).value_or(0);
    const int uses = int(context.parameters.number("num_uses"_L1).value_or(0));
    login.value().secretIds.append(id);
    if (ttl > 0 || uses > 0)
        login.value().secretLimits.insert(
            id,
            { .expiresMs = ttl > 0 ? context.estate.nowMs() + ttl * 1000 : 0, .usesLeft = uses });
    noteWrite(context.cluster, Reach::Shared);
    return dataAnswer(context,
                      { { u"secret_id"_s, id },
                        { u"secret_id_accessor"_s, randomUuid() },
                        { u"secret_id_num_uses"_s, uses },
                        { u"secret_id_ttl"_s, ttl } });
}

} // namespace

std::vector<Endpoint> loginEndpoints()
{
    const std::vector<Field> password { { "password"_L1 } };
    const auto login = [&password](const QString &type, Handler handler, std::vector<Field> more) {
        std::vector<Field> fields = password;
        fields.insert(fields.end(), more.begin(), more.end());
        return Endpoint { .path = u"auth/%1/login/*"_s.arg(type),
                          .update = handler,
                          .access = Access::Open,
                          .fields = fields };
    };
    return {
        login(u"userpass"_s, userpassLogin, {}),
        login(u"ldap"_s, ldapLogin, {}),
        login(u"radius"_s, radiusLogin, { { "username"_L1 } }),
        { .path = u"auth/radius/login"_s,
          .update = radiusLogin,
          .access = Access::Open,
          .fields = { { "username"_L1 }, { "password"_L1 } } },
        login(u"okta"_s, oktaLogin,
              { { "totp"_L1 }, { "provider"_L1 }, { "nonce"_L1 }, { "preferred_provider"_L1 } }),
        { .path = u"auth/okta/verify/*"_s,
          .read = oktaVerify,
          .access = Access::Open,
          .since = { 1, 10, 0 } },
        { .path = u"auth/github/login"_s,
          .update = githubLogin,
          .access = Access::Open,
          .fields = { { "token"_L1 } } },
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
          .fields = { { "ttl"_L1, FieldType::Duration }, { "num_uses"_L1, FieldType::Number } },
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
