// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/catalogue.h"
#include "models/replication/permission.h"
#include "tests/replication/payloads.h"

#include <QSet>
#include <QTest>

using namespace switchover;
using namespace switchover::testing;
using namespace Qt::StringLiterals;

using Id = OperationId;
using Ids = QSet<OperationId>;

namespace {

const Ids openReads { Id::ReadStatus, Id::PerformanceReadStatus, Id::DrReadStatus };
const Ids general { Id::Recover, Id::Reindex, Id::MerkleCheck };
const Ids ofPerformancePrimary { Id::PerformanceDemote,    Id::PerformanceDisablePrimary,
                                 Id::PerformanceMintToken, Id::PerformanceRevokeSecondary,
                                 Id::PathsFilterRead,      Id::PathsFilterWrite,
                                 Id::PathsFilterDelete,    Id::DynamicFilterRead };
const Ids ofPerformanceSecondary { Id::PerformanceGeneratePublicKey, Id::PerformancePromote,
                                   Id::PerformanceDisableSecondary, Id::PerformanceUpdatePrimary,
                                   Id::SecondaryDynamicFilterRead };
const Ids ofPerformanceDisabled { Id::PerformanceEnablePrimary, Id::PerformanceEnableSecondary,
                                  Id::PerformanceGeneratePublicKey };
const Ids ofDrPrimary { Id::DrDemote, Id::DrDisablePrimary, Id::DrMintToken,
                        Id::DrRevokeSecondary };
const Ids ofDrSecondary {
    Id::DrGeneratePublicKey,    Id::DrPromote,      Id::DrDisableSecondary, Id::DrUpdatePrimary,
    Id::DrDeleteOperationToken, Id::DrRecover,      Id::DrReindex,          Id::DrMerkleCheck,
    Id::DrReadAttempt,          Id::DrStartAttempt, Id::DrCancelAttempt,    Id::DrProvideKeyShare,
    Id::DrReadLicense,          Id::DrReloadConfig
};
const Ids ofDrDisabled { Id::DrEnablePrimary, Id::DrGeneratePublicKey };

ClusterSnapshot withPerformance(const QByteArray &block)
{
    return cluster(u"east"_s, nested(block, off));
}

ClusterSnapshot performancePrimary()
{
    return withPerformance(primary("set", "[]"));
}

ClusterSnapshot drSecondary()
{
    return cluster(u"east"_s, nested(off, secondary("set", "x")));
}

ClusterSnapshot legacyPrimary()
{
    return cluster(
        u"east"_s,
        statusFrom(
            R"({"mode":"primary","cluster_id":"s","data":{"mode":"primary","cluster_id":"s"}})"),
        u"0.7.3"_s);
}

struct Case
{
    const char *name;
    ClusterSnapshot snapshot;
    Ids expected;
};

QList<Case> cases()
{
    const QByteArray bootstrapping = R"({"mode":"bootstrapping"})";
    QList<Case> list;
    list.append(
        { "both disabled", withPerformance(off),
          openReads + ofPerformanceDisabled + ofDrDisabled + Ids { Id::DrEnableSecondary } });
    list.append({ "performance primary", performancePrimary(),
                  openReads + general + ofPerformancePrimary + ofDrDisabled });
    list.append({ "performance secondary", withPerformance(secondary("set", "x")),
                  openReads + general + ofPerformanceSecondary + ofDrDisabled });
    list.append({ "demoted performance secondary", withPerformance(detached("set")),
                  openReads + general + ofPerformanceSecondary + ofDrDisabled });
    list.append({ "DR primary", cluster(u"east"_s, nested(off, primary("d", "[]"))),
                  openReads + general + ofDrPrimary + ofPerformanceDisabled });
    list.append({ "primary of both",
                  cluster(u"east"_s, nested(primary("p", "[]"), primary("d", "[]"))),
                  openReads + general + ofPerformancePrimary + ofDrPrimary });
    list.append({ "performance secondary with its own DR",
                  cluster(u"east"_s, nested(secondary("p", "x"), primary("d", "[]"))),
                  openReads + general + ofPerformanceSecondary + ofDrPrimary });
    list.append({ "DR secondary", drSecondary(), openReads + ofDrSecondary });
    list.append({ "demoted DR secondary", cluster(u"east"_s, nested(off, detached("set"))),
                  openReads + ofDrSecondary });
    list.append({ "bootstrapping", withPerformance(bootstrapping),
                  openReads
                      + Ids { Id::Recover, Id::Reindex, Id::PerformanceDisableSecondary,
                              Id::SecondaryDynamicFilterRead } });
    list.append(
        { "bootstrapping DR", cluster(u"east"_s, nested(off, bootstrapping)),
          openReads
              + Ids { Id::Recover, Id::Reindex, Id::DrDisableSecondary, Id::DrRecover,
                      Id::DrReindex, Id::DrReadAttempt, Id::DrStartAttempt, Id::DrCancelAttempt,
                      Id::DrProvideKeyShare, Id::DrDeleteOperationToken, Id::DrReadLicense } });
    list.append({ "community",
                  cluster(u"east"_s, statusFrom(R"({"data":{"mode":"disabled"}})"), u"1.17.2"_s),
                  openReads });
    list.append({ "unsupported storage",
                  cluster(u"east"_s, statusFrom(R"({"data":{"mode":"unsupported"}})")),
                  openReads });
    list.append(
        { "a mode of tomorrow",
          cluster(u"east"_s, nested(R"({"mode":"tertiary"})", R"({"mode":"tertiary"})")),
          openReads
              + Ids { Id::PathsFilterRead, Id::DynamicFilterRead, Id::SecondaryDynamicFilterRead,
                      Id::DrReadAttempt, Id::DrReadLicense } });
    list.append(
        { "no mode", cluster(u"east"_s, nested("{}", "{}")),
          openReads
              + Ids { Id::PathsFilterRead, Id::DynamicFilterRead, Id::SecondaryDynamicFilterRead,
                      Id::DrReadAttempt, Id::DrReadLicense } });
    list.append({ "Vault 0.7 primary", legacyPrimary(),
                  Ids { Id::ReadStatus, Id::Recover, Id::Reindex, Id::PerformanceDemote,
                        Id::PerformanceDisablePrimary, Id::PerformanceMintToken,
                        Id::PerformanceRevokeSecondary } });
    list.append({ "silent performance primary", silenced(performancePrimary()),
                  openReads + Ids { Id::PathsFilterRead, Id::DynamicFilterRead } });
    ClusterSnapshot signedOut = performancePrimary();
    signedOut.signIn = SignInState::SignedOut;
    list.append({ "signed out", signedOut, openReads });
    ClusterSnapshot refused = performancePrimary();
    refused.signIn = SignInState::Refused;
    list.append({ "token refused", refused, openReads });
    ClusterSnapshot lookOnly = performancePrimary();
    lookOnly.lookOnly = true;
    list.append(
        { "look only", lookOnly, openReads + Ids { Id::PathsFilterRead, Id::DynamicFilterRead } });
    ClusterSnapshot sealed = performancePrimary();
    sealed.health->sealed = true;
    list.append(
        { "sealed", sealed, openReads + Ids { Id::PathsFilterRead, Id::DynamicFilterRead } });
    return list;
}

} // namespace

