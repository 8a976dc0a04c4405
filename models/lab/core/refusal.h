// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include <QString>

namespace switchover::lab {

/// Why a transition did not happen: the HTTP status and Vault's text.
struct Refusal
{
    int status = 400;
    QString text;
};
using Outcome = tl::expected<void, Refusal>;

} // namespace switchover::lab
