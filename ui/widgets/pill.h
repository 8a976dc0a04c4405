// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/theme.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QPainter;
class QRectF;
QT_END_NAMESPACE

namespace switchover::ui {

/// A role or state as a word on a tint. Hidden while it has no word.
class Pill final : public QWidget
{
    Q_OBJECT

public:
    explicit Pill(const QString &objectName, QWidget *parent = nullptr);
    Pill(const QString &word, Tone tone, const QString &objectName, QWidget *parent = nullptr);

    void setPill(const QString &word, Tone tone);
    [[nodiscard]] QString word() const { return m_word; }
    [[nodiscard]] Tone tone() const { return m_tone; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

    // For delegates, which paint the same thing.
    [[nodiscard]] static QSize sizeFor(const QString &word, const QFont &font);
    static void paint(QPainter &painter, const QRect &rect, const QString &word, const QColor &text,
                      const QColor &tint);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_word;
    Tone m_tone = Tone::Neutral;
};

} // namespace switchover::ui
