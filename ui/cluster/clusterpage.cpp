// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/cluster/clusterpage.h"

#include "models/base/clock.h"
#include "models/fleet/clustersession.h"
#include "models/fleet/fleet.h"
#include "ui/cluster/clusterheader.h"
#include "ui/cluster/lackedrights.h"
#include "ui/cluster/operationgroup.h"
#include "ui/cluster/peerscard.h"
#include "ui/cluster/problemlist.h"
#include "ui/cluster/replicationcard.h"
#include "ui/drtoken/drtokendesk.h"
#include "ui/drtoken/drtokenpanel.h"
#include "ui/operations/maintenancepanel.h"
#include "ui/operations/operationcenter.h"
#include "ui/operations/operationdialog.h"
#include "ui/services.h"
#include "ui/widgets/card.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/theme.h"

#include <QBoxLayout>
#include <QResizeEvent>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedLayout>
#include <QTimer>

#include <utility>

namespace switchover::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QList<OperationId> &maintenanceOperations()
{
    static const QList<OperationId> list { OperationId::ReadStatus,    OperationId::MerkleCheck,
                                           OperationId::DrMerkleCheck, OperationId::Recover,
                                           OperationId::DrRecover,     OperationId::Reindex,
                                           OperationId::DrReindex };
    return list;
}

const QList<OperationId> &filterOperations()
{
    static const QList<OperationId> list {
        OperationId::PathsFilterRead,   OperationId::PathsFilterWrite,
        OperationId::PathsFilterDelete, OperationId::MountFilterRead,
        OperationId::MountFilterWrite,  OperationId::MountFilterDelete,
        OperationId::DynamicFilterRead, OperationId::SecondaryDynamicFilterRead
    };
    return list;
}

const QList<OperationId> &operationTokenOperations()
{
    static const QList<OperationId> list {
        OperationId::DrReadAttempt,          OperationId::DrStartAttempt,
        OperationId::DrProvideKeyShare,      OperationId::DrCancelAttempt,
        OperationId::DrDeleteOperationToken, OperationId::DrReadLicense,
        OperationId::DrWriteLicense,         OperationId::DrWriteSignedLicense,
        OperationId::DrReloadConfig
    };
    return list;
}

/// Problems that say in other words what the newest reading's error says.
bool isAboutReading(const Problem &problem)
{
    return isFrom(problem, DetectorId::Unreachable) || isFrom(problem, DetectorId::UnusableAnswer)
        || isFrom(problem, DetectorId::StatusHidden)
        || isFrom(problem, DetectorId::StatusUnreadable);
}

bool saysTheSame(const Problem &problem, const ClusterId &cluster, const Error &error)
{
    return problem.key.cluster == cluster
        && (isAboutReading(problem)
            || (isFrom(problem, DetectorId::Sealed) && error.kind == Error::Kind::Sealed));
}

struct Section
{
    Card *card = nullptr;
    OperationGroup *group = nullptr;
};

} // namespace

class ClusterPage::Private
{
public:
    Private(ClusterPage *page, Services &s, OperationCenter &o)
        : q(page)
        , services(s)
        , operations(o)
    {
    }

    void build();
    Section addSection(QBoxLayout *layout, const QString &title, const QString &objectName,
                       const QList<OperationId> &ids);
    void show();
    void showErrors(const ClusterSnapshot &snapshot, const QDateTime &now);
    void showProblems(const ClusterSnapshot &snapshot);
    [[nodiscard]] static const std::optional<Error> &newestError(const ClusterSnapshot &snapshot);
    [[nodiscard]] QList<Problem> problemsOfCluster() const;
    void open(OperationId operation) { operations.open(cluster, operation); }

    ClusterPage *q;
    Services &services;
    OperationCenter &operations;
    ClusterId cluster;

    QStackedLayout *stack = nullptr;
    QScrollArea *scroll = nullptr;
    EmptyState *empty = nullptr;
    EmptyState *loading = nullptr;
    ClusterHeader *header = nullptr;
    MessageBar *error = nullptr;
    ProblemList *problems = nullptr;
    QBoxLayout *cards = nullptr;
    ReplicationCard *performance = nullptr;
    ReplicationCard *dr = nullptr;
    DrTokenPanel *drTokens = nullptr;
    PeersCard *performancePeers = nullptr;
    PeersCard *drPeers = nullptr;
    QList<Section> sections;
    MaintenancePanel *maintenance = nullptr;
    QBoxLayout *sectionRow = nullptr;
    LackedRights *lackedRights = nullptr;
};

ClusterPage::ClusterPage(Services &services, QWidget *parent)
    : ClusterPage(services, *new OperationCenter(services, parent ? parent->window() : nullptr),
                  parent)
{
    d->operations.setParent(this); // nobody else's: goes with the page
}

