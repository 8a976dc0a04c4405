// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/clusterrecord.h"
#include "ui/widgets/theme.h"

#include <QObject>

namespace switchover::ui {

struct Services;

/// Import and export of the registry as a fleet file, which never holds secrets.
class FleetTransfer final : public QObject
{
    Q_OBJECT

public:
    FleetTransfer(Services &services, QWidget *window);

    void openImport(); ///< shows a file dialog
    void openExport();

    void importFile(const QString &path);
    void exportFile(const QString &path);

signals:
    void news(switchover::ui::Tone tone, const QString &text);

private:
    enum class Outcome { Added, Known, Refused };
    Outcome add(ClusterRecord record, QString *refusal);

    Services &m_services;
    QWidget *m_window;
};

} // namespace switchover::ui
