// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/pathfilter.h"

#include <QTest>

using namespace switchover;
using namespace Qt::StringLiterals;

namespace {

QList<FilterPlace> estate()
{
    return {
        { FilterPlace::Kind::Secrets, u"cubbyhole/"_s, {}, u"cubbyhole"_s, {}, true },
        { FilterPlace::Kind::Secrets, u"keys/"_s, {}, u"transit"_s, {}, false },
        { FilterPlace::Kind::Secrets, u"here/"_s, {}, u"kv"_s, {}, true },
        { FilterPlace::Kind::Secrets, u"secret/"_s, {}, u"kv"_s, {}, false },
        { FilterPlace::Kind::Secrets, u"identity/"_s, {}, u"identity"_s, {}, false },
        { FilterPlace::Kind::Auth, u"auth/userpass/"_s, {}, u"userpass"_s, {}, false },
        { FilterPlace::Kind::Auth, u"auth/token/"_s, {}, u"token"_s, {}, false },
        { FilterPlace::Kind::Namespace, u"ns1/"_s, {}, {}, {}, false },
        { FilterPlace::Kind::Secrets, u"ns1/secret/"_s, u"ns1/"_s, u"kv"_s, {}, false },
        { FilterPlace::Kind::Secrets, u"ns1/identity/"_s, u"ns1/"_s, u"ns_identity"_s, {}, false },
    };
}

PathFilter filter(const QString &mode, const QStringList &paths)
{
    return { mode, paths };
}

} // namespace

class TestPathFilter : public QObject
{
    Q_OBJECT

private slots:
    void whatVaultCannotFilterSaysWhy();
    void aFilterKeepsAwayWhatItShould_data();
    void aFilterKeepsAwayWhatItShould();
    void localMountsNeverGoAndSingletonsAlwaysDo();
    void theDifferenceNamesModeAndPaths();
    void theEffectIsSaidInWords();
    void doubtfulPathsAreNamed();
};

void TestPathFilter::whatVaultCannotFilterSaysWhy()
{
    const auto why = [](const QString &type, bool local = false) {
        return whyNotFilterable({ FilterPlace::Kind::Secrets, u"x/"_s, {}, type, {}, local });
    };
    for (const QString &type :
         { u"cubbyhole"_s, u"system"_s, u"token"_s, u"identity"_s, u"ns_cubbyhole"_s,
           u"ns_system"_s, u"ns_token"_s, u"ns_identity"_s })
        QVERIFY2(why(type).contains(type), qUtf8Printable(type));
    QVERIFY(why(u"kv"_s).isEmpty());
    QVERIFY(why(u"nsx"_s).isEmpty());
    QVERIFY(why(u"kv"_s, true).contains(u"Local"_s));
    QVERIFY(
        whyNotFilterable({ FilterPlace::Kind::Namespace, u"ns1/"_s, {}, {}, {}, false }).isEmpty());
}

void TestPathFilter::aFilterKeepsAwayWhatItShould_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<QStringList>("paths");
    QTest::addColumn<QString>("place");
    QTest::addColumn<bool>("replicated");
    const auto row = [](const char *name, const char *mode, const QStringList &paths,
                        const char *place, bool replicated) {
        QTest::newRow(name) << QString::fromLatin1(mode) << paths << QString::fromLatin1(place)
                            << replicated;
    };
    row("allowed", "allow", { u"secret/"_s }, "secret/", true);
    row("not allowed", "allow", { u"secret/"_s }, "keys/", false);
    row("allow nothing", "allow", {}, "secret/", false);
    row("denied", "deny", { u"secret/"_s }, "secret/", false);
    row("not denied", "deny", { u"secret/"_s }, "keys/", true);
    row("deny nothing", "deny", {}, "secret/", true);
    row("a namespace takes all in it along", "deny", { u"ns1/"_s }, "ns1/secret/", false);
    row("a namespace goes with what is allowed in it", "allow", { u"ns1/secret/"_s }, "ns1/", true);
    row("a name is no prefix of another", "deny", { u"sec"_s }, "secret/", true);
    row("old words", "blacklist", { u"secret/"_s }, "secret/", false);
    row("old words, list of what goes", "whitelist", { u"secret/"_s }, "secret/", true);
}

