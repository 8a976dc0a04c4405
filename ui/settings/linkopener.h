// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QUrl;

namespace switchover::ui {

/// Opens a web page in the user's browser, by the desktop's own opener; false if there is none.
///
/// Not by QDesktopServices: where it finds no browser it writes the whole link into the log, and so
/// does what it starts. The link of a sign-in holds the state by which the answer is known. (Other
/// users of the computer may see it among the opener's arguments; by itself it opens nothing, as
/// Vault wants a nonce of this program with it.)
[[nodiscard]] bool openInBrowser(const QUrl &link);

} // namespace switchover::ui
