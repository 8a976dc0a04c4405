// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QList>

QT_BEGIN_NAMESPACE
class QWidget;
QT_END_NAMESPACE

namespace switchover::ui {

/// Lists the shortcuts of these actions and those every table has.
void openShortcuts(const QList<QAction *> &actions, QWidget *window);
void openAbout(QWidget *window);

} // namespace switchover::ui
