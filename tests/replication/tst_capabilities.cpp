// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/capabilities.h"
#include "models/replication/catalogue.h"
#include "models/replication/permission.h"
#include "models/replication/rolepolicy.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace switchover;

class TestCapabilities final : public QObject
{
    Q_OBJECT

private slots:
    void wordsDecide_data();
    void wordsDecide();
    void theRulesMayAllowAnIdToCome();
    void onlyTheRulesProveThatNoIdIsAllowed_data();
    void onlyTheRulesProveThatNoIdIsAllowed();
    void rulesAreReadAsVaultListsThem();
    void aGivenIdIsJudgedByItsOwnPath();
    void aSecondaryIsAskedAboutItsOwnIdOnly();
    void answersComeInThreeShapes();
    void anAnswerOfAnotherTypeIsAnError();
    void everyCallThatATokenDecidesAboutIsAskedFor();
    void aLackedCapabilityDisablesWithItsName();
    void unknownCapabilitiesLeaveTheOperationEnabled();
    void policyLinesNameWhatIsNeeded();
    void everyDecidedOperationBelongsToOneRole();
    void rolePoliciesHoldNoMoreThanTheirOperationsNeed();
};

namespace {

const Operation &mint()
{
    return operation(OperationId::PerformanceMintToken);
}

ClusterSnapshot primarySignedIn()
{
    ClusterSnapshot snapshot;
    snapshot.identity.name = u"amber"_s;
    snapshot.signIn = SignInState::SignedIn;
    snapshot.health = Health {};
    snapshot.health->initialized = true;
    snapshot.health->sealed = false;
    snapshot.health->version = u"1.17.2+ent"_s;
    const auto status = decodeReplicationStatus(
        R"({"data":{"performance":{"mode":"primary","cluster_id":"c","known_secondaries":[]},
            "dr":{"mode":"disabled"}}})");
    Q_ASSERT(status);
    snapshot.status = *status;
    return snapshot;
}

} // namespace

void TestCapabilities::wordsDecide_data()
{
    QTest::addColumn<QStringList>("held");
    QTest::addColumn<bool>("yes");
    QTest::addColumn<QStringList>("missing");
    QTest::newRow("root") << QStringList { u"root"_s } << true << QStringList {};
    QTest::newRow("both") << QStringList { u"sudo"_s, u"update"_s } << true << QStringList {};
    QTest::newRow("no sudo") << QStringList { u"create"_s, u"update"_s } << false
                             << QStringList { u"sudo"_s };
    QTest::newRow("create is not update")
        << QStringList { u"create"_s, u"sudo"_s } << false << QStringList { u"update"_s };
    QTest::newRow("deny") << QStringList { u"deny"_s } << false
                          << QStringList { u"update"_s, u"sudo"_s };
    QTest::newRow("none") << QStringList {} << false << QStringList { u"update"_s, u"sudo"_s };
}

void TestCapabilities::wordsDecide()
{
    QFETCH(QStringList, held);
    QFETCH(bool, yes);
    const CapabilityNeed need = *capabilityNeed(mint(), ApiDialect::Typed);
    QCOMPARE(need.path, u"sys/replication/performance/primary/secondary-token"_s);
    Capabilities capabilities;
    QCOMPARE(capabilities.judge(need), Capabilities::Verdict::NotKnown);
    capabilities.set(need.path, held);
    QCOMPARE(capabilities.judge(need),
             yes ? Capabilities::Verdict::Yes : Capabilities::Verdict::No);
    QTEST(capabilities.missing(need), "missing");
}

void TestCapabilities::theRulesMayAllowAnIdToCome()
{
    const CapabilityNeed need =
        *capabilityNeed(operation(OperationId::PathsFilterDelete), ApiDialect::Typed);
    QVERIFY(need.isExample);
    QVERIFY(!need.path.contains(u'{'));
    const QStringList paths = capabilityPaths(ApiDialect::Typed, { u"eu-1"_s });
    const QString ofEu1 = u"sys/replication/performance/primary/paths-filter/eu-1"_s;
    QVERIFY(paths.contains(need.path));
    QVERIFY(paths.contains(ofEu1));
    Capabilities capabilities;
    capabilities.set(ofEu1, { u"delete"_s });
    QCOMPARE(capabilities.judge(need), Capabilities::Verdict::NotKnown);
    capabilities.set(need.path, { u"deny"_s });
    QCOMPARE(capabilities.judge(need), Capabilities::Verdict::Yes);
    capabilities.set(ofEu1, { u"read"_s });
    QCOMPARE(capabilities.judge(need), Capabilities::Verdict::No);
    // A policy may be for us-* while the only id there is is another.
    PolicyRules rules;
    rules.prefixes.insert(u"sys/replication/performance/primary/paths-filter/us-"_s,
                          { u"delete"_s });
    capabilities.setRules(rules);
    QCOMPARE(capabilities.judge(need), Capabilities::Verdict::NotKnown);
    QVERIFY(!lackedCapability(operation(OperationId::PathsFilterDelete), [&] {
        ClusterSnapshot snapshot = primarySignedIn();
        snapshot.capabilities = capabilities;
        return snapshot;
    }()));
    capabilities.set(need.path, { u"delete"_s });
    QCOMPARE(capabilities.judge(need), Capabilities::Verdict::Yes);
}

