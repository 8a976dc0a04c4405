// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace switchover::ui {

/// How many key shares of those needed were given: a dot for each, and the count in words.
class ProgressDots final : public QWidget
{
    Q_OBJECT

public:
    explicit ProgressDots(const QString &objectName, QWidget *parent = nullptr);

    void setProgress(int given, int needed);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] int dotSize() const;
    [[nodiscard]] QString words() const;

    int m_given = 0;
    int m_needed = 0;
};

} // namespace switchover::ui
