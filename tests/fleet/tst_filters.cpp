// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/clustersession.h"
#include "models/fleet/filterreader.h"
#include "models/fleet/mounttreereader.h"
#include "models/fleet/operationrun.h"
#include "models/vault/vaultclient.h"
#include "tests/fleet/labfleet.h"
#include "tests/patience.h"

#include <QSignalSpy>
#include <QTest>

using namespace switchover;
using namespace Qt::StringLiterals;

namespace {

const QString primaryName = u"amber"_s;
const QString secondaryName = u"cobalt"_s;

} // namespace

/// What a path filter can name, and what is stored and kept away, read from the lab.
class TestFilters : public QObject
{
    Q_OBJECT

private slots:
    void theWholeTreeIsReadNamespaceByNamespace();
    void withoutNamespacesTheTreeIsComplete();
    void whatIsDeniedIsSaidAndWhatIsVisibleIsShown();
    void aStoredFilterIsSeenFromBothEnds();
    void noFilterIsNoError();
    void askedForByItselfNoFilterIsSaidInWords();
    void anAnswerForAnEarlierIdIsDropped();

private:
    static bool write(test::LabFleet &f, const QString &cluster, SideCall call);
    static void readTree(MountTreeReader &reader);
    static const FilterPlace *place(const MountTree &tree, const QString &path);
};

bool TestFilters::write(test::LabFleet &f, const QString &cluster, SideCall call)
{
    std::optional<bool> good;
    QObject context;
    call.kind = SideCall::Kind::Writes;
    f.fleet->session(f.id(cluster))
        ->client()
        .call(std::move(call), &context,
              [&good](const Result<SideAnswer> &answer) { good = answer.has_value(); });
    return QTest::qWaitFor([&good] { return good.has_value(); }, test::patience) && *good;
}

void TestFilters::readTree(MountTreeReader &reader)
{
    QSignalSpy finished(&reader, &MountTreeReader::finished);
    reader.read();
    QVERIFY(reader.isReading());
    QVERIFY(finished.wait(test::patience));
    QVERIFY(reader.wasRead());
}

const FilterPlace *TestFilters::place(const MountTree &tree, const QString &path)
{
    const auto found = std::ranges::find(tree.places, path, &FilterPlace::path);
    return found == tree.places.end() ? nullptr : &*found;
}

void TestFilters::theWholeTreeIsReadNamespaceByNamespace()
{
    test::LabFleet f(test::LabFleet::options(u"full"_s));
    QVERIFY(f.start());
    QVERIFY(write(f, primaryName,
                  { .verb = "POST",
                    .path = u"sys/namespaces/deep"_s,
                    .body = SecretString("{}"),
                    .nameSpace = u"retail/"_s }));
    QVERIFY(write(f, primaryName,
                  { .verb = "POST",
                    .path = u"sys/mounts/vault"_s,
                    .body = SecretString(R"({"type":"kv"})"),
                    .nameSpace = u"retail/deep/"_s }));
    QVERIFY(write(f, primaryName,
                  { .verb = "POST",
                    .path = u"sys/mounts/here"_s,
                    .body = SecretString(R"({"type":"kv","local":true})") }));
    f.lab.clearRequestLog();
    MountTreeReader reader(*f.fleet, f.id(primaryName));
    readTree(reader);
    const MountTree &tree = reader.tree();
    QVERIFY2(tree.complete, qUtf8Printable(tree.remarks.join(u' ')));
    QVERIFY(place(tree, u"secret/"_s));
    QCOMPARE(place(tree, u"secret/"_s)->type, u"kv"_s);
    QVERIFY(place(tree, u"auth/userpass/"_s));
    QCOMPARE(place(tree, u"auth/userpass/"_s)->kind, FilterPlace::Kind::Auth);
    QVERIFY(place(tree, u"retail/"_s));
    QCOMPARE(place(tree, u"retail/"_s)->kind, FilterPlace::Kind::Namespace);
    QVERIFY(place(tree, u"retail/secret/"_s));
    QVERIFY(place(tree, u"retail/auth/userpass/"_s));
    QVERIFY(place(tree, u"retail/deep/"_s));
    QVERIFY(place(tree, u"retail/deep/vault/"_s));
    QCOMPARE(place(tree, u"retail/deep/vault/"_s)->nameSpace, u"retail/deep/"_s);
    QVERIFY(place(tree, u"here/"_s)->local);
    QVERIFY(!whyNotFilterable(*place(tree, u"cubbyhole/"_s)).isEmpty());
    QSet<QString> seen;
    for (const FilterPlace &each : tree.places) {
        QVERIFY2(!seen.contains(each.path), qUtf8Printable(each.path));
        seen.insert(each.path);
    }
    QStringList nameSpaces;
    const QList<lab::RequestEntry> log = f.lab.requestLog();
    for (const lab::RequestEntry &entry : log) {
        if (entry.path == "/v1/sys/mounts"_L1)
            nameSpaces.append(QString::fromLatin1(entry.namespaceHeader));
        QVERIFY(entry.method == "GET" || entry.method == "LIST" || entry.method == "POST");
    }
    QVERIFY(nameSpaces.contains(QString()));
    QVERIFY(nameSpaces.contains(u"retail/deep/"_s));
}

