// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/theme.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QPainter;
QT_END_NAMESPACE

namespace switchover::ui {

/// Health as a coloured mark and a word. The mark's shape differs by tone, so that it reads
/// without colour: disc good, ring unknown, half disc busy, triangle attention, diamond danger.
class StatusDot final : public QWidget
{
    Q_OBJECT

public:
    explicit StatusDot(const QString &objectName, QWidget *parent = nullptr);

    void setStatus(Tone tone, const QString &word);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

    // For delegates.
    [[nodiscard]] static int markSize(const QFontMetrics &metrics);
    static void paintMark(QPainter &painter, const QRectF &rect, Tone tone,
                          const QPalette &palette);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Tone m_tone = Tone::Neutral;
    QString m_word;
};

} // namespace switchover::ui
