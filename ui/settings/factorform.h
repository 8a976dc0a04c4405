// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/fleet/loginflow.h"

#include <QWidget>

#include <vector>

QT_BEGIN_NAMESPACE
class QComboBox;
class QLabel;
class QVBoxLayout;
QT_END_NAMESPACE

namespace switchover::ui {

class SecretEdit;

/// The second factor: for each constraint one of the methods that meet it, a passcode or a
/// confirmation on a device.
class FactorForm final : public QWidget
{
    Q_OBJECT

public:
    explicit FactorForm(QWidget *parent = nullptr);

    void setRequirement(const MfaRequirement &requirement);
    [[nodiscard]] std::vector<MfaChoice> choices() const;
    /// "" if everything is there.
    [[nodiscard]] QString whatIsMissing() const;
    [[nodiscard]] bool waitsForDevice() const; ///< some of what is chosen is a push
    void focusFirst();
    void setReadOnly(bool readOnly);
    void wipe(); ///< a passcode is good once

signals:
    void changed();

private:
    struct Row
    {
        MfaConstraint constraint;
        QComboBox *chooser = nullptr; ///< nullptr: there is one method only
        QWidget *passcodeBox = nullptr;
        SecretEdit *passcode = nullptr;
        QLabel *device = nullptr;

        [[nodiscard]] const MfaMethod &method() const;
    };

    void addRow(const MfaConstraint &constraint);
    void showRow(const Row &row);

    QWidget *m_body = nullptr;
    std::vector<Row> m_rows;
};

} // namespace switchover::ui
