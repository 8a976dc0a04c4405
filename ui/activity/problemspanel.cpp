// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/activity/problemspanel.h"

#include "models/base/tooltip.h"
#include "models/fleet/fleet.h"
#include "models/items/problemsmodel.h"
#include "models/items/textfilterproxy.h"
#include "models/replication/problems/detectors.h"
#include "models/store/settings.h"
#include "ui/activity/problemdelegate.h"
#include "ui/services.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/tablesetup.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover::ui {

ProblemsPanel::ProblemsPanel(Services &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_model(new ProblemsModel(this))
    , m_proxy(new TextFilterProxy(this))
    , m_table(new QTableView(this))
    , m_stack(new QStackedWidget(this))
{
    setObjectName(u"problemsPanel"_s);
    setAccessibleName(tr("Problems"));
    m_proxy->setSourceModel(m_model);
    setUpTable(m_table, u"problemsTable"_s, tr("Problems"));
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setModel(m_proxy);
    using Column = ProblemsModel::Column;
    m_table->setItemDelegateForColumn(Column::Severity, new HealthDelegate(m_table));
    m_table->setItemDelegateForColumn(Column::Text, new ProblemDelegate(m_table));
    m_table->verticalHeader()->setDefaultSectionSize(ProblemDelegate::rowHeight(font()));
    m_table->hideColumn(Column::Advice); // is the second line of the text
    const int character = fontMetrics().averageCharWidth();
    m_table->setColumnWidth(Column::Severity, character * 16);
    m_table->setColumnWidth(Column::ClusterColumn, character * 18);
    m_table->setColumnWidth(Column::Type, character * 22);
    m_table->setColumnWidth(Column::Since, character * 14);
    m_table->horizontalHeader()->setStretchLastSection(false);
    m_table->horizontalHeader()->setSectionResizeMode(Column::Text, QHeaderView::Stretch);
    m_table->sortByColumn(Column::Severity, Qt::DescendingOrder);

    auto *filter = new FilterField(m_table, this, u"problemsFilter"_s, tr("Filter the problems"));
    connect(filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_proxy->setFilterText(text);
        updateState();
    });
    auto *consequences = new QCheckBox(tr("Show consequences"), this);
    consequences->setObjectName(u"showConsequences"_s);
    consequences->setAccessibleName(tr("Show consequences"));
    connect(consequences, &QCheckBox::toggled, this, [this](bool shown) {
        m_model->setConsequences(shown ? ProblemsModel::Consequences::Shown
                                       : ProblemsModel::Consequences::Hidden);
        updateState();
    });
    m_compare = new QPushButton(tr("Compare primaries…"), this);
    m_compare->setObjectName(u"comparePrimaries"_s);
    m_compare->setAccessibleName(tr("Compare primaries"));
    connect(m_compare, &QPushButton::clicked, this, &ProblemsPanel::compare);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &ProblemsPanel::updateCompare);
    m_empty = new EmptyState(Icon::Check, {}, u"noProblems"_s, m_stack);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    const int small = space(Space::Small, this);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(small, 0, small, 0);
    bar->addWidget(filter, 1);
    bar->addWidget(consequences);
    bar->addWidget(m_compare);
    bar->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, small, 0, 0);
    layout->setSpacing(small);
    layout->addLayout(bar);
    layout->addWidget(m_stack, 1);

    connect(&services.fleet, &Fleet::analysed, this, &ProblemsPanel::takeOver);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) {
        const ClusterId id { index.data(ClusterIdRole).toString() };
        if (id.isValid())
            emit clusterActivated(id);
        else
            compare();
    });
    auto *seconds = new QTimer(this);
    seconds->setInterval(std::chrono::seconds(1));
    connect(seconds, &QTimer::timeout, this,
            [this] { m_model->setNow(m_services.fleet.clock().now()); });
    seconds->start();
    takeOver();
}

const Problem *ProblemsPanel::currentProblem() const
{
    const QModelIndex row = m_proxy->mapToSource(m_table->currentIndex());
    return row.isValid() ? &m_model->problem(row.row()) : nullptr;
}

void ProblemsPanel::compare()
{
    const Problem *problem = currentProblem();
    if (problem && isFrom(*problem, DetectorId::TwoPrimaries) && problem->key.type)
        emit compareRequested(*problem->key.type, problem->key.set);
}

// Shown while there is something to compare; enabled on its row.
void ProblemsPanel::updateCompare()
{
    const auto isConflict = [](const Problem &each) {
        return isFrom(each, DetectorId::TwoPrimaries);
    };
    const Problem *problem = currentProblem();
    const bool isEnabled = problem && isConflict(*problem);
    const QString whyNot = isEnabled ? QString() : tr("Select a problem with two primaries.");
    m_compare->setVisible(std::ranges::any_of(m_services.fleet.problems(), isConflict));
    m_compare->setEnabled(isEnabled);
    m_compare->setToolTip(plainToolTip(whyNot));
    m_compare->setAccessibleDescription(whyNot);
}

int ProblemsPanel::count() const
{
    return int(std::ranges::count_if(m_services.fleet.problems(), [](const Problem &problem) {
        return problem.severity != ProblemSeverity::Info && !problem.isConsequence();
    }));
}

void ProblemsPanel::takeOver()
{
    m_model->setNow(m_services.fleet.clock().now());
    m_model->setProblems(m_services.fleet.problems(), m_services.fleet.snapshots());
    updateState();
    updateCompare();
    emit countChanged(count());
}

void ProblemsPanel::updateState()
{
    const bool empty = m_proxy->rowCount() == 0;
    m_empty->setSentence(m_model->rowCount() == 0 ? tr("No problems are known.")
                                                  : tr("No problem matches the filter."));
    m_stack->setCurrentWidget(empty ? static_cast<QWidget *>(m_empty) : m_table);
}

} // namespace switchover::ui

#include "moc_problemspanel.cpp"
