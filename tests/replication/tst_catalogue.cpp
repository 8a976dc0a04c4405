// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/catalogue.h"

#include <QSet>
#include <QTest>

using namespace switchover;
using namespace Qt::StringLiterals;

namespace {

struct Expected
{
    OperationId id;
    const char *method;
    const char *path;
    const char *parameters;  ///< in order; "*" after a required one
    const char *legacy = ""; ///< method and path on Vault 0.7
    Authorization authorization = Authorization::Token;
};

using Id = OperationId;
constexpr auto none = Authorization::None;
constexpr auto sudo = Authorization::SudoToken;
constexpr auto body = Authorization::DrOperationToken;
constexpr auto optional = Authorization::OptionalToken;
constexpr auto token = Authorization::Token;

// Written from Vault's API documentation, not from the catalogue.
const Expected expectedRows[] {
    { Id::ReadStatus, "GET", "sys/replication/status", "", "GET sys/replication/status", none },
    { Id::Recover, "POST", "sys/replication/recover", "", "POST sys/replication/recover" },
    { Id::Reindex, "POST", "sys/replication/reindex", "diff force skip_flush",
      "POST sys/replication/reindex", sudo },
    { Id::MerkleCheck, "POST", "sys/replication/merkle-check", "" },
    { Id::PerformanceReadStatus, "GET", "sys/replication/performance/status", "", "", none },
    { Id::PerformanceEnablePrimary, "POST", "sys/replication/performance/primary/enable",
      "primary_cluster_addr", "POST sys/replication/primary/enable" },
    { Id::PerformanceDemote, "POST", "sys/replication/performance/primary/demote", "",
      "POST sys/replication/primary/demote" },
    { Id::PerformanceDisablePrimary, "POST", "sys/replication/performance/primary/disable", "",
      "POST sys/replication/primary/disable" },
    { Id::PerformanceMintToken, "POST", "sys/replication/performance/primary/secondary-token",
      "id* ttl secondary_public_key", "GET sys/replication/primary/secondary-token", sudo },
    { Id::PerformanceRevokeSecondary, "POST",
      "sys/replication/performance/primary/revoke-secondary", "id*",
      "POST sys/replication/primary/revoke-secondary" },
    { Id::PathsFilterRead, "GET", "sys/replication/performance/primary/paths-filter/{id}", "id*" },
    { Id::PathsFilterWrite, "POST", "sys/replication/performance/primary/paths-filter/{id}",
      "id* mode paths" },
    { Id::PathsFilterDelete, "DELETE", "sys/replication/performance/primary/paths-filter/{id}",
      "id*" },
    { Id::MountFilterRead, "GET", "sys/replication/performance/primary/mount-filter/{id}", "id*" },
    { Id::MountFilterWrite, "POST", "sys/replication/performance/primary/mount-filter/{id}",
      "id* mode paths" },
    { Id::MountFilterDelete, "DELETE", "sys/replication/performance/primary/mount-filter/{id}",
      "id*" },
    { Id::DynamicFilterRead, "GET", "sys/replication/performance/primary/dynamic-filter/{id}",
      "id*" },
    { Id::PerformanceGeneratePublicKey, "POST",
      "sys/replication/performance/secondary/generate-public-key", "" },
    { Id::PerformanceEnableSecondary, "POST", "sys/replication/performance/secondary/enable",
      "token* primary_api_addr ca_file ca_path", "POST sys/replication/secondary/enable" },
    { Id::PerformancePromote, "POST", "sys/replication/performance/secondary/promote",
      "primary_cluster_addr force", "POST sys/replication/secondary/promote" },
    { Id::PerformanceDisableSecondary, "POST", "sys/replication/performance/secondary/disable", "",
      "POST sys/replication/secondary/disable" },
    { Id::PerformanceUpdatePrimary, "POST", "sys/replication/performance/secondary/update-primary",
      "token primary_api_addr ca_file ca_path update_primary_addrs",
      "POST sys/replication/secondary/update-primary" },
    { Id::SecondaryDynamicFilterRead, "GET",
      "sys/replication/performance/secondary/dynamic-filter/{id}", "id*" },
    { Id::DrReadStatus, "GET", "sys/replication/dr/status", "", "", none },
    { Id::DrEnablePrimary, "POST", "sys/replication/dr/primary/enable", "primary_cluster_addr" },
    { Id::DrDemote, "POST", "sys/replication/dr/primary/demote", "" },
    { Id::DrDisablePrimary, "POST", "sys/replication/dr/primary/disable", "" },
    { Id::DrMintToken, "POST", "sys/replication/dr/primary/secondary-token",
      "id* ttl secondary_public_key", "", sudo },
    { Id::DrRevokeSecondary, "POST", "sys/replication/dr/primary/revoke-secondary", "id*" },
    { Id::DrGeneratePublicKey, "POST", "sys/replication/dr/secondary/generate-public-key", "", "",
      optional },
    { Id::DrEnableSecondary, "POST", "sys/replication/dr/secondary/enable",
      "token* primary_api_addr ca_file ca_path", "", token },
    { Id::DrPromote, "POST", "sys/replication/dr/secondary/promote",
      "dr_operation_token* primary_cluster_addr force", "", body },
    { Id::DrDisableSecondary, "POST", "sys/replication/dr/secondary/disable", "dr_operation_token*",
      "", body },
    { Id::DrUpdatePrimary, "POST", "sys/replication/dr/secondary/update-primary",
      "dr_operation_token* token primary_api_addr ca_file ca_path update_primary_addrs", "", body },
    { Id::DrDeleteOperationToken, "POST", "sys/replication/dr/secondary/operation-token/delete",
      "dr_operation_token*", "", body },
    { Id::DrRecover, "POST", "sys/replication/dr/secondary/recover", "dr_operation_token*", "",
      body },
    { Id::DrReindex, "POST", "sys/replication/dr/secondary/reindex",
      "dr_operation_token* diff force skip_flush", "", body },
    { Id::DrMerkleCheck, "POST", "sys/replication/dr/secondary/merkle-check", "dr_operation_token*",
      "", body },
    { Id::DrReadAttempt, "GET", "sys/replication/dr/secondary/generate-operation-token/attempt", "",
      "", optional },
    { Id::DrStartAttempt, "POST", "sys/replication/dr/secondary/generate-operation-token/attempt",
      "pgp_key otp", "", optional },
    { Id::DrCancelAttempt, "DELETE",
      "sys/replication/dr/secondary/generate-operation-token/attempt", "", "", optional },
    { Id::DrProvideKeyShare, "POST", "sys/replication/dr/secondary/generate-operation-token/update",
      "key* nonce*", "", optional },
    { Id::DrReadLicense, "GET", "sys/replication/dr/secondary/license/status", "", "", none },
    { Id::DrWriteLicense, "POST", "sys/replication/dr/secondary/license",
      "dr_operation_token* text*", "", body },
    { Id::DrWriteSignedLicense, "POST", "sys/replication/dr/secondary/license/signed",
      "dr_operation_token* text*", "", body },
    { Id::DrReloadConfig, "POST", "sys/replication/dr/secondary/config/reload/{subsystem}",
      "subsystem dr_operation_token*", "", body },
};

} // namespace

