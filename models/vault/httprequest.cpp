// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/httprequest.h"

#include "models/base/logging.h"
#include "models/vault/errormapping.h"
#include "models/vault/httptransport.h"
#include "models/vault/oncedevice.h"
#include "models/vault/redirect.h"
#include "models/vault/tls.h"

#include <QCoreApplication>
#include <QNetworkAccessManager>
#include <QNetworkRequest>

#include <utility>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

// How much Qt may read ahead of us: small enough to stop an endless body in time.
constexpr qint64 readAhead = 256 * 1024;

} // namespace

HttpRequest::HttpRequest(HttpTransport &transport, HttpCall call, QObject *parent)
    : QObject(parent)
    , m_transport(transport)
    , m_call(std::move(call))
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, &HttpRequest::onDeadline);
}

HttpRequest::~HttpRequest()
{
    dropReply();
}

void HttpRequest::start()
{
    m_elapsed.start();
    m_deadline.start(m_call.timeout);
    send(m_call.url);
}

void HttpRequest::failLater(Error error)
{
    m_elapsed.start();
    fail(std::move(error));
}

void HttpRequest::cancel()
{
    if (!m_done)
        fail({ .kind = Error::Kind::Cancelled });
}

Result<HttpAnswer> HttpRequest::takeResult()
{
    if (m_error)
        return Failure(*m_error);
    return std::move(m_answer);
}

void HttpRequest::send(const QUrl &url)
{
    m_url = url;
    const QNetworkRequest request = networkRequest(url);
    if (m_call.effect == HttpCall::Effect::Reads) {
        QNetworkAccessManager &manager = m_transport.readManager(m_call.trustKey, m_call.proxy);
        m_reply = m_call.verb == "GET" ? manager.get(request)
                                       : manager.sendCustomRequest(request, m_call.verb);
    } else {
        m_writeManager = HttpTransport::writeManager(m_call.proxy);
        auto *upload = new OnceDevice(m_call.body.clone());
        m_reply = m_writeManager->sendCustomRequest(request, m_call.verb, upload);
        upload->setParent(
            m_reply); // has to live as long as the reply, which may still ask for data
        m_upload = upload;
    }
    m_reply->setReadBufferSize(readAhead);
    connect(m_reply, &QNetworkReply::sslErrors, this, &HttpRequest::onSslErrors);
    connect(m_reply, &QNetworkReply::encrypted, this, &HttpRequest::onEncrypted);
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &HttpRequest::onMetaData);
    connect(m_reply, &QNetworkReply::readyRead, this, &HttpRequest::onReadyRead);
    connect(m_reply, &QNetworkReply::finished, this, &HttpRequest::onReplyFinished);
}

QNetworkRequest HttpRequest::networkRequest(const QUrl &url) const
{
    QNetworkRequest request(url);
    request.setRawHeader("X-Vault-Request", "true");
    request.setRawHeader("Accept", "application/json");
    request.setRawHeader("Accept-Encoding", "identity"); // what is counted is what was sent
    request.setHeader(QNetworkRequest::UserAgentHeader, "Switchover/"_L1 + programVersion());
    if (!m_call.token.isEmpty() && m_sendToken)
        request.setRawHeader("X-Vault-Token", m_call.token.reveal().toByteArray());
    if (!m_call.nameSpace.isEmpty())
        request.setRawHeader("X-Vault-Namespace", m_call.nameSpace);
    if (m_call.effect == HttpCall::Effect::Writes) {
        request.setRawHeader("Connection", "close");
        if (m_call.verb != "GET" && m_call.verb != "DELETE")
            request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
        // Without the length, or with buffering, Qt would copy the body and rewind its own copy to
        // send the request again. That goes for empty bodies too.
        request.setHeader(QNetworkRequest::ContentLengthHeader, m_call.body.size());
        request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    }
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute,
                         QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::HttpPipeliningAllowedAttribute, false);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setTransferTimeout(int(m_call.timeout.count()));
    if (url.scheme() == "https"_L1) {
        request.setSslConfiguration(m_call.tls);
        if (!m_call.tlsServerName.isEmpty())
            request.setPeerVerifyName(m_call.tlsServerName);
    }
    return request;
}

void HttpRequest::onMetaData()
{
    m_status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QVariant length = m_reply->header(QNetworkRequest::ContentLengthHeader);
    if (length.isValid() && length.toLongLong() > maximumBody) {
        fail({ .kind = Error::Kind::TooLarge,
               .httpStatus = m_status,
               .where = hostAndPort(m_url),
               .detail = tr("%1 bytes are announced.").arg(length.toLongLong()) });
    }
}

void HttpRequest::onReadyRead()
{
    if (m_done)
        return;
    if (m_answer.body.size() + m_reply->bytesAvailable() > maximumBody) {
        fail(
            { .kind = Error::Kind::TooLarge, .httpStatus = m_status, .where = hostAndPort(m_url) });
        return;
    }
    m_answer.body.append(m_reply->readAll());
}

