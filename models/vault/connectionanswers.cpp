// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/connectionfinding.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstdlib>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

using Cause = ConnectionCause;
using Outcome = ConnectionFinding::State;
using Step = ConnectionStep;

constexpr qint64 toleratedSkew = 30;    // seconds
constexpr qint64 intolerableSkew = 600; // tokens and certificates begin to fail
constexpr qint64 halfAnHour = 1800;

struct ConnectionAnswersText
{
    Q_DECLARE_TR_FUNCTIONS(ConnectionTest)
};

QString lasting(qint64 seconds)
{
    if (seconds < 120)
        return ConnectionAnswersText::tr("%n second(s)", nullptr, int(seconds));
    if (seconds < 55 * 60)
        return ConnectionAnswersText::tr("%n minute(s)", nullptr, int((seconds + 30) / 60));
    if (seconds < 36 * 3600)
        return ConnectionAnswersText::tr("%n hour(s)", nullptr, int((seconds + 1800) / 3600));
    return ConnectionAnswersText::tr("%n day(s)", nullptr,
                                     int(std::min<qint64>((seconds + 43200) / 86400, 99999)));
}

bool errorSays(const Error &error, QLatin1StringView words)
{
    return std::ranges::any_of(error.serverMessages, [words](const QString &message) {
        return message.contains(words, Qt::CaseInsensitive);
    });
}

// A refusal, or no word of Vault's, where Vault itself answered for its health. What Vault tells
// and this program cannot read was passed on: the decoder names the place in it, a page has none.
bool isKeptBack(const Error &error)
{
    if (error.httpStatus >= 200 && error.httpStatus < 300)
        return error.kind == Error::Kind::BadAnswer && error.where.isEmpty();
    const bool refused = error.kind == Error::Kind::NotFound || error.kind == Error::Kind::Denied
        || error.kind == Error::Kind::Unsupported;
    return error.httpStatus > 0
        && (refused
            || (error.serverMessages.isEmpty() && error.kind != Error::Kind::NotReady
                && error.kind != Error::Kind::Throttled));
}

void sayWhoAnswers(ConnectionFinding &finding, const Error &error)
{
    finding.cause = Cause::NotVault;
    finding.summary = error.httpStatus > 0
        ? ConnectionAnswersText::tr("Something answers, but it is not Vault (HTTP status %1).")
              .arg(error.httpStatus)
        : ConnectionAnswersText::tr("Something answers, but it is not Vault.");
    finding.advice = ConnectionAnswersText::tr(
        "Probably a proxy, load balancer or other web server stands at this "
        "address. Use the address of the API behind it, or of a node; a balancer "
        "must pass on /v1/ unchanged.");
}

} // namespace

