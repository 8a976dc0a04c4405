// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/base/secretstring.h"

#include <QString>

namespace switchover {

/// What a refusal during the generation of a DR operation token means and what to do now.
enum class TokenHeld { No, Yes };
[[nodiscard]] QString ceremonySentence(const Error &error, TokenHeld vaultToken);

/// The shares given so far do not count any more, and the attempt goes on.
[[nodiscard]] bool beginsAgain(const Error &error);

/// What is wrong with a key share as typed, before it is sent; "" if it could be one.
[[nodiscard]] QString shareProblem(const SecretString &share);

} // namespace switchover
