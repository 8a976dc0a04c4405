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
#include <optional>

class QWidget;

namespace switchover {
class OperationTokenDisposal;
class OperationTokenStock;
} // namespace switchover

namespace switchover::ui {

class DrTokenDesk;
class FilterMemory;
class OperationDialog;
class OperationJob;
class PublicKeys;
class SuggestedSecrets;
class TokenDialog;
class UnsealDialog;
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

    /// Opens the guided unsealing of a cluster's nodes, or raises it if it is open already.
    UnsealDialog *openUnseal(const ClusterId &cluster);

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
    /// What is known of a token because it was generated here and its dialog is still open.
    struct KnownToken
    {
        ClusterId primary;
        ReplicationType type = ReplicationType::Performance;
        QString secondaryId;
        bool isPublicKeyBundle = false;
        ClusterId bundleFor; ///< whose public key it was made with; invalid: not known
        QString bundleForName;
        bool bundleIsOld = false; ///< that cluster has made another key pair since
    };
    [[nodiscard]] std::optional<KnownToken> knownToken(const SecretString &token) const;
    /// Public keys that clusters made from here.
    [[nodiscard]] PublicKeys &publicKeys() const;
    /// Path filters seen so far, to restore one that stays behind under an old id.
    [[nodiscard]] FilterMemory &filterMemory() const;
    /// How often a cluster is asked while an operation settles; for tests.
    void setSettlingInterval(std::chrono::milliseconds interval);
    /// See OperationRun; for tests.
    void setLateEffectWithin(std::chrono::milliseconds time);

signals:
    void busyChanged(bool busy);
    void started(const switchover::ClusterId &cluster, switchover::OperationId operation);
    /// `sentence` is the outcome for people.
    void settled(const switchover::ClusterId &cluster, switchover::OperationId operation,
                 switchover::OperationOutcome::End end, const QString &sentence);
    /// An activation token was sent to a cluster: it works only once, so its holders drop it.
    void activationTokenUsed(const switchover::SecretString &token);
    void signInRequested(const switchover::ClusterId &cluster);
    /// "Follow in Activity", "Show cluster".
    void activityRequested();
    void clusterRequested(const switchover::ClusterId &cluster);

private:
    OperationDialog *show(const ClusterSnapshot &snapshot, OperationId operation,
                          Arguments prefilled);
    void jobFinished(OperationJob *job);
    void rememberFilter(const OperationJob &job, const OperationAnswer &answer);
    void disposeOfToken(const OperationJob &job, OperationDialog *dialog);
    void disposalFinished(OperationTokenDisposal *disposal);
    void showMinted(OperationJob &job, MintedToken token);
    void useToken(TokenDialog &holder, const ClusterId &target, OperationId operation);

    class Private;
    std::unique_ptr<Private> d;
};

} // namespace switchover::ui
