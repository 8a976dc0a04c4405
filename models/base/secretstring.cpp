// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/secretstring.h"

#include <cstring>
#include <utility>

namespace switchover {

SecretString::SecretString(QByteArrayView utf8)
    : m_bytes(utf8.begin(), utf8.end())
{
}

SecretString::SecretString(SecretString &&other) noexcept
    : m_bytes(std::exchange(other.m_bytes, {}))
{
}

SecretString &SecretString::operator=(SecretString &&other) noexcept
{
    if (this != &other) {
        clear();
        m_bytes = std::exchange(other.m_bytes, {});
    }
    return *this;
}

SecretString::~SecretString()
{
    clear();
}

SecretString SecretString::fromInput(const QString &text)
{
    QByteArray utf8 = QStringView(text).trimmed().toUtf8(); // without a copy in between
    SecretString secret { QByteArrayView(utf8) };
    if (!utf8.isEmpty())
        explicit_bzero(utf8.data(), size_t(utf8.size()));
    return secret;
}

SecretString SecretString::clone() const
{
    return SecretString(reveal());
}

void SecretString::clear()
{
    if (!m_bytes.empty())
        explicit_bzero(m_bytes.data(), m_bytes.size());
    m_bytes.clear();
}

bool operator==(const SecretString &left, const SecretString &right)
{
    if (left.m_bytes.size() != right.m_bytes.size())
        return false;
    unsigned difference = 0;
    for (size_t i = 0; i < left.m_bytes.size(); ++i)
        difference |= unsigned(static_cast<unsigned char>(left.m_bytes[i] ^ right.m_bytes[i]));
    return difference == 0;
}

} // namespace switchover
