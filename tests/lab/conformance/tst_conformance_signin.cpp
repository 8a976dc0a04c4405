// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Every way of signing in, with right and wrong credentials, and what becomes of the tokens.
#include "tests/lab/conformance/bed.h"

#include <QJsonArray>
#include <QTest>

using namespace conformance;
using namespace switchover::lab;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QJsonObject authOf(const Reply &reply)
{
    return reply.json().value("auth"_L1).toObject();
}

QByteArray tokenOf(const Reply &reply)
{
    return authOf(reply).value("client_token"_L1).toString().toUtf8();
}

SignInInfo find(Bed &bed, const QString &method, const QString &name, const QString &remark = {})
{
    const QList<SignInInfo> all = bed.lab().signIns(bed.at(0).name());
    for (const SignInInfo &info : all) {
        if (info.method == method && info.name == name && info.remark == remark
            && info.nameSpace.isEmpty() && !info.mount.contains(u'/'))
            return info;
    }
    return {};
}

/// Path and body of a login.
std::pair<QString, QJsonObject> loginCall(const SignInInfo &info)
{
    const QString base = u"auth/%1/login"_s.arg(info.mount);
    if (info.method == "approle"_L1)
        return { base, { { u"role_id"_s, info.roleId }, { u"secret_id"_s, info.secretId } } };
    if (info.method == "jwt"_L1 || info.method == "kubernetes"_L1)
        return { base, { { u"role"_s, info.name }, { u"jwt"_s, info.jwt } } };
    if (info.method == "github"_L1)
        return { base, { { u"token"_s, info.password } } };
    return { base + u'/' + info.name, { { u"password"_s, info.password } } };
}

} // namespace

class TestConformanceSignIn final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Bed> m_bed;
    Cluster m_cluster;

    void startWith(const QString &scenario, Options options = {})
    {
        m_bed = std::make_unique<Bed>(scenario, options);
        QVERIFY(m_bed->start());
        m_cluster = m_bed->at(0);
    }
    Reply signIn(const SignInInfo &info) const
    {
        const auto [path, body] = loginCall(info);
        return m_cluster.openPost(path, body);
    }
    QByteArray userToken(const QString &user) const
    {
        return tokenOf(
            m_cluster.openPost(u"auth/userpass/login/"_s + user, { { u"password"_s, user } }));
    }

