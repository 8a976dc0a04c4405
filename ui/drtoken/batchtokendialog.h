// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/fleet/batchtokenstrategy.h"
#include "ui/widgets/dialogframe.h"

#include <QHash>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace switchover::ui {

class CodeBlock;
class SecretView;
struct Services;

/// One guided form for a batch DR operation token: what it is for, what is on the primary already,
/// the requests that will be made, and the token, which goes into the stock.
class BatchTokenDialog final : public DialogFrame
{
    Q_OBJECT

public:
    BatchTokenDialog(Services &services, const ClusterId &primary, QWidget *parent);

    [[nodiscard]] ClusterId cluster() const { return m_cluster; }

private:
    void buildForm();
    void buildFindings();
    void buildButtons();
    [[nodiscard]] BatchTokenStrategy::Wish wish() const;
    void edited();
    void update();
    void showFindings();

    Services &m_services;
    ClusterId m_cluster;
    BatchTokenStrategy m_strategy;
    QHash<OperationId, QCheckBox *> m_operations;
    QWidget *m_form = nullptr;
    QWidget *m_writing = nullptr; ///< what only matters if policy and role are written
    QCheckBox *m_raft = nullptr;
    QCheckBox *m_tokenOnly = nullptr;
    QCheckBox *m_keychain = nullptr;
    QLineEdit *m_policy = nullptr;
    QLineEdit *m_role = nullptr;
    QLineEdit *m_ttl = nullptr;
    QWidget *m_findings = nullptr;
    QLabel *m_found = nullptr;
    CodeBlock *m_difference = nullptr;
    CodeBlock *m_requests = nullptr;
    CodeBlock *m_missing = nullptr;
    SecretView *m_token = nullptr;
    quint64 m_shownToken = 0;
    QPushButton *m_check = nullptr;
    QPushButton *m_send = nullptr;
    QPushButton *m_close = nullptr;
};

} // namespace switchover::ui
