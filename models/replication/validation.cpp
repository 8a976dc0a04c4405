// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/activationtoken.h"
#include "models/replication/arguments.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringDecoder>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct ArgumentsText
{
    Q_DECLARE_TR_FUNCTIONS(Arguments)
};

Failure fault(QLatin1StringView name, const QString &detail)
{
    return Failure(
        Error { .kind = Error::Kind::InvalidInput, .where = QString(name), .detail = detail });
}

bool hasBlanksOrControls(QStringView text)
{
    return std::ranges::any_of(
        text, [](QChar c) { return c.isSpace() || c.category() == QChar::Other_Control; });
}

double secondsIn(QStringView unit)
{
    if (unit == "ms"_L1)
        return 0.001;
    if (unit == u'm')
        return 60;
    if (unit == u'h')
        return 60 * 60;
    return unit == u'd' ? 24 * 60 * 60 : 1;
}

// Go's notation as Vault reads it: "90", "30m", "1h30m", "2d". Go counts nanoseconds in 64 bits,
// and what is longer than that comes out as anything.
bool isDuration(const QString &text)
{
    static const QRegularExpression form(u"^(?:[0-9]+|(?:[0-9]+(?:\\.[0-9]+)?(?:ms|s|m|h|d))+)$"_s);
    static const QRegularExpression part(u"([0-9.]+)([a-z]*)"_s);
    constexpr double longest = 9'223'372'036;
    if (!form.match(text).hasMatch())
        return false;
    double seconds = 0;
    for (const QRegularExpressionMatch &match : part.globalMatch(text))
        seconds += match.captured(1).toDouble() * secondsIn(match.capturedView(2));
    return seconds > 0 && seconds <= longest;
}

bool isApiAddress(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    const QString scheme = url.scheme();
    return url.isValid() && (scheme == "https"_L1 || scheme == "http"_L1) && !url.host().isEmpty()
        && url.userInfo().isEmpty() && !url.hasQuery() && !url.hasFragment()
        && (url.path().isEmpty() || url.path() == "/"_L1);
}

// host:port, or a URL with or without one.
bool isClusterAddress(const QString &text)
{
    const bool isUrl = text.contains("://"_L1);
    const QUrl url(isUrl ? text : u"https://"_s + text, QUrl::StrictMode);
    return isApiAddress(url.toString()) && (isUrl || url.port() > 0);
}

QString idFault(const Parameter &parameter, const QString &id)
{
    if (id != id.trimmed()
        || std::ranges::any_of(id, [](QChar c) { return c.category() == QChar::Other_Control; }))
        return ArgumentsText::tr(
            "Leave out blanks around the id and characters that cannot be seen.");
    if (parameter.place == Parameter::Place::Path
        && (id.contains(u'/') || id == "."_L1 || id == ".."_L1))
        return ArgumentsText::tr("An id with a slash cannot be part of the call's path.");
    return {};
}

QString mountPathFault(const QString &path)
{
    if (path.trimmed().isEmpty() || path != path.trimmed())
        return ArgumentsText::tr("Remove empty paths and blanks around paths.");
    if (path.startsWith(u'/'))
        return ArgumentsText::tr("Write the path without a leading slash, as in secret/.");
    for (const QLatin1StringView fixed :
         { "sys/"_L1, "cubbyhole/"_L1, "identity/"_L1, "auth/token/"_L1 }) {
        if (path == fixed)
            return ArgumentsText::tr("%1 cannot be filtered.").arg(path);
    }
    return {};
}

QString textFault(const Parameter &parameter, const QString &text)
{
    using Type = Parameter::Type;
    switch (parameter.type) {
    case Type::Duration:
        return isDuration(text)
            ? QString()
            : ArgumentsText::tr("Give a time such as 30m, 2h or a number of seconds.");
    case Type::Choice:
        return parameter.choiceList().contains(text)
            ? QString()
            : ArgumentsText::tr("Choose one of: %1.").arg(parameter.choiceList().join(", "_L1));
    case Type::Address:
        return isApiAddress(text)
            ? QString()
            : ArgumentsText::tr(
                "Give the address as a URL without a path, as in https://vault.example.com:8200.");
    case Type::ClusterAddress:
        return isClusterAddress(text)
            ? QString()
            : ArgumentsText::tr("Give the address as host:8201 or as a URL without a path, as in "
                                "https://vault.example.com:8201.");
    case Type::SecondaryId:
        return idFault(parameter, text);
    case Type::PublicKey:
        return hasBlanksOrControls(text)
            ? ArgumentsText::tr("The key is one word of base64 text without blanks or line breaks.")
            : QString();
    case Type::Boolean:
    case Type::TextList:
    case Type::MountPaths:
    case Type::Text:
    case Type::ServerPath:
    case Type::Secret:
    case Type::ActivationToken:
    case Type::DrOperationToken:
    case Type::KeyShare:
        return {};
    }
    Q_UNREACHABLE();
}

QString listFault(const Parameter &parameter, const QStringList &list)
{
    for (const QString &item : list) {
        if (parameter.type == Parameter::Type::MountPaths) {
            if (const QString detail = mountPathFault(item); !detail.isEmpty())
                return detail;
        } else if (!isClusterAddress(item.trimmed())) {
            return ArgumentsText::tr("Give each address as host:8201 or as a URL without a path.");
        }
    }
    return {};
}

