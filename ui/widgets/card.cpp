// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/card.h"

#include "ui/widgets/formrow.h"
#include "ui/widgets/plainlabel.h"

#include <QEvent>
#include <QGridLayout>
#include <QPainter>
#include <QPainterPath>

namespace switchover::ui {

Card::Card(const QString &title, const QString &objectName, QWidget *parent)
    : QFrame(parent)
    , m_title(new PlainLabel(title, this))
    , m_header(new QHBoxLayout)
    , m_headline(new PlainLabel(this))
    , m_caption(new PlainLabel(this))
    , m_rows(new QGridLayout)
    , m_body(new QVBoxLayout)
{
    setObjectName(objectName);
    setAccessibleName(title);
    m_headline->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_headline->setObjectName(objectName + QStringLiteral("Headline"));
    m_caption->setWordWrap(true);

    const int medium = space(Space::Medium, this);
    const int small = space(Space::Small, this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(medium, medium - 2, medium, medium);
    layout->setSpacing(small);
    m_header->setSpacing(small);
    m_header->addWidget(m_title);
    m_header->addStretch();
    layout->addLayout(m_header);
    auto *headline = new QVBoxLayout;
    headline->setSpacing(0);
    headline->addWidget(m_headline);
    headline->addWidget(m_caption);
    layout->addLayout(headline);
    m_rows->setHorizontalSpacing(medium);
    m_rows->setVerticalSpacing(space(Space::Tiny, this));
    m_rows->setColumnStretch(1, 1);
    layout->addLayout(m_rows);
    m_body->setSpacing(small);
    layout->addLayout(m_body, 1);
    layout->addItem(
        new QSpacerItem(0, 0, QSizePolicy::Minimum, QSizePolicy::Expanding)); // for an empty body
    setHeadline({});
    updateFonts();
}

void Card::setTitle(const QString &title)
{
    m_title->setText(title);
    setAccessibleName(title);
}

void Card::addHeaderWidget(QWidget *widget)
{
    m_header->addWidget(widget);
}

void Card::setHeadline(const QString &value, const QString &caption, Tone tone)
{
    m_headline->setText(value);
    m_caption->setText(caption);
    m_headline->setVisible(!value.isEmpty());
    m_caption->setVisible(!caption.isEmpty());
    m_headlineTone = tone;
    m_headline->setAccessibleName(caption.isEmpty() ? value
                                                    : QStringLiteral("%1, %2").arg(value, caption));
    updateFonts();
}

QLabel *Card::addRow(const QString &label, const QString &objectName)
{
    auto *value = new PlainLabel(this);
    value->setObjectName(objectName);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    value->setWordWrap(true);
    addRow(label, value);
    return value;
}

void Card::addRow(const QString &label, QWidget *value)
{
    auto *name = new PlainLabel(label, this);
    name->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    name->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    QPalette muted = name->palette();
    muted.setColor(QPalette::WindowText, semanticColor(SemanticColor::MutedText, palette()));
    name->setPalette(muted);
    const int row = m_rows->rowCount();
    m_rows->addWidget(name, row, 0);
    if (qobject_cast<QLabel *>(value)) {
        // A screen reader reads the value itself; a name of its own would hide it.
        name->setBuddy(value);
        m_rows->addWidget(value, row, 1, Qt::AlignTop);
    } else if (value->layout() && value->layout()->hasHeightForWidth()) {
        m_rows->addWidget(value, row, 1); // wrapped text needs the whole width, or is cut
    } else {
        m_rows->addWidget(value, row, 1, Qt::AlignLeft | Qt::AlignVCenter);
    }
}

void Card::setRowVisible(QWidget *value, bool visible)
{
    const int position = m_rows->indexOf(value);
    if (position < 0)
        return;
    int row = 0;
    int column = 0;
    int rowSpan = 0;
    int columnSpan = 0;
    m_rows->getItemPosition(position, &row, &column, &rowSpan, &columnSpan);
    value->setVisible(visible);
    if (QLayoutItem *name = m_rows->itemAtPosition(row, 0))
        name->widget()->setVisible(visible);
}

void Card::setRowLabel(QWidget *value, const QString &label)
{
    const int position = m_rows->indexOf(value);
    if (position < 0)
        return;
    int row = 0;
    int column = 0;
    int rowSpan = 0;
    int columnSpan = 0;
    m_rows->getItemPosition(position, &row, &column, &rowSpan, &columnSpan);
    if (auto *name = qobject_cast<QLabel *>(m_rows->itemAtPosition(row, 0)->widget()))
        name->setText(label);
    if (!qobject_cast<QLabel *>(value))
        value->setAccessibleName(label);
}

void Card::setEdge(Tone tone)
{
    m_edge = tone;
    update();
}

void Card::updateFonts()
{
    m_title->setFont(titleFont(font()));
    m_headline->setFont(headlineFont(font()));
    m_caption->setFont(smallFont(font()));
    const QColor muted = semanticColor(SemanticColor::MutedText, palette());
    const auto tint = [](QLabel *label, const QColor &color) {
        QPalette own = label->palette();
        if (own.color(QPalette::WindowText) == color)
            return;
        own.setColor(QPalette::WindowText, color);
        label->setPalette(own);
    };
    tint(m_caption, muted);
    tint(m_headline,
         m_headlineTone == Tone::Neutral ? palette().color(QPalette::WindowText)
                                         : toneColor(m_headlineTone, palette()));
    for (int row = 0; row < m_rows->rowCount(); ++row) {
        if (QLayoutItem *item = m_rows->itemAtPosition(row, 0)) {
            if (auto *label = qobject_cast<QLabel *>(item->widget()))
                tint(label, muted);
        }
    }
}

void Card::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        updateFonts();
}

void Card::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    QPainterPath outline;
    outline.addRoundedRect(frame, 8, 8);
    painter.fillPath(outline, semanticColor(SemanticColor::CardBackground, palette()));
    if (m_edge != Tone::Neutral) {
        painter.save();
        painter.setClipPath(outline);
        painter.fillRect(QRectF(0, 0, 4, height()), toneColor(m_edge, palette()));
        painter.restore();
    }
    painter.setPen(semanticColor(SemanticColor::CardBorder, palette()));
    painter.drawPath(outline);
}

} // namespace switchover::ui

#include "moc_card.cpp"
