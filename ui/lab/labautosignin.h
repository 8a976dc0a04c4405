// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "ui/operations/suggestedsecrets.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <QString>

namespace switchover {
class Fleet;
struct ClusterSnapshot;
} // namespace switchover

namespace switchover::lab {
class Lab;
}

namespace switchover::ui {

/// In the lab signing in is automatic: keeps each session signed in with the root token that works
/// now, and gives the DR forms the set's batch operation token.
class LabAutoSignIn final : public QObject, public SuggestedSecrets
{
    Q_OBJECT

public:
    LabAutoSignIn(lab::Lab &lab, Fleet &fleet, QObject *parent = nullptr);

    [[nodiscard]] SecretString drOperationToken(const ClusterId &cluster) const override;
    [[nodiscard]] SecretString keyShare(const ClusterId &cluster, int progress) const override;

private:
    void signInAll();
    void signIn(const ClusterSnapshot &snapshot);
    [[nodiscard]] QString labNameOf(const ClusterId &cluster) const;

    lab::Lab &m_lab;
    Fleet &m_fleet;
    QHash<ClusterId, QString> m_used; ///< the token each session was last given
    QSet<ClusterId> m_asking;
};

} // namespace switchover::ui
