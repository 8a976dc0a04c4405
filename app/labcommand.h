// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"

namespace switchover {

/// "switchover lab": serves the simulated clusters until a signal. Needs a QCoreApplication.
int runLab(const CommandLine &line);

} // namespace switchover
