// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/clusterregistry.h"
#include "models/store/fleetfile.h"
#include "tests/store/files.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace switchover;
using test::readFile;
using test::writeFile;
using namespace Qt::StringLiterals;

namespace {

// Readable here, and no trap for moc, which stumbles over braces in raw strings.
QByteArray json(const char *text)
{
    return QByteArray(text).replace('\'', '"');
}

ClusterRecord record(const QString &name, const QString &address = u"https://vault:8200"_s)
{
    ClusterRecord record;
    record.identity.name = name;
    record.identity.address = address;
    return record;
}

} // namespace

class TestClusterRegistry final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString m_path;

private slots:
    void init()
    {
        m_path = m_folder.filePath(
            u"fleet-%1.json"_s.arg(QString::fromLatin1(QTest::currentTestFunction())));
        QFile::remove(m_path);
    }

    void aMissingFileIsAnEmptyRegistry()
    {
        ClusterRegistry registry(m_path);
        QVERIFY(registry.load());
        QVERIFY(registry.clusters().isEmpty());
    }

    void everythingAddedIsThereAfterARestart()
    {
        ClusterRecord saved = record(u"dr-east"_s, u"vault-a.example.com"_s);
        saved.identity.group = u"East"_s;
        saved.identity.environment = Environment::Production;
        saved.moreAddresses = { u"vault-b.example.com"_s, u"https://vault-a.example.com:8200"_s,
                                u"vault-b.example.com:8200"_s };
        saved.caFile = u"/etc/ssl/vault.pem"_s;
        saved.caPem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
        saved.tlsServerName = u"vault.internal"_s;
        saved.pollSeconds = 30;
        saved.lookOnly = true;
        saved.rememberToken = true;
        saved.lastSignIn = { .method = u"ldap"_s,
                             .mount = u"corp/directory"_s,
                             .nameSpace = u"team-a"_s,
                             .name = u"kim"_s };
        saved.note = u"Ask \u2018Ops\u2019 first."_s;

        ClusterRegistry registry(m_path);
        QVERIFY(registry.load());
        QSignalSpy added(&registry, &ClusterRegistry::added);
        const auto id = registry.add(saved);
        QVERIFY(id);
        QVERIFY(id->isValid());
        QCOMPARE(added.size(), 1);

        ClusterRegistry again(m_path);
        QVERIFY(again.load());
        QCOMPARE(again.clusters(), registry.clusters());
        const ClusterRecord found = again.cluster(*id).value();
        QCOMPARE(found.identity.address, u"https://vault-a.example.com:8200"_s);
        QCOMPARE(found.moreAddresses, QStringList { u"https://vault-b.example.com:8200"_s });
        QCOMPARE(found.identity.environment, Environment::Production);
        QCOMPARE(found.caPem, saved.caPem);
        QCOMPARE(found.note, saved.note);
        QCOMPARE(found.pollSeconds, 30);
        QVERIFY(found.lookOnly && found.rememberToken);
        QCOMPARE(found.lastSignIn, saved.lastSignIn);
    }

    void theFileHoldsOnlyItsMembers()
    {
        ClusterRecord full = record(u"a"_s);
        full.identity.group = u"g"_s;
        full.identity.environment = Environment::Lab;
        full.moreAddresses = { u"b"_s };
        full.caFile = u"/ca"_s;
        full.caPem = "pem";
        full.caFolder = u"/cas"_s;
        full.clientCertificateFile = u"/me.pem"_s;
        full.clientKeyFile = u"/me.key"_s;
        full.tlsServerName = u"t"_s;
        full.pinnedCertificates = { QString(64, u'a') };
        full.proxy = u"proxy:3128"_s;
        full.timeoutSeconds = 20;
        full.loginNamespace = u"retail"_s;
        full.pollSeconds = 5;
        full.lookOnly = true;
        full.rememberToken = true;
        full.note = u"n"_s;
        ClusterRegistry registry(m_path);
        QVERIFY(registry.add(full));
        const QJsonObject root = QJsonDocument::fromJson(readFile(m_path)).object();
        QCOMPARE(root.keys(), (QStringList { u"clusters"_s, u"format"_s, u"version"_s }));
        QCOMPARE(root.value(u"clusters"_s).toArray().first().toObject().keys(),
                 (QStringList { u"address"_s,
                                u"addresses"_s,
                                u"ca_file"_s,
                                u"ca_folder"_s,
                                u"ca_pem"_s,
                                u"client_certificate_file"_s,
                                u"client_key_file"_s,
                                u"environment"_s,
                                u"group"_s,
                                u"id"_s,
                                u"login_namespace"_s,
                                u"look_only"_s,
                                u"name"_s,
                                u"note"_s,
                                u"pinned_certificates"_s,
                                u"poll_seconds"_s,
                                u"proxy"_s,
                                u"remember_token"_s,
                                u"timeout_seconds"_s,
                                u"tls_server_name"_s }));
        ClusterRegistry again(m_path);
        QVERIFY(again.load());
        QCOMPARE(again.clusters(), registry.clusters());
        const ClusterRecord &found = again.clusters().constFirst();
        QCOMPARE(found.proxy, u"http://proxy:3128"_s);
        QCOMPARE(found.pinnedCertificates.first().count(u':'), 31);
        QCOMPARE(found.clientKeyFile, u"/me.key"_s);
        QCOMPARE(found.loginNamespace, u"retail"_s);
        QCOMPARE(found.timeoutSeconds, 20);
    }

    void theWayIsCheckedBeforeItIsSaved_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        QTest::addColumn<bool>("good");
        const QString pin = u"sha256 Fingerprint="_s + QStringList(32, u"aB"_s).join(u':');
        QTest::newRow("HTTP proxy") << u"proxy"_s << u"http://p:1"_s << true;
        QTest::newRow("SOCKS proxy") << u"proxy"_s << u"socks5h://p"_s << true;
        QTest::newRow("proxy with a password") << u"proxy"_s << u"http://u:p@p:1"_s << false;
        QTest::newRow("proxy of another kind") << u"proxy"_s << u"https://p:1"_s << false;
        QTest::newRow("proxy with a path") << u"proxy"_s << u"http://p:1/x"_s << false;
        QTest::newRow("fingerprint") << u"pinned_certificates"_s << pin << true;
        QTest::newRow("short fingerprint") << u"pinned_certificates"_s << pin.chopped(3) << false;
        QTest::newRow("SHA-1") << u"pinned_certificates"_s << QString(40, u'a') << false;
        QTest::newRow("no hex") << u"pinned_certificates"_s << QString(64, u'g') << false;
        QTest::newRow("time") << u"timeout_seconds"_s << u"600"_s << true;
        QTest::newRow("long time") << u"timeout_seconds"_s << u"601"_s << false;
        QTest::newRow("negative time") << u"timeout_seconds"_s << u"-1"_s << false;
        QTest::newRow("key alone") << u"client_certificate_file"_s << u"/key"_s << false;
    }

    void theWayIsCheckedBeforeItIsSaved()
    {
        QFETCH(QString, field);
        QFETCH(QString, value);
        QFETCH(bool, good);
        ClusterRecord given = record(u"a"_s);
        if (field == u"proxy"_s)
            given.proxy = value;
        else if (field == u"pinned_certificates"_s)
            given.pinnedCertificates = { value };
        else if (field == u"timeout_seconds"_s)
            given.timeoutSeconds = value.toInt();
        else
            given.clientKeyFile = value;
        ClusterRegistry registry(m_path);
        const auto added = registry.add(given);
        QCOMPARE(added.has_value(), good);
        if (good)
            return;
        QCOMPARE(added.error().where, field);
        QVERIFY(!added.error().detail.isEmpty());
        if (field == u"client_certificate_file"_s)
            return;
        // And when it is read: a pin that is dropped would mean to trust more than was said.
        const QByteArray json = field == u"timeout_seconds"_s ? value.toUtf8()
            : field == u"proxy"_s                             ? '"' + value.toUtf8() + '"'
                                                              : "[\"" + value.toUtf8() + "\"]";
        const auto decoded = ClusterRegistry::decode("[{\"name\":\"a\",\"address\":\"b\",\""
                                                     + field.toUtf8() + "\":" + json + "}]");
        if (value == u"601"_s) {
            QVERIFY(decoded);
            QCOMPARE(decoded->first().timeoutSeconds, 600);
        } else {
            QVERIFY(!decoded);
        }
    }

    void whatIsExportedHoldsNoSecret()
    {
        // As somebody's own tool may have written it.
        const auto decoded = ClusterRegistry::decode(
            R"([{"name":"a","address":"b","client_certificate_file":"/me.pem",)"
            R"("client_key_file":"/me.key","token":"hvs.one",)"
            R"("client_key_passphrase":"two","proxy_password":"three",)"
            R"("auth":{"password":"four"},"colour":"blue"}])");
        QVERIFY(decoded);
        ClusterRegistry registry(m_path);
        QVERIFY(registry.add(decoded->first()));
        for (const QByteArray &file : { registry.exported(), readFile(m_path) }) {
            for (const char *secret : { "hvs.one", "two", "three", "four" })
                QVERIFY2(!file.contains(secret), file.constData());
            QVERIFY(file.contains("blue"));
            QVERIFY(file.contains("/me.key")); // where it is, not what is in it
        }
    }

    void aHugeFileIsNotRead()
    {
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.resize(20 * 1024 * 1024));
        const auto clusters = ClusterRegistry::readFile(m_path);
        QVERIFY(!clusters);
        QCOMPARE(clusters.error().kind, Error::Kind::File);
        const auto missing = ClusterRegistry::readFile(m_folder.filePath(u"missing.json"_s));
        QVERIFY(!missing);
        QCOMPARE(missing.error().kind, Error::Kind::File);
    }

    void theFileIsForItsOwnerOnly()
    {
        ClusterRegistry registry(m_path);
        QVERIFY(registry.add(record(u"a"_s)));
        const auto ownerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner
            | QFileDevice::ReadUser | QFileDevice::WriteUser;
        QCOMPARE(QFile::permissions(m_path), ownerOnly);
        QVERIFY(QFile::setPermissions(m_path, ownerOnly | QFileDevice::ReadOther));
        QVERIFY(registry.add(record(u"b"_s)));
        QCOMPARE(QFile::permissions(m_path), ownerOnly);
    }

    void handWrittenFilesAreReadLiberally_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QStringList>("names");
        QTest::addColumn<QStringList>("addresses");
        const QString a = u"https://a:8200"_s;
        const QString b = u"https://b:8200"_s;
        QTest::newRow("the whole form")
            << json("{'format':'switchover-fleet','version':1,'clusters':[{'name':'A','address':'"
                    "https://a:8200'}]}")
            << QStringList { u"A"_s } << QStringList { a };
        QTest::newRow("a bare array")
            << json("[{'name':'A','address':'a'}]") << QStringList { u"A"_s } << QStringList { a };
        QTest::newRow("byte order mark") << json("\xEF\xBB\xBF[{'name':'A','address':'a'}]")
                                         << QStringList { u"A"_s } << QStringList { a };
        QTest::newRow("several addresses")
            << json("{'clusters':[{'name':'A','addresses':['a','b','a']}]}")
            << QStringList { u"A"_s } << QStringList { a, b };
        QTest::newRow("both forms")
            << json("{'clusters':[{'name':'A','address':'b','addresses':['a']}]}")
            << QStringList { u"A"_s } << QStringList { b, a };
        QTest::newRow("nulls are absent") << json("{'format':null,'clusters':[{'name':'A','address'"
                                                  ":'a','group':null,'poll_seconds':null}]}")
                                          << QStringList { u"A"_s } << QStringList { a };
        QTest::newRow("repeated names")
            << json("[{'name':'A','address':'a'},{'name':' a ','address':'b'},{'name':'a "
                    "(2)','address':'b'}]")
            << QStringList { u"A"_s, u"a (2)"_s, u"a (2) (2)"_s } << QStringList { a };
        QTest::newRow("no clusters") << json("{'clusters':[]}") << QStringList {} << QStringList {};
    }
    void handWrittenFilesAreReadLiberally()
    {
        QFETCH(QByteArray, content);
        QFETCH(QStringList, names);
        QFETCH(QStringList, addresses);
        const auto clusters = ClusterRegistry::decode(content);
        QVERIFY2(clusters, clusters ? "" : qPrintable(errorSentence(clusters.error())));
        QStringList found;
        for (const ClusterRecord &cluster : *clusters)
            found.append(cluster.identity.name);
        QCOMPARE(found, names);
        if (!clusters->isEmpty()) {
            const ClusterRecord &first = clusters->first();
            QCOMPARE(QStringList { first.identity.address } + first.moreAddresses, addresses);
        }
    }

    void aMissingOrRepeatedIdIsMadeUpAndStaysTheSame()
    {
        const QByteArray content = json("[{'name':'A','address':'a'},{'name':'B','address':'a','id'"
                                        ":'x'},{'name':'C','address':'c','id':'x'}]");
        const auto first = ClusterRegistry::decode(content);
        const auto second = ClusterRegistry::decode(content);
        QVERIFY(first && second);
        QCOMPARE(*first, *second);
        QCOMPARE(first->at(1).identity.id.value, u"x"_s);
        QVERIFY(first->at(0).identity.id.isValid());
        QVERIFY(first->at(2).identity.id.isValid());
        QVERIFY(first->at(2).identity.id != first->at(1).identity.id);
        QVERIFY(first->at(2).identity.id != first->at(0).identity.id);
    }

    void environmentsAreReadInAnyCaseAndUnknownOnesSurvive()
    {
        writeFile(m_path,
                  json("[{'name':'A','address':'a','environment':'PROD'},{'name':'B','address':'b',"
                       "'environment':'QA west'}]"));
        ClusterRegistry registry(m_path);
        QVERIFY(registry.load());
        QCOMPARE(registry.clusters().at(0).identity.environment, Environment::Production);
        QCOMPARE(registry.clusters().at(1).identity.environment, Environment::Unspecified);
        ClusterRecord changed = record(u"B"_s, u"b2"_s); // as a form makes it, from scratch
        changed.identity.id = registry.clusters().at(1).identity.id;
        QVERIFY(registry.update(changed));
        const QJsonArray saved =
            QJsonDocument::fromJson(readFile(m_path)).object().value(u"clusters").toArray();
        QCOMPARE(saved.at(0).toObject().value(u"environment").toString(), u"production"_s);
        QCOMPARE(saved.at(1).toObject().value(u"environment").toString(), u"QA west"_s);
        changed.identity.environment = Environment::Lab;
        QVERIFY(registry.update(changed));
        QCOMPARE(QJsonDocument::fromJson(readFile(m_path))
                     .object()
                     .value(u"clusters")[1][u"environment"]
                     .toString(),
                 u"lab"_s);
    }

    void membersOfLaterVersionsSurviveASave()
    {
        writeFile(m_path,
                  json("{'clusters':[{'name':'A','address':'a','owner':{'team':['x',"
                       "18446744073709551615]}}],'comment':'keep'}"));
        ClusterRegistry registry(m_path);
        QVERIFY(registry.load());
        ClusterRecord changed = record(u"A renamed"_s, u"a"_s);
        changed.identity.id = registry.clusters().first().identity.id;
        QVERIFY(registry.update(changed));
        const QByteArray saved = readFile(m_path);
        QVERIFY(saved.contains(json("'owner': {'team':['x',18446744073709551615]}")));
        QVERIFY(saved.contains(json("'comment': 'keep'")));
        QVERIFY(saved.contains("A renamed"));
    }

    void whatWasReadIsTheSameAfterASave_data()
    {
        QTest::addColumn<QByteArray>("member");
        QTest::newRow("byte order marks before a certificate")
            << QByteArray("'ca_pem':'\\ufeff\\ufeff-----BEGIN CERTIFICATE-----'");
        QTest::newRow("byte order marks before a note") << QByteArray("'note':'\\ufeff\\ufeffn'");
        QTest::newRow("habits without their method")
            << QByteArray("'last_sign_in':{'mount':'ldap','name':'kim'}");
    }

    void whatWasReadIsTheSameAfterASave()
    {
        QFETCH(QByteArray, member);
        const auto read =
            decodeFleetFile(json("{'clusters':[{'name':'a','address':'https://vault:8200',")
                            + member.replace('\'', '"') + "}]}");
        QVERIFY(read);
        const auto again = decodeFleetFile(encodeFleetFile(*read));
        QVERIFY(again);
        QCOMPARE(again->clusters, read->clusters);
    }

    void secretsInAFileAreNotCarriedOver()
    {
        const QByteArray content = json("{'root_token':'hvs.outer','clusters':[{'name':'A','"
                                        "address':'a','remember_token':true,'token':'hvs.one',"
                                        "'unseal_keys':['c2hhcmU='],'auth':{'Password':'hunter2'},'"
                                        "nodes':[{'secret_id':'s3'}],'owner':'me'}]}");
        writeFile(m_path, content);
        ClusterRegistry registry(m_path);
        QVERIFY(registry.load());
        QVERIFY(registry.add(record(u"B"_s)));
        for (const QByteArray &bytes : { readFile(m_path), registry.exported() }) {
            QVERIFY(bytes.contains("\"owner\""));
            QVERIFY(bytes.contains("remember_token"));
            for (const char *secret : { "hvs.", "c2hhcmU=", "hunter2", "\"s3\"" })
                QVERIFY2(!bytes.contains(secret), secret);
        }
    }

    void unusableFilesAreNamedByJsonPath_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("where");
        QTest::newRow("empty") << QByteArray() << QString();
        QTest::newRow("not json") << QByteArray("clusters:\n- a\n") << QString();
        QTest::newRow("no list") << QByteArray("{}") << u"clusters"_s;
        QTest::newRow("other format")
            << json("{'format':'kubeconfig','clusters':[]}") << u"format"_s;
        QTest::newRow("newer version") << json("{'version':2,'clusters':[]}") << u"version"_s;
        QTest::newRow("no name") << json("[{'name':'A','address':'a'},{'address':'b'}]")
                                 << u"clusters[1].name"_s;
        QTest::newRow("no address") << json("[{'name':'A'}]") << u"clusters[0].address"_s;
        QTest::newRow("bad address")
            << json("[{'name':'A','address':'ftp://a'}]") << u"clusters[0].address"_s;
        QTest::newRow("bad further address")
            << json("[{'name':'A','addresses':['a','b c']}]") << u"clusters[0].addresses"_s;
        QTest::newRow("wrong type") << json("[{'name':7,'address':'a'}]") << u"clusters[0].name"_s;
        QTest::newRow("negative interval") << json("[{'name':'A','address':'a','poll_seconds':-1}]")
                                           << u"clusters[0].poll_seconds"_s;
        QTest::newRow("private key")
            << json("[{'name':'A','address':'a','ca_pem':'-----BEGIN PRIVATE KEY-----'}]")
            << u"clusters[0].ca_pem"_s;
    }
    void unusableFilesAreNamedByJsonPath()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, where);
        const auto clusters = ClusterRegistry::decode(content);
        QVERIFY(!clusters);
        QCOMPARE(clusters.error().kind, Error::Kind::BadAnswer);
        QCOMPARE(clusters.error().where, where);
        QVERIFY(!clusters.error().detail.isEmpty());

        writeFile(m_path, content);
        const auto fromFile = ClusterRegistry::readFile(m_path);
        QVERIFY(!fromFile);
        QCOMPARE(fromFile.error().kind, Error::Kind::File);
        QCOMPARE(fromFile.error().where, m_path);
        QVERIFY(fromFile.error().detail.contains(where));
    }

    void anUnreadableFileIsNeverOverwritten()
    {
        const QByteArray content = json("[{'name':'A','address':'a'},{'name':'B'}]");
        writeFile(m_path, content);
        ClusterRegistry registry(m_path);
        QVERIFY(!registry.load());
        const auto added = registry.add(record(u"C"_s));
        QVERIFY(!added);
        QCOMPARE(added.error().kind, Error::Kind::File);
        QVERIFY(registry.clusters().isEmpty());
        QCOMPARE(readFile(m_path), content);

        writeFile(m_path, json("[{'name':'A','address':'a'}]")); // mended by its owner
        QVERIFY(registry.load());
        QVERIFY(registry.add(record(u"C"_s)));
        QCOMPARE(registry.clusters().size(), 2);
    }

    void aPollIntervalInAFileIsNeverTooQuick()
    {
        const auto clusters =
            ClusterRegistry::decode(json("[{'name':'A','address':'a','poll_seconds':1}]"));
        QVERIFY(clusters);
        QCOMPARE(clusters->first().pollSeconds, 5);
    }

    void badInputIsRefusedWithItsField_data()
    {
        QTest::addColumn<ClusterRecord>("bad");
        QTest::addColumn<QString>("field");
        QTest::newRow("no name") << record(u"  "_s) << u"name"_s;
        QTest::newRow("taken name") << record(u" ALPHA "_s) << u"name"_s;
        QTest::newRow("address") << record(u"b"_s, u"https://u:p@b"_s) << u"address"_s;
        ClusterRecord more = record(u"b"_s);
        more.moreAddresses = { u"x y"_s };
        QTest::newRow("further address") << more << u"addresses"_s;
        ClusterRecord quick = record(u"b"_s);
        quick.pollSeconds = 4;
        QTest::newRow("too quick") << quick << u"poll_seconds"_s;
        ClusterRecord key = record(u"b"_s);
        key.caPem = "-----BEGIN EC PRIVATE KEY-----";
        QTest::newRow("private key") << key << u"ca_pem"_s;
    }
    void badInputIsRefusedWithItsField()
    {
        QFETCH(ClusterRecord, bad);
        QFETCH(QString, field);
        ClusterRegistry registry(m_path);
        QVERIFY(registry.add(record(u"alpha"_s)));
        const QByteArray before = readFile(m_path);
        const auto added = registry.add(bad);
        QVERIFY(!added);
        QCOMPARE(added.error().kind, Error::Kind::InvalidInput);
        QCOMPARE(added.error().where, field);
        QCOMPARE(registry.clusters().size(), 1);
        QCOMPARE(readFile(m_path), before);
    }

    void changesAreToldOnceAndOnlyIfTheyAreSome()
    {
        ClusterRegistry registry(m_path);
        const ClusterId id = *registry.add(record(u"a"_s));
        QSignalSpy updated(&registry, &ClusterRegistry::updated);
        QSignalSpy removed(&registry, &ClusterRegistry::removed);
        ClusterRecord changed = *registry.cluster(id);
        QVERIFY(registry.update(changed));
        QCOMPARE(updated.size(), 0);
        changed.identity.name = u"A"_s; // only the case: not taken by itself
        QVERIFY(registry.update(changed));
        QCOMPARE(updated.size(), 1);
        QCOMPARE(registry.cluster(id)->identity.name, u"A"_s);
        QVERIFY(registry.remove(registry.clusters().first().identity.id));
        QCOMPARE(removed.size(), 1);
        QCOMPARE(removed.first().first().value<ClusterId>(), id);
        QVERIFY(!registry.remove(id));
        QVERIFY(!registry.update(changed));
    }

    void aFailedSaveChangesNothing()
    {
        ClusterRegistry registry(m_folder.filePath(u"missing/folder/fleet.json"_s));
        QSignalSpy added(&registry, &ClusterRegistry::added);
        const auto result = registry.add(record(u"a"_s));
        QVERIFY(!result);
        QCOMPARE(result.error().kind, Error::Kind::File);
        QVERIFY(registry.clusters().isEmpty());
        QCOMPARE(added.size(), 0);
    }

    void anExportCanBeImported()
    {
        ClusterRegistry registry({});
        ClusterRecord one = record(u"one"_s);
        one.identity.environment = Environment::Staging;
        QVERIFY(registry.add(one));
        QVERIFY(registry.add(record(u"two"_s, u"http://127.0.0.1:1234"_s)));
        const auto imported = ClusterRegistry::decode(registry.exported());
        QVERIFY(imported);
        QCOMPARE(*imported, registry.clusters());
        ClusterRegistry other({});
        for (const ClusterRecord &cluster : *imported)
            QVERIFY(other.add(cluster));
        const auto twice = other.add(imported->first());
        QVERIFY(!twice);
        QCOMPARE(twice.error().where, u"id"_s);
    }

    void loadingAgainTellsWhatBecameDifferent()
    {
        ClusterRegistry registry(m_path);
        const ClusterId a = *registry.add(record(u"a"_s));
        QVERIFY(registry.add(record(u"b"_s)));
        ClusterRegistry other(m_path);
        QVERIFY(other.load());
        QVERIFY(other.remove(a));
        QVERIFY(other.add(record(u"c"_s)));
        QSignalSpy added(&registry, &ClusterRegistry::added);
        QSignalSpy updated(&registry, &ClusterRegistry::updated);
        QSignalSpy removed(&registry, &ClusterRegistry::removed);
        QVERIFY(registry.load());
        QCOMPARE(added.size(), 1);
        QCOMPARE(updated.size(), 0);
        QCOMPARE(removed.size(), 1);
        QCOMPARE(registry.clusters(), other.clusters());
    }
};

QTEST_GUILESS_MAIN(TestClusterRegistry)
#include "tst_clusterregistry.moc"
