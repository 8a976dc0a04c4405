// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/connectionfinding.h"

#include "models/vault/redirect.h"
#include "models/vault/tls.h"
#include "models/vault/vaulturl.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

using Cause = ConnectionCause;
using Outcome = ConnectionFinding::State;
using Step = ConnectionStep;

constexpr int warnBeforeExpiryDays = 21;

struct ConnectionFindingText
{
    Q_DECLARE_TR_FUNCTIONS(ConnectionTest)
};

QString day(const QDateTime &time)
{
    return time.toUTC().toString(u"yyyy-MM-dd hh:mm 'UTC'"_s);
}

QString subjectOf(const QSslCertificate &certificate)
{
    const QString name = certificate.subjectDisplayName();
    return name.isEmpty() ? ConnectionFindingText::tr("without a name") : name;
}

QString issuerOf(const QSslCertificate &certificate)
{
    const QString name = certificate.issuerDisplayName();
    return name.isEmpty() ? ConnectionFindingText::tr("without a name") : name;
}

QStringList namesIn(const QSslCertificate &certificate)
{
    QStringList names = certificate.subjectAlternativeNames().values();
    if (names.isEmpty())
        names = certificate.subjectInfo(QSslCertificate::CommonName);
    names.sort();
    return names;
}

QString trustedBy(const Connection &connection)
{
    if (!connection.pinnedDigests.isEmpty())
        return ConnectionFindingText::tr("Trusts %n pinned certificate(s) and nothing else.",
                                         nullptr, int(connection.pinnedDigests.size()));
    if (connection.caPem.isEmpty())
        return ConnectionFindingText::tr("Trusts the system's certificate authorities.");
    const QList<QSslCertificate> authorities =
        QSslCertificate::fromData(connection.caPem, QSsl::Pem);
    QStringList names;
    for (const QSslCertificate &authority : authorities)
        names.append(u"“%1”"_s.arg(subjectOf(authority)));
    if (names.size() > 3)
        names = names.first(3) + QStringList { u"…"_s };
    return ConnectionFindingText::tr("Trusts %n given certificate(s):", nullptr,
                                     int(authorities.size()))
        + u' ' + names.join(u", "_s);
}

QString proxyText(const Connection &connection)
{
    return u"%1:%2"_s.arg(connection.proxy.hostName()).arg(connection.proxy.port());
}

bool usesProxy(const Connection &connection)
{
    return connection.proxy.type() != QNetworkProxy::NoProxy;
}

bool has(const QList<QSslError> &errors, QSslError::SslError wanted)
{
    return std::ranges::any_of(
        errors, [wanted](const QSslError &error) { return error.error() == wanted; });
}

QSslCertificate culprit(const QList<QSslError> &errors, QSslError::SslError wanted,
                        const QSslCertificate &otherwise)
{
    for (const QSslError &error : errors) {
        if (error.error() == wanted && !error.certificate().isNull())
            return error.certificate();
    }
    return otherwise;
}

