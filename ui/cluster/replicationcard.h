// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/replication/operation.h"
#include "models/replication/snapshot.h"

#include <QDateTime>
#include <QWidget>

class QLabel;
class QProgressBar;

namespace switchover {
class Fleet;
struct ReplicationLink;
} // namespace switchover

namespace switchover::ui {

class Card;
class CopyLabel;
class Disclosure;
class OperationGroup;
class Pill;
class Sparkline;

/// What one cluster says about one replication type, and what can be done about it. Made once and
/// updated in place.
class ReplicationCard final : public QWidget
{
    Q_OBJECT

public:
    ReplicationCard(Fleet &fleet, ReplicationType type, QWidget *parent = nullptr);

    void show(const ClusterSnapshot &snapshot, const QDateTime &now);
    /// Above the operations.
    void addPanel(QWidget *panel);

signals:
    void chosen(switchover::OperationId operation);

private:
    void buildRows();
    void buildMore();
    void showRole(const ReplicationBlock *block, const ClusterSnapshot &snapshot);
    void showFigures(const ReplicationBlock *block);
    void showLag(const ClusterSnapshot &snapshot, const ReplicationBlock *block);
    void showProgress(const ReplicationBlock *block, const QDateTime &now);
    void showMore(const ReplicationBlock *block, const QDateTime &now);
    /// A figure, with its age if it is not live; hides the row without one.
    void setFigure(QLabel *label, const QString &text);
    void setCopy(CopyLabel *label, const std::optional<QString> &value);
    void setBar(QProgressBar *bar, std::optional<quint64> done, std::optional<quint64> total);

    Fleet &m_fleet;
    ReplicationType m_type;
    bool m_stale = false;
    QString m_age; ///< of the status, when it is stale

    Card *m_card = nullptr;
    Pill *m_role = nullptr;
    Pill *m_staleness = nullptr;
    CopyLabel *m_set = nullptr;
    QLabel *m_lastWal = nullptr;
    QLabel *m_remoteWal = nullptr;
    QWidget *m_lagBox = nullptr;
    QLabel *m_lag = nullptr;
    Sparkline *m_sparkline = nullptr;
    CopyLabel *m_root = nullptr;
    CopyLabel *m_primaryAddress = nullptr;
    QLabel *m_primaries = nullptr;
    QLabel *m_secondaryId = nullptr;
    QLabel *m_known = nullptr;
    QLabel *m_corruption = nullptr;
    QLabel *m_reindex = nullptr;
    QProgressBar *m_reindexBar = nullptr;
    QLabel *m_sync = nullptr;
    QProgressBar *m_syncBar = nullptr;
    Disclosure *m_more = nullptr;
    QLabel *m_moreText = nullptr;
    OperationGroup *m_operations = nullptr;
};

} // namespace switchover::ui
