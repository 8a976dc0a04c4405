// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lab/conformance/bed.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QTest>

using namespace conformance;
using namespace switchover::lab;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString base = u"sys/replication/dr/secondary/generate-operation-token/"_s;
const QStringList members {
    u"nonce"_s,    u"started"_s,       u"progress"_s,           u"required"_s,
    u"complete"_s, u"encoded_token"_s, u"encoded_root_token"_s, u"pgp_fingerprint"_s,
    u"otp"_s,      u"otp_length"_s
};

QJsonObject withToken(const QString &token)
{
    return { { u"dr_operation_token"_s, token } };
}

Reply attempt(const Cluster &cluster, const QJsonObject &body = {})
{
    return cluster.openPost(base + u"attempt"_s, body);
}

Reply progress(const Cluster &cluster)
{
    return cluster.openGet(base + u"attempt"_s);
}

Reply give(const Cluster &cluster, const QString &key, const QString &nonce)
{
    return cluster.openPost(base + u"update"_s, { { u"key"_s, key }, { u"nonce"_s, nonce } });
}

Reply cancel(const Cluster &cluster)
{
    return cluster.send({ .method = "DELETE", .path = base + u"attempt"_s });
}

QString nonceOf(const Reply &reply)
{
    return reply.json().value("nonce"_L1).toString();
}

const QString batchPolicy = uR"(
path "sys/replication/dr/secondary/promote" { capabilities = ["update"] }
path "sys/replication/dr/secondary/update-primary" { capabilities = ["update"] }
)"_s;

/// The batch-token strategy, prepared on the primary while it lives; empty if refused.
QString batchToken(const Cluster &primary, const QString &ttl)
{
    if (primary.post(u"sys/policies/acl/dr-secondary-promotion"_s, { { u"policy"_s, batchPolicy } })
            .status
        >= 300)
        return {};
    const QJsonObject role { { u"allowed_policies"_s, QJsonArray { u"dr-secondary-promotion"_s } },
                             { u"orphan"_s, true },
                             { u"renewable"_s, false },
                             { u"token_type"_s, u"batch"_s } };
    if (primary.post(u"auth/token/roles/failover-handler"_s, role).status >= 300)
        return {};
    const QJsonObject auth =
        primary.post(u"auth/token/create/failover-handler"_s, { { u"ttl"_s, ttl } })
            .json()
            .value("auth"_L1)
            .toObject();
    if (auth.value("accessor"_L1) != QJsonValue(QString())
        || auth.value("renewable"_L1) != QJsonValue(false))
        return {};
    return auth.value("client_token"_L1).toString();
}

} // namespace

class TestConformanceOperationToken final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Bed> m_bed;
    Cluster m_dr; ///< the DR secondary
    Cluster m_primary;

    void startWith(Options options = { .version = u"1.21.0+ent"_s })
    {
        m_bed = std::make_unique<Bed>(u"dr-pair"_s, options);
        QVERIFY(m_bed->start());
        m_dr = m_bed->with(u"dr"_s, u"secondary"_s);
        m_primary = m_bed->with(u"dr"_s, u"primary"_s);
        QVERIFY(m_dr.streams(u"dr"_s));
    }

