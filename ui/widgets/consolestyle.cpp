// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/consolestyle.h"

#include "ui/widgets/comboaccess.h"
#include "ui/widgets/consolepainting.h"
#include "ui/widgets/innernames.h"
#include "ui/widgets/menubuttonaccess.h"
#include "ui/widgets/scrollaccess.h"
#include "ui/widgets/theme.h"

#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QComboBox>
#include <QDockWidget>
#include <QHeaderView>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStyleFactory>
#include <QStyleOption>
#include <QTabBar>
#include <QToolButton>

namespace switchover::ui {

namespace {

// Labels that Qt makes itself, of forms and dialogs, come to hold foreign names, too. Tooltips are
// labels, but theirs is checked text (see plainToolTip()).
void showPlainly(QWidget *widget)
{
    auto *label = qobject_cast<QLabel *>(widget);
    if (label && label->textFormat() == Qt::AutoText && !label->inherits("QTipLabel"))
        label->setTextFormat(Qt::PlainText);
}

} // namespace

ConsoleStyle::ConsoleStyle()
    : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion")))
{
    setObjectName(QStringLiteral("switchover"));
    guardScrollAreaAccess();
    nameCombosByPurpose();
    showMenusOfButtons();
}

void ConsoleStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    refreshMenuButton(widget);
    nameInnerWidget(widget);
    showPlainly(widget);
    if (qobject_cast<QTabBar *>(widget))
        widget->setAttribute(Qt::WA_Hover);
    if (qobject_cast<QComboBox *>(widget))
        widget->installEventFilter(this);
    if (auto *header = qobject_cast<QHeaderView *>(widget)) {
        header->setHighlightSections(false);
        header->setAttribute(Qt::WA_Hover);
    }
}

// Who scrolls a form must not change the choice that comes under the mouse. The style hint
// for this keeps the choice too, but lets the box swallow the wheel.
bool ConsoleStyle::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Wheel && qobject_cast<QComboBox *>(watched)) {
        event->ignore();
        return true;
    }
    return QProxyStyle::eventFilter(watched, event);
}

