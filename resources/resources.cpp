// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A static library needs one source of its own; the resources are generated.
namespace switchover {
}
