// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explaincommand.h"

#include "app/terminal.h"
#include "models/replication/explain.h"

#include <QFile>

#include <algorithm>
#include <cstdio>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

constexpr qint64 largestFile = 256 * 1024 * 1024;

Explanation unreadable(const QString &name, const QString &reason)
{
    Explanation explanation;
    explanation.file = name;
    explanation.error = Error { .kind = Error::Kind::File, .detail = reason };
    return explanation;
}

Explanation explainFile(const QString &name)
{
    QFile file(name);
    const bool opened =
        name == "-"_L1 ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!opened)
        return unreadable(name, file.errorString());
    const QByteArray content = file.read(largestFile + 1);
    if (content.size() > largestFile)
        return unreadable(name, u"larger than 256 MiB"_s);
    if (file.error() != QFileDevice::NoError)
        return unreadable(name, file.errorString());
    return explain(name, content);
}

} // namespace

int runExplain(const CommandLine &line)
{
    QList<Explanation> explanations;
    for (const QString &name : line.files)
        explanations.append(explainFile(name));
    if (line.json) {
        printOut(explanationsAsJson(explanations));
    } else {
        QStringList texts;
        for (const Explanation &explanation : explanations)
            texts.append(explanationAsText(explanation));
        printOut(texts.join(u'\n'));
    }
    const bool failed = std::ranges::any_of(
        explanations, [](const Explanation &one) { return one.error.has_value(); });
    return failed ? ExitSomeFailed : ExitGood;
}

} // namespace switchover
