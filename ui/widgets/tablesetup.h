// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

#include <functional>

QT_BEGIN_NAMESPACE
class QAbstractItemView;
class QHeaderView;
class QTableView;
class QTreeView;
QT_END_NAMESPACE

namespace switchover::ui {

/// One look for all tables: rows are selected whole, no grid, steady row height, sorting by header
/// click, a CellDelegate, and a context menu and Ctrl+C that copy a cell or a row
/// (ItemRole::CopyRole where there is one). The model is set by the caller.
void setUpTable(QTableView *view, const QString &objectName, const QString &accessibleName);
void setUpTree(QTreeView *view, const QString &objectName, const QString &accessibleName);

/// Applies a saved header state and calls `save` after each change, at most once a second.
void keepHeaderState(QHeaderView *header, const QByteArray &saved,
                     std::function<void(const QByteArray &)> save);

/// The text of a cell, or of all visible columns of a row separated by tabs.
[[nodiscard]] QString cellText(const QModelIndex &index);
[[nodiscard]] QString rowText(const QAbstractItemView &view, const QModelIndex &index);

/// The filter field of a table. Ctrl+F inside `page` comes here, Escape empties it, Down goes on
/// to the view.
class FilterField final : public QLineEdit
{
    Q_OBJECT

public:
    FilterField(QAbstractItemView *view, QWidget *page, const QString &objectName,
                const QString &accessibleName);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QAbstractItemView *m_view;
};

} // namespace switchover::ui
