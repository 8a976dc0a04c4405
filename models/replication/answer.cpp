// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/answer.h"

#include "models/base/json.h"
#include "models/replication/decoding.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct AnswerText
{
    Q_DECLARE_TR_FUNCTIONS(Answer)
};

/// What an answer to a row exists for.
enum class Content { Nothing, Status, Token, PublicKey, Filter, DynamicFilter, Merkle, Attempt };

Content contentOf(OperationId id)
{
    using Id = OperationId;
    switch (id) {
    case Id::ReadStatus:
    case Id::PerformanceReadStatus:
    case Id::DrReadStatus:
        return Content::Status;
    case Id::PerformanceMintToken:
    case Id::DrMintToken:
        return Content::Token;
    case Id::PerformanceGeneratePublicKey:
    case Id::DrGeneratePublicKey:
        return Content::PublicKey;
    case Id::PathsFilterRead:
    case Id::MountFilterRead:
        return Content::Filter;
    case Id::DynamicFilterRead:
    case Id::SecondaryDynamicFilterRead:
        return Content::DynamicFilter;
    case Id::MerkleCheck:
    case Id::DrMerkleCheck:
        return Content::Merkle;
    case Id::DrReadAttempt:
    case Id::DrStartAttempt:
    case Id::DrProvideKeyShare:
        return Content::Attempt;
    case Id::Recover:
    case Id::Reindex:
    case Id::PerformanceEnablePrimary:
    case Id::PerformanceDemote:
    case Id::PerformanceDisablePrimary:
    case Id::PerformanceRevokeSecondary:
    case Id::PathsFilterWrite:
    case Id::PathsFilterDelete:
    case Id::MountFilterWrite:
    case Id::MountFilterDelete:
    case Id::PerformanceEnableSecondary:
    case Id::PerformancePromote:
    case Id::PerformanceDisableSecondary:
    case Id::PerformanceUpdatePrimary:
    case Id::DrEnablePrimary:
    case Id::DrDemote:
    case Id::DrDisablePrimary:
    case Id::DrRevokeSecondary:
    case Id::DrEnableSecondary:
    case Id::DrPromote:
    case Id::DrDisableSecondary:
    case Id::DrUpdatePrimary:
    case Id::DrDeleteOperationToken:
    case Id::DrRecover:
    case Id::DrReindex:
    case Id::DrCancelAttempt:
    case Id::DrReadLicense:
    case Id::DrWriteLicense:
    case Id::DrWriteSignedLicense:
    case Id::DrReloadConfig:
        return Content::Nothing;
    }
    Q_UNREACHABLE();
}

Failure missing(const QString &where)
{
    return Failure(Error { .kind = Error::Kind::BadAnswer,
                           .where = where,
                           .detail = AnswerText::tr("expected a value, found nothing") });
}

QDateTime creationTime(JsonReader &wrap)
{
    if (wrap.isText("creation_time"_L1))
        return momentFrom(wrap.text("creation_time"_L1).value_or(QString())).value_or(QDateTime());
    if (const auto seconds = wrap.integer("creation_time"_L1))
        return QDateTime::fromSecsSinceEpoch(*seconds, Qt::UTC);
    return {};
}

std::optional<MintedToken> readToken(JsonReader &root)
{
    std::optional<MintedToken> minted;
    root.object("wrap_info"_L1, [&minted](JsonReader &wrap) {
        auto token = wrap.secret("token"_L1);
        if (!token || token->isEmpty())
            return;
        minted.emplace();
        minted->token = std::move(*token);
        minted->accessor = wrap.text("accessor"_L1).value_or(QString());
        minted->ttlSeconds = wrap.integer("ttl"_L1);
        minted->createdAt = creationTime(wrap);
        minted->creationPath = wrap.text("creation_path"_L1).value_or(QString());
    });
    return minted;
}

/// Made for a public key: the bundle comes in the data and is not wrapped.
std::optional<MintedToken> readBundle(JsonReader &json)
{
    auto token = json.secret("token"_L1);
    if (!token || token->isEmpty())
        return std::nullopt;
    MintedToken minted;
    minted.token = std::move(*token);
    minted.isPublicKeyBundle = true;
    return minted;
}

