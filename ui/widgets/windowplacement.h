// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QRect>

QT_BEGIN_NAMESPACE
class QWidget;
QT_END_NAMESPACE

namespace switchover::ui {

/// `frame` moved, and made smaller where it has to be, so that it lies within `room`. The top edge,
/// which holds the title bar, always does.
[[nodiscard]] QRect fittedInto(const QRect &frame, const QRect &room);

/// Keeps windows of the program where they can be reached. A window opens over the middle of the
/// one it belongs to, on that one's screen, and within what the desktop leaves free. One that grows
/// while it is open is moved up before its buttons leave the screen.
///
/// Qt places a window before it knows the frame, and a dialog that becomes as high as the screen is
/// put at the top left corner, with its title bar outside.
class WindowPlacement final : public QObject
{
    Q_OBJECT

public:
    /// Watches all windows of the application as long as it lives.
    explicit WindowPlacement(QObject *parent);

    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    static void centerOnParent(QWidget &window);
    static void fit(QWidget &window);
    void fitSoon(QWidget &window);
};

} // namespace switchover::ui
