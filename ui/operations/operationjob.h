// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/fleet/operationrun.h"
#include "models/fleet/operationtokenstock.h"
#include "models/replication/filtereffect.h"

#include <QObject>

#include <chrono>
#include <optional>

namespace switchover {
class ActivityLog;
class Fleet;
} // namespace switchover

namespace switchover::ui {

struct Services;

/// One confirmed intent until it settled. Usually one run; a mint with a path filter is two: the
/// filter is saved first, and if that fails nothing is minted.
class OperationJob final : public QObject
{
    Q_OBJECT

public:
    struct Filter
    {
        OperationId operation = OperationId::PathsFilterWrite;
        Arguments arguments;
    };
    struct Intent
    {
        ClusterSnapshot reviewed; ///< what the operator confirmed on
        OperationId operation {};
        Arguments arguments;
        QList<Hazard> accepted {}; ///< dangers that were shown and accepted
        std::optional<Filter> filter;
        /// What a filter operation replaces or deletes, as the operator saw it.
        StoredFilter replaced {};
        /// What becomes of a generated DR operation token that was used.
        enum class TokenAfterUse { Delete, Keep } tokenAfterUse = TokenAfterUse::Delete;
    };

    OperationJob(Services &services, Intent intent, QObject *parent = nullptr);

    void start();
    [[nodiscard]] const ClusterIdentity &cluster() const { return m_intent.reviewed.identity; }
    [[nodiscard]] OperationId operation() const { return m_intent.operation; }
    /// Of what is under way now: the filter, then the mint.
    [[nodiscard]] OperationId currentOperation() const;
    /// What has to be seen of currentOperation(), with its values.
    [[nodiscard]] DoneWhen doneWhen() const;
    /// What remains to be done after the whole intent.
    [[nodiscard]] const QStringList &followUps() const { return m_followUps; }
    [[nodiscard]] OperationRun::Stage stage() const;
    [[nodiscard]] QDateTime startedAt() const { return m_startedAt; }
    [[nodiscard]] bool isFinished() const { return m_finished; }
    [[nodiscard]] const QString &secondaryId() const { return m_secondaryId; }
    /// The public key the token is made with; "" for an ordinary token.
    [[nodiscard]] const QString &publicKey() const { return m_publicKey; }
    /// The path filter this intent stores, alone or before a token.
    [[nodiscard]] const std::optional<PathFilter> &storedFilter() const { return m_storedFilter; }
    [[nodiscard]] const StoredFilter &replacedFilter() const { return m_intent.replaced; }
    [[nodiscard]] const SecretString &usedToken() const { return m_usedToken; }
    [[nodiscard]] const SecretString &usedOperationToken() const { return m_usedOperationToken; }
    /// Where the DR operation token that is used came from; nullopt: it was typed.
    [[nodiscard]] const std::optional<OperationTokenStock::Entry> &stockEntry() const
    {
        return m_stockEntry;
    }
    [[nodiscard]] Intent::TokenAfterUse tokenAfterUse() const { return m_intent.tokenAfterUse; }
    [[nodiscard]] const SecretString &givenOtp() const { return m_givenOtp; }
    void setSettlingInterval(std::chrono::milliseconds interval) { m_settlingInterval = interval; }
    void setLateEffectWithin(std::chrono::milliseconds time) { m_lateEffectWithin = time; }

    [[nodiscard]] const OperationOutcome &outcome() const; ///< valid once finished
    /// What to tell: the outcome's sentence, or why the second run was not started.
    [[nodiscard]] QString sentence() const;
    [[nodiscard]] OperationAnswer takeAnswer();

signals:
    void stageChanged();
    void progressed(const QString &text);
    void finished();

private:
    void run(OperationId operation, Arguments arguments);
    void runFinished();

    Services &m_services;
    Intent m_intent;
    QString m_secondaryId;
    QString m_publicKey;
    DoneWhen m_doneWhen;
    QStringList m_followUps;
    std::optional<PathFilter> m_storedFilter;
    SecretString m_usedToken;          ///< to recognise a token of ours that was used
    SecretString m_usedOperationToken; ///< to delete it after use if it was generated here
    std::optional<OperationTokenStock::Entry> m_stockEntry;
    SecretString m_givenOtp; ///< to decode the token of an attempt started with it
    std::optional<std::chrono::milliseconds> m_settlingInterval;
    std::chrono::milliseconds m_lateEffectWithin = OperationRun::defaultLateEffectWithin;
    QDateTime m_startedAt;
    OperationRun *m_run = nullptr;
    bool m_savingFilter = false;
    bool m_finished = false;
};

} // namespace switchover::ui
