// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/unsealguide.h"
#include "tests/fleet/desk.h"
#include "tests/fleet/labfleet.h"
#include "tests/fleet/scriptedvault.h"
#include "tests/patience.h"

#include <QTest>

#include <algorithm>
#include <memory>
#include <optional>

using namespace switchover;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString amber = u"amber"_s;
const QString basalt = u"basalt"_s;

/// A three-node cluster that was just enabled as performance secondary: two of its nodes sealed
/// themselves.
struct UnsealBench
{
    UnsealBench()
        : f(test::LabFleet::options(u"three-node"_s))
    {
    }

    [[nodiscard]] bool start()
    {
        if (!f.start() || (onlyOneAddress && !forgetOthers()))
            return false;
        Arguments mint;
        mint.set("id"_L1, basalt);
        auto minted = f.run(OperationId::PerformanceMintToken, amber, std::move(mint));
        if (!minted.answer.mintedToken)
            return false;
        Arguments enable;
        enable.setSecret("token"_L1, std::move(minted.answer.mintedToken->token));
        if (!f.run(OperationId::PerformanceEnableSecondary, basalt, std::move(enable))
                 .outcome.isGood())
            return false;
        if (!QTest::qWaitFor([this] { return sealed() == 2; }, test::patience))
            return false;
        guide = std::make_unique<UnsealGuide>(*f.fleet, f.registry, f.activity, f.id(basalt));
        guide->start(50ms);
        f.lab.clearRequestLog();
        const int expected = onlyOneAddress ? 0 : 2;
        return QTest::qWaitFor(
            [this, expected] {
                return guide->sealedCount() == expected
                    && std::ranges::all_of(guide->nodes(), [](const UnsealGuide::Node &node) {
                           return node.state != UnsealGuide::NodeState::Unread;
                       });
            },
            test::patience);
    }
    /// Registers the secondary anew, by its active node's address, and signs in.
    [[nodiscard]] bool forgetOthers()
    {
        if (listFault && !f.lab.setFault(basalt, {}, *listFault).has_value())
            return false;
        const QList<lab::NodeInfo> nodes = f.lab.cluster(basalt)->nodes;
        const auto active = std::ranges::find(nodes, lab::NodeState::Active, &lab::NodeInfo::state);
        ClusterRecord record = f.registry.clusters().at(1);
        if (record.identity.name != basalt || active == nodes.end()
            || !f.registry.remove(record.identity.id).has_value())
            return false;
        record.identity.address = active->address;
        record.moreAddresses.clear();
        return f.registry.add(record).has_value() && f.poll(basalt)
            && f.signIn(basalt, f.lab.cluster(basalt)->rootToken);
    }
    [[nodiscard]] int sealed() const
    {
        const QList<lab::NodeInfo> nodes = f.lab.cluster(basalt)->nodes;
        return int(std::ranges::count(nodes, lab::NodeState::Sealed, &lab::NodeInfo::state));
    }
    [[nodiscard]] QStringList sealedAddresses() const
    {
        QStringList result;
        const QList<lab::NodeInfo> nodes = f.lab.cluster(basalt)->nodes;
        for (const lab::NodeInfo &node : nodes) {
            if (node.state == lab::NodeState::Sealed)
                result.append(node.address);
        }
        return result;
    }
    [[nodiscard]] SecretString share(int index, const QString &of = amber) const
    {
        return SecretString(f.lab.cluster(of)->unsealKeys.at(index).toUtf8());
    }
    [[nodiscard]] int threshold() const { return f.lab.cluster(amber)->threshold; }
    [[nodiscard]] bool settle() const
    {
        return QTest::qWaitFor([this] { return !guide->isBusy(); }, test::patience);
    }
    /// Shares that a node was sent.
    [[nodiscard]] int unsealCalls(const QString &node = {}) const
    {
        int count = 0;
        const QList<lab::RequestEntry> log = f.lab.requestLog();
        for (const lab::RequestEntry &entry : log)
            count += entry.path == "/v1/sys/unseal"_L1 && (node.isEmpty() || entry.node == node);
        return count;
    }
    [[nodiscard]] QString nameOf(const QString &address) const
    {
        const QList<lab::NodeInfo> nodes = f.lab.cluster(basalt)->nodes;
        return std::ranges::find(nodes, address, &lab::NodeInfo::address)->name;
    }

