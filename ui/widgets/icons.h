// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/theme.h"

#include <QIcon>

#include <optional>

namespace switchover::ui {

/// Our own line icons (resources/icons/<name>.svg). They take the text colour of the
/// application's palette each time they are painted. One drawn set looks the same on every
/// desktop; icons of the desktop's theme differ in weight and colour, so they are not mixed in.
enum class Icon {
    Add,
    Import,
    Export,
    Settings,
    Quit,
    Refresh,
    SignIn,
    SignOut,
    Edit,
    Remove,
    Search,
    Close,
    Copy,
    Reveal,
    Conceal,
    Fleet,
    Cluster,
    Activity,
    Problems,
    Key,
    Lock,
    Info,
    Check,
    Attention,
    Danger,
    Busy,
    ArrowRight,
    ArrowUp,
    ArrowDown,
    ChevronDown,
    ChevronRight,
    Command,
    Clipboard,
    Lab,
    Help,
    Performance,
    DisasterRecovery,
    Token,
    Folder,
    Clock,
    More,
    Play,
    Stop,
};
inline constexpr int iconCount = int(Icon::Stop) + 1;

[[nodiscard]] QIcon icon(Icon icon);
[[nodiscard]] QIcon icon(Icon icon, SemanticColor color);
[[nodiscard]] Icon iconFor(Tone tone);     ///< Info, Check, Busy, Attention or Danger
[[nodiscard]] QString iconFile(Icon icon); ///< resource path

} // namespace switchover::ui
