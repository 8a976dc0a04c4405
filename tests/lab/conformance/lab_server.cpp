// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Serves a scenario of the lab for any Vault client until SIGTERM, and says where on its first
// line.
#include "models/lab/lab.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QSocketNotifier>

#include <csignal>
#include <cstdio>
#include <sys/socket.h>
#include <unistd.h>

using namespace switchover::lab;
using namespace Qt::StringLiterals;

namespace {

int signalSockets[2];

/// Only a write is allowed in a signal handler; the event loop reads the other end.
void onSignal(int)
{
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = write(signalSockets[0], &byte, 1);
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addOptions({ { u"scenario"_s, u"Scenario to serve."_s, u"name"_s, u"dr-pair"_s },
                        { u"tempo"_s, u"How many times faster than life."_s, u"factor"_s, u"20"_s },
                        { u"vault"_s, u"Vault's version."_s, u"version"_s },
                        { u"tls"_s, u"Serve HTTPS."_s } });
    parser.process(application);

    Lab lab({ .scenario = parser.value(u"scenario"_s),
              .tls = parser.isSet(u"tls"_s),
              .tempo = parser.value(u"tempo"_s).toDouble(),
              .version = parser.value(u"vault"_s) });
    if (const auto started = lab.start(); !started) {
        std::fprintf(stderr, "%s\n", qPrintable(switchover::errorSentence(started.error())));
        return 1;
    }

    if (socketpair(AF_UNIX, SOCK_STREAM, 0, signalSockets) != 0)
        return 1;
    QSocketNotifier stopped(signalSockets[1], QSocketNotifier::Read);
    QObject::connect(&stopped, &QSocketNotifier::activated, &application, &QCoreApplication::quit);
    std::signal(SIGTERM, onSignal);
    std::signal(SIGINT, onSignal);

    std::printf("%s\n", lab.description().constData());
    std::fflush(stdout);
    return application.exec();
}