    test::LabFleet f;
    bool onlyOneAddress = false;
    std::optional<lab::FaultSpec> listFault; ///< with one address only
    std::unique_ptr<UnsealGuide> guide;
};

} // namespace

/// Unsealing the nodes that a new secondary's standbys are.
class TestUnsealGuide : public QObject
{
    Q_OBJECT

private slots:
    void sharesOfThePrimaryOpenAllNodesAtOnce();
    void nodesCanBeOpenedOneByOne();
    void noNodeGetsAShareTwice();
    void aNodeThatIsUnsealedByNowGetsNone();
    void wrongSharesAreSaidAndForgotten();
    void whatIsNoShareIsSaidAndCostsNothing();
    void whatAProxySaysIsNoVerdictOnTheShares();
    void aNodeCanBeStartedAnew();
    void aSilentNodeStopsNobody();
    void aLostAnswerIsSettledByLooking_data();
    void aLostAnswerIsSettledByLooking();
    void namedNodesAreShownAndGetNoShareBeforeTheyAreRegistered();
    void withoutAListOfNodesOthersAreNotKnown_data();
    void withoutAListOfNodesOthersAreNotKnown();
    void lookOnlySendsNoShare();
    void nodesThatUnsealThemselvesTakeNoShares();
    void aSealedNodeWithoutTlsIsNamed_data();
    void aSealedNodeWithoutTlsIsNamed();
    void noShareStaysInTheActivityLog();
};

void TestUnsealGuide::sharesOfThePrimaryOpenAllNodesAtOnce()
{
    UnsealBench b;
    QVERIFY(b.start());
    QCOMPARE(b.guide->nodes().size(), 3);
    QCOMPARE(b.guide->ownSeal(), SealKind::Shamir);
    QTRY_COMPARE(b.guide->primaryName(), amber);
    QCOMPARE(b.guide->primarySeal(), SealKind::Shamir);
    for (int i = 0; i < b.threshold(); ++i) {
        QVERIFY(!b.guide->isAllUnsealed());
        QCOMPARE(b.guide->giveToAll(b.share(i)), 2);
        QVERIFY(b.settle());
    }
    QTRY_VERIFY(b.guide->isAllUnsealed());
    QCOMPARE(b.sealed(), 0);
    QCOMPARE(b.unsealCalls(), 2 * b.threshold());
    QCOMPARE(b.guide->giveToAll(b.share(0)), 0);
    QVERIFY(!b.guide->refusal().isEmpty());
}

void TestUnsealGuide::nodesCanBeOpenedOneByOne()
{
    UnsealBench b;
    QVERIFY(b.start());
    const QStringList addresses = b.sealedAddresses();
    for (int i = 0; i < b.threshold(); ++i) {
        QVERIFY(b.guide->give(addresses.at(0), b.share(i)));
        QVERIFY(!b.guide->give(addresses.at(0), b.share(b.threshold()))); // one at a time
        QVERIFY(b.settle());
        if (i + 1 < b.threshold())
            QCOMPARE(b.guide->node(addresses.at(0))->progress, i + 1);
    }
    QCOMPARE(b.guide->node(addresses.at(0))->state, UnsealGuide::NodeState::Unsealed);
    QCOMPARE(b.guide->sealedCount(), 1);
    QCOMPARE(b.unsealCalls(b.nameOf(addresses.at(1))), 0);
}

