// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/base/secretstring.h"

#include <QByteArray>
#include <QDateTime>
#include <QLatin1StringView>
#include <QList>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace switchover {

/// A member we did not ask for, kept as it came: compact JSON text.
struct RawField
{
    QString name;
    QByteArray json;

    friend bool operator==(const RawField &, const RawField &) = default;
};

class JsonReader;

/// A parsed JSON text. RapidJSON is inside, because WAL indexes use all 64 bits, which
/// QJsonDocument rounds. Parsing is iterative and nesting deeper than maximumDepth is refused,
/// so no body can exhaust the stack. The text is zeroed when the document dies.
class JsonDocument
{
public:
    static constexpr int maximumDepth = 128;

    /// Error::BadAnswer with the byte offset if `utf8` is not one valid JSON value in valid UTF-8.
    [[nodiscard]] static Result<JsonDocument> parse(QByteArrayView utf8);

    JsonDocument(JsonDocument &&) noexcept;
    JsonDocument &operator=(JsonDocument &&) noexcept;
    ~JsonDocument();

    [[nodiscard]] bool isObject() const;
    [[nodiscard]] bool isArray() const;

private:
    friend class JsonReader;
    struct Data;
    explicit JsonDocument(std::unique_ptr<Data> data);
    std::unique_ptr<Data> m_data;
};

/// Reads the members of one JSON object and remembers which it read.
///
/// An absent or null member gives nullopt. A member of another type than asked for is recorded as
/// the document's error, with its JSON path; reading goes on, and the decoder returns
/// error() at its end. Numbers and booleans may also come as strings, as Vault's newer fields do.
class JsonReader
{
public:
    /// The root of `document`, which must outlive the reader. If the root is no object, error()
    /// says so.
    explicit JsonReader(const JsonDocument &document);
    Q_DISABLE_COPY_MOVE(JsonReader)
    ~JsonReader();

    [[nodiscard]] bool has(QLatin1StringView name) const;    ///< present, maybe null
    [[nodiscard]] bool isNull(QLatin1StringView name) const; ///< present and null
    [[nodiscard]] bool isObject(QLatin1StringView name) const;
    [[nodiscard]] bool isArray(QLatin1StringView name) const;
    [[nodiscard]] bool isText(QLatin1StringView name) const;

    std::optional<QString> text(QLatin1StringView name);
    std::optional<SecretString> secret(QLatin1StringView name);
    std::optional<bool> boolean(QLatin1StringView name);
    std::optional<quint64> count(QLatin1StringView name);
    std::optional<qint64> integer(QLatin1StringView name);
    std::optional<double> number(QLatin1StringView name);
    std::optional<QStringList> texts(QLatin1StringView name);
    std::optional<QList<qint64>> integers(QLatin1StringView name);
    /// RFC 3339 with offset, any number of fraction digits; "" is absent. In UTC.
    std::optional<QDateTime> dateTime(QLatin1StringView name);

    /// Calls `read` with the object member; false if it is absent or null.
    bool object(QLatin1StringView name, const std::function<void(JsonReader &)> &read);
    /// Calls `read` for each object in the array member; false if it is absent or null.
    bool objects(QLatin1StringView name, const std::function<void(JsonReader &)> &read);
    /// Calls `read` for each member that is an object, in order, with its name.
    void eachObject(const std::function<void(const QString &name, JsonReader &)> &read);
    /// Marks a member as read, so that rest() leaves it out.
    void skip(QLatin1StringView name) { (void)find(name); }
    /// Names of all members, in order.
    [[nodiscard]] QStringList names() const;

    /// The members not asked for so far.
    [[nodiscard]] QList<RawField> rest() const;

    /// Records that a required member is missing or has an impossible value.
    void fail(QLatin1StringView name, const QString &detail);

    [[nodiscard]] const std::optional<Error> &error() const;

private:
    JsonReader(JsonReader &parent, const void *value, QLatin1StringView name, qint64 index);
    JsonReader(JsonReader &parent, const void *value, const QString &name);
    void markRead(size_t index);
    [[nodiscard]] bool wasRead(size_t index) const;
    [[nodiscard]] QString step() const;
    const void *find(QLatin1StringView name);
    [[nodiscard]] const void *peek(QLatin1StringView name) const;
    [[nodiscard]] QString path(QLatin1StringView name) const;
    void wrongType(QLatin1StringView name, QLatin1StringView expected, const void *found);

    // A reader is made for each object of a long array, so making one allocates nothing.
    const JsonReader *m_parent = nullptr;
    const void *m_value = nullptr;
    QLatin1StringView m_name;        // the last step of the path: a member, or
    QString m_foundName;             // one whose name came with the document
    qint64 m_index = -1;             // and a place in the array of that name
    std::optional<Error> m_ownError; // of the root; all readers under it record there
    std::optional<Error> *m_error = &m_ownError;
    quint64 m_readFirst = 0; // a bit for each of the first 64 members
    std::vector<bool> m_readRest;
};

} // namespace switchover
