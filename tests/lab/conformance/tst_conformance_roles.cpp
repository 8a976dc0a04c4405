// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Policies: what the four roles may do, that what is told is what holds, and how rules are weighed.
#include "tests/lab/conformance/bed.h"

#include <QJsonArray>
#include <QTest>

using namespace conformance;
using namespace switchover::lab;
using namespace Qt::StringLiterals;

namespace {

struct Call
{
    QString path;
    QString role; ///< the only one that may; empty: none of the four
    bool sudo = false;
};

QList<Call> allCalls()
{
    const QString performance = u"sys/replication/performance/"_s;
    const QString dr = u"sys/replication/dr/"_s;
    QList<Call> calls {
        { u"sys/replication/recover"_s, u"operator"_s },
        { u"sys/replication/merkle-check"_s, u"operator"_s },
        { u"sys/replication/reindex"_s, u"architect"_s, true },
        { performance + u"primary/paths-filter/eu"_s, u"operator"_s },
        { performance + u"secondary/enable"_s, u"architect"_s },
        { performance + u"secondary/disable"_s, u"architect"_s },
        { performance + u"secondary/generate-public-key"_s, u"architect"_s },
        { performance + u"secondary/promote"_s, u"failover"_s },
        { performance + u"secondary/update-primary"_s, u"failover"_s },
        { dr + u"secondary/enable"_s, u"architect"_s },
        { dr + u"secondary/generate-public-key"_s, u"architect"_s },
        { u"sys/policies/acl/dr-secondary-promotion"_s, u"failover"_s },
        { u"auth/token/roles/failover-handler"_s, u"failover"_s },
        { u"auth/token/create/failover-handler"_s, u"failover"_s },
        { u"sys/seal"_s, QString(), true },
        { u"sys/step-down"_s, QString(), true },
        { u"sys/policies/acl/other"_s, QString() },
    };
    for (const QString &base : { performance, dr }) {
        calls.append({ base + u"primary/enable"_s, u"architect"_s });
        calls.append({ base + u"primary/disable"_s, u"architect"_s });
        calls.append({ base + u"primary/demote"_s, u"failover"_s });
        calls.append({ base + u"primary/secondary-token"_s, u"failover"_s, true });
        calls.append({ base + u"primary/revoke-secondary"_s, u"operator"_s });
    }
    return calls;
}

QStringList words(const QJsonValue &value)
{
    QStringList result;
    for (const QJsonValue &word : value.toArray())
        result.append(word.toString());
    return result;
}

const QString denied = u"1 error occurred:\n\t* permission denied\n\n"_s;

} // namespace

class TestConformanceRoles final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Bed> m_bed;
    Cluster m_cluster;

    void start(const Options &options = {})
    {
        m_bed = std::make_unique<Bed>(u"fresh-pair"_s, options);
        QVERIFY(m_bed->start());
        m_cluster = m_bed->at(0);
    }
    [[nodiscard]] Cluster role(const QString &name) const
    {
        return m_cluster.as(m_cluster.info().roleTokens.value(name).toUtf8());
    }
    static QStringList told(const Cluster &who, const QString &path)
    {
        return words(who.post(u"sys/capabilities-self"_s, { { u"paths"_s, QJsonArray { path } } })
                         .json()
                         .value("capabilities"_L1));
    }

