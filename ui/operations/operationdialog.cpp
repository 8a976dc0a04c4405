// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/operationdialog.h"

#include "models/fleet/fleet.h"
#include "models/replication/catalogue.h"
#include "models/replication/permission.h"
#include "ui/operations/bulletlist.h"
#include "ui/operations/dialogheader.h"
#include "ui/operations/nextsteps.h"
#include "ui/operations/operationcenter.h"
#include "ui/operations/operationform.h"
#include "ui/operations/operationjob.h"
#include "ui/operations/outcomepage.h"
#include "ui/operations/parameterfield.h"
#include "ui/operations/progresspage.h"
#include "ui/operations/requestpanel.h"
#include "ui/operations/reviewpage.h"
#include "ui/services.h"
#include "ui/tokens/rolewords.h"
#include "ui/widgets/confirmbuttons.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/typednamefield.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace switchover::ui {

using namespace Qt::StringLiterals;

namespace {

/// Whether the operator's decision still stands: roles and sets are what it was made on.
QString changeBetween(const ClusterSnapshot &before, const ClusterSnapshot &now)
{
    for (const ReplicationType type : allReplicationTypes) {
        const ReplicationBlock *was = before.block(type);
        const ReplicationBlock *is = now.block(type);
        if (!is) // not readable at the moment: the runner checks once more before it sends
            continue;
        if (!was || was->mode != is->mode) {
            return OperationDialog::tr("%1 was %2 and is now %3.", "replication type, role, role")
                .arg(displayName(type), roleWord(was), roleWord(is));
        }
        if (was->setId != is->setId)
            return OperationDialog::tr("%1 is now in another replication set.").arg(displayName(type));
    }
    return {};
}

} // namespace

OperationDialog::OperationDialog(Services &services, OperationCenter &center, const ClusterSnapshot &snapshot,
                                 OperationId operation, Arguments prefilled, QWidget *parent)
    : QDialog(parent)
    , m_services(services)
    , m_center(center)
    , m_cluster(snapshot.identity.id)
    , m_operation(switchover::operation(operation))
    , m_reviewed(snapshot)
{
    setObjectName(u"operationDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("%1 – %2", "operation, cluster").arg(m_operation.titleText(), snapshot.identity.name));

    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    m_header = new DialogHeader(this);
    outer->addWidget(m_header);
    m_bar = new MessageBar(u"operationBar"_s, this);
    auto *barBox = new QHBoxLayout;
    barBox->setContentsMargins(space(Space::Large, this), 0, space(Space::Large, this), 0);
    barBox->addWidget(m_bar);
    outer->addLayout(barBox);
    m_stack = new QStackedWidget(this);
    outer->addWidget(m_stack, 1);
    buildForm(snapshot);
    m_review = new ReviewPage(this);
    addPage(m_review);
    m_progress = new ProgressPage(services.clock, this);
    addPage(m_progress);
    m_outcome = new OutcomePage(services, this);
    addPage(m_outcome);
    m_nameBox = new QWidget(this);
    auto *nameLayout = new QVBoxLayout(m_nameBox);
    nameLayout->setContentsMargins(space(Space::Large, this), space(Space::Small, this), space(Space::Large, this),
                                   space(Space::Small, this));
    m_name = new TypedNameField(snapshot.identity.name, u"typedName"_s, m_nameBox);
    nameLayout->addWidget(m_name);
    m_nameBox->hide();
    outer->addWidget(m_nameBox);
    buildButtons();

    connect(m_form, &OperationForm::changed, this, &OperationDialog::update);
    connect(m_name, &TypedNameField::matchChanged, this, &OperationDialog::update);
    connect(m_outcome, &OutcomePage::stepChosen, this, &OperationDialog::takeStep);
    connect(&services.fleet, &Fleet::snapshotChanged, this, &OperationDialog::snapshotChanged);
    connect(&services.fleet, &Fleet::clusterRemoved, this, [this](const ClusterId &id) {
        if (id == m_cluster)
            close();
    });
    fill(prefilled);
    resize(fontMetrics().averageCharWidth() * 104, 0);
    showPage(Page::Form);
    if (m_form->hasFields())
        m_form->focusFirst();
    else
        m_cancel->setFocus();
}

void OperationDialog::growToFit()
{
    const auto *scroll = qobject_cast<QScrollArea *>(m_stack->currentWidget());
    const QLayout *content = scroll->widget()->layout();
    const int wanted = m_header->sizeHint().height() + content->totalHeightForWidth(width())
        + (m_nameBox->isHidden() ? 0 : m_nameBox->sizeHint().height()) + fontMetrics().height() * 5;
    const int room = screen()->availableSize().height() * 9 / 10;
    resize(width(), qMin(qMax(height(), wanted), room));
}

void OperationDialog::buildForm(const ClusterSnapshot &snapshot)
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space(Space::Medium, this));
    auto *summary = new QLabel(m_operation.summaryText(), page);
    summary->setObjectName(u"operationSummary"_s);
    summary->setTextFormat(Qt::PlainText);
    summary->setWordWrap(true);
    layout->addWidget(summary);

    const ReplicationBlock *block = m_operation.type ? snapshot.block(*m_operation.type) : nullptr;
    // A new id must be new: known ones are offered only where one of them is meant.
    const bool offersIds = block && block->knownSecondaries && m_operation.doneWhen != DoneWhen::SecondaryKnown;
    const FieldContext context { .clock = m_services.clock,
                                 .center = m_center,
                                 .clusterName = snapshot.identity.name,
                                 .knownSecondaries = offersIds ? *block->knownSecondaries : QStringList(),
                                 .type = m_operation.type };
    m_form = new OperationForm(m_operation, snapshot, context, page);
    layout->addWidget(m_form);
    m_form->setVisible(m_form->hasFields());

    const Tone tone = m_operation.severity >= Severity::CutsOff ? Tone::Danger
        : m_operation.severity == Severity::Interrupts          ? Tone::Attention
                                                                : Tone::Neutral;
    m_consequences = new BulletList(tr("What will happen"), tone, u"consequences"_s, page);
    m_consequences->setSentences(m_operation.consequences());
    layout->addWidget(m_consequences);
    auto *after = new BulletList(tr("Afterwards"), Tone::Neutral, u"afterwards"_s, page);
    after->setSentences(m_operation.followUps());
    layout->addWidget(after);
    m_request = new RequestPanel(u"request"_s, page);
    layout->addWidget(m_request);
    layout->addStretch();
    addPage(page);
}