void HttpRequest::onSslErrors(const QList<QSslError> &errors)
{
    const QSslCertificate leaf = m_reply->sslConfiguration().peerCertificate();
    const QList<QSslError> all = withNameCheck(errors, leaf, verifiedName());
    if (isPinned(leaf, all, m_call.pinnedDigests)) {
        m_reply->ignoreSslErrors(errors); // just these, of just this certificate
        return;
    }
    // Not ignored: the reply ends with SslHandshakeFailedError after this.
    m_sslErrors += all;
    if (!m_call.pinnedDigests.isEmpty() && !m_call.pinnedDigests.contains(digestOf(leaf)))
        m_pinMismatch = describePinMismatch(leaf);
}

QString HttpRequest::verifiedName() const
{
    return m_call.tlsServerName.isEmpty() ? m_url.host() : m_call.tlsServerName;
}

void HttpRequest::onEncrypted()
{
    // Nothing was sent yet. With pins no authority is trusted, so onSslErrors() has judged already;
    // this holds should OpenSSL ever find a way to trust a certificate all the same.
    const QSslCertificate leaf = m_reply->sslConfiguration().peerCertificate();
    if (const QList<QSslError> wrong = withNameCheck({}, leaf, verifiedName()); !wrong.isEmpty()) {
        fail({ .kind = Error::Kind::TlsFailed,
               .where = hostAndPort(m_url),
               .detail = describeTlsErrors(wrong) });
        return;
    }
    if (m_call.pinnedDigests.isEmpty() || m_call.pinnedDigests.contains(digestOf(leaf)))
        return;
    fail({ .kind = Error::Kind::TlsFailed,
           .where = hostAndPort(m_url),
           .detail = describePinMismatch(leaf) });
}

void HttpRequest::onReplyFinished()
{
    onReadyRead();
    if (m_done)
        return;
    m_status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (const std::optional<Error> error = networkError()) {
        fail(*error);
        return;
    }
    if (isRedirectStatus(m_status)) {
        follow();
        return;
    }
    if (const QByteArray encoding = m_reply->rawHeader("Content-Encoding").trimmed().toLower();
        !encoding.isEmpty() && encoding != "identity" && !m_answer.body.isEmpty()) {
        fail({ .kind = Error::Kind::BadAnswer,
               .httpStatus = m_status,
               .where = hostAndPort(m_url),
               .detail = tr("The answer is compressed (%1), which was not asked for.")
                             .arg(QString::fromLatin1(encoding.left(20))) });
        return;
    }
    succeed();
}

void HttpRequest::onDeadline()
{
    const QString detail =
        tr("No complete answer within %1 s.").arg(double(m_call.timeout.count()) / 1000.0);
    if (writeNeverLeft())
        fail(nothingSent(detail));
    else
        fail({ .kind = Error::Kind::Timeout,
               .httpStatus = m_status,
               .where = hostAndPort(m_url),
               .detail = detail });
}

bool HttpRequest::isComplete() const
{
    const QVariant length = m_reply->header(QNetworkRequest::ContentLengthHeader);
    return !length.isValid() || m_status == 204 || m_answer.body.size() >= length.toLongLong();
}

std::optional<Error> HttpRequest::networkError() const
{
    const QNetworkReply::NetworkError code = m_reply->error();
    if (!m_sslErrors.isEmpty() && m_status == 0) {
        return Error { .kind = Error::Kind::TlsFailed,
                       .where = hostAndPort(m_url),
                       .detail = m_pinMismatch.isEmpty() ? describeTlsErrors(m_sslErrors)
                                                         : m_pinMismatch };
    }
    // Qt rewinds the body for some statuses (307, a login) before it looks whether it has to send
    // it again; OnceDevice refuses, but the answer is here.
    const bool onlyRewound = code == QNetworkReply::ContentReSendError
        && (isRedirectStatus(m_status) || m_status == 401 || m_status == 407);
    // An answer without a length ends with the connection, and Qt may take that end for a reason to
    // send again. If the body is not all of it, it is no JSON either, which is found out later.
    const bool endedByClosing = code == QNetworkReply::ContentReSendError && m_status != 0
        && !m_answer.body.isEmpty()
        && !m_reply->header(QNetworkRequest::ContentLengthHeader).isValid()
        && !m_reply->hasRawHeader("Transfer-Encoding");
    if (onlyRewound || endedByClosing)
        return {};
    if (m_status != 0 && isAnswered(code)) {
        if (isComplete())
            return {};
        return Error { .kind = Error::Kind::ConnectionLost,
                       .httpStatus = m_status,
                       .where = hostAndPort(m_url),
                       .detail = tr("The answer was cut off.") };
    }
    Error error = errorFromNetwork(code, m_reply->errorString(), m_url);
    error.httpStatus = m_status;
    error.where = hostAndPort(m_url);
    if (m_call.proxy.type() != QNetworkProxy::NoProxy
        && (error.kind == Error::Kind::Refused || error.kind == Error::Kind::NameNotFound)) {
        error.kind = Error::Kind::ProxyFailed; // it is the proxy that Qt connects to
        error.detail = m_reply->errorString();
    }
    // A TLS server hangs up on plain HTTP. (A read got here after Qt tried it three times.)
    if (error.kind == Error::Kind::ConnectionLost && m_status == 0
        && m_call.effect == HttpCall::Effect::Reads && m_url.scheme() == "http"_L1) {
        error.detail = tr("If the server speaks TLS, the address begins with https://.");
    }
    if (outcomeIsUnknown(error) && writeNeverLeft())
        return nothingSent(error.detail);
    return error;
}

