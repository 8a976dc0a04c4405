// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/clustertext.h"

#include "models/items/format.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct ClusterTextText
{
    Q_DECLARE_TR_FUNCTIONS(ClusterText)
};

ItemHealth healthOf(State state)
{
    switch (state) {
    case State::Running:
    case State::StreamWals:
        return ItemHealth::Good;
    case State::MerkleDiff:
    case State::MerkleSync:
    case State::Connecting:
        return ItemHealth::Busy;
    case State::Idle:
        return ItemHealth::Attention;
    case State::TransientFailure:
    case State::Shutdown:
        return ItemHealth::Danger;
    case State::Unrecognized:
        return ItemHealth::Unknown;
    }
    Q_UNREACHABLE();
}

ItemHealth healthOf(ConnectionState state)
{
    switch (state) {
    case ConnectionState::Ready:
        return ItemHealth::Good;
    case ConnectionState::Connecting:
        return ItemHealth::Busy;
    case ConnectionState::Idle:
        return ItemHealth::Attention;
    case ConnectionState::TransientFailure:
    case ConnectionState::Shutdown:
        return ItemHealth::Danger;
    case ConnectionState::Unrecognized:
        return ItemHealth::Unknown;
    }
    Q_UNREACHABLE();
}

// Of a mode that comes without a state.
ItemHealth healthOf(Mode mode)
{
    switch (mode) {
    case Mode::Bootstrapping:
    case Mode::Missing:
        return ItemHealth::Busy;
    case Mode::NotKnown:
    case Mode::Unrecognized:
        return ItemHealth::Unknown;
    case Mode::Disabled:
    case Mode::Unsupported:
    case Mode::Primary:
    case Mode::Secondary:
        return ItemHealth::None;
    }
    Q_UNREACHABLE();
}

struct Judged
{
    QString text;
    ItemHealth health = ItemHealth::None;
};

void take(Judged &worst, const QString &text, ItemHealth health)
{
    if (worst.text.isEmpty() || badness(health) > badness(worst.health))
        worst = { text, health };
}

void judge(Judged &worst, const ReplicationBlock *block, LinkProof proof)
{
    if (!block || block->isDisabled())
        return;
    const bool isProven =
        !block->isSecondary() || proof == LinkProof::Elsewhere || hasProofOfLink(*block);
    if (block->state) {
        const ItemHealth health = healthOf(block->state->meaning);
        take(worst, block->state->text,
             health == ItemHealth::Good && !isProven ? ItemHealth::Unknown : health);
    }
    if (!block->state && !block->mode.text.isEmpty()
        && healthOf(block->mode.meaning) != ItemHealth::None)
        take(worst, block->mode.text, healthOf(block->mode.meaning));
    if (block->connectionState)
        take(worst, block->connectionState->text, healthOf(block->connectionState->meaning));
}

// A secondary's state says more than the "running" of a primary, so it is looked at first.
Judged judged(const ClusterSnapshot &snapshot, const ProvenLinks &proven)
{
    const ReplicationBlock *dr = snapshot.block(ReplicationType::DisasterRecovery);
    const ReplicationBlock *performance = snapshot.block(ReplicationType::Performance);
    Judged worst;
    const bool drFirst = dr && dr->isSecondary();
    const auto proofOf = [&](ReplicationType type) {
        return proven.contains({ snapshot.identity.id, type }) ? LinkProof::Elsewhere
                                                               : LinkProof::None;
    };
    const LinkProof ofDr = proofOf(ReplicationType::DisasterRecovery);
    const LinkProof ofPerformance = proofOf(ReplicationType::Performance);
    judge(worst, drFirst ? dr : performance, drFirst ? ofDr : ofPerformance);
    judge(worst, drFirst ? performance : dr, drFirst ? ofPerformance : ofDr);
    return worst;
}

const Error *newestError(const ClusterSnapshot &snapshot)
{
    if (snapshot.statusError)
        return &*snapshot.statusError;
    return snapshot.healthError ? &*snapshot.healthError : nullptr;
}

} // namespace

int badness(ItemHealth health)
{
    switch (health) {
    case ItemHealth::None:
        return 0;
    case ItemHealth::Good:
        return 1;
    case ItemHealth::Busy:
        return 2;
    case ItemHealth::Unknown:
        return 3;
    case ItemHealth::Attention:
        return 4;
    case ItemHealth::Danger:
        return 5;
    }
    Q_UNREACHABLE();
}