class TestPermission final : public QObject
{
    Q_OBJECT

private slots:
    void eachRoleAllowsItsOwnCallsOnly_data()
    {
        QTest::addColumn<int>("index");
        const QList<Case> list = cases();
        for (qsizetype i = 0; i < list.size(); ++i)
            QTest::newRow(list.at(i).name) << int(i);
    }
    void eachRoleAllowsItsOwnCallsOnly()
    {
        QFETCH(int, index);
        const Case role = cases().at(index);
        for (const Operation &row : operationCatalogue()) {
            const Permission permission = allowed(row, role.snapshot);
            const QString what = QString(row.key) + u": "_s + permission.reason;
            QVERIFY2(permission.allowed == role.expected.contains(row.id), qPrintable(what));
            QCOMPARE(permission.reason.isEmpty(), permission.allowed);
            if (!permission.allowed) {
                QVERIFY2(permission.reason.endsWith(u'.'), qPrintable(what));
                QVERIFY2(!permission.reason.contains(u'%'), qPrintable(what));
            }
        }
    }

    void whatIsAllowedIsRelevant()
    {
        for (const Case &role : cases()) {
            for (const Operation &row : operationCatalogue()) {
                if (allowed(row, role.snapshot) && row.isWrite())
                    QVERIFY2(isRelevant(row, role.snapshot),
                             qPrintable(QString::fromLatin1(role.name) + u' ' + row.key));
            }
        }
    }

