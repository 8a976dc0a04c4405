// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QLatin1StringView>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>

namespace switchover {

/// Writes JSON with members in the order they are given and integers in full. Controls, bidi and
/// other hidden characters are escaped, so that the JSON can be shown on a terminal.
class JsonWriter
{
public:
    enum class Style { Compact, Indented };
    explicit JsonWriter(Style style = Style::Compact);
    Q_DISABLE_COPY_MOVE(JsonWriter)
    ~JsonWriter();

    JsonWriter &beginObject();
    JsonWriter &endObject();
    JsonWriter &beginArray();
    JsonWriter &endArray();
    JsonWriter &key(QLatin1StringView name);
    JsonWriter &key(const QString &name);

    JsonWriter &value(const QString &text);
    JsonWriter &value(QLatin1StringView text);
    JsonWriter &value(const char *) = delete;
    JsonWriter &value(bool boolean);
    JsonWriter &value(int number);
    JsonWriter &value(qint64 number);
    JsonWriter &value(quint64 number);
    JsonWriter &value(double number);
    JsonWriter &value(const QStringList &texts);
    JsonWriter &
    value(const QDateTime &moment); ///< RFC 3339 in UTC with milliseconds; invalid is null
    JsonWriter &value(std::nullptr_t);
    JsonWriter &raw(QByteArrayView json); ///< must be one valid JSON value

    template <typename T>
    JsonWriter &value(const std::optional<T> &optional)
    {
        return optional ? value(*optional) : value(nullptr);
    }

    template <typename Name, typename T>
    JsonWriter &member(const Name &name, const T &content)
    {
        key(name);
        return value(content);
    }
    /// Leaves the member out if the text is empty.
    template <typename Name>
    JsonWriter &memberIfAny(const Name &name, const QString &text)
    {
        return text.isEmpty() ? *this : member(name, text);
    }

    [[nodiscard]] QByteArray result() const;

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

} // namespace switchover
