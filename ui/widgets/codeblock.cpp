// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/codeblock.h"

#include "models/base/tooltip.h"
#include "models/base/visibletext.h"
#include "ui/widgets/copytext.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QTextBlock>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace switchover::ui {

using namespace Qt::StringLiterals;

CodeBlock::CodeBlock(const QString &caption, const QString &objectName, QWidget *parent)
    : QWidget(parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space(Space::Tiny, this) / 2);
    auto *top = new QHBoxLayout;
    QLabel *label = makeHelpLabel(caption, this);
    label->setWordWrap(false);
    top->addWidget(label);
    top->addStretch();
    auto *copy = new QToolButton(this);
    copy->setObjectName(u"copy."_s + objectName);
    copy->setIcon(icon(Icon::Copy));
    copy->setAutoRaise(true);
    copy->setToolTip(plainToolTip(tr("Copy")));
    copy->setAccessibleName(tr("Copy: %1").arg(caption));
    top->addWidget(copy);
    layout->addLayout(top);
    m_text = new QPlainTextEdit(this);
    m_text->setObjectName(objectName);
    m_text->setAccessibleName(caption);
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setFont(monospaceFont(smallFont(font())));
    m_text->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_text->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    layout->addWidget(m_text);
    connect(copy, &QToolButton::clicked, this, [this] { copyText(text()); });
    fitHeight();
}

void CodeBlock::setText(const QString &text)
{
    // Visible here already: people select a part of it and copy that themselves.
    const QString visible = visibleText(text);
    if (visible == m_text->toPlainText())
        return;
    m_text->setPlainText(visible);
    fitHeight();
}

QString CodeBlock::text() const
{
    return m_text->toPlainText();
}

void CodeBlock::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitHeight();
}

void CodeBlock::fitHeight()
{
    int lines = 0;
    for (QTextBlock block = m_text->document()->begin(); block.isValid(); block = block.next())
        lines += std::max(1, block.layout() ? block.layout()->lineCount() : 1);
    const int margins = 2 * int(m_text->document()->documentMargin()) + 2 * m_text->frameWidth();
    m_text->setFixedHeight(std::max(1, lines) * m_text->fontMetrics().lineSpacing() + margins + 2);
}

} // namespace switchover::ui

#include "moc_codeblock.cpp"