// What was shown, and what is wrong with it. Worst first: a certificate past its end has to be
// replaced, whoever issued it.
void judgeCertificate(ConnectionFinding &finding, const Connection &connection,
                      const SocketProbe::Report &report, const QDateTime &now)
{
    const QList<QSslError> &errors = report.tlsErrors;
    const QSslCertificate leaf = report.chain.value(0);
    const QString host =
        connection.tlsServerName.isEmpty() ? connection.address.host() : connection.tlsServerName;
    finding.state = Outcome::Failed;
    if (!connection.pinnedDigests.isEmpty() && !leaf.isNull()
        && !connection.pinnedDigests.contains(digestOf(leaf))) {
        finding.cause = Cause::OtherThanPinned;
        finding.summary =
            ConnectionFindingText::tr("The server shows another certificate than the pinned one.");
        finding.advice = ConnectionFindingText::tr(
            "If the certificate was renewed, ask who runs the server for the new SHA-256 "
            "fingerprint, take the pin away and pin the new one. If nobody renewed it, somebody "
            "else may be answering: do not go on.");
    } else if (has(errors, QSslError::CertificateExpired)) {
        const QSslCertificate old = culprit(errors, QSslError::CertificateExpired, leaf);
        finding.cause = Cause::Expired;
        finding.summary = ConnectionFindingText::tr("The certificate “%1” expired on %2.")
                              .arg(subjectOf(old), day(old.expiryDate()));
        finding.advice =
            ConnectionFindingText::tr(
                "Renew it on the server. If the date is wrong, look at this computer's "
                "clock, which says %1.")
                .arg(day(now));
    } else if (has(errors, QSslError::CertificateNotYetValid)) {
        const QSslCertificate young = culprit(errors, QSslError::CertificateNotYetValid, leaf);
        finding.cause = Cause::NotYetValid;
        finding.summary =
            ConnectionFindingText::tr("The certificate “%1” is valid from %2 on only.")
                .arg(subjectOf(young), day(young.effectiveDate()));
        finding.advice =
            ConnectionFindingText::tr(
                "Mostly a clock is wrong: this computer's says %1. Otherwise wait, or put a "
                "certificate on the server that is valid now.")
                .arg(day(now));
    } else if (std::ranges::any_of(errors, isAboutTheIssuer)) {
        const QSslCertificate last = report.chain.isEmpty() ? leaf : report.chain.constLast();
        finding.cause = Cause::UnknownAuthority;
        finding.summary = leaf.isSelfSigned()
            ? ConnectionFindingText::tr(
                "The certificate is self-signed: nobody else vouches for it.")
            : ConnectionFindingText::tr(
                  "The certificate was issued by “%1”, which is not trusted here.")
                  .arg(issuerOf(last));
        finding.advice = leaf.isSelfSigned()
            ? ConnectionFindingText::tr(
                "Give the certificate itself as the trusted one on the TLS page, or compare its "
                "SHA-256 fingerprint with what the server's operator says and pin it.")
            : ConnectionFindingText::tr(
                  "Get the certificate of “%1” from who runs the cluster and give it as the "
                  "trusted "
                  "one on the TLS page. If an intermediate authority issued it, the server may "
                  "have to send that one's certificate too.")
                  .arg(issuerOf(last));
    } else if (has(errors, QSslError::HostNameMismatch) && hasNoAlternativeName(leaf)) {
        finding.cause = Cause::NoAlternativeName;
        finding.summary =
            ConnectionFindingText::tr("The certificate has no subject alternative name.");
        finding.advice =
            ConnectionFindingText::tr(
                "Have it reissued with “%1” as a subject alternative name. Vault's own clients "
                "ignore the common name, so every secondary refuses this certificate, too.")
                .arg(host);
    } else if (has(errors, QSslError::HostNameMismatch)) {
        finding.cause = Cause::WrongName;
        finding.summary = ConnectionFindingText::tr("The certificate is not for “%1” but for %2.")
                              .arg(host, namesIn(leaf).join(u", "_s));
        finding.advice = ConnectionFindingText::tr(
            "Use one of these names as the address. If the address is right, for example "
            "because it leads through a tunnel, enter one of the names as server name on the "
            "TLS page.");
    } else {
        finding.cause = Cause::TlsFailed;
        finding.summary = describeTlsErrors(errors);
        finding.advice =
            ConnectionFindingText::tr("The certificate has to be replaced on the server.");
    }
}

bool saysAny(const QString &text, std::initializer_list<QLatin1StringView> words)
{
    return std::ranges::any_of(words, [&text](QLatin1StringView word) {
        return text.contains(word, Qt::CaseInsensitive);
    });
}

