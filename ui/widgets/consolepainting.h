// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QRect>
#include <QString>
#include <QStyle>

QT_BEGIN_NAMESPACE
class QPainter;
class QStyleOption;
class QStyleOptionDockWidget;
class QStyleOptionProgressBar;
class QStyleOptionSlider;
class QStyleOptionTab;
class QWidget;
QT_END_NAMESPACE

// What ConsoleStyle draws with.
namespace switchover::ui {

inline constexpr double radius = 5; ///< of buttons and fields

/// An invalid colour leaves fill or border out.
void roundedBox(QPainter *painter, const QRectF &rect, const QColor &fill, const QColor &border,
                double corner = radius, double width = 1);
[[nodiscard]] QColor blend(const QColor &over, const QColor &under, double share);
[[nodiscard]] QString emphasisOf(const QWidget *widget);
[[nodiscard]] QRect besideHeaderText(QRect rect, const QWidget *widget);

void drawButton(const QStyleOption *option, QPainter *painter, const QWidget *widget);
void drawField(const QStyleOption *option, QPainter *painter);
void drawChevron(QPainter *painter, const QRectF &rect, QStyle::PrimitiveElement direction,
                 const QColor &color);
void drawCheckMark(const QStyleOption *option, QPainter *painter, bool round);
void drawItemBackground(const QStyleOption *option, QPainter *painter);
void drawTab(const QStyleOptionTab *tab, QPainter *painter);
void drawHeaderSection(const QStyleOption *option, QPainter *painter);
void drawScrollBar(const QStyleOptionSlider *bar, QPainter *painter, const QStyle *style,
                   const QWidget *widget);
void drawDockTitle(const QStyleOptionDockWidget *dock, QPainter *painter);
void drawProgress(const QStyleOptionProgressBar *bar, QPainter *painter);

} // namespace switchover::ui
