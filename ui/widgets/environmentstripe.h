// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/clusteridentity.h"

#include <QWidget>

namespace switchover::ui {

/// The band on top of a cluster's page and dialogs: the environment as a word on its colour.
/// Takes no room for an unspecified environment.
class EnvironmentStripe final : public QWidget
{
    Q_OBJECT

public:
    explicit EnvironmentStripe(const QString &objectName, QWidget *parent = nullptr);

    void setEnvironment(Environment environment);
    /// Shown after the word, for example the cluster's name.
    void setDetail(const QString &detail);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void updateText();

    Environment m_environment = Environment::Unspecified;
    QString m_detail;
};

} // namespace switchover::ui
