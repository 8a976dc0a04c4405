// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/unsealdialog.h"

#include "models/base/tooltip.h"
#include "models/fleet/fleet.h"
#include "models/replication/pairing.h"
#include "ui/services.h"
#include "ui/tokens/rolewords.h"
#include "ui/widgets/confirmbuttons.h"
#include "ui/widgets/contentscroll.h"
#include "ui/widgets/disclosure.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/literaltext.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/secretedit.h"
#include "ui/widgets/statusdot.h"
#include "ui/widgets/theme.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace switchover::ui {

using namespace Qt::StringLiterals;

namespace {

using NodeState = UnsealGuide::NodeState;

/// "127.0.0.1:8200", for names of widgets and for people.
QString shortAddress(const QString &address)
{
    return addressKey(address);
}

Tone toneOf(NodeState state)
{
    switch (state) {
    case NodeState::Unread:
        return Tone::Neutral;
    case NodeState::Unreachable:
    case NodeState::SealedAuto:
    case NodeState::Sealed:
        return Tone::Attention;
    case NodeState::Uninitialized:
    case NodeState::Removed:
        return Tone::Danger;
    case NodeState::Unsealed:
        return Tone::Good;
    }
    Q_UNREACHABLE();
}

QString stateWord(const UnsealGuide::Node &node)
{
    switch (node.state) {
    case NodeState::Unread:
        return UnsealDialog::tr("asking…");
    case NodeState::Unreachable:
        return UnsealDialog::tr("does not answer");
    case NodeState::Uninitialized:
        return UnsealDialog::tr("not initialised");
    case NodeState::Removed:
        return UnsealDialog::tr("removed from the cluster");
    case NodeState::Unsealed:
        return UnsealDialog::tr("unsealed");
    case NodeState::Sealed:
        return UnsealDialog::tr("sealed, %1 of %2 shares").arg(node.progress).arg(node.threshold);
    case NodeState::SealedAuto:
        return UnsealDialog::tr("sealed, unseals itself");
    }
    Q_UNREACHABLE();
}

QString wordOf(const UnsealGuide::Node &node)
{
    if (node.isRegistered)
        return stateWord(node);
    return UnsealDialog::tr("%1; named by the cluster, not registered", "seal state of a node")
        .arg(stateWord(node));
}

void setEnabledOr(QPushButton *button, const QString &whyNot)
{
    button->setEnabled(whyNot.isEmpty());
    button->setToolTip(plainToolTip(whyNot));
    button->setAccessibleDescription(whyNot);
}

} // namespace

UnsealDialog::UnsealDialog(Services &services, const ClusterId &cluster, QWidget *parent)
    : DialogFrame(tr("Unseal nodes"), u"unsealDialog"_s, parent)
    , m_services(services)
    , m_guide(services.fleet, services.registry, services.activity, cluster)
{
    if (const ClusterSnapshot *snapshot = services.fleet.snapshot(cluster)) {
        setTarget(snapshot->identity);
        setWindowTitle(literalWindowTitle(tr("Unseal nodes – %1").arg(snapshot->identity.name)));
        setHeading(tr("Unseal the nodes of %1").arg(snapshot->identity.name),
                   tr("After a cluster was enabled as a secondary, its standby nodes seal "
                      "themselves. They stay sealed until they get enough key shares."));
    }
    // What is above the buttons scrolls where the screen is small.
    auto *page = new QWidget(this);
    m_page = new QVBoxLayout(page);
    m_page->setContentsMargins({});
    m_page->setSpacing(space(Space::Medium, this));
    auto *scroll = new ContentScroll(this);
    scroll->setWidget(page);
    content()->addWidget(scroll, 1);
    m_keys = new PlainLabel(page);
    m_keys->setObjectName(u"whoseKeys"_s);
    m_keys->setWordWrap(true);
    m_page->addWidget(m_keys);
    buildTable();
    buildShare();
    buildNodes();
    buildAddress();
    m_replication = makeHelpLabel({}, this);
    m_replication->setObjectName(u"unsealReplication"_s);
    m_replication->setTextInteractionFlags(Qt::NoTextInteraction);
    m_page->addWidget(m_replication);
    m_page->addStretch();

    auto *row = new QHBoxLayout;
    row->addStretch();
    m_close = new QPushButton(tr("Close"), this);
    m_close->setObjectName(u"closeUnsealButton"_s);
    m_close->setAutoDefault(false);
    connect(m_close, &QPushButton::clicked, this, &QDialog::reject);
    row->addWidget(m_close);
    m_signIn = new QPushButton(tr("Sign in again…"), this);
    m_signIn->setObjectName(u"unsealSignIn"_s);
    m_signIn->setAutoDefault(false);
    setEmphasis(m_signIn, Emphasis::Primary);
    connect(m_signIn, &QPushButton::clicked, this, [this] {
        emit signInRequested(m_guide.cluster());
        close();
    });
    row->addWidget(m_signIn);
    content()->addLayout(row);

    connect(&m_guide, &UnsealGuide::changed, this, &UnsealDialog::update);
    connect(&services.fleet, &Fleet::analysed, this, &UnsealDialog::update);
    connect(&services.fleet, &Fleet::lockedChanged, this, [this](bool locked) {
        if (locked)
            m_share->wipe();
    });
    m_guide.start();
    update();
    m_share->setFocus();
    growWithContent(this);
}

