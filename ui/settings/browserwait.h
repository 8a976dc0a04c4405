// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QUrl>
#include <QWidget>

#include <chrono>
#include <functional>

QT_BEGIN_NAMESPACE
class QLabel;
class QPushButton;
QT_END_NAMESPACE

namespace switchover::ui {

class CopyLabel;

/// While the identity provider has the word: the link, for another browser or another profile of
/// it, and how long its answer is waited for.
class BrowserWait final : public QWidget
{
    Q_OBJECT

public:
    explicit BrowserWait(QWidget *parent = nullptr);

    void begin(const QUrl &link, std::function<std::chrono::milliseconds()> remaining);
    void end();

signals:
    void openRequested(const QUrl &link); ///< once more

private:
    void tick();

    QUrl m_link;
    std::function<std::chrono::milliseconds()> m_remaining;
    QTimer m_second;
    QLabel *m_left = nullptr;
    CopyLabel *m_copy = nullptr;
    QPushButton *m_again = nullptr;
};

} // namespace switchover::ui
