// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"

#include <QObject>

#include <functional>

namespace switchover {

class VaultClient;

/// A client that goes with its address answers nobody. Then `gone` is called, once and from the
/// event loop, unless `context` is destroyed before, or what is returned: whoever got an answer
/// deletes it.
QObject *whenGone(VaultClient &client, QObject *context, std::function<void()> gone);

/// What to say in place of the answer. Of a write nobody knows then what became of it.
[[nodiscard]] Error addressGoneError();

} // namespace switchover
