// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/apicall.h"
#include "models/replication/catalogue.h"

#include <QTest>

using namespace switchover;
using namespace Qt::StringLiterals;

using Id = OperationId;

namespace {

const QByteArray withoutAddress = "eyJhbGciOiJFUzUxMiJ9."
                                  "eyJhZGRyIjoiIiwiZXhwIjoxNzc0NjM1NzU4LCJpYXQiOjE3NzQ2MzM5NTgsImp0"
                                  "aSI6IngiLCJ0eXBlIjoid3JhcHBpbmcifQ.c2ln";

Arguments with(std::initializer_list<std::pair<QLatin1StringView, Arguments::Value>> values,
               std::initializer_list<std::pair<QLatin1StringView, QByteArray>> secrets = {})
{
    Arguments arguments;
    for (const auto &[name, value] : values)
        arguments.set(name, value);
    for (const auto &[name, secret] : secrets)
        arguments.setSecret(name, SecretString(secret));
    return arguments;
}

} // namespace

class TestApiCall final : public QObject
{
    Q_OBJECT

private:
    static void check(Id id, ApiDialect dialect, const Arguments &arguments, const QByteArray &line,
                      const QByteArray &body, const QByteArray &shown)
    {
        const auto call = apiCall(operation(id), dialect, arguments);
        QVERIFY2(call, call ? "" : qPrintable(errorSentence(call.error())));
        QByteArray target = wireName(call->method) + ' ' + call->path.toUtf8();
        for (const auto &[name, value] : call->query)
            target += (target.contains('?') ? '&' : '?') + name.toUtf8() + '=' + value.toUtf8();
        QCOMPARE(target, line);
        QCOMPARE(call->body.reveal().toByteArray(), body);
        QCOMPARE(call->shownBody, shown);
    }

private slots:
    void defaultsAreNotSent()
    {
        check(Id::PerformanceEnablePrimary, ApiDialect::Typed, {},
              "POST sys/replication/performance/primary/enable", "{}", "{}");
        check(Id::PerformanceEnablePrimary, ApiDialect::Typed,
              with({ { "primary_cluster_addr"_L1, u" lb.example:8201 "_s } }),
              "POST sys/replication/performance/primary/enable",
              R"({"primary_cluster_addr":"lb.example:8201"})",
              R"({"primary_cluster_addr":"lb.example:8201"})");
        check(Id::DrMintToken, ApiDialect::Typed,
              with({ { "id"_L1, u"dr-east"_s }, { "ttl"_L1, u"30m"_s } }),
              "POST sys/replication/dr/primary/secondary-token", R"({"id":"dr-east"})",
              R"({"id":"dr-east"})");
        check(Id::Reindex, ApiDialect::Typed, with({ { "diff"_L1, false }, { "force"_L1, true } }),
              "POST sys/replication/reindex", R"({"force":true})", R"({"force":true})");
    }

    void secretsGoIntoTheBodyAndPlaceholdersIntoTheRest()
    {
        check(Id::DrPromote, ApiDialect::Typed,
              with({ { "force"_L1, true } }, { { "dr_operation_token"_L1, "hvs.a\"b\\c" } }),
              "POST sys/replication/dr/secondary/promote",
              "{\"dr_operation_token\":\"hvs.a\\\"b\\\\c\",\"force\":true}",
              R"({"dr_operation_token":"<DR operation token>","force":true})");
    }

    void lineBreaksInALicenceAreEscaped()
    {
        check(Id::DrWriteLicense, ApiDialect::Typed,
              with({}, { { "dr_operation_token"_L1, "t" }, { "text"_L1, "a\nb" } }),
              "POST sys/replication/dr/secondary/license",
              "{\"dr_operation_token\":\"t\",\"text\":\"a\\nb\"}",
              "{\"dr_operation_token\":\"<DR operation token>\",\"text\":\"<licence>\"}");
    }

    void anAddressLosesItsTrailingSlash()
    {
        const QByteArray api = "\"primary_api_addr\":\"https://p.example:8200\"";
        check(Id::PerformanceEnableSecondary, ApiDialect::Typed,
              with({ { "primary_api_addr"_L1, u"https://p.example:8200/"_s },
                     { "ca_file"_L1, u"/etc/vault/ca.pem"_s } },
                   { { "token"_L1, "opaque" } }),
              "POST sys/replication/performance/secondary/enable",
              "{\"token\":\"opaque\"," + api + ",\"ca_file\":\"/etc/vault/ca.pem\"}",
              "{\"token\":\"<activation token>\"," + api + ",\"ca_file\":\"/etc/vault/ca.pem\"}");
    }

