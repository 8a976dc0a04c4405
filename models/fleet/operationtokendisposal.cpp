// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/operationtokendisposal.h"

#include "models/base/secretjson.h"
#include "models/fleet/clustersession.h"
#include "models/fleet/fleet.h"
#include "models/fleet/operationrun.h"
#include "models/fleet/whengone.h"
#include "models/replication/catalogue.h"
#include "models/store/activitylog.h"
#include "models/vault/vaultclient.h"

#include <QLocale>

using namespace Qt::StringLiterals;

namespace switchover {

OperationTokenDisposal::OperationTokenDisposal(Fleet &fleet, ActivityLog &activity,
                                               const ClusterId &cluster,
                                               OperationTokenStock::Entry entry, SecretString token,
                                               QObject *parent)
    : QObject(parent)
    , m_fleet(fleet)
    , m_activity(activity)
    , m_cluster(cluster)
    , m_entry(std::move(entry))
    , m_token(std::move(token))
{
}

OperationTokenDisposal::~OperationTokenDisposal() = default;

void OperationTokenDisposal::setSettlingInterval(std::chrono::milliseconds interval)
{
    m_settlingInterval = interval;
}

void OperationTokenDisposal::start()
{
    if (m_entry.origin == OperationTokenStock::Origin::Batch) {
        QTimer::singleShot(0, this, [this] {
            end(Fate::StaysGood,
                m_entry.expires
                    ? tr("The batch token cannot be deleted; it stays good until %1.")
                          .arg(QLocale().toString(m_entry.expires->toLocalTime(),
                                                  QLocale::ShortFormat))
                    : tr("The batch token cannot be deleted; it ends by its time to live."));
        });
        return;
    }
    ClusterSession *session = m_fleet.session(m_cluster);
    if (!session) {
        QTimer::singleShot(0, this, [this] {
            end(Fate::NotDeleted,
                tr("The cluster is not registered any more, so the DR operation "
                   "token was not deleted there."));
        });
        return;
    }
    session->pollAfresh(this, [this] { judge(); });
}

void OperationTokenDisposal::judge()
{
    const ClusterSnapshot *snapshot = m_fleet.snapshot(m_cluster);
    if (!snapshot || !snapshot->isReachable() || !snapshot->status || snapshot->statusError) {
        end(Fate::NotDeleted,
            tr("The cluster does not say whether it is still a DR secondary, so the DR operation "
               "token was not deleted yet. It never expires: delete it when the cluster answers."));
        return;
    }
    if (!snapshot->isDrSecondary()) {
        m_fleet.operationTokens().forget(m_entry.number);
        removeAnyway(snapshot->identity.name);
        return;
    }
    remove();
}

// A promoted cluster has no use for the token, and may or may not take its deletion. The catalogue
// offers that call to DR secondaries only, and nothing depends on how this one ends.
void OperationTokenDisposal::removeAnyway(const QString &name)
{
    SecretJson body;
    body.member("dr_operation_token"_L1, m_token);
    m_token.clear();
    const auto useless = [this, name] {
        end(Fate::Useless,
            tr("The DR operation token is of no use any more, as %1 is no DR secondary "
               "now. It was dropped from memory.")
                .arg(name));
    };
    VaultClient &client = m_fleet.session(m_cluster)->client();
    QObject *watch = whenGone(client, this, useless);
    client.call({ .verb = "POST",
                  .path = operation(OperationId::DrDeleteOperationToken).path,
                  .body = body.take(),
                  .kind = SideCall::Kind::Writes,
                  .token = SideCall::Token::None },
                this, [this, watch, useless](const Result<SideAnswer> &answer) {
                    delete watch;
                    if (answer)
                        end(Fate::Deleted,
                            tr("The DR operation token was deleted on the cluster after use."));
                    else
                        useless();
                });
}

void OperationTokenDisposal::remove()
{
    const ClusterSnapshot *snapshot = m_fleet.snapshot(m_cluster);
    Arguments arguments;
    arguments.setSecret("dr_operation_token"_L1, std::move(m_token));
    m_run = std::make_unique<OperationRun>(m_fleet, m_activity, OperationId::DrDeleteOperationToken,
                                           std::move(arguments), *snapshot);
    m_run->setSettlingInterval(m_settlingInterval);
    connect(m_run.get(), &OperationRun::finished, this, &OperationTokenDisposal::removed);
    m_run->start();
}

void OperationTokenDisposal::removed()
{
    const OperationOutcome &outcome = m_run->outcome();
    m_run.release()->deleteLater(); // we are inside its signal
    if (outcome.end == OperationOutcome::End::Done) {
        m_fleet.operationTokens().forget(m_entry.number);
        end(Fate::Deleted, tr("The DR operation token was deleted on the cluster after use."));
        return;
    }
    end(Fate::NotDeleted,
        tr("The DR operation token could not be deleted on the cluster and never expires. It is "
           "still held here: delete it with “Delete operation token”. %1")
            .arg(outcome.sentence));
}

void OperationTokenDisposal::end(Fate fate, const QString &sentence)
{
    m_fate = fate;
    m_sentence = sentence;
    emit finished();
}

} // namespace switchover

#include "moc_operationtokendisposal.cpp"
