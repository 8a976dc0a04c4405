// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/apicall.h"
#include "models/replication/catalogue.h"
#include "models/vault/vaultclient.h"
#include "tests/vault/scriptedserver.h"
#include "tests/vault/waiting.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace switchover;

namespace {

using Id = OperationId;

constexpr auto typed = ApiDialect::Typed;
constexpr auto legacy = ApiDialect::Legacy;

enum class Header { NoToken, WithToken };
constexpr auto open = Header::NoToken;
constexpr auto token = Header::WithToken;

struct Given
{
    QList<QPair<const char *, QString>> texts {};
    QList<QPair<const char *, QStringList>> lists {};
    QList<const char *> switches {};
    QList<QPair<const char *, const char *>> secrets {};
};

/// Written from Vault's documentation of its API, not from the catalogue.
struct Row
{
    Id id;
    ApiDialect dialect;
    Given given;
    const char *method;
    const char *target; ///< after /v1/sys/replication/
    const char *body;   ///< "" is no body
    Header header;
};

const Given nothing {};
const Given id { .texts = { { "id", u"eu"_s } } };
const Given drToken { .secrets = { { "dr_operation_token", "hvs.dr" } } };
const Given activation { .texts = { { "primary_api_addr", u"https://p.example:8200"_s },
                                    { "ca_file", u"/etc/vault/ca.pem"_s },
                                    { "ca_path", u"/etc/vault/cas"_s } },
                         .secrets = { { "token", "opaque-activation" } } };
const char *activationBody =
    R"({"token":"opaque-activation","primary_api_addr":"https://p.example:8200",)"
    R"("ca_file":"/etc/vault/ca.pem","ca_path":"/etc/vault/cas"})";
const Given filter { .texts = { { "id", u"eu"_s }, { "mode", u"deny"_s } },
                     .lists = { { "paths", { u"secret/"_s, u"ns1/"_s } } } };
const Given mountFilter { .texts = { { "id", u"eu"_s }, { "mode", u"blacklist"_s } },
                          .lists = { { "paths", { u"secret/"_s } } } };
const Given clusterAddress { .texts = { { "primary_cluster_addr", u"lb.example:8201"_s } } };

const QList<Row> rows {
    // Both types
    { Id::ReadStatus, typed, nothing, "GET", "status", "", open },
    { Id::Recover, typed, nothing, "POST", "recover", "{}", token },
    { Id::Reindex, typed, nothing, "POST", "reindex", "{}", token },
    { Id::Reindex,
      typed,
      { .switches = { "diff", "force", "skip_flush" } },
      "POST",
      "reindex",
      R"({"diff":true,"force":true,"skip_flush":true})",
      token },
    { Id::MerkleCheck, typed, nothing, "POST", "merkle-check", "{}", token },

    // Performance, primary side
    { Id::PerformanceReadStatus, typed, nothing, "GET", "performance/status", "", open },
    { Id::PerformanceEnablePrimary, typed, nothing, "POST", "performance/primary/enable", "{}",
      token },
    { Id::PerformanceEnablePrimary, typed, clusterAddress, "POST", "performance/primary/enable",
      R"({"primary_cluster_addr":"lb.example:8201"})", token },
    { Id::PerformanceDemote, typed, nothing, "POST", "performance/primary/demote", "{}", token },
    { Id::PerformanceDisablePrimary, typed, nothing, "POST", "performance/primary/disable", "{}",
      token },
    { Id::PerformanceMintToken, typed, id, "POST", "performance/primary/secondary-token",
      R"({"id":"eu"})", token },
    { Id::PerformanceMintToken,
      typed,
      { .texts = { { "id", u"eu"_s },
                   { "ttl", u"2h"_s },
                   { "secondary_public_key", u"BHoC+/=="_s } } },
      "POST",
      "performance/primary/secondary-token",
      R"({"id":"eu","ttl":"2h","secondary_public_key":"BHoC+/=="})",
      token },
    { Id::PerformanceRevokeSecondary, typed, id, "POST", "performance/primary/revoke-secondary",
      R"({"id":"eu"})", token },
    { Id::PathsFilterRead, typed, id, "GET", "performance/primary/paths-filter/eu", "", token },
    { Id::PathsFilterRead,
      typed,
      { .texts = { { "id", u"a b?c"_s } } },
      "GET",
      "performance/primary/paths-filter/a%20b%3Fc",
      "",
      token },
    { Id::PathsFilterWrite, typed, filter, "POST", "performance/primary/paths-filter/eu",
      R"({"mode":"deny","paths":["secret/","ns1/"]})", token },
    { Id::PathsFilterDelete, typed, id, "DELETE", "performance/primary/paths-filter/eu", "",
      token },
    { Id::MountFilterRead, typed, id, "GET", "performance/primary/mount-filter/eu", "", token },
    { Id::MountFilterWrite, typed, mountFilter, "POST", "performance/primary/mount-filter/eu",
      R"({"mode":"blacklist","paths":["secret/"]})", token },
    { Id::MountFilterDelete, typed, id, "DELETE", "performance/primary/mount-filter/eu", "",
      token },
    { Id::DynamicFilterRead, typed, id, "GET", "performance/primary/dynamic-filter/eu", "", token },

    // Performance, secondary side
    { Id::PerformanceGeneratePublicKey, typed, nothing, "POST",
      "performance/secondary/generate-public-key", "{}", token },
    { Id::PerformanceEnableSecondary, typed, activation, "POST", "performance/secondary/enable",
      activationBody, token },
    { Id::PerformancePromote, typed, nothing, "POST", "performance/secondary/promote", "{}",
      token },
    { Id::PerformancePromote,
      typed,
      { .texts = { { "primary_cluster_addr", u"lb.example:8201"_s } }, .switches = { "force" } },
      "POST",
      "performance/secondary/promote",
      R"({"primary_cluster_addr":"lb.example:8201","force":true})",
      token },
    { Id::PerformanceDisableSecondary, typed, nothing, "POST", "performance/secondary/disable",
      "{}", token },
    { Id::PerformanceUpdatePrimary, typed, activation, "POST",
      "performance/secondary/update-primary", activationBody, token },
    { Id::PerformanceUpdatePrimary,
      typed,
      { .secrets = { { "token", "" } } },
      "POST",
      "performance/secondary/update-primary",
      R"({"token":""})",
      token },
    { Id::PerformanceUpdatePrimary,
      typed,
      { .lists = { { "update_primary_addrs", { u"10.0.0.2:8201"_s, u"10.0.0.3:8201"_s } } } },
      "POST",
      "performance/secondary/update-primary",
      R"({"update_primary_addrs":["10.0.0.2:8201","10.0.0.3:8201"]})",
      token },
    { Id::SecondaryDynamicFilterRead, typed, id, "GET", "performance/secondary/dynamic-filter/eu",
      "", token },

    // DR, primary side
    { Id::DrReadStatus, typed, nothing, "GET", "dr/status", "", open },
    { Id::DrEnablePrimary, typed, clusterAddress, "POST", "dr/primary/enable",
      R"({"primary_cluster_addr":"lb.example:8201"})", token },
    { Id::DrDemote, typed, nothing, "POST", "dr/primary/demote", "{}", token },
    { Id::DrDisablePrimary, typed, nothing, "POST", "dr/primary/disable", "{}", token },
    { Id::DrMintToken,
      typed,
      { .texts = { { "id", u"dr-east"_s }, { "ttl", u"2h"_s } } },
      "POST",
      "dr/primary/secondary-token",
      R"({"id":"dr-east","ttl":"2h"})",
      token },
    { Id::DrRevokeSecondary, typed, id, "POST", "dr/primary/revoke-secondary", R"({"id":"eu"})",
      token },

    // DR, secondary side: the body vouches, the header is left out
    { Id::DrGeneratePublicKey, typed, nothing, "POST", "dr/secondary/generate-public-key", "{}",
      token },
    { Id::DrEnableSecondary, typed, activation, "POST", "dr/secondary/enable", activationBody,
      token },
    { Id::DrPromote, typed, drToken, "POST", "dr/secondary/promote",
      R"({"dr_operation_token":"hvs.dr"})", open },
    { Id::DrPromote,
      typed,
      { .texts = { { "primary_cluster_addr", u"lb.example:8201"_s } },
        .switches = { "force" },
        .secrets = { { "dr_operation_token", "hvs.dr" } } },
      "POST",
      "dr/secondary/promote",
      R"({"dr_operation_token":"hvs.dr","primary_cluster_addr":"lb.example:8201","force":true})",
      open },
    { Id::DrDisableSecondary, typed, drToken, "POST", "dr/secondary/disable",
      R"({"dr_operation_token":"hvs.dr"})", open },
    { Id::DrUpdatePrimary,
      typed,
      { .secrets = { { "dr_operation_token", "hvs.dr" }, { "token", "opaque-activation" } } },
      "POST",
      "dr/secondary/update-primary",
      R"({"dr_operation_token":"hvs.dr","token":"opaque-activation"})",
      open },
    { Id::DrUpdatePrimary,
      typed,
      { .secrets = { { "dr_operation_token", "hvs.dr" }, { "token", "" } } },
      "POST",
      "dr/secondary/update-primary",
      R"({"dr_operation_token":"hvs.dr","token":""})",
      open },
    { Id::DrDeleteOperationToken, typed, drToken, "POST", "dr/secondary/operation-token/delete",
      R"({"dr_operation_token":"hvs.dr"})", open },
    { Id::DrRecover, typed, drToken, "POST", "dr/secondary/recover",
      R"({"dr_operation_token":"hvs.dr"})", open },
    { Id::DrReindex,
      typed,
      { .switches = { "diff" }, .secrets = { { "dr_operation_token", "hvs.dr" } } },
      "POST",
      "dr/secondary/reindex",
      R"({"dr_operation_token":"hvs.dr","diff":true})",
      open },
    { Id::DrMerkleCheck, typed, drToken, "POST", "dr/secondary/merkle-check",
      R"({"dr_operation_token":"hvs.dr"})", open },

    // Generating the operation token: since Vault 2.0 a token is wanted besides the key shares
    { Id::DrReadAttempt, typed, nothing, "GET", "dr/secondary/generate-operation-token/attempt", "",
      token },
    { Id::DrStartAttempt, typed, nothing, "POST", "dr/secondary/generate-operation-token/attempt",
      "{}", token },
    { Id::DrStartAttempt,
      typed,
      { .secrets = { { "otp", "qZkG8AAgu4l5KOdypXG1TQS8lz" } } },
      "POST",
      "dr/secondary/generate-operation-token/attempt",
      R"({"otp":"qZkG8AAgu4l5KOdypXG1TQS8lz"})",
      token },
    { Id::DrStartAttempt,
      typed,
      { .texts = { { "pgp_key", u"bWluZQ=="_s } } },
      "POST",
      "dr/secondary/generate-operation-token/attempt",
      R"({"pgp_key":"bWluZQ=="})",
      token },
    { Id::DrCancelAttempt, typed, nothing, "DELETE",
      "dr/secondary/generate-operation-token/attempt", "", token },
    { Id::DrProvideKeyShare,
      typed,
      { .texts = { { "nonce", u"2dbd10f1"_s } }, .secrets = { { "key", "c2hhcmU=" } } },
      "POST",
      "dr/secondary/generate-operation-token/update",
      R"({"key":"c2hhcmU=","nonce":"2dbd10f1"})",
      token },
    { Id::DrReadLicense, typed, nothing, "GET", "dr/secondary/license/status", "", open },
    { Id::DrWriteLicense,
      typed,
      { .secrets = { { "dr_operation_token", "hvs.dr" }, { "text", "LIC" } } },
      "POST",
      "dr/secondary/license",
      R"({"dr_operation_token":"hvs.dr","text":"LIC"})",
      open },
    { Id::DrWriteSignedLicense,
      typed,
      { .secrets = { { "dr_operation_token", "hvs.dr" }, { "text", "LIC" } } },
      "POST",
      "dr/secondary/license/signed",
      R"({"dr_operation_token":"hvs.dr","text":"LIC"})",
      open },
    { Id::DrReloadConfig, typed, drToken, "POST", "dr/secondary/config/reload/license",
      R"({"dr_operation_token":"hvs.dr"})", open },

    // Vault 0.7
    { Id::ReadStatus, legacy, nothing, "GET", "status", "", open },
    { Id::Recover, legacy, nothing, "POST", "recover", "{}", token },
    { Id::Reindex, legacy, nothing, "POST", "reindex", "{}", token },
    { Id::PerformanceEnablePrimary, legacy, clusterAddress, "POST", "primary/enable",
      R"({"primary_cluster_addr":"lb.example:8201"})", token },
    { Id::PerformanceDemote, legacy, nothing, "POST", "primary/demote", "{}", token },
    { Id::PerformanceDisablePrimary, legacy, nothing, "POST", "primary/disable", "{}", token },
    { Id::PerformanceMintToken,
      legacy,
      { .texts = { { "id", u"e u+1"_s }, { "ttl", u"2h"_s } } },
      "GET",
      "primary/secondary-token?id=e%20u%2B1&ttl=2h",
      "",
      token },
    { Id::PerformanceRevokeSecondary, legacy, id, "POST", "primary/revoke-secondary",
      R"({"id":"eu"})", token },
    { Id::PerformanceEnableSecondary, legacy, activation, "POST", "secondary/enable",
      activationBody, token },
    { Id::PerformancePromote, legacy, clusterAddress, "POST", "secondary/promote",
      R"({"primary_cluster_addr":"lb.example:8201"})", token },
    { Id::PerformanceDisableSecondary, legacy, nothing, "POST", "secondary/disable", "{}", token },
    { Id::PerformanceUpdatePrimary, legacy, activation, "POST", "secondary/update-primary",
      activationBody, token },
};

Arguments argumentsFrom(const Given &given)
{
    Arguments arguments;
    for (const auto &[name, text] : given.texts)
        arguments.set(QLatin1StringView(name), text);
    for (const auto &[name, list] : given.lists)
        arguments.set(QLatin1StringView(name), list);
    for (const char *name : given.switches)
        arguments.set(QLatin1StringView(name), true);
    for (const auto &[name, secret] : given.secrets)
        arguments.setSecret(QLatin1StringView(name), SecretString(secret));
    return arguments;
}

} // namespace