void TestUnsealGuide::noNodeGetsAShareTwice()
{
    UnsealBench b;
    QVERIFY(b.start());
    const QStringList addresses = b.sealedAddresses();
    QVERIFY(b.guide->give(addresses.at(0), b.share(0)));
    QVERIFY(b.settle());
    QVERIFY(!b.guide->give(addresses.at(0), b.share(0)));
    QVERIFY(b.guide->refusal().contains(u"has had this share"_s));
    // The same in hexadecimal is the same share.
    const QByteArray hex =
        QByteArray::fromBase64(b.f.lab.cluster(amber)->unsealKeys.at(0).toLatin1()).toHex();
    QVERIFY(!b.guide->give(addresses.at(0), SecretString(hex)));
    QCOMPARE(b.guide->giveToAll(b.share(0)), 1); // the other one has not had it
    QVERIFY(b.settle());
    QCOMPARE(b.guide->giveToAll(b.share(0)), 0);
    QVERIFY(b.guide->refusal().contains(u"Every sealed node"_s));
    QCOMPARE(b.unsealCalls(), 2);
}

void TestUnsealGuide::aNodeThatIsUnsealedByNowGetsNone()
{
    UnsealBench b;
    QVERIFY(b.start());
    const QString node = b.sealedAddresses().constFirst();
    b.guide->stop(); // its last reading says sealed
    QVERIFY(b.settle());
    QCOMPARE(b.guide->node(node)->state, UnsealGuide::NodeState::Sealed);
    QVERIFY(b.f.lab.unsealAll(basalt).has_value());
    b.f.lab.clearRequestLog();
    QVERIFY(b.guide->give(node, b.share(0)));
    QVERIFY(b.settle());
    QCOMPARE(b.unsealCalls(), 0);
    QCOMPARE(b.guide->node(node)->state, UnsealGuide::NodeState::Unsealed);
    QCOMPARE(b.guide->node(node)->mood, UnsealGuide::Mood::Attention);
}

void TestUnsealGuide::wrongSharesAreSaidAndForgotten()
{
    UnsealBench b;
    QVERIFY(b.start());
    const QString node = b.sealedAddresses().constFirst();
    for (int i = 0; i < b.threshold(); ++i) {
        QVERIFY(b.guide->give(node, b.share(i, u"cobalt"_s))); // another cluster's keys
        QVERIFY(b.settle());
    }
    QTRY_COMPARE(b.guide->node(node)->progress, 0);
    QCOMPARE(b.guide->node(node)->mood, UnsealGuide::Mood::Bad);
    QVERIFY2(b.guide->node(node)->news.contains(u"at least one is wrong"_s),
             qUtf8Printable(b.guide->node(node)->news));
    QCOMPARE(b.guide->node(node)->state, UnsealGuide::NodeState::Sealed);
    for (int i = 0; i < b.threshold(); ++i) {
        QVERIFY2(b.guide->give(node, b.share(i)), qUtf8Printable(b.guide->refusal()));
        QVERIFY(b.settle());
    }
    QTRY_COMPARE(b.guide->node(node)->state, UnsealGuide::NodeState::Unsealed);
}

void TestUnsealGuide::whatIsNoShareIsSaidAndCostsNothing()
{
    UnsealBench b;
    QVERIFY(b.start());
    const QString node = b.sealedAddresses().constFirst();
    QVERIFY(b.guide->give(node, b.share(0)));
    QVERIFY(b.settle());
    QVERIFY(b.guide->give(node, SecretString("this is no share!")));
    QVERIFY(b.settle());
    QVERIFY(b.guide->node(node)->news.contains(u"no key share"_s));
    QTRY_COMPARE(b.guide->node(node)->progress, 1);
}

void TestUnsealGuide::whatAProxySaysIsNoVerdictOnTheShares()
{
    UnsealBench b;
    QVERIFY(b.start());
    const QString node = b.sealedAddresses().constFirst();
    QVERIFY(b.guide->give(node, b.share(0)));
    QVERIFY(b.settle());
    QVERIFY(b.f.lab
                .setFault(basalt, b.nameOf(node),
                          { .kind = u"proxy-blocks"_s, .pathPrefix = u"sys/unseal"_s, .count = 1 })
                .has_value());
    QVERIFY(b.guide->give(node, b.share(1)));
    QVERIFY(b.settle());
    QVERIFY2(b.guide->node(node)->news.startsWith(u"The node did not take the share."_s),
             qUtf8Printable(b.guide->node(node)->news));
    QVERIFY(!b.guide->give(node, b.share(0))); // counted still
    QVERIFY(b.guide->give(node, b.share(1)));
    QVERIFY(b.settle());
    QTRY_COMPARE(b.guide->node(node)->progress, b.threshold() == 2 ? 0 : 2);
}

