// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Time from starting a program to its first painted window, the console against a bare QMainWindow
// in the same run. Started with an argument, this program is one of the two itself.
#include "app/window/console.h"
#include "ui/shell/mainwindow.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMainWindow>
#include <QProcess>
#include <QTemporaryDir>
#include <QTextStream>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

class QuitAfterFirstPaint final : public QObject
{
protected:
    bool eventFilter(QObject *object, QEvent *event) override
    {
        if (event->type() == QEvent::UpdateRequest && object->isWidgetType())
            QTimer::singleShot(0, qApp, &QApplication::quit);
        return false;
    }
};

int runBare(QApplication &application)
{
    QuitAfterFirstPaint quit;
    QMainWindow window;
    window.installEventFilter(&quit);
    window.show();
    return application.exec();
}

int runConsole(QApplication &application, const QString &profile)
{
    QuitAfterFirstPaint quit;
    switchover::CommandLine line;
    line.profileFolder = profile;
    switchover::Console console(line, application);
    if (!console.open())
        return 1;
    console.window().installEventFilter(&quit);
    return application.exec();
}

// Median of several runs in milliseconds; -1 if one failed.
qint64 medianOf(const QString &program, const QStringList &arguments,
                const QProcessEnvironment &environment)
{
    QList<qint64> times;
    for (int i = 0; i < 11; ++i) {
        QProcess process;
        process.setProcessEnvironment(environment);
        QElapsedTimer timer;
        timer.start();
        process.start(program, arguments);
        if (!process.waitForFinished(30000) || process.exitCode() != 0)
            return -1;
        times.append(timer.elapsed());
    }
    std::ranges::sort(times);
    return times.at(times.size() / 2);
}

} // namespace

int main(int argc, char *argv[])
{
    if (argc > 1) {
        QApplication application(argc, argv);
        return argc > 2 ? runConsole(application, QString::fromLocal8Bit(argv[2]))
                        : runBare(application);
    }
    const QCoreApplication application(argc, argv);
    QTemporaryDir profile;
    QJsonArray clusters;
    for (int i = 0; i < 20; ++i) {
        clusters.append(QJsonObject { { u"name"_s, u"cluster-%1"_s.arg(i) },
                                      { u"address"_s, u"http://127.0.0.1:%1"_s.arg(50000 + i) } });
    }
    QFile file(profile.filePath(u"clusters.json"_s));
    if (!file.open(QIODevice::WriteOnly))
        return 1;
    file.write(QJsonDocument(QJsonObject { { u"format"_s, u"switchover-fleet"_s },
                                           { u"version"_s, 1 },
                                           { u"clusters"_s, clusters } })
                   .toJson());
    file.close();

    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    if (!environment.contains(u"QT_QPA_PLATFORM"_s))
        environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    const qint64 bare =
        medianOf(QCoreApplication::applicationFilePath(), { u"bare"_s }, environment);
    const qint64 console = medianOf(QCoreApplication::applicationFilePath(),
                                    { u"console"_s, profile.path() }, environment);
    QTextStream(stdout) << "first painted window: bare QMainWindow " << bare
                        << " ms, console with 20 clusters " << console << " ms, ratio "
                        << QString::number(double(console) / double(bare), 'f', 2)
                        << " (budget 2)\n";
    return bare > 0 && console > 0 ? 0 : 1;
}
