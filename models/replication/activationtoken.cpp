// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/activationtoken.h"

#include "models/base/json.h"
#include "models/replication/decoding.h"

#include <algorithm>
#include <cstring>

using namespace Qt::StringLiterals;

namespace switchover {

std::optional<ActivationTokenClaims> decodeActivationToken(const SecretString &token)
{
    const QByteArrayView text = token.reveal();
    if (std::count(text.begin(), text.end(), '.') != 2)
        return std::nullopt;
    const qsizetype first = text.indexOf('.');
    const qsizetype second = text.lastIndexOf('.');
    if (first == 0 || second == first + 1 || second == text.size() - 1)
        return std::nullopt;
    auto payload = bytesFromBase64(text.sliced(first + 1, second - first - 1), Base64Alphabet::Url);
    if (!payload)
        return std::nullopt;
    // The payload names the inner wrapping token, so it is as secret as the whole.
    const auto document = JsonDocument::parse(*payload);
    explicit_bzero(payload->data(), size_t(payload->size()));
    if (!document || !document->isObject())
        return std::nullopt;

    JsonReader json(*document);
    ActivationTokenClaims claims;
    claims.address = json.text("addr"_L1);
    claims.type = json.text("type"_L1).value_or(QString());
    const auto moment = [&json](QLatin1StringView name) -> std::optional<QDateTime> {
        const auto seconds = json.number(name);
        if (!seconds || *seconds < 0 || *seconds > 253'402'300'799.0)
            return std::nullopt;
        return QDateTime::fromSecsSinceEpoch(qint64(*seconds), Qt::UTC);
    };
    claims.expires = moment("exp"_L1);
    claims.issued = moment("iat"_L1);
    if (json.error())
        return std::nullopt;
    return claims;
}

std::optional<QDateTime> MintedToken::expiresAt() const
{
    if (!ttlSeconds || !createdAt.isValid())
        return std::nullopt;
    return createdAt.addSecs(*ttlSeconds);
}

} // namespace switchover
