// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Signing in with something that somebody else vouches for: jwt, kubernetes, cert, oidc.
#include "models/lab/core/endpoint.h"
#include "models/lab/core/signin.h"
#include "models/lab/crypto/randomness.h"

#include <QJsonArray>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

constexpr qint64 leewaySeconds = 150;
constexpr qint64 oidcWaitMs = 5 * 60 * 1000;

enum class Time { Good, Expired, TooEarly };

Time timeOf(const Context &context, const QJsonObject &claims)
{
    const qint64 now = context.estate.nowMs() / 1000;
    if (now >= claims["exp"_L1].toInteger() + leewaySeconds)
        return Time::Expired;
    return now < claims["nbf"_L1].toInteger() - leewaySeconds ? Time::TooEarly : Time::Good;
}

Answer jwtLogin(Context &context)
{
    const QString role = context.parameters.text("role"_L1);
    const QString jwt = context.parameters.text("jwt"_L1);
    if (role.isEmpty())
        return errorAnswer(400, u"missing role"_s);
    const Login *login = findLogin(context, "role/"_L1 + role);
    if (login == nullptr)
        return errorAnswer(400, u"role \"%1\" could not be found"_s.arg(role));
    if (jwt.isEmpty())
        return errorAnswer(400, u"missing token"_s);
    const auto refused = [](const QString &why) {
        return errorAnswer(400, "error validating token: "_L1 + why);
    };
    const Result<QJsonObject> claims =
        context.estate.identityProvider().key().verify(jwt.toLatin1());
    if (!claims)
        return refused("error verifying token signature: "_L1 + claims.error().detail);
    switch (timeOf(context, *claims)) {
    case Time::Expired:
        return refused(u"invalid expiration time (exp) claim: token is expired"_s);
    case Time::TooEarly:
        return refused(u"invalid not before (nbf) claim: token not yet valid"_s);
    case Time::Good:
        break;
    }
    if (!login->audiences.contains((*claims)["aud"_L1].toString()))
        return refused(
            u"invalid audience (aud) claim: audience claim does not match any bound audience"_s);
    return completeSignIn(context,
                          { .login = context.mount + "role/"_L1 + role,
                            .displayName = u"jwt-"_s + (*claims)["sub"_L1].toString(),
                            .metadata = { { u"role"_s, role } } });
}

Answer kubernetesLogin(Context &context)
{
    const QString role = context.parameters.text("role"_L1);
    const QString jwt = context.parameters.text("jwt"_L1);
    if (role.isEmpty())
        return errorAnswer(400, u"missing role"_s);
    if (jwt.isEmpty())
        return errorAnswer(400, u"missing jwt"_s);
    const Login *login = findLogin(context, "role/"_L1 + role);
    if (login == nullptr)
        return errorAnswer(400, u"invalid role name \"%1\""_s.arg(role));
    const Result<QJsonObject> claims =
        context.estate.identityProvider().kubernetesKey().verify(jwt.toLatin1());
    // The cluster's token review says no more than that.
    if (!claims || timeOf(context, *claims) != Time::Good)
        return errorAnswer(403, u"permission denied"_s);
    const QStringList subject = (*claims)["sub"_L1].toString().split(u':');
    const QString account = subject.value(2) + u'/' + subject.value(3);
    const auto has = [login](const QString &wanted, int part) {
        return std::ranges::any_of(login->subjects, [&](const QString &bound) {
            return bound.section(u'/', part, part) == wanted;
        });
    };
    if (!has(subject.value(2), 0))
        return errorAnswer(403, u"namespace not authorized"_s);
    if (!has(subject.value(3), 1) || !login->subjects.contains(account))
        return errorAnswer(403, u"service account name not authorized"_s);
    return completeSignIn(
        context,
        { .login = context.mount + "role/"_L1 + role,
          .displayName = u"kubernetes-%1-%2"_s.arg(subject.value(2), subject.value(3)),
          .metadata = { { u"role"_s, role },
                        { u"service_account_name"_s, subject.value(3) },
                        { u"service_account_namespace"_s, subject.value(2) } } });
}

Answer certLogin(Context &context)
{
    const Call &call = context.call;
    if (!call.encrypted)
        return errorAnswer(400, u"tls connection required"_s);
    if (!call.certificate)
        return errorAnswer(400, u"client certificate must be supplied"_s);
    if (!call.certificate->trusted)
        return errorAnswer(400, u"invalid certificate or no client certificate supplied"_s);
    const QString wanted = context.parameters.text("name"_L1);
    const auto &logins = context.cluster.storage.shared.logins;
    const QString roles = context.mount + "certs/"_L1;
    for (auto it = logins.lowerBound(roles); it != logins.end() && it.key().startsWith(roles);
         ++it) {
        const QString role = it.key().mid(roles.size());
        if ((!wanted.isEmpty() && wanted != role)
            || !it.value().subjects.contains(call.certificate->commonName))
            continue;
        return completeSignIn(
            context,
            { .login = it.key(),
              .displayName = "cert-"_L1 + role,
              .metadata = { { u"cert_name"_s, role },
                            { u"common_name"_s, call.certificate->commonName } } });
    }
    return errorAnswer(400, u"failed to match all constraints for this login certificate"_s);
}

