// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/replication/operation.h"

#include <QObject>
#include <QPointer>

#include <chrono>
#include <map>
#include <memory>

class QWidget;

namespace switchover {
class OperationTokenCeremony;
}

namespace switchover::ui {

class BatchTokenDialog;
class CeremonyDialog;
struct Services;

/// Opens the dialogs around DR operation tokens, one of each kind for a cluster, and keeps the
/// ceremonies: a one-time password outlives the window it was made in. A locked desk drops them.
class DrTokenDesk final : public QObject
{
    Q_OBJECT

public:
    /// Dialogs become children of `window`.
    DrTokenDesk(Services &services, QWidget *window, QObject *parent = nullptr);
    ~DrTokenDesk() override;

    /// Key holders generate a token on this DR secondary. nullptr if it is not registered.
    CeremonyDialog *openCeremony(const ClusterId &secondary);
    /// A batch token is prepared on this DR primary. nullptr if it is not registered.
    BatchTokenDialog *openBatchToken(const ClusterId &primary);
    /// Closes the dialogs and drops what the ceremonies hold.
    void forgetSecrets();
    void setSettlingInterval(std::chrono::milliseconds interval); ///< for tests

signals:
    void operationRequested(const switchover::ClusterId &cluster,
                            switchover::OperationId operation);

private:
    Services &m_services;
    QWidget *m_window;
    std::chrono::milliseconds m_settlingInterval { 500 };
    std::map<ClusterId, std::unique_ptr<OperationTokenCeremony>> m_ceremonies;
    std::map<ClusterId, QPointer<CeremonyDialog>> m_dialogs;
    std::map<ClusterId, QPointer<BatchTokenDialog>> m_batchDialogs;
};

} // namespace switchover::ui