private slots:
    void cleanup() { m_bed.reset(); }

    void idleStatusTellsTheThreshold()
    {
        startWith();
        const Reply reply = progress(m_dr);
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.members(), members);
        QCOMPARE(reply.json(),
                 QJsonObject({ { u"nonce"_s, QString() },
                               { u"started"_s, false },
                               { u"progress"_s, 0 },
                               { u"required"_s, m_dr.info().threshold },
                               { u"complete"_s, false },
                               { u"encoded_token"_s, QString() },
                               { u"encoded_root_token"_s, QString() },
                               { u"pgp_fingerprint"_s, QString() },
                               { u"otp"_s, QString() },
                               { u"otp_length"_s, 28 } }));
        QVERIFY(m_dr.info().threshold > 1);
        // The shares are the primary's.
        QCOMPARE(m_dr.info().unsealKeys, m_primary.info().unsealKeys);
    }

    void sharesMakeATokenThatThePasswordReveals_data()
    {
        QTest::addColumn<QString>("version");
        QTest::addColumn<int>("length");
        QTest::addColumn<QString>("form");
        QTest::newRow("0.11") << u"0.11.0+ent"_s << 26 << u"^s\\.[0-9A-Za-z]{24}$"_s;
        QTest::newRow("1.4") << u"1.4.0+ent"_s << 26 << u"^s\\.[0-9A-Za-z]{24}$"_s;
        QTest::newRow("1.9") << u"1.9.0+ent"_s << 26 << u"^s\\.[0-9A-Za-z]{24}$"_s;
        QTest::newRow("1.10") << u"1.10.0+ent"_s << 28 << u"^hvs\\.[0-9A-Za-z]{24}$"_s;
        QTest::newRow("1.21") << u"1.21.0+ent"_s << 28 << u"^hvs\\.[0-9A-Za-z]{24}$"_s;
    }
    void sharesMakeATokenThatThePasswordReveals()
    {
        QFETCH(QString, version);
        QFETCH(int, length);
        QFETCH(QString, form);
        startWith({ .version = version });
        const Reply started = attempt(m_dr);
        QCOMPARE(started.status, 200);
        QCOMPARE(started.members(), members);
        const QString otp = started.json().value("otp"_L1).toString();
        const QString nonce = nonceOf(started);
        QCOMPARE(started.json().value("started"_L1), QJsonValue(true));
        QVERIFY(QRegularExpression(u"^[0-9A-Za-z]{%1}$"_s.arg(length)).match(otp).hasMatch());
        QCOMPARE(started.json().value("otp_length"_L1), QJsonValue(length));
        QVERIFY(!nonce.isEmpty());
        // Shown once only.
        QCOMPARE(progress(m_dr).json().value("otp"_L1), QJsonValue(QString()));
        QCOMPARE(nonceOf(progress(m_dr)), nonce);

        const QStringList shares = m_dr.shares();
        QString encoded;
        for (int i = 0; i < shares.size(); ++i) {
            const bool last = i + 1 == shares.size();
            // Hexadecimal and base64 do as well.
            const QString share = i % 2
                ? QString::fromLatin1(QByteArray::fromBase64(shares.at(i).toLatin1()).toHex())
                : shares.at(i);
            const Reply reply = give(m_dr, share, nonce);
            QCOMPARE(reply.status, 200);
            QCOMPARE(reply.members(), members);
            QCOMPARE(reply.json().value("progress"_L1), QJsonValue(i + 1));
            QCOMPARE(reply.json().value("complete"_L1), QJsonValue(last));
            QCOMPARE(reply.json().value("started"_L1), QJsonValue(true));
            QCOMPARE(reply.json().value("otp"_L1), QJsonValue(QString()));
            QCOMPARE(reply.json().value("encoded_root_token"_L1), QJsonValue(QString()));
            if (last)
                QCOMPARE(reply.json().value("otp_length"_L1), QJsonValue(0));
            encoded = reply.json().value("encoded_token"_L1).toString();
            QCOMPARE(encoded.isEmpty(), !last);
        }
        QVERIFY(!encoded.contains(u'='));
        const QString token = revealToken(encoded, otp, length);
        QVERIFY2(QRegularExpression(form).match(token).hasMatch(), qPrintable(token));
        QCOMPARE(progress(m_dr).json().value("started"_L1), QJsonValue(false));
        const Reply used =
            m_dr.openPost(u"sys/replication/dr/secondary/recover"_s, withToken(token));
        QVERIFY2(version.startsWith("0."_L1) ? used.status != 403 : used.status == 200,
                 used.text().constData());
    }

    void oldServersTakeThePasswordAndGiveAUuid()
    {
        startWith({ .version = u"0.10.4+ent"_s });
        QVERIFY(progress(m_dr).json().value("otp_length"_L1).toInt(0) == 0);
        const Reply without = attempt(m_dr);
        QCOMPARE(without.status, 400);
        QCOMPARE(without.errors(), QStringList { u"otp or pgp_key parameter must be provided"_s });
        const QString otp = u"vZpZZf5UI1nvB3A5/7Xq9A=="_s;
        const Reply started = attempt(m_dr, { { u"otp"_s, otp } });
        QCOMPARE(started.status, 200);
        QString encoded;
        for (const QString &share : m_dr.shares())
            encoded =
                give(m_dr, share, nonceOf(started)).json().value("encoded_token"_L1).toString();
        const QString token = revealToken(encoded, otp, 0);
        QVERIFY2(QRegularExpression(u"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"_s)
                     .match(token)
                     .hasMatch(),
                 qPrintable(token));
    }

    void thePasswordMayBeTheCallersOwn()
    {
        startWith();
        const QString otp(28, u'k');
        const Reply started = attempt(m_dr, { { u"otp"_s, otp } });
        QCOMPARE(started.status, 200);
        QString encoded;
        for (const QString &share : m_dr.shares())
            encoded =
                give(m_dr, share, nonceOf(started)).json().value("encoded_token"_L1).toString();
        QVERIFY(revealToken(encoded, otp, 28).startsWith("hvs."_L1));
    }

    void attemptsCanBeCancelled()
    {
        startWith();
        QCOMPARE(cancel(m_dr).status, 204); // also when nothing is running
        const QString nonce = nonceOf(attempt(m_dr));
        QCOMPARE(give(m_dr, m_dr.shares().first(), nonce).json().value("progress"_L1),
                 QJsonValue(1));
        QCOMPARE(cancel(m_dr).status, 204);
        QCOMPARE(progress(m_dr).json().value("started"_L1), QJsonValue(false));
        QCOMPARE(progress(m_dr).json().value("progress"_L1), QJsonValue(0));
        const Reply late = give(m_dr, m_dr.shares().first(), nonce);
        QCOMPARE(late.status, 400);
        QCOMPARE(late.errors(), QStringList { u"no root generation in progress"_s });
        QVERIFY(nonceOf(attempt(m_dr)) != nonce);
    }

    void mistakesHaveTheirOwnTexts()
    {
        startWith();
        const auto refusal = [](const Reply &reply) {
            return QString::number(reply.status) + u' ' + reply.errors().join(u'|');
        };
        QCOMPARE(refusal(attempt(m_dr, { { u"otp"_s, u"short"_s } })),
                 u"400 OTP string is wrong length"_s);
        QVERIFY(refusal(attempt(m_dr, { { u"pgp_key"_s, u"!!"_s } }))
                    .startsWith("400 error parsing PGP key: "_L1));
        QCOMPARE(progress(m_dr).json().value("started"_L1), QJsonValue(false));

        const QString nonce = nonceOf(attempt(m_dr));
        QCOMPARE(refusal(attempt(m_dr)), u"400 root generation already in progress"_s);
        QCOMPARE(refusal(m_dr.openPost(base + u"update"_s, { { u"nonce"_s, nonce } })),
                 u"400 'key' must be specified in request body as JSON"_s);
        QCOMPARE(refusal(give(m_dr, u"not a share!"_s, nonce)),
                 u"400 'key' must be a valid hex or base64 string"_s);
        QVERIFY(QRegularExpression(u"^400 key is shorter than minimum \\d+ bytes$"_s)
                    .match(refusal(give(m_dr, u"abcd"_s, nonce)))
                    .hasMatch());
        QVERIFY(QRegularExpression(u"^400 key is longer than maximum \\d+ bytes$"_s)
                    .match(refusal(give(m_dr, QString(400, u'a'), nonce)))
                    .hasMatch());
        QCOMPARE(
            refusal(give(m_dr, m_dr.shares().first(), u"0000"_s)),
            u"400 incorrect nonce supplied; nonce for this root generation operation is \"%1\""_s
                .arg(nonce));
        QCOMPARE(give(m_dr, m_dr.shares().first(), nonce).status, 200);
        QCOMPARE(refusal(give(m_dr, m_dr.shares().first(), nonce)),
                 u"400 given key has already been provided during this generation operation"_s);
        QCOMPARE(progress(m_dr).json().value("progress"_L1), QJsonValue(1));
    }

    void wrongSharesStartOverWithTheSamePassword()
    {
        startWith();
        const Reply started = attempt(m_dr);
        const QString nonce = nonceOf(started);
        Reply reply;
        for (int i = 0; i < m_dr.info().threshold; ++i) {
            QByteArray wrong = QByteArray::fromBase64(m_dr.info().unsealKeys.at(i).toLatin1());
            wrong[0] = char(wrong[0] ^ 0x55);
            reply = give(m_dr, QString::fromLatin1(wrong.toBase64()), nonce);
        }
        QCOMPARE(reply.status, 400);
        const QString said = reply.errors().value(0);
        QVERIFY2(said.startsWith("failed to compute root key: "_L1)
                     || said.startsWith("root generation aborted: "_L1),
                 qPrintable(said));
        QCOMPARE(progress(m_dr).json().value("started"_L1), QJsonValue(true));
        QCOMPARE(progress(m_dr).json().value("progress"_L1), QJsonValue(0));
        QCOMPARE(nonceOf(progress(m_dr)), nonce);
        for (const QString &share : m_dr.shares())
            reply = give(m_dr, share, nonce);
        QCOMPARE(reply.json().value("complete"_L1), QJsonValue(true));
        QVERIFY(revealToken(reply.json().value("encoded_token"_L1).toString(),
                            started.json().value("otp"_L1).toString(), 28)
                    .startsWith("hvs."_L1));
    }

    void aLeaderChangeLosesTheProgress()
    {
        startWith({ .version = u"1.21.0+ent"_s, .nodes = 2 });
        QVERIFY(!nonceOf(attempt(m_dr)).isEmpty());
        QVERIFY(m_bed->lab().stepDown(m_dr.name()));
        QVERIFY(m_dr.becomes(u"dr"_s, u"secondary"_s));
        QCOMPARE(progress(m_dr).json().value("started"_L1), QJsonValue(false));
    }

    void deletedTokensAreDead()
    {
        startWith();
        const QString token = operationToken(m_dr);
        QVERIFY(!token.isEmpty());
        m_bed->lab().advanceClock(24h * 365); // it has no lifetime
        QCOMPARE(m_dr.openPost(u"sys/replication/dr/secondary/recover"_s, withToken(token)).status,
                 200);
        QVERIFY(m_dr.becomes(u"dr"_s, u"secondary"_s));
        const Reply deleted = m_dr.openPost(
            u"sys/replication/dr/secondary/operation-token/delete"_s, withToken(token));
        QVERIFY2(deleted.status == 200 || deleted.status == 204, deleted.text().constData());
        const Reply after =
            m_dr.openPost(u"sys/replication/dr/secondary/recover"_s, withToken(token));
        QCOMPARE(after.status, 403);
        QVERIFY(after.errors().join(u' ').contains("permission denied"_L1));
    }

    void tokensAreCheckedBeforeAnythingHappens_data()
    {
        QTest::addColumn<QString>("path");
        for (const char *path : { "promote", "disable", "update-primary", "operation-token/delete",
                                  "recover", "reindex", "merkle-check" })
            QTest::newRow(path) << u"sys/replication/dr/secondary/"_s + QString::fromLatin1(path);
    }
    void tokensAreCheckedBeforeAnythingHappens()
    {
        QFETCH(QString, path);
        startWith();
        const Reply none =
            m_dr.post(path, { { u"token"_s, QString() } }); // X-Vault-Token is not looked at
        QCOMPARE(none.status, 400);
        QCOMPARE(none.errors(), QStringList { u"DR operation token was not provided"_s });
        for (const QString &wrong :
             { u"hvs.wrongwrongwrongwrongwrong"_s, QString::fromLatin1(m_primary.root()) }) {
            const Reply reply = m_dr.openPost(path, withToken(wrong));
            QVERIFY2(reply.status == 403, reply.text().constData());
            QVERIFY(reply.errors().join(u' ').contains("permission denied"_L1));
        }
        QCOMPARE(m_dr.mode(u"dr"_s), u"secondary"_s);
        QCOMPARE(m_dr.block(u"dr"_s).value("state"_L1), u"stream-wals"_s);
    }

    void anOperationTokenIsGoodForItsClusterOnly()
    {
        startWith();
        const QString token = operationToken(m_dr);
        QVERIFY(!token.isEmpty());
        QCOMPARE(m_primary.send({ .path = u"auth/token/lookup-self"_s, .token = token.toLatin1() })
                     .status,
                 403);
    }

    void aBatchTokenAuthorisesWhatItsPolicyNames_data()
    {
        QTest::addColumn<QString>("version");
        QTest::addColumn<QString>("prefix");
        QTest::newRow("1.4") << u"1.4.0+ent"_s << u"b."_s;
        QTest::newRow("1.21") << u"1.21.0+ent"_s << u"hvb."_s;
    }
    void aBatchTokenAuthorisesWhatItsPolicyNames()
    {
        QFETCH(QString, version);
        QFETCH(QString, prefix);
        startWith({ .version = version });
        const QString token = batchToken(m_primary, u"8h"_s);
        QVERIFY2(token.startsWith(prefix), qPrintable(token));
        QVERIFY(token.size() > 90);
        QVERIFY(m_dr.streams(u"dr"_s));
        // Its policy does not name recover.
        QVERIFY(eventually([&] {
            return m_dr.openPost(u"sys/replication/dr/secondary/recover"_s, withToken(token)).status
                == 403;
        }));
        // It works although the primary is gone.
        QVERIFY(m_bed->lab().partition(m_primary.name(), m_dr.name(), Lab::Partition::Cut));
        for (const NodeInfo &node : m_primary.info().nodes)
            QVERIFY(m_bed->lab().stopNode(node.name));
        QJsonObject body = withToken(token);
        body.insert(u"force"_s, true);
        const Reply promoted = m_dr.openPost(u"sys/replication/dr/secondary/promote"_s, body);
        QVERIFY2(promoted.status == 200, promoted.text().constData());
        QVERIFY(m_dr.becomes(u"dr"_s, u"primary"_s));
    }

    void aBatchTokenEndsWithItsTimeAndCannotBeRevoked()
    {
        startWith();
        const QString token = batchToken(m_primary, u"1h"_s);
        QVERIFY(!token.isEmpty());
        QVERIFY(m_primary.post(u"auth/token/revoke"_s, { { u"token"_s, token } }).status >= 400);
        QVERIFY(m_primary
                    .send({ .method = "POST",
                            .path = u"auth/token/renew-self"_s,
                            .body = "{}",
                            .token = token.toLatin1() })
                    .status
                >= 400);
        m_bed->lab().advanceClock(61min);
        QCOMPARE(m_dr.openPost(u"sys/replication/dr/secondary/promote"_s, withToken(token)).status,
                 403);
        QCOMPARE(m_dr.mode(u"dr"_s), u"secondary"_s);
    }

    void theScenarioHasABatchTokenPrepared()
    {
        startWith();
        const QString token = m_dr.info().drBatchToken.isEmpty() ? m_primary.info().drBatchToken
                                                                 : m_dr.info().drBatchToken;
        QVERIFY2(token.startsWith("hvb."_L1), qPrintable(token));
        QCOMPARE(m_primary.post(u"sys/replication/dr/primary/demote"_s).status, 200);
        QVERIFY(m_primary.becomes(u"dr"_s, u"secondary"_s));
        QCOMPARE(m_dr.openPost(u"sys/replication/dr/secondary/promote"_s, withToken(token)).status,
                 200);
        QVERIFY(m_dr.becomes(u"dr"_s, u"primary"_s));
    }

    void version2WantsAVaultTokenBesidesTheShares()
    {
        startWith({ .version = u"2.0.0+ent"_s });
        const QByteArray root =
            m_primary.root(); // DR secondaries accept a root token of the primary
        QCOMPARE(attempt(m_dr).status, 403);
        QCOMPARE(progress(m_dr).status, 403);
        QCOMPARE(cancel(m_dr).status, 403);
        const auto call = [&](const char *path, const QJsonObject &body) {
            return m_dr.send({ .method = "POST",
                               .path = base + QString::fromLatin1(path),
                               .body = compact(body),
                               .token = root });
        };
        const Reply started = call("attempt", {});
        QVERIFY2(started.status == 200, started.text().constData());
        QCOMPARE(give(m_dr, m_dr.shares().first(), nonceOf(started)).status, 403);
        Reply reply;
        for (const QString &share : m_dr.shares())
            reply = call("update", { { u"key"_s, share }, { u"nonce"_s, nonceOf(started) } });
        QCOMPARE(reply.json().value("complete"_L1), QJsonValue(true));
        // The root token itself authorises as well.
        QCOMPARE(m_dr.openPost(u"sys/replication/dr/secondary/recover"_s,
                               withToken(QString::fromLatin1(root)))
                     .status,
                 200);
    }

    void version2CanBeConfiguredAsBefore()
    {
        startWith({ .version = u"2.0.0+ent"_s,
                    .unauthenticatedAccess = { u"generate-operation-token"_s } });
        QVERIFY(operationToken(m_dr).startsWith("hvs."_L1));
    }

    void onlyADrSecondaryHasOperationTokens()
    {
        startWith();
        const Reply reply = attempt(m_primary);
        QVERIFY2(reply.status >= 400 && reply.status < 500, reply.text().constData());
    }
};

QTEST_GUILESS_MAIN(TestConformanceOperationToken)
#include "tst_conformance_operationtoken.moc"