    void updatePrimaryTakesATokenAddressesOrNothing()
    {
        const QByteArray line = "POST sys/replication/performance/secondary/update-primary";
        check(Id::PerformanceUpdatePrimary, ApiDialect::Typed,
              with({ { "update_primary_addrs"_L1,
                       QStringList { u"10.0.0.2:8201"_s, u"10.0.0.3:8201"_s } } }),
              line, R"({"update_primary_addrs":["10.0.0.2:8201","10.0.0.3:8201"]})",
              R"({"update_primary_addrs":["10.0.0.2:8201","10.0.0.3:8201"]})");
        // "" for the token would tell Vault to forget its primary.
        check(Id::PerformanceUpdatePrimary, ApiDialect::Typed,
              with({ { "update_primary_addrs"_L1, QStringList { u"10.0.0.2:8201"_s } } },
                   { { "token"_L1, "" } }),
              line, R"({"update_primary_addrs":["10.0.0.2:8201"]})",
              R"({"update_primary_addrs":["10.0.0.2:8201"]})");
        const Arguments forget = with({}, { { "token"_L1, "" } });
        check(Id::PerformanceUpdatePrimary, ApiDialect::Typed, forget, line, R"({"token":""})",
              R"({"token":""})");
        const Operation &row = operation(Id::PerformanceUpdatePrimary);
        QVERIFY(forgetsPrimary(row, forget));
        QCOMPARE(severityOf(row, forget), Severity::CutsOff);
        QVERIFY(!forgetsPrimary(row, with({}, { { "token"_L1, "t" } })));
        QVERIFY(!forgetsPrimary(row, {}));
    }

    void filtersCarryTheirIdInThePath()
    {
        check(Id::PathsFilterWrite, ApiDialect::Typed,
              with({ { "id"_L1, u"eu"_s },
                     { "mode"_L1, u"deny"_s },
                     { "paths"_L1, QStringList { u"secret/"_s, u"ns1/"_s } } }),
              "POST sys/replication/performance/primary/paths-filter/eu",
              R"({"mode":"deny","paths":["secret/","ns1/"]})",
              R"({"mode":"deny","paths":["secret/","ns1/"]})");
        check(
            Id::PathsFilterWrite, ApiDialect::Typed,
            with(
                { { "id"_L1, u"eu"_s }, { "mode"_L1, u"allow"_s }, { "paths"_L1, QStringList() } }),
            "POST sys/replication/performance/primary/paths-filter/eu",
            R"({"mode":"allow","paths":[]})", R"({"mode":"allow","paths":[]})");
        check(Id::PathsFilterDelete, ApiDialect::Typed, with({ { "id"_L1, u"eu"_s } }),
              "DELETE sys/replication/performance/primary/paths-filter/eu", "", "");
        check(Id::DrReloadConfig, ApiDialect::Typed, with({}, { { "dr_operation_token"_L1, "t" } }),
              "POST sys/replication/dr/secondary/config/reload/license",
              R"({"dr_operation_token":"t"})", R"({"dr_operation_token":"<DR operation token>"})");
    }

    void vault07HasItsOwnPaths()
    {
        check(Id::PerformanceMintToken, ApiDialect::Legacy,
              with({ { "id"_L1, u"eu"_s }, { "ttl"_L1, u"1h"_s } }),
              "GET sys/replication/primary/secondary-token?id=eu&ttl=1h", "", "");
        check(Id::PerformanceDemote, ApiDialect::Legacy, {}, "POST sys/replication/primary/demote",
              "{}", "{}");
        const auto filter = apiCall(operation(Id::PathsFilterRead), ApiDialect::Legacy,
                                    with({ { "id"_L1, u"eu"_s } }));
        QVERIFY(!filter);
        QCOMPARE(filter.error().kind, Error::Kind::NotAllowed);
        const auto forced = apiCall(operation(Id::PerformancePromote), ApiDialect::Legacy,
                                    with({ { "force"_L1, true } }));
        QVERIFY(!forced);
        QCOMPARE(forced.error().where, u"force"_s);
    }

    void forceWeighsMore()
    {
        const Arguments forced = with({ { "force"_L1, true } });
        QCOMPARE(severityOf(operation(Id::DrPromote), forced), Severity::Destroys);
        QVERIFY(needsTypedName(operation(Id::PerformancePromote), forced));
        QVERIFY(!needsTypedName(operation(Id::PerformancePromote), {}));
        QVERIFY(!needsTypedName(operation(Id::Reindex), forced));
        QVERIFY(needsTypedName(operation(Id::DrEnableSecondary), {}));
    }

