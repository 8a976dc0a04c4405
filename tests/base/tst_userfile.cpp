// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/userfile.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace switchover;

class UserFileTest final : public QObject
{
    Q_OBJECT

private slots:
    void regularFilesAndLinksToThemAreRead()
    {
        QVERIFY(write(u"a"_s, "words"));
        QVERIFY(QFile::link(path(u"a"_s), path(u"link"_s)));
        QCOMPARE(readUserFile(path(u"a"_s), 5).value_or("none"), "words");
        QCOMPARE(readUserFile(path(u"link"_s), 5).value_or("none"), "words");
    }

    void whatIsNoFileIsRefusedAtOnce_data()
    {
        QTest::addColumn<QString>("name");
        QVERIFY(write(u"long"_s, "longer"));
        QVERIFY(write(u"huge"_s, ""));
        QVERIFY(QFile::resize(path(u"huge"_s), 3'000'000'000));
        QCOMPARE(::mkfifo(QFile::encodeName(path(u"pipe"_s)).constData(), 0600), 0);
        QVERIFY(QFile::link(path(u"pipe"_s), path(u"to-pipe"_s)));
        QVERIFY(QFile::link(path(u"loop"_s), path(u"loop"_s)));
        for (const char *name : { "long", "huge", "pipe", "to-pipe", "loop", "missing", "." })
            QTest::newRow(name) << path(QString::fromLatin1(name));
        for (const char *name : { "/dev/zero", "/dev/tty", "/proc/self/environ", "/proc/kmsg" })
            QTest::newRow(name) << QString::fromLatin1(name);
        QTest::newRow("null") << path(u"a\0b"_s);
        QTest::newRow("empty") << QString();
    }
    void whatIsNoFileIsRefusedAtOnce()
    {
        QFETCH(QString, name);
        const Result<QByteArray> read = readUserFile(name, 5);
        QVERIFY(!read);
        QCOMPARE(read.error().kind, Error::Kind::File);
        QCOMPARE(read.error().where, name);
    }

    void aFolderGivesItsRegularFilesOnly()
    {
        QTemporaryDir folder;
        const QString at = folder.path();
        for (const char *name : { "/b", "/a" }) {
            QFile file(at + QString::fromLatin1(name));
            QVERIFY(file.open(QIODevice::WriteOnly));
        }
        QCOMPARE(::mkfifo(QFile::encodeName(at + u"/pipe"_s).constData(), 0600), 0);
        QCOMPARE(::mkdir(QFile::encodeName(at + u"/within"_s).constData(), 0700), 0);
        QCOMPARE(filesOfUserFolder(at, 4).value_or(QStringList()),
                 QStringList({ at + u"/a"_s, at + u"/b"_s }));
        QVERIFY(!filesOfUserFolder(at, 3));
        QVERIFY(!filesOfUserFolder(u"/proc/self"_s, 1000));
        QVERIFY(!filesOfUserFolder(at + u"/pipe"_s, 1000));
    }

private:
    QString path(const QString &name) const { return m_folder.path() + u'/' + name; }
    bool write(const QString &name, const QByteArray &content) const
    {
        QFile file(path(name));
        return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
    }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(UserFileTest)
#include "tst_userfile.moc"
