// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/visibletext.h"
#include "models/vault/connectiontest.h"
#include "models/vault/tls.h"
#include "models/vault/vaultclient.h"
#include "tests/patience.h"
#include "tests/vault/certificates.h"
#include "tests/vault/scriptedserver.h"

#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QSslKey>
#include <QTemporaryDir>
#include <QTest>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace switchover;

namespace {

using Found = ConnectionFinding::State;
using Cause = ConnectionCause;
using Step = ConnectionStep;

QByteArray health(qint64 clockAheadBy = 0, const QByteArray &more = {})
{
    const qint64 time = QDateTime::currentSecsSinceEpoch() + clockAheadBy;
    return R"({"initialized":true,"sealed":false,"standby":false,"version":"1.17.2+ent",)"
           R"("enterprise":true,"cluster_name":"amber","server_time_utc":)"
        + QByteArray::number(time) + more + '}';
}

const QByteArray status = R"({"data":{"dr":{"mode":"disabled"},"performance":{"mode":"primary",)"
                          R"("state":"running","cluster_id":"c1"}}})";
const QByteArray leader =
    R"({"ha_enabled":true,"is_self":false,"leader_address":"https://vault-2.example:8200"})";

/// Answers the walk's requests in their order.
void vaultLike(ScriptedServer &server, const QByteArray &healthBody = health())
{
    server.setScript({ ScriptedServer::http(200, healthBody), ScriptedServer::http(200, status),
                       ScriptedServer::http(200, leader) });
}

/// A port that takes no further connection: the kernel drops the attempts, as a firewall does.
class FullPort
{
public:
    FullPort()
    {
        m_listener = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address {};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto *generic = reinterpret_cast<sockaddr *>(&address);
        const bool listens = ::bind(m_listener, generic, size) == 0 && ::listen(m_listener, 0) == 0
            && ::getsockname(m_listener, generic, &size) == 0;
        if (!listens)
            qFatal("no port");
        m_port = ntohs(address.sin_port);
        for (int &filler : m_fillers) {
            filler = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
            (void)::connect(filler, generic, size);
        }
    }
    ~FullPort()
    {
        for (const int filler : m_fillers)
            ::close(filler);
        ::close(m_listener);
    }
    Q_DISABLE_COPY_MOVE(FullPort)
    [[nodiscard]] quint16 port() const { return m_port; }

private:
    int m_listener = -1;
    int m_fillers[4] {};
    quint16 m_port = 0;
};

/// A server that wants a client certificate and says so as the protocol has it; Qt's own only hangs
/// up.
class DemandingServer
{
public:
    DemandingServer(const QSslConfiguration &tls, const QByteArray &clientCa,
                    const QString &protocol)
    {
        QByteArray pem;
        for (const QSslCertificate &certificate : tls.localCertificateChain())
            pem += certificate.toPem();
        write(u"server.pem"_s, pem + tls.privateKey().toPem());
        write(u"clients.pem"_s, clientCa);
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.setWorkingDirectory(m_folder.path());
        m_process.start(u"openssl"_s,
                        { u"s_server"_s, u"-accept"_s, u"127.0.0.1:0"_s, u"-cert"_s,
                          u"server.pem"_s, u"-key"_s, u"server.pem"_s, u"-CAfile"_s,
                          u"clients.pem"_s, u"-Verify"_s, u"1"_s, u"-verify_return_error"_s,
                          protocol });
    }
    ~DemandingServer()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    [[nodiscard]] quint16 port() // 0: it did not start
    {
        QByteArray said;
        while (m_process.waitForReadyRead(10000)) {
            said += m_process.readAll();
            const qsizetype at = said.indexOf("ACCEPT 127.0.0.1:");
            const qsizetype end = at < 0 ? -1 : said.indexOf('\n', at);
            if (end > 0)
                return said.sliced(at + 17, end - at - 17).toUShort();
        }
        qWarning() << said;
        return 0;
    }

private:
    void write(const QString &name, const QByteArray &content) const
    {
        QFile file(m_folder.filePath(name));
        if (file.open(QIODevice::WriteOnly))
            file.write(content);
    }
    QTemporaryDir m_folder;
    QProcess m_process;
};

} // namespace

