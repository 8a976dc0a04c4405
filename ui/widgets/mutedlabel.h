// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/plainlabel.h"
#include "ui/widgets/theme.h"

namespace switchover::ui {

/// Plain text in a semantic colour that follows the palette.
class MutedLabel final : public PlainLabel
{
    Q_OBJECT

public:
    explicit MutedLabel(const QString &text, QWidget *parent = nullptr);

    void setColor(SemanticColor color);

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyColor();

    SemanticColor m_color = SemanticColor::MutedText;
};

} // namespace switchover::ui
