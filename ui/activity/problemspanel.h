// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QStackedWidget;
class QTableView;
QT_END_NAMESPACE

namespace switchover {
class ProblemsModel;
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

private:
    void takeOver();
    void updateState();

    Services &m_services;
    ProblemsModel *m_model = nullptr;
    TextFilterProxy *m_proxy = nullptr;
    QTableView *m_table = nullptr;
    QStackedWidget *m_stack = nullptr;
    EmptyState *m_empty = nullptr;
};

} // namespace switchover::ui
