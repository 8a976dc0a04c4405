// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/operationtoken.h"

#include "models/base/json.h"
#include "models/replication/decoding.h"

#include <QCoreApplication>
#include <QUuid>

#include <algorithm>
#include <cstring>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct OperationTokenText
{
    Q_DECLARE_TR_FUNCTIONS(OperationToken)
};

/// Bytes that are zeroed when they go out of scope.
struct SecretBytes
{
    explicit SecretBytes(QByteArray content)
        : bytes(std::move(content))
    {
    }
    Q_DISABLE_COPY_MOVE(SecretBytes)
    ~SecretBytes() { explicit_bzero(bytes.data(), size_t(bytes.size())); }
    QByteArray bytes;
};

Failure badInput(const QString &field, const QString &detail)
{
    return Failure(Error { .kind = Error::Kind::InvalidInput, .where = field, .detail = detail });
}

QString otherOtp()
{
    return OperationTokenText::tr(
        "The one-time password does not belong to this encoded token. Cancel the "
        "attempt and start another one.");
}

void exclusiveOr(QByteArray &bytes, QByteArrayView with)
{
    for (qsizetype i = 0; i < bytes.size(); ++i)
        bytes[i] = char(bytes.at(i) ^ with[i]);
}

// Vault before 0.11: both are 16 bytes in base64, and the token is a UUID.
Result<SecretString> decodeOldForm(QByteArray &encoded, const SecretString &otp)
{
    auto otpBytes = bytesFromBase64(otp.reveal(), Base64Alphabet::Standard);
    if (!otpBytes)
        return badInput(u"otp"_s,
                        OperationTokenText::tr("The one-time password is not base64 text."));
    SecretBytes mask(std::move(*otpBytes));
    if (encoded.size() != 16 || mask.bytes.size() != 16)
        return badInput(u"otp"_s, otherOtp());
    exclusiveOr(encoded, mask.bytes);
    SecretBytes text(QUuid::fromRfc4122(encoded).toByteArray(QUuid::WithoutBraces));
    return SecretString(text.bytes);
}

} // namespace

Result<OperationTokenAttempt> decodeOperationTokenAttempt(QByteArrayView body)
{
    const auto document = JsonDocument::parse(body);
    if (!document)
        return Failure(document.error());
    JsonReader json(*document);
    OperationTokenAttempt attempt;
    if (const auto started = json.boolean("started"_L1))
        attempt.started = *started;
    else
        json.fail("started"_L1, OperationTokenText::tr("expected a boolean, found nothing"));
    const auto small = [&json](QLatin1StringView name) {
        return int(std::clamp<qint64>(json.integer(name).value_or(0), 0, 1'000'000));
    };
    attempt.nonce = json.text("nonce"_L1).value_or(QString());
    attempt.progress = small("progress"_L1);
    attempt.required = small("required"_L1);
    attempt.complete = json.boolean("complete"_L1).value_or(false);
    attempt.pgpFingerprint = json.text("pgp_fingerprint"_L1).value_or(QString());
    attempt.otpLength = small("otp_length"_L1);
    if (auto otp = json.secret("otp"_L1))
        attempt.otp = std::move(*otp);
    if (auto encoded = json.secret("encoded_token"_L1))
        attempt.encodedToken = std::move(*encoded);
    if (json.error())
        return Failure(*json.error());
    return attempt;
}

Result<SecretString> decodeOperationToken(const SecretString &encodedToken, const SecretString &otp,
                                          int otpLength)
{
    // The server leaves the padding out; people may paste it.
    auto decoded = bytesFromBase64(encodedToken.reveal(), Base64Alphabet::Standard);
    if (!decoded || decoded->isEmpty())
        return badInput(u"encoded_token"_s,
                        OperationTokenText::tr("The encoded token is not base64 text."));
    SecretBytes token(std::move(*decoded));
    if (otpLength == 0)
        return decodeOldForm(token.bytes, otp);
    // The OTP's own characters are the mask: it is not base64 here.
    if (token.bytes.size() != otp.size())
        return badInput(u"otp"_s, otherOtp());
    exclusiveOr(token.bytes, otp.reveal());
    if (!std::ranges::all_of(token.bytes, [](char c) { return c > 0x20 && c < 0x7f; }))
        return badInput(u"otp"_s, otherOtp());
    return SecretString(token.bytes);
}

} // namespace switchover
