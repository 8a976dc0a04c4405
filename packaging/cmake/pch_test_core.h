// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "packaging/cmake/pch_core.h"

#include <QtNetwork/QtNetwork>
