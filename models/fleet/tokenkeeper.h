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
/// and that it is dropped once the server surely does not take it any more.
///
/// One refusal is no proof: during an election, just after unsealing or on a standby that lags
/// behind Vault says 403 for good tokens too. The token then counts as doubtful and is kept. It is
/// dropped if an active node refuses it again after a while, or if the cluster was seen to become a
/// secondary, which kills all of its own tokens.
///
/// A token with limited uses is looked up once. After that its uses are counted here, because each
/// look-up and each renewal would spend one.
class TokenKeeper final : public QObject
{
    Q_OBJECT

public:
    using SignedIn = std::function<void(Result<TokenInfo>)>;

    /// How often a token that is not about to expire is looked up, to notice that it was revoked.
    static constexpr std::chrono::milliseconds lookupInterval = std::chrono::minutes(5);

    /// Two refusals have to be this far apart before a token is dropped.
    static constexpr std::chrono::milliseconds certainAfter = std::chrono::seconds(10);

    /// A token that ends is warned of this long before, or in the last fifth of its life if that is
    /// shorter. One that is renewed in time never comes so far.
    static constexpr std::chrono::seconds warningTime = std::chrono::minutes(10);

    TokenKeeper(ClientSet &clients, const Clock &clock, QObject *parent = nullptr);

    void signIn(SecretString token, const QObject *context, SignedIn done);
    /// Takes back a token whose look-up is still on its way; the earlier one counts again, and
    /// `done` gets Cancelled.
    void cancelSignIn();
    void resume(SecretString token);
    void verify();
    /// Asks for more time now. What comes of it is noticed().
    void renewNow();
    void signOut(bool revoke);
    /// The clients lost the token because all addresses changed.
    void forget();
    [[nodiscard]] bool hasToken() const { return m_has; }

    /// A request that carried the token was answered: it may have spent a use of it.
    void tokenMayBeUsed(const QString &path, int httpStatus);

    /// Follows what each poll shows: roles decide whether anybody can sign in at all.
    void observe(const ClusterSnapshot &before, const ClusterSnapshot &now);

    void writeTo(ClusterSnapshot &snapshot) const;

signals:
    void changed();
    void noticed(const QString &text);
    void lost(); ///< dropped: refused or expired

private:
    void goBackTo(const SecretString &earlier);
    void accept(const TokenInfo &info);
    void judgeLookup(const Result<TokenInfo> &info);
    void refused(const Error &error);
    void doubt(const QString &why);
    void clearDoubt();
    void drop(const QString &why);
    void startOver();
    [[nodiscard]] bool mayBeLookedUp() const;
    void setState(SignInState state);
    void noteRoleChange(const ClusterSnapshot &before, const ClusterSnapshot &now);
    void planUpkeep();
    void planWarning(const QDateTime &now);
    void warn();
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
    bool m_activeNode = false;      ///< the newest poll was answered by one that serves everything
    bool m_doubtful = false;
    std::optional<std::chrono::milliseconds> m_refusedAt; ///< first refusal by an active node
    std::optional<SecretString> m_earlier; ///< while another one is tried; empty if there was none
    quint64 m_generation = 0;              ///< of the token; answers about an earlier one are void
    TokenInfo m_info;
    std::optional<QDateTime> m_renewAt;
    std::optional<QDateTime> m_warnAt; ///< nullopt: warned already, or it never ends
    bool m_ending = false;
    std::chrono::milliseconds m_lookedUpAt { 0 };
    QString m_problem;
};

} // namespace switchover