void UnsealDialog::buildTable()
{
    m_table = new Disclosure(tr("Which keys open a secondary"), u"sealTableDisclosure"_s, this);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(space(Space::Medium, this));
    grid->setVerticalSpacing(space(Space::Small, this));
    grid->setColumnStretch(3, 1);
    int column = 1;
    for (const QString &title : { tr("Primary's seal"), tr("Secondary's seal"), tr("Afterwards") })
        grid->addWidget(makeHelpLabel(title, m_table), 0, column++);
    const QList<SealRow> rows = sealTable();
    for (qsizetype index = 0; index < rows.size(); ++index) {
        QList<QLabel *> labels;
        const QString texts[] { QString(), sealKindText(rows.at(index).primary),
                                sealKindText(rows.at(index).secondary), rows.at(index).after };
        for (int at = 0; at < 4; ++at) {
            auto *label = new PlainLabel(texts[at], m_table);
            label->setWordWrap(at == 3);
            label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
            grid->addWidget(label, int(index) + 1, at);
            labels.append(label);
        }
        labels.constFirst()->setObjectName(u"sealRowMark."_s + QString::number(index));
        m_tableRows.append(labels);
    }
    m_table->body()->addLayout(grid);
    m_table->setOpen(true);
    m_page->addWidget(m_table);
}

void UnsealDialog::buildShare()
{
    m_shareBox = new QWidget(this);
    auto *layout = new QVBoxLayout(m_shareBox);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space(Space::Tiny, this));
    auto *label = new PlainLabel(tr("Key share"), m_shareBox);
    label->setFont(strongFont(font()));
    layout->addWidget(label);
    auto *row = new QHBoxLayout;
    row->setSpacing(space(Space::Small, this));
    m_share = new SecretEdit(u"unsealShare"_s, tr("Key share"), m_shareBox);
    label->setBuddy(m_share);
    row->addWidget(m_share, 1);
    m_giveAll = new QPushButton(tr("Give to all sealed nodes"), m_shareBox);
    m_giveAll->setObjectName(u"giveToAll"_s);
    m_giveAll->setAutoDefault(false);
    setEmphasis(m_giveAll, Emphasis::Primary);
    connect(m_giveAll, &QPushButton::clicked, this, &UnsealDialog::giveAll);
    row->addWidget(m_giveAll);
    layout->addLayout(row);
    m_unencrypted = new PlainLabel(m_shareBox);
    m_unencrypted->setObjectName(u"unsealUnencrypted"_s);
    m_unencrypted->setWordWrap(true);
    m_unencrypted->setFont(strongFont(font()));
    m_unencrypted->hide();
    layout->insertWidget(0, m_unencrypted);
    m_whyNot = makeHelpLabel(tr("One share at a time. Each key holder may enter their own; it is "
                                "sent once to each node and kept nowhere."),
                             m_shareBox);
    layout->addWidget(m_whyNot);
    m_page->addWidget(m_shareBox);
    connect(m_share, &QLineEdit::textChanged, this, &UnsealDialog::update);
    connect(m_share, &QLineEdit::returnPressed, this, &UnsealDialog::giveAll);
}

