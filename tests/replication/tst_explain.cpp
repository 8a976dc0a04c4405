// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/explain.h"

#include <QStringEncoder>
#include <QTest>

using namespace switchover;
using namespace Qt::StringLiterals;

namespace {

QByteArray json(const QString &file, const QByteArray &content)
{
    QByteArray text = explanationsAsJson({ explain(file, content) });
    // Independent of the indentation.
    QByteArray compact;
    bool inString = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text.at(i);
        if (c == '"' && (i == 0 || text.at(i - 1) != '\\'))
            inString = !inString;
        if (inString || (c != ' ' && c != '\n'))
            compact += c;
    }
    return compact;
}

const QByteArray offBlock =
    "{\"mode\":\"disabled\",\"state\":null,\"set_id\":null,\"connection_state\":null,\"last_wal\":"
    "null,\"last_type_wal\":null,\"last_remote_wal\":null,\"merkle_root\":null,\"secondary_id\":"
    "null,\"known_secondaries\":null,\"peers\":null}";

QStringList problemIds(const Explanation &explanation)
{
    QStringList list;
    for (const Problem &problem : explanation.problems)
        list.append(problem.key.detector);
    return list;
}

QString allText(const Explanation &explanation)
{
    return explanationAsText(explanation) + QString::fromUtf8(explanationsAsJson({ explanation }));
}

} // namespace

class TestExplain final : public QObject
{
    Q_OBJECT

private slots:
    void filesOfWindowsAreRead_data()
    {
        QTest::addColumn<QStringConverter::Encoding>("encoding");
        QTest::newRow("UTF-8") << QStringConverter::Utf8;
        QTest::newRow("UTF-16 little endian") << QStringConverter::Utf16LE;
        QTest::newRow("UTF-16 big endian") << QStringConverter::Utf16BE;
    }
    void filesOfWindowsAreRead()
    {
        QFETCH(QStringConverter::Encoding, encoding);
        QStringEncoder encoder(encoding, QStringEncoder::Flag::WriteBom);
        const QByteArray status = encoder(u"{\"data\":{\"dr\":{\"mode\":\"primary\"}}}\r\n"_s);
        QCOMPARE(explain(u"f"_s, status).kind, Explanation::Kind::ReplicationStatus);
        QStringEncoder again(encoding, QStringEncoder::Flag::WriteBom);
        const QByteArray text = again(u"Code: 403. Errors:\r\n\r\n* permission denied\r\n"_s);
        QCOMPARE(explain(u"f"_s, text).kind, Explanation::Kind::ErrorText);
    }

    void theVaultCommandsBulletIsNotQuoted()
    {
        const Explanation explanation =
            explain(u"f"_s,
                    "Error making API request.\n\nURL: PUT https://v.example:8200/v1/sys\n"
                    "Code: 403. Errors:\n\n* permission denied\n");
        QCOMPARE(explanation.vaultTexts, QStringList { u"permission denied"_s });
        QCOMPARE(explanation.problems.first().text, u"Vault says: \"permission denied\"."_s);
    }

