// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"

#include <QByteArray>
#include <QList>
#include <QSslConfiguration>
#include <QSslError>
#include <QString>

namespace switchover {

/// TLS 1.2 or later with the peer verified. `caPem` is trusted instead of the system's CAs, not
/// besides them; empty means the system's. InvalidInput if it is not PEM certificates throughout.
[[nodiscard]] Result<QSslConfiguration> tlsConfiguration(const QByteArray &caPem);

/// The certificate errors in words, with subject, issuer and expiry of the certificate in question.
[[nodiscard]] QString describeTlsErrors(const QList<QSslError> &errors);

/// Words for a handshake that ended without a certificate error, from OpenSSL's error text.
[[nodiscard]] QString describeHandshakeFailure(const QString &errorString);

} // namespace switchover
