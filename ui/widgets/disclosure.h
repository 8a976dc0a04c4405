// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QToolButton;
class QVBoxLayout;

namespace switchover::ui {

/// A section that is folded away until its title is clicked.
class Disclosure final : public QWidget
{
    Q_OBJECT

public:
    Disclosure(const QString &title, const QString &objectName, QWidget *parent = nullptr);

    void setTitle(const QString &title);
    [[nodiscard]] QVBoxLayout *body() const { return m_body; }
    [[nodiscard]] bool isOpen() const { return m_open; }
    void setOpen(bool open);

signals:
    void toggled(bool open);

private:
    bool m_open = false;
    QToolButton *m_button = nullptr;
    QWidget *m_content = nullptr;
    QVBoxLayout *m_body = nullptr;
};

} // namespace switchover::ui
