// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/errormapping.h"

#include "models/base/json.h"
#include "models/replication/answer.h"
#include "models/vault/tls.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct VaultAnswerText
{
    Q_DECLARE_TR_FUNCTIONS(VaultAnswer)
};

// One line for people from a body that may be anything: no control characters, nothing long enough
// to be a token that a proxy sent back to us.
QString shortened(QByteArrayView text)
{
    QString line =
        QString::fromUtf8(text.first(std::min<qsizetype>(text.size(), 400))).simplified();
    line.remove(QRegularExpression(
        u"[\\x{0}-\\x{1f}\\x{7f}-\\x{9f}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}]"_s));
    line.replace(QRegularExpression(u"[A-Za-z0-9._+/=-]{24,}"_s), u"…"_s);
    return line.size() > 120 ? line.first(119) + u'…' : line;
}

QString titleOf(const QByteArray &html)
{
    const QByteArray head = html.first(std::min<qsizetype>(html.size(), 16 * 1024));
    const QByteArray lower = head.toLower();
    const qsizetype tag = lower.indexOf("<title");
    const qsizetype begin = tag < 0 ? -1 : lower.indexOf('>', tag) + 1;
    const qsizetype end = begin <= 0 ? -1 : lower.indexOf("</title", begin);
    return end < 0 ? QString() : shortened(QByteArrayView(head).sliced(begin, end - begin));
}

QString describeForeign(const HttpAnswer &answer)
{
    const QString type = shortened(answer.contentType.split(';').constFirst().trimmed());
    if (answer.body.isEmpty())
        return VaultAnswerText::tr(
            "The answer has no body, so it is not Vault's own; a proxy or load balancer may "
            "have sent it.");
    QString words = titleOf(answer.body);
    if (words.isEmpty() && type == "text/plain"_L1)
        words = shortened(answer.body.split('\n').constFirst());
    const QString kind = type.isEmpty() ? VaultAnswerText::tr("unnamed content") : type;
    if (words.isEmpty())
        return VaultAnswerText::tr(
                   "The answer is %1 and not Vault's; a proxy or load balancer may have sent it.")
            .arg(kind);
    return VaultAnswerText::
        tr("The answer is %1 and not Vault's (“%2”); a proxy or load balancer may have sent it.")
            .arg(kind, words);
}

// Vault's error body is {"errors":[…]}, also when the list is empty.
bool hasVaultErrors(const QByteArray &body)
{
    const Result<JsonDocument> document = JsonDocument::parse(body);
    if (!document || !document->isObject())
        return false;
    const JsonReader reader(*document);
    return reader.isArray("errors"_L1);
}

bool says(const QStringList &messages, QStringView words)
{
    return std::ranges::any_of(messages, [&](const QString &message) {
        return message.contains(words, Qt::CaseInsensitive);
    });
}

// Refusals of a node that is no active one, or while no node is. They come before any change.
bool isStandbyText(const QStringList &messages)
{
    return says(messages, u"local node not active") || says(messages, u"node is not active")
        || says(messages, u"no active Vault instance found");
}

Error::Kind kindOfServerError(int status, const QStringList &messages, bool isVaults,
                              HttpCall::Effect effect)
{
    using Kind = Error::Kind;
    if (says(messages, u"Vault is sealed"))
        return Kind::Sealed;
    if (isStandbyText(messages))
        return Kind::NotReady;
    switch (status) {
    case 502:
    case 504:
        return Kind::NotReady;
    case 530: // Vault: the node was removed from its cluster. A content network: anything.
    case 503:
        // Vault's own 503 is a refusal. One from a proxy may also mean that the connection behind
        // it broke after the request went through: for a write the outcome is unknown then.
        return isVaults || effect == HttpCall::Effect::Reads ? Kind::NotReady : Kind::ServerFailed;
    default:
        return Kind::ServerFailed;
    }
}

// Statuses by which a proxy refuses a request before it passes it on. By all others, such as 408,
// 425, 460 or 499, it ends one that Vault may have and still carry out.
bool isRefusedOnTheWay(int status)
{
    switch (status) {
    case 400:
    case 401:
    case 403:
    case 404:
    case 405:
    case 406:
    case 407:
    case 410:
    case 411:
    case 413:
    case 414:
    case 415:
    case 417:
    case 421:
    case 426:
    case 428:
    case 429:
    case 431:
    case 451:
        return true;
    default:
        return false;
    }
}

