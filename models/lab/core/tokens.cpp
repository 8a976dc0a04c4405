// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/core/tokens.h"

#include "models/lab/core/nodes.h"
#include "models/lab/core/policy.h"
#include "models/lab/crypto/randomness.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QMessageAuthenticationCode>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

constexpr auto base64 = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;
constexpr qsizetype macLength = 32;

QString batchPrefix(const Version &version)
{
    return version >= Version { 1, 10, 0 } ? u"hvb."_s : u"b."_s;
}

QByteArray sealOf(const Cluster &cluster, const QByteArray &payload)
{
    return QMessageAuthenticationCode::hash(payload, cluster.storage.keyring->batchKey,
                                            QCryptographicHash::Sha256);
}

std::optional<Token> readBatchToken(const Cluster &cluster, const QString &id)
{
    // A token made by an older member of the set keeps its older prefix.
    QString encoded = id;
    if (!(encoded.startsWith("hvb."_L1) || encoded.startsWith("b."_L1)))
        return std::nullopt;
    encoded = encoded.section(u'.', 1);
    const auto bytes = QByteArray::fromBase64Encoding(
        encoded.toLatin1(), base64 | QByteArray::AbortOnBase64DecodingErrors);
    if (!bytes || (*bytes).size() <= macLength)
        return std::nullopt;
    const QByteArray payload = (*bytes).mid(macLength);
    if ((*bytes).left(macLength) != sealOf(cluster, payload))
        return std::nullopt;
    const QJsonObject object = QJsonDocument::fromJson(payload).object();
    Token token { .id = id,
                  .displayName = object["name"_L1].toString(),
                  .path = object["path"_L1].toString(),
                  .createdMs = qint64(object["created"_L1].toDouble()),
                  .ttlSeconds = qint64(object["ttl"_L1].toDouble()),
                  .orphan = object["orphan"_L1].toBool(),
                  .parent = object["parent"_L1].toString(),
                  .type = u"batch"_s,
                  .nameSpace = object["ns"_L1].toString() };
    for (const QJsonValue &policy : object["policies"_L1].toArray())
        token.policies.append(policy.toString());
    token.expiresMs = token.createdMs + token.ttlSeconds * 1000;
    return token;
}

} // namespace

Token makeServiceToken(const Cluster &cluster, const TokenRequest &request, qint64 nowMs)
{
    const qint64 ttl = request.periodSeconds > 0 ? request.periodSeconds : request.ttlSeconds;
    return { .id = newTokenId(cluster.version),
             .accessor = randomBase62(24),
             .displayName = request.displayName,
             .path = request.path,
             .policies = request.policies,
             .createdMs = nowMs,
             .ttlSeconds = ttl,
             .expiresMs = ttl == 0 ? 0 : nowMs + ttl * 1000,
             .usesLeft = request.uses,
             .renewable = request.renewable && ttl > 0,
             .orphan = request.orphan,
             .parent = request.orphan ? QString() : request.parentAccessor,
             .type = u"service"_s,
             .nameSpace = request.nameSpace,
             .periodSeconds = request.periodSeconds,
             .explicitMaxSeconds = request.explicitMaxSeconds,
             .meta = request.meta };
}

Token createServiceToken(Cluster &cluster, const TokenRequest &request, qint64 nowMs)
{
    const Token token = makeServiceToken(cluster, request, nowMs);
    cluster.storage.local.tokens.insert(token.id, token);
    noteWrite(cluster, Reach::Local);
    return token;
}

Token createBatchToken(const Cluster &cluster, const TokenRequest &request, qint64 nowMs)
{
    const QJsonObject object { { u"name"_s, request.displayName },
                               { u"path"_s, request.path },
                               { u"created"_s, nowMs },
                               { u"ttl"_s, request.ttlSeconds },
                               { u"orphan"_s, request.orphan },
                               { u"parent"_s, request.orphan ? QString() : request.parentAccessor },
                               { u"policies"_s, QJsonArray::fromStringList(request.policies) },
                               { u"ns"_s, request.nameSpace },
                               { u"salt"_s, randomBase62(12) } };
    const QByteArray payload = QJsonDocument(object).toJson(QJsonDocument::Compact);
    const QByteArray bytes = sealOf(cluster, payload) + payload;
    return readBatchToken(
               cluster, batchPrefix(cluster.version) + QString::fromLatin1(bytes.toBase64(base64)))
        .value();
}