/// The right cause for everything that can be wrong, over real sockets.
class TestConnectionTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();

    void eachStepIsReportedAsItGoes();
    void aNameThatIsNotFound();
    void aPortThatRefuses();
    void aPortThatDoesNotAnswer();
    void aServerThatTakesConnectionsOnly_data();
    void aServerThatTakesConnectionsOnly();
    void plainHttpAtAnHttpsAddress_data();
    void plainHttpAtAnHttpsAddress();
    void tlsAtAnHttpAddress_data();
    void tlsAtAnHttpAddress();
    void certificates_data();
    void certificates();
    void aCommonNameIsNotEnough();
    void onlyAnUnknownIssuerCanBePinned();
    void aPinnedCertificateIsGood();
    void aCertificateNearItsEndWantsAttention();
    void aClientCertificateIsWanted_data();
    void aClientCertificateIsWanted();
    void aClientCertificateIsRefused_data();
    void aClientCertificateIsRefused();
    void whatVaultSaysOfItself_data();
    void whatVaultSaysOfItself();
    void whoAnswersInsteadOfVault_data();
    void whoAnswersInsteadOfVault();
    void anotherServiceGreets_data();
    void anotherServiceGreets();
    void theStatusIsHidden_data();
    void theStatusIsHidden();
    void aStatusThatCannotBeReadIsNotKeptBack_data();
    void aStatusThatCannotBeReadIsNotKeptBack();
    void clocks_data();
    void clocks();
    void aProxyThatIsNotThere();
    void throughAProxyTheNameIsTheProxysAffair();
    void badSettingsAreSaidBeforeAnythingIsSent();
    void nodesAreFoundByTheActiveNode();
    void nodesAreFoundWithAToken();
    void whatHaStatusAnswersIsDecoded_data();
    void whatHaStatusAnswersIsDecoded();
    void cancellingEndsAtOnce();
    void deletingInTheMiddleIsSafe();
    void theReportHoldsEverythingButSecrets();
    void theReportIsPlainWhateverTheServerSays();

private:
    [[nodiscard]] Connection to(const ScriptedServer &server) const
    {
        return { .address = server.url(), .caPem = m_ca, .timeout = std::chrono::seconds(8) };
    }
    static bool run(ConnectionTest &test)
    {
        QSignalSpy finished(&test, &ConnectionTest::finished);
        test.start();
        return finished.size() == 0 && finished.wait(test::patience) && finished.size() == 1;
    }
    static bool endsWith(const ConnectionTest &test, Step step, Cause cause)
    {
        const ConnectionFinding *verdict = test.verdict();
        const bool right = verdict && verdict->step == step && verdict->cause == cause
            && !verdict->summary.isEmpty() && !verdict->advice.isEmpty();
        if (!right)
            qWarning().noquote() << test.report();
        return right;
    }

    CertificateMaker m_certificates;
    QSslConfiguration m_good;
    QByteArray m_ca;
};

void TestConnectionTest::initTestCase()
{
    QVERIFY(m_certificates.makeAuthority(u"Right CA"_s));
    QVERIFY(m_certificates.makeAuthority(u"Other CA"_s));
    m_ca = m_certificates.authorityPem(u"Right CA"_s);
    m_good = m_certificates.serverConfiguration({ .authority = u"Right CA"_s });
    QVERIFY(!m_good.localCertificate().isNull());
}

void TestConnectionTest::eachStepIsReportedAsItGoes()
{
    ScriptedServer server(m_good);
    vaultLike(server);
    Connection connection = to(server);
    connection.address.setHost(u"localhost"_s);
    ConnectionTest test(connection);
    QList<Step> running;
    connect(&test, &ConnectionTest::stepChanged, this, [&](Step step) {
        if (test.finding(step).state == Found::Running)
            running.append(step);
    });
    QVERIFY(run(test));
    QCOMPARE(running,
             (QList { Step::Settings, Step::Name, Step::Reach, Step::Tls, Step::Health,
                      Step::Status, Step::Clock, Step::Edition, Step::Nodes }));
    for (const ConnectionFinding &finding : test.findings()) {
        QVERIFY2(finding.state == Found::Good, qPrintable(test.report()));
        QVERIFY(!finding.summary.isEmpty());
    }
    QVERIFY(!test.verdict());
    QVERIFY(test.finding(Step::Tls).details.join(u' ').contains(
        fingerprintText(digestOf(m_good.localCertificate()))));
    QVERIFY(test.finding(Step::Status).summary.contains(u"primary, running"));
    for (const ScriptedServer::Request &request : server.requests()) {
        QCOMPARE(request.method, "GET");
        QVERIFY(!request.has("X-Vault-Token"));
    }
}

void TestConnectionTest::aNameThatIsNotFound()
{
    ConnectionTest test({ .address = QUrl(u"https://no-such-host.invalid:8200"_s) });
    QVERIFY(run(test));
    QVERIFY(endsWith(test, Step::Name, Cause::NameNotFound));
    QVERIFY(test.verdict()->summary.contains(u"no-such-host.invalid"));
    QCOMPARE(test.finding(Step::Reach).state, Found::Skipped);
}

void TestConnectionTest::aPortThatRefuses()
{
    ScriptedServer server(m_good);
    const Connection connection = to(server);
    server.stopListening();
    ConnectionTest test(connection);
    QVERIFY(run(test));
    QVERIFY(endsWith(test, Step::Reach, Cause::Refused));
}

