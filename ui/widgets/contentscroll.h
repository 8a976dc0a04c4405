// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

namespace switchover::ui {

/// A frameless scroll area that wishes to be as tall as its content at its width, so that nothing
/// scrolls while there is room, and can become small where there is none. Page Up and Page Down
/// scroll it wherever in the window the keyboard is, for a text that scrolls has nothing to tab to.
class ContentScroll final : public QScrollArea
{
    Q_OBJECT

public:
    explicit ContentScroll(QWidget *parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
};

/// Page Up and Page Down as the window got them, because nothing in it took them. False if it is
/// another key, or there is nothing to scroll.
bool scrollByKey(QScrollArea &area, const QKeyEvent &event);

/// Makes a window taller, as far as the screen allows, whenever what is in it needs more height: a
/// message that appears, a text that takes a second line. Layouts alone do not do that for texts
/// that wrap. Never makes it smaller.
void growWithContent(QWidget *window);
/// The same once and at once, for what is shown in answer to a click.
void growToContent(QWidget *window);

} // namespace switchover::ui
