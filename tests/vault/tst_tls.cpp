// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/httptransport.h"
#include "models/vault/tls.h"
#include "models/vault/vaultclient.h"
#include "tests/patience.h"
#include "tests/vault/calls.h"
#include "tests/vault/certificates.h"
#include "tests/vault/scriptedserver.h"
#include "tests/vault/waiting.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace switchover;

namespace {

const QByteArray health = R"({"initialized":true,"sealed":false,"standby":false})";

} // namespace

class TestTls : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();

    void theRightAuthorityIsTrusted();
    void aBundleOfAuthoritiesIsTrusted();
    void whatCannotBeTrustedIsNamed_data();
    void whatCannotBeTrustedIsNamed();
    void aServerNameReplacesTheHost();
    void theAuthorityReplacesTheSystems();
    void aChangedAuthorityCountsAtOnceAlsoForKeptConnections();
    void aPinnedCertificateIsTrustedWithoutItsAuthority();
    void noOtherCertificateIsTrustedBesidesAPinnedOne_data();
    void noOtherCertificateIsTrustedBesidesAPinnedOne();
    void connectionsAreNotSharedBetweenPins();
    void aClientCertificateIsShown_data();
    void aClientCertificateIsShown();
    void aKeyWithAPassphraseAsksForIt();
    void whatCannotBeReadIsNamed_data();
    void whatCannotBeReadIsNamed();
    void aFolderOfAuthoritiesIsTrusted();
    void aWriteOverTlsReachesTheServerOnce();
    void onlyAlternativeNamesCount_data();
    void onlyAlternativeNamesCount();
    void theTokenIsNotSentToAServerThatIsNotTrusted();
    void anAuthorityThatIsNoCertificateIsRefusedBeforeSending_data();
    void anAuthorityThatIsNoCertificateIsRefusedBeforeSending();
    void plainHttpBehindAnHttpsAddressIsRecognised();
    void tlsBehindAnHttpAddressIsRecognised();
    void vaultsOwnWordsForPlainHttpAreUnderstood();
    void aRedirectOutOfTlsIsNotFollowed();
    void oldProtocolsAreRefused();
    void aPeerThatClosesInTheHandshakeIsAnError();

private:
    CertificateMaker m_certificates;
    QSslConfiguration m_good;
    QByteArray m_ca;
};

void TestTls::initTestCase()
{
    QVERIFY(m_certificates.makeAuthority(u"Right CA"_s));
    QVERIFY(m_certificates.makeAuthority(u"Other CA"_s));
    m_ca = m_certificates.authorityPem(u"Right CA"_s);
    m_good = m_certificates.serverConfiguration({ .authority = u"Right CA"_s });
    QVERIFY(!m_good.localCertificate().isNull());
}

void TestTls::theRightAuthorityIsTrusted()
{
    ScriptedServer server(m_good);
    server.setScript({ ScriptedServer::http(200, health) });
    VaultClient client({ .address = server.url(), .caPem = m_ca });
    Outcome<Health> outcome;
    client.readHealth(this, outcome.handler());
    QVERIFY(outcome.wait());
    QVERIFY2(outcome.isGood(), qPrintable(errorSentence(outcome.error())));
}

void TestTls::aBundleOfAuthoritiesIsTrusted()
{
    ScriptedServer server(m_good);
    server.setScript({ ScriptedServer::http(200, health) });
    VaultClient client(
        { .address = server.url(),
          .caPem = "# both\n" + m_certificates.authorityPem(u"Other CA"_s) + "\r\n" + m_ca });
    Outcome<Health> outcome;
    client.readHealth(this, outcome.handler());
    QVERIFY(outcome.wait());
    QVERIFY2(outcome.isGood(), qPrintable(errorSentence(outcome.error())));
}

