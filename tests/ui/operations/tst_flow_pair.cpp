// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/patience.h"
#include "tests/ui/operations/labdesk.h"

using namespace switchover;
using namespace Qt::StringLiterals;

namespace {

using Id = OperationId;

/// One replication type's calls, by what they do to a pair.
struct Pair
{
    QString scenario;
    ReplicationType type {};
    Id enablePrimary {};
    Id mint {};
    Id revoke {};
    Id demote {};
    Id promote {};
    Id disableSecondary {};
    Id disablePrimary {};
    QString path;                   ///< up to the side: "/v1/sys/replication/dr/"
    QString mintMethod = u"POST"_s; ///< a GET before Vault 0.8
    bool showsState = true;         ///< the status of 0.7 has no state
};

Pair performancePair()
{
    return { .scenario = u"fresh-pair"_s,
             .type = ReplicationType::Performance,
             .enablePrimary = Id::PerformanceEnablePrimary,
             .mint = Id::PerformanceMintToken,
             .revoke = Id::PerformanceRevokeSecondary,
             .demote = Id::PerformanceDemote,
             .promote = Id::PerformancePromote,
             .disableSecondary = Id::PerformanceDisableSecondary,
             .disablePrimary = Id::PerformanceDisablePrimary,
             .path = u"/v1/sys/replication/performance/"_s };
}

Pair drPair()
{
    return { .scenario = u"fresh-pair"_s,
             .type = ReplicationType::DisasterRecovery,
             .enablePrimary = Id::DrEnablePrimary,
             .mint = Id::DrMintToken,
             .revoke = Id::DrRevokeSecondary,
             .demote = Id::DrDemote,
             .promote = Id::DrPromote,
             .disableSecondary = Id::DrDisableSecondary,
             .disablePrimary = Id::DrDisablePrimary,
             .path = u"/v1/sys/replication/dr/"_s };
}

Pair legacyPair()
{
    Pair pair = performancePair();
    pair.scenario = u"legacy-pair"_s;
    pair.path = u"/v1/sys/replication/"_s;
    pair.mintMethod = u"GET"_s;
    pair.showsState = false;
    return pair;
}

} // namespace

Q_DECLARE_METATYPE(Pair)

/// A pair's whole life by clicking: set up from nothing, moved there and back, taken apart. Judged
/// by the lab's own state and by what it was asked.
class TestFlowPair : public QObject
{
    Q_OBJECT

private slots:
    void aPairIsSetUpMovedAndTakenApart_data();
    void aPairIsSetUpMovedAndTakenApart();

private:
    void setUp(test::LabDesk &desk, const Pair &pair);
    void move(test::LabDesk &desk, const Pair &pair, const QString &from, const QString &to,
              const QString &newId);
    void takeApart(test::LabDesk &desk, const Pair &pair);
    /// All that was asked below sys/replication and changes something, minting by GET included.
    static QStringList asked(const test::LabDesk &desk, const Pair &pair);
    static QStringList paths(const Pair &pair, const QStringList &calls);
};

QStringList TestFlowPair::asked(const test::LabDesk &desk, const Pair &pair)
{
    QStringList lines;
    const QList<lab::RequestEntry> all = desk.lab.requestLog();
    for (const lab::RequestEntry &entry : all) {
        const bool mints = entry.path.endsWith("/secondary-token"_L1);
        if (entry.path.startsWith(pair.path) && (entry.method != "GET" || mints))
            lines.append(QString::fromLatin1(entry.method) + u' ' + entry.path);
    }
    return lines;
}

QStringList TestFlowPair::paths(const Pair &pair, const QStringList &calls)
{
    QStringList lines;
    for (const QString &call : calls) {
        const bool mints = call.endsWith("/secondary-token"_L1);
        lines.append((mints ? pair.mintMethod : u"POST"_s) + u' ' + pair.path + call);
    }
    return lines;
}

void TestFlowPair::setUp(test::LabDesk &desk, const Pair &pair)
{
    const QString amber = u"amber"_s;
    const QString basalt = u"basalt"_s;
    const QString dataOfAmber = desk.info(amber).dataMark;
    QVERIFY(desk.info(basalt).dataMark != dataOfAmber);
    desk.lab.clearRequestLog();
    QString outcome = desk.perform(amber, pair.enablePrimary);
    QVERIFY2(!outcome.startsWith(u'!'), qUtf8Printable(outcome));
    QVERIFY(desk.waitForMode(amber, pair.type, u"primary"_s));
    outcome = desk.mintAndUse(amber, pair.mint, u"basalt-1"_s, basalt);
    QVERIFY2(!outcome.startsWith(u'!'), qUtf8Printable(outcome));
    QVERIFY(desk.waitForMode(basalt, pair.type, u"secondary"_s));
    QVERIFY(!pair.showsState || desk.waitForStream(basalt, pair.type));
    QCOMPARE(desk.info(basalt).dataMark, dataOfAmber); // wiped, and filled with the primary's data
    QCOMPARE(
        asked(desk, pair),
        paths(pair, { u"primary/enable"_s, u"primary/secondary-token"_s, u"secondary/enable"_s }));
    for (const lab::RequestEntry &entry : desk.lab.requestLog()) {
        if (entry.path.endsWith("/secondary-token"_L1))
            QVERIFY(pair.mintMethod == "GET"_L1 ? entry.query == "id=basalt-1"_L1
                                                : entry.body.contains("\"id\":\"basalt-1\""));
    }
    QCOMPARE(desk.ledger.entries().size(), 1);
    QCOMPARE(desk.ledger.entries().constFirst().usedOn, basalt);
    if (pair.showsState) // who is connected is told since 1.5
        QTRY_VERIFY(
            (desk.pollAll(), desk.ledger.entries().constFirst().seenConnectedAt.has_value()));
}