QString environmentText(Environment environment)
{
    switch (environment) {
    case Environment::Unspecified:
        return {};
    case Environment::Production:
        return ClusterTextText::tr("Production");
    case Environment::Staging:
        return ClusterTextText::tr("Staging");
    case Environment::Development:
        return ClusterTextText::tr("Development");
    case Environment::Lab:
        return ClusterTextText::tr("Lab");
    }
    Q_UNREACHABLE();
}

QString roleText(const ReplicationBlock *block)
{
    if (!block)
        return noValue();
    switch (block->mode.meaning) {
    case Mode::Primary:
        return u"primary"_s;
    case Mode::Secondary:
        return u"secondary"_s;
    case Mode::Disabled:
    case Mode::Missing:
    case Mode::Bootstrapping:
    case Mode::NotKnown:
    case Mode::Unsupported:
    case Mode::Unrecognized:
        return block->mode.text.isEmpty() ? noValue() : block->mode.text;
    }
    Q_UNREACHABLE();
}

QStringList roleBadges(const ClusterSnapshot &snapshot)
{
    QStringList badges;
    for (const ReplicationType type : allReplicationTypes) {
        const ReplicationBlock *block = snapshot.block(type);
        if (!block || block->isDisabled() || block->mode == Mode::Unsupported
            || block->mode == Mode::Missing)
            continue;
        const QString role = roleText(block);
        switch (type) {
        case ReplicationType::Performance:
            badges.append(ClusterTextText::tr("Performance %1").arg(role));
            break;
        case ReplicationType::DisasterRecovery:
            badges.append(ClusterTextText::tr("DR %1").arg(role));
            break;
        }
    }
    return badges;
}

QString noReplicationText(const ClusterSnapshot &snapshot)
{
    if (!snapshot.status || !roleBadges(snapshot).isEmpty())
        return {};
    const auto is = [&snapshot](ReplicationType type, Mode mode) {
        const ReplicationBlock *block = snapshot.block(type);
        return block && block->mode == mode;
    };
    const auto any = [&is](Mode mode) {
        return is(ReplicationType::Performance, mode)
            || is(ReplicationType::DisasterRecovery, mode);
    };
    if (any(Mode::Unsupported))
        return ClusterTextText::tr("Replication unsupported");
    // An Enterprise cluster before 0.8 answers alike, but its version says what it is.
    if (snapshot.status->dialect == StatusDialect::Community
        && !(snapshot.health && snapshot.health->isEnterprise().value_or(false)))
        return ClusterTextText::tr("Community, no replication");
    if (any(Mode::Disabled))
        return ClusterTextText::tr("Replication disabled");
    return ClusterTextText::tr("Says nothing of replication");
}

QString stateText(const ClusterSnapshot &snapshot)
{
    const QString text = judged(snapshot, {}).text;
    return text.isEmpty() ? noValue() : text;
}

ItemHealth stateHealth(const ClusterSnapshot &snapshot, const ProvenLinks &proven)
{
    return judged(snapshot, proven).health;
}

ItemHealth stateHealth(const ReplicationBlock &block, LinkProof proof)
{
    Judged worst;
    judge(worst, &block, proof);
    return worst.health;
}

QString stateMeaning(const ReplicationBlock &block)
{
    const QString notKnown = ClusterTextText::tr("This word of Vault is not known here.");
    if (block.connectionState && block.connectionState->meaning != ConnectionState::Ready) {
        const QString meaning = explanation(*block.connectionState);
        return meaning.isEmpty() ? notKnown : meaning;
    }
    if (!block.state)
        return explanation(block.mode);
    if (block.state->meaning == State::Unrecognized)
        return notKnown;
    if (block.isPrimary() && block.state->meaning != State::Running)
        return ClusterTextText::tr("A primary in order is running; this one is in trouble.");
    return block.isSecondary() ? explanation(*block.state) : explanation(block.mode);
}

QString sealText(const ClusterSnapshot &snapshot)
{
    if (snapshot.seal) {
        if (!snapshot.seal->initialized)
            return ClusterTextText::tr("Not initialized");
        if (!snapshot.seal->sealed)
            return ClusterTextText::tr("Unsealed");
        if (snapshot.seal->progress > 0) {
            return ClusterTextText::tr("Sealed, %1 of %2 key shares given")
                .arg(QString::number(snapshot.seal->progress),
                     QString::number(snapshot.seal->threshold));
        }
        return ClusterTextText::tr("Sealed");
    }
    if (!snapshot.health)
        return noValue();
    if (!snapshot.health->initialized)
        return ClusterTextText::tr("Not initialized");
    return snapshot.health->sealed ? ClusterTextText::tr("Sealed")
                                   : ClusterTextText::tr("Unsealed");
}

