// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/fleet/mounttreereader.h"
#include "ui/operations/listfield.h"

#include <QHash>
#include <QSet>

class QLabel;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace switchover::ui {

/// Paths of mounts and namespaces: chosen in a tree of what the cluster holds, or typed. Both show
/// the same list. The tree is read when the field is first seen.
class MountPathsField final : public ListField
{
    Q_OBJECT

public:
    MountPathsField(const Parameter &parameter, const FieldContext &context, QWidget *parent);

    /// "allow" or "deny": what listing a path means.
    void setMode(const QString &mode);
    void setPaths(const QStringList &paths);
    /// As last read to the end.
    [[nodiscard]] const MountTree &tree() const { return m_shown; }
    [[nodiscard]] bool hasTree() const { return m_reader.wasRead(); }
    [[nodiscard]] bool isReading() const { return m_reader.isReading(); }

signals:
    void treeRead();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void buildTree();
    void read();
    void fillTree();
    void putPlace(const FilterPlace &place);
    void removeAllBut(const QSet<QString> &paths);
    void showChoice();
    void showPlace(QTreeWidgetItem *item, const FilterPlace &place, const PathFilter &filter);
    void chosen(QTreeWidgetItem *item);

    MountTreeReader m_reader;
    MountTree m_shown;
    QString m_mode;
    QLabel *m_state = nullptr;
    QLabel *m_remarks = nullptr;
    QPushButton *m_again = nullptr;
    QTreeWidget *m_tree = nullptr;
    QHash<QString, QTreeWidgetItem *> m_items; ///< by path
    bool m_showing = false;
};

} // namespace switchover::ui