void judgeHandshake(ConnectionFinding &finding, const Connection &connection,
                    const SocketProbe::Report &report, bool answersPlainHttp)
{
    const QString &text = report.errorString;
    const bool shown = !connection.clientIdentity.isNull();
    finding.state = Outcome::Failed;
    if (answersPlainHttp) {
        finding.cause = Cause::PlainHttpServer;
        finding.summary =
            ConnectionFindingText::tr("The server speaks plain HTTP at this address, not TLS.");
        finding.advice = ConnectionFindingText::tr(
            "Probably the listener has tls_disable set, or a balancer ends TLS "
            "before it. Use the address at which TLS is spoken. An address with "
            "http:// works too, but tokens sent there can be read on their way.");
    } else if (saysAny(text, { "certificate required"_L1 })
               || (!shown && saysAny(text, { "bad certificate"_L1, "handshake failure"_L1 }))) {
        finding.cause = Cause::ClientCertificateWanted;
        finding.summary = ConnectionFindingText::tr("The server wants a client certificate.");
        finding.advice = ConnectionFindingText::tr(
            "The listener has tls_require_and_verify_client_cert set. Give a "
            "certificate and its key on the TLS page; ask who runs the cluster "
            "for one.");
    } else if (shown
               && saysAny(text,
                          { "unknown ca"_L1, "bad certificate"_L1, "certificate expired"_L1,
                            "certificate unknown"_L1, "certificate revoked"_L1,
                            "unsupported certificate"_L1, "access denied"_L1,
                            "handshake failure"_L1 })) {
        finding.cause = Cause::ClientCertificateRefused;
        finding.summary =
            ConnectionFindingText::tr("The server does not accept the client certificate “%1”.")
                .arg(subjectOf(connection.clientIdentity.chain.constFirst()));
        finding.advice = ConnectionFindingText::tr(
                             "It has to be valid, and issued by an authority in the listener's "
                             "tls_client_ca_file, issued by “%1” now.")
                             .arg(issuerOf(connection.clientIdentity.chain.constFirst()));
    } else if (isNoTls(text)) {
        finding.cause = Cause::NotVault;
        finding.summary =
            ConnectionFindingText::tr("Something answers that speaks neither TLS nor HTTP.");
        finding.advice = ConnectionFindingText::tr(
            "Another service listens at this port. Vault's API mostly has 8200.");
    } else if (report.timedOut) {
        finding.cause = Cause::NoAnswer;
        finding.summary = ConnectionFindingText::tr(
            "The server accepted the connection, but did not answer the TLS "
            "handshake in time.");
        finding.advice = ConnectionFindingText::tr(
            "Probably another service listens at this port, or the server or a "
            "balancer before it hangs. Check the port.");
    } else {
        finding.cause = Cause::TlsFailed;
        finding.summary = ConnectionFindingText::tr("The TLS handshake failed.");
        finding.advice = saysAny(text, { "protocol version"_L1, "unsupported protocol"_L1 })
            ? ConnectionFindingText::tr(
                "The server offers no TLS version from 1.2 on. It has to be renewed or set up "
                "anew.")
            : ConnectionFindingText::tr(
                "Check that the port is that of Vault's API (8200 mostly, not the cluster port "
                "8201), and what stands between: a balancer or firewall may end the connection.");
        if (!shown)
            finding.advice +=
                u' ' + ConnectionFindingText::tr("The server may also want a client certificate.");
    }
    if (!text.isEmpty())
        finding.details.prepend(text);
}

} // namespace

QString connectionStepName(ConnectionStep step)
{
    switch (step) {
    case Step::Settings:
        return ConnectionFindingText::tr("Address and certificates");
    case Step::Name:
        return ConnectionFindingText::tr("Name resolution");
    case Step::Reach:
        return ConnectionFindingText::tr("TCP connection");
    case Step::Tls:
        return ConnectionFindingText::tr("TLS");
    case Step::Health:
        return ConnectionFindingText::tr("Health");
    case Step::Status:
        return ConnectionFindingText::tr("Replication status");
    case Step::Clock:
        return ConnectionFindingText::tr("Clock");
    case Step::Edition:
        return ConnectionFindingText::tr("Edition and version");
    case Step::Nodes:
        return ConnectionFindingText::tr("Nodes");
    }
    Q_UNREACHABLE();
}

QString stateWord(ConnectionFinding::State state)
{
    switch (state) {
    case Outcome::Waiting:
        return ConnectionFindingText::tr("waiting");
    case Outcome::Running:
        return ConnectionFindingText::tr("running");
    case Outcome::Good:
        return ConnectionFindingText::tr("good");
    case Outcome::Attention:
        return ConnectionFindingText::tr("attention");
    case Outcome::Failed:
        return ConnectionFindingText::tr("failed");
    case Outcome::Skipped:
        return ConnectionFindingText::tr("skipped");
    }
    Q_UNREACHABLE();
}