    void rowsOfOtherRolesAreLeftOut()
    {
        QVERIFY(!isRelevant(operation(Id::PerformancePromote), performancePrimary()));
        QVERIFY(!isRelevant(operation(Id::MountFilterWrite), performancePrimary()));
        QVERIFY(!isRelevant(operation(Id::Recover), drSecondary()));
        QVERIFY(!isRelevant(operation(Id::DrEnablePrimary), legacyPrimary()));
        QVERIFY(isRelevant(operation(Id::DrEnableSecondary),
                           performancePrimary())); // shown with its reason
        QVERIFY(isRelevant(operation(Id::PerformanceDemote), silenced(performancePrimary())));
        QVERIFY(isRelevant(operation(Id::ReadStatus), ClusterSnapshot {}));
        QVERIFY(!isRelevant(operation(Id::PerformanceDemote), ClusterSnapshot {}));
    }

    void reasonsSayWhatToDo_data()
    {
        QTest::addColumn<int>("id");
        QTest::addColumn<ClusterSnapshot>("snapshot");
        QTest::addColumn<QString>("reason");
        ClusterSnapshot signedOut = performancePrimary();
        signedOut.signIn = SignInState::SignedOut;
        QTest::newRow("sign in") << int(Id::PerformanceDemote) << signedOut
                                 << u"Sign in to east first."_s;
        QTest::newRow("DR while performance")
            << int(Id::DrEnableSecondary) << performancePrimary()
            << u"Performance replication is enabled on east. A cluster can become a DR secondary only while it is disabled."_s;
        QTest::newRow("closed door")
            << int(Id::PerformanceEnablePrimary) << drSecondary()
            << u"east is a DR secondary, and its API is closed until it is promoted or disabled."_s;
        QTest::newRow("already primary")
            << int(Id::PerformanceEnablePrimary) << performancePrimary()
            << u"east is already a performance primary."_s;
        QTest::newRow("no secondary") << int(Id::PerformancePromote) << performancePrimary()
                                      << u"east is no performance secondary."_s;
        QTest::newRow("silent")
            << int(Id::PerformanceDemote) << silenced(performancePrimary())
            << u"east cannot be reached, so its state is not known. Only reading is allowed."_s;
        QTest::newRow("0.7") << int(Id::DrDemote) << legacyPrimary()
                             << u"Vault 0.7 does not have this call."_s;
        ClusterSnapshot hidden = performancePrimary();
        hidden.statusError = Error { .kind = Error::Kind::Rejected,
                                     .httpStatus = 400,
                                     .serverMessages = { u"disabled path"_s } };
        QTest::newRow("hidden")
            << int(Id::PerformanceDemote) << hidden
            << u"The listener of east hides its replication status, so its state is not known."_s;
        ClusterSnapshot unborn;
        unborn.identity.name = u"east"_s;
        unborn.takenAt = noon();
        unborn.health = Health { .httpStatus = 501, .initialized = false, .sealed = true };
        unborn.statusError = Error { .kind = Error::Kind::Sealed, .httpStatus = 503 };
        QTest::newRow("not initialised")
            << int(Id::PerformanceEnablePrimary) << unborn << u"east is not initialised."_s;
        ClusterSnapshot removed = performancePrimary();
        removed.health->httpStatus = 530;
        removed.health->sealed = true;
        removed.statusError = Error { .kind = Error::Kind::Sealed, .httpStatus = 503 };
        QTest::newRow("removed from its HA cluster")
            << int(Id::PerformanceDemote) << removed
            << u"The node of east that answered was removed from its cluster. Use another node's address."_s;
        ClusterSnapshot veryOld = drSecondary();
        veryOld.health->version = u"0.8.3+ent"_s;
        QTest::newRow("promotion on 0.8")
            << int(Id::DrPromote) << veryOld
            << u"Vault 0.8 has no DR operation token: it promotes when enough unseal key shares of the primary are given, one call each. Run \"vault write sys/replication/dr/secondary/promote key=-\" on it once for each share, or upgrade it to 0.9 first."_s;
        ClusterSnapshot nameless = performancePrimary();
        nameless.identity.name.clear();
        QTest::newRow("no name") << int(Id::PerformancePromote) << nameless
                                 << u"This cluster is no performance secondary."_s;
        QTest::newRow("a word of tomorrow")
            << int(Id::PerformanceDemote) << withPerformance(R"({"mode":"tertiary"})")
            << u"east is in mode \"tertiary\", which is not known here. Only reading is allowed."_s;
        ClusterSnapshot unread;
        unread.identity.name = u"east"_s;
        QTest::newRow("never read")
            << int(Id::PerformanceDemote) << unread
            << u"The replication status of east has not been read yet. Only reading is allowed until it is."_s;
    }
    void reasonsSayWhatToDo()
    {
        QFETCH(int, id);
        QFETCH(ClusterSnapshot, snapshot);
        QFETCH(QString, reason);
        QCOMPARE(allowed(operation(Id(id)), snapshot).reason, reason);
    }

