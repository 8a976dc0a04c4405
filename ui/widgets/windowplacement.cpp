// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/windowplacement.h"

#include <QApplication>
#include <QEvent>
#include <QScreen>
#include <QStyle>
#include <QTimer>
#include <QWidget>

namespace switchover::ui {

namespace {

bool isPlaced(const QWidget &window)
{
    const Qt::WindowType type = window.windowType();
    return window.isWindow() && (type == Qt::Window || type == Qt::Dialog)
        && !(window.windowState() & (Qt::WindowMaximized | Qt::WindowFullScreen));
}

/// What the window manager adds. Unknown before the window is mapped: then as the style guesses.
QMargins frameOf(const QWidget &window)
{
    const QRect frame = window.frameGeometry();
    const QRect inner = window.geometry();
    const QMargins known(inner.left() - frame.left(), inner.top() - frame.top(),
                         frame.right() - inner.right(), frame.bottom() - inner.bottom());
    if (!known.isNull() || window.windowFlags().testFlag(Qt::FramelessWindowHint))
        return known;
    const int title = window.style()->pixelMetric(QStyle::PM_TitleBarHeight, nullptr, &window);
    return { 0, title, 0, 0 };
}

} // namespace

QRect fittedInto(const QRect &frame, const QRect &room)
{
    QRect result(frame.topLeft(), frame.size().boundedTo(room.size()));
    result.moveRight(qMin(result.right(), room.right()));
    result.moveBottom(qMin(result.bottom(), room.bottom()));
    result.moveLeft(qMax(result.left(), room.left()));
    result.moveTop(qMax(result.top(), room.top()));
    return result;
}

WindowPlacement::WindowPlacement(QObject *parent)
    : QObject(parent)
{
    qApp->installEventFilter(this);
}

bool WindowPlacement::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::Show && event->type() != QEvent::Resize)
        return false;
    auto *window = qobject_cast<QWidget *>(watched);
    if (!window || event->spontaneous() || !isPlaced(*window))
        return false;
    if (event->type() == QEvent::Show && !window->testAttribute(Qt::WA_Moved))
        centerOnParent(*window);
    fitSoon(*window);
    return false;
}

// After the window itself has settled its size, and once more when the frame is known.
void WindowPlacement::fitSoon(QWidget &window)
{
    if (window.property("placementIsDue").toBool())
        return;
    window.setProperty("placementIsDue", true);
    QTimer::singleShot(0, &window, [&window] {
        window.setProperty("placementIsDue", false);
        fit(window);
    });
}

void WindowPlacement::centerOnParent(QWidget &window)
{
    const QWidget *parent = window.parentWidget();
    if (!parent)
        return;
    const QWidget *over = parent->window();
    // QDialog places itself after this filter: it leaves alone what was moved.
    QRect inner(QPoint(), window.size());
    inner.moveCenter(over->frameGeometry().center());
    const QMargins frame = frameOf(window);
    const QRect placed = fittedInto(inner.marginsAdded(frame), over->screen()->availableGeometry());
    window.move(placed.topLeft());
}

void WindowPlacement::fit(QWidget &window)
{
    if (!window.isVisible() || !isPlaced(window))
        return;
    const QMargins frame = frameOf(window);
    const QRect now = window.geometry().marginsAdded(frame);
    const QScreen *screen =
        window.parentWidget() && !window.screen()->availableGeometry().intersects(now)
        ? window.parentWidget()->screen()
        : window.screen();
    const QRect wanted = fittedInto(now, screen->availableGeometry());
    if (wanted.size() != now.size())
        window.resize(wanted.marginsRemoved(frame).size());
    if (wanted.topLeft() != now.topLeft())
        window.move(wanted.topLeft());
}

} // namespace switchover::ui

#include "moc_windowplacement.cpp"