ClusterPage::ClusterPage(Services &services, OperationCenter &operations, QWidget *parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(this, services, operations))
{
    setObjectName(u"clusterPage"_s);
    d->build();
    Fleet &fleet = services.fleet;
    connect(&fleet, &Fleet::snapshotChanged, this, [this](const ClusterSnapshot &snapshot) {
        if (snapshot.identity.id == d->cluster)
            d->show();
    });
    connect(&fleet, &Fleet::analysed, this, [this] {
        if (isVisible())
            d->show();
    });
    connect(&fleet, &Fleet::clusterRemoved, this, [this](const ClusterId &id) {
        if (id == d->cluster)
            setCluster({});
    });
    connect(&operations, &OperationCenter::signInRequested, this, &ClusterPage::signInRequested);
    auto *tick = new QTimer(this); // ages grow without news
    connect(tick, &QTimer::timeout, this, [this] {
        if (isVisible())
            d->show();
    });
    tick->start(1s);
    d->show();
}

ClusterPage::~ClusterPage() = default;

ClusterId ClusterPage::cluster() const
{
    return d->cluster;
}

OperationCenter &ClusterPage::operations() const
{
    return d->operations;
}

void ClusterPage::setCluster(const ClusterId &id)
{
    if (d->cluster != id) {
        d->cluster = id;
        d->scroll->verticalScrollBar()->setValue(0); // its roles and problems are on top
        d->performancePeers->setCluster(id);
        d->drPeers->setCluster(id);
    }
    d->show();
}

void ClusterPage::showEvent(QShowEvent *event)
{
    d->show();
    QWidget::showEvent(event);
}

void ClusterPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && d->header)
        d->show(); // old figures are drawn in a colour of the palette
}

void ClusterPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const bool wide = width() >= fontMetrics().averageCharWidth() * 160;
    const auto direction = wide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom;
    d->cards->setDirection(direction);
    d->sectionRow->setDirection(direction);
}

Section ClusterPage::Private::addSection(QBoxLayout *layout, const QString &title,
                                         const QString &objectName, const QList<OperationId> &ids)
{
    Section section;
    section.card = new Card(title, objectName, q);
    section.group = new OperationGroup(ids, section.card);
    section.group->setObjectName(objectName + u"Operations"_s);
    section.card->body()->addWidget(section.group);
    section.card->body()->addStretch();
    layout->addWidget(section.card, 1);
    QObject::connect(section.group, &OperationGroup::chosen, q,
                     [this](OperationId id) { open(id); });
    return section;
}

void ClusterPage::Private::build()
{
    stack = new QStackedLayout(q);
    empty =
        new EmptyState(Icon::Cluster, ClusterPage::tr("Choose a cluster to see its replication."),
                       u"clusterEmpty"_s, q);
    stack->addWidget(empty);
    auto *content = new QWidget(q);
    stack->addWidget(content);
    auto *outer = new QVBoxLayout(content);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    header = new ClusterHeader(content);
    outer->addWidget(header);

    scroll = new QScrollArea(content);
    scroll->setObjectName(u"clusterScroll"_s);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *body = new QWidget(scroll);
    auto *layout = new QVBoxLayout(body);
    const int large = space(Space::Large, q);
    layout->setContentsMargins(large, space(Space::Small, q), large, large);
    layout->setSpacing(space(Space::Medium, q));
    error = new MessageBar(u"clusterError"_s, body);
    error->setClosable(false);
    layout->addWidget(error);
    problems = new ProblemList(body);
    layout->addWidget(problems);
    QObject::connect(problems, &ProblemList::compareRequested, q, &ClusterPage::compareRequested);
    loading = new EmptyState(Icon::Busy, ClusterPage::tr("Asking the cluster for its state…"),
                             u"clusterLoading"_s, body);
    layout->addWidget(loading);

    cards = new QBoxLayout(QBoxLayout::LeftToRight);
    cards->setSpacing(space(Space::Medium, q));
    performance = new ReplicationCard(services.fleet, ReplicationType::Performance, body);
    dr = new ReplicationCard(services.fleet, ReplicationType::DisasterRecovery, body);
    drTokens = new DrTokenPanel(services.fleet, dr);
    dr->addPanel(drTokens);
    QObject::connect(drTokens, &DrTokenPanel::ceremonyRequested, q,
                     [this](const ClusterId &id) { operations.drTokens().openCeremony(id); });
    QObject::connect(drTokens, &DrTokenPanel::batchTokenRequested, q,
                     [this](const ClusterId &id) { operations.drTokens().openBatchToken(id); });
    cards->addWidget(performance, 1);
    cards->addWidget(dr, 1);
    layout->addLayout(cards);
    performancePeers = new PeersCard(services.settings, ReplicationType::Performance, body);
    layout->addWidget(performancePeers);
    drPeers = new PeersCard(services.settings, ReplicationType::DisasterRecovery, body);
    layout->addWidget(drPeers);
    sectionRow = new QBoxLayout(QBoxLayout::LeftToRight);
    sectionRow->setSpacing(space(Space::Medium, q));
    sections.append(addSection(sectionRow, ClusterPage::tr("Maintenance"), u"maintenanceCard"_s,
                               maintenanceOperations()));
    maintenance = new MaintenancePanel(services, operations, sections.constFirst().card);
    sections.constFirst().card->body()->insertWidget(0, maintenance);
    sections.append(
        addSection(sectionRow, ClusterPage::tr("Filters"), u"filtersCard"_s, filterOperations()));
    sections.append(addSection(sectionRow, ClusterPage::tr("DR operation token and licence"),
                               u"operationTokenCard"_s, operationTokenOperations()));
    layout->addLayout(sectionRow);
    lackedRights = new LackedRights(body);
    layout->addWidget(lackedRights);
    layout->addStretch(1);
    scroll->setWidget(body);
    outer->addWidget(scroll, 1);

    for (ReplicationCard *card : { performance, dr })
        QObject::connect(card, &ReplicationCard::chosen, q, [this](OperationId id) { open(id); });
    QObject::connect(header, &ClusterHeader::signInRequested, q,
                     [this] { emit q->signInRequested(cluster); });
    QObject::connect(header, &ClusterHeader::renewRequested, q, [this] {
        if (ClusterSession *session = services.fleet.session(cluster))
            session->renewToken();
    });
    QObject::connect(
        header, &ClusterHeader::signOutRequested, q,
        [this](ClusterSession::Revoke revoke) { services.fleet.signOut(cluster, revoke); });
    QObject::connect(header, &ClusterHeader::editRequested, q,
                     [this] { emit q->editRequested(cluster); });
    const auto refresh = [this] {
        if (ClusterSession *session = services.fleet.session(cluster))
            session->pollNow();
    };
    QObject::connect(header, &ClusterHeader::refreshRequested, q, refresh);
    QObject::connect(error, &MessageBar::actionTriggered, q, refresh);
}