ConnectionFinding healthFailure(const Connection &connection, const Error &error, Heard heard)
{
    ConnectionFinding finding { .step = Step::Health, .state = Outcome::Failed };
    finding.details = { errorSentence(error) };
    const bool saysTls =
        connection.address.scheme() == u"http"_s && error.kind == Error::Kind::TlsFailed;
    if (heard == Heard::Tls || saysTls) {
        finding.cause = Cause::TlsServer;
        finding.summary = ConnectionAnswersText::tr("The server speaks TLS at this address.");
        finding.advice =
            ConnectionAnswersText::tr("Write the address with https:// instead of http://.");
    } else if (isRedirect(error)) {
        finding.cause = Cause::Redirected;
        finding.summary =
            ConnectionAnswersText::tr("The server sends requests elsewhere instead of answering.");
        finding.advice = ConnectionAnswersText::tr(
            "Vault never redirects this request, so a proxy or balancer does. Use "
            "the address it leads to, if that is the cluster's.");
    } else if (error.kind == Error::Kind::TlsFailed) {
        finding.cause = Cause::TlsFailed;
        finding.summary = ConnectionAnswersText::tr(
            "TLS failed when asking for the health, although it worked before.");
        finding.advice = ConnectionAnswersText::tr(
            "Several servers may answer at this address with different "
            "certificates. Test again, or give the nodes' own addresses.");
    } else if (error.httpStatus > 0 && error.serverMessages.isEmpty()) {
        sayWhoAnswers(finding, error);
    } else if (error.httpStatus > 0) {
        finding.cause = Cause::Other;
        finding.summary = ConnectionAnswersText::tr("Vault does not tell its health.");
        finding.advice = ConnectionAnswersText::tr(
            "Give an address whose listener has neither a namespace (chroot) nor "
            "restrictions on sys/health.");
    } else if (error.kind == Error::Kind::Timeout) {
        finding.cause = Cause::NoAnswer;
        finding.summary =
            ConnectionAnswersText::tr("The server takes connections, but did not answer in time.");
        finding.advice = ConnectionAnswersText::tr(
            "Vault may hang or be overloaded, or a balancer has no server behind "
            "it that works. Look at the server's log; test a node's own address.");
    } else if (error.kind == Error::Kind::BadAnswer || heard == Heard::AnotherProtocol) {
        sayWhoAnswers(finding, error);
    } else if (error.kind == Error::Kind::ProxyFailed) {
        finding.cause = Cause::ProxyFailed;
        finding.summary = ConnectionAnswersText::tr("The proxy did not pass the request on.");
        finding.advice = ConnectionAnswersText::tr(
            "Check the proxy. A cluster inside the own network mostly needs none.");
    } else {
        finding.cause = Cause::ConnectionBroke;
        finding.summary = ConnectionAnswersText::tr("The connection broke before an answer came.");
        finding.advice = ConnectionAnswersText::tr(
            "Vault may be restarting, or a balancer ends connections it has no "
            "server for. Test again, or test a node's own address.");
        if (connection.address.scheme() == u"https"_s && connection.clientIdentity.isNull())
            finding.advice +=
                u' ' + ConnectionAnswersText::tr("The server may also want a client certificate.");
    }
    return finding;
}

ConnectionFinding healthFinding(const Result<Health> &answer)
{
    const Health &health = *answer;
    ConnectionFinding finding { .step = Step::Health, .state = Outcome::Good };
    finding.details.append(ConnectionAnswersText::tr("HTTP status %1").arg(health.httpStatus));
    if (health.clusterName)
        finding.details.append(
            ConnectionAnswersText::tr("Cluster name: %1").arg(*health.clusterName));
    if (!health.initialized) {
        finding.state = Outcome::Attention;
        finding.cause = Cause::Uninitialized;
        finding.summary = ConnectionAnswersText::tr("Vault runs, but is not initialised.");
        finding.advice = ConnectionAnswersText::tr(
            "Initialise it with `vault operator init`, which makes its keys and "
            "its root token.");
    } else if (health.isRemoved()) {
        finding.state = Outcome::Attention;
        finding.cause = Cause::Removed;
        finding.summary = ConnectionAnswersText::tr("This node was removed from its cluster.");
        finding.advice = ConnectionAnswersText::tr(
            "Give the address of another node. Unsealing does not bring this one "
            "back; it has to join anew.");
    } else if (health.sealed) {
        finding.state = Outcome::Attention;
        finding.cause = Cause::Sealed;
        finding.summary = ConnectionAnswersText::tr("The node is sealed.");
        finding.advice = ConnectionAnswersText::tr(
            "Unseal it with the cluster's key shares, or see why its auto-unseal "
            "fails. It can be registered before that.");
    } else if (health.isDrSecondary()) {
        finding.cause = Cause::DrSecondary;
        finding.summary = ConnectionAnswersText::tr(
            "A DR secondary answers: a node of a cluster that stands by.");
        finding.advice = ConnectionAnswersText::tr(
            "Nobody can sign in there, and nothing has to be done about it. "
            "Changes need a DR operation token.");
    } else if (health.hasLostActiveNode()) {
        finding.state = Outcome::Attention;
        finding.summary =
            ConnectionAnswersText::tr("A standby answers that cannot reach its active node.");
        finding.advice = ConnectionAnswersText::tr(
            "Look at the cluster's nodes, and at the network between them.");
    } else if (health.performanceStandby) {
        finding.summary = ConnectionAnswersText::tr(
            "A performance standby answers: unsealed and not the active node.");
    } else if (health.standby) {
        finding.summary =
            ConnectionAnswersText::tr("A standby answers: unsealed and not the active node.");
    } else {
        finding.summary =
            ConnectionAnswersText::tr("The active node answers: initialised and unsealed.");
    }
    return finding;
}

