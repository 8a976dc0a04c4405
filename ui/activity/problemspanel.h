// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/replication/words.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QPushButton;
class QStackedWidget;
class QTableView;
QT_END_NAMESPACE

namespace switchover {
class ProblemsModel;
struct Problem;
class TextFilterProxy;
} // namespace switchover

namespace switchover::ui {

class EmptyState;
struct Services;

/// What the rules found in the fleet, worst first, with advice.
class ProblemsPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit ProblemsPanel(Services &services, QWidget *parent = nullptr);

    [[nodiscard]] int count() const; ///< without those that only inform

signals:
    void clusterActivated(const switchover::ClusterId &id);
    void countChanged(int count);
    /// The primaries of this set are to be compared.
    void compareRequested(switchover::ReplicationType type, const QString &setId);

private:
    void takeOver();
    void compare();
    void updateCompare();
    [[nodiscard]] const Problem *currentProblem() const;
    void updateState();

    Services &m_services;
    ProblemsModel *m_model = nullptr;
    TextFilterProxy *m_proxy = nullptr;
    QTableView *m_table = nullptr;
    QStackedWidget *m_stack = nullptr;
    EmptyState *m_empty = nullptr;
    QPushButton *m_compare = nullptr;
};

} // namespace switchover::ui
