// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/consolepainting.h"

#include "ui/widgets/consolestyle.h"
#include "ui/widgets/theme.h"

#include <QAbstractScrollArea>
#include <QHeaderView>
#include <QPainter>
#include <QStyleOption>
#include <QTabBar>

namespace switchover::ui {

void roundedBox(QPainter *painter, const QRectF &rect, const QColor &fill, const QColor &border,
                double corner, double width)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(border.isValid() ? QPen(border, width) : QPen(Qt::NoPen));
    painter->setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    const double inset = border.isValid() ? width / 2 : 0;
    painter->drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), corner, corner);
    painter->restore();
}

QColor blend(const QColor &over, const QColor &under, double share)
{
    return QColor::fromRgbF(float(over.redF() * share + under.redF() * (1 - share)),
                            float(over.greenF() * share + under.greenF() * (1 - share)),
                            float(over.blueF() * share + under.blueF() * (1 - share)));
}

QString emphasisOf(const QWidget *widget)
{
    return widget ? widget->property(emphasisProperty).toString() : QString();
}

void drawButton(const QStyleOption *option, QPainter *painter, const QWidget *widget)
{
    const QPalette &palette = option->palette;
    const bool enabled = option->state & QStyle::State_Enabled;
    const bool down = option->state & (QStyle::State_Sunken | QStyle::State_On);
    const bool hover = enabled && (option->state & QStyle::State_MouseOver);
    const QString emphasis = emphasisOf(widget);
    QColor fill = palette.color(QPalette::Button);
    QColor border = semanticColor(SemanticColor::ControlBorder, palette);
    const QColor text = palette.color(QPalette::Active, QPalette::ButtonText);
    if (!enabled) {
        fill = blend(fill, palette.color(QPalette::Window), 0.4);
        border = semanticColor(SemanticColor::CardBorder, palette);
    } else if (emphasis == QLatin1String("primary")) {
        fill = border = semanticColor(SemanticColor::Accent, palette);
        const QColor towards = isDark(palette) ? Qt::white : Qt::black;
        if (down || hover)
            fill = border = blend(towards, fill, down ? 0.2 : 0.1);
    } else if (emphasis == QLatin1String("danger")) {
        border = semanticColor(SemanticColor::Danger, palette);
        if (down || hover)
            fill = semanticColor(SemanticColor::DangerTint, palette);
    } else if (down) {
        fill = blend(text, fill, 0.14);
    } else if (hover) {
        fill = blend(text, fill, 0.06);
    }
    roundedBox(painter, option->rect, fill, border);
    if (!enabled || !(option->state & QStyle::State_HasFocus))
        return;
    // Always shown: a dialog that opened by a key has its focus where nobody tabbed to yet.
    if (emphasis == QLatin1String("primary"))
        roundedBox(painter, QRectF(option->rect).adjusted(3, 3, -3, -3), {},
                   semanticColor(SemanticColor::AccentText, palette), radius - 2, 1.5);
    else
        roundedBox(painter, QRectF(option->rect), {}, semanticColor(SemanticColor::Accent, palette),
                   radius, 2);
}

void drawField(const QStyleOption *option, QPainter *painter)
{
    const QPalette &palette = option->palette;
    const bool enabled = option->state & QStyle::State_Enabled;
    const bool focus = option->state & QStyle::State_HasFocus;
    const QColor border = focus
        ? semanticColor(SemanticColor::Accent, palette)
        : semanticColor(enabled ? SemanticColor::ControlBorder : SemanticColor::CardBorder,
                        palette);
    roundedBox(painter, option->rect, palette.color(enabled ? QPalette::Base : QPalette::Window),
               border, radius, focus ? 1.5 : 1);
}

