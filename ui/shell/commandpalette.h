// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QString>

#include <functional>
#include <vector>

QT_BEGIN_NAMESPACE
class QLineEdit;
class QListView;
class QStandardItemModel;
QT_END_NAMESPACE

namespace switchover {
class TextFilterProxy;
}

namespace switchover::ui {

/// Something that can be gone to or done by name.
struct Command
{
    QString title; ///< "Demote performance primary of amber…"
    QString kind;  ///< "Cluster", "Page", "Command"
    QString shortcut;
    QString whyNot; ///< "" if it can be done now
    std::function<void()> run;
};

/// Finds commands by words typed in any order. Up and Down choose, Enter runs, Escape closes.
class CommandPalette final : public QDialog
{
    Q_OBJECT

public:
    CommandPalette(std::vector<Command> commands, QWidget *parent);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void fill();
    void runCurrent();

    std::vector<Command> m_commands;
    QStandardItemModel *m_model = nullptr;
    TextFilterProxy *m_proxy = nullptr;
    QLineEdit *m_edit = nullptr;
    QListView *m_list = nullptr;
};

} // namespace switchover::ui
