// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/json.h"

#include <QCoreApplication>
#include <QSet>

#define RAPIDJSON_ASSERT(x) Q_ASSERT(x)
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <charconv>
#include <cmath>
#include <cstring>
#include <type_traits>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

// Recursive parsing is the quickest; the depth is limited before it. UTF-8 is validated before,
// too. Not in full precision: in RapidJSON 1.1 that is undefined for certain numbers.
constexpr unsigned parseFlags = rapidjson::kParseInsituFlag;

const rapidjson::Value &asValue(const void *value)
{
    return *static_cast<const rapidjson::Value *>(value);
}

QLatin1StringView typeName(const rapidjson::Value &value)
{
    switch (value.GetType()) {
    case rapidjson::kNullType:
        return "null"_L1;
    case rapidjson::kFalseType:
    case rapidjson::kTrueType:
        return "a boolean"_L1;
    case rapidjson::kObjectType:
        return "an object"_L1;
    case rapidjson::kArrayType:
        return "an array"_L1;
    case rapidjson::kStringType:
        return "a string"_L1;
    case rapidjson::kNumberType:
        return value.IsInt64() && value.GetInt64() < 0 ? "a negative number"_L1 : "a number"_L1;
    }
    Q_UNREACHABLE();
}

QString stringOf(const rapidjson::Value &value)
{
    QByteArrayView utf8(value.GetString(), qsizetype(value.GetStringLength()));
    // Qt takes a byte order mark off, which would make a member of one name a member of another.
    static constexpr QByteArrayView mark("\xef\xbb\xbf");
    qsizetype marks = 0;
    for (; utf8.startsWith(mark); utf8 = utf8.sliced(mark.size()))
        ++marks;
    if (marks > 0)
        return QString(marks, QChar::ByteOrderMark) + QString::fromUtf8(utf8);
    return QString::fromUtf8(utf8);
}

template <typename Number>
std::optional<Number> parsedNumber(const rapidjson::Value &value)
{
    const char *begin = value.GetString();
    const char *end = begin + value.GetStringLength();
    Number number {};
    const auto [last, error] = std::from_chars(begin, end, number);
    if (error != std::errc() || last != end || begin == end)
        return std::nullopt;
    if constexpr (std::is_floating_point_v<Number>) {
        if (!std::isfinite(number))
            return std::nullopt; // "inf" and "nan"
    }
    return number;
}

/// A document of RapidJSON without what version 1.1 takes in although it is nothing that can be
/// written again: the second half of a surrogate pair alone, and numbers beyond every double.
class StrictDocument final : public rapidjson::Document
{
public:
    rapidjson::ParseResult parseInsitu(char *text)
    {
        rapidjson::ParseResult result;
        const auto generate = [this, text, &result](const rapidjson::Document &) {
            rapidjson::InsituStringStream stream(text);
            rapidjson::Reader reader;
            result = reader.Parse<parseFlags>(stream, *this);
            return !result.IsError();
        };
        Populate(generate);
        return result;
    }

    // Called by the reader in place of those of the base.
    bool Double(double number)
    {
        return std::isfinite(number) && rapidjson::Document::Double(number);
    }
    bool String(const char *text, rapidjson::SizeType length, bool copy)
    {
        return !hasSurrogate(text, length) && rapidjson::Document::String(text, length, copy);
    }
    bool Key(const char *text, rapidjson::SizeType length, bool copy)
    {
        return String(text, length, copy);
    }

private:
    // The text was valid before its escapes were replaced, so nothing else can be wrong with it.
    static bool hasSurrogate(const char *text, rapidjson::SizeType length)
    {
        const char *const end = text + length;
        while ((text = static_cast<const char *>(std::memchr(text, 0xed, size_t(end - text))))) {
            ++text;
            if (text < end && static_cast<unsigned char>(*text) >= 0xa0)
                return true;
        }
        return false;
    }
};

