// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/connectiontest.h"

#include "models/base/json.h"
#include "models/base/visibletext.h"
#include "models/vault/redirect.h"
#include "models/vault/tls.h"
#include "models/vault/vaultclient.h"

#include <QHostAddress>
#include <QHostInfo>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

using Outcome = ConnectionFinding::State;
using Step = ConnectionStep;

constexpr std::chrono::milliseconds longestStep = std::chrono::seconds(10);
constexpr std::chrono::milliseconds diagnosis = std::chrono::seconds(3);

} // namespace

ConnectionTest::ConnectionTest(Connection connection, std::optional<Error> flaw, QObject *parent)
    : QObject(parent)
    , m_connection(std::move(connection))
    , m_flaw(std::move(flaw))
{
    m_connection.timeout = patience();
    for (int step = 0; step < connectionStepCount; ++step)
        m_findings.append({ .step = ConnectionStep(step) });
}

ConnectionTest::~ConnectionTest()
{
    if (m_lookup >= 0)
        QHostInfo::abortHostLookup(m_lookup);
}

void ConnectionTest::askNodesWith(VaultClient *client)
{
    m_nodesClient = client;
}

void ConnectionTest::setKnownAddresses(const QStringList &addresses)
{
    m_known = addresses;
}

std::chrono::milliseconds ConnectionTest::patience() const
{
    return std::min(m_connection.timeout, longestStep);
}

void ConnectionTest::start()
{
    m_running = true;
    begin(Step::Settings);
    // Never from inside the caller's call.
    QTimer::singleShot(0, this, [this] {
        if (m_running && conclude(settingsFinding(m_connection, m_flaw)))
            lookUpName();
    });
}

void ConnectionTest::cancel()
{
    if (!m_running)
        return;
    m_findings[int(m_step)].state = Outcome::Skipped;
    m_findings[int(m_step)].summary = tr("The test was stopped.");
    emit stepChanged(m_step);
    finish();
}

void ConnectionTest::begin(ConnectionStep step)
{
    m_step = step;
    m_findings[int(step)].state = Outcome::Running;
    emit stepChanged(step);
}

bool ConnectionTest::conclude(ConnectionFinding finding)
{
    const Step step = finding.step;
    const bool goesOn = finding.state != Outcome::Failed || step == Step::Clock;
    m_findings[int(step)] = std::move(finding);
    emit stepChanged(step);
    if (!m_running)
        return false;
    if (!goesOn)
        finish();
    return goesOn;
}

void ConnectionTest::finish()
{
    m_running = false;
    if (m_lookup >= 0)
        QHostInfo::abortHostLookup(std::exchange(m_lookup, -1));
    if (m_probe) {
        m_probe->disconnect(this);
        m_probe->deleteLater();
        m_probe = nullptr;
    }
    for (ConnectionFinding &finding : m_findings) {
        if (finding.state != Outcome::Waiting && finding.state != Outcome::Running)
            continue;
        finding.state = Outcome::Skipped;
        emit stepChanged(finding.step);
    }
    emit finished();
}

void ConnectionTest::lookUpName()
{
    begin(Step::Name);
    const bool isProxy = m_connection.proxy.type() != QNetworkProxy::NoProxy;
    const QString host = isProxy ? m_connection.proxy.hostName() : m_connection.address.host();
    if (!QHostAddress(host).isNull()) {
        if (conclude(nameFinding(host, {}, {}, isProxy)))
            reach();
        return;
    }
    m_lookup = QHostInfo::lookupHost(host, this, [this, host, isProxy](const QHostInfo &info) {
        m_lookup = -1;
        if (!m_running || m_step != Step::Name)
            return;
        QStringList found;
        for (const QHostAddress &address : info.addresses())
            found.append(address.toString());
        const QString error = info.error() == QHostInfo::NoError ? QString() : info.errorString();
        if (conclude(nameFinding(host, found, error, isProxy)))
            reach();
    });
    QTimer::singleShot(patience(), this, [this, host, isProxy] {
        if (m_running && m_step == Step::Name)
            conclude(
                nameFinding(host, {}, tr("The name service did not answer in time."), isProxy));
    });
}