void drawChevron(QPainter *painter, const QRectF &rect, QStyle::PrimitiveElement direction,
                 const QColor &color)
{
    const double size = qMin(qMin(rect.width(), rect.height()), 10.0) * 0.45;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(color, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->translate(rect.center());
    switch (direction) {
    case QStyle::PE_IndicatorArrowUp:
        painter->rotate(180);
        break;
    case QStyle::PE_IndicatorArrowLeft:
        painter->rotate(90);
        break;
    case QStyle::PE_IndicatorArrowRight:
        painter->rotate(-90);
        break;
    default: // a primitive of Qt's that has no direction points down
        break;
    }
    painter->drawPolyline(QPolygonF { { -size, -size / 2 }, { 0, size / 2 }, { size, -size / 2 } });
    painter->restore();
}

/// Fusion puts the arrow near the top of a header; the middle is in line with the text.
QRect besideHeaderText(QRect rect, const QWidget *widget)
{
    const auto *header = qobject_cast<const QHeaderView *>(widget);
    if (header && header->orientation() == Qt::Horizontal)
        rect.moveCenter(QPoint(rect.center().x(), header->height() / 2));
    return rect;
}

void drawCheckMark(const QStyleOption *option, QPainter *painter, bool round)
{
    const QPalette &palette = option->palette;
    const bool enabled = option->state & QStyle::State_Enabled;
    const bool on = option->state & QStyle::State_On;
    const bool partly = option->state & QStyle::State_NoChange;
    const bool focus = option->state & QStyle::State_HasFocus;
    const double side = qMin(option->rect.width(), option->rect.height());
    QRectF box(0, 0, side, side);
    box.moveCenter(QRectF(option->rect).center());
    const QColor accent =
        semanticColor(enabled ? SemanticColor::Accent : SemanticColor::Neutral, palette);
    const QColor border =
        focus || on || partly ? accent : semanticColor(SemanticColor::ControlBorder, palette);
    roundedBox(painter, box,
               on || partly ? accent : palette.color(enabled ? QPalette::Base : QPalette::Window),
               border, round ? side / 2 : 3.5, focus && !on ? 2 : 1);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QColor mark = semanticColor(SemanticColor::AccentText, palette);
    painter->setPen(QPen(mark, side / 8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    if (round && on) {
        painter->setBrush(mark);
        painter->setPen(Qt::NoPen);
        painter->drawEllipse(box.center(), side / 5, side / 5);
    } else if (partly) {
        painter->drawLine(box.center() - QPointF(side / 4, 0), box.center() + QPointF(side / 4, 0));
    } else if (on) {
        const QPointF corner = box.topLeft();
        painter->drawPolyline(QPolygonF { corner + QPointF(side * 0.25, side * 0.53),
                                          corner + QPointF(side * 0.43, side * 0.70),
                                          corner + QPointF(side * 0.76, side * 0.32) });
    }
    painter->restore();
}

void drawItemBackground(const QStyleOption *option, QPainter *painter)
{
    const QPalette &palette = option->palette;
    const bool active = option->state & QStyle::State_Active;
    if (option->state & QStyle::State_Selected) {
        QColor fill = palette.color(QPalette::Highlight);
        if (!active)
            fill = blend(fill, palette.color(QPalette::Base), 0.6);
        painter->fillRect(option->rect, fill);
    } else if (option->state & QStyle::State_MouseOver) {
        painter->fillRect(option->rect, semanticColor(SemanticColor::Hover, palette));
    }
}

void drawTab(const QStyleOptionTab *tab, QPainter *painter)
{
    const QPalette &palette = tab->palette;
    const bool selected = tab->state & QStyle::State_Selected;
    if (!selected && (tab->state & QStyle::State_MouseOver))
        roundedBox(painter, QRectF(tab->rect).adjusted(2, 3, -2, -3),
                   semanticColor(SemanticColor::Hover, palette), {});
    if (selected) {
        QRect line = tab->rect.adjusted(6, 0, -6, 0);
        const bool below =
            tab->shape == QTabBar::RoundedSouth || tab->shape == QTabBar::TriangularSouth;
        line = below ? QRect(line.left(), line.top(), line.width(), 2)
                     : QRect(line.left(), line.bottom() - 1, line.width(), 2);
        painter->fillRect(line, semanticColor(SemanticColor::Accent, palette));
    }
    if (tab->state & QStyle::State_HasFocus)
        roundedBox(painter, QRectF(tab->rect).adjusted(2, 3, -2, -3), {},
                   semanticColor(SemanticColor::Accent, palette));
}

void drawHeaderSection(const QStyleOption *option, QPainter *painter)
{
    const QPalette &palette = option->palette;
    const QRect rect = option->rect;
    painter->fillRect(rect, palette.color(QPalette::Base));
    if (option->state & QStyle::State_MouseOver && option->state & QStyle::State_Enabled)
        painter->fillRect(rect, semanticColor(SemanticColor::Hover, palette));
    painter->setPen(semanticColor(SemanticColor::CardBorder, palette));
    painter->drawLine(rect.bottomLeft(), rect.bottomRight());
}

void drawScrollBar(const QStyleOptionSlider *bar, QPainter *painter, const QStyle *style,
                   const QWidget *widget)
{
    const QPalette &palette = bar->palette;
    if (widget && widget->parentWidget()
        && qobject_cast<const QAbstractScrollArea *>(widget->parentWidget()->parentWidget()))
        painter->fillRect(
            bar->rect, widget->parentWidget()->parentWidget()->palette().color(QPalette::Window));
    if (bar->maximum <= bar->minimum)
        return;
    QRectF thumb =
        style->subControlRect(QStyle::CC_ScrollBar, bar, QStyle::SC_ScrollBarSlider, widget);
    const double inset = 2.5;
    thumb = bar->orientation == Qt::Vertical ? thumb.adjusted(inset, 1, -inset, -1)
                                             : thumb.adjusted(1, inset, -1, -inset);
    const bool grabbed = (bar->activeSubControls & QStyle::SC_ScrollBarSlider)
        && (bar->state & (QStyle::State_Sunken));
    const bool hover = bar->state & QStyle::State_MouseOver;
    const QColor color = blend(palette.color(QPalette::Text), palette.color(QPalette::Window),
                               grabbed     ? 0.5
                                   : hover ? 0.35
                                           : 0.2);
    roundedBox(painter, thumb, color, {}, qMin(thumb.width(), thumb.height()) / 2);
}

void drawDockTitle(const QStyleOptionDockWidget *dock, QPainter *painter)
{
    const QPalette &palette = dock->palette;
    painter->fillRect(dock->rect, palette.color(QPalette::Window));
    painter->save();
    painter->setFont(strongFont(painter->font()));
    painter->setPen(palette.color(QPalette::WindowText));
    const QRect text = dock->rect.adjusted(10, 0, -48, 0);
    painter->drawText(text, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                      painter->fontMetrics().elidedText(dock->title, Qt::ElideRight, text.width()));
    painter->restore();
}

void drawProgress(const QStyleOptionProgressBar *bar, QPainter *painter)
{
    const double share = bar->maximum > bar->minimum
        ? double(bar->progress - bar->minimum) / (bar->maximum - bar->minimum)
        : 1.0;
    QRectF filled(bar->rect);
    filled.setWidth(filled.width() * qBound(0.0, share, 1.0));
    if (filled.width() >= 1)
        roundedBox(painter, filled, semanticColor(SemanticColor::Accent, bar->palette), {}, 3);
}

} // namespace switchover::ui
