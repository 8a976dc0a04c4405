// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/terminal.h"

#include "models/base/visibletext.h"

#include <QStringDecoder>

#include <algorithm>
#include <cstdio>

namespace switchover {

namespace {

QtMessageHandler unguardedLog = nullptr;

void logVisibly(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    constexpr qsizetype longest = 4000;
    unguardedLog(type, context, visibleLine(bounded(message, longest)));
}

} // namespace

void printOut(const QByteArray &utf8)
{
    // In pieces: an answer may be large, and so is its text.
    constexpr qsizetype piece = 64 * 1024;
    QStringDecoder decoder(QStringDecoder::Utf8);
    for (qsizetype start = 0; start < utf8.size(); start += piece) {
        const QString text =
            decoder(QByteArrayView(utf8).sliced(start, std::min(piece, utf8.size() - start)));
        const QByteArray visible = visibleText(text).toUtf8();
        std::fwrite(visible.constData(), 1, size_t(visible.size()), stdout);
    }
    std::fflush(stdout);
}

void printOut(const QString &text)
{
    printOut(text.toUtf8());
}

void printError(const QString &sentence)
{
    constexpr qsizetype longest = 4000;
    const QByteArray line =
        "switchover: " + visibleLine(bounded(sentence.trimmed(), longest)).toUtf8() + '\n';
    std::fwrite(line.constData(), 1, size_t(line.size()), stderr);
}

void guardLog()
{
    const QtMessageHandler before = qInstallMessageHandler(logVisibly);
    if (before != logVisibly)
        unguardedLog = before;
}

} // namespace switchover
