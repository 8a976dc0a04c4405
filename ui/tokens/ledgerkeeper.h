// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/replication/words.h"
#include "models/store/tokenledger.h"

#include <QObject>
#include <QString>

namespace switchover {
class Clock;
class Fleet;
struct ClusterSnapshot;
struct MintedToken;
} // namespace switchover

namespace switchover::ui {

/// Writes the life of each activation token into the ledger: minted, copied, used, connected,
/// revoked. Never the token.
class LedgerKeeper final : public QObject
{
    Q_OBJECT

public:
    LedgerKeeper(Fleet &fleet, TokenLedger &ledger, const Clock &clock, QObject *parent = nullptr);

    /// Returns the id of the new entry.
    QString minted(const ClusterSnapshot &primary, ReplicationType type, const QString &secondaryId,
                   const MintedToken &token);
    void copied(const QString &entry);
    void used(const QString &entry, const QString &clusterName);
    /// Marks every entry of this secondary id that is not revoked yet.
    void revoked(const ClusterId &primary, ReplicationType type, const QString &secondaryId);

private:
    void lookForConnections();
    /// A secondary whose token is still good is no problem of its primary.
    void tellWhoIsExpected();
    template <typename Change>
    void change(const QString &entry, Change &&how);

    Fleet &m_fleet;
    TokenLedger &m_ledger;
    const Clock &m_clock;
};

} // namespace switchover::ui
