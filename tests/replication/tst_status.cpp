// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/status.h"

#include <QTest>

#include <limits>

using namespace switchover;
using namespace Qt::StringLiterals;

namespace {

constexpr auto performance = ReplicationType::Performance;
constexpr auto dr = ReplicationType::DisasterRecovery;

} // namespace

class TestStatus final : public QObject
{
    Q_OBJECT

private slots:
    void everyShapeIsRecognised_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("dialect");
        QTest::addColumn<QString>("performanceMode"); // "-" is a block that is not there
        QTest::addColumn<QString>("drMode");
        QTest::newRow("0.7, repeated at the top") << QByteArray(
            R"({"mode":"primary","cluster_id":"x","data":{"mode":"primary","cluster_id":"x"},"warnings":null})")
                                                  << "flat"
                                                  << "primary"
                                                  << "-";
        QTest::newRow("0.7, disabled")
            << QByteArray(R"({"mode":"disabled","data":{"mode":"disabled"}})") << "flat"
            << "disabled"
            << "disabled";
        QTest::newRow("0.8, the top has its own label")
            << QByteArray(R"({"mode":"perf-primary","data":{"mode":"primary","cluster_id":"x"}})")
            << "flat"
            << "primary"
            << "-";
        QTest::newRow("0.8, no data")
            << QByteArray(R"({"mode":"perf-primary","cluster_id":"x","request_id":"r"})") << "flat"
            << "perf-primary"
            << "-";
        QTest::newRow("nested") << QByteArray(
            R"({"data":{"dr":{"mode":"secondary"},"performance":{"mode":"disabled"}}})")
                                << "nested"
                                << "disabled"
                                << "secondary";
        QTest::newRow("nested, only dr")
            << QByteArray(R"({"data":{"dr":{"mode":"primary"}}})") << "nested"
            << "-"
            << "primary";
        QTest::newRow("nested, a null block")
            << QByteArray(R"({"data":{"dr":null,"performance":{"mode":"primary"}}})") << "nested"
            << "primary"
            << "-";
        QTest::newRow("nested without envelope")
            << QByteArray(R"({"dr":{"mode":"primary"},"performance":{"mode":"secondary"}})")
            << "nested"
            << "secondary"
            << "primary";
        QTest::newRow("one block, by its DR WAL")
            << QByteArray(R"({"data":{"mode":"primary","last_dr_wal":3}})") << "block"
            << "-"
            << "primary";
        QTest::newRow("one block, by its performance WAL")
            << QByteArray(R"({"data":{"mode":"primary","last_performance_wal":3}})") << "block"
            << "primary"
            << "-";
        QTest::newRow("one block, nothing tells")
            << QByteArray(R"({"data":{"mode":"secondary","cluster_id":"x"}})") << "block"
            << "secondary"
            << "-";
        QTest::newRow("one block without a mode")
            << QByteArray(R"({"data":{"merkle_root":"x"}})") << "block"
            << ""
            << "-";
        QTest::newRow("community")
            << QByteArray(R"({"request_id":"r","data":{"mode":"disabled"}})") << "community"
            << "disabled"
            << "disabled";
        QTest::newRow("unsupported storage")
            << QByteArray(R"({"data":{"mode":"unsupported"}})") << "unsupported"
            << "unsupported"
            << "unsupported";
        QTest::newRow("a word of tomorrow")
            << QByteArray(R"({"data":{"mode":"tertiary"}})") << "block"
            << "tertiary"
            << "-";
    }
    void everyShapeIsRecognised()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, dialect);
        QFETCH(QString, performanceMode);
        QFETCH(QString, drMode);
        const auto status = decodeReplicationStatus(body);
        QVERIFY2(status, status ? "" : qPrintable(errorSentence(status.error())));
        QCOMPARE(wireName(status->dialect), dialect);
        QCOMPARE(status->performance ? status->performance->mode.text : u"-"_s, performanceMode);
        QCOMPARE(status->dr ? status->dr->mode.text : u"-"_s, drMode);
    }

    void theCallersHintDecidesALoneBlock()
    {
        const QByteArray off = R"({"data":{"mode":"disabled"}})";
        const auto asked = decodeReplicationStatus(off, dr);
        QVERIFY(asked);
        QCOMPARE(asked->dialect, StatusDialect::Block);
        QVERIFY(asked->dr && !asked->performance);
        const auto secondary = decodeReplicationStatus(R"({"data":{"mode":"secondary"}})", dr);
        QVERIFY(secondary && secondary->dr && !secondary->performance);
        QVERIFY(!secondary->typeWasAssumed);
        const auto assumed = decodeReplicationStatus(R"({"data":{"mode":"secondary"}})");
        QVERIFY(assumed && assumed->typeWasAssumed);
        const auto nested =
            decodeReplicationStatus(R"({"data":{"performance":{"mode":"primary"}}})", dr);
        QVERIFY(nested && nested->performance && !nested->dr);
    }

    void readsEveryField()
    {
        const auto status = decodeReplicationStatus(
            "{\"warnings\":[\"w\"],\"data\":{\"dr\":{\"mode\":\"disabled\"},\"performance\":{"
            "\"mode\":\"secondary\",\"state\":\"merkle-sync\",\"connection_state\":\"connecting\","
            "\"cluster_id\":\"set\",\"merkle_root\":\"root\",\"last_wal\":1,\"last_dr_wal\":\"2\","
            "\"last_performance_wal\":3,\"last_remote_wal\":18446744073709551615,\"last_reindex_"
            "epoch\":\"1709564746\",\"corrupted_merkle_tree\":true,\"last_corruption_check_epoch\":"
            "\"-62135596800\",\"ssct_generation_counter\":4,\"primary_cluster_addr\":\"https://"
            "p:8201\",\"secondary_id\":\"eu\",\"known_secondaries\":[\"a\",\"b\"],\"known_primary_"
            "cluster_addrs\":[\"https://"
            "p:8201\"],\"last_start\":\"2024-03-04T10:05:46-05:00\",\"reindex_in_progress\":true,"
            "\"reindex_stage\":\"building\",\"reindex_building_progress\":5,\"reindex_building_"
            "total\":\"6\",\"merkle_sync_progress\":{\"sync_progress\":7,\"sync_total_keys\":8},"
            "\"secondaries\":[{\"node_id\":\"a\",\"api_address\":\"https://"
            "a:8200\",\"cluster_address\":\"https://"
            "a:8201\",\"connection_status\":\"connected\",\"last_heartbeat\":\"2024-03-04T10:05:56."
            "123456789-05:00\",\"clock_skew_ms\":\"-3\",\"last_heartbeat_duration_ms\":\"2\","
            "\"replication_primary_canary_age_ms\":\"696\"}],\"primaries\":[{\"connection_status\":"
            "\"disconnected\"}]}}}");
        QVERIFY2(status, status ? "" : qPrintable(errorSentence(status.error())));
        const ReplicationBlock &block = *status->performance;
        QCOMPARE(status->warnings, QStringList { u"w"_s });
        QCOMPARE(block.mode.meaning, Mode::Secondary);
        QCOMPARE(block.state->meaning, State::MerkleSync);
        QCOMPARE(block.connectionState->meaning, ConnectionState::Connecting);
        QCOMPARE(block.setId, u"set"_s);
        QCOMPARE(block.merkleRoot, u"root"_s);
        QCOMPARE(block.lastWal, 1u);
        QCOMPARE(block.lastDrWal, 2u);
        QCOMPARE(block.lastPerformanceWal, 3u);
        QCOMPARE(block.lastRemoteWal, std::numeric_limits<quint64>::max());
        QCOMPARE(block.lastReindexEpoch, 1709564746);
        QCOMPARE(block.corruptedMerkleTree, true);
        QCOMPARE(block.lastCorruptionCheckEpoch, -62135596800);
        QCOMPARE(block.ssctGenerationCounter, 4u);
        QCOMPARE(block.primaryClusterAddress, u"https://p:8201"_s);
        QCOMPARE(block.secondaryId, u"eu"_s);
        QCOMPARE(block.knownSecondaries, (QStringList { u"a"_s, u"b"_s }));
        QCOMPARE(block.knownPrimaryClusterAddresses, QStringList { u"https://p:8201"_s });
        QCOMPARE(block.lastStart, QDateTime({ 2024, 3, 4 }, { 15, 5, 46 }, Qt::UTC));
        QCOMPARE(block.reindexInProgress, true);
        QCOMPARE(block.reindexStage, u"building"_s);
        QCOMPARE(block.reindexProgress, 5u);
        QCOMPARE(block.reindexTotal, 6u);
        QCOMPARE(block.syncProgress, 7u);
        QCOMPARE(block.syncTotalKeys, 8u);
        QVERIFY(block.unknownFields.isEmpty());
        const Peer &peer = block.secondaries->first();
        QCOMPARE(peer.nodeId, u"a"_s);
        QCOMPARE(peer.apiAddress, u"https://a:8200"_s);
        QCOMPARE(peer.clusterAddress, u"https://a:8201"_s);
        QCOMPARE(peer.connectionStatus->meaning, ConnectionStatus::Connected);
        QCOMPARE(peer.lastHeartbeatText, u"2024-03-04T10:05:56.123456789-05:00"_s);
        QCOMPARE(peer.lastHeartbeat, QDateTime({ 2024, 3, 4 }, { 15, 5, 56, 123 }, Qt::UTC));
        QCOMPARE(peer.clockSkewMs, -3);
        QCOMPARE(peer.lastHeartbeatDurationMs, 2);
        QCOMPARE(peer.canaryAgeMs, 696);
        QCOMPARE(block.primaries->first().connectionStatus->meaning,
                 ConnectionStatus::Disconnected);
        QCOMPARE(block.primaries->first().canaryAgeMs, std::nullopt);
    }

    void nullListsAreEmptyAndAbsentOnesAbsent()
    {
        const auto status = decodeReplicationStatus(
            R"({"data":{"dr":{"mode":"secondary","known_primary_cluster_addrs":null,"primaries":null,"known_secondaries":null,"secondaries":null},"performance":{"mode":"secondary"}}})");
        QVERIFY(status);
        QCOMPARE(status->dr->knownPrimaryClusterAddresses, QStringList());
        QCOMPARE(status->dr->knownSecondaries, QStringList());
        QVERIFY(status->dr->primaries && status->dr->primaries->isEmpty());
        QVERIFY(status->dr->secondaries && status->dr->secondaries->isEmpty());
        QVERIFY(!status->performance->knownPrimaryClusterAddresses);
        QVERIFY(!status->performance->secondaries);
    }

    void unknownFieldsAndWordsAreKept()
    {
        const auto status = decodeReplicationStatus(
            R"({"data":{"quorum":{"mode":"on"},"performance":{"mode":"primary","state":"dancing","new_field":[1,{"a":null}],"secondaries":[{"node_id":"a","colour":"red","connection_status":"maybe"}]}}})");
        QVERIFY(status);
        QCOMPARE(status->unknownFields, (QList<RawField> { { u"quorum"_s, R"({"mode":"on"})" } }));
        QCOMPARE(status->performance->unknownFields,
                 (QList<RawField> { { u"new_field"_s, R"([1,{"a":null}])" } }));
        QCOMPARE(status->performance->state->meaning, State::Unrecognized);
        QCOMPARE(status->performance->state->text, u"dancing"_s);
        QCOMPARE(status->performance->secondaries->first().unknownFields,
                 (QList<RawField> { { u"colour"_s, "\"red\"" } }));
        QCOMPARE(status->performance->secondaries->first().connectionStatus->text, u"maybe"_s);
    }

    void hundredsOfUnknownFieldsAreKept()
    {
        QByteArray body = "{\"data\":{\"performance\":{\"mode\":\"primary\"";
        for (int i = 0; i < 200; ++i)
            body += ",\"field_" + QByteArray::number(i) + "\":" + QByteArray::number(i);
        body += ",\"last_wal\":7}}}";
        const auto status = decodeReplicationStatus(body);
        QVERIFY(status);
        QCOMPARE(status->performance->lastWal, 7u);
        QCOMPARE(status->performance->unknownFields.size(), 200);
        QCOMPARE(status->performance->unknownFields.last(), (RawField { u"field_199"_s, "199" }));
    }

    void theEnvelopeIsNoUnknownField()
    {
        const auto status = decodeReplicationStatus(
            R"({"request_id":"r","lease_id":"","renewable":false,"lease_duration":0,"mode":"primary","wrap_info":null,"warnings":null,"auth":null,"mount_type":""})");
        QVERIFY(status);
        QCOMPARE(status->performance->unknownFields, QList<RawField>());
    }

    void aHeartbeatThatIsNoDateIsKeptAsText_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("zero time") << QByteArray("0001-01-01T00:00:00Z");
        QTest::newRow("empty") << QByteArray("");
        QTest::newRow("words") << QByteArray("yesterday");
        QTest::newRow("no offset") << QByteArray("2024-03-04T10:05:56");
        QTest::newRow("31 February") << QByteArray("2024-02-31T10:05:56Z");
    }
    void aHeartbeatThatIsNoDateIsKeptAsText()
    {
        QFETCH(QByteArray, text);
        QByteArray body =
            R"({"data":{"dr":{"mode":"primary","secondaries":[{"node_id":"a","last_heartbeat":"@"}]}}})";
        const auto status = decodeReplicationStatus(body.replace('@', text));
        QVERIFY(status);
        QCOMPARE(status->dr->secondaries->first().lastHeartbeat, std::nullopt);
        QCOMPARE(status->dr->secondaries->first().lastHeartbeatText, QString::fromUtf8(text));
    }

    void wrongTypesAreNamedByTheirPath_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("where");
        QTest::newRow("WAL is text")
            << QByteArray(R"({"data":{"dr":{"mode":"primary","last_wal":"many"}}})")
            << u"data.dr.last_wal"_s;
        QTest::newRow("WAL is negative")
            << QByteArray(R"({"data":{"dr":{"mode":"primary","last_wal":-1}}})")
            << u"data.dr.last_wal"_s;
        QTest::newRow("WAL has a fraction")
            << QByteArray(R"({"data":{"dr":{"mode":"primary","last_wal":1.5}}})")
            << u"data.dr.last_wal"_s;
        QTest::newRow("mode is a number")
            << QByteArray(R"({"data":{"performance":{"mode":1}}})") << u"data.performance.mode"_s;
        QTest::newRow("peer is text")
            << QByteArray(R"({"data":{"dr":{"mode":"primary","secondaries":["a"]}}})")
            << u"data.dr.secondaries"_s;
        QTest::newRow("skew in the second peer") << QByteArray(
            R"({"data":{"dr":{"mode":"primary","secondaries":[{},{"clock_skew_ms":{}}]}}})")
                                                 << u"data.dr.secondaries[1].clock_skew_ms"_s;
        QTest::newRow("data is a list") << QByteArray(R"({"data":[]})") << u"data"_s;
        QTest::newRow("dr is text") << QByteArray(R"({"data":{"dr":"on"}})") << u"data.dr"_s;
        QTest::newRow("nothing of a status") << QByteArray(R"({"data":{"keys":[]}})") << u"data"_s;
        QTest::newRow("data null") << QByteArray(R"({"data":null})") << u"data"_s;
        QTest::newRow("a list") << QByteArray("[]") << QString();
        QTest::newRow("html") << QByteArray("<html>") << QString();
    }
    void wrongTypesAreNamedByTheirPath()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, where);
        const auto status = decodeReplicationStatus(body);
        QVERIFY(!status);
        QCOMPARE(status.error().kind, Error::Kind::BadAnswer);
        QCOMPARE(status.error().where, where);
        QVERIFY(!status.error().detail.isEmpty());
    }

    void aDifferenceHasAnOpposite()
    {
        const auto status = decodeReplicationStatus(
            R"({"data":{"dr":{"mode":"primary","secondaries":[{"clock_skew_ms":"-9223372036854775808"}]}}})");
        QVERIFY(status);
        QCOMPARE(status->dr->secondaries->constFirst().clockSkewMs,
                 -std::numeric_limits<qint64>::max());
    }

    void theRightWalIsComparedForEachType()
    {
        ReplicationBlock block;
        block.lastWal = 9;
        QCOMPARE(block.lastWalFor(performance), 9u);
        block.lastPerformanceWal = 7;
        block.lastDrWal = 8;
        QCOMPARE(block.lastWalFor(performance), 7u);
        QCOMPARE(block.lastWalFor(dr), 8u);
    }

    void everyKnownWordIsExplainedAndOthersAreNot()
    {
        for (const char *word : { "disabled", "primary", "perf-primary", "secondary",
                                  "bootstrapping", "unknown", "unsupported", "" }) {
            QVERIFY(modeFrom(QString::fromLatin1(word)).meaning != Mode::Unrecognized);
            QVERIFY(!explanation(modeFrom(QString::fromLatin1(word))).isEmpty());
        }
        for (const char *word : { "running", "stream-wals", "merkle-diff", "merkle-sync",
                                  "connecting", "idle", "transient_failure", "shutdown" }) {
            QVERIFY(stateFrom(QString::fromLatin1(word)).meaning != State::Unrecognized);
            QVERIFY(!explanation(stateFrom(QString::fromLatin1(word))).isEmpty());
        }
        for (const char *word :
             { "ready", "idle", "connecting", "transient_failure", "shutdown" }) {
            QVERIFY(connectionStateFrom(QString::fromLatin1(word)).meaning
                    != ConnectionState::Unrecognized);
            QVERIFY(!explanation(connectionStateFrom(QString::fromLatin1(word))).isEmpty());
        }
        QCOMPARE(modeFrom(u"Primary"_s).meaning, Mode::Unrecognized);
        QVERIFY(explanation(modeFrom(u"x"_s)).isEmpty());
        QVERIFY(explanation(stateFrom(u"x"_s)).isEmpty());
        QVERIFY(explanation(connectionStateFrom(u"x"_s)).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestStatus)
#include "tst_status.moc"
