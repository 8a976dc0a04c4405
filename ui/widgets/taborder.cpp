// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/taborder.h"

#include <QBoxLayout>
#include <QDockWidget>
#include <QFormLayout>
#include <QGridLayout>
#include <QMainWindow>
#include <QScrollArea>
#include <QSplitter>
#include <QStatusBar>
#include <QTabBar>
#include <QTabWidget>
#include <QToolBar>

#include <algorithm>
#include <tuple>

namespace switchover::ui {

namespace {

class ReadingOrder
{
public:
    void add(QWidget *widget);
    [[nodiscard]] const QList<QWidget *> &widgets() const { return m_widgets; }

private:
    void add(QLayout *layout);
    void add(QLayoutItem *item);
    void addForm(const QFormLayout &form);
    void addGrid(const QGridLayout &grid);
    void addWindow(const QMainWindow &window);

    QList<QWidget *> m_widgets;
};

void ReadingOrder::add(QWidget *widget)
{
    if (!widget)
        return;
    m_widgets.append(widget);
    if (const auto *window = qobject_cast<QMainWindow *>(widget)) {
        addWindow(*window);
    } else if (const auto *tabs = qobject_cast<QTabWidget *>(widget)) {
        add(tabs->tabBar());
        add(tabs->cornerWidget());
        for (int page = 0; page < tabs->count(); ++page)
            add(tabs->widget(page));
    } else if (const auto *splitter = qobject_cast<QSplitter *>(widget)) {
        for (int part = 0; part < splitter->count(); ++part)
            add(splitter->widget(part));
    } else if (const auto *scroll = qobject_cast<QScrollArea *>(widget)) {
        add(scroll->widget());
    } else if (const auto *dock = qobject_cast<QDockWidget *>(widget)) {
        add(dock->widget());
    } else if (const auto *bar = qobject_cast<QToolBar *>(widget)) {
        const QList<QAction *> actions = bar->actions();
        for (QAction *action : actions)
            add(bar->widgetForAction(action));
    } else if (widget->layout()) {
        add(widget->layout());
    }
}

void ReadingOrder::add(QLayout *layout)
{
    if (const auto *form = qobject_cast<QFormLayout *>(layout)) {
        addForm(*form);
    } else if (const auto *grid = qobject_cast<QGridLayout *>(layout)) {
        addGrid(*grid);
    } else {
        for (int at = 0; at < layout->count(); ++at)
            add(layout->itemAt(at));
    }
}

void ReadingOrder::add(QLayoutItem *item)
{
    if (!item)
        return;
    if (item->widget())
        add(item->widget());
    else if (item->layout())
        add(item->layout());
}

void ReadingOrder::addForm(const QFormLayout &form)
{
    for (int row = 0; row < form.rowCount(); ++row) {
        for (const QFormLayout::ItemRole role :
             { QFormLayout::LabelRole, QFormLayout::FieldRole, QFormLayout::SpanningRole })
            add(form.itemAt(row, role));
    }
}

void ReadingOrder::addGrid(const QGridLayout &grid)
{
    QList<std::tuple<int, int, int>> places; // row, column, index
    for (int at = 0; at < grid.count(); ++at) {
        int row = 0;
        int column = 0;
        int rows = 0;
        int columns = 0;
        grid.getItemPosition(at, &row, &column, &rows, &columns);
        places.append({ row, column, at });
    }
    std::ranges::sort(places);
    for (const auto &[row, column, at] : std::as_const(places))
        add(grid.itemAt(at));
}

void ReadingOrder::addWindow(const QMainWindow &window)
{
    const QList<QToolBar *> bars =
        window.findChildren<QToolBar *>(QString(), Qt::FindDirectChildrenOnly);
    for (QToolBar *bar : bars)
        add(bar);
    add(window.centralWidget());
    const QList<QDockWidget *> docks =
        window.findChildren<QDockWidget *>(QString(), Qt::FindDirectChildrenOnly);
    for (QDockWidget *dock : docks)
        add(dock);
    if (const auto *status = window.findChild<QStatusBar *>(QString(), Qt::FindDirectChildrenOnly))
        add(status->layout());
}

/// A container that hands the focus on is passed over for what it hands it to.
bool isStop(const QWidget *widget)
{
    return (widget->focusPolicy() & Qt::TabFocus) && widget->isVisible() && widget->isEnabled()
        && !(widget->focusProxy() && widget->isAncestorOf(widget->focusProxy()));
}

} // namespace

bool tabInReadingOrder(QWidget *window, bool next)
{
    ReadingOrder order;
    order.add(window);
    const QList<QWidget *> &widgets = order.widgets();
    const qsizetype count = widgets.size();
    qsizetype at = -1; // what has the focus may lie within what is laid out
    for (QWidget *focus = window->focusWidget(); focus && at < 0; focus = focus->parentWidget())
        at = focus == window ? -1 : widgets.indexOf(focus);
    if (at < 0)
        at = next ? 0 : count;
    for (qsizetype step = 1; step <= count; ++step) {
        QWidget *widget = widgets.at((at + (next ? step : 2 * count - step)) % count);
        if (isStop(widget)) {
            widget->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
            return true;
        }
    }
    return false;
}

} // namespace switchover::ui
