// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QJsonObject>

#include <memory>

namespace switchover::lab {

/// A key that signs JSON web tokens with ES256, as an identity provider or a Kubernetes cluster
/// does.
class JwtKey
{
public:
    JwtKey(); ///< makes a new key
    ~JwtKey();
    Q_DISABLE_COPY_MOVE(JwtKey)

    [[nodiscard]] QByteArray sign(const QJsonObject &claims) const;
    /// The claims, if this key signed them. Times and names are the caller's matter. Errors:
    /// BadAnswer for what is no JWT, Denied for another key's signature.
    [[nodiscard]] Result<QJsonObject> verify(QByteArrayView token) const;

private:
    struct Key;
    std::unique_ptr<Key> m_key;
};

} // namespace switchover::lab
