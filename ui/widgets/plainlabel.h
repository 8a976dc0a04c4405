// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace switchover::ui {

/// A label that shows its text as it is. A bare QLabel takes what looks like HTML for HTML, and
/// names and messages of servers come to stand in almost every label.
class PlainLabel : public QLabel
{
public:
    explicit PlainLabel(QWidget *parent = nullptr)
        : QLabel(parent)
    {
        setTextFormat(Qt::PlainText);
    }
    explicit PlainLabel(const QString &text, QWidget *parent = nullptr)
        : PlainLabel(parent)
    {
        setText(text);
    }
};

} // namespace switchover::ui