void TestTls::whatCannotBeTrustedIsNamed_data()
{
    QTest::addColumn<QString>("authority");
    QTest::addColumn<QString>("names");
    QTest::addColumn<int>("days");
    QTest::addColumn<QString>("said");
    QTest::addRow("unknown authority") << u"Other CA"_s << u"IP:127.0.0.1"_s << 30 << u"Other CA"_s;
    QTest::addRow("wrong host") << u"Right CA"_s << u"DNS:elsewhere.example"_s << 30
                                << u"elsewhere.example"_s;
    QTest::addRow("expired") << u"Right CA"_s << u"IP:127.0.0.1"_s << -1 << u"expired"_s;
}

void TestTls::whatCannotBeTrustedIsNamed()
{
    QFETCH(QString, authority);
    QFETCH(QString, names);
    QFETCH(int, days);
    QFETCH(QString, said);
    ScriptedServer server(m_certificates.serverConfiguration(
        { .authority = authority, .names = names, .validForDays = days }));
    VaultClient client({ .address = server.url(), .caPem = m_ca });
    client.setToken(SecretString("hvs.test"));
    Outcome<Health> read;
    client.readHealth(this, read.handler());
    QVERIFY(read.wait());
    Outcome<OperationAnswer> write;
    client.send(demoteCall(), this, write.handler());
    QVERIFY(write.wait());
    for (const Error &error : { read.error(), write.error() }) {
        QCOMPARE(error.kind, Error::Kind::TlsFailed);
        QVERIFY2(error.detail.contains(said), qPrintable(error.detail));
        QCOMPARE(error.where, server.hostAndPort());
        QVERIFY(!outcomeIsUnknown(error));
    }
    QCOMPARE(server.requests().size(), 0);
}

void TestTls::aServerNameReplacesTheHost()
{
    ScriptedServer server(m_certificates.serverConfiguration(
        { .authority = u"Right CA"_s, .names = u"DNS:vault.internal"_s }));
    server.setScript({ ScriptedServer::http(200, health) });
    VaultClient client(
        { .address = server.url(), .caPem = m_ca, .tlsServerName = u"vault.internal"_s });
    Outcome<Health> outcome;
    client.readHealth(this, outcome.handler());
    QVERIFY(outcome.wait());
    QVERIFY2(outcome.isGood(), qPrintable(errorSentence(outcome.error())));

    client.setConnection(
        { .address = server.url(), .caPem = m_ca, .tlsServerName = u"another.internal"_s });
    Outcome<Health> wrong;
    client.readHealth(this, wrong.handler());
    QVERIFY(wrong.wait());
    QCOMPARE(wrong.error().kind, Error::Kind::TlsFailed);
}

void TestTls::theAuthorityReplacesTheSystems()
{
    const Result<QSslConfiguration> own = tlsConfiguration(m_ca);
    QVERIFY(own.has_value());
    QCOMPARE(own->caCertificates(), QSslCertificate::fromData(m_ca));
    QCOMPARE(own->peerVerifyMode(), QSslSocket::VerifyPeer);
    const Result<QSslConfiguration> systems = tlsConfiguration(QByteArray());
    QVERIFY(systems.has_value());
    QCOMPARE(systems->peerVerifyMode(), QSslSocket::VerifyPeer);

    // Without a CA of its own, the test server is not trusted.
    ScriptedServer server(m_good);
    VaultClient client({ .address = server.url() });
    Outcome<Health> outcome;
    client.readHealth(this, outcome.handler());
    QVERIFY(outcome.wait());
    QCOMPARE(outcome.error().kind, Error::Kind::TlsFailed);
}

void TestTls::aChangedAuthorityCountsAtOnceAlsoForKeptConnections()
{
    ScriptedServer server(m_good);
    server.setScript({ ScriptedServer::http(200, health) });
    HttpTransport transport;
    VaultClient trusting({ .address = server.url(), .caPem = m_ca }, transport);
    Outcome<Health> good;
    trusting.readHealth(this, good.handler());
    QVERIFY(good.wait() && good.isGood());

    VaultClient doubting(
        { .address = server.url(), .caPem = m_certificates.authorityPem(u"Other CA"_s) },
        transport);
    Outcome<Health> bad;
    doubting.readHealth(this, bad.handler());
    QVERIFY(bad.wait());
    QCOMPARE(bad.error().kind, Error::Kind::TlsFailed);

    trusting.setConnection(doubting.connection());
    Outcome<Health> changed;
    trusting.readHealth(this, changed.handler());
    QVERIFY(changed.wait());
    QCOMPARE(changed.error().kind, Error::Kind::TlsFailed);
    QCOMPARE(server.requests().size(), 1);
}

