// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/textfilter.h"

#include <QSortFilterProxyModel>

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

    [[nodiscard]] const TextFilter &filter() const { return m_filter; }
    void setFilter(const TextFilter &filter);
    void setFilterText(const QString &text); ///< for QLineEdit::textChanged

protected:
    [[nodiscard]] bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;
    [[nodiscard]] bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    TextFilter m_filter;
};

} // namespace switchover
