// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/icons.h"

#include <QAction>
#include <QKeySequence>
#include <QList>
#include <QObject>

namespace switchover::ui {

/// Every action of the window, made in this one place with object name, text, shortcut, tooltip and
/// icon. What they do is connected by the window.
class WindowActions final : public QObject
{
    Q_OBJECT

public:
    explicit WindowActions(QObject *parent);

    // File
    QAction *addCluster = nullptr;
    QAction *importFleet = nullptr;
    QAction *exportFleet = nullptr;
    QAction *settings = nullptr;
    QAction *lock = nullptr;
    QAction *quit = nullptr;
    // View
    QAction *palette = nullptr;
    QAction *fleetPage = nullptr;
    QAction *nextCluster = nullptr;
    QAction *previousCluster = nullptr;
    QAction *sidebar = nullptr; ///< checkable, as the next four
    QAction *lowerPanel = nullptr;
    QAction *activity = nullptr;
    QAction *problems = nullptr;
    QAction *ledger = nullptr;
    // Cluster
    QAction *refresh = nullptr;
    QAction *signIn = nullptr;
    QAction *signOut = nullptr;
    QAction *policies = nullptr;
    QAction *editCluster = nullptr;
    QAction *removeCluster = nullptr;
    // Help
    QAction *shortcuts = nullptr;
    QAction *about = nullptr;

    [[nodiscard]] QList<QAction *> all() const;

    /// Takes all of them out of use, shortcuts included, while the window is covered; giving them
    /// back restores what was in use before.
    void setInUse(bool inUse);
    [[nodiscard]] bool areInUse() const { return m_inUse; }

private:
    QAction *make(const QString &objectName, Icon image, const QString &text,
                  const QString &toolTip, const QKeySequence &shortcut = {});
    void makeFile();
    void makeView();
    void makeCluster();
    void makeHelp();

    bool m_inUse = true;
    QList<QAction *> m_enabled; ///< before they were taken out of use
};

} // namespace switchover::ui
