// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/textfilterproxy.h"

#include "models/items/naturalorder.h"
#include "models/items/roles.h"

namespace switchover {

namespace {

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

void TextFilterProxy::setFilter(const TextFilter &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    invalidateRowsFilter();
}

void TextFilterProxy::setFilterText(const QString &text)
{
    setFilter(TextFilter(text));
}

bool TextFilterProxy::filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const
{
    return m_filter.isEmpty() || m_filter.matchesFolded(rowText(*sourceModel(), sourceRow, sourceParent));
}

bool TextFilterProxy::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const bool ascending = sortOrder() == Qt::AscendingOrder;
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
