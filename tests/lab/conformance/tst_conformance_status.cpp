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

enum Role { Primary, Secondary };

/// The first version that has a member, by the role that has it.
struct Since
{
    const char *member;
    int role;     ///< Primary, Secondary, or -1 for both
    double minor; ///< 1.x as x; negative: before 1.0
};

QString uuidPattern()
{
    return u"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"_s;
}

bool matches(const QJsonValue &value, const QString &pattern)
{
    return value.isString() && QRegularExpression(pattern).match(value.toString()).hasMatch();
}

QByteArray show(const QJsonObject &object)
{
    return compact(object);
}

QString typeOfMode(const QString &type)
{
    return type == "dr"_L1 ? u"dr-pair"_s : u"performance-pair"_s;
}

} // namespace

class TestConformanceStatus final : public QObject
{
    Q_OBJECT

private slots:
    void communityEditionAnswersOnlyStatus()
    {
        Bed bed(u"fresh-pair"_s, { .edition = u"community"_s });
        QVERIFY(bed.start());
        const Cluster cluster = bed.at(0);
        const Reply status = cluster.openGet(u"sys/replication/status"_s);
        QCOMPARE(status.status, 200);
        QCOMPARE(status.data(), QJsonObject({ { u"mode"_s, u"disabled"_s } }));
        QVERIFY(status.json().contains("request_id"_L1));
        for (const char *path :
             { "sys/replication/performance/primary/enable", "sys/replication/dr/secondary/enable",
               "sys/replication/performance/primary/secondary-token", "sys/replication/recover" }) {
            const Reply refused = cluster.post(QString::fromLatin1(path));
            QCOMPARE(refused.status, 404);
            QCOMPARE(refused.errors(), QStringList { u"enterprise-only feature"_s });
            QCOMPARE(cluster.openPost(QString::fromLatin1(path)).status, 403);
        }
        const QJsonObject health = cluster.health().json();
        QVERIFY(!health.value("version"_L1).toString().contains(u'+'));
        QVERIFY(health.value("enterprise"_L1) != true);
    }

    void storageWithoutTransactionsIsUnsupported()
    {
        Bed bed(u"fresh-pair"_s, { .storage = u"file"_s });
        QVERIFY(bed.start());
        QCOMPARE(bed.at(0).openGet(u"sys/replication/status"_s).data(),
                 QJsonObject({ { u"mode"_s, u"unsupported"_s } }));
        QCOMPARE(bed.at(0).openGet(u"sys/seal-status"_s).json().value("storage_type"_L1),
                 u"file"_s);
    }

    void disabledBlocksSayNothingElse()
    {
        Bed bed(u"fresh-pair"_s);
        QVERIFY(bed.start());
        const QJsonObject disabled { { u"mode"_s, u"disabled"_s } };
        const Reply both = bed.at(0).openGet(u"sys/replication/status"_s);
        QCOMPARE(both.data(),
                 QJsonObject({ { u"dr"_s, disabled }, { u"performance"_s, disabled } }));
        for (const QString &type : { u"dr"_s, u"performance"_s }) {
            const Reply one = bed.at(0).openGet(replication(type, u"status"_s));
            QCOMPARE(one.status, 200);
            QCOMPARE(one.data(), disabled);
        }
    }

