// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/theme.h"

#include <QAbstractButton>

namespace switchover::ui {

/// One figure of a headline: the number large, what it counts small. A click goes to what it is
/// about, if it is about something.
class StatTile final : public QAbstractButton
{
    Q_OBJECT

public:
    StatTile(const QString &caption, const QString &objectName, QWidget *parent = nullptr);

    void setFigure(const QString &figure, const QString &detail = {}, Tone tone = Tone::Neutral);
    void setClickable(bool clickable);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    struct Places
    {
        QRect caption;
        QFont figureFont;
        QRect figure;
        QRect detail; ///< beside the figure, or below it where that is too narrow
        int height = 0;
    };
    [[nodiscard]] Places layOut(int width) const;

    QString m_caption;
    QString m_figure;
    QString m_detail;
    Tone m_tone = Tone::Neutral;
    bool m_clickable = false;
};

} // namespace switchover::ui
