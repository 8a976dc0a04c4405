// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/activationchecks.h"
#include "tests/replication/payloads.h"

#include <QTest>

#include <functional>

using namespace switchover;
using namespace switchover::testing;
using namespace Qt::StringLiterals;

namespace {

struct Estate
{
    ClusterSnapshot amber = cluster(u"amber"_s, nested(primary("p", R"(["west"])"), off));
    ClusterSnapshot basalt = cluster(u"basalt"_s, nested(off, off));
    ActivationCase known;

    Estate()
    {
        known.claims = ActivationTokenClaims { .address = u"https://amber.example:8200"_s,
                                               .expires = noon().addSecs(1800),
                                               .issued = noon(),
                                               .type = u"wrapping"_s };
        known.expires = known.claims->expires;
        known.now = noon();
        known.target = &basalt;
        known.issuer = &amber;
        known.use = TokenUse::Unused;
        known.creationPath = u"sys/replication/performance/primary/secondary-token"_s;
    }
};

const ActivationCheck *check(const QList<ActivationCheck> &checks, const QString &id)
{
    const auto found = std::ranges::find(checks, id, &ActivationCheck::id);
    return found == checks.end() ? nullptr : &*found;
}

} // namespace

class TestActivationChecks : public QObject
{
    Q_OBJECT

private slots:
    void eachCheckSaysWhatItFound_data();
    void eachCheckSaysWhatItFound();
    void nothingUnknownPasses();
    void addressesTellWhereTheyReach_data();
    void addressesTellWhereTheyReach();
    void aClusterIsFoundByItsAddresses();
};

