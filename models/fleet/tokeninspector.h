// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/base/secretstring.h"
#include "models/replication/activationchecks.h"

#include <QObject>

namespace switchover {

class Fleet;

/// Asks the cluster that issued an activation token whether it is still unused. Does not use it up.
/// Asks once for a token and a cluster; sends the token nowhere else.
class TokenInspector final : public QObject
{
    Q_OBJECT

public:
    explicit TokenInspector(Fleet &fleet, QObject *parent = nullptr);

    /// An invalid issuer, or an empty token, forgets what is known.
    void inspect(const SecretString &token, const ClusterId &issuer);
    void forget();
    [[nodiscard]] TokenUse use() const { return m_use; }
    [[nodiscard]] const QString &detail() const { return m_detail; }
    [[nodiscard]] const QString &creationPath() const { return m_creationPath; }

signals:
    void changed();

private:
    Fleet &m_fleet;
    SecretString m_token;
    ClusterId m_issuer;
    quint64 m_generation = 0;
    TokenUse m_use = TokenUse::NotAsked;
    QString m_detail;
    QString m_creationPath;
};

} // namespace switchover
