// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/fleet/clustertest.h"
#include "ui/widgets/theme.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QLabel;
QT_END_NAMESPACE

namespace switchover::ui {

class MutedLabel;
class StatusDot;

[[nodiscard]] Tone toneOf(ConnectionFinding::State state);

/// One step of a connection test: mark and word, name, what was found, evidence, advice.
class TestStepView final : public QWidget
{
    Q_OBJECT

public:
    TestStepView(ConnectionStep step, QWidget *parent = nullptr);

    void show(const ConnectionFinding &finding);
    void setDetailed(bool detailed); ///< shows the evidence also of what is good

private:
    void update();

    ConnectionFinding m_finding;
    bool m_detailed = false;
    StatusDot *m_mark = nullptr;
    QLabel *m_name = nullptr;
    QLabel *m_summary = nullptr;
    MutedLabel *m_details = nullptr;
    QLabel *m_advice = nullptr;
};

} // namespace switchover::ui