void TestTls::aPinnedCertificateIsTrustedWithoutItsAuthority()
{
    ScriptedServer server(m_good);
    server.setScript({ ScriptedServer::http(200, health) });
    // The CA is another one: the pin alone has to carry.
    VaultClient client({ .address = server.url(),
                         .caPem = m_certificates.authorityPem(u"Other CA"_s),
                         .pinnedDigests = { digestOf(m_good.localCertificate()) } });
    client.setToken(SecretString("hvs.test"));
    Outcome<Health> read;
    client.readHealth(this, read.handler());
    QVERIFY(read.wait());
    QVERIFY2(read.isGood(), qPrintable(errorSentence(read.error())));
    Outcome<OperationAnswer> write;
    client.send(demoteCall(), this, write.handler());
    QVERIFY(write.wait());
    QCOMPARE(server.requests().size(), 2);
    QCOMPARE(server.request(1).header("X-Vault-Token"), "hvs.test");
}

void TestTls::noOtherCertificateIsTrustedBesidesAPinnedOne_data()
{
    QTest::addColumn<QString>("authority");
    QTest::addColumn<QString>("names");
    QTest::addColumn<int>("days");
    QTest::addColumn<bool>("pinned");
    QTest::addColumn<QString>("said");
    QTest::addRow("of the trusted authority")
        << u"Right CA"_s << u"IP:127.0.0.1"_s << 30 << false << u"another certificate"_s;
    QTest::addRow("of an unknown authority")
        << u"Other CA"_s << u"IP:127.0.0.1"_s << 30 << false << u"another certificate"_s;
    QTest::addRow("the pinned one for another name")
        << u"Right CA"_s << u"DNS:elsewhere.example"_s << 30 << true << u"elsewhere.example"_s;
    QTest::addRow("the pinned one after its end")
        << u"Right CA"_s << u"IP:127.0.0.1"_s << -1 << true << u"expired"_s;
}

void TestTls::noOtherCertificateIsTrustedBesidesAPinnedOne()
{
    QFETCH(QString, authority);
    QFETCH(QString, names);
    QFETCH(int, days);
    QFETCH(bool, pinned);
    QFETCH(QString, said);
    const QSslConfiguration shown = m_certificates.serverConfiguration(
        { .authority = authority, .names = names, .validForDays = days });
    ScriptedServer server(shown);
    const QSslCertificate pin = pinned ? shown.localCertificate() : m_good.localCertificate();
    VaultClient client(
        { .address = server.url(), .caPem = m_ca, .pinnedDigests = { digestOf(pin) } });
    client.setToken(SecretString("hvs.test"));
    Outcome<Health> read;
    client.readHealth(this, read.handler());
    QVERIFY(read.wait());
    Outcome<OperationAnswer> write;
    client.send(demoteCall(), this, write.handler());
    QVERIFY(write.wait());
    for (const Error &error : { read.error(), write.error() }) {
        QCOMPARE(error.kind, Error::Kind::TlsFailed);
        QVERIFY2(error.detail.contains(said), qPrintable(error.detail));
        QVERIFY(!outcomeIsUnknown(error));
    }
    QCOMPARE(server.requests().size(), 0);
}