void TestFilters::withoutNamespacesTheTreeIsComplete()
{
    test::LabFleet f(test::LabFleet::options(u"performance-pair"_s));
    QVERIFY(f.start());
    MountTreeReader reader(*f.fleet, f.id(primaryName));
    readTree(reader);
    for (const FilterPlace &each : reader.tree().places) {
        if (each.kind == FilterPlace::Kind::Namespace)
            QSKIP("the scenario has namespaces by now");
    }
    QVERIFY(reader.tree().complete);
    QVERIFY(place(reader.tree(), u"secret/"_s));
}

void TestFilters::whatIsDeniedIsSaidAndWhatIsVisibleIsShown()
{
    test::LabFleet f(test::LabFleet::options(u"full"_s));
    QVERIFY(f.start());
    for (const QString &path : { u"sys/mounts"_s, u"sys/auth"_s, u"sys/namespaces"_s }) {
        QVERIFY(f.lab
                    .setFault(primaryName, {},
                              { .kind = u"error"_s,
                                .pathPrefix = path,
                                .status = 403,
                                .text = u"permission denied"_s })
                    .has_value());
    }
    MountTreeReader reader(*f.fleet, f.id(primaryName));
    readTree(reader);
    QVERIFY(!reader.tree().complete);
    QCOMPARE(reader.tree().remarks.size(), 2);
    QVERIFY(place(reader.tree(), u"secret/"_s));
    QVERIFY(place(reader.tree(), u"auth/userpass/"_s));
    QVERIFY(!place(reader.tree(), u"retail/"_s));
    // Nothing at all may be seen.
    QVERIFY(f.lab
                .setFault(primaryName, {},
                          { .kind = u"error"_s,
                            .pathPrefix = u"sys/internal/ui/mounts"_s,
                            .status = 403,
                            .text = u"permission denied"_s })
                .has_value());
    readTree(reader);
    QVERIFY(reader.tree().places.isEmpty());
    QVERIFY(reader.tree().remarks.join(u' ').contains(u"may not list the mounts"_s));
}

