// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/fleetsidebar.h"

#include "models/base/tooltip.h"
#include "models/items/fleettreemodel.h"
#include "models/items/textfilterproxy.h"
#include "ui/fleet/follow.h"
#include "ui/services.h"
#include "ui/shell/fleettreedelegate.h"
#include "ui/shell/windowactions.h"
#include "ui/widgets/tablesetup.h"

#include <QHeaderView>
#include <QPainter>
#include <QScopedValueRollback>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace switchover::ui {

FleetSidebar::FleetSidebar(Services &services, const WindowActions &actions, QWidget *parent)
    : QWidget(parent)
    , m_model(new FleetTreeModel(this))
    , m_proxy(new TextFilterProxy(TextFilterProxy::Shape::Tree, this))
    , m_tree(new QTreeView(this))
    , m_fleet(new QToolButton(this))
{
    setObjectName(u"fleetSidebar"_s);
    setAccessibleName(tr("Clusters by group"));
    m_fleet->setObjectName(u"fleetOverviewButton"_s);
    // Not its default action: whenever that changes, the button could no longer be checked.
    m_fleet->setIcon(actions.fleetPage->icon());
    m_fleet->setText(actions.fleetPage->iconText());
    m_fleet->setToolTip(plainToolTip(actions.fleetPage->property("switchoverTip").toString()));
    connect(m_fleet, &QToolButton::clicked, actions.fleetPage, &QAction::trigger);
    connect(actions.fleetPage, &QAction::changed, m_fleet,
            [this, action = actions.fleetPage] { m_fleet->setEnabled(action->isEnabled()); });
    m_fleet->setAccessibleName(tr("Fleet overview"));
    m_fleet->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_fleet->setCheckable(true);
    m_fleet->setAutoRaise(true);
    m_fleet->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_fleet->setFont(strongFont(font()));

    m_model->setNow(services.fleet.clock().now());
    m_proxy->setSourceModel(m_model);
    buildTree(actions);
    m_filter = new FilterField(m_tree, this, u"sidebarFilter"_s, tr("Filter the list of clusters"));
    m_filter->setMaximumWidth(QWIDGETSIZE_MAX);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_proxy->setFilterText(text);
        m_tree->expandAll();
    });

    const int small = space(Space::Small, this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(small, small, small, small);
    layout->setSpacing(small);
    layout->addWidget(m_fleet);
    layout->addWidget(m_filter);
    layout->addWidget(m_tree, 1);
    auto *add = new QToolButton(this);
    add->setObjectName(u"sidebarAddButton"_s);
    add->setDefaultAction(actions.addCluster);
    add->setAccessibleName(tr("Add cluster from the list"));
    add->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    add->setAutoRaise(true);
    add->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    layout->addWidget(add);
    setFocusProxy(m_tree);
    m_tree->installEventFilter(this);
    applyColors();
    follow(m_model, &services.fleet);
    m_tree->expandAll();
}

void FleetSidebar::buildTree(const WindowActions &actions)
{
    setUpTree(m_tree, u"fleetTree"_s, tr("Clusters by group"));
    // Connected before the view is, which moves its selection when rows go: nobody chose that.
    connect(m_proxy, &QAbstractItemModel::rowsAboutToBeRemoved, this,
            [this] { m_following = true; });
    m_tree->setModel(m_proxy);
    connect(m_proxy, &QAbstractItemModel::rowsRemoved, this, [this] {
        m_following = false;
        showSelection();
    });
    m_tree->setHeaderHidden(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setAccessibleDescription(
        tr("Enter or a click shows a cluster; Left and Right fold a group."));
    m_tree->setItemDelegate(new FleetTreeDelegate(m_tree));
    m_tree->setUniformRowHeights(false);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->setRootIsDecorated(false);
    m_tree->setIndentation(space(Space::Small, this));
    auto *separator = new QAction(m_tree);
    separator->setSeparator(true);
    separator->setObjectName(u"treeSeparator"_s);
    m_tree->insertActions(
        m_tree->actions().value(0),
        { actions.signIn, actions.signOut, actions.editCluster, actions.removeCluster, separator });
    m_proxy->sort(0);
    connect(m_proxy, &QAbstractItemModel::rowsInserted, m_tree, [this](const QModelIndex &parent) {
        if (!parent.isValid())
            m_tree->expandAll();
        else
            m_tree->expand(parent);
        showSelection();
    });
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &FleetSidebar::choose);
    connect(m_tree, &QTreeView::clicked, this, [this](const QModelIndex &index) {
        if (index.data(ClusterIdRole).toString().isEmpty())
            m_tree->setExpanded(index, !m_tree->isExpanded(index));
        else
            choose(index);
    });
}

void FleetSidebar::choose(const QModelIndex &index)
{
    if (m_following)
        return;
    const ClusterId id { index.data(ClusterIdRole).toString() };
    if (id.isValid())
        emit clusterChosen(id);
}

void FleetSidebar::setCurrent(const ClusterId &id)
{
    m_shown = id;
    m_fleet->setChecked(!id.isValid());
    showSelection();
}

void FleetSidebar::showSelection()
{
    const QScopedValueRollback following(m_following, true);
    const QModelIndex index = m_proxy->mapFromSource(m_model->indexOf(m_shown));
    if (!index.isValid()) {
        m_tree->clearSelection();
        m_tree->setCurrentIndex({});
    } else if (index != m_tree->currentIndex()) {
        m_tree->setCurrentIndex(index);
    }
}

// Where the keyboard is has to be seen, also while no cluster is shown.
bool FleetSidebar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_tree && event->type() == QEvent::FocusIn
        && !m_tree->currentIndex().isValid()) {
        const QScopedValueRollback following(m_following, true);
        m_tree->selectionModel()->setCurrentIndex(m_proxy->index(0, 0),
                                                  QItemSelectionModel::NoUpdate);
    }
    return QWidget::eventFilter(watched, event);
}

ClusterId FleetSidebar::current() const
{
    return { m_tree->currentIndex().data(ClusterIdRole).toString() };
}

ClusterId FleetSidebar::neighbour(int steps) const
{
    QModelIndex index = m_tree->currentIndex();
    if (!index.isValid())
        index = steps > 0 ? m_proxy->index(0, 0) : QModelIndex();
    else
        index = steps > 0 ? m_tree->indexBelow(index) : m_tree->indexAbove(index);
    while (index.isValid() && index.data(ClusterIdRole).toString().isEmpty())
        index = steps > 0 ? m_tree->indexBelow(index) : m_tree->indexAbove(index);
    return { index.data(ClusterIdRole).toString() };
}

void FleetSidebar::applyColors()
{
    QPalette own = m_tree->palette();
    const QColor ground = semanticColor(SemanticColor::SidebarBackground, palette());
    if (own.color(QPalette::Base) == ground)
        return;
    own.setColor(QPalette::Base, ground);
    m_tree->setPalette(own);
}

void FleetSidebar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColors();
}

void FleetSidebar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), semanticColor(SemanticColor::SidebarBackground, palette()));
}

} // namespace switchover::ui

#include "moc_fleetsidebar.cpp"
