// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/operationdialog.h"

#include "models/base/clock.h"
#include "models/base/names.h"
#include "models/base/tooltip.h"
#include "models/fleet/clustersession.h"
#include "models/fleet/fleet.h"
#include "models/replication/catalogue.h"
#include "models/replication/maintenance.h"
#include "models/replication/permission.h"
#include "models/store/settings.h"
#include "ui/drtoken/drtokendesk.h"
#include "ui/operations/bulletlist.h"
#include "ui/operations/dialogheader.h"
#include "ui/operations/nextsteps.h"
#include "ui/operations/operationcenter.h"
#include "ui/operations/operationform.h"
#include "ui/operations/operationjob.h"
#include "ui/operations/outcomepage.h"
#include "ui/operations/policylines.h"
#include "ui/operations/progresspage.h"
#include "ui/operations/requestpanel.h"
#include "ui/operations/reviewpage.h"
#include "ui/services.h"
#include "ui/tokens/rolewords.h"
#include "ui/widgets/confirmbuttons.h"
#include "ui/widgets/contentscroll.h"
#include "ui/widgets/literaltext.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/taborder.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/typednamefield.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

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
            return OperationDialog::tr("%1 is now in another replication set.")
                .arg(displayName(type));
    }
    return {};
}

} // namespace

OperationDialog::OperationDialog(Services &services, OperationCenter &center,
                                 const ClusterSnapshot &snapshot, OperationId operation,
                                 Arguments prefilled, QWidget *parent)
    : QDialog(parent)
    , m_services(services)
    , m_center(center)
    , m_cluster(snapshot.identity.id)
    , m_operation(switchover::operation(operation))
    , m_reviewed(snapshot)
{
    setObjectName(u"operationDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(literalWindowTitle(
        tr("%1 – %2", "operation, cluster").arg(m_operation.titleText(), snapshot.identity.name)));

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
    nameLayout->setContentsMargins(space(Space::Large, this), space(Space::Small, this),
                                   space(Space::Large, this), space(Space::Small, this));
    m_name = new TypedNameField(snapshot.identity.name, u"typedName"_s, m_nameBox);
    nameLayout->addWidget(m_name);
    m_nameBox->hide();
    outer->addWidget(m_nameBox);
    buildButtons();

    connect(m_form, &OperationForm::changed, this, &OperationDialog::update);
    m_rightsTimer.setSingleShot(true);
    m_rightsTimer.setInterval(std::chrono::milliseconds(400));
    connect(&m_rightsTimer, &QTimer::timeout, this, &OperationDialog::askRights);
    connect(m_form, &OperationForm::changed, &m_rightsTimer, qOverload<>(&QTimer::start));
    connect(m_name, &TypedNameField::matchChanged, this, &OperationDialog::update);
    connect(m_review, &ReviewPage::acknowledgementsChanged, this, &OperationDialog::update);
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

bool OperationDialog::isUnderWay() const
{
    return page() == Page::Progress;
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
            if (SecretString token = m_center.drOperationTokenFor(m_cluster, m_operation.id);
                !token.isEmpty())
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
    m_rightsTimer.start();
    update();
}

// A policy may allow some ids and not others: whoever typed one hears before sending that it is
// none of theirs.
void OperationDialog::askRights()
{
    const ClusterSnapshot *now = snapshot();
    ClusterSession *session = m_services.fleet.session(m_cluster);
    if (!now || !session || now->signIn != SignInState::SignedIn || page() != Page::Form)
        return;
    const auto ask = [&](const Operation &operation, const Arguments &arguments) {
        const auto need = capabilityNeed(operation, dialectFor(*now), arguments);
        if (need && need != capabilityNeed(operation, dialectFor(*now)))
            session->askRights(need->path, this, [] {}); // the snapshot changes
    };
    const std::optional<OperationForm::Filter> filter = m_form->filter();
    ask(m_operation, m_form->arguments());
    if (filter)
        ask(operation(filter->operation), filter->arguments);
}

