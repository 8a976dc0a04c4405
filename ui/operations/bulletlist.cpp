// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/bulletlist.h"

#include "ui/widgets/plainlabel.h"

#include <QHBoxLayout>
#include <QPainter>

namespace switchover::ui {

using namespace Qt::StringLiterals;

BulletList::BulletList(const QString &title, Tone tone, const QString &objectName, QWidget *parent)
    : QFrame(parent)
    , m_tone(tone)
{
    setObjectName(objectName);
    setAccessibleName(title);
    auto *layout = new QVBoxLayout(this);
    const int margin = tone == Tone::Neutral ? 0 : space(Space::Medium, this) * 3 / 4;
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->setSpacing(space(Space::Tiny, this));
    auto *heading = new PlainLabel(title, this);
    heading->setFont(strongFont(font()));
    layout->addWidget(heading);
    m_list = new QVBoxLayout;
    m_list->setSpacing(space(Space::Tiny, this));
    layout->addLayout(m_list);
    hide();
}

void BulletList::setSentences(const QStringList &sentences)
{
    if (sentences == m_sentences)
        return;
    m_sentences = sentences;
    while (QLayoutItem *item = m_list->takeAt(0)) {
        if (QLayout *row = item->layout()) {
            while (QLayoutItem *part = row->takeAt(0)) {
                part->widget()->hide();
                part->widget()->deleteLater();
                delete part;
            }
        }
        delete item;
    }
    for (const QString &sentence : sentences) {
        auto *row = new QHBoxLayout;
        row->setSpacing(space(Space::Small, this));
        auto *bullet = new PlainLabel(QString(QChar(0x2022)), this);
        bullet->setAccessibleName(u" "_s);
        row->addWidget(bullet, 0, Qt::AlignTop);
        auto *text = new PlainLabel(sentence, this);
        text->setWordWrap(true);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        row->addWidget(text, 1);
        m_list->addLayout(row);
    }
    setVisible(!sentences.isEmpty());
}

void BulletList::paintEvent(QPaintEvent *event)
{
    if (m_tone != Tone::Neutral) {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(toneTint(m_tone, palette()));
        const int radius = space(Space::Small, this);
        painter.drawRoundedRect(rect(), radius, radius);
        painter.setBrush(toneColor(m_tone, palette()));
        painter.drawRoundedRect(
            QRectF(0, radius, space(Space::Tiny, this) * 0.75, height() - 2 * radius), 1.5, 1.5);
    }
    QFrame::paintEvent(event);
}

} // namespace switchover::ui

#include "moc_bulletlist.cpp"
