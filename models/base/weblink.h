// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QUrl;

namespace switchover {

/// A link that a server may have the browser open: https, or http on this computer. Without user
/// information, which makes "https://login.example.com@evil.example" look like another host.
[[nodiscard]] bool isSafeWebLink(const QUrl &link);

} // namespace switchover
