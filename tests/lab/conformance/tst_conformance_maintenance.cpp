// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Path filters with what they keep away, reindexing and checking trees.
#include "tests/lab/conformance/bed.h"
#include "tests/lab/unhurriedclock.h"

#include <QJsonArray>
#include <QScopeGuard>
#include <QTest>

using namespace conformance;
using namespace switchover::lab;
using namespace Qt::StringLiterals;

class TestConformanceMaintenance final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Bed> m_bed;

    static QJsonObject report(const Reply &reply)
    {
        return reply.data().value("merkle_corruption_report"_L1).toObject();
    }
    static QJsonObject tree(const Reply &reply, const QString &key)
    {
        return report(reply).value("corrupted_tree_map"_L1).toObject().value(key).toObject();
    }

private slots:
    void cleanup() { m_bed.reset(); }

    void filtersKeepMountsAndNamespacesAway_data()
    {
        QTest::addColumn<QString>("mode");
        QTest::addColumn<QStringList>("paths");
        QTest::addColumn<QStringList>("awayMounts");
        QTest::addColumn<QStringList>("awayNamespaces");
        QTest::newRow("deny a mount") << u"deny"_s << QStringList { u"regional/"_s }
                                      << QStringList { u"regional/"_s } << QStringList();
        QTest::newRow("deny an auth mount") << u"deny"_s << QStringList { u"auth/ldap/"_s }
                                            << QStringList { u"auth/ldap/"_s } << QStringList();
        QTest::newRow("deny a namespace")
            << u"deny"_s << QStringList { u"retail/"_s }
            << QStringList { u"retail/secret/"_s, u"retail/auth/userpass/"_s }
            << QStringList { u"retail/"_s, u"retail/stores/"_s };
        QTest::newRow("deny nothing")
            << u"deny"_s << QStringList() << QStringList() << QStringList();
        QTest::newRow("allow one mount of a namespace")
            << u"allow"_s
            << QStringList { u"retail/secret/"_s, u"secret/"_s, u"regional/"_s, u"auth/"_s }
            << QStringList { u"research/lab/"_s, u"retail/auth/userpass/"_s }
            << QStringList { u"research/"_s, u"retail/stores/"_s };
    }
    void filtersKeepMountsAndNamespacesAway()
    {
        QFETCH(QString, mode);
        QFETCH(QStringList, paths);
        QFETCH(QStringList, awayMounts);
        QFETCH(QStringList, awayNamespaces);
        m_bed = std::make_unique<Bed>(u"full"_s);
        QVERIFY(m_bed->start());
        const Cluster primary = m_bed->at(0);
        const Cluster secondary = m_bed->at(2);
        const QString filter = u"primary/paths-filter/cobalt"_s;
        QCOMPARE(primary.get(replication(u"performance"_s, filter)).status, 404);
        QCOMPARE(
            primary
                .post(replication(u"performance"_s, filter),
                      { { u"mode"_s, mode }, { u"paths"_s, QJsonArray::fromStringList(paths) } })
                .status,
            204);
        const QJsonObject told =
            primary.get(replication(u"performance"_s, u"primary/dynamic-filter/cobalt"_s)).data();
        QCOMPARE(told.value("dynamic_filtered_mounts"_L1),
                 QJsonValue(QJsonArray::fromStringList(awayMounts)));
        QCOMPARE(told.value("dynamic_filtered_namespaces"_L1),
                 QJsonValue(QJsonArray::fromStringList(awayNamespaces)));
        // The other side says the same, and what is filtered is gone there.
        const Cluster there = secondary.as(secondary.root());
        QCOMPARE(
            there.get(replication(u"performance"_s, u"secondary/dynamic-filter/cobalt"_s)).data(),
            told);
        QVERIFY(eventually([&] {
            const QJsonObject mounts = there.get(u"sys/mounts"_s).data();
            const QJsonObject methods = there.get(u"sys/auth"_s).data();
            return mounts.contains(u"regional/"_s) != awayMounts.contains(u"regional/"_s)
                && methods.contains(u"ldap/"_s) != awayMounts.contains(u"auth/ldap/"_s)
                && mounts.contains(u"cubbyhole/"_s) && methods.contains(u"token/"_s);
        }));
        QVERIFY(eventually([&] {
            const Reply names = there.list(u"sys/namespaces"_s);
            return names.data().value("keys"_L1).toArray().contains(u"research/"_s)
                != awayNamespaces.contains(u"research/"_s);
        }));
    }

    void aReindexHasStagesAndFallsSilent_data()
    {
        QTest::addColumn<bool>("skipFlush");
        QTest::newRow("locks the tree at its end") << false;
        QTest::newRow("with skip_flush") << true;
    }
    void aReindexHasStagesAndFallsSilent()
    {
        QFETCH(bool, skipFlush);
        const switchover::test::UnhurriedClock clock; // no stage passes unseen
        const auto gone = qScopeGuard([this] { m_bed.reset(); });
        m_bed =
            std::make_unique<Bed>(u"performance-pair"_s, Options { .tempo = 10, .clock = &clock });
        QVERIFY(m_bed->start());
        const Cluster primary = m_bed->at(0);
        QCOMPARE(primary
                     .post(u"sys/replication/reindex"_s,
                           { { u"force"_s, true }, { u"skip_flush"_s, skipFlush } })
                     .status,
                 200);
        QStringList stages;
        bool lockedSeen = false;
        QVERIFY(eventually([&] {
            const QJsonObject block = primary.block(u"performance"_s);
            const QString stage = block.value("reindex_stage"_L1).toString();
            if (!stage.isEmpty() && (stages.isEmpty() || stages.last() != stage))
                stages.append(stage);
            lockedSeen = lockedSeen || stage == "flushing"_L1;
            return !stages.isEmpty() && !block.contains("reindex_in_progress"_L1);
        }));
        // Nobody was told of the flushing while it held the tree.
        QCOMPARE(stages.value(0), u"scanning"_s);
        QVERIFY(stages.contains(u"building"_s));
        QCOMPARE(lockedSeen, skipFlush);
    }

    void aCheckGivesAVerdictForEachTree_data()
    {
        QTest::addColumn<bool>("corrupt");
        QTest::newRow("sound") << false;
        QTest::newRow("corrupt") << true;
    }
    void aCheckGivesAVerdictForEachTree()
    {
        QFETCH(bool, corrupt);
        m_bed = std::make_unique<Bed>(u"dr-pair"_s);
        QVERIFY(m_bed->start());
        const Cluster secondary = m_bed->with(u"dr"_s, u"secondary"_s);
        QVERIFY(m_bed->lab()
                    .corruptTree(secondary.name(), corrupt ? Lab::Tree::Corrupt : Lab::Tree::Sound)
                    .has_value());
        const QJsonObject body { { u"dr_operation_token"_s, secondary.info().drBatchToken } };
        const Reply reply =
            secondary.openPost(replication(u"dr"_s, u"secondary/merkle-check"_s), body);
        QVERIFY2(reply.status == 200, reply.text().constData());
        QCOMPARE(tree(reply, u"1"_s).value("tree_type"_L1), QJsonValue(u"replicated"_s));
        QCOMPARE(tree(reply, u"2"_s).value("tree_type"_L1), QJsonValue(u"local"_s));
        QCOMPARE(tree(reply, u"1"_s).value("corrupted_index_tuples_map"_L1).isObject(), corrupt);
        QCOMPARE(secondary.block(u"dr"_s).value("corrupted_merkle_tree"_L1), QJsonValue(corrupt));
        if (!corrupt)
            return;
        QCOMPARE(secondary.openPost(replication(u"dr"_s, u"secondary/reindex"_s), body).status,
                 200);
        QVERIFY(eventually([&] {
            const QJsonObject block = secondary.block(u"dr"_s);
            return !block.contains("reindex_in_progress"_L1)
                && block.value("corrupted_merkle_tree"_L1) == false;
        }));
    }

    void newKeysAreThePrimarysMatter()
    {
        m_bed = std::make_unique<Bed>(u"performance-pair"_s);
        QVERIFY(m_bed->start());
        const Cluster primary = m_bed->at(0);
        const Cluster secondary = m_bed->at(1);
        const QJsonObject wanted { { u"secret_shares"_s, 3 }, { u"secret_threshold"_s, 2 } };
        QCOMPARE(
            secondary.openPost(u"sys/rekey/init"_s, wanted).errors(),
            QStringList {
                u"rekeying can only be performed on the primary cluster when replication is activated"_s });
        QCOMPARE(secondary.post(u"sys/rotate"_s).errors(),
                 QStringList { u"cannot rotate on a replication secondary"_s });
        QCOMPARE(primary.post(u"sys/rotate"_s).status, 204);

        const QStringList old = primary.info().unsealKeys;
        const Reply started = primary.openPost(u"sys/rekey/init"_s, wanted);
        QCOMPARE(started.json().value("required"_L1), QJsonValue(primary.info().threshold));
        const QString nonce = started.json().value("nonce"_L1).toString();
        const auto give = [&](const QString &key, const QString &forNonce) {
            return primary.openPost(u"sys/rekey/update"_s,
                                    { { u"key"_s, key }, { u"nonce"_s, forNonce } });
        };
        QVERIFY(give(old.first(), u"other"_s).errors().value(0).contains("incorrect nonce"_L1));
        Reply last;
        for (int i = 0; i < started.json().value("required"_L1).toInt(); ++i)
            last = give(old.at(i), nonce);
        QCOMPARE(last.json().value("complete"_L1), QJsonValue(true));
        QCOMPARE(last.json().value("keys_base64"_L1).toArray().size(), 3);
        QVERIFY(primary.info().unsealKeys != old);
        // The secondary has its primary's keys, the new ones as well.
        QVERIFY(
            eventually([&] { return secondary.info().unsealKeys == primary.info().unsealKeys; }));
    }
};

QTEST_GUILESS_MAIN(TestConformanceMaintenance)
#include "tst_conformance_maintenance.moc"
