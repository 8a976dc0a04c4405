// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>

/// The pieces of a JSON web signature (RFC 7515) that its kinds have in common.
namespace switchover::lab::jws {

inline constexpr auto base64 = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;

[[nodiscard]] QByteArray encodePart(const QJsonObject &object);

// OpenSSL writes and reads a DER sequence of two integers; a JWS holds them raw, one after the
// other, each as long as a coordinate of the curve.
[[nodiscard]] QByteArray rawSignature(const QByteArray &der, int coordinateBytes);
[[nodiscard]] QByteArray derSignature(const QByteArray &raw, int coordinateBytes);

} // namespace switchover::lab::jws