/// Each row of the catalogue, from arguments to the bytes a server receives.
class TestCatalogueOnWire : public QObject
{
    Q_OBJECT

private slots:
    void theTableHoldsEveryOperation();
    void vaultSevenKnowsOnlyItsTwelveCalls();
    void aCallReachesTheServerAsDocumented_data();
    void aCallReachesTheServerAsDocumented();
};

void TestCatalogueOnWire::theTableHoldsEveryOperation()
{
    QSet<int> tested;
    for (const Row &row : rows)
        tested.insert(int(row.id));
    for (const Operation &operation : operationCatalogue())
        QVERIFY2(tested.contains(int(operation.id)), operation.key.data());
    QCOMPARE(tested.size(), qsizetype(operationCatalogue().size()));
}

void TestCatalogueOnWire::vaultSevenKnowsOnlyItsTwelveCalls()
{
    QSet<int> known;
    for (const Row &row : rows) {
        if (row.dialect == legacy)
            known.insert(int(row.id));
    }
    QCOMPARE(known.size(), 12);
    for (const Operation &operation : operationCatalogue())
        QVERIFY2(operation.legacyMethod.has_value() == known.contains(int(operation.id)),
                 operation.key.data());
}

void TestCatalogueOnWire::aCallReachesTheServerAsDocumented_data()
{
    QTest::addColumn<int>("index");
    for (int i = 0; i < rows.size(); ++i)
        QTest::addRow("%d %s %s", i, rows.at(i).method, rows.at(i).target) << i;
}

