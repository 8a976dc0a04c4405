// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Precompiled for build speed only: every source still includes what it uses.
#include <QtCore/QtCore>

#include <functional>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include <tl/expected.hpp>
