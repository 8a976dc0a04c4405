// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/clustersession.h"
#include "models/replication/catalogue.h"
#include "models/replication/permission.h"
#include "models/replication/rolepolicy.h"
#include "models/vault/vaultclient.h"
#include "tests/fleet/labfleet.h"
#include "tests/patience.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace switchover;
using test::LabFleet;

namespace {

struct Place
{
    const char *scenario;
    const char *version; ///< "" is the scenario's own
};

// Together they have a cluster in every role, and every call that some version has.
constexpr Place places[] {
    { "fresh-pair", "" },  { "performance-pair", "" },
    { "dr-pair", "" },     { "performance-pair", "1.9.0+ent" },
    { "legacy-pair", "" },
};

const QStringList &roles()
{
    static const QStringList names { u"observer"_s, u"operator"_s, u"failover"_s, u"architect"_s };
    return names;
}

OperatorRole roleNamed(const QString &name)
{
    return allOperatorRoles.at(std::size_t(roles().indexOf(name)));
}

lab::Options optionsOf(const QString &scenario, const QString &version)
{
    lab::Options options = LabFleet::options(scenario);
    options.version = version;
    return options;
}

/// As if nothing were known of what the token may do.
ClusterSnapshot withoutCapabilities(ClusterSnapshot snapshot)
{
    snapshot.capabilities = {};
    return snapshot;
}

} // namespace

/// What the buttons say against what the lab's policy engine does, for every call of the catalogue
/// and every role.
class PermissionMatrixTest : public QObject
{
    Q_OBJECT

private:
    QSet<OperationId> m_proven;

    /// Signs in with a role's token and waits until it is known what that may do.
    static bool signInAs(LabFleet &desk, const QString &cluster, const QString &token)
    {
        return !token.isEmpty() && desk.signIn(cluster, token)
            && QTest::qWaitFor([&] { return !desk.snapshot(cluster).capabilities.isEmpty(); },
                               test::patience);
    }

    /// What the server says to the call, without our own permission before it.
    static int send(LabFleet &desk, const QString &cluster, const Operation &row)
    {
        const ClusterSnapshot &snapshot = desk.snapshot(cluster);
        const bool legacy = dialectFor(snapshot) == ApiDialect::Legacy;
        QString path = legacy ? row.legacyPath : row.path;
        QString id = exampleId;
        if (const ReplicationBlock *block = snapshot.block(ReplicationType::Performance)) {
            if (const QStringList known = block->knownSecondaries.value_or(QStringList());
                !known.isEmpty())
                id = known.constFirst();
            else if (block->secondaryId && !block->secondaryId->isEmpty())
                id = *block->secondaryId;
        }
        path.replace("{id}"_L1, id);
        const HttpMethod method = legacy ? *row.legacyMethod : row.method;
        SideCall call { .verb = wireName(method), .path = path };
        if (method == HttpMethod::Post)
            call.body = SecretString("{}");
        if (method != HttpMethod::Get)
            call.kind = SideCall::Kind::Writes;
        call.token = SideCall::Token::Required;
        std::optional<int> status;
        desk.fleet->session(desk.id(cluster))
            ->client()
            .call(std::move(call), &desk, [&status](const Result<SideAnswer> &answer) {
                status = answer ? answer->status : answer.error().httpStatus;
            });
        return QTest::qWaitFor([&status] { return status.has_value(); }, test::patience) ? *status
                                                                                         : -1;
    }

private slots:
    void everyCallIsEnabledExactlyIfThePolicyLetsItThrough_data();
    void everyCallIsEnabledExactlyIfThePolicyLetsItThrough();
    void everyCallThatAPolicyDecidesAboutWasProven();
    void theShownPoliciesAllowExactlyWhatTheRolesAreFor_data();
    void theShownPoliciesAllowExactlyWhatTheRolesAreFor();
    void aPolicyForIdsToComeIsAskedAboutTheTypedOne();
    void theOfferedLinesAllowTheCall_data();
    void theOfferedLinesAllowTheCall();
};

void PermissionMatrixTest::everyCallIsEnabledExactlyIfThePolicyLetsItThrough_data()
{
    QTest::addColumn<QString>("scenario");
    QTest::addColumn<QString>("version");
    QTest::addColumn<QString>("role");
    for (const Place &place : places) {
        for (const QString &role : roles()) {
            QTest::addRow("%s %s, %s", place.scenario, place.version, qPrintable(role))
                << QString::fromLatin1(place.scenario) << QString::fromLatin1(place.version)
                << role;
        }
    }
}

