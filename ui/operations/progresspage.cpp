// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/progresspage.h"

#include "models/base/clock.h"
#include "models/items/format.h"
#include "models/replication/catalogue.h"
#include "models/replication/maintenance.h"
#include "models/replication/settlement.h"
#include "ui/operations/operationjob.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/statusdot.h"
#include "ui/widgets/theme.h"

#include <QProgressBar>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace switchover::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// How long it is normally, in words, from what has to be seen.
QString normalTime(DoneWhen doneWhen)
{
    switch (doneWhen) {
    case DoneWhen::Answered:
    case DoneWhen::SecondaryKnown:
    case DoneWhen::SecondaryGone:
    case DoneWhen::FilterStored:
    case DoneWhen::FilterGone:
    case DoneWhen::AttemptStarted:
    case DoneWhen::AttemptGone:
    case DoneWhen::AttemptAdvanced:
        return ProgressPage::tr("Normally a second or two.");
    case DoneWhen::ModePrimary:
    case DoneWhen::ModeSecondary:
    case DoneWhen::ModeDisabled:
    case DoneWhen::Detached:
        return ProgressPage::tr(
            "Normally 5 to 30 seconds. Vault does not answer in between; that is expected.");
    case DoneWhen::Following:
        return ProgressPage::tr(
            "Normally under a minute for a small cluster; a first copy of a large one takes as "
            "long as its data needs.");
    case DoneWhen::Reindexed:
    case DoneWhen::Checked:
        return ProgressPage::tr("Seconds for a small cluster, hours for a large one.");
    }
    Q_UNREACHABLE();
}

} // namespace

ProgressPage::ProgressPage(const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_clock(clock)
{
    setObjectName(u"progressPage"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space(Space::Small, this));
    m_checking = new StatusDot(u"stageChecking"_s, this);
    m_sending = new StatusDot(u"stageSending"_s, this);
    m_waiting = new StatusDot(u"stageWaiting"_s, this);
    for (StatusDot *dot : { m_checking, m_sending, m_waiting })
        layout->addWidget(dot, 0, Qt::AlignLeft);
    m_bar = new QProgressBar(this);
    QProgressBar *bar = m_bar;
    bar->setObjectName(u"progressBar"_s);
    bar->setAccessibleName(tr("Waiting"));
    bar->setRange(0, 0);
    bar->setTextVisible(false);
    bar->setFixedHeight(space(Space::Tiny, this));
    layout->addSpacing(space(Space::Small, this));
    layout->addWidget(bar);
    m_figures = new PlainLabel(this);
    m_figures->setObjectName(u"reindexFigures"_s);
    m_figures->setWordWrap(true);
    m_figures->hide();
    layout->addWidget(m_figures);
    m_awaited = new PlainLabel(this);
    m_awaited->setObjectName(u"awaitedText"_s);
    m_seen = makeHelpLabel({}, this);
    m_seen->setObjectName(u"seenText"_s);
    m_since = makeHelpLabel({}, this);
    m_since->setObjectName(u"sinceText"_s);
    for (QLabel *label : { m_awaited, m_seen, m_since }) {
        label->setWordWrap(true);
        layout->addWidget(label);
    }
    layout->addWidget(makeHelpLabel(tr("Closing this window stops nothing: the operation goes on "
                                       "and can be followed in Activity."),
                                    this));
    layout->addStretch();
    m_tick = new QTimer(this);
    m_tick->setInterval(1s);
    connect(m_tick, &QTimer::timeout, this, &ProgressPage::showSince);
}

void ProgressPage::follow(const OperationJob *job)
{
    if (m_job)
        m_job->disconnect(this);
    m_job = job;
    m_tick->stop();
    if (!job)
        return;
    connect(job, &OperationJob::stageChanged, this, &ProgressPage::update);
    connect(job, &OperationJob::progressed, this, [this](const QString &text) {
        m_seen->setText(text);
        m_seen->setVisible(!text.isEmpty());
    });
    connect(job, &OperationJob::finished, this, [this] { follow(nullptr); });
    m_seen->hide();
    m_figures->hide();
    m_bar->setRange(0, 0);
    m_tick->start();
    update();
}

void ProgressPage::showSnapshot(const ClusterSnapshot &snapshot)
{
    if (!m_job || operation(m_job->currentOperation()).doneWhen != DoneWhen::Reindexed)
        return;
    const std::optional<ReindexState> reindex = reindexOf(snapshot, m_clock.now());
    if (!reindex)
        return; // not begun, or over: the end is told by the job
    m_figures->setText(reindexText(*reindex));
    m_figures->show();
    if (reindex->done && reindex->total.value_or(0) > 0) {
        m_bar->setRange(0, 1000);
        m_bar->setValue(int(1000.0 * double(std::min(*reindex->done, *reindex->total))
                            / double(*reindex->total)));
    } else {
        m_bar->setRange(0, 0);
    }
}

void ProgressPage::update()
{
    if (!m_job)
        return;
    const Operation &current = operation(m_job->currentOperation());
    const OperationRun::Stage stage = m_job->stage();
    const auto show = [stage](StatusDot *dot, OperationRun::Stage of, const QString &now,
                              const QString &done) {
        if (stage < of)
            dot->setStatus(Tone::Neutral, now);
        else
            dot->setStatus(stage == of ? Tone::Busy : Tone::Good, stage == of ? now : done);
    };
    show(m_checking, OperationRun::Stage::Checking, tr("Check the cluster's state once more"),
         tr("Checked: still as it was when you confirmed"));
    show(m_sending, OperationRun::Stage::Sending, tr("Send “%1” once").arg(current.titleText()),
         tr("Sent once and answered"));
    show(m_waiting, OperationRun::Stage::Waiting, tr("Wait until the cluster shows it"),
         tr("Seen on the cluster"));
    const QString awaited = awaitedText(m_job->doneWhen());
    m_awaited->setText(stage == OperationRun::Stage::Waiting && !awaited.isEmpty()
                           ? tr("Awaited: %1").arg(awaited)
                           : QString());
    m_awaited->setVisible(!m_awaited->text().isEmpty());
    showSince();
}

void ProgressPage::showSince()
{
    if (!m_job)
        return;
    const std::chrono::milliseconds since(m_job->startedAt().msecsTo(m_clock.now()));
    m_since->setText(tr("Under way for %1. %2", "%2: how long it takes normally")
                         .arg(durationText(since), normalTime(m_job->doneWhen())));
}

} // namespace switchover::ui

#include "moc_progresspage.cpp"
