// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/importplan.h"
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

    void importFile(const QString &path); ///< shows what it adds, and adds on accept
    void exportFile(const QString &path);

signals:
    void news(switchover::ui::Tone tone, const QString &text);

private:
    void addClusters(const QList<ImportEntry> &plan);

    Services &m_services;
    QWidget *m_window;
};

} // namespace switchover::ui