    void theEnvelopeIsWhole_data()
    {
        QTest::addColumn<QString>("version");
        QTest::addColumn<bool>("mountType");
        QTest::newRow("1.4") << u"1.4.0+ent"_s << false;
        QTest::newRow("1.21") << u"1.21.0+ent"_s << true;
    }
    void theEnvelopeIsWhole()
    {
        QFETCH(QString, version);
        QFETCH(bool, mountType);
        Bed bed(u"fresh-pair"_s, { .version = version });
        QVERIFY(bed.start());
        const Reply reply = bed.at(0).openGet(u"sys/replication/status"_s);
        QStringList expected { u"request_id"_s, u"lease_id"_s,  u"renewable"_s, u"lease_duration"_s,
                               u"data"_s,       u"wrap_info"_s, u"warnings"_s,  u"auth"_s };
        if (mountType)
            expected.append(u"mount_type"_s);
        QCOMPARE(reply.members(), expected);
        const QJsonObject json = reply.json();
        QVERIFY(matches(json.value("request_id"_L1), uuidPattern()));
        QCOMPARE(json.value("lease_id"_L1), QJsonValue(QString()));
        QCOMPARE(json.value("renewable"_L1), QJsonValue(false));
        QCOMPARE(json.value("lease_duration"_L1), QJsonValue(0));
        for (const auto &member : { "wrap_info"_L1, "warnings"_L1, "auth"_L1 })
            QVERIFY(json.value(member).isNull());
        QCOMPARE(reply.headers.value("cache-control"), QByteArray("no-store"));
        QVERIFY(reply.headers.value("content-type").startsWith("application/json"));
    }

    void version07IsFlatAndSaysItTwice()
    {
        Bed bed(u"legacy-pair"_s);
        QVERIFY(bed.start());
        Cluster primary = bed.at(0);
        if (primary.info().performanceMode == "disabled"_L1)
            QVERIFY(primary.post(u"sys/replication/primary/enable"_s).status == 200);
        QVERIFY(eventually([&] {
            return primary.openGet(u"sys/replication/status"_s).data().value("mode"_L1)
                == "primary"_L1;
        }));
        const Reply reply = primary.openGet(u"sys/replication/status"_s);
        const QSet<QString> members { u"mode"_s, u"cluster_id"_s, u"known_secondaries"_s,
                                      u"last_wal"_s, u"merkle_root"_s };
        QCOMPARE(namesIn(reply.data()), members);
        for (const QString &member : members)
            QCOMPARE(reply.json().value(member), reply.data().value(member));
        QCOMPARE(primary.get(u"sys/replication/performance/status"_s).status, 404);
        QCOMPARE(primary.get(u"sys/replication/dr/status"_s).status, 404);
    }

    void fieldsAppearWithTheirVersion_data()
    {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("version");
        QTest::addColumn<double>("minor");
        for (const auto &type : { u"dr"_s, u"performance"_s }) {
            const auto row = [&type](const char *version, double minor) {
                QTest::newRow(qPrintable(type + u' ' + QString::fromLatin1(version)))
                    << type << QString::fromLatin1(version) << minor;
            };
            row("0.11.0+ent", -1);
            row("1.4.0+ent", 4);
            row("1.5.0+ent", 5);
            row("1.10.0+ent", 10);
            row("1.13.0+ent", 13);
            row("1.17.0+ent", 17);
            row("1.21.0+ent", 21);
            row("2.0.0+ent", 100);
        }
    }
    void fieldsAppearWithTheirVersion()
    {
        QFETCH(QString, type);
        QFETCH(QString, version);
        QFETCH(double, minor);
        Bed bed(typeOfMode(type), { .version = version });
        QVERIFY(bed.start());
        const Cluster primary = bed.with(type, u"primary"_s);
        const Cluster secondary = bed.with(type, u"secondary"_s);
        QVERIFY(secondary.streams(type));
        if (minor >= 5)
            QVERIFY(eventually(
                [&] { return !primary.block(type).value("secondaries"_L1).toArray().isEmpty(); }));
        const QJsonObject blocks[] { primary.block(type), secondary.block(type) };

        const Since table[] {
            { "mode", -1, -2 },
            { "cluster_id", -1, -2 },
            { "merkle_root", -1, -2 },
            { "primary_cluster_addr", -1, -2 },
            { "last_reindex_epoch", -1, -2 },
            { "last_wal", Primary, -2 },
            { "known_secondaries", Primary, -2 },
            { "state", Secondary, -2 },
            { "state", Primary, 1 },
            { "secondary_id", Secondary, -2 },
            { "known_primary_cluster_addrs", Secondary, -2 },
            { "last_remote_wal", Secondary, -2 },
            { type == "dr"_L1 ? "last_dr_wal" : "last_performance_wal", Primary, 4 },
            { "connection_state", Secondary, 4 },
            { "secondaries", Primary, 5 },
            { "primaries", Secondary, 5 },
            { "ssct_generation_counter", -1, 10 },
            { "corrupted_merkle_tree", -1, 13 },
            { "last_corruption_check_epoch", -1, 13 },
            { "last_start", Secondary, 17 },
        };
        for (const int role : { Primary, Secondary }) {
            QSet<QString> expected;
            for (const Since &since : table) {
                if ((since.role < 0 || since.role == role) && minor >= since.minor)
                    expected.insert(QString::fromLatin1(since.member));
            }
            // Primaries before about 1.1 have no state; 0.9 to 0.11 secondaries also say last_wal.
            const QSet<QString> optional =
                minor < 1 ? QSet<QString> { u"state"_s, u"last_wal"_s } : QSet<QString>();
            QSet<QString> found = namesIn(blocks[role]);
            QVERIFY2((expected - found).isEmpty(), show(blocks[role]).constData());
            QVERIFY2((found - expected - optional).isEmpty(), show(blocks[role]).constData());
        }
        for (const auto &[role, list] :
             { std::pair { Primary, "secondaries"_L1 }, std::pair { Secondary, "primaries"_L1 } }) {
            const QJsonArray entries = blocks[role].value(list).toArray();
            if (minor >= 5)
                QCOMPARE(entries.size(), qsizetype(1));
            for (const QJsonValue &entry : entries) {
                QSet<QString> expected { u"api_address"_s, u"cluster_address"_s,
                                         u"connection_status"_s, u"last_heartbeat"_s };
                if (role == Primary)
                    expected.insert(u"node_id"_s);
                if (minor >= 17)
                    expected += QSet<QString> { u"clock_skew_ms"_s, u"last_heartbeat_duration_ms"_s,
                                                u"replication_primary_canary_age_ms"_s };
                QCOMPARE(namesIn(entry.toObject()), expected);
            }
        }
    }

