// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/operations/secretfield.h"

class QCheckBox;
class QMenu;
class QToolButton;

namespace switchover::ui {

class ClaimsView;

/// An activation token: pasted, or taken from an open token dialog without being shown. Says what
/// the token says about itself.
class ActivationTokenField final : public SecretField
{
    Q_OBJECT

public:
    ActivationTokenField(const Parameter &parameter, const FieldContext &context, QWidget *parent);

    void writeTo(Arguments &arguments) const override;
    [[nodiscard]] bool isBlank() const override;
    [[nodiscard]] ClaimsView *claims() const { return m_claims; }

protected:
    void secretChanged() override;

private:
    void fillMenu();

    OperationCenter &m_center;
    std::optional<ReplicationType> m_type;
    ClaimsView *m_claims = nullptr;
    QCheckBox *m_forget = nullptr; ///< where an empty token is a value of its own
    QToolButton *m_take = nullptr;
    QMenu *m_menu = nullptr;
};

} // namespace switchover::ui
