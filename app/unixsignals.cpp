// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/unixsignals.h"

#include <QSocketNotifier>

#include <csignal>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace switchover {

namespace {

int writeEnd = -1;
int readEnd = -1;
volatile std::sig_atomic_t isNoted = 0;
constexpr int handledSignals[] { SIGINT, SIGTERM, SIGHUP };

extern "C" void endNow(int)
{
    ::_exit(128 + SIGTERM);
}

void arm(long milliseconds)
{
    itimerval timer = {};
    timer.it_value.tv_sec = milliseconds / 1000;
    timer.it_value.tv_usec = milliseconds % 1000 * 1000;
    ::setitimer(ITIMER_REAL, &timer, nullptr);
}

extern "C" void noteSignal(int)
{
    if (!isNoted) { // a second signal does not put it off
        isNoted = 1;
        arm(patienceOfSignals);
    }
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = ::write(writeEnd, &byte, 1);
}

} // namespace

UnixSignals::UnixSignals(QObject *parent)
    : QObject(parent)
{
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0)
        return;
    writeEnd = ends[0];
    readEnd = ends[1];
    auto *notifier = new QSocketNotifier(readEnd, QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this] {
        char byte = 0;
        while (::read(readEnd, &byte, 1) > 0) { }
        emit quitRequested();
    });
    struct sigaction action = {};
    action.sa_handler = noteSignal;
    action.sa_flags = SA_RESTART;
    for (const int number : handledSignals)
        ::sigaction(number, &action, nullptr);
    ::signal(SIGALRM, endNow);
    ::signal(SIGPIPE, SIG_IGN);
}

UnixSignals::~UnixSignals()
{
    for (const int number : handledSignals)
        ::signal(number, SIG_DFL);
    arm(0);
    ::signal(SIGALRM, SIG_DFL);
    isNoted = 0;
    ::close(readEnd);
    ::close(writeEnd);
    readEnd = writeEnd = -1;
}

} // namespace switchover

#include "moc_unixsignals.cpp"
