// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/pairing.h"
#include "models/replication/problems/rules.h"

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

constexpr qint64 licenseNoticeDays = 30;

class ServerRules
{
public:
    ServerRules(const ClusterSnapshot &snapshot, const ProblemContext &context,
                const std::optional<SignOfLife> &signOfLife, Findings &findings)
        : m_snapshot(snapshot)
        , m_now(context.now)
        , m_signOfLife(signOfLife)
        , m_findings(findings)
        , m_name(subjectOf(snapshot))
    {
    }
    void run();

private:
    void add(DetectorId id, ProblemSeverity severity, const QString &text, const QString &advice);
    void addNode(DetectorId id, const NodeSnapshot &node, const QString &text,
                 const QString &advice);
    [[nodiscard]] bool isHidden() const;
    [[nodiscard]] bool isKeptBack() const;
    [[nodiscard]] bool gaveClustersReading(const NodeSnapshot &node) const;
    void silence();
    void unreachable(const Error &error);
    void status();
    void seal(const Health &health);
    void removed();
    void nodes();
    void node(const NodeSnapshot &node);
    void license(const Health &health);

    const ClusterSnapshot &m_snapshot;
    const QDateTime &m_now;
    const std::optional<SignOfLife> &m_signOfLife;
    Findings &m_findings;
    QString m_name;
};

void ServerRules::run()
{
    silence();
    if (m_snapshot.health && !m_snapshot.healthError) {
        seal(*m_snapshot.health);
        license(*m_snapshot.health);
    } else if (m_snapshot.seal && m_snapshot.seal->removedFromCluster.value_or(false)
               && !m_snapshot.status) {
        removed();
    } else if (m_snapshot.seal && m_snapshot.seal->sealed && !m_snapshot.status) {
        add(DetectorId::Sealed, Danger, ServerProblemsText::tr("The node is sealed."),
            ServerProblemsText::tr(
                "Unseal it. A secondary is unsealed with the primary's unseal keys."));
    }
    nodes();
}

void ServerRules::add(DetectorId id, ProblemSeverity severity, const QString &text,
                      const QString &advice)
{
    m_findings.add({ .detector = id, .severity = severity, .cluster = m_snapshot.identity.id },
                   { text, advice });
}

void ServerRules::addNode(DetectorId id, const NodeSnapshot &node, const QString &text,
                          const QString &advice)
{
    m_findings.add({ .detector = id,
                     .severity = Attention,
                     .cluster = m_snapshot.identity.id,
                     .peer = node.address },
                   { text, advice });
}

bool ServerRules::isHidden() const
{
    const QStringList messages =
        m_snapshot.statusError ? m_snapshot.statusError->serverMessages : QStringList();
    return std::ranges::any_of(messages, [](const QString &message) {
        return message.contains("disabled path"_L1, Qt::CaseInsensitive);
    });
}

// Vault needs no token for its replication status, so something in front of it refused. A license
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
    if (m_snapshot.isReachable()) {
        if (m_snapshot.statusError)
            status();
        return;
    }
    const std::optional<Error> &error =
        m_snapshot.healthError ? m_snapshot.healthError : m_snapshot.statusError;
    if (error)
        unreachable(*error);
}

void ServerRules::unreachable(const Error &error)
{
    const bool isAlive = m_signOfLife.has_value();
    // Something answered, but not as Vault does: the network is not what to look at first.
    const bool isOther = error.httpStatus != 0 || error.kind == Error::Kind::BadAnswer
        || error.kind == Error::Kind::TooLarge || isRedirect(error);
    QString text = isOther
        ? ServerProblemsText::tr("Switchover can't use the answer of %1.").arg(m_name)
        : ServerProblemsText::tr("%1 does not answer Switchover.").arg(m_name);
    text += u' ' + errorSentence(error);
    if (isAlive) {
        text += u' '
            + ServerProblemsText::tr(
                  "It is alive: its %1 secondary heard from it %Ln second(s) ago "
                  "over a ready connection.",
                  nullptr, int(std::max<qint64>(0, m_signOfLife->heartbeatAgeS)))
                  .arg(typeWord(m_signOfLife->type));
    }
    QString advice = isOther
        ? ServerProblemsText::tr("Check what listens at the address. A proxy, a load balancer or "
                                 "another service may answer. Its values here are old.")
        : ServerProblemsText::tr("Check the address, the network, and that its nodes run. Its "
                                 "values here are old.");
    if (isAlive) {
        advice = ServerProblemsText::tr("Check the network between this computer and %1 first. Do "
                                        "not promote a secondary: the primary still runs.")
                     .arg(m_name);
    }
    add(isOther ? DetectorId::UnusableAnswer : DetectorId::Unreachable, Danger, text, advice);
}

void ServerRules::status()
{
    if (isHidden()) {
        add(DetectorId::StatusHidden, Attention,
            ServerProblemsText::tr("The listener hides the replication status."),
            ServerProblemsText::tr("Replication may still be on. Use a listener without "
                                   "disable_replication_status_endpoints."));
    } else if (isKeptBack()) {
        add(DetectorId::StatusHidden, Attention,
            ServerProblemsText::tr("Vault answers, but refuses its replication status. %1")
                .arg(errorSentence(*m_snapshot.statusError)),
            ServerProblemsText::tr(
                "Replication may still be on. A proxy may block the path, or the listener hides "
                "it (disable_replication_status_endpoints). Use another listener, or a node's "
                "own address."));
    } else if (m_snapshot.statusError->kind != Error::Kind::Sealed) {
        add(DetectorId::StatusUnreadable, Attention,
            ServerProblemsText::tr("Switchover can't read the replication status. %1")
                .arg(errorSentence(*m_snapshot.statusError)),
            m_snapshot.status
                ? ServerProblemsText::tr("The replication values shown are old. During a reindex "
                                         "or just after a change this is normal for a while.")
                : ServerProblemsText::tr("Its replication is unknown. During a reindex or just "
                                         "after a change this is normal for a while."));
    }
}

