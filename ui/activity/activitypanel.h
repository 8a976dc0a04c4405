// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QStackedWidget;
class QTableView;
QT_END_NAMESPACE

namespace switchover {
class ActivityModel;
class TextFilterProxy;
} // namespace switchover

namespace switchover::ui {

class EmptyState;
class MessageBar;
struct Services;

/// What was asked, sent, answered and seen, newest first, with filter and export.
class ActivityPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit ActivityPanel(Services &services, QWidget *parent = nullptr);

    void openExport();
    /// As JSON if the name ends in .json, else as text. Exports what the filter shows.
    void exportFile(const QString &path);

signals:
    void clusterActivated(const switchover::ClusterId &id);

private:
    void updateState();
    [[nodiscard]] QByteArray asText() const;
    [[nodiscard]] QByteArray asJson() const;

    Services &m_services;
    ActivityModel *m_model = nullptr;
    TextFilterProxy *m_proxy = nullptr;
    QTableView *m_table = nullptr;
    QStackedWidget *m_stack = nullptr;
    EmptyState *m_empty = nullptr;
    MessageBar *m_messages = nullptr;
};

} // namespace switchover::ui
