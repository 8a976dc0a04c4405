// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lab/conformance/bed.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QTest>

using namespace conformance;
using namespace switchover::lab;
using namespace Qt::StringLiterals;

namespace {

const QStringList actionMembers { u"request_id"_s,     u"lease_id"_s, u"renewable"_s,
                                  u"lease_duration"_s, u"data"_s,     u"wrap_info"_s,
                                  u"warnings"_s,       u"auth"_s,     u"mount_type"_s };

/// What every accepted change looks like; empty if this one does too.
QString oddityOf(const Reply &reply, const QString &expectedWarning)
{
    if (reply.status != 200)
        return u"status "_s + QString::fromUtf8(reply.text());
    if (reply.members() != actionMembers)
        return u"members "_s + reply.members().join(u' ');
    const QJsonObject json = reply.json();
    if (!json.value("data"_L1).isNull() || !json.value("wrap_info"_L1).isNull()
        || !json.value("auth"_L1).isNull())
        return u"data, wrap_info or auth is not null: "_s + QString::fromUtf8(reply.body);
    if (!expectedWarning.isEmpty() && reply.warnings() != QStringList { expectedWarning })
        return u"warnings "_s + reply.warnings().join(u'|');
    if (reply.warnings().isEmpty())
        return u"no warning"_s;
    return {};
}

#define VERIFY_ACTION(reply, warningText)                                                          \
    do {                                                                                           \
        const QString oddity = oddityOf(reply, warningText);                                       \
        QVERIFY2(oddity.isEmpty(), qPrintable(oddity));                                            \
    } while (false)

QString token(const Reply &reply)
{
    return reply.json().value("wrap_info"_L1).toObject().value("token"_L1).toString();
}

const QString unsupportedOperation = u"1 error occurred:\n\t* unsupported operation\n\n"_s;

} // namespace

class TestConformanceActions final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Bed> m_bed; ///< for the rows of one slot that change nothing
    static void typeRows()
    {
        QTest::addColumn<QString>("type");
        QTest::newRow("dr") << u"dr"_s;
        QTest::newRow("performance") << u"performance"_s;
    }