namespace {

QString joinedWithNotes(QString text, const ClusterSnapshot &snapshot)
{
    if (snapshot.signInUsesLeft)
        text = QCoreApplication::translate("ClusterText", "%1, %n use(s) left", nullptr,
                                           int(*snapshot.signInUsesLeft))
                   .arg(text);
    return snapshot.signInDoubtful ? ClusterTextText::tr("%1, doubtful").arg(text) : text;
}

} // namespace

QString signInText(const ClusterSnapshot &snapshot)
{
    switch (snapshot.signIn) {
    case SignInState::SignedOut:
        return snapshot.signInDoubtful ? ClusterTextText::tr("Saved token doubtful")
                                       : ClusterTextText::tr("Signed out");
    case SignInState::SignedIn:
        return joinedWithNotes(snapshot.signedInAs.isEmpty() ? ClusterTextText::tr("Signed in")
                                                             : snapshot.signedInAs,
                               snapshot);
    case SignInState::Impossible:
        return ClusterTextText::tr("Not possible here");
    case SignInState::Refused:
        return ClusterTextText::tr("Token refused");
    }
    Q_UNREACHABLE();
}

QString versionText(const ClusterSnapshot &snapshot)
{
    return snapshot.health && !snapshot.health->version.isEmpty() ? snapshot.health->version
                                                                  : noValue();
}

QString freshnessText(const ClusterSnapshot &snapshot, const QDateTime &now)
{
    switch (snapshot.freshness(now)) {
    case Freshness::Never:
        return newestError(snapshot)
            ? ClusterTextText::tr("Not read yet; the newest attempt failed")
            : ClusterTextText::tr("Not read yet");
    case Freshness::Live:
        return ClusterTextText::tr("Live, read %1").arg(relativeTime(snapshot.statusAt, now));
    case Freshness::Stale:
        return (newestError(snapshot) ? ClusterTextText::tr("Read %1; the newest attempt failed")
                                      : ClusterTextText::tr("Read %1; a newer answer is overdue"))
            .arg(relativeTime(snapshot.statusAt, now));
    }
    Q_UNREACHABLE();
}

QString clusterToolTip(const ClusterSnapshot &snapshot, const QDateTime &now)
{
    QStringList lines { snapshot.identity.name, snapshot.identity.address };
    if (const QString environment = environmentText(snapshot.identity.environment);
        !environment.isEmpty())
        lines.append(environment);
    const QStringList badges = roleBadges(snapshot);
    if (!badges.isEmpty())
        lines.append(badges.join(u", "_s));
    else if (snapshot.status)
        lines.append(noReplicationText(snapshot));
    lines.append(freshnessText(snapshot, now));
    if (const Error *error = newestError(snapshot))
        lines.append(errorSentence(*error));
    return lines.join(u'\n');
}

ItemHealth clusterHealth(const ClusterSnapshot &snapshot,
                         std::optional<ProblemSeverity> worstProblem, const QDateTime &now,
                         const ProvenLinks &proven)
{
    if (worstProblem == ProblemSeverity::Danger)
        return ItemHealth::Danger;
    if (snapshot.settling)
        return ItemHealth::Busy;
    if (worstProblem == ProblemSeverity::Attention)
        return ItemHealth::Attention;
    if (!snapshot.takenAt.isValid())
        return ItemHealth::Unknown;
    if (!snapshot.isReachable())
        return ItemHealth::Danger;
    const bool isSealed =
        snapshot.seal ? snapshot.seal->sealed : snapshot.health && snapshot.health->sealed;
    if (isSealed)
        return ItemHealth::Danger;
    switch (snapshot.freshness(now)) {
    case Freshness::Never:
        return ItemHealth::Unknown;
    case Freshness::Stale:
        return ItemHealth::Attention;
    case Freshness::Live:
        break;
    }
    const ItemHealth health = stateHealth(snapshot, proven);
    return health == ItemHealth::None ? ItemHealth::Good : health;
}

QString searchText(const ClusterSnapshot &snapshot)
{
    const ClusterIdentity &identity = snapshot.identity;
    QStringList parts { identity.name, identity.group, environmentText(identity.environment),
                        identity.address };
    parts += roleBadges(snapshot);
    parts +=
        { stateText(snapshot), versionText(snapshot), sealText(snapshot), signInText(snapshot) };
    for (const ReplicationType type : allReplicationTypes) {
        if (const ReplicationBlock *block = snapshot.block(type)) {
            parts.append(block->setId.value_or(QString()));
            parts.append(block->secondaryId.value_or(QString()));
        }
    }
    return parts.join(u'\n').toCaseFolded();
}

} // namespace switchover
