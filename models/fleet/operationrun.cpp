// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/operationrun.h"

namespace switchover {

class OperationRun::Private
{
public:
    OperationId operation {};
    ClusterSnapshot reviewed;
    OperationOutcome outcome;
};

OperationRun::OperationRun(Fleet &, ActivityLog &, OperationId operation, Arguments, ClusterSnapshot reviewed,
                           QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->operation = operation;
    d->reviewed = std::move(reviewed);
}

OperationRun::~OperationRun() = default;
void OperationRun::setPatience(std::chrono::milliseconds) { }
void OperationRun::setNoEffectAfter(std::chrono::milliseconds) { }
void OperationRun::setSettlingInterval(std::chrono::milliseconds) { }
void OperationRun::start() { }
std::chrono::milliseconds OperationRun::defaultPatience(OperationId) { return {}; }
std::chrono::milliseconds OperationRun::defaultNoEffectAfter(OperationId) { return {}; }
OperationId OperationRun::operationId() const { return d->operation; }
ClusterId OperationRun::cluster() const { return d->reviewed.identity.id; }
QString OperationRun::run() const { return {}; }
QString OperationRun::progressText() const { return {}; }
OperationRun::Stage OperationRun::stage() const { return Stage::Checking; }
const OperationOutcome &OperationRun::outcome() const { return d->outcome; }
OperationAnswer OperationRun::takeAnswer() { return {}; }
QDateTime OperationRun::startedAt() const { return d->outcome.startedAt; }

} // namespace switchover
