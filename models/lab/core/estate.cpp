// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/core/estate.h"

#include "models/base/clock.h"
#include "models/lab/core/link.h"
#include "models/lab/core/nodes.h"
#include "models/lab/core/router.h"
#include "models/lab/crypto/randomness.h"

#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace switchover::lab {

namespace {

/// "https://localhost:8201/" and "127.0.0.1:8201" name the same place.
QString place(const QString &address)
{
    const QUrl url(address.contains("://"_L1) ? address : "https://"_L1 + address);
    QString host = url.host().toLower();
    if (host == "localhost"_L1 || host == "::1"_L1)
        host = u"127.0.0.1"_s;
    return u"%1:%2"_s.arg(host).arg(url.port());
}

bool isIpAddress(const QString &host)
{
    return !host.isEmpty()
        && std::ranges::all_of(host, [](QChar c) { return c.isDigit() || c == u'.' || c == u':'; });
}

} // namespace

Estate::Estate(const Clock &clock, double tempo)
    : m_clock(clock)
    , m_tempo(std::max(tempo, 0.01))
    , m_nowMs(clock.now().toMSecsSinceEpoch())
    , m_nextTickMs(m_nowMs)
{
}

Estate::~Estate() = default;

Cluster &Estate::add(const ClusterOptions &options)
{
    auto cluster = makeCluster(options, m_nowMs);
    cluster->index = int(m_clusters.size());
    int port = 8200 + 100 * cluster->index;
    for (Node &node : cluster->nodes) {
        node.apiAddress = u"http://127.0.0.1:%1"_s.arg(port);
        node.clusterAddress = u"https://127.0.0.1:%1"_s.arg(port + 1);
        port += 2;
    }
    m_clusters.push_back(std::move(cluster));
    return *m_clusters.back();
}

Cluster *Estate::find(const QString &name)
{
    const auto found = std::ranges::find_if(
        m_clusters, [&name](const auto &cluster) { return cluster->options.name == name; });
    return found == m_clusters.end() ? nullptr : found->get();
}

Answer Estate::handle(Cluster &cluster, int node, const Call &call)
{
    catchUp();
    return route(*this, cluster, node, call);
}

qint64 Estate::scaled(std::chrono::milliseconds delay) const
{
    return qint64(double(delay.count()) / m_tempo);
}

std::chrono::milliseconds Estate::tickInterval() const
{
    return std::chrono::milliseconds(std::max<qint64>(scaled(250ms), 10));
}

void Estate::advance(std::chrono::milliseconds by)
{
    m_offsetMs += by.count();
    catchUp();
}

void Estate::after(std::chrono::milliseconds delay, std::function<void()> action)
{
    m_agenda.emplace(m_nowMs + scaled(delay), std::move(action));
}

void Estate::catchUp()
{
    const qint64 target = m_clock.now().toMSecsSinceEpoch() + m_offsetMs;
    // After a long jump the ticks are taken further apart, so that a month costs no more than a
    // minute.
    const qint64 step = std::max<qint64>(tickInterval().count(), (target - m_nowMs) / 400);
    while (true) {
        const bool agendaFirst = !m_agenda.empty() && m_agenda.begin()->first <= m_nextTickMs;
        const qint64 next = agendaFirst ? m_agenda.begin()->first : m_nextTickMs;
        if (next > target)
            break;
        m_nowMs = std::max(m_nowMs, next);
        if (agendaFirst) {
            const auto action = std::move(m_agenda.begin()->second);
            m_agenda.erase(m_agenda.begin());
            action();
        } else {
            m_nextTickMs += step;
            tick();
        }
    }
    m_nowMs = std::max(m_nowMs, target);
    if (m_nextTickMs > m_nowMs + tickInterval().count()) { // the last of those wide steps
        m_nextTickMs = m_nowMs + tickInterval().count();
        tick();
    }
}

void Estate::tick()
{
    for (const auto &cluster : m_clusters)
        keepBusy(*this, *cluster);
    for (const auto &cluster : m_clusters) {
        stepLink(*this, *cluster, Type::Performance);
        stepLink(*this, *cluster, Type::Dr);
    }
    for (const auto &cluster : m_clusters)
        ageSecondaries(*this, *cluster);
}

void Estate::setPartition(const Cluster &one, const Cluster &other, bool cut)
{
    const auto pair = std::minmax(one.index, other.index);
    if (cut)
        m_partitions.insert(pair);
    else
        m_partitions.erase(pair);
}

bool Estate::isPartitioned(const Cluster &one, const Cluster &other) const
{
    return m_partitions.contains(std::minmax(one.index, other.index));
}

bool Estate::canReach(const Cluster &from, const Cluster &to) const
{
    return to.activeNode() != nullptr && !inOutage(*this, to) && !isPartitioned(from, to);
}

Cluster *Estate::atApiAddress(const QString &address)
{
    const QString wanted = place(address);
    for (const auto &cluster : m_clusters) {
        for (const Node &node : cluster->nodes) {
            if (place(node.apiAddress) == wanted)
                return cluster.get();
        }
    }
    return nullptr;
}

Cluster *Estate::atClusterAddress(const QString &address, Type type)
{
    const QString wanted = place(address);
    for (const auto &cluster : m_clusters) {
        for (const Node &node : cluster->nodes) {
            if (place(node.clusterAddress) == wanted)
                return cluster.get();
        }
    }
    if (isIpAddress(wanted.section(u':', 0, -2)))
        return nullptr;
    for (const auto &cluster : m_clusters) {
        const Replication &state = cluster->replication(type);
        if (state.isPrimary() && !state.primaryClusterAddr.isEmpty()
            && place(state.primaryClusterAddr) == wanted)
            return cluster.get();
    }
    return nullptr;
}

QString Estate::storeBundle(const Bundle &bundle)
{
    const QString token = QString::fromLatin1(randomBytes(900).toBase64());
    m_bundles.insert(token, bundle);
    return token;
}

const Estate::Bundle *Estate::bundle(const QString &token) const
{
    const auto found = m_bundles.find(token);
    return found == m_bundles.end() ? nullptr : &found.value();
}

} // namespace switchover::lab
