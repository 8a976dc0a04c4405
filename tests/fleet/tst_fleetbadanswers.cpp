// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fleet/labfleet.h"
#include "tests/fleet/scriptedvault.h"
#include "tests/patience.h"

#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace switchover;
using test::LabFleet;
using test::ScriptedVault;

Q_DECLARE_METATYPE(QList<switchover::Error::Kind>)

namespace {

const QString statusPath = u"sys/replication/status"_s;
const QString healthPath = u"sys/health"_s;

struct Bad
{
    const char *fault;
    QList<Error::Kind> status; ///< what reading the status may end with; empty: it succeeds
    QList<Error::Kind> health;
};

const QList<Bad> &table()
{
    static const QList<Bad> rows {
        { "refuse",
          { Error::Kind::Refused, Error::Kind::ConnectionLost },
          { Error::Kind::Refused, Error::Kind::ConnectionLost } },
        { "hang", { Error::Kind::Timeout }, { Error::Kind::Timeout } },
        { "hang-after", { Error::Kind::Timeout }, { Error::Kind::Timeout } },
        { "slow", {}, {} },
        { "drop-before", { Error::Kind::ConnectionLost }, { Error::Kind::ConnectionLost } },
        { "drop-after", { Error::Kind::ConnectionLost }, { Error::Kind::ConnectionLost } },
        { "error",
          { Error::Kind::ServerFailed },
          { Error::Kind::ServerFailed, Error::Kind::BadAnswer } },
        { "rate-limit",
          { Error::Kind::Throttled },
          { Error::Kind::Throttled, Error::Kind::BadAnswer } },
        { "index-missing",
          { Error::Kind::NotReady },
          { Error::Kind::NotReady, Error::Kind::BadAnswer } },
        { "truncated",
          { Error::Kind::ConnectionLost, Error::Kind::BadAnswer },
          { Error::Kind::ConnectionLost, Error::Kind::BadAnswer } },
        { "not-json", { Error::Kind::BadAnswer }, { Error::Kind::BadAnswer } },
        { "wrong-types", { Error::Kind::BadAnswer }, { Error::Kind::BadAnswer } },
        { "deep-nesting", { Error::Kind::BadAnswer }, { Error::Kind::BadAnswer } },
        { "invalid-utf8", { Error::Kind::BadAnswer }, { Error::Kind::BadAnswer } },
        { "empty-body", { Error::Kind::BadAnswer }, { Error::Kind::BadAnswer } },
        { "huge-body", { Error::Kind::TooLarge }, { Error::Kind::TooLarge } },
        { "redirect-loop", { Error::Kind::Misredirected }, { Error::Kind::Misredirected } },
        { "redirect-plain", { Error::Kind::Redirected }, { Error::Kind::Redirected } },
        { "clock-off", {}, {} },
        { "status-hidden",
          { Error::Kind::Rejected, Error::Kind::NotFound, Error::Kind::Unsupported },
          {} },
        { "proxy-blocks",
          { Error::Kind::NotFound, Error::Kind::BadAnswer },
          { Error::Kind::NotFound, Error::Kind::BadAnswer } },
        { "bad-gateway",
          { Error::Kind::ServerFailed, Error::Kind::NotReady, Error::Kind::BadAnswer },
          { Error::Kind::ServerFailed, Error::Kind::NotReady, Error::Kind::BadAnswer } },
        { "certificate-expired", { Error::Kind::TlsFailed }, { Error::Kind::TlsFailed } },
        { "certificate-wrong-host", { Error::Kind::TlsFailed }, { Error::Kind::TlsFailed } },
        { "certificate-unknown-ca", { Error::Kind::TlsFailed }, { Error::Kind::TlsFailed } },
        { "plain-http", { Error::Kind::TlsFailed }, { Error::Kind::TlsFailed } },
    };
    return rows;
}

// Nothing of the address answers then, whatever the path.
bool isOfTheWholePort(const QString &fault)
{
    return fault == "refuse"_L1 || fault == "plain-http"_L1 || fault.startsWith("certificate-"_L1);
}

} // namespace

/// Every bad answer the lab can give ends in a clear error beside the last good value, and the
/// cluster is read again as soon as the fault is over.
class FleetBadAnswersTest : public QObject
{
    Q_OBJECT

private slots:
    void everyFaultIsHere()
    {
        QSet<QString> covered { u"catching-up"_s,
                                u"redirect-away"_s }; // of promotions; and a test of its own
        for (const Bad &bad : table())
            covered.insert(QString::fromLatin1(bad.fault));
        for (const lab::FaultInfo &info : lab::Lab::availableFaults())
            QVERIFY2(covered.contains(info.id), qPrintable(info.id));
    }