void TestConnectionTest::aPortThatDoesNotAnswer()
{
    const FullPort full;
    ConnectionTest test({ .address = QUrl(u"https://127.0.0.1:%1"_s.arg(full.port())),
                          .timeout = std::chrono::milliseconds(400) });
    QVERIFY(run(test));
    QVERIFY(endsWith(test, Step::Reach, Cause::NoAnswer));
}

void TestConnectionTest::aServerThatTakesConnectionsOnly_data()
{
    QTest::addColumn<QString>("scheme");
    QTest::addColumn<Step>("step");
    QTest::newRow("https") << u"https"_s << Step::Tls;
    QTest::newRow("http") << u"http"_s << Step::Health;
}

void TestConnectionTest::aServerThatTakesConnectionsOnly()
{
    QFETCH(QString, scheme);
    QFETCH(Step, step);
    QTcpServer mute;
    QVERIFY(mute.listen(QHostAddress::LocalHost));
    ConnectionTest test(
        { .address = QUrl(u"%1://127.0.0.1:%2"_s.arg(scheme).arg(mute.serverPort())),
          .timeout = std::chrono::seconds(2) });
    QVERIFY(run(test));
    QVERIFY(endsWith(test, step, Cause::NoAnswer));
}

void TestConnectionTest::plainHttpAtAnHttpsAddress_data()
{
    QTest::addColumn<bool>("answersGarbage");
    QTest::newRow("a server that answers a bad request at once, as Go does") << true;
    QTest::newRow("a server that waits for the end of the request") << false;
}

void TestConnectionTest::plainHttpAtAnHttpsAddress()
{
    QFETCH(bool, answersGarbage);
    QTcpServer plain;
    QVERIFY(plain.listen(QHostAddress::LocalHost));
    connect(&plain, &QTcpServer::newConnection, this, [&] {
        QTcpSocket *socket = plain.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [socket, answersGarbage] {
            const QByteArray bytes = socket->peek(4096);
            if (bytes.startsWith("GET ") && bytes.contains("\r\n\r\n"))
                socket->write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
            else if (answersGarbage)
                socket->write("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
            else
                return;
            socket->disconnectFromHost();
        });
    });
    ConnectionTest test({ .address = QUrl(u"https://127.0.0.1:%1"_s.arg(plain.serverPort())),
                          .timeout = std::chrono::seconds(2) });
    QVERIFY(run(test));
    QVERIFY(endsWith(test, Step::Tls, Cause::PlainHttpServer));
}

void TestConnectionTest::tlsAtAnHttpAddress_data()
{
    QTest::addColumn<bool>("isVault");
    QTest::newRow("Vault, which says so in HTTP") << true;
    QTest::newRow("a server that hangs up") << false;
}

void TestConnectionTest::tlsAtAnHttpAddress()
{
    QFETCH(bool, isVault);
    const auto server =
        isVault ? std::make_unique<ScriptedServer>() : std::make_unique<ScriptedServer>(m_good);
    server->setScript({ ScriptedServer::http(
        400, "Client sent an HTTP request to an HTTPS server.\n", {}, "text/plain") });
    ConnectionTest test({ .address = QUrl(u"http://"_s + server->hostAndPort()) });
    QVERIFY(run(test));
    QVERIFY(endsWith(test, Step::Health, Cause::TlsServer));
    QVERIFY(test.verdict()->advice.contains(u"https://"));
}

void TestConnectionTest::certificates_data()
{
    QTest::addColumn<QString>("authority");
    QTest::addColumn<QString>("names");
    QTest::addColumn<int>("days");
    QTest::addColumn<QString>("tlsServerName");
    QTest::addColumn<Cause>("cause");
    QTest::addColumn<QString>("said");
    QTest::newRow("no alternative name") << u"Right CA"_s << QString() << 30 << u"vault.example"_s
                                         << Cause::NoAlternativeName << QString();
    QTest::newRow("unknown authority") << u"Other CA"_s << u"IP:127.0.0.1"_s << 30 << QString()
                                       << Cause::UnknownAuthority << u"Other CA"_s;
    QTest::newRow("wrong host name") << u"Right CA"_s << u"DNS:vault.example"_s << 30 << QString()
                                     << Cause::WrongName << u"vault.example"_s;
    QTest::newRow("wrong server name") << u"Right CA"_s << u"IP:127.0.0.1"_s << 30
                                       << u"vault.other"_s << Cause::WrongName << u"vault.other"_s;
    QTest::newRow("expired") << u"Right CA"_s << u"IP:127.0.0.1"_s << -2 << QString()
                             << Cause::Expired << u"expired"_s;
    QTest::newRow("expired, and of nobody known") << u"Other CA"_s << u"DNS:vault.example"_s << -2
                                                  << QString() << Cause::Expired << u"expired"_s;
}

