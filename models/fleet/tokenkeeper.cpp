// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/tokenkeeper.h"

#include "models/base/logging.h"
#include "models/fleet/clientset.h"
#include "models/vault/vaultclient.h"

#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

// A DR secondary answers this to nearly everything, whatever token comes along.
bool isClosedDoor(const Error &error)
{
    return std::any_of(
        error.serverMessages.begin(), error.serverMessages.end(), [](const QString &message) {
            return message.contains("path disabled in replication DR secondary mode"_L1,
                                    Qt::CaseInsensitive);
        });
}

QString when(const QDateTime &time)
{
    return QLocale().toString(time.toLocalTime(), QLocale::ShortFormat);
}

std::optional<QDateTime> endOf(const TokenInfo &info, const QDateTime &now)
{
    if (info.expires)
        return info.expires;
    if (info.ttlSeconds > 0)
        return now.addSecs(info.ttlSeconds);
    return std::nullopt;
}

} // namespace

TokenKeeper::TokenKeeper(ClientSet &clients, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clients(clients)
    , m_clock(clock)
{
    m_upkeep.setSingleShot(true);
    connect(&m_upkeep, &QTimer::timeout, this, &TokenKeeper::upkeep);
}

void TokenKeeper::signIn(SecretString token, const QObject *context, SignedIn done)
{
    const QPointer<const QObject> alive(context);
    const auto answer = [alive, done = std::move(done)](const Result<TokenInfo> &result) {
        if (alive)
            done(result);
    };
    if (m_clients.trustError()) {
        QTimer::singleShot(0, this, [this, answer] {
            answer(Failure(m_clients.trustError().value_or(Error { .kind = Error::Kind::File })));
        });
        return;
    }

    // The earlier token comes back if the new one turns out to be no better.
    const auto earlier =
        std::make_shared<SecretString>(m_clients.token().clone()); // a callback must be copyable
    const bool hadToken = m_has;
    const quint64 generation = ++m_generation;
    m_clients.setToken(std::move(token));
    m_has = true;
    m_lookingUp = true;
    m_renewing = false;
    m_clients.preferred().lookupSelf(this, [=, this](const Result<TokenInfo> &info) {
        if (generation != m_generation) {
            answer(Failure(Error { .kind = Error::Kind::Cancelled }));
            return;
        }
        m_lookingUp = false;
        if (info) {
            accept(*info);
        } else if (isClosedDoor(info.error())) {
            m_verified = false;
            m_problem.clear();
            setState(SignInState::Impossible);
        } else {
            m_has = hadToken;
            if (hadToken)
                m_clients.setToken(earlier->clone());
            else
                m_clients.clearToken();
            if (!hadToken && info.error().kind == Error::Kind::Denied) {
                m_problem = refusedText(info.error());
                setState(SignInState::Refused);
            }
        }
        answer(info);
    });
}

void TokenKeeper::resume(SecretString token)
{
    if (token.isEmpty() || m_has)
        return;
    ++m_generation;
    m_clients.setToken(std::move(token));
    m_has = true;
    m_verified = false;
    m_lookingUp = false;
    emit changed();
}

void TokenKeeper::verify()
{
    if (!m_has || m_lookingUp || m_clients.trustError())
        return;
    m_lookingUp = true;
    const quint64 generation = m_generation;
    m_clients.preferred().lookupSelf(this, [this, generation](const Result<TokenInfo> &info) {
        if (generation != m_generation)
            return;
        m_lookingUp = false;
        judgeLookup(info);
    });
}

void TokenKeeper::judgeLookup(const Result<TokenInfo> &info)
{
    if (info) {
        accept(*info);
        return;
    }
    m_lookedUpAt = m_clock.monotonic();
    if (isClosedDoor(info.error())) {
        m_verified = false;
        setState(SignInState::Impossible);
    } else if (info.error().kind == Error::Kind::Denied) {
        drop(refusedText(info.error()));
    }
    // Anything else says nothing about the token; the next poll asks again.
}

void TokenKeeper::accept(const TokenInfo &info)
{
    const QDateTime now = m_clock.now();
    const std::optional<QDateTime> before = m_verified ? m_info.expires : std::nullopt;
    m_info = info;
    m_info.expires = endOf(info, now);
    m_lookedUpAt = m_clock.monotonic();
    m_becameSecondary = false;
    m_problem.clear();
    // A mere look at the token must not put its renewal off.
    const bool sameEnd = before && m_info.expires && std::abs(before->secsTo(*m_info.expires)) <= 5;
    if (!m_verified || !sameEnd) {
        m_renewAt.reset();
        if (m_info.renewable && m_info.expires)
            m_renewAt = now.addMSecs(now.msecsTo(*m_info.expires) * 2 / 3);
        m_renewalFailed = false;
    }
    m_verified = true;
    setState(SignInState::SignedIn);
    planUpkeep();
}

QString TokenKeeper::refusedText(const Error &error) const
{
    if (m_becameSecondary) {
        return tr("The token is dead: this cluster was enabled as a secondary, which erased its "
                  "own tokens. Sign in "
                  "with a user of the primary, or with a new root token made with the primary's "
                  "keys. %1")
            .arg(errorSentence(error));
    }
    return tr("The server does not take the token any more. %1").arg(errorSentence(error));
}

void TokenKeeper::drop(const QString &why)
{
    ++m_generation;
    m_clients.clearToken();
    m_has = false;
    m_verified = false;
    m_lookingUp = false;
    m_renewing = false;
    m_info = {};
    m_renewAt.reset();
    m_upkeep.stop();
    m_problem = why;
    m_state = SignInState::Refused;
    emit noticed(why);
    emit lost();
    emit changed();
}

void TokenKeeper::signOut(bool revoke)
{
    const bool wasGood = m_state == SignInState::SignedIn && m_has;
    const quint64 generation = ++m_generation;
    m_has = false;
    m_verified = false;
    m_lookingUp = false;
    m_renewing = false;
    m_info = {};
    m_renewAt.reset();
    m_upkeep.stop();
    m_problem.clear();
    if (revoke && wasGood) {
        // The token goes when its own revocation needs it no longer.
        m_clients.preferred().revokeSelf(this, [this, generation](const Result<void> &done) {
            if (!done)
                emit noticed(tr("The token was forgotten here but could not be revoked. %1")
                                 .arg(errorSentence(done.error())));
            if (generation == m_generation)
                m_clients.clearToken();
        });
    } else {
        m_clients.clearToken();
    }
    if (m_state != SignInState::Impossible)
        m_state = SignInState::SignedOut;
    emit changed();
}

void TokenKeeper::forget()
{
    if (m_has)
        signOut(false);
}

void TokenKeeper::setState(SignInState state)
{
    m_state = state;
    emit changed();
}

void TokenKeeper::noteRoleChange(const ClusterSnapshot &before, const ClusterSnapshot &now)
{
    for (const ReplicationType type : allReplicationTypes) {
        const ReplicationBlock *was = before.block(type);
        const ReplicationBlock *is = now.block(type);
        if (!was || !is)
            continue;
        const bool joins = is->isSecondary() || is->mode == Mode::Bootstrapping;
        if (was->isDisabled() && joins) {
            m_becameSecondary = true;
            m_verified = false;
        }
        if (was->mode.text != is->mode.text)
            m_verified = false;
    }
    if (before.health && now.health && before.health->haClusterId && now.health->haClusterId
        && before.health->haClusterId != now.health->haClusterId)
        m_verified = false;
}

void TokenKeeper::observe(const ClusterSnapshot &before, const ClusterSnapshot &now)
{
    noteRoleChange(before, now);
    if (!now.isReachable())
        return;
    if (now.isDrSecondary()) {
        m_verified = false;
        if (m_state != SignInState::Impossible)
            setState(SignInState::Impossible);
        return;
    }
    if (m_state == SignInState::Impossible)
        setState(SignInState::SignedOut);
    const bool serves =
        now.health && !now.healthError && now.health->initialized && !now.health->sealed;
    const bool overdue = m_clock.monotonic() - m_lookedUpAt > lookupInterval;
    if (m_has && serves && (!m_verified || overdue))
        verify();
    upkeep();
}

void TokenKeeper::planUpkeep()
{
    std::optional<QDateTime> next = m_info.expires;
    if (m_renewAt && (!next || *m_renewAt < *next))
        next = m_renewAt;
    if (!next || m_state != SignInState::SignedIn) {
        m_upkeep.stop();
        return;
    }
    // An hour at most: a timer does not count the time that the computer sleeps.
    const qint64 delay = std::clamp<qint64>(m_clock.now().msecsTo(*next), 10, 3600 * 1000);
    m_upkeep.start(std::chrono::milliseconds(delay));
}

void TokenKeeper::upkeep()
{
    if (m_state != SignInState::SignedIn || !m_has)
        return;
    const QDateTime now = m_clock.now();
    if (m_info.expires && now >= *m_info.expires) {
        drop(tr("The token ended at %1. Sign in again.").arg(when(*m_info.expires)));
        return;
    }
    if (m_renewAt && now >= *m_renewAt)
        renew();
    else
        planUpkeep();
}

void TokenKeeper::renew()
{
    if (m_renewing)
        return;
    m_renewing = true;
    const quint64 generation = m_generation;
    m_clients.preferred().renewSelf(this, [this, generation](const Result<TokenInfo> &info) {
        if (generation != m_generation)
            return;
        m_renewing = false;
        renewed(info);
    });
}

void TokenKeeper::renewed(const Result<TokenInfo> &info)
{
    const QDateTime now = m_clock.now();
    const QDateTime endBefore = m_info.expires.value_or(now);
    if (!info) {
        if (info.error().kind == Error::Kind::Denied) {
            verify();
            return;
        }
        if (!m_renewalFailed) {
            m_renewalFailed = true;
            emit noticed(tr("The token could not be renewed yet; it ends at %1. %2")
                             .arg(when(endBefore), errorSentence(info.error())));
        }
        m_renewAt = now.addMSecs(std::max<qint64>(1000, now.msecsTo(endBefore) / 10));
        planUpkeep();
        return;
    }
    m_renewalFailed = false;
    m_info.expires = endOf(*info, now);
    m_info.ttlSeconds = info->ttlSeconds;
    m_info.renewable = info->renewable;
    m_renewAt.reset();
    const bool gained = m_info.expires && endBefore.msecsTo(*m_info.expires) > 500;
    if (m_info.expires && info->renewable && gained) {
        m_renewAt = now.addMSecs(now.msecsTo(*m_info.expires) * 2 / 3);
        emit noticed(tr("The token was renewed and lasts until %1.").arg(when(*m_info.expires)));
    } else if (m_info.expires) {
        emit noticed(tr("The token cannot be renewed any further and ends at %1.")
                         .arg(when(*m_info.expires)));
    }
    planUpkeep();
    emit changed();
}

void TokenKeeper::writeTo(ClusterSnapshot &snapshot) const
{
    snapshot.signIn = m_state;
    const bool signedIn = m_state == SignInState::SignedIn;
    snapshot.signedInAs = signedIn ? m_info.displayName : QString();
    snapshot.signInExpires = signedIn ? m_info.expires : std::nullopt;
    snapshot.signInProblem = m_problem;
}

} // namespace switchover