// No double needs one, and the parser adds the places of the fraction to it without a look.
constexpr int mostExponentDigits = 8;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool hasEndlessExponent(const char *afterE, const char *end)
{
    if (afterE < end && (*afterE == '+' || *afterE == '-'))
        ++afterE;
    const char *digit = afterE;
    while (digit < end && isDigit(*digit))
        ++digit;
    return digit - afterE > mostExponentDigits;
}

Failure badAnswer(const QString &where, const QString &detail)
{
    return Failure(Error { .kind = Error::Kind::BadAnswer, .where = where, .detail = detail });
}

struct JsonText
{
    Q_DECLARE_TR_FUNCTIONS(Json)
};

// Checked before parsing: the parser and handlers of nested values recurse, and no answer of Vault
// nests deeply. What is wrong is said; what else is no JSON is left to the parser.
std::optional<QString> hazard(QByteArrayView utf8)
{
    int depth = 0;
    const char *at = utf8.data();
    const char *const end = at + utf8.size();
    while (at < end) {
        const char c = *at++;
        if (c == '"') {
            // To the closing quote: the next one that no odd number of backslashes precedes.
            for (;;) {
                const auto *quote =
                    static_cast<const char *>(std::memchr(at, '"', size_t(end - at)));
                if (!quote)
                    return std::nullopt;
                const char *before = quote;
                while (before > at && before[-1] == '\\')
                    --before;
                const bool isEscaped = (quote - before) % 2 == 1;
                at = quote + 1;
                if (!isEscaped)
                    break;
            }
        } else if (c == '[' || c == '{') {
            if (++depth > JsonDocument::maximumDepth)
                return JsonText::tr("the JSON nests deeper than %1 levels")
                    .arg(JsonDocument::maximumDepth);
        } else if (c == ']' || c == '}') {
            --depth;
        } else if ((c == 'e' || c == 'E') && hasEndlessExponent(at, end)) {
            return JsonText::tr("the body is not JSON: a number has an impossible exponent");
        }
    }
    return std::nullopt;
}

} // namespace

struct JsonDocument::Data
{
    ~Data() { explicit_bzero(buffer.data(), buffer.size()); }
    std::vector<char> buffer; // strings of the document point into it
    StrictDocument document;
};

JsonDocument::JsonDocument(std::unique_ptr<Data> data)
    : m_data(std::move(data))
{
}

JsonDocument::JsonDocument(JsonDocument &&) noexcept = default;
JsonDocument &JsonDocument::operator=(JsonDocument &&) noexcept = default;
JsonDocument::~JsonDocument() = default;

Result<JsonDocument> JsonDocument::parse(QByteArrayView utf8)
{
    if (utf8.isEmpty())
        return badAnswer({}, JsonText::tr("the body is empty"));
    if (!utf8.isValidUtf8())
        return badAnswer({}, JsonText::tr("the body is not JSON: it is not valid UTF-8"));
    if (const auto problem = hazard(utf8))
        return badAnswer({}, *problem);
    auto data = std::make_unique<Data>();
    data->buffer.assign(utf8.begin(), utf8.end());
    data->buffer.push_back('\0');
    const auto parsed = data->document.parseInsitu(data->buffer.data());
    // In-situ parsing stops at a NUL: what follows it would be ignored silently.
    if (!parsed.IsError() && std::memchr(utf8.data(), 0, size_t(utf8.size())))
        return badAnswer({}, JsonText::tr("the body is not JSON: it contains a NUL byte"));
    if (parsed.IsError())
        return badAnswer(
            {}, JsonText::tr("the body is not JSON: the error is at byte %1").arg(parsed.Offset()));
    return JsonDocument(std::move(data));
}

bool JsonDocument::isObject() const
{
    return m_data->document.IsObject();
}

bool JsonDocument::isArray() const
{
    return m_data->document.IsArray();
}