void ClusterPage::Private::show()
{
    const ClusterSnapshot *snapshot = services.fleet.snapshot(cluster);
    stack->setCurrentIndex(snapshot ? 1 : 0);
    if (!snapshot)
        return;
    const QDateTime now = services.clock.now();
    header->show(*snapshot, now);
    showErrors(*snapshot, now);
    showProblems(*snapshot);
    const bool asked = snapshot->revision > 0;
    loading->setVisible(!asked);
    performance->setVisible(asked);
    performance->show(*snapshot, now);
    dr->setVisible(asked && !snapshot->speaksLegacyApi());
    dr->show(*snapshot, now);
    drTokens->show(*snapshot, now);
    performancePeers->show(*snapshot, now);
    drPeers->show(*snapshot, now);
    lackedRights->show(*snapshot);
    maintenance->show(*snapshot);
    for (const Section &section : std::as_const(sections)) {
        section.group->show(*snapshot);
        section.card->setVisible(asked && section.group->hasRelevant());
    }
}

const std::optional<Error> &ClusterPage::Private::newestError(const ClusterSnapshot &snapshot)
{
    return snapshot.statusError ? snapshot.statusError : snapshot.healthError;
}

QList<Problem> ClusterPage::Private::problemsOfCluster() const
{
    QList<Problem> own = services.fleet.problems();
    own.removeIf([this](const Problem &problem) {
        return problem.isConsequence() || !problem.concerns(cluster);
    });
    for (Problem &problem : own) {
        // The cause may be another cluster, whose rules speak of it as "this" one.
        const ClusterSnapshot *other =
            problem.key.cluster == cluster ? nullptr : services.fleet.snapshot(problem.key.cluster);
        if (other && !problem.text.startsWith(other->identity.name))
            problem.text.prepend(other->identity.name + u": "_s);
    }
    return own;
}

void ClusterPage::Private::showErrors(const ClusterSnapshot &snapshot, const QDateTime &now)
{
    const std::optional<Error> &wrong = newestError(snapshot);
    if (!wrong) {
        error->dismiss();
        return;
    }
    QString text = errorSentence(*wrong);
    Tone tone = Tone::Danger;
    if (snapshot.settling) {
        tone = Tone::Busy;
        text =
            ClusterPage::tr("An operation is taking effect, so silence is expected for a while. %1")
                .arg(text);
    } else if (snapshot.freshness(now) == Freshness::Stale) {
        text = ClusterPage::tr("What is shown below is old. %1").arg(text);
    }
    // One box for one fact: the problem knows what to do, the bar can try again.
    for (const Problem &problem : problemsOfCluster()) {
        if (saysTheSame(problem, cluster, *wrong) && !snapshot.settling) {
            const QString said = problem.text.contains(errorSentence(*wrong))
                ? problem.text
                : problem.text + u' ' + errorSentence(*wrong);
            text = said + u' ' + problem.advice;
            if (problem.severity == ProblemSeverity::Attention)
                tone = Tone::Attention;
            break;
        }
    }
    if (error->text() != text || error->tone() != tone || error->isHidden())
        error->showMessage(tone, text, ClusterPage::tr("Try again"));
}

void ClusterPage::Private::showProblems(const ClusterSnapshot &snapshot)
{
    const std::optional<Error> &wrong = newestError(snapshot);
    QList<Problem> own = problemsOfCluster();
    if (wrong) { // the message bar says it
        own.removeIf([this, &wrong](const Problem &problem) {
            return saysTheSame(problem, cluster, *wrong);
        });
    }
    problems->setProblems(own);
}

} // namespace switchover::ui

#include "moc_clusterpage.cpp"
