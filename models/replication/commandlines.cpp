// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/apicall.h"

#include <QUrl>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

bool isPlainWord(const QString &text)
{
    if (text.isEmpty())
        return false;
    for (const QChar c : text) {
        const char16_t code = c.unicode();
        const bool isSafe = (code >= u'a' && code <= u'z') || (code >= u'A' && code <= u'Z')
            || (code >= u'0' && code <= u'9') || QStringView(u"-_./:,@%+").contains(c);
        if (!isSafe)
            return false;
    }
    return true;
}

QString quoted(const QString &text)
{
    if (isPlainWord(text))
        return text;
    QString inner = text;
    inner.replace(u'\'', "'\\''"_L1);
    return u'\'' + inner + u'\'';
}

/// The path with each segment percent-encoded, as it goes over the wire.
QString encodedPath(const QString &path)
{
    QStringList segments;
    for (const QString &segment : path.split(u'/'))
        segments.append(QString::fromLatin1(QUrl::toPercentEncoding(segment)));
    return segments.join(u'/');
}

QString withoutTrailingSlash(QString address)
{
    while (address.endsWith(u'/'))
        address.chop(1);
    return address;
}

bool sendsToken(Authorization authorization)
{
    switch (authorization) {
    case Authorization::Token:
    case Authorization::SudoToken:
    case Authorization::OptionalToken:
        return true;
    case Authorization::None:
    case Authorization::DrOperationToken:
        return false;
    }
    Q_UNREACHABLE();
}

/// A value as the CLI's key=value takes it: there "@x" is the content of file x, "\@x" the text
/// "@x", and "-" what comes on the standard input. nullopt if no such form says it.
std::optional<QString> cliValue(const QString &value)
{
    if (value == "-"_L1 || value.startsWith("\\@"_L1))
        return std::nullopt;
    return value.startsWith(u'@') ? QString(u'\\' + value) : value;
}

bool fitsOnCommandLine(const ApiCall &call)
{
    return std::ranges::all_of(call.shownArguments, [](const ShownArgument &argument) {
        return !argument.variable.isEmpty() || cliValue(argument.value);
    });
}

// Single-quoted JSON in which each secret is a shell variable: '{"token":"'"$TOKEN"'"}'.
QString shellBody(const ApiCall &call)
{
    QString body = QString::fromUtf8(call.shownBody);
    body.replace(u'\'', "'\\''"_L1);
    for (const ShownArgument &argument : call.shownArguments) {
        if (!argument.variable.isEmpty())
            body.replace(uR"("%1":"%2")"_s.arg(argument.name, argument.value),
                         uR"("%1":"'"$%2"'")"_s.arg(argument.name, argument.variable));
    }
    return u'\'' + body + u'\'';
}

} // namespace

QString asVaultCli(const ApiCall &call, const QString &address)
{
    QStringList words { u"vault"_s };
    switch (call.method) {
    case HttpMethod::Get:
        words.append(u"read"_s);
        break;
    case HttpMethod::Post:
        words.append(u"write"_s);
        break;
    case HttpMethod::Delete:
        words.append(u"delete"_s);
        break;
    }
    words.append(u"-address="_s + quoted(withoutTrailingSlash(address)));
    if (call.method == HttpMethod::Post && call.shownArguments.isEmpty())
        words.append(u"-force"_s);
    words.append(quoted(call.path));
    if (call.method == HttpMethod::Post && !fitsOnCommandLine(call)) {
        words.append(u"-"_s);
        return u"printf %s "_s + shellBody(call) + u" | "_s + words.join(u' ');
    }
    for (const ShownArgument &argument : call.shownArguments) {
        if (!argument.variable.isEmpty())
            words.append(uR"(%1="$%2")"_s.arg(argument.name, argument.variable));
        else
            words.append(argument.name + u'='
                         + (argument.value.isEmpty()
                                ? uR"("")"_s
                                : quoted(cliValue(argument.value).value_or(argument.value))));
    }
    // A read takes no JSON; the one value that cannot stand there comes on the standard input.
    return fitsOnCommandLine(call) ? words.join(u' ')
                                   : QString(u"printf %s - | "_s + words.join(u' '));
}

QString asCurl(const ApiCall &call, const QString &address)
{
    QStringList words { u"curl"_s };
    if (sendsToken(call.authorization))
        words.append(u"--header \"X-Vault-Token: $VAULT_TOKEN\""_s);
    if (call.method != HttpMethod::Get)
        words.append(u"--request "_s + QString::fromLatin1(wireName(call.method)));
    if (call.method == HttpMethod::Post)
        words.append(u"--data "_s + shellBody(call));
    QString url = withoutTrailingSlash(address) + "/v1/"_L1 + encodedPath(call.path);
    QStringList query;
    for (const auto &[name, value] : call.query)
        query.append(QString::fromLatin1(QUrl::toPercentEncoding(name) + '='
                                         + QUrl::toPercentEncoding(value)));
    if (!query.isEmpty())
        url += u'?' + query.join(u'&');
    words.append(quoted(url));
    return words.join(u' ');
}

} // namespace switchover
