// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <openssl/evp.h>

#include <memory>

namespace switchover::lab {

/// For std::unique_ptr: frees what OpenSSL allocated.
template <auto function>
struct Free
{
    template <typename T>
    void operator()(T *pointer) const
    {
        function(pointer);
    }
};
using EvpKey = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using EvpDigest = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;

[[nodiscard]] inline const unsigned char *bytesOf(const QByteArray &array)
{
    return reinterpret_cast<const unsigned char *>(array.constData());
}

[[nodiscard]] inline unsigned char *bytesOf(QByteArray &array)
{
    return reinterpret_cast<unsigned char *>(array.data());
}

} // namespace switchover::lab
