// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/contentscroll.h"

#include <QEvent>
#include <QKeyEvent>
#include <QLayout>
#include <QResizeEvent>
#include <QScreen>
#include <QScrollBar>

namespace switchover::ui {

namespace {

class Grower final : public QObject
{
public:
    explicit Grower(QWidget *window)
        : QObject(window)
        , m_window(window)
    {
        window->installEventFilter(this);
    }

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (watched == m_window && event->type() == QEvent::LayoutRequest)
            growToContent(m_window);
        return QObject::eventFilter(watched, event);
    }

private:
    QWidget *m_window;
};

} // namespace

ContentScroll::ContentScroll(QWidget *parent)
    : QScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
}

QSize ContentScroll::sizeHint() const
{
    const QWidget *content = widget();
    if (!content || !content->layout())
        return QScrollArea::sizeHint();
    const QSize hint = content->sizeHint();
    const int width = viewport()->width();
    const bool wraps = content->layout()->hasHeightForWidth() && isVisible();
    return { hint.width(), wraps ? content->layout()->totalHeightForWidth(width) : hint.height() };
}

QSize ContentScroll::minimumSizeHint() const
{
    const int width = widget() ? widget()->minimumSizeHint().width() : 0;
    return { width, fontMetrics().height() * 6 };
}

bool ContentScroll::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == widget() && event->type() == QEvent::LayoutRequest)
        updateGeometry();
    if (event->type() == QEvent::KeyPress && watched == window() && isVisible()
        && scrollByKey(*this, *static_cast<QKeyEvent *>(event)))
        return true;
    return QScrollArea::eventFilter(watched, event);
}

void ContentScroll::showEvent(QShowEvent *event)
{
    window()->installEventFilter(this); // again: it moves to the front, and is there once
    QScrollArea::showEvent(event);
}

void ContentScroll::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    if (event->oldSize().width() != event->size().width())
        updateGeometry(); // texts wrap elsewhere
}

bool scrollByKey(QScrollArea &area, const QKeyEvent &event)
{
    QScrollBar *bar = area.verticalScrollBar();
    const bool up = event.matches(QKeySequence::MoveToPreviousPage);
    if ((!up && !event.matches(QKeySequence::MoveToNextPage)) || bar->maximum() == 0)
        return false;
    bar->triggerAction(up ? QAbstractSlider::SliderPageStepSub
                          : QAbstractSlider::SliderPageStepAdd);
    return true;
}

void growWithContent(QWidget *window)
{
    new Grower(window);
}

void growToContent(QWidget *window)
{
    const QLayout *layout = window->layout();
    if (!layout)
        return;
    const int wanted = layout->hasHeightForWidth() ? layout->totalHeightForWidth(window->width())
                                                   : layout->totalSizeHint().height();
    const QRect screen = window->screen()->availableGeometry();
    const int frame = window->frameGeometry().height() - window->height();
    const int height = qMin(wanted, screen.height() - frame);
    if (height <= window->height())
        return;
    window->resize(window->width(), height);
    const int below = window->frameGeometry().bottom() - screen.bottom();
    if (window->isVisible() && below > 0)
        window->move(window->x(), qMax(screen.top(), window->y() - below));
}

} // namespace switchover::ui

#include "moc_contentscroll.cpp"
