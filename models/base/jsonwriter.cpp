// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/jsonwriter.h"

#include "models/base/jsonescape.h"

#define RAPIDJSON_ASSERT(x) Q_ASSERT(x)
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

namespace switchover {

struct JsonWriter::Data
{
    explicit Data(Style style)
        : indented(style == Style::Indented)
    {
        writer.SetIndent(' ', 2);
    }
    rapidjson::StringBuffer buffer;
    rapidjson::PrettyWriter<rapidjson::StringBuffer> writer { buffer };
    rapidjson::Writer<rapidjson::StringBuffer> compact { buffer };
    const bool indented;

    // Not the writer's own String(): it leaves hidden characters as they are.
    void writeText(const QString &text)
    {
        QByteArray quoted = "\"";
        escapeForJson(text.toUtf8(), [&quoted](QByteArrayView piece) { quoted += piece; });
        quoted += '"';
        write([&quoted](auto &into) {
            into.RawValue(quoted.constData(), size_t(quoted.size()), rapidjson::kStringType);
        });
    }

    template <typename Function>
    void write(Function function)
    {
        if (indented)
            function(writer);
        else
            function(compact);
    }
};

JsonWriter::JsonWriter(Style style)
    : m_data(std::make_unique<Data>(style))
{
}

JsonWriter::~JsonWriter() = default;

JsonWriter &JsonWriter::beginObject()
{
    m_data->write([](auto &writer) { writer.StartObject(); });
    return *this;
}

JsonWriter &JsonWriter::endObject()
{
    m_data->write([](auto &writer) { writer.EndObject(); });
    return *this;
}

JsonWriter &JsonWriter::beginArray()
{
    m_data->write([](auto &writer) { writer.StartArray(); });
    return *this;
}

JsonWriter &JsonWriter::endArray()
{
    m_data->write([](auto &writer) { writer.EndArray(); });
    return *this;
}

JsonWriter &JsonWriter::key(QLatin1StringView name)
{
    return key(QString(name));
}

JsonWriter &JsonWriter::key(const QString &name)
{
    m_data->writeText(name);
    return *this;
}

JsonWriter &JsonWriter::value(const QString &text)
{
    m_data->writeText(text);
    return *this;
}

JsonWriter &JsonWriter::value(QLatin1StringView text)
{
    return value(QString(text));
}

JsonWriter &JsonWriter::value(bool boolean)
{
    m_data->write([boolean](auto &writer) { writer.Bool(boolean); });
    return *this;
}

JsonWriter &JsonWriter::value(int number)
{
    return value(qint64(number));
}

JsonWriter &JsonWriter::value(qint64 number)
{
    m_data->write([number](auto &writer) { writer.Int64(number); });
    return *this;
}

JsonWriter &JsonWriter::value(quint64 number)
{
    m_data->write([number](auto &writer) { writer.Uint64(number); });
    return *this;
}

JsonWriter &JsonWriter::value(double number)
{
    m_data->write([number](auto &writer) { writer.Double(number); });
    return *this;
}

JsonWriter &JsonWriter::value(const QStringList &texts)
{
    beginArray();
    for (const QString &text : texts)
        value(text);
    return endArray();
}

JsonWriter &JsonWriter::value(const QDateTime &moment)
{
    return moment.isValid() ? value(moment.toUTC().toString(Qt::ISODateWithMs)) : value(nullptr);
}

JsonWriter &JsonWriter::value(std::nullptr_t)
{
    m_data->write([](auto &writer) { writer.Null(); });
    return *this;
}

JsonWriter &JsonWriter::raw(QByteArrayView json)
{
    m_data->write([json](auto &writer) {
        writer.RawValue(json.data(), size_t(json.size()), rapidjson::kNullType);
    });
    return *this;
}

QByteArray JsonWriter::result() const
{
    return { m_data->buffer.GetString(), qsizetype(m_data->buffer.GetSize()) };
}

} // namespace switchover
