// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/format.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>
#include <QUrl>

#include <algorithm>
#include <cstdlib>
#include <limits>

using namespace Qt::StringLiterals;

namespace switchover {

using namespace std::chrono_literals;

namespace {

constexpr qint64 second = 1000;
constexpr qint64 minute = 60 * second;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;

struct FormatText
{
    Q_DECLARE_TR_FUNCTIONS(Format)
};

} // namespace

QString noValue()
{
    return u"\u2013"_s;
}

QString countText(quint64 count, const QLocale &locale)
{
    return locale.toString(qulonglong(count));
}

QString relativeTime(const QDateTime &then, const QDateTime &now, const QLocale &locale)
{
    if (!then.isValid() || !now.isValid())
        return noValue();
    const qint64 ms = then.msecsTo(now);
    const qint64 distance = std::abs(ms);
    const bool past = ms >= 0;
    if (distance < second)
        return FormatText::tr("just now");
    if (distance < minute)
        return (past ? FormatText::tr("%1 s ago", "seconds") : FormatText::tr("in %1 s", "seconds"))
            .arg(locale.toString(distance / second));
    if (distance < hour)
        return (past ? FormatText::tr("%1 min ago", "minutes")
                     : FormatText::tr("in %1 min", "minutes"))
            .arg(locale.toString(distance / minute));
    if (distance < 2 * day)
        return (past ? FormatText::tr("%1 h ago", "hours") : FormatText::tr("in %1 h", "hours"))
            .arg(locale.toString(distance / hour));
    return (past ? FormatText::tr("%1 d ago", "days") : FormatText::tr("in %1 d", "days"))
        .arg(locale.toString(distance / day));
}

QString durationText(std::chrono::milliseconds duration, const QLocale &locale)
{
    const qint64 ms = duration.count();
    if (ms < 0) // of the least number there is no opposite
        return u'\u2212'
            + durationText(
                   std::chrono::milliseconds(-std::max(ms, -std::numeric_limits<qint64>::max())),
                   locale);
    if (ms < second)
        return FormatText::tr("%1 ms", "milliseconds").arg(locale.toString(ms));
    if (ms < 10 * second)
        return FormatText::tr("%1 s", "seconds")
            .arg(locale.toString(double(ms / 100) / 10.0, 'f', 1));
    if (ms < minute)
        return FormatText::tr("%1 s", "seconds").arg(locale.toString(ms / second));
    if (ms < hour) {
        const qint64 seconds = ms % minute / second;
        return seconds == 0 ? FormatText::tr("%1 min", "minutes").arg(locale.toString(ms / minute))
                            : FormatText::tr("%1 min %2 s", "minutes and seconds")
                                  .arg(locale.toString(ms / minute), locale.toString(seconds));
    }
    if (ms < day) {
        const qint64 minutes = ms % hour / minute;
        return minutes == 0 ? FormatText::tr("%1 h", "hours").arg(locale.toString(ms / hour))
                            : FormatText::tr("%1 h %2 min", "hours and minutes")
                                  .arg(locale.toString(ms / hour), locale.toString(minutes));
    }
    const qint64 hours = ms % day / hour;
    return hours == 0 ? FormatText::tr("%1 d", "days").arg(locale.toString(ms / day))
                      : FormatText::tr("%1 d %2 h", "days and hours")
                            .arg(locale.toString(ms / day), locale.toString(hours));
}

QString skewText(std::chrono::milliseconds skew, const QLocale &locale)
{
    const QString text = durationText(skew, locale);
    return skew > 0ms ? u'+' + text : text;
}

QString exactTime(const QDateTime &moment, const QLocale &locale)
{
    if (!moment.isValid())
        return noValue();
    const QDateTime local = moment.toLocalTime();
    return FormatText::tr("%1 %2 %3", "date, time, time zone")
        .arg(locale.toString(local.date(), QLocale::LongFormat), local.toString(u"HH:mm:ss"_s),
             local.timeZoneAbbreviation());
}

QString lagText(const Lag &lag, const QLocale &locale)
{
    QStringList parts;
    if (lag.wals)
        parts.append(*lag.wals == 1 ? FormatText::tr("1 WAL")
                                    : FormatText::tr("%1 WALs").arg(countText(*lag.wals, locale)));
    if (lag.canaryAge)
        parts.append(durationText(*lag.canaryAge, locale));
    return parts.isEmpty() ? noValue() : parts.join(u", "_s);
}

QString listText(const QStringList &items, qsizetype most)
{
    if (items.size() <= most)
        return items.join(u", "_s);
    const int others = int(items.size() - most);
    return QCoreApplication::translate("Format", "%1 and %Ln more", nullptr, others)
        .arg(items.mid(0, most).join(u", "_s));
}

QVariant timeOrder(const QDateTime &moment)
{
    return moment.isValid() ? QVariant(moment.toMSecsSinceEpoch()) : QVariant();
}

QString shortId(const QString &id)
{
    static const QRegularExpression uuid(
        u"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"_s,
        QRegularExpression::CaseInsensitiveOption);
    return uuid.match(id).hasMatch() ? id.first(8) : id;
}

QString hostOf(const QString &address)
{
    const QUrl url(address.contains(u"://") ? address : u"https://"_s + address);
    return url.host().isEmpty() ? address : url.host();
}

} // namespace switchover
