// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/redaction.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

const QString blot = u"<secret>"_s;

// Names of members that hold secrets, in Vault's answers and in what people keep beside them.
const QString secretName =
    u"[^\"]*(?:token|secret|password|passwd|private|otp|credential|unseal|shares?|keys?(?:_b(?:ase)?64|_hex)?)"_s;

bool isSecretName(const QString &name)
{
    static const QRegularExpression whole(u"^"_s + secretName + u"$"_s,
                                          QRegularExpression::CaseInsensitiveOption);
    return whole.match(name).hasMatch();
}

bool holdsText(const QByteArray &json)
{
    return json.startsWith('"') || json.startsWith('[') || json.startsWith('{');
}

} // namespace

QString redacted(QString text)
{
    // Prefixed tokens of any length; those of before 1.10 and plain key shares only in full length,
    // because host names and Merkle roots look alike.
    static const QRegularExpression tokens(
        u"\\beyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*"
        "|\\bhv[sbr]\\.[A-Za-z0-9._-]+"
        "|\\b[sbr]\\.[A-Za-z0-9_-]{20,}"
        "|\\b[0-9a-fA-F]{64,}\\b"
        "|(?<![A-Za-z0-9+/=])(?=[A-Za-z+/]*[0-9])(?=[a-z0-9+/]*[A-Z])(?=[A-Z0-9+/]*[a-z])"
        "[A-Za-z0-9+/]{43}[A-Za-z0-9+/=](?![A-Za-z0-9+/=])"_s);
    text.replace(tokens, blot);
    return text;
}

QString redactedValue(const RawField &field)
{
    if (isSecretName(field.name) && holdsText(field.json))
        return blot;
    static const QRegularExpression members(
        u"(\""_s + secretName + u"\"\\s*:\\s*)(?:\"(?:[^\"\\\\]|\\\\.)*\"|\\[[^\\]]*\\])"_s,
        QRegularExpression::CaseInsensitiveOption);
    QString text = QString::fromUtf8(field.json);
    text.replace(members, u"\\1\""_s + blot + u'"');
    return redacted(text);
}

} // namespace switchover
