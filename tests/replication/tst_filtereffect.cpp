// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/catalogue.h"
#include "models/replication/filtereffect.h"

#include <QTest>

using namespace switchover;
using namespace Qt::StringLiterals;

namespace {

using Certainty = FilterEffect::Certainty;
using Places = FilterChange::Places;
using State = StoredFilter::State;

QList<FilterPlace> mounts()
{
    const auto mount = [](const QString &path, const QString &nameSpace, const QString &type) {
        return FilterPlace { FilterPlace::Kind::Secrets, path, nameSpace, type, {}, false };
    };
    QList<FilterPlace> all { mount(u"cubbyhole/"_s, {}, u"cubbyhole"_s),
                             mount(u"keys/"_s, {}, u"transit"_s),
                             mount(u"secret/"_s, {}, u"kv"_s),
                             { FilterPlace::Kind::Namespace, u"ns1/"_s, {}, {}, {}, false },
                             mount(u"ns1/secret/"_s, u"ns1/"_s, u"kv"_s) };
    all.append({ FilterPlace::Kind::Secrets, u"here/"_s, {}, u"kv"_s, {}, true });
    return all;
}

/// "-" is no filter, "?" an unknown one, "allow secret/ ns1/" a filter.
StoredFilter stored(const QString &text)
{
    if (text == "?"_L1)
        return {};
    if (text == "-"_L1)
        return { State::None, {} };
    QStringList words = text.split(u' ', Qt::SkipEmptyParts);
    const QString mode = words.takeFirst();
    return { State::Stored, { mode, words } };
}

FilterChange change(const QString &before, const QString &after, Places seen = Places::AllSeen)
{
    FilterChange result { .before = stored(before),
                          .after = std::nullopt,
                          .places = mounts(),
                          .seen = seen,
                          .secondaryId = u"eu-west"_s,
                          .secondaryName = {} };
    if (after != "-"_L1)
        result.after = stored(after).filter;
    return result;
}

} // namespace

class TestFilterEffect : public QObject
{
    Q_OBJECT

private slots:
    void knowsWhatLeavesAndWhatArrives_data();
    void knowsWhatLeavesAndWhatArrives();
    void takesUnseenMountsForConcerned_data();
    void takesUnseenMountsForConcerned();
    void takesAnUnknownFilterForTheWorst();
    void comparesFiltersAsVaultStoresThem_data();
    void comparesFiltersAsVaultStoresThem();
    void asksForConsentToEachDirection();
    void consentCoversNoOtherMount();
    void theCatalogueSaysWhichOperationsMoveData();
};

void TestFilterEffect::knowsWhatLeavesAndWhatArrives_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::addColumn<QStringList>("removed");
    QTest::addColumn<QStringList>("sent");
    const QStringList all { u"keys/"_s, u"secret/"_s, u"ns1/"_s, u"ns1/secret/"_s };
    const QStringList nothing;
    const auto row = [](const char *name, const char *before, const char *after,
                        const QStringList &removed, const QStringList &sent) {
        QTest::newRow(name) << QString::fromLatin1(before) << QString::fromLatin1(after) << removed
                            << sent;
    };
    row("none, then allow nothing", "-", "allow", all, nothing);
    row("none, then deny nothing", "-", "deny", nothing, nothing);
    row("none, then deny one", "-", "deny secret/", { u"secret/"_s }, nothing);
    row("allow turned into deny", "allow secret/", "deny secret/", { u"secret/"_s },
        { u"keys/"_s, u"ns1/"_s, u"ns1/secret/"_s });
    row("deleted", "deny secret/ ns1/", "-", nothing,
        { u"secret/"_s, u"ns1/"_s, u"ns1/secret/"_s });
    row("allow nothing, deleted", "allow", "-", nothing, all);
    row("deny nothing, deleted", "deny", "-", nothing, nothing);
    row("deny one, then nothing", "deny keys/", "deny", nothing, { u"keys/"_s });
    row("one for another", "deny keys/", "deny secret/", { u"secret/"_s }, { u"keys/"_s });
    row("a mount for its namespace", "allow ns1/secret/", "allow ns1/", nothing, nothing);
    row("a path that is no mount", "deny keys/", "deny keys/ later/", nothing, nothing);
    row("old words", "blacklist keys/", "deny keys/ secret/", { u"secret/"_s }, nothing);
}

void TestFilterEffect::knowsWhatLeavesAndWhatArrives()
{
    QFETCH(QString, before);
    QFETCH(QString, after);
    QFETCH(QStringList, removed);
    QFETCH(QStringList, sent);
    const FilterEffect effect = effectOf(change(before, after));
    QCOMPARE(effect.removed, removed);
    QCOMPARE(effect.sent, sent);
    QCOMPARE(effect.removal, Certainty::Certain);
    QCOMPARE(effect.sending, Certainty::Certain);
    QCOMPARE(hazardsOfFilter(change(before, after)).isEmpty(), removed.isEmpty() && sent.isEmpty());
}

void TestFilterEffect::takesUnseenMountsForConcerned_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::addColumn<bool>("mayRemove");
    QTest::addColumn<bool>("maySend");
    const auto row = [](const char *name, const char *before, const char *after, bool mayRemove,
                        bool maySend) {
        QTest::newRow(name) << QString::fromLatin1(before) << QString::fromLatin1(after)
                            << mayRemove << maySend;
    };
    row("none, then deny nothing", "-", "deny", false, false);
    row("none, then deny one", "-", "deny other/", true, false);
    row("none, then allow one", "-", "allow other/", true, false);
    row("deny, more", "deny a/", "deny a/ b/", true, false);
    row("deny, less", "deny a/ b/", "deny a/", false, true);
    row("deny within what is denied", "deny a/", "deny a/ a/b/", false, false);
    row("allow, more", "allow a/", "allow a/ b/", false, true);
    row("allow, less", "allow a/ b/", "allow a/", true, false);
    row("allow, then deny another", "allow a/", "deny b/", false, true);
    row("allow, then deny part of it", "allow a/", "deny a/b/", true, true);
    row("deny, then allow", "deny a/", "allow b/", true, false);
    row("deleted", "deny a/", "-", false, true);
    row("unchanged", "allow a/ b/", "allow b/ a/", false, false);
}

