// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/catalogue.h"
#include "tests/patience.h"
#include "tests/ui/operations/labdesk.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

using namespace switchover;
using namespace Qt::StringLiterals;

namespace {

using Values = test::LabDesk::Values;

struct Row
{
    OperationId operation;
    const char *scenario;
    const char *cluster;
    Values values;
    const char *method;
    const char *path; ///< below /v1/, with the query
    const char *body; ///< "" for none; <DR> stands for the lab's batch DR operation token
    const char *variant = "";
};

// What each row of the catalogue must put on the wire, written from Vault's documentation and not
// from the catalogue. Rows with choices have a line for each.
QList<Row> rows()
{
    using enum OperationId;
    const Values id { { u"id"_s, u"cobalt"_s } };
    return {
        { ReadStatus, "full", "amber", {}, "GET", "sys/replication/status", "" },
        { Recover, "full", "amber", {}, "POST", "sys/replication/recover", "{}" },
        { Reindex,
          "full",
          "amber",
          { { u"diff"_s, u"on"_s }, { u"force"_s, u"on"_s }, { u"skip_flush"_s, u"on"_s } },
          "POST",
          "sys/replication/reindex",
          R"({"diff":true,"force":true,"skip_flush":true})" },
        { MerkleCheck, "full", "amber", {}, "POST", "sys/replication/merkle-check", "{}" },
        { PerformanceReadStatus,
          "full",
          "amber",
          {},
          "GET",
          "sys/replication/performance/status",
          "" },
        { PerformanceEnablePrimary,
          "fresh-pair",
          "amber",
          { { u"primary_cluster_addr"_s, u"vault.example.com:8201"_s } },
          "POST",
          "sys/replication/performance/primary/enable",
          R"({"primary_cluster_addr":"vault.example.com:8201"})" },
        { PerformanceEnablePrimary,
          "fresh-pair",
          "amber",
          {},
          "POST",
          "sys/replication/performance/primary/enable",
          "{}",
          "as it comes" },
        { PerformanceEnablePrimary,
          "legacy-pair",
          "amber",
          { { u"primary_cluster_addr"_s, u"vault.example.com:8201"_s } },
          "POST",
          "sys/replication/primary/enable",
          R"({"primary_cluster_addr":"vault.example.com:8201"})",
          "0.7" },
        { PerformanceDemote,
          "full",
          "amber",
          {},
          "POST",
          "sys/replication/performance/primary/demote",
          "{}" },
        { PerformanceDisablePrimary,
          "full",
          "amber",
          {},
          "POST",
          "sys/replication/performance/primary/disable",
          "{}" },
        { PerformanceMintToken,
          "full",
          "amber",
          { { u"id"_s, u"eu-west"_s },
            { u"ttl"_s, u"45m"_s },
            { u"secondary_public_key"_s, u"AAAAQkFTRTY0S0VZ"_s } },
          "POST",
          "sys/replication/performance/primary/secondary-token",
          R"({"id":"eu-west","ttl":"45m","secondary_public_key":"AAAAQkFTRTY0S0VZ"})" },
        { PerformanceRevokeSecondary, "full", "amber", id, "POST",
          "sys/replication/performance/primary/revoke-secondary", R"({"id":"cobalt"})" },
        { PathsFilterRead, "full", "amber", id, "GET",
          "sys/replication/performance/primary/paths-filter/cobalt", "" },
        { PathsFilterWrite,
          "full",
          "amber",
          { { u"id"_s, u"cobalt"_s },
            { u"mode"_s, u"deny"_s },
            { u"paths"_s, u"secret/\nns1/auth/userpass/"_s } },
          "POST",
          "sys/replication/performance/primary/paths-filter/cobalt",
          R"({"mode":"deny","paths":["secret/","ns1/auth/userpass/"]})" },
        { PathsFilterDelete, "full", "amber", id, "DELETE",
          "sys/replication/performance/primary/paths-filter/cobalt", "" },
        { MountFilterRead, "versions", "ember", id, "GET",
          "sys/replication/performance/primary/mount-filter/cobalt", "" },
        { MountFilterWrite,
          "versions",
          "ember",
          { { u"id"_s, u"cobalt"_s }, { u"mode"_s, u"blacklist"_s }, { u"paths"_s, u"secret/"_s } },
          "POST",
          "sys/replication/performance/primary/mount-filter/cobalt",
          R"({"mode":"blacklist","paths":["secret/"]})" },
        { MountFilterDelete, "versions", "ember", id, "DELETE",
          "sys/replication/performance/primary/mount-filter/cobalt", "" },
        { DynamicFilterRead, "full", "amber", id, "GET",
          "sys/replication/performance/primary/dynamic-filter/cobalt", "" },
        { PerformanceGeneratePublicKey,
          "fresh-pair",
          "amber",
          {},
          "POST",
          "sys/replication/performance/secondary/generate-public-key",
          "{}" },
        { PerformanceEnableSecondary,
          "fresh-pair",
          "amber",
          { { u"token"_s, u"not-a-real-token"_s },
            { u"primary_api_addr"_s, u"https://vault.example.com:8200"_s },
            { u"ca_file"_s, u"/etc/vault/ca.pem"_s },
            { u"ca_path"_s, u"/etc/vault/ca"_s } },
          "POST",
          "sys/replication/performance/secondary/enable",
          R"({"token":"not-a-real-token","primary_api_addr":"https://vault.example.com:8200","ca_file":"/etc/vault/ca.pem","ca_path":"/etc/vault/ca"})" },
        { PerformancePromote,
          "full",
          "cobalt",
          { { u"primary_cluster_addr"_s, u"vault.example.com:8201"_s }, { u"force"_s, u"on"_s } },
          "POST",
          "sys/replication/performance/secondary/promote",
          R"({"primary_cluster_addr":"vault.example.com:8201","force":true})" },
        { PerformanceDisableSecondary,
          "full",
          "cobalt",
          {},
          "POST",
          "sys/replication/performance/secondary/disable",
          "{}" },
        { PerformanceUpdatePrimary,
          "full",
          "cobalt",
          { { u"token"_s, u"not-a-real-token"_s },
            { u"primary_api_addr"_s, u"https://vault.example.com:8200"_s },
            { u"ca_file"_s, u"/etc/vault/ca.pem"_s },
            { u"ca_path"_s, u"/etc/vault/ca"_s } },
          "POST",
          "sys/replication/performance/secondary/update-primary",
          R"({"token":"not-a-real-token","primary_api_addr":"https://vault.example.com:8200","ca_file":"/etc/vault/ca.pem","ca_path":"/etc/vault/ca"})",
          "by token" },
        { PerformanceUpdatePrimary,
          "full",
          "cobalt",
          { { u"update_primary_addrs"_s, u"a.example.com:8201\nb.example.com:8201"_s } },
          "POST",
          "sys/replication/performance/secondary/update-primary",
          R"({"update_primary_addrs":["a.example.com:8201","b.example.com:8201"]})",
          "by addresses" },
        { PerformanceUpdatePrimary,
          "full",
          "cobalt",
          { { u"forget"_s, u"on"_s } },
          "POST",
          "sys/replication/performance/secondary/update-primary",
          R"({"token":""})",
          "forgetting" },
        { SecondaryDynamicFilterRead,
          "full",
          "cobalt",
          {},
          "GET",
          "sys/replication/performance/secondary/dynamic-filter/cobalt",
          "" },
        { DrReadStatus, "full", "amber", {}, "GET", "sys/replication/dr/status", "" },
        { DrEnablePrimary,
          "fresh-pair",
          "amber",
          { { u"primary_cluster_addr"_s, u"vault.example.com:8201"_s } },
          "POST",
          "sys/replication/dr/primary/enable",
          R"({"primary_cluster_addr":"vault.example.com:8201"})" },
        { DrDemote, "full", "amber", {}, "POST", "sys/replication/dr/primary/demote", "{}" },
        { DrDisablePrimary,
          "full",
          "amber",
          {},
          "POST",
          "sys/replication/dr/primary/disable",
          "{}" },
        { DrMintToken,
          "full",
          "amber",
          { { u"id"_s, u"dr-2"_s },
            { u"ttl"_s, u"2h"_s },
            { u"secondary_public_key"_s, u"AAAAQkFTRTY0S0VZ"_s } },
          "POST",
          "sys/replication/dr/primary/secondary-token",
          R"({"id":"dr-2","ttl":"2h","secondary_public_key":"AAAAQkFTRTY0S0VZ"})" },
        { DrRevokeSecondary,
          "full",
          "amber",
          { { u"id"_s, u"basalt"_s } },
          "POST",
          "sys/replication/dr/primary/revoke-secondary",
          R"({"id":"basalt"})" },
        { DrGeneratePublicKey,
          "fresh-pair",
          "amber",
          {},
          "POST",
          "sys/replication/dr/secondary/generate-public-key",
          "{}" },
        { DrEnableSecondary,
          "fresh-pair",
          "amber",
          { { u"token"_s, u"not-a-real-token"_s },
            { u"primary_api_addr"_s, u"https://vault.example.com:8200"_s },
            { u"ca_file"_s, u"/etc/vault/ca.pem"_s },
            { u"ca_path"_s, u"/etc/vault/ca"_s } },
          "POST",
          "sys/replication/dr/secondary/enable",
          R"({"token":"not-a-real-token","primary_api_addr":"https://vault.example.com:8200","ca_file":"/etc/vault/ca.pem","ca_path":"/etc/vault/ca"})" },
        { DrPromote,
          "full",
          "basalt",
          { { u"primary_cluster_addr"_s, u"vault.example.com:8201"_s }, { u"force"_s, u"on"_s } },
          "POST",
          "sys/replication/dr/secondary/promote",
          R"({"dr_operation_token":"<DR>","primary_cluster_addr":"vault.example.com:8201","force":true})" },
        { DrDisableSecondary,
          "full",
          "basalt",
          {},
          "POST",
          "sys/replication/dr/secondary/disable",
          R"({"dr_operation_token":"<DR>"})" },
        { DrUpdatePrimary,
          "full",
          "basalt",
          { { u"token"_s, u"not-a-real-token"_s },
            { u"primary_api_addr"_s, u"https://vault.example.com:8200"_s },
            { u"ca_file"_s, u"/etc/vault/ca.pem"_s },
            { u"ca_path"_s, u"/etc/vault/ca"_s } },
          "POST",
          "sys/replication/dr/secondary/update-primary",
          R"({"dr_operation_token":"<DR>","token":"not-a-real-token","primary_api_addr":"https://vault.example.com:8200","ca_file":"/etc/vault/ca.pem","ca_path":"/etc/vault/ca"})",
          "by token" },
        { DrUpdatePrimary,
          "full",
          "basalt",
          { { u"update_primary_addrs"_s, u"a.example.com:8201"_s } },
          "POST",
          "sys/replication/dr/secondary/update-primary",
          R"({"dr_operation_token":"<DR>","update_primary_addrs":["a.example.com:8201"]})",
          "by addresses" },
        { DrDeleteOperationToken,
          "full",
          "basalt",
          {},
          "POST",
          "sys/replication/dr/secondary/operation-token/delete",
          R"({"dr_operation_token":"<DR>"})" },
        { DrRecover,
          "full",
          "basalt",
          {},
          "POST",
          "sys/replication/dr/secondary/recover",
          R"({"dr_operation_token":"<DR>"})" },
        { DrReindex,
          "full",
          "basalt",
          { { u"diff"_s, u"on"_s }, { u"force"_s, u"on"_s }, { u"skip_flush"_s, u"on"_s } },
          "POST",
          "sys/replication/dr/secondary/reindex",
          R"({"dr_operation_token":"<DR>","diff":true,"force":true,"skip_flush":true})" },
        { DrMerkleCheck,
          "full",
          "basalt",
          {},
          "POST",
          "sys/replication/dr/secondary/merkle-check",
          R"({"dr_operation_token":"<DR>"})" },
        { DrReadAttempt,
          "full",
          "basalt",
          {},
          "GET",
          "sys/replication/dr/secondary/generate-operation-token/attempt",
          "" },
        { DrStartAttempt,
          "full",
          "basalt",
          {},
          "POST",
          "sys/replication/dr/secondary/generate-operation-token/attempt",
          "{}" },
        { DrStartAttempt,
          "full",
          "basalt",
          { { u"otp"_s, u"0123456789012345678901234567"_s } },
          "POST",
          "sys/replication/dr/secondary/generate-operation-token/attempt",
          R"({"otp":"0123456789012345678901234567"})",
          "with a password" },
        { DrStartAttempt,
          "full",
          "basalt",
          { { u"pgp_key"_s, u"bm90IGEga2V5"_s } },
          "POST",
          "sys/replication/dr/secondary/generate-operation-token/attempt",
          R"({"pgp_key":"bm90IGEga2V5"})",
          "with a key" },
        { DrCancelAttempt,
          "full",
          "basalt",
          {},
          "DELETE",
          "sys/replication/dr/secondary/generate-operation-token/attempt",
          "" },
        { DrProvideKeyShare,
          "full",
          "basalt",
          { { u"key"_s, u"c2hhcmU="_s }, { u"nonce"_s, u"a-nonce"_s } },
          "POST",
          "sys/replication/dr/secondary/generate-operation-token/update",
          R"({"key":"c2hhcmU=","nonce":"a-nonce"})" },
        { DrReadLicense,
          "full",
          "basalt",
          {},
          "GET",
          "sys/replication/dr/secondary/license/status",
          "" },
        { DrWriteLicense,
          "old-dr",
          "",
          { { u"text"_s, u"a-licence"_s } },
          "POST",
          "sys/replication/dr/secondary/license",
          R"({"dr_operation_token":"<DR>","text":"a-licence"})" },
        { DrWriteSignedLicense,
          "old-dr",
          "",
          { { u"text"_s, u"a-licence"_s } },
          "POST",
          "sys/replication/dr/secondary/license/signed",
          R"({"dr_operation_token":"<DR>","text":"a-licence"})" },
        { DrReloadConfig,
          "full",
          "basalt",
          {},
          "POST",
          "sys/replication/dr/secondary/config/reload/license",
          R"({"dr_operation_token":"<DR>"})" },
    };
}

} // namespace

/// Every row of the catalogue is reached by a button on the cluster page, and what is clicked and
/// typed arrives as the documented method, path and body.
class TestEveryRow : public QObject
{
    Q_OBJECT

private slots:
    void noRowIsForgotten();
    void arrivesAsDocumented_data();
    void arrivesAsDocumented();
};

void TestEveryRow::noRowIsForgotten()
{
    QSet<int> covered;
    for (const Row &row : rows())
        covered.insert(int(row.operation));
    for (const Operation &row : operationCatalogue())
        QVERIFY2(covered.contains(int(row.id)), row.key.data());
}

void TestEveryRow::arrivesAsDocumented_data()
{
    QTest::addColumn<int>("row");
    const QList<Row> all = rows();
    for (int i = 0; i < all.size(); ++i) {
        const QByteArray key(operation(all.at(i).operation).key.data(),
                             operation(all.at(i).operation).key.size());
        QTest::addRow("%s %s", key.constData(), all.at(i).variant) << i;
    }
}

void TestEveryRow::arrivesAsDocumented()
{
    QFETCH(int, row);
    const Row expected = rows().at(row);
    QString scenario = QString::fromLatin1(expected.scenario);
    QString cluster = QString::fromLatin1(expected.cluster);
    const bool oldDr = scenario == "old-dr"_L1;
    if (oldDr) { // stored licences ended with Vault 1.11, so a DR pair of an older version is made
                 // first
        scenario = u"versions"_s;
        cluster = u"fjord"_s;
    }
    test::LabDesk desk(scenario);
    QVERIFY(desk.start());
    if (oldDr) {
        QString outcome = desk.perform(cluster, OperationId::PerformanceDisableSecondary);
        QVERIFY2(!outcome.startsWith(u'!'), qUtf8Printable(outcome));
        outcome = desk.perform(u"ember"_s, OperationId::DrEnablePrimary);
        QVERIFY2(!outcome.startsWith(u'!'), qUtf8Printable(outcome));
        outcome = desk.mintAndUse(u"ember"_s, OperationId::DrMintToken, u"dr-1"_s, cluster);
        QVERIFY2(!outcome.startsWith(u'!'), qUtf8Printable(outcome));
        QVERIFY(desk.waitForStream(cluster, ReplicationType::DisasterRecovery));
    }
    // A share goes only to an attempt that is running.
    Values values = expected.values;
    QByteArray body(expected.body);
    if (expected.operation == OperationId::DrProvideKeyShare) {
        QPointer<ui::OperationDialog> start =
            desk.openByButton(cluster, OperationId::DrStartAttempt);
        QVERIFY(start);
        QCOMPARE(desk.submit(start), QString());
        QTRY_VERIFY(!desk.center->attemptNonce(desk.id(cluster)).isEmpty());
        const QString nonce = desk.center->attemptNonce(desk.id(cluster));
        body.replace("a-nonce", nonce.toUtf8());
        for (auto &[name, value] : values)
            value.replace(u"a-nonce"_s, nonce);
        start->close();
    }
    desk.lab.clearRequestLog();

    const QPointer<ui::OperationDialog> dialog = desk.openByButton(cluster, expected.operation);
    QVERIFY(dialog);
    const Operation &operation = switchover::operation(expected.operation);
    if (!dialog->startsAtOnce()) {
        if (!values.isEmpty() && values.constFirst().first == "forget"_L1) {
            QVERIFY(test::click(dialog, u"forgetPrimary"_s));
            values.clear();
        }
        QCOMPARE(desk.submit(dialog, values), QString());
    }

    const QByteArray method(expected.method);
    QString path = u"/v1/"_s + QString::fromLatin1(expected.path);
    body.replace("<DR>", desk.info(cluster).drBatchToken.toUtf8());
    QByteArrayList seen;
    const auto arrived = [&] {
        seen.clear();
        const QList<lab::RequestEntry> log = desk.lab.requestLog();
        for (const lab::RequestEntry &entry : log) {
            if (entry.cluster != cluster || !entry.path.startsWith("/v1/sys/replication"_L1))
                continue;
            seen.append(entry.method + ' ' + entry.path.toUtf8() + ' ' + entry.body);
            const bool sameBody = body.isEmpty() ? entry.body.isEmpty()
                                                 : QJsonDocument::fromJson(entry.body).object()
                    == QJsonDocument::fromJson(body).object();
            if (entry.method == method && entry.path == path && sameBody)
                return true;
        }
        return false;
    };
    const bool ok = QTest::qWaitFor(arrived, test::patience);
    QVERIFY2(
        ok,
        ("expected " + method + ' ' + path.toUtf8() + ' ' + body + ", seen:\n" + seen.join('\n'))
            .constData());
    if (operation.isWrite()) {
        int times = 0;
        const QList<lab::RequestEntry> writes = desk.writes();
        for (const lab::RequestEntry &entry : writes)
            times += entry.path == path && entry.method == method ? 1 : 0;
        QCOMPARE(times, 1);
    }
}

QTEST_MAIN(TestEveryRow)
#include "tst_everyrow.moc"
