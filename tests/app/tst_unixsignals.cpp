// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/unixsignals.h"
#include "tests/patience.h"

#include <QTest>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

using namespace switchover;

class TestUnixSignals final : public QObject
{
    Q_OBJECT

private slots:
    void aBusyProgramEndsAnyway_data()
    {
        QTest::addColumn<int>("signals_");
        QTest::newRow("one") << 1;
        QTest::newRow("again and again") << 30;
    }
    void aBusyProgramEndsAnyway()
    {
        QFETCH(int, signals_);
        std::array<int, 2> ready {};
        QCOMPARE(::pipe(ready.data()), 0);
        const pid_t program = ::fork();
        if (program == 0) {
            const UnixSignals unixSignals;
            (void)!::write(ready[1], "x", 1);
            while (::getpid() != 0) { } // busy for ever
        }
        char byte = 0;
        QCOMPARE(::read(ready[0], &byte, 1), ssize_t(1));
        int sent = 0;
        int status = 0;
        const auto isOver = [&] {
            if (sent++ < signals_)
                ::kill(program, SIGTERM);
            return ::waitpid(program, &status, WNOHANG) == program;
        };
        const bool ended = QTest::qWaitFor(isOver, test::patience);
        if (!ended)
            ::kill(program, SIGKILL);
        QVERIFY(ended);
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 128 + SIGTERM);
        ::close(ready[0]);
        ::close(ready[1]);
    }
};

QTEST_GUILESS_MAIN(TestUnixSignals)
#include "tst_unixsignals.moc"