ConnectionFinding statusFinding(const Result<ReplicationStatus> &status, const Health &health)
{
    ConnectionFinding finding { .step = Step::Status, .state = Outcome::Good };
    if (!health.initialized || health.sealed) {
        finding.state = Outcome::Skipped;
        finding.summary = ConnectionAnswersText::tr("A node in this state does not know it.");
        return finding;
    }
    if (!status) {
        const Error &error = status.error();
        finding.details = { errorSentence(error) };
        if (errorSays(error, "disabled path"_L1)) {
            finding.state = Outcome::Attention;
            finding.cause = Cause::StatusHidden;
            finding.summary =
                ConnectionAnswersText::tr("This listener hides the replication status.");
            finding.advice = ConnectionAnswersText::tr(
                "It has disable_replication_status_endpoints set. Give the address of another "
                "listener of the cluster that has not; without the status there is little to "
                "see here.");
        } else if (isRedirect(error)) {
            finding.state = Outcome::Failed;
            finding.cause = Cause::Redirected;
            finding.summary = ConnectionAnswersText::tr(
                "The node sends this request to an address that is not known "
                "as this cluster's.");
            finding.advice =
                ConnectionAnswersText::tr("Add that address to the cluster if it is a node of it.");
        } else if (errorSays(error, "Feature Not Enabled"_L1)) {
            finding.state = Outcome::Attention;
            finding.cause = Cause::Other;
            finding.summary =
                ConnectionAnswersText::tr("The licence of this Vault does not cover replication.");
            finding.advice = ConnectionAnswersText::tr(
                "See `vault license inspect` on the servers for the features it has.");
        } else if (isKeptBack(error)) {
            finding.state = Outcome::Attention;
            finding.cause = Cause::StatusHidden;
            finding.summary = ConnectionAnswersText::tr(
                                  "Vault answers, but its replication status is kept back here "
                                  "(HTTP status %1).")
                                  .arg(error.httpStatus);
            finding.advice = ConnectionAnswersText::tr(
                "Vault tells it to anybody, so a proxy or balancer does not pass "
                "/v1/sys/replication/ on, or the listener hides it "
                "(disable_replication_status_endpoints). Have the path opened, or give the address "
                "of another listener or of a node.");
        } else {
            finding.state = Outcome::Failed;
            finding.cause = Cause::Other;
            finding.summary =
                ConnectionAnswersText::tr("The replication status could not be read.");
            finding.advice = ConnectionAnswersText::tr(
                "If the cluster is changing its role or its leader, test again in "
                "a minute.");
        }
        return finding;
    }
    if (status->dialect == StatusDialect::Unsupported) {
        finding.state = Outcome::Attention;
        finding.cause = Cause::StorageCannotReplicate;
        finding.summary = ConnectionAnswersText::tr("The storage of this Vault cannot replicate.");
        finding.advice = ConnectionAnswersText::tr(
            "Replication needs integrated storage (raft) or Consul; a dev server "
            "has neither.");
        return finding;
    }
    const auto roleOf = [](const std::optional<ReplicationBlock> &block) {
        if (!block)
            return ConnectionAnswersText::tr("not said");
        return block->state ? u"%1, %2"_s.arg(block->mode.text, block->state->text)
                            : block->mode.text;
    };
    finding.summary = ConnectionAnswersText::tr("Performance: %1. Disaster recovery: %2.")
                          .arg(roleOf(status->performance), roleOf(status->dr));
    return finding;
}