void TestPathFilter::aFilterKeepsAwayWhatItShould()
{
    QFETCH(QString, mode);
    QFETCH(QStringList, paths);
    QFETCH(QString, place);
    QFETCH(bool, replicated);
    const QList<FilterPlace> all = estate();
    const auto found = std::ranges::find(all, place, &FilterPlace::path);
    QVERIFY(found != all.end());
    QCOMPARE(isReplicated(filter(mode, paths), *found), replicated);
    QVERIFY(isReplicated(std::nullopt, *found));
}

void TestPathFilter::localMountsNeverGoAndSingletonsAlwaysDo()
{
    const PathFilter all = filter(u"deny"_s, {});
    const PathFilter none = filter(u"allow"_s, {});
    for (const FilterPlace &place : estate()) {
        if (place.local) {
            QVERIFY(!isReplicated(std::nullopt, place));
            QVERIFY(!isReplicated(all, place));
        } else if (!whyNotFilterable(place).isEmpty()) {
            QVERIFY(isReplicated(none, place));
        }
    }
}

void TestPathFilter::theDifferenceNamesModeAndPaths()
{
    const FilterDifference difference = differenceBetween(filter(u"deny"_s, { u"a/"_s, u"b/"_s }),
                                                          filter(u"allow"_s, { u"b/"_s, u"c/"_s }));
    QCOMPARE(difference.modeBefore, u"deny"_s);
    QCOMPARE(difference.modeAfter, u"allow"_s);
    QCOMPARE(difference.added, QStringList { u"c/"_s });
    QCOMPARE(difference.removed, QStringList { u"a/"_s });
    QCOMPARE(differenceSentences(difference),
             (QStringList { u"The mode changes from deny to allow."_s, u"Added: c/"_s,
                            u"Removed: a/"_s }));
    // Order and the old words are no difference.
    QVERIFY(differenceBetween(filter(u"blacklist"_s, { u"a/"_s, u"b/"_s }),
                              filter(u"deny"_s, { u"b/"_s, u"a/"_s }))
                .isEmpty());
    QCOMPARE(differenceSentences(differenceBetween(std::nullopt, filter(u"deny"_s, {}))),
             QStringList { u"A new filter: deny."_s });
    QVERIFY(!differenceBetween(filter(u"deny"_s, {}), std::nullopt).isEmpty());
}

void TestPathFilter::theEffectIsSaidInWords()
{
    const QString who = u"dc-west"_s;
    QCOMPARE(filterEffect(std::nullopt, {}, who),
             QStringList { u"dc-west gets everything that is replicated at all."_s });
    QCOMPARE(filterEffect(filter(u"allow"_s, { u"secret/"_s, u"ns1/"_s }), {}, who),
             QStringList { u"dc-west gets nothing but secret/, ns1/."_s });
    QCOMPARE(filterEffect(filter(u"allow"_s, {}), {}, who),
             QStringList { u"dc-west gets nothing that can be filtered."_s });
    QCOMPARE(filterEffect(filter(u"deny"_s, {}), {}, who),
             QStringList { u"dc-west gets everything: nothing is denied."_s });
    const QStringList all = filterEffect(filter(u"deny"_s, { u"secret/"_s }), estate(), who);
    QCOMPARE(all.at(0), u"dc-west gets everything but secret/."_s);
    QVERIFY(all.at(1).endsWith(u": secret/"_s));
    QVERIFY(all.at(2).contains(u"identity/, auth/token/"_s));
    QVERIFY(!all.at(2).contains(u"here/"_s));
}

void TestPathFilter::doubtfulPathsAreNamed()
{
    const PathFilter odd = filter(
        u"deny"_s,
        { u"secrt/"_s, u"keys"_s, u"ns1/"_s, u"ns1/secret/"_s, u"identity/"_s, u"secret/"_s });
    const QStringList doubts = filterDoubts(odd, estate(), true);
    QCOMPARE(doubts.size(), 4);
    QVERIFY(doubts.at(0).startsWith(u"“secrt/” is no mount"_s));
    QVERIFY(doubts.at(1).startsWith(u"“keys” does not end"_s));
    QVERIFY(doubts.at(2).startsWith(u"“ns1/secret/” lies within “ns1/”"_s));
    QVERIFY(doubts.at(3).startsWith(u"“identity/” cannot be filtered"_s));
    // Where not all could be seen, an unknown path is no likely mistake.
    QCOMPARE(filterDoubts(odd, estate(), false).size(), 3);
}

QTEST_GUILESS_MAIN(TestPathFilter)
#include "tst_pathfilter.moc"
