// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/trust.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace switchover;

/// Paths come from a fleet file that another person wrote.
class TestTrust final : public QObject
{
    Q_OBJECT

private slots:
    void whatIsNoFileIsRefusedWherever_data()
    {
        QTest::addColumn<QString>("path");
        const QString pipe = m_folder.filePath(u"pipe"_s);
        QCOMPARE(::mkfifo(QFile::encodeName(pipe).constData(), 0600), 0);
        const QString huge = m_folder.filePath(u"huge"_s);
        QFile sparse(huge);
        QVERIFY(sparse.open(QIODevice::WriteOnly) && sparse.resize(3'000'000'000));
        QTest::newRow("pipe") << pipe;
        QTest::newRow("sparse") << huge;
        QTest::newRow("kernel's folder") << u"/proc/self"_s;
        QTest::newRow("kernel's file") << u"/proc/self/environ"_s;
        QTest::newRow("endless") << u"/dev/zero"_s;
        QTest::newRow("terminal") << u"/dev/tty"_s;
    }
    void whatIsNoFileIsRefusedWherever()
    {
        QFETCH(QString, path);
        for (const TrustSources &sources :
             { TrustSources { .caFile = path }, TrustSources { .caFolder = path },
               TrustSources { .clientCertificateFile = path } }) {
            const Result<Trust> trust = readTrust(sources);
            QVERIFY(!trust);
            QCOMPARE(trust.error().kind, Error::Kind::File);
            QCOMPARE(trust.error().where, path);
            QVERIFY(trustFilesStamp(sources).size() <= 1); // nor does it list or read
        }
    }

    void aFolderWithAPipeAndAHugeFileGivesNothing()
    {
        QVERIFY(!readTrust({ .caFolder = m_folder.path() }));
    }

private:
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestTrust)
#include "tst_trust.moc"
