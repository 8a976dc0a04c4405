// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/base/secretstring.h"
#include "models/fleet/tokeninspector.h"
#include "models/replication/activationchecks.h"
#include "models/replication/operation.h"

#include <QFrame>
#include <QTimer>

class QVBoxLayout;

namespace switchover::ui {

class ClaimsView;
class OperationCenter;
struct FieldContext;
struct Services;

/// What is known of an activation token before it is sent to a cluster: each check as a mark, a
/// word and a sentence. Asks the cluster that issued it, if that is registered, whether it is
/// unused.
class ActivationChecksView final : public QFrame
{
    Q_OBJECT

public:
    ActivationChecksView(const FieldContext &context, QWidget *parent);

    /// Judges anew. Hidden without a token.
    void show(const SecretString &token, const ClaimsView &claims, const QString &givenAddress);
    [[nodiscard]] const QList<ActivationCheck> &checks() const { return m_checks; }
    /// The first that says it cannot work; nullptr if none does.
    [[nodiscard]] const ActivationCheck *obstacle() const;

signals:
    void changed(); ///< news from the cluster that issued the token

protected:
    void showEvent(QShowEvent *event) override;

private:
    [[nodiscard]] ActivationCase gather(const ClaimsView &claims, const QString &givenAddress);
    void showChecks();

    Services &m_services;
    OperationCenter &m_center;
    ClusterId m_cluster;
    ReplicationType m_type;
    bool m_updates;
    TokenInspector m_inspector;
    QTimer m_settle; ///< a token that is being typed is not asked for letter by letter
    SecretString m_token;
    ClusterId m_issuer;
    QList<ClusterSnapshot> m_fleet; ///< what the case points into
    QList<ActivationCheck> m_checks;
    QVBoxLayout *m_rows = nullptr;
};

} // namespace switchover::ui