void TestCapabilities::onlyTheRulesProveThatNoIdIsAllowed_data()
{
    QTest::addColumn<bool>("isPrefix");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<bool>("mayBe");
    const QString filters = u"sys/replication/performance/primary/paths-filter/"_s;
    const auto row = [](const char *name, bool isPrefix, const QString &path,
                        const QStringList &words,
                        bool mayBe) { QTest::newRow(name) << isPrefix << path << words << mayBe; };
    const QStringList all { u"create"_s, u"delete"_s, u"read"_s, u"update"_s };
    row("for ids that begin so", true, filters + u"eu-"_s, all, true);
    row("for one id", false, filters + u"eu-2"_s, all, true);
    row("for all ids", true, filters, all, true);
    row("for all of replication", true, u"sys/replication/"_s, all, true);
    row("for everything", true, QString(), all, true);
    row("half a segment", true, u"sys/repl"_s, all, true);
    row("written with its star", true, filters + u"eu-*"_s, all, true);
    row("any type", true, u"sys/replication/+/primary/paths-filter/eu-"_s, all, true);
    row("any segments", false, u"sys/+/+/+/+/eu-2"_s, all, true);
    row("root", true, QString(), { u"root"_s }, true);
    row("another word", true, filters + u"eu-"_s, { u"read"_s }, false);
    row("denied", true, filters + u"eu-"_s, { u"deny"_s }, false);
    row("other filters", true, u"sys/replication/performance/primary/dynamic-filter/"_s, all,
        false);
    row("other segments", true, u"sys/replication/+/secondary/paths-filter/"_s, all, false);
    row("something below", true, filters + u"eu-2/x"_s, all, false);
    row("the folder", false, u"sys/replication/performance/primary"_s, all, false);
    row("nothing of it", true, u"secret/"_s, all, false);
}

void TestCapabilities::onlyTheRulesProveThatNoIdIsAllowed()
{
    QFETCH(bool, isPrefix);
    QFETCH(QString, path);
    QFETCH(QStringList, words);
    QFETCH(bool, mayBe);
    const Operation &row = operation(OperationId::PathsFilterDelete);
    const CapabilityNeed need = *capabilityNeed(row, ApiDialect::Typed);
    ClusterSnapshot snapshot = primarySignedIn();
    snapshot.capabilities.set(need.path, { u"deny"_s });
    PolicyRules rules;
    (isPrefix ? rules.prefixes : rules.exact).insert(path, words);
    snapshot.capabilities.setRules(rules);
    QCOMPARE(snapshot.capabilities.judge(need),
             mayBe ? Capabilities::Verdict::NotKnown : Capabilities::Verdict::No);
    QCOMPARE(allowed(row, snapshot).allowed, mayBe);
    QCOMPARE(lackedCapability(row, snapshot).has_value(), !mayBe);
}

void TestCapabilities::rulesAreReadAsVaultListsThem()
{
    const auto rules = decodePolicyRules(
        R"({"data":{"root":false,"exact_paths":{"sys/a":{"capabilities":["read"]}},
            "glob_paths":{"sys/b/":{"capabilities":["deny"],"min_wrapping_ttl":7}}}})");
    QVERIFY(rules);
    QCOMPARE(rules->exact.value(u"sys/a"_s), QStringList { u"read"_s });
    QCOMPARE(rules->prefixes.value(u"sys/b/"_s), QStringList { u"deny"_s });
    const auto root = decodePolicyRules(R"({"data":{"root":true}})");
    QVERIFY(root && root->mayMeet(*capabilityNeed(mint(), ApiDialect::Typed)));
    for (const char *body : { "", "<html>", "[]", "{}", R"({"data":null})",
                              R"({"data":{"exact_paths":{"a":{"capabilities":7}}}})" })
        QVERIFY2(!decodePolicyRules(body), body);
}

