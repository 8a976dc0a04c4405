// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/base/secretstring.h"
#include "models/fleet/operationtokenstock.h"

#include <QObject>
#include <QString>

#include <chrono>
#include <memory>

namespace switchover {

class ActivityLog;
class Fleet;
class OperationRun;

/// What becomes of a DR operation token of the stock after an operation used it. A generated one
/// never expires, so it is deleted on the cluster if that still is a DR secondary, and dropped
/// here; a batch token cannot be deleted and stays in the stock until it expires.
class OperationTokenDisposal final : public QObject
{
    Q_OBJECT

public:
    enum class Fate {
        Pending,
        Deleted,    ///< on the cluster and here
        Useless,    ///< the cluster is no DR secondary any more; dropped here
        NotDeleted, ///< still good on the cluster, and still held here
        StaysGood,  ///< a batch token
    };

    OperationTokenDisposal(Fleet &fleet, ActivityLog &activity, const ClusterId &cluster,
                           OperationTokenStock::Entry entry, SecretString token,
                           QObject *parent = nullptr);
    ~OperationTokenDisposal() override;

    void setSettlingInterval(std::chrono::milliseconds interval);
    void start();
    [[nodiscard]] Fate fate() const { return m_fate; }
    [[nodiscard]] const QString &sentence() const { return m_sentence; } ///< for the outcome

signals:
    void finished();

private:
    void judge();
    void remove();
    void removeAnyway(const QString &name);
    void removed();
    void end(Fate fate, const QString &sentence);

    Fleet &m_fleet;
    ActivityLog &m_activity;
    ClusterId m_cluster;
    OperationTokenStock::Entry m_entry;
    SecretString m_token; ///< the stock may have been emptied meanwhile, by locking the desk
    std::chrono::milliseconds m_settlingInterval { 500 };
    std::unique_ptr<OperationRun> m_run;
    Fate m_fate = Fate::Pending;
    QString m_sentence;
};

} // namespace switchover
