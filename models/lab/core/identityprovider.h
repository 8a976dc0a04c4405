// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/crypto/jwt.h"

#include <QMap>
#include <QString>
#include <QStringList>
#include <QUrlQuery>

#include <optional>

namespace switchover::lab {

/// The identity provider that the clusters of a lab trust, without its web page: who may sign in,
/// authorisation codes, and the keys of its tokens and of a Kubernetes cluster's.
class IdentityProvider
{
public:
    /// A browser that was sent here and has not decided yet.
    struct Visit
    {
        QString redirectUri;
        QString state;
        QString nonce;
        QString clientId;
    };

    [[nodiscard]] const QString &address() const { return m_address; }
    void setAddress(const QString &address) { m_address = address; }

    [[nodiscard]] static QStringList
    people(); ///< "alice", "bob", and "mallory", who is in no group

    /// Where a cluster sends the browser.
    [[nodiscard]] QString authorizationUrl(const Visit &visit) const;
    /// The id of a new visit, or what is wrong with the query.
    [[nodiscard]] Result<QString> visit(const QUrlQuery &query);
    [[nodiscard]] std::optional<Visit> visitOf(const QString &id) const;
    /// Where the browser goes next; nothing for an unknown visit. No person: access denied.
    [[nodiscard]] std::optional<QString> decide(const QString &visitId, const QString &person,
                                                qint64 nowMs);
    /// The claims of the identity token; the code is spent. nullopt: the code is not good.
    [[nodiscard]] std::optional<QJsonObject> redeem(const QString &code, const QString &redirectUri,
                                                    qint64 nowMs);

    [[nodiscard]] const JwtKey &key() const { return m_key; }
    [[nodiscard]] const JwtKey &kubernetesKey() const { return m_kubernetesKey; }

    // Tokens for people who use the lab.
    [[nodiscard]] QByteArray jwt(const QString &audience, qint64 nowMs, qint64 lifeSeconds) const;
    [[nodiscard]] QByteArray serviceAccountToken(const QString &nameSpace, const QString &account,
                                                 qint64 nowMs, qint64 lifeSeconds) const;

private:
    struct Code
    {
        QString person;
        Visit visit;
        qint64 expiresMs = 0;
    };

    QString m_address;
    JwtKey m_key;
    JwtKey m_kubernetesKey;
    QMap<QString, Visit> m_visits;
    QMap<QString, Code> m_codes;
};

} // namespace switchover::lab
