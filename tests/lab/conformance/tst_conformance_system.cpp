// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lab/conformance/bed.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <QTest>

using namespace conformance;
using namespace switchover::lab;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

std::optional<NodeInfo> nodeIn(const Cluster &cluster, NodeState state)
{
    const QList<NodeInfo> nodes = cluster.info().nodes;
    for (const NodeInfo &node : nodes) {
        if (node.state == state)
            return node;
    }
    return std::nullopt;
}

std::optional<NodeInfo> standbyOf(const Cluster &cluster)
{
    const auto standby = nodeIn(cluster, NodeState::Standby);
    return standby ? standby : nodeIn(cluster, NodeState::PerformanceStandby);
}

} // namespace

class TestConformanceSystem final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Bed> m_bed;
    Cluster m_cluster;

    void startWith(const QString &scenario,
                   Options options = { .version = u"1.21.0+ent"_s, .nodes = 3 })
    {
        m_bed = std::make_unique<Bed>(scenario, options);
        QVERIFY(m_bed->start());
        m_cluster = m_bed->at(0);
    }

private slots:
    void cleanup() { m_bed.reset(); }

    void healthHasItsMembersByVersion_data()
    {
        QTest::addColumn<QString>("version");
        QTest::addColumn<int>("minor");
        QTest::newRow("0.11") << u"0.11.0+ent"_s << 0;
        QTest::newRow("1.13") << u"1.13.0+ent"_s << 13;
        QTest::newRow("1.17") << u"1.17.0+ent"_s << 17;
        QTest::newRow("1.21") << u"1.21.0+ent"_s << 21;
    }
    void healthHasItsMembersByVersion()
    {
        QFETCH(QString, version);
        QFETCH(int, minor);
        startWith(u"fresh-pair"_s, { .version = version });
        const Reply reply = m_cluster.health();
        QCOMPARE(reply.status, 200);
        const QJsonObject health = reply.json();
        QSet<QString> expected { u"initialized"_s,
                                 u"sealed"_s,
                                 u"standby"_s,
                                 u"performance_standby"_s,
                                 u"replication_performance_mode"_s,
                                 u"replication_dr_mode"_s,
                                 u"server_time_utc"_s,
                                 u"version"_s,
                                 u"cluster_name"_s,
                                 u"cluster_id"_s };
        QSet<QString> optional { u"last_wal"_s, u"license"_s, u"ha_connection_healthy"_s,
                                 u"last_request_forwarding_heartbeat_ms"_s };
        if (minor >= 16)
            expected.insert(u"enterprise"_s);
        if (minor >= 17)
            expected += QSet<QString> { u"echo_duration_ms"_s, u"clock_skew_ms"_s,
                                        u"replication_primary_canary_age_ms"_s };
        if (minor >= 19)
            expected.insert(u"removed_from_cluster"_s);
        else
            optional -= QSet<QString> { u"ha_connection_healthy"_s,
                                        u"last_request_forwarding_heartbeat_ms"_s };
        QVERIFY2((expected - namesIn(health)).isEmpty(), reply.body.constData());
        QVERIFY2((namesIn(health) - expected - optional).isEmpty(), reply.body.constData());
        QCOMPARE(health.value("version"_L1), version);
        QCOMPARE(health.value("initialized"_L1), QJsonValue(true));
        QCOMPARE(health.value("sealed"_L1), QJsonValue(false));
        QCOMPARE(health.value("standby"_L1), QJsonValue(false));
        QVERIFY(qAbs(health.value("server_time_utc"_L1).toInteger()
                     - m_bed->lab().now().toSecsSinceEpoch())
                < 60);
        if (minor >= 17)
            QVERIFY(health.value("clock_skew_ms"_L1)
                        .isDouble()); // numbers here, text in the replication status
        QVERIFY(reply.status
                == m_cluster.send({ .method = "HEAD", .path = u"sys/health"_s }).status);
    }

    void healthCodesTellTheState()
    {
        startWith(u"dr-pair"_s);
        const Cluster dr = m_bed->with(u"dr"_s, u"secondary"_s);
        const Cluster primary = m_bed->with(u"dr"_s, u"primary"_s);
        QCOMPARE(primary.health().status, 200);
        QCOMPARE(dr.health().status, 472);
        QCOMPARE(dr.health(u"?drsecondarycode=299"_s).status, 299);
        QCOMPARE(primary.health(u"?activecode=299&drsecondarycode=298"_s).status, 299);
        const Reply bad = primary.health(u"?activecode=many"_s);
        QCOMPARE(bad.status, 400);
        QCOMPARE(bad.json(), QJsonObject({ { u"errors"_s, QJsonArray() } }));
    }

    void standbysHaveTheirCodes()
    {
        startWith(u"dr-pair"_s);
        const Cluster primary = m_bed->with(u"dr"_s, u"primary"_s);
        const auto standby = standbyOf(primary);
        QVERIFY2(standby, "the scenario has no standby");
        const bool performance = standby->state == NodeState::PerformanceStandby;
        const auto ask = [&](const QString &query) {
            return exchange(standby->address, { .path = u"sys/health"_s + query });
        };
        QCOMPARE(ask({}).status, performance ? 473 : 429);
        QCOMPARE(ask({}).json().value("standby"_L1), QJsonValue(true));
        QCOMPARE(ask({}).json().value("performance_standby"_L1), QJsonValue(performance));
        QCOMPARE(ask(performance ? u"?perfstandbyok=true"_s : u"?standbyok=true"_s).status, 200);
        QCOMPARE(ask(performance ? u"?performancestandbycode=299"_s : u"?standbycode=299"_s).status,
                 299);
        QCOMPARE(ask({}).json().value("replication_dr_mode"_L1), u"primary"_s);
    }

    void aSealedNodeSays503AndCanBeUnsealed()
    {
        startWith(u"fresh-pair"_s);
        const auto standby = standbyOf(m_cluster);
        const NodeInfo node = standby ? *standby : m_cluster.info().nodes.first();
        QVERIFY(m_bed->lab().seal(node.name));
        const auto ask = [&](const QString &path) {
            return exchange(node.address, { .path = path });
        };
        const Reply health = ask(u"sys/health"_s);
        QCOMPARE(health.status, 503);
        QCOMPARE(health.json().value("sealed"_L1), QJsonValue(true));
        QVERIFY(!health.json().contains("cluster_id"_L1));
        QCOMPARE(ask(u"sys/health?sealedcode=299"_s).status, 299);
        const Reply leader = ask(u"sys/leader"_s);
        QCOMPARE(leader.status, 503);
        QCOMPARE(leader.errors(), QStringList { u"Vault is sealed"_s });
        const Reply locked =
            exchange(node.address, { .path = u"sys/mounts"_s, .token = m_cluster.root() });
        QCOMPARE(locked.status, 503);
        QCOMPARE(locked.errors(), QStringList { u"Vault is sealed"_s });

        const QJsonObject sealed = ask(u"sys/seal-status"_s).json();
        QCOMPARE(sealed.value("sealed"_L1), QJsonValue(true));
        QCOMPARE(sealed.value("progress"_L1), QJsonValue(0));
        QCOMPARE(sealed.value("t"_L1), QJsonValue(m_cluster.info().threshold));
        QCOMPARE(sealed.value("n"_L1), QJsonValue(int(m_cluster.info().unsealKeys.size())));
        QVERIFY(!sealed.contains("cluster_id"_L1));

        const auto unseal = [&](const QJsonObject &body) {
            return exchange(node.address,
                            { .method = "PUT", .path = u"sys/unseal"_s, .body = compact(body) });
        };
        const QStringList shares = m_cluster.shares();
        Reply step = unseal({ { u"key"_s, shares.first() } });
        QCOMPARE(step.status, 200);
        QCOMPARE(step.json().value("progress"_L1), QJsonValue(shares.size() > 1 ? 1 : 0));
        if (shares.size() > 1) {
            QVERIFY(!step.json().value("nonce"_L1).toString().isEmpty());
            QCOMPARE(unseal({ { u"reset"_s, true } }).json().value("progress"_L1), QJsonValue(0));
            QCOMPARE(unseal({ { u"key"_s, u"not a share!"_s } }).status, 400);
        }
        for (const QString &share : shares)
            step = unseal({ { u"key"_s, share } });
        QCOMPARE(step.json().value("sealed"_L1), QJsonValue(false));
        QVERIFY(eventually([&] { return ask(u"sys/health"_s).status < 480; }));
    }

    void sealStatusHasItsMembers()
    {
        startWith(u"fresh-pair"_s);
        const QJsonObject status = m_cluster.openGet(u"sys/seal-status"_s).json();
        for (const auto &member :
             { "type"_L1, "initialized"_L1, "sealed"_L1, "t"_L1, "n"_L1, "progress"_L1, "nonce"_L1,
               "version"_L1, "build_date"_L1, "migration"_L1, "recovery_seal"_L1, "storage_type"_L1,
               "cluster_name"_L1, "cluster_id"_L1, "removed_from_cluster"_L1 })
            QVERIFY2(status.contains(member), member.data());
        QCOMPARE(status.value("type"_L1), u"shamir"_s);
        QCOMPARE(status.value("cluster_id"_L1), m_cluster.health().json().value("cluster_id"_L1));
        QCOMPARE(status.value("recovery_seal"_L1), QJsonValue(false));
    }

    void everyNodeNamesTheLeader()
    {
        startWith(u"dr-pair"_s);
        const QList<NodeInfo> nodes = m_cluster.info().nodes;
        for (const NodeInfo &node : nodes) {
            const QJsonObject leader = exchange(node.address, { .path = u"sys/leader"_s }).json();
            QCOMPARE(leader.value("ha_enabled"_L1), QJsonValue(true));
            QCOMPARE(leader.value("is_self"_L1), QJsonValue(node.state == NodeState::Active));
            QCOMPARE(
                leader.value("leader_address"_L1).toString().remove(QRegularExpression(u"/$"_s)),
                m_cluster.activeAddress());
            QVERIFY(leader.value("leader_cluster_address"_L1).toString().startsWith("https://"_L1));
            QVERIFY(leader.value("performance_standby"_L1).isBool());
        }
    }

    void haStatusListsTheNodesTwice()
    {
        startWith(u"dr-pair"_s);
        const Reply reply = m_cluster.get(u"sys/ha-status"_s);
        QCOMPARE(reply.status, 200);
        const QJsonArray nodes = reply.json().value("Nodes"_L1).toArray();
        QCOMPARE(reply.data().value("Nodes"_L1), QJsonValue(nodes));
        QCOMPARE(nodes.size(), m_cluster.info().nodes.size());
        int active = 0;
        for (const QJsonValue &value : nodes) {
            const QJsonObject node = value.toObject();
            for (const auto &member :
                 { "hostname"_L1, "api_address"_L1, "cluster_address"_L1, "active_node"_L1,
                   "last_echo"_L1, "version"_L1, "upgrade_version"_L1, "redundancy_zone"_L1 })
                QVERIFY2(node.contains(member), member.data());
            if (node.value("active_node"_L1).toBool()) {
                ++active;
                QVERIFY(node.value("last_echo"_L1).isNull());
            }
        }
        QCOMPARE(active, 1);
        QCOMPARE(m_cluster.openGet(u"sys/ha-status"_s).status, 403);
    }

    void aStandbyForwardsOrRedirects()
    {
        startWith(u"dr-pair"_s);
        const auto standby = standbyOf(m_cluster);
        QVERIFY2(standby, "the scenario has no standby");
        const Request mounts { .path = u"sys/mounts"_s, .token = m_cluster.root() };
        QCOMPARE(exchange(standby->address, mounts).status, 200);
        Request unforwarded { .method = "POST",
                              .path = u"sys/replication/recover"_s,
                              .body = "{}",
                              .token = m_cluster.root(),
                              .headers = { { "X-Vault-No-Request-Forwarding", "1" } } };
        const Reply redirect = exchange(standby->address, unforwarded);
        QVERIFY2(redirect.status == 307, redirect.text().constData());
        QCOMPARE(QString::fromLatin1(redirect.headers.value("location")),
                 m_cluster.activeAddress() + u"/v1/sys/replication/recover"_s);
    }

    void stepDownElectsAnother()
    {
        startWith(u"dr-pair"_s);
        const QString before = m_cluster.activeAddress();
        const QByteArray root = m_cluster.root();
        QCOMPARE(
            m_cluster.send({ .method = "PUT", .path = u"sys/step-down"_s, .token = root }).status,
            204);
        QVERIFY(eventually([&] {
            return m_cluster.activeAddress() != before && m_cluster.health().status == 200;
        }));
        QCOMPARE(m_cluster.mode(u"dr"_s), u"primary"_s);
    }

    void withoutAnActiveNodeTheOthersSaySo()
    {
        startWith(u"dr-pair"_s);
        const auto active = nodeIn(m_cluster, NodeState::Active);
        const auto standby = standbyOf(m_cluster);
        QVERIFY(active && standby);
        const QByteArray root = m_cluster.root();
        QVERIFY(m_bed->lab().stopNode(active->name));
        // Until the election is over, calls that need the active node fail in one of these ways.
        Reply reply;
        QVERIFY(eventually([&] {
            reply = exchange(standby->address, { .path = u"sys/mounts"_s, .token = root });
            return reply.status == 200 || reply.isOutage();
        }));
        QVERIFY(eventually([&] {
            return m_cluster.activeAddress() != active->address && m_cluster.health().status == 200;
        }));
        QCOMPARE(exchange(active->address, { .path = u"sys/health"_s }).status, 0);
        QVERIFY(m_bed->lab().startNode(active->name));
        QVERIFY(eventually(
            [&] { return exchange(active->address, { .path = u"sys/health"_s }).status == 503; }));
    }

    void theLicenceListsItsFeatures()
    {
        startWith(u"fresh-pair"_s);
        const Reply reply = m_cluster.get(u"sys/license/status"_s);
        QCOMPARE(reply.status, 200);
        const QJsonObject autoloaded = reply.data().value("autoloaded"_L1).toObject();
        QVERIFY(reply.data().value("autoloading_used"_L1).isBool());
        for (const auto &member :
             { "features"_L1, "expiration_time"_L1, "start_time"_L1, "termination_time"_L1,
               "license_id"_L1, "performance_standby_count"_L1 })
            QVERIFY2(autoloaded.contains(member), member.data());
        const QJsonArray features = autoloaded.value("features"_L1).toArray();
        QVERIFY(features.contains(u"Performance Replication"_s)
                && features.contains(u"DR Replication"_s));
        QCOMPARE(m_cluster.openGet(u"sys/license/status"_s).status, 403);
        QVERIFY(m_bed->lab().setLicence(m_cluster.name(), Lab::Licence::Expired));
        const QDateTime end = QDateTime::fromString(m_cluster.get(u"sys/license/status"_s)
                                                        .data()
                                                        .value("autoloaded"_L1)
                                                        .toObject()
                                                        .value("expiration_time"_L1)
                                                        .toString(),
                                                    Qt::ISODate);
        QVERIFY(end.isValid() && end < m_bed->lab().now());
    }

    void capabilitiesAreTold()
    {
        startWith(u"fresh-pair"_s);
        const auto ask = [&](const QByteArray &token, const QStringList &paths) {
            return m_cluster.send(
                { .method = "POST",
                  .path = u"sys/capabilities-self"_s,
                  .body = compact({ { u"paths"_s, QJsonArray::fromStringList(paths) } }),
                  .token = token });
        };
        const QString demote = u"sys/replication/dr/primary/demote"_s;
        const Reply root = ask(m_cluster.root(), { demote });
        QCOMPARE(root.json().value("capabilities"_L1), QJsonValue(QJsonArray { u"root"_s }));
        QCOMPARE(root.json().value(demote), QJsonValue(QJsonArray { u"root"_s }));
        QCOMPARE(root.data().value(demote), QJsonValue(QJsonArray { u"root"_s }));

        const QByteArray operatorToken = tokenWithPolicy(m_cluster, u"failover"_s, uR"(
path "sys/replication/+/primary/demote" { capabilities = ["create", "update"] }
path "sys/replication/+/primary/secondary-token" { capabilities = ["create", "update", "sudo"] }
path "sys/replication/dr/primary/disable" { capabilities = ["deny"] }
)"_s);
        QVERIFY(!operatorToken.isEmpty());
        const QString mint = u"sys/replication/performance/primary/secondary-token"_s;
        const QString disable = u"sys/replication/dr/primary/disable"_s;
        const QJsonObject told =
            ask(operatorToken, { demote, mint, disable, u"sys/replication/reindex"_s }).json();
        QVERIFY(!told.contains("capabilities"_L1)); // only when one path was asked
        QCOMPARE(told.value(demote), QJsonValue(QJsonArray { u"create"_s, u"update"_s }));
        QCOMPARE(told.value(mint), QJsonValue(QJsonArray { u"create"_s, u"sudo"_s, u"update"_s }));
        QCOMPARE(told.value(disable), QJsonValue(QJsonArray { u"deny"_s }));
        QCOMPARE(told.value("sys/replication/reindex"_L1), QJsonValue(QJsonArray { u"deny"_s }));
        // What is told is what holds.
        QCOMPARE(
            m_cluster
                .send({ .method = "POST", .path = disable, .body = "{}", .token = operatorToken })
                .status,
            403);
        QVERIFY(
            m_cluster
                .send({ .method = "POST", .path = demote, .body = "{}", .token = operatorToken })
                .status
            != 403);
    }

    void mountsAndNamespacesCanBeListed()
    {
        startWith(u"full"_s);
        const Reply mounts = m_cluster.get(u"sys/mounts"_s);
        QCOMPARE(mounts.status, 200);
        QVERIFY(mounts.data().contains("sys/"_L1) && mounts.data().contains("secret/"_L1));
        QCOMPARE(mounts.json().value("secret/"_L1),
                 mounts.data().value("secret/"_L1)); // told twice
        for (const auto &member : { "type"_L1, "accessor"_L1, "local"_L1, "seal_wrap"_L1 })
            QVERIFY2(mounts.data().value("secret/"_L1).toObject().contains(member), member.data());
        QVERIFY(m_cluster.get(u"sys/auth"_s).data().contains("token/"_L1));
        const QJsonObject ui = m_cluster.get(u"sys/internal/ui/mounts"_s).data();
        QVERIFY(ui.value("secret"_L1).toObject().contains("secret/"_L1));
        QVERIFY(ui.value("auth"_L1).isObject());

        const Reply namespaces = m_cluster.list(u"sys/namespaces"_s);
        QCOMPARE(namespaces.status, 200);
        // One level only; the next is asked for inside.
        QCOMPARE(namespaces.data().value("keys"_L1),
                 QJsonValue(QJsonArray { u"research/"_s, u"retail/"_s }));
        QCOMPARE(namespaces.data().value("key_info"_L1).toObject().keys(),
                 QStringList({ u"research/"_s, u"retail/"_s }));
        const auto inside = [&](const QByteArray &method, const QString &path) {
            return m_cluster.send({ .method = method,
                                    .path = path,
                                    .token = m_cluster.root(),
                                    .headers = { { "X-Vault-Namespace", "retail/" } } });
        };
        QCOMPARE(inside("LIST", u"sys/namespaces"_s).data().value("keys"_L1),
                 QJsonValue(QJsonArray { u"stores/"_s }));
        QCOMPARE(inside("GET", u"sys/mounts"_s).status, 200);
        QVERIFY(!inside("GET", u"sys/mounts"_s).data().contains("regional/"_L1));
        QCOMPARE(
            m_cluster.send({ .path = u"sys/namespaces?list=true"_s, .token = m_cluster.root() })
                .status,
            200);
        startWith(u"fresh-pair"_s);
        QCOMPARE(m_cluster.list(u"sys/namespaces"_s).status, 404); // there are none
    }

    void tokensCanBeLookedUpRenewedAndRevoked()
    {
        startWith(u"fresh-pair"_s);
        const QJsonObject root = m_cluster.get(u"auth/token/lookup-self"_s).data();
        QCOMPARE(root.value("ttl"_L1), QJsonValue(0));
        QVERIFY(root.value("expire_time"_L1).isNull());
        QCOMPARE(root.value("policies"_L1), QJsonValue(QJsonArray { u"root"_s }));
        for (const auto &member :
             { "id"_L1, "accessor"_L1, "display_name"_L1, "creation_ttl"_L1, "renewable"_L1,
               "type"_L1, "path"_L1, "orphan"_L1, "num_uses"_L1 })
            QVERIFY2(root.contains(member), member.data());

        const QByteArray token = tokenWithPolicy(
            m_cluster, u"observer"_s, u"path \"sys/mounts\" { capabilities = [\"read\"] }"_s);
        const auto self = [&](const char *method, const char *what, const QByteArray &body = {}) {
            return m_cluster.send({ .method = method,
                                    .path = u"auth/token/"_s + QString::fromLatin1(what),
                                    .body = body,
                                    .token = token });
        };
        const QJsonObject mine = self("GET", "lookup-self").data();
        QVERIFY(mine.value("ttl"_L1).toInt() > 0 && mine.value("ttl"_L1).toInt() <= 3600);
        QVERIFY(QDateTime::fromString(mine.value("expire_time"_L1).toString().left(19), Qt::ISODate)
                    .isValid());
        QCOMPARE(mine.value("renewable"_L1), QJsonValue(true));
        m_bed->lab().advanceClock(50min);
        const QJsonObject auth =
            self("POST", "renew-self", R"({"increment":"1h"})").json().value("auth"_L1).toObject();
        QCOMPARE(auth.value("lease_duration"_L1), QJsonValue(3600));
        m_bed->lab().advanceClock(50min);
        QCOMPARE(self("GET", "lookup-self").status, 200);
        QCOMPARE(self("POST", "revoke-self").status, 204);
        QCOMPARE(self("GET", "lookup-self").status, 403);

        const QByteArray shortLived = tokenWithPolicy(
            m_cluster, u"observer"_s, u"path \"sys/mounts\" { capabilities = [\"read\"] }"_s);
        QCOMPARE(m_cluster.send({ .path = u"sys/mounts"_s, .token = shortLived }).status, 200);
        m_bed->lab().advanceClock(61min);
        QCOMPARE(m_cluster.send({ .path = u"sys/mounts"_s, .token = shortLived }).status, 403);
    }

    void usersAndMachinesCanSignIn()
    {
        startWith(u"fresh-pair"_s);
        const auto failed = [](const Reply &reply) {
            return reply.status == 400 || reply.status == 403;
        };
        QVERIFY(failed(
            m_cluster.openPost(u"auth/userpass/login/nobody"_s, { { u"password"_s, u"x"_s } })));
        QVERIFY(failed(m_cluster.openPost(
            u"auth/approle/login"_s, { { u"role_id"_s, u"x"_s }, { u"secret_id"_s, u"y"_s } })));
        QVERIFY(m_cluster
                    .post(u"auth/userpass/users/night-shift"_s,
                          { { u"password"_s, u"s3cret pass"_s }, { u"policies"_s, u"default"_s } })
                    .status
                < 300);
        QVERIFY(failed(m_cluster.openPost(u"auth/userpass/login/night-shift"_s,
                                          { { u"password"_s, u"wrong"_s } })));
        const Reply reply = m_cluster.openPost(u"auth/userpass/login/night-shift"_s,
                                               { { u"password"_s, u"s3cret pass"_s } });
        QVERIFY2(reply.status == 200, reply.text().constData());
        const QJsonObject auth = reply.json().value("auth"_L1).toObject();
        for (const auto &member :
             { "client_token"_L1, "accessor"_L1, "policies"_L1, "token_policies"_L1, "metadata"_L1,
               "lease_duration"_L1, "renewable"_L1, "entity_id"_L1, "token_type"_L1, "orphan"_L1,
               "mfa_requirement"_L1 })
            QVERIFY2(auth.contains(member), member.data());
        QVERIFY(auth.value("client_token"_L1).toString().startsWith("hvs."_L1));
        QCOMPARE(m_cluster
                     .send({ .path = u"auth/token/lookup-self"_s,
                             .token = auth.value("client_token"_L1).toString().toLatin1() })
                     .status,
                 200);
    }

    void machinesSignInByRole()
    {
        startWith(u"fresh-pair"_s);
        QVERIFY(m_cluster
                    .post(u"auth/approle/role/failover-robot"_s,
                          { { u"token_policies"_s, u"default"_s } })
                    .status
                < 300);
        const QJsonValue role =
            m_cluster.get(u"auth/approle/role/failover-robot/role-id"_s).data().value("role_id"_L1);
        const QJsonValue secret = m_cluster.post(u"auth/approle/role/failover-robot/secret-id"_s)
                                      .data()
                                      .value("secret_id"_L1);
        QVERIFY(!role.toString().isEmpty() && !secret.toString().isEmpty());
        const Reply wrong = m_cluster.openPost(
            u"auth/approle/login"_s, { { u"role_id"_s, role }, { u"secret_id"_s, u"wrong"_s } });
        QVERIFY2(wrong.status == 400 || wrong.status == 403, wrong.text().constData());
        const Reply reply = m_cluster.openPost(
            u"auth/approle/login"_s, { { u"role_id"_s, role }, { u"secret_id"_s, secret } });
        QVERIFY2(reply.status == 200, reply.text().constData());
        const QJsonObject auth = reply.json().value("auth"_L1).toObject();
        QVERIFY(auth.value("policies"_L1).toArray().contains(u"default"_s));
        // The default policy lets a token ask about itself, and no more.
        const QByteArray token = auth.value("client_token"_L1).toString().toLatin1();
        QCOMPARE(m_cluster
                     .send({ .method = "POST",
                             .path = u"sys/capabilities-self"_s,
                             .body = R"({"paths":["sys/mounts"]})",
                             .token = token })
                     .status,
                 200);
        QCOMPARE(m_cluster.send({ .path = u"sys/mounts"_s, .token = token }).status, 403);
    }

    void writesToAStandbyReachTheActiveNode()
    {
        startWith(u"dr-pair"_s);
        const auto standby = standbyOf(m_cluster);
        QVERIFY(standby);
        const auto viaStandby = [&](const QString &path, const QJsonObject &body) {
            return exchange(standby->address,
                            { .method = "POST",
                              .path = path,
                              .body = compact(body),
                              .token = m_cluster.root() });
        };
        QCOMPARE(
            viaStandby(u"sys/replication/dr/primary/secondary-token"_s, { { u"id"_s, u"spare"_s } })
                .status,
            200);
        QVERIFY(
            m_cluster.block(u"dr"_s).value("known_secondaries"_L1).toArray().contains(u"spare"_s));
        QVERIFY(viaStandby(u"sys/replication/dr/primary/revoke-secondary"_s,
                           { { u"id"_s, u"spare"_s } })
                    .status
                < 300);
        QVERIFY(
            !m_cluster.block(u"dr"_s).value("known_secondaries"_L1).toArray().contains(u"spare"_s));
    }

    void aSecondaryFollowsItsPrimarysNewLeader()
    {
        startWith(u"dr-pair"_s);
        const Cluster primary = m_bed->with(u"dr"_s, u"primary"_s);
        const Cluster secondary = m_bed->with(u"dr"_s, u"secondary"_s);
        const QString before = primary.activeAddress();
        const QString id = secondary.block(u"dr"_s).value("secondary_id"_L1).toString();
        QVERIFY(m_bed->lab().stepDown(primary.name()));
        QVERIFY(eventually(
            [&] { return primary.activeAddress() != before && primary.health().status == 200; }));
        QVERIFY(eventually([&] {
            return secondary.block(u"dr"_s)
                       .value("primaries"_L1)
                       .toArray()
                       .first()
                       .toObject()
                       .value("api_address"_L1)
                == primary.activeAddress();
        }));
        QVERIFY(secondary.streams(u"dr"_s));
        QCOMPARE(secondary.block(u"dr"_s).value("secondary_id"_L1).toString(), id);
    }

    void initialisationIsTold()
    {
        startWith(u"fresh-pair"_s);
        QCOMPARE(m_cluster.openGet(u"sys/init"_s).json(),
                 QJsonObject({ { u"initialized"_s, true } }));
    }
};

QTEST_GUILESS_MAIN(TestConformanceSystem)
#include "tst_conformance_system.moc"