QScrollArea *OperationDialog::addPage(QWidget *content)
{
    const int margin = space(Space::Large, this);
    content->layout()->setContentsMargins(margin, space(Space::Small, this), margin, space(Space::Medium, this));
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(content);
    m_stack->addWidget(scroll);
    return scroll;
}

void OperationDialog::buildButtons()
{
    const int margin = space(Space::Large, this);
    auto *line = new QFrame(this);
    line->setFrameShape(QFrame::HLine);
    line->setFrameShadow(QFrame::Plain);
    line->setForegroundRole(QPalette::Mid);
    layout()->addWidget(line);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(margin, space(Space::Medium, this) * 3 / 4, margin, space(Space::Medium, this) * 3 / 4);
    row->setSpacing(space(Space::Small, this));
    m_back = new QPushButton(tr("Back"), this);
    m_back->setObjectName(u"backButton"_s);
    m_whyNot = makeHelpLabel({}, this);
    m_whyNot->setObjectName(u"whyNot"_s);
    m_whyNot->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_cancel = new QPushButton(tr("Cancel"), this);
    m_cancel->setObjectName(u"cancelButton"_s);
    m_next = new QPushButton(tr("Review…"), this);
    m_next->setObjectName(u"nextButton"_s);
    m_send = new QPushButton(m_operation.verbText(), this);
    m_send->setObjectName(u"sendButton"_s);
    for (QPushButton *button : { m_back, m_cancel, m_next, m_send })
        button->setAutoDefault(false);
    setEmphasis(m_next, Emphasis::Primary);
    setEmphasis(m_send, m_operation.severity >= Severity::CutsOff ? Emphasis::Danger : Emphasis::Primary);
    row->addWidget(m_back);
    row->addStretch(1);
    row->addWidget(m_whyNot, 100);
    row->addWidget(m_cancel);
    row->addSpacing(space(Space::Small, this));
    row->addWidget(m_next);
    row->addWidget(m_send);
    qobject_cast<QVBoxLayout *>(layout())->addLayout(row);
    connect(m_cancel, &QPushButton::clicked, this, &OperationDialog::reject);
    connect(m_back, &QPushButton::clicked, this, [this] { showPage(Page::Form); });
    connect(m_next, &QPushButton::clicked, this, &OperationDialog::review);
    connect(m_send, &QPushButton::clicked, this, &OperationDialog::send);
}

