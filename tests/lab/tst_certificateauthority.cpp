// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/crypto/certificateauthority.h"
#include "tests/patience.h"

#include <QSignalSpy>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslError>
#include <QSslKey>
#include <QSslSocket>
#include <QTcpServer>
#include <QTest>

using namespace switchover::lab;
using namespace Qt::StringLiterals;

namespace {

/// Takes one connection and answers its TLS handshake.
class TlsServer final : public QTcpServer
{
public:
    explicit TlsServer(const ServerCertificate &identity)
    {
        m_configuration.setLocalCertificate(QSslCertificate(identity.certificatePem));
        m_configuration.setPrivateKey(QSslKey(identity.privateKeyPem, QSsl::Ec));
    }

protected:
    void incomingConnection(qintptr descriptor) override
    {
        auto *socket = new QSslSocket(this);
        socket->setSslConfiguration(m_configuration);
        socket->setSocketDescriptor(descriptor);
        socket->startServerEncryption();
    }

private:
    QSslConfiguration m_configuration = QSslConfiguration::defaultConfiguration();
};

QSslCertificate only(const QByteArray &pem)
{
    const QList<QSslCertificate> all = QSslCertificate::fromData(pem);
    return all.size() == 1 ? all.first() : QSslCertificate();
}

} // namespace

class TestCertificateAuthority final : public QObject
{
    Q_OBJECT

private slots:
    void certificatesAreWhatWasAskedFor()
    {
        const CertificateAuthority authority(u"Some lab CA"_s);
        const QSslCertificate ca = only(authority.certificatePem());
        QVERIFY(!ca.isNull());
        QVERIFY(ca.isSelfSigned());
        QCOMPARE(ca.subjectInfo(QSslCertificate::CommonName), QStringList { u"Some lab CA"_s });

        const ServerCertificate identity =
            authority.issue({ .commonName = u"amber"_s, .dnsNames = { u"amber-1.lab"_s } });
        const QSslCertificate certificate = only(identity.certificatePem);
        QVERIFY(!certificate.isNull());
        QCOMPARE(certificate.issuerInfo(QSslCertificate::CommonName),
                 QStringList { u"Some lab CA"_s });
        QCOMPARE(certificate.subjectInfo(QSslCertificate::CommonName), QStringList { u"amber"_s });
        const auto names = certificate.subjectAlternativeNames();
        QVERIFY(names.contains(QSsl::DnsEntry, u"localhost"_s));
        QVERIFY(names.contains(QSsl::DnsEntry, u"amber-1.lab"_s));
        QVERIFY(names.contains(QSsl::IpAddressEntry, u"127.0.0.1"_s));
        const QDateTime now = QDateTime::currentDateTimeUtc();
        QVERIFY(certificate.effectiveDate() < now);
        QVERIFY(certificate.expiryDate() > now.addDays(7));
        QVERIFY(!QSslKey(identity.privateKeyPem, QSsl::Ec).isNull());
        QVERIFY(certificate.serialNumber()
                != only(authority.issue().certificatePem).serialNumber());
    }

    void aTlsClientJudgesTheCertificate_data()
    {
        QTest::addColumn<QStringList>("dnsNames");
        QTest::addColumn<bool>("loopback");
        QTest::addColumn<int>("daysLeft");
        QTest::addColumn<bool>("trusted");
        QTest::addColumn<int>("problem"); // QSslError::NoError: accepted
        QTest::newRow("good") << QStringList() << true << 30 << true << int(QSslError::NoError);
        QTest::newRow("unknown authority") << QStringList() << true << 30 << false
                                           << int(QSslError::UnableToGetLocalIssuerCertificate);
        QTest::newRow("expired") << QStringList() << true << -1 << true
                                 << int(QSslError::CertificateExpired);
        QTest::newRow("wrong name") << QStringList { u"vault.example"_s } << false << 30 << true
                                    << int(QSslError::HostNameMismatch);
    }
    void aTlsClientJudgesTheCertificate()
    {
        QFETCH(QStringList, dnsNames);
        QFETCH(bool, loopback);
        QFETCH(int, daysLeft);
        QFETCH(bool, trusted);
        QFETCH(int, problem);
        const CertificateAuthority authority;
        const CertificateAuthority other;
        TlsServer server(
            authority.issue({ .commonName = u"vault.example"_s,
                              .dnsNames = dnsNames,
                              .loopback = loopback,
                              .notAfter = QDateTime::currentDateTimeUtc().addDays(daysLeft) }));
        QVERIFY(server.listen(QHostAddress::LocalHost));

        QSslSocket client;
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setCaCertificates(
            { only(trusted ? authority.certificatePem() : other.certificatePem()) });
        client.setSslConfiguration(configuration);
        QList<QSslError::SslError> problems;
        connect(&client, &QSslSocket::sslErrors, this, [&problems](const QList<QSslError> &errors) {
            for (const QSslError &error : errors)
                problems.append(error.error());
        });
        client.connectToHostEncrypted(u"127.0.0.1"_s, server.serverPort());
        if (problem == QSslError::NoError) {
            QTRY_VERIFY(client.isEncrypted());
            QVERIFY(problems.isEmpty());
        } else {
            QTRY_VERIFY(problems.contains(QSslError::SslError(problem)));
            QVERIFY(!client.isEncrypted());
        }
    }
};

QTEST_GUILESS_MAIN(TestCertificateAuthority)
#include "tst_certificateauthority.moc"