bool isNoTls(const QString &handshakeError)
{
    return saysAny(handshakeError,
                   { "wrong version number"_L1, "packet length too long"_L1, "http request"_L1 });
}

QStringList describeCertificate(const QSslCertificate &certificate)
{
    return { ConnectionFindingText::tr("Subject: %1").arg(subjectOf(certificate)),
             ConnectionFindingText::tr("Issuer: %1").arg(issuerOf(certificate)),
             ConnectionFindingText::tr("Names: %1").arg(namesIn(certificate).join(u", "_s)),
             ConnectionFindingText::tr("Valid from %1 to %2")
                 .arg(day(certificate.effectiveDate()), day(certificate.expiryDate())),
             ConnectionFindingText::tr("SHA-256: %1").arg(fingerprintText(digestOf(certificate))) };
}

ConnectionFinding settingsFinding(const Connection &connection, const std::optional<Error> &flaw)
{
    ConnectionFinding finding { .step = Step::Settings, .state = Outcome::Failed };
    std::optional<Error> problem = flaw;
    if (const Result<QUrl> url = vaultUrl(connection.address, u"sys/health"_s); !problem && !url)
        problem = url.error();
    if (const auto tls = tlsConfiguration(connection); !problem && !tls)
        problem = tls.error();
    if (problem) {
        const bool wantsPassphrase = problem->where == QLatin1StringView(keyPassphraseField);
        const bool isFile = problem->kind == Error::Kind::File;
        finding.cause = wantsPassphrase ? Cause::PassphraseWanted : Cause::BadSettings;
        finding.summary = isFile
            ? ConnectionFindingText::tr("“%1” cannot be used.").arg(problem->where)
            : problem->detail;
        if (isFile)
            finding.details = { problem->detail };
        finding.advice = wantsPassphrase
            ? ConnectionFindingText::tr("Enter the pass phrase on the TLS page.")
            : isFile ? ConnectionFindingText::tr(
                  "Choose another file on the TLS page, or make this one readable.")
                     : ConnectionFindingText::tr("Correct it and test again.");
        return finding;
    }
    finding.state = Outcome::Good;
    finding.summary = connection.address.toString();
    if (connection.address.scheme() == u"https"_s) {
        finding.details.append(trustedBy(connection));
        if (!connection.clientIdentity.isNull())
            finding.details.append(
                ConnectionFindingText::tr("Shows the client certificate “%1”.")
                    .arg(subjectOf(connection.clientIdentity.chain.constFirst())));
    }
    if (usesProxy(connection))
        finding.details.append(
            ConnectionFindingText::tr("Goes through the proxy %1.").arg(proxyText(connection)));
    return finding;
}

ConnectionFinding nameFinding(const QString &host, const QStringList &found, const QString &error,
                              bool isProxy)
{
    ConnectionFinding finding { .step = Step::Name, .state = Outcome::Good };
    if (!QHostAddress(host).isNull()) {
        finding.summary = isProxy
            ? ConnectionFindingText::tr("The proxy is given by number.")
            : ConnectionFindingText::tr("The address is a number; there is no name to look up.");
        return finding;
    }
    if (!found.isEmpty()) {
        finding.summary = ConnectionFindingText::tr("%1 is %2.").arg(host, found.join(u", "_s));
        if (isProxy)
            finding.details.append(ConnectionFindingText::tr(
                "This is the proxy; it looks up the cluster's name itself."));
        return finding;
    }
    finding.state = Outcome::Failed;
    finding.cause = Cause::NameNotFound;
    finding.summary = isProxy
        ? ConnectionFindingText::tr("The name of the proxy, “%1”, was not found.").arg(host)
        : ConnectionFindingText::tr("The name “%1” was not found.").arg(host);
    if (!error.isEmpty())
        finding.details.append(error);
    finding.advice = ConnectionFindingText::tr(
        "Check the spelling. Internal names are often known only inside the network "
        "or with the VPN connected.");
    return finding;
}

