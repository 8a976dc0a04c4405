// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/core/identityprovider.h"

#include "models/lab/crypto/randomness.h"

#include <QJsonArray>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

constexpr qint64 codeLifeMs = 60000;
constexpr qsizetype mostVisits = 1000;

QJsonObject claimsOf(const QString &issuer, const QString &subject, const QString &audience,
                     qint64 nowMs, qint64 lifeSeconds)
{
    return { { u"iss"_s, issuer },           { u"sub"_s, subject },
             { u"aud"_s, audience },         { u"iat"_s, nowMs / 1000 },
             { u"nbf"_s, nowMs / 1000 - 5 }, { u"exp"_s, nowMs / 1000 + lifeSeconds } };
}

QString withQuery(const QString &address, const QList<std::pair<QString, QString>> &items)
{
    QUrl url(address);
    QUrlQuery query(url);
    for (const auto &[name, value] : items)
        query.addQueryItem(name, QString::fromLatin1(QUrl::toPercentEncoding(value)));
    url.setQuery(query);
    return url.toString(QUrl::FullyEncoded);
}

} // namespace

QStringList IdentityProvider::people()
{
    return { u"alice"_s, u"bob"_s, u"mallory"_s };
}

QString IdentityProvider::authorizationUrl(const Visit &visit) const
{
    return withQuery(m_address + "/authorize"_L1,
                     { { u"client_id"_s, visit.clientId },
                       { u"nonce"_s, visit.nonce },
                       { u"redirect_uri"_s, visit.redirectUri },
                       { u"response_type"_s, u"code"_s },
                       { u"scope"_s, u"openid"_s },
                       { u"state"_s, visit.state } });
}

Result<QString> IdentityProvider::visit(const QUrlQuery &query)
{
    const auto value = [&query](const QString &name) {
        return query.queryItemValue(name, QUrl::FullyDecoded);
    };
    const Visit visit { .redirectUri = value(u"redirect_uri"_s),
                        .state = value(u"state"_s),
                        .nonce = value(u"nonce"_s),
                        .clientId = value(u"client_id"_s) };
    const auto refuse = [](const QString &why) {
        return Failure(Error { .kind = Error::Kind::InvalidInput, .detail = why });
    };
    if (value(u"response_type"_s) != "code"_L1)
        return refuse(u"response_type must be \"code\""_s);
    if (visit.clientId != "vault"_L1)
        return refuse(u"unknown client_id"_s);
    if (visit.state.isEmpty() || visit.nonce.isEmpty())
        return refuse(u"state and nonce are needed"_s);
    if (!QUrl(visit.redirectUri).isValid() || visit.redirectUri.isEmpty())
        return refuse(u"redirect_uri is needed"_s);
    if (m_visits.size() >= mostVisits)
        m_visits.clear();
    const QString id = randomBase62(20);
    m_visits.insert(id, visit);
    return id;
}

std::optional<IdentityProvider::Visit> IdentityProvider::visitOf(const QString &id) const
{
    const auto found = m_visits.find(id);
    return found == m_visits.end() ? std::nullopt : std::optional(found.value());
}

std::optional<QString> IdentityProvider::decide(const QString &visitId, const QString &person,
                                                qint64 nowMs)
{
    const auto found = m_visits.find(visitId);
    if (found == m_visits.end())
        return std::nullopt;
    const Visit visit = found.value();
    m_visits.erase(found);
    if (!people().contains(person)) {
        return withQuery(visit.redirectUri,
                         { { u"error"_s, u"access_denied"_s },
                           { u"error_description"_s, u"The user denied the request."_s },
                           { u"state"_s, visit.state } });
    }
    const QString code = randomBase62(32);
    m_codes.insert(code, { .person = person, .visit = visit, .expiresMs = nowMs + codeLifeMs });
    return withQuery(visit.redirectUri, { { u"code"_s, code }, { u"state"_s, visit.state } });
}

std::optional<QJsonObject> IdentityProvider::redeem(const QString &code, const QString &redirectUri,
                                                    qint64 nowMs)
{
    const auto found = m_codes.find(code);
    if (found == m_codes.end())
        return std::nullopt;
    const Code redeemed = found.value();
    m_codes.erase(found);
    if (redeemed.expiresMs <= nowMs || redeemed.visit.redirectUri != redirectUri)
        return std::nullopt;
    QJsonObject claims = claimsOf(m_address, redeemed.person, redeemed.visit.clientId, nowMs, 300);
    claims.insert(u"nonce"_s, redeemed.visit.nonce);
    claims.insert(u"email"_s, redeemed.person + "@lab.example"_L1);
    claims.insert(u"groups"_s,
                  redeemed.person == "mallory"_L1 ? QJsonArray() : QJsonArray { u"vault"_s });
    return claims;
}

QByteArray IdentityProvider::jwt(const QString &audience, qint64 nowMs, qint64 lifeSeconds) const
{
    return m_key.sign(
        claimsOf(u"https://ci.lab.example"_s, u"pipeline"_s, audience, nowMs, lifeSeconds));
}

QByteArray IdentityProvider::serviceAccountToken(const QString &nameSpace, const QString &account,
                                                 qint64 nowMs, qint64 lifeSeconds) const
{
    return m_kubernetesKey.sign(claimsOf(u"https://kubernetes.default.svc"_s,
                                         u"system:serviceaccount:%1:%2"_s.arg(nameSpace, account),
                                         u"vault"_s, nowMs, lifeSeconds));
}

} // namespace switchover::lab