void UnsealDialog::buildNodes()
{
    m_page->addWidget(makeHeading(tr("Nodes"), this));
    auto *box = new QWidget(this);
    box->setObjectName(u"unsealNodes"_s);
    m_nodes = new QVBoxLayout(box);
    m_nodes->setContentsMargins(0, 0, 0, 0);
    m_nodes->setSpacing(space(Space::Medium, this));
    m_page->addWidget(box);
}

void UnsealDialog::buildAddress()
{
    m_onlyKnown = makeHelpLabel({}, this);
    m_onlyKnown->setObjectName(u"unsealOnlyKnown"_s);
    m_onlyKnown->setTextInteractionFlags(Qt::NoTextInteraction);
    m_page->addWidget(m_onlyKnown);
    auto *row = new QHBoxLayout;
    row->setSpacing(space(Space::Small, this));
    m_address = new QLineEdit(this);
    m_address->setObjectName(u"unsealAddress"_s);
    m_address->setAccessibleName(tr("Address of another node of this cluster"));
    m_address->setPlaceholderText(tr("https://another-node:8200"));
    row->addWidget(m_address, 1);
    m_addAddress = new QPushButton(tr("Add this address"), this);
    m_addAddress->setObjectName(u"unsealAddAddress"_s);
    m_addAddress->setAutoDefault(false);
    row->addWidget(m_addAddress);
    m_page->addLayout(row);
    connect(m_address, &QLineEdit::textChanged, this, &UnsealDialog::update);
    connect(m_address, &QLineEdit::returnPressed, this, &UnsealDialog::addAddress);
    connect(m_addAddress, &QPushButton::clicked, this, &UnsealDialog::addAddress);
}

void UnsealDialog::addAddress()
{
    if (!m_addAddress->isEnabled())
        return;
    messages().dismiss();
    m_toldEnd.clear();
    if (const Result<void> added = m_guide.addAddress(m_address->text()); !added)
        messages().showMessage(Tone::Danger, errorSentence(added.error()));
    else
        m_address->clear();
    update();
}

void UnsealDialog::addRow(const QString &address)
{
    const QString name = shortAddress(address);
    Row row;
    row.widget = new QWidget(this);
    auto *layout = new QVBoxLayout(row.widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space(Space::Tiny, this));
    auto *line = new QHBoxLayout;
    line->setSpacing(space(Space::Small, this));
    auto *title = new PlainLabel(address, row.widget);
    title->setFont(monospaceFont(font()));
    line->addWidget(title);
    row.state = new StatusDot(u"nodeState."_s + name, row.widget);
    line->addWidget(row.state);
    row.progress = new QProgressBar(row.widget);
    row.progress->setObjectName(u"nodeProgress."_s + name);
    row.progress->setAccessibleName(tr("Shares given to %1").arg(name));
    row.progress->setTextVisible(false);
    row.progress->setFixedHeight(space(Space::Tiny, this));
    line->addWidget(row.progress, 1);
    line->addStretch();
    layout->addLayout(line);
    auto *below = new QHBoxLayout;
    below->setSpacing(space(Space::Small, this));
    row.news = makeHelpLabel({}, row.widget);
    row.news->setObjectName(u"nodeNews."_s + name);
    row.news->setTextInteractionFlags(Qt::NoTextInteraction);
    below->addWidget(row.news, 1);
    row.give = new QPushButton(tr("Give to this node"), row.widget);
    row.give->setObjectName(u"giveTo."_s + name);
    row.give->setAccessibleName(tr("Give the share to %1").arg(name));
    row.reset = new QPushButton(tr("Start anew"), row.widget);
    row.reset->setObjectName(u"resetNode."_s + name);
    row.reset->setAccessibleName(tr("Let %1 forget the shares it was given").arg(name));
    row.add = new QPushButton(tr("Register this node"), row.widget);
    row.add->setObjectName(u"registerNode."_s + name);
    row.add->setAccessibleName(tr("Register %1 as a node of this cluster").arg(name));
    for (QPushButton *button : { row.give, row.reset, row.add }) {
        button->setAutoDefault(false);
        below->addWidget(button, 0, Qt::AlignTop);
    }
    layout->addLayout(below);
    connect(row.give, &QPushButton::clicked, this, [this, address] { giveOne(address); });
    connect(row.reset, &QPushButton::clicked, this, [this, address] { m_guide.reset(address); });
    connect(row.add, &QPushButton::clicked, this, [this, address] {
        if (const Result<void> added = m_guide.registerNode(address); !added)
            messages().showMessage(Tone::Danger, errorSentence(added.error()));
    });
    m_nodes->addWidget(row.widget);
    m_rows.insert(address, row);
}