void TestConnectionTest::certificates()
{
    QFETCH(QString, authority);
    QFETCH(QString, names);
    QFETCH(int, days);
    QFETCH(QString, tlsServerName);
    QFETCH(Cause, cause);
    QFETCH(QString, said);
    const QSslConfiguration shown = m_certificates.serverConfiguration(
        { .authority = authority, .names = names, .validForDays = days });
    ScriptedServer server(shown);
    Connection connection = to(server);
    connection.tlsServerName = tlsServerName;
    ConnectionTest test(connection);
    QVERIFY(run(test));
    QVERIFY(endsWith(test, Step::Tls, cause));
    QVERIFY2(test.verdict()->summary.contains(said), qPrintable(test.verdict()->summary));
    // Whatever is wrong, what was presented is shown.
    const QString details = test.verdict()->details.join(u'\n');
    for (const QString &detail :
         { u"vault server"_s, authority, fingerprintText(digestOf(shown.localCertificate())) })
        QVERIFY2(details.contains(detail), qPrintable(details));
    QCOMPARE(test.finding(Step::Health).state, Found::Skipped);
    QCOMPARE(server.requests().size(), 0);
    QCOMPARE(test.pinnable().has_value(), cause == Cause::UnknownAuthority);
}

void TestConnectionTest::aCommonNameIsNotEnough()
{
    for (const QString &authority : { u"Right CA"_s, u"Other CA"_s }) {
        ScriptedServer server(m_certificates.serverConfiguration(
            { .authority = authority, .names = QString(), .commonName = u"127.0.0.1"_s }));
        ConnectionTest test(to(server));
        QVERIFY(run(test));
        QVERIFY(endsWith(test, Step::Tls,
                         authority == u"Right CA"_s ? Cause::NoAlternativeName
                                                    : Cause::UnknownAuthority));
        QVERIFY(!test.pinnable()); // no pin makes a name right
        QCOMPARE(server.requests().size(), 0);
    }
}

void TestConnectionTest::onlyAnUnknownIssuerCanBePinned()
{
    ScriptedServer server(m_certificates.serverConfiguration(
        { .authority = u"Other CA"_s, .names = u"DNS:elsewhere"_s }));
    ConnectionTest test(to(server));
    QVERIFY(run(test));
    QVERIFY(endsWith(test, Step::Tls, Cause::UnknownAuthority));
    QVERIFY(!test.pinnable()); // its name is wrong too, which no pin makes right
}

void TestConnectionTest::aPinnedCertificateIsGood()
{
    const QSslConfiguration shown =
        m_certificates.serverConfiguration({ .authority = u"Other CA"_s });
    ScriptedServer server(shown);
    vaultLike(server);
    Connection connection = to(server);
    connection.pinnedDigests = { digestOf(shown.localCertificate()) };
    ConnectionTest test(connection);
    QVERIFY(run(test));
    QVERIFY2(!test.verdict(), qPrintable(test.report()));
    connection.pinnedDigests = { digestOf(m_good.localCertificate()) };
    ConnectionTest other(connection);
    QVERIFY(run(other));
    QVERIFY(endsWith(other, Step::Tls, Cause::OtherThanPinned));
    QVERIFY(!other.pinnable());
}

void TestConnectionTest::aCertificateNearItsEndWantsAttention()
{
    ScriptedServer server(
        m_certificates.serverConfiguration({ .authority = u"Right CA"_s, .validForDays = 5 }));
    vaultLike(server);
    ConnectionTest test(to(server));
    QVERIFY(run(test));
    QCOMPARE(test.finding(Step::Tls).state, Found::Attention);
    QVERIFY(!test.finding(Step::Tls).advice.isEmpty());
    QCOMPARE(test.finding(Step::Nodes).state, Found::Good);
}

void TestConnectionTest::aClientCertificateIsWanted_data()
{
    QTest::addColumn<QString>("protocol");
    QTest::newRow("TLS 1.2") << u"-tls1_2"_s;
    QTest::newRow("TLS 1.3") << u"-tls1_3"_s;
}

void TestConnectionTest::aClientCertificateIsWanted()
{
    QFETCH(QString, protocol);
    DemandingServer server(m_good, m_ca, protocol);
    const quint16 port = server.port();
    QVERIFY(port != 0);
    ConnectionTest test({ .address = QUrl(u"https://127.0.0.1:%1"_s.arg(port)), .caPem = m_ca });
    QVERIFY(run(test));
    QVERIFY(endsWith(test, Step::Tls, Cause::ClientCertificateWanted));
}

void TestConnectionTest::aClientCertificateIsRefused_data()
{
    aClientCertificateIsWanted_data();
}

void TestConnectionTest::aClientCertificateIsRefused()
{
    QFETCH(QString, protocol);
    const CertificateMaker::ClientFiles files = m_certificates.clientFiles(u"Other CA"_s);
    const Result<Trust> trust =
        readTrust({ .clientCertificateFile = files.certificate, .clientKeyFile = files.key });
    QVERIFY(trust);
    DemandingServer server(m_good, m_ca, protocol);
    const quint16 port = server.port();
    QVERIFY(port != 0);
    ConnectionTest test({ .address = QUrl(u"https://127.0.0.1:%1"_s.arg(port)),
                          .caPem = m_ca,
                          .clientIdentity = trust->clientIdentity });
    QVERIFY(run(test));
    QVERIFY(endsWith(test, Step::Tls, Cause::ClientCertificateRefused));
    QVERIFY(test.verdict()->summary.contains(u"console"));
}