    void aPrimaryIsWrittenExactly()
    {
        const QByteArray content =
            "{\"data\":{\"dr\":{\"mode\":\"disabled\"},\"performance\":{\"mode\":\"primary\","
            "\"state\":\"running\",\"cluster_id\":\"set\",\"merkle_root\":\"aa\",\"last_wal\":"
            "18446744073709551615,\"last_performance_wal\":\"72\",\"known_secondaries\":[\"eu\"],"
            "\"secondaries\":[{\"node_id\":\"eu\",\"api_address\":\"a\",\"cluster_address\":\"c\","
            "\"connection_status\":\"maybe\",\"last_heartbeat\":\"2024-03-04T10:05:56-05:00\","
            "\"clock_skew_ms\":\"-1\",\"replication_primary_canary_age_ms\":\"696\"},{\"node_id\":"
            "\"us\"}]}}}";
        const QByteArray expected =
            "[{\"file\":\"s.json\",\"kind\":\"replication-status\",\"dialect\":\"nested\","
            "\"performance\":{\"mode\":\"primary\",\"state\":\"running\",\"set_id\":\"set\","
            "\"connection_state\":null,\"last_wal\":18446744073709551615,\"last_type_wal\":72,"
            "\"last_remote_wal\":null,\"merkle_root\":\"aa\",\"secondary_id\":null,\"known_"
            "secondaries\":[\"eu\"],\"peers\":[{\"id\":\"eu\",\"api_address\":\"a\",\"cluster_"
            "address\":\"c\",\"connection_status\":\"maybe\",\"last_heartbeat\":\"2024-03-04T10:05:"
            "56-05:00\",\"lag_ms\":696,\"clock_skew_ms\":-1},{\"id\":\"us\",\"api_address\":null,"
            "\"cluster_address\":null,\"connection_status\":null,\"last_heartbeat\":null,\"lag_"
            "ms\":null,\"clock_skew_ms\":null}]},\"dr\":"
            + offBlock
            + ",\"problems\":[{\"id\":\"unknown-word\",\"severity\":\"info\",\"text\":\"Vault "
              "reports connection_status \\\"maybe\\\" for performance replication. Switchover "
              "does not know this word. Switchover shows it as it came and concludes "
              "nothing.\"}]}]";
        QCOMPARE(json(u"s.json"_s, content), expected);
    }

    // People attach what is printed to tickets.
    void secretsInMembersThatAreNotKnownAreBlotted_data()
    {
        QTest::addColumn<QByteArray>("member");
        QTest::addColumn<QByteArray>("secret");
        const auto row = [](const char *name, const QByteArray &member, const QByteArray &secret) {
            QTest::newRow(name) << member << secret;
        };
        const QByteArray share = "c2hhcmUwMTIzNDU2Nzg5QUJDREVGR0hJSktMTU5PUFFS";
        const QByteArray hex = QByteArray("00a1b2c3").repeated(8) + "7f";
        row("token", "\"note\":\"hvs.Ab1\"", "hvs.Ab1");
        row("with a namespace", "\"note\":\"x hvb.AAAA-_b.nsid y\"", "hvb.AAAA-_b.nsid");
        row("old token", "\"note\":\"s.UOqXJFifGL55FibddbLDzoh4\"", "s.UOqXJFifGL55FibddbLDzoh4");
        row("JWT", "\"x\":[\"eyJhbGciOi.eyJqdGki.c2ln\"]", "eyJqdGki");
        row("share in base64", "\"x\":\"" + share + "\"", share);
        row("share in hex", "\"x\":\"" + hex + "\"", hex);
        row("by its name", "\"root_token\":\"23e02f22-1111\"", "23e02f22");
        row("deep, by its name", "\"init\":{\"unseal_keys_b64\":[\"short1\",\"short2\"]}",
            "short2");
        row("password", "\"a\":[{\"Password\" : \"pa\\\"ss\"}]", "ss\\\"");
    }
    void secretsInMembersThatAreNotKnownAreBlotted()
    {
        QFETCH(QByteArray, member);
        QFETCH(QByteArray, secret);
        const QByteArray content =
            "{\"data\":{\"performance\":{\"mode\":\"primary\","
            "\"merkle_root\":\"0123456789abcdef0123456789abcdef01234567\",\"future_count\":7,"
            + member + "}}}";
        const Explanation explained = explain(u"s.json"_s, content);
        QVERIFY(explained.status && !explained.error);
        const QString text = explanationAsText(explained);
        QVERIFY2(!text.contains(QString::fromUtf8(secret)), qPrintable(text));
        QVERIFY2(text.contains("<secret>"_L1) && text.contains("future_count"_L1)
                     && text.contains("0123456789abcdef0123456789abcdef01234567"_L1),
                 qPrintable(text));
        QVERIFY(!explanationsAsJson({ explained }).contains(secret));
    }

    void wordsThatAreTokensAreBlotted()
    {
        const QByteArray content =
            "{\"data\":{\"dr\":{\"mode\":\"hvs.CAESIJ\",\"state\":\"hvs.CAESIJ\"}}}";
        const Explanation explained = explain(u"s.json"_s, content);
        QVERIFY(!explanationAsText(explained).contains("CAESIJ"_L1));
        QVERIFY(!explanationsAsJson({ explained }).contains("CAESIJ"));
    }