void TestUnsealGuide::aNodeCanBeStartedAnew()
{
    UnsealBench b;
    QVERIFY(b.start());
    const QString node = b.sealedAddresses().constFirst();
    QVERIFY(b.guide->give(node, b.share(0)));
    QVERIFY(b.settle());
    QCOMPARE(b.guide->node(node)->progress, 1);
    b.guide->reset(node);
    QVERIFY(b.settle());
    QTRY_COMPARE(b.guide->node(node)->progress, 0);
    QVERIFY(b.guide->give(node, b.share(0)));
    QVERIFY(b.settle());
    QCOMPARE(b.guide->node(node)->progress, 1);
}

void TestUnsealGuide::aSilentNodeStopsNobody()
{
    UnsealBench b;
    QVERIFY(b.start());
    const QStringList addresses = b.sealedAddresses();
    QVERIFY(b.f.lab.stopNode(b.nameOf(addresses.at(0))).has_value());
    QTRY_COMPARE(b.guide->node(addresses.at(0))->state, UnsealGuide::NodeState::Unreachable);
    QVERIFY(!b.guide->node(addresses.at(0))->news.isEmpty());
    for (int i = 0; i < b.threshold(); ++i) {
        QCOMPARE(b.guide->giveToAll(b.share(i)), 1);
        QVERIFY(b.settle());
    }
    QTRY_COMPARE(b.guide->node(addresses.at(1))->state, UnsealGuide::NodeState::Unsealed);
    QVERIFY(!b.guide->isAllUnsealed());
    QVERIFY(b.f.lab.startNode(b.nameOf(addresses.at(0))).has_value());
    QTRY_COMPARE(b.guide->node(addresses.at(0))->state, UnsealGuide::NodeState::Sealed);
    for (int i = 0; i < b.threshold(); ++i) {
        QCOMPARE(b.guide->giveToAll(b.share(i)), 1);
        QVERIFY(b.settle());
    }
    QTRY_VERIFY(b.guide->isAllUnsealed());
}

void TestUnsealGuide::aLostAnswerIsSettledByLooking_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<int>("progress");
    QTest::newRow("it counted") << u"drop-after"_s << 1;
    QTest::newRow("it did not") << u"drop-before"_s << 0;
}

void TestUnsealGuide::aLostAnswerIsSettledByLooking()
{
    QFETCH(QString, kind);
    QFETCH(int, progress);
    UnsealBench b;
    QVERIFY(b.start());
    const QString node = b.sealedAddresses().constFirst();
    QVERIFY(
        b.f.lab
            .setFault(
                basalt, b.nameOf(node),
                { .kind = kind, .pathPrefix = u"sys/unseal"_s, .method = u"POST"_s, .count = 1 })
            .has_value());
    QVERIFY(b.guide->give(node, b.share(0)));
    QVERIFY(b.settle());
    QTRY_VERIFY2(b.guide->node(node)->news.contains(progress ? u"but the share counted"_s
                                                             : u"did not count"_s),
                 qUtf8Printable(b.guide->node(node)->news));
    QCOMPARE(b.guide->node(node)->progress, progress);
    QCOMPARE(b.unsealCalls(), 1);
}