void TestTls::connectionsAreNotSharedBetweenPins()
{
    ScriptedServer server(m_good);
    server.setScript({ ScriptedServer::http(200, health) });
    HttpTransport transport;
    VaultClient pinned(
        { .address = server.url(), .pinnedDigests = { digestOf(m_good.localCertificate()) } },
        transport);
    Outcome<Health> first;
    pinned.readHealth(this, first.handler());
    QVERIFY(first.wait() && first.isGood());
    QCOMPARE(server.openConnections(), 1);
    const QList<Connection> others {
        { .address = server.url(), .caPem = m_certificates.authorityPem(u"Other CA"_s) },
        { .address = server.url(),
          .caPem = m_ca,
          .pinnedDigests = { digestOf(QSslCertificate(m_ca)) } },
        { .address = server.url(), .caPem = m_ca, .tlsServerName = u"vault.internal"_s },
    };
    for (const Connection &other : others) {
        VaultClient client(other, transport);
        Outcome<Health> outcome;
        client.readHealth(this, outcome.handler());
        QVERIFY(outcome.wait());
        QCOMPARE(outcome.error().kind, Error::Kind::TlsFailed);
    }
    QCOMPARE(server.requests().size(), 1);
    Outcome<Health> again;
    pinned.readHealth(this, again.handler());
    QVERIFY(again.wait() && again.isGood());
    QCOMPARE(server.request(1).connection, 1);
}

void TestTls::aClientCertificateIsShown_data()
{
    QTest::addColumn<QSsl::SslProtocol>("protocol");
    QTest::newRow("TLS 1.2") << QSsl::TlsV1_2;
    QTest::newRow("TLS 1.3") << QSsl::TlsV1_3;
}

void TestTls::aClientCertificateIsShown()
{
    QFETCH(QSsl::SslProtocol, protocol);
    const CertificateMaker::ClientFiles files = m_certificates.clientFiles(u"Right CA"_s);
    QVERIFY(!files.certificate.isEmpty());
    const Result<Trust> trust = readTrust(
        { .caPem = m_ca, .clientCertificateFile = files.certificate, .clientKeyFile = files.key });
    QVERIFY2(trust, qPrintable(errorSentence(trust ? Error() : trust.error())));
    QSslConfiguration demanding = m_certificates.demanding(m_good, u"Right CA"_s);
    demanding.setProtocol(protocol);
    ScriptedServer server(demanding);
    server.setScript({ ScriptedServer::http(200, health) });
    HttpTransport transport;
    VaultClient shows(
        { .address = server.url(), .caPem = trust->caPem, .clientIdentity = trust->clientIdentity },
        transport);
    Outcome<Health> good;
    shows.readHealth(this, good.handler());
    QVERIFY(good.wait());
    QVERIFY2(good.isGood(), qPrintable(errorSentence(good.error())));
    VaultClient shy({ .address = server.url(), .caPem = trust->caPem }, transport);
    Outcome<Health> bad;
    shy.readHealth(this, bad.handler());
    QVERIFY(bad.wait());
    QVERIFY(!bad.isGood());
    QCOMPARE(server.requests().size(), 1);
}

void TestTls::aKeyWithAPassphraseAsksForIt()
{
    const CertificateMaker::ClientFiles files = m_certificates.clientFiles(u"Right CA"_s);
    for (const QString &key : { files.encryptedKey, files.encryptedPkcs8Key }) {
        const TrustSources sources { .clientCertificateFile = files.certificate,
                                     .clientKeyFile = key };
        for (const char *wrong : { "", "wrong" }) {
            const Result<Trust> refused = readTrust(sources, SecretString(wrong));
            QVERIFY(!refused);
            QCOMPARE(refused.error().where, QLatin1StringView(keyPassphraseField));
            QVERIFY(refused.error().detail.contains(key));
        }
        const Result<Trust> opened = readTrust(sources, SecretString(CertificateMaker::passphrase));
        QVERIFY2(opened, qPrintable(key));
        QVERIFY(!opened->clientIdentity.key.isNull());
    }
}

void TestTls::whatCannotBeReadIsNamed_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("named");
    const CertificateMaker::ClientFiles files = m_certificates.clientFiles(u"Right CA"_s);
    QTest::newRow("no such certificate") << u"/nowhere.pem"_s << files.key << u"/nowhere.pem"_s;
    QTest::newRow("a key instead of the certificate") << files.key << files.key << files.key;
    QTest::newRow("a certificate instead of the key")
        << files.certificate << files.certificate << files.certificate;
    QTest::newRow("no key beside it") << files.certificate << QString() << files.certificate;
    QTest::newRow("a key of another kind")
        << files.certificate << files.foreignKey << files.foreignKey;
    QTest::newRow("a folder") << u"/tmp"_s << files.key << u"/tmp"_s;
}

