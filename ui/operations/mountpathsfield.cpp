// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/mountpathsfield.h"

#include "models/base/tooltip.h"
#include "ui/services.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/mutedlabel.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>

#include <algorithm>
#include <functional>
#include <utility>

namespace switchover::ui {

using namespace Qt::StringLiterals;

namespace {

enum Column { Path, Type, Replication, ColumnCount };

constexpr int visibleRows = 9;

int rowFor(const QString &path, const QTreeWidgetItem &parent)
{
    int from = 0;
    int to = parent.childCount();
    while (from < to) {
        const int middle = from + (to - from) / 2;
        if (parent.child(middle)->text(Path) < path)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

} // namespace

MountPathsField::MountPathsField(const Parameter &parameter, const FieldContext &context,
                                 QWidget *parent)
    : ListField(parameter, context, parent)
    , m_reader(context.services.fleet, context.cluster)
    , m_mode(u"allow"_s)
{
    buildTree();
    connect(&m_reader, &MountTreeReader::finished, this, &MountPathsField::fillTree);
    connect(this, &ParameterField::changed, this, &MountPathsField::showChoice);
}

void MountPathsField::buildTree()
{
    auto *box = new QWidget(this);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space(Space::Tiny, this));
    auto *top = new QHBoxLayout;
    m_state = new MutedLabel({}, box);
    m_state->setObjectName(u"filterTreeState"_s);
    top->addWidget(m_state, 1);
    m_again = new QPushButton(tr("Read again"), box);
    m_again->setObjectName(u"filterTreeAgain"_s);
    m_again->setAccessibleName(tr("Read the mounts and namespaces again"));
    m_again->setAutoDefault(false);
    m_again->setFlat(true);
    connect(m_again, &QPushButton::clicked, this, &MountPathsField::read);
    top->addWidget(m_again);
    layout->addLayout(top);

    m_tree = new QTreeWidget(box);
    m_tree->setObjectName(u"filterTree"_s);
    m_tree->setAccessibleName(tr("Mounts and namespaces"));
    m_tree->setAccessibleDescription(tr("Space lists a path or takes it off the list."));
    m_tree->setColumnCount(ColumnCount);
    m_tree->setHeaderLabels({ tr("Path"), tr("Type"), tr("What the secondary gets") });
    m_tree->setUniformRowHeights(true);
    m_tree->setAlternatingRowColors(false);
    m_tree->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_tree->setTabKeyNavigation(false);
    m_tree->header()->setStretchLastSection(true);
    // Fixed: what is said below grows with a tick, and the rows must stay where they are.
    m_tree->setFixedHeight(m_tree->fontMetrics().lineSpacing() * 3 / 2 * visibleRows);
    m_tree->hide();
    layout->addWidget(m_tree);
    m_remarks = makeHelpLabel({}, box);
    m_remarks->setObjectName(u"filterTreeRemarks"_s);
    m_remarks->hide();
    layout->addWidget(m_remarks);
    layout->addWidget(makeHelpLabel(tr("The list, one path a line. Paths of what is not shown "
                                       "above, or does not exist yet, can be typed."),
                                    box));
    addAbove(box);
    connect(m_tree, &QTreeWidget::itemChanged, this, &MountPathsField::chosen);
}

void MountPathsField::showEvent(QShowEvent *event)
{
    ListField::showEvent(event);
    if (!m_reader.wasRead() && !m_reader.isReading())
        read();
}

void MountPathsField::read()
{
    m_state->setText(tr("Reading mounts and namespaces…"));
    m_again->setEnabled(false);
    m_reader.read();
}

// Rows are merged by path: a list that is read again while it is used keeps its place.
void MountPathsField::fillTree()
{
    const bool isFirst = m_items.isEmpty();
    m_shown = m_reader.tree();
    m_again->setEnabled(true);
    m_showing = true;
    QSet<QString> paths;
    for (const FilterPlace &place : m_shown.places)
        paths.insert(place.path);
    removeAllBut(paths);
    // Namespaces first: sorted by path, each comes after the one it lies in.
    for (const FilterPlace &place : m_shown.places) {
        if (place.kind == FilterPlace::Kind::Namespace)
            putPlace(place);
    }
    for (const FilterPlace &place : m_shown.places) {
        if (place.kind != FilterPlace::Kind::Namespace)
            putPlace(place);
    }
    m_showing = false;
    m_tree->setVisible(!m_shown.places.isEmpty());
    m_state->setText(m_shown.places.isEmpty()
                         ? tr("No mounts and namespaces could be listed.")
                         : tr("Mounts and namespaces of the primary. Tick what the list names."));
    m_remarks->setText(m_shown.remarks.join(u'\n'));
    m_remarks->setVisible(!m_shown.remarks.isEmpty());
    showChoice();
    if (isFirst) {
        for (const int column : { Path, Type })
            m_tree->resizeColumnToContents(column);
        if (m_tree->topLevelItemCount() > 0)
            m_tree->setCurrentItem(m_tree->topLevelItem(0));
    }
    emit treeRead();
}

void MountPathsField::removeAllBut(const QSet<QString> &paths)
{
    QStringList gone;
    for (auto each = m_items.cbegin(); each != m_items.cend(); ++each) {
        if (!paths.contains(each.key()))
            gone.append(each.key());
    }
    // What lies in a namespace goes before it does.
    std::ranges::sort(gone, std::ranges::greater());
    for (const QString &path : std::as_const(gone))
        delete m_items.take(path);
}

void MountPathsField::putPlace(const FilterPlace &place)
{
    QTreeWidgetItem *parent = m_items.value(place.nameSpace, m_tree->invisibleRootItem());
    QTreeWidgetItem *item = m_items.value(place.path);
    if (!item) {
        item = new QTreeWidgetItem;
        item->setText(Path, place.path);
        item->setFont(Path, monospaceFont(font()));
        parent->insertChild(rowFor(place.path, *parent), item);
        parent->setExpanded(true);
        m_items.insert(place.path, item);
    }
    item->setText(Type,
                  place.kind == FilterPlace::Kind::Namespace ? tr("namespace")
                      : place.kind == FilterPlace::Kind::Auth
                      ? tr("%1 (auth)", "type of an auth method").arg(place.type)
                      : place.type);
    item->setToolTip(Path, plainToolTip(place.description));
}

void MountPathsField::setMode(const QString &mode)
{
    if (mode == m_mode)
        return;
    m_mode = mode;
    showChoice();
}

void MountPathsField::setPaths(const QStringList &paths)
{
    setValues(paths);
}

void MountPathsField::showChoice()
{
    if (m_items.isEmpty())
        return;
    const PathFilter filter { m_mode, values() };
    m_showing = true;
    for (const FilterPlace &place : std::as_const(m_shown.places)) {
        if (QTreeWidgetItem *item = m_items.value(place.path))
            showPlace(item, place, filter);
    }
    m_showing = false;
}

void MountPathsField::showPlace(QTreeWidgetItem *item, const FilterPlace &place,
                                const PathFilter &filter)
{
    const QString fixed = whyNotFilterable(place);
    const QString above = coveredBy(filter.paths, place.path);
    const bool covered = !above.isEmpty() && above != place.path;
    const bool free = fixed.isEmpty() && !covered;
    item->setFlags(free ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable
                        : Qt::ItemIsSelectable | Qt::NoItemFlags);
    if (fixed.isEmpty())
        item->setCheckState(Path, above.isEmpty() ? Qt::Unchecked : Qt::Checked);
    else
        item->setData(Path, Qt::CheckStateRole, QVariant());
    QString word = fixed;
    if (fixed.isEmpty()) {
        word = isReplicated(filter, place) ? tr("replicated") : tr("kept away");
        if (covered)
            word = tr("%1, within %2", "replicated or kept away, path").arg(word, above);
    }
    item->setText(Replication, word);
    item->setToolTip(Replication, plainToolTip(word));
    item->setData(
        Path, Qt::AccessibleTextRole,
        tr("%1, %2, %3", "path, type, what happens to it").arg(place.path, item->text(Type), word));
}

void MountPathsField::chosen(QTreeWidgetItem *item)
{
    if (m_showing)
        return;
    const QString path = item->text(Path);
    QStringList paths = values();
    if (item->checkState(Path) == Qt::Unchecked) {
        paths.removeAll(path);
    } else if (!paths.contains(path)) {
        // What lies within it is named by it from now on.
        paths.removeIf([&path](const QString &each) { return each.startsWith(path); });
        paths.append(path);
    }
    setValues(paths);
}

} // namespace switchover::ui

#include "moc_mountpathsfield.cpp"
