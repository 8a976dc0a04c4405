// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/cluster/clusterheader.h"

#include "models/base/tooltip.h"
#include "models/items/clustertext.h"
#include "models/items/format.h"
#include "models/replication/snapshot.h"
#include "ui/cluster/flowlayout.h"
#include "ui/cluster/signinactions.h"
#include "ui/widgets/confirmbuttons.h"
#include "ui/widgets/copylabel.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/environmentstripe.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/picture.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/statusdot.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace switchover::ui {

using namespace Qt::StringLiterals;

ClusterHeader::ClusterHeader(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"clusterHeader"_s);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    m_stripe = new EnvironmentStripe(u"clusterStripe"_s, this);
    outer->addWidget(m_stripe);
    auto *layout = new QVBoxLayout;
    const int large = space(Space::Large, this);
    const int small = space(Space::Small, this);
    layout->setContentsMargins(large, space(Space::Medium, this), large, small);
    layout->setSpacing(small);

    auto *top = new QHBoxLayout;
    top->setSpacing(space(Space::Medium, this));
    m_name = new ElidedLabel(u"clusterName"_s, this);
    m_name->setFont(headlineFont(font()));
    m_name->setTextInteractionFlags(Qt::TextSelectableByMouse);
    top->addWidget(m_name);
    m_lookOnlyLock =
        new Picture(Icon::Lock, SemanticColor::Attention, fontMetrics().height(), this);
    m_lookOnlyLock->setObjectName(u"clusterLookOnlyLock"_s);
    top->addWidget(m_lookOnlyLock);
    m_lookOnly = new Pill(u"clusterLookOnly"_s, this);
    m_lookOnly->setToolTip(
        plainToolTip(tr("Nothing but questions and logins is sent to this cluster: it, or the "
                        "whole program, is set to look only.")));
    top->addWidget(m_lookOnly);
    top->addStretch();
    m_refresh = new QPushButton(icon(Icon::Refresh), tr("Refresh"), this);
    m_refresh->setObjectName(u"refreshClusterButton"_s);
    m_refresh->setAccessibleName(tr("Refresh cluster")); // the toolbar refreshes all
    m_edit = new QPushButton(icon(Icon::Edit), tr("Edit…"), this);
    m_edit->setObjectName(u"editClusterButton"_s);
    m_edit->setAccessibleName(tr("Edit cluster"));
    m_signInButton = new QPushButton(icon(Icon::SignIn), tr("Sign in…"), this);
    m_signInButton->setObjectName(u"signInClusterButton"_s);
    for (QPushButton *button : { m_refresh, m_edit, m_signInButton }) {
        button->setAutoDefault(false);
        top->addWidget(button);
    }
    m_signInActions = new SignInActions(this);
    m_signInActions->hide();
    top->addWidget(m_signInActions);
    layout->addLayout(top);

    m_facts = new QWidget(this);
    m_facts->setLayout(new FlowLayout(large, small));
    layout->addWidget(m_facts);
    const auto fact = [this](const QString &caption, QWidget *value) {
        auto *box = new QWidget(m_facts);
        auto *pair = new QVBoxLayout(box);
        pair->setContentsMargins(0, 0, 0, 0);
        pair->setSpacing(0);
        QLabel *label = makeHelpLabel(caption, box);
        label->setWordWrap(false);
        pair->addWidget(label);
        value->setParent(box);
        pair->addWidget(value, 0, Qt::AlignLeft);
        m_facts->layout()->addWidget(box);
        return box;
    };
    const auto text = [this](const QString &objectName) {
        auto *label = new PlainLabel(this);
        label->setObjectName(objectName);
        return label;
    };
    m_address = new CopyLabel(u"clusterAddress"_s, tr("Cluster address"), this);
    fact(tr("Address"), m_address);
    m_freshness = new StatusDot(u"clusterFreshness"_s, this);
    fact(tr("Reading"), m_freshness);
    m_version = text(u"clusterVersion"_s);
    fact(tr("Vault"), m_version);
    m_seal = new StatusDot(u"clusterSeal"_s, this);
    fact(tr("Seal"), m_seal);
    m_leader = new CopyLabel(u"clusterLeader"_s, tr("HA leader"), this);
    fact(tr("HA leader"), m_leader);
    m_signIn = text(u"clusterSignIn"_s);
    fact(tr("Signed in"), m_signIn);
    m_group = new ElidedLabel(u"clusterGroup"_s, this);
    m_groupFact = fact(tr("Group"), m_group);
    m_signInNews = new MessageBar(u"clusterSignInNews"_s, this);
    m_signInNews->setClosable(false);
    layout->addWidget(m_signInNews);
    outer->addLayout(layout);

    connect(m_refresh, &QPushButton::clicked, this, &ClusterHeader::refreshRequested);
    connect(m_edit, &QPushButton::clicked, this, &ClusterHeader::editRequested);
    connect(m_signInButton, &QPushButton::clicked, this, &ClusterHeader::signInRequested);
    connect(m_signInActions, &SignInActions::renewRequested, this, &ClusterHeader::renewRequested);
    connect(m_signInActions, &SignInActions::signOutRequested, this,
            &ClusterHeader::signOutRequested);
    connect(m_signInNews, &MessageBar::actionTriggered, this, [this] {
        if (m_newsOffersRenewal)
            emit renewRequested();
        else
            emit signInRequested();
    });
}

