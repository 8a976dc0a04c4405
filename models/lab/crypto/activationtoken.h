// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QDateTime>
#include <QString>

#include <memory>

namespace switchover::lab {

/// What an activation token (a wrapping token in JWT form) says.
struct ActivationClaims
{
    QString accessor;    ///< empty in real tokens
    QString address;     ///< "addr": API address of the node that issued it, or empty
    QDateTime expires;   ///< "exp"
    QDateTime issued;    ///< "iat"
    QString tokenId;     ///< "jti": the inner wrapping token
    QDateTime notBefore; ///< "nbf": Vault sets it five seconds before iat; invalid: left out
    QString type = QStringLiteral("wrapping");

    friend bool operator==(const ActivationClaims &, const ActivationClaims &) = default;
};

/// The key of one cluster (or replication set) that signs activation tokens: ES512, that is ECDSA
/// on P-521 over SHA-512, the signature being the 66 bytes of r and the 66 bytes of s.
class ActivationTokenKey
{
public:
    enum class KeyIdHeader {
        Absent,
        Empty, ///< `"kid":""`, as Vault 1.2 wrote it
    };

    ActivationTokenKey(); ///< makes a new key
    ~ActivationTokenKey();
    ActivationTokenKey(ActivationTokenKey &&other) noexcept;
    ActivationTokenKey &operator=(ActivationTokenKey &&other) noexcept;

    [[nodiscard]] QByteArray sign(const ActivationClaims &claims,
                                  KeyIdHeader kid = KeyIdHeader::Absent) const;

    /// The claims, if the token is well formed and was signed by this key. Times are not judged
    /// here: the lab's clock is not the computer's. Errors: BadAnswer for what is no such JWT,
    /// Denied for a signature of another key; `detail` says what was found.
    [[nodiscard]] Result<ActivationClaims> verify(QByteArrayView token) const;

private:
    struct Key;
    std::unique_ptr<Key> m_key;
};

/// True for three non-empty parts between dots, which is how Vault tells a JWT from a plain token.
[[nodiscard]] bool looksLikeJwt(QByteArrayView token);

/// What the token says, its signature unseen. Only for showing, never for accepting it.
[[nodiscard]] Result<ActivationClaims> readUnverified(QByteArrayView token);

} // namespace switchover::lab
