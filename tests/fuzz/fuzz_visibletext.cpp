// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz.h"

#include "models/base/error.h"
#include "models/base/jsonwriter.h"
#include "models/base/secretjson.h"
#include "models/base/visibletext.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <cstring>

using namespace switchover;

namespace {

// Said a second time, from Unicode's tables: what no terminal may get.
bool steers(char32_t codePoint)
{
    switch (QChar::category(codePoint)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_Surrogate:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return QChar::isNonCharacter(codePoint);
    }
}

bool isClean(const QString &text, bool lineFeeds)
{
    for (const char32_t codePoint : text.toUcs4()) {
        if (steers(codePoint) && !(lineFeeds && codePoint == U'\n'))
            return false;
    }
    return true;
}

void checkText(const QString &text)
{
    const QString line = visibleLine(text);
    const QString lines = visibleText(text);
    fuzz::require(isClean(line, false), "nothing hidden is in a line");
    fuzz::require(isClean(lines, true), "nothing hidden but line feeds is in a text");
    fuzz::require(lines.count(u'\n') == text.count(u'\n'), "line feeds are neither made nor lost");
    fuzz::require(visibleLine(line) == line, "escaping a line twice changes nothing");
    fuzz::require(visibleText(lines) == lines, "escaping a text twice changes nothing");
    fuzz::require(isClean(text, false) ? line == text || line.size() > text.size()
                                       : line.size() > text.size(),
                  "what is escaped is spelled out");
    for (const qsizetype longest : { 0, 1, 7, 100 }) {
        const QString cut = bounded(text, longest);
        fuzz::require(cut.size() <= std::max<qsizetype>(longest, 1), "what is bounded is short");
        fuzz::require(text.startsWith(cut) || cut.endsWith(u'…'), "a cut text says so");
    }
    fuzz::require(isClean(errorSentence({ .kind = Error::Kind::Rejected,
                                          .serverMessages = { text, text },
                                          .where = text,
                                          .detail = text }),
                          false),
                  "an error sentence is one visible line");
}

void checkJson(const QByteArray &json, const QString &text)
{
    fuzz::require(isClean(QString::fromUtf8(json), true), "JSON holds nothing hidden");
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    fuzz::require(object.value(QLatin1StringView("text")).toString() == text,
                  "the JSON holds the same text");
}

} // namespace

// Once as UTF-8, as from a server, and once as UTF-16, which may hold lone surrogates.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArrayView bytes = fuzz::bytes(data, size);
    const QString fromUtf8 = QString::fromUtf8(bytes);
    QString utf16(qsizetype(size / 2), Qt::Uninitialized);
    if (size >= 2)
        std::memcpy(utf16.data(), data, size / 2 * 2);
    checkText(fromUtf8);
    checkText(utf16);

    JsonWriter writer;
    writer.beginObject().member(QLatin1StringView("text"), fromUtf8).endObject();
    checkJson(writer.result(), fromUtf8);
    SecretJson secret;
    secret.member(QLatin1StringView("text"), fromUtf8);
    checkJson(secret.take().reveal().toByteArray(), fromUtf8);
    secret.member(QLatin1StringView("text"), SecretString(bytes)); // may be no UTF-8
    (void)secret.take();
    return 0;
}
