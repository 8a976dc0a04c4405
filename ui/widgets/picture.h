// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/icons.h"
#include "ui/widgets/theme.h"

#include <QWidget>

namespace switchover::ui {

/// An icon beside a text. A label would keep the colour of the palette it was made with.
class Picture final : public QWidget
{
    Q_OBJECT

public:
    Picture(Icon icon, SemanticColor color, int side, QWidget *parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Icon m_icon;
    SemanticColor m_color;
    int m_side;
};

} // namespace switchover::ui
