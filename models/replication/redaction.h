// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/json.h"

#include <QString>

namespace switchover {

/// Blots out what looks like a token, a JSON web token or a key share: what is explained offline
/// ends up in tickets.
[[nodiscard]] QString redacted(QString text);

/// The value of a member that is not known here. Besides what looks like a secret, the texts and
/// lists of members whose names say that they hold one are blotted out, at any depth.
[[nodiscard]] QString redactedValue(const RawField &field);

} // namespace switchover