    void fieldsHaveTheirJsonTypes_data()
    {
        QTest::addColumn<QString>("type");
        QTest::newRow("dr") << u"dr"_s;
        QTest::newRow("performance") << u"performance"_s;
    }
    void fieldsHaveTheirJsonTypes()
    {
        QFETCH(QString, type);
        Bed bed(typeOfMode(type), { .version = u"1.21.0+ent"_s });
        QVERIFY(bed.start());
        const Cluster primary = bed.with(type, u"primary"_s);
        const Cluster secondary = bed.with(type, u"secondary"_s);
        QVERIFY(secondary.streams(type));
        QVERIFY(eventually(
            [&] { return !primary.block(type).value("secondaries"_L1).toArray().isEmpty(); }));

        const QJsonObject p = primary.block(type);
        const QJsonObject s = secondary.block(type);
        for (const QJsonObject &block : { p, s }) {
            QVERIFY(matches(block.value("cluster_id"_L1), uuidPattern()));
            QVERIFY(matches(block.value("merkle_root"_L1), u"^[0-9a-f]{40}$"_s));
            QVERIFY(matches(block.value("last_reindex_epoch"_L1), u"^\\d+$"_s));
            QVERIFY(matches(block.value("last_corruption_check_epoch"_L1), u"^-?\\d+$"_s));
            QVERIFY(block.value("corrupted_merkle_tree"_L1).isBool());
            QVERIFY(block.value("ssct_generation_counter"_L1).isDouble());
            QVERIFY(block.value("primary_cluster_addr"_L1).isString());
        }
        QCOMPARE(p.value("cluster_id"_L1), s.value("cluster_id"_L1));
        QCOMPARE(p.value("state"_L1), u"running"_s);
        QCOMPARE(p.value("last_reindex_epoch"_L1), u"0"_s);
        QCOMPARE(p.value("last_corruption_check_epoch"_L1), u"-62135596800"_s);
        QVERIFY(p.value("last_wal"_L1).isDouble());
        QVERIFY(p.value(type == "dr"_L1 ? "last_dr_wal"_L1 : "last_performance_wal"_L1).isDouble());
        QVERIFY(p.value("known_secondaries"_L1).toArray().contains(s.value("secondary_id"_L1)));
        QVERIFY(s.value("last_reindex_epoch"_L1) != u"0"_s); // set by the initial sync
        QVERIFY(s.value("last_remote_wal"_L1).isDouble());
        QVERIFY(!s.value("known_primary_cluster_addrs"_L1).toArray().isEmpty());
        QVERIFY(matches(s.value("primary_cluster_addr"_L1), u"^https://127\\.0\\.0\\.1:\\d+$"_s));
        QVERIFY(QDateTime::fromString(s.value("last_start"_L1).toString(), Qt::ISODate).isValid());

        const QJsonObject downstream = p.value("secondaries"_L1).toArray().first().toObject();
        const QJsonObject upstream = s.value("primaries"_L1).toArray().first().toObject();
        QCOMPARE(downstream.value("node_id"_L1), s.value("secondary_id"_L1));
        for (const QJsonObject &entry : { downstream, upstream }) {
            QCOMPARE(entry.value("connection_status"_L1), u"connected"_s);
            QVERIFY(QDateTime::fromString(entry.value("last_heartbeat"_L1).toString(), Qt::ISODate)
                        .isValid());
            for (const auto &number : { "clock_skew_ms"_L1, "last_heartbeat_duration_ms"_L1,
                                        "replication_primary_canary_age_ms"_L1 })
                QVERIFY2(matches(entry.value(number), u"^-?\\d+$"_s), show(entry).constData());
        }
        const auto hasNode = [](const Cluster &cluster, const QString &address) {
            const auto nodes = cluster.info().nodes;
            return std::any_of(nodes.begin(), nodes.end(),
                               [&](const NodeInfo &node) { return node.address == address; });
        };
        QVERIFY(hasNode(secondary, downstream.value("api_address"_L1).toString()));
        QVERIFY(hasNode(primary, upstream.value("api_address"_L1).toString()));
    }

