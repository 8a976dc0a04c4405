// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/answer.h"
#include "models/replication/catalogue.h"

#include <QTest>

using namespace switchover;
using namespace Qt::StringLiterals;

using Id = OperationId;

class TestAnswer final : public QObject
{
    Q_OBJECT

private slots:
    void actionsAnswerWithAWarningOrNothing_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QStringList>("warnings");
        QTest::newRow("warning")
            << 200
            << QByteArray(
                   R"({"request_id":"r","data":null,"wrap_info":null,"warnings":["W"],"auth":null})")
            << QStringList { u"W"_s };
        QTest::newRow("no warning")
            << 200 << QByteArray(R"({"data":null,"warnings":null})") << QStringList();
        QTest::newRow("204") << 204 << QByteArray() << QStringList();
        QTest::newRow("odd promote sample")
            << 200
            << QByteArray(
                   R"({"progress":0,"required":1,"complete":false,"data":{"progress":0,"required":1,"complete":false},"warnings":["W"]})")
            << QStringList { u"W"_s };
    }
    void actionsAnswerWithAWarningOrNothing()
    {
        QFETCH(int, code);
        QFETCH(QByteArray, body);
        QFETCH(QStringList, warnings);
        const auto answer = decodeAnswer(operation(Id::DrPromote), code, body);
        QVERIFY(answer);
        QCOMPARE(answer->httpStatus, code);
        QCOMPARE(answer->warnings, warnings);
        QVERIFY(!answer->mintedToken && !answer->attempt && !answer->status);
    }

    void aTokenComesWrapped()
    {
        const auto answer = decodeAnswer(
            operation(Id::DrMintToken), 200,
            R"({"request_id":"","data":null,"wrap_info":{"token":"eyJ.x.y","accessor":"acc","ttl":1800,"creation_time":"2019-10-04T06:54:00.022804034Z","creation_path":"sys/replication/dr/primary/secondary-token"},"warnings":null})");
        QVERIFY(answer && answer->mintedToken);
        QVERIFY(answer->mintedToken->token == SecretString("eyJ.x.y"));
        QCOMPARE(answer->mintedToken->accessor, u"acc"_s);
        QCOMPARE(answer->mintedToken->ttlSeconds, 1800);
        QCOMPARE(answer->mintedToken->creationPath,
                 u"sys/replication/dr/primary/secondary-token"_s);
        QCOMPARE(answer->mintedToken->expiresAt(),
                 QDateTime({ 2019, 10, 4 }, { 7, 24, 0, 22 }, Qt::UTC));
        QVERIFY(!answer->mintedToken->isPublicKeyBundle);
    }

    void aTokenForAPublicKeyComesInTheData()
    {
        const auto answer = decodeAnswer(operation(Id::PerformanceMintToken), 200,
                                         R"({"data":{"token":"opaque"},"wrap_info":null})");
        QVERIFY(answer && answer->mintedToken);
        QVERIFY(answer->mintedToken->isPublicKeyBundle);
        QVERIFY(answer->mintedToken->token == SecretString("opaque"));
        QVERIFY(answer->data.isEmpty()); // the token is in no plain text
        QCOMPARE(answer->mintedToken->expiresAt(), std::nullopt);
    }

    void whatTheCallExistsForMustBeThere_data()
    {
        QTest::addColumn<int>("id");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("where");
        QTest::newRow("no token") << int(Id::DrMintToken)
                                  << QByteArray(R"({"data":null,"wrap_info":null})")
                                  << u"wrap_info.token"_s;
        QTest::newRow("empty token")
            << int(Id::DrMintToken) << QByteArray(R"({"wrap_info":{"token":""}})")
            << u"wrap_info.token"_s;
        QTest::newRow("empty body") << int(Id::DrMintToken) << QByteArray() << u"wrap_info.token"_s;
        QTest::newRow("no key") << int(Id::DrGeneratePublicKey) << QByteArray(R"({"data":{}})")
                                << u"data.secondary_public_key"_s;
        QTest::newRow("no filter")
            << int(Id::PathsFilterRead) << QByteArray(R"({"data":{"paths":[]}})") << u"data.mode"_s;
        QTest::newRow("no dynamic filter")
            << int(Id::DynamicFilterRead) << QByteArray(R"({"data":{}})")
            << u"data.dynamic_filtered_mounts"_s;
        QTest::newRow("no report") << int(Id::MerkleCheck) << QByteArray(R"({"data":{}})")
                                   << u"data.merkle_corruption_report"_s;
        QTest::newRow("no attempt")
            << int(Id::DrStartAttempt) << QByteArray(R"({"data":null})") << u"started"_s;
        QTest::newRow("html") << int(Id::DrDemote)
                              << QByteArray("<html>welcome to the hotel</html>") << QString();
        QTest::newRow("wrong type")
            << int(Id::PathsFilterRead) << QByteArray(R"({"data":{"mode":"deny","paths":"a"}})")
            << u"data.paths"_s;
    }
    void whatTheCallExistsForMustBeThere()
    {
        QFETCH(int, id);
        QFETCH(QByteArray, body);
        QFETCH(QString, where);
        const auto answer = decodeAnswer(operation(Id(id)), 200, body);
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, Error::Kind::BadAnswer);
        QCOMPARE(answer.error().where, where);
    }

    void readsTheOthers()
    {
        const auto key = decodeAnswer(operation(Id::PerformanceGeneratePublicKey), 200,
                                      R"({"data":{"secondary_public_key":"BHoC"}})");
        QVERIFY(key);
        QCOMPARE(key->publicKey, u"BHoC"_s);
        const auto filter = decodeAnswer(operation(Id::PathsFilterRead), 200,
                                         R"({"data":{"mode":"deny","paths":["a/","b/"]}})");
        QVERIFY(filter);
        QCOMPARE(filter->filter, (PathFilter { u"deny"_s, { u"a/"_s, u"b/"_s } }));
        const auto flat = decodeAnswer(operation(Id::MountFilterRead), 200,
                                       R"({"mode":"whitelist","paths":null})");
        QVERIFY(flat);
        QCOMPARE(flat->filter, (PathFilter { u"whitelist"_s, {} }));
        const auto dynamic = decodeAnswer(
            operation(Id::DynamicFilterRead), 200,
            R"({"data":{"dynamic_filtered_mounts":["a/"],"dynamic_filtered_namespaces":null}})");
        QVERIFY(dynamic);
        QCOMPARE(dynamic->dynamicFilter, (DynamicFilter { { u"a/"_s }, {} }));
        const auto status =
            decodeAnswer(operation(Id::DrReadStatus), 200, R"({"data":{"mode":"secondary"}})");
        QVERIFY(status && status->status && status->status->dr && !status->status->performance);
        const auto merkle =
            decodeAnswer(operation(Id::DrMerkleCheck), 200,
                         R"({"data":{"merkle_corruption_report":{"corrupted_root":false}}})");
        QVERIFY(merkle && merkle->merkleReport && merkle->merkleReport->isClean());
        const auto attempt = decodeAnswer(
            operation(Id::DrProvideKeyShare), 200,
            R"({"nonce":"n","started":true,"progress":2,"required":3,"complete":false})");
        QVERIFY(attempt && attempt->attempt);
        QCOMPARE(attempt->attempt->progress, 2);
        QVERIFY(decodeAnswer(operation(Id::DrCancelAttempt), 204, {}));
        const auto license = decodeAnswer(operation(Id::DrReadLicense), 200,
                                          R"({"data":{"autoloading_used":true}})");
        QVERIFY(license);
        QCOMPARE(license->data, (QList<RawField> { { u"autoloading_used"_s, "true" } }));
    }

    void errorsAreVaultsOwnWords()
    {
        QCOMPARE(decodeErrors(R"({"errors":["a","b"]})"), (QStringList { u"a"_s, u"b"_s }));
        QCOMPARE(decodeErrors(R"({"errors":[]})"), QStringList());
        QCOMPARE(decodeErrors(R"({"errors":null,"data":{"x":1}})"), QStringList());
        QCOMPARE(decodeErrors("<html>"), QStringList());
        QCOMPARE(decodeErrors("[]"), QStringList());
        QCOMPARE(decodeErrors(""), QStringList());
    }

    void knownTextsAreExplained_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("hint"); // a word that the explanation must have
        const auto row = [](const char *text, const char *hint) {
            QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(hint);
        };
        row("This cluster is being enabled as a primary for replication. Vault will be unavailable",
            "primary");
        row("This cluster is being demoted to a replication secondary. Vault", "secondary");
        row("This cluster is having replication disabled. Vault", "disabled");
        row("This cluster is being promoted to a replication primary. Vault", "primary");
        row("Vault has successfully found secondary information; it may take a while", "in step");
        row("No redirect address set in Vault so none could be encoded in the token.",
            "API address");
        row("Timeout hit while waiting for local replicated cluster to apply primary's write",
            "old");
        row("Endpoint ignored these unrecognized parameters: [secondary-public-key]", "fields");
        row("path disabled in replication DR secondary mode", "DR secondary");
        row("DR operation token was not provided", "DR operation token");
        row("Not a DR secondary.", "no DR secondary");
        row("1 error occurred:\n\t* permission denied\n\n", "policies");
        row("error response unwrapping secondary token; status code is 400, message is \"400 Bad "
            "Request\"",
            "already used");
        row("1 error occurred:\n\t* error unwrapping secondary token: Post \"x\": dial tcp "
            "10.0.0.1:8200: i/o timeout\n\n",
            "cannot reach");
        row("error unwrapping secondary token: Post \"x\": x509: certificate signed by unknown "
            "authority",
            "CA file");
        row("error unwrapping secondary token: x509: certificate is valid for a, not b",
            "certificate");
        row("error unwrapping secondary token: cannot validate certificate for 10.0.0.1 because it "
            "doesn't contain any IP SANs",
            "host name");
        row("error fetching secondary bootstrap package: error authing for bootstrap: rpc error: "
            "code = Unavailable desc = all SubConns are in TransientFailure",
            "8201");
        row("error fetching secondary bootstrap package: remote error: tls: internal error",
            "standby");
        row("remote error: tls: handshake failure", "pass TLS through");
        row("replication is still catching up, try again later or provide the \"force\" argument",
            "promote it again");
        row("required index state not present", "again");
        row("Vault is sealed", "primary's keys");
        row("node is not active", "standby");
        row("no active Vault instance found", "active");
        row("local node not active but active cluster node not found", "choosing");
        row("enterprise-only feature", "community");
        row("Feature Not Enabled", "licence");
        row("1 error occurred:\n\t* unsupported operation\n\n", "version");
        row("cannot write to a path ending in '/'", "slash");
        row("request path \"x\": rate limit quota exceeded", "quota");
        row("http: request body too large", "32 MiB");
        row("errors from both primary and secondary; primary error was x", "both");
        row("OTP string is wrong length", "one-time password");
        row("error parsing PGP key: x", "PGP");
        row("root generation already in progress", "already running");
        row("otp or pgp_key parameter must be provided", "old version");
        row("'key' must be a valid hex or base64 string", "key share");
        row("key is shorter than minimum 16 bytes", "short");
        row("key is longer than maximum 33 bytes", "long");
        row("no root generation in progress", "No attempt");
        row("incorrect nonce supplied; nonce for this root generation operation is \"x\"",
            "another");
        row("incorrect strategy supplied; a generate root operation of another type is already in "
            "progress",
            "root token");
        row("given key has already been provided during this generation operation",
            "already given");
        row("failed to compute root key: x", "zero");
        row("root generation aborted: x", "zero");
        row("server is not yet initialized", "initialised");
        row("wrapping token is not valid or does not exist", "already used");
        row("unsupported path: disabled path", "hides");
    }
    void knownTextsAreExplained()
    {
        QFETCH(QString, text);
        QFETCH(QString, hint);
        const QString meaning = friendlyText(text);
        QVERIFY2(meaning.contains(hint), qPrintable(text + u" -> "_s + meaning));
        QVERIFY(meaning.endsWith(u'.'));
    }

    void aDenialMeansWhatTheCallNeeds()
    {
        const auto meaning = [](OperationId id) {
            return friendlyText(u"permission denied"_s, operation(id));
        };
        QVERIFY(meaning(OperationId::DrPromote).startsWith(u"The DR operation token"_s));
        QVERIFY(!meaning(OperationId::PerformancePromote).contains(u"sudo"_s));
        QVERIFY(meaning(OperationId::PerformanceMintToken).contains(u"sudo"_s));
        QVERIFY(meaning(OperationId::DrStartAttempt).contains(u"2.0"_s));
        // A deeper cause is still the cause.
        QVERIFY(friendlyText(u"error response unwrapping secondary token; permission denied"_s,
                             operation(OperationId::PerformanceEnableSecondary))
                    .contains(u"already used"_s));
    }

    void otherTextsAreLeftAlone()
    {
        QCOMPARE(friendlyText(u"something new"_s), QString());
        QCOMPARE(friendlyText({}), QString());
    }
};

QTEST_GUILESS_MAIN(TestAnswer)
#include "tst_answer.moc"
