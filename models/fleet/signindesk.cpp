// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/signindesk.h"

#include "models/fleet/activitynotes.h"
#include "models/store/activitylog.h"
#include "models/store/clusterregistry.h"
#include "models/store/credentialkey.h"
#include "models/store/credentialstore.h"

#include <QPointer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

using Outcome = ActivityEntry::Outcome;

SignInDesk::SignInDesk(ClusterRegistry &registry, CredentialStore &credentials,
                       ActivityLog &activity, QObject *parent)
    : QObject(parent)
    , m_registry(registry)
    , m_credentials(credentials)
    , m_activity(activity)
{
}

void SignInDesk::bringBack(ClusterSession &session)
{
    if (m_closed || !session.record().rememberToken || session.hasToken())
        return;
    const ClusterIdentity identity = session.record().identity;
    // The session is the context: a token that comes too late has nobody to go to.
    m_credentials.read(
        keyOf(session.record()), &session,
        [this, desk = QPointer(this), &session, identity](Result<SecretString> token) {
            if (!desk || desk->m_closed)
                return;
            if (!token) {
                noteKeychain(identity,
                             tr("The saved token could not be read, so signing in is by hand. %1")
                                 .arg(errorSentence(token.error())));
            } else if (!token->isEmpty()) {
                session.resume(std::move(*token));
            }
        });
}

void SignInDesk::signIn(ClusterSession &session, SecretString token, bool remember,
                        const QObject *context, ClusterSession::SignedIn done)
{
    const QPointer<const QObject> asker(context);
    // A callback must be copyable and a secret must not: the copies of the callback share it.
    const auto saved = remember ? std::make_shared<SecretString>(token.clone()) : nullptr;
    session.signIn(
        std::move(token), &session,
        [this, desk = QPointer(this), &session, saved, asker,
         done = std::move(done)](const Result<TokenInfo> &info) {
            const ClusterIdentity &identity = session.record().identity;
            const bool keptUnchecked =
                !info && session.hasToken() && session.snapshot().signIn == SignInState::Impossible;
            if (desk) {
                if (info)
                    note(identity, Outcome::Good, tr("Signed in as %1.").arg(info->displayName));
                else if (keptUnchecked)
                    note(identity, Outcome::Neutral,
                         tr("The token is kept unchecked: nobody can sign in to a DR secondary."));
                else
                    note(identity, Outcome::Attention,
                         tr("Signing in failed. %1").arg(errorSentence(info.error())));
                if (info || keptUnchecked) {
                    if (saved)
                        save(session.record(), std::move(*saved));
                    else
                        forget(session.record());
                }
            }
            if (asker)
                done(info);
        });
}

void SignInDesk::signOut(ClusterSession &session, ClusterSession::Revoke revoke)
{
    const bool hadToken = session.hasToken();
    session.signOut(revoke);
    if (hadToken) {
        note(session.record().identity, Outcome::Neutral,
             revoke == ClusterSession::Revoke::Yes
                 ? tr("Signed out, and the token is being revoked.")
                 : tr("Signed out."));
    }
    forget(session.record());
}

void SignInDesk::noteFailure(const ClusterSession &session, const QString &how, const Error &error)
{
    note(session.record().identity, Outcome::Attention,
         tr("%1 failed. %2", "signing in, why").arg(how, errorSentence(error)));
}

void SignInDesk::discard(ClusterSession &session, SecretString token, const QString &nameSpace,
                         const QString &what)
{
    const ClusterIdentity identity = session.record().identity;
    session.revokeStray(
        std::move(token), nameSpace, this, [this, identity, what](const Result<void> &revoked) {
            if (revoked) {
                note(identity, Outcome::Neutral,
                     tr("%1 The token that the cluster had made was revoked.", "what happened")
                         .arg(what));
            } else if (revoked.error().kind == Error::Kind::ReadOnly) {
                note(identity, Outcome::Attention,
                     tr("%1 The cluster had made a token. Nothing is revoked while looking only, "
                        "so it lives until its lease ends.",
                        "what happened")
                         .arg(what));
            } else {
                note(identity, Outcome::Attention,
                     tr("%1 The cluster had made a token. It could not be revoked and may live "
                        "until its lease ends. %2",
                        "what happened, why not")
                         .arg(what, errorSentence(revoked.error())));
            }
        });
}

void SignInDesk::save(const ClusterRecord &record, SecretString token)
{
    const ClusterIdentity identity = record.identity;
    m_credentials.write(
        keyOf(record), std::move(token), this, [this, identity](const Result<void> &written) {
            if (written) {
                setRemembered(identity.id, true);
                return;
            }
            setRemembered(identity.id, false);
            noteKeychain(identity,
                         tr("The token could not be saved and lasts until the program ends. %1")
                             .arg(errorSentence(written.error())));
        });
}

void SignInDesk::forget(const ClusterRecord &record)
{
    if (!record.rememberToken)
        return;
    const ClusterIdentity identity = record.identity;
    setRemembered(identity.id, false);
    m_credentials.remove(keyOf(record), this, [this, identity](const Result<void> &removed) {
        if (!removed) {
            noteKeychain(identity,
                         tr("The saved token could not be removed from the keychain. %1")
                             .arg(errorSentence(removed.error())));
        }
    });
}

void SignInDesk::follow(const ClusterRecord &before, const ClusterRecord &now)
{
    const ClusterId oldKey = keyOf(before);
    if (!before.rememberToken || oldKey == keyOf(now))
        return;
    const QStringList were = before.addresses();
    const QStringList are = now.addresses();
    const bool someStay = std::ranges::any_of(
        are, [&were](const QString &address) { return were.contains(address); });
    const auto remove = [this, oldKey] {
        m_credentials.remove(oldKey, this, [](const Result<void> &) {});
    };
    if (!someStay) {
        remove();
        return;
    }
    m_credentials.read(oldKey, this, [this, now, remove](Result<SecretString> token) {
        if (token && !token->isEmpty())
            save(now, std::move(*token));
        remove();
    });
}

ClusterId SignInDesk::keyOf(const ClusterRecord &record)
{
    return credentialKey(record);
}

void SignInDesk::setRemembered(const ClusterId &id, bool remembered)
{
    std::optional<ClusterRecord> record = m_registry.cluster(id);
    if (!record || record->rememberToken == remembered)
        return;
    record->rememberToken = remembered;
    if (const Result<void> updated = m_registry.update(*record); !updated)
        note(record->identity, Outcome::Attention,
             tr("The registry could not be saved. %1").arg(errorSentence(updated.error())));
}

void SignInDesk::note(const ClusterIdentity &cluster, Outcome outcome, const QString &text)
{
    addNote(m_activity, cluster.id, cluster.name, outcome, text);
}

void SignInDesk::noteKeychain(const ClusterIdentity &cluster, const QString &text)
{
    if (m_keychainNotes.contains(text))
        return;
    m_keychainNotes.insert(text);
    note(cluster, Outcome::Attention, text);
}

} // namespace switchover

#include "moc_signindesk.cpp"