void TestConnectionTest::whatVaultSaysOfItself_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("statusBody");
    QTest::addColumn<Step>("step");
    QTest::addColumn<Cause>("cause");
    QTest::addColumn<Found>("statusState");
    QTest::newRow("sealed") << 503
                            << QByteArray(R"({"initialized":true,"sealed":true,"standby":true})")
                            << status << Step::Health << Cause::Sealed << Found::Skipped;
    QTest::newRow("uninitialised")
        << 501 << QByteArray(R"({"initialized":false,"sealed":true,"standby":true})") << status
        << Step::Health << Cause::Uninitialized << Found::Skipped;
    QTest::newRow("removed") << 530
                             << QByteArray(R"({"initialized":true,"sealed":true,"standby":true,)"
                                           R"("removed_from_cluster":true})")
                             << status << Step::Health << Cause::Removed << Found::Skipped;
    QTest::newRow("DR secondary")
        << 472 << health(0, R"(,"replication_dr_mode":"secondary")")
        << QByteArray(R"({"data":{"dr":{"mode":"secondary","state":"stream-wals"},)"
                      R"("performance":{"mode":"disabled"}}})")
        << Step::Health << Cause::DrSecondary << Found::Good;
    QTest::newRow("community edition")
        << 200
        << QByteArray(R"({"initialized":true,"sealed":false,"standby":false,)"
                      R"("version":"1.17.2","enterprise":false})")
        << QByteArray(R"({"data":{"mode":"disabled"}})") << Step::Edition << Cause::CommunityEdition
        << Found::Good;
    QTest::newRow("community edition by its version")
        << 200
        << QByteArray(R"({"initialized":true,"sealed":false,"standby":false,"version":"1.12.2"})")
        << QByteArray(R"({"data":{"mode":"disabled"}})") << Step::Edition << Cause::CommunityEdition
        << Found::Good;
    QTest::newRow("storage that cannot replicate")
        << 200 << health() << QByteArray(R"({"data":{"mode":"unsupported"}})") << Step::Status
        << Cause::StorageCannotReplicate << Found::Attention;
}

void TestConnectionTest::whatVaultSaysOfItself()
{
    QFETCH(int, code);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, statusBody);
    QFETCH(Step, step);
    QFETCH(Cause, cause);
    QFETCH(Found, statusState);
    ScriptedServer server;
    server.setScript({ ScriptedServer::http(code, body), ScriptedServer::http(200, statusBody),
                       ScriptedServer::http(200, leader) });
    ConnectionTest test(to(server));
    QVERIFY(run(test));
    QVERIFY(endsWith(test, step, cause));
    QCOMPARE(test.finding(Step::Status).state, statusState);
    QVERIFY2(test.verdictSentence().startsWith(u"The connection works."),
             qPrintable(test.verdictSentence()));
}

void TestConnectionTest::whoAnswersInsteadOfVault_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<Cause>("cause");
    const auto http = [](const QByteArray &head, const QByteArray &body) {
        return "HTTP/1.1 " + head + "\r\nContent-Length: " + QByteArray::number(body.size())
            + "\r\n\r\n" + body;
    };
    const QByteArray html = "Content-Type: text/html";
    const QByteArray page = "<html><head><title>Sign in to the network</title></head></html>";
    QTest::newRow("a page") << http("200 OK\r\n" + html, page) << Cause::NotVault;
    QTest::newRow("a page instead of an error")
        << http("503 Unavailable\r\n" + html, page) << Cause::NotVault;
    QTest::newRow("bad gateway") << http("502 Bad Gateway\r\n" + html, page) << Cause::NotVault;
    QTest::newRow("no such page") << http("404 Not Found\r\n" + html, page) << Cause::NotVault;
    QTest::newRow("wants a login")
        << http("401 Unauthorized\r\nWWW-Authenticate: Basic realm=x\r\n" + html, page)
        << Cause::NotVault;
    QTest::newRow("other JSON") << http("200 OK", R"(["pong"])") << Cause::NotVault;
    QTest::newRow("elsewhere") << http("302 Found\r\nLocation: http://login.example/start", {})
                               << Cause::Redirected;
    QTest::newRow("elsewhere, without saying where")
        << http("307 Temporary Redirect", {}) << Cause::Redirected;
    QTest::newRow("hangs up") << QByteArray() << Cause::ConnectionBroke;
}