    void aBadAnswerIsAnErrorBesideTheLastGoodValue_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<bool>("onHealth");
        QTest::addColumn<QList<Error::Kind>>("kinds");
        for (const Bad &bad : table()) {
            QTest::addRow("%s, status", bad.fault)
                << QString::fromLatin1(bad.fault) << false << bad.status;
            QTest::addRow("%s, health", bad.fault)
                << QString::fromLatin1(bad.fault) << true << bad.health;
        }
    }
    void aBadAnswerIsAnErrorBesideTheLastGoodValue()
    {
        QFETCH(QString, fault);
        QFETCH(bool, onHealth);
        QFETCH(QList<Error::Kind>, kinds);
        lab::Options options = LabFleet::options(u"dr-pair"_s);
        options.tls =
            fault == "redirect-plain"_L1 || (isOfTheWholePort(fault) && fault != "refuse"_L1);
        SessionMeans means = test::withoutJitter();
        if (fault.startsWith("hang"_L1))
            means.readTimeout = 1500ms;
        LabFleet f(options, means);
        QVERIFY(f.start());
        const QString amber = f.name(0);
        const ClusterSnapshot before = f.snapshot(amber);
        lab::FaultSpec spec { .kind = fault,
                              .pathPrefix = onHealth ? healthPath : statusPath,
                              .delay = 50ms };
        if (isOfTheWholePort(fault))
            spec.pathPrefix.clear();
        if (fault == "redirect-plain"_L1)
            spec.text = u"http://127.0.0.1:1"_s;
        QVERIFY(f.lab.setFault(amber, {}, spec));
        QVERIFY(f.poll(amber));

        const ClusterSnapshot &now = f.snapshot(amber);
        const std::optional<Error> &error = onHealth ? now.healthError : now.statusError;
        if (kinds.isEmpty()) {
            QVERIFY(!error);
        } else {
            QVERIFY(error);
            QVERIFY2(kinds.contains(error->kind),
                     qPrintable(u"%1: %2"_s.arg(int(error->kind)).arg(errorSentence(*error))));
            QVERIFY(errorSentence(*error).size() > 20);
            // Old values stay, and are not taken for new ones.
            QCOMPARE(now.status.has_value(), before.status.has_value());
            if (!onHealth || now.statusError) {
                QCOMPARE(now.statusAt, before.statusAt);
                QCOMPARE(now.freshness(f.clock.now()), Freshness::Stale);
            }
            const bool isTheOtherFine = onHealth ? !now.statusError : !now.healthError;
            const bool deaf = isOfTheWholePort(fault) || (onHealth && !now.health)
                || (onHealth && now.statusError);
            QVERIFY(isTheOtherFine || deaf);
        }
        // The rest of the fleet goes on.
        QVERIFY(f.poll(f.name(1)));
        QVERIFY(!f.snapshot(f.name(1)).statusError);

        f.lab.clearFaults();
        QTRY_VERIFY(f.poll(amber) && !f.snapshot(amber).healthError
                    && !f.snapshot(amber).statusError);
        QCOMPARE(f.snapshot(amber).freshness(f.clock.now()), Freshness::Live);
        QCOMPARE(f.snapshot(amber).signIn, SignInState::SignedIn);
    }

    void aRedirectToAnotherHostGetsNoToken_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("polling") << QString();
        QTest::newRow("the token itself") << u"auth/token"_s;
        QTest::newRow("a write") << u"sys/replication/performance/primary/demote"_s;
        QTest::newRow("a write with a secret")
            << u"sys/replication/performance/primary/secondary-token"_s;
    }
    void aRedirectToAnotherHostGetsNoToken()
    {
        QFETCH(QString, path);
        LabFleet f(LabFleet::options(u"performance-pair"_s));
        QVERIFY(f.start());
        const QString amber = f.name(0);
        ScriptedVault thief;
        const QByteArray token = f.lab.cluster(amber)->rootToken.toUtf8();
        QVERIFY(!token.isEmpty());
        // Another name for this computer is another host.
        lab::FaultSpec spec { .kind = u"redirect-away"_s, .pathPrefix = path };
        spec.text = QString(thief.address()).replace("127.0.0.1"_L1, "localhost"_L1);
        QVERIFY(f.lab.setFault(amber, {}, spec));
        QVERIFY(f.poll(amber));
        f.fleet->session(f.id(amber))->verifyToken();
        QVERIFY(f.poll(amber));
        Arguments arguments;
        arguments.set("id"_L1, u"east"_s);
        (void)f.run(OperationId::PerformanceMintToken, amber, std::move(arguments));
        (void)f.run(OperationId::PerformanceDemote, amber);
        QVERIFY(f.poll(amber));
        const QList<lab::RequestEntry> log = f.lab.requestLog();
        QVERIFY(std::any_of(log.begin(), log.end(), [&](const lab::RequestEntry &entry) {
            return entry.status == 307 && (path.isEmpty() || entry.token == token);
        }));
        for (const ScriptedVault::Request &request : thief.requests()) {
            QVERIFY2(request.token().isEmpty(), request.path.constData());
            QVERIFY2(!request.body.contains(token), request.path.constData());
            for (const QByteArray &header : request.headers)
                QVERIFY2(!header.contains(token), request.path.constData());
        }
    }

    void manyFaultsLaterTheSessionIsStillGood()
    {
        LabFleet f(LabFleet::options(u"dr-pair"_s));
        QVERIFY(f.start());
        const QString amber = f.name(0);
        for (const char *fault : { "truncated", "not-json", "deep-nesting", "drop-before",
                                   "wrong-types", "empty-body" }) {
            QVERIFY(f.lab.setFault(amber, {}, { .kind = QString::fromLatin1(fault), .count = 9 }));
            for (int i = 0; i < 5; ++i)
                QVERIFY(f.poll(amber));
        }
        f.lab.clearFaults();
        QVERIFY(f.poll(amber));
        QCOMPARE(f.snapshot(amber).freshness(f.clock.now()), Freshness::Live);
    }
};

QTEST_GUILESS_MAIN(FleetBadAnswersTest)
#include "tst_fleetbadanswers.moc"