void PermissionMatrixTest::everyCallIsEnabledExactlyIfThePolicyLetsItThrough()
{
    QFETCH(QString, scenario);
    QFETCH(QString, version);
    QFETCH(QString, role);
    LabFleet desk(optionsOf(scenario, version));
    QVERIFY(desk.start());
    int judged = 0;
    for (const lab::ClusterInfo &info : desk.lab.clusters()) {
        const QString cluster = info.name;
        if (desk.snapshot(cluster).isDrSecondary())
            continue; // nobody is signed in there, and no policy decides
        QVERIFY2(signInAs(desk, cluster, info.roleTokens.value(role)), qPrintable(cluster));
        const ClusterSnapshot snapshot = desk.snapshot(cluster);
        for (const Operation &row : operationCatalogue()) {
            const bool fits = allowed(row, withoutCapabilities(snapshot)).allowed;
            const Permission mine = allowed(row, snapshot);
            const QString what = u"%1 on %2: %3"_s.arg(row.key, cluster, mine.reason);
            if (!fits) {
                QVERIFY2(!mine, qPrintable(what));
                continue;
            }
            if (!capabilityNeed(row, dialectFor(snapshot))) {
                QVERIFY2(mine, qPrintable(what));
                QVERIFY(!lackedCapability(row, snapshot));
                continue;
            }
            ++judged;
            m_proven.insert(row.id);
            int status = 0;
            if (!mine || !row.isWrite()) {
                status = send(desk, cluster, row);
            } else {
                // It goes through and may change the cluster, so it has one of its own.
                LabFleet other(optionsOf(scenario, version));
                QVERIFY(other.start());
                QVERIFY(
                    signInAs(other, cluster, other.lab.cluster(cluster)->roleTokens.value(role)));
                status = send(other, cluster, row);
            }
            QVERIFY2(status > 0, qPrintable(what));
            QVERIFY2(mine.allowed == (status != 403),
                     qPrintable(u"%1; the server says %2"_s.arg(what).arg(status)));
            QCOMPARE(lackedCapability(row, snapshot).has_value(), !mine.allowed);
            // And it is as the role is meant, but for the calls that only old servers have.
            const bool isForOldServers =
                !operationsOf(roleNamed(role)).contains(row.id) && mine.allowed;
            QVERIFY2(!isForOldServers, qPrintable(what));
        }
    }
    QVERIFY(judged > 0);
}

void PermissionMatrixTest::everyCallThatAPolicyDecidesAboutWasProven()
{
    QStringList missing;
    for (const Operation &row : operationCatalogue()) {
        if (capabilityNeed(row, ApiDialect::Typed) && !m_proven.contains(row.id))
            missing.append(row.key);
    }
    if (m_proven.isEmpty())
        QSKIP("the matrix did not run");
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u", "_s)));
}

void PermissionMatrixTest::theShownPoliciesAllowExactlyWhatTheRolesAreFor_data()
{
    QTest::addColumn<QString>("scenario");
    QTest::addColumn<QString>("role");
    for (const char *scenario : { "fresh-pair", "performance-pair" }) {
        for (const QString &role : roles())
            QTest::addRow("%s, %s", scenario, qPrintable(role))
                << QString::fromLatin1(scenario) << role;
    }
}

namespace {

Result<SideAnswer> ask(LabFleet &desk, const QString &cluster, const QString &path,
                       const QJsonObject &body)
{
    SideCall call { .verb = "POST",
                    .path = path,
                    .body = SecretString(QJsonDocument(body).toJson(QJsonDocument::Compact)) };
    call.kind = SideCall::Kind::Writes;
    call.token = SideCall::Token::Required;
    std::optional<Result<SideAnswer>> result;
    desk.fleet->session(desk.id(cluster))
        ->client()
        .call(std::move(call), &desk,
              [&result](Result<SideAnswer> answer) { result.emplace(std::move(answer)); });
    if (!QTest::qWaitFor([&result] { return result.has_value(); }, test::patience))
        return Failure(Error { .kind = Error::Kind::Timeout });
    return std::move(*result);
}

/// A token that the cluster's root makes for a policy; "" if that does not work.
QString tokenFor(LabFleet &desk, const QString &cluster, const QString &policy)
{
    const auto written =
        ask(desk, cluster, u"sys/policies/acl/shown"_s, { { u"policy"_s, policy } });
    if (!written)
        return errorSentence(written.error());
    const auto made = ask(desk, cluster, u"auth/token/create"_s,
                          { { u"policies"_s, QJsonArray { u"shown"_s } } });
    if (!made)
        return errorSentence(made.error());
    return QJsonDocument::fromJson(made->body.reveal().toByteArray())["auth"_L1]["client_token"_L1]
        .toString();
}

} // namespace