void UnsealDialog::update()
{
    if (!m_close)
        return; // still being built
    showTable();
    const QList<UnsealGuide::Node> nodes = m_guide.nodes();
    for (auto row = m_rows.begin(); row != m_rows.end();) {
        if (m_guide.node(row.key())) {
            ++row;
            continue;
        }
        row->widget->hide();
        row->widget->deleteLater();
        row = m_rows.erase(row);
    }
    for (const UnsealGuide::Node &node : nodes) {
        if (!m_rows.contains(node.address))
            addRow(node.address);
        showNode(node);
    }
    const bool known = m_guide.knowsOthers();
    m_onlyKnown->setText(
        known ? tr("The cluster named its nodes. A node that is missing here can be added.")
              : tr("Only the addresses registered here are known; other nodes may be sealed. Add "
                   "the addresses of the others to see and unseal them."));
    setEnabledOr(m_addAddress,
                 m_address->text().trimmed().isEmpty() ? tr("Enter an address first.") : QString());
    showUnencrypted();
    QString reason;
    if (m_guide.sealedCount() == 0 && !m_guide.unconfirmed().isEmpty())
        reason = tr("Register the nodes that the cluster named first.");
    else if (m_guide.sealedCount() == 0)
        reason = tr("No registered node waits for a share.");
    else if (m_guide.isBusy())
        reason = tr("A share is on its way.");
    else if (!m_share->hasSecret())
        reason = tr("A key share is needed.");
    setEnabledOr(m_giveAll, reason);
    showEnd();
}

void UnsealDialog::showUnencrypted()
{
    const QStringList plain = m_guide.unencrypted();
    m_unencrypted->setVisible(!plain.isEmpty());
    const QString text = m_guide.hasTls()
        ? tr("Without TLS (http://) although other nodes of this cluster have it: %1. A key share "
             "given there can be read on its way. Register the node's https:// address instead, "
             "unless you know the way to be safe.")
        : tr("Without TLS (http://): %1. A key share given there can be read on its way. Register "
             "the node's https:// address if it has one; else give shares only over a way that "
             "you know to be safe.");
    m_unencrypted->setText(text.arg(plain.join(u", "_s)));
}

void UnsealDialog::showTable()
{
    const ClusterSnapshot *snapshot = m_services.fleet.snapshot(m_guide.cluster());
    const SealKind primary = m_guide.primarySeal();
    const SealKind own = m_guide.ownSeal();
    const bool follows = snapshot
        && ((snapshot->block(ReplicationType::Performance)
             && snapshot->block(ReplicationType::Performance)->isSecondary())
            || snapshot->isDrSecondary() || !m_guide.primaryName().isEmpty());
    const QString name = snapshot ? snapshot->identity.name : QString();
    m_table->setVisible(follows);
    m_keys->setText(follows ? whoseKeys(primary, own, m_guide.primaryName(), name)
                        : own == SealKind::Auto
                        ? whoseKeys(SealKind::Unknown, own, {}, name)
                        : tr("Needed are unseal key shares of %1.").arg(name));
    const std::optional<qsizetype> current = sealRowOf(primary, own);
    for (qsizetype index = 0; index < m_tableRows.size(); ++index) {
        const bool isThis = current == index;
        QLabel *mark = m_tableRows.at(index).constFirst();
        mark->setText(isThis ? tr("This pair") : QString());
        for (QLabel *label : m_tableRows.at(index))
            label->setFont(isThis ? strongFont(font()) : font());
    }
}

