// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/decoding.h"

#include <algorithm>
#include <limits>

namespace switchover {

namespace {

/// Reads `count` digits at `at`; -1 if they are not all digits.
int digits(QStringView text, qsizetype at, int count)
{
    if (at + count > text.size())
        return -1;
    int number = 0;
    for (int i = 0; i < count; ++i) {
        const char16_t c = text[at + i].unicode();
        if (c < u'0' || c > u'9')
            return -1;
        number = number * 10 + (c - u'0');
    }
    return number;
}

// Days since 1970-01-01 in the proleptic Gregorian calendar.
qint64 daysFromCivil(int year, int month, int day)
{
    const qint64 y = month <= 2 ? year - 1 : year;
    const qint64 era = (y >= 0 ? y : y - 399) / 400;
    const qint64 yearOfEra = y - era * 400;
    const qint64 dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const qint64 dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146097 + dayOfEra - 719468;
}

} // namespace

// Written by hand because QDateTime::fromString() takes several microseconds, and a status may
// hold thousands of moments.
std::optional<QDateTime> momentFrom(const QString &text)
{
    const QStringView view = QStringView(text).trimmed();
    const int year = digits(view, 0, 4);
    const int month = digits(view, 5, 2);
    const int day = digits(view, 8, 2);
    const int hour = digits(view, 11, 2);
    const int minute = digits(view, 14, 2);
    const int second = digits(view, 17, 2);
    if (year < 2 || month < 1 || month > 12 || day < 1 || day > QDate(year, month, 1).daysInMonth()
        || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
        return std::nullopt;
    if (view[4] != u'-' || view[7] != u'-' || view[13] != u':' || view[16] != u':')
        return std::nullopt;
    if (const QChar separator = view[10].toUpper(); separator != u'T' && separator != u' ')
        return std::nullopt;

    qsizetype at = 19;
    int milliseconds = 0;
    if (at < view.size() && view[at] == u'.') {
        int scale = 100;
        for (++at; at < view.size() && view[at] >= u'0' && view[at] <= u'9'; ++at) {
            milliseconds += (view[at].unicode() - u'0') * scale;
            scale /= 10;
        }
    }
    int offsetMinutes = 0;
    if (at >= view.size())
        return std::nullopt; // a moment without offset is no moment
    if (view[at] == u'+' || view[at] == u'-') {
        const int hours = digits(view, at + 1, 2);
        const int minutes = digits(view, at + 4, 2);
        if (hours < 0 || minutes < 0 || view[at + 3] != u':' || at + 6 != view.size())
            return std::nullopt;
        offsetMinutes = (hours * 60 + minutes) * (view[at] == u'-' ? -1 : 1);
    } else if (view[at].toUpper() != u'Z' || at + 1 != view.size()) {
        return std::nullopt;
    }
    const qint64 seconds = daysFromCivil(year, month, day) * 86400 + hour * 3600 + minute * 60
        + second - qint64(offsetMinutes) * 60;
    return QDateTime::fromMSecsSinceEpoch(seconds * 1000 + milliseconds, Qt::UTC);
}

std::optional<qint64> differenceFrom(JsonReader &json, QLatin1StringView name)
{
    const std::optional<qint64> value = json.integer(name);
    return value ? std::optional(std::max(*value, -std::numeric_limits<qint64>::max())) : value;
}

std::optional<QByteArray> bytesFromBase64(QByteArrayView text, Base64Alphabet alphabet)
{
    while (text.endsWith('='))
        text.chop(1);
    auto options = QByteArray::Base64Options(QByteArray::AbortOnBase64DecodingErrors);
    options |= alphabet == Base64Alphabet::Url ? QByteArray::Base64UrlEncoding
                                               : QByteArray::Base64Encoding;
    // The copy is shallow: decoding allocates its own result.
    auto decoded =
        QByteArray::fromBase64Encoding(QByteArray::fromRawData(text.data(), text.size()), options);
    if (!decoded)
        return std::nullopt;
    return *decoded;
}

} // namespace switchover