void TestFlowPair::move(test::LabDesk &desk, const Pair &pair, const QString &from,
                        const QString &to, const QString &newId)
{
    desk.lab.clearRequestLog();
    const QString set = desk.block(from, pair.type)->setId.value_or(QString());
    QString outcome = desk.perform(from, pair.demote);
    QVERIFY2(!outcome.startsWith(u'!'), qUtf8Printable(outcome));
    QVERIFY(desk.waitForMode(from, pair.type, u"secondary"_s));
    outcome = desk.perform(to, pair.promote);
    QVERIFY2(!outcome.startsWith(u'!'), qUtf8Printable(outcome));
    QVERIFY(desk.waitForMode(to, pair.type, u"primary"_s));
    outcome = desk.mintAndUse(to, pair.mint, newId, from);
    QVERIFY2(!outcome.startsWith(u'!'), qUtf8Printable(outcome));
    QVERIFY(!pair.showsState || desk.waitForStream(from, pair.type));
    QCOMPARE(asked(desk, pair),
             paths(pair,
                   { u"primary/demote"_s, u"secondary/promote"_s, u"primary/secondary-token"_s,
                     u"secondary/update-primary"_s }));
    QCOMPARE(desk.block(from, pair.type)->setId.value_or(QString()), set);
    QCOMPARE(desk.block(to, pair.type)->setId.value_or(QString()), set);
    QCOMPARE(desk.info(from).dataMark, desk.info(to).dataMark);
}

void TestFlowPair::takeApart(test::LabDesk &desk, const Pair &pair)
{
    const QString amber = u"amber"_s;
    const QString basalt = u"basalt"_s;
    desk.lab.clearRequestLog();
    QString outcome = desk.perform(amber, pair.revoke, { { u"id"_s, u"basalt-2"_s } });
    QVERIFY2(!outcome.startsWith(u'!'), qUtf8Printable(outcome));
    QVERIFY(desk.ledger.entries().constLast().revokedAt.has_value());
    outcome = desk.perform(basalt, pair.disableSecondary);
    QVERIFY2(!outcome.startsWith(u'!'), qUtf8Printable(outcome));
    QVERIFY(desk.waitForMode(basalt, pair.type, u"disabled"_s));
    outcome = desk.perform(amber, pair.disablePrimary);
    QVERIFY2(!outcome.startsWith(u'!'), qUtf8Printable(outcome));
    QVERIFY(desk.waitForMode(amber, pair.type, u"disabled"_s));
    QCOMPARE(
        asked(desk, pair),
        paths(pair,
              { u"primary/revoke-secondary"_s, u"secondary/disable"_s, u"primary/disable"_s }));
    QCOMPARE(desk.writes().constFirst().body, QByteArray("{\"id\":\"basalt-2\"}"));
}

void TestFlowPair::aPairIsSetUpMovedAndTakenApart_data()
{
    QTest::addColumn<Pair>("pair");
    QTest::newRow("performance") << performancePair();
    QTest::newRow("dr") << drPair();
    QTest::newRow("Vault 0.7") << legacyPair();
}

void TestFlowPair::aPairIsSetUpMovedAndTakenApart()
{
    QFETCH(Pair, pair);
    test::LabDesk desk(pair.scenario);
    QVERIFY(desk.start());
    const QString dataOfAmber = desk.info(u"amber"_s).dataMark;
    setUp(desk, pair);
    if (!QTest::currentTestFailed())
        move(desk, pair, u"amber"_s, u"basalt"_s, u"amber-1"_s);
    if (!QTest::currentTestFailed())
        move(desk, pair, u"basalt"_s, u"amber"_s, u"basalt-2"_s);
    if (QTest::currentTestFailed())
        return;
    QCOMPARE(desk.info(u"basalt"_s).dataMark, dataOfAmber);
    takeApart(desk, pair);
}

QTEST_MAIN(TestFlowPair)
#include "tst_flow_pair.moc"