void TestFilterEffect::takesUnseenMountsForConcerned()
{
    QFETCH(QString, before);
    QFETCH(QString, after);
    QFETCH(bool, mayRemove);
    QFETCH(bool, maySend);
    FilterChange blind = change(before, after, Places::SomeSeen);
    blind.places.clear();
    QCOMPARE(effectOf(blind).removes(), mayRemove);
    QCOMPARE(effectOf(blind).sends(), maySend);
    const QList<Hazard> hazards = hazardsOfFilter(blind);
    QCOMPARE(hazards.size(), int(mayRemove) + int(maySend));
    for (const Hazard &hazard : hazards)
        QVERIFY(hazard.kind == Hazard::Kind::MayRemoveData
                || hazard.kind == Hazard::Kind::MaySendData);
}

void TestFilterEffect::takesAnUnknownFilterForTheWorst()
{
    const FilterEffect narrowed = effectOf(change(u"?"_s, u"deny secret/"_s));
    QCOMPARE(narrowed.removed, QStringList { u"secret/"_s });
    QCOMPARE(narrowed.removal, Certainty::Possible);
    QCOMPARE(narrowed.sending, Certainty::Possible);
    const FilterEffect emptied = effectOf(change(u"?"_s, u"allow"_s));
    QVERIFY(emptied.removes());
    QVERIFY(!emptied.sends());
    const FilterEffect deleted = effectOf(change(u"?"_s, u"-"_s));
    QVERIFY(!deleted.removes());
    QVERIFY(deleted.sends());
    QVERIFY(!isUnchanged(change(u"?"_s, u"-"_s)));
}

void TestFilterEffect::comparesFiltersAsVaultStoresThem_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::addColumn<bool>("unchanged");
    QTest::newRow("order") << u"deny a/ b/"_s << u"deny b/ a/"_s << true;
    QTest::newRow("twice") << u"deny a/"_s << u"deny a/ a/"_s << true;
    QTest::newRow("slash") << u"deny a/ ns1/b/"_s << u"deny ns1/b a"_s << true;
    QTest::newRow("old words") << u"whitelist a/"_s << u"allow a/"_s << true;
    QTest::newRow("mode") << u"deny a/"_s << u"allow a/"_s << false;
    QTest::newRow("another namespace") << u"deny ns1/a/"_s << u"deny ns2/a/"_s << false;
    QTest::newRow("none and deny nothing") << u"-"_s << u"deny"_s << false;
    QTest::newRow("none and none") << u"-"_s << u"-"_s << true;
}

void TestFilterEffect::comparesFiltersAsVaultStoresThem()
{
    QFETCH(QString, before);
    QFETCH(QString, after);
    QFETCH(bool, unchanged);
    QCOMPARE(isUnchanged(change(before, after)), unchanged);
}

void TestFilterEffect::asksForConsentToEachDirection()
{
    const FilterChange both = change(u"deny keys/"_s, u"deny secret/"_s);
    const QList<Hazard> hazards = hazardsOfFilter(both);
    QCOMPARE(hazards.size(), 2);
    QCOMPARE(hazards.at(0).kind, Hazard::Kind::RemovesData);
    QCOMPARE(hazards.at(0).paths, QStringList { u"secret/"_s });
    QCOMPARE(hazards.at(1).kind, Hazard::Kind::SendsData);
    QCOMPARE(hazards.at(1).paths, QStringList { u"keys/"_s });
    for (const Hazard &hazard : hazards) {
        QVERIFY(hazard.isGrave());
        QVERIFY(hazard.text.contains(hazard.paths.constFirst()));
        QVERIFY(hazard.acknowledgement.contains(u"eu-west"_s));
    }
    QCOMPARE(severityOf(operation(OperationId::PathsFilterWrite), {}, hazards), Severity::Destroys);
    QCOMPARE(severityOf(operation(OperationId::PathsFilterWrite), {}, {}), Severity::Changes);
}

void TestFilterEffect::consentCoversNoOtherMount()
{
    const QList<Hazard> little = hazardsOfFilter(change(u"-"_s, u"deny secret/"_s));
    const QList<Hazard> much = hazardsOfFilter(change(u"-"_s, u"deny secret/ keys/"_s));
    QCOMPARE(notAccepted(much, little), much);
    QVERIFY(notAccepted(little, much).isEmpty());
    const QList<Hazard> blind =
        hazardsOfFilter(change(u"-"_s, u"deny secret/"_s, Places::SomeSeen));
    QCOMPARE(notAccepted(blind, little), blind);
}

void TestFilterEffect::theCatalogueSaysWhichOperationsMoveData()
{
    for (const Operation &row : operationCatalogue()) {
        const bool stores =
            row.id == OperationId::PathsFilterWrite || row.id == OperationId::MountFilterWrite;
        const bool deletes =
            row.id == OperationId::PathsFilterDelete || row.id == OperationId::MountFilterDelete;
        QCOMPARE(row.filterAction == FilterAction::Stores, stores);
        QCOMPARE(row.filterAction == FilterAction::Deletes, deletes);
    }
}

QTEST_GUILESS_MAIN(TestFilterEffect)
#include "tst_filtereffect.moc"
