// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/operationjob.h"

#include "models/base/clock.h"
#include "models/fleet/fleet.h"
#include "models/replication/catalogue.h"
#include "models/replication/consequences.h"
#include "models/replication/settlement.h"
#include "models/store/activitylog.h"
#include "ui/services.h"

namespace switchover::ui {

using namespace Qt::StringLiterals;

OperationJob::OperationJob(Services &services, Intent intent, QObject *parent)
    : QObject(parent)
    , m_services(services)
    , m_intent(std::move(intent))
    , m_secondaryId(m_intent.arguments.text("id"_L1))
    , m_publicKey(m_intent.arguments.text("secondary_public_key"_L1))
    , m_doneWhen(
          switchover::doneWhen(switchover::operation(m_intent.operation), m_intent.arguments))
    , m_followUps(followUpsOf(switchover::operation(m_intent.operation), m_intent.arguments,
                              { .target = m_intent.reviewed,
                                .fleet = services.fleet.snapshots(),
                                .memory = services.fleet.memory(),
                                .now = services.clock.now() }))
{
    if (switchover::operation(m_intent.operation).filterAction == FilterAction::Stores)
        m_storedFilter = { m_intent.arguments.text("mode"_L1),
                           m_intent.arguments.texts("paths"_L1) };
    else if (m_intent.filter)
        m_storedFilter = { m_intent.filter->arguments.text("mode"_L1),
                           m_intent.filter->arguments.texts("paths"_L1) };
    if (const SecretString *token = m_intent.arguments.secret("token"_L1))
        m_usedToken = token->clone();
    if (const SecretString *token = m_intent.arguments.secret("dr_operation_token"_L1)) {
        m_usedOperationToken = token->clone();
        m_stockEntry = services.fleet.operationTokens().find(m_intent.reviewed.identity.id, *token);
    }
    if (const SecretString *otp = m_intent.arguments.secret("otp"_L1))
        m_givenOtp = otp->clone();
}

void OperationJob::start()
{
    m_startedAt = m_services.clock.now();
    m_savingFilter = m_intent.filter.has_value();
    if (m_savingFilter)
        run(m_intent.filter->operation, std::move(m_intent.filter->arguments));
    else
        run(m_intent.operation, std::move(m_intent.arguments));
}

void OperationJob::run(OperationId operation, Arguments arguments)
{
    m_run = new OperationRun(m_services.fleet, m_services.activity, operation, std::move(arguments),
                             m_intent.reviewed, this);
    connect(m_run, &OperationRun::stageChanged, this, &OperationJob::stageChanged);
    connect(m_run, &OperationRun::progressed, this, &OperationJob::progressed);
    connect(m_run, &OperationRun::finished, this, &OperationJob::runFinished);
    m_run->setAccepted(m_intent.accepted);
    if (m_settlingInterval)
        m_run->setSettlingInterval(*m_settlingInterval);
    m_run->setLateEffectWithin(m_lateEffectWithin);
    m_run->start();
}

void OperationJob::runFinished()
{
    if (m_savingFilter && m_run->outcome().isGood()) {
        m_savingFilter = false;
        m_run->deleteLater();
        run(m_intent.operation, std::move(m_intent.arguments));
        emit stageChanged();
        return;
    }
    m_finished = true;
    emit finished();
}

OperationId OperationJob::currentOperation() const
{
    return m_savingFilter && m_intent.filter ? m_intent.filter->operation : m_intent.operation;
}

DoneWhen OperationJob::doneWhen() const
{
    return m_savingFilter ? switchover::operation(currentOperation()).doneWhen : m_doneWhen;
}

OperationRun::Stage OperationJob::stage() const
{
    if (m_finished)
        return OperationRun::Stage::Finished;
    return m_run ? m_run->stage() : OperationRun::Stage::Checking;
}

const OperationOutcome &OperationJob::outcome() const
{
    Q_ASSERT(m_run);
    return m_run->outcome();
}

QString OperationJob::sentence() const
{
    if (m_savingFilter) {
        return tr("The path filter was not saved, so no token was generated. %1",
                  "%1 is the reason")
            .arg(outcome().sentence);
    }
    if (m_intent.filter && !outcome().isGood()) {
        return tr("The path filter was saved and stays. About the token: %1",
                  "%1 is what became of the token")
            .arg(outcome().sentence);
    }
    return outcome().sentence;
}

OperationAnswer OperationJob::takeAnswer()
{
    return m_savingFilter ? OperationAnswer() : m_run->takeAnswer();
}

} // namespace switchover::ui

#include "moc_operationjob.cpp"
