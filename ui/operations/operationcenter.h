// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/fleet/operationrun.h"
#include "models/replication/activationtoken.h"
#include "models/replication/arguments.h"
#include "models/replication/operation.h"

#include <QList>
#include <QObject>
#include <QPointer>

#include <chrono>
#include <memory>

class QWidget;

namespace switchover {
class OperationTokenDisposal;
class OperationTokenStock;
} // namespace switchover

namespace switchover::ui {

class DrTokenDesk;
class OperationDialog;
class OperationJob;
class SuggestedSecrets;
class TokenDialog;
struct Services;

/// Starts operations and keeps them alive when their dialog is closed. The window owns one; pages,
/// palette and dialogs ask it to open a form, and it wires what follows an operation: the token
/// dialog after a mint, the other cluster's form after "Use on…", the ledger.
class OperationCenter final : public QObject
{
    Q_OBJECT

public:
    /// Dialogs become children of `window`.
    OperationCenter(Services &services, QWidget *window, QObject *parent = nullptr);
    ~OperationCenter() override;

    /// Not owned; must outlive this object. nullptr: none.
    void setSuggestedSecrets(const SuggestedSecrets *secrets);
    [[nodiscard]] const SuggestedSecrets *suggestedSecrets() const;

    /// Opens the form of one operation, or raises it if it is open already. nullptr if the cluster
    /// is not registered.
    OperationDialog *open(const ClusterId &cluster, OperationId operation,
                          Arguments prefilled = {});

    [[nodiscard]] bool isBusy() const; ///< an operation was started and has not settled
    [[nodiscard]] int runningCount() const;
    /// One sentence for each operation under way, for the question before the window closes.
    [[nodiscard]] QStringList runningSentences() const;

    /// An activation token of an open token dialog, which a form may take without showing it.
    struct HeldToken
    {
        QString label; ///< "dr-east on amber, expires in 28 min"
        ReplicationType type = ReplicationType::Performance;
        QPointer<TokenDialog> holder;
    };
    [[nodiscard]] QList<HeldToken> heldTokens(ReplicationType type) const;

    /// Starts a job and keeps it; `dialog` shows its end if it is still open then.
    void take(std::unique_ptr<OperationJob> job, OperationDialog *dialog);
    /// A DR operation token that is held for this, else what the lab suggests.
    [[nodiscard]] SecretString
    drOperationTokenFor(const ClusterId &cluster,
                        OperationId operation = OperationId::DrPromote) const;
    /// The dialogs in which DR operation tokens are made, and the stock of those.
    [[nodiscard]] DrTokenDesk &drTokens() const;
    [[nodiscard]] OperationTokenStock &operationTokens() const;
    /// The nonce of the attempt started from here, "" if none.
    [[nodiscard]] QString attemptNonce(const ClusterId &cluster) const;
    /// A key share for the running attempt, where somebody suggests one.
    [[nodiscard]] SecretString keyShareFor(const ClusterId &cluster) const;
    /// Drops what was kept of ceremonies: one-time passwords and generated tokens. Operations under
    /// way keep what they need.
    void forgetSecrets();
    /// How often a cluster is asked while an operation settles; for tests.
    void setSettlingInterval(std::chrono::milliseconds interval);

signals:
    void busyChanged(bool busy);
    void started(const switchover::ClusterId &cluster, switchover::OperationId operation);
    /// `sentence` is the outcome for people.
    void settled(const switchover::ClusterId &cluster, switchover::OperationId operation,
                 switchover::OperationOutcome::End end, const QString &sentence);
    void signInRequested(const switchover::ClusterId &cluster);
    /// "Follow in Activity", "Show cluster".
    void activityRequested();
    void clusterRequested(const switchover::ClusterId &cluster);

private:
    OperationDialog *show(const ClusterSnapshot &snapshot, OperationId operation,
                          Arguments prefilled);
    void jobFinished(OperationJob *job);
    void disposeOfToken(const OperationJob &job, OperationDialog *dialog);
    void disposalFinished(OperationTokenDisposal *disposal);
    void showMinted(OperationJob &job, MintedToken token);
    void useToken(TokenDialog &holder, const ClusterId &target, OperationId operation);

    class Private;
    std::unique_ptr<Private> d;
};

} // namespace switchover::ui
