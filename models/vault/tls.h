// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/vault/connection.h"

#include <QByteArray>
#include <QList>
#include <QSslConfiguration>
#include <QSslError>
#include <QString>

namespace switchover {

/// TLS 1.2 or later with the peer verified. `caPem` is trusted instead of the system's CAs, not
/// besides them; empty means the system's. InvalidInput if it is not PEM certificates throughout.
[[nodiscard]] Result<QSslConfiguration> tlsConfiguration(const QByteArray &caPem);
/// With the client's certificate. With pinned certificates no authority is trusted at all, so that
/// each handshake brings errors and isPinned() has to decide.
[[nodiscard]] Result<QSslConfiguration> tlsConfiguration(const Connection &connection);

/// Is `leaf` one of the pinned certificates, and do the errors say nothing worse than that nobody
/// vouches for it?
[[nodiscard]] bool isPinned(const QSslCertificate &leaf, const QList<QSslError> &errors,
                            const QList<QByteArray> &pinnedDigests);
/// That an issuer is unknown or not trusted, as opposed to a wrong name, date or signature.
[[nodiscard]] bool isAboutTheIssuer(const QSslError &error);
[[nodiscard]] QByteArray digestOf(const QSslCertificate &certificate);
/// Says that the server shows another certificate than the pinned one.
[[nodiscard]] QString describePinMismatch(const QSslCertificate &leaf);

/// Is `leaf` for `host`, a name or an IP address, by its subject alternative names? A common name
/// does not count, as for Go and so for Vault's own clients and every secondary; Qt would take it.
[[nodiscard]] bool isNamed(const QSslCertificate &leaf, const QString &host);
/// It has no name or IP address among its subject alternative names.
[[nodiscard]] bool hasNoAlternativeName(const QSslCertificate &leaf);
/// `errors` of the handshake, with a HostNameMismatch if `leaf` is not for `host` and none is
/// there.
[[nodiscard]] QList<QSslError> withNameCheck(QList<QSslError> errors, const QSslCertificate &leaf,
                                             const QString &host);
[[nodiscard]] QString describeMissingAlternativeName();

/// The certificate errors in words, with subject, issuer and expiry of the certificate in question.
[[nodiscard]] QString describeTlsErrors(const QList<QSslError> &errors);

/// Words for a handshake that ended without a certificate error, from OpenSSL's error text.
[[nodiscard]] QString describeHandshakeFailure(const QString &errorString);

} // namespace switchover
