// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/problems/problems.h"

#include <QFrame>
#include <QList>

class QVBoxLayout;

namespace switchover::ui {

/// What is wrong with one cluster, worst first, each with what to do.
class ProblemList final : public QFrame
{
    Q_OBJECT

public:
    explicit ProblemList(QWidget *parent = nullptr);

    /// Hidden while empty. Touches nothing if they are the same as before.
    void setProblems(const QList<Problem> &problems);

signals:
    /// The primaries of this set are to be compared.
    void compareRequested(switchover::ReplicationType type, const QString &setId);

private:
    QVBoxLayout *m_layout = nullptr;
    QList<Problem> m_problems;
    QList<QWidget *> m_rows;
};

} // namespace switchover::ui