bool HttpRequest::writeNeverLeft() const
{
    return m_upload && !m_upload->mayHaveBeenSent();
}

Error HttpRequest::nothingSent(const QString &detail) const
{
    // For a write this is worth knowing: there is nothing to settle by looking at the cluster.
    const QString sentence = m_redirected ? tr("No connection was made.")
                                          : tr("No connection was made, so nothing was sent.");
    return { .kind = Error::Kind::Refused,
             .where = hostAndPort(m_url),
             .detail = detail.isEmpty() ? sentence : tr("%1 %2").arg(sentence, detail) };
}

// The first server had all of the write, so it is not unsent, whatever the second one is.
Error HttpRequest::afterRedirect(const Error &error) const
{
    return { .kind = Error::Kind::ConnectionLost,
             .where = hostAndPort(m_url),
             .detail = tr("The server redirected the request to %1. %2")
                           .arg(hostAndPort(m_url), errorSentence(error)) };
}

void HttpRequest::follow()
{
    const QByteArray location = m_reply->rawHeader("Location");
    const Result<QUrl> target = redirectTarget(m_url, m_status, location);
    if (!target) {
        fail(target.error());
        return;
    }
    const QString targetHost = hostAndPort(*target);
    if (m_redirected) {
        fail({ .kind = Error::Kind::Redirected,
               .httpStatus = m_status,
               .where = hostAndPort(m_url),
               .detail =
                   tr("It redirects again, to %1. One redirect is followed.").arg(targetHost) });
        return;
    }
    if (m_call.effect == HttpCall::Effect::Writes && !mayRepeatWrite(m_status)) {
        fail({ .kind = Error::Kind::Misredirected,
               .httpStatus = m_status,
               .where = hostAndPort(m_url),
               .detail =
                   tr("It leads to %1. Vault redirects writes by 307 alone.").arg(targetHost) });
        return;
    }
    const bool trusted = isAmongHosts(m_call.url, *target, m_call.trustedHosts);
    const bool isActiveNode = !m_call.activeNode.isEmpty() && targetHost == m_call.activeNode;
    if (!trusted && !isActiveNode) {
        if (m_call.elsewhere == HttpCall::Elsewhere::Reported) {
            m_answer.elsewhere = targetHost;
            succeed();
        } else {
            fail({ .kind = Error::Kind::Redirected,
                   .httpStatus = m_status,
                   .where = hostAndPort(m_url),
                   .detail = tr("It leads to %1, which is not an address of this cluster. If it is "
                                "one of its nodes, add that address to the cluster.")
                                 .arg(targetHost) });
        }
        return;
    }
    m_redirected = true;
    m_sendToken = trusted;
    m_answer.body.clear();
    m_status = 0;
    dropReply();
    // Later, because the next write replaces the manager of the reply whose signal brought us here.
    QMetaObject::invokeMethod(
        this,
        [this, url = *target] {
            if (!m_done)
                send(url);
        },
        Qt::QueuedConnection);
}

void HttpRequest::succeed()
{
    m_answer.status = m_status;
    m_answer.contentType = m_reply->rawHeader("Content-Type");
    m_answer.effect = m_call.effect;
    finishLater();
}

void HttpRequest::fail(Error error)
{
    const bool wasSent = m_redirected && m_call.effect == HttpCall::Effect::Writes;
    m_error = wasSent && !outcomeIsUnknown(error) ? afterRedirect(error) : std::move(error);
    finishLater();
}

void HttpRequest::finishLater()
{
    m_done = true;
    m_milliseconds = m_elapsed.elapsed();
    m_deadline.stop();
    m_call.body.clear();
    m_call.token.clear();
    dropReply();
    // Not from inside the reply's signal: the receiver may delete the client and with it the
    // network manager. And never before the caller's call returned.
    QMetaObject::invokeMethod(this, &HttpRequest::finished, Qt::QueuedConnection);
}

void HttpRequest::dropReply()
{
    if (!m_reply)
        return;
    // Disconnected first: abort() emits finished() at once.
    m_reply->disconnect(this);
    if (m_reply->isRunning())
        m_reply->abort();
    m_reply->deleteLater();
    m_reply.clear();
}

} // namespace switchover

#include "moc_httprequest.cpp"