void TestActivationChecks::eachCheckSaysWhatItFound_data()
{
    using Change = std::function<void(Estate &)>;
    QTest::addColumn<QString>("id");
    QTest::addColumn<Change>("change");
    QTest::addColumn<int>("verdict"); // -1: does not apply
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const char *id, const Change &change, int verdict,
                        const char *says) {
        QTest::newRow(name) << QString::fromLatin1(id) << change << verdict
                            << QString::fromUtf8(says);
    };
    const int pass = int(ActivationCheck::Verdict::Pass);
    const int warn = int(ActivationCheck::Verdict::Warn);
    const int block = int(ActivationCheck::Verdict::Block);
    const int unknown = int(ActivationCheck::Verdict::Unknown);
    const auto expires = [](int seconds) {
        return [seconds](Estate &e) { e.known.expires = noon().addSecs(seconds); };
    };
    row(
        "time left", "expiry", [](Estate &) {}, pass, "30 minute");
    row("expired", "expiry", expires(-1), block, "has expired");
    row("expires now", "expiry", expires(0), block, "has expired");
    row("nearly expired", "expiry", expires(60), warn, "two minutes");
    row(
        "no expiry said", "expiry", [](Estate &e) { e.known.expires.reset(); }, unknown, "not say");
    row(
        "unused", "use", [](Estate &) {}, pass, "amber says that it is unused");
    row(
        "spent", "use", [](Estate &e) { e.known.use = TokenUse::Spent; }, block, "was used");
    row(
        "another signer", "use", [](Estate &e) { e.known.use = TokenUse::Forged; }, warn,
        "did not sign");
    row(
        "being asked", "use", [](Estate &e) { e.known.use = TokenUse::Asking; }, unknown, "Asking");
    row(
        "no answer", "use",
        [](Estate &e) {
            e.known.use = TokenUse::Unanswered;
            e.known.useDetail = u"Time ran out."_s;
        },
        unknown, "Time ran out.");
    row(
        "issuer not registered", "use",
        [](Estate &e) {
            e.known.use = TokenUse::NotAsked;
            e.known.issuer = nullptr;
        },
        unknown, "not registered");
    row(
        "right type", "type", [](Estate &) {}, pass, "for performance replication");
    row(
        "wrong type", "type",
        [](Estate &e) { e.known.creationPath = u"sys/replication/dr/primary/secondary-token"_s; },
        block, "for DR replication");
    row(
        "wrong type of one made here", "type",
        [](Estate &e) {
            e.known.creationPath.clear();
            e.known.mintedFor = ReplicationType::DisasterRecovery;
        },
        block, "made for");
    row(
        "type of 0.7", "type",
        [](Estate &e) { e.known.creationPath = u"sys/replication/primary/secondary-token"_s; },
        pass, "for performance replication");
    row(
        "type not known", "type", [](Estate &e) { e.known.creationPath.clear(); }, unknown,
        "does not say");
    row(
        "address in the token", "address", [](Estate &) {}, pass, "amber.example");
    row(
        "no address", "address", [](Estate &e) { e.known.claims->address = QString(); }, block,
        "Give the primary's API address");
    row(
        "no address, but given", "address",
        [](Estate &e) {
            e.known.claims->address = QString();
            e.known.givenAddress = u"https://amber.example:8200"_s;
        },
        pass, "given in the form");
    row(
        "opaque", "address", [](Estate &e) { e.known.claims.reset(); }, -1, "");
    row(
        "a name reaches nobody knows where", "reach", [](Estate &) {}, unknown, "cannot be seen");
    row(
        "loopback", "reach",
        [](Estate &e) { e.known.claims->address = u"https://127.0.0.1:8200"_s; }, block,
        "leads to themselves");
    row(
        "loopback on purpose", "reach",
        [](Estate &e) { e.known.givenAddress = u"https://localhost:8200"_s; }, warn,
        "same machine");
    row(
        "loopback beside loopback", "reach",
        [](Estate &e) {
            e.known.claims->address = u"http://127.0.0.1:8200"_s;
            e.basalt.identity.address = u"http://127.0.0.1:8300"_s;
        },
        pass, "on this computer");
    row(
        "nowhere", "reach", [](Estate &e) { e.known.claims->address = u"https://0.0.0.0:8200"_s; },
        block, "no address that anybody can call");
    row(
        "private", "reach", [](Estate &e) { e.known.claims->address = u"https://10.1.2.3:8200"_s; },
        unknown, "private address");
    row(
        "the issuer is silent", "reach", [](Estate &e) { e.amber = silenced(e.amber); }, warn,
        "does not answer");
    row(
        "public key", "reach", [](Estate &e) { e.known.isPublicKeyBundle = true; }, pass,
        "does not have to reach");
    row(
        "another cluster's", "self", [](Estate &) {}, pass, "another cluster");
    row(
        "its own", "self", [](Estate &e) { e.known.issuer = &e.basalt; }, block,
        "cannot follow itself");
    row(
        "the same cluster registered twice", "self",
        [](Estate &e) { e.amber.health->haClusterId = e.basalt.health->haClusterId; }, block,
        "cannot follow itself");
    row(
        "a loopback address proves nothing", "self",
        [](Estate &e) {
            e.known.issuer = &e.basalt;
            e.known.use = TokenUse::Forged;
            e.known.claims->address = u"https://127.0.0.1:8200"_s;
        },
        warn, "cannot follow itself");
    row(
        "unknown issuer", "self", [](Estate &e) { e.known.issuer = nullptr; }, unknown,
        "not known");
    row(
        "no set to join twice", "set", [](Estate &) {}, -1, "");
    row(
        "same set", "set",
        [](Estate &e) {
            e.known.updatesPrimary = true;
            e.basalt.status = nested(detached("p"), off);
        },
        pass, "same replication set");
    row(
        "another set", "set",
        [](Estate &e) {
            e.known.updatesPrimary = true;
            e.basalt.status = nested(detached("q"), off);
        },
        block, "another replication set");
    row(
        "set not known", "set",
        [](Estate &e) {
            e.known.updatesPrimary = true;
            e.known.issuer = nullptr;
        },
        unknown, "not known");
    row(
        "id free", "id", [](Estate &e) { e.known.secondaryId = u"west"_s; }, pass, "No other");
    row(
        "id taken", "id",
        [](Estate &e) {
            e.known.secondaryId = u"west"_s;
            e.amber.status =
                nested(primary("p", R"(["west"])", 500, "[" + entry("west") + "]"), off);
        },
        warn, "Another cluster is connected");
    row(
        "id its own", "id",
        [](Estate &e) {
            e.known.secondaryId = u"west"_s;
            e.amber.status =
                nested(primary("p", R"(["west"])", 500, "[" + entry("west") + "]"), off);
            e.basalt.status = nested(secondary("p", "west"), off);
        },
        pass, "No other");
    row(
        "id revoked", "id", [](Estate &e) { e.known.secondaryId = u"east"_s; }, warn, "revoked");
    row(
        "same version", "version", [](Estate &) {}, -1, "");
    row(
        "older than its primary", "version",
        [](Estate &e) { e.basalt.health->version = u"1.16.9+ent"_s; }, warn, "older");
    const auto bundle = [](const QString &of, bool old) {
        return [of, old](Estate &e) {
            e.known.isPublicKeyBundle = true;
            e.known.claims.reset();
            e.known.bundleFor = { of };
            e.known.bundleForName = u"cobalt"_s;
            e.known.bundleIsOld = old;
        };
    };
    row("own key", "key", bundle(u"id-basalt"_s, false), pass, "public key of basalt");
    row("own key, replaced", "key", bundle(u"id-basalt"_s, true), block, "another key pair");
    row("another's key", "key", bundle(u"id-cobalt"_s, false), block, "cannot open it");
    row("nobody knows whose key", "key", bundle({}, false), unknown, "not known");
}