QString secretFault(const Parameter &parameter, const SecretString &secret)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    QString text = decoder(secret.reveal());
    const bool isText = !decoder.hasError();
    const bool isOneWord = !hasBlanksOrControls(text);
    text.fill(u'\0');
    if (!isText)
        return ArgumentsText::tr("The value holds bytes that are not text. Copy it again.");
    if (parameter.type != Parameter::Type::Secret && !isOneWord)
        return ArgumentsText::tr(
            "The value holds blanks or line breaks. Copy it again in one piece.");
    return {};
}

bool isWorthSending(const Arguments &arguments, const Parameter &parameter)
{
    if (const SecretString *secret = arguments.secret(parameter.name))
        return !secret->isEmpty() || parameter.sendEmpty;
    const Arguments::Value *value = arguments.value(parameter.name);
    if (!value)
        return false;
    if (const auto *text = std::get_if<QString>(value))
        return !text->trimmed().isEmpty();
    if (const auto *list = std::get_if<QStringList>(value))
        return !list->isEmpty();
    return true;
}

bool hasRightKind(const Parameter &parameter, const Arguments &arguments)
{
    if (parameter.isSecret())
        return !arguments.value(parameter.name);
    const Arguments::Value *value = arguments.value(parameter.name);
    if (!value)
        return !arguments.secret(parameter.name);
    switch (parameter.type) {
    case Parameter::Type::Boolean:
        return std::holds_alternative<bool>(*value);
    case Parameter::Type::TextList:
    case Parameter::Type::MountPaths:
        return std::holds_alternative<QStringList>(*value);
    case Parameter::Type::Text:
    case Parameter::Type::Secret:
    case Parameter::Type::ActivationToken:
    case Parameter::Type::DrOperationToken:
    case Parameter::Type::KeyShare:
    case Parameter::Type::Duration:
    case Parameter::Type::Choice:
    case Parameter::Type::Address:
    case Parameter::Type::ClusterAddress:
    case Parameter::Type::ServerPath:
    case Parameter::Type::SecondaryId:
    case Parameter::Type::PublicKey:
        return std::holds_alternative<QString>(*value);
    }
    Q_UNREACHABLE();
}

QString valueFault(const Parameter &parameter, const Arguments &arguments)
{
    if (!hasRightKind(parameter, arguments))
        return ArgumentsText::tr("The value is of another kind than this field takes.");
    if (!isWorthSending(arguments, parameter))
        return {};
    if (const SecretString *secret = arguments.secret(parameter.name))
        return secretFault(parameter, *secret);
    const Arguments::Value &value = *arguments.value(parameter.name);
    if (const auto *list = std::get_if<QStringList>(&value))
        return listFault(parameter, *list);
    if (const auto *text = std::get_if<QString>(&value))
        return textFault(parameter,
                         parameter.type == Parameter::Type::SecondaryId ? *text : text->trimmed());
    return {};
}

// What only several values together show.
Result<void> checkTogether(const Operation &operation, const Arguments &arguments)
{
    const SecretString *token = arguments.secret("token"_L1);
    const bool hasAddresses = !arguments.texts("update_primary_addrs"_L1).isEmpty();
    if (operation.parameter("update_primary_addrs"_L1)) {
        if (token && !token->isEmpty() && hasAddresses)
            return fault(
                "update_primary_addrs"_L1,
                ArgumentsText::tr("Give either an activation token or addresses, not both."));
        if (!token && !hasAddresses)
            return fault(
                "token"_L1,
                ArgumentsText::tr(
                    "Give an activation token of the new primary, or its cluster addresses."));
    }
    if (operation.parameter("otp"_L1) && operation.parameter("pgp_key"_L1)) {
        const SecretString *otp = arguments.secret("otp"_L1);
        if (otp && !otp->isEmpty() && !arguments.text("pgp_key"_L1).isEmpty())
            return fault(
                "otp"_L1,
                ArgumentsText::tr("Give either a one-time password or a PGP key, not both."));
    }
    if (token && !token->isEmpty() && operation.parameter("primary_api_addr"_L1)
        && arguments.text("primary_api_addr"_L1).trimmed().isEmpty()) {
        const auto claims = decodeActivationToken(*token);
        if (claims && claims->address.value_or(QString()).isEmpty())
            return fault(
                "primary_api_addr"_L1,
                ArgumentsText::tr("The token carries no address, so give the primary's API address "
                                  "as the secondary's servers reach it."));
    }
    return {};
}

} // namespace

Result<void> validate(const Operation &operation, const Arguments &arguments)
{
    for (const Parameter &parameter : operation.parameters) {
        if (const QString detail = valueFault(parameter, arguments); !detail.isEmpty())
            return fault(parameter.name, detail);
        if (parameter.required && !isWorthSending(arguments, parameter))
            return fault(parameter.name,
                         ArgumentsText::tr("%1 is needed.").arg(parameter.labelText()));
    }
    return checkTogether(operation, arguments);
}

} // namespace switchover
