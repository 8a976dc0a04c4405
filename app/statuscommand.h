// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"

namespace switchover {

/// "switchover status": asks each cluster once, without a token. Needs a QCoreApplication.
int runStatus(const CommandLine &line);

} // namespace switchover
