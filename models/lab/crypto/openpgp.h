// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"

#include <QByteArray>
#include <QString>

/// As much of OpenPGP (RFC 4880) as handing a generated token to a key holder needs: reading a
/// public key and encrypting a few bytes to it. It knows RSA and Curve25519, which are what GnuPG
/// makes by itself; other curves are refused.
namespace switchover::lab::openpgp {

struct PublicKey
{
    QString fingerprint; ///< of the primary key: 40 lower-case hexadecimal digits
    QByteArray keyId;    ///< of the key that encrypts, eight bytes
    // RSA.
    QByteArray modulus;
    QByteArray exponent;
    // Curve25519 (RFC 6637).
    QByteArray point = {};           ///< 32 bytes
    QByteArray kdf = {};             ///< hash and cipher by their numbers
    QByteArray fullFingerprint = {}; ///< of the key that encrypts, 20 bytes
};

/// From the binary form that `gpg --export` writes. Errors: InvalidInput, `detail` says why.
[[nodiscard]] Result<PublicKey> readPublicKey(const QByteArray &packets);

/// A binary OpenPGP message: AES-256 with integrity protection, the session key by the key's own
/// method.
[[nodiscard]] Result<QByteArray> encrypt(const QByteArray &text, const PublicKey &key);

} // namespace switchover::lab::openpgp