    void eachTypesOwnStatusIsItsBlock()
    {
        Bed bed(u"full"_s);
        QVERIFY(bed.start());
        for (int i = 0; i < 4; ++i) {
            for (const QString &type : { u"dr"_s, u"performance"_s }) {
                const QJsonObject block = bed.at(i).block(type);
                const QJsonObject own = bed.at(i).openGet(replication(type, u"status"_s)).data();
                QCOMPARE(namesIn(own), namesIn(block));
                QCOMPARE(own.value("mode"_L1), block.value("mode"_L1));
                QCOMPARE(own.value("cluster_id"_L1), block.value("cluster_id"_L1));
            }
        }
    }

    void theRolesOfTheFullScenarioAreLegal()
    {
        Bed bed(u"full"_s);
        QVERIFY(bed.start());
        const QStringList expected { u"primary/primary"_s, u"disabled/secondary"_s,
                                     u"secondary/primary"_s, u"disabled/secondary"_s };
        QStringList found;
        QSet<QString> haIds;
        for (int i = 0; i < 4; ++i) {
            found.append(bed.at(i).mode(u"performance"_s) + u'/' + bed.at(i).mode(u"dr"_s));
            haIds.insert(bed.at(i).health().json().value("cluster_id"_L1).toString());
        }
        QCOMPARE(found, expected);
        // The HA cluster's id is one per cluster, the replication set's is shared.
        QCOMPARE(haIds.size(), qsizetype(4));
        const auto setOf = [&bed](int i, const QString &type) {
            return bed.at(i).block(type).value("cluster_id"_L1).toString();
        };
        QCOMPARE(setOf(0, u"performance"_s), setOf(2, u"performance"_s));
        QCOMPARE(setOf(0, u"dr"_s), setOf(1, u"dr"_s));
        QCOMPARE(setOf(2, u"dr"_s), setOf(3, u"dr"_s));
        QSet<QString> sets { setOf(0, u"performance"_s), setOf(0, u"dr"_s), setOf(2, u"dr"_s) };
        QCOMPARE(sets.size(), qsizetype(3));
        QVERIFY((sets & haIds).isEmpty());
        // The trees of the two types differ on one cluster.
        QVERIFY(bed.at(0).block(u"dr"_s).value("merkle_root"_L1)
                != bed.at(0).block(u"performance"_s).value("merkle_root"_L1));
    }

