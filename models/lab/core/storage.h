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
    ActivationTokenKey activationKey;

    [[nodiscard]] static std::shared_ptr<const Keyring> create(int shares, int threshold);
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
    QString parent; ///< accessor
    QString type;   ///< "service" or "batch"

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
};

struct TokenRole
{
    QStringList allowedPolicies;
    bool orphan = false;
    bool renewable = true;
    QString tokenType; ///< "batch", "service", "default-service", …
};

struct Login
{
    QString password; ///< userpass
    QString roleId;   ///< approle
    QStringList secretIds;
    QStringList policies;
};

/// What performance replication carries to every member.
struct SharedData
{
    QMap<QString, QString> policies;   ///< name → text
    QMap<QString, Mount> secretMounts; ///< "secret/", "ns1/kv/"
    QMap<QString, Mount> authMounts;   ///< "userpass/", without "auth/"
    QMap<QString, Login> logins;       ///< "userpass/users/jo", "approle/role/ci"
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
