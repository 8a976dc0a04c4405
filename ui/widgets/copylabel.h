// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace switchover::ui {

/// What tells an identifier apart: the first 8 characters of a UUID or hash, host and port of a
/// URL.
[[nodiscard]] QString shortened(const QString &identifier);

/// A shortened identifier in fixed-width type; the tooltip has it whole, a click or Space copies
/// it. Not for secrets: see SecretEdit and ClipboardGuard.
class CopyLabel final : public QAbstractButton
{
    Q_OBJECT

public:
    CopyLabel(const QString &objectName, const QString &accessibleName, QWidget *parent = nullptr);

    void setValue(const QString &value); ///< shown shortened; "" shows a dash
    void setValue(const QString &value, const QString &shown);
    [[nodiscard]] QString value() const { return m_value; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

signals:
    void copied();

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void copyValue();

    QString m_name;
    QString m_value;
    QString m_shown;
};

} // namespace switchover::ui
