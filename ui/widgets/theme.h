// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>

QT_BEGIN_NAMESPACE
class QApplication;
class QPalette;
class QWidget;
QT_END_NAMESPACE

namespace switchover::ui {

enum class Scheme {
    System, ///< as the desktop is
    Light,
    Dark,
};

/// Every colour of the program that is not in QPalette. Names starting with "on" are text colours
/// for that tint; plain tones are readable on the window, on cards and on their own tint.
enum class SemanticColor {
    Accent,
    AccentTint,
    AccentText, ///< text on a surface filled with Accent
    Good,
    GoodTint,
    Busy,
    BusyTint,
    Attention,
    AttentionTint,
    Danger,
    DangerTint,
    Neutral,
    NeutralTint,
    MutedText, ///< labels, help, stale values
    CardBackground,
    CardBorder,
    SidebarBackground,
    ControlBorder,
    Hover,
    Production,
    ProductionTint,
    Staging,
    StagingTint,
    Development,
    DevelopmentTint,
    Lab,
    LabTint,
};
inline constexpr int semanticColorCount = int(SemanticColor::LabTint) + 1;

/// What a state means, for pills, dots, message bars and borders.
enum class Tone {
    Neutral,
    Accent,
    Good,
    Busy, ///< transitional
    Attention,
    Danger,
};

/// Chosen by how light the palette is, so it follows every palette change at the next paint.
[[nodiscard]] QColor semanticColor(SemanticColor color, const QPalette &palette);
[[nodiscard]] QColor toneColor(Tone tone, const QPalette &palette);
[[nodiscard]] QColor toneTint(Tone tone, const QPalette &palette);
[[nodiscard]] bool isDark(const QPalette &palette);

[[nodiscard]] QPalette lightPalette();
[[nodiscard]] QPalette darkPalette();

/// Gives the application its style and palette. System follows the desktop, also later on.
void applyTheme(QApplication &application, Scheme scheme);

/// Distances of the 4/8/16/24 grid for the widget's font (16 px font height is factor 1).
enum class Space {
    Tiny = 4,
    Small = 8,
    Medium = 16,
    Large = 24,
};
[[nodiscard]] int space(Space space, const QWidget *widget);

[[nodiscard]] QFont monospaceFont(const QFont &like);
[[nodiscard]] QFont smallFont(const QFont &like); ///< help, captions
[[nodiscard]] QFont strongFont(const QFont &like);
[[nodiscard]] QFont titleFont(const QFont &like);    ///< of a card
[[nodiscard]] QFont headlineFont(const QFont &like); ///< the one big value
} // namespace switchover::ui
