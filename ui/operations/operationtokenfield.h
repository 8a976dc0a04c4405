// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/fleet/operationtokenstock.h"
#include "ui/operations/secretfield.h"

#include <optional>

class QCheckBox;
class QLabel;

namespace switchover::ui {

/// A DR operation token: taken from the stock without being shown, generated with key shares on
/// request, or typed.
class OperationTokenField final : public SecretField
{
    Q_OBJECT

public:
    OperationTokenField(const Parameter &parameter, const FieldContext &context, QWidget *parent);

    /// The user wants to use a generated token again, so it is not to be deleted after this use.
    [[nodiscard]] bool keepsToken() const;

protected:
    void secretChanged() override;

private:
    void takeFromStock();
    [[nodiscard]] std::optional<OperationTokenStock::Entry> entry() const;

    OperationCenter &m_center;
    const Clock &m_clock;
    ClusterId m_cluster;
    OperationId m_operation;
    QLabel *m_source = nullptr;
    QCheckBox *m_keep = nullptr;
    quint64 m_number = 0; ///< in the stock, of what was taken from there; 0: typed
};

} // namespace switchover::ui
