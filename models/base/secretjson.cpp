// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/secretjson.h"

#include "models/base/jsonescape.h"

#include <strings.h>

#include <algorithm>

namespace switchover {

SecretJson::SecretJson()
{
    append("{");
}

SecretJson::~SecretJson()
{
    wipe();
}

SecretJson &SecretJson::member(QLatin1StringView name, const SecretString &secret)
{
    key(name);
    quoted(secret.reveal());
    return *this;
}

SecretJson &SecretJson::member(QLatin1StringView name, const QString &text)
{
    key(name);
    quoted(text.toUtf8());
    return *this;
}

SecretJson &SecretJson::member(QLatin1StringView name, bool boolean)
{
    key(name);
    append(boolean ? "true" : "false");
    return *this;
}

SecretJson &SecretJson::member(QLatin1StringView name, const QStringList &texts)
{
    key(name);
    append("[");
    for (qsizetype i = 0; i < texts.size(); ++i) {
        if (i > 0)
            append(",");
        quoted(texts.at(i).toUtf8());
    }
    append("]");
    return *this;
}

SecretJson &SecretJson::listOfOne(QLatin1StringView name, const SecretString &secret)
{
    key(name);
    append("[");
    quoted(secret.reveal());
    append("]");
    return *this;
}

SecretJson &SecretJson::raw(QLatin1StringView name, QByteArrayView json)
{
    key(name);
    append(json);
    return *this;
}

SecretString SecretJson::take()
{
    append("}");
    SecretString whole { QByteArrayView(m_bytes.data(), qsizetype(m_bytes.size())) };
    wipe();
    m_first = true;
    append("{");
    return whole;
}

void SecretJson::key(QLatin1StringView name)
{
    if (!m_first)
        append(",");
    m_first = false;
    quoted({ name.data(), name.size() });
    append(":");
}

void SecretJson::quoted(QByteArrayView utf8)
{
    append("\"");
    escapeForJson(utf8, [this](QByteArrayView piece) { append(piece); });
    append("\"");
}

// A vector that grows by itself would leave its old content in freed memory.
void SecretJson::append(QByteArrayView bytes)
{
    const std::size_t needed = m_bytes.size() + std::size_t(bytes.size());
    if (needed > m_bytes.capacity()) {
        std::vector<char> larger;
        larger.reserve(std::max<std::size_t>(2 * needed, 256));
        larger.assign(m_bytes.begin(), m_bytes.end());
        wipe();
        m_bytes = std::move(larger);
    }
    m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
}

void SecretJson::wipe()
{
    if (!m_bytes.empty())
        explicit_bzero(m_bytes.data(), m_bytes.size());
    m_bytes.clear();
}

} // namespace switchover
