// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/oncedevice.h"

#include <algorithm>
#include <utility>

namespace switchover {

OnceDevice::OnceDevice(SecretString body)
    : m_body(std::move(body))
{
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

bool OnceDevice::mayHaveBeenSent() const
{
    return m_body.isEmpty() || m_position > 0;
}

bool OnceDevice::isSequential() const
{
    return true;
}

qint64 OnceDevice::size() const
{
    return m_body.size();
}

qint64 OnceDevice::bytesAvailable() const
{
    return m_body.size() - m_position + QIODevice::bytesAvailable();
}

bool OnceDevice::atEnd() const
{
    return m_position >= m_body.size();
}

bool OnceDevice::reset()
{
    return false;
}

qint64 OnceDevice::readData(char *data, qint64 maxSize)
{
    if (atEnd())
        return -1;
    const qint64 length = std::min(maxSize, m_body.size() - m_position);
    std::copy_n(m_body.reveal().data() + m_position, length, data);
    m_position += length;
    return length;
}

qint64 OnceDevice::writeData(const char *, qint64)
{
    return -1;
}

} // namespace switchover

#include "moc_oncedevice.cpp"
