// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "packaging/cmake/pch_widgets.h"

#include <QtNetwork/QtNetwork>
