// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/replication/operation.h"

#include <QWidget>

#include <memory>

namespace switchover::ui {

class OperationCenter;
struct Services;

/// Everything about one cluster. Updates in place on each snapshot.
class ClusterPage final : public QWidget
{
    Q_OBJECT

public:
    /// With an operation centre of its own.
    explicit ClusterPage(Services &services, QWidget *parent = nullptr);
    /// With the window's, which outlives the page.
    ClusterPage(Services &services, OperationCenter &operations, QWidget *parent = nullptr);
    ~ClusterPage() override;

    /// An invalid or unknown id shows the empty page.
    void setCluster(const ClusterId &id);
    [[nodiscard]] ClusterId cluster() const;
    [[nodiscard]] OperationCenter &operations() const;

signals:
    void signInRequested(const switchover::ClusterId &id);
    void editRequested(const switchover::ClusterId &id);
    void compareRequested(switchover::ReplicationType type, const QString &setId);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace switchover::ui