void UnsealDialog::showNode(const UnsealGuide::Node &node)
{
    const Row &row = m_rows[node.address];
    row.state->setStatus(toneOf(node.state), wordOf(node));
    const bool waits = node.isRegistered && node.state == NodeState::Sealed;
    row.progress->setVisible(waits);
    row.progress->setRange(0, qMax(1, node.threshold));
    row.progress->setValue(node.progress);
    row.give->setVisible(waits);
    row.reset->setVisible(waits && node.progress > 0);
    row.add->setVisible(!node.isRegistered);
    QString reason = m_guide.whyNot(node);
    setEnabledOr(row.reset, reason);
    if (reason.isEmpty() && !m_share->hasSecret())
        reason = tr("A key share is needed.");
    setEnabledOr(row.give, reason);
    QString news = node.news;
    if (!node.isRegistered && node.state == NodeState::Sealed)
        news = tr("No share goes there before you confirm by registering it that it is one of the "
                  "cluster's nodes.");
    else if (!node.isRegistered && node.state != NodeState::Unreachable)
        news.clear();
    else if (news.isEmpty() && !waits && node.state != NodeState::Unsealed)
        news = m_guide.whyNot(node);
    row.news->setText(news);
    row.news->setVisible(waits || !node.isRegistered
                         || !news.isEmpty()); // the buttons keep their place beside it
}

void UnsealDialog::showEnd()
{
    const bool done = m_guide.isAllUnsealed();
    const ClusterSnapshot *snapshot = m_services.fleet.snapshot(m_guide.cluster());
    m_shareBox->setVisible(!done);
    m_keys->setVisible(!done);
    const bool nobody = snapshot && snapshot->isDrSecondary();
    const bool out = snapshot && snapshot->signIn != SignInState::SignedIn;
    m_signIn->setVisible(done && out && !nobody);
    QStringList lines;
    if (snapshot && done) {
        for (const ReplicationType type : allReplicationTypes) {
            const ReplicationBlock *block = snapshot->block(type);
            if (block && block->isSecondary())
                lines.append(tr("%1: %2", "replication type, state")
                                 .arg(displayName(type), stateWords(*block)));
        }
        if (nobody)
            lines.append(tr("Nobody can sign in to a DR secondary; its operations take a DR "
                            "operation token."));
    }
    m_replication->setText(lines.join(u'\n'));
    m_replication->setVisible(!lines.isEmpty());
    if (const QString text = done ? endText(!nobody && out) : QString(); text != m_toldEnd) {
        if (done)
            messages().showMessage(m_guide.knowsOthers() && m_guide.silentOthers().isEmpty()
                                       ? Tone::Good
                                       : Tone::Attention,
                                   text);
        else if (m_wasDone)
            messages().dismiss();
        if (done && !m_wasDone)
            (nobody || !out ? m_close : m_signIn)->setFocus();
        m_toldEnd = text;
    }
    m_wasDone = done;
}

// All registered nodes unsealed is all nodes unsealed only if the cluster said which it has.
QString UnsealDialog::endText(bool saysSignIn) const
{
    QStringList sentences { tr("All registered nodes are unsealed.") };
    const QStringList silent = m_guide.silentOthers();
    if (!m_guide.knowsOthers())
        sentences.append(
            tr("Only the addresses registered here are known; other nodes may be sealed."));
    else if (silent.isEmpty())
        sentences.append(tr("The cluster named no other that is sealed."));
    if (!silent.isEmpty())
        sentences.append(tr("The cluster also named nodes that do not answer here and may be "
                            "sealed: %1.")
                             .arg(silent.join(u", "_s)));
    if (saysSignIn)
        sentences.append(tr("The tokens of before are dead: sign in again."));
    return sentences.join(u' ');
}

void UnsealDialog::giveAll()
{
    if (!m_giveAll->isEnabled())
        return;
    messages().dismiss();
    if (m_guide.giveToAll(m_share->takeSecret()) == 0)
        messages().showMessage(Tone::Attention, m_guide.refusal());
    m_share->setFocus();
    update();
}

void UnsealDialog::giveOne(const QString &address)
{
    messages().dismiss();
    if (!m_guide.give(address, m_share->takeSecret()))
        messages().showMessage(Tone::Attention, m_guide.refusal());
    m_share->setFocus();
    update();
}

} // namespace switchover::ui

#include "moc_unsealdialog.cpp"