void TestConnectionTest::whoAnswersInsteadOfVault()
{
    QFETCH(QByteArray, answer);
    QFETCH(Cause, cause);
    ScriptedServer server;
    server.setScript({ ScriptedServer::rawThenClose(answer) });
    ConnectionTest test(to(server));
    QVERIFY(run(test));
    QVERIFY(endsWith(test, Step::Health, cause));
    QCOMPARE(test.finding(Step::Status).state, Found::Skipped);
}

void TestConnectionTest::anotherServiceGreets_data()
{
    aServerThatTakesConnectionsOnly_data();
}

void TestConnectionTest::anotherServiceGreets()
{
    QFETCH(QString, scheme);
    QFETCH(Step, step);
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    connect(&other, &QTcpServer::newConnection, this,
            [&] { other.nextPendingConnection()->write("SSH-2.0-OpenSSH_9.2\r\n"); });
    ConnectionTest test(
        { .address = QUrl(u"%1://127.0.0.1:%2"_s.arg(scheme).arg(other.serverPort())),
          .timeout = std::chrono::milliseconds(2000) });
    QVERIFY(run(test));
    QVERIFY(endsWith(test, step, Cause::NotVault));
}

void TestConnectionTest::theStatusIsHidden_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("said");
    const QByteArray page = "<html><title>Forbidden by the gateway</title></html>";
    const QString keptBack = u"kept back here (HTTP status %1)"_s;
    QTest::newRow("by the listener")
        << 403 << QByteArray(R"({"errors":["disabled path"]})") << u"This listener hides"_s;
    QTest::newRow("nothing there") << 404 << QByteArray(R"({"errors":[]})") << keptBack.arg(404);
    QTest::newRow("no such path") << 404 << QByteArray(R"({"errors":["unsupported path"]})")
                                  << keptBack.arg(404);
    QTest::newRow("no such method")
        << 405 << QByteArray(R"({"errors":["unsupported operation"]})") << keptBack.arg(405);
    QTest::newRow("denied") << 403 << QByteArray(R"({"errors":["permission denied"]})")
                            << keptBack.arg(403);
    QTest::newRow("by a gateway") << 403 << page << keptBack.arg(403);
    QTest::newRow("a page in its place") << 200 << page << keptBack.arg(200);
    QTest::newRow("not licensed") << 401 << QByteArray(R"({"errors":["Feature Not Enabled"]})")
                                  << u"licence"_s;
}

// Vault answers for its health, so that it is Vault is certain.
void TestConnectionTest::theStatusIsHidden()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QString, said);
    ScriptedServer server;
    server.setScript({ ScriptedServer::http(200, health()), ScriptedServer::http(status, body),
                       ScriptedServer::http(200, leader) });
    ConnectionTest test(to(server));
    QVERIFY(run(test));
    QVERIFY(endsWith(test, Step::Status, status == 401 ? Cause::Other : Cause::StatusHidden));
    QVERIFY2(test.finding(Step::Status).summary.contains(said),
             qPrintable(test.finding(Step::Status).summary));
    QCOMPARE(test.finding(Step::Edition).state, Found::Good);
}

void TestConnectionTest::aStatusThatCannotBeReadIsNotKeptBack_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("a value of the wrong type")
        << QByteArray(R"({"data":{"performance":{"mode":7}}})");
    QTest::newRow("no data") << QByteArray("{}");
}

// It came through: no proxy is to blame, and no listener.
void TestConnectionTest::aStatusThatCannotBeReadIsNotKeptBack()
{
    QFETCH(QByteArray, body);
    ScriptedServer server;
    server.setScript({ ScriptedServer::http(200, health()), ScriptedServer::http(200, body),
                       ScriptedServer::http(200, leader) });
    ConnectionTest test(to(server));
    QVERIFY(run(test));
    QVERIFY(endsWith(test, Step::Status, Cause::Other));
    const ConnectionFinding finding = test.finding(Step::Status);
    QVERIFY2(finding.summary.contains("could not be read"_L1), qPrintable(finding.summary));
    QVERIFY2(!finding.advice.contains("proxy"_L1), qPrintable(finding.advice));
}

void TestConnectionTest::clocks_data()
{
    QTest::addColumn<int>("ahead");
    QTest::addColumn<Found>("state");
    QTest::addColumn<QString>("said");
    QTest::newRow("20 s ahead") << 20 << Found::Good << u"differ"_s;
    QTest::newRow("20 s behind") << -20 << Found::Good << u"differ"_s;
    QTest::newRow("a minute ahead") << 60 << Found::Attention << u"60 seconds ahead"_s;
    QTest::newRow("five minutes behind") << -300 << Found::Attention << u"5 minutes behind"_s;
    QTest::newRow("an hour ahead") << 3600 << Found::Failed << u"1 hour ahead"_s;
    QTest::newRow("an hour behind") << -3600 << Found::Failed << u"1 hour behind"_s;
    QTest::newRow("days behind") << -86400 * 40 << Found::Failed << u"40 days behind"_s;
}

