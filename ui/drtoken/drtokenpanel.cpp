// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/drtoken/drtokenpanel.h"

#include "models/base/tooltip.h"
#include "models/fleet/batchtokenstrategy.h"
#include "models/fleet/fleet.h"
#include "models/fleet/operationtokenstock.h"
#include "models/items/format.h"
#include "models/replication/catalogue.h"
#include "models/replication/permission.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/statusdot.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace switchover::ui {

using namespace Qt::StringLiterals;

namespace {

using Stock = OperationTokenStock;

QString wordsFor(const Stock::Entry &entry, const QDateTime &now)
{
    if (entry.origin == Stock::Origin::Generated)
        return DrTokenPanel::tr("generated token in memory, %1", "%1 is 12 s ago")
            .arg(relativeTime(entry.since, now));
    const QString when = entry.expires ? relativeTime(*entry.expires, now) : QString();
    return entry.saved
        ? DrTokenPanel::tr("batch token in memory and keychain, expires %1").arg(when)
        : DrTokenPanel::tr("batch token in memory, expires %1").arg(when);
}

Tone toneFor(Stock::Verdict verdict)
{
    switch (verdict) {
    case Stock::Verdict::Good:
        return Tone::Good;
    case Stock::Verdict::EndsSoon:
        return Tone::Attention;
    case Stock::Verdict::Expired:
        return Tone::Danger;
    }
    Q_UNREACHABLE();
}

void setReason(QPushButton *button, const Permission &permission)
{
    button->setEnabled(permission.allowed);
    button->setToolTip(plainToolTip(permission.reason));
    button->setAccessibleDescription(permission.reason);
}

} // namespace

DrTokenPanel::DrTokenPanel(Fleet &fleet, QWidget *parent)
    : QWidget(parent)
    , m_fleet(fleet)
{
    setObjectName(u"drTokenPanel"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, space(Space::Small, this), 0, 0);
    layout->setSpacing(space(Space::Tiny, this));
    auto *line = new QHBoxLayout;
    line->setSpacing(space(Space::Small, this));
    QLabel *caption = makeHelpLabel(tr("Operation token"), this);
    caption->setWordWrap(false);
    line->addWidget(caption);
    m_state = new StatusDot(u"drTokenState"_s, this);
    line->addWidget(m_state);
    line->addStretch();
    layout->addLayout(line);
    m_more = makeHelpLabel({}, this);
    m_more->setObjectName(u"drTokenMore"_s);
    layout->addWidget(m_more);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(space(Space::Small, this));
    const auto add = [&](const QString &text, const QString &name) {
        auto *button = new QPushButton(text, this);
        button->setObjectName(name);
        button->setAccessibleName(withoutMnemonic(text));
        button->setAutoDefault(false);
        buttons->addWidget(button);
        return button;
    };
    m_generate = add(tr("Generate DR operation token…"), u"generateDrToken"_s);
    m_prepare = add(tr("Prepare batch token…"), u"prepareBatchToken"_s);
    m_forget = add(tr("Forget token"), u"forgetDrToken"_s);
    buttons->addStretch();
    layout->addLayout(buttons);
    connect(m_generate, &QPushButton::clicked, this, [this] { emit ceremonyRequested(m_cluster); });
    connect(m_prepare, &QPushButton::clicked, this,
            [this] { emit batchTokenRequested(m_cluster); });
    connect(m_forget, &QPushButton::clicked, this, &DrTokenPanel::forget);
    connect(&fleet.operationTokens(), &OperationTokenStock::changed, this, [this] {
        if (const ClusterSnapshot *snapshot = m_fleet.snapshot(m_cluster))
            show(*snapshot, m_fleet.clock().now());
    });
    hide();
}

void DrTokenPanel::show(const ClusterSnapshot &snapshot, const QDateTime &now)
{
    m_cluster = snapshot.identity.id;
    const Permission canGenerate = allowed(operation(OperationId::DrStartAttempt), snapshot);
    const bool secondary = isRelevant(operation(OperationId::DrStartAttempt), snapshot);
    const ReplicationBlock *block = snapshot.block(ReplicationType::DisasterRecovery);
    const bool primary = block && block->isPrimary();
    const Stock &stock = m_fleet.operationTokens();
    const QList<Stock::Entry> entries = stock.entriesFor(snapshot);
    setVisible(secondary || primary);
    m_generate->setVisible(secondary);
    setReason(m_generate, canGenerate);
    m_prepare->setVisible(primary);
    setReason(m_prepare, BatchTokenStrategy::allowedOn(snapshot));
    m_forget->setVisible(!entries.isEmpty());
    if (entries.isEmpty()) {
        m_state->setStatus(Tone::Neutral, tr("none held here"));
    } else {
        m_state->setStatus(toneFor(stock.verdict(entries.constFirst())),
                           wordsFor(entries.constFirst(), now));
    }
    QStringList more;
    for (const Stock::Entry &entry : entries.sliced(entries.isEmpty() ? 0 : 1))
        more.append(tr("Also: %1.").arg(wordsFor(entry, now)));
    for (const Stock::Entry &entry : entries) {
        if (entry.origin == Stock::Origin::Generated)
            more.append(tr("A generated token never expires. Dropping it here does not delete it "
                           "on the cluster: “Delete operation token” does."));
    }
    m_more->setText(more.join(u'\n'));
    m_more->setVisible(!more.isEmpty());
}

void DrTokenPanel::forget()
{
    const ClusterSnapshot *snapshot = m_fleet.snapshot(m_cluster);
    if (!snapshot)
        return;
    const QList<Stock::Entry> entries = m_fleet.operationTokens().entriesFor(*snapshot);
    if (!entries.isEmpty())
        m_fleet.operationTokens().forget(entries.constFirst().number);
}

} // namespace switchover::ui

#include "moc_drtokenpanel.cpp"
