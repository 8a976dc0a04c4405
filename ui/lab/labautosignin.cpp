// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lab/labautosignin.h"

#include "models/fleet/fleet.h"
#include "models/lab/lab.h"

#include <algorithm>

namespace switchover::ui {

LabAutoSignIn::LabAutoSignIn(lab::Lab &lab, Fleet &fleet, QObject *parent)
    : QObject(parent)
    , m_lab(lab)
    , m_fleet(fleet)
{
    connect(&lab, &lab::Lab::changed, this, &LabAutoSignIn::signInAll);
    connect(&fleet, &Fleet::snapshotChanged, this, &LabAutoSignIn::signIn);
    signInAll();
}

QString LabAutoSignIn::labNameOf(const ClusterId &cluster) const
{
    const ClusterSnapshot *snapshot = m_fleet.snapshot(cluster);
    if (!snapshot)
        return {};
    const QList<lab::ClusterInfo> clusters = m_lab.clusters();
    for (const lab::ClusterInfo &info : clusters) {
        const bool hosts = std::ranges::any_of(info.nodes, [snapshot](const lab::NodeInfo &node) {
            return node.address == snapshot->identity.address;
        });
        if (hosts)
            return info.name;
    }
    return {}; // a cluster outside the lab: nothing of ours is sent there
}

void LabAutoSignIn::signInAll()
{
    const QList<ClusterSnapshot> snapshots = m_fleet.snapshots();
    for (const ClusterSnapshot &snapshot : snapshots)
        signIn(snapshot);
}

void LabAutoSignIn::signIn(const ClusterSnapshot &snapshot)
{
    const ClusterId id = snapshot.identity.id;
    if (m_asking.contains(id) || !snapshot.isReachable() || snapshot.isDrSecondary())
        return;
    const std::optional<lab::ClusterInfo> info = m_lab.cluster(labNameOf(id));
    if (!info || info->rootToken.isEmpty())
        return;
    if (snapshot.signIn == SignInState::SignedIn && m_used.value(id) == info->rootToken)
        return;
    m_asking.insert(id);
    const QString token = info->rootToken;
    m_fleet.signIn(id, SecretString(token.toUtf8()), Fleet::Remember::No, this,
                   [this, id, token](const Result<TokenInfo> &result) {
                       m_asking.remove(id);
                       if (result)
                           m_used.insert(id, token);
                       else
                           m_used.remove(id); // the next snapshot tries again
                   });
}

SecretString LabAutoSignIn::drOperationToken(const ClusterId &cluster) const
{
    const std::optional<lab::ClusterInfo> info = m_lab.cluster(labNameOf(cluster));
    return info ? SecretString(info->drBatchToken.toUtf8()) : SecretString();
}

SecretString LabAutoSignIn::keyShare(const ClusterId &cluster, int progress) const
{
    const std::optional<lab::ClusterInfo> info = m_lab.cluster(labNameOf(cluster));
    return info && progress < info->unsealKeys.size()
        ? SecretString(info->unsealKeys.at(progress).toUtf8())
        : SecretString();
}

} // namespace switchover::ui

#include "moc_labautosignin.cpp"