    void aSecondaryIsWrittenExactly()
    {
        const QByteArray content =
            "{\"data\":{\"mode\":\"secondary\",\"state\":\"stream-wals\",\"cluster_id\":\"set\","
            "\"connection_state\":\"ready\",\"last_remote_wal\":223,\"merkle_root\":\"aa\","
            "\"secondary_id\":\"eu\",\"known_primary_cluster_addrs\":[\"p\"],\"primary_cluster_"
            "addr\":\"p\",\"primaries\":[{\"api_address\":\"a\",\"connection_status\":"
            "\"connected\",\"replication_primary_canary_age_ms\":\"5\"}]}}";
        const QByteArray block =
            "{\"mode\":\"secondary\",\"state\":\"stream-wals\",\"set_id\":\"set\",\"connection_"
            "state\":\"ready\",\"last_wal\":null,\"last_type_wal\":null,\"last_remote_wal\":223,"
            "\"merkle_root\":\"aa\",\"secondary_id\":\"eu\",\"known_secondaries\":null,\"peers\":[{"
            "\"id\":null,\"api_address\":\"a\",\"cluster_address\":null,\"connection_status\":"
            "\"connected\",\"last_heartbeat\":null,\"lag_ms\":5,\"clock_skew_ms\":null}]}";
        QCOMPARE(json(u"ticket/dr_status.json"_s, content),
                 "[{\"file\":\"ticket/"
                 "dr_status.json\",\"kind\":\"replication-status\",\"dialect\":\"block\","
                 "\"performance\":null,\"dr\":"
                     + block + ",\"problems\":[]}]");
        const Explanation unnamed = explain(u"x.json"_s, content);
        QVERIFY(unnamed.status->performance && !unnamed.status->dr);
        QCOMPARE(problemIds(unnamed), QStringList { u"type-not-stated"_s });
        QCOMPARE(problemIds(explain(u"performance-status-1.json"_s, content)), QStringList());
    }