void TestCapabilities::aGivenIdIsJudgedByItsOwnPath()
{
    const Operation &row = operation(OperationId::PathsFilterWrite);
    const QString filters = u"sys/replication/performance/primary/paths-filter/"_s;
    ClusterSnapshot snapshot = primarySignedIn();
    snapshot.capabilities.set(filters + exampleId, { u"deny"_s });
    PolicyRules rules;
    rules.prefixes.insert(filters + u"eu-"_s, { u"create"_s, u"update"_s });
    snapshot.capabilities.setRules(rules);
    Arguments us;
    us.set("id"_L1, u"us-1"_s);
    us.set("mode"_L1, u"allow"_s);
    QCOMPARE(capabilityNeed(row, ApiDialect::Typed, us)->path, filters + u"us-1"_s);
    QVERIFY(!capabilityNeed(row, ApiDialect::Typed, us)->isExample);
    QVERIFY(allowed(row, us, snapshot)); // not known
    snapshot.capabilities.set(filters + u"us-1"_s, { u"deny"_s });
    snapshot.capabilities.set(filters + u"eu-1"_s, { u"create"_s, u"update"_s });
    QVERIFY(allowed(row, snapshot));
    const Permission refused = allowed(row, us, snapshot);
    QVERIFY(!refused);
    QVERIFY2(refused.reason.contains("lacks update on "_L1 + filters + "us-1"_L1),
             qPrintable(refused.reason));
    QVERIFY(policyLines(*lackedCapability(row, us, snapshot))
                .startsWith("path \"%1us-1\""_L1.arg(filters)));
    Arguments eu;
    eu.set("id"_L1, u"eu-1"_s);
    QVERIFY(allowed(row, eu, snapshot));
    // What is no segment of a path is asked about by nobody.
    for (const QString &id : { QString(), u" "_s, u"a/b"_s, u"a b"_s }) {
        Arguments odd;
        odd.set("id"_L1, id);
        QVERIFY(capabilityNeed(row, ApiDialect::Typed, odd)->isExample);
    }
}

void TestCapabilities::aSecondaryIsAskedAboutItsOwnIdOnly()
{
    ClusterSnapshot snapshot = primarySignedIn();
    const auto status = decodeReplicationStatus(
        R"({"data":{"performance":{"mode":"secondary","cluster_id":"c","secondary_id":"eu-1"},
            "dr":{"mode":"disabled"}}})");
    QVERIFY(status);
    snapshot.status = *status;
    const Operation &row = operation(OperationId::SecondaryDynamicFilterRead);
    const QString filters = u"sys/replication/performance/secondary/dynamic-filter/"_s;
    QVERIFY(allowed(row, snapshot));
    snapshot.capabilities.set(filters + exampleId, { u"deny"_s });
    snapshot.capabilities.set(filters + u"eu-1"_s, { u"deny"_s });
    QVERIFY(!allowed(row, snapshot));
    snapshot.capabilities.set(filters + u"eu-1"_s, { u"read"_s });
    QVERIFY(allowed(row, snapshot));
}

void TestCapabilities::answersComeInThreeShapes()
{
    const CapabilityNeed reindex =
        *capabilityNeed(operation(OperationId::Reindex), ApiDialect::Typed);
    const QStringList paths { reindex.path };
    for (const QByteArray &body :
         { QByteArray(R"({"data":{"sys/replication/reindex":["sudo","update"]}})"),
           QByteArray(R"({"sys/replication/reindex":["sudo","update"]})"),
           QByteArray(R"({"data":null,"capabilities":["sudo","update"]})") }) {
        const Result<Capabilities> decoded = decodeCapabilities(body, paths);
        QVERIFY(decoded);
        QCOMPARE(decoded->judge(reindex), Capabilities::Verdict::Yes);
    }
    const Result<Capabilities> silent = decodeCapabilities(R"({"data":{}})", paths);
    QVERIFY(silent);
    QVERIFY(silent->isEmpty());
}

void TestCapabilities::anAnswerOfAnotherTypeIsAnError()
{
    const QStringList paths { u"sys/replication/reindex"_s };
    QVERIFY(!decodeCapabilities(R"({"data":{"sys/replication/reindex":7}})", paths));
    QVERIFY(!decodeCapabilities("[]", paths));
    QVERIFY(!decodeCapabilities("<html>", paths));
}