JsonReader::JsonReader(const JsonDocument &document)
    : m_value(static_cast<const rapidjson::Value *>(&document.m_data->document))
{
    const rapidjson::Value &root = asValue(m_value);
    if (root.IsObject())
        m_readRest.resize(root.MemberCount() > 64 ? root.MemberCount() - 64 : 0);
    else
        wrongType({}, "an object"_L1, m_value);
}

JsonReader::JsonReader(JsonReader &parent, const void *value, QLatin1StringView name, qint64 index)
    : m_parent(&parent)
    , m_value(value)
    , m_name(name)
    , m_index(index)
    , m_error(parent.m_error)
    , m_readRest(asValue(value).MemberCount() > 64 ? asValue(value).MemberCount() - 64 : 0)
{
}

JsonReader::JsonReader(JsonReader &parent, const void *value, const QString &name)
    : JsonReader(parent, value, QLatin1StringView(), -1)
{
    m_foundName = name;
}

void JsonReader::markRead(size_t index)
{
    if (index < 64)
        m_readFirst |= quint64(1) << index;
    else
        m_readRest[index - 64] = true;
}

bool JsonReader::wasRead(size_t index) const
{
    return index < 64 ? (m_readFirst >> index) & 1 : m_readRest[index - 64];
}

QString JsonReader::step() const
{
    const QString name = m_name.isEmpty() ? m_foundName : QString(m_name);
    return m_index < 0 ? name : u"%1[%2]"_s.arg(name).arg(m_index);
}

JsonReader::~JsonReader() = default;

const void *JsonReader::peek(QLatin1StringView name) const
{
    const rapidjson::Value &object = asValue(m_value);
    if (!object.IsObject())
        return nullptr;
    const auto member =
        object.FindMember(rapidjson::Value(rapidjson::StringRef(name.data(), size_t(name.size()))));
    return member == object.MemberEnd() ? nullptr : &member->value;
}

const void *JsonReader::find(QLatin1StringView name)
{
    const rapidjson::Value &object = asValue(m_value);
    if (!object.IsObject())
        return nullptr;
    const auto member =
        object.FindMember(rapidjson::Value(rapidjson::StringRef(name.data(), size_t(name.size()))));
    if (member == object.MemberEnd())
        return nullptr;
    markRead(size_t(member - object.MemberBegin()));
    return member->value.IsNull() ? nullptr : &member->value;
}

QString JsonReader::path(QLatin1StringView name) const
{
    QString path;
    for (const JsonReader *reader = this; reader->m_parent; reader = reader->m_parent) {
        const QString step = reader->step();
        path = path.isEmpty() ? step : QString(step + u'.' + path);
    }
    if (name.isEmpty())
        return path;
    return path.isEmpty() ? QString(name) : QString(path + u'.' + name);
}

void JsonReader::wrongType(QLatin1StringView name, QLatin1StringView expected, const void *found)
{
    const rapidjson::Value &value = asValue(found);
    fail(name, JsonText::tr("expected %1, found %2").arg(expected, typeName(value)));
}

void JsonReader::fail(QLatin1StringView name, const QString &detail)
{
    if (!m_error->has_value())
        *m_error = Error { .kind = Error::Kind::BadAnswer, .where = path(name), .detail = detail };
}

const std::optional<Error> &JsonReader::error() const
{
    return *m_error;
}

bool JsonReader::has(QLatin1StringView name) const
{
    return peek(name);
}

bool JsonReader::isNull(QLatin1StringView name) const
{
    const void *value = peek(name);
    return value && asValue(value).IsNull();
}

bool JsonReader::isObject(QLatin1StringView name) const
{
    const void *value = peek(name);
    return value && asValue(value).IsObject();
}

bool JsonReader::isArray(QLatin1StringView name) const
{
    const void *value = peek(name);
    return value && asValue(value).IsArray();
}

bool JsonReader::isText(QLatin1StringView name) const
{
    const void *value = peek(name);
    return value && asValue(value).IsString();
}