    void aDemotedPrimaryLosesWhatOnlyPrimariesAndAttachedSecondariesHave_data()
    {
        fieldsHaveTheirJsonTypes_data();
    }
    void aDemotedPrimaryLosesWhatOnlyPrimariesAndAttachedSecondariesHave()
    {
        QFETCH(QString, type);
        Bed bed(typeOfMode(type), { .version = u"1.21.0+ent"_s });
        QVERIFY(bed.start());
        const Cluster primary = bed.with(type, u"primary"_s);
        QCOMPARE(primary.post(replication(type, u"primary/demote"_s)).status, 200);
        QVERIFY(primary.becomes(type, u"secondary"_s, u"idle"_s));
        const QJsonObject block = primary.block(type);
        const QSet<QString> expected { u"mode"_s,
                                       u"state"_s,
                                       u"cluster_id"_s,
                                       u"merkle_root"_s,
                                       u"last_reindex_epoch"_s,
                                       u"ssct_generation_counter"_s,
                                       u"corrupted_merkle_tree"_s,
                                       u"last_corruption_check_epoch"_s,
                                       u"primary_cluster_addr"_s,
                                       u"known_primary_cluster_addrs"_s,
                                       u"primaries"_s,
                                       u"secondary_id"_s };
        QCOMPARE(namesIn(block), expected);
        QCOMPARE(block.value("primary_cluster_addr"_L1), QJsonValue(QString()));
        QVERIFY(block.value("known_primary_cluster_addrs"_L1).isNull());
        QCOMPARE(block.value("primaries"_L1), QJsonValue(QJsonArray()));
        QCOMPARE(block.value("secondary_id"_L1), QJsonValue(QString()));
    }

    void aSecondaryBootstrapsAndThenWalksToStreaming()
    {
        Bed bed(u"fresh-pair"_s, { .tempo = 8.0 });
        QVERIFY(bed.start());
        const Cluster primary = bed.at(0);
        const Cluster secondary = bed.at(1);
        QVERIFY(makePrimary(primary, u"performance"_s));
        const QString token = mintToken(primary, u"performance"_s, u"eu"_s);
        QCOMPARE(
            secondary
                .post(u"sys/replication/performance/secondary/enable"_s, { { u"token"_s, token } })
                .status,
            200);
        QStringList seen;
        QSet<QString> strange;
        QVERIFY(eventually([&] {
            const Reply reply =
                secondary.sendOnce({ .path = u"sys/replication/performance/status"_s });
            if (reply.status != 200)
                return false;
            const QString mode = reply.data().value("mode"_L1).toString();
            if (mode == "bootstrapping"_L1) { // at most what belongs to the tree and the address
                const QSet<QString> known { u"mode"_s,
                                            u"cluster_id"_s,
                                            u"merkle_root"_s,
                                            u"last_reindex_epoch"_s,
                                            u"ssct_generation_counter"_s,
                                            u"corrupted_merkle_tree"_s,
                                            u"last_corruption_check_epoch"_s,
                                            u"primary_cluster_addr"_s };
                strange += namesIn(reply.data()) - known;
            }
            const QString now =
                mode == "secondary"_L1 ? reply.data().value("state"_L1).toString() : mode;
            if (!now.isEmpty() && !seen.contains(now))
                seen.append(now);
            return now == "stream-wals"_L1;
        }));
        QVERIFY2(strange.isEmpty(), qPrintable(QStringList(strange.values()).join(u' ')));
        seen.removeAll(u"disabled"_s);
        // "Not attached" words may come before; a Merkle sync is skipped if nothing differs.
        seen.removeAll(u"idle"_s);
        seen.removeAll(u"connecting"_s);
        QVERIFY2(seen.first() == "bootstrapping"_L1, qPrintable(seen.join(u' ')));
        QVERIFY2(seen.contains(u"merkle-diff"_s), qPrintable(seen.join(u' ')));
        QCOMPARE(seen.last(), u"stream-wals"_s);
        if (seen.contains(u"merkle-sync"_s))
            QVERIFY(seen.indexOf(u"merkle-diff"_s) < seen.indexOf(u"merkle-sync"_s));
    }

