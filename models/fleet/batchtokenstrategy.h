// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/base/ids.h"
#include "models/fleet/linedifference.h"
#include "models/fleet/operationtokenstock.h"
#include "models/replication/operation.h"
#include "models/replication/permission.h"

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QString>

#include <functional>
#include <optional>

namespace switchover {

class ActivityLog;
class ClusterSession;
class Fleet;
struct SideCall;
struct SideAnswer;

/// A batch DR operation token prepared on the primary while it is alive: a policy for the calls of
/// a failover, a token role, and a token with a time to live that goes into the stock. The batch
/// token is self-contained and the barrier keys are shared, so it is good on the DR secondary
/// without the primary (Vault 1.4 and later).
///
/// What exists is read first; what is different is shown; every request can be seen before it is
/// sent, and each is sent once.
class BatchTokenStrategy final : public QObject
{
    Q_OBJECT

public:
    enum class Scope {
        WriteWhatIsMissing, ///< policy and role, then the token
        TokenOnly,          ///< somebody else keeps policy and role
    };
    struct Wish
    {
        QString policyName;
        QString roleName;
        QList<OperationId> operations;
        enum class Raft { No, Yes } raft = Raft::No; ///< autopilot state and remove-peer as well
        QString ttl;
        Scope scope = Scope::WriteWhatIsMissing;
        OperationTokenStock::Keep keep = OperationTokenStock::Keep::InMemory;

        friend bool operator==(const Wish &, const Wish &) = default;
    };
    enum class Stage {
        Unread,
        Looking, ///< reading what is there
        Ready,   ///< requests() are what begin() will send
        Working,
        Made, ///< the token is in the stock
    };
    enum class Existing { NotKnown, None, Same, Different };
    /// One request as people may see it; none of them holds a secret.
    struct Request
    {
        QByteArray verb;
        QString path; ///< below /v1/
        QByteArray body;
        QString purpose; ///< one sentence
        friend bool operator==(const Request &, const Request &) = default;
    };

    BatchTokenStrategy(Fleet &fleet, ActivityLog &activity, const ClusterId &primary,
                       QObject *parent = nullptr);
    ~BatchTokenStrategy() override;

    /// The names of Vault's documentation, promote and update-primary, eight hours.
    [[nodiscard]] static Wish usualWish();
    /// The calls a policy can be made for, in the order they are offered.
    [[nodiscard]] static QList<OperationId> possibleOperations();
    [[nodiscard]] static QString policyText(const Wish &wish);
    /// What is wrong with it, "" if nothing.
    [[nodiscard]] static QString problemOf(const Wish &wish);
    /// Whether a token can be prepared on this cluster at all.
    [[nodiscard]] static Permission allowedOn(const ClusterSnapshot &snapshot);

    /// Reads policy and role of these names.
    void look(Wish wish);
    void begin();

    [[nodiscard]] Stage stage() const { return m_stage; }
    [[nodiscard]] const Wish &wish() const { return m_wish; }
    [[nodiscard]] Existing policy() const { return m_policy; }
    [[nodiscard]] Existing role() const { return m_role; }
    [[nodiscard]] QList<Request> requests() const;
    /// From the policy that is stored to the one that would be; empty unless Different.
    [[nodiscard]] QList<DifferenceLine> policyDifference() const;
    /// "token_type: service → batch"; empty unless Different.
    [[nodiscard]] QStringList roleDifferences() const { return m_roleDifferences; }

    [[nodiscard]] bool isBad() const { return m_bad; } ///< sentence() tells of a failure
    [[nodiscard]] const QString &sentence() const { return m_sentence; }
    /// The lines a policy needs after a refusal; "" else.
    [[nodiscard]] const QString &missingPolicy() const { return m_missingPolicy; }
    [[nodiscard]] quint64 stockNumber() const { return m_stockNumber; }

signals:
    void changed();
    void made();

private:
    using Answered = std::function<void(Result<SideAnswer>)>;

    [[nodiscard]] ClusterSession *session() const;
    void call(SideCall call, Answered done);
    void readPolicy(std::function<void()> then);
    void readRole(std::function<void()> then);
    void judgePolicy(const SideAnswer &answer);
    void judgeRole(const SideAnswer &answer);
    void looked();
    void writePolicy();
    void writeRole();
    void written(const Request &request, const Result<SideAnswer> &answer,
                 const std::function<void(std::function<void()>)> &readAgain, const Existing &seen,
                 const std::function<void()> &next);
    void mint();
    void minted(Result<SideAnswer> answer);
    void keep(const SideAnswer &answer);
    void fail(const QString &sentence);
    void refused(const Error &error, const QString &path, const QStringList &words);
    void note(const QString &text, bool good);
    [[nodiscard]] QString policyPath() const;
    [[nodiscard]] QString rolePath() const;

    Fleet &m_fleet;
    ActivityLog &m_activity;
    ClusterId m_cluster;
    Wish m_wish;
    Stage m_stage = Stage::Unread;
    Existing m_policy = Existing::NotKnown;
    Existing m_role = Existing::NotKnown;
    QString m_storedPolicy;
    QStringList m_roleDifferences;
    bool m_bad = false;
    QString m_sentence;
    QString m_missingPolicy;
    quint64 m_stockNumber = 0;
    quint64 m_generation = 0; ///< of look(); answers to an earlier one are void
};

} // namespace switchover