    void othersAreWrittenExactly_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("rest");
        QTest::newRow("community")
            << QByteArray("{\"data\":{\"mode\":\"disabled\"}}")
            << "\"kind\":\"replication-status\",\"dialect\":\"community\",\"performance\":"
                + offBlock + ",\"dr\":" + offBlock + ",\"problems\":[]}";
        QTest::newRow("0.8 keeps its label")
            << QByteArray("{\"mode\":\"perf-primary\",\"cluster_id\":\"x\"}")
            << "\"kind\":\"replication-status\",\"dialect\":\"flat\",\"performance\":"
                + QByteArray(offBlock)
                      .replace("disabled", "perf-primary")
                      .replace("\"set_id\":null", "\"set_id\":\"x\"")
                + ",\"dr\":null,\"problems\":[]}";
        QTest::newRow("no mode")
            << QByteArray("{\"data\":{\"dr\":{},\"performance\":null}}")
            << "\"kind\":\"replication-status\",\"dialect\":\"nested\",\"performance\":null,\"dr\":"
                + QByteArray(offBlock).replace("\"disabled\"", "null")
                + ",\"problems\":[{\"id\":\"mode-missing\",\"severity\":\"info\",\"text\":\"The "
                  "cluster names no mode for DR replication. It is being set up. Wait, then read "
                  "the "
                  "status again.\"}]}";
        QTest::newRow("seal status")
            << QByteArray("{\"type\":\"shamir\",\"initialized\":true,\"sealed\":false,\"t\":3,"
                          "\"n\":5,\"progress\":0}")
            << QByteArray("\"kind\":\"seal-status\",\"dialect\":null,\"performance\":null,\"dr\":"
                          "null,\"problems\":[]}");
        QTest::newRow("health") << QByteArray(
            "{\"initialized\":true,\"sealed\":false,\"standby\":false,\"version\":\"1.17.0+ent\"}")
                                << QByteArray("\"kind\":\"health\",\"dialect\":null,"
                                              "\"performance\":null,\"dr\":null,\"problems\":[]}");
        QTest::newRow("clean check")
            << QByteArray("{\"data\":{\"merkle_corruption_report\":{\"corrupted_root\":false}}}")
            << QByteArray("\"kind\":\"merkle-check\",\"dialect\":null,\"performance\":null,\"dr\":"
                          "null,\"problems\":[]}");
        QTest::newRow("something else")
            << QByteArray("{\"keys\":[\"a\"]}")
            << QByteArray("\"kind\":\"unknown\",\"dialect\":null,\"performance\":null,\"dr\":null,"
                          "\"problems\":[]}");
    }
    void othersAreWrittenExactly()
    {
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, rest);
        QCOMPARE(json(u"f"_s, content), "[{\"file\":\"f\"," + rest + ']');
    }

    void kindsAreRecognised_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("problem"); // the first
        const auto row = [](const char *name, const QByteArray &content, const char *kind,
                            const char *problem) {
            QTest::newRow(name) << content << QString::fromLatin1(kind)
                                << QString::fromLatin1(problem);
        };
        row("accepted",
            "{\"request_id\":\"r\",\"data\":null,\"warnings\":[\"This cluster is being demoted to "
            "a replication secondary.\"]}",
            "action", "warning");
        row("accepted silently", "{\"request_id\":\"r\",\"data\":null,\"warnings\":null}", "action",
            "accepted");
        row("promotion of an old sample",
            "{\"progress\":0,\"required\":1,\"complete\":false,\"request_id\":\"r\",\"data\":{"
            "\"progress\":0,\"required\":1,\"complete\":false},\"warnings\":null}",
            "action", "promotion");
        row("key", "{\"data\":{\"secondary_public_key\":\"BHoC\"}}", "action", "public-key");
        row("filter", "{\"data\":{\"mode\":\"deny\",\"paths\":[\"a/\"]}}", "action", "filter");
        row("dynamic filter",
            "{\"data\":{\"dynamic_filtered_mounts\":[],\"dynamic_filtered_namespaces\":[]}}",
            "action", "filter");
        row("attempt",
            "{\"nonce\":\"n\",\"started\":true,\"progress\":1,\"required\":3,\"complete\":false}",
            "action", "operation-token-attempt");
        row("error", "{\"errors\":[\"path disabled in replication DR secondary mode\"]}", "error",
            "vault-error");
        row("empty error", "{\"errors\":[]}", "error", "vault-error");
        row("error in a log",
            "2026-03-01 [ERROR] replication: remote error: tls: internal error\nother line",
            "error", "vault-error");
        row("corrupt",
            "{\"data\":{\"merkle_corruption_report\":{\"corrupted_root\":false,\"corrupted_tree_"
            "map\":{\"1\":{\"tree_type\":\"replicated\",\"corrupted_index_tuples_map\":{\"5\":{"
            "\"corrupted\":false,\"subpages\":[28]}}}}}}}",
            "merkle-check", "corrupted-merkle-tree");
        row("sealed",
            "{\"type\":\"shamir\",\"initialized\":true,\"sealed\":true,\"t\":3,\"n\":5,"
            "\"progress\":0}",
            "seal-status", "sealed");
        row("sealed health", "{\"initialized\":true,\"sealed\":true,\"standby\":true}", "health",
            "sealed");
    }
    void kindsAreRecognised()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, kind);
        QFETCH(QString, problem);
        const Explanation explanation = explain(u"f"_s, content);
        QCOMPARE(wireName(explanation.kind), kind);
        QVERIFY(!explanation.error);
        QCOMPARE(problemIds(explanation).value(0), problem);
        QVERIFY(explanationAsText(explanation).startsWith(u"f: "_s));
    }

    void whatCannotBeReadIsAnError_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("kind");
        QTest::newRow("empty") << QByteArray() << u"unknown"_s;
        QTest::newRow("truncated") << QByteArray("{\"data\":{\"dr\":") << u"unknown"_s;
        QTest::newRow("binary") << QByteArray("\x89PNG\xff\xfe") << u"unknown"_s;
        QTest::newRow("unknown words") << QByteArray("hello") << u"unknown"_s;
        QTest::newRow("wrong type")
            << QByteArray("{\"data\":{\"dr\":{\"mode\":\"primary\",\"last_wal\":\"many\"}}}")
            << u"replication-status"_s;
        QTest::newRow("errors are no strings") << QByteArray("{\"errors\":[1]}") << u"error"_s;
        QTest::newRow("very deep") << QByteArray(100000, '[') << u"unknown"_s;
    }
    void whatCannotBeReadIsAnError()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, kind);
        const Explanation explanation = explain(u"f"_s, content);
        QVERIFY(explanation.error);
        QCOMPARE(wireName(explanation.kind), kind);
        QVERIFY(json(u"f"_s, content).contains("\"error\":\""));
    }

    void secretsAreNeverRepeated_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("wrapped token")
            << QByteArray("{\"data\":null,\"wrap_info\":{\"token\":\"eyJhbGciOi."
                          "SECRETSECRETSECRETSECRET.c2ln\",\"accessor\":\"a\",\"ttl\":1800,"
                          "\"creation_path\":\"sys/replication/dr/primary/secondary-token\"}}");
        QTest::newRow("bundle") << QByteArray(
            "{\"data\":{\"token\":\"SECRETbundle\"},\"wrap_info\":null}");
        QTest::newRow("attempt") << QByteArray(
            "{\"nonce\":\"n\",\"started\":true,\"progress\":1,\"required\":1,\"complete\":true,"
            "\"encoded_token\":\"SECRETencoded\",\"otp\":\"SECRETotp\",\"otp_length\":28}");
        QTest::newRow("token in an error")
            << QByteArray("{\"errors\":[\"lookup failed for hvs.SECRETSECRETSECRETSECRET\"]}");
        QTest::newRow("token in a warning")
            << QByteArray("{\"data\":null,\"warnings\":[\"use s.SECRETSECRETSECRETSECRET\"]}");
        QTest::newRow("token in a log")
            << QByteArray("permission denied for hvb.SECRETSECRETSECRETSECRETSECRET");
    }
    void secretsAreNeverRepeated()
    {
        QFETCH(QByteArray, content);
        const Explanation explanation = explain(u"f"_s, content);
        QVERIFY(!explanation.problems.isEmpty());
        QVERIFY2(!allText(explanation).contains(u"SECRET"_s), qPrintable(allText(explanation)));
    }

    void aTokenIsDescribed()
    {
        const QByteArray jwt =
            "eyJhbGciOiJFUzUxMiJ9."
            "eyJhY2Nlc3NvciI6IiIsImFkZHIiOiJodHRwczovL3AuZXhhbXBsZTo4MjAwIiwiZXhwIjoxNzc0NjM1NzU4LC"
            "JpYXQiOjE3NzQ2MzM5NTgsImp0aSI6Imh2cy5pbm5lcnNlY3JldGlubmVyc2VjcmV0IiwibmJmIjoxNzc0NjMz"
            "OTUzLCJ0eXBlIjoid3JhcHBpbmcifQ.c2lnbmF0dXJl";
        QByteArray content = "{\"data\":null,\"wrap_info\":{\"token\":\"@\",\"ttl\":1800,"
                             "\"creation_path\":\"sys/replication/dr/primary/secondary-token\"}}";
        const Explanation explanation = explain(u"f"_s, content.replace('@', jwt));
        QCOMPARE(wireName(explanation.kind), u"action"_s);
        const QString text = explanation.problems.first().text;
        QVERIFY2(text.contains(u"DR activation token"_s) && text.contains(u"2026-03-27T18:22:38Z"_s)
                     && text.contains(u"p.example:8200"_s),
                 qPrintable(text));
    }

    void severalFilesMakeOneArray()
    {
        const QByteArray text =
            explanationsAsJson({ explain(u"a"_s, "{}"), explain(u"b"_s, "{}") });
        QVERIFY(text.startsWith('['));
        QVERIFY(text.contains("\"a\"") && text.contains("\"b\""));
        QCOMPARE(explanationsAsJson({}).simplified(), QByteArray("[]"));
    }
};

QTEST_GUILESS_MAIN(TestExplain)
#include "tst_explain.moc"
