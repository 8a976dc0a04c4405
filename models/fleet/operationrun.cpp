// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/operationrun.h"

#include "models/fleet/operationrunprivate.h"

using namespace std::chrono_literals;

namespace switchover {

OperationRun::OperationRun(Fleet &fleet, ActivityLog &activity, OperationId operation,
                           Arguments arguments, ClusterSnapshot reviewed, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(*this, fleet, activity, operation, std::move(arguments),
                                  std::move(reviewed)))
{
    connect(&d->patienceTimer, &QTimer::timeout, this, [this] { d->outOfPatience(); });
}

OperationRun::~OperationRun()
{
    if (d->stage == Stage::Sending || d->stage == Stage::Waiting) {
        d->log(Private::Kind::Settled, Private::Outcome::Attention,
               tr("Switchover stopped waiting. The request was sent; its outcome is unknown."));
    }
    if (d->marked)
        d->fleet.endRun(cluster(), d->name);
}

void OperationRun::setAccepted(QList<Hazard> hazards)
{
    d->acceptedHazards = std::move(hazards);
}

void OperationRun::setPatience(std::chrono::milliseconds patience)
{
    d->patience = patience;
    d->patienceIsChosen = true;
    if (d->stage == Stage::Waiting)
        d->patienceTimer.start(patience);
}

void OperationRun::setNoEffectAfter(std::chrono::milliseconds settleTime)
{
    d->noEffectAfter = settleTime;
}

void OperationRun::setLateEffectWithin(std::chrono::milliseconds time)
{
    d->lateEffectWithin = time;
}

void OperationRun::setSettlingInterval(std::chrono::milliseconds interval)
{
    d->settlingInterval = interval;
}

void OperationRun::start()
{
    if (std::exchange(d->started, true))
        return;
    d->begin();
}

std::chrono::milliseconds OperationRun::defaultPatience(OperationId id)
{
    switch (operation(id).doneWhen) {
    case DoneWhen::Following: // fetches all data
    case DoneWhen::Reindexed:
        return 10min;
    case DoneWhen::Answered:
    case DoneWhen::ModePrimary:
    case DoneWhen::ModeSecondary:
    case DoneWhen::ModeDisabled:
    case DoneWhen::Detached:
    case DoneWhen::SecondaryKnown:
    case DoneWhen::SecondaryGone:
    case DoneWhen::FilterStored:
    case DoneWhen::FilterGone:
    case DoneWhen::AttemptStarted:
    case DoneWhen::AttemptGone:
    case DoneWhen::AttemptAdvanced:
    case DoneWhen::Checked:
        return 2min;
    }
    Q_UNREACHABLE();
}

std::chrono::milliseconds OperationRun::defaultNoEffectAfter(OperationId id)
{
    // A cluster that joins a primary first asks that primary, for up to half a minute, before
    // anything changes.
    return operation(id).doneWhen == DoneWhen::Following ? 35s : 3s;
}

OperationId OperationRun::operationId() const
{
    return d->row.id;
}

ClusterId OperationRun::cluster() const
{
    return d->reviewed.identity.id;
}

QString OperationRun::run() const
{
    return d->name;
}

QString OperationRun::progressText() const
{
    return d->shownProgress;
}

OperationRun::Stage OperationRun::stage() const
{
    return d->stage;
}

const OperationOutcome &OperationRun::outcome() const
{
    return d->outcome;
}

OperationAnswer OperationRun::takeAnswer()
{
    if (d->stage != Stage::Finished || !d->outcome.answer)
        return {};
    OperationAnswer answer = std::move(*d->outcome.answer);
    d->outcome.answer.reset();
    return answer;
}

QDateTime OperationRun::startedAt() const
{
    return d->outcome.startedAt;
}

} // namespace switchover

#include "moc_operationrun.cpp"