void TestActivationChecks::eachCheckSaysWhatItFound()
{
    using Change = std::function<void(Estate &)>;
    QFETCH(QString, id);
    QFETCH(Change, change);
    QFETCH(int, verdict);
    QFETCH(QString, says);
    Estate estate;
    change(estate);
    const QList<ActivationCheck> checks = activationChecks(estate.known);
    const ActivationCheck *found = check(checks, id);
    QCOMPARE(found != nullptr, verdict >= 0);
    if (!found)
        return;
    QVERIFY2(found->text.contains(says), qUtf8Printable(found->text));
    QCOMPARE(int(found->verdict), verdict);
}

void TestActivationChecks::nothingUnknownPasses()
{
    Estate estate;
    ActivationCase nothing;
    nothing.now = noon();
    nothing.target = &estate.basalt;
    nothing.updatesPrimary = true;
    const QList<ActivationCheck> checks = activationChecks(nothing);
    QVERIFY(checks.size() >= 5);
    for (const ActivationCheck &each : checks)
        QVERIFY2(each.verdict != ActivationCheck::Verdict::Pass,
                 qUtf8Printable(each.id + u' ' + each.text));
    nothing.target = nullptr;
    QVERIFY(activationChecks(nothing).isEmpty());
}

void TestActivationChecks::addressesTellWhereTheyReach_data()
{
    QTest::addColumn<int>("scope");
    const auto row = [](const char *address, AddressScope scope) {
        QTest::newRow(address) << int(scope);
    };
    row("https://127.0.0.1:8200", AddressScope::Loopback);
    row("https://127.9.9.9:8200", AddressScope::Loopback);
    row("https://localhost:8200", AddressScope::Loopback);
    row("https://[::1]:8200", AddressScope::Loopback);
    row("https://0.0.0.0:8200", AddressScope::Unspecified);
    row("https://[::]:8200", AddressScope::Unspecified);
    row("https://10.0.0.1", AddressScope::Private);
    row("https://172.16.0.1", AddressScope::Private);
    row("https://172.32.0.1", AddressScope::Public);
    row("https://192.168.1.1", AddressScope::Private);
    row("https://169.254.1.1", AddressScope::Private);
    row("https://100.64.0.1", AddressScope::Private);
    row("https://[fd00::1]:8200", AddressScope::Private);
    row("https://[fe80::1]:8200", AddressScope::Private);
    row("https://[2001:db8::1]:8200", AddressScope::Public);
    row("https://8.8.8.8:8200", AddressScope::Public);
    row("vault.example.com:8200", AddressScope::Name);
    row("https://10.example.com", AddressScope::Name);
}

void TestActivationChecks::addressesTellWhereTheyReach()
{
    QFETCH(int, scope);
    QCOMPARE(int(addressScope(QString::fromLatin1(QTest::currentDataTag()))), scope);
}

void TestActivationChecks::aClusterIsFoundByItsAddresses()
{
    Estate estate;
    estate.amber.nodes = { { .address = u"https://amber-2.example:8200"_s } };
    estate.amber.leader = Leader { .haEnabled = true, .leaderAddress = u"https://10.0.0.7:8200"_s };
    QList<ClusterSnapshot> fleet { estate.amber, estate.basalt };
    QCOMPARE(clusterAt(u"https://AMBER.example:8200/"_s, fleet)->identity.name, u"amber"_s);
    QCOMPARE(clusterAt(u"https://amber-2.example:8200"_s, fleet)->identity.name, u"amber"_s);
    QCOMPARE(clusterAt(u"https://10.0.0.7:8200"_s, fleet)->identity.name, u"amber"_s);
    QVERIFY(!clusterAt(u"https://else.example:8200"_s, fleet));
    QVERIFY(!clusterAt({}, fleet));
    fleet[1].leader = fleet[0].leader; // several: none can be told
    QVERIFY(!clusterAt(u"https://10.0.0.7:8200"_s, fleet));
}

Q_DECLARE_METATYPE(std::function<void(Estate &)>)

QTEST_GUILESS_MAIN(TestActivationChecks)
#include "tst_activationchecks.moc"