std::optional<QString> JsonReader::text(QLatin1StringView name)
{
    const void *found = find(name);
    if (!found)
        return std::nullopt;
    if (!asValue(found).IsString()) {
        wrongType(name, "a string"_L1, found);
        return std::nullopt;
    }
    return stringOf(asValue(found));
}

std::optional<SecretString> JsonReader::secret(QLatin1StringView name)
{
    const void *found = find(name);
    if (!found)
        return std::nullopt;
    const rapidjson::Value &value = asValue(found);
    if (!value.IsString()) {
        wrongType(name, "a string"_L1, found);
        return std::nullopt;
    }
    return SecretString(QByteArrayView(value.GetString(), qsizetype(value.GetStringLength())));
}

std::optional<bool> JsonReader::boolean(QLatin1StringView name)
{
    const void *found = find(name);
    if (!found)
        return std::nullopt;
    const rapidjson::Value &value = asValue(found);
    if (value.IsBool())
        return value.GetBool();
    if (value.IsString()) {
        const QString word = stringOf(value);
        if (word == "true"_L1)
            return true;
        if (word == "false"_L1)
            return false;
    }
    wrongType(name, "a boolean"_L1, found);
    return std::nullopt;
}

std::optional<quint64> JsonReader::count(QLatin1StringView name)
{
    const void *found = find(name);
    if (!found)
        return std::nullopt;
    const rapidjson::Value &value = asValue(found);
    if (value.IsUint64())
        return value.GetUint64();
    if (value.IsString()) {
        if (value.GetStringLength() == 0)
            return std::nullopt; // the server writes this number as text and has none
        if (const auto number = parsedNumber<quint64>(value))
            return number;
    }
    wrongType(name, "a whole number"_L1, found);
    return std::nullopt;
}

std::optional<qint64> JsonReader::integer(QLatin1StringView name)
{
    const void *found = find(name);
    if (!found)
        return std::nullopt;
    const rapidjson::Value &value = asValue(found);
    if (value.IsInt64())
        return value.GetInt64();
    if (value.IsString()) {
        if (value.GetStringLength() == 0)
            return std::nullopt; // the server writes this number as text and has none
        if (const auto number = parsedNumber<qint64>(value))
            return number;
    }
    wrongType(name, "a whole number"_L1, found);
    return std::nullopt;
}

std::optional<double> JsonReader::number(QLatin1StringView name)
{
    const void *found = find(name);
    if (!found)
        return std::nullopt;
    const rapidjson::Value &value = asValue(found);
    if (value.IsNumber())
        return value.GetDouble();
    if (value.IsString()) {
        if (const auto parsed = parsedNumber<double>(value))
            return parsed;
    }
    wrongType(name, "a number"_L1, found);
    return std::nullopt;
}

std::optional<QStringList> JsonReader::texts(QLatin1StringView name)
{
    const void *found = find(name);
    if (!found)
        return std::nullopt;
    const rapidjson::Value &value = asValue(found);
    if (!value.IsArray()) {
        wrongType(name, "an array of strings"_L1, found);
        return std::nullopt;
    }
    QStringList list;
    list.reserve(qsizetype(value.Size()));
    for (const rapidjson::Value &item : value.GetArray()) {
        if (!item.IsString()) {
            wrongType(name, "an array of strings"_L1, &item);
            return std::nullopt;
        }
        list.append(stringOf(item));
    }
    return list;
}

std::optional<QList<qint64>> JsonReader::integers(QLatin1StringView name)
{
    const void *found = find(name);
    if (!found)
        return std::nullopt;
    const rapidjson::Value &value = asValue(found);
    if (!value.IsArray()) {
        wrongType(name, "an array of whole numbers"_L1, found);
        return std::nullopt;
    }
    QList<qint64> list;
    list.reserve(qsizetype(value.Size()));
    for (const rapidjson::Value &item : value.GetArray()) {
        if (!item.IsInt64()) {
            wrongType(name, "an array of whole numbers"_L1, &item);
            return std::nullopt;
        }
        list.append(item.GetInt64());
    }
    return list;
}

