// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "ui/widgets/dialogframe.h"

namespace switchover::ui {

struct Services;

/// Takes a cluster out of the registry. Nothing changes on the cluster, and the dialog says so.
class RemoveClusterDialog final : public DialogFrame
{
    Q_OBJECT

public:
    RemoveClusterDialog(Services &services, const ClusterId &cluster, QWidget *parent = nullptr);

private:
    void removeCluster();

    Services &m_services;
    ClusterId m_cluster;
};

} // namespace switchover::ui