private slots:
    void cleanup() { m_bed.reset(); }

    void eachCallBelongsToItsRole_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("owner");
        QTest::addColumn<bool>("sudo");
        const QList<Call> calls = allCalls();
        for (const Call &call : calls)
            QTest::newRow(qPrintable(call.path)) << call.path << call.role << call.sudo;
    }
    void eachCallBelongsToItsRole()
    {
        QFETCH(QString, path);
        QFETCH(QString, owner);
        QFETCH(bool, sudo);
        start();
        for (const auto &name : { u"observer"_s, u"operator"_s, u"failover"_s, u"architect"_s }) {
            const Cluster who = role(name);
            const QStringList capabilities = told(who, path);
            const bool may =
                capabilities.contains("update"_L1) && (!sudo || capabilities.contains("sudo"_L1));
            QVERIFY2(may == (name == owner), qPrintable(name + u": "_s + capabilities.join(u' ')));
            // What is told is what holds. Whoever may has a body that changes nothing.
            const Reply reply = who.send({ .method = "POST",
                                           .path = path,
                                           .body = R"({"id":"","token":"","policy":""})",
                                           .token = who.token() });
            if (may) {
                QVERIFY2(reply.status != 403, reply.text().constData());
            } else {
                QCOMPARE(reply.status, 403);
                QCOMPARE(reply.errors(), QStringList { denied });
                QCOMPARE(capabilities, QStringList { u"deny"_s });
            }
        }
        QCOMPARE(told(m_cluster, path), QStringList { u"root"_s });
    }

    void oldServersHaveTheirPoliciesWrittenOut()
    {
        start({ .version = u"1.0.3+ent"_s });
        QCOMPARE(told(role(u"failover"_s), u"sys/replication/dr/primary/demote"_s),
                 QStringList({ u"create"_s, u"update"_s }));
        QCOMPARE(told(role(u"observer"_s), u"sys/replication/dr/primary/demote"_s),
                 QStringList { u"deny"_s });
    }

    void manyPathsAreToldAtOnce()
    {
        start();
        QJsonArray paths;
        const QList<Call> calls = allCalls();
        for (const Call &call : calls)
            paths.append(call.path);
        const Reply reply =
            role(u"operator"_s).post(u"sys/capabilities-self"_s, { { u"paths"_s, paths } });
        QCOMPARE(reply.status, 200);
        QVERIFY(!reply.json().contains("capabilities"_L1));
        QCOMPARE(reply.data().size(), paths.size());
        for (const Call &call : calls)
            QCOMPARE(reply.json().value(call.path), reply.data().value(call.path));
    }

    void theRulesBehindATokenAreTold()
    {
        start();
        const QByteArray token =
            tokenWithPolicy(m_cluster, u"rules"_s,
                            u"path \"sys/a\" { capabilities = [\"read\"] }\n"
                            "path \"sys/b/eu-*\" { capabilities = [\"update\", \"sudo\"] }\n"
                            "path \"sys/c/*\" { capabilities = [\"deny\"] }\n"
                            "path \"sys/+/d\" { capabilities = [\"read\"] }"_s);
        const QString path = u"sys/internal/ui/resultant-acl"_s;
        const Reply reply = m_cluster.as(token).get(path);
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.data().value("root"_L1), QJsonValue(false));
        const QJsonObject exact = reply.data().value("exact_paths"_L1).toObject();
        const QJsonObject globs = reply.data().value("glob_paths"_L1).toObject();
        const auto of = [](const QJsonObject &rules, const QString &rule) {
            return words(rules.value(rule).toObject().value("capabilities"_L1));
        };
        QCOMPARE(of(exact, u"sys/a"_s), QStringList { u"read"_s });
        QCOMPARE(of(globs, u"sys/b/eu-"_s), QStringList({ u"update"_s, u"sudo"_s }));
        QCOMPARE(of(globs, u"sys/c/"_s), QStringList { u"deny"_s });
        QVERIFY(!exact.contains(u"sys/+/d"_s) && !globs.contains(u"sys/+/d"_s));
        QCOMPARE(m_cluster.get(path).data().value("root"_L1), QJsonValue(true));
    }

    void withoutTheDefaultPolicyTheQuestionItselfIsRefused()
    {
        start();
        const QByteArray token = m_cluster
                                     .post(u"auth/token/create"_s,
                                           { { u"policies"_s, QJsonArray { u"failover"_s } },
                                             { u"no_default_policy"_s, true } })
                                     .json()
                                     .value("auth"_L1)
                                     .toObject()
                                     .value("client_token"_L1)
                                     .toString()
                                     .toUtf8();
        const Reply reply = m_cluster.as(token).post(
            u"sys/capabilities-self"_s,
            { { u"paths"_s, QJsonArray { u"sys/replication/dr/primary/demote"_s } } });
        QCOMPARE(reply.status, 403);
        QCOMPARE(reply.errors(), QStringList { denied });
    }

    void rulesAreWeighed_data()
    {
        QTest::addColumn<QString>("policy");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QStringList>("capabilities");
        const QStringList deny { u"deny"_s };
        QTest::newRow("exact before glob")
            << u"path \"a/*\" { capabilities = [\"read\"] }\npath \"a/b\" { capabilities = "
               "[\"update\"] }"_s
            << u"a/b"_s << QStringList { u"update"_s };
        QTest::newRow("longer glob")
            << u"path \"a/*\" { capabilities = [\"read\"] }\npath \"a/b*\" { capabilities = "
               "[\"update\"] }"_s
            << u"a/bc"_s << QStringList { u"update"_s };
        QTest::newRow("later wildcard")
            << u"path \"a/+/c\" { capabilities = [\"read\"] }\npath \"a/b/*\" { capabilities = "
               "[\"update\"] }"_s
            << u"a/b/c"_s << QStringList { u"update"_s };
        QTest::newRow("plus is one segment")
            << u"path \"a/+/c\" { capabilities = [\"read\"] }"_s << u"a/x/y/c"_s << deny;
        QTest::newRow("plus and glob") << u"path \"+/b/*\" { capabilities = [\"read\"] }"_s
                                       << u"x/b/c/d"_s << QStringList { u"read"_s };
        QTest::newRow("deny wins on the same path")
            << u"path \"a\" { capabilities = [\"read\", \"deny\"] }"_s << u"a"_s << deny;
        QTest::newRow("nothing granted")
            << u"path \"a\" { capabilities = [\"read\"] }"_s << u"b"_s << deny;
        QTest::newRow("old words") << u"path \"a/*\" { policy = \"read\" }"_s << u"a/b"_s
                                   << QStringList { u"list"_s, u"read"_s };
        QTest::newRow("comments and parameters")
            << u"# one\npath \"a\" { // two\n capabilities = [\"read\",]\n /* three */ "
               "allowed_parameters = { \"x\" = [\"1\"], \"*\" = [] } }"_s
            << u"a"_s << QStringList { u"read"_s };
        QTest::newRow("JSON") << u"{\"path\":{\"a/*\":{\"capabilities\":[\"sudo\",\"read\"]}}}"_s
                              << u"a/b"_s << QStringList { u"read"_s, u"sudo"_s };
    }
    void rulesAreWeighed()
    {
        QFETCH(QString, policy);
        QFETCH(QString, path);
        QFETCH(QStringList, capabilities);
        start();
        const QByteArray token = tokenWithPolicy(m_cluster, u"weighed"_s, policy);
        QVERIFY(!token.isEmpty());
        QCOMPARE(told(m_cluster.as(token), path), capabilities);
        QCOMPARE(m_cluster.get(u"sys/policies/acl/weighed"_s).data().value("policy"_L1),
                 QJsonValue(policy));
    }

    void brokenPoliciesAreRefused_data()
    {
        QTest::addColumn<QString>("policy");
        QTest::newRow("no quotes") << u"path a { }"_s;
        QTest::newRow("not closed") << u"path \"a\" { capabilities = [\"read\"]"_s;
        QTest::newRow("unknown capability") << u"path \"a\" { capabilities = [\"fly\"] }"_s;
        QTest::newRow("other block") << u"listener \"tcp\" { }"_s;
        QTest::newRow("list not closed") << u"path \"a\" { capabilities = [\"read\" }"_s;
    }
    void brokenPoliciesAreRefused()
    {
        QFETCH(QString, policy);
        start();
        QCOMPARE(m_cluster.post(u"sys/policies/acl/broken"_s, { { u"policy"_s, policy } }).status,
                 400);
        QCOMPARE(m_cluster.get(u"sys/policies/acl/broken"_s).status, 404);
    }

    void theBatchTokenOfTheFailoverRoleWorksOnTheDrSecondary()
    {
        m_bed = std::make_unique<Bed>(u"dr-pair"_s);
        QVERIFY(m_bed->start());
        m_cluster = m_bed->with(u"dr"_s, u"primary"_s);
        const Cluster secondary = m_bed->with(u"dr"_s, u"secondary"_s);
        const Cluster who = role(u"failover"_s);
        QCOMPARE(
            who.post(
                   u"sys/policies/acl/dr-secondary-promotion"_s,
                   { { u"policy"_s,
                       u"path \"sys/replication/dr/secondary/promote\" { capabilities = [\"update\"] }"_s } })
                .status,
            204);
        QCOMPARE(who.post(u"auth/token/roles/failover-handler"_s,
                          { { u"allowed_policies"_s, QJsonArray { u"dr-secondary-promotion"_s } },
                            { u"orphan"_s, true },
                            { u"renewable"_s, false },
                            { u"token_type"_s, u"batch"_s } })
                     .status,
                 204);
        const QJsonObject auth =
            who.post(u"auth/token/create/failover-handler"_s, { { u"ttl"_s, u"8h"_s } })
                .json()
                .value("auth"_L1)
                .toObject();
        const QString token = auth.value("client_token"_L1).toString();
        QVERIFY(token.startsWith("hvb."_L1));
        QCOMPARE(auth.value("accessor"_L1), QJsonValue(QString()));
        QCOMPARE(auth.value("lease_duration"_L1), QJsonValue(8 * 3600));
        QCOMPARE(auth.value("renewable"_L1), QJsonValue(false));
        QVERIFY(eventually([&] { // the policy has arrived
            const qint64 written = m_cluster.block(u"dr"_s).value("last_dr_wal"_L1).toInteger();
            return secondary.block(u"dr"_s).value("last_remote_wal"_L1).toInteger() >= written;
        }));
        // It says promote and nothing else.
        const QJsonObject body { { u"dr_operation_token"_s, token } };
        QCOMPARE(secondary.openPost(replication(u"dr"_s, u"secondary/disable"_s), body).status,
                 403);
        QCOMPARE(secondary.openPost(replication(u"dr"_s, u"secondary/promote"_s), body).status,
                 200);
        QVERIFY(secondary.becomes(u"dr"_s, u"primary"_s));
    }
};

QTEST_GUILESS_MAIN(TestConformanceRoles)
#include "tst_conformance_roles.moc"