private slots:
    void cleanup() { m_bed.reset(); }

    void everyMethodGivesATokenOfItsRole_data()
    {
        QTest::addColumn<QString>("method");
        for (const char *method :
             { "userpass", "ldap", "okta", "radius", "approle", "jwt", "kubernetes", "github" })
            QTest::newRow(method) << QString::fromLatin1(method);
    }
    void everyMethodGivesATokenOfItsRole()
    {
        QFETCH(QString, method);
        startWith(u"fresh-pair"_s);
        for (const auto &role : { "observer"_L1, "operator"_L1, "failover"_L1, "architect"_L1 }) {
            const Reply reply = signIn(find(*m_bed, method, role));
            QVERIFY2(reply.status == 200, reply.text().constData());
            const QJsonObject auth = authOf(reply);
            QCOMPARE(auth.value("policies"_L1),
                     QJsonValue(QJsonArray { u"default"_s, QString(role) }));
            QCOMPARE(auth.value("lease_duration"_L1), QJsonValue(2764800));
            QCOMPARE(auth.value("renewable"_L1), QJsonValue(true));
            QCOMPARE(auth.value("token_type"_L1), QJsonValue(u"service"_s));
            QVERIFY(auth.value("mfa_requirement"_L1).isNull());
            const Reply self = m_cluster.as(tokenOf(reply)).get(u"auth/token/lookup-self"_s);
            QCOMPARE(self.status, 200);
            QCOMPARE(self.data().value("accessor"_L1), auth.value("accessor"_L1));
            QCOMPARE(self.data().value("orphan"_L1), QJsonValue(true));
            QVERIFY(self.data().value("path"_L1).toString().startsWith(u"auth/"_s + method));
        }
    }

    void wrongCredentialsAreRefusedInTheMethodsOwnWords_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *name, const char *path, const char *body, int status,
                            const char *text) {
            QTest::newRow(name) << QString::fromLatin1(path) << QByteArray(body) << status
                                << QString::fromLatin1(text);
        };
        row("userpass", "auth/userpass/login/operator", R"({"password":"no"})", 400,
            "invalid username or password");
        row("userpass, unknown user", "auth/userpass/login/nobody", R"({"password":"no"})", 400,
            "invalid username or password");
        row("ldap", "auth/ldap/login/operator", R"({"password":"no"})", 400,
            "ldap operation failed: failed to bind as user");
        row("ldap, locked", "auth/ldap/login/locked", R"({"password":"locked"})", 400,
            "ldap operation failed: failed to bind as user");
        row("okta, expired", "auth/okta/login/expired", R"({"password":"expired"})", 400,
            "okta authentication failed");
        row("radius", "auth/radius/login/operator", R"({"password":"no"})", 400,
            "access denied by the authentication server");
        row("approle", "auth/approle/login", R"({"role_id":"x","secret_id":"y"})", 400,
            "invalid role or secret ID");
        row("jwt, unknown role", "auth/jwt/login", R"({"role":"x","jwt":"y"})", 400,
            R"(role "x" could not be found)");
        row("jwt, no token", "auth/jwt/login", R"({"role":"operator","jwt":"abc"})", 400,
            "error validating token: error verifying token signature: malformed jwt: compact JWS "
            "format must have three parts");
        row("kubernetes, unknown role", "auth/kubernetes/login", R"({"role":"x","jwt":"y"})", 400,
            R"(invalid role name "x")");
        row("kubernetes", "auth/kubernetes/login", R"({"role":"operator","jwt":"y"})", 403,
            "permission denied");
        row("github, other organisation", "auth/github/login", R"({"token":"ghp_lab_x"})", 400,
            "user is not part of required org");
        row("cert without TLS", "auth/cert/login", "{}", 400, "tls connection required");
        row("no such mount", "auth/nowhere/login/operator", R"({"password":"x"})", 403,
            "permission denied");
    }
    void wrongCredentialsAreRefusedInTheMethodsOwnWords()
    {
        QFETCH(QString, path);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        QFETCH(QString, text);
        startWith(u"fresh-pair"_s);
        const Reply reply = m_cluster.send({ .method = "POST", .path = path, .body = body });
        QVERIFY2(reply.status == status, reply.text().constData());
        QCOMPARE(reply.errors(), QStringList { text });
    }

    void tokensOfOthersHaveToBeInTimeAndForUs()
    {
        startWith(u"fresh-pair"_s);
        const auto said = [this](const QString &method, const QString &remark) {
            return signIn(find(*m_bed, method, u"operator"_s, remark)).errors().value(0);
        };
        QCOMPARE(
            said(u"jwt"_s, u"expired"_s),
            u"error validating token: invalid expiration time (exp) claim: token is expired"_s);
        QVERIFY(said(u"jwt"_s, u"wrong audience"_s).contains("audience"_L1));
        QCOMPARE(said(u"kubernetes"_s, u"expired"_s), u"permission denied"_s);
        QCOMPARE(said(u"kubernetes"_s, u"wrong namespace"_s), u"namespace not authorized"_s);
    }

    void aMethodMayBeMountedElsewhere()
    {
        startWith(u"fresh-pair"_s);
        const Reply reply = m_cluster.openPost(u"auth/corp/directory/login/operator"_s,
                                               { { u"password"_s, u"operator"_s } });
        QCOMPARE(reply.status, 200);
        // Enabled, and disabled again.
        QCOMPARE(m_cluster.post(u"sys/auth/shop"_s, { { u"type"_s, u"userpass"_s } }).status, 204);
        QCOMPARE(m_cluster
                     .post(u"auth/shop/users/jo"_s,
                           { { u"password"_s, u"secret"_s }, { u"policies"_s, u"observer"_s } })
                     .status,
                 204);
        const auto signInThere = [this] {
            return m_cluster.openPost(u"auth/shop/login/jo"_s, { { u"password"_s, u"secret"_s } });
        };
        QCOMPARE(signInThere().status, 200);
        QCOMPARE(
            m_cluster
                .send({ .method = "DELETE", .path = u"sys/auth/shop"_s, .token = m_cluster.root() })
                .status,
            204);
        QCOMPARE(signInThere().status, 403);
    }

    void fiveWrongPasswordsLockAUserForAWhile()
    {
        startWith(u"fresh-pair"_s);
        const auto attempt = [this](const QString &password) {
            return m_cluster.openPost(u"auth/userpass/login/operator"_s,
                                      { { u"password"_s, password } });
        };
        for (int i = 0; i < 5; ++i)
            QCOMPARE(attempt(u"wrong"_s).status, 400);
        QCOMPARE(attempt(u"operator"_s).status, 403);
        QCOMPARE(attempt(u"operator"_s).errors(), QStringList { u"permission denied"_s });
        m_bed->lab().advanceClock(16min);
        QCOMPARE(attempt(u"operator"_s).status, 200);
    }

    void aSecretIdMayBeLimited()
    {
        startWith(u"fresh-pair"_s);
        const SignInInfo role = find(*m_bed, u"approle"_s, u"operator"_s);
        const auto made = [this](const QJsonObject &body) {
            return m_cluster.post(u"auth/approle/role/operator/secret-id"_s, body)
                .data()
                .value("secret_id"_L1)
                .toString();
        };
        const auto use = [&](const QString &secret) {
            return m_cluster
                .openPost(u"auth/approle/login"_s,
                          { { u"role_id"_s, role.roleId }, { u"secret_id"_s, secret } })
                .status;
        };
        const QString once = made({ { u"num_uses"_s, 1 } });
        QCOMPARE(use(once), 200);
        QCOMPARE(use(once), 400);
        const QString brief = made({ { u"ttl"_s, u"10m"_s } });
        QCOMPARE(use(brief), 200);
        m_bed->lab().advanceClock(11min);
        QCOMPARE(use(brief), 400);
    }

    void leasesAreRenewedAndEnd()
    {
        startWith(u"fresh-pair"_s);
        const QByteArray token = userToken(u"brief"_s);
        const Cluster person = m_cluster.as(token);
        QCOMPARE(person.get(u"auth/token/lookup-self"_s).data().value("ttl"_L1).toInt() > 100,
                 true);
        m_bed->lab().advanceClock(60s);
        const Reply renewed =
            person.post(u"auth/token/renew-self"_s, { { u"increment"_s, u"5m"_s } });
        QCOMPARE(authOf(renewed).value("lease_duration"_L1), QJsonValue(300));
        const Reply capped =
            person.post(u"auth/token/renew-self"_s, { { u"increment"_s, u"1h"_s } });
        QVERIFY(authOf(capped).value("lease_duration"_L1).toInt() <= 540);
        QVERIFY(capped.warnings().value(0).contains("max_ttl"_L1));
        m_bed->lab().advanceClock(10min);
        QCOMPARE(person.get(u"auth/token/lookup-self"_s).status, 403);

        const Cluster periodic = m_cluster.as(userToken(u"periodic"_s));
        const Reply again =
            periodic.post(u"auth/token/renew-self"_s, { { u"increment"_s, u"9h"_s } });
        QCOMPARE(authOf(again).value("lease_duration"_L1), QJsonValue(300));
        QCOMPARE(periodic.get(u"auth/token/lookup-self"_s).data().value("period"_L1),
                 QJsonValue(300));
    }

    void aTokenMayBeGoodForAFewRequests()
    {
        startWith(u"fresh-pair"_s);
        const Cluster person = m_cluster.as(userToken(u"thrice"_s));
        for (int left = 2; left >= 1; --left) {
            QCOMPARE(person.get(u"auth/token/lookup-self"_s).data().value("num_uses"_L1),
                     QJsonValue(left));
        }
        QCOMPARE(person.get(u"auth/token/lookup-self"_s).status, 200);
        QCOMPARE(person.get(u"auth/token/lookup-self"_s).status, 403);
    }

    void batchTokensCanNeitherBeRenewedNorRevoked()
    {
        startWith(u"fresh-pair"_s);
        const QByteArray token = userToken(u"batch"_s);
        QVERIFY(token.startsWith("hvb."));
        const Cluster person = m_cluster.as(token);
        QCOMPARE(person.get(u"auth/token/lookup-self"_s).data().value("type"_L1),
                 QJsonValue(u"batch"_s));
        QCOMPARE(person.post(u"auth/token/renew-self"_s).status, 400);
        QCOMPARE(person.post(u"auth/token/revoke-self"_s).status, 400);
    }

    void whoSignsOutIsOut()
    {
        startWith(u"fresh-pair"_s);
        const Cluster person = m_cluster.as(userToken(u"operator"_s));
        QCOMPARE(person.post(u"auth/token/revoke-self"_s).status, 204);
        QCOMPARE(person.get(u"auth/token/lookup-self"_s).status, 403);
    }

    void nobodySignsInOnADrSecondary()
    {
        startWith(u"dr-pair"_s);
        const Cluster secondary = m_bed->with(u"dr"_s, u"secondary"_s);
        for (const auto &path : { "auth/userpass/login/operator"_L1, "auth/approle/login"_L1,
                                  "auth/oidc/oidc/auth_url"_L1, "sys/mfa/validate"_L1 }) {
            const Reply reply = secondary.openPost(path, { { u"password"_s, u"operator"_s } });
            QCOMPARE(reply.status, 400);
            QCOMPARE(reply.errors(), QStringList { drGate });
        }
        QVERIFY(secondary.info().roleTokens.isEmpty());
    }

    void aPerformanceSecondarySignsInByItself()
    {
        startWith(u"performance-pair"_s);
        const Cluster secondary = m_bed->with(u"performance"_s, u"secondary"_s);
        const Reply reply = secondary.openPost(u"auth/userpass/login/failover"_s,
                                               { { u"password"_s, u"failover"_s } });
        QCOMPARE(reply.status, 200);
        // Its tokens are its own.
        QCOMPARE(secondary.as(tokenOf(reply)).get(u"auth/token/lookup-self"_s).status, 200);
        QCOMPARE(m_cluster.as(tokenOf(reply)).get(u"auth/token/lookup-self"_s).status, 403);
        QCOMPARE(secondary.info().roleTokens.size(), 4);
    }

    void peopleOfANamespaceStayInIt()
    {
        startWith(u"full"_s);
        const Headers inside { { "X-Vault-Namespace", "retail" } };
        const Request login { .method = "POST",
                              .path = u"auth/userpass/login/operator"_s,
                              .body = R"({"password":"operator"})",
                              .headers = inside };
        const Reply reply = m_cluster.send(login);
        QCOMPARE(reply.status, 200);
        const auto ask = [&](const QString &path, const Headers &headers) {
            return m_cluster.send({ .path = path, .token = tokenOf(reply), .headers = headers });
        };
        const Reply self = ask(u"auth/token/lookup-self"_s, inside);
        QCOMPARE(self.data().value("namespace_path"_L1), QJsonValue(u"retail/"_s));
        QCOMPARE(ask(u"sys/mounts"_s, inside).status, 200);
        QCOMPARE(ask(u"sys/mounts"_s, {}).status, 403);
        QCOMPARE(ask(u"sys/mounts"_s, { { "X-Vault-Namespace", "research" } }).status, 403);
        // Replication is a matter of the root namespace.
        QCOMPARE(m_cluster
                     .send({ .method = "POST",
                             .path = u"sys/replication/recover"_s,
                             .token = tokenOf(reply) })
                     .status,
                 403);
        Request elsewhere = login;
        elsewhere.headers = { { "X-Vault-Namespace", "nowhere" } };
        QCOMPARE(m_cluster.send(elsewhere).status, 403);
    }

    void clientCertificatesAreJudged_data()
    {
        QTest::addColumn<QString>("remark");
        QTest::addColumn<QString>("text");
        QTest::newRow("good") << QString() << QString();
        QTest::newRow("expired") << u"expired"_s
                                 << u"invalid certificate or no client certificate supplied"_s;
        QTest::newRow("of another authority")
            << u"unknown authority"_s << u"invalid certificate or no client certificate supplied"_s;
        QTest::newRow("none") << u"none"_s << u"client certificate must be supplied"_s;
    }
    void clientCertificatesAreJudged()
    {
        QFETCH(QString, remark);
        QFETCH(QString, text);
        startWith(u"fresh-pair"_s, { .tls = true });
        const SignInInfo info = find(*m_bed, u"cert"_s, u"operator"_s, remark);
        const Reply reply = m_cluster.send({ .method = "POST",
                                             .path = u"auth/cert/login"_s,
                                             .body = "{}",
                                             .tls = { .caPem = m_bed->lab().caPem(),
                                                      .certificateFile = info.certificateFile,
                                                      .keyFile = info.keyFile } });
        if (text.isEmpty()) {
            QVERIFY2(reply.status == 200, reply.text().constData());
            QCOMPARE(authOf(reply).value("policies"_L1),
                     QJsonValue(QJsonArray { u"default"_s, u"operator"_s }));
            return;
        }
        QCOMPARE(reply.status, 400);
        QCOMPARE(reply.errors(), QStringList { text });
    }

    void aCertificateFitsItsRoleOnly()
    {
        startWith(u"fresh-pair"_s, { .tls = true });
        const SignInInfo info = find(*m_bed, u"cert"_s, u"operator"_s);
        const Reply reply = m_cluster.send({ .method = "POST",
                                             .path = u"auth/cert/login"_s,
                                             .body = R"({"name":"architect"})",
                                             .tls = { .caPem = m_bed->lab().caPem(),
                                                      .certificateFile = info.certificateFile,
                                                      .keyFile = info.keyFile } });
        QCOMPARE(reply.status, 400);
        QCOMPARE(reply.errors(),
                 QStringList { u"failed to match all constraints for this login certificate"_s });
    }

    void oktaAsksTheTelephone_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("text");
        QTest::newRow("approves") << u"push"_s << 200 << QString();
        QTest::newRow("denies") << u"push-denied"_s << 400
                                << u"multi-factor authentication denied"_s;
        QTest::newRow("does not answer")
            << u"push-silent"_s << 400 << u"failed to complete multi-factor authentication"_s;
    }
    void oktaAsksTheTelephone()
    {
        QFETCH(QString, user);
        QFETCH(int, status);
        QFETCH(QString, text);
        startWith(u"fresh-pair"_s);
        const Reply reply =
            m_cluster.openPost(u"auth/okta/login/"_s + user, { { u"password"_s, user } });
        QVERIFY2(reply.status == status, reply.text().constData());
        QCOMPARE(reply.errors().value(0), text);
    }

    void oktaShowsTheNumberToTap()
    {
        startWith(u"fresh-pair"_s);
        QCOMPARE(m_cluster.openGet(u"auth/okta/verify/n-1"_s).status, 404);
        // The number is asked for while the login waits.
        Reply shown;
        QTimer::singleShot(0, this, [&] {
            (void)eventually([&] {
                shown = m_cluster.openGet(u"auth/okta/verify/n-1"_s);
                return shown.status == 200;
            });
        });
        const Reply reply =
            m_cluster.openPost(u"auth/okta/login/number"_s,
                               { { u"password"_s, u"number"_s }, { u"nonce"_s, u"n-1"_s } });
        QVERIFY(shown.data().value("correct_answer"_L1).toInt() > 0);
        QVERIFY2(reply.status == 200, reply.text().constData());
    }

    void whoAsksWithoutATokenSeesWhatIsShownToAll()
    {
        startWith(u"fresh-pair"_s);
        const QJsonObject open = m_cluster.openGet(u"sys/internal/ui/mounts"_s).data();
        QVERIFY(open.value("auth"_L1).toObject().contains("userpass/"_L1));
        QVERIFY(open.value("auth"_L1).toObject().contains("corp/directory/"_L1));
        QVERIFY(!open.value("auth"_L1).toObject().contains("token/"_L1));
        QVERIFY(open.value("secret"_L1).toObject().isEmpty());
        const QJsonObject seen =
            m_cluster.as(m_cluster.info().roleTokens.value(u"observer"_s).toUtf8())
                .get(u"sys/internal/ui/mounts"_s)
                .data();
        QVERIFY(seen.value("secret"_L1).toObject().contains("secret/"_L1));
        QVERIFY(!seen.value("secret"_L1).toObject().contains("identity/"_L1));
        QCOMPARE(m_cluster.as("hvs.nobody").get(u"sys/internal/ui/mounts"_s).status, 403);
    }
};

QTEST_GUILESS_MAIN(TestConformanceSignIn)
#include "tst_conformance_signin.moc"