    void callsNeedTheirVersion_data()
    {
        QTest::addColumn<int>("id");
        QTest::addColumn<QString>("version");
        QTest::addColumn<bool>("has");
        const auto row = [](Id id, const char *version, bool has) {
            QTest::addRow("%s on %s", operation(id).key.data(), version)
                << int(id) << QString::fromLatin1(version) << has;
        };
        row(Id::MerkleCheck, "1.13.6+ent", false);
        row(Id::MerkleCheck, "1.13.7+ent", true);
        row(Id::MerkleCheck, "1.14.2+ent", false);
        row(Id::MerkleCheck, "1.14.3+ent", true);
        row(Id::MerkleCheck, "1.15.0+ent", true);
        row(Id::MerkleCheck, "2.0.0+ent", true);
        row(Id::MountFilterWrite, "1.10.9+ent", true);
        row(Id::MountFilterWrite, "1.11.0+ent", false);
        row(Id::PathsFilterWrite, "1.2.4+ent", false);
        row(Id::PathsFilterWrite, "1.3.0+ent", true);
        row(Id::PathsFilterWrite, "", true);
    }
    void callsNeedTheirVersion()
    {
        QFETCH(int, id);
        QFETCH(QString, version);
        QFETCH(bool, has);
        const ClusterSnapshot snapshot =
            cluster(u"east"_s, nested(primary("set", "[]"), off), version);
        QCOMPARE(allowed(operation(Id(id)), snapshot).allowed, has);
        QCOMPARE(isRelevant(operation(Id(id)), snapshot), has);
    }

    // A server ignores the fields it does not know and then does something else.
    void argumentsNeedTheirVersion_data()
    {
        QTest::addColumn<int>("id");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("since");
        QTest::newRow("public key") << int(Id::PerformanceMintToken) << u"secondary_public_key"_s
                                    << u"1.2.4+ent"_s << u"1.3.0+ent"_s;
        QTest::newRow("force") << int(Id::PerformancePromote) << u"force"_s << u"0.11.1+ent"_s
                               << u"0.11.2+ent"_s;
        QTest::newRow("skip_flush")
            << int(Id::Reindex) << u"skip_flush"_s << u"1.2.4+ent"_s << u"1.3.0+ent"_s;
        QTest::newRow("addresses") << int(Id::PerformanceUpdatePrimary) << u"update_primary_addrs"_s
                                   << u"1.12.9+ent"_s << u"1.13.0+ent"_s;
    }
    void argumentsNeedTheirVersion()
    {
        QFETCH(int, id);
        QFETCH(QString, name);
        QFETCH(QString, before);
        QFETCH(QString, since);
        const Operation &row = operation(Id(id));
        const QLatin1StringView wire = row.parameter(QLatin1StringView(name.toLatin1()))->name;
        Arguments arguments;
        if (row.parameter(wire)->type == Parameter::Type::Boolean)
            arguments.set(wire, true);
        else if (row.parameter(wire)->type == Parameter::Type::TextList)
            arguments.set(wire, QStringList { u"10.0.0.2:8201"_s });
        else
            arguments.set(wire, u"BHoC"_s);
        const QByteArray block =
            row.role == RoleNeeded::Secondary ? secondary("set", "x") : primary("set", "[]");
        const auto on = [&](const QString &version) {
            return allowed(row, arguments, cluster(u"east"_s, nested(block, off), version)).allowed;
        };
        QVERIFY(!on(before));
        QVERIFY(on(since));
        QVERIFY(allowed(row, cluster(u"east"_s, nested(block, off), before)).allowed);
    }

