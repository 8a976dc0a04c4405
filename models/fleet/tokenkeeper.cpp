// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/tokenkeeper.h"

#include "models/base/logging.h"
#include "models/fleet/clientset.h"
#include "models/replication/catalogue.h"
#include "models/vault/vaultclient.h"

#include <QLocale>

#include <algorithm>
#include <utility>

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

// By the time to live: the server's clock may be another one.
std::optional<QDateTime> endOf(const TokenInfo &info, const QDateTime &now)
{
    if (info.ttlSeconds > 0)
        return now.addSecs(info.ttlSeconds);
    return info.expires;
}

// Vault counts a use for every request that needs a token, whether it is allowed or not.
bool needsToken(const QString &path)
{
    static constexpr QLatin1StringView open[] {
        "sys/health"_L1,
        "sys/leader"_L1,
        "sys/seal-status"_L1,
        "sys/unseal"_L1,
        "sys/init"_L1,
        "sys/wrapping/lookup"_L1,
        "sys/mfa/validate"_L1,
        "sys/replication/status"_L1,
        "sys/replication/performance/status"_L1,
        "sys/replication/dr/status"_L1,
        "sys/replication/dr/secondary/license/status"_L1,
    };
    if (std::ranges::find(open, path) != std::end(open))
        return false;
    if (path.startsWith("auth/"_L1) && path.contains("/login"_L1))
        return false;
    const auto row = std::ranges::find_if(operationCatalogue(), [&](const Operation &operation) {
        return operation.authorization == Authorization::DrOperationToken && operation.path == path;
    });
    return row == operationCatalogue().end();
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

    if (m_state == SignInState::Impossible) {
        // Whatever is asked there is refused, so nothing is sent.
        startOver();
        resume(std::move(token));
        QTimer::singleShot(0, this, [answer] {
            answer(Failure(Error {
                .kind = Error::Kind::NotAllowed,
                .detail = tr("Nobody can sign in to a DR secondary until it is promoted. The "
                             "token is kept unchecked.") }));
        });
        return;
    }

    // The earlier token comes back if the new one turns out to be no better.
    if (!m_earlier)
        m_earlier = m_has ? m_clients.token().clone() : SecretString();
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
        const SecretString earlier = *std::exchange(m_earlier, std::nullopt);
        if (info) {
            accept(*info);
        } else if (isClosedDoor(info.error())) {
            m_verified = false;
            m_problem.clear();
            setState(SignInState::Impossible);
        } else {
            goBackTo(earlier);
            if (!m_has && info.error().kind == Error::Kind::Denied) {
                m_problem = refusedText(info.error());
                setState(SignInState::Refused);
            }
        }
        if (info && !m_has) {
            answer(Failure(Error { .kind = Error::Kind::Denied, .detail = m_problem }));
            return;
        }
        answer(info);
    });
}

void TokenKeeper::goBackTo(const SecretString &earlier)
{
    m_has = !earlier.isEmpty();
    if (m_has)
        m_clients.setToken(earlier.clone());
    else
        m_clients.clearToken();
}

void TokenKeeper::cancelSignIn()
{
    if (!m_earlier)
        return;
    ++m_generation;
    m_lookingUp = false;
    goBackTo(*std::exchange(m_earlier, std::nullopt));
    emit changed();
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
    m_info = {};
    clearDoubt();
    emit changed();
}

bool TokenKeeper::mayBeLookedUp() const
{
    return !m_info.usesLeft;
}

void TokenKeeper::verify()
{
    if (!m_has || m_lookingUp || m_clients.trustError())
        return;
    if (!mayBeLookedUp()) {
        doubt(tr("The server refused a call. The token can be used only a limited number of times "
                 "and is not looked up again, because that would spend a use: it may be used up, "
                 "or its policies do not allow the call."));
        return;
    }
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
        clearDoubt();
        setState(SignInState::Impossible);
    } else if (info.error().kind == Error::Kind::Denied) {
        refused(info.error());
    }
    // Anything else says nothing about the token; the next poll asks again.
}

void TokenKeeper::refused(const Error &error)
{
    const std::chrono::milliseconds now = m_clock.monotonic();
    const bool again = m_refusedAt && now - *m_refusedAt >= certainAfter;
    if (m_becameSecondary || (again && m_activeNode)) {
        drop(refusedText(error));
        return;
    }
    if (m_activeNode && !m_refusedAt)
        m_refusedAt = now;
    doubt(tr("The server refused the token just now. That happens with good tokens too while a "
             "node is being chosen or catches up, so it is kept and asked about again. %1")
              .arg(errorSentence(error)));
}

void TokenKeeper::doubt(const QString &why)
{
    m_verified = false;
    if (m_doubtful && m_problem == why)
        return;
    m_doubtful = true;
    m_problem = why;
    emit changed();
}

void TokenKeeper::clearDoubt()
{
    m_refusedAt.reset();
    if (std::exchange(m_doubtful, false))
        m_problem.clear();
}