/// Reads what is asked for from `data`, or from the top level of flat answers.
void readMembers(Content content, JsonReader &json, OperationAnswer &answer)
{
    switch (content) {
    case Content::Token:
        if (!answer.mintedToken)
            answer.mintedToken = readBundle(json);
        break;
    case Content::PublicKey:
        answer.publicKey = json.text("secondary_public_key"_L1);
        break;
    case Content::Filter:
        if (const auto mode = json.text("mode"_L1))
            answer.filter = PathFilter { *mode, json.texts("paths"_L1).value_or(QStringList()) };
        break;
    case Content::DynamicFilter:
        if (json.has("dynamic_filtered_mounts"_L1) || json.has("dynamic_filtered_namespaces"_L1)) {
            answer.dynamicFilter = DynamicFilter {
                json.texts("dynamic_filtered_mounts"_L1).value_or(QStringList()),
                json.texts("dynamic_filtered_namespaces"_L1).value_or(QStringList())
            };
        }
        break;
    case Content::Nothing:
    case Content::Status:
    case Content::Merkle:
    case Content::Attempt:
        break;
    }
}

bool isComplete(Content content, const OperationAnswer &answer)
{
    switch (content) {
    case Content::Token:
        return answer.mintedToken.has_value();
    case Content::PublicKey:
        return answer.publicKey && !answer.publicKey->isEmpty();
    case Content::Filter:
        return answer.filter.has_value();
    case Content::DynamicFilter:
        return answer.dynamicFilter.has_value();
    case Content::Nothing:
    case Content::Status:
    case Content::Merkle:
    case Content::Attempt:
        return true;
    }
    Q_UNREACHABLE();
}

QString promisedMember(Content content)
{
    switch (content) {
    case Content::Token:
        return u"wrap_info.token"_s;
    case Content::PublicKey:
        return u"data.secondary_public_key"_s;
    case Content::Filter:
        return u"data.mode"_s;
    case Content::DynamicFilter:
        return u"data.dynamic_filtered_mounts"_s;
    case Content::Nothing:
    case Content::Status:
    case Content::Merkle:
    case Content::Attempt:
        return u"data"_s;
    }
    Q_UNREACHABLE();
}

Result<OperationAnswer> decodeEnvelope(Content content, int httpStatus, QByteArrayView body)
{
    const auto document = JsonDocument::parse(body);
    if (!document)
        return Failure(document.error());
    JsonReader root(*document);
    OperationAnswer answer;
    answer.httpStatus = httpStatus;
    answer.warnings = root.texts("warnings"_L1).value_or(QStringList());
    if (content == Content::Token)
        answer.mintedToken = readToken(root);
    root.object("data"_L1, [&](JsonReader &data) {
        readMembers(content, data, answer);
        answer.data = data.rest();
    });
    if (!isComplete(content, answer))
        readMembers(content, root, answer);
    if (root.error())
        return Failure(*root.error());
    if (!isComplete(content, answer))
        return missing(promisedMember(content));
    return answer;
}

} // namespace

Result<OperationAnswer> decodeAnswer(const Operation &operation, int httpStatus,
                                     QByteArrayView body)
{
    const Content content = contentOf(operation.id);
    OperationAnswer answer;
    answer.httpStatus = httpStatus;
    if (body.trimmed().isEmpty()) {
        if (content == Content::Nothing)
            return answer;
        return missing(promisedMember(content));
    }
    switch (content) {
    case Content::Status: {
        auto status = decodeReplicationStatus(body, operation.type);
        if (!status)
            return Failure(status.error());
        answer.warnings = status->warnings;
        answer.status = std::move(*status);
        return answer;
    }
    case Content::Merkle: {
        auto report = decodeMerkleReport(body);
        if (!report)
            return Failure(report.error());
        answer.merkleReport = std::move(*report);
        return answer;
    }
    case Content::Attempt: {
        auto attempt = decodeOperationTokenAttempt(body);
        if (!attempt)
            return Failure(attempt.error());
        answer.attempt = std::move(*attempt);
        return answer;
    }
    case Content::Nothing:
    case Content::Token:
    case Content::PublicKey:
    case Content::Filter:
    case Content::DynamicFilter:
        return decodeEnvelope(content, httpStatus, body);
    }
    Q_UNREACHABLE();
}

QStringList decodeErrors(QByteArrayView body)
{
    const auto document = JsonDocument::parse(body);
    if (!document || !document->isObject())
        return {};
    JsonReader root(*document);
    return root.texts("errors"_L1).value_or(QStringList());
}

} // namespace switchover
