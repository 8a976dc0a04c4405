// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/clusterregistry.h"
#include "models/store/fleetfile.h"
#include "models/store/importplan.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace switchover;
using namespace Qt::StringLiterals;

namespace {

using Action = ImportEntry::Action;

ClusterRecord planned(const QString &name, const QString &address, const QString &id)
{
    return { .identity = { .id = { id }, .name = name, .address = address } };
}

QByteArray fileWith(const QByteArray &member)
{
    return "[{\"name\":\"amber\",\"address\":\"https://a:8200\"," + member + "}]";
}

} // namespace

class TestImportPlan : public QObject
{
    Q_OBJECT

private slots:
    void addsRenamesAndKeeps()
    {
        const QList<ClusterRecord> registered { planned(u"amber"_s, u"https://a:8200"_s, u"1"_s) };
        ClusterRecord habits = planned(u"Amber"_s, u"https://b:8200"_s, u"2"_s);
        habits.rememberToken = true;
        habits.lastSignIn.method = u"userpass"_s;
        const QList<ImportEntry> plan =
            importPlan(registered,
                       { habits, planned(u"same address"_s, u"https://a:8200"_s, u"3"_s),
                         planned(u"same id"_s, u"https://c:8200"_s, u"1"_s),
                         planned(u"twice"_s, u"https://b:8200"_s, u"4"_s) });
        QCOMPARE(plan.size(), 4);
        QCOMPARE(plan.at(0).action, Action::Add);
        QCOMPARE(plan.at(0).record.identity.name, u"Amber (2)"_s);
        QCOMPARE(plan.at(0).nameInFile, u"Amber"_s);
        QVERIFY(!plan.at(0).record.rememberToken);
        QVERIFY(plan.at(0).record.lastSignIn.method.isEmpty());
        for (int at = 1; at < 4; ++at)
            QCOMPARE(plan.at(at).action, Action::Keep);
    }

    void warnsOfLookAlikesAmongRegisteredAndImported()
    {
        const QString cyrillic = u"\u0430mber"_s;
        const QList<ImportEntry> plan =
            importPlan({ planned(u"amber"_s, u"https://a:8200"_s, u"1"_s) },
                       { planned(cyrillic, u"https://b:8200"_s, u"2"_s),
                         planned(u"birch"_s, u"https://c:8200"_s, u"3"_s),
                         planned(u"\u042circh"_s, u"https://d:8200"_s, u"4"_s) });
        QCOMPARE(plan.at(0).lookAlikes, QStringList { u"amber"_s });
        const QList<ImportEntry> both =
            importPlan({},
                       { planned(cyrillic, u"https://b:8200"_s, u"2"_s),
                         planned(u"amber"_s, u"https://a:8200"_s, u"1"_s) });
        QCOMPARE(both.at(0).lookAlikes, QStringList { u"amber"_s });
        QCOMPARE(both.at(1).lookAlikes, QStringList { cyrillic });
    }

    void refusesFlawedNamesOfAnImportAndKeepsSavedOnes()
    {
        const QByteArray json =
            R"([{"name":"am\u202eber","group":"x\u200by","address":"https://a:8200"},)"
            R"({"name":"amber","address":"https://b:8200"}])";
        const auto refused = decodeFleetFile(json);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, Error::Kind::BadAnswer);

        QTemporaryDir folder;
        QFile file(folder.filePath(u"clusters.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(json);
        file.close();
        QVERIFY(!ClusterRegistry::readFile(file.fileName()));
        ClusterRegistry registry(file.fileName());
        QVERIFY(registry.load());
        QCOMPARE(registry.clusters().size(), 2);
        QCOMPARE(registry.clusters().at(0).identity.name, u"am\\u{202E}ber"_s);
        QCOMPARE(registry.clusters().at(0).identity.group, u"x\\u{200B}y"_s);
        QCOMPARE(registry.escapedNames(),
                 QList<ClusterId> { registry.clusters().at(0).identity.id });
        QVERIFY(registry.escapedNames().at(0).isValid());
    }

    void registryRefusesFlawedNames_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        for (const char *field : { "name", "group", "tls_server_name", "login_namespace" }) {
            QTest::addRow("%s hidden", field) << QString::fromLatin1(field) << u"a\u200bb"_s;
            QTest::addRow("%s ends with a no-break space", field)
                << QString::fromLatin1(field) << u"ab\u00a0"_s;
            QTest::addRow("%s private key", field)
                << QString::fromLatin1(field) << u"-----BEGIN PRIVATE KEY-----"_s;
        }
        QTest::newRow("note private key") << u"note"_s << u"-----BEGIN EC PRIVATE KEY-----"_s;
    }