void OperationDialog::showLackedRights()
{
    const ClusterSnapshot *now = snapshot();
    if (!now)
        return;
    QList<CapabilityNeed> needs;
    const auto add = [&](const Operation &operation, const Arguments &arguments) {
        if (const auto lacked = lackedCapability(operation, arguments, *now))
            needs.append(*lacked);
    };
    const std::optional<OperationForm::Filter> filter = m_form->filter();
    add(m_operation, m_form->arguments());
    if (filter)
        add(operation(filter->operation), filter->arguments);
    showPolicyLines(m_policyLines, policyLines(needs));
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
    const Severity severity = severityOf(m_operation, arguments, m_hazards);
    if (severity == Severity::Destroys || m_wasNotLevel)
        return true;
    if (severity < Severity::Interrupts)
        return false;
    switch (m_services.settings.settings().safety.typedNames) {
    case SafetySettings::TypedNames::ForDestroying:
        return false;
    case SafetySettings::TypedNames::OnProduction:
        return m_reviewed.identity.environment == Environment::Production;
    case SafetySettings::TypedNames::Everywhere:
        return true;
    }
    Q_UNREACHABLE();
}

QString OperationDialog::whyNot()
{
    const ClusterSnapshot *now = snapshot();
    if (!now)
        return tr("The cluster is not registered any more.");
    const Permission permission = allowed(m_operation, *now);
    const QString problem = m_form->check(*now); // also judges the values against the cluster
    return permission ? problem : permission.reason;
}

void OperationDialog::snapshotChanged(const ClusterSnapshot &snapshot)
{
    if (snapshot.identity.id != m_cluster) {
        noticeHazards();
        update();
        return;
    }
    if (page() == Page::Form || page() == Page::Review)
        noticeChange(snapshot);
    m_header->showTarget(m_operation, snapshot);
    m_progress->showSnapshot(snapshot);
    noticeHazards();
    update();
}

OperationBriefing OperationDialog::briefing() const
{
    const ClusterSnapshot *now = snapshot();
    return now ? briefingOf(m_operation, m_form->arguments(), *now, m_services.fleet,
                            m_form->filterChange())
               : OperationBriefing();
}

bool OperationDialog::isDemotion() const
{
    return m_operation.id == OperationId::PerformanceDemote
        || m_operation.id == OperationId::DrDemote;
}

void OperationDialog::showSentences(const OperationBriefing &briefing)
{
    using WayOut = OperationBriefing::WayOut;
    m_dangers->setSentences(briefing.dangers);
    m_form->showFilterDangers(briefing.filterDangers);
    m_readings->setSentences(briefing.readings);
    m_consequences->setSentences(briefing.consequences);
    m_after->setSentences(briefing.followUps);
    m_former = briefing.former;
    const bool isPromotion = briefing.wayOut == WayOut::PromoteFormer;
    const QString words = isPromotion
        ? tr("Promote %1 again…", "the demoted primary").arg(briefing.formerName)
        : tr("Prepare batch token…");
    m_wayOut->setText(literalButtonText(words));
    m_wayOut->setAccessibleName(words);
    const QString effect = isPromotion
        ? tr("Nothing is lost then. Each secondary needs a new activation token and "
             "update-primary afterwards.")
        : tr("This works only while the cluster is primary.");
    m_wayOut->setToolTip(plainToolTip(effect));
    m_wayOut->setAccessibleDescription(effect);
    m_wayOut->setVisible(briefing.wayOut != WayOut::None);
}

void OperationDialog::takeWayOut()
{
    if (!m_former.isValid()) {
        m_center.drTokens().openBatchToken(m_cluster);
        return;
    }
    m_center.open(m_former, m_operation.id);
    close();
}

Severity OperationDialog::severity() const
{
    return severityOf(m_operation, m_form->arguments(), m_hazards);
}

void OperationDialog::showReview()
{
    const OperationBriefing now = briefing();
    m_hazards = now.hazards;
    m_name->clear();
    m_review->showReview(m_operation, m_reviewed, m_form->arguments(), now,
                         m_services.fleet.problems());
    NameIndex names;
    const QList<ClusterSnapshot> all = m_services.fleet.snapshots();
    for (const ClusterSnapshot &other : all)
        names.insert(other.identity.name);
    const QString &name = m_reviewed.identity.name;
    m_review->setLookAlikes(name, names.alike(name));
}

