// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace switchover {

/// True if the text holds a private key, judged by its structure: a PEM or OpenPGP label, PuTTY,
/// age or JWK form, base64 of a DER key or of an OpenPGP secret key packet, or the binary forms.
[[nodiscard]] bool holdsPrivateKey(QByteArrayView text);

} // namespace switchover
