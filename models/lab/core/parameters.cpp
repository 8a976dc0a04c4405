// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/core/parameters.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

std::optional<bool> toBoolean(const QJsonValue &value)
{
    if (value.isBool())
        return value.toBool();
    if (value.isDouble())
        return value.toDouble() != 0;
    const QString text = value.toString();
    if (text == "1"_L1 || text == "t"_L1 || text.compare("true"_L1, Qt::CaseInsensitive) == 0)
        return true;
    if (text.isEmpty() || text == "0"_L1 || text == "f"_L1
        || text.compare("false"_L1, Qt::CaseInsensitive) == 0)
        return false;
    return std::nullopt;
}

bool fits(const QJsonValue &value, FieldType type)
{
    switch (type) {
    case FieldType::Text:
        return value.isString() || value.isDouble() || value.isBool();
    case FieldType::Boolean:
        return (value.isBool() || value.isDouble() || value.isString())
            && toBoolean(value).has_value();
    case FieldType::Duration:
        return value.isDouble()
            || (value.isString() && (value.toString().isEmpty() || parseSeconds(value.toString())));
    case FieldType::Number: {
        bool ok = value.isDouble();
        if (value.isString())
            value.toString().toLongLong(&ok);
        return ok;
    }
    case FieldType::List:
        if (!value.isArray())
            return value.isString();
        return std::ranges::all_of(value.toArray(), [](const QJsonValue &entry) {
            return entry.isString() || entry.isDouble() || entry.isBool();
        });
    case FieldType::Any:
        return true;
    }
    Q_UNREACHABLE();
}

QString wanted(FieldType type)
{
    switch (type) {
    case FieldType::Text:
        return u"string"_s;
    case FieldType::Boolean:
        return u"bool"_s;
    case FieldType::Duration:
        return u"duration"_s;
    case FieldType::Number:
        return u"int"_s;
    case FieldType::List:
        return u"[]string"_s;
    case FieldType::Any:
        return u"interface {}"_s;
    }
    Q_UNREACHABLE();
}

tl::expected<QJsonObject, QString> readBody(const Call &call)
{
    if (call.body.trimmed().isEmpty())
        return QJsonObject();
    if (call.contentType.startsWith("application/x-www-form-urlencoded")
        && !call.body.trimmed().startsWith('{')) {
        QJsonObject form;
        const QUrlQuery query(QString::fromUtf8(QByteArray(call.body).replace('+', "%20")));
        for (const auto &[name, value] : query.queryItems(QUrl::FullyDecoded))
            form.insert(name, value);
        return form;
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(call.body, &error);
    if (document.isNull())
        return tl::unexpected("failed to parse JSON input: "_L1 + error.errorString());
    if (!document.isObject()) {
        return tl::unexpected(
            u"failed to parse JSON input: json: cannot unmarshal array into Go value of type map[string]interface {}"_s);
    }
    return document.object();
}

QString scalarText(const QJsonValue &value)
{
    if (value.isBool())
        return value.toBool() ? u"1"_s : u"0"_s; // as Go's weak decoding does
    if (value.isDouble())
        return QString::number(value.toDouble(), 'g', 17);
    return value.toString();
}

} // namespace

std::optional<qint64> parseSeconds(const QString &text)
{
    bool isNumber = false;
    const qint64 plain = text.toLongLong(&isNumber);
    if (isNumber)
        return plain;
    static const QRegularExpression whole(u"^(?:\\d+(?:\\.\\d+)?(?:ms|s|m|h|d))+$"_s);
    static const QRegularExpression part(u"(\\d+(?:\\.\\d+)?)(ms|s|m|h|d)"_s);
    if (!whole.match(text).hasMatch())
        return std::nullopt;
    double seconds = 0;
    for (auto it = part.globalMatch(text); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        const QString unit = match.captured(2);
        const double factor = unit == "ms"_L1 ? 0.001
            : unit == "s"_L1                  ? 1
            : unit == "m"_L1                  ? 60
            : unit == "h"_L1                  ? 3600
                                              : 86400;
        seconds += match.captured(1).toDouble() * factor;
    }
    return qint64(seconds);
}

tl::expected<Parameters, QString> Parameters::of(const Call &call, std::span<const Field> fields)
{
    Parameters result;
    if (call.isUpdate()) {
        auto body = readBody(call);
        if (!body)
            return tl::unexpected(std::move(body).error());
        result.m_values = *std::move(body);
    } else {
        for (const auto &[name, value] : call.query.queryItems(QUrl::FullyDecoded))
            result.m_values.insert(name, value);
    }
    for (auto it = result.m_values.begin(); it != result.m_values.end();) {
        if (it.value().isNull()) {
            it = result.m_values.erase(it);
            continue;
        }
        const auto field = std::ranges::find_if(
            fields, [&it](const Field &known) { return it.key() == known.name; });
        if (field == fields.end()) {
            result.m_unrecognized.append(it.key());
        } else if (!fits(it.value(), field->type)) {
            return tl::unexpected(
                u"Field validation failed: error converting input for field \"%1\": "
                "expected type '%2'"_s.arg(it.key(), wanted(field->type)));
        }
        ++it;
    }
    result.m_unrecognized.sort();
    return result;
}

QString Parameters::text(QLatin1StringView name) const
{
    return scalarText(m_values.value(name));
}

bool Parameters::boolean(QLatin1StringView name) const
{
    return toBoolean(m_values.value(name)).value_or(false);
}

std::optional<qint64> Parameters::seconds(QLatin1StringView name) const
{
    const QJsonValue value = m_values.value(name);
    if (value.isDouble())
        return qint64(value.toDouble());
    if (value.toString().isEmpty())
        return std::nullopt;
    return parseSeconds(value.toString());
}

std::optional<qint64> Parameters::number(QLatin1StringView name) const
{
    const QJsonValue value = m_values.value(name);
    if (value.isDouble())
        return qint64(value.toDouble());
    bool ok = false;
    const qint64 number = value.toString().toLongLong(&ok);
    return ok ? std::optional(number) : std::nullopt;
}

QStringList Parameters::list(QLatin1StringView name) const
{
    const QJsonValue value = m_values.value(name);
    QStringList result;
    if (value.isArray()) {
        for (const QJsonValue &entry : value.toArray())
            result.append(scalarText(entry));
    } else {
        for (const QString &part : value.toString().split(u',', Qt::SkipEmptyParts))
            result.append(part.trimmed());
    }
    return result;
}

QJsonObject Parameters::object(QLatin1StringView name) const
{
    return m_values.value(name).toObject();
}

} // namespace switchover::lab