SocketProbe *ConnectionTest::probe(SocketProbe::Look look, std::chrono::milliseconds patience)
{
    if (m_probe) {
        m_probe->disconnect(this);
        m_probe->deleteLater();
    }
    m_probe = new SocketProbe(m_connection, look, patience, this);
    return m_probe;
}

void ConnectionTest::reach()
{
    begin(Step::Reach);
    SocketProbe *socket = probe(SocketProbe::Look::Connect, patience());
    connect(socket, &SocketProbe::connected, this, &ConnectionTest::onReached);
    connect(socket, &SocketProbe::finished, this, &ConnectionTest::onProbed);
    socket->start();
}

void ConnectionTest::onReached()
{
    if (conclude(reachFinding(m_connection, m_probe->report())))
        begin(Step::Tls);
}

void ConnectionTest::onProbed()
{
    m_report = m_probe->report();
    if (!m_report.connected) {
        conclude(reachFinding(m_connection, m_report));
        return;
    }
    const bool isTls = m_connection.address.scheme() == u"https"_s;
    const bool isWithoutCertificate = isTls && !m_report.encrypted && m_report.tlsErrors.isEmpty();
    if (isWithoutCertificate) {
        diagnoseHandshake();
        return;
    }
    const ConnectionFinding finding =
        tlsFinding(m_connection, m_report, false, QDateTime::currentDateTimeUtc());
    if (finding.cause == ConnectionCause::UnknownAuthority
        && std::ranges::all_of(m_report.tlsErrors, isAboutTheIssuer) && !m_report.chain.isEmpty())
        m_pinnable = m_report.chain.constFirst();
    if (conclude(finding))
        askHealth();
}

// No handshake came about, and no certificate says why. Plain HTTP is the usual reason.
void ConnectionTest::diagnoseHandshake()
{
    SocketProbe *socket = probe(SocketProbe::Look::PlainAnswer,
                                std::min<std::chrono::milliseconds>(patience(), diagnosis));
    connect(socket, &SocketProbe::finished, this, [this] {
        conclude(tlsFinding(m_connection, m_report, m_probe->report().answersHttp,
                            QDateTime::currentDateTimeUtc()));
    });
    socket->start();
}

void ConnectionTest::askHealth()
{
    begin(Step::Health);
    m_client = std::make_unique<VaultClient>(m_connection);
    m_client->setTokenForwardingHosts([this] {
        QStringList hosts;
        for (const QString &address : std::as_const(m_known))
            hosts.append(hostAndPort(QUrl(address)));
        return hosts;
    }());
    m_client->readHealth(this, [this](Result<Health> health) { onHealth(std::move(health)); });
}

void ConnectionTest::onHealth(Result<Health> health)
{
    if (!m_running)
        return;
    if (!health) {
        const bool nothingCame = health.error().httpStatus == 0 && !isRedirect(health.error());
        if (nothingCame)
            diagnoseSilence(health.error());
        else
            conclude(healthFailure(m_connection, health.error(), Heard::Nothing));
        return;
    }
    m_health = *health;
    if (conclude(healthFinding(health)))
        askStatus();
}