private slots:
    void initTestCase()
    {
        m_bed = std::make_unique<Bed>(u"fresh-pair"_s, Options { .version = u"1.21.0+ent"_s });
        QVERIFY(m_bed->start());
    }
    void cleanupTestCase() { m_bed.reset(); }

    void aMethodThatThePathLacksIs405_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("method");
        const auto rows = [](const QString &path, const QByteArrayList &lacking) {
            for (const QByteArray &method : lacking)
                QTest::newRow(qPrintable(QString::fromLatin1(method) + u' ' + path))
                    << path << method;
        };
        const QByteArrayList notUpdate { "GET", "DELETE", "LIST" };
        const QByteArrayList notRead { "POST", "PUT", "DELETE", "LIST" };
        rows(u"sys/replication/status"_s, notRead);
        for (const QString &path : { u"recover"_s, u"reindex"_s, u"merkle-check"_s })
            rows(u"sys/replication/"_s + path, notUpdate);
        for (const QString &prefix : { u"sys/replication/"_s, u"sys/replication/performance/"_s,
                                       u"sys/replication/dr/"_s }) {
            for (const QString &path :
                 { u"primary/enable"_s, u"primary/demote"_s, u"primary/disable"_s,
                   u"primary/secondary-token"_s, u"primary/revoke-secondary"_s,
                   u"secondary/enable"_s, u"secondary/promote"_s, u"secondary/disable"_s,
                   u"secondary/update-primary"_s })
                rows(prefix + path, notUpdate);
        }
        for (const QString &type : { u"dr"_s, u"performance"_s }) {
            rows(replication(type, u"status"_s), notRead);
            rows(replication(type, u"secondary/generate-public-key"_s), notUpdate);
        }
        rows(u"sys/replication/performance/primary/paths-filter/eu"_s, { "LIST" });
        rows(u"sys/replication/performance/primary/dynamic-filter/eu"_s, notRead);
        rows(u"sys/replication/performance/secondary/dynamic-filter/eu"_s, notRead);
        for (const QString &path :
             { u"operation-token/delete"_s, u"recover"_s, u"reindex"_s, u"merkle-check"_s })
            rows(u"sys/replication/dr/secondary/"_s + path, notUpdate);
        rows(u"sys/replication/dr/secondary/license/status"_s, notRead);
    }
    void aMethodThatThePathLacksIs405()
    {
        QFETCH(QString, path);
        QFETCH(QByteArray, method);
        const Cluster cluster = m_bed->at(0);
        const Reply reply =
            cluster.send({ .method = method, .path = path, .token = cluster.root() });
        QVERIFY2(reply.status == 405, reply.text().constData());
        QCOMPARE(reply.errors(), QStringList { unsupportedOperation });
        QCOMPARE(reply.members(), QStringList { u"errors"_s });
    }

    void aTrailingSlashOnAWriteIsRefused_data()
    {
        QTest::addColumn<QString>("path");
        for (const char *path :
             { "sys/replication/primary/enable/", "sys/replication/secondary/promote/",
               "sys/replication/performance/secondary/promote/",
               "sys/replication/dr/primary/demote/", "sys/replication/recover/",
               "sys/capabilities-self/" })
            QTest::newRow(path) << QString::fromLatin1(path);
    }
    void aTrailingSlashOnAWriteIsRefused()
    {
        QFETCH(QString, path);
        for (const QByteArray method : { "POST", "PUT" }) {
            const Reply reply =
                m_bed->at(0).send({ .method = method, .path = path, .token = m_bed->at(0).root() });
            QCOMPARE(reply.status, 400);
            QCOMPARE(reply.errors(), QStringList { u"cannot write to a path ending in '/'"_s });
        }
    }

    void pathsThatDoNotExistAre404_data()
    {
        QTest::addColumn<QString>("path");
        for (const char *path :
             { "sys/repliation/primary/enable", "sys/replication/secondary/revoke-secondary",
               "sys/replication/performance/recover", "sys/replication/dr/primary/paths-filter/eu",
               "sys/replication/performance/primary/mount-filter/eu",
               "sys/replication/secondary/generate-public-key", "sys/replication/nonsense" })
            QTest::newRow(path) << QString::fromLatin1(path);
    }
    void pathsThatDoNotExistAre404()
    {
        QFETCH(QString, path);
        const Reply reply = m_bed->at(0).post(path);
        QVERIFY2(reply.status == 404, reply.text().constData());
    }

    void callersWithoutTheRightTokenAreDenied_data()
    {
        QTest::addColumn<QString>("path");
        for (const char *path : { "performance/primary/enable",
                                  "performance/primary/demote",
                                  "performance/primary/disable",
                                  "performance/primary/secondary-token",
                                  "performance/primary/revoke-secondary",
                                  "performance/primary/paths-filter/x",
                                  "performance/secondary/enable",
                                  "performance/secondary/promote",
                                  "performance/secondary/disable",
                                  "performance/secondary/update-primary",
                                  "performance/secondary/generate-public-key",
                                  "dr/primary/enable",
                                  "dr/primary/demote",
                                  "dr/primary/disable",
                                  "dr/primary/secondary-token",
                                  "dr/primary/revoke-secondary",
                                  "dr/secondary/enable",
                                  "dr/secondary/generate-public-key",
                                  "primary/enable",
                                  "primary/secondary-token",
                                  "secondary/enable",
                                  "recover",
                                  "reindex",
                                  "merkle-check" })
            QTest::newRow(path) << u"sys/replication/"_s + QString::fromLatin1(path);
    }
    void callersWithoutTheRightTokenAreDenied()
    {
        QFETCH(QString, path);
        const Cluster cluster = m_bed->at(0);
        for (const QByteArray &presented :
             { QByteArray(), QByteArray("hvs.nobodyhasthistokennobody"),
               cluster.root().chopped(1) }) {
            const Reply reply =
                cluster.send({ .method = "POST", .path = path, .body = "{}", .token = presented });
            QVERIFY2(reply.status == 403, reply.text().constData());
            QVERIFY2(reply.errors().join(u' ').contains("permission denied"_L1),
                     reply.text().constData());
        }
        QCOMPARE(cluster.mode(u"performance"_s), u"disabled"_s);
        QCOMPARE(cluster.mode(u"dr"_s), u"disabled"_s);
    }

    void sudoPathsNeedSudo_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("reindex") << u"sys/replication/reindex"_s;
        QTest::newRow("performance token")
            << u"sys/replication/performance/primary/secondary-token"_s;
        QTest::newRow("dr token") << u"sys/replication/dr/primary/secondary-token"_s;
        QTest::newRow("legacy token") << u"sys/replication/primary/secondary-token"_s;
    }
    void sudoPathsNeedSudo()
    {
        QFETCH(QString, path);
        const Cluster cluster = m_bed->at(0);
        const QString rule = u"path \"sys/replication/*\" { capabilities = [%1] }"_s;
        const QByteArray plain =
            tokenWithPolicy(cluster, u"plain"_s, rule.arg(u"\"create\", \"update\""_s));
        const QByteArray sudo = tokenWithPolicy(cluster, u"with-sudo"_s,
                                                rule.arg(u"\"create\", \"update\", \"sudo\""_s));
        QVERIFY(!plain.isEmpty() && !sudo.isEmpty());
        const QByteArray body = R"({"id":"x"})";
        QCOMPARE(
            cluster.send({ .method = "POST", .path = path, .body = body, .token = plain }).status,
            403);
        const Reply allowed =
            cluster.send({ .method = "POST", .path = path, .body = body, .token = sudo });
        QVERIFY2(allowed.status != 403,
                 allowed.text().constData()); // refused as not being a primary, at most
        QVERIFY(cluster
                    .send({ .method = "POST",
                            .path = u"sys/replication/recover"_s,
                            .body = "{}",
                            .token = plain })
                    .status
                != 403);
    }

    void bodiesAreJsonOrForms()
    {
        const Cluster cluster = m_bed->at(0);
        const QString path = u"sys/capabilities-self"_s;
        for (const QByteArray &broken :
             { QByteArray("{\"paths\":"), QByteArray("{]"), QByteArray("paths") }) {
            const Reply reply =
                cluster.send({ .method = "POST",
                               .path = u"sys/replication/performance/primary/enable"_s,
                               .body = broken,
                               .token = cluster.root() });
            QCOMPARE(reply.status, 400);
            QVERIFY2(reply.errors().value(0).startsWith("failed to parse JSON input: "_L1),
                     reply.text().constData());
        }
        const Reply form = cluster.send(
            { .method = "POST",
              .path = path,
              .body = "paths=sys/mounts",
              .token = cluster.root(),
              .headers = { { "Content-Type", "application/x-www-form-urlencoded" } } });
        QCOMPARE(form.status, 200);
        QCOMPARE(form.data().value("capabilities"_L1), QJsonValue(QJsonArray { u"root"_s }));
        QCOMPARE(cluster.mode(u"performance"_s), u"disabled"_s);
    }

    void valuesOfTheWrongTypeAreRefused_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("duration") << u"sys/replication/performance/primary/secondary-token"_s
                                  << QByteArray(R"({"id":"x","ttl":"soon"})");
        QTest::newRow("boolean") << u"sys/replication/performance/secondary/promote"_s
                                 << QByteArray(R"({"force":"perhaps"})");
        QTest::newRow("boolean object")
            << u"sys/replication/reindex"_s << QByteArray(R"({"diff":{"a":1}})");
        QTest::newRow("list") << u"sys/replication/performance/primary/paths-filter/x"_s
                              << QByteArray(R"({"paths":{"a":1}})");
    }
    void valuesOfTheWrongTypeAreRefused()
    {
        QFETCH(QString, path);
        QFETCH(QByteArray, body);
        const Reply reply = m_bed->at(0).send(
            { .method = "POST", .path = path, .body = body, .token = m_bed->at(0).root() });
        QCOMPARE(reply.status, 400);
        QVERIFY2(reply.errors().value(0).startsWith("Field validation failed: "_L1),
                 reply.text().constData());
    }

    void bodiesHaveALimit()
    {
        const Cluster cluster = m_bed->at(0);
        const QByteArray body =
            compact({ { u"primary_cluster_addr"_s, QString(33 * 1024 * 1024, u'x') } });
        const Reply reply =
            cluster.sendOnce({ .method = "POST",
                               .path = u"sys/replication/performance/primary/enable"_s,
                               .body = body,
                               .token = cluster.root() });
        QVERIFY2(reply.status == 413, reply.text().left(200).constData());
        QVERIFY(reply.errors().value(0).contains("request body too large"_L1));
        QCOMPARE(cluster.mode(u"performance"_s), u"disabled"_s);
    }

    void replicationLivesInTheRootNamespace()
    {
        const Cluster cluster = m_bed->at(0);
        const Reply reply = cluster.send({ .method = "POST",
                                           .path = u"sys/replication/performance/primary/enable"_s,
                                           .token = cluster.root(),
                                           .headers = { { "X-Vault-Namespace", "team" } } });
        QVERIFY2(reply.status == 404, reply.text().constData());
        QVERIFY(
            cluster
                .send({ .path = u"sys/health"_s, .headers = { { "X-Vault-Namespace", "team" } } })
                .status
            >= 400);
        QCOMPARE(cluster.mode(u"performance"_s), u"disabled"_s);
    }

    void tokensMayComeAsBearer()
    {
        const Cluster cluster = m_bed->at(0);
        QCOMPARE(cluster
                     .send({ .path = u"auth/token/lookup-self"_s,
                             .headers = { { "Authorization", "Bearer " + cluster.root() } } })
                     .status,
                 200);
    }

    void wrongRolesAreRefusedAndChangeNothing_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("body");
        for (const QString &type : { u"dr"_s, u"performance"_s }) {
            const auto row = [&type](const char *rest, const char *body) {
                QTest::newRow(qPrintable(type + u' ' + QString::fromLatin1(rest)))
                    << replication(type, QString::fromLatin1(rest)) << QByteArray(body);
            };
            row("primary/demote", "{}");
            row("primary/secondary-token", R"({"id":"x"})");
            row("secondary/promote", R"({"dr_operation_token":"x"})");
            row("secondary/disable", R"({"dr_operation_token":"x"})");
            row("secondary/update-primary", R"({"dr_operation_token":"x","token":""})");
            row("secondary/enable", "{}"); // the token is required
        }
        for (const char *rest : { "operation-token/delete", "recover", "reindex", "merkle-check" })
            QTest::newRow(rest) << u"sys/replication/dr/secondary/"_s + QString::fromLatin1(rest)
                                << QByteArray(R"({"dr_operation_token":"x"})");
    }
    void wrongRolesAreRefusedAndChangeNothing()
    {
        QFETCH(QString, path);
        QFETCH(QByteArray, body);
        const Cluster cluster = m_bed->at(0);
        const Reply reply =
            cluster.send({ .method = "POST", .path = path, .body = body, .token = cluster.root() });
        QVERIFY2(reply.status >= 400 && reply.status < 500, reply.text().constData());
        QVERIFY(!reply.errors().isEmpty());
        if (path.startsWith("sys/replication/dr/secondary/"_L1) && !path.endsWith("/enable"_L1))
            QCOMPARE(reply.errors(), QStringList { u"Not a DR secondary."_s });
        QCOMPARE(cluster.mode(u"performance"_s), u"disabled"_s);
        QCOMPARE(cluster.mode(u"dr"_s), u"disabled"_s);
    }

    void everyPerformanceActionAnswersWithItsWarning_data()
    {
        QTest::addColumn<QString>("prefix");
        QTest::addColumn<QByteArray>("method");
        QTest::newRow("performance") << u"sys/replication/performance/"_s << QByteArray("POST");
        QTest::newRow("performance, PUT") << u"sys/replication/performance/"_s << QByteArray("PUT");
        QTest::newRow("legacy paths") << u"sys/replication/"_s << QByteArray("PUT");
    }
    void everyPerformanceActionAnswersWithItsWarning()
    {
        QFETCH(QString, prefix);
        QFETCH(QByteArray, method);
        Bed bed(u"fresh-pair"_s, { .version = u"1.21.0+ent"_s });
        QVERIFY(bed.start());
        const QString type = u"performance"_s;
        const Cluster a = bed.at(0);
        const Cluster b = bed.at(1);
        const auto call = [&](const Cluster &cluster, const char *path,
                              const QJsonObject &body = {}) {
            return cluster.send({ .method = method,
                                  .path = prefix + QString::fromLatin1(path),
                                  .body = body.isEmpty() ? QByteArray() : compact(body),
                                  .token = cluster.root() });
        };
        VERIFY_ACTION(call(a, "primary/enable",
                           { { u"primary_cluster_addr"_s, u"https://lb.example:8201"_s } }),
                      warning::primaryEnable);
        QVERIFY(a.becomes(type, u"primary"_s, u"running"_s));
        QCOMPARE(a.block(type).value("primary_cluster_addr"_L1), u"https://lb.example:8201"_s);
        const Reply twice = call(a, "primary/enable");
        QVERIFY2(twice.status == 400, twice.text().constData());
        VERIFY_ACTION(call(a, "primary/disable"), warning::disable);
        QVERIFY(a.becomes(type, u"disabled"_s));
        VERIFY_ACTION(call(a, "primary/enable"), warning::primaryEnable);
        QVERIFY(a.becomes(type, u"primary"_s, u"running"_s));

        const Reply minted = call(a, "primary/secondary-token", { { u"id"_s, u"eu"_s } });
        QCOMPARE(minted.status, 200);
        VERIFY_ACTION(call(b, "secondary/enable", { { u"token"_s, token(minted) } }),
                      warning::secondaryEnable);
        QVERIFY(b.streams(type));

        VERIFY_ACTION(call(a, "primary/demote"), warning::demote);
        QVERIFY(a.becomes(type, u"secondary"_s, u"idle"_s));
        const QByteArray here = a.root();
        VERIFY_ACTION(a.send({ .method = method,
                               .path = prefix + u"secondary/promote"_s,
                               .body = "{}",
                               .token = here }),
                      warning::promote);
        QVERIFY(a.becomes(type, u"primary"_s, u"running"_s));
        const Reply again = call(a, "secondary/promote");
        QVERIFY2(again.status == 400, again.text().constData());
        const Reply revoked = call(a, "primary/revoke-secondary", { { u"id"_s, u"eu"_s } });
        QVERIFY2(revoked.status == 200 || revoked.status == 204, revoked.text().constData());
        QVERIFY(!a.block(type).value("known_secondaries"_L1).toArray().contains(u"eu"_s));
    }

    void everyDrActionAnswersWithItsWarning()
    {
        Bed bed(u"fresh-pair"_s, { .version = u"1.21.0+ent"_s });
        QVERIFY(bed.start());
        const QString type = u"dr"_s;
        const Cluster a = bed.at(0);
        const Cluster b = bed.at(1);
        VERIFY_ACTION(a.post(u"sys/replication/dr/primary/enable"_s), warning::primaryEnable);
        QVERIFY(a.becomes(type, u"primary"_s, u"running"_s));
        VERIFY_ACTION(b.post(u"sys/replication/dr/secondary/enable"_s,
                             { { u"token"_s, mintToken(a, type, u"dr-east"_s) } }),
                      warning::secondaryEnable);
        QVERIFY(b.streams(type));
        VERIFY_ACTION(a.post(u"sys/replication/dr/primary/demote"_s), warning::demote);
        QVERIFY(a.becomes(type, u"secondary"_s, u"idle"_s));

        const QString dr = operationToken(b);
        QVERIFY2(dr.startsWith("hvs."_L1), qPrintable(dr));
        const QJsonObject body { { u"dr_operation_token"_s, dr } };
        for (const char *path : { "recover", "reindex" }) {
            const Reply reply =
                b.openPost(u"sys/replication/dr/secondary/"_s + QString::fromLatin1(path), body);
            QCOMPARE(reply.status, 200);
            QVERIFY(!reply.warnings().isEmpty());
            QVERIFY(b.streams(type) || b.mode(type) == "secondary"_L1);
        }
        const Reply report = b.openPost(u"sys/replication/dr/secondary/merkle-check"_s, body);
        QCOMPARE(report.status, 200);
        QVERIFY(report.data().value("merkle_corruption_report"_L1).isObject());
        QJsonObject forced = body;
        forced.insert(u"force"_s, u"true"_s);
        VERIFY_ACTION(b.openPost(u"sys/replication/dr/secondary/promote"_s, forced),
                      warning::promote);
        QVERIFY(b.becomes(type, u"primary"_s, u"running"_s));

        const QString own = operationToken(a);
        QVERIFY(!own.isEmpty());
        const Reply updated = a.openPost(
            u"sys/replication/dr/secondary/update-primary"_s,
            { { u"dr_operation_token"_s, own }, { u"token"_s, mintToken(b, type, u"old"_s) } });
        QVERIFY2(updated.status == 200 && !updated.warnings().isEmpty(),
                 updated.text().constData());
        QVERIFY(a.streams(type));
        const QString last = operationToken(a);
        VERIFY_ACTION(a.openPost(u"sys/replication/dr/secondary/disable"_s,
                                 { { u"dr_operation_token"_s, last } }),
                      warning::disable);
        QVERIFY(a.becomes(type, u"disabled"_s));
        VERIFY_ACTION(b.post(u"sys/replication/dr/primary/disable"_s), warning::disable);
        QVERIFY(b.becomes(type, u"disabled"_s));
    }

    void generalActionsAnswer200WithWarnings()
    {
        Bed bed(u"performance-pair"_s, { .version = u"1.21.0+ent"_s });
        QVERIFY(bed.start());
        for (const QString &mode : { u"primary"_s, u"secondary"_s }) {
            const Cluster cluster = bed.with(u"performance"_s, mode);
            QVERIFY(!cluster.root().isEmpty());
            for (const QJsonObject &body :
                 { QJsonObject(), QJsonObject { { u"diff"_s, true } },
                   QJsonObject { { u"force"_s, u"true"_s }, { u"skip_flush"_s, 1 } } }) {
                const Reply reply = cluster.post(u"sys/replication/reindex"_s, body);
                QVERIFY2(reply.status == 200 && !reply.warnings().isEmpty(),
                         reply.text().constData());
                QVERIFY(cluster.becomes(u"performance"_s, mode));
            }
            const Reply recovered = cluster.post(u"sys/replication/recover"_s);
            QVERIFY2(recovered.status == 200 && !recovered.warnings().isEmpty(),
                     recovered.text().constData());
            QVERIFY(cluster.becomes(u"performance"_s, mode));
        }
    }

    void merkleCheckCameWith1_15AndTwoBackports_data()
    {
        QTest::addColumn<QString>("version");
        QTest::addColumn<bool>("there");
        QTest::newRow("1.13.6") << u"1.13.6+ent"_s << false;
        QTest::newRow("1.13.7") << u"1.13.7+ent"_s << true;
        QTest::newRow("1.14.2") << u"1.14.2+ent"_s << false;
        QTest::newRow("1.14.3") << u"1.14.3+ent"_s << true;
        QTest::newRow("1.15.0") << u"1.15.0+ent"_s << true;
    }
    void merkleCheckCameWith1_15AndTwoBackports()
    {
        QFETCH(QString, version);
        QFETCH(bool, there);
        Bed bed(u"performance-pair"_s, { .version = version });
        QVERIFY(bed.start());
        const Reply reply =
            bed.with(u"performance"_s, u"primary"_s).post(u"sys/replication/merkle-check"_s);
        QVERIFY2(reply.status == (there ? 200 : 404), reply.text().constData());
    }

    void unrecognizedParametersAreNamedSince1_11_data()
    {
        QTest::addColumn<QString>("version");
        QTest::addColumn<QStringList>("extra");
        QTest::newRow("1.10") << u"1.10.0+ent"_s << QStringList();
        QTest::newRow("1.11")
            << u"1.11.0+ent"_s
            << QStringList {
                   u"Endpoint ignored these unrecognized parameters: [primary-cluster-addr zone]"_s
               };
    }
    void unrecognizedParametersAreNamedSince1_11()
    {
        QFETCH(QString, version);
        QFETCH(QStringList, extra);
        Bed bed(u"fresh-pair"_s, { .version = version });
        QVERIFY(bed.start());
        const Reply reply =
            bed.at(0).post(u"sys/replication/performance/primary/enable"_s,
                           { { u"zone"_s, 1 }, { u"primary-cluster-addr"_s, u"x"_s } });
        QCOMPARE(reply.status, 200);
        QStringList warnings = reply.warnings();
        QVERIFY(warnings.removeOne(warning::primaryEnable));
        QCOMPARE(warnings, extra);
    }

    void filtersAreStoredByTheSecondarysId()
    {
        Bed bed(u"fresh-pair"_s, { .version = u"1.21.0+ent"_s });
        QVERIFY(bed.start());
        const Cluster a = bed.at(0);
        QVERIFY(makePrimary(a, u"performance"_s));
        const QString path = u"sys/replication/performance/primary/paths-filter/eu"_s;
        const auto accepted = [](const Reply &reply) {
            return reply.status == 204 || reply.status == 200;
        };
        Reply absent = a.get(path);
        QCOMPARE(absent.status, 404);
        QCOMPARE(absent.json(), QJsonObject({ { u"errors"_s, QJsonArray() } }));
        // The filter may come before the secondary.
        QVERIFY(accepted(a.post(path, { { u"paths"_s, u"secret/, ns1/"_s } })));
        QCOMPARE(a.get(path).data(),
                 QJsonObject({ { u"mode"_s, u"allow"_s },
                               { u"paths"_s, QJsonArray { u"secret/"_s, u"ns1/"_s } } }));
        QVERIFY(accepted(a.send({ .method = "PUT",
                                  .path = path,
                                  .body = R"({"mode":"deny","paths":["secret/"]})",
                                  .token = a.root() })));
        QCOMPARE(
            a.get(path).data(),
            QJsonObject({ { u"mode"_s, u"deny"_s }, { u"paths"_s, QJsonArray { u"secret/"_s } } }));
        QCOMPARE(a.post(path, { { u"mode"_s, u"sometimes"_s } }).status, 400);
        QVERIFY(accepted(a.send({ .method = "DELETE", .path = path, .token = a.root() })));
        QCOMPARE(a.get(path).status, 404);
        QVERIFY(accepted(a.post(
            path, { { u"mode"_s, u"deny"_s }, { u"paths"_s, QJsonArray { u"secret/"_s } } })));
        const Reply dynamic = a.get(u"sys/replication/performance/primary/dynamic-filter/eu"_s);
        QCOMPARE(dynamic.status, 200);
        QCOMPARE(dynamic.data(),
                 QJsonObject({ { u"dynamic_filtered_mounts"_s, QJsonArray { u"secret/"_s } },
                               { u"dynamic_filtered_namespaces"_s, QJsonArray() } }));
    }

    void mountFiltersWentWith1_11()
    {
        Bed bed(u"performance-pair"_s, { .version = u"1.10.0+ent"_s });
        QVERIFY(bed.start());
        const Cluster a = bed.with(u"performance"_s, u"primary"_s);
        const QString path = u"sys/replication/performance/primary/mount-filter/other"_s;
        const Reply written = a.post(path, { { u"paths"_s, QJsonArray { u"secret/"_s } } });
        QVERIFY2(written.status == 204 || written.status == 200, written.text().constData());
        QCOMPARE(a.get(path).data().value("mode"_L1), u"whitelist"_s);
    }

    void aFilterKeepsMountsFromTheSecondary()
    {
        Bed bed(u"fresh-pair"_s, { .version = u"1.21.0+ent"_s });
        QVERIFY(bed.start());
        const Cluster a = bed.at(0);
        const Cluster b = bed.at(1);
        QVERIFY(makePrimary(a, u"performance"_s));
        QVERIFY(a.info().secretsCount > 0);
        QVERIFY(a.post(u"sys/replication/performance/primary/paths-filter/eu"_s,
                       { { u"mode"_s, u"allow"_s }, { u"paths"_s, QJsonArray() } })
                    .status
                < 300);
        QVERIFY(join(a, b, u"performance"_s, u"eu"_s));
        QVERIFY(b.info().secretsCount < a.info().secretsCount);
    }

    void aWriteThroughALaggingSecondaryWarns()
    {
        Bed bed(u"fresh-pair"_s, { .version = u"1.21.0+ent"_s });
        QVERIFY(bed.start());
        const Cluster a = bed.at(0);
        QVERIFY(makePrimary(a, u"performance"_s));
        QVERIFY(makeAdministrator(a));
        QVERIFY(join(a, bed.at(1), u"performance"_s, u"eu"_s));
        const Cluster b = asAdministrator(bed.at(1));
        const QJsonObject secret { { u"data"_s, QJsonObject { { u"pin"_s, u"1234"_s } } } };
        const Reply prompt = b.post(u"secret/data/through-the-secondary"_s, secret);
        QVERIFY2(prompt.status == 200 || prompt.status == 204, prompt.text().constData());
        QVERIFY(prompt.warnings().isEmpty());
        QCOMPARE(a.get(u"secret/data/through-the-secondary"_s).status,
                 200); // it was forwarded to the primary
        QVERIFY(bed.lab().setLink(b.name(), Lab::Link::Slow));
        QVERIFY(bed.lab().writeSecrets(a.name(), 500));
        const Reply late = b.post(u"secret/data/another"_s, secret);
        QCOMPARE(
            late.warnings(),
            QStringList {
                u"Timeout hit while waiting for local replicated cluster to apply primary's write; this client may encounter stale reads of values written during this operation."_s });
        QCOMPARE(a.get(u"secret/data/another"_s).status, 200);
    }

    void idsAreUniqueAndRequired()
    {
        Bed bed(u"fresh-pair"_s, { .version = u"1.21.0+ent"_s });
        QVERIFY(bed.start());
        const Cluster a = bed.at(0);
        QVERIFY(makePrimary(a, u"dr"_s));
        const QString path = u"sys/replication/dr/primary/secondary-token"_s;
        QCOMPARE(a.post(path).status, 400);
        QCOMPARE(a.post(path, { { u"id"_s, QString() } }).status, 400);
        QCOMPARE(a.post(path, { { u"id"_s, u"one"_s } }).status, 200);
        QCOMPARE(a.post(path, { { u"id"_s, u"one"_s } }).status, 400);
        QCOMPARE(a.block(u"dr"_s).value("known_secondaries"_L1),
                 QJsonValue(QJsonArray { u"one"_s }));
        const Reply unknown =
            a.post(u"sys/replication/dr/primary/revoke-secondary"_s, { { u"id"_s, u"two"_s } });
        QVERIFY(unknown.status == 200 || unknown.status == 204 || unknown.status == 400);
        const Reply revoked =
            a.post(u"sys/replication/dr/primary/revoke-secondary"_s, { { u"id"_s, u"one"_s } });
        QVERIFY(revoked.status == 200 || revoked.status == 204);
        QCOMPARE(a.block(u"dr"_s).value("known_secondaries"_L1), QJsonValue(QJsonArray()));
        // A revoked id can be used again.
        QCOMPARE(a.post(path, { { u"id"_s, u"one"_s } }).status, 200);
    }

    void rolesDoNotMix_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("mode");
        QTest::addColumn<QString>("path");
        for (const QString &type : { u"dr"_s, u"performance"_s }) {
            const auto row = [&type](const QString &mode, const char *path) {
                QTest::newRow(qPrintable(type + u' ' + mode + u' ' + QString::fromLatin1(path)))
                    << type << mode << QString::fromLatin1(path);
            };
            for (const char *path : { "primary/enable", "secondary/enable", "secondary/promote",
                                      "secondary/disable", "secondary/update-primary" })
                row(u"primary"_s, path);
            if (type == "performance"_L1) { // a DR secondary's door is closed anyway
                for (const char *path : { "primary/enable", "secondary/enable", "primary/demote",
                                          "primary/disable", "primary/secondary-token" })
                    row(u"secondary"_s, path);
            }
        }
    }
    void rolesDoNotMix()
    {
        QFETCH(QString, type);
        QFETCH(QString, mode);
        QFETCH(QString, path);
        Bed bed(type + u"-pair"_s);
        QVERIFY(bed.start());
        const Cluster cluster = bed.with(type, mode);
        QVERIFY2(!cluster.root().isEmpty(),
                 "the lab knows a root token of every cluster whose door is open");
        const QJsonObject before = cluster.block(type);
        const Reply reply = cluster.post(
            replication(type, path),
            { { u"id"_s, u"x"_s }, { u"token"_s, u"x"_s }, { u"dr_operation_token"_s, u"x"_s } });
        QVERIFY2(reply.status >= 400 && reply.status < 500, reply.text().constData());
        QVERIFY(!reply.errors().isEmpty());
        const QJsonObject after = cluster.block(type);
        for (const auto &member :
             { "mode"_L1, "state"_L1, "cluster_id"_L1, "known_secondaries"_L1, "secondary_id"_L1 })
            QCOMPARE(after.value(member), before.value(member));
    }

    void storageThatCannotReplicateRefuses()
    {
        Bed bed(u"fresh-pair"_s, { .storage = u"file"_s });
        QVERIFY(bed.start());
        for (const QString &type : { u"dr"_s, u"performance"_s }) {
            const Reply reply = bed.at(0).post(replication(type, u"primary/enable"_s));
            QVERIFY2(reply.status >= 400, reply.text().constData());
        }
        QCOMPARE(bed.at(0).openGet(u"sys/replication/status"_s).data(),
                 QJsonObject({ { u"mode"_s, u"unsupported"_s } }));
    }

    void theWholeLifeOnTheOldPaths_data()
    {
        QTest::addColumn<QString>("scenario");
        QTest::addColumn<QString>("version");
        QTest::addColumn<bool>("getsToken"); ///< 0.7 reads the token
        QTest::newRow("0.7") << u"legacy-pair"_s << QString() << true;
        QTest::newRow("0.8") << u"fresh-pair"_s << u"0.8.3+ent"_s << false;
        QTest::newRow("1.14") << u"fresh-pair"_s << u"1.14.9+ent"_s << false;
    }
    void theWholeLifeOnTheOldPaths()
    {
        QFETCH(QString, scenario);
        QFETCH(QString, version);
        QFETCH(bool, getsToken);
        Bed bed(scenario, { .version = version });
        QVERIFY(bed.start());
        const Cluster a = bed.at(0);
        Cluster b = bed.at(1);
        // 0.7 has one flat status; later ones a block, in 0.8 with its own word for a primary.
        const auto block = [&](const Cluster &cluster) {
            const QJsonObject data = cluster.openGet(u"sys/replication/status"_s).data();
            return getsToken ? data : data.value("performance"_L1).toObject();
        };
        const auto becomes = [&](const Cluster &cluster, const QString &mode) {
            return eventually([&] {
                const QString now = block(cluster).value("mode"_L1).toString();
                return now == mode || (mode == "primary"_L1 && now == "perf-primary"_L1);
            });
        };
        const auto mint = [&](const Cluster &cluster, const QString &id) {
            const QString path = u"sys/replication/primary/secondary-token"_s;
            const Reply reply = getsToken ? cluster.get(path + u"?id="_s + id)
                                          : cluster.post(path, { { u"id"_s, id } });
            return token(reply);
        };
        const auto act = [](const Cluster &cluster, const char *path,
                            const QJsonObject &body = {}) {
            return cluster.post(u"sys/replication/"_s + QString::fromLatin1(path), body);
        };
        QCOMPARE(act(a, "primary/enable",
                     { { u"primary_cluster_addr"_s, u"https://old.example:8201"_s } })
                     .warnings(),
                 QStringList { warning::primaryEnable });
        QVERIFY(becomes(a, u"primary"_s));
        QVERIFY(makeAdministrator(a));
        const QString first = mint(a, u"west"_s);
        QVERIFY(!first.isEmpty());
        QVERIFY(block(a).value("known_secondaries"_L1).toArray().contains(u"west"_s));
        QCOMPARE(act(b, "secondary/enable",
                     { { u"token"_s, first }, { u"primary_api_addr"_s, a.activeAddress() } })
                     .warnings(),
                 QStringList { warning::secondaryEnable });
        QVERIFY(becomes(b, u"secondary"_s));
        QVERIFY(eventually([&] { return block(b).value("state"_L1) == "stream-wals"_L1; }));
        QCOMPARE(block(b).value("cluster_id"_L1), block(a).value("cluster_id"_L1));
        QCOMPARE(b.info().dataMark, a.info().dataMark);
        b = asAdministrator(b);

        QCOMPARE(act(a, "primary/demote").warnings(), QStringList { warning::demote });
        QVERIFY(becomes(a, u"secondary"_s));
        QCOMPARE(
            act(b, "secondary/promote", { { u"primary_cluster_addr"_s, QString() } }).warnings(),
            QStringList { warning::promote });
        QVERIFY(becomes(b, u"primary"_s));
        QCOMPARE(act(a, "secondary/update-primary", { { u"token"_s, mint(b, u"old-primary"_s) } })
                     .status,
                 200);
        QVERIFY(eventually([&] { return block(a).value("state"_L1) == "stream-wals"_L1; }));
        for (const char *path : { "recover", "reindex" })
            QCOMPARE(act(b, path).status, 200);
        QVERIFY(becomes(b, u"primary"_s));
        QVERIFY(act(b, "primary/revoke-secondary", { { u"id"_s, u"old-primary"_s } }).status < 300);
        QVERIFY(!block(b).value("known_secondaries"_L1).toArray().contains(u"old-primary"_s));
        QCOMPARE(act(a, "secondary/disable").warnings(), QStringList { warning::disable });
        QVERIFY(becomes(a, u"disabled"_s));
        QCOMPARE(act(b, "primary/disable").warnings(), QStringList { warning::disable });
        QVERIFY(becomes(b, u"disabled"_s));
    }

    void version07HasItsOwnPathsOnly()
    {
        Bed bed(u"legacy-pair"_s);
        QVERIFY(bed.start());
        Cluster a = bed.at(0);
        const auto modeOf = [](const Cluster &cluster) {
            return cluster.openGet(u"sys/replication/status"_s).data().value("mode"_L1).toString();
        };
        if (modeOf(a) != "primary"_L1) {
            QCOMPARE(a.post(u"sys/replication/primary/enable"_s).status, 200);
            QVERIFY(eventually([&] { return modeOf(a) == "primary"_L1; }));
        }
        // 0.7 read the token with GET; the query carries the parameters.
        const Reply minted = a.get(u"sys/replication/primary/secondary-token?id=west-2&ttl=10m"_s);
        QVERIFY2(minted.status == 200, minted.text().constData());
        QCOMPARE(minted.json().value("wrap_info"_L1).toObject().value("ttl"_L1), QJsonValue(600));
        QVERIFY(a.openGet(u"sys/replication/status"_s)
                    .data()
                    .value("known_secondaries"_L1)
                    .toArray()
                    .contains(u"west-2"_s));
        QCOMPARE(a.post(u"sys/replication/primary/secondary-token"_s, { { u"id"_s, u"other"_s } })
                     .status,
                 405);
        for (const char *path : { "performance/primary/demote", "dr/primary/enable", "merkle-check",
                                  "performance/secondary/generate-public-key" })
            QCOMPARE(a.post(u"sys/replication/"_s + QString::fromLatin1(path)).status, 404);
    }
};

QTEST_GUILESS_MAIN(TestConformanceActions)
#include "tst_conformance_actions.moc"