void TestTls::whatCannotBeReadIsNamed()
{
    QFETCH(QString, certificate);
    QFETCH(QString, key);
    QFETCH(QString, named);
    const Result<Trust> trust =
        readTrust({ .clientCertificateFile = certificate, .clientKeyFile = key });
    QVERIFY(!trust);
    QCOMPARE(trust.error().kind, Error::Kind::File);
    QCOMPARE(trust.error().where, named);
    QVERIFY(!trust.error().detail.isEmpty());
}

void TestTls::aFolderOfAuthoritiesIsTrusted()
{
    QTemporaryDir folder;
    QVERIFY(!readTrust({ .caFolder = folder.path() }));
    const auto write = [&folder](const QString &name, const QByteArray &content) {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    };
    write(u"a.pem"_s, m_certificates.authorityPem(u"Other CA"_s));
    write(u"readme"_s, "no certificate");
    const TrustSources sources { .caFolder = folder.path() };
    const QStringList before = trustFilesStamp(sources);
    write(u"b.crt"_s, m_ca);
    QVERIFY(trustFilesStamp(sources) != before);
    const Result<Trust> trust = readTrust(sources);
    QVERIFY(trust);
    ScriptedServer server(m_good);
    server.setScript({ ScriptedServer::http(200, health) });
    VaultClient client({ .address = server.url(), .caPem = trust->caPem });
    Outcome<Health> outcome;
    client.readHealth(this, outcome.handler());
    QVERIFY(outcome.wait());
    QVERIFY2(outcome.isGood(), qPrintable(errorSentence(outcome.error())));
    // The first that is given wins, as for the vault CLI.
    QCOMPARE(readTrust({ .caPem = "pasted", .caFolder = folder.path() })->caPem, "pasted");
    QCOMPARE(readTrust({ .caFile = folder.filePath(u"b.crt"_s), .caPem = "pasted" })->caPem, m_ca);
}

void TestTls::aWriteOverTlsReachesTheServerOnce()
{
    ScriptedServer server(m_good);
    server.setScript({ ScriptedServer::close(), ScriptedServer::http(200, "{}") });
    VaultClient client({ .address = server.url(), .caPem = m_ca });
    Outcome<OperationAnswer> outcome;
    client.send(demoteCall(), this, outcome.handler());
    QVERIFY(outcome.wait());
    QCOMPARE(outcome.error().kind, Error::Kind::ConnectionLost);
    Outcome<OperationAnswer> second;
    client.send(demoteCall(), this, second.handler());
    QVERIFY(second.wait());
    QVERIFY(second.isGood());
    QCOMPARE(server.requests().size(), 2);
}

void TestTls::onlyAlternativeNamesCount_data()
{
    QTest::addColumn<QString>("commonName");
    QTest::addColumn<QString>("names");
    QTest::addColumn<QString>("serverName");
    QTest::addColumn<bool>("isGood");
    const QString address = u"127.0.0.1"_s;
    QTest::newRow("the address as common name") << address << QString() << QString() << false;
    QTest::newRow("a name as common name")
        << u"vault.example"_s << QString() << u"vault.example"_s << false;
    QTest::newRow("the common name beside others")
        << u"vault.example"_s << u"DNS:other.example"_s << u"vault.example"_s << false;
    QTest::newRow("the address beside a name")
        << address << u"DNS:localhost"_s << QString() << false;
    QTest::newRow("the address as a DNS name")
        << address << u"DNS:127.0.0.1"_s << QString() << false;
    QTest::newRow("the address") << u"x"_s << u"IP:127.0.0.1"_s << QString() << true;
    QTest::newRow("a name") << u"x"_s << u"DNS:a.example,DNS:Vault.Example"_s << u"vault.example"_s
                            << true;
    QTest::newRow("a wildcard") << u"x"_s << u"DNS:*.vault.example"_s << u"a.vault.example"_s
                                << true;
    QTest::newRow("a wildcard for two labels")
        << u"b.a.vault.example"_s << u"DNS:*.vault.example"_s << u"b.a.vault.example"_s << false;
    QTest::newRow("a wildcard in the common name")
        << u"*.vault.example"_s << u"DNS:other.example"_s << u"a.vault.example"_s << false;
}

