// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/status.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QTest>

#include <algorithm>
#include <limits>

using namespace switchover;

namespace {

constexpr int secondaries = 10000;
constexpr int rounds = 9;

QByteArray bigStatus()
{
    QByteArray known;
    QByteArray entries;
    for (int i = 0; i < secondaries; ++i) {
        const QByteArray id = "secondary-" + QByteArray::number(i);
        const QByteArray separator = i > 0 ? "," : "";
        known += separator + '"' + id + '"';
        entries += separator + "{\"api_address\":\"https://" + id
            + ".example:8200\",\"clock_skew_ms\":\"-1\",\"cluster_address\":\"https://" + id
            + ".example:8201\",\"connection_status\":\"connected\",\"last_heartbeat\":\"2026-03-"
              "04T10:05:56-05:00\","
              "\"last_heartbeat_duration_ms\":\"2\",\"node_id\":\""
            + id + "\",\"replication_primary_canary_age_ms\":\"696\"}";
    }
    return "{\"request_id\":\"r\",\"data\":{\"dr\":{\"mode\":\"disabled\"},\"performance\":{"
           "\"mode\":\"primary\",\"state\":\"running\","
           "\"cluster_id\":\"s\",\"last_wal\":223,\"last_performance_wal\":223,\"known_"
           "secondaries\":["
        + known + "],\"secondaries\":[" + entries + "]}},\"warnings\":null}";
}

/// The quickest of several rounds, in microseconds: what the machine does besides only adds.
template <typename Work>
double quickest(const Work &work)
{
    qint64 best = std::numeric_limits<qint64>::max();
    for (int round = 0; round < rounds; ++round) {
        QElapsedTimer timer;
        timer.start();
        work();
        best = std::min(best, timer.nsecsElapsed());
    }
    return double(best) / 1000.0;
}

} // namespace

/// Decoding a status into values, against QJsonDocument only parsing the same bytes.
class BenchDecode final : public QObject
{
    Q_OBJECT

private slots:
    void decodesTenThousandSecondaries()
    {
        const QByteArray body = bigStatus();
        qsizetype decoded = 0;
        const double ours = quickest([&] {
            const auto status = decodeReplicationStatus(body);
            decoded = status && status->performance ? status->performance->secondaries->size() : 0;
        });
        QCOMPARE(decoded, secondaries);
        bool isParsed = false;
        const double reference =
            quickest([&] { isParsed = QJsonDocument::fromJson(body).isObject(); });
        QVERIFY(isParsed);
        qInfo("decoding %d secondaries, %lld bytes: %.1f ms, QJsonDocument %.1f ms, ratio %.2f",
              secondaries, static_cast<long long>(body.size()), ours / 1000, reference / 1000,
              ours / reference);
#ifdef SWITCHOVER_OPTIMISED
        QVERIFY2(ours <= 1.5 * reference, "the budget is 1.5 times QJsonDocument");
#endif
    }
};

QTEST_GUILESS_MAIN(BenchDecode)
#include "bench_decode.moc"
