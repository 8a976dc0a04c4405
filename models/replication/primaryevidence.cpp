// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/primaryevidence.h"

#include "models/replication/membership.h"
#include "models/replication/pairing.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace switchover {

namespace {

struct EvidenceText
{
    Q_DECLARE_TR_FUNCTIONS(PrimaryEvidence)
};

// The server tells whole seconds, and its heartbeat may come between two readings.
constexpr qint64 toleratedLeadMs = 5000;

std::optional<bool> connectionOf(const ReplicationBlock &block)
{
    if (isConnected(primaryEntry(block)))
        return true;
    if (block.connectionState && !block.connectionState->text.isEmpty())
        return *block.connectionState == ConnectionState::Ready;
    if (isDisconnected(primaryEntry(block)))
        return false;
    return std::nullopt;
}

HeardOfPrimary reportOf(const ClusterSnapshot &witness, ReplicationType type,
                        const ReplicationBlock &block, const QDateTime &now)
{
    HeardOfPrimary heard { .witness = witness.identity.id,
                           .witnessName = witness.identity.name,
                           .type = type,
                           .isConnected = connectionOf(block),
                           .heartbeatAge = {} };
    for (const Peer &entry : block.primaries.value_or(QList<Peer>())) {
        const auto age = heartbeatAge(witness, entry, now);
        if (age && (!heard.heartbeatAge || *age < *heard.heartbeatAge))
            heard.heartbeatAge = age;
    }
    return heard;
}

bool isWitness(const ClusterSnapshot &snapshot, const ReplicationBlock *block, const QDateTime &now)
{
    return block && block->isSecondary() && !isDetached(*block) && isCurrent(snapshot)
        && snapshot.freshness(now) == Freshness::Live;
}

void sortByAge(QList<HeardOfPrimary> &heard)
{
    std::ranges::stable_sort(heard, {}, [](const HeardOfPrimary &each) {
        return each.heartbeatAge.value_or(std::chrono::milliseconds::max());
    });
}

} // namespace

bool isProofOfLife(const HeardOfPrimary &heard)
{
    return heard.heartbeatAge ? *heard.heartbeatAge <= heartbeatLimit
                              : heard.isConnected.value_or(false);
}

std::optional<std::chrono::milliseconds> heartbeatAge(const ClusterSnapshot &reporter,
                                                      const Peer &entry, const QDateTime &now)
{
    const bool hasClock = reporter.health && !reporter.healthError && reporter.health->serverTimeUtc
        && reporter.healthAt.isValid() && reporter.statusAt.isValid();
    if (!hasClock || !entry.lastHeartbeat || !entry.lastHeartbeat->isValid() || !now.isValid())
        return std::nullopt;
    const qint64 serverMs = *reporter.health->serverTimeUtc * 1000
        + reporter.healthAt.msecsTo(reporter.statusAt); // its clock when the status was read
    const qint64 atReading = serverMs - entry.lastHeartbeat->toMSecsSinceEpoch();
    if (atReading < -toleratedLeadMs)
        return std::nullopt;
    return std::chrono::milliseconds(std::max<qint64>(0, atReading)
                                     + std::max<qint64>(0, reporter.statusAt.msecsTo(now)));
}

std::optional<HeardOfPrimary> heardBy(const ClusterSnapshot &secondary, ReplicationType type,
                                      const QDateTime &now)
{
    const ReplicationBlock *block = secondary.block(type);
    if (!isWitness(secondary, block, now))
        return std::nullopt;
    return reportOf(secondary, type, *block, now);
}

QList<HeardOfPrimary> heardOf(const ClusterSnapshot &primary, const QList<ClusterSnapshot> &fleet,
                              const QDateTime &now)
{
    QList<HeardOfPrimary> result;
    for (const ClusterSnapshot &each : fleet) {
        if (each.identity.id == primary.identity.id)
            continue;
        for (const ReplicationType type : allReplicationTypes) {
            const ReplicationBlock *block = each.block(type);
            if (!isWitness(each, block, now))
                continue;
            const ReplicationBlock *theirs = primary.block(type);
            // Whether it follows this one or a later primary of the set, its addresses tell.
            const bool mayFollow = theirs && theirs->isPrimary() && theirs->setId
                && theirs->setId == block->setId && !pointsTo(*block, primary);
            if (isNamedBy(*block, primary) || mayFollow)
                result.append(reportOf(each, type, *block, now));
        }
    }
    sortByAge(result);
    return result;
}

QList<HeardOfPrimary> heardOfPrimaryOf(const ClusterSnapshot &secondary, ReplicationType type,
                                       const QList<ClusterSnapshot> &fleet, const QDateTime &now)
{
    QList<HeardOfPrimary> result;
    const ReplicationBlock *own = secondary.block(type);
    if (!own)
        return result;
    QSet<QString> held;
    for (const QString &address : primaryAddresses(*own))
        held.insert(addressKey(address));
    for (const ClusterSnapshot &each : fleet) {
        const ReplicationBlock *block = each.block(type);
        if (!isWitness(each, block, now) || block->setId != own->setId)
            continue;
        const QStringList theirs = primaryAddresses(*block);
        const bool isSame = each.identity.id == secondary.identity.id
            || std::ranges::any_of(theirs, [&](const QString &address) {
                                return held.contains(addressKey(address));
                            });
        if (isSame)
            result.append(reportOf(each, type, *block, now));
    }
    sortByAge(result);
    return result;
}

QString ageText(std::chrono::milliseconds age)
{
    const auto seconds = std::chrono::round<std::chrono::seconds>(age).count();
    if (seconds < 120)
        return EvidenceText::tr("%1 s", "seconds").arg(seconds);
    if (seconds < 7200)
        return EvidenceText::tr("%1 min", "minutes").arg(seconds / 60);
    return EvidenceText::tr("%1 h", "hours").arg(seconds / 3600);
}

QString evidenceText(const HeardOfPrimary &heard, const QString &primary)
{
    QStringList sentences;
    sentences.append(heard.heartbeatAge
                         ? EvidenceText::tr("%1 received the last %2 heartbeat of %3 %4 ago.",
                                            "secondary, type, primary, 2 s")
                               .arg(heard.witnessName, typeNoun(heard.type), primary,
                                    ageText(*heard.heartbeatAge))
                         : EvidenceText::tr("%1 does not report when it last heard from %2.")
                               .arg(heard.witnessName, primary));
    if (heard.isConnected) {
        sentences.append(*heard.isConnected ? EvidenceText::tr("Its %1 connection to %2 is ready.")
                                                  .arg(typeNoun(heard.type), primary)
                                            : EvidenceText::tr("Its %1 connection to %2 is down.")
                                                  .arg(typeNoun(heard.type), primary));
    }
    return sentences.join(u' ');
}

} // namespace switchover
