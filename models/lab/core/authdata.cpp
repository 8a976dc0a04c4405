// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/core/authdata.h"

#include "models/lab/core/rolepolicies.h"
#include "models/lab/crypto/randomness.h"

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

constexpr auto totpName = "lab-totp"_L1;
constexpr auto pushName = "lab-push"_L1;
constexpr auto eitherName = "lab-either"_L1;

QStringList withDefault(const QString &policy)
{
    return { u"default"_s, policy };
}

QStringList everybody()
{
    return roleNames() + QStringList { u"admin"_s };
}

void addMount(SharedData &shared, const QString &path, const QString &type,
              const QString &description)
{
    shared.authMounts.insert(
        path,
        { .type = type,
          .description = description,
          .accessor = u"auth_%1_%2"_s.arg(type, QString::fromLatin1(randomBytes(4).toHex())),
          .listed = true });
}

void addUsers(SharedData &shared, const QString &mount)
{
    for (const QString &name : everybody())
        shared.logins.insert(mount + "users/"_L1 + name,
                             { .password = name, .policies = withDefault(name) });
}

Login &addUser(SharedData &shared, const QString &mount, const QString &name)
{
    Login &login = shared.logins[mount + "users/"_L1 + name];
    login.password = name;
    login.policies = withDefault(u"observer"_s);
    return login;
}

void addSecondFactors(SharedData &shared)
{
    const QString totp = randomUuid();
    const QString push = randomUuid();
    shared.mfaMethods.insert(totp,
                             { .type = u"totp"_s, .name = u"lab-totp"_s, .usesPasscode = true });
    shared.mfaMethods.insert(push, { .type = u"duo"_s, .name = u"lab-duo"_s });
    shared.mfaEnforcements.insert(totpName, { .methodIds = { totp } });
    shared.mfaEnforcements.insert(pushName, { .methodIds = { push } });
    shared.mfaEnforcements.insert(eitherName, { .methodIds = { totp, push } });
    const auto require = [&shared](const QString &mount, const QString &name,
                                   const QStringList &enforcements) {
        addUser(shared, mount, name).mfa = enforcements;
        if (enforcements != QStringList { pushName }) // a push takes no passcode
            shared.totpSeeds.insert(mount + "users/"_L1 + name, randomBytes(20));
    };
    const QString userpass = u"userpass/"_s;
    require(userpass, u"totp"_s, { totpName });
    require(u"ldap/"_s, u"totp"_s, { totpName });
    for (const auto &name : { "push"_L1, "push-denied"_L1, "push-silent"_L1 })
        require(userpass, name, { pushName });
    require(userpass, u"both"_s, { pushName, totpName });
    require(userpass, u"either"_s, { eitherName });
}

void addSpecialUsers(SharedData &shared)
{
    const QString userpass = u"userpass/"_s;
    addUser(shared, userpass, u"batch"_s).tokenType = u"batch"_s;
    Login &brief = addUser(shared, userpass, u"brief"_s);
    brief.ttlSeconds = 120;
    brief.maxTtlSeconds = 600;
    addUser(shared, userpass, u"periodic"_s).periodSeconds = 300;
    addUser(shared, userpass, u"thrice"_s).uses = 3;
    for (const auto &mount : { "ldap/"_L1, "okta/"_L1 }) {
        addUser(shared, mount, u"locked"_s).trouble = u"locked"_s;
        addUser(shared, mount, u"expired"_s).trouble = u"expired"_s;
    }
    for (const auto &mount : { "userpass/"_L1, "ldap/"_L1, "okta/"_L1, "radius/"_L1 })
        addUser(shared, mount, u"discreet"_s).password = randomUuid();
    for (const auto &name : { "push"_L1, "push-denied"_L1, "push-silent"_L1 })
        addUser(shared, u"okta/"_s, name).factor = u"push"_s;
    addUser(shared, u"okta/"_s, u"number"_s).factor = u"number"_s;
}

void addRoles(SharedData &shared)
{
    for (const QString &name : everybody()) {
        shared.logins.insert("approle/role/"_L1 + name,
                             { .roleId = randomUuid(),
                               .secretIds = { randomUuid() },
                               .policies = withDefault(name) });
        shared.logins.insert("jwt/role/"_L1 + name,
                             { .policies = withDefault(name), .audiences = { u"vault"_s } });
        shared.logins.insert(
            "kubernetes/role/"_L1 + name,
            { .policies = withDefault(name), .subjects = { u"vault/switchover"_s } });
        shared.logins.insert("github/map/users/"_L1 + name,
                             { .password = "ghp_lab_"_L1 + name, .policies = withDefault(name) });
        shared.logins.insert("cert/certs/"_L1 + name,
                             { .policies = withDefault(name), .subjects = { name } });
        shared.logins.insert(
            "oidc/role/"_L1 + name,
            { .policies = withDefault(name), .redirectUris = loopbackRedirects() });
    }
    shared.logins.insert(u"approle/role/automation"_s,
                         { .roleId = randomUuid(),
                           .secretIds = { randomUuid() },
                           .policies = withDefault(u"operator"_s) });
}

} // namespace

const QStringList &loopbackRedirects()
{
    static const QStringList uris { u"http://localhost:8250/oidc/callback"_s,
                                    u"http://127.0.0.1:8250/oidc/callback"_s };
    return uris;
}

void addUserpass(SharedData &shared, const QString &mount)
{
    addMount(shared, mount, u"userpass"_s, QString());
    addUsers(shared, mount);
}

void addAuthMethods(SharedData &shared, const Version &version)
{
    const QMap<QString, QString> policies = rolePolicies(version);
    for (auto it = policies.begin(); it != policies.end(); ++it)
        shared.policies.insert(it.key(), it.value());
    addUserpass(shared, u"userpass/"_s);
    for (const auto &type : { "ldap"_L1, "okta"_L1, "radius"_L1 }) {
        addMount(shared, type + "/"_L1, type, QString());
        addUsers(shared, type + "/"_L1);
    }
    addMount(shared, u"corp/directory/"_s, u"ldap"_s, u"a method at a path of its own"_s);
    addUsers(shared, u"corp/directory/"_s);
    for (const auto &type :
         { "approle"_L1, "jwt"_L1, "kubernetes"_L1, "github"_L1, "cert"_L1, "oidc"_L1 })
        addMount(shared, type + "/"_L1, type, QString());
    addSpecialUsers(shared);
    addSecondFactors(shared);
    addRoles(shared);
}

} // namespace switchover::lab