// Qt takes the common name; Go, and so every secondary, does not.
void TestTls::onlyAlternativeNamesCount()
{
    QFETCH(QString, commonName);
    QFETCH(QString, names);
    QFETCH(QString, serverName);
    QFETCH(bool, isGood);
    const QSslConfiguration shown = m_certificates.serverConfiguration(
        { .authority = u"Right CA"_s, .names = names, .commonName = commonName });
    QVERIFY(!shown.localCertificate().isNull());
    for (const bool pinned : { false, true }) {
        ScriptedServer server(shown);
        server.setScript({ ScriptedServer::http(200, R"({"data":null,"warnings":["W"]})") });
        Connection connection { .address = server.url(),
                                .caPem = m_ca,
                                .tlsServerName = serverName };
        if (pinned)
            connection.pinnedDigests = { digestOf(shown.localCertificate()) };
        VaultClient client(connection);
        client.setToken(SecretString("hvs.test"));
        Outcome<OperationAnswer> outcome;
        client.send(demoteCall(), this, outcome.handler());
        QVERIFY(outcome.wait(test::patience));
        QCOMPARE(outcome.isGood(), isGood);
        if (!isGood) {
            QCOMPARE(outcome.error().kind, Error::Kind::TlsFailed);
            QCOMPARE(outcome.error().where, server.hostAndPort());
        }
        QCOMPARE(server.requests().size(), isGood ? 1 : 0);
    }
}

void TestTls::theTokenIsNotSentToAServerThatIsNotTrusted()
{
    ScriptedServer active(m_certificates.serverConfiguration({ .authority = u"Other CA"_s }));
    ScriptedServer standby(m_good);
    standby.setScript({ ScriptedServer::redirect(
        307, active.url().toEncoded() + "/v1/sys/replication/performance/primary/demote") });
    VaultClient client({ .address = standby.url(), .caPem = m_ca });
    client.setToken(SecretString("hvs.test"));
    client.setTokenForwardingHosts({ active.hostAndPort() });
    Outcome<OperationAnswer> outcome;
    client.send(demoteCall(), this, outcome.handler());
    QVERIFY(outcome.wait());
    // The standby had the write, so its outcome is unknown, though the active node got nothing.
    QVERIFY(outcomeIsUnknown(outcome.error()));
    QCOMPARE(outcome.error().where, active.hostAndPort());
    QCOMPARE(active.requests().size(), 0);
}

