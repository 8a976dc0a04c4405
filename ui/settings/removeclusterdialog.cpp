// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/removeclusterdialog.h"

#include "models/fleet/clustersession.h"
#include "models/fleet/fleet.h"
#include "models/store/clusterregistry.h"
#include "ui/services.h"
#include "ui/widgets/confirmbuttons.h"
#include "ui/widgets/contentscroll.h"
#include "ui/widgets/messagebar.h"

using namespace Qt::StringLiterals;

namespace switchover::ui {

RemoveClusterDialog::RemoveClusterDialog(Services &services, const ClusterId &cluster,
                                         QWidget *parent)
    : DialogFrame(tr("Remove cluster"), u"removeClusterDialog"_s, parent)
    , m_services(services)
    , m_cluster(cluster)
{
    const auto record = services.registry.cluster(cluster);
    const QString name = record ? record->identity.name : QString();
    if (record)
        setTarget(record->identity);
    setHeading(tr("Remove %1 from this program?").arg(name),
               tr("Nothing changes on the cluster itself: its data, its replication and its tokens "
                  "stay as they are. This "
                  "program forgets its address, its settings and the saved token, and stops "
                  "watching it."));
    auto *buttons = new ConfirmButtons(tr("&Remove from this program"), u"removeClusterButton"_s,
                                       Emphasis::Danger, this);
    setButtons(buttons);
    connect(buttons, &ConfirmButtons::confirmed, this, &RemoveClusterDialog::removeCluster);
    growWithContent(this);
}

void RemoveClusterDialog::removeCluster()
{
    // Also takes the token out of the keychain.
    m_services.fleet.signOut(m_cluster, ClusterSession::Revoke::No);
    if (const Result<void> removed = m_services.registry.remove(m_cluster); !removed) {
        messages().showMessage(
            Tone::Danger,
            tr("The cluster was not removed. %1").arg(errorSentence(removed.error())));
        return;
    }
    accept();
}

} // namespace switchover::ui

#include "moc_removeclusterdialog.cpp"
