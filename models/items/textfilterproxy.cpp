// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/textfilterproxy.h"

#include "models/items/naturalorder.h"
#include "models/items/roles.h"

namespace switchover {

namespace {

constexpr int manyRows = 2000;

QString rowText(const QAbstractItemModel &model, int row, const QModelIndex &parent)
{
    const QVariant search = model.index(row, 0, parent).data(SearchRole);
    if (search.isValid())
        return search.toString();
    QString text;
    for (int column = 0; column < model.columnCount(parent); ++column)
        text += model.index(row, column, parent).data().toString() + u'\n';
    return text.toCaseFolded();
}

int order(const QVariant &left, const QVariant &right)
{
    if (left.typeId() == QMetaType::QString && right.typeId() == QMetaType::QString)
        return naturalOrder(left.toString(), right.toString());
    const QPartialOrdering order = QVariant::compare(left, right);
    return order == QPartialOrdering::Less ? -1 : order == QPartialOrdering::Greater ? 1 : 0;
}

} // namespace

TextFilterProxy::TextFilterProxy(Shape shape, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_shape(shape)
{
    setSortRole(SortRole);
    setDynamicSortFilter(true);
    setRecursiveFilteringEnabled(shape == Shape::Tree);
    setAutoAcceptChildRows(shape == Shape::Tree);
}

TextFilterProxy::TextFilterProxy(QObject *parent)
    : TextFilterProxy(Shape::Table, parent)
{
}

TextFilterProxy::~TextFilterProxy() = default;

void TextFilterProxy::setFilter(const TextFilter &filter)
{
    if (filter == m_filter)
        return;
    rememberOrder();
    m_filter = filter;
    // Row by row, each gap between hits costs a signal and moves all rows behind it; with many rows
    // a new layout is far cheaper. It keeps selection and current row as well.
    if (m_shape == Shape::Table && sourceModel() && sourceModel()->rowCount() > manyRows)
        invalidate();
    else
        invalidateRowsFilter();
}

void TextFilterProxy::setFilterText(const QString &text)
{
    setFilter(TextFilter(text));
}

void TextFilterProxy::setSourceModel(QAbstractItemModel *model)
{
    forgetOrder();
    m_watch = std::make_unique<QObject>();
    // Connected before the base class connects, so that it never compares by an order that is
    // outdated.
    if (model && m_shape == Shape::Table) {
        const auto forget = [this] { forgetOrder(); };
        connect(model, &QAbstractItemModel::dataChanged, m_watch.get(),
                [this](const QModelIndex &topLeft, const QModelIndex &bottomRight,
                       const QList<int> &roles) { onDataChanged(topLeft, bottomRight, roles); });
        connect(model, &QAbstractItemModel::rowsAboutToBeInserted, m_watch.get(), forget);
        connect(model, &QAbstractItemModel::rowsAboutToBeRemoved, m_watch.get(), forget);
        connect(model, &QAbstractItemModel::rowsAboutToBeMoved, m_watch.get(), forget);
        connect(model, &QAbstractItemModel::columnsAboutToBeInserted, m_watch.get(), forget);
        connect(model, &QAbstractItemModel::columnsAboutToBeRemoved, m_watch.get(), forget);
        connect(model, &QAbstractItemModel::columnsAboutToBeMoved, m_watch.get(), forget);
        connect(model, &QAbstractItemModel::layoutAboutToBeChanged, m_watch.get(), forget);
        connect(model, &QAbstractItemModel::modelAboutToBeReset, m_watch.get(), forget);
    }
    QSortFilterProxyModel::setSourceModel(model);
}

void TextFilterProxy::sort(int column, Qt::SortOrder order)
{
    forgetOrder();
    QSortFilterProxyModel::sort(column, order);
}

// While nothing is filtered out, the order of all rows is what is shown.
void TextFilterProxy::rememberOrder()
{
    const int rows = rowCount();
    if (m_shape != Shape::Table || !m_filter.isEmpty() || sortColumn() < 0 || !m_order.empty()
        || !sourceModel() || sourceModel()->rowCount() != rows)
        return;
    m_order.resize(size_t(rows));
    for (int row = 0; row < rows; ++row)
        m_order[size_t(mapToSource(index(row, 0)).row())] = row;
}

void TextFilterProxy::forgetOrder()
{
    m_order.clear();
}

void TextFilterProxy::onDataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight,
                                    const QList<int> &roles)
{
    const bool touchesColumn =
        topLeft.column() <= sortColumn() && sortColumn() <= bottomRight.column();
    if (touchesColumn && (roles.isEmpty() || roles.contains(SortRole)))
        forgetOrder();
}

bool TextFilterProxy::filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const
{
    return m_filter.isEmpty()
        || m_filter.matchesFolded(rowText(*sourceModel(), sourceRow, sourceParent));
}

bool TextFilterProxy::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const bool ascending = sortOrder() == Qt::AscendingOrder;
    if (!m_order.empty()) {
        const int leftPlace = m_order[size_t(left.row())];
        const int rightPlace = m_order[size_t(right.row())];
        return ascending ? leftPlace < rightPlace : leftPlace > rightPlace;
    }
    const QVariant leftValue = left.data(SortRole);
    const QVariant rightValue = right.data(SortRole);
    if (leftValue.isValid() != rightValue.isValid())
        return leftValue.isValid() == ascending;
    if (leftValue.isValid()) {
        if (const int result = order(leftValue, rightValue))
            return result < 0;
    }
    return ascending ? left.row() < right.row() : left.row() > right.row();
}

} // namespace switchover

#include "moc_textfilterproxy.cpp"
