// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/base/ids.h"
#include "models/fleet/fleet.h"
#include "models/vault/login.h"

#include <QObject>
#include <QPointer>
#include <QTimer>
#include <QUrl>

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace switchover {

class OidcListener;
class VaultClient;

/// One attempt to sign in to one cluster, by any method: the login call or the browser, a second
/// factor if Vault wants one, and at last the token looked up and handed to the cluster's session.
/// Nothing is sent twice; each refusal ends the attempt or, for a wrong passcode, goes back to
/// asking for it. begin() is called once.
class LoginFlow final : public QObject
{
    Q_OBJECT

public:
    enum class Step {
        Idle,
        LoggingIn,         ///< the login call is on its way
        WaitingForBrowser, ///< the identity provider has the word
        NeedsFactor,       ///< answerFactors() or cancel()
        Validating,        ///< a passcode is looked at, or a push waits for the person
        CheckingToken,
        Ended,
    };

    /// Where the vault CLI lets the browser come back to.
    static constexpr quint16 usualCallbackPort = 8250;
    /// Vault forgets a half-finished login after this long.
    static constexpr std::chrono::milliseconds factorLife = std::chrono::seconds(300);
    static constexpr std::chrono::milliseconds browserPatience = std::chrono::minutes(5);

    LoginFlow(Fleet &fleet, ClusterId cluster, QObject *parent = nullptr);
    ~LoginFlow() override;

    /// Where the browser comes back to; 0 is a free port, which few roles allow.
    void setCallbackPort(quint16 port) { m_callbackPort = port; }
    void setBrowserPatience(std::chrono::milliseconds patience) { m_browserPatience = patience; }

    void begin(LoginRequest request, Fleet::Remember remember);
    [[nodiscard]] Step step() const { return m_step; }
    [[nodiscard]] const std::optional<MfaRequirement> &factors() const { return m_factors; }
    /// One choice for each constraint, in their order.
    void answerFactors(std::vector<MfaChoice> choices);
    /// Ends with Cancelled. A call that may make a token is let come to its end, and the token is
    /// revoked unread; everything else on its way is broken off.
    void cancel();
    /// When the browser or the second factor is waited for no longer.
    [[nodiscard]] std::chrono::milliseconds remaining() const
    {
        return m_deadline.remainingTimeAsDuration();
    }
    /// The number to tap on the device, if Okta asks for one.
    [[nodiscard]] std::optional<qint64> oktaNumber() const { return m_oktaNumber; }

signals:
    void stepChanged();
    void browserWanted(const QUrl &url); ///< open it for the user
    /// Wrong passcode or denied push: the step is NeedsFactor again.
    void factorRefused(const switchover::Error &error);
    void oktaNumberCame();
    void ended(const switchover::Result<switchover::TokenInfo> &result);

private:
    bool enter(Step step);
    void end(const Result<TokenInfo> &result);
    void endSoon(const Error &error);
    [[nodiscard]] std::optional<Error> obstacle() const;
    void askForOktaNumber();
    void sendLogin(Result<SideCall> call);
    using Answered = void (LoginFlow::*)(Result<SideAnswer>);
    void sendForToken(ClusterSession &live, SideCall call, Answered answered);
    /// `what` happened, of %1, which is m_how.
    void discardMadeToken(const QString &what);
    void revokeWhatCannotBeUsed();
    void noteRefusal(const Error &error);
    void endWith(const VaultClient &client);
    void onLogin(Result<SideAnswer> answer);
    void onFactors(Result<SideAnswer> answer);
    void beginBrowser();
    void onAuthUrl(const Result<SideAnswer> &answer);
    void take(LoginAnswer answer);
    void checkToken(SecretString token);

    Fleet &m_fleet;
    QPointer<Fleet> m_fleetLives; ///< it may go before a flow that is deleted later
    ClusterId m_cluster;
    LoginRequest m_request;
    Fleet::Remember m_remember = Fleet::Remember::No;
    Step m_step = Step::Idle;
    std::optional<MfaRequirement> m_factors;
    std::unique_ptr<OidcListener> m_listener;
    QString m_clientNonce;
    quint16 m_callbackPort = usualCallbackPort;
    std::chrono::milliseconds m_browserPatience = browserPatience;
    std::optional<qint64> m_oktaNumber;
    QTimer m_deadline;
    QTimer m_askAgain;
    QString m_how;         ///< in words, for the activity log
    QString m_howAccepted; ///< with every name, which are names once Vault took them
    QMetaObject::Connection m_clientGone;
    bool m_sent = false;              ///< something left this computer
    SecretString m_madeToken;         ///< by the login, while it is being checked
    std::unique_ptr<QObject> m_calls; ///< context of those on their way
};

} // namespace switchover
