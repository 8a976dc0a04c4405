// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/activationchecksview.h"

#include "models/base/clock.h"
#include "models/fleet/fleet.h"
#include "ui/operations/operationcenter.h"
#include "ui/operations/parameterfield.h"
#include "ui/services.h"
#include "ui/tokens/claimsview.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>
#include <utility>

namespace switchover::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Verdict = ActivationCheck::Verdict;

struct Look
{
    Icon icon;
    SemanticColor color;
    QString word;
};

Look lookOf(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Pass:
        return { Icon::Check, SemanticColor::Good, ActivationChecksView::tr("Good") };
    case Verdict::Warn:
        return { Icon::Attention, SemanticColor::Attention, ActivationChecksView::tr("Attention") };
    case Verdict::Block:
        return { Icon::Danger, SemanticColor::Danger, ActivationChecksView::tr("Cannot work") };
    case Verdict::Unknown:
        return { Icon::Help, SemanticColor::Neutral, ActivationChecksView::tr("Not known") };
    }
    Q_UNREACHABLE();
}

} // namespace

ActivationChecksView::ActivationChecksView(const FieldContext &context, QWidget *parent)
    : QFrame(parent)
    , m_services(context.services)
    , m_center(context.center)
    , m_cluster(context.cluster)
    , m_type(context.type.value_or(ReplicationType::Performance))
    , m_updates(context.operation == OperationId::PerformanceUpdatePrimary
                || context.operation == OperationId::DrUpdatePrimary)
    , m_inspector(context.services.fleet)
{
    setObjectName(u"activationChecks"_s);
    setAccessibleName(tr("Checks before the token is sent"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space(Space::Small, this));
    layout->addWidget(makeHeading(tr("Before the token is sent"), this));
    m_rows = new QVBoxLayout;
    m_rows->setSpacing(space(Space::Tiny, this));
    layout->addLayout(m_rows);
    m_settle.setSingleShot(true);
    m_settle.setInterval(300ms);
    connect(&m_settle, &QTimer::timeout, this, [this] { m_inspector.inspect(m_token, m_issuer); });
    connect(&m_inspector, &TokenInspector::changed, this, &ActivationChecksView::changed);
    hide();
}

void ActivationChecksView::showEvent(QShowEvent *event)
{
    QFrame::showEvent(event);
    m_inspector.forget(); // it may have been used since it was last seen here
    m_settle.start();
}

ActivationCase ActivationChecksView::gather(const ClaimsView &claims, const QString &givenAddress)
{
    m_fleet = m_services.fleet.snapshots();
    const auto byId = [this](const ClusterId &id) -> const ClusterSnapshot * {
        const auto found = std::ranges::find_if(
            m_fleet, [&id](const ClusterSnapshot &each) { return each.identity.id == id; });
        return found == m_fleet.end() ? nullptr : &*found;
    };
    ActivationCase known;
    known.type = m_type;
    known.updatesPrimary = m_updates;
    known.claims = claims.claims();
    known.expires = claims.expires();
    known.givenAddress = givenAddress;
    known.now = m_services.clock.now();
    known.target = byId(m_cluster);
    if (const auto made = m_center.knownToken(m_token)) {
        known.issuer = byId(made->primary);
        known.mintedFor = made->type;
        known.secondaryId = made->secondaryId;
        known.isPublicKeyBundle = made->isPublicKeyBundle;
        known.bundleFor = made->bundleFor;
        known.bundleForName = made->bundleForName;
        known.bundleIsOld = made->bundleIsOld;
    } else if (known.claims) {
        known.issuer = clusterAt(known.claims->address.value_or(QString()), m_fleet);
        if (!known.issuer)
            known.issuer = clusterAt(givenAddress, m_fleet);
    }
    return known;
}

void ActivationChecksView::show(const SecretString &token, const ClaimsView &claims,
                                const QString &givenAddress)
{
    if (token.isEmpty()) {
        m_token.clear();
        m_checks.clear();
        m_inspector.forget();
        hide();
        return;
    }
    const bool isNew = !(m_token == token);
    if (isNew)
        m_token = token.clone();
    ActivationCase known = gather(claims, givenAddress);
    const bool canAsk = known.issuer && known.claims && !known.isPublicKeyBundle;
    const ClusterId issuer = canAsk ? known.issuer->identity.id : ClusterId();
    // Not for every poll that brings us here: with many clusters it would never be asked.
    if (std::exchange(m_issuer, issuer) != issuer || isNew)
        m_settle.start();
    if (canAsk) {
        known.use = m_inspector.use();
        known.useDetail = m_inspector.detail();
        known.creationPath = m_inspector.creationPath();
        if (known.use == TokenUse::NotAsked)
            known.use = TokenUse::Asking;
    }
    const QList<ActivationCheck> checks = activationChecks(known);
    if (checks != m_checks) {
        m_checks = checks;
        showChecks();
    }
    if (isHidden())
        QFrame::show();
}

const ActivationCheck *ActivationChecksView::obstacle() const
{
    const auto found = std::ranges::find(m_checks, Verdict::Block, &ActivationCheck::verdict);
    return found == m_checks.end() ? nullptr : &*found;
}

void ActivationChecksView::showChecks()
{
    while (QLayoutItem *item = m_rows->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    const int size = fontMetrics().height();
    for (const ActivationCheck &check : std::as_const(m_checks)) {
        const Look look = lookOf(check.verdict);
        auto *line = new QWidget(this);
        auto *row = new QHBoxLayout(line);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(space(Space::Small, this));
        auto *mark = new PlainLabel(line);
        mark->setPixmap(icon(look.icon, look.color).pixmap(QSize(size, size), devicePixelRatioF()));
        row->addWidget(mark, 0, Qt::AlignTop);
        auto *text = new PlainLabel(
            tr("%1: %2", "verdict, what was found").arg(look.word, check.text), line);
        text->setObjectName(u"activationCheck."_s + check.id);
        text->setWordWrap(true);
        row->addWidget(text, 1);
        m_rows->addWidget(line);
    }
}

} // namespace switchover::ui

#include "moc_activationchecksview.cpp"
