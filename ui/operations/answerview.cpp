// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/answerview.h"

#include "models/base/clock.h"
#include "models/base/tooltip.h"
#include "models/fleet/fleet.h"
#include "models/fleet/operationtokenstock.h"
#include "models/items/format.h"
#include "models/replication/maintenance.h"
#include "ui/services.h"
#include "ui/tokens/rolewords.h"
#include "ui/tokens/secretview.h"
#include "ui/widgets/card.h"
#include "ui/widgets/codeblock.h"
#include "ui/widgets/copylabel.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/statusdot.h"
#include "ui/widgets/theme.h"

#include <QLabel>
#include <QVBoxLayout>

namespace switchover::ui {

using namespace Qt::StringLiterals;

AnswerView::AnswerView(Services &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
{
    setObjectName(u"answerView"_s);
    m_layout = new QVBoxLayout(this);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(space(Space::Medium, this));
}

void AnswerView::add(QWidget *widget)
{
    m_layout->addWidget(widget);
    m_empty = false;
}

void AnswerView::showAnswer(const ClusterId &cluster, OperationAnswer answer,
                            SecretString operationToken)
{
    if (answer.filter)
        showFilter(*answer.filter);
    if (answer.dynamicFilter)
        showDynamicFilter(*answer.dynamicFilter);
    if (answer.merkleReport)
        showReport(*answer.merkleReport);
    if (answer.attempt)
        showAttempt(cluster, std::move(*answer.attempt), std::move(operationToken));
    if (answer.publicKey) {
        auto *key = new CodeBlock(tr("Public key of this cluster"), u"publicKey"_s, this);
        add(key);
        key->setText(*answer.publicKey);
    }
    if (answer.status)
        showStatus(*answer.status);
    if (!answer.data.isEmpty())
        showRaw(answer.data);
}

void AnswerView::showFilter(const PathFilter &filter)
{
    auto *card = new Card(tr("Stored filter"), u"filterCard"_s, this);
    card->addRow(tr("Mode"), u"filterMode"_s)->setText(filter.mode);
    add(card);
    const bool allows = filter.mode == "allow"_L1 || filter.mode == "whitelist"_L1;
    addList(allows ? tr("Only these are replicated") : tr("Everything but these is replicated"),
            filter.paths,
            allows ? tr("None: nothing that can be filtered is replicated.")
                   : tr("None: everything is replicated."),
            u"filterPaths"_s);
}

void AnswerView::showDynamicFilter(const DynamicFilter &filter)
{
    addList(tr("Mounts kept away"), filter.mounts, tr("None."), u"dynamicMounts"_s);
    addList(tr("Namespaces kept away"), filter.namespaces, tr("None."), u"dynamicNamespaces"_s);
}

void AnswerView::showReport(const MerkleReport &report)
{
    auto *card = new Card(tr("Merkle trees"), u"merkleCard"_s, this);
    const QList<TreeVerdict> verdicts = treeVerdicts(report);
    for (qsizetype index = 0; index < verdicts.size(); ++index) {
        const TreeVerdict &each = verdicts.at(index);
        auto *verdict = new StatusDot(u"merkleTree."_s + report.trees.at(index).type, card);
        verdict->setStatus(each.isSound ? Tone::Good : Tone::Danger, each.found);
        verdict->setToolTip(plainToolTip(each.matters));
        card->addRow(each.name, verdict);
    }
    if (report.checkedAt) {
        QLabel *when = card->addRow(tr("Checked"), u"merkleChecked"_s);
        when->setText(relativeTime(*report.checkedAt, m_services.clock.now()));
        when->setToolTip(plainToolTip(exactTime(*report.checkedAt)));
    }
    add(card);
    for (const MerkleReport::Tree &tree : report.trees) {
        QStringList pages;
        for (const MerkleReport::Page &page : tree.pages) {
            QStringList subpages;
            for (const int subpage : page.subpages)
                subpages.append(QString::number(subpage));
            if (subpages.isEmpty())
                pages.append(tr("page %1").arg(page.number));
            else
                pages.append(tr("page %1, subpages %2")
                                 .arg(QString::number(page.number), subpages.join(u", "_s)));
        }
        if (!pages.isEmpty())
            addList(tr("Corrupted in the %1 tree").arg(tree.type), pages, {},
                    u"merklePages."_s + tree.type);
    }
    add(makeHelpLabel(tr("The replicated tree matters to performance and DR replication, the local "
                         "tree to DR only. The "
                         "check cannot find every kind of corruption."),
                      this));
}

void AnswerView::showAttempt(const ClusterId &cluster, OperationTokenAttempt attempt,
                             SecretString operationToken)
{
    auto *card = new Card(tr("Attempt"), u"attemptCard"_s, this);
    auto *state = new StatusDot(u"attemptState"_s, card);
    if (attempt.complete)
        state->setStatus(Tone::Good, tr("complete"));
    else if (attempt.started)
        state->setStatus(
            Tone::Busy,
            tr("%1 of %2 key shares given").arg(attempt.progress).arg(attempt.required));
    else
        state->setStatus(
            Tone::Neutral,
            tr("no attempt is running; one needs %n key share(s)", nullptr, attempt.required));
    card->addRow(tr("State"), state);
    auto *nonce = new CopyLabel(u"attemptNonce"_s, tr("Nonce"), card);
    nonce->setValue(attempt.nonce, attempt.nonce);
    card->addRow(tr("Nonce"), nonce);
    card->setRowVisible(nonce, !attempt.nonce.isEmpty());
    if (!attempt.pgpFingerprint.isEmpty())
        card->addRow(tr("PGP fingerprint"), u"attemptFingerprint"_s)
            ->setText(attempt.pgpFingerprint);
    add(card);
    const bool decoded = !operationToken.isEmpty();
    if (!attempt.otp.isEmpty()) {
        add(makeHelpLabel(
            tr("The server shows the one-time password only now. This program keeps it until the "
               "attempt "
               "is complete; key holders who decode the token elsewhere need it too."),
            this));
        auto *otp = new SecretView(m_services, tr("One-time password"), u"attemptOtp"_s, this);
        otp->setSecret(std::move(attempt.otp));
        add(otp);
    }
    if (decoded) {
        auto *token =
            new SecretView(m_services, tr("DR operation token"), u"operationToken"_s, this);
        OperationTokenStock &stock = m_services.fleet.operationTokens();
        if (const auto held = stock.find(cluster, operationToken)) {
            token->setSource([&stock, number = held->number] { return stock.token(number); });
            connect(&stock, &OperationTokenStock::changed, token, &SecretView::refresh);
        } else {
            token->setSecret(std::move(operationToken));
        }
        add(token);
        add(makeHelpLabel(tr("It does not expire. It is filled in on this cluster's forms until "
                             "this program ends; "
                             "delete it when the work is done."),
                          this));
    } else if (!attempt.encodedToken.isEmpty()) {
        auto *encoded = new SecretView(m_services, tr("Encoded token"), u"encodedToken"_s, this);
        encoded->setSecret(std::move(attempt.encodedToken));
        add(encoded);
        add(makeHelpLabel(tr("Decode it with the one-time password, or the PGP key, the attempt "
                             "was started with."),
                          this));
    }
}

void AnswerView::showStatus(const ReplicationStatus &status)
{
    for (const ReplicationType type : allReplicationTypes) {
        const ReplicationBlock *block = status.block(type);
        if (!block)
            continue;
        auto *card = new Card(displayName(type), u"statusCard."_s + wireName(type), this);
        const auto row = [card, type](const QString &label, const QString &name,
                                      const QString &value) {
            if (!value.isEmpty())
                card->addRow(label, u"status."_s + wireName(type) + u'.' + name)->setText(value);
        };
        row(tr("Mode"), u"mode"_s, roleWord(block));
        row(tr("State"), u"state"_s, stateWords(*block));
        row(tr("Set"), u"set"_s, block->setId.value_or(QString()));
        row(tr("Merkle root"), u"root"_s, block->merkleRoot.value_or(QString()));
        if (const std::optional<quint64> wal = block->lastWalFor(type))
            row(tr("Last WAL"), u"wal"_s, countText(*wal));
        if (block->lastRemoteWal)
            row(tr("Last remote WAL"), u"remoteWal"_s, countText(*block->lastRemoteWal));
        row(tr("Secondary id"), u"id"_s, block->secondaryId.value_or(QString()));
        if (block->knownSecondaries)
            row(tr("Known secondaries"), u"known"_s, listText(*block->knownSecondaries, 100));
        if (block->knownPrimaryClusterAddresses)
            row(tr("Known primary addresses"), u"primaries"_s,
                listText(*block->knownPrimaryClusterAddresses, 100));
        add(card);
    }
}

void AnswerView::showRaw(const QList<RawField> &fields)
{
    auto *card = new Card(tr("Answer"), u"rawCard"_s, this);
    for (const RawField &field : fields) {
        QLabel *value = card->addRow(field.name, u"raw."_s + field.name);
        value->setText(QString::fromUtf8(field.json));
        value->setWordWrap(true);
    }
    add(card);
}

void AnswerView::addList(const QString &title, const QStringList &items, const QString &emptyText,
                         const QString &objectName)
{
    if (items.isEmpty()) {
        QLabel *none =
            makeHelpLabel(tr("%1: %2", "list title, that it is empty").arg(title, emptyText), this);
        none->setObjectName(objectName);
        add(none);
        return;
    }
    auto *list = new CodeBlock(title, objectName, this);
    add(list);
    list->setText(items.join(u'\n'));
}

} // namespace switchover::ui

#include "moc_answerview.cpp"
