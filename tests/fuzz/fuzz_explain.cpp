// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz.h"

#include "models/base/visibletext.h"
#include "models/replication/explain.h"

#include <QJsonDocument>

using namespace switchover;

// A whole file from a support ticket, through every decoder and both renderings.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray content = fuzz::bytes(data, size).toByteArray();
    for (const QString &name : { QStringLiteral("file"), QStringLiteral("dr-status.json") }) {
        const Explanation explanation = explain(name, content);
        const QByteArray json = explanationsAsJson({ explanation });
        fuzz::require(QJsonDocument::fromJson(json).isArray(), "the JSON output is JSON");
        const QString text = explanationAsText(explanation);
        fuzz::require(!text.isEmpty(), "there is always something to say");
        fuzz::require(visibleText(text) == text, "the text steers no terminal");
        const QString shown = QString::fromUtf8(json);
        fuzz::require(visibleText(shown) == shown, "the JSON steers no terminal");
    }
    return 0;
}
