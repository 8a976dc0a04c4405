// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/signindecoding.h"

#include "models/base/json.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct SignInText
{
    Q_DECLARE_TR_FUNCTIONS(SignIn)
};

// Reads the object member `name` of the document into a T and passes on what was wrong.
template <typename T, typename Read>
Result<T> decodeMember(QByteArrayView body, QLatin1StringView name, const Read &read)
{
    const Result<JsonDocument> document = JsonDocument::parse(body);
    if (!document)
        return Failure(document.error());
    JsonReader root(*document);
    T value;
    if (!root.object(name, [&](JsonReader &reader) { read(reader, value); }) && !root.error())
        root.fail(name, SignInText::tr("it is missing"));
    if (root.error())
        return Failure(*root.error());
    return value;
}

QStringList policiesOf(JsonReader &reader)
{
    const std::optional<QStringList> all = reader.texts("policies"_L1);
    return all ? *all : reader.texts("token_policies"_L1).value_or(QStringList());
}

} // namespace

Result<TokenInfo> decodeTokenLookup(QByteArrayView body, const QDateTime &now)
{
    return decodeMember<TokenInfo>(body, "data"_L1, [&](JsonReader &data, TokenInfo &info) {
        info.displayName = data.text("display_name"_L1).value_or(QString());
        info.accessor = data.text("accessor"_L1).value_or(QString());
        info.policies = policiesOf(data);
        info.type = data.text("type"_L1).value_or(QString());
        info.renewable = data.boolean("renewable"_L1).value_or(false);
        info.creationTtlSeconds = data.integer("creation_ttl"_L1).value_or(0);
        info.expires = data.dateTime("expire_time"_L1);
        // 0 is without limit; a negative number marks a token that is revoked after this answer.
        if (const qint64 uses = data.integer("num_uses"_L1).value_or(0); uses != 0)
            info.usesLeft = std::max<qint64>(uses, 0);
        const std::optional<qint64> ttl = data.integer("ttl"_L1);
        if (!ttl)
            data.fail("ttl"_L1,
                      SignInText::tr("it is missing")); // "never expires" must be said, not guessed
        info.ttlSeconds = ttl.value_or(0);
        if (!info.expires && info.ttlSeconds > 0)
            info.expires = now.addSecs(info.ttlSeconds);
    });
}

Result<TokenInfo> decodeTokenRenewal(QByteArrayView body, const QDateTime &now)
{
    return decodeMember<TokenInfo>(body, "auth"_L1, [&](JsonReader &auth, TokenInfo &info) {
        info.accessor = auth.text("accessor"_L1).value_or(QString());
        info.policies = policiesOf(auth);
        info.type = auth.text("token_type"_L1).value_or(QString());
        info.renewable = auth.boolean("renewable"_L1).value_or(false);
        const std::optional<qint64> duration = auth.integer("lease_duration"_L1);
        if (!duration)
            auth.fail("lease_duration"_L1, SignInText::tr("it is missing"));
        info.ttlSeconds = duration.value_or(0);
        if (info.ttlSeconds > 0)
            info.expires = now.addSecs(info.ttlSeconds);
    });
}

Result<WrappingInfo> decodeWrappingLookup(QByteArrayView body)
{
    return decodeMember<WrappingInfo>(body, "data"_L1, [](JsonReader &data, WrappingInfo &info) {
        info.creationPath = data.text("creation_path"_L1).value_or(QString());
        info.createdAt = data.dateTime("creation_time"_L1).value_or(QDateTime());
        const std::optional<qint64> ttl = data.integer("creation_ttl"_L1);
        if (!ttl)
            data.fail("creation_ttl"_L1, SignInText::tr("it is missing"));
        info.ttlSeconds = ttl.value_or(0);
    });
}

} // namespace switchover