    void anOldDrSecondaryMakesNoPasswordAndNoPublicKey()
    {
        const auto on = [](const QString &version) {
            ClusterSnapshot snapshot = drSecondary();
            snapshot.health->version = version;
            return snapshot;
        };
        const Operation &start = operation(Id::DrStartAttempt);
        QVERIFY(!allowed(start, Arguments(), on(u"0.10.4+ent"_s)));
        QVERIFY(allowed(start, Arguments(), on(u"0.11.0+ent"_s)));
        Arguments given;
        given.setSecret("otp"_L1, SecretString("vZpZZf5UI1nvB3A5/7Xq9A=="));
        QVERIFY(allowed(start, given, on(u"0.10.4+ent"_s)));
        QVERIFY(!allowed(operation(Id::DrGeneratePublicKey), on(u"1.3.0+ent"_s)));
        QVERIFY(allowed(operation(Id::DrGeneratePublicKey), on(u"1.3.1+ent"_s)));
    }

    void aDemotedDrPrimaryTakesNoAddresses()
    {
        Arguments arguments;
        arguments.set("update_primary_addrs"_L1, QStringList { u"10.0.0.2:8201"_s });
        const Operation &row = operation(Id::DrUpdatePrimary);
        const Permission demoted =
            allowed(row, arguments, cluster(u"east"_s, nested(off, detached("set"))));
        QVERIFY(!demoted && demoted.reason.contains("activation token"_L1));
        QVERIFY(allowed(row, arguments, drSecondary()));
    }

    void theDialectIsFoundInTheAnswers()
    {
        QCOMPARE(dialectFor(legacyPrimary()), ApiDialect::Legacy);
        QCOMPARE(dialectFor(performancePrimary()), ApiDialect::Typed);
        ClusterSnapshot v08 = legacyPrimary();
        v08.health->version = u"0.8.3+ent"_s;
        QCOMPARE(dialectFor(v08), ApiDialect::Typed);
        ClusterSnapshot silentVersion = legacyPrimary();
        silentVersion.health.reset();
        QCOMPARE(dialectFor(silentVersion), ApiDialect::Legacy);
    }

    void freshnessFollowsTheStatus()
    {
        ClusterSnapshot snapshot = performancePrimary();
        snapshot.pollInterval = std::chrono::seconds(5);
        QCOMPARE(ClusterSnapshot {}.freshness(noon()), Freshness::Never);
        QCOMPARE(snapshot.freshness(noon().addSecs(15)), Freshness::Live);
        QCOMPARE(snapshot.freshness(noon().addSecs(16)), Freshness::Stale);
        QCOMPARE(silenced(snapshot).freshness(noon()), Freshness::Stale);
        QVERIFY(snapshot.isReachable());
        QVERIFY(!silenced(snapshot).isReachable());
        QVERIFY(!ClusterSnapshot {}.isReachable());
        ClusterSnapshot sealed = silenced(snapshot);
        sealed.statusError = Error { .kind = Error::Kind::Sealed, .httpStatus = 503 };
        QVERIFY(sealed.isReachable());
        ClusterSnapshot balancer = silenced(snapshot);
        balancer.statusError = Error { .kind = Error::Kind::NotReady, .httpStatus = 502 };
        QVERIFY(!balancer.isReachable());
    }

    void aDrSecondaryIsKnownByHealthToo()
    {
        QVERIFY(drSecondary().isDrSecondary());
        ClusterSnapshot byHealth;
        byHealth.health = Health { .httpStatus = 472 };
        QVERIFY(byHealth.isDrSecondary());
        ClusterSnapshot promoted = drSecondary();
        promoted.statusError = silence();
        promoted.health->httpStatus = 200;
        promoted.health->drMode = modeFrom(u"primary"_s);
        QVERIFY(!promoted.isDrSecondary()); // health is newer than the status
    }
};

QTEST_GUILESS_MAIN(TestPermission)
#include "tst_permission.moc"
