// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPlainTextEdit;

namespace switchover::ui {

/// A caption, a text to be copied in fixed-width type, and a copy button. Not for secrets.
class CodeBlock final : public QWidget
{
    Q_OBJECT

public:
    CodeBlock(const QString &caption, const QString &objectName, QWidget *parent = nullptr);

    void setText(const QString &text);
    [[nodiscard]] QString text() const;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitHeight();

    QPlainTextEdit *m_text = nullptr;
};

} // namespace switchover::ui
