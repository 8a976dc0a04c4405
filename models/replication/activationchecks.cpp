// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/activationchecks.h"

#include "models/replication/pairing.h"

#include <QCoreApplication>
#include <QUrl>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace switchover {

namespace {

using CheckVerdict = ActivationCheck::Verdict;

struct ActivationChecksText
{
    Q_DECLARE_TR_FUNCTIONS(ActivationChecks)
};

QString claimedAddress(const ActivationCase &known)
{
    return known.claims ? known.claims->address.value_or(QString()) : QString();
}

/// The address the secondary will call.
QString calledAddress(const ActivationCase &known)
{
    return known.givenAddress.isEmpty() ? claimedAddress(known) : known.givenAddress;
}

ActivationCheck expiry(const ActivationCase &known)
{
    if (!known.expires) {
        return { u"expiry"_s, CheckVerdict::Unknown,
                 ActivationChecksText::tr("The token does not say when it expires.") };
    }
    const std::chrono::milliseconds left(known.now.msecsTo(*known.expires));
    if (left <= 0ms) {
        return { u"expiry"_s, CheckVerdict::Block,
                 ActivationChecksText::tr(
                     "The token has expired. Generate a new one on the primary.") };
    }
    if (left < 2min) {
        return { u"expiry"_s, CheckVerdict::Warn,
                 ActivationChecksText::tr(
                     "The token expires within two minutes. Send it now, or generate a new "
                     "one.") };
    }
    return { u"expiry"_s, CheckVerdict::Pass,
             ActivationChecksText::tr(
                 "The token is valid for another %n minute(s).", nullptr,
                 int(std::chrono::duration_cast<std::chrono::minutes>(left).count())) };
}

ActivationCheck use(const ActivationCase &known)
{
    const QString issuer = known.issuer ? known.issuer->identity.name : QString();
    switch (known.use) {
    case TokenUse::Unused:
        return { u"use"_s, CheckVerdict::Pass,
                 ActivationChecksText::tr("%1 says that it is unused.").arg(issuer) };
    case TokenUse::Spent:
        return { u"use"_s, CheckVerdict::Block,
                 ActivationChecksText::tr(
                     "%1 no longer knows the token: it was used, expired or revoked. Generate "
                     "a new one.")
                     .arg(issuer) };
    case TokenUse::Forged:
        return { u"use"_s, CheckVerdict::Warn,
                 ActivationChecksText::tr(
                     "%1 did not sign this token, although the token names its address. It "
                     "was issued by another cluster, or before %1 was set up anew.")
                     .arg(issuer) };
    case TokenUse::Asking:
        return { u"use"_s, CheckVerdict::Unknown,
                 ActivationChecksText::tr("Asking %1 whether it is unused…").arg(issuer) };
    case TokenUse::Unanswered:
        return { u"use"_s, CheckVerdict::Unknown,
                 ActivationChecksText::tr("%1 could not be asked whether it is unused. %2",
                                          "cluster, reason")
                     .arg(issuer, known.useDetail) };
    case TokenUse::NotAsked:
        break;
    }
    return { u"use"_s, CheckVerdict::Unknown,
             known.isPublicKeyBundle
                 ? ActivationChecksText::tr(
                     "Whether it was used before cannot be asked: a token made with a public "
                     "key is no wrapped token.")
                 : ActivationChecksText::tr(
                     "Whether it is unused cannot be asked: the cluster that issued it is "
                     "not registered here, or the token does not name it.") };
}

QString typeInSentence(ReplicationType type)
{
    return type == ReplicationType::Performance ? ActivationChecksText::tr("performance")
                                                : ActivationChecksText::tr("DR");
}

ActivationCheck type(const ActivationCase &known)
{
    const ReplicationType other = known.type == ReplicationType::Performance
        ? ReplicationType::DisasterRecovery
        : ReplicationType::Performance;
    const auto part = [](ReplicationType which) {
        return which == ReplicationType::Performance ? "/performance/"_L1 : "/dr/"_L1;
    };
    std::optional<ReplicationType> made = known.mintedFor;
    if (known.creationPath.contains(part(known.type)))
        made = known.type;
    else if (known.creationPath.contains(part(other)))
        made = other;
    // Before there were two types, all was performance.
    else if (known.creationPath.startsWith("sys/replication/primary/"_L1))
        made = ReplicationType::Performance;
    if (!made) {
        return { u"type"_s, CheckVerdict::Unknown,
                 ActivationChecksText::tr(
                     "The token does not say for which type of replication it was made.") };
    }
    if (*made != known.type) {
        return { u"type"_s, CheckVerdict::Block,
                 ActivationChecksText::tr(
                     "The token was made for %1 replication, and this is for %2.")
                     .arg(typeInSentence(*made), typeInSentence(known.type)) };
    }
    return {
        u"type"_s, CheckVerdict::Pass,
        ActivationChecksText::tr("It was made for %1 replication.").arg(typeInSentence(*made))
    };
}

std::optional<ActivationCheck> address(const ActivationCase &known)
{
    if (!known.claims || known.isPublicKeyBundle)
        return std::nullopt;
    const QString claimed = claimedAddress(known);
    if (!claimed.isEmpty() && known.givenAddress.isEmpty()) {
        return ActivationCheck {
            u"address"_s, CheckVerdict::Pass,
            ActivationChecksText::tr("It names the primary's API address, %1.").arg(claimed)
        };
    }
    if (!known.givenAddress.isEmpty()) {
        return ActivationCheck { u"address"_s, CheckVerdict::Pass,
                                 ActivationChecksText::tr(
                                     "The address given in the form is used: %1.")
                                     .arg(known.givenAddress) };
    }
    return ActivationCheck { u"address"_s, CheckVerdict::Block,
                             ActivationChecksText::tr(
                                 "The token names no address, because the primary has no API "
                                 "address configured. Give the primary's API address in the "
                                 "form.") };
}

bool isLocal(const ClusterSnapshot &cluster)
{
    return addressScope(cluster.identity.address) == AddressScope::Loopback;
}

std::optional<ActivationCheck> reach(const ActivationCase &known)
{
    const QString target = known.target->identity.name;
    if (known.isPublicKeyBundle) {
        return ActivationCheck { u"reach"_s, CheckVerdict::Pass,
                                 ActivationChecksText::tr(
                                     "%1 does not have to reach the primary's API: the token "
                                     "was made with its public key. It still needs the "
                                     "primary's cluster address.")
                                     .arg(target) };
    }
    const QString called = calledAddress(known);
    if (called.isEmpty())
        return std::nullopt;
    const QString host = QUrl(called).host();
    switch (addressScope(called)) {
    case AddressScope::Unspecified:
        return ActivationCheck { u"reach"_s, CheckVerdict::Block,
                                 ActivationChecksText::tr(
                                     "%1 is no address that anybody can call. Give the "
                                     "primary's API address in the form.")
                                     .arg(host) };
    case AddressScope::Loopback:
        if (isLocal(*known.target)) {
            return ActivationCheck { u"reach"_s, CheckVerdict::Pass,
                                     ActivationChecksText::tr(
                                         "A loopback address, and %1 is on this computer as "
                                         "well.")
                                         .arg(target) };
        }
        if (known.givenAddress.isEmpty()) {
            return ActivationCheck {
                u"reach"_s, CheckVerdict::Block,
                ActivationChecksText::tr(
                    "%1 is a loopback address: called from %2's servers it leads to "
                    "themselves. Give an address of the primary that they can reach.")
                    .arg(host, target)
            };
        }
        return ActivationCheck { u"reach"_s, CheckVerdict::Warn,
                                 ActivationChecksText::tr(
                                     "%1 is a loopback address. It works only if the primary "
                                     "runs on the same machine as %2.")
                                     .arg(host, target) };
    case AddressScope::Private:
        if (!known.issuer || known.issuer->isReachable()) {
            return ActivationCheck {
                u"reach"_s, CheckVerdict::Unknown,
                ActivationChecksText::tr(
                    "%1 is a private address. Whether %2's servers reach it cannot be seen "
                    "from here; it must be in their network.")
                    .arg(host, target)
            };
        }
        break;
    case AddressScope::Public:
    case AddressScope::Name:
        break;
    }
    if (known.issuer && !known.issuer->isReachable()) {
        return ActivationCheck {
            u"reach"_s, CheckVerdict::Warn,
            ActivationChecksText::tr(
                "%1 does not answer from this computer at the moment. %2 has to reach it, "
                "or the call fails and the token stays unused.")
                .arg(known.issuer->identity.name, target)
        };
    }
    return ActivationCheck { u"reach"_s, CheckVerdict::Unknown,
                             ActivationChecksText::tr(
                                 "Whether %1's servers reach %2 cannot be seen from here.")
                                 .arg(target, host) };
}

ActivationCheck self(const ActivationCase &known)
{
    const QString target = known.target->identity.name;
    const bool same = known.issuer
        && (known.issuer->identity.id == known.target->identity.id
            || isSameCluster(*known.issuer, *known.target));
    // A loopback address means another machine to each cluster that has it.
    const bool sure = known.use == TokenUse::Unused || known.mintedFor
        || addressScope(calledAddress(known)) != AddressScope::Loopback;
    if (same && !sure) {
        return { u"self"_s, CheckVerdict::Warn,
                 ActivationChecksText::tr(
                     "The token names the address of %1 itself. A cluster cannot follow "
                     "itself.")
                     .arg(target) };
    }
    if (same) {
        return { u"self"_s, CheckVerdict::Block,
                 ActivationChecksText::tr(
                     "%1 issued this token itself. A cluster cannot follow itself.")
                     .arg(target) };
    }
    if (known.issuer) {
        return { u"self"_s, CheckVerdict::Pass,
                 ActivationChecksText::tr("%1 issued it, which is another cluster.")
                     .arg(known.issuer->identity.name) };
    }
    return { u"self"_s, CheckVerdict::Unknown,
             ActivationChecksText::tr("Which cluster issued it is not known here.") };
}

std::optional<ActivationCheck> set(const ActivationCase &known)
{
    if (!known.updatesPrimary)
        return std::nullopt;
    const ReplicationBlock *own = known.target->block(known.type);
    const ReplicationBlock *theirs = known.issuer ? known.issuer->block(known.type) : nullptr;
    if (!own || !own->setId || !theirs || !theirs->setId) {
        return ActivationCheck { u"set"_s, CheckVerdict::Unknown,
                                 ActivationChecksText::tr(
                                     "Whether the primary is of the same replication set is "
                                     "not known.") };
    }
    if (*own->setId != *theirs->setId) {
        return ActivationCheck {
            u"set"_s, CheckVerdict::Block,
            ActivationChecksText::tr("%1 is of another replication set. Following it needs "
                                     "enabling %2 anew, which erases it.")
                .arg(known.issuer->identity.name, known.target->identity.name)
        };
    }
    return ActivationCheck { u"set"_s, CheckVerdict::Pass,
                             ActivationChecksText::tr("%1 is of the same replication set.")
                                 .arg(known.issuer->identity.name) };
}

std::optional<ActivationCheck> id(const ActivationCase &known)
{
    if (known.secondaryId.isEmpty() || !known.issuer)
        return std::nullopt;
    const ReplicationBlock *primary = known.issuer->block(known.type);
    if (!primary || !primary->knownSecondaries)
        return std::nullopt;
    if (!primary->knownSecondaries->contains(known.secondaryId)) {
        return ActivationCheck { u"id"_s, CheckVerdict::Warn,
                                 ActivationChecksText::tr(
                                     "%1 does not know the id “%2” any more: it was revoked. "
                                     "Generate a new token.")
                                     .arg(known.issuer->identity.name, known.secondaryId) };
    }
    const ReplicationBlock *own = known.target->block(known.type);
    const bool isOwn = own && own->secondaryId == known.secondaryId;
    if (isConnected(entryFor(*primary, known.secondaryId)) && !isOwn) {
        return ActivationCheck {
            u"id"_s, CheckVerdict::Warn,
            ActivationChecksText::tr(
                "Another cluster is connected to %1 as “%2”. Two secondaries with one id "
                "cannot be told apart or revoked alone; a new id is safer.")
                .arg(known.issuer->identity.name, known.secondaryId)
        };
    }
    return ActivationCheck { u"id"_s, CheckVerdict::Pass,
                             ActivationChecksText::tr(
                                 "No other cluster is connected to %1 as “%2”.")
                                 .arg(known.issuer->identity.name, known.secondaryId) };
}

std::optional<ActivationCheck> version(const ActivationCase &known)
{
    if (!known.issuer || !known.issuer->health || !known.target->health)
        return std::nullopt;
    const auto theirs = VaultVersion::parse(known.issuer->health->version);
    const auto own = VaultVersion::parse(known.target->health->version);
    if (!theirs || !own || *own >= *theirs)
        return std::nullopt;
    return ActivationCheck {
        u"version"_s, CheckVerdict::Warn,
        ActivationChecksText::tr(
            "%1 runs Vault %2, older than %3's %4. A secondary must not be older than its "
            "primary: it may meet data that it cannot read.")
            .arg(known.target->identity.name, known.target->health->version,
                 known.issuer->identity.name, known.issuer->health->version)
    };
}

std::optional<ActivationCheck> key(const ActivationCase &known)
{
    if (!known.isPublicKeyBundle)
        return std::nullopt;
    const QString target = known.target->identity.name;
    if (!known.bundleFor.isValid()) {
        return ActivationCheck { u"key"_s, CheckVerdict::Unknown,
                                 ActivationChecksText::tr(
                                     "The token opens only with the private key of the "
                                     "cluster whose public key it was made with. Whether that "
                                     "is %1 is not known.")
                                     .arg(target) };
    }
    if (known.bundleFor != known.target->identity.id) {
        return ActivationCheck { u"key"_s, CheckVerdict::Block,
                                 ActivationChecksText::tr(
                                     "The token was made with the public key of %1; %2 cannot "
                                     "open it.")
                                     .arg(known.bundleForName, target) };
    }
    if (known.bundleIsOld) {
        return ActivationCheck { u"key"_s, CheckVerdict::Block,
                                 ActivationChecksText::tr(
                                     "%1 has made another key pair since, so it cannot open "
                                     "this token any more. Generate a token with the new key.")
                                     .arg(target) };
    }
    return ActivationCheck {
        u"key"_s, CheckVerdict::Pass,
        ActivationChecksText::tr("It was made with the public key of %1.").arg(target)
    };
}

} // namespace