// What was accepted was accepted of clusters as they were.
void OperationDialog::noticeHazards()
{
    if (page() != Page::Review)
        return;
    const OperationBriefing briefed = briefing();
    const QList<Hazard> &now = briefed.hazards;
    m_review->setReadings(briefed.readings);
    // A secondary that caught up takes nothing back.
    QList<Hazard> shown = m_hazards;
    shown.removeIf([](const Hazard &each) {
        return each.kind == Hazard::Kind::NotLevel || each.kind == Hazard::Kind::LosesWrites;
    });
    if (notAccepted(now, m_hazards).isEmpty() && notAccepted(shown, now).isEmpty())
        return;
    m_hazards = now;
    if (needsReview())
        showReview();
    else
        showPage(Page::Form);
    m_bar->showMessage(Tone::Attention,
                       tr("Another cluster changed while this was open. Check the dangers again "
                          "before you continue."));
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
    showReview();
    m_bar->showMessage(
        Tone::Attention,
        tr("The cluster changed while this was open. %1 Look again before you go on.").arg(change));
}

void OperationDialog::update()
{
    const bool form = page() == Page::Form;
    const bool review = page() == Page::Review;
    if (!form && !review)
        return;
    if (const ClusterSnapshot *now = snapshot(); now && form)
        m_request->showRequest(m_operation, *now, m_form->arguments());
    if (form) {
        const OperationBriefing now = briefing();
        m_hazards = now.hazards;
        m_wasNotLevel = m_wasNotLevel || std::ranges::any_of(m_hazards, [](const Hazard &each) {
                            return each.kind == Hazard::Kind::NotLevel && each.isGrave();
                        });
        showSentences(now);
        showLackedRights();
    }
    QString reason = whyNot();
    const bool withReview = needsReview();
    if (review && reason.isEmpty() && !m_review->isAcknowledged())
        reason = tr("Confirm the items above to continue.");
    if (review && reason.isEmpty() && !m_name->matches())
        reason = tr("Type the cluster's name to continue.");
    m_back->setVisible(review);
    m_next->setVisible(form && withReview);
    m_send->setVisible(review || !withReview);
    m_cancel->setText(tr("Cancel"));
    for (QPushButton *button : { m_next, m_send }) {
        button->setEnabled(reason.isEmpty());
        button->setToolTip(plainToolTip(reason));
        button->setAccessibleDescription(reason);
    }
    m_whyNot->setText(reason);
    m_whyNot->setVisible(!reason.isEmpty());
    // Enter goes through only where nothing is lost by it.
    setEmphasis(m_send, severity() >= Severity::CutsOff ? Emphasis::Danger : Emphasis::Primary);
    const bool harmless = severity() <= Severity::Changes && !review;
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

void OperationDialog::keyPressEvent(QKeyEvent *event)
{
    auto *scroll = qobject_cast<QScrollArea *>(m_stack->currentWidget());
    if (!scroll || !scrollByKey(*scroll, *event))
        QDialog::keyPressEvent(event);
}

bool OperationDialog::focusNextPrevChild(bool next)
{
    return tabInReadingOrder(this, next);
}

void OperationDialog::review()
{
    const ClusterSnapshot *now = snapshot();
    if (!now || !whyNot().isEmpty())
        return;
    m_reviewed = *now;
    m_bar->dismiss();
    showReview();
    showPage(Page::Review);
    if (m_review->isAcknowledged())
        m_name->setFocus();
    else
        m_cancel->setFocus();
}

void OperationDialog::send()
{
    if (!whyNot().isEmpty() || page() == Page::Progress)
        return;
    if (needsReview()
        && (page() != Page::Review || !m_name->matches() || !m_review->isAcknowledged()))
        return;
    OperationJob::Intent intent { .reviewed = m_reviewed,
                                  .operation = m_operation.id,
                                  .arguments = m_form->arguments(),
                                  .accepted = m_hazards,
                                  .filter = std::nullopt };
    if (std::optional<OperationForm::Filter> filter = m_form->filter())
        intent.filter = OperationJob::Filter { filter->operation, std::move(filter->arguments) };
    if (const std::optional<FilterChange> change = m_form->filterChange())
        intent.replaced = change->before;
    if (m_form->keepsOperationToken())
        intent.tokenAfterUse = OperationJob::Intent::TokenAfterUse::Keep;
    m_bar->dismiss();
    auto job = std::make_unique<OperationJob>(m_services, std::move(intent));
    m_progress->follow(job.get());
    showPage(Page::Progress);
    m_center.take(std::move(job), this);
}

void OperationDialog::showOutcome(const OperationJob &job, OperationAnswer answer,
                                  SecretString operationToken)
{
    m_carried = {};
    if (!job.secondaryId().isEmpty())
        m_carried.set("id"_L1, job.secondaryId());
    if (answer.filter) {
        m_carried.set("mode"_L1, answer.filter->mode);
        m_carried.set("paths"_L1, answer.filter->paths);
    }
    if (answer.publicKey)
        m_carried.set("secondary_public_key"_L1, *answer.publicKey);
    const OperationOutcome &outcome = job.outcome();
    if (outcome.end == OperationOutcome::End::NotSent) {
        if (const ClusterSnapshot *now = snapshot())
            m_reviewed = *now;
        m_hazards = briefing().hazards;
        const bool reviewing = needsReview() && whyNot().isEmpty();
        if (reviewing)
            showReview();
        showPage(reviewing ? Page::Review : Page::Form);
        m_bar->showMessage(Tone::Attention, job.sentence());
        return;
    }
    QString sentence = job.sentence();
    if (answer.merkleReport) {
        sentence = answer.merkleReport->isClean()
            ? tr("The check found no corruption on %1.").arg(job.cluster().name)
            : tr("The check found corruption on %1.").arg(job.cluster().name);
    }
    QStringList followUps = job.followUps();
    if (const ClusterSnapshot *now = snapshot(); now && answer.merkleReport)
        followUps = adviceAfterCheck(*answer.merkleReport, *now, m_services.fleet.snapshots(),
                                     m_services.fleet.topology());
    if (outcome.end == OperationOutcome::End::LostButDone
        && m_operation.doneWhen == DoneWhen::SecondaryKnown)
        followUps.clear(); // there is no token to use
    m_outcome->showOutcome(switchover::operation(job.currentOperation()), followUps, outcome,
                           sentence, m_cluster, std::move(answer), std::move(operationToken));
    m_replaced = job.replacedFilter();
    if (const auto step = restoreFilterStep(m_operation.id, outcome, m_replaced))
        m_outcome->addStep(*step);
    showPage(Page::Outcome);
}

void OperationDialog::showTokenFate(const QString &text)
{
    m_outcome->setTokenFate(text);
    growToFit();
}

// Opens the form only: the way back moves data too, and is judged by it.
void OperationDialog::restoreFilter(const NextStep &step)
{
    Arguments previous;
    previous.set("id"_L1, m_carried.text("id"_L1));
    const Operation &row = operation(step.operation);
    if (row.filterAction == FilterAction::Stores) {
        const Parameter *mode = row.parameter("mode"_L1);
        previous.set("mode"_L1, mode->choiceList().value(allows(m_replaced.filter) ? 0 : 1));
        previous.set("paths"_L1, m_replaced.filter.paths);
    }
    m_center.open(m_cluster, step.operation, std::move(previous));
    close();
}

void OperationDialog::takeStep(const NextStep &step)
{
    switch (step.kind) {
    case NextStep::Kind::OpenOperation:
        m_center.open(step.cluster.isValid() ? step.cluster : m_cluster, step.operation,
                      std::move(m_carried));
        close();
        return;
    case NextStep::Kind::RestoreFilter:
        restoreFilter(step);
        return;
    case NextStep::Kind::UnsealNodes:
        m_center.openUnseal(m_cluster);
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

#include "moc_operationdialog.cpp"