void TestUnsealGuide::namedNodesAreShownAndGetNoShareBeforeTheyAreRegistered()
{
    UnsealBench b;
    b.onlyOneAddress = true;
    QVERIFY(b.start());
    const QStringList others = b.sealedAddresses();
    QCOMPARE(others.size(), 2);
    QVERIFY(b.guide->knowsOthers());
    QCOMPARE(b.guide->nodes().size(), 3);
    for (const QString &other : others) {
        QTRY_VERIFY(b.guide->node(other));
        QVERIFY(!b.guide->node(other)->isRegistered);
        QTRY_COMPARE(b.guide->node(other)->state, UnsealGuide::NodeState::Sealed);
        QVERIFY(!b.guide->give(other, b.share(0)));
        QVERIFY(b.guide->refusal().contains(u"not registered"_s));
    }
    QVERIFY(!b.guide->isAllUnsealed());
    QCOMPARE(b.guide->unconfirmed().size(), 2);
    QCOMPARE(b.guide->giveToAll(b.share(0)), 0);
    QVERIFY(b.guide->refusal().contains(u"Register them first"_s));
    QCOMPARE(b.unsealCalls(), 0);
    for (const lab::RequestEntry &entry : b.f.lab.requestLog()) {
        if (entry.node != b.nameOf(others.at(0)) && entry.node != b.nameOf(others.at(1)))
            continue;
        QCOMPARE(entry.path, u"/v1/sys/seal-status"_s);
    }

    QVERIFY(b.guide->registerNode(others.at(0)).has_value());
    QTRY_COMPARE(b.guide->sealedCount(), 1);
    for (int i = 0; i < b.threshold(); ++i) {
        QCOMPARE(b.guide->giveToAll(b.share(i)), 1);
        QVERIFY(b.settle());
    }
    QTRY_COMPARE(b.guide->node(others.at(0))->state, UnsealGuide::NodeState::Unsealed);
    QVERIFY(!b.guide->isAllUnsealed()); // the other one is not registered, and sealed
    QCOMPARE(b.unsealCalls(b.nameOf(others.at(1))), 0);
    QVERIFY(b.guide->registerNode(others.at(1)).has_value());
    QTRY_COMPARE(b.guide->sealedCount(), 1);
    for (int i = 0; i < b.threshold(); ++i) {
        QCOMPARE(b.guide->giveToAll(b.share(i)), 1);
        QVERIFY(b.settle());
    }
    QTRY_VERIFY(b.guide->isAllUnsealed());
    QCOMPARE(b.sealed(), 0);
}

void TestUnsealGuide::withoutAListOfNodesOthersAreNotKnown_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<int>("status");
    QTest::newRow("denied") << u"error"_s << 403;
    QTest::newRow("an older server") << u"error"_s << 404;
    QTest::newRow("no answer") << u"drop-before"_s << 0;
}

void TestUnsealGuide::withoutAListOfNodesOthersAreNotKnown()
{
    QFETCH(QString, kind);
    QFETCH(int, status);
    UnsealBench b;
    b.onlyOneAddress = true;
    b.listFault = lab::FaultSpec { .kind = kind,
                                   .pathPrefix = u"sys/ha-status"_s,
                                   .method = {},
                                   .count = std::nullopt,
                                   .status = status,
                                   .text = {} };
    QVERIFY(b.start()); // the secondary is enabled all the same
    QTRY_VERIFY(b.guide->isAllUnsealed());
    QVERIFY(!b.guide->knowsOthers());
    QCOMPARE(b.guide->nodes().size(), 1);
    // The user knows better.
    QVERIFY(!b.guide->addAddress(u"not an address"_s).has_value());
    QVERIFY(!b.guide->addAddress(b.guide->nodes().constFirst().address).has_value());
    QVERIFY(b.guide->addAddress(b.sealedAddresses().constFirst()).has_value());
    QTRY_COMPARE(b.guide->sealedCount(), 1);
    QVERIFY(!b.guide->isAllUnsealed());
}

void TestUnsealGuide::lookOnlySendsNoShare()
{
    UnsealBench b;
    QVERIFY(b.start());
    ClusterRecord record = b.f.registry.clusters().at(1);
    record.lookOnly = true;
    QVERIFY(b.f.registry.update(record).has_value());
    QTRY_VERIFY(b.f.snapshot(basalt).lookOnly);
    QCOMPARE(b.guide->giveToAll(b.share(0)), 0);
    QCOMPARE(b.unsealCalls(), 0);
}