OperationId OperationDialog::operationId() const
{
    return m_operation.id;
}

OperationDialog::Page OperationDialog::page() const
{
    return Page(m_stack->currentIndex());
}

bool OperationDialog::isAtForm() const
{
    return page() == Page::Form;
}

const ClusterSnapshot *OperationDialog::snapshot() const
{
    return m_services.fleet.snapshot(m_cluster);
}

void OperationDialog::fill(const Arguments &arguments)
{
    Arguments all = arguments.clone();
    for (const Parameter &parameter : m_operation.parameters) {
        if (all.has(parameter.name))
            continue;
        if (parameter.type == Parameter::Type::DrOperationToken) {
            if (SecretString token = m_center.drOperationTokenFor(m_cluster); !token.isEmpty())
                all.setSecret(parameter.name, std::move(token));
        } else if (parameter.type == Parameter::Type::KeyShare) {
            if (SecretString share = m_center.keyShareFor(m_cluster); !share.isEmpty())
                all.setSecret(parameter.name, std::move(share));
        } else if (parameter.name == "nonce"_L1) {
            if (const QString nonce = m_center.attemptNonce(m_cluster); !nonce.isEmpty())
                all.set(parameter.name, nonce);
        } else if (m_operation.id == OperationId::SecondaryDynamicFilterRead
                   && parameter.type == Parameter::Type::SecondaryId) {
            const ReplicationBlock *block = m_reviewed.block(ReplicationType::Performance);
            if (block && block->secondaryId)
                all.set(parameter.name, *block->secondaryId);
        }
    }
    m_form->fill(all);
    update();
}

bool OperationDialog::startsAtOnce() const
{
    return m_operation.severity == Severity::Looks && m_operation.method == HttpMethod::Get
        && m_operation.parameters.empty();
}

void OperationDialog::startAtOnce()
{
    if (whyNot().isEmpty())
        send();
}

bool OperationDialog::needsReview() const
{
    const Arguments arguments = m_form->arguments();
    if (needsTypedName(m_operation, arguments))
        return true;
    return m_reviewed.identity.environment == Environment::Production
        && severityOf(m_operation, arguments) >= Severity::Interrupts;
}

QString OperationDialog::whyNot()
{
    const ClusterSnapshot *now = snapshot();
    if (!now)
        return tr("The cluster is not registered any more.");
    const Permission permission = allowed(m_operation, *now);
    const QString problem = m_form->check(*now);
    return permission ? problem : permission.reason;
}

void OperationDialog::snapshotChanged(const ClusterSnapshot &snapshot)
{
    if (snapshot.identity.id != m_cluster)
        return;
    if (page() == Page::Form || page() == Page::Review)
        noticeChange(snapshot);
    m_header->showTarget(m_operation, snapshot);
    update();
}

void OperationDialog::noticeChange(const ClusterSnapshot &snapshot)
{
    const QString change = changeBetween(m_reviewed, snapshot);
    if (page() == Page::Form) {
        m_reviewed = snapshot;
        return;
    }
    if (change.isEmpty())
        return; // figures move all the time; what was decided on has not
    m_reviewed = snapshot;
    m_name->clear();
    m_review->showReview(m_operation, m_reviewed, m_form->arguments(), m_services.fleet.problems());
    m_bar->showMessage(Tone::Attention, tr("The cluster changed while this was open. %1 Look again before you go on.").arg(change));
}

void OperationDialog::update()
{
    const bool form = page() == Page::Form;
    const bool review = page() == Page::Review;
    if (!form && !review)
        return;
    if (const ClusterSnapshot *now = snapshot(); now && form)
        m_request->showRequest(m_operation, *now, m_form->arguments());
    QString reason = whyNot();
    const bool withReview = needsReview();
    if (review && reason.isEmpty() && !m_name->matches())
        reason = tr("Type the cluster's name to go on.");
    m_back->setVisible(review);
    m_next->setVisible(form && withReview);
    m_send->setVisible(review || !withReview);
    m_cancel->setText(tr("Cancel"));
    for (QPushButton *button : { m_next, m_send }) {
        button->setEnabled(reason.isEmpty());
        button->setToolTip(reason);
        button->setAccessibleDescription(reason);
    }
    m_whyNot->setText(reason);
    m_whyNot->setVisible(!reason.isEmpty());
    // Enter goes through only where nothing is lost by it.
    const bool harmless = severityOf(m_operation, m_form->arguments()) <= Severity::Changes && !review;
    m_send->setDefault(harmless);
    m_cancel->setDefault(!harmless);
}

