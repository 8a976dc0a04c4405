// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/replication/hazards.h"

#include <QWidget>

#include <functional>
#include <vector>

class QVBoxLayout;

namespace switchover::ui {

/// What has to be accepted before a grave hazard is risked: a box to tick, or words to type where
/// only the operator can know. A hazard that blocks has both: ticking the box enables its words.
class Acknowledgements final : public QWidget
{
    Q_OBJECT

public:
    explicit Acknowledgements(QWidget *parent = nullptr);

    /// Starts anew: nothing is accepted. Hidden if none of them is grave.
    void setHazards(const QList<Hazard> &hazards);
    [[nodiscard]] bool areAllGiven() const;

signals:
    void changed();

private:
    QVBoxLayout *m_layout = nullptr;
    QWidget *m_rows = nullptr;
    std::vector<std::function<bool()>> m_given;
};

} // namespace switchover::ui