ConnectionFinding clockFinding(const Health &health, const QDateTime &now)
{
    ConnectionFinding finding { .step = Step::Clock, .state = Outcome::Good };
    if (!health.serverTimeUtc) {
        finding.state = Outcome::Skipped;
        finding.summary = ConnectionAnswersText::tr("The server does not say what time it has.");
        return finding;
    }
    const qint64 difference = *health.serverTimeUtc - now.toSecsSinceEpoch();
    const qint64 size = std::abs(difference);
    finding.details = { ConnectionAnswersText::tr("The server: %1")
                            .arg(QDateTime::fromSecsSinceEpoch(*health.serverTimeUtc, Qt::UTC)
                                     .toString(u"yyyy-MM-dd hh:mm:ss 'UTC'"_s)),
                        ConnectionAnswersText::tr("This computer: %1")
                            .arg(now.toUTC().toString(u"yyyy-MM-dd hh:mm:ss 'UTC'"_s)) };
    if (size <= toleratedSkew) {
        finding.summary = size <= 2
            ? ConnectionAnswersText::tr("The clocks agree.")
            : ConnectionAnswersText::tr("The clocks differ by %1.").arg(lasting(size));
        return finding;
    }
    finding.cause = Cause::ClockOff;
    finding.state = size < intolerableSkew ? Outcome::Attention : Outcome::Failed;
    finding.summary = difference > 0
        ? ConnectionAnswersText::tr("The server's clock is %1 ahead of this computer's.")
              .arg(lasting(size))
        : ConnectionAnswersText::tr("The server's clock is %1 behind this computer's.")
              .arg(lasting(size));
    finding.advice = ConnectionAnswersText::tr(
        "One of the two is wrong: check time synchronisation (NTP) on both. Lag, "
        "token expiry and certificates are judged by these clocks.");
    const qint64 beyond = size % halfAnHour;
    if (size > halfAnHour - 60 && std::min(beyond, halfAnHour - beyond) <= 60) {
        finding.advice +=
            u' '
            + ConnectionAnswersText::tr(
                "A difference of whole or half hours mostly means that a clock was set to local "
                "time as if it were UTC.");
    }
    return finding;
}

ConnectionFinding editionFinding(const Health &health,
                                 const std::optional<ReplicationStatus> &status)
{
    ConnectionFinding finding { .step = Step::Edition, .state = Outcome::Good };
    const QString version =
        health.version.isEmpty() ? ConnectionAnswersText::tr("of unknown version") : health.version;
    std::optional<bool> enterprise = health.isEnterprise();
    if (!enterprise && status)
        enterprise = status->dialect != StatusDialect::Community;
    if (!enterprise) {
        finding.summary =
            ConnectionAnswersText::tr("Vault %1; the edition is not known.").arg(version);
        return finding;
    }
    if (!*enterprise) {
        finding.state = Outcome::Attention;
        finding.cause = Cause::CommunityEdition;
        finding.summary = ConnectionAnswersText::tr("Vault %1, community edition.").arg(version);
        finding.advice = ConnectionAnswersText::tr(
            "Replication is a feature of Vault Enterprise. The cluster can be "
            "watched, but takes part in no replication.");
        return finding;
    }
    finding.summary = ConnectionAnswersText::tr("Vault %1, Enterprise.").arg(version);
    if (health.licenseExpiry)
        finding.details.append(ConnectionAnswersText::tr("The licence ends at %1.")
                                   .arg(health.licenseExpiry->toUTC().toString(Qt::ISODate)));
    return finding;
}

} // namespace switchover