void TestTls::anAuthorityThatIsNoCertificateIsRefusedBeforeSending_data()
{
    QTest::addColumn<QByteArray>("pem");
    QTest::addRow("text") << QByteArray("my certificate");
    QTest::addRow("cut off") << m_ca.first(m_ca.size() / 2);
    QTest::addRow("broken inside")
        << QByteArray("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    QTest::addRow("a good and a broken one")
        << m_ca + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    QTest::addRow("a key") << QByteArray(
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
}

void TestTls::anAuthorityThatIsNoCertificateIsRefusedBeforeSending()
{
    QFETCH(QByteArray, pem);
    ScriptedServer server(m_good);
    VaultClient client({ .address = server.url(), .caPem = pem });
    Outcome<Health> outcome;
    client.readHealth(this, outcome.handler());
    QVERIFY(outcome.wait());
    QCOMPARE(outcome.error().kind, Error::Kind::InvalidInput);
    QVERIFY(!outcome.error().detail.isEmpty());
    QCOMPARE(server.connections(), 0);
}

void TestTls::plainHttpBehindAnHttpsAddressIsRecognised()
{
    QTcpServer plain; // answers anything, a client hello too, as HTTP servers do
    QVERIFY(plain.listen(QHostAddress::LocalHost));
    connect(&plain, &QTcpServer::newConnection, this, [&] {
        QTcpSocket *socket = plain.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [socket] {
            socket->readAll();
            socket->write("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n400 Bad Request");
            socket->disconnectFromHost();
        });
    });
    VaultClient client(
        { .address = QUrl(u"https://127.0.0.1:%1"_s.arg(plain.serverPort())), .caPem = m_ca });
    Outcome<Health> read;
    client.readHealth(this, read.handler());
    QVERIFY(read.wait());
    Outcome<OperationAnswer> write;
    client.send(demoteCall(), this, write.handler());
    QVERIFY(write.wait());
    for (const Error &error : { read.error(), write.error() }) {
        QCOMPARE(error.kind, Error::Kind::TlsFailed);
        QVERIFY2(error.detail.contains(u"plain HTTP"), qPrintable(error.detail));
    }
}

void TestTls::tlsBehindAnHttpAddressIsRecognised()
{
    ScriptedServer server(m_good);
    QUrl address = server.url();
    address.setScheme(u"http"_s);
    VaultClient client({ .address = address });
    Outcome<Health> outcome;
    client.readHealth(this, outcome.handler());
    QVERIFY(outcome.wait());
    QVERIFY(!outcome.isGood());
    QVERIFY2(outcome.error().detail.contains(u"https://"),
             qPrintable(errorSentence(outcome.error())));
}

void TestTls::vaultsOwnWordsForPlainHttpAreUnderstood()
{
    ScriptedServer server;
    server.setScript({ ScriptedServer::rawThenClose(
        "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n") });
    VaultClient client({ .address = server.url() });
    Outcome<Health> outcome;
    client.readHealth(this, outcome.handler());
    QVERIFY(outcome.wait());
    QCOMPARE(outcome.error().kind, Error::Kind::TlsFailed);
    QVERIFY(outcome.error().detail.contains(u"https://"));
}

void TestTls::aRedirectOutOfTlsIsNotFollowed()
{
    ScriptedServer plain;
    ScriptedServer server(m_good);
    server.setScript({ ScriptedServer::redirect(
        307, plain.url().toEncoded() + "/v1/sys/replication/performance/primary/demote") });
    VaultClient client({ .address = server.url(), .caPem = m_ca });
    client.setToken(SecretString("hvs.test"));
    client.setTokenForwardingHosts({ plain.hostAndPort() });
    Outcome<OperationAnswer> outcome;
    client.send(demoteCall(), this, outcome.handler());
    QVERIFY(outcome.wait());
    QCOMPARE(outcome.error().kind, Error::Kind::Redirected);
    QVERIFY(outcome.error().detail.contains(u"TLS"));
    QCOMPARE(plain.connections(), 0);
}

void TestTls::oldProtocolsAreRefused()
{
    QCOMPARE(tlsConfiguration(m_ca)->protocol(), QSsl::TlsV1_2OrLater);
}

void TestTls::aPeerThatClosesInTheHandshakeIsAnError()
{
    QTcpServer rude;
    QVERIFY(rude.listen(QHostAddress::LocalHost));
    connect(&rude, &QTcpServer::newConnection, this,
            [&] { rude.nextPendingConnection()->disconnectFromHost(); });
    VaultClient client(
        { .address = QUrl(u"https://127.0.0.1:%1"_s.arg(rude.serverPort())), .caPem = m_ca });
    Outcome<Health> read;
    client.readHealth(this, read.handler());
    QVERIFY(read.wait());
    QVERIFY(!read.isGood());
    Outcome<OperationAnswer> write;
    client.send(demoteCall(), this, write.handler());
    QVERIFY(write.wait());
    QVERIFY2(!outcomeIsUnknown(write.error()),
             qPrintable(errorSentence(write.error()))); // nothing was sent
}

QTEST_GUILESS_MAIN(TestTls)
#include "tst_tls.moc"