// Connected, but not a word of HTTP: TLS may have been expected, or a certificate of ours, which
// with TLS 1.3 a server says only after the handshake.
void ConnectionTest::diagnoseSilence(const Error &error)
{
    const bool isTls = m_connection.address.scheme() == u"https"_s;
    SocketProbe *socket = probe(isTls ? SocketProbe::Look::Listen : SocketProbe::Look::Handshake,
                                std::min<std::chrono::milliseconds>(patience(), diagnosis));
    connect(socket, &SocketProbe::finished, this, [this, error, isTls] {
        const SocketProbe::Report &heard = m_probe->report();
        if (isTls && !heard.errorString.isEmpty()) {
            const ConnectionFinding tls =
                tlsFinding(m_connection, heard, false, QDateTime::currentDateTimeUtc());
            if (tls.cause == ConnectionCause::ClientCertificateWanted
                || tls.cause == ConnectionCause::ClientCertificateRefused) {
                conclude(tls);
                return;
            }
        }
        const Heard what = !isTls && heard.encrypted ? Heard::Tls
            : !isTls && isNoTls(heard.errorString)   ? Heard::AnotherProtocol
                                                     : Heard::Nothing;
        conclude(healthFailure(m_connection, error, what));
    });
    socket->start();
}

void ConnectionTest::askStatus()
{
    begin(Step::Status);
    if (!m_health->initialized || m_health->sealed) {
        onStatus(Failure(Error { .kind = Error::Kind::Sealed }));
        return;
    }
    m_client->readStatus(this,
                         [this](const Result<ReplicationStatus> &status) { onStatus(status); });
}

void ConnectionTest::onStatus(const Result<ReplicationStatus> &status)
{
    if (!m_running)
        return;
    if (status)
        m_status = *status;
    if (!conclude(statusFinding(status, *m_health)))
        return;
    begin(Step::Clock);
    conclude(clockFinding(*m_health, QDateTime::currentDateTimeUtc()));
    begin(Step::Edition);
    if (conclude(editionFinding(*m_health, m_status)))
        askNodes();
}

void ConnectionTest::askNodes()
{
    begin(Step::Nodes);
    if (!m_health->initialized || m_health->sealed) {
        conclude({ .step = Step::Nodes,
                   .state = Outcome::Skipped,
                   .summary = tr("A node in this state does not know the others.") });
        finish();
        return;
    }
    const auto askLeader = [this] {
        m_client->readLeader(this, [this](const Result<Leader> &leader) {
            takeNodes(leader ? QStringList { leader->leaderAddress } : QStringList(), false);
        });
    };
    if (!m_nodesClient || !m_nodesClient->hasToken()) {
        askLeader();
        return;
    }
    m_nodesClient->call({ .path = u"sys/ha-status"_s, .token = SideCall::Token::Required }, this,
                        [this, askLeader](const Result<SideAnswer> &answer) {
                            if (!m_running)
                                return;
                            Result<QStringList> addresses = answer
                                ? decodeNodeAddresses(answer->body.reveal())
                                : Result<QStringList>(Failure(answer.error()));
                            if (addresses)
                                takeNodes(*addresses, true);
                            else
                                askLeader();
                        });
}

void ConnectionTest::takeNodes(const QStringList &addresses, bool all)
{
    if (!m_running)
        return;
    QStringList known { hostAndPort(m_connection.address) };
    for (const QString &address : std::as_const(m_known))
        known.append(hostAndPort(QUrl(address)));
    int seen = 0;
    for (const QString &text : addresses) {
        QUrl url(text.trimmed());
        if (url.host().isEmpty() || (url.scheme() != "https"_L1 && url.scheme() != "http"_L1)
            || !url.userInfo().isEmpty())
            continue; // redact_addresses empties them
        ++seen;
        if (const QString host = hostAndPort(url); !known.contains(host)) {
            known.append(host);
            url.setPath({});
            m_foundNodes.append(url.toString(QUrl::FullyEncoded));
        }
    }
    ConnectionFinding finding { .step = Step::Nodes, .state = Outcome::Good };
    finding.details = m_foundNodes;
    if (!m_foundNodes.isEmpty()) {
        finding.summary = all ? tr("%n node(s) of the cluster not among the addresses.", nullptr,
                                   int(m_foundNodes.size()))
                              : tr("The active node is at another address.");
        finding.advice = tr("With all addresses known, the cluster is seen when this one does not "
                            "answer.");
    } else if (seen > 0) {
        finding.summary = all ? tr("All of the cluster's nodes are among the addresses.")
                              : tr("The active node is among the addresses.");
        if (!all)
            finding.details.append(tr("Signed in, all nodes could be found (sys/ha-status)."));
    } else {
        finding.state = Outcome::Skipped;
        finding.summary = tr("The cluster does not tell its nodes' addresses.");
    }
    conclude(finding);
    finish();
}

