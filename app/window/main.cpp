// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/terminal.h"
#include "app/unixsignals.h"
#include "app/window/console.h"
#include "models/base/englishplurals.h"
#include "models/base/logging.h"
#include "models/base/visibletext.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QLoggingCategory>
#include <QMessageBox>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace switchover;
using namespace Qt::StringLiterals;

namespace {

QtMessageHandler previousHandler = nullptr;

// Qt aborts when the display named in the environment cannot be opened; a person gets a sentence.
void untilTheDisplayIsOpen(QtMsgType type, const QMessageLogContext &context, const QString &text)
{
    if (type == QtFatalMsg) {
        printError(u"The display could not be opened, so there is no window."_s);
        ::_exit(ExitUsage);
    }
    if (type != QtWarningMsg && previousHandler)
        previousHandler(type, context, text);
}

// Memory holds tokens: no core dumps and no reading by other processes of the user.
void keepMemoryPrivate()
{
#ifdef NDEBUG
    const rlimit none { 0, 0 };
    ::setrlimit(RLIMIT_CORE, &none);
    ::prctl(PR_SET_DUMPABLE, 0);
#endif
}

QString sentenceOf(const Error &error)
{
    return error.kind == Error::Kind::InvalidInput && error.where.isEmpty() ? error.detail
                                                                            : errorSentence(error);
}

// A terminal or a pipe: somebody or something reads what is printed. From a desktop's menu it goes
// to a file or to the journal.
bool standardErrorIsRead()
{
    struct stat about
    {
    };
    return ::isatty(STDERR_FILENO) != 0
        || (::fstat(STDERR_FILENO, &about) == 0 && S_ISFIFO(about.st_mode));
}

// The window cannot open. Who started it from a menu sees nothing of what is printed.
int refuse(QApplication &application, const Error &error)
{
    const int code = error.kind == Error::Kind::InvalidInput ? ExitUsage : ExitSomeFailed;
    const QString sentence = sentenceOf(error);
    printError(sentence);
    if (standardErrorIsRead())
        return code;
    ui::applyTheme(application, ui::Scheme::System);
    QMessageBox box(QMessageBox::Warning, QApplication::applicationDisplayName(), sentence,
                    QMessageBox::Close);
    box.setObjectName(u"refusedDialog"_s);
    box.setTextFormat(Qt::PlainText);
    box.setAccessibleName(QCoreApplication::translate("Main", "Switchover cannot open"));
    box.show();
    QApplication::exec();
    return code;
}

} // namespace

int main(int argc, char *argv[])
{
    guardLog();
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments.append(QString::fromLocal8Bit(argv[i]));
    const Result<CommandLine> line = CommandLine::parse(arguments);
    if (!line || line->command != CommandLine::Command::Window) {
        printError(line ? u"Commands belong to \"switchover\"; this is its window."_s
                        : line.error().detail);
        return ExitUsage;
    }
    keepMemoryPrivate();

    QApplication::setApplicationName(u"switchover"_s);
    QApplication::setApplicationDisplayName(u"Switchover"_s);
    QApplication::setApplicationVersion(programVersion());
    QApplication::setDesktopFileName(u"io.github.switchover_console.Switchover"_s);
    previousHandler = qInstallMessageHandler(untilTheDisplayIsOpen);
    QApplication application(argc, argv);
    qInstallMessageHandler(previousHandler);
    EnglishPlurals plurals;
    QCoreApplication::installTranslator(&plurals);
    if (!line->logRules.isEmpty())
        QLoggingCategory::setFilterRules(QString(line->logRules).replace(u';', u'\n'));

    Console console(*line, application);
    const Result<SingleInstance::Claim> claim = console.claimProfile();
    if (!claim)
        return refuse(application, claim.error());
    if (*claim == SingleInstance::Claim::HandedOver) {
        printOut(visibleLine(console.handedOverSentence()) + u'\n');
        return ExitGood;
    }
    if (const Result<void> opened = console.open(); !opened)
        return refuse(application, opened.error());
    UnixSignals signalsOfUnix;
    // Not quit(): that asks the window, which may want to ask the person.
    QObject::connect(&signalsOfUnix, &UnixSignals::quitRequested, &application,
                     [] { QApplication::exit(0); });
    return QApplication::exec();
}
