// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/base/secretstring.h"
#include "models/replication/operation.h"
#include "models/replication/snapshot.h"
#include "models/store/clusterrecord.h"

#include <QDateTime>
#include <QList>
#include <QObject>
#include <QString>
#include <QTimer>

#include <optional>
#include <vector>

namespace switchover {

class ActivityLog;
class Clock;
class ClusterRegistry;
class CredentialStore;

/// The DR operation tokens this program holds, in memory: those generated with key shares, good on
/// one DR secondary without end, and batch tokens prepared on a primary, good on the DR secondaries
/// of its replication set until they expire. A batch token is kept in the system keychain as well
/// if the user asked for it, a generated one never.
class OperationTokenStock final : public QObject
{
    Q_OBJECT

public:
    enum class Origin {
        Generated, ///< by key holders; has no end, is deleted on the server after use
        Batch,     ///< ends by its time to live; cannot be deleted
    };
    enum class Keep { InMemory, InKeychain };

    /// What may be known of a token. Never the token.
    struct Entry
    {
        quint64 number = 0;
        Origin origin = Origin::Generated;
        ClusterId cluster; ///< the DR secondary it was generated on, or the primary it was made on
        QString clusterName; ///< of that cluster, as it was called then
        QString setId;       ///< of a batch token: the DR replication set it is good in
        QDateTime since;
        std::optional<QDateTime> expires; ///< nullopt: never
        QList<OperationId> operations;    ///< what a batch token's policy allows; empty: everything
        bool saved = false;               ///< in the keychain

        friend bool operator==(const Entry &, const Entry &) = default;
    };
    /// How near the end of a token is.
    enum class Verdict { Good, EndsSoon, Expired };

    OperationTokenStock(ClusterRegistry &registry, CredentialStore &credentials,
                        ActivityLog &activity, const Clock &clock, QObject *parent = nullptr);
    ~OperationTokenStock() override;

    /// Replaces what was generated there before.
    void putGenerated(const ClusterSnapshot &secondary, SecretString token);
    /// A newer batch token of a set replaces the older one.
    struct Batch
    {
        SecretString token;
        QDateTime expires;
        QList<OperationId> operations;
        Keep keep = Keep::InMemory;
    };
    void putBatch(const ClusterSnapshot &primary, Batch batch);

    /// Everything held that is of use on this cluster, or was prepared there; generated ones first.
    [[nodiscard]] QList<Entry> entriesFor(const ClusterSnapshot &cluster) const;
    /// The token to authorise the operation on this DR secondary with, unless it expired.
    [[nodiscard]] std::optional<Entry> choose(const ClusterSnapshot &secondary,
                                              OperationId operation) const;
    [[nodiscard]] bool holds(quint64 number) const;
    /// Empty if there is none with this number.
    [[nodiscard]] SecretString token(quint64 number) const;
    /// Which entry holds this very token; nullopt: it came from somewhere else.
    [[nodiscard]] std::optional<Entry> find(const ClusterId &cluster,
                                            const SecretString &token) const;
    [[nodiscard]] Verdict verdict(const Entry &entry) const;

    /// Drops the token here, and from the keychain if it is there.
    void forget(quint64 number);
    void forgetGenerated(const ClusterId &secondary);
    /// Drops what is in memory, as when the desk is locked; what is in the keychain stays there.
    void lock();
    /// Takes what the keychain holds for every cluster whose record says that something is there.
    void bringBack();
    /// Looks at the clock; called by a timer, and by tests that turn the clock.
    void checkExpiry();

signals:
    void changed();
    /// A batch token ends soon or has ended, in words.
    void warned(const switchover::ClusterId &cluster, const QString &sentence);

private:
    struct Held
    {
        Entry entry;
        SecretString token;
        bool warnedSoon = false;
    };
    [[nodiscard]] static ClusterId keyOf(const ClusterRecord &record);
    [[nodiscard]] bool isFor(const Entry &entry, const ClusterSnapshot &cluster) const;
    void save(quint64 number);
    void bringBack(const ClusterRecord &record);
    void removeSaved(const ClusterRecord &record);
    void setRemembered(const ClusterId &id, bool remembered);
    void recordChanged(const ClusterRecord &record);
    void recordRemoved(const ClusterId &id);
    void note(const Entry &entry, const QString &text, bool attention);

    ClusterRegistry &m_registry;
    CredentialStore &m_credentials;
    ActivityLog &m_activity;
    const Clock &m_clock;
    std::vector<Held> m_held;
    QHash<ClusterId, ClusterRecord> m_records; ///< as last seen, for the keys of what is saved
    quint64 m_lastNumber = 0;
    quint64 m_locks = 0; ///< what the keychain is asked for before one may come after it
    QTimer m_timer;
};

} // namespace switchover
