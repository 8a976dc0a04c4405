// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/textfilter.h"

#include <QSortFilterProxyModel>

#include <memory>
#include <vector>

namespace switchover {

/// Filters rows by SearchRole, or by the text of all columns where a model has none, and sorts by
/// SortRole: text as people order names, what is not known always last, and equals as the source
/// has them.
class TextFilterProxy final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    enum class Shape {
        Table,
        Tree, ///< keeps the parents of what matches, and all below what matches
    };
    explicit TextFilterProxy(Shape shape, QObject *parent = nullptr);
    explicit TextFilterProxy(QObject *parent = nullptr);
    ~TextFilterProxy() override;

    [[nodiscard]] const TextFilter &filter() const { return m_filter; }
    void setFilter(const TextFilter &filter);
    void setFilterText(const QString &text); ///< for QLineEdit::textChanged

    void setSourceModel(QAbstractItemModel *model) override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

protected:
    [[nodiscard]] bool filterAcceptsRow(int sourceRow,
                                        const QModelIndex &sourceParent) const override;
    [[nodiscard]] bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    void rememberOrder();
    void forgetOrder();
    void onDataChanged(const QModelIndex &topLeft, const QModelIndex &bottomRight,
                       const QList<int> &roles);

    TextFilter m_filter;
    const Shape m_shape;
    // The order of all source rows, while it is known: comparing two numbers instead of two rows
    // makes typing into the filter of a large table quick.
    std::vector<int> m_order;
    std::unique_ptr<QObject> m_watch; // context of the connections that outdate it
};

} // namespace switchover
