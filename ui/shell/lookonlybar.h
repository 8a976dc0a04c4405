// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

QT_BEGIN_NAMESPACE
class QLabel;
QT_END_NAMESPACE

namespace switchover {
class SettingsStore;
}

namespace switchover::ui {

/// Says across the pages that the whole program only looks. Hidden otherwise.
class LookOnlyBar final : public QWidget
{
    Q_OBJECT

public:
    LookOnlyBar(SettingsStore &settings, QWidget *parent);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void update();

    SettingsStore &m_settings;
    QLabel *m_text = nullptr;
};

} // namespace switchover::ui
