// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/replication/answer.h"

#include <QWidget>

class QVBoxLayout;

namespace switchover::ui {

struct Services;

/// What the server answered, laid out for reading: filters, Merkle report, attempt, public key,
/// status, licence. Takes the answer's secrets over.
class AnswerView final : public QWidget
{
    Q_OBJECT

public:
    explicit AnswerView(Services &services, QWidget *parent = nullptr);

    /// `operationToken` is the decoded result of a finished ceremony, empty otherwise.
    void showAnswer(const ClusterId &cluster, OperationAnswer answer, SecretString operationToken);
    [[nodiscard]] bool isEmpty() const { return m_empty; }

private:
    void showFilter(const PathFilter &filter);
    void showDynamicFilter(const DynamicFilter &filter);
    void showReport(const MerkleReport &report);
    void showAttempt(const ClusterId &cluster, OperationTokenAttempt attempt,
                     SecretString operationToken);
    void showStatus(const ReplicationStatus &status);
    void showRaw(const QList<RawField> &fields);
    void addList(const QString &title, const QStringList &items, const QString &emptyText,
                 const QString &objectName);
    void add(QWidget *widget);

    Services &m_services;
    QVBoxLayout *m_layout = nullptr;
    bool m_empty = true;
};

} // namespace switchover::ui
