// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/settings.h"
#include "ui/widgets/dialogframe.h"

QT_BEGIN_NAMESPACE
class QCheckBox;
class QComboBox;
class QFormLayout;
class QSpinBox;
QT_END_NAMESPACE

namespace switchover::ui {

/// The program's settings; a cluster's own are in ClusterDialog.
class SettingsDialog final : public DialogFrame
{
    Q_OBJECT

public:
    explicit SettingsDialog(SettingsStore &store, QWidget *parent = nullptr);

private:
    void addAppearance(QFormLayout *form);
    void addPolling(QFormLayout *form);
    void addSafety(QFormLayout *form);
    [[nodiscard]] Settings edited() const;
    void save();

    SettingsStore &m_store;
    QComboBox *m_scheme = nullptr;
    QSpinBox *m_interval = nullptr;
    QCheckBox *m_lookOnly = nullptr;
    QComboBox *m_typedNames = nullptr;
    QSpinBox *m_lockAfter = nullptr;
    QSpinBox *m_clipboard = nullptr;
};

} // namespace switchover::ui
