// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/crypto/activationtoken.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>

namespace switchover::lab {

/// The keys of a cluster. A secondary takes over its primary's, hence shared.
struct Keyring
{
    QByteArray rootKey;
    QList<QByteArray> shares;
    int threshold = 1;
    QByteArray
        batchKey; ///< signs batch tokens, which is why they are good on every cluster of a set
    std::shared_ptr<const ActivationTokenKey> activationKey;

    [[nodiscard]] static std::shared_ptr<const Keyring> create(int shares, int threshold);
    /// The same keys with other shares, as sys/rekey makes them.
    [[nodiscard]] std::shared_ptr<const Keyring> split(int count, int needed) const;
    /// The root key, if the shares give it.
    [[nodiscard]] bool opens(const QList<QByteArray> &given) const;
};

struct Token
{
    QString id;
    QString accessor;
    QString displayName;
    QString path; ///< where it was made: "auth/token/create"
    QStringList policies;
    qint64 createdMs = 0;
    qint64 ttlSeconds = 0; ///< 0: for ever
    qint64 expiresMs = 0;  ///< 0: never
    int usesLeft = 0;      ///< 0: any number
    bool renewable = false;
    bool orphan = true;
    QString parent;                ///< accessor
    QString type;                  ///< "service" or "batch"
    QString nameSpace = {};        ///< where it was made: "", "retail/"
    qint64 periodSeconds = 0;      ///< renewed for this long, again and again
    qint64 explicitMaxSeconds = 0; ///< cannot be renewed beyond; 0: no such end
    QMap<QString, QString> meta = {};

    [[nodiscard]] bool isRoot() const { return policies.contains(QStringLiteral("root")); }
};

/// What a single-use wrapping token stands for.
struct Wrapped
{
    QString accessor;
    QString creationPath;
    qint64 createdMs = 0;
    qint64 ttlSeconds = 0;
    QJsonObject data;    ///< of the wrapped answer
    QString secondaryId; ///< for activation tokens

    [[nodiscard]] qint64 expiresMs() const { return createdMs + ttlSeconds * 1000; }
};

struct Mount
{
    QString type;
    QString description;
    QString accessor;
    bool local = false;
    bool listed = false; ///< shown to people who have not signed in: listing_visibility "unauth"
};

struct TokenRole
{
    QStringList allowedPolicies;
    bool orphan = false;
    bool renewable = true;
    QString tokenType; ///< "batch", "service", "default-service", …
    qint64 periodSeconds = 0;
    qint64 explicitMaxSeconds = 0;
    int uses = 0;
};

/// How long and how often a secret_id is good; 0: without limit.
struct SecretIdLimit
{
    qint64 expiresMs = 0;
    int usesLeft = 0;
};

/// A user or a role of an auth method.
struct Login
{
    QString password; ///< userpass, ldap, okta, radius; of github the personal access token
    QString roleId;   ///< approle
    QStringList secretIds;
    QStringList policies;
    QMap<QString, SecretIdLimit> secretLimits = {}; ///< those without an entry have no limit
    QString tokenType = {};                         ///< "batch"; else a service token
    qint64 ttlSeconds = 0;                          ///< 0: the system's default
    qint64 maxTtlSeconds = 0;
    qint64 periodSeconds = 0;
    int uses = 0;
    QStringList mfa = {};          ///< enforcements that apply, all of them to be met
    QString factor = {};           ///< okta: "push" or "number", asked after the password
    QString trouble = {};          ///< why the directory turns this user away: "locked", …
    QStringList audiences = {};    ///< jwt, oidc: bound_audiences
    QStringList subjects = {};     ///< kubernetes: "namespace/service-account"; cert: common names
    QStringList redirectUris = {}; ///< oidc: allowed_redirect_uris
};

/// A second factor. What a person answers a push with depends on the user.
struct MfaMethod
{
    QString type; ///< "totp", "duo", "okta", "pingid"
    QString name;
    bool usesPasscode = false;
};

/// Any one of its methods has to be met.
struct MfaEnforcement
{
    QStringList methodIds;
};

/// What performance replication carries to every member.
struct SharedData
{
    QMap<QString, QString> policies;     ///< name → text
    QMap<QString, Mount> secretMounts;   ///< "secret/", "ns1/kv/"
    QMap<QString, Mount> authMounts;     ///< "userpass/", without "auth/"
    QMap<QString, Login> logins;         ///< "userpass/users/jo", "approle/role/ci", by mount
    QMap<QString, MfaMethod> mfaMethods; ///< by id
    QMap<QString, MfaEnforcement> mfaEnforcements; ///< by name
    QMap<QString, QByteArray> totpSeeds;           ///< login → the shared secret
    QMap<QString, TokenRole> tokenRoles;
    QStringList nameSpaces;            ///< "ns1/", "ns1/child/"
    QMap<QString, QByteArray> secrets; ///< "secret/app/db" → JSON object
};

/// What stays in the cluster, and goes only to its DR secondaries.
struct LocalData
{
    QMap<QString, Token> tokens;
    QMap<QString, Wrapped> wrapped;
    QMap<QString, QByteArray> secrets; ///< below local mounts
};

/// Everything a cluster stores. Copies share their content until one of them changes.
struct Storage
{
    std::shared_ptr<const Keyring> keyring;
    SharedData shared;
    LocalData local;

    [[nodiscard]] QByteArray &secretAt(const QString &path);
    [[nodiscard]] std::optional<QByteArray> findSecret(const QString &path) const;
    [[nodiscard]] bool isLocalPath(const QString &path) const;
    [[nodiscard]] const Mount *mountOf(const QString &path) const;
};

} // namespace switchover::lab
