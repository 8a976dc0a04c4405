// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <functional>

namespace switchover {

/// Hands on the content of a JSON string, piece by piece, without a copy: quotes, backslashes,
/// controls and hidden code points (see isHidden()) escaped, all other bytes as they are.
void escapeForJson(QByteArrayView utf8, const std::function<void(QByteArrayView)> &append);

} // namespace switchover