class TestCatalogue final : public QObject
{
    Q_OBJECT

private slots:
    void everyCallIsInTheTable_data()
    {
        QTest::addColumn<int>("index");
        for (size_t i = 0; i < std::size(expectedRows); ++i)
            QTest::addRow("%s %s", expectedRows[i].method, expectedRows[i].path) << int(i);
    }
    void everyCallIsInTheTable()
    {
        QFETCH(int, index);
        const Expected &expected = expectedRows[index];
        const Operation &row = operation(expected.id);
        QCOMPARE(row.id, expected.id);
        QCOMPARE(wireName(row.method), QByteArray(expected.method));
        QCOMPARE(QString(row.path), QString::fromLatin1(expected.path));
        QStringList parameters;
        for (const Parameter &parameter : row.parameters)
            parameters.append(parameter.name + QString(parameter.required ? u"*"_s : u""_s));
        QCOMPARE(parameters.join(u' '), QString::fromLatin1(expected.parameters));
        const QString legacy = row.legacyMethod
            ? QString(QString::fromLatin1(wireName(*row.legacyMethod)) + u' ' + row.legacyPath)
            : QString();
        QCOMPARE(legacy, QString::fromLatin1(expected.legacy));
        QCOMPARE(row.authorization, expected.authorization);
        QCOMPARE(row.type.has_value(),
                 QString(row.path).contains(u"/dr/"_s)
                     || QString(row.path).contains(u"/performance/"_s));
        if (row.type)
            QCOMPARE(*row.type == ReplicationType::DisasterRecovery,
                     QString(row.path).contains(u"/dr/"_s));
    }

    void nothingElseIsInTheTable()
    {
        QCOMPARE(operationCatalogue().size(), std::size(expectedRows));
    }

