// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/primarycomparison.h"
#include "ui/widgets/dialogframe.h"

#include <map>
#include <vector>

QT_BEGIN_NAMESPACE
class QGridLayout;
class QLabel;
class QPushButton;
QT_END_NAMESPACE

namespace switchover::ui {

class BulletList;
class OperationCenter;
struct Services;

/// The primaries of one set side by side: what tells them apart, which one to keep and why, and the
/// way to demote the other. Follows the fleet while it is open.
class PrimariesDialog final : public DialogFrame
{
    Q_OBJECT

public:
    PrimariesDialog(Services &services, OperationCenter &operations, ReplicationType type,
                    QString setId, QWidget *parent);
    ~PrimariesDialog() override;

    /// What is shown; nullopt once the set has a single primary.
    [[nodiscard]] const std::optional<PrimaryComparison> &comparison() const
    {
        return m_comparison;
    }
    /// Names of clusters that do not answer and were primary of this set when they last did.
    [[nodiscard]] QStringList silentPrimaries() const;

private:
    enum Row { Writes, Secondaries, Since, PromotedBy, LastWal, RowCount };
    struct Column
    {
        QLabel *name = nullptr;
        std::vector<QLabel *> values; ///< by Row
        QPushButton *demote = nullptr;
    };

    void refresh();
    void rebuildColumns();
    void fill(const PrimarySide &side, const Column &column) const;
    void showAdvice();
    [[nodiscard]] QList<OwnPromotion> ownPromotions() const;
    [[nodiscard]] QString valueText(const PrimarySide &side, Row row) const;

    Services &m_services;
    OperationCenter &m_operations;
    ReplicationType m_type;
    QString m_setId;
    std::optional<PrimaryComparison> m_comparison;
    QWidget *m_table = nullptr;
    QGridLayout *m_grid = nullptr;
    std::map<ClusterId, Column> m_columns;
    BulletList *m_advice = nullptr;
    BulletList *m_keep = nullptr;
};

} // namespace switchover::ui