void TestUnsealGuide::nodesThatUnsealThemselvesTakeNoShares()
{
    // The lab's time stands still: it would unseal itself after a moment.
    FakeClock stopped;
    lab::Options options = test::LabFleet::options(u"connections"_s);
    options.clock = &stopped;
    test::LabFleet f(options);
    (void)f.start(); // not every cluster there can be signed in to
    const QString ember = u"ember"_s;
    QVERIFY(f.lab.cluster(ember));
    QVERIFY(f.lab.seal(f.lab.cluster(ember)->nodes.constFirst().name).has_value());
    UnsealGuide guide(*f.fleet, f.registry, f.activity, f.id(ember));
    guide.start(50ms);
    QTRY_COMPARE(guide.ownSeal(), SealKind::Auto);
    QTRY_COMPARE(guide.nodes().constFirst().state, UnsealGuide::NodeState::SealedAuto);
    f.lab.clearRequestLog();
    QCOMPARE(guide.giveToAll(SecretString("AAAA")), 0);
    for (const lab::RequestEntry &entry : f.lab.requestLog())
        QVERIFY(entry.path != "/v1/sys/unseal"_L1);
}

void TestUnsealGuide::aSealedNodeWithoutTlsIsNamed_data()
{
    QTest::addColumn<bool>("othersHaveTls");
    QTest::addColumn<bool>("sealed");
    QTest::addColumn<bool>("named");
    QTest::newRow("sealed, others with TLS") << true << true << true;
    QTest::newRow("unsealed") << true << false << false;
    QTest::newRow("nobody has TLS") << false << true << true;
}

void TestUnsealGuide::aSealedNodeWithoutTlsIsNamed()
{
    QFETCH(bool, othersHaveTls);
    QFETCH(bool, sealed);
    QFETCH(bool, named);
    test::ScriptedVault node;
    node.say("sys/seal-status",
             { .body = QByteArray("{'type':'shamir','initialized':true,'sealed':S,'t':3,'n':5,"
                                  "'progress':0,'nonce':'','version':'1.21.0+ent'}")
                           .replace('\'', '"')
                           .replace("S", sealed ? "true" : "false") });
    test::ScriptedVault other;
    other.goAway();
    test::Desk desk;
    ClusterRecord record = test::recordOf(
        amber, othersHaveTls ? other.address().replace(u"http:"_s, u"https:"_s) : other.address());
    // Leads to this computer too, and is no loopback address, of which nobody need be warned.
    const QString plain = node.address().replace(u"127.0.0.1"_s, u"0.0.0.0"_s);
    record.moreAddresses = { plain };
    QVERIFY(desk.registry.add(record));
    auto fleet = desk.fleet();
    UnsealGuide guide(*fleet, desk.registry, desk.activity, record.identity.id);
    QCOMPARE(guide.unencrypted(), QStringList());
    guide.read();
    QTRY_VERIFY(guide.node(plain)->state
                == (sealed ? UnsealGuide::NodeState::Sealed : UnsealGuide::NodeState::Unsealed));
    QCOMPARE(guide.unencrypted(), named ? QStringList { plain } : QStringList());
    QCOMPARE(guide.hasTls(), othersHaveTls);
}

void TestUnsealGuide::noShareStaysInTheActivityLog()
{
    UnsealBench b;
    QVERIFY(b.start());
    for (int i = 0; i < b.threshold(); ++i) {
        (void)b.guide->giveToAll(b.share(i));
        QVERIFY(b.settle());
    }
    QTRY_VERIFY(b.guide->isAllUnsealed());
    const QByteArray log = b.f.activity.exported();
    QVERIFY(log.contains("is unsealed"));
    for (int i = 0; i < b.threshold(); ++i)
        QVERIFY(!log.contains(b.f.lab.cluster(amber)->unsealKeys.at(i).toUtf8()));
}

QTEST_GUILESS_MAIN(TestUnsealGuide)
#include "tst_unsealguide.moc"