void TestCatalogueOnWire::aCallReachesTheServerAsDocumented()
{
    QFETCH(int, index);
    const Row &row = rows.at(index);
    Result<ApiCall> call = apiCall(operation(row.id), row.dialect, argumentsFrom(row.given));
    QVERIFY2(call.has_value(), qPrintable(call ? QString() : errorSentence(call.error())));
    if (row.given.secrets.isEmpty())
        QCOMPARE(call->body.reveal().toByteArray(),
                 call->shownBody); // else a redirect would be refused

    ScriptedServer server;
    server.setScript({ ScriptedServer::http(200, R"({"data":null})") });
    VaultClient client({ .address = server.url() });
    client.setToken(SecretString("hvs.operator"));
    Outcome<OperationAnswer> outcome;
    client.send(std::move(*call), this, outcome.handler());
    QVERIFY(outcome.wait()); // what the answer is worth, others test

    QCOMPARE(server.requests().size(), 1);
    const ScriptedServer::Request &request = server.request(0);
    QCOMPARE(request.method, QByteArray(row.method));
    QCOMPARE(request.target, QByteArray("/v1/sys/replication/") + row.target);
    if (*row.body == '\0') {
        QCOMPARE(request.body, QByteArray());
    } else {
        QCOMPARE(QJsonDocument::fromJson(request.body), QJsonDocument::fromJson(row.body));
        QVERIFY(QJsonDocument::fromJson(request.body).isObject());
        QCOMPARE(request.header("Content-Type"), QByteArray("application/json"));
    }
    QCOMPARE(request.header("X-Vault-Token"),
             row.header == token ? QByteArray("hvs.operator") : QByteArray());
    QCOMPARE(request.header("X-Vault-Request"), QByteArray("true"));
    QVERIFY(!request.has("X-Vault-Namespace"));
}

QTEST_GUILESS_MAIN(TestCatalogueOnWire)
#include "tst_catalogueonwire.moc"