void TestFilters::aStoredFilterIsSeenFromBothEnds()
{
    test::LabFleet f(test::LabFleet::options(u"performance-pair"_s));
    QVERIFY(f.start());
    const ReplicationBlock *primary = f.block(primaryName, ReplicationType::Performance);
    QVERIFY(primary && primary->knownSecondaries);
    const QString id = primary->knownSecondaries->constFirst();
    Arguments arguments;
    arguments.set("id"_L1, id);
    arguments.set("mode"_L1, u"deny"_s);
    arguments.set("paths"_L1, QStringList { u"secret/"_s });
    QVERIFY(
        f.run(OperationId::PathsFilterWrite, primaryName, std::move(arguments)).outcome.isGood());
    FilterReader reader(*f.fleet, f.id(primaryName));
    QTRY_VERIFY(!f.fleet->topology().links.isEmpty());
    reader.read(id);
    QTRY_COMPARE(reader.stored().state, FilterReader::State::Known);
    QTRY_COMPARE(reader.onPrimary().state, FilterReader::State::Known);
    QTRY_COMPARE(reader.onSecondary().state, FilterReader::State::Known);
    QCOMPARE(*reader.filter(), (PathFilter { u"deny"_s, { u"secret/"_s } }));
    QCOMPARE(reader.onPrimary().value->mounts, QStringList { u"secret/"_s });
    QCOMPARE(reader.onSecondary().value->mounts, QStringList { u"secret/"_s });
    QCOMPARE(reader.secondaryName(), u"basalt"_s);
}

void TestFilters::noFilterIsNoError()
{
    test::LabFleet f(test::LabFleet::options(u"performance-pair"_s));
    QVERIFY(f.start());
    FilterReader reader(*f.fleet, f.id(primaryName));
    reader.read(u"nobody"_s);
    QTRY_COMPARE(reader.stored().state, FilterReader::State::None);
    QTRY_COMPARE(reader.onPrimary().state, FilterReader::State::None);
    QCOMPARE(reader.onSecondary().state, FilterReader::State::Unread);
    QVERIFY(!reader.filter());
    QVERIFY(f.lab
                .setFault(primaryName, {},
                          { .kind = u"error"_s,
                            .pathPrefix = u"sys/replication/performance/primary/paths-filter"_s,
                            .status = 403,
                            .text = u"permission denied"_s })
                .has_value());
    reader.read(u"nobody"_s);
    QTRY_COMPARE(reader.stored().state, FilterReader::State::Failed);
    QCOMPARE(reader.stored().error->kind, Error::Kind::Denied);
}

void TestFilters::askedForByItselfNoFilterIsSaidInWords()
{
    test::LabFleet f(test::LabFleet::options(u"performance-pair"_s));
    QVERIFY(f.start());
    Arguments arguments;
    arguments.set("id"_L1, u"nobody"_s);
    OperationRun run(*f.fleet, f.activity, OperationId::PathsFilterRead, std::move(arguments),
                     *f.fleet->snapshot(f.id(primaryName)));
    QSignalSpy finished(&run, &OperationRun::finished);
    run.start();
    QVERIFY(finished.size() == 1 || finished.wait(test::patience));
    QCOMPARE(run.outcome().sentence,
             u"No filter is stored for “nobody”: the secondary with this id gets everything."_s);
}

void TestFilters::anAnswerForAnEarlierIdIsDropped()
{
    test::LabFleet f(test::LabFleet::options(u"performance-pair"_s));
    QVERIFY(f.start());
    Arguments arguments;
    arguments.set("id"_L1, u"first"_s);
    arguments.set("mode"_L1, u"allow"_s);
    arguments.set("paths"_L1, QStringList { u"secret/"_s });
    QVERIFY(
        f.run(OperationId::PathsFilterWrite, primaryName, std::move(arguments)).outcome.isGood());
    FilterReader reader(*f.fleet, f.id(primaryName));
    reader.read(u"first"_s);
    reader.read(u"second"_s);
    QTRY_COMPARE(reader.stored().state, FilterReader::State::None);
    QTRY_COMPARE(reader.onPrimary().state, FilterReader::State::None);
    QVERIFY(!reader.filter());
    reader.read({});
    QCOMPARE(reader.stored().state, FilterReader::State::Unread);
}

QTEST_GUILESS_MAIN(TestFilters)
#include "tst_filters.moc"