void ServerRules::seal(const Health &health)
{
    if (!health.initialized) {
        add(DetectorId::NotInitialized, Attention,
            ServerProblemsText::tr("This Vault was never initialized."),
            ServerProblemsText::tr("Initialize it before it can take part in replication."));
    } else if (health.isRemoved()) {
        removed();
    } else if (health.sealed) {
        add(DetectorId::Sealed, Danger, ServerProblemsText::tr("The node that answered is sealed."),
            ServerProblemsText::tr(
                "Unseal it. A cluster that became a secondary is unsealed with the primary's "
                "unseal keys."));
    } else if (health.hasLostActiveNode()) {
        add(DetectorId::StandbyWithoutActive, Attention,
            ServerProblemsText::tr("The standby that answered can't reach its active node."),
            ServerProblemsText::tr("Check the other nodes of the cluster."));
    }
}

void ServerRules::removed()
{
    add(DetectorId::NodeRemoved, Danger,
        ServerProblemsText::tr("The node that answered was removed from its cluster."),
        ServerProblemsText::tr("Unsealing does not help. Use another node of the cluster. To "
                               "bring this one back, stop it and join it with empty storage."));
}

// What is wrong with this node is said of the whole cluster already.
bool ServerRules::gaveClustersReading(const NodeSnapshot &node) const
{
    return !node.error && !m_snapshot.healthError && node.health == m_snapshot.health;
}

void ServerRules::nodes()
{
    // If none answers, that is one problem, not one for each node.
    if (!m_snapshot.isReachable())
        return;
    for (const NodeSnapshot &each : m_snapshot.nodes) {
        if (!gaveClustersReading(each))
            node(each);
    }
}

void ServerRules::node(const NodeSnapshot &node)
{
    if (node.error) {
        // After a change nodes restart; that is no problem yet.
        if (m_snapshot.settling)
            return;
        addNode(DetectorId::UnreachableNode, node,
                ServerProblemsText::tr("The node at %1 does not answer. %2")
                    .arg(node.address, errorSentence(*node.error)),
                ServerProblemsText::tr("The cluster works without it, but a failover of nodes "
                                       "may not. Check that it runs, or remove its address."));
        return;
    }
    if ((node.health && node.health->isRemoved())
        || (node.seal && node.seal->removedFromCluster.value_or(false))) {
        addNode(DetectorId::RemovedNode, node,
                ServerProblemsText::tr("The node at %1 was removed from its cluster.")
                    .arg(node.address),
                ServerProblemsText::tr(
                    "Unsealing does not help. Remove its address from the connection, or stop it "
                    "and join it with empty storage."));
    } else if (node.health && !node.health->initialized) {
        addNode(DetectorId::UninitializedNode, node,
                ServerProblemsText::tr("The node at %1 is not initialized.").arg(node.address),
                ServerProblemsText::tr("Join it to the cluster, or remove its address."));
    } else if ((node.health && node.health->sealed) || (node.seal && node.seal->sealed)) {
        addNode(DetectorId::SealedNode, node,
                ServerProblemsText::tr("The node at %1 is sealed.").arg(node.address),
                ServerProblemsText::tr(
                    "Unseal it. Standby nodes of a new secondary seal themselves and need the "
                    "primary's unseal keys."));
    } else if (node.health && node.health->hasLostActiveNode() && !m_snapshot.settling) {
        addNode(DetectorId::CutOffNode, node,
                ServerProblemsText::tr("The standby at %1 can't reach its active node.")
                    .arg(node.address),
                ServerProblemsText::tr(
                    "It can't take over or forward requests. Check the cluster port between the "
                    "nodes, usually 8201."));
    }
}

void ServerRules::license(const Health &health)
{
    if (health.licenseTerminated.value_or(false)) {
        add(DetectorId::LicenseTerminated, Danger,
            ServerProblemsText::tr("The license of this cluster has ended."),
            ServerProblemsText::tr(
                "Install a valid license. Without one, Vault may not start again."));
        return;
    }
    if (!health.licenseExpiry || !m_now.isValid())
        return;
    const qint64 days = m_now.daysTo(*health.licenseExpiry);
    if (*health.licenseExpiry <= m_now)
        add(DetectorId::LicenseExpired, Danger,
            ServerProblemsText::tr("The license of this cluster has expired."),
            ServerProblemsText::tr("Install a valid license before its grace period ends."));
    else if (days <= licenseNoticeDays)
        add(DetectorId::LicenseExpiring, Attention,
            ServerProblemsText::tr("The license of this cluster expires in %n day(s).", nullptr,
                                   int(days)),
            ServerProblemsText::tr("Install a new license in time."));
}

} // namespace

QString subjectOf(const ClusterSnapshot &snapshot)
{
    return snapshot.identity.name.isEmpty() ? ServerProblemsText::tr("The cluster")
                                            : snapshot.identity.name;
}

QString typeWord(ReplicationType type)
{
    return type == ReplicationType::DisasterRecovery ? ServerProblemsText::tr("DR")
                                                     : ServerProblemsText::tr("performance");
}

void findServerProblems(const ClusterSnapshot &snapshot, const ProblemContext &context,
                        const std::optional<SignOfLife> &signOfLife, Findings &findings)
{
    ServerRules(snapshot, context, signOfLife, findings).run();
}

} // namespace switchover