ConnectionFinding reachFinding(const Connection &connection, const SocketProbe::Report &report)
{
    ConnectionFinding finding { .step = Step::Reach, .state = Outcome::Failed };
    const QString where = hostAndPort(connection.address);
    if (report.connected) {
        finding.state = Outcome::Good;
        finding.summary = usesProxy(connection)
            ? ConnectionFindingText::tr("Connected to %1 through the proxy in %2 ms.")
                  .arg(where)
                  .arg(report.connectMilliseconds)
            : ConnectionFindingText::tr("Connected to %1 in %2 ms.")
                  .arg(report.peer)
                  .arg(report.connectMilliseconds);
        return finding;
    }
    if (!report.errorString.isEmpty())
        finding.details.append(report.errorString);
    if (usesProxy(connection)) {
        finding.cause = Cause::ProxyFailed;
        finding.summary = report.timedOut
            ? ConnectionFindingText::tr("The proxy %1 made no connection in time.")
                  .arg(proxyText(connection))
            : ConnectionFindingText::tr("The proxy %1 made no connection to %2.")
                  .arg(proxyText(connection), where);
        finding.advice = ConnectionFindingText::tr(
                             "Check the proxy's address, and that it may connect to %1. A cluster "
                             "inside the own network mostly needs no proxy.")
                             .arg(where);
    } else if (report.timedOut || report.error == QAbstractSocket::SocketTimeoutError) {
        finding.cause = Cause::NoAnswer;
        finding.summary = ConnectionFindingText::tr("Nobody answered at %1 in time.").arg(where);
        finding.advice = ConnectionFindingText::tr(
            "Probably a firewall drops the connection, the VPN is not connected, "
            "or the server is down. Check that the port is open from here.");
    } else if (report.error == QAbstractSocket::ConnectionRefusedError) {
        finding.cause = Cause::Refused;
        finding.summary = ConnectionFindingText::tr("The connection to %1 was refused.").arg(where);
        finding.advice = ConnectionFindingText::tr(
            "The computer is there, but nothing listens at this port. Vault may be "
            "stopped or restarting, or the port is another one; the API mostly "
            "has 8200.");
    } else {
        finding.cause = Cause::Unreachable;
        finding.summary = ConnectionFindingText::tr("%1 could not be reached.").arg(where);
        finding.advice = ConnectionFindingText::tr(
            "There is no way through the network to it. Check the network and VPN.");
    }
    return finding;
}

ConnectionFinding tlsFinding(const Connection &connection, const SocketProbe::Report &report,
                             bool answersPlainHttp, const QDateTime &now)
{
    ConnectionFinding finding { .step = Step::Tls, .state = Outcome::Good };
    if (connection.address.scheme() != u"https"_s) {
        finding.state = Outcome::Skipped;
        finding.summary =
            ConnectionFindingText::tr("The address begins with http://, so nothing is encrypted.");
        return finding;
    }
    const QSslCertificate leaf = report.chain.value(0);
    if (!leaf.isNull())
        finding.details = describeCertificate(leaf);
    if (report.chain.size() > 1) {
        QStringList issuers;
        for (const QSslCertificate &certificate : report.chain.sliced(1))
            issuers.append(subjectOf(certificate));
        finding.details.append(
            ConnectionFindingText::tr("Sent with it: %1").arg(issuers.join(u", "_s)));
    }
    if (!report.tlsErrors.isEmpty()) {
        judgeCertificate(finding, connection, report, now);
        return finding;
    }
    if (!report.encrypted || !report.errorString.isEmpty()) {
        judgeHandshake(finding, connection, report, answersPlainHttp);
        return finding;
    }
    finding.summary = connection.pinnedDigests.isEmpty()
        ? ConnectionFindingText::tr("%1; “%2”, issued by “%3”, is trusted.")
              .arg(report.protocol, subjectOf(leaf), issuerOf(leaf))
        : ConnectionFindingText::tr("%1; “%2” is the pinned certificate.")
              .arg(report.protocol, subjectOf(leaf));
    if (const qint64 days = now.daysTo(leaf.expiryDate()); days < warnBeforeExpiryDays) {
        finding.state = Outcome::Attention;
        finding.advice = ConnectionFindingText::tr(
            "The certificate expires in %n day(s). Renew it in time.", nullptr, int(days));
    }
    return finding;
}

} // namespace switchover