AddressScope addressScope(const QString &address)
{
    QString host = QUrl(address.contains("://"_L1) ? address : u"https://"_s + address).host();
    host.remove(u'[').remove(u']');
    if (host == "0.0.0.0"_L1 || host == "::"_L1)
        return AddressScope::Unspecified;
    if (host == "localhost"_L1 || host.endsWith(".localhost"_L1) || host == "::1"_L1)
        return AddressScope::Loopback;
    if (host.contains(u':')) {
        const bool isPrivate = host.startsWith("fc"_L1) || host.startsWith("fd"_L1)
            || host.startsWith("fe8"_L1) || host.startsWith("fe9"_L1) || host.startsWith("fea"_L1)
            || host.startsWith("feb"_L1);
        return isPrivate ? AddressScope::Private : AddressScope::Public;
    }
    const QStringList parts = host.split(u'.');
    QList<int> numbers;
    for (const QString &part : parts) {
        bool good = false;
        const int number = part.toInt(&good);
        if (good && number >= 0 && number <= 255)
            numbers.append(number);
    }
    if (parts.size() != 4 || numbers.size() != 4)
        return AddressScope::Name;
    if (numbers[0] == 127)
        return AddressScope::Loopback;
    const bool isPrivate = numbers[0] == 10 || (numbers[0] == 192 && numbers[1] == 168)
        || (numbers[0] == 172 && numbers[1] >= 16 && numbers[1] < 32)
        || (numbers[0] == 169 && numbers[1] == 254)
        || (numbers[0] == 100 && numbers[1] >= 64 && numbers[1] < 128);
    return isPrivate ? AddressScope::Private : AddressScope::Public;
}

QList<ActivationCheck> activationChecks(const ActivationCase &known)
{
    QList<ActivationCheck> checks;
    if (!known.target)
        return checks;
    checks.append(expiry(known));
    checks.append(use(known));
    checks.append(type(known));
    checks.append(self(known));
    for (const std::optional<ActivationCheck> &check :
         { address(known), reach(known), key(known), set(known), id(known), version(known) }) {
        if (check)
            checks.append(*check);
    }
    return checks;
}

const ClusterSnapshot *clusterAt(const QString &address, const QList<ClusterSnapshot> &fleet)
{
    if (address.isEmpty())
        return nullptr;
    const QString key = addressKey(address);
    const ClusterSnapshot *found = nullptr;
    for (const ClusterSnapshot &each : fleet) {
        const bool isNode = std::ranges::any_of(each.nodes, [&key](const NodeSnapshot &node) {
            return addressKey(node.address) == key;
        });
        if (!isNode && addressKey(each.identity.address) != key
            && !(each.leader && !each.leader->leaderAddress.isEmpty()
                 && addressKey(each.leader->leaderAddress) == key))
            continue;
        if (found)
            return nullptr; // a loopback address that several use, for example
        found = &each;
    }
    return found;
}

} // namespace switchover
