// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/pairing.h"
#include "models/replication/problemrules.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

using enum ProblemSeverity;

struct ServerProblemsText
{
    Q_DECLARE_TR_FUNCTIONS(Problems)
};

constexpr qint64 licenceNoticeDays = 30;

class ServerRules
{
public:
    ServerRules(const ClusterSnapshot &snapshot, const QDateTime &now)
        : m_snapshot(snapshot)
        , m_now(now)
    {
    }
    QList<Problem> run();

private:
    void add(QLatin1StringView id, ProblemSeverity severity, const QString &text,
             const QString &advice);
    [[nodiscard]] bool isHidden() const;
    [[nodiscard]] bool isKeptBack() const;
    void silence();
    void seal(const Health &health);
    void removed();
    void nodes();
    void licence(const Health &health);

    const ClusterSnapshot &m_snapshot;
    const QDateTime &m_now;
    QList<Problem> m_problems;
};

QList<Problem> ServerRules::run()
{
    silence();
    if (m_snapshot.health && !m_snapshot.healthError) {
        seal(*m_snapshot.health);
        licence(*m_snapshot.health);
    } else if (m_snapshot.seal && m_snapshot.seal->removedFromCluster.value_or(false)
               && !m_snapshot.status) {
        removed();
    } else if (m_snapshot.seal && m_snapshot.seal->sealed && !m_snapshot.status) {
        add("sealed"_L1, Danger, ServerProblemsText::tr("The node is sealed."),
            ServerProblemsText::tr("Unseal it; a secondary with the primary's keys."));
    }
    nodes();
    return std::move(m_problems);
}

void ServerRules::add(QLatin1StringView id, ProblemSeverity severity, const QString &text,
                      const QString &advice)
{
    m_problems.append({ .id = QString(id),
                        .severity = severity,
                        .cluster = m_snapshot.identity.id,
                        .type = {},
                        .text = text,
                        .advice = advice });
}

bool ServerRules::isHidden() const
{
    const QStringList messages =
        m_snapshot.statusError ? m_snapshot.statusError->serverMessages : QStringList();
    return std::ranges::any_of(messages, [](const QString &message) {
        return message.contains("disabled path"_L1, Qt::CaseInsensitive);
    });
}

// Vault tells its status to anybody, so such a refusal comes from what stands before it. A licence
// without the feature is another matter.
bool ServerRules::isKeptBack() const
{
    const Error &error = *m_snapshot.statusError;
    const bool refused = error.kind == Error::Kind::NotFound || error.kind == Error::Kind::Denied
        || error.kind == Error::Kind::Unsupported;
    return refused && error.httpStatus != 0
        && !error.serverMessages.contains(u"Feature Not Enabled"_s);
}

void ServerRules::silence()
{
    // After a change a cluster is away for a while; that is no problem yet.
    if (!m_snapshot.takenAt.isValid() || m_snapshot.settling)
        return;
    if (!m_snapshot.isReachable()) {
        const std::optional<Error> &error =
            m_snapshot.healthError ? m_snapshot.healthError : m_snapshot.statusError;
        if (!error)
            return;
        // Something answered, but not as Vault does: the network is not what to look at first.
        if (error->httpStatus != 0 || error->kind == Error::Kind::BadAnswer
            || error->kind == Error::Kind::TooLarge || isRedirect(*error)) {
            add("unusable-answer"_L1, Danger,
                ServerProblemsText::tr("The cluster's answer cannot be used. %1")
                    .arg(errorSentence(*error)),
                ServerProblemsText::tr(
                    "Check what listens at the address: a proxy, a balancer or another "
                    "service may stand in front. What is shown of it is old."));
            return;
        }
        add("unreachable"_L1, Danger,
            ServerProblemsText::tr("The cluster does not answer. %1").arg(errorSentence(*error)),
            ServerProblemsText::tr(
                "Check the address, the network and whether its nodes run. What is shown "
                "of it is old."));
        return;
    }
    if (!m_snapshot.statusError)
        return;
    if (isHidden()) {
        add("status-hidden"_L1, Attention,
            ServerProblemsText::tr("The listener hides the replication status."),
            ServerProblemsText::tr(
                "This does not mean that replication is off. Use a listener without "
                "disable_replication_status_endpoints."));
    } else if (isKeptBack()) {
        add("status-hidden"_L1, Attention,
            ServerProblemsText::tr("Vault answers, but not for its replication status. %1")
                .arg(errorSentence(*m_snapshot.statusError)),
            ServerProblemsText::tr(
                "This does not mean that replication is off. A proxy may not pass the path on, or "
                "the listener hides it (disable_replication_status_endpoints). Use another "
                "listener, or a node's own address."));
    } else if (m_snapshot.statusError->kind != Error::Kind::Sealed) {
        add("status-unreadable"_L1, Attention,
            ServerProblemsText::tr("The replication status could not be read. %1")
                .arg(errorSentence(*m_snapshot.statusError)),
            m_snapshot.status
                ? ServerProblemsText::tr(
                    "What is shown of its replication is old. During a reindex or just after a "
                    "change this is normal for a while.")
                : ServerProblemsText::tr(
                    "Nothing is known of its replication. During a reindex or just after a "
                    "change this is normal for a while."));
    }
}

