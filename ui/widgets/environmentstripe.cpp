// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/environmentstripe.h"

#include "ui/widgets/environment.h"
#include "ui/widgets/theme.h"

#include <QPainter>

namespace switchover::ui {

EnvironmentStripe::EnvironmentStripe(const QString &objectName, QWidget *parent)
    : QWidget(parent)
{
    setObjectName(objectName);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    updateText();
}

void EnvironmentStripe::setEnvironment(Environment environment)
{
    m_environment = environment;
    updateText();
}

void EnvironmentStripe::setDetail(const QString &detail)
{
    m_detail = detail;
    updateText();
}

void EnvironmentStripe::updateText()
{
    setVisible(m_environment != Environment::Unspecified);
    setAccessibleName(tr("Environment: %1").arg(environmentWord(m_environment)));
    updateGeometry();
    update();
}

QSize EnvironmentStripe::sizeHint() const
{
    const QFontMetrics metrics(strongFont(smallFont(font())));
    return { metrics.horizontalAdvance(environmentWord(m_environment) + m_detail)
                 + 4 * space(Space::Small, this),
             metrics.height() + space(Space::Tiny, this) * 2 };
}

QSize EnvironmentStripe::minimumSizeHint() const
{
    return { 1, sizeHint().height() };
}

void EnvironmentStripe::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QColor color = environmentColor(m_environment, palette());
    painter.fillRect(rect(), environmentTint(m_environment, palette()));
    painter.fillRect(QRect(0, 0, 4, height()), color);
    QFont wordFont = strongFont(smallFont(font()));
    wordFont.setCapitalization(QFont::AllUppercase);
    wordFont.setLetterSpacing(QFont::PercentageSpacing, 106);
    painter.setFont(wordFont);
    painter.setPen(color);
    QRect text = rect().adjusted(space(Space::Medium, this), 0, -space(Space::Small, this), 0);
    const QString word = environmentWord(m_environment);
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft, word);
    if (m_detail.isEmpty())
        return;
    text.setLeft(text.left() + painter.fontMetrics().horizontalAdvance(word)
                 + space(Space::Small, this));
    painter.setFont(smallFont(font()));
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(m_detail, Qt::ElideRight, text.width()));
}

} // namespace switchover::ui

#include "moc_environmentstripe.cpp"
