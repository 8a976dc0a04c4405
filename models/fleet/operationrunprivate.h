// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/activityentry.h"
#include "models/fleet/clustersession.h"
#include "models/fleet/fleet.h"
#include "models/fleet/operationrun.h"
#include "models/fleet/operationtexts.h"
#include "models/replication/apicall.h"
#include "models/replication/catalogue.h"

#include <QPointer>
#include <QTimer>
#include <QUuid>

namespace switchover {

/// The steps of a run, in the order they are taken: begin, check, send, answered, wait, judge,
/// finish.
class OperationRun::Private
{
public:
    Private(OperationRun &run, Fleet &runFleet, ActivityLog &log, OperationId id,
            Arguments runArguments, ClusterSnapshot runReviewed)
        : q(run)
        , fleet(runFleet)
        , activity(log)
        , row(operation(id))
        , arguments(std::move(runArguments))
        , reviewed(std::move(runReviewed))
        , name(QUuid::createUuid().toString(QUuid::WithoutBraces))
        , patience(OperationRun::defaultPatience(id))
        , noEffectAfter(OperationRun::defaultNoEffectAfter(id))
    {
        patienceTimer.setSingleShot(true);
    }

    using Kind = ActivityEntry::Kind;
    using Outcome = ActivityEntry::Outcome;
    using End = OperationOutcome::End;

    [[nodiscard]] ActivityEntry entry(Kind kind, Outcome shadeOf, const QString &text) const;
    void log(Kind kind, Outcome shadeOf, const QString &text);
    void setStage(Stage next);
    void progress();
    [[nodiscard]] RunFacts facts() const;
    [[nodiscard]] std::chrono::milliseconds now() const { return fleet.clock().monotonic(); }

    void begin();
    void check();
    void askRights();
    [[nodiscard]] bool policiesAllow() const;
    [[nodiscard]] QString neededLines() const;
    void lookAtOthers();
    [[nodiscard]] QString newDanger() const;
    void prepare();
    [[nodiscard]] bool needsLookAtAttempt() const;
    void lookAtAttempt();
    void attemptRead(const Result<OperationAnswer> &answer);
    [[nodiscard]] QString whyNoShare(const Result<OperationAnswer> &answer) const;
    void lookAtNodes();
    void sendPrepared();
    void send(ApiCall call);
    void answered(Result<OperationAnswer> answer);
    void failed(const Error &error);
    void lose(const Error &error);
    void accepted(OperationAnswer answer);
    void wait();
    void look();
    [[nodiscard]] bool isElsewhere();
    [[nodiscard]] bool isAnotherCluster() const;
    void observe();
    void judge(Observation observation);
    [[nodiscard]] bool isUnchangedFor(std::chrono::milliseconds time);
    void noEffect();
    void judgeUntold();
    void outOfPatience();
    void clusterGone();
    void notSent(const QString &why, Error error);
    void finish(End end, const QString &sentence);

    OperationRun &q;
    Fleet &fleet;
    ActivityLog &activity;
    const Operation &row;
    Arguments arguments;
    ClusterSnapshot reviewed;
    QList<Hazard> acceptedHazards;
    QString name;
    std::chrono::milliseconds patience;
    bool patienceIsChosen = false; ///< by setPatience()
    std::chrono::milliseconds noEffectAfter;
    std::chrono::milliseconds lateEffectWithin = OperationRun::defaultLateEffectWithin;
    std::chrono::milliseconds settlingInterval = std::chrono::milliseconds(500);
    Stage stage = Stage::Checking;
    bool started = false;
    bool marked = false; ///< the fleet knows of this run
    QPointer<ClusterSession> session;
    ClusterSnapshot before; ///< the moment of sending
    std::chrono::milliseconds sentAt { 0 };
    std::chrono::milliseconds heardAt { 0 }; ///< when the cluster answered last
    quint64 mark = 0;                        ///< only polls that began after this one count
    bool rightsAsked = false;                ///< whether what depends on an identifier is known now
    int othersAsked = 0;                     ///< clusters still being read before the sending
    std::optional<ApiCall> prepared;         ///< waits for a look at the attempt that runs already
    Observation attemptBefore;               ///< its members about the moment before the sending
    QString runningAttempt;                  ///< nonce of the one that was seen last
    bool observing = false;
    bool sawUnderWay = false;
    std::optional<std::chrono::milliseconds>
        unchangedSince;      ///< no effect, or none that can be told
    bool askedAgain = false; ///< after nothing had changed for long enough
    std::optional<Error> lost;
    OperationOutcome outcome;
    QString shownProgress;
    QTimer patienceTimer;
};

} // namespace switchover
