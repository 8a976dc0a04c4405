// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

QT_BEGIN_NAMESPACE
class QLabel;
class QPushButton;
QT_END_NAMESPACE

namespace switchover::ui {

/// Covers the whole window while the desk is locked. Holds nothing but why, what still runs, and
/// the way back.
class LockView final : public QWidget
{
    Q_OBJECT

public:
    explicit LockView(QWidget *window);

    /// Covers its window, and keeps doing so when that is resized.
    void cover(const QString &why);
    void setRunning(const QStringList &sentences);

signals:
    void unlockRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    bool focusNextPrevChild(bool next) override;

private:
    QLabel *m_why = nullptr;
    QLabel *m_running = nullptr;
    QPushButton *m_unlock = nullptr;
};

} // namespace switchover::ui
