// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/theme.h"

#include <QList>
#include <QWidget>

#include <optional>

namespace switchover::ui {

/// A small curve without axes. An absent value is a gap, not a zero.
class Sparkline final : public QWidget
{
    Q_OBJECT

public:
    Sparkline(const QString &objectName, const QString &accessibleName, QWidget *parent = nullptr);

    void setValues(const QList<std::optional<double>> &values);
    void setTone(Tone tone);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QList<std::optional<double>> m_values;
    Tone m_tone = Tone::Accent;
};

} // namespace switchover::ui