void TestConnectionTest::clocks()
{
    QFETCH(int, ahead);
    QFETCH(Found, state);
    QFETCH(QString, said);
    // Judged on its own: the seconds of a slow machine must not count.
    const QDateTime now = QDateTime::currentDateTimeUtc();
    Health read;
    read.serverTimeUtc = now.toSecsSinceEpoch() + ahead;
    const ConnectionFinding finding = clockFinding(read, now);
    QCOMPARE(finding.state, state);
    QString summary = finding.summary;
    summary.replace(u"(s)"_s, std::abs(ahead) == 3600 ? QString() : u"s"_s);
    QVERIFY2(summary.contains(said), qPrintable(summary));
    QCOMPARE(finding.advice.contains(u"whole or half hours"), state == Found::Failed);
    QCOMPARE(finding.cause == Cause::ClockOff, state != Found::Good);

    if (std::abs(ahead) < 3600)
        return;
    ScriptedServer server;
    vaultLike(server, health(ahead));
    ConnectionTest test(to(server));
    QVERIFY(run(test));
    QVERIFY(endsWith(test, Step::Clock, Cause::ClockOff));
    QCOMPARE(test.finding(Step::Edition).state, Found::Good); // it is no obstacle
}

void TestConnectionTest::aProxyThatIsNotThere()
{
    ScriptedServer closed;
    const QNetworkProxy proxy(QNetworkProxy::HttpProxy, u"127.0.0.1"_s, closed.port());
    closed.stopListening();
    ConnectionTest test({ .address = QUrl(u"https://vault.example:8200"_s), .proxy = proxy });
    QVERIFY(run(test));
    QVERIFY(endsWith(test, Step::Reach, Cause::ProxyFailed));
}

void TestConnectionTest::throughAProxyTheNameIsTheProxysAffair()
{
    ScriptedServer proxyServer;
    proxyServer.setScript({ ScriptedServer::rawThenClose("HTTP/1.1 403 Forbidden\r\n\r\n") });
    const QNetworkProxy proxy(QNetworkProxy::HttpProxy, u"127.0.0.1"_s, proxyServer.port());
    ConnectionTest test(
        { .address = QUrl(u"https://known-inside.invalid:8200"_s), .proxy = proxy });
    QVERIFY(run(test));
    QCOMPARE(test.finding(Step::Name).state, Found::Good);
    QVERIFY(endsWith(test, Step::Reach, Cause::ProxyFailed));
    QCOMPARE(proxyServer.request(0).method, "CONNECT");
    QCOMPARE(proxyServer.request(0).target, "known-inside.invalid:8200");
}

void TestConnectionTest::badSettingsAreSaidBeforeAnythingIsSent()
{
    ScriptedServer server(m_good);
    const auto ends = [&](const Connection &connection, std::optional<Error> flaw, Cause cause) {
        ConnectionTest test(connection, std::move(flaw));
        return run(test) && endsWith(test, Step::Settings, cause);
    };
    Connection connection = to(server);
    connection.caPem = "no certificate";
    QVERIFY(ends(connection, {}, Cause::BadSettings));
    QVERIFY(ends({ .address = QUrl(u"ftp://a"_s) }, {}, Cause::BadSettings));
    QVERIFY(ends({ .address = QUrl(u"unix:///run/vault.sock"_s) }, {}, Cause::BadSettings));
    const Result<Trust> missing = readTrust({ .caFile = u"/nowhere/ca.pem"_s });
    QVERIFY(ends(to(server), missing.error(), Cause::BadSettings));
    const CertificateMaker::ClientFiles files = m_certificates.clientFiles(u"Right CA"_s);
    const Result<Trust> locked = readTrust(
        { .clientCertificateFile = files.certificate, .clientKeyFile = files.encryptedKey });
    QVERIFY(ends(to(server), locked.error(), Cause::PassphraseWanted));
    QCOMPARE(server.connections(), 0);
}

void TestConnectionTest::nodesAreFoundByTheActiveNode()
{
    ScriptedServer server;
    vaultLike(server);
    ConnectionTest test(to(server));
    QVERIFY(run(test));
    QCOMPARE(test.foundNodes(), QStringList { u"https://vault-2.example:8200"_s });
    vaultLike(server);
    ScriptedServer again;
    vaultLike(again);
    ConnectionTest knows(to(again));
    knows.setKnownAddresses({ u"https://VAULT-2.example:8200"_s });
    QVERIFY(run(knows));
    QVERIFY(knows.foundNodes().isEmpty());
}