std::optional<Token> findToken(const Cluster &cluster, const QString &id, qint64 nowMs)
{
    const auto found = cluster.storage.local.tokens.find(id);
    std::optional<Token> token =
        found == cluster.storage.local.tokens.end() ? readBatchToken(cluster, id) : found.value();
    if (!token || (token->expiresMs != 0 && nowMs >= token->expiresMs))
        return std::nullopt;
    if (token->type == "batch"_L1 && !token->orphan
        && tokensByAccessor(cluster, token->parent).isEmpty())
        return std::nullopt; // died with its parent
    return token;
}

QList<Token> tokensByAccessor(const Cluster &cluster, const QString &accessor)
{
    QList<Token> result;
    for (const Token &token : cluster.storage.local.tokens) {
        if (!accessor.isEmpty() && token.accessor == accessor)
            result.append(token);
    }
    return result;
}

void revokeToken(Cluster &cluster, const Token &token)
{
    cluster.storage.local.tokens.remove(token.id);
    QList<Token> children;
    for (const Token &other : std::as_const(cluster.storage.local.tokens)) {
        if (!other.parent.isEmpty() && other.parent == token.accessor)
            children.append(other);
    }
    for (const Token &child : children)
        revokeToken(cluster, child);
    noteWrite(cluster, Reach::Local);
}

std::vector<Policy> policiesOf(const Cluster &cluster, const Token &token)
{
    std::vector<Policy> policies;
    const QMap<QString, QString> &known = cluster.storage.shared.policies;
    for (const QString &name : token.policies) {
        QString text = known.value(token.nameSpace + name);
        if (text.isEmpty() && name == "default"_L1 && !token.nameSpace.isEmpty())
            text = defaultPolicyText(); // every namespace has it from its beginning
        auto policy = Policy::parse(text);
        if (!policy)
            continue;
        policy->moveBelow(token.nameSpace);
        policies.push_back(*std::move(policy));
    }
    return policies;
}

QStringList capabilitiesOf(const Cluster &cluster, const Token &token, const QString &path)
{
    if (token.isRoot())
        return { u"root"_s };
    const Segments segments =
        cluster.version >= Version { 1, 1, 0 } ? Segments::Wildcard : Segments::Literal;
    return capabilitiesOn(path, policiesOf(cluster, token), segments);
}

QMap<QString, QStringList> rulesOf(const Cluster &cluster, const Token &token)
{
    QMap<QString, QStringList> rules;
    if (token.isRoot())
        return rules;
    for (const Policy &policy : policiesOf(cluster, token)) {
        for (const Policy::Rule &rule : policy.rules()) {
            QStringList &words = rules[rule.path];
            words += rule.capabilities;
            words.removeDuplicates();
        }
    }
    return rules;
}

OperationTokenVerdict judgeOperationToken(const Cluster &cluster, const QString &token,
                                          const QString &path, qint64 nowMs)
{
    if (token.isEmpty())
        return OperationTokenVerdict::Missing;
    if (cluster.drOperationTokens.contains(token))
        return OperationTokenVerdict::Accepted;
    const std::optional<Token> known = findToken(cluster, token, nowMs);
    if (!known)
        return OperationTokenVerdict::Refused;
    const bool batch = known->type == "batch"_L1 && cluster.version >= Version { 1, 4, 0 };
    if (batch && capabilitiesOf(cluster, *known, path).contains("update"_L1))
        return OperationTokenVerdict::Accepted;
    // From 2.0 a root token of the primary does as well.
    if (known->isRoot() && cluster.version >= Version { 2, 0, 0 })
        return OperationTokenVerdict::Accepted;
    return OperationTokenVerdict::Refused;
}

void prepareDrBatchToken(Cluster &primary, qint64 nowMs)
{
    if (primary.version < Version { 1, 4, 0 })
        return;
    QString policy;
    for (const char *call : { "promote", "update-primary", "disable", "reindex", "recover",
                              "merkle-check", "operation-token/delete" })
        policy +=
            u"path \"sys/replication/dr/secondary/%1\" { capabilities = [\"update\"] }\n"_s.arg(
                QLatin1StringView(call));
    primary.storage.shared.policies.insert(u"dr-secondary-promotion"_s, policy);
    primary.storage.shared.tokenRoles.insert(u"failover-handler"_s,
                                             { .allowedPolicies = { u"dr-secondary-promotion"_s },
                                               .orphan = true,
                                               .renewable = false,
                                               .tokenType = u"batch"_s });
    primary.drBatchToken = createBatchToken(primary,
                                            { .displayName = u"token"_s,
                                              .path = u"auth/token/create/failover-handler"_s,
                                              .policies = { u"dr-secondary-promotion"_s },
                                              .ttlSeconds = 90 * 86400,
                                              .orphan = true },
                                            nowMs)
                               .id;
    noteWrite(primary, Reach::Shared);
}

} // namespace switchover::lab
