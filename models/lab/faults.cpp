// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/faults.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

struct Kind
{
    const char *id;
    const char *label;
    const char *help;
    FaultGroup group;
};

constexpr Kind kindTable[] = {
    { "refuse", QT_TRANSLATE_NOOP("LabFaults", "Refuse connections"),
      QT_TRANSLATE_NOOP("LabFaults", "Nothing listens on the port."), FaultGroup::Connection },
    { "hang", QT_TRANSLATE_NOOP("LabFaults", "Never answer"),
      QT_TRANSLATE_NOOP("LabFaults", "The request is taken and nothing happens."),
      FaultGroup::Connection },
    { "hang-after", QT_TRANSLATE_NOOP("LabFaults", "Act, then never answer"),
      QT_TRANSLATE_NOOP("LabFaults", "The change takes effect, the answer never comes."),
      FaultGroup::Connection },
    { "slow", QT_TRANSLATE_NOOP("LabFaults", "Answer slowly"),
      QT_TRANSLATE_NOOP("LabFaults", "The answer comes after a delay."), FaultGroup::Connection },
    { "drop-before", QT_TRANSLATE_NOOP("LabFaults", "Hang up before acting"),
      QT_TRANSLATE_NOOP("LabFaults", "The connection is closed and nothing has changed."),
      FaultGroup::Connection },
    { "drop-after", QT_TRANSLATE_NOOP("LabFaults", "Hang up after acting"),
      QT_TRANSLATE_NOOP("LabFaults", "The change takes effect, the answer is lost."),
      FaultGroup::Connection },
    { "error", QT_TRANSLATE_NOOP("LabFaults", "Answer with an error"),
      QT_TRANSLATE_NOOP("LabFaults",
                        "A status of your choice with Vault's error body; nothing changes."),
      FaultGroup::Refusal },
    { "rate-limit", QT_TRANSLATE_NOOP("LabFaults", "Rate limit"),
      QT_TRANSLATE_NOOP("LabFaults", "429 with the quota text and Retry-After."),
      FaultGroup::Refusal },
    { "catching-up", QT_TRANSLATE_NOOP("LabFaults", "Still catching up"),
      QT_TRANSLATE_NOOP("LabFaults",
                        "Promotion is refused with 503 as while replication is behind."),
      FaultGroup::Refusal },
    { "index-missing", QT_TRANSLATE_NOOP("LabFaults", "Required state not present"),
      QT_TRANSLATE_NOOP("LabFaults", "412, as after a promotion behind a load balancer."),
      FaultGroup::Refusal },
    { "status-hidden", QT_TRANSLATE_NOOP("LabFaults", "Replication status hidden"),
      QT_TRANSLATE_NOOP("LabFaults", "The listener has disable_replication_status_endpoints set."),
      FaultGroup::Refusal },
    { "truncated", QT_TRANSLATE_NOOP("LabFaults", "Truncated answer"),
      QT_TRANSLATE_NOOP("LabFaults", "The connection ends in the middle of the JSON text."),
      FaultGroup::Unreadable },
    { "not-json", QT_TRANSLATE_NOOP("LabFaults", "HTML instead of JSON"),
      QT_TRANSLATE_NOOP("LabFaults", "A proxy's error page with status 200."),
      FaultGroup::Unreadable },
    { "wrong-types", QT_TRANSLATE_NOOP("LabFaults", "Wrong types"),
      QT_TRANSLATE_NOOP("LabFaults", "Valid JSON in which nothing has the promised type."),
      FaultGroup::Unreadable },
    { "deep-nesting", QT_TRANSLATE_NOOP("LabFaults", "Deeply nested JSON"),
      QT_TRANSLATE_NOOP("LabFaults", "A hundred thousand nested arrays."), FaultGroup::Unreadable },
    { "invalid-utf8", QT_TRANSLATE_NOOP("LabFaults", "Invalid UTF-8"),
      QT_TRANSLATE_NOOP("LabFaults", "JSON with bytes that are no text."), FaultGroup::Unreadable },
    { "empty-body", QT_TRANSLATE_NOOP("LabFaults", "Empty answer"),
      QT_TRANSLATE_NOOP("LabFaults", "Status 200 without a body."), FaultGroup::Unreadable },
    { "huge-body", QT_TRANSLATE_NOOP("LabFaults", "Endless answer"),
      QT_TRANSLATE_NOOP("LabFaults", "One gigabyte of JSON, sent piece by piece."),
      FaultGroup::Unreadable },
    { "proxy-blocks", QT_TRANSLATE_NOOP("LabFaults", "Proxy without these paths"),
      QT_TRANSLATE_NOOP("LabFaults", "404 with a proxy's HTML page."), FaultGroup::Proxy },
    { "bad-gateway", QT_TRANSLATE_NOOP("LabFaults", "Bad gateway"),
      QT_TRANSLATE_NOOP("LabFaults", "502 with a proxy's HTML page."), FaultGroup::Proxy },
    { "redirect-loop", QT_TRANSLATE_NOOP("LabFaults", "Redirect loop"),
      QT_TRANSLATE_NOOP("LabFaults", "307 to the same address, again and again."),
      FaultGroup::Proxy },
    { "redirect-away", QT_TRANSLATE_NOOP("LabFaults", "Redirect to another host"),
      QT_TRANSLATE_NOOP("LabFaults", "307 to another host name."), FaultGroup::Proxy },
    { "redirect-plain", QT_TRANSLATE_NOOP("LabFaults", "Redirect to plain HTTP"),
      QT_TRANSLATE_NOOP("LabFaults", "307 to an address without TLS."), FaultGroup::Proxy },
    { "clock-off", QT_TRANSLATE_NOOP("LabFaults", "Wrong clock"),
      QT_TRANSLATE_NOOP("LabFaults", "The server's time is not this computer's."),
      FaultGroup::Tls },
    { "certificate-expired", QT_TRANSLATE_NOOP("LabFaults", "Expired certificate"),
      QT_TRANSLATE_NOOP("LabFaults", "The server's certificate ended yesterday."),
      FaultGroup::Tls },
    { "certificate-wrong-host", QT_TRANSLATE_NOOP("LabFaults", "Certificate for another host"),
      QT_TRANSLATE_NOOP("LabFaults", "The certificate names another host."), FaultGroup::Tls },
    { "certificate-unknown-ca", QT_TRANSLATE_NOOP("LabFaults", "Certificate of an unknown CA"),
      QT_TRANSLATE_NOOP("LabFaults", "Another authority issued the certificate."),
      FaultGroup::Tls },
    { "plain-http", QT_TRANSLATE_NOOP("LabFaults", "Plain HTTP on the port"),
      QT_TRANSLATE_NOOP("LabFaults", "The port speaks plain HTTP to clients that expect TLS."),
      FaultGroup::Tls },
};

