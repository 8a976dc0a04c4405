// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"

namespace switchover {

/// "switchover explain": what saved payloads mean. Contacts nothing.
int runExplain(const CommandLine &line);

} // namespace switchover