    void badValuesNameTheirField_data()
    {
        QTest::addColumn<int>("id");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("text");  // of the field; for secrets too
        QTest::addColumn<QString>("where"); // "" is accepted
        const auto row = [](const char *label, Id id, const char *name, const QString &text,
                            const char *where) {
            QTest::newRow(label) << int(id) << QString::fromLatin1(name) << text
                                 << QString::fromLatin1(where);
        };
        row("no id", Id::DrRevokeSecondary, "id", u""_s, "id");
        row("blank id", Id::DrRevokeSecondary, "id", u"  "_s, "id");
        row("id with a blank at its end", Id::DrRevokeSecondary, "id", u"eu "_s, "id");
        row("slash in a path id", Id::PathsFilterRead, "id", u"a/b"_s, "id");
        row("parent as a path id", Id::PathsFilterRead, "id", u".."_s, "id");
        row("slash in a body id", Id::DrRevokeSecondary, "id", u"a/b"_s, "");
        row("address without scheme", Id::PerformanceEnableSecondary, "primary_api_addr",
            u"p.example:8200"_s, "primary_api_addr");
        row("address with a path", Id::PerformanceEnableSecondary, "primary_api_addr",
            u"https://p.example/v1"_s, "primary_api_addr");
        row("address with a user", Id::PerformanceEnableSecondary, "primary_api_addr",
            u"https://me:pw@p.example"_s, "primary_api_addr");
        row("good address", Id::PerformanceEnableSecondary, "primary_api_addr",
            u"https://p.example:8200"_s, "");
        row("cluster address without port", Id::DrEnablePrimary, "primary_cluster_addr",
            u"p.example"_s, "primary_cluster_addr");
        row("cluster address with port", Id::DrEnablePrimary, "primary_cluster_addr",
            u"10.0.0.2:8201"_s, "");
        row("cluster address, IPv6", Id::DrEnablePrimary, "primary_cluster_addr",
            u"[fe80::1]:8201"_s, "");
        row("cluster address as URL", Id::DrEnablePrimary, "primary_cluster_addr",
            u"https://p.example"_s, "");
    }
    void badValuesNameTheirField()
    {
        QFETCH(int, id);
        QFETCH(QString, name);
        QFETCH(QString, text);
        QFETCH(QString, where);
        const Operation &row = operation(Id(id));
        Arguments arguments;
        for (const Parameter &parameter : row.parameters) {
            if (parameter.required && parameter.isSecret())
                arguments.setSecret(parameter.name, SecretString("opaque"));
        }
        arguments.set(QLatin1StringView(name.toLatin1().constData()), text);
        const auto valid = validate(row, arguments);
        QCOMPARE(valid.has_value(), where.isEmpty());
        if (!valid) {
            QCOMPARE(valid.error().kind, Error::Kind::InvalidInput);
            QCOMPARE(valid.error().where, where);
            QVERIFY(valid.error().detail.endsWith(u'.'));
        }
    }

