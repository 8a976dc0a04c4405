// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/messagebar.h"

#include "models/base/tooltip.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/plainlabel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>

using namespace std::chrono_literals;

namespace switchover::ui {

MessageBar::MessageBar(const QString &objectName, QWidget *parent)
    : QFrame(parent)
    , m_icon(new PlainLabel(this))
    , m_text(new PlainLabel(this))
    , m_action(new QPushButton(this))
    , m_close(new QToolButton(this))
    , m_stays(new QTimer(this))
{
    setObjectName(objectName);
    m_text->setObjectName(objectName + QStringLiteral("Text"));
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_action->setObjectName(objectName + QStringLiteral("Action"));
    m_action->setAutoDefault(false);
    m_close->setObjectName(objectName + QStringLiteral("Close"));
    m_close->setAccessibleName(tr("Close message"));
    m_close->setToolTip(plainToolTip(tr("Close message")));
    m_close->setIcon(icon(Icon::Close));
    m_close->setAutoRaise(true);

    const int small = space(Space::Small, this);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(small + 4, small - 2, small, small - 2);
    layout->setSpacing(small);
    layout->addWidget(m_icon, 0, Qt::AlignVCenter);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_action, 0, Qt::AlignVCenter);
    layout->addWidget(m_close, 0, Qt::AlignVCenter);

    connect(m_action, &QPushButton::clicked, this, &MessageBar::actionTriggered);
    connect(m_close, &QToolButton::clicked, this, [this] {
        dismiss();
        emit dismissed();
    });
    m_stays->setSingleShot(true);
    m_stays->setInterval(12s);
    connect(m_stays, &QTimer::timeout, this, [this] {
        if (underMouse())
            m_stays->start(); // somebody reads it
        else
            dismiss();
    });
    hide();
}

void MessageBar::showMessage(Tone tone, const QString &text, const QString &actionText)
{
    m_tone = tone;
    m_text->setText(text);
    m_text->setAccessibleName(text);
    setAccessibleName(text);
    m_action->setText(actionText);
    m_action->setAccessibleName(actionText);
    m_action->setVisible(!actionText.isEmpty());
    updateIcon();
    show();
    update();
    if (isGoodNews() && m_stays->interval() > 0)
        m_stays->start();
    else
        m_stays->stop();
    emit messageShown(text);
}

void MessageBar::dismiss()
{
    m_stays->stop();
    hide();
    m_text->clear();
}

void MessageBar::dismissGoodNews()
{
    if (isGoodNews())
        dismiss();
}

void MessageBar::setGoodNewsStays(std::chrono::milliseconds time)
{
    m_stays->setInterval(time);
}

bool MessageBar::isGoodNews() const
{
    switch (m_tone) {
    case Tone::Neutral:
    case Tone::Good:
        return true;
    case Tone::Accent:
    case Tone::Busy:
    case Tone::Attention:
    case Tone::Danger:
        return false;
    }
    Q_UNREACHABLE();
}

QString MessageBar::text() const
{
    return m_text->text();
}

void MessageBar::setClosable(bool closable)
{
    m_close->setVisible(closable);
}

void MessageBar::updateIcon()
{
    const int side = qMax(16, fontMetrics().height());
    const auto color = [this] {
        switch (m_tone) {
        case Tone::Neutral:
            return SemanticColor::Neutral;
        case Tone::Accent:
            return SemanticColor::Accent;
        case Tone::Good:
            return SemanticColor::Good;
        case Tone::Busy:
            return SemanticColor::Busy;
        case Tone::Attention:
            return SemanticColor::Attention;
        case Tone::Danger:
            return SemanticColor::Danger;
        }
        Q_UNREACHABLE();
    }();
    m_icon->setPixmap(icon(iconFor(m_tone), color).pixmap(QSize(side, side), devicePixelRatioF()));
}

void MessageBar::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        updateIcon();
}

void MessageBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor border = toneColor(m_tone, palette());
    border.setAlphaF(0.35F);
    painter.setPen(border);
    painter.setBrush(toneTint(m_tone, palette()));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
}

} // namespace switchover::ui

#include "moc_messagebar.cpp"
