// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/apicall.h"

#include "models/base/jsonwriter.h"
#include "models/base/secretjson.h"

#include <QCoreApplication>

#include <utility>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct ApiCallText
{
    Q_DECLARE_TR_FUNCTIONS(ApiCall)
};

struct Placeholder
{
    const char *shown;
    QLatin1StringView variable;
};

// Not translated: they stand in requests and command lines.
Placeholder placeholderFor(const Parameter &parameter)
{
    using Type = Parameter::Type;
    switch (parameter.type) {
    case Type::ActivationToken:
        return { "<activation token>", "ACTIVATION_TOKEN"_L1 };
    case Type::DrOperationToken:
        return { "<DR operation token>", "DR_OPERATION_TOKEN"_L1 };
    case Type::KeyShare:
        return { "<key share>", "KEY_SHARE"_L1 };
    case Type::Secret:
        if (parameter.name == "otp"_L1)
            return { "<one-time password>", "OTP"_L1 };
        return { "<licence>", "LICENSE"_L1 };
    case Type::Text:
    case Type::Duration:
    case Type::Boolean:
    case Type::TextList:
    case Type::Choice:
    case Type::Address:
    case Type::ClusterAddress:
    case Type::ServerPath:
    case Type::SecondaryId:
    case Type::MountPaths:
    case Type::PublicKey:
        return { "", {} };
    }
    Q_UNREACHABLE();
}

// As the server takes it: trimmed, and an API address without the trailing slash that breaks
// Vault 1.5.0.
QString tidied(const Parameter &parameter, QString text)
{
    text = text.trimmed();
    if (parameter.type == Parameter::Type::Address) {
        while (text.endsWith(u'/'))
            text.chop(1);
    }
    return text;
}

/// The value to send, or nullopt if it is the server's default.
std::optional<Arguments::Value> valueToSend(const Parameter &parameter, const Arguments &arguments)
{
    const Arguments::Value *value = arguments.value(parameter.name);
    if (!value)
        return std::nullopt;
    if (const auto *text = std::get_if<QString>(value)) {
        const QString tidy = tidied(parameter, *text);
        const bool isDefault = tidy == QLatin1StringView(parameter.defaultText)
            && !parameter.sendEmpty && !parameter.required;
        if (tidy.isEmpty() || isDefault)
            return std::nullopt;
        return tidy;
    }
    if (const auto *on = std::get_if<bool>(value)) {
        const bool isDefault = *on == (QLatin1StringView(parameter.defaultText) == "true"_L1);
        return isDefault ? std::nullopt : std::optional(*value);
    }
    QStringList list;
    for (const QString &item : std::get<QStringList>(*value))
        list.append(item.trimmed());
    if (list.isEmpty() && !parameter.sendEmpty)
        return std::nullopt;
    return list;
}

QString shownText(const Arguments::Value &value)
{
    if (const auto *text = std::get_if<QString>(&value))
        return *text;
    if (const auto *on = std::get_if<bool>(&value))
        return *on ? u"true"_s : u"false"_s;
    return std::get<QStringList>(value).join(u',');
}

void write(JsonWriter &writer, const Arguments::Value &value)
{
    std::visit([&writer](const auto &content) { writer.value(content); }, value);
}

class Builder
{
public:
    Builder(const Operation &row, ApiDialect dialect, const Arguments &arguments)
        : m_row(row)
        , m_dialect(dialect)
        , m_arguments(arguments)
    {
    }

    Result<ApiCall> build();

private:
    void placeInPath(const Parameter &parameter);
    void placeInQuery(const Parameter &parameter);
    void writeBody();

    const Operation &m_row;
    ApiDialect m_dialect;
    const Arguments &m_arguments;
    ApiCall m_call;
};

Result<ApiCall> Builder::build()
{
    m_call.operation = m_row.id;
    m_call.method = m_row.method;
    m_call.path = QString(m_row.path);
    m_call.authorization = m_row.authorization;
    if (m_dialect == ApiDialect::Legacy) {
        if (!m_row.legacyMethod)
            return Failure(
                Error { .kind = Error::Kind::NotAllowed,
                        .detail = ApiCallText::tr("Vault 0.7 does not have this call.") });
        m_call.method = *m_row.legacyMethod;
        m_call.path = QString(m_row.legacyPath);
    }
    if (const auto valid = validate(m_row, m_arguments); !valid)
        return Failure(valid.error());
    for (const Parameter &parameter : m_row.parameters) {
        if (m_dialect == ApiDialect::Legacy && !parameter.inLegacyApi
            && valueToSend(parameter, m_arguments))
            return Failure(Error {
                .kind = Error::Kind::InvalidInput,
                .where = QString(parameter.name),
                .detail = ApiCallText::tr("Vault 0.7 does not know this field. Leave it empty.") });
        if (parameter.place == Parameter::Place::Path) {
            placeInPath(parameter);
        } else if (m_call.method == HttpMethod::Get) {
            placeInQuery(parameter);
        }
    }
    if (m_call.method == HttpMethod::Post)
        writeBody();
    return std::move(m_call);
}

void Builder::placeInPath(const Parameter &parameter)
{
    QString value = m_arguments.text(parameter.name).trimmed();
    if (value.isEmpty())
        value = QLatin1StringView(parameter.defaultText);
    m_call.path.replace(QString(u'{' + parameter.name + u'}'), value);
}

void Builder::placeInQuery(const Parameter &parameter)
{
    if (const auto value = valueToSend(parameter, m_arguments)) {
        m_call.query.append({ QString(parameter.name), shownText(*value) });
        m_call.shownArguments.append({ QString(parameter.name), shownText(*value), {} });
    }
}

void Builder::writeBody()
{
    JsonWriter shown;
    shown.beginObject();
    QList<std::pair<const Parameter *, QByteArray>> plain; // value as JSON; "" for a secret
    // With addresses an empty token is no wish to forget the primary, which is what it would say.
    const bool givesAddresses = !m_arguments.texts("update_primary_addrs"_L1).isEmpty();
    for (const Parameter &parameter : m_row.parameters) {
        if (parameter.place == Parameter::Place::Path)
            continue;
        if (const SecretString *secret = m_arguments.secret(parameter.name)) {
            if (secret->isEmpty() && (!parameter.sendEmpty || givesAddresses))
                continue;
            const Placeholder placeholder = placeholderFor(parameter);
            const QString text =
                secret->isEmpty() ? QString() : QString::fromLatin1(placeholder.shown);
            shown.member(parameter.name, text);
            m_call.shownArguments.append(
                { QString(parameter.name), text,
                  secret->isEmpty() ? QString() : QString(placeholder.variable) });
            plain.append(std::pair { &parameter, QByteArray() });
        } else if (const auto value = valueToSend(parameter, m_arguments)) {
            JsonWriter writer;
            write(writer, *value);
            shown.key(parameter.name);
            shown.raw(writer.result());
            m_call.shownArguments.append({ QString(parameter.name), shownText(*value), {} });
            plain.append(std::pair { &parameter, writer.result() });
        }
    }
    shown.endObject();
    m_call.shownBody = shown.result();

    SecretJson body;
    for (const auto &[parameter, json] : std::as_const(plain)) {
        if (json.isEmpty())
            body.member(parameter->name, *m_arguments.secret(parameter->name));
        else
            body.raw(parameter->name, json);
    }
    m_call.body = body.take();
}

} // namespace

Result<ApiCall> apiCall(const Operation &operation, ApiDialect dialect, const Arguments &arguments)
{
    return Builder(operation, dialect, arguments).build();
}

} // namespace switchover
