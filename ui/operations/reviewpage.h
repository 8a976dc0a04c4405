// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/fleet/operationbriefing.h"
#include "models/replication/arguments.h"
#include "models/replication/snapshot.h"

#include <QList>
#include <QStringList>
#include <QWidget>

class QLabel;

namespace switchover {
struct Operation;
struct Problem;
} // namespace switchover

namespace switchover::ui {

class Acknowledgements;
class BulletList;
class Card;
class RequestPanel;

/// The last look before an operation that destroys: names the cluster, what is on it now and what
/// will be lost. The dialog asks for the cluster's name below it.
class ReviewPage final : public QWidget
{
    Q_OBJECT

public:
    explicit ReviewPage(QWidget *parent = nullptr);

    void showReview(const Operation &operation, const ClusterSnapshot &snapshot,
                    const Arguments &arguments, const OperationBriefing &briefing,
                    const QList<Problem> &problems);
    /// Names of other clusters that a reader may take for this one.
    void setLookAlikes(const QString &name, const QStringList &lookAlikes);
    void setReadings(const QStringList &readings);
    /// Every grave hazard that is shown was accepted.
    [[nodiscard]] bool isAcknowledged() const;

signals:
    void acknowledgementsChanged();

private:
    BulletList *m_lookAlikes = nullptr;
    Card *m_card = nullptr;
    QLabel *m_cluster = nullptr;
    QLabel *m_environment = nullptr;
    QLabel *m_address = nullptr;
    QLabel *m_version = nullptr;
    QLabel *m_performance = nullptr;
    QLabel *m_dr = nullptr;
    QLabel *m_set = nullptr;
    QLabel *m_secondaries = nullptr;
    BulletList *m_dangers = nullptr;
    Acknowledgements *m_acknowledgements = nullptr;
    BulletList *m_readings = nullptr;
    BulletList *m_consequences = nullptr;
    BulletList *m_problems = nullptr;
    RequestPanel *m_request = nullptr;
};

} // namespace switchover::ui
