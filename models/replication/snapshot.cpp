// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/snapshot.h"

namespace switchover {

namespace {

/// Vault itself answered with this, not a balancer before it.
bool isVaultsAnswer(const std::optional<Error> &error)
{
    if (!error)
        return false;
    using Kind = Error::Kind;
    switch (error->kind) {
    case Kind::Sealed:
    case Kind::Rejected:
    case Kind::Denied:
    case Kind::NotFound:
    case Kind::Unsupported:
    case Kind::Throttled:
        return true;
    case Kind::NotReady:
    case Kind::ServerFailed:
        return !error->serverMessages.isEmpty();
    case Kind::InvalidInput:
    case Kind::NameNotFound:
    case Kind::Refused:
    case Kind::TlsFailed:
    case Kind::ProxyFailed:
    case Kind::ReadOnly:
    case Kind::NotAllowed:
    case Kind::Cancelled:
    case Kind::Timeout:
    case Kind::ConnectionLost:
    case Kind::Redirected:
    case Kind::Misredirected:
    case Kind::TooLarge:
    case Kind::BadAnswer:
    case Kind::File:
    case Kind::Keychain:
        return false;
    }
    Q_UNREACHABLE();
}

} // namespace

const ReplicationBlock *ClusterSnapshot::block(ReplicationType type) const
{
    return status ? status->block(type) : nullptr;
}

Freshness ClusterSnapshot::freshness(const QDateTime &now) const
{
    if (!status || !statusAt.isValid())
        return Freshness::Never;
    if (statusError)
        return Freshness::Stale;
    if (pollInterval.count() > 0 && now.isValid()
        && statusAt.msecsTo(now) > 3 * pollInterval.count())
        return Freshness::Stale;
    return Freshness::Live;
}

bool ClusterSnapshot::isReachable() const
{
    if (!takenAt.isValid())
        return false;
    return (health && !healthError) || (status && !statusError) || isVaultsAnswer(healthError)
        || isVaultsAnswer(statusError);
}

bool ClusterSnapshot::isDrSecondary() const
{
    const bool statusIsOld = !status || statusError;
    if (statusIsOld && health && !healthError)
        return health->isDrSecondary();
    if (const ReplicationBlock *dr = block(ReplicationType::DisasterRecovery))
        return dr->isSecondary();
    return health && health->isDrSecondary();
}

bool ClusterSnapshot::speaksLegacyApi() const
{
    const auto version = health ? VaultVersion::parse(health->version) : std::nullopt;
    const bool isOld = version && *version < VaultVersion { 0, 8, 0 };
    if (!status)
        return isOld;
    // Vault 0.8 still answers flat, but knows the paths of both types.
    return status->dialect == StatusDialect::Flat && (isOld || !version);
}

} // namespace switchover
