// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lab/conformance/bed.h"

#include <QJsonArray>
#include <QUuid>

using namespace Qt::StringLiterals;
using switchover::lab::ClusterInfo;
using switchover::lab::Lab;
using switchover::lab::Options;

namespace conformance {

Cluster::Cluster(Lab *lab, QString name)
    : m_lab(lab)
    , m_name(std::move(name))
{
}

ClusterInfo Cluster::info() const
{
    return m_lab->cluster(m_name).value_or(ClusterInfo());
}

Cluster Cluster::as(const QByteArray &token) const
{
    Cluster other = *this;
    other.m_token = token;
    return other;
}

Reply Cluster::send(const Request &request) const
{
    Reply reply;
    (void)eventually([&] {
        reply = sendOnce(request);
        return !reply.isOutage();
    });
    return reply;
}

Reply Cluster::sendOnce(const Request &request) const
{
    return exchange(activeAddress(), request);
}

Reply Cluster::get(const QString &path) const
{
    return send({ .path = path, .token = token() });
}

Reply Cluster::list(const QString &path) const
{
    return send({ .method = "LIST", .path = path, .token = token() });
}

Reply Cluster::post(const QString &path, const QJsonObject &body) const
{
    return send({ .method = "POST", .path = path, .body = compact(body), .token = token() });
}

Reply Cluster::openGet(const QString &path) const
{
    return send({ .path = path });
}

Reply Cluster::openPost(const QString &path, const QJsonObject &body) const
{
    return send({ .method = "POST", .path = path, .body = compact(body) });
}

Reply Cluster::health(const QString &query) const
{
    return send({ .path = u"sys/health"_s + query });
}

QJsonObject Cluster::block(const QString &type) const
{
    return openGet(u"sys/replication/status"_s).data().value(type).toObject();
}

QString Cluster::mode(const QString &type) const
{
    return block(type).value("mode"_L1).toString();
}

bool Cluster::becomes(const QString &type, const QString &mode, const QString &state) const
{
    const QString member =
        type == "dr"_L1 ? u"replication_dr_mode"_s : u"replication_performance_mode"_s;
    return eventually([&] {
        const QJsonObject now = block(type);
        if (now.value("mode"_L1) != mode || (!state.isEmpty() && now.value("state"_L1) != state))
            return false;
        // Settled: the active node serves again and reports the same by its health.
        const QJsonObject health = sendOnce({ .path = u"sys/health"_s }).json();
        return health.value(member) == mode && health.value("standby"_L1) == false
            && health.value("sealed"_L1) == false;
    });
}

bool Cluster::streams(const QString &type) const
{
    return becomes(type, u"secondary"_s, u"stream-wals"_s) && eventually([&] {
               const QJsonObject now = block(type);
               return !now.contains("connection_state"_L1)
                   || now.value("connection_state"_L1) == "ready"_L1;
           });
}

QStringList Cluster::shares() const
{
    const ClusterInfo now = info();
    return now.unsealKeys.mid(0, now.threshold);
}

Bed::Bed(const QString &scenario, Options options)
{
    options.scenario = scenario;
    if (options.tempo == 1.0)
        options.tempo = 40.0;
    m_lab = std::make_unique<Lab>(options);
}

bool Bed::start()
{
    return m_lab->start().has_value();
}

Cluster Bed::at(int index) const
{
    return { m_lab.get(), m_lab->clusters().value(index).name };
}

Cluster Bed::with(const QString &type, const QString &mode) const
{
    const QList<ClusterInfo> all = m_lab->clusters();
    for (const ClusterInfo &cluster : all) {
        if ((type == "dr"_L1 ? cluster.drMode : cluster.performanceMode) == mode)
            return { m_lab.get(), cluster.name };
    }
    return {};
}

QString replication(const QString &type, const QString &rest)
{
    return u"sys/replication/%1/%2"_s.arg(type, rest);
}

QString mintToken(const Cluster &primary, const QString &type, const QString &id,
                  const QString &ttl)
{
    const Reply reply = primary.post(replication(type, u"primary/secondary-token"_s),
                                     { { u"id"_s, id }, { u"ttl"_s, ttl } });
    return reply.json().value("wrap_info"_L1).toObject().value("token"_L1).toString();
}

bool join(const Cluster &primary, const Cluster &secondary, const QString &type, const QString &id)
{
    const QString token = mintToken(primary, type, id);
    if (token.isEmpty()
        || secondary.post(replication(type, u"secondary/enable"_s), { { u"token"_s, token } })
                .status
            != 200)
        return false;
    return secondary.streams(type);
}

bool makePrimary(const Cluster &cluster, const QString &type)
{
    return cluster.post(replication(type, u"primary/enable"_s)).status == 200
        && cluster.becomes(type, u"primary"_s);
}

QString revealToken(const QString &encoded, const QString &otp, int otpLength)
{
    QByteArray hidden = QByteArray::fromBase64(encoded.toLatin1());
    const QByteArray key = otpLength > 0 ? otp.toLatin1() : QByteArray::fromBase64(otp.toLatin1());
    if (hidden.size() != key.size())
        return {};
    for (qsizetype i = 0; i < hidden.size(); ++i)
        hidden[i] = char(hidden.at(i) ^ key.at(i));
    return otpLength > 0 ? QString::fromLatin1(hidden)
                         : QUuid::fromRfc4122(hidden).toString(QUuid::WithoutBraces);
}

QString operationToken(const Cluster &drSecondary)
{
    const QString base = replication(u"dr"_s, u"secondary/generate-operation-token/"_s);
    const Reply attempt = drSecondary.openPost(base + u"attempt"_s);
    const QString otp = attempt.json().value("otp"_L1).toString();
    const QString nonce = attempt.json().value("nonce"_L1).toString();
    const int length = attempt.json().value("otp_length"_L1).toInt();
    Reply update;
    const QStringList shares = drSecondary.shares();
    for (const QString &share : shares)
        update = drSecondary.openPost(base + u"update"_s,
                                      { { u"key"_s, share }, { u"nonce"_s, nonce } });
    return revealToken(update.json().value("encoded_token"_L1).toString(), otp, length);
}

QByteArray tokenWithPolicy(const Cluster &cluster, const QString &name, const QString &policy)
{
    const Reply written = cluster.post(u"sys/policies/acl/"_s + name, { { u"policy"_s, policy } });
    if (written.status != 200 && written.status != 204)
        return {};
    const Reply created = cluster.post(
        u"auth/token/create"_s, { { u"policies"_s, QJsonArray { name } }, { u"ttl"_s, u"1h"_s } });
    return created.json().value("auth"_L1).toObject().value("client_token"_L1).toString().toUtf8();
}

bool makeAdministrator(const Cluster &cluster)
{
    const QString policy =
        u"path \"*\" { capabilities = [\"create\", \"read\", \"update\", \"delete\", \"list\", \"sudo\"] }"_s;
    return cluster.post(u"sys/policies/acl/administrator"_s, { { u"policy"_s, policy } }).status
        < 300
        && cluster
               .post(u"auth/userpass/users/administrator"_s,
                     { { u"password"_s, u"at 3 a.m."_s }, { u"policies"_s, u"administrator"_s } })
               .status
        < 300;
}

Cluster asAdministrator(const Cluster &cluster)
{
    Reply reply;
    (void)eventually([&] { // the user has to arrive first
        reply = cluster.openPost(u"auth/userpass/login/administrator"_s,
                                 { { u"password"_s, u"at 3 a.m."_s } });
        return reply.status == 200;
    });
    return cluster.as(
        reply.json().value("auth"_L1).toObject().value("client_token"_L1).toString().toUtf8());
}

} // namespace conformance
