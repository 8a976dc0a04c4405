// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/replication/operation.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QStackedLayout;
class QTableView;

namespace switchover {
class LedgerModel;
struct LedgerEntry;
} // namespace switchover

namespace switchover::ui {

struct Services;

/// What became of every activation token minted here. Never the tokens.
class TokenLedgerPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit TokenLedgerPanel(Services &services, QWidget *parent = nullptr);

signals:
    /// Opens the revoke form of that primary with the id filled in.
    void revokeRequested(const switchover::ClusterId &primary, switchover::OperationId operation,
                         const QString &secondaryId);

private:
    QHBoxLayout *buildActions();
    void updateActions();
    [[nodiscard]] const LedgerEntry *selected() const;
    void revokeSelected();

    Services &m_services;
    LedgerModel *m_model = nullptr;
    QStackedLayout *m_stack = nullptr;
    QTableView *m_table = nullptr;
    QPushButton *m_revoke = nullptr;
    QPushButton *m_forget = nullptr;
    QLabel *m_why = nullptr;
};

} // namespace switchover::ui