    void aReindexTellsHowFarItIs_data() { fieldsHaveTheirJsonTypes_data(); }
    void aReindexTellsHowFarItIs()
    {
        QFETCH(QString, type);
        Bed bed(typeOfMode(type), { .version = u"1.21.0+ent"_s });
        QVERIFY(bed.start());
        const Cluster primary = bed.with(type, u"primary"_s);
        QVERIFY(!primary.block(type).contains("reindex_in_progress"_L1));
        QCOMPARE(primary.post(u"sys/replication/reindex"_s).status, 200);
        QJsonObject during;
        QVERIFY(eventually([&] {
            during = primary.block(type);
            return during.value("reindex_in_progress"_L1) == true;
        }));
        QVERIFY(during.value("reindex_stage"_L1).isString());
        QVERIFY(during.value("reindex_building_progress"_L1).isDouble());
        QVERIFY(during.value("reindex_building_total"_L1).toInteger()
                >= during.value("reindex_building_progress"_L1).toInteger());
        QVERIFY(
            eventually([&] { return !primary.block(type).contains("reindex_in_progress"_L1); }));
        QVERIFY(primary.block(type).value("last_reindex_epoch"_L1).toString().toLongLong() > 0);
        QCOMPARE(primary.mode(type), u"primary"_s);
    }

    void aDemotedDrPrimaryLeavesThePerformanceSetWithoutAPrimary()
    {
        Bed bed(u"full"_s);
        QVERIFY(bed.start());
        const Cluster c = bed.at(2);
        QVERIFY(c.streams(u"performance"_s));
        QCOMPARE(bed.at(0).post(u"sys/replication/dr/primary/demote"_s).status, 200);
        QVERIFY(bed.at(0).becomes(u"dr"_s, u"secondary"_s));
        QVERIFY(eventually([&] {
            return c.block(u"performance"_s).value("connection_state"_L1) == "transient_failure"_L1;
        }));
        QCOMPARE(c.mode(u"performance"_s), u"secondary"_s);
        for (int i = 0; i < 4; ++i)
            QVERIFY(bed.at(i).mode(u"performance"_s) != "primary"_L1);
    }

    void theLagIsTheDifferenceOfTheRightPair_data() { fieldsHaveTheirJsonTypes_data(); }
    void theLagIsTheDifferenceOfTheRightPair()
    {
        QFETCH(QString, type);
        Bed bed(typeOfMode(type));
        QVERIFY(bed.start());
        const Cluster primary = bed.with(type, u"primary"_s);
        const Cluster secondary = bed.with(type, u"secondary"_s);
        QVERIFY(secondary.streams(type));
        const auto own = type == "dr"_L1 ? "last_dr_wal"_L1 : "last_performance_wal"_L1;
        const auto wal = [](const QJsonObject &block, QLatin1StringView member) {
            return block.value(member).toInteger(-1);
        };

        const qint64 before = wal(primary.block(type), own);
        QVERIFY(before >= 0);
        QVERIFY(bed.lab().writeSecrets(primary.name(), 25));
        QVERIFY(wal(primary.block(type), own) >= before + 25);
        QVERIFY(wal(primary.block(type), "last_wal"_L1) >= wal(primary.block(type), own));
        QVERIFY(eventually([&] {
            const QJsonObject p = primary.block(type);
            const QJsonObject s = secondary.block(type);
            return wal(s, "last_remote_wal"_L1) >= wal(p, own)
                && s.value("merkle_root"_L1) == p.value("merkle_root"_L1);
        }));

        QVERIFY(bed.lab().setLink(secondary.name(), Lab::Link::Slow));
        QVERIFY(eventually([&] {
            (void)bed.lab().writeSecrets(primary.name(), 10);
            const QJsonObject p = primary.block(type);
            const QJsonObject s = secondary.block(type);
            return wal(p, own) - wal(s, "last_remote_wal"_L1) > 50
                && s.value("merkle_root"_L1) != p.value("merkle_root"_L1);
        }));
        QVERIFY(bed.lab().setLink(secondary.name(), Lab::Link::Normal));
        QVERIFY(eventually([&] {
            return wal(secondary.block(type), "last_remote_wal"_L1)
                >= wal(primary.block(type), own);
        }));
    }

