// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/replication/words.h"

#include <QDateTime>
#include <QWidget>

class QTableView;

namespace switchover {
class PeersModel;
class SettingsStore;
struct ClusterSnapshot;
} // namespace switchover

namespace switchover::ui {

class Card;
class ChosenWidths;

/// The other ends of one replication type, as this cluster tells. Hidden while it tells none.
class PeersCard final : public QWidget
{
    Q_OBJECT

public:
    PeersCard(SettingsStore &settings, ReplicationType type, QWidget *parent = nullptr);

    void setCluster(const ClusterId &cluster);
    void show(const ClusterSnapshot &snapshot, const QDateTime &now);
    void setNow(const QDateTime &now);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildTable();
    void fitHeight();
    void fitWidths();

    SettingsStore &m_settings;
    ReplicationType m_type;
    ClusterId m_cluster;
    PeersModel *m_model = nullptr;
    Card *m_card = nullptr;
    QTableView *m_table = nullptr;
    ChosenWidths *m_widths = nullptr;
};

} // namespace switchover::ui
