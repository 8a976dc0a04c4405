// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/vaultcli.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace switchover;
using namespace Qt::StringLiterals;

namespace {

using Variables = QList<std::pair<QString, QString>>;
using TokenSource = VaultCliSettings::TokenSource;

QProcessEnvironment environment(const Variables &variables)
{
    QProcessEnvironment result;
    for (const auto &[name, value] : variables)
        result.insert(name, value);
    return result;
}

} // namespace

Q_DECLARE_METATYPE(TokenSource)

/// The vault command's settings, with the precedence that the command has.
class TestVaultCli : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_home = std::make_unique<QTemporaryDir>(); }

    void everythingIsTakenOver()
    {
        const auto cli = read({ { u"VAULT_ADDR"_s, u"https://vault.example.com:8200/"_s },
                                { u"VAULT_CACERT"_s, u"/etc/ca.pem"_s },
                                { u"VAULT_CLIENT_CERT"_s, u"/etc/me.pem"_s },
                                { u"VAULT_CLIENT_KEY"_s, u"/etc/me.key"_s },
                                { u"VAULT_TLS_SERVER_NAME"_s, u"vault.internal"_s },
                                { u"VAULT_NAMESPACE"_s, u"retail/emea/"_s },
                                { u"VAULT_CLIENT_TIMEOUT"_s, u"1m30s"_s },
                                { u"VAULT_PROXY_ADDR"_s, u"http://proxy.example:8080"_s },
                                { u"VAULT_TOKEN"_s, u" hvs.fromenv \n"_s } });
        QVERIFY(cli);
        const ClusterRecord &record = cli->record;
        QCOMPARE(record.identity.address, u"https://vault.example.com:8200"_s);
        QCOMPARE(record.identity.name, u"vault.example.com"_s);
        QCOMPARE(record.caFile, u"/etc/ca.pem"_s);
        QCOMPARE(record.clientCertificateFile, u"/etc/me.pem"_s);
        QCOMPARE(record.clientKeyFile, u"/etc/me.key"_s);
        QCOMPARE(record.tlsServerName, u"vault.internal"_s);
        QCOMPARE(record.loginNamespace, u"retail/emea"_s);
        QCOMPARE(record.timeoutSeconds, 90);
        QCOMPARE(record.proxy, u"http://proxy.example:8080"_s);
        QCOMPARE(cli->token, SecretString("hvs.fromenv"));
        QCOMPARE(cli->tokenSource, TokenSource::Environment);
        QVERIFY(!cli->isDefault);
    }

    void nothingSetIsTheCommandsDefault()
    {
        const auto cli = read({});
        QVERIFY(cli);
        QVERIFY(cli->isDefault);
        QCOMPARE(cli->record.identity.address, u"https://127.0.0.1:8200"_s);
        QCOMPARE(cli->tokenSource, TokenSource::None);
        QVERIFY(cli->token.isEmpty());
        QVERIFY(cli->remarks.isEmpty());
    }

    void theFirstOfTheAuthoritiesWins_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("bytes");
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("used");
        QTest::newRow("all") << u"/a"_s << u"pem"_s << u"/d"_s << u"file"_s;
        QTest::newRow("file and folder") << u"/a"_s << QString() << u"/d"_s << u"file"_s;
        QTest::newRow("bytes and folder") << QString() << u"pem"_s << u"/d"_s << u"bytes"_s;
        QTest::newRow("folder") << QString() << QString() << u"/d"_s << u"folder"_s;
        QTest::newRow("none") << QString() << QString() << QString() << QString();
    }

    void theFirstOfTheAuthoritiesWins()
    {
        QFETCH(QString, file);
        QFETCH(QString, bytes);
        QFETCH(QString, folder);
        QFETCH(QString, used);
        const auto cli = read({ { u"VAULT_CACERT"_s, file },
                                { u"VAULT_CACERT_BYTES"_s, bytes },
                                { u"VAULT_CAPATH"_s, folder } });
        QVERIFY(cli);
        QCOMPARE(cli->record.caFile, used == u"file"_s ? file : QString());
        QCOMPARE(cli->record.caPem, used == u"bytes"_s ? bytes.toUtf8() : QByteArray());
        QCOMPARE(cli->record.caFolder, used == u"folder"_s ? folder : QString());
    }

    void relativePathsBecomeWhole()
    {
        const auto cli = read({ { u"VAULT_CACERT"_s, u"ca.pem"_s } });
        QVERIFY(cli);
        QCOMPARE(cli->record.caFile, QDir::current().absoluteFilePath(u"ca.pem"_s));
    }

    void theProxysOwnVariableWins()
    {
        const Variables both { { u"VAULT_HTTP_PROXY"_s, u"http://old:1"_s },
                               { u"VAULT_PROXY_ADDR"_s, u"socks5://new:2"_s } };
        QCOMPARE(read(both)->record.proxy, u"socks5://new:2"_s);
        QCOMPARE(read({ both.first() })->record.proxy, u"http://old:1"_s);
        const auto bad = read({ { u"VAULT_PROXY_ADDR"_s, u"http://me:secret@p:1"_s } });
        QVERIFY(bad->record.proxy.isEmpty());
        QCOMPARE(bad->remarks.size(), 1);
        QVERIFY(!bad->remarks.first().contains(u"secret"));
    }

    void whatIsNotTakenOverIsExplained_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        QTest::addColumn<bool>("said");
        for (const QString &yes : { u"1"_s, u"true"_s, u"T"_s })
            QTest::addRow("skip verify %s", qPrintable(yes))
                << u"VAULT_SKIP_VERIFY"_s << yes << true;
        for (const QString &no : { u"0"_s, u"false"_s, u""_s, u"what"_s })
            QTest::addRow("skip verify %s", qPrintable(no))
                << u"VAULT_SKIP_VERIFY"_s << no << false;
        QTest::newRow("agent") << u"VAULT_AGENT_ADDR"_s << u"http://127.0.0.1:8100"_s << true;
        QTest::newRow("SRV") << u"VAULT_SRV_LOOKUP"_s << u"true"_s << true;
        QTest::newRow("timeout") << u"VAULT_CLIENT_TIMEOUT"_s << u"soon"_s << true;
        QTest::newRow("key alone") << u"VAULT_CLIENT_KEY"_s << u"/k"_s << true;
        QTest::newRow("a key among the CAs")
            << u"VAULT_CACERT_BYTES"_s << u"-----BEGIN PRIVATE KEY-----"_s << true;
    }

    void whatIsNotTakenOverIsExplained()
    {
        QFETCH(QString, name);
        QFETCH(QString, value);
        QFETCH(bool, said);
        const auto cli = read({ { name, value } });
        QVERIFY(cli);
        QCOMPARE(cli->remarks.size(), said ? 1 : 0);
        if (said)
            QVERIFY2(cli->remarks.first().contains(name), qPrintable(cli->remarks.first()));
        VaultCliSettings plain = std::move(*read({}));
        QCOMPARE(cli->record, plain.record); // none of it came in
    }

    void anAddressThatCannotBeUsedIsExplained_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<QString>("said");
        QTest::newRow("socket") << u"unix:///run/vault.sock"_s << u"unix://"_s;
        QTest::newRow("other scheme") << u"ftp://vault"_s << u"https://"_s;
        QTest::newRow("password") << u"https://u:hunter2@vault"_s << u"password"_s;
    }

    void anAddressThatCannotBeUsedIsExplained()
    {
        QFETCH(QString, address);
        QFETCH(QString, said);
        const auto cli = read({ { u"VAULT_ADDR"_s, address } });
        QVERIFY(!cli);
        QCOMPARE(cli.error().kind, Error::Kind::InvalidInput);
        QCOMPARE(cli.error().where, u"VAULT_ADDR"_s);
        QVERIFY2(cli.error().detail.contains(said), qPrintable(cli.error().detail));
        QVERIFY(!cli.error().detail.contains(u"hunter2"));
    }

    void tokensInTheirOrder()
    {
        const QString helper = u"/usr/local/bin/helper"_s;
        write(u".vault-token"_s, "hvs.file\n");
        QCOMPARE(read({})->tokenSource, TokenSource::File);
        QCOMPARE(read({})->token, SecretString("hvs.file"));
        write(u".vault"_s, "token_helper = \"" + helper.toUtf8() + "\"\n");
        const auto helped = read({});
        QCOMPARE(helped->tokenSource, TokenSource::Helper);
        QCOMPARE(helped->tokenHelper, helper);
        QVERIFY(helped->token.isEmpty());
        const auto set = read({ { u"VAULT_TOKEN"_s, u"hvs.env"_s } });
        QCOMPARE(set->tokenSource, TokenSource::Environment);
        QVERIFY(set->tokenHelper.isEmpty());
        // Another configuration, without a helper.
        write(u"other.hcl"_s, "# nothing\n");
        QCOMPARE(
            read({ { u"VAULT_CONFIG_PATH"_s, m_home->filePath(u"other.hcl"_s) } })->tokenSource,
            TokenSource::File);
        write(u".vault"_s, "token_helper = \"helper\"\n");
        const auto relative = read({});
        QCOMPARE(relative->tokenSource, TokenSource::None);
        QCOMPARE(relative->remarks.size(), 1);
    }

    void helpersAreFoundInHcl_data()
    {
        QTest::addColumn<QString>("hcl");
        QTest::addColumn<QString>("path");
        QTest::newRow("plain") << u"token_helper = \"/a/b\""_s << u"/a/b"_s;
        QTest::newRow("tight") << u"token_helper=\"/a/b\""_s << u"/a/b"_s;
        QTest::newRow("JSON") << u"{\"token_helper\": \"/a/b\"}"_s << u"/a/b"_s;
        QTest::newRow("after others") << u"x = 1\n\ttoken_helper = \"/a\"\n"_s << u"/a"_s;
        QTest::newRow("commented with #") << u"# token_helper = \"/a\""_s << QString();
        QTest::newRow("commented with //") << u"// token_helper = \"/a\""_s << QString();
        QTest::newRow("commented with /*") << u"/* token_helper = \"/a\" */"_s << QString();
        QTest::newRow("comment after it") << u"token_helper = \"/a\" # the old one"_s << u"/a"_s;
        QTest::newRow("a # in it") << u"token_helper = \"/a#b//c\""_s << u"/a#b//c"_s;
        QTest::newRow("a quote in it") << u"token_helper = \"/a\\\"b\""_s << u"/a\"b"_s;
        QTest::newRow("another name") << u"my_token_helper = \"/a\""_s << QString();
        QTest::newRow("not closed") << u"token_helper = \"/a\nb"_s << QString();
        QTest::newRow("empty") << u""_s << QString();
    }

    void helpersAreFoundInHcl()
    {
        QFETCH(QString, hcl);
        QFETCH(QString, path);
        QCOMPARE(tokenHelperIn(hcl), path);
    }

    void durationsAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("seconds");
        QTest::newRow("number") << u"90"_s << 90;
        QTest::newRow("seconds") << u"90s"_s << 90;
        QTest::newRow("minutes") << u"1m30s"_s << 90;
        QTest::newRow("hours") << u"1h"_s << 3600;
        QTest::newRow("fraction") << u"1.5m"_s << 90;
        QTest::newRow("little") << u"500ms"_s << 1;
        QTest::newRow("zero") << u"0"_s << 0;
        QTest::newRow("negative") << u"-5"_s << 0;
        QTest::newRow("words") << u"soon"_s << 0;
        QTest::newRow("unit missing") << u"1m30"_s << 0;
        QTest::newRow("huge") << u"99999999999h"_s << 1000000;
    }

    void durationsAreRead()
    {
        QFETCH(QString, text);
        QFETCH(int, seconds);
        QCOMPARE(secondsOfGoDuration(text), seconds);
    }

private:
    Result<VaultCliSettings> read(const Variables &variables) const
    {
        return readVaultCli(environment(variables), m_home->path());
    }
    void write(const QString &name, const QByteArray &content) const
    {
        QFile file(m_home->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }

    std::unique_ptr<QTemporaryDir> m_home;
};

QTEST_GUILESS_MAIN(TestVaultCli)
#include "tst_vaultcli.moc"