    void heartbeatsAreFreshByTheServersClockAndCanariesAge()
    {
        Bed bed(u"dr-pair"_s, { .version = u"1.21.0+ent"_s });
        QVERIFY(bed.start());
        const Cluster secondary = bed.with(u"dr"_s, u"secondary"_s);
        QVERIFY(secondary.streams(u"dr"_s));
        QDateTime last;
        QVERIFY(eventually([&] {
            const QJsonObject upstream =
                secondary.block(u"dr"_s).value("primaries"_L1).toArray().first().toObject();
            last =
                QDateTime::fromString(upstream.value("last_heartbeat"_L1).toString(), Qt::ISODate);
            return last.isValid();
        }));
        const qint64 serverNow = secondary.health().json().value("server_time_utc"_L1).toInteger();
        QVERIFY(qAbs(serverNow - last.toSecsSinceEpoch()) <= 60);
        const auto canary = [&] {
            return secondary.block(u"dr"_s)
                .value("primaries"_L1)
                .toArray()
                .first()
                .toObject()
                .value("replication_primary_canary_age_ms"_L1)
                .toString()
                .toLongLong();
        };
        QSet<qint64> ages;
        QVERIFY(eventually([&] {
            ages.insert(canary());
            return ages.size() >= 3;
        }));
        for (const qint64 age : std::as_const(ages))
            QVERIFY2(age >= 0 && age < 5000, qPrintable(QString::number(age)));
    }

    void aCutLinkIsSeenFromBothEnds()
    {
        Bed bed(u"performance-pair"_s,
                {
                    .version = u"1.21.0+ent"_s,
                });
        QVERIFY(bed.start());
        const QString type = u"performance"_s;
        const Cluster primary = bed.with(type, u"primary"_s);
        const Cluster secondary = bed.with(type, u"secondary"_s);
        QVERIFY(secondary.streams(type));
        QVERIFY(bed.lab().partition(primary.name(), secondary.name(), Lab::Partition::Cut));
        // Streaming is no proof of a live link: the word stays for a while.
        QCOMPARE(secondary.block(type).value("state"_L1), u"stream-wals"_s);
        QVERIFY(eventually([&] {
            return primary.block(type)
                       .value("secondaries"_L1)
                       .toArray()
                       .first()
                       .toObject()
                       .value("connection_status"_L1)
                == u"disconnected"_s;
        }));
        QVERIFY(eventually([&] {
            const QJsonObject block = secondary.block(type);
            return block.value("connection_state"_L1) == u"transient_failure"_s
                && block.value("primaries"_L1)
                       .toArray()
                       .first()
                       .toObject()
                       .value("connection_status"_L1)
                == u"disconnected"_s;
        }));
        QCOMPARE(secondary.block(type).value("mode"_L1), u"secondary"_s);
        QVERIFY(bed.lab().partition(primary.name(), secondary.name(), Lab::Partition::Healed));
        QVERIFY(secondary.streams(type));
        QVERIFY(eventually([&] {
            return primary.block(type)
                       .value("secondaries"_L1)
                       .toArray()
                       .first()
                       .toObject()
                       .value("connection_status"_L1)
                == u"connected"_s;
        }));
    }