void TestCapabilities::everyCallThatATokenDecidesAboutIsAskedFor()
{
    for (const ApiDialect dialect : { ApiDialect::Legacy, ApiDialect::Typed }) {
        const QStringList paths = capabilityPaths(dialect);
        for (const Operation &row : operationCatalogue()) {
            const auto need = capabilityNeed(row, dialect);
            if (need)
                QVERIFY2(paths.contains(need->path), row.key.data());
            else if (dialect == ApiDialect::Typed)
                QVERIFY2(row.authorization != Authorization::Token
                             && row.authorization != Authorization::SudoToken,
                         row.key.data());
        }
        for (const QString &path : paths)
            QVERIFY2(!path.startsWith("/"_L1) && !path.contains(u'{'), qPrintable(path));
    }
}

void TestCapabilities::aLackedCapabilityDisablesWithItsName()
{
    ClusterSnapshot snapshot = primarySignedIn();
    snapshot.capabilities.set(u"sys/replication/performance/primary/secondary-token"_s,
                              { u"update"_s });
    const Permission permission = allowed(mint(), snapshot);
    QVERIFY(!permission);
    QVERIFY2(permission.reason.contains("sudo"_L1)
                 && permission.reason.contains("secondary-token"_L1),
             qPrintable(permission.reason));
    QCOMPARE(lackedCapability(mint(), snapshot)->words, QStringList({ u"update"_s, u"sudo"_s }));

    snapshot.capabilities.set(u"sys/replication/performance/primary/secondary-token"_s,
                              { u"root"_s });
    QVERIFY(allowed(mint(), snapshot));
    QVERIFY(!lackedCapability(mint(), snapshot));
}

void TestCapabilities::unknownCapabilitiesLeaveTheOperationEnabled()
{
    ClusterSnapshot snapshot = primarySignedIn();
    QVERIFY(allowed(mint(), snapshot));
    snapshot.capabilities.set(u"sys/replication/reindex"_s, { u"deny"_s });
    QVERIFY(allowed(mint(), snapshot));
    QVERIFY(!allowed(operation(OperationId::Reindex), snapshot));
}

void TestCapabilities::policyLinesNameWhatIsNeeded()
{
    QCOMPARE(policyLines(*capabilityNeed(mint(), ApiDialect::Typed)),
             u"path \"sys/replication/performance/primary/secondary-token\" {\n"
             "  capabilities = [\"create\", \"update\", \"sudo\"]\n}"_s);
    QVERIFY(policyLines(*capabilityNeed(operation(OperationId::PathsFilterRead), ApiDialect::Typed))
                .startsWith("path \"sys/replication/performance/primary/paths-filter/*\""_L1));
    // In a policy they would be for more than the identifier itself, or end the path.
    for (const QString &id : { u"eu-*"_s, u"+"_s, u"a\"b"_s, u"a\\b"_s }) {
        Arguments arguments;
        arguments.set("id"_L1, id);
        const auto need =
            capabilityNeed(operation(OperationId::PathsFilterRead), ApiDialect::Typed, arguments);
        QVERIFY(need && !need->isExample);
        QVERIFY2(policyLines(*need).isEmpty(), qPrintable(policyLines(*need)));
    }
}

void TestCapabilities::everyDecidedOperationBelongsToOneRole()
{
    QList<OperationId> all;
    for (const OperatorRole role : allOperatorRoles)
        all += operationsOf(role);
    for (const Operation &row : operationCatalogue()) {
        const int times = int(all.count(row.id));
        QVERIFY2(times == (capabilityNeed(row, ApiDialect::Typed) ? 1 : 0), row.key.data());
    }
}

void TestCapabilities::rolePoliciesHoldNoMoreThanTheirOperationsNeed()
{
    const QString failover = rolePolicy(OperatorRole::Failover);
    QVERIFY(failover.contains("dr/primary/secondary-token"_L1));
    QVERIFY(failover.contains("\"sudo\""_L1));
    QVERIFY(!failover.contains("primary/disable"_L1));
    QVERIFY(!rolePolicy(OperatorRole::Observer).contains("sys/replication"_L1));
    QVERIFY(!rolePolicy(OperatorRole::Operator).contains("sudo"_L1));
    const QString architect = rolePolicy(OperatorRole::Architect);
    QVERIFY(architect.contains("sys/replication/reindex"_L1));
    QVERIFY(!architect.contains("demote"_L1));
    // One block for each path, with the words of all its calls.
    const QString operators = rolePolicy(OperatorRole::Operator);
    QCOMPARE(operators.count("performance/primary/paths-filter/"_L1), 1);
    QVERIFY(operators.contains("\"read\", \"create\", \"update\", \"delete\""_L1)
            || operators.contains("\"create\", \"read\", \"update\", \"delete\""_L1));
}

QTEST_GUILESS_MAIN(TestCapabilities)
#include "tst_capabilities.moc"