std::optional<QDateTime> JsonReader::dateTime(QLatin1StringView name)
{
    const void *found = find(name);
    if (!found)
        return std::nullopt;
    if (!asValue(found).IsString()) {
        wrongType(name, "a date"_L1, found);
        return std::nullopt;
    }
    QString word = stringOf(asValue(found));
    if (word.isEmpty())
        return std::nullopt;
    // Go prints up to nine fraction digits; Qt reads three.
    if (const qsizetype dot = word.indexOf(u'.'); dot >= 0) {
        qsizetype end = dot + 1;
        while (end < word.size() && word.at(end).isDigit())
            ++end;
        if (end - dot > 4)
            word.remove(dot + 4, end - dot - 4);
    }
    const QDateTime moment = QDateTime::fromString(word, Qt::ISODateWithMs);
    if (!moment.isValid()) {
        fail(name, JsonText::tr("expected a date in RFC 3339 form"));
        return std::nullopt;
    }
    return moment.toUTC();
}

bool JsonReader::object(QLatin1StringView name, const std::function<void(JsonReader &)> &read)
{
    const void *found = find(name);
    if (!found)
        return false;
    if (!asValue(found).IsObject()) {
        wrongType(name, "an object"_L1, found);
        return false;
    }
    JsonReader reader(*this, found, name, -1);
    read(reader);
    return true;
}

bool JsonReader::objects(QLatin1StringView name, const std::function<void(JsonReader &)> &read)
{
    const void *found = find(name);
    if (!found)
        return false;
    const rapidjson::Value &value = asValue(found);
    if (!value.IsArray()) {
        wrongType(name, "an array of objects"_L1, found);
        return false;
    }
    for (rapidjson::SizeType i = 0; i < value.Size(); ++i) {
        if (!value[i].IsObject()) {
            wrongType(name, "an array of objects"_L1, &value[i]);
            return true;
        }
        JsonReader reader(*this, &value[i], name, i);
        read(reader);
    }
    return true;
}

void JsonReader::eachObject(const std::function<void(const QString &, JsonReader &)> &read)
{
    const rapidjson::Value &object = asValue(m_value);
    if (!object.IsObject())
        return;
    size_t index = 0;
    for (const auto &member : object.GetObject()) {
        if (member.value.IsObject()) {
            markRead(index);
            const QString name = stringOf(member.name);
            JsonReader reader(*this, &member.value, name);
            read(name, reader);
        }
        ++index;
    }
}

QStringList JsonReader::names() const
{
    QStringList names;
    const rapidjson::Value &object = asValue(m_value);
    if (object.IsObject()) {
        for (const auto &member : object.GetObject())
            names.append(stringOf(member.name));
    }
    return names;
}

QList<RawField> JsonReader::rest() const
{
    QList<RawField> rest;
    const rapidjson::Value &object = asValue(m_value);
    if (!object.IsObject())
        return rest;
    size_t count = 0;
    while (count < object.MemberCount() && wasRead(count))
        ++count;
    if (count == object.MemberCount())
        return rest;
    // The first of several members with one name counts. Kept, the others would make a text that
    // programs which take the last one read differently.
    QSet<QByteArrayView> names;
    size_t index = 0;
    for (const auto &member : object.GetObject()) {
        const qsizetype before = names.size();
        names.insert({ member.name.GetString(), qsizetype(member.name.GetStringLength()) });
        if (wasRead(index++) || names.size() == before)
            continue;
        rapidjson::StringBuffer buffer;
        rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
        member.value.Accept(writer);
        rest.append(
            { stringOf(member.name), QByteArray(buffer.GetString(), qsizetype(buffer.GetSize())) });
    }
    return rest;
}

} // namespace switchover