void PermissionMatrixTest::theShownPoliciesAllowExactlyWhatTheRolesAreFor()
{
    QFETCH(QString, scenario);
    QFETCH(QString, role);
    LabFleet desk(optionsOf(scenario, {}));
    QVERIFY(desk.start());
    const QString cluster = desk.name(0);
    const QString token = tokenFor(desk, cluster, rolePolicy(roleNamed(role)));
    QVERIFY2(signInAs(desk, cluster, token), qPrintable(token));
    const ClusterSnapshot &snapshot = desk.snapshot(cluster);
    const QList<OperationId> meant = operationsOf(roleNamed(role));
    for (const Operation &row : operationCatalogue()) {
        if (!allowed(row, withoutCapabilities(snapshot))
            || !capabilityNeed(row, dialectFor(snapshot)))
            continue;
        QVERIFY2(allowed(row, snapshot).allowed == meant.contains(row.id), row.key.data());
        if (!meant.contains(row.id))
            QCOMPARE(send(desk, cluster, row), 403);
    }
}

void PermissionMatrixTest::aPolicyForIdsToComeIsAskedAboutTheTypedOne()
{
    LabFleet desk(optionsOf(u"performance-pair"_s, {}));
    QVERIFY(desk.start());
    const QString cluster = desk.name(0);
    const Operation &write = operation(OperationId::PathsFilterWrite);
    const QString token =
        tokenFor(desk, cluster,
                 u"path \"sys/replication/performance/primary/paths-filter/eu-*\" {\n"
                 "  capabilities = [\"create\", \"read\", \"update\"]\n}"_s);
    QVERIFY2(signInAs(desk, cluster, token), qPrintable(token));
    // No secondary of such a name exists yet.
    QTRY_VERIFY(allowed(write, desk.snapshot(cluster)));
    QVERIFY(allowed(operation(OperationId::PathsFilterRead), desk.snapshot(cluster)));
    QVERIFY(!allowed(operation(OperationId::PathsFilterDelete), desk.snapshot(cluster)));
    QVERIFY(!allowed(operation(OperationId::DynamicFilterRead), desk.snapshot(cluster)));

    const auto valuesFor = [](const QString &id) {
        Arguments values;
        values.set("id"_L1, id);
        values.set("mode"_L1, u"allow"_s);
        values.set("paths"_L1, QStringList { u"secret/"_s });
        return values;
    };
    desk.lab.clearRequestLog();
    const auto refused = desk.run(OperationId::PathsFilterWrite, cluster, valuesFor(u"us-1"_s));
    QCOMPARE(refused.outcome.end, OperationOutcome::End::NotSent);
    QVERIFY2(refused.outcome.sentence.contains("lacks update on "_L1),
             qPrintable(refused.outcome.sentence));
    QCOMPARE(refused.outcome.policyLines,
             u"path \"sys/replication/performance/primary/paths-filter/us-1\" {\n"
             "  capabilities = [\"create\", \"update\"]\n}"_s);
    QVERIFY(desk.writes().isEmpty());
    const auto done = desk.run(OperationId::PathsFilterWrite, cluster, valuesFor(u"eu-7"_s));
    QVERIFY2(done.outcome.isGood(), qPrintable(done.outcome.sentence));
    QCOMPARE(done.outcome.policyLines, QString());
    QCOMPARE(desk.writes().size(), 1);
}

void PermissionMatrixTest::theOfferedLinesAllowTheCall_data()
{
    QTest::addColumn<QString>("scenario");
    QTest::addColumn<OperationId>("id");
    for (const OperationId id :
         { OperationId::PerformanceMintToken, OperationId::PathsFilterWrite, OperationId::Reindex,
           OperationId::PerformanceRevokeSecondary, OperationId::PathsFilterDelete })
        QTest::newRow(operation(id).key.data()) << u"performance-pair"_s << id;
}

void PermissionMatrixTest::theOfferedLinesAllowTheCall()
{
    QFETCH(QString, scenario);
    QFETCH(OperationId, id);
    LabFleet desk(optionsOf(scenario, {}));
    QVERIFY(desk.start());
    const QString cluster = desk.name(0);
    const QString rootToken = desk.lab.cluster(cluster)->rootToken;
    QVERIFY(signInAs(desk, cluster, desk.lab.cluster(cluster)->roleTokens.value(u"observer"_s)));
    const std::optional<CapabilityNeed> lacked =
        lackedCapability(operation(id), desk.snapshot(cluster));
    QVERIFY(lacked);
    QCOMPARE(send(desk, cluster, operation(id)), 403);
    QVERIFY(desk.signIn(cluster, rootToken));
    const QString token = tokenFor(desk, cluster, policyLines(*lacked));
    QVERIFY2(signInAs(desk, cluster, token), qPrintable(token));
    QVERIFY(allowed(operation(id), desk.snapshot(cluster)));
    const int status = send(desk, cluster, operation(id));
    QVERIFY(status > 0 && status != 403);
}

QTEST_GUILESS_MAIN(PermissionMatrixTest)
#include "tst_permissionmatrix.moc"
