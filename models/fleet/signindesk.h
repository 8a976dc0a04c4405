// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/activityentry.h"
#include "models/base/secretstring.h"
#include "models/fleet/clustersession.h"

#include <QObject>
#include <QSet>

#include <memory>

namespace switchover {

class ActivityLog;
class ClusterRegistry;
class CredentialStore;

/// Signing in to clusters, and the tokens that outlive the program because the user asked for it.
class SignInDesk final : public QObject
{
    Q_OBJECT

public:
    SignInDesk(ClusterRegistry &registry, CredentialStore &credentials, ActivityLog &activity,
               QObject *parent = nullptr);

    /// While closed, saved tokens stay where they are, also those that are being read already.
    void setClosed(bool closed) { m_closed = closed; }
    /// Hands a saved token to the session, if there is one.
    void bringBack(ClusterSession &session);
    void signIn(ClusterSession &session, SecretString token, bool remember, const QObject *context,
                ClusterSession::SignedIn done);
    void signOut(ClusterSession &session, ClusterSession::Revoke revoke);
    /// A sign-in that failed before there was a token to check.
    void noteFailure(const ClusterSession &session, const QString &how, const Error &error);
    /// Revokes a token that a login made and nobody gets. `what` happened to the login, a sentence.
    void discard(ClusterSession &session, SecretString token, const QString &nameSpace,
                 const QString &what);
    /// Removes a saved token that is of no use any more.
    void forget(const ClusterRecord &record);
    /// Keeps the saved token with a cluster whose addresses change, if one of them stays.
    void follow(const ClusterRecord &before, const ClusterRecord &now);
    /// Under which a cluster's token is saved. The addresses are part of it: a record that came
    /// from a file or was edited must not lead a token to servers that it was not given to.
    [[nodiscard]] static ClusterId keyOf(const ClusterRecord &record);

private:
    void save(const ClusterRecord &record, SecretString token);
    void setRemembered(const ClusterId &id, bool remembered);
    void note(const ClusterIdentity &cluster, ActivityEntry::Outcome outcome, const QString &text);
    void noteKeychain(const ClusterIdentity &cluster, const QString &text);

    ClusterRegistry &m_registry;
    CredentialStore &m_credentials;
    ActivityLog &m_activity;
    bool m_closed = false;
    QSet<QString> m_keychainNotes; ///< said already: one missing keychain is one note, not fifty
};

} // namespace switchover