Error::Kind kindOfRefusal(int status, const QStringList &messages, bool isVaults,
                          HttpCall::Effect effect)
{
    using Kind = Error::Kind;
    if (!isVaults && effect == HttpCall::Effect::Writes && !isRefusedOnTheWay(status))
        return Kind::ServerFailed;
    switch (status) {
    case 401:
        // Vault uses 401 for a missing licence feature only; anybody else means the login.
        return says(messages, u"Feature Not Enabled") ? Kind::Unsupported : Kind::Denied;
    case 403:
        return Kind::Denied;
    case 404:
        return says(messages, u"enterprise-only feature") || says(messages, u"unsupported path")
            ? Kind::Unsupported
            : Kind::NotFound;
    case 405:
        return Kind::Unsupported;
    case 412: // the node has not yet seen the state the token asks for
    case 472: // DR secondary
    case 473: // performance standby
    case 474: // standby without connection to its active node
        return Kind::NotReady;
    case 429:
        return Kind::Throttled;
    default:
        return Kind::Rejected;
    }
}

} // namespace

bool isAnswered(QNetworkReply::NetworkError code)
{
    switch (code) {
    case QNetworkReply::NoError:
    case QNetworkReply::ProxyAuthenticationRequiredError: // 407
    case QNetworkReply::ProtocolInvalidOperationError:    // 400
        return true;
    default:
        return code >= QNetworkReply::ContentAccessDenied
            && code != QNetworkReply::ContentReSendError && code != QNetworkReply::ProtocolFailure
            && code != QNetworkReply::ProtocolUnknownError;
    }
}

Error errorFromNetwork(QNetworkReply::NetworkError code, const QString &text, const QUrl &url)
{
    using Kind = Error::Kind;
    const auto error = [](Kind kind, const QString &detail = {}) {
        return Error { .kind = kind, .detail = detail };
    };
    switch (code) {
    case QNetworkReply::ConnectionRefusedError:
        return error(Kind::Refused);
    case QNetworkReply::HostNotFoundError:
        return error(Kind::NameNotFound);
    case QNetworkReply::SslHandshakeFailedError:
        return error(Kind::TlsFailed, describeHandshakeFailure(text));
    case QNetworkReply::TimeoutError:
    case QNetworkReply::OperationCanceledError: // by the transfer timeout; we disconnect before
                                                // abort()
        return error(Kind::Timeout);
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::ProxyAuthenticationRequiredError:
    case QNetworkReply::UnknownProxyError:
        return error(Kind::ProxyFailed, text);
    case QNetworkReply::ProtocolFailure:
    case QNetworkReply::ProtocolUnknownError:
    case QNetworkReply::ProtocolInvalidOperationError:
        return error(Kind::BadAnswer,
                     url.scheme() == "http"_L1
                         ? VaultAnswerText::tr("The server does not answer in HTTP. If it "
                                               "speaks TLS, the address begins with https://.")
                         : VaultAnswerText::tr("The server does not answer in HTTP."));
    case QNetworkReply::RemoteHostClosedError:
    case QNetworkReply::ContentReSendError: // the connection closed; sending again was prevented
        return error(Kind::ConnectionLost);
    default:
        return error(Kind::ConnectionLost, text);
    }
}

Error errorFromAnswer(const HttpAnswer &answer)
{
    Error error { .httpStatus = answer.status, .serverMessages = decodeErrors(answer.body) };
    const bool isVaults = hasVaultErrors(answer.body);
    if (answer.status == 400
        && answer.body.contains("Client sent an HTTP request to an HTTPS server")) {
        error.kind = Error::Kind::TlsFailed;
        error.detail =
            VaultAnswerText::tr("The server speaks TLS at this address: it begins with https://.");
        return error;
    }
    if (answer.status >= 500)
        error.kind =
            kindOfServerError(answer.status, error.serverMessages, isVaults, answer.effect);
    else if (answer.status >= 400)
        error.kind = kindOfRefusal(answer.status, error.serverMessages, isVaults, answer.effect);
    else
        error.kind = Error::Kind::BadAnswer;
    if (!isVaults)
        error.detail = describeForeign(answer);
    return error;
}

bool isForeign(const HttpAnswer &answer)
{
    const QByteArrayView body = QByteArrayView(answer.body).trimmed();
    return !body.isEmpty() && !body.startsWith('{');
}

Error foreignAnswer(const HttpAnswer &answer)
{
    return { .kind = Error::Kind::BadAnswer,
             .httpStatus = answer.status,
             .detail = describeForeign(answer) };
}

} // namespace switchover