const ConnectionFinding *ConnectionTest::verdict() const
{
    const auto first = [this](auto fits) -> const ConnectionFinding * {
        const auto found = std::ranges::find_if(m_findings, fits);
        return found == m_findings.end() ? nullptr : &*found;
    };
    if (const auto *failed = first([](const auto &f) { return f.state == Outcome::Failed; }))
        return failed;
    if (const auto *wanting = first([](const auto &f) {
            return f.state == Outcome::Attention && f.cause != ConnectionCause::None;
        }))
        return wanting;
    if (const auto *wanting = first([](const auto &f) { return f.state == Outcome::Attention; }))
        return wanting;
    return first([](const auto &f) { return f.cause != ConnectionCause::None; });
}

QString ConnectionTest::verdictSentence() const
{
    if (m_running)
        return tr("Testing: %1…").arg(connectionStepName(m_step));
    const ConnectionFinding *worst = verdict();
    const bool reached = m_health.has_value();
    if (!worst)
        return reached ? tr("The connection works.") : tr("The test was stopped.");
    if (worst->state == Outcome::Failed)
        return worst->summary;
    return tr("The connection works. %1").arg(worst->summary);
}

QString ConnectionTest::report() const
{
    QStringList lines { tr("Connection test of %1 at %2")
                            .arg(m_connection.address.toString(QUrl::RemoveUserInfo),
                                 QDateTime::currentDateTimeUtc().toString(Qt::ISODate)) };
    lines.append(verdictSentence());
    lines.append(QString());
    for (const ConnectionFinding &finding : m_findings) {
        lines.append(
            u"[%1] %2%3"_s.arg(stateWord(finding.state), connectionStepName(finding.step),
                               finding.summary.isEmpty() ? QString() : u": "_s + finding.summary));
        for (const QString &detail : finding.details)
            lines.append(u"    "_s + detail);
        if (!finding.advice.isEmpty())
            lines.append(u"    -> "_s + finding.advice);
    }
    // Names and messages of a server may stand in each; none may forge another line.
    for (QString &line : lines)
        line = visibleLine(line);
    return lines.join(u'\n') + u'\n';
}

Result<NamedNodes> decodeNamedNodes(QByteArrayView body)
{
    const Result<JsonDocument> document = JsonDocument::parse(body);
    if (!document)
        return Failure(document.error());
    JsonReader reader(*document);
    NamedNodes nodes;
    const auto readNodes = [&nodes](JsonReader &object) {
        for (const auto &name : { "Nodes"_L1, "nodes"_L1 }) {
            const bool found = object.objects(name, [&nodes](JsonReader &node) {
                ++nodes.count;
                const QString address = node.text("api_address"_L1).value_or(QString());
                if (!address.isEmpty() && !nodes.addresses.contains(address))
                    nodes.addresses.append(address);
            });
            if (found)
                return true;
        }
        return false;
    };
    bool found = readNodes(reader);
    if (!found)
        reader.object("data"_L1, [&](JsonReader &data) { found = readNodes(data); });
    if (reader.error())
        return Failure(*reader.error());
    if (!found)
        return Failure(Error { .kind = Error::Kind::BadAnswer, .where = u"$.Nodes"_s });
    return nodes;
}

Result<QStringList> decodeNodeAddresses(QByteArrayView body)
{
    Result<NamedNodes> nodes = decodeNamedNodes(body);
    if (!nodes)
        return Failure(nodes.error());
    return std::move(nodes->addresses);
}

} // namespace switchover

#include "moc_connectiontest.cpp"