void ClusterHeader::show(const ClusterSnapshot &snapshot, const QDateTime &now)
{
    const ClusterIdentity &identity = snapshot.identity;
    m_stripe->setEnvironment(identity.environment);
    m_name->setText(identity.name);
    if (m_address->value() != identity.address)
        m_address->setValue(identity.address, identity.address);
    m_group->setText(identity.group);
    m_groupFact->setVisible(!identity.group.isEmpty());
    m_lookOnlyLock->setVisible(snapshot.lookOnly);
    m_lookOnly->setPill(snapshot.lookOnly ? tr("Look only") : QString(), Tone::Attention);
    m_version->setText(versionText(snapshot));
    showSeal(snapshot);
    showLeader(snapshot);
    showSignIn(snapshot, now);
    showFreshness(snapshot, now);
}

void ClusterHeader::showSeal(const ClusterSnapshot &snapshot)
{
    int sealed = 0;
    for (const NodeSnapshot &node : snapshot.nodes) {
        if ((node.seal && node.seal->sealed) || (node.health && node.health->sealed))
            ++sealed;
    }
    const bool whole = snapshot.seal && snapshot.seal->sealed;
    const bool known = snapshot.seal || snapshot.health;
    Tone tone = Tone::Neutral;
    QString word = sealText(snapshot);
    if (whole) {
        tone = Tone::Danger;
    } else if (sealed > 0) {
        tone = Tone::Attention;
        word = tr("%1 of %2 nodes sealed").arg(sealed).arg(snapshot.nodes.size());
    } else if (known) {
        tone = snapshot.isReachable() ? Tone::Good : Tone::Neutral;
    }
    m_seal->setStatus(tone, word);
}

void ClusterHeader::showLeader(const ClusterSnapshot &snapshot)
{
    QString leader;
    if (snapshot.leader)
        leader = snapshot.leader->leaderAddress;
    const QString shown =
        snapshot.leader && !snapshot.leader->haEnabled ? tr("no HA") : shortened(leader);
    m_leader->setValue(leader, leader.isEmpty() && shown.isEmpty() ? noValue() : shown);
}

void ClusterHeader::showSignIn(const ClusterSnapshot &snapshot, const QDateTime &now)
{
    QString text = signInText(snapshot);
    if (snapshot.signIn == SignInState::SignedIn && snapshot.signInExpires)
        text =
            tr("%1, expires %2", "who, when").arg(text, relativeTime(*snapshot.signInExpires, now));
    m_signIn->setText(text);
    QStringList tips;
    if (snapshot.signInExpires)
        tips.append(exactTime(*snapshot.signInExpires));
    if (!snapshot.signInProblem.isEmpty())
        tips.append(snapshot.signInProblem);
    m_signIn->setToolTip(plainToolTip(tips.join(u'\n')));
    m_signIn->setAccessibleDescription(snapshot.signInProblem);
    m_signInActions->show(snapshot);
    showSignInNews(snapshot, now);
    const bool impossible = snapshot.signIn == SignInState::Impossible;
    const bool in = snapshot.signIn == SignInState::SignedIn;
    m_signInButton->setText(in ? tr("Change sign-in…") : tr("Sign in…"));
    // The toolbar signs in as well.
    m_signInButton->setAccessibleName(in ? tr("Change sign-in of cluster")
                                         : tr("Sign in to cluster"));
    m_signInButton->setEnabled(!impossible);
    const QString why = impossible
        ? tr("Nobody can sign in to a DR secondary; its operations take a DR operation token.")
        : QString();
    m_signInButton->setToolTip(plainToolTip(why));
    m_signInButton->setAccessibleDescription(why);
}

void ClusterHeader::showSignInNews(const ClusterSnapshot &snapshot, const QDateTime &now)
{
    QString text;
    m_newsOffersRenewal = false;
    if (snapshot.signInEnding && snapshot.signInExpires) {
        m_newsOffersRenewal = snapshot.signInRenewable && !snapshot.lookOnly;
        text = tr("The sign-in ends %1.", "in 9 minutes")
                   .arg(relativeTime(*snapshot.signInExpires, now));
    } else if (snapshot.signInDoubtful || snapshot.signIn == SignInState::Refused) {
        text = snapshot.signInProblem;
    }
    if (text.isEmpty()) {
        if (!m_signInNews->text().isEmpty())
            m_signInNews->dismiss();
        return;
    }
    if (text != m_signInNews->text() || m_signInNews->isHidden())
        m_signInNews->showMessage(Tone::Attention, text,
                                  m_newsOffersRenewal ? tr("Renew now") : tr("Sign in again…"));
}

void ClusterHeader::showFreshness(const ClusterSnapshot &snapshot, const QDateTime &now)
{
    Tone tone = Tone::Neutral;
    switch (snapshot.freshness(now)) {
    case Freshness::Live:
        tone = Tone::Good;
        break;
    case Freshness::Stale:
        tone = snapshot.settling ? Tone::Busy : Tone::Attention;
        break;
    case Freshness::Never:
        tone = snapshot.revision == 0 ? Tone::Busy : Tone::Attention;
        break;
    }
    m_freshness->setStatus(tone, freshnessText(snapshot, now));
    m_freshness->setToolTip(
        plainToolTip(snapshot.statusAt.isValid() ? exactTime(snapshot.statusAt) : QString()));
}

} // namespace switchover::ui

#include "moc_clusterheader.cpp"
