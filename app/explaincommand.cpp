// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/explaincommand.h"

#include "app/terminal.h"
#include "models/base/userfile.h"
#include "models/replication/explain.h"

#include <QFile>

#include <algorithm>
#include <cstdio>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

constexpr qint64 largestFile = 4 * 1024 * 1024; // parsed, it takes some forty times that

Explanation unreadable(const QString &name, const QString &reason)
{
    Explanation explanation;
    explanation.file = name;
    explanation.error = Error { .kind = Error::Kind::File, .detail = reason };
    return explanation;
}

Explanation explainFile(const QString &name)
{
    if (name != "-"_L1) {
        const Result<QByteArray> content = readUserFile(name, largestFile);
        return content ? explain(name, *content) : unreadable(name, content.error().detail);
    }
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly))
        return unreadable(name, input.errorString());
    const QByteArray content = input.read(largestFile + 1);
    if (content.size() > largestFile)
        return unreadable(name, u"It is larger than %1 MiB."_s.arg(largestFile / 1024 / 1024));
    if (input.error() != QFileDevice::NoError)
        return unreadable(name, input.errorString());
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
