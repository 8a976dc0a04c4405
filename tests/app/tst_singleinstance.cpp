// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/singleinstance.h"

#include "app/window/console.h"
#include "tests/patience.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <signal.h>

#include <memory>

using namespace switchover;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Claim = SingleInstance::Claim;

QProcessEnvironment environmentIn(const QString &home)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    environment.insert(u"HOME"_s, home);
    environment.insert(u"XDG_CONFIG_HOME"_s, home);
    environment.insert(u"XDG_DATA_HOME"_s, home);
    return environment;
}

std::unique_ptr<QProcess> start(const QString &home, const QStringList &arguments)
{
    auto process = std::make_unique<QProcess>();
    process->setProcessEnvironment(environmentIn(home));
    process->start(QStringLiteral(SWITCHOVER_PROGRAM), arguments);
    return process;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestSingleInstance final : public QObject
{
    Q_OBJECT

private slots:
    void theFirstOfAFolderHasIt()
    {
        const QTemporaryDir folder;
        SingleInstance first(folder.path());
        QCOMPARE(first.claim(), Claim::Ours);
    }

    void foldersAreIndependent()
    {
        const QTemporaryDir one;
        const QTemporaryDir other;
        SingleInstance first(one.path());
        SingleInstance second(other.path());
        QCOMPARE(first.claim(), Claim::Ours);
        QCOMPARE(second.claim(), Claim::Ours);
        QVERIFY(SingleInstance::socketName(one.path()) != SingleInstance::socketName(other.path()));
    }

    void eachSpellingOfAFolderIsTheSameFolder()
    {
        const QTemporaryDir folder;
        const QString link = folder.path() + "-link"_L1;
        QVERIFY(QFile::link(folder.path(), link));
        QCOMPARE(SingleInstance::socketName(link), SingleInstance::socketName(folder.path()));
        QCOMPARE(SingleInstance::socketName(folder.path() + "/."_L1),
                 SingleInstance::socketName(folder.path()));
        QVERIFY(QFile::remove(link));
    }

    void theSecondAsksTheFirstToShowItself()
    {
        const QTemporaryDir folder;
        SingleInstance first(folder.path());
        QCOMPARE(first.claim(), Claim::Ours);
        QSignalSpy asked(&first, &SingleInstance::showRequested);
        std::optional<Claim> answer;
        const std::unique_ptr<QThread> second(QThread::create([&] {
            SingleInstance instance(folder.path());
            if (const Result<Claim> claim = instance.claim(20s))
                answer = *claim;
        }));
        second->start();
        QTRY_VERIFY(second->isFinished());
        QCOMPARE(answer, Claim::HandedOver);
        QCOMPARE(asked.count(), 1);
    }

    // Its event loop does not turn while this one waits in the same thread.
    void aFirstThatDoesNotAnswerIsLeftAlone()
    {
        const QTemporaryDir folder;
        SingleInstance first(folder.path());
        QCOMPARE(first.claim(), Claim::Ours);
        const QByteArray lock = contentOf(folder.path() + "/lock"_L1);
        SingleInstance second(folder.path());
        const Result<Claim> claim = second.claim(150ms);
        QVERIFY(!claim);
        QVERIFY2(claim.error().detail.contains("does not answer"_L1),
                 qPrintable(claim.error().detail));
        QVERIFY(claim.error().detail.contains(QString::number(QCoreApplication::applicationPid())));
        QCOMPARE(contentOf(folder.path() + "/lock"_L1), lock);
    }

    void theFolderIsFreeAgainAfterwards()
    {
        const QTemporaryDir folder;
        auto first = std::make_unique<SingleInstance>(folder.path());
        QCOMPARE(first->claim(), Claim::Ours);
        first.reset();
        SingleInstance second(folder.path());
        QCOMPARE(second.claim(), Claim::Ours);
    }

    // The real program: handed over, hung, killed.
    void programsShareAProfileOneAfterTheOther()
    {
        const QTemporaryDir home;
        const QString profile = home.path() + "/profile"_L1;
        const QStringList arguments { u"--lab"_s, u"fresh-pair"_s, u"--profile"_s, profile };
        const std::unique_ptr<QProcess> first = start(home.path(), arguments);
        QTRY_VERIFY(QFile::exists(profile + "/lock"_L1));
        // It may still be starting, and a program waits only so long for another one.
        SingleInstance visitor(profile);
        QCOMPARE(visitor.claim(std::chrono::milliseconds(test::patience)), Claim::HandedOver);

        const std::unique_ptr<QProcess> second = start(home.path(), arguments);
        QVERIFY(second->waitForFinished(test::patience));
        QCOMPARE(second->exitCode(), 0);
        QCOMPARE(second->readAllStandardOutput().count('\n'), 1);
        QCOMPARE(second->readAllStandardError(), QByteArray());
        QCOMPARE(first->state(), QProcess::Running);

        ::kill(pid_t(first->processId()), SIGSTOP);
        const std::unique_ptr<QProcess> third = start(home.path(), arguments);
        QVERIFY(third->waitForFinished(test::patience));
        QVERIFY(third->exitCode() != 0);
        QVERIFY(third->readAllStandardError().contains("does not answer"));

        ::kill(pid_t(first->processId()), SIGKILL);
        QVERIFY(first->waitForFinished(test::patience));
        const std::unique_ptr<QProcess> fourth = start(home.path(), arguments);
        QTRY_VERIFY(
            contentOf(profile + "/lock"_L1).startsWith(QByteArray::number(fourth->processId())));
        ::kill(pid_t(fourth->processId()), SIGTERM);
        QVERIFY(fourth->waitForFinished(test::patience));
    }

    void labsWithoutAProfileAreIndependent()
    {
        const CommandLine line { .command = CommandLine::Command::Window,
                                 .labScenario = u"fresh-pair"_s };
        Console first(line, *qApp);
        Console second(line, *qApp);
        QCOMPARE(first.claimProfile(), Claim::Ours);
        QCOMPARE(second.claimProfile(), Claim::Ours);
    }
};

QTEST_MAIN(TestSingleInstance)
#include "tst_singleinstance.moc"