void TestConnectionTest::nodesAreFoundWithAToken()
{
    ScriptedServer server;
    server.setScript({ ScriptedServer::http(200, health()), ScriptedServer::http(200, status) });
    ScriptedServer session; // the signed-in client of the same cluster
    session.setScript({ ScriptedServer::http(
        200,
        R"({"Nodes":[{"api_address":"https://vault-1.example:8200"},)"
        R"({"api_address":"https://vault-2.example:8200/"},{"api_address":"","hostname":"x"}]})") });
    VaultClient client(to(session));
    client.setToken(SecretString("hvs.test"));
    ConnectionTest test(to(server));
    test.askNodesWith(&client);
    test.setKnownAddresses({ u"https://vault-1.example:8200"_s });
    QVERIFY(run(test));
    QCOMPARE(test.foundNodes(), QStringList { u"https://vault-2.example:8200"_s });
    QCOMPARE(session.request(0).target, "/v1/sys/ha-status");
    QCOMPARE(session.request(0).header("X-Vault-Token"), "hvs.test");
    for (const ScriptedServer::Request &request : server.requests())
        QVERIFY(!request.has("X-Vault-Token"));
    QVERIFY(!test.report().contains(u"hvs."));
}

void TestConnectionTest::whatHaStatusAnswersIsDecoded_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("good");
    QTest::addColumn<QStringList>("addresses");
    QTest::newRow("at the top") << QByteArray(R"({"Nodes":[{"api_address":"https://a"}]})") << true
                                << QStringList { u"https://a"_s };
    QTest::newRow("in data") << QByteArray(R"({"data":{"Nodes":[{"api_address":"https://a"}]}})")
                             << true << QStringList { u"https://a"_s };
    QTest::newRow("none") << QByteArray(R"({"Nodes":[]})") << true << QStringList();
    QTest::newRow("redacted") << QByteArray(R"({"Nodes":[{"api_address":""}]})") << true
                              << QStringList();
    QTest::newRow("something else") << QByteArray(R"({"nothing":1})") << false << QStringList();
    QTest::newRow("wrong type") << QByteArray(R"({"Nodes":[{"api_address":5}]})") << false
                                << QStringList();
    QTest::newRow("no JSON") << QByteArray("<html>") << false << QStringList();
}

void TestConnectionTest::whatHaStatusAnswersIsDecoded()
{
    QFETCH(QByteArray, body);
    QFETCH(bool, good);
    QFETCH(QStringList, addresses);
    const Result<QStringList> decoded = decodeNodeAddresses(body);
    QCOMPARE(decoded.has_value(), good);
    if (good)
        QCOMPARE(*decoded, addresses);
}

void TestConnectionTest::cancellingEndsAtOnce()
{
    QTcpServer mute;
    QVERIFY(mute.listen(QHostAddress::LocalHost));
    ConnectionTest test({ .address = QUrl(u"https://127.0.0.1:%1"_s.arg(mute.serverPort())) });
    QSignalSpy finished(&test, &ConnectionTest::finished);
    test.start();
    QTRY_COMPARE(test.finding(Step::Tls).state, Found::Running);
    test.cancel();
    QCOMPARE(finished.size(), 1);
    QVERIFY(!test.isRunning());
    QCOMPARE(test.finding(Step::Tls).state, Found::Skipped);
    QCOMPARE(test.finding(Step::Nodes).state, Found::Skipped);
    test.cancel();
    QCOMPARE(finished.size(), 1);
}

void TestConnectionTest::deletingInTheMiddleIsSafe()
{
    for (int step = 0; step < connectionStepCount; ++step) {
        ScriptedServer server(m_good);
        vaultLike(server);
        auto *test = new ConnectionTest(to(server));
        QPointer<ConnectionTest> alive(test);
        connect(test, &ConnectionTest::stepChanged, this, [test, step](Step changed) {
            if (int(changed) == step && test->finding(changed).state == Found::Running)
                test->deleteLater();
        });
        test->start();
        QTRY_VERIFY(!alive);
    }
}

void TestConnectionTest::theReportHoldsEverythingButSecrets()
{
    ScriptedServer server(m_certificates.serverConfiguration({ .authority = u"Other CA"_s }));
    ConnectionTest test(to(server));
    QVERIFY(run(test));
    const QString report = test.report();
    for (int step = 0; step < connectionStepCount; ++step)
        QVERIFY(report.contains(connectionStepName(Step(step))));
    QVERIFY(report.contains(test.verdict()->summary));
    QVERIFY(report.contains(test.verdict()->advice));
    QVERIFY(report.contains(u"SHA-256: "));
}

void TestConnectionTest::theReportIsPlainWhateverTheServerSays()
{
    ScriptedServer server;
    const QByteArray hostile = "x\\u001b[2J\\r\\n[good] forged\\u202e\\u2028";
    QByteArray body = health();
    body.replace("\"version\":\"", "\"version\":\"" + hostile);
    QVERIFY(body.contains(hostile));
    vaultLike(server, body);
    ConnectionTest test(to(server));
    QVERIFY(run(test));
    const QString report = test.report();
    QVERIFY(report.contains(u"forged"));
    QVERIFY(!report.contains(u"\n[good] forged"));
    QCOMPARE(visibleText(report), report);
}

QTEST_GUILESS_MAIN(TestConnectionTest)
#include "tst_connectiontest.moc"