void OperationDialog::showPage(Page page)
{
    m_stack->setCurrentIndex(int(page));
    if (auto *scroll = qobject_cast<QScrollArea *>(m_stack->currentWidget()))
        scroll->verticalScrollBar()->setValue(0);
    if (const ClusterSnapshot *now = snapshot())
        m_header->showTarget(m_operation, *now);
    const bool asking = page == Page::Form || page == Page::Review;
    for (QPushButton *button : { m_back, m_next, m_send })
        button->setVisible(false);
    m_whyNot->hide();
    m_nameBox->setVisible(page == Page::Review);
    if (!asking) {
        m_cancel->setText(tr("Close"));
        m_cancel->setDefault(true);
        m_cancel->setFocus();
    }
    update();
    growToFit();
}

void OperationDialog::review()
{
    const ClusterSnapshot *now = snapshot();
    if (!now || !whyNot().isEmpty())
        return;
    m_reviewed = *now;
    m_bar->dismiss();
    m_name->clear();
    m_review->showReview(m_operation, m_reviewed, m_form->arguments(), m_services.fleet.problems());
    showPage(Page::Review);
    m_name->setFocus();
}

void OperationDialog::send()
{
    if (!whyNot().isEmpty() || page() == Page::Progress)
        return;
    if (needsReview() && (page() != Page::Review || !m_name->matches()))
        return;
    OperationJob::Intent intent { .reviewed = m_reviewed,
                                  .operation = m_operation.id,
                                  .arguments = m_form->arguments(),
                                  .filter = std::nullopt };
    if (std::optional<OperationForm::Filter> filter = m_form->filter())
        intent.filter = OperationJob::Filter { filter->operation, std::move(filter->arguments) };
    m_bar->dismiss();
    auto job = std::make_unique<OperationJob>(m_services, std::move(intent));
    m_progress->follow(job.get());
    showPage(Page::Progress);
    m_center.take(std::move(job), this);
}

void OperationDialog::showOutcome(const OperationJob &job, OperationAnswer answer, SecretString operationToken)
{
    m_carried = {};
    if (!job.secondaryId().isEmpty())
        m_carried.set("id"_L1, job.secondaryId());
    if (answer.filter) {
        m_carried.set("mode"_L1, answer.filter->mode);
        m_carried.set("paths"_L1, answer.filter->paths);
    }
    const OperationOutcome &outcome = job.outcome();
    if (outcome.end == OperationOutcome::End::NotSent) {
        if (const ClusterSnapshot *now = snapshot())
            m_reviewed = *now;
        const bool reviewing = needsReview() && whyNot().isEmpty();
        if (reviewing) {
            m_name->clear();
            m_review->showReview(m_operation, m_reviewed, m_form->arguments(), m_services.fleet.problems());
        }
        showPage(reviewing ? Page::Review : Page::Form);
        m_bar->showMessage(Tone::Attention, job.sentence());
        return;
    }
    QString sentence = job.sentence();
    if (answer.merkleReport) {
        sentence = answer.merkleReport->isClean() ? tr("The check found no corruption on %1.").arg(job.cluster().name)
                                                  : tr("The check found corruption on %1.").arg(job.cluster().name);
    }
    m_outcome->showOutcome(m_operation, outcome, sentence, std::move(answer), std::move(operationToken));
    showPage(Page::Outcome);
}

void OperationDialog::takeStep(const NextStep &step)
{
    switch (step.kind) {
    case NextStep::Kind::OpenOperation:
        m_center.open(m_cluster, step.operation, std::move(m_carried));
        close();
        return;
    case NextStep::Kind::SignIn:
        emit m_center.signInRequested(m_cluster);
        close();
        return;
    case NextStep::Kind::TryAgain:
        showPage(Page::Form);
        return;
    case NextStep::Kind::ShowActivity:
        emit m_center.activityRequested();
        close();
        return;
    }
}

} // namespace switchover::ui