    void registryRefusesFlawedNames()
    {
        QFETCH(QString, field);
        QFETCH(QString, value);
        ClusterRecord record = planned(u"amber"_s, u"https://a:8200"_s, {});
        (field == u"name"                  ? record.identity.name
             : field == u"group"           ? record.identity.group
             : field == u"note"            ? record.note
             : field == u"tls_server_name" ? record.tlsServerName
                                           : record.loginNamespace) = value;
        ClusterRegistry registry { QString() };
        const auto added = registry.add(record);
        QVERIFY(!added);
        QCOMPARE(added.error().where, field);
        QVERIFY(registry.clusters().isEmpty());
    }

    void refusesPrivateKeysInFleetFiles_data()
    {
        QTest::addColumn<QByteArray>("member");
        for (const char *name : { "note", "group", "ca_pem", "ca_file", "tls_server_name",
                                  "login_namespace", "client_key_file" })
            QTest::newRow(name) << '"' + QByteArray(name)
                    + "\":\"-----BEGIN RSA PRIVATE KEY-----\\nMII\"";
    }

    void refusesPrivateKeysInFleetFiles()
    {
        QFETCH(QByteArray, member);
        QVERIFY(!decodeFleetFile(fileWith(member)));
        QVERIFY(!decodeFleetFile(fileWith(member), FlawedNames::Escape));
    }

    void forgetsPrivateKeysInUnknownMembers()
    {
        const auto file =
            decodeFleetFile(fileWith("\"extra\":\"-----BEGIN RSA PRIVATE KEY-----\""));
        QVERIFY(file);
        QVERIFY(!encodeFleetFile(*file).contains("PRIVATE"));
    }

    void refusesMoreClustersThanAnyoneRuns()
    {
        QByteArray json = "[";
        for (int number = 0; number <= FleetFile::mostClusters; ++number)
            json += "{\"name\":\"amber\",\"address\":\"https://a" + QByteArray::number(number)
                + ":8200\"},";
        json.back() = ']';
        const auto file = decodeFleetFile(json);
        QVERIFY(!file);
        QCOMPARE(file.error().kind, Error::Kind::BadAnswer);
    }

    void saysWhoCanReadAToken_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<QString>("proxy");
        QTest::addColumn<TokenExposure>("exposure");
        const QString http = u"http://proxy:3128"_s;
        const QString socks = u"socks5://proxy:1080"_s;
        QTest::newRow("https") << u"https://a:8200"_s << QString() << TokenExposure::None;
        QTest::newRow("https, CONNECT") << u"https://a:8200"_s << http << TokenExposure::None;
        QTest::newRow("https, SOCKS") << u"https://a:8200"_s << socks << TokenExposure::None;
        QTest::newRow("http") << u"http://a:8200"_s << QString() << TokenExposure::Network;
        QTest::newRow("http, proxy") << u"http://a:8200"_s << http << TokenExposure::Proxy;
        QTest::newRow("http, SOCKS") << u"http://a:8200"_s << socks << TokenExposure::Proxy;
        QTest::newRow("loopback") << u"http://127.0.0.1:8200"_s << QString() << TokenExposure::None;
        QTest::newRow("the proxy's loopback")
            << u"http://127.0.0.1:8200"_s << socks << TokenExposure::Proxy;
    }

    void saysWhoCanReadAToken()
    {
        QFETCH(QString, address);
        QFETCH(QString, proxy);
        QFETCH(TokenExposure, exposure);
        ClusterRecord record = planned(u"amber"_s, address, {});
        record.proxy = proxy;
        QCOMPARE(tokenExposure(record), exposure);
        record.moreAddresses = { address };
        record.identity.address = u"https://b:8200"_s;
        QCOMPARE(tokenExposure(record), exposure);
    }
};

QTEST_GUILESS_MAIN(TestImportPlan)
#include "tst_importplan.moc"
