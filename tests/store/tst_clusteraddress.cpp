// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/clusterregistry.h"

#include <QTest>

using namespace switchover;
using namespace Qt::StringLiterals;

class TestClusterAddress final : public QObject
{
    Q_OBJECT

private slots:
    void whatPeopleTypeBecomesAnAddress_data()
    {
        QTest::addColumn<QString>("input");
        QTest::addColumn<QString>("address");
        QTest::newRow("host") << u"vault.example.com"_s << u"https://vault.example.com:8200"_s;
        QTest::newRow("host and port")
            << u"vault.example.com:8300"_s << u"https://vault.example.com:8300"_s;
        QTest::newRow("capitals") << u"HTTPS://Vault.Example.COM:8200"_s
                                  << u"https://vault.example.com:8200"_s;
        QTest::newRow("white space around") << u"  vault-1:8200\n"_s << u"https://vault-1:8200"_s;
        QTest::newRow("as in VAULT_ADDR behind a balancer")
            << u"https://vault.example.com"_s << u"https://vault.example.com"_s;
        QTest::newRow("the scheme's own port")
            << u"https://vault.example.com:443"_s << u"https://vault.example.com"_s;
        QTest::newRow("plain http is kept")
            << u"http://127.0.0.1:8200"_s << u"http://127.0.0.1:8200"_s;
        QTest::newRow("trailing slash") << u"https://vault:8200/"_s << u"https://vault:8200"_s;
        QTest::newRow("api path") << u"https://vault:8200/v1/"_s << u"https://vault:8200"_s;
        QTest::newRow("copied from the browser")
            << u"https://vault:8200/ui/vault/replication"_s << u"https://vault:8200"_s;
        QTest::newRow("ipv4") << u"10.0.0.7"_s << u"https://10.0.0.7:8200"_s;
        QTest::newRow("bare ipv6") << u"::1"_s << u"https://[::1]:8200"_s;
        QTest::newRow("ipv6 and port")
            << u"[2001:db8::7]:8300"_s << u"https://[2001:db8::7]:8300"_s;
        QTest::newRow("ipv6 with scheme") << u"http://[::1]:8200/ui"_s << u"http://[::1]:8200"_s;
    }
    void whatPeopleTypeBecomesAnAddress()
    {
        QFETCH(QString, input);
        QFETCH(QString, address);
        const auto result = ClusterRegistry::normalizedAddress(input);
        QVERIFY2(result, result ? "" : qPrintable(result.error().detail));
        QCOMPARE(*result, address);
        QCOMPARE(*ClusterRegistry::normalizedAddress(*result), address);
    }

    void whatCannotBeAnAddressIsRefused_data()
    {
        QTest::addColumn<QString>("input");
        for (const char *input :
             { "", "   ", "https://", "ftp://vault:8200", "vault:port", "https://vault:8200/prefix",
               "https://operator:hunter2@vault:8200", "operator@vault", "https://@vault:8200",
               "https://vault:8200/ui?with=token", "https://vault:8200/#top", "vault one",
               "vault:99999", "vault:0", "http:/vault", "https://va\tult" })
            QTest::newRow(input) << QString::fromLatin1(input);
    }
    void whatCannotBeAnAddressIsRefused()
    {
        QFETCH(QString, input);
        const auto result = ClusterRegistry::normalizedAddress(input);
        QVERIFY2(!result, result ? qPrintable(*result) : "");
        QCOMPARE(result.error().kind, Error::Kind::InvalidInput);
        QCOMPARE(result.error().where, u"address"_s);
        QVERIFY(!result.error().detail.isEmpty());
        QVERIFY(!result.error().detail.contains(u"hunter2"));
    }

    void onlyHttpToOtherComputersIsPlain_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("plain");
        QTest::newRow("https") << u"https://vault:8200"_s << false;
        QTest::newRow("http") << u"http://vault:8200"_s << true;
        QTest::newRow("loopback") << u"http://127.0.0.1:8200"_s << false;
        QTest::newRow("any loopback") << u"http://127.3.2.1:8200"_s << false;
        QTest::newRow("ipv6 loopback") << u"http://[::1]:8200"_s << false;
        QTest::newRow("localhost") << u"http://localhost:8200"_s << false;
        QTest::newRow("looks like loopback") << u"http://127.0.0.1.example.com:8200"_s << true;
        QTest::newRow("looks like localhost") << u"http://localhost.example.com:8200"_s << true;
    }
    void onlyHttpToOtherComputersIsPlain()
    {
        QFETCH(QString, address);
        QFETCH(bool, plain);
        QCOMPARE(ClusterRegistry::isPlainHttp(address), plain);
    }
};

QTEST_GUILESS_MAIN(TestClusterAddress)
#include "tst_clusteraddress.moc"
