// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/theme.h"

#include <QFrame>

#include <chrono>

QT_BEGIN_NAMESPACE
class QLabel;
class QPushButton;
class QTimer;
class QToolButton;
QT_END_NAMESPACE

namespace switchover::ui {

/// News inside the window, instead of a message box. Hidden until something is shown.
class MessageBar final : public QFrame
{
    Q_OBJECT

public:
    explicit MessageBar(const QString &objectName, QWidget *parent = nullptr);

    /// Plain text. With `actionText` there is a button, see actionTriggered().
    void showMessage(Tone tone, const QString &text, const QString &actionText = {});
    void dismiss();
    /// Before the next thing happens: what went well is no news any more. Warnings and errors stay.
    void dismissGoodNews();
    /// Good and neutral news go by themselves after this time, not while the pointer is on them.
    /// Zero keeps them, for a window that is about just this.
    void setGoodNewsStays(std::chrono::milliseconds time);
    [[nodiscard]] QString text() const;
    [[nodiscard]] Tone tone() const { return m_tone; }
    /// Without a close button the owner dismisses it when the reason is gone.
    void setClosable(bool closable);

signals:
    void messageShown(const QString &text);
    void actionTriggered();
    void dismissed(); ///< by the user

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void updateIcon();
    [[nodiscard]] bool isGoodNews() const;

    Tone m_tone = Tone::Neutral;
    QLabel *m_icon = nullptr;
    QLabel *m_text = nullptr;
    QPushButton *m_action = nullptr;
    QToolButton *m_close = nullptr;
    QTimer *m_stays = nullptr;
};

} // namespace switchover::ui