    void everyRowIsFitToBeShown_data()
    {
        QTest::addColumn<QString>("key");
        for (const Operation &row : operationCatalogue())
            QTest::newRow(row.key.data()) << QString(row.key);
    }
    void everyRowIsFitToBeShown()
    {
        QFETCH(QString, key);
        const Operation *row = operationByKey(key);
        QVERIFY(row);
        QCOMPARE(&operation(row->id), row);
        QVERIFY(!row->verbText().isEmpty());
        QVERIFY(!row->titleText().isEmpty());
        QVERIFY(row->summaryText().endsWith(u'.'));
        QVERIFY(!row->path.endsWith(u'/'));
        QVERIFY(row->path.startsWith("sys/replication/"_L1));
        if (row->severity >= Severity::Interrupts)
            QVERIFY(!row->consequences().isEmpty());
        for (const QString &line : row->consequences() + row->followUps()) {
            QVERIFY2(line.endsWith(u'.'), qPrintable(line));
            QVERIFY2(!line.contains(u'!') && !line.contains(u"successfully"_s), qPrintable(line));
        }
        QSet<QString> names;
        for (const Parameter &parameter : row->parameters) {
            QVERIFY2(!names.contains(QString(parameter.name)), parameter.name.data());
            names.insert(QString(parameter.name));
            QVERIFY(!parameter.labelText().isEmpty());
            QVERIFY(parameter.helpText().endsWith(u'.'));
            QCOMPARE(row->parameter(parameter.name), &parameter);
            QCOMPARE(row->path.contains(QString(u'{' + parameter.name + u'}')),
                     parameter.place == Parameter::Place::Path);
            QCOMPARE(parameter.type == Parameter::Type::Choice, !parameter.choiceList().isEmpty());
            QCOMPARE(parameter.disk == Parameter::Disk::ThisClustersServers,
                     parameter.type == Parameter::Type::ServerPath);
        }
        if (row->observer)
            QCOMPARE(operation(*row->observer).method, HttpMethod::Get);
    }

    void keysAreUnique()
    {
        QSet<QString> keys;
        for (const Operation &row : operationCatalogue())
            keys.insert(QString(row.key));
        QCOMPARE(size_t(keys.size()), operationCatalogue().size());
        QVERIFY(!operationByKey(u"no such call"));
        QVERIFY(operationByKey(u"performance.primary.enable"));
    }

    void whatErasesIsMarked()
    {
        QSet<OperationId> destroying;
        for (const Operation &row : operationCatalogue()) {
            if (row.needsTypedName())
                destroying.insert(row.id);
        }
        QCOMPARE(destroying,
                 (QSet<OperationId> { Id::PerformanceDisablePrimary, Id::PerformanceEnableSecondary,
                                      Id::PerformanceDisableSecondary, Id::DrDisablePrimary,
                                      Id::DrEnableSecondary, Id::DrDisableSecondary }));
        for (const OperationId id : { Id::PerformanceDemote, Id::DrDemote,
                                      Id::PerformanceRevokeSecondary, Id::DrRevokeSecondary })
            QCOMPARE(operation(id).severity, Severity::CutsOff);
        QVERIFY(!operation(Id::ReadStatus).isWrite());
        QVERIFY(operation(Id::DrCancelAttempt).isWrite());
        for (const Severity severity : { Severity::Looks, Severity::Changes, Severity::Interrupts,
                                         Severity::CutsOff, Severity::Destroys })
            QVERIFY(!severityText(severity).isEmpty());
    }

    void defaultsAreTheServers()
    {
        QCOMPARE(operation(Id::DrMintToken).parameter("ttl"_L1)->defaultText, "30m");
        QCOMPARE(operation(Id::PathsFilterWrite).parameter("mode"_L1)->choiceList(),
                 (QStringList { u"allow"_s, u"deny"_s }));
        QCOMPARE(operation(Id::MountFilterWrite).parameter("mode"_L1)->choiceList(),
                 (QStringList { u"whitelist"_s, u"blacklist"_s }));
        QVERIFY(operation(Id::DrUpdatePrimary).parameter("token"_L1)->sendEmpty);
        QVERIFY(!operation(Id::DrEnableSecondary).parameter("token"_L1)->sendEmpty);
        QVERIFY(operation(Id::DrProvideKeyShare).parameter("key"_L1)->isSecret());
    }
};

QTEST_GUILESS_MAIN(TestCatalogue)
#include "tst_catalogue.moc"