// oidc

/// A role's list, in which the port of a loopback address does not count.
bool isAllowed(const QString &uri, const QStringList &allowed)
{
    if (allowed.contains(uri))
        return true;
    const QUrl given(uri);
    static const QStringList loopback { u"localhost"_s, u"127.0.0.1"_s, u"::1"_s };
    return loopback.contains(given.host())
        && std::ranges::any_of(allowed, [&given](const QString &entry) {
               QUrl bound(entry);
               bound.setPort(given.port());
               return bound == given;
           });
}

Answer oidcAuthUrl(Context &context)
{
    const QString redirectUri = context.parameters.text("redirect_uri"_L1);
    if (redirectUri.isEmpty())
        return errorAnswer(400, u"missing redirect_uri"_s);
    QString role = context.parameters.text("role"_L1);
    if (role.isEmpty())
        role = u"observer"_s; // the mount's default_role
    const Login *login = findLogin(context, "role/"_L1 + role);
    if (login == nullptr || !isAllowed(redirectUri, login->redirectUris))
        return dataAnswer(context, { { u"auth_url"_s, QString() } });
    const qint64 now = context.estate.nowMs();
    auto &requests = context.cluster.oidcRequests;
    requests.removeIf([now](const auto &entry) { return entry.value().expiresMs <= now; });
    const QString state = "st_"_L1 + randomBase62(20);
    const QString nonce = "n_"_L1 + randomBase62(20);
    requests.insert(state,
                    { .mount = context.mount,
                      .role = role,
                      .redirectUri = redirectUri,
                      .nonce = nonce,
                      .clientNonce = context.parameters.text("client_nonce"_L1),
                      .expiresMs = now + oidcWaitMs });
    return dataAnswer(
        context,
        { { u"auth_url"_s,
            context.estate.identityProvider().authorizationUrl({ .redirectUri = redirectUri,
                                                                 .state = state,
                                                                 .nonce = nonce,
                                                                 .clientId = u"vault"_s }) } });
}

Answer oidcCallback(Context &context)
{
    const auto failed = [](const QString &why) {
        return errorAnswer(400, "Vault login failed. "_L1 + why);
    };
    auto &requests = context.cluster.oidcRequests;
    const QString state = context.parameters.text("state"_L1);
    const auto found = requests.find(state);
    if (found == requests.end() || found.value().expiresMs <= context.estate.nowMs()
        || found.value().mount != context.mount)
        return failed(u"Expired or missing OAuth state."_s);
    const OidcRequest request = found.value();
    requests.erase(found); // good once
    if (request.clientNonce != context.parameters.text("client_nonce"_L1))
        return errorAnswer(400, u"invalid client_nonce"_s);
    const QString code = context.parameters.text("code"_L1);
    if (code.isEmpty()) {
        return failed(u"OAuth code parameter not provided: %1"_s.arg(
            context.parameters.text("error_description"_L1)));
    }
    const auto claims =
        context.estate.identityProvider().redeem(code, request.redirectUri, context.estate.nowMs());
    if (!claims)
        return failed(
            u"Error exchanging oidc code: \"Provider.Exchange: unable to exchange auth code with provider: oauth2: \\\"invalid_grant\\\"\""_s);
    if ((*claims)["nonce"_L1].toString() != request.nonce)
        return failed(u"Error exchanging oidc code: \"invalid id_token nonce\""_s);
    if ((*claims)["groups"_L1].toArray().isEmpty())
        return errorAnswer(
            400,
            u"error validating claims: claim \"groups\" does not match any associated bound claim values"_s);
    const QString person = (*claims)["sub"_L1].toString();
    return completeSignIn(context,
                          { .login = context.mount + "role/"_L1 + request.role,
                            .displayName = "oidc-"_L1 + person,
                            .metadata = { { u"email"_s, (*claims)["email"_L1].toString() },
                                          { u"role"_s, request.role } } });
}

} // namespace

std::vector<Endpoint> federatedLoginEndpoints()
{
    const std::vector<Field> roleAndJwt { { "role"_L1 }, { "jwt"_L1 } };
    return {
        { .path = u"auth/jwt/login"_s,
          .update = jwtLogin,
          .access = Access::Open,
          .fields = roleAndJwt },
        { .path = u"auth/kubernetes/login"_s,
          .update = kubernetesLogin,
          .access = Access::Open,
          .fields = roleAndJwt },
        { .path = u"auth/cert/login"_s,
          .update = certLogin,
          .access = Access::Open,
          .fields = { { "name"_L1 } } },
        { .path = u"auth/oidc/oidc/auth_url"_s,
          .update = oidcAuthUrl,
          .access = Access::Open,
          .fields = { { "role"_L1 }, { "redirect_uri"_L1 }, { "client_nonce"_L1 } } },
        { .path = u"auth/oidc/oidc/callback"_s,
          .read = oidcCallback,
          .access = Access::Open,
          .fields = { { "state"_L1 },
                      { "code"_L1 },
                      { "client_nonce"_L1 },
                      { "id_token"_L1 },
                      { "error_description"_L1 } } },
    };
}

} // namespace switchover::lab