    void durationsAreWrittenAsVaultReadsThem_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("good");
        for (const char *good : { "30m", "1h30m", "90", "1.5h", "2d", "500ms" })
            QTest::newRow(good) << QString::fromLatin1(good) << true;
        for (const char *bad : { "0", "0s", "soon", "-5m", "5 m", "m", "1y", "30m!", "2600000h",
                                 "99999999999999999999" })
            QTest::newRow(bad) << QString::fromLatin1(bad) << false;
    }
    void durationsAreWrittenAsVaultReadsThem()
    {
        QFETCH(QString, text);
        QFETCH(bool, good);
        QCOMPARE(
            validate(operation(Id::DrMintToken), with({ { "id"_L1, u"a"_s }, { "ttl"_L1, text } }))
                .has_value(),
            good);
    }

    void valuesThatExcludeEachOtherAreRefused()
    {
        const Operation &update = operation(Id::PerformanceUpdatePrimary);
        QCOMPARE(validate(update,
                          with({ { "update_primary_addrs"_L1, QStringList { u"a:8201"_s } } },
                               { { "token"_L1, "t" } }))
                     .error()
                     .where,
                 u"update_primary_addrs"_s);
        QCOMPARE(validate(update, {}).error().where, u"token"_s);
        QCOMPARE(validate(operation(Id::DrStartAttempt),
                          with({ { "pgp_key"_L1, u"abc"_s } }, { { "otp"_L1, "o" } }))
                     .error()
                     .where,
                 u"otp"_s);
        QVERIFY(validate(operation(Id::DrStartAttempt), {}));
        QCOMPARE(validate(operation(Id::PathsFilterWrite),
                          with({ { "id"_L1, u"a"_s }, { "mode"_L1, u"whitelist"_s } }))
                     .error()
                     .where,
                 u"mode"_s);
        QCOMPARE(
            validate(operation(Id::PathsFilterWrite),
                     with({ { "id"_L1, u"a"_s }, { "paths"_L1, QStringList { u"/secret"_s } } }))
                .error()
                .where,
            u"paths"_s);
        QCOMPARE(validate(operation(Id::PathsFilterWrite),
                          with({ { "id"_L1, u"a"_s }, { "paths"_L1, QStringList { u"sys/"_s } } }))
                     .error()
                     .where,
                 u"paths"_s);
        QCOMPARE(
            validate(operation(Id::DrRevokeSecondary), with({ { "id"_L1, true } })).error().where,
            u"id"_s);
    }

    void aTokenWithoutAddressNeedsOne()
    {
        const Operation &row = operation(Id::DrEnableSecondary);
        QCOMPARE(validate(row, with({}, { { "token"_L1, withoutAddress } })).error().where,
                 u"primary_api_addr"_s);
        QVERIFY(validate(row,
                         with({ { "primary_api_addr"_L1, u"https://p:8200"_s } },
                              { { "token"_L1, withoutAddress } })));
        QVERIFY(validate(row, with({}, { { "token"_L1, "bare-uuid-of-0.7" } })));
    }

    void secretsMustBeWholeWords()
    {
        const Operation &row = operation(Id::DrDeleteOperationToken);
        QCOMPARE(
            validate(row, with({}, { { "dr_operation_token"_L1, "two words" } })).error().where,
            u"dr_operation_token"_s);
        QCOMPARE(validate(row, with({}, { { "dr_operation_token"_L1, "bad\xff" } })).error().where,
                 u"dr_operation_token"_s);
        QCOMPARE(validate(row, with({}, { { "dr_operation_token"_L1, "" } })).error().where,
                 u"dr_operation_token"_s);
        QCOMPARE(validate(row, with({ { "dr_operation_token"_L1, u"as text"_s } })).error().where,
                 u"dr_operation_token"_s);
    }

    void commandLinesHoldNoSecrets_data()
    {
        QTest::addColumn<int>("id");
        QTest::addColumn<QString>("cli");
        QTest::addColumn<QString>("curl");
        const QString header = u"--header \"X-Vault-Token: $VAULT_TOKEN\" "_s;
        QTest::newRow("nothing to say")
            << int(Id::DrDemote)
            << u"vault write -address=@ -force sys/replication/dr/primary/demote"_s
            << u"curl "_s + header
                + u"--request POST --data '{}' @/v1/sys/replication/dr/primary/demote"_s;
        QTest::newRow("open status")
            << int(Id::ReadStatus) << u"vault read -address=@ sys/replication/status"_s
            << u"curl @/v1/sys/replication/status"_s;
        QTest::newRow("token in the body")
            << int(Id::DrDeleteOperationToken)
            << u"vault write -address=@ sys/replication/dr/secondary/operation-token/delete dr_operation_token=\"$DR_OPERATION_TOKEN\""_s
            << u"curl --request POST --data '{\"dr_operation_token\":\"'\"$DR_OPERATION_TOKEN\"'\"}' @/v1/sys/replication/dr/secondary/operation-token/delete"_s;
        QTest::newRow("delete")
            << int(Id::DrCancelAttempt)
            << u"vault delete -address=@ sys/replication/dr/secondary/generate-operation-token/attempt"_s
            << u"curl "_s + header
                + u"--request DELETE @/v1/sys/replication/dr/secondary/generate-operation-token/attempt"_s;
    }
    void commandLinesHoldNoSecrets()
    {
        QFETCH(int, id);
        QFETCH(QString, cli);
        QFETCH(QString, curl);
        const QString address = u"https://a.example:8200"_s;
        Arguments arguments;
        if (operation(Id(id)).parameter("dr_operation_token"_L1))
            arguments.setSecret("dr_operation_token"_L1, SecretString("hvs.verysecret"));
        const auto call = apiCall(operation(Id(id)), ApiDialect::Typed, arguments);
        QVERIFY(call);
        QCOMPARE(asVaultCli(*call, address + u'/'), cli.replace(u'@', address));
        QCOMPARE(asCurl(*call, address), curl.replace(u'@', address));
    }

    void commandLinesAreSafeToPaste()
    {
        const auto call = apiCall(operation(Id::PathsFilterWrite), ApiDialect::Typed,
                                  with({ { "id"_L1, u"it's; rm"_s },
                                         { "mode"_L1, u"deny"_s },
                                         { "paths"_L1, QStringList { u"a b/"_s } } }));
        QVERIFY(call);
        QCOMPARE(
            asVaultCli(*call, u"http://h"_s),
            u"vault write -address=http://h 'sys/replication/performance/primary/paths-filter/it'\\''s; rm' mode=deny 'paths=a b/'"_s
                .replace(u"'paths=a b/'"_s, u"paths='a b/'"_s));
        QVERIFY(asCurl(*call, u"http://h"_s).endsWith(u"paths-filter/it%27s%3B%20rm"_s));
    }

    // The vault CLI reads a file for "@x" and the standard input for "-".
    void commandLinesSayTextThatTheCliWouldInterpret_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("cli");
        const QString path = u"sys/replication/dr/primary/revoke-secondary"_s;
        const QString start = u"vault write -address=http://h "_s + path;
        const QString piped = u" | "_s + start + u" -"_s;
        QTest::newRow("a file") << u"@/etc/passwd"_s << start + u" id='\\@/etc/passwd'"_s;
        QTest::newRow("only the first counts") << u"a@b"_s << start + u" id=a@b"_s;
        QTest::newRow("standard input") << u"-"_s << u"printf %s '{\"id\":\"-\"}'"_s + piped;
        QTest::newRow("a dash and more") << u"-x"_s << start + u" id=-x"_s;
        QTest::newRow("what stands for an at sign")
            << u"\\@x"_s << u"printf %s '{\"id\":\"\\\\@x\"}'"_s + piped;
        QTest::newRow("equals") << u"a=b"_s << start + u" id='a=b'"_s;
        QTest::newRow("shell") << u"$(id)`id`!; \"&|*~"_s << start + u" id='$(id)`id`!; \"&|*~'"_s;
        QTest::newRow("quote") << u"it's"_s << start + u" id='it'\\''s'"_s;
    }
    void commandLinesSayTextThatTheCliWouldInterpret()
    {
        QFETCH(QString, id);
        QFETCH(QString, cli);
        const auto call =
            apiCall(operation(Id::DrRevokeSecondary), ApiDialect::Typed, with({ { "id"_L1, id } }));
        QVERIFY(call);
        QCOMPARE(asVaultCli(*call, u"http://h"_s), cli);
    }

    void noSecretOfAnyRowIsEverShown()
    {
        for (const Operation &row : operationCatalogue()) {
            Arguments arguments;
            for (const Parameter &parameter : row.parameters) {
                if (parameter.isSecret() && parameter.name != "otp"_L1)
                    arguments.setSecret(parameter.name, SecretString("s3cr3t"));
                else if (parameter.required)
                    arguments.set(parameter.name, u"plain"_s);
            }
            const auto call = apiCall(row, ApiDialect::Typed, arguments);
            QVERIFY2(call, row.key.data());
            const QString shown = QString::fromUtf8(call->shownBody)
                + asVaultCli(*call, u"http://h"_s) + asCurl(*call, u"http://h"_s) + call->path;
            QVERIFY2(!shown.contains(u"s3cr3t"_s), row.key.data());
            QVERIFY2(!call->path.contains(u'{'), row.key.data());
            QCOMPARE(call->body.isEmpty(), call->method != HttpMethod::Post);
        }
    }

    void argumentsCloneEverything()
    {
        Arguments arguments = with(
            { { "force"_L1, true }, { "id"_L1, u"a"_s }, { "paths"_L1, QStringList { u"x/"_s } } },
            { { "token"_L1, "t" } });
        const Arguments copy = arguments.clone();
        arguments.remove("token"_L1);
        QVERIFY(!arguments.has("token"_L1));
        QVERIFY(copy.isOn("force"_L1) && copy.has("token"_L1));
        QCOMPARE(copy.text("id"_L1), u"a"_s);
        QCOMPARE(copy.text("force"_L1), QString());
        QCOMPARE(copy.texts("paths"_L1), QStringList { u"x/"_s });
        QVERIFY(*copy.secret("token"_L1) == SecretString("t"));
    }
};

QTEST_GUILESS_MAIN(TestApiCall)
#include "tst_apicall.moc"
