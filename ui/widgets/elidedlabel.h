// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/plainlabel.h"

namespace switchover::ui {

/// One line of plain text that gives way: cut with an ellipsis, whole in the tooltip.
class ElidedLabel final : public PlainLabel
{
    Q_OBJECT

public:
    ElidedLabel(const QString &objectName, QWidget *parent = nullptr);

    void setText(const QString &text);
    void setElideMode(Qt::TextElideMode mode);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void updateToolTip();
    [[nodiscard]] bool isCut() const;

    Qt::TextElideMode m_mode = Qt::ElideRight;
};

} // namespace switchover::ui
