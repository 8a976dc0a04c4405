// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/policylines.h"

#include <QCoreApplication>

namespace switchover::ui {

namespace {

struct PolicyLinesText
{
    Q_DECLARE_TR_FUNCTIONS(PolicyLines)
};

} // namespace

CodeBlock *makePolicyLines(const QString &objectName, QWidget *parent)
{
    auto *block = new CodeBlock(
        PolicyLinesText::tr("Policy lines that would allow it, in one of the token's policies"),
        objectName, parent);
    block->hide();
    return block;
}

void showPolicyLines(CodeBlock *block, const QString &lines)
{
    if (block->text() != lines)
        block->setText(lines);
    block->setVisible(!lines.isEmpty());
}

} // namespace switchover::ui
