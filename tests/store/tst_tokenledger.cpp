// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/tokenledger.h"
#include "tests/store/files.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace switchover;
using test::readFile;
using test::writeFile;
using namespace Qt::StringLiterals;

namespace {

const QDateTime start(QDate(2026, 3, 1), QTime(3, 0), Qt::UTC);

LedgerEntry entry(const QString &id)
{
    return { .id = id,
             .primary = { u"p"_s },
             .primaryName = u"main"_s,
             .type = u"dr"_s,
             .secondaryId = u"sec-"_s + id,
             .mintedAt = start };
}

} // namespace

class TestTokenLedger final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString m_path;

private slots:
    void init()
    {
        m_path = m_folder.filePath(QString::fromLatin1(QTest::currentTestFunction()) + u".json"_s);
    }

    void entriesAreThereAfterARestart()
    {
        LedgerEntry full = entry(u"1"_s);
        full.accessor = u"acc"_s;
        full.expiresAt = start.addSecs(1800);
        full.copiedAt = start.addSecs(5);
        full.usedAt = start.addSecs(10);
        full.usedOn = u"dr-west"_s;
        full.seenConnectedAt = start.addSecs(60);
        full.revokedAt = start.addSecs(600);
        full.publicKeyBundle = true;
        TokenLedger ledger(m_path);
        QVERIFY(ledger.load());
        ledger.put(full);
        ledger.put(entry(u"2"_s));
        TokenLedger again(m_path);
        QVERIFY(again.load());
        QCOMPARE(again.entries(), (QList<LedgerEntry> { full, entry(u"2"_s) }));
        QCOMPARE(QFile::permissions(m_path),
                 QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ReadUser
                     | QFileDevice::WriteUser);
    }

    void theFileHoldsOnlyItsMembers()
    {
        TokenLedger ledger(m_path);
        ledger.put(entry(u"1"_s));
        const QJsonObject root = QJsonDocument::fromJson(readFile(m_path)).object();
        QCOMPARE(root.keys(), (QStringList { u"entries"_s, u"format"_s, u"version"_s }));
        QCOMPARE(root.value(u"entries"_s).toArray().first().toObject().keys(),
                 (QStringList { u"accessor"_s, u"copied_at"_s, u"expires_at"_s, u"filter_mode"_s,
                                u"filter_paths"_s, u"id"_s, u"minted_at"_s, u"primary"_s,
                                u"primary_name"_s, u"public_key_bundle"_s, u"revoked_at"_s,
                                u"secondary_id"_s, u"seen_connected_at"_s, u"type"_s, u"used_at"_s,
                                u"used_on"_s }));
    }

    void puttingReplacesAndTellsOnlyChanges()
    {
        TokenLedger ledger(m_path);
        QSignalSpy changed(&ledger, &TokenLedger::changed);
        QSignalSpy forgotten(&ledger, &TokenLedger::forgotten);
        ledger.put(entry(u"1"_s));
        ledger.put(entry(u"2"_s));
        ledger.put(ledger.entries().first()); // nothing new, and from its own list
        QCOMPARE(changed.size(), 2);
        LedgerEntry used = entry(u"1"_s);
        used.usedAt = start;
        ledger.put(used);
        QCOMPARE(changed.size(), 3);
        QCOMPARE(ledger.entries(), (QList<LedgerEntry> { used, entry(u"2"_s) }));
        ledger.forget(ledger.entries().first().id);
        ledger.forget(u"never"_s);
        QCOMPARE(forgotten.size(), 1);
        QCOMPARE(forgotten.first().first().toString(), u"1"_s);
        TokenLedger again(m_path);
        QVERIFY(again.load());
        QCOMPARE(again.entries(), QList<LedgerEntry> { entry(u"2"_s) });
    }

    void anUnreadableLedgerIsMovedAside_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("no json") << QByteArray("hello");
        QTest::newRow("other format") << QByteArray(R"({"format":"x","entries":[]})");
        QTest::newRow("newer") << QByteArray(
            R"({"format":"switchover-ledger","version":9,"entries":[]})");
        QTest::newRow("wrong type")
            << QByteArray(R"({"format":"switchover-ledger","entries":[{"id":7}]})");
        QTest::newRow("no id") << QByteArray(R"({"format":"switchover-ledger","entries":[{}]})");
    }
    void anUnreadableLedgerIsMovedAside()
    {
        QFETCH(QByteArray, content);
        writeFile(m_path, content);
        const QString aside = m_path + u".broken"_s;
        QFile::remove(aside);
        TokenLedger ledger(m_path);
        const auto loaded = ledger.load();
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().kind, Error::Kind::File);
        QVERIFY(loaded.error().detail.contains(aside));
        QCOMPARE(readFile(aside), content);
        ledger.put(entry(u"1"_s));
        TokenLedger again(m_path);
        QVERIFY(again.load());
        QCOMPARE(again.entries().size(), 1);
    }

    void aFailedWriteIsToldAndTheEntryStays()
    {
        TokenLedger ledger(m_folder.filePath(u"missing/ledger.json"_s));
        QSignalSpy failed(&ledger, &TokenLedger::writeFailed);
        ledger.put(entry(u"1"_s));
        QCOMPARE(failed.size(), 1);
        QCOMPARE(ledger.entries().size(), 1);
    }

    void aFileThatCannotBeOpenedIsNotWritten()
    {
        QVERIFY(QDir().mkpath(m_path)); // not even root can read a folder as a file
        TokenLedger ledger(m_path);
        QVERIFY(!ledger.load());
        QSignalSpy failed(&ledger, &TokenLedger::writeFailed);
        ledger.put(entry(u"1"_s));
        QCOMPARE(failed.size(), 1);
        QVERIFY(QFileInfo(m_path).isDir());
    }
};

QTEST_GUILESS_MAIN(TestTokenLedger)
#include "tst_tokenledger.moc"