    void aTokenThatWasNeverUsedIsKnownButNotConnected()
    {
        Bed bed(u"fresh-pair"_s, { .version = u"1.21.0+ent"_s });
        QVERIFY(bed.start());
        QVERIFY(makePrimary(bed.at(0), u"dr"_s));
        QVERIFY(bed.at(0).block(u"dr"_s).value("known_secondaries"_L1).isArray());
        QVERIFY(!mintToken(bed.at(0), u"dr"_s, u"later"_s).isEmpty());
        const QJsonObject block = bed.at(0).block(u"dr"_s);
        QCOMPARE(block.value("known_secondaries"_L1), QJsonValue(QJsonArray { u"later"_s }));
        QCOMPARE(block.value("secondaries"_L1), QJsonValue(QJsonArray()));
    }

    void sealedNodesDoNotTellTheirStatus()
    {
        Bed bed(u"fresh-pair"_s);
        QVERIFY(bed.start());
        const QList<NodeInfo> nodes = bed.at(0).info().nodes;
        for (const NodeInfo &node : nodes)
            QVERIFY(bed.lab().seal(node.name));
        const Reply status =
            exchange(nodes.first().address, { .path = u"sys/replication/status"_s });
        QCOMPARE(status.status, 503);
        QCOMPARE(status.errors(), QStringList { u"Vault is sealed"_s });
        QCOMPARE(exchange(nodes.first().address, { .path = u"sys/health"_s }).status, 503);
        QCOMPARE(exchange(nodes.first().address, { .path = u"sys/seal-status"_s }).status, 200);
    }

    void corruptionIsReportedOnceItWasChecked()
    {
        Bed bed(u"performance-pair"_s, { .version = u"1.21.0+ent"_s });
        QVERIFY(bed.start());
        const QString type = u"performance"_s;
        const Cluster primary = bed.with(type, u"primary"_s);
        const Reply sound = primary.post(u"sys/replication/merkle-check"_s);
        QCOMPARE(sound.status, 200);
        QCOMPARE(
            sound.data().value("merkle_corruption_report"_L1).toObject().value("corrupted_root"_L1),
            QJsonValue(false));
        QVERIFY(bed.lab().corruptTree(primary.name()));
        const QJsonObject report = primary.post(u"sys/replication/merkle-check"_s)
                                       .data()
                                       .value("merkle_corruption_report"_L1)
                                       .toObject();
        QVERIFY(QDateTime::fromString(report.value("last_corruption_check_epoch"_L1).toString(),
                                      Qt::ISODate)
                    .isValid());
        const QJsonObject trees = report.value("corrupted_tree_map"_L1).toObject();
        QCOMPARE(trees.keys(), QStringList({ u"1"_s, u"2"_s }));
        const QJsonObject replicated = trees.value("1"_L1).toObject();
        QCOMPARE(replicated.value("tree_type"_L1), u"replicated"_s);
        QCOMPARE(trees.value("2"_L1).toObject().value("tree_type"_L1), u"local"_s);
        // base64 here, hexadecimal in the status
        QCOMPARE(
            QByteArray::fromBase64(replicated.value("root_hash"_L1).toString().toLatin1()).size(),
            qsizetype(20));
        const QJsonObject pages = replicated.value("corrupted_index_tuples_map"_L1).toObject();
        QVERIFY(report.value("corrupted_root"_L1) == true
                || replicated.value("corrupted_subtree_root"_L1) == true || !pages.isEmpty());
        for (const QJsonValue &page : pages) {
            QVERIFY(page.toObject().value("corrupted"_L1).isBool());
            QVERIFY(page.toObject().value("subpages"_L1).isArray());
        }
        const QJsonObject block = primary.block(type);
        QCOMPARE(block.value("corrupted_merkle_tree"_L1), QJsonValue(true));
        QVERIFY(block.value("last_corruption_check_epoch"_L1).toString().toLongLong() > 0);
    }
};

QTEST_GUILESS_MAIN(TestConformanceStatus)
#include "tst_conformance_status.moc"
