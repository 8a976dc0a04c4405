// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/emptystate.h"

#include "ui/widgets/confirmbuttons.h"
#include "ui/widgets/plainlabel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>

namespace switchover::ui {

EmptyState::EmptyState(Icon icon, const QString &sentence, const QString &objectName,
                       QWidget *parent)
    : QWidget(parent)
    , m_icon(icon)
    , m_picture(new PlainLabel(this))
    , m_sentence(new PlainLabel(sentence, this))
    , m_detail(new PlainLabel(this))
    , m_buttons(new QHBoxLayout)
{
    setObjectName(objectName);
    setAccessibleName(sentence);
    for (QLabel *label : { m_sentence, m_detail }) {
        label->setAlignment(Qt::AlignCenter);
        label->setWordWrap(true);
        label->setMaximumWidth(fontMetrics().averageCharWidth() * 64);
        label->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::MinimumExpanding);
    }
    m_sentence->setObjectName(objectName + QStringLiteral("Sentence"));
    m_detail->setObjectName(objectName + QStringLiteral("Detail"));
    m_picture->setAlignment(Qt::AlignCenter);
    m_detail->hide();

    const auto centred = [this](QWidget *widget) {
        auto *row = new QHBoxLayout;
        row->addStretch(1);
        row->addWidget(widget, 20);
        row->addStretch(1);
        return row;
    };
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(space(Space::Small, this));
    layout->addStretch(2);
    layout->addWidget(m_picture);
    layout->addSpacing(space(Space::Small, this));
    layout->addLayout(centred(m_sentence));
    layout->addLayout(centred(m_detail));
    layout->addSpacing(space(Space::Small, this));
    m_buttons->setSpacing(space(Space::Small, this));
    m_buttons->addStretch();
    m_buttons->addStretch();
    layout->addLayout(m_buttons);
    layout->addStretch(3);
    updateLook();
}

void EmptyState::setIcon(Icon icon)
{
    m_icon = icon;
    updateLook();
}

void EmptyState::setSentence(const QString &sentence)
{
    m_sentence->setText(sentence);
    setAccessibleName(sentence);
}

void EmptyState::setDetail(const QString &detail)
{
    m_detail->setText(detail);
    m_detail->setVisible(!detail.isEmpty());
}

QPushButton *EmptyState::addButton(const QString &text, const QString &objectName)
{
    auto *button = new QPushButton(text, this);
    button->setObjectName(objectName);
    if (m_buttons->count() == 2)
        setEmphasis(button, Emphasis::Primary);
    m_buttons->insertWidget(m_buttons->count() - 1, button);
    return button;
}

void EmptyState::updateLook()
{
    const int side = qRound(fontMetrics().height() * 2.5);
    m_picture->setPixmap(
        icon(m_icon, SemanticColor::MutedText).pixmap(QSize(side, side), devicePixelRatioF()));
    m_sentence->setFont(titleFont(font()));
    QPalette muted = m_detail->palette();
    muted.setColor(QPalette::WindowText, semanticColor(SemanticColor::MutedText, palette()));
    m_detail->setPalette(muted);
}

// Where there is little room, the words are what matters.
void EmptyState::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    int whole = layout()->totalHeightForWidth(width());
    if (m_picture->isHidden())
        whole += m_picture->sizeHint().height() + layout()->spacing();
    m_picture->setVisible(height() >= whole);
}

void EmptyState::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        updateLook();
}

} // namespace switchover::ui

#include "moc_emptystate.cpp"
