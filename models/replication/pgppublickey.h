// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"

#include <QByteArray>
#include <QString>

namespace switchover {

/// A key holder's OpenPGP public key, to which the server encrypts a generated token.
struct PgpPublicKey
{
    QByteArray packets;  ///< binary, as `gpg --export` writes it
    QString fingerprint; ///< lower-case hexadecimal; "" for key versions it cannot be told of
    QString userId;      ///< "Ada <ada@example.com>"; "" if the key carries none

    /// As the server takes it: without armour lines.
    [[nodiscard]] QString forServer() const { return QString::fromLatin1(packets.toBase64()); }
    friend bool operator==(const PgpPublicKey &, const PgpPublicKey &) = default;
};

/// From what a person has at hand: the ASCII-armoured block, base64 of the binary key, or the
/// binary key itself. InvalidInput says what was found instead; a private key is refused before it
/// goes anywhere.
[[nodiscard]] Result<PgpPublicKey> pgpPublicKeyFrom(const QByteArray &input);

} // namespace switchover
