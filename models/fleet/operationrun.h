// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/answer.h"
#include "models/replication/arguments.h"
#include "models/replication/hazards.h"
#include "models/replication/operation.h"
#include "models/replication/settlement.h"
#include "models/replication/snapshot.h"

#include <QDateTime>
#include <QObject>
#include <QString>

#include <chrono>
#include <memory>
#include <optional>

namespace switchover {

class ActivityLog;
class Fleet;

/// How one operation ended.
struct OperationOutcome
{
    enum class End {
        NotSent,  ///< refused on fresh status, or the connection never stood: nothing changed
        Rejected, ///< the server refused; nothing changed
        Done,     ///< answered, and the done-condition was seen
        AcceptedNotSeen, ///< answered, but not seen done in the time given
        LostButDone,     ///< the answer was lost; the cluster shows the effect
        LostNoEffect,    ///< the answer was lost; the cluster shows no effect. Not sent again
        LostUnknown,     ///< the answer was lost and the cluster cannot tell
    };
    End end = End::NotSent;
    std::optional<Error> error;
    std::optional<OperationAnswer> answer; ///< only of an answered call; may hold secrets
    QString sentence;                      ///< what is true now and what to do next
    /// Of a call that the token's policies do not allow, as far as is known: the lines that would,
    /// in Vault's policy language; "" otherwise.
    QString policyLines;
    QDateTime startedAt;
    QDateTime endedAt;

    [[nodiscard]] bool isGood() const { return end == End::Done || end == End::LostButDone; }
};

/// Runs one operation: fresh status → allowed() → send once → observe until settled. Writes each
/// stage to the activity log before acting on it. Deleting it stops the waiting, never the call.
///
/// The operator confirmed what a snapshot showed: if role or set of the cluster changed since
/// `reviewed`, the run ends NotSent and says what changed. So it does if a grave hazard that was
/// not accepted shows right before sending: the clusters that decide on it are read afresh too.
class OperationRun final : public QObject
{
    Q_OBJECT

public:
    enum class Stage { Checking, Sending, Waiting, Finished };
    Q_ENUM(Stage)

    OperationRun(Fleet &fleet, ActivityLog &activity, OperationId operation, Arguments arguments,
                 ClusterSnapshot reviewed, QObject *parent = nullptr);
    ~OperationRun() override;

    /// The dangers the operator was shown and accepted explicitly; they are written to the activity
    /// log.
    void setAccepted(QList<Hazard> hazards);
    /// Of the waiting; default by operation, and long enough for a late effect of a lost request.
    void setPatience(std::chrono::milliseconds patience);
    /// How long a cluster that answers again must show no effect before a lost call counts as
    /// without effect; default by operation.
    void setNoEffectAfter(std::chrono::milliseconds settleTime);
    /// How long after sending a lost request may still take effect. Until then its outcome is
    /// unknown, whatever the cluster shows. Not waited for if the server refused in its own words.
    void setLateEffectWithin(std::chrono::milliseconds time);
    static constexpr std::chrono::milliseconds defaultLateEffectWithin = std::chrono::seconds(120);
    /// How often the cluster is asked while waiting; 500 ms unless told.
    void setSettlingInterval(std::chrono::milliseconds interval);
    void start();

    [[nodiscard]] static std::chrono::milliseconds defaultPatience(OperationId operation);
    [[nodiscard]] static std::chrono::milliseconds defaultNoEffectAfter(OperationId operation);

    [[nodiscard]] OperationId operationId() const;
    [[nodiscard]] ClusterId cluster() const;
    [[nodiscard]] QString run() const;          ///< groups this run's entries in the activity log
    [[nodiscard]] QString progressText() const; ///< the newest of progressed()

    [[nodiscard]] Stage stage() const;
    [[nodiscard]] const OperationOutcome &outcome() const; ///< valid once finished
    /// Moves the answer's secrets out, once: outcome().answer is empty afterwards. Empty before
    /// finished() or without an answer.
    [[nodiscard]] OperationAnswer takeAnswer();
    [[nodiscard]] QDateTime startedAt() const;

signals:
    void stageChanged(switchover::OperationRun::Stage stage);
    void progressed(const QString &text); ///< what is seen while waiting
    void finished();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace switchover
