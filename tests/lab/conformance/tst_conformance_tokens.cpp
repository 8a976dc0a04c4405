// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lab/conformance/bed.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

using namespace conformance;
using namespace switchover::lab;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString spent =
    u"error response unwrapping secondary token; status code is 400, message is \"400 Bad Request\""_s;
const QString invalidWrapping = u"wrapping token is not valid or does not exist"_s;

QByteArray decoded(const QString &token, int part)
{
    return QByteArray::fromBase64(token.section(u'.', part, part).toLatin1(),
                                  QByteArray::Base64UrlEncoding);
}

QJsonObject objectIn(const QString &token, int part)
{
    return QJsonDocument::fromJson(decoded(token, part)).object();
}

Reply lookUp(const Cluster &cluster, const QString &token)
{
    return cluster.openPost(u"sys/wrapping/lookup"_s, { { u"token"_s, token } });
}

bool matches(const QString &text, const QString &pattern)
{
    return QRegularExpression(pattern).match(text).hasMatch();
}

} // namespace

class TestConformanceTokens final : public QObject
{
    Q_OBJECT

private:
    static void typeRows()
    {
        QTest::addColumn<QString>("type");
        QTest::newRow("dr") << u"dr"_s;
        QTest::newRow("performance") << u"performance"_s;
    }

private slots:
    void theAnswerIsAWrapping_data() { typeRows(); }
    void theAnswerIsAWrapping()
    {
        QFETCH(QString, type);
        Bed bed(u"fresh-pair"_s, { .version = u"1.21.0+ent"_s });
        QVERIFY(bed.start());
        QVERIFY(makePrimary(bed.at(0), type));
        const QString path = replication(type, u"primary/secondary-token"_s);
        const Reply reply = bed.at(0).post(path, { { u"id"_s, u"eu"_s } });
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.json().value("request_id"_L1), QJsonValue(QString()));
        QVERIFY(reply.json().value("data"_L1).isNull());
        QVERIFY(reply.json().value("auth"_L1).isNull());
        const QJsonObject wrap = reply.json().value("wrap_info"_L1).toObject();
        QCOMPARE(wrap.value("ttl"_L1), QJsonValue(1800));
        QCOMPARE(wrap.value("creation_path"_L1), path);
        QVERIFY(!wrap.value("accessor"_L1).toString().isEmpty());
        const QDateTime created = QDateTime::fromString(
            wrap.value("creation_time"_L1).toString().left(19) + u'Z', Qt::ISODate);
        QVERIFY(qAbs(created.secsTo(bed.lab().now())) < 60);
    }

    void lifetimesAreWeaklyTyped_data()
    {
        QTest::addColumn<QByteArray>("ttl");
        QTest::addColumn<int>("seconds");
        QTest::newRow("default") << QByteArray() << 1800;
        QTest::newRow("text with unit") << QByteArray("\"10m\"") << 600;
        QTest::newRow("compound") << QByteArray("\"1h30m\"") << 5400;
        QTest::newRow("number") << QByteArray("90") << 90;
        QTest::newRow("number in text") << QByteArray("\"90\"") << 90;
    }
    void lifetimesAreWeaklyTyped()
    {
        QFETCH(QByteArray, ttl);
        QFETCH(int, seconds);
        Bed bed(u"fresh-pair"_s);
        QVERIFY(bed.start());
        const Cluster a = bed.at(0);
        QVERIFY(makePrimary(a, u"dr"_s));
        const QByteArray body = ttl.isEmpty()
            ? QByteArray(R"({"id":"x"})")
            : QByteArray(R"({"id":"x","ttl":@})").replace("@", ttl);
        const QJsonObject wrap = a.send({ .method = "PUT",
                                          .path = u"sys/replication/dr/primary/secondary-token"_s,
                                          .body = body,
                                          .token = a.root() })
                                     .json()
                                     .value("wrap_info"_L1)
                                     .toObject();
        QCOMPARE(wrap.value("ttl"_L1), QJsonValue(seconds));
        const QJsonObject claims = objectIn(wrap.value("token"_L1).toString(), 1);
        QCOMPARE(claims.value("exp"_L1).toInteger() - claims.value("iat"_L1).toInteger(),
                 qint64(seconds));
    }

    void tokensAreJwtsOfTheirTime_data()
    {
        QTest::addColumn<QString>("version");
        QTest::addColumn<QString>("inner");
        QTest::addColumn<bool>("keyId");
        QTest::newRow("0.11")
            << u"0.11.0+ent"_s
            << u"^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|s\\.[0-9A-Za-z]{24})$"_s << false;
        QTest::newRow("1.2") << u"1.2.0+ent"_s << u"^s\\.[0-9A-Za-z]{24}$"_s << true;
        QTest::newRow("1.9") << u"1.9.0+ent"_s << u"^s\\.[0-9A-Za-z]{24}$"_s << false;
        QTest::newRow("1.10") << u"1.10.0+ent"_s << u"^hvs\\.[0-9A-Za-z]{24}$"_s << false;
        QTest::newRow("1.21") << u"1.21.0+ent"_s << u"^hvs\\.[0-9A-Za-z]{24}$"_s << false;
    }
    void tokensAreJwtsOfTheirTime()
    {
        QFETCH(QString, version);
        QFETCH(QString, inner);
        QFETCH(bool, keyId);
        Bed bed(u"fresh-pair"_s, { .version = version });
        QVERIFY(bed.start());
        const Cluster a = bed.at(0);
        QVERIFY(makePrimary(a, u"dr"_s));
        const QString token = mintToken(a, u"dr"_s, u"east"_s);
        QVERIFY2(matches(token, u"^[0-9A-Za-z_-]+\\.[0-9A-Za-z_-]+\\.[0-9A-Za-z_-]+$"_s),
                 qPrintable(token));
        QJsonObject header = objectIn(token, 0);
        if (header.contains("kid"_L1)) // the captures of 1.2 have an empty one
            QCOMPARE(header.take("kid"_L1), QJsonValue(QString()));
        else
            QVERIFY(!keyId);
        QCOMPARE(header, QJsonObject({ { u"alg"_s, u"ES512"_s }, { u"typ"_s, u"JWT"_s } }));
        if (version.startsWith("1."_L1))
            QCOMPARE(decoded(token, 2).size(), qsizetype(132));

        const QJsonObject claims = objectIn(token, 1);
        QVERIFY2(matches(claims.value("jti"_L1).toString(), inner),
                 qPrintable(claims.value("jti"_L1).toString()));
        const qint64 issued = claims.value("iat"_L1).toInteger();
        QVERIFY(qAbs(issued - bed.lab().now().toSecsSinceEpoch()) < 60);
        QCOMPARE(claims.value("exp"_L1).toInteger(), issued + 1800);
        if (version.startsWith("1."_L1)) {
            QCOMPARE(claims.value("nbf"_L1).toInteger(), issued - 5);
            QCOMPARE(claims.value("accessor"_L1), QJsonValue(QString()));
        }
        QCOMPARE(claims.value("type"_L1), u"wrapping"_s);
        QCOMPARE(claims.value("addr"_L1), a.activeAddress());
    }

    void lookingUpDoesNotConsume()
    {
        Bed bed(u"fresh-pair"_s, { .version = u"1.21.0+ent"_s });
        QVERIFY(bed.start());
        const Cluster a = bed.at(0);
        QVERIFY(makePrimary(a, u"dr"_s));
        const QString token = mintToken(a, u"dr"_s, u"east"_s, u"20m"_s);
        for (int i = 0; i < 3; ++i) {
            const Reply reply = lookUp(a, token);
            QCOMPARE(reply.status, 200);
            QCOMPARE(reply.data().value("creation_path"_L1),
                     u"sys/replication/dr/primary/secondary-token"_s);
            QCOMPARE(reply.data().value("creation_ttl"_L1), QJsonValue(1200));
            QVERIFY(reply.data().value("creation_time"_L1).isString());
        }
        QCOMPARE(a.send({ .method = "POST",
                          .path = u"sys/wrapping/lookup"_s,
                          .body = "{}",
                          .token = token.toLatin1() })
                     .status,
                 200);
        // The inner token alone is the same wrapping.
        QCOMPARE(lookUp(a, objectIn(token, 1).value("jti"_L1).toString()).status, 200);
    }

    void unwrappingConsumesAndRevealsTheBundle()
    {
        Bed bed(u"fresh-pair"_s, { .version = u"1.21.0+ent"_s });
        QVERIFY(bed.start());
        const Cluster a = bed.at(0);
        const Cluster b = bed.at(1);
        QVERIFY(makePrimary(a, u"dr"_s));
        const QString token = mintToken(a, u"dr"_s, u"east"_s);
        const Reply unwrapped = a.openPost(u"sys/wrapping/unwrap"_s, { { u"token"_s, token } });
        QCOMPARE(unwrapped.status, 200);
        for (const auto &member : { "ca_cert"_L1, "client_cert"_L1, "client_key"_L1,
                                    "cluster_id"_L1, "id"_L1, "nonce"_L1 })
            QVERIFY2(unwrapped.data().contains(member), member.data());
        QCOMPARE(unwrapped.data().value("id"_L1), u"east"_s);
        QCOMPARE(unwrapped.data().value("cluster_id"_L1), a.block(u"dr"_s).value("cluster_id"_L1));

        for (const char *path :
             { "sys/wrapping/lookup", "sys/wrapping/unwrap", "sys/wrapping/rewrap" }) {
            const Reply again = a.openPost(QString::fromLatin1(path), { { u"token"_s, token } });
            QCOMPARE(again.status, 400);
            QCOMPARE(again.errors(), QStringList { invalidWrapping });
        }
        const Reply enabled =
            b.post(u"sys/replication/dr/secondary/enable"_s, { { u"token"_s, token } });
        QCOMPARE(enabled.status, 500);
        QCOMPARE(enabled.errors(), QStringList { spent });
        QCOMPARE(b.mode(u"dr"_s), u"disabled"_s);
        QVERIFY(a.block(u"dr"_s).value("known_secondaries"_L1).toArray().contains(u"east"_s));
    }

    void rewrappingMakesAFreshTokenOfTheSameContent()
    {
        Bed bed(u"fresh-pair"_s, { .version = u"1.21.0+ent"_s });
        QVERIFY(bed.start());
        const Cluster a = bed.at(0);
        const Cluster b = bed.at(1);
        QVERIFY(makePrimary(a, u"performance"_s));
        const QString first = mintToken(a, u"performance"_s, u"eu"_s);
        const Reply reply = a.openPost(u"sys/wrapping/rewrap"_s, { { u"token"_s, first } });
        QCOMPARE(reply.status, 200);
        const QString second =
            reply.json().value("wrap_info"_L1).toObject().value("token"_L1).toString();
        QVERIFY(!second.isEmpty() && second != first);
        QCOMPARE(lookUp(a, first).status, 400);
        QCOMPARE(lookUp(a, second).data().value("creation_path"_L1),
                 u"sys/replication/performance/primary/secondary-token"_s);
        QCOMPARE(b.post(u"sys/replication/performance/secondary/enable"_s,
                        { { u"token"_s, second }, { u"primary_api_addr"_s, a.activeAddress() } })
                     .status,
                 200);
        QVERIFY(b.streams(u"performance"_s));
    }

    void aTokenWorksOnce_data() { typeRows(); }
    void aTokenWorksOnce()
    {
        QFETCH(QString, type);
        Bed bed(u"fresh-pair"_s, { .version = u"1.21.0+ent"_s });
        QVERIFY(bed.start());
        const Cluster a = bed.at(0);
        const Cluster b = bed.at(1);
        QVERIFY(makePrimary(a, type));
        const QString token = mintToken(a, type, u"one"_s);
        QCOMPARE(b.post(replication(type, u"secondary/enable"_s), { { u"token"_s, token } }).status,
                 200);
        QVERIFY(b.streams(type));
        QCOMPARE(b.block(type).value("secondary_id"_L1), u"one"_s);
        const Reply again = lookUp(a, token);
        QCOMPARE(again.status, 400);
        QCOMPARE(again.errors(), QStringList { invalidWrapping });
    }

    void aTokenEndsWithItsTime()
    {
        Bed bed(u"fresh-pair"_s, { .version = u"1.21.0+ent"_s });
        QVERIFY(bed.start());
        const Cluster a = bed.at(0);
        const Cluster b = bed.at(1);
        QVERIFY(makePrimary(a, u"dr"_s));
        const QString token = mintToken(a, u"dr"_s, u"east"_s, u"30m"_s);
        bed.lab().advanceClock(29min);
        QCOMPARE(lookUp(a, token).status, 200);
        bed.lab().advanceClock(2min);
        QVERIFY(lookUp(a, token).status >= 400);
        const Reply enabled =
            b.post(u"sys/replication/dr/secondary/enable"_s, { { u"token"_s, token } });
        QCOMPARE(enabled.status, 500);
        QCOMPARE(enabled.errors(), QStringList { spent });
        QCOMPARE(b.mode(u"dr"_s), u"disabled"_s);
        QVERIFY(b.info().secretsCount > 0);
    }

    void revokingTheIdEndsAnUnusedToken()
    {
        Bed bed(u"fresh-pair"_s, { .version = u"1.21.0+ent"_s });
        QVERIFY(bed.start());
        const Cluster a = bed.at(0);
        QVERIFY(makePrimary(a, u"dr"_s));
        const QString token = mintToken(a, u"dr"_s, u"east"_s);
        QVERIFY(a.post(u"sys/replication/dr/primary/revoke-secondary"_s, { { u"id"_s, u"east"_s } })
                    .status
                < 300);
        const Reply enabled =
            bed.at(1).post(u"sys/replication/dr/secondary/enable"_s, { { u"token"_s, token } });
        QVERIFY2(enabled.status >= 400, enabled.text().constData());
        QCOMPARE(bed.at(1).mode(u"dr"_s), u"disabled"_s);
    }

    void revokingTheAccessorLeavesTheId()
    {
        Bed bed(u"fresh-pair"_s, { .version = u"1.21.0+ent"_s });
        QVERIFY(bed.start());
        const Cluster a = bed.at(0);
        QVERIFY(makePrimary(a, u"dr"_s));
        const QJsonObject wrap =
            a.post(u"sys/replication/dr/primary/secondary-token"_s, { { u"id"_s, u"east"_s } })
                .json()
                .value("wrap_info"_L1)
                .toObject();
        const Reply revoked = a.post(u"auth/token/revoke-accessor"_s,
                                     { { u"accessor"_s, wrap.value("accessor"_L1) } });
        QVERIFY2(revoked.status == 204 || revoked.status == 200, revoked.text().constData());
        QCOMPARE(lookUp(a, wrap.value("token"_L1).toString()).status, 400);
        QVERIFY(a.block(u"dr"_s).value("known_secondaries"_L1).toArray().contains(u"east"_s));
    }

    void aTamperedTokenIsDenied()
    {
        Bed bed(u"fresh-pair"_s, { .version = u"1.21.0+ent"_s });
        QVERIFY(bed.start());
        const Cluster a = bed.at(0);
        QVERIFY(makePrimary(a, u"dr"_s));
        const QString token = mintToken(a, u"dr"_s, u"east"_s);
        QJsonObject claims = objectIn(token, 1);
        claims.insert(u"exp"_s, claims.value("exp"_L1).toInteger() + 9999);
        const QString forged = token.section(u'.', 0, 0) + u'.'
            + QString::fromLatin1(compact(claims).toBase64(QByteArray::Base64UrlEncoding
                                                           | QByteArray::OmitTrailingEquals))
            + u'.' + token.section(u'.', 2, 2);
        const Reply reply = lookUp(a, forged);
        QCOMPARE(reply.status, 403);
        QVERIFY2(reply.errors().value(0).startsWith("error validating wrapping token: "_L1),
                 reply.text().constData());
        QCOMPARE(lookUp(a, token).status, 200);
        QCOMPARE(lookUp(a, u"hvs.nosuchtokennosuchtoken00"_s).status, 400);
    }

    void aTokenOfTheOtherTypeIsRefused_data() { typeRows(); }
    void aTokenOfTheOtherTypeIsRefused()
    {
        QFETCH(QString, type);
        const QString other = type == "dr"_L1 ? u"performance"_s : u"dr"_s;
        Bed bed(u"fresh-pair"_s, { .version = u"1.21.0+ent"_s });
        QVERIFY(bed.start());
        const Cluster a = bed.at(0);
        const Cluster b = bed.at(1);
        QVERIFY(makePrimary(a, type));
        const int before = b.info().secretsCount;
        const Reply reply = b.post(replication(other, u"secondary/enable"_s),
                                   { { u"token"_s, mintToken(a, type, u"x"_s) } });
        QVERIFY2(reply.status >= 400, reply.text().constData());
        QCOMPARE(b.mode(type), u"disabled"_s);
        QCOMPARE(b.mode(other), u"disabled"_s);
        QCOMPARE(b.info().secretsCount, before);
    }

    void theWrongClusterCannotUnwrap()
    {
        Bed bed(u"fresh-pair"_s, { .version = u"1.21.0+ent"_s });
        QVERIFY(bed.start());
        const Cluster a = bed.at(0);
        const Cluster b = bed.at(1);
        QVERIFY(makePrimary(a, u"dr"_s));
        const QString token = mintToken(a, u"dr"_s, u"east"_s);
        const Reply reply =
            b.post(u"sys/replication/dr/secondary/enable"_s,
                   { { u"token"_s, token }, { u"primary_api_addr"_s, b.activeAddress() } });
        QCOMPARE(reply.status, 500);
        QCOMPARE(reply.errors(), QStringList { spent });
        QCOMPARE(b.mode(u"dr"_s), u"disabled"_s);
        // It was not spent by that; a slash at the end of the address is stripped.
        QCOMPARE(
            b.post(u"sys/replication/dr/secondary/enable"_s,
                   { { u"token"_s, token }, { u"primary_api_addr"_s, a.activeAddress() + u'/' } })
                .status,
            200);
        QVERIFY(b.streams(u"dr"_s));
    }

    void anUnreachablePrimaryIsNamed_data()
    {
        QTest::addColumn<QString>("how");
        QTest::newRow("address where nobody listens") << u"address"_s;
        QTest::newRow("partition") << u"partition"_s;
        QTest::newRow("primary stopped") << u"stopped"_s;
    }
    void anUnreachablePrimaryIsNamed()
    {
        QFETCH(QString, how);
        Bed bed(u"fresh-pair"_s, { .version = u"1.21.0+ent"_s });
        QVERIFY(bed.start());
        const Cluster a = bed.at(0);
        const Cluster b = bed.at(1);
        QVERIFY(makePrimary(a, u"dr"_s));
        QJsonObject body { { u"token"_s, mintToken(a, u"dr"_s, u"east"_s) } };
        if (how == "address"_L1)
            body.insert(u"primary_api_addr"_s, u"http://127.0.0.1:1"_s);
        else if (how == "partition"_L1)
            QVERIFY(bed.lab().partition(a.name(), b.name(), Lab::Partition::Cut));
        else
            for (const NodeInfo &node : a.info().nodes)
                QVERIFY(bed.lab().stopNode(node.name));
        const Reply reply = b.post(u"sys/replication/dr/secondary/enable"_s, body);
        QCOMPARE(reply.status, 500);
        const QString said = reply.errors().value(0);
        QVERIFY2(
            matches(
                said,
                u"error unwrapping secondary token: (Post|Put) \"https?://[^\"]+/v1/sys/wrapping/unwrap\": dial tcp "_s),
            qPrintable(said));
        QCOMPARE(b.mode(u"dr"_s), u"disabled"_s);
        QVERIFY(b.info().secretsCount > 0);
    }

    void withoutAnAnnouncedAddressTheOperatorHasToGiveIt()
    {
        Bed bed(u"fresh-pair"_s, { .version = u"1.21.0+ent"_s, .announceAddress = false });
        QVERIFY(bed.start());
        const Cluster a = bed.at(0);
        const Cluster b = bed.at(1);
        QVERIFY(makePrimary(a, u"dr"_s));
        const Reply reply =
            a.post(u"sys/replication/dr/primary/secondary-token"_s, { { u"id"_s, u"east"_s } });
        QCOMPARE(
            reply.warnings(),
            QStringList {
                u"No redirect address set in Vault so none could be encoded in the token. You may need to supply Vault's API address when unwrapping the token."_s });
        const QString token =
            reply.json().value("wrap_info"_L1).toObject().value("token"_L1).toString();
        QCOMPARE(objectIn(token, 1).value("addr"_L1), QJsonValue(QString()));
        const Reply nowhere =
            b.post(u"sys/replication/dr/secondary/enable"_s, { { u"token"_s, token } });
        QVERIFY2(nowhere.status >= 400, nowhere.text().constData());
        QCOMPARE(b.post(u"sys/replication/dr/secondary/enable"_s,
                        { { u"token"_s, token }, { u"primary_api_addr"_s, a.activeAddress() } })
                     .status,
                 200);
        QVERIFY(b.streams(u"dr"_s));
    }

    void theClusterAddressTravelsInTheToken()
    {
        Bed bed(u"fresh-pair"_s, { .version = u"1.21.0+ent"_s });
        QVERIFY(bed.start());
        const Cluster a = bed.at(0);
        QCOMPARE(a.post(u"sys/replication/performance/primary/enable"_s,
                        { { u"primary_cluster_addr"_s, u"https://lb.example:8201"_s } })
                     .status,
                 200);
        QVERIFY(a.becomes(u"performance"_s, u"primary"_s));
        QVERIFY(join(a, bed.at(1), u"performance"_s, u"eu"_s));
        QCOMPARE(bed.at(1).block(u"performance"_s).value("primary_cluster_addr"_L1),
                 u"https://lb.example:8201"_s);
    }

    void aBlockedClusterPortIsNamed_data() { typeRows(); }
    void aBlockedClusterPortIsNamed()
    {
        QFETCH(QString, type);
        Bed bed(u"fresh-pair"_s, { .version = u"1.21.0+ent"_s });
        QVERIFY(bed.start());
        const Cluster a = bed.at(0);
        const Cluster b = bed.at(1);
        QCOMPARE(a.post(replication(type, u"primary/enable"_s),
                        { { u"primary_cluster_addr"_s, u"https://127.0.0.1:1"_s } })
                     .status,
                 200);
        QVERIFY(a.becomes(type, u"primary"_s));
        const int held = b.info().secretsCount;
        const Reply reply = b.post(replication(type, u"secondary/enable"_s),
                                   { { u"token"_s, mintToken(a, type, u"east"_s) } });
        QCOMPARE(reply.status, 500);
        const QString said =
            u"error fetching secondary bootstrap package: error authing for bootstrap: rpc error: "
            u"code = Unavailable "
            "desc = all SubConns are in TransientFailure, latest connection error: "_s;
        QVERIFY2(reply.errors().value(0).startsWith(said), reply.text().constData());
        QCOMPARE(b.mode(type), u"disabled"_s);
        QCOMPARE(b.info().secretsCount, held);
    }

    void aPublicKeyMakesABundleForOneClusterOnly_data() { typeRows(); }
    void aPublicKeyMakesABundleForOneClusterOnly()
    {
        QFETCH(QString, type);
        Bed bed(u"fresh-pair"_s, { .version = u"1.21.0+ent"_s });
        QVERIFY(bed.start());
        const Cluster a = bed.at(0);
        const Cluster b = bed.at(1);
        QVERIFY(makePrimary(a, type));
        const auto newKey = [&](const Cluster &cluster) {
            return cluster.post(replication(type, u"secondary/generate-public-key"_s))
                .data()
                .value("secondary_public_key"_L1)
                .toString();
        };
        const auto bundle = [&](const QString &id, const QString &key) {
            return a.post(replication(type, u"primary/secondary-token"_s),
                          { { u"id"_s, id }, { u"secondary_public_key"_s, key } });
        };
        const QString outdatedKey = newKey(b);
        const QString key = newKey(b);
        QVERIFY(!key.isEmpty() && key != outdatedKey);
        QVERIFY(QByteArray::fromBase64Encoding(key.toLatin1(),
                                               QByteArray::AbortOnBase64DecodingErrors));

        const Reply outdated = bundle(u"outdated"_s, outdatedKey);
        QCOMPARE(outdated.status, 200);
        const Reply refused = b.post(replication(type, u"secondary/enable"_s),
                                     { { u"token"_s, outdated.data().value("token"_L1) } });
        QVERIFY2(refused.status >= 400, refused.text().constData());

        const Reply reply = bundle(u"eu"_s, key);
        QCOMPARE(reply.status, 200);
        QVERIFY(reply.json().value("wrap_info"_L1).isNull());
        const QString token = reply.data().value("token"_L1).toString();
        QVERIFY(!token.isEmpty());
        QVERIFY(bundle(u"bad"_s, u"not a key"_s).status >= 400);

        // No call to the primary's API port is made: an address where nobody listens does not
        // matter.
        QCOMPARE(b.post(replication(type, u"secondary/enable"_s), { { u"token"_s, token } }).status,
                 200);
        QVERIFY(b.streams(type));
        QCOMPARE(b.block(type).value("secondary_id"_L1), u"eu"_s);
    }

    void publicKeysCameWith1_3()
    {
        Bed bed(u"fresh-pair"_s, { .version = u"1.2.0+ent"_s });
        QVERIFY(bed.start());
        QCOMPARE(bed.at(1).post(u"sys/replication/dr/secondary/generate-public-key"_s).status, 404);
    }
};

QTEST_GUILESS_MAIN(TestConformanceTokens)
#include "tst_conformance_tokens.moc"
