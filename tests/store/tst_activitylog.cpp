// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/activitylog.h"
#include "tests/store/files.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace switchover;
using test::readFile;
using namespace Qt::StringLiterals;

namespace {

ActivityEntry note(const QString &text)
{
    return { .text = text };
}

void appendBytes(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Append));
    file.write(bytes);
}

QStringList texts(const ActivityLog &log)
{
    QStringList list;
    for (const ActivityEntry &entry : log.entries())
        list.append(entry.text);
    return list;
}

} // namespace

class TestActivityLog final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString m_path;
    QString m_older;

private slots:
    void init()
    {
        const QString name = QString::fromLatin1(QTest::currentTestFunction());
        m_path = m_folder.filePath(name + u".jsonl"_s);
        m_older = m_folder.filePath(name + u".1.jsonl"_s);
    }

    void hostileWordsStayInTheirLineAndSteerNoTerminal()
    {
        const QString hostile = u"x\x1b[2J\r\nforged\u009b\u202e\u2028\u200b"_s;
        ActivityLog log(m_path);
        log.append(note(hostile));
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray line = file.readAll();
        QCOMPARE(line.count('\n'), 1);
        for (const char *steering : { "\x1b", "\r", "\u009b", "\u202e", "\u2028", "\u200b" }) {
            QVERIFY(!line.contains(steering));
            QVERIFY(!log.exported().contains(steering));
        }
        ActivityLog again(m_path);
        QCOMPARE(again.load(), 0);
        QCOMPARE(texts(again), QStringList { hostile });
    }

    void entriesAreThereAfterARestartAndNumbersGoOn()
    {
        const ActivityEntry full {
            .time = QDateTime(QDate(2026, 3, 1), QTime(3, 4, 5, 678), Qt::UTC),
            .kind = ActivityEntry::Kind::Settled,
            .outcome = ActivityEntry::Outcome::Attention,
            .cluster = { u"id-1"_s },
            .clusterName = u"dr-east"_s,
            .operationKey = u"dr-primary-demote"_s,
            .run = u"run-7"_s,
            .text = u"Demoted.\nNow a secondary \u2014 \"idle\"."_s,
        };
        {
            ActivityLog log(m_path);
            QCOMPARE(log.load(), 0);
            QSignalSpy appended(&log, &ActivityLog::appended);
            log.append(full);
            log.append(note(u"second"_s));
            QCOMPARE(appended.size(), 2);
            QCOMPARE(log.entries().at(0).number, 1ULL);
            QVERIFY(log.entries().at(1).time.isValid());
        }
        ActivityLog again(m_path);
        QCOMPARE(again.load(), 0);
        QCOMPARE(again.entries().size(), 2);
        ActivityEntry expected = full;
        expected.number = 1;
        QCOMPARE(again.entries().first(), expected);
        again.append(note(u"third"_s));
        QCOMPARE(again.entries().last().number, 3ULL);
    }

    void eachEntryIsOnDiskAtOnceForItsOwnerOnly()
    {
        ActivityLog log(m_path);
        log.append(note(u"one"_s));
        QCOMPARE(readFile(m_path).count('\n'), 1);
        log.append(note(u"two"_s));
        const QList<QByteArray> lines = readFile(m_path).trimmed().split('\n');
        QCOMPARE(lines.size(), 2);
        for (const QByteArray &line : lines)
            QVERIFY(QJsonDocument::fromJson(line).isObject());
        QCOMPARE(QFile::permissions(m_path),
                 QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ReadUser
                     | QFileDevice::WriteUser);
    }

    void aLineHoldsOnlyItsMembers()
    {
        ActivityLog log(m_path);
        ActivityEntry entry = note(u"text"_s);
        entry.cluster.value = u"id"_s;
        entry.clusterName = u"name"_s;
        entry.operationKey = u"op"_s;
        entry.run = u"run"_s;
        log.append(entry);
        const QStringList keys = QJsonDocument::fromJson(readFile(m_path)).object().keys();
        QCOMPARE(keys,
                 (QStringList { u"cluster"_s, u"cluster_name"_s, u"kind"_s, u"number"_s,
                                u"operation"_s, u"outcome"_s, u"run"_s, u"text"_s, u"time"_s }));
    }

    void aLineCutOffByACrashIsSkippedAndTheNextOneIsWhole()
    {
        {
            ActivityLog log(m_path);
            log.append(note(u"one"_s));
        }
        appendBytes(m_path, "{\"number\":2,\"time\":\"2026-");
        ActivityLog log(m_path);
        QCOMPARE(log.load(), 1);
        log.append(note(u"two"_s));
        ActivityLog again(m_path);
        QCOMPARE(again.load(), 1);
        QCOMPARE(texts(again), (QStringList { u"one"_s, u"two"_s }));
    }

    void damagedLinesAreCountedAndTheOthersRead()
    {
        appendBytes(
            m_path,
            R"({"number":1,"time":"2026-01-01T00:00:00.000Z","kind":"note","outcome":"neutral","text":"good"})"
            "\n"
            "\xff\xfe garbage\n"
            "[]\n"
            "\n"
            R"({"number":"x","time":"2026-01-01T00:00:00.000Z","text":"bad number"})"
            "\n"
            R"({"time":"2026-01-01T00:00:00.000Z","text":"no number"})"
            "\n"
            R"({"number":9,"time":"2026-01-01T00:00:00.000Z","kind":"later-kind","later":{},"text":"newer"})"
            "\n");
        ActivityLog log(m_path);
        QCOMPARE(log.load(), 4);
        QCOMPARE(texts(log), (QStringList { u"good"_s, u"newer"_s }));
        QCOMPARE(log.entries().last().kind, ActivityEntry::Kind::Note);
        log.append(note(u"next"_s));
        QCOMPARE(log.entries().last().number, 10ULL);
    }

    void aFullFileIsSetAsideAndOneOldOneIsKept()
    {
        {
            ActivityLog log(m_path);
            log.setRotationSize(1000);
            for (int i = 1; i <= 40; ++i)
                log.append(note(u"entry %1"_s.arg(i)));
            QCOMPARE(log.entries().size(), 40);
        }
        QVERIFY(QFileInfo(m_path).size() <= 1000);
        QVERIFY(QFileInfo(m_older).size() <= 1000);
        QVERIFY(QFileInfo(m_older).size() > 0);
        ActivityLog again(m_path);
        QCOMPARE(again.load(), 0);
        QVERIFY(again.entries().size() < 40);
        QCOMPARE(again.entries().last().text, u"entry 40"_s);
        for (qsizetype i = 1; i < again.entries().size(); ++i)
            QCOMPARE(again.entries().at(i).number, again.entries().at(i - 1).number + 1);
        again.append(note(u"next"_s));
        QCOMPARE(again.entries().last().number, 41ULL);
    }

    void memoryHoldsTheNewestOnly()
    {
        ActivityLog log({});
        const int many = ActivityLog::keptInMemory + ActivityLog::keptInMemory / 5;
        for (int i = 0; i < many; ++i)
            log.append(note(QString::number(i)));
        QVERIFY(log.entries().size() >= ActivityLog::keptInMemory);
        QVERIFY(log.entries().size() < many);
        QCOMPARE(log.entries().last().text, QString::number(many - 1));
    }

    void aFolderThatVanishedIsToldOnceAndEntriesGoOn()
    {
        ActivityLog log(m_folder.filePath(u"gone/away/activity.jsonl"_s));
        QSignalSpy failed(&log, &ActivityLog::writeFailed);
        log.append(note(u"one"_s));
        log.append(note(u"two"_s));
        QCOMPARE(failed.size(), 1);
        QVERIFY(!failed.first().first().toString().isEmpty());
        QCOMPARE(log.entries().size(), 2);
        QVERIFY(QDir(m_folder.path()).mkpath(u"gone/away"_s));
        log.append(note(u"three"_s));
        QVERIFY(readFile(m_folder.filePath(u"gone/away/activity.jsonl"_s)).contains("three"));
        QCOMPARE(failed.size(), 1);
    }

    void anExportHoldsEveryEntry()
    {
        ActivityLog log({});
        log.append(note(u"one"_s));
        log.append(note(u"two"_s));
        QCOMPARE(log.exported().count('\n'), 2);
        QVERIFY(log.exported().contains("\"two\""));
    }
};

QTEST_GUILESS_MAIN(TestActivityLog)
#include "tst_activitylog.moc"