int ConsoleStyle::pixelMetric(PixelMetric metric, const QStyleOption *option,
                              const QWidget *widget) const
{
    switch (metric) {
    case PM_ScrollBarExtent:
        return 11;
    case PM_ScrollBarSliderMin:
        return 28;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_DockWidgetFrameWidth:
    case PM_ToolBarFrameWidth:
        return 0;
    case PM_SplitterWidth:
    case PM_DockWidgetSeparatorExtent:
        return 5;
    case PM_ToolBarItemSpacing:
        return 2;
    case PM_ToolBarItemMargin:
        return 4;
    case PM_DockWidgetTitleMargin:
        return 4;
    case PM_SmallIconSize:
    case PM_ToolBarIconSize:
    case PM_ButtonIconSize:
        return qMax(16, qRound((option ? option->fontMetrics.height() : 16) * 1.0));
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return qMax(15, qRound((option ? option->fontMetrics.height() : 16) * 0.95));
    case PM_HeaderMargin:
        return qMax(6, (option ? option->fontMetrics.height() : 16) / 2); // as the cells
    case PM_MenuPanelWidth:
        return 1;
    case PM_MenuVMargin:
        return 4;
    default: // Qt's enumeration is open; Fusion answers the rest
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int ConsoleStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                            QStyleHintReturn *data) const
{
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DockWidget_ButtonsHaveFrame:
    case SH_ScrollView_FrameOnlyAroundContents:
    case SH_ComboBox_Popup:
        return 0;
    case SH_ItemView_ShowDecorationSelected:
    case SH_TabBar_CloseButtonPosition:
        return 1;
    case SH_TabBar_Alignment:
        return Qt::AlignLeft;
    case SH_FormLayoutLabelAlignment:
        return Qt::AlignLeft | Qt::AlignTop;
    case SH_FormLayoutFieldGrowthPolicy:
        return 1; // QFormLayout::ExpandingFieldsGrow
    default:      // Qt's enumeration is open; Fusion answers the rest
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

QSize ConsoleStyle::sizeFromContents(ContentsType type, const QStyleOption *option,
                                     const QSize &contents, const QWidget *widget) const
{
    QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
    const int line = option ? option->fontMetrics.height() : 16;
    switch (type) {
    case CT_PushButton:
        size.setHeight(qMax(size.height(), qRound(line * 1.85)));
        size.rwidth() += line / 2;
        break;
    case CT_LineEdit:
    case CT_ComboBox:
        size.rwidth() += 8; // the text begins further right than Fusion's, see subControlRect
        [[fallthrough]];
    case CT_SpinBox:
        size.setHeight(qMax(size.height(), qRound(line * 1.85)));
        break;
    case CT_HeaderSection:
        size.setHeight(qMax(size.height(), qRound(line * 1.75)));
        break;
    case CT_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option);
            item && item->menuItemType != QStyleOptionMenuItem::Separator)
            size.setHeight(qMax(size.height(), qRound(line * 1.6)));
        size.rwidth() += line;
        break;
    case CT_MenuBarItem:
        size.setHeight(qMax(size.height(), qRound(line * 1.7)));
        break;
    case CT_TabBarTab:
        size.setHeight(qMax(size.height(), qRound(line * 1.9)));
        size.rwidth() += line / 2;
        break;
    case CT_ToolButton:
        size = size.expandedTo(QSize(qRound(line * 1.75), qRound(line * 1.75)));
        if (const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option); button
            && button->features.testFlag(QStyleOptionToolButton::HasMenu)
            && !button->features.testFlag(QStyleOptionToolButton::MenuButtonPopup))
            size.rwidth() += line / 2; // the arrow stands beside the text, not on it
        break;
    default: // Qt's enumeration is open; Fusion's size is right for the rest
        break;
    }
    return size;
}

QRect ConsoleStyle::subElementRect(SubElement element, const QStyleOption *option,
                                   const QWidget *widget) const
{
    QRect rect = QProxyStyle::subElementRect(element, option, widget);
    if (element == SE_LineEditContents) {
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
            frame && frame->lineWidth > 0)
            rect.adjust(4, 0, -4, 0);
    }
    return rect;
}

QRect ConsoleStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option,
                                   SubControl part, const QWidget *widget) const
{
    QRect rect = QProxyStyle::subControlRect(control, option, part, widget);
    if (control == CC_ComboBox && part == SC_ComboBoxEditField)
        rect.setLeft(rect.left() + 3); // in line with the text of a line edit
    return rect;
}

void ConsoleStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option,
                                 QPainter *painter, const QWidget *widget) const
{
    const QPalette &palette = option->palette;
    switch (element) {
    case PE_PanelButtonCommand:
        drawButton(option, painter, widget);
        return;
    case PE_FrameDefaultButton:
    case PE_FrameStatusBarItem:
    case PE_PanelScrollAreaCorner:
    case PE_PanelStatusBar:
    case PE_FrameMenu:
    case PE_FrameDockWidget:
        return;
    case PE_PanelButtonTool:
    case PE_PanelButtonBevel: {
        const QColor text = palette.color(QPalette::ButtonText);
        if (option->state & State_On)
            roundedBox(painter, option->rect, palette.color(QPalette::Highlight), {});
        else if (option->state & State_Sunken)
            roundedBox(painter, option->rect, blend(text, palette.color(QPalette::Window), 0.14),
                       {});
        else if ((option->state & State_MouseOver) && (option->state & State_Enabled))
            roundedBox(painter, option->rect, blend(text, palette.color(QPalette::Window), 0.07),
                       {});
        return;
    }
    case PE_FrameFocusRect:
        // Around the current cell too, which is what Ctrl+C copies.
        roundedBox(painter, option->rect, {}, semanticColor(SemanticColor::Accent, palette), 3);
        return;
    case PE_PanelLineEdit:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
            frame && frame->lineWidth > 0)
            drawField(option, painter);
        return;
    case PE_FrameLineEdit:
        drawField(option, painter);
        return;
    case PE_Frame:
        if (qobject_cast<const QPlainTextEdit *>(widget)
            || qobject_cast<const QTextEdit *>(widget)) {
            QStyleOption field = *option;
            field.state.setFlag(State_HasFocus, widget->hasFocus());
            drawField(&field, painter);
            return;
        }
        roundedBox(painter, option->rect, {}, semanticColor(SemanticColor::CardBorder, palette), 4);
        return;
    case PE_PanelMenu:
        painter->fillRect(option->rect, palette.color(QPalette::Base));
        painter->setPen(semanticColor(SemanticColor::ControlBorder, palette));
        painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
        return;
    case PE_PanelTipLabel:
        painter->fillRect(option->rect, palette.color(QPalette::ToolTipBase));
        painter->setPen(semanticColor(SemanticColor::ControlBorder, palette));
        painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
        return;
    case PE_IndicatorBranch:
        if (option->state & State_Children)
            drawChevron(painter, option->rect,
                        option->state & State_Open ? PE_IndicatorArrowDown : PE_IndicatorArrowRight,
                        semanticColor(SemanticColor::MutedText, palette));
        return;
    case PE_IndicatorHeaderArrow:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option);
            header && header->sortIndicator != QStyleOptionHeader::None)
            drawChevron(painter, besideHeaderText(option->rect, widget),
                        header->sortIndicator == QStyleOptionHeader::SortUp ? PE_IndicatorArrowUp
                                                                            : PE_IndicatorArrowDown,
                        semanticColor(SemanticColor::Accent, palette));
        return;
    case PE_IndicatorArrowUp:
    case PE_IndicatorArrowDown:
    case PE_IndicatorArrowLeft:
    case PE_IndicatorArrowRight: {
        QRect place = option->rect;
        // Qt puts a button's menu arrow into its lower corner; it stands beside the text here.
        if (qobject_cast<const QToolButton *>(widget))
            place.moveTop(widget->rect().center().y() - place.height() / 2);
        drawChevron(
            painter, place, element,
            palette.color(option->state & State_Enabled ? QPalette::Active : QPalette::Disabled,
                          QPalette::Text));
        return;
    }
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        drawCheckMark(option, painter, false);
        return;
    case PE_IndicatorRadioButton:
        drawCheckMark(option, painter, true);
        return;
    case PE_PanelItemViewItem:
        drawItemBackground(option, painter);
        return;
    case PE_FrameTabBarBase:
        painter->setPen(semanticColor(SemanticColor::CardBorder, palette));
        painter->drawLine(option->rect.bottomLeft(), option->rect.bottomRight());
        return;
    case PE_FrameTabWidget:
        painter->setPen(semanticColor(SemanticColor::CardBorder, palette));
        painter->drawLine(option->rect.topLeft(), option->rect.topRight());
        return;
    default: // Qt's enumeration is open; Fusion draws the rest
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void ConsoleStyle::drawControl(ControlElement element, const QStyleOption *option,
                               QPainter *painter, const QWidget *widget) const
{
    switch (element) {
    case CE_PushButtonLabel:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
            button && (button->state & State_Enabled)) {
            const QString emphasis = emphasisOf(widget);
            QStyleOptionButton copy = *button;
            if (emphasis == QLatin1String("primary"))
                copy.palette.setColor(QPalette::ButtonText,
                                      semanticColor(SemanticColor::AccentText, button->palette));
            else if (emphasis == QLatin1String("danger"))
                copy.palette.setColor(QPalette::ButtonText,
                                      semanticColor(SemanticColor::Danger, button->palette));
            QProxyStyle::drawControl(element, &copy, painter, widget);
            return;
        }
        break;
    case CE_HeaderSection:
    case CE_HeaderEmptyArea:
        drawHeaderSection(option, painter);
        return;
    case CE_HeaderLabel:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option)) {
            QStyleOptionHeaderV2 copy;
            if (const auto *second = qstyleoption_cast<const QStyleOptionHeaderV2 *>(option))
                copy = *second;
            else
                static_cast<QStyleOptionHeader &>(copy) = *header;
            copy.state &= ~State_On; // no bold text for the current column
            copy.palette.setColor(QPalette::ButtonText,
                                  semanticColor(SemanticColor::MutedText, option->palette));
            QProxyStyle::drawControl(element, &copy, painter, widget);
            return;
        }
        break;
    case CE_TabBarTabShape:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option)) {
            drawTab(tab, painter);
            return;
        }
        break;
    case CE_DockWidgetTitle:
        if (const auto *dock = qstyleoption_cast<const QStyleOptionDockWidget *>(option)) {
            drawDockTitle(dock, painter);
            return;
        }
        break;
    case CE_ToolBar:
        painter->fillRect(option->rect, option->palette.color(QPalette::Window));
        painter->setPen(semanticColor(SemanticColor::CardBorder, option->palette));
        painter->drawLine(option->rect.bottomLeft(), option->rect.bottomRight());
        return;
    case CE_MenuBarItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option)) {
            painter->fillRect(item->rect, item->palette.color(QPalette::Window));
            if (item->state & State_Selected)
                roundedBox(painter, QRectF(item->rect).adjusted(1, 2, -1, -2),
                           item->palette.color(QPalette::Highlight), {});
            int flags =
                Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextDontClip | Qt::TextSingleLine;
            if (!proxy()->styleHint(SH_UnderlineShortcut, item, widget))
                flags |= Qt::TextHideMnemonic;
            proxy()->drawItemText(painter, item->rect, flags, item->palette,
                                  item->state & State_Enabled, item->text, QPalette::WindowText);
            return;
        }
        break;
    case CE_MenuBarEmptyArea:
        painter->fillRect(option->rect, option->palette.color(QPalette::Window));
        return;
    case CE_Splitter:
        return;
    case CE_ProgressBarGroove:
        roundedBox(painter, option->rect,
                   semanticColor(SemanticColor::NeutralTint, option->palette), {}, 3);
        return;
    case CE_ProgressBarContents:
        if (const auto *bar = qstyleoption_cast<const QStyleOptionProgressBar *>(option)) {
            drawProgress(bar, painter);
            return;
        }
        break;
    default: // Qt's enumeration is open; Fusion draws the rest
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void ConsoleStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                                      QPainter *painter, const QWidget *widget) const
{
    if (control == CC_ScrollBar) {
        if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option)) {
            drawScrollBar(bar, painter, proxy(), widget);
            return;
        }
    }
    if (control == CC_ComboBox) {
        const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option);
        if (combo) {
            QStyleOption box = *combo;
            box.state &= ~(State_Sunken | State_On);
            if (combo->editable)
                drawField(&box, painter);
            else
                drawButton(&box, painter, nullptr);
            QRect arrow = subControlRect(CC_ComboBox, combo, SC_ComboBoxArrow, widget);
            drawChevron(painter, arrow, PE_IndicatorArrowDown,
                        semanticColor(SemanticColor::MutedText, combo->palette));
            return;
        }
    }
    if (control == CC_SpinBox) {
        if (const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option)) {
            drawField(spin, painter);
            const QColor color = semanticColor(SemanticColor::MutedText, spin->palette);
            drawChevron(painter, subControlRect(CC_SpinBox, spin, SC_SpinBoxUp, widget),
                        PE_IndicatorArrowUp, color);
            drawChevron(painter, subControlRect(CC_SpinBox, spin, SC_SpinBoxDown, widget),
                        PE_IndicatorArrowDown, color);
            return;
        }
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

} // namespace switchover::ui

#include "moc_consolestyle.cpp"