void TokenKeeper::tokenMayBeUsed(const QString &path, int httpStatus)
{
    // What is on its way about the token itself answers how many are left.
    if (!m_verified || m_lookingUp || httpStatus == 0 || m_info.usesLeft.value_or(0) <= 0
        || !needsToken(path))
        return;
    --*m_info.usesLeft;
    if (*m_info.usesLeft == 0)
        doubt(tr("The last use of the token was spent. Sign in again."));
    else
        emit changed();
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
    clearDoubt();
    // A mere look at the token must not put its renewal off.
    const bool sameEnd = before && m_info.expires && std::abs(before->secsTo(*m_info.expires)) <= 5;
    if (!m_verified || !sameEnd) {
        m_renewAt.reset();
        if (m_info.renewable && m_info.expires && !m_info.usesLeft)
            m_renewAt = now.addMSecs(now.msecsTo(*m_info.expires) * 2 / 3);
        m_renewalFailed = false;
        planWarning(now);
    }
    m_verified = true;
    if (m_info.usesLeft == 0) {
        drop(tr("The look-up spent the last use of the token. Sign in with another one."));
        return;
    }
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
    startOver();
    m_problem = why;
    m_state = SignInState::Refused;
    emit noticed(why);
    emit lost();
    emit changed();
}

void TokenKeeper::startOver()
{
    m_has = false;
    m_earlier.reset();
    m_verified = false;
    m_lookingUp = false;
    m_renewing = false;
    m_info = {};
    m_renewAt.reset();
    m_warnAt.reset();
    m_ending = false;
    m_upkeep.stop();
    m_problem.clear();
    clearDoubt();
}

void TokenKeeper::signOut(bool revoke)
{
    const bool wasGood = m_state == SignInState::SignedIn && m_has;
    const quint64 generation = ++m_generation;
    startOver();
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
        // A DR secondary shows its dormant performance role as disabled until it is promoted.
        if (was->isDisabled() && joins && !before.isDrSecondary()) {
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
    m_activeNode = now.health && !now.healthError && now.health->isActive() && !now.isDrSecondary();
    if (!m_activeNode)
        m_refusedAt.reset();
    if (!now.isReachable())
        return;
    if (now.isDrSecondary()) {
        m_verified = false;
        clearDoubt();
        if (m_state != SignInState::Impossible)
            setState(SignInState::Impossible);
        return;
    }
    if (m_state == SignInState::Impossible)
        setState(SignInState::SignedOut);
    const bool serves =
        now.health && !now.healthError && now.health->initialized && !now.health->sealed;
    const std::chrono::milliseconds since = m_clock.monotonic() - m_lookedUpAt;
    const bool due = m_verified ? since > lookupInterval : !m_refusedAt || since >= certainAfter;
    if (m_has && serves && due && mayBeLookedUp())
        verify();
    else if (m_has && serves && m_becameSecondary && !mayBeLookedUp())
        doubt(tr("This cluster was enabled as a secondary, which kills its own tokens. The token "
                 "is not looked up, because that would spend one of its uses."));
    upkeep();
}

void TokenKeeper::planUpkeep()
{
    std::optional<QDateTime> next = m_info.expires;
    for (const std::optional<QDateTime> &other : { m_renewAt, m_warnAt }) {
        if (other && (!next || *other < *next))
            next = other;
    }
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
    if (m_warnAt && now >= *m_warnAt)
        warn();
    if (m_renewAt && now >= *m_renewAt)
        renew();
    else
        planUpkeep();
}

void TokenKeeper::planWarning(const QDateTime &now)
{
    m_ending = false;
    m_warnAt.reset();
    if (!m_info.expires)
        return;
    // A look-up late in the token's life tells how long that was.
    const std::chrono::milliseconds left(now.msecsTo(*m_info.expires));
    const std::chrono::milliseconds life =
        std::max<std::chrono::milliseconds>(left, std::chrono::seconds(m_info.creationTtlSeconds));
    const auto before = std::min<std::chrono::milliseconds>(warningTime, life / 5);
    m_warnAt = m_info.expires->addMSecs(-before.count());
}

void TokenKeeper::warn()
{
    m_warnAt.reset();
    m_ending = true;
    emit noticed(
        m_info.renewable && !m_info.usesLeft
            ? tr("The sign-in ends at %1. It was not renewed so far.").arg(when(*m_info.expires))
            : tr("The sign-in ends at %1, and the token cannot be renewed. Sign in again "
                 "before then.")
                  .arg(when(*m_info.expires)));
    emit changed();
}

void TokenKeeper::renewNow()
{
    if (m_state != SignInState::SignedIn || !m_has)
        return;
    if (m_info.renewable && !m_info.usesLeft)
        renew();
    else
        emit noticed(tr("The token cannot be renewed."));
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
    if (gained)
        planWarning(now);
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
    snapshot.signInEnding = signedIn && m_ending;
    snapshot.signInRenewable = signedIn && m_info.renewable && m_info.expires && !m_info.usesLeft;
    snapshot.signInProblem = m_problem;
    snapshot.signInDoubtful = m_has && m_doubtful;
    snapshot.signInUsesLeft = signedIn ? m_info.usesLeft : std::nullopt;
}

} // namespace switchover

#include "moc_tokenkeeper.cpp"
