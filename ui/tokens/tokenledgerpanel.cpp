// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tokens/tokenledgerpanel.h"

#include "models/base/clock.h"
#include "models/base/tooltip.h"
#include "models/fleet/fleet.h"
#include "models/items/ledgermodel.h"
#include "models/items/textfilterproxy.h"
#include "models/replication/catalogue.h"
#include "models/replication/permission.h"
#include "models/store/tokenledger.h"
#include "ui/services.h"
#include "ui/widgets/celldelegates.h"
#include "ui/widgets/confirmbuttons.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/tablesetup.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QStackedLayout>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>

namespace switchover::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

OperationId revokeOperation(const LedgerEntry &entry)
{
    return entry.type == wireName(ReplicationType::DisasterRecovery)
        ? OperationId::DrRevokeSecondary
        : OperationId::PerformanceRevokeSecondary;
}

} // namespace

TokenLedgerPanel::TokenLedgerPanel(Services &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
{
    setObjectName(u"tokenLedgerPanel"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_stack = new QStackedLayout;
    auto *empty = new EmptyState(Icon::Token, tr("No activation token was generated here yet."),
                                 u"ledgerEmpty"_s, this);
    empty->setDetail(tr(
        "Tokens are generated on a primary's page. The ledger keeps what became of them, never the "
        "tokens."));
    m_stack->addWidget(empty);

    m_model = new LedgerModel(this);
    m_model->setNow(services.clock.now());
    m_model->setEntries(services.ledger.entries());
    auto *sorted = new TextFilterProxy(this);
    sorted->setSourceModel(m_model);
    m_table = new QTableView(this);
    setUpTable(m_table, u"ledgerTable"_s, tr("Token ledger"));
    m_table->setModel(sorted);
    m_table->sortByColumn(LedgerModel::Minted, Qt::DescendingOrder);
    m_table->setItemDelegateForColumn(LedgerModel::StateColumn, new HealthDelegate(m_table));
    m_table->setItemDelegateForColumn(LedgerModel::Accessor, new IdentifierDelegate(m_table));
    const int digit = fontMetrics().averageCharWidth();
    m_table->setColumnWidth(LedgerModel::SecondaryId, digit * 20);
    for (const int column :
         { LedgerModel::Type, LedgerModel::Primary, LedgerModel::Minted, LedgerModel::Expires })
        m_table->setColumnWidth(column, digit * 18);
    m_table->setColumnWidth(LedgerModel::StateColumn, digit * 34);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_stack->addWidget(m_table);
    layout->addLayout(m_stack, 1);
    layout->addLayout(buildActions());

    connect(&services.ledger, &TokenLedger::changed, this, [this](const LedgerEntry &entry) {
        m_model->setNow(m_services.clock.now());
        m_model->put(entry);
        updateActions();
    });
    connect(&services.ledger, &TokenLedger::forgotten, this, [this](const QString &id) {
        m_model->forget(id);
        updateActions();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &TokenLedgerPanel::updateActions);
    auto *tick = new QTimer(this);
    connect(tick, &QTimer::timeout, this, [this] {
        if (isVisible())
            m_model->setNow(m_services.clock.now());
    });
    tick->start(1s);
    updateActions();
}

QHBoxLayout *TokenLedgerPanel::buildActions()
{
    auto *row = new QHBoxLayout;
    const int gap = space(Space::Small, this);
    row->setContentsMargins(gap, gap, gap, gap);
    row->setSpacing(gap);
    m_why = makeHelpLabel({}, this);
    m_why->setObjectName(u"ledgerWhyNot"_s);
    row->addWidget(m_why, 1);
    m_forget = new QPushButton(tr("Remove from ledger"), this);
    m_forget->setObjectName(u"forgetTokenButton"_s);
    row->addWidget(m_forget);
    m_revoke = new QPushButton(tr("Revoke id…"), this);
    m_revoke->setObjectName(u"revokeTokenButton"_s);
    setEmphasis(m_revoke, Emphasis::Danger);
    row->addWidget(m_revoke);
    connect(m_revoke, &QPushButton::clicked, this, &TokenLedgerPanel::revokeSelected);
    connect(m_forget, &QPushButton::clicked, this, [this] {
        if (const LedgerEntry *entry = selected())
            m_services.ledger.forget(QString(entry->id)); // a copy: the entry goes away with it
    });
    return row;
}

const LedgerEntry *TokenLedgerPanel::selected() const
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    if (rows.isEmpty())
        return nullptr;
    const auto *sorted = qobject_cast<const TextFilterProxy *>(m_table->model());
    return m_model->entryAt(sorted->mapToSource(rows.constFirst()));
}

void TokenLedgerPanel::updateActions()
{
    m_stack->setCurrentIndex(m_model->rowCount() == 0 ? 0 : 1);
    const LedgerEntry *entry = selected();
    QString whyNot;
    if (!entry) {
        whyNot = tr("Select a token to revoke its id.");
    } else if (entry->revokedAt) {
        whyNot = tr("The id was revoked.");
    } else if (const ClusterSnapshot *primary = m_services.fleet.snapshot(entry->primary)) {
        const Permission permission = allowed(operation(revokeOperation(*entry)), *primary);
        whyNot = permission ? QString() : permission.reason;
    } else {
        whyNot = tr("%1 is not registered any more.").arg(entry->primaryName);
    }
    m_revoke->setEnabled(whyNot.isEmpty());
    m_revoke->setToolTip(plainToolTip(whyNot));
    m_revoke->setAccessibleDescription(whyNot);
    m_forget->setEnabled(entry);
    const QString nothing = entry ? QString() : tr("Select a token to remove it from the ledger.");
    m_forget->setToolTip(plainToolTip(nothing));
    m_forget->setAccessibleDescription(nothing);
    m_why->setText(m_model->rowCount() == 0 ? QString() : whyNot);
    m_revoke->setVisible(m_model->rowCount() > 0);
    m_forget->setVisible(m_model->rowCount() > 0);
}

void TokenLedgerPanel::revokeSelected()
{
    if (const LedgerEntry *entry = selected())
        emit revokeRequested(entry->primary, revokeOperation(*entry), entry->secondaryId);
}

} // namespace switchover::ui

#include "moc_tokenledgerpanel.cpp"