void ServerRules::seal(const Health &health)
{
    if (!health.initialized) {
        add("not-initialized"_L1, Attention,
            ServerProblemsText::tr("This Vault was never initialised."),
            ServerProblemsText::tr("Initialise it before it can take part in replication."));
    } else if (health.isRemoved()) {
        removed();
    } else if (health.sealed) {
        add("sealed"_L1, Danger, ServerProblemsText::tr("The node that answered is sealed."),
            ServerProblemsText::tr(
                "Unseal it. A cluster that became a secondary is unsealed with the primary's "
                "keys."));
    } else if (health.hasLostActiveNode()) {
        add("standby-without-active"_L1, Attention,
            ServerProblemsText::tr("The standby that answered cannot reach its active node."),
            ServerProblemsText::tr("Look at the other nodes of the cluster."));
    }
}

void ServerRules::removed()
{
    add("node-removed"_L1, Danger,
        ServerProblemsText::tr("The node that answered was removed from its cluster."),
        ServerProblemsText::tr(
            "Unsealing does not help. Ask another node of the cluster; this one has to be "
            "stopped and joined anew with empty storage."));
}

void ServerRules::nodes()
{
    for (const NodeSnapshot &node : m_snapshot.nodes) {
        const bool saysSealed = !node.error
            && ((node.health && node.health->sealed) || (node.seal && node.seal->sealed));
        const bool saysRemoved = !node.error
            && ((node.health && node.health->isRemoved())
                || (node.seal && node.seal->removedFromCluster.value_or(false)));
        if (saysRemoved && node.address != m_snapshot.identity.address) {
            add("removed-node"_L1, Attention,
                ServerProblemsText::tr("The node at %1 was removed from its cluster.")
                    .arg(node.address),
                ServerProblemsText::tr(
                    "Unsealing does not help. Take its address out of the connection, or stop "
                    "it and join it anew with empty storage."));
            continue;
        }
        if (saysSealed && node.address != m_snapshot.identity.address)
            add("sealed-node"_L1, Attention,
                ServerProblemsText::tr("The node at %1 is sealed.").arg(node.address),
                ServerProblemsText::tr(
                    "Unseal it. Standby nodes of a new secondary seal themselves and need the "
                    "primary's keys."));
    }
}

void ServerRules::licence(const Health &health)
{
    if (health.licenseTerminated.value_or(false)) {
        add("licence-terminated"_L1, Danger,
            ServerProblemsText::tr("The licence of this cluster has ended."),
            ServerProblemsText::tr(
                "Install a valid licence: without one Vault may not start again."));
        return;
    }
    if (!health.licenseExpiry || !m_now.isValid())
        return;
    const qint64 days = m_now.daysTo(*health.licenseExpiry);
    if (*health.licenseExpiry <= m_now)
        add("licence-expired"_L1, Danger,
            ServerProblemsText::tr("The licence of this cluster has expired."),
            ServerProblemsText::tr("Install a valid licence before its grace period ends."));
    else if (days <= licenceNoticeDays)
        add("licence-expiring"_L1, Attention,
            ServerProblemsText::tr("The licence of this cluster expires in %n day(s).", nullptr,
                                   int(days)),
            ServerProblemsText::tr("Install a new licence in time."));
}

} // namespace

QList<Problem> serverProblems(const ClusterSnapshot &snapshot, const QDateTime &now)
{
    return ServerRules(snapshot, now).run();
}

} // namespace switchover