bool fits(const ActiveFault &fault, const QString &cluster, const QString &node)
{
    return fault.cluster == cluster && (fault.node.isEmpty() || fault.node == node);
}

bool fits(const FaultSpec &spec, const QByteArray &method, const QString &path)
{
    if (spec.kind == "status-hidden"_L1
        && !(path.startsWith("sys/replication/"_L1) && path.endsWith("status"_L1)))
        return false;
    if (spec.kind == "catching-up"_L1 && !path.endsWith("/promote"_L1))
        return false;
    if (!spec.pathPrefix.isEmpty() && !path.startsWith(spec.pathPrefix))
        return false;
    if (spec.method.isEmpty())
        return true;
    const bool update = method == "POST" || method == "PUT";
    return spec.method == QLatin1StringView(method)
        || (update && (spec.method == "POST"_L1 || spec.method == "PUT"_L1));
}

/// Shows itself when a client connects, not when it asks.
bool isOfConnection(const QString &kind)
{
    return kind.startsWith("certificate-"_L1) || kind == "plain-http"_L1;
}

} // namespace

QString faultGroupName(FaultGroup group)
{
    switch (group) {
    case FaultGroup::Connection:
        return QCoreApplication::translate("LabFaults", "Connection");
    case FaultGroup::Refusal:
        return QCoreApplication::translate("LabFaults", "Refusals by Vault");
    case FaultGroup::Unreadable:
        return QCoreApplication::translate("LabFaults", "Unreadable answers");
    case FaultGroup::Proxy:
        return QCoreApplication::translate("LabFaults", "Proxies and redirects");
    case FaultGroup::Tls:
        return QCoreApplication::translate("LabFaults", "Clock and certificates");
    }
    Q_UNREACHABLE();
}

QList<FaultInfo> FaultBook::kinds()
{
    QList<FaultInfo> result;
    for (const Kind &kind : kindTable) {
        result.append({ .id = QString::fromLatin1(kind.id),
                        .label = QCoreApplication::translate("LabFaults", kind.label),
                        .help = QCoreApplication::translate("LabFaults", kind.help),
                        .group = kind.group,
                        .needsTls = isOfConnection(QString::fromLatin1(kind.id)) });
    }
    return result;
}

bool FaultBook::isKind(const QString &id)
{
    return std::ranges::any_of(
        kindTable, [&id](const Kind &kind) { return id == QLatin1StringView(kind.id); });
}

int FaultBook::add(const QString &cluster, const QString &node, const FaultSpec &spec)
{
    m_faults.append({ .id = m_nextId, .cluster = cluster, .node = node, .spec = spec });
    ++m_generation;
    return m_nextId++;
}

void FaultBook::remove(int id)
{
    m_faults.removeIf([id](const ActiveFault &fault) { return fault.id == id; });
    ++m_generation;
}

void FaultBook::clear()
{
    m_faults.clear();
    ++m_generation;
}

std::optional<FaultSpec> FaultBook::take(const QString &cluster, const QString &node,
                                         const QByteArray &method, const QString &path)
{
    for (qsizetype i = 0; i < m_faults.size(); ++i) {
        ActiveFault &fault = m_faults[i];
        if (isOfConnection(fault.spec.kind))
            continue;
        if (!fits(fault, cluster, node) || !fits(fault.spec, method, path))
            continue;
        const FaultSpec spec = fault.spec;
        ++m_generation; // its count is shown
        if (fault.spec.count && --*fault.spec.count <= 0)
            m_faults.removeAt(i);
        return spec;
    }
    return std::nullopt;
}

std::optional<CertificateFault> FaultBook::certificateOf(const QString &cluster,
                                                         const QString &node) const
{
    for (const ActiveFault &fault : m_faults) {
        if (!fits(fault, cluster, node))
            continue;
        if (fault.spec.kind == "plain-http"_L1)
            return std::nullopt;
        if (fault.spec.kind == "certificate-expired"_L1)
            return CertificateFault::Expired;
        if (fault.spec.kind == "certificate-wrong-host"_L1)
            return CertificateFault::WrongHost;
        if (fault.spec.kind == "certificate-unknown-ca"_L1)
            return CertificateFault::UnknownAuthority;
    }
    return CertificateFault::None;
}

bool FaultBook::closesPort(const QString &cluster, const QString &node) const
{
    return std::ranges::any_of(m_faults, [&](const ActiveFault &fault) {
        return fits(fault, cluster, node) && fault.spec.kind == "refuse"_L1 && !fault.spec.count
            && fault.spec.pathPrefix.isEmpty() && fault.spec.method.isEmpty();
    });
}

} // namespace switchover::lab
