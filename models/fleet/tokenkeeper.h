// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/clock.h"
#include "models/base/error.h"
#include "models/base/secretstring.h"
#include "models/replication/snapshot.h"
#include "models/vault/signin.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <chrono>
#include <functional>
#include <optional>

namespace switchover {

class ClientSet;

/// The token of one cluster: whether it is good, as whom it signs in, when it has to be renewed,
/// and that it is dropped once the server does not take it any more.
class TokenKeeper final : public QObject
{
    Q_OBJECT

public:
    using SignedIn = std::function<void(Result<TokenInfo>)>;

    /// How often a token that is not about to expire is looked up, to notice that it was revoked.
    static constexpr std::chrono::milliseconds lookupInterval = std::chrono::minutes(5);

    TokenKeeper(ClientSet &clients, const Clock &clock, QObject *parent = nullptr);

    void signIn(SecretString token, const QObject *context, SignedIn done);
    void resume(SecretString token);
    void verify();
    void signOut(bool revoke);
    /// The clients lost the token because all addresses changed.
    void forget();
    [[nodiscard]] bool hasToken() const { return m_has; }

    /// Follows what each poll shows: roles decide whether anybody can sign in at all.
    void observe(const ClusterSnapshot &before, const ClusterSnapshot &now);

    void writeTo(ClusterSnapshot &snapshot) const;

signals:
    void changed();
    void noticed(const QString &text);
    void lost(); ///< dropped: refused or expired

private:
    void accept(const TokenInfo &info);
    void judgeLookup(const Result<TokenInfo> &info);
    void drop(const QString &why);
    void setState(SignInState state);
    void noteRoleChange(const ClusterSnapshot &before, const ClusterSnapshot &now);
    void planUpkeep();
    void upkeep();
    void renew();
    void renewed(const Result<TokenInfo> &info);
    [[nodiscard]] QString refusedText(const Error &error) const;

    ClientSet &m_clients;
    const Clock &m_clock;
    QTimer m_upkeep;
    SignInState m_state = SignInState::SignedOut;
    bool m_has = false;
    bool m_verified = false;
    bool m_lookingUp = false;
    bool m_renewing = false;
    bool m_becameSecondary = false; ///< since the token was last found good
    bool m_renewalFailed = false;   ///< said so already
    quint64 m_generation = 0;       ///< of the token; answers about an earlier one are void
    TokenInfo m_info;
    std::optional<QDateTime> m_renewAt;
    std::chrono::milliseconds m_lookedUpAt { 0 };
    QString m_problem;
};

} // namespace switchover
