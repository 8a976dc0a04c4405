// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/login.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace switchover;

namespace {

QByteArray bodyOf(const SideCall &call)
{
    return call.body.reveal().toByteArray();
}

LoginRequest filled(LoginMethod method)
{
    LoginRequest request;
    request.method = method;
    for (const LoginField &field : loginMethod(method).fields) {
        if (field.secret)
            request.secrets.emplace(field.name, SecretString("pa\"ss\\w\n"));
        else
            request.texts.emplace(field.name, u"ann"_s);
    }
    return request;
}

} // namespace

class TestLogin final : public QObject
{
    Q_OBJECT

private slots:
    void everyMethodHasItsPathAndBody_data();
    void everyMethodHasItsPathAndBody();
    void mountsAreTakenAsPeopleWriteThem_data();
    void mountsAreTakenAsPeopleWriteThem();
    void whatIsEmptyIsNamed();
    void optionalFieldsAreLeftOut();
    void theNamespaceGoesAlong();
    void aTokenComesOutOfTheAnswer();
    void aSecondFactorComesOutOfTheAnswer();
    void anAnswerWithNeitherIsAnError_data();
    void anAnswerWithNeitherIsAnError();
    void theSecondFactorIsSentAsVaultWantsIt();
    void oidcSendsItsThreeValues();
    void oidcAuthUrlsAreWebAddresses_data();
    void oidcAuthUrlsAreWebAddresses();
    void everyMethodHasTexts();
};

void TestLogin::everyMethodHasItsPathAndBody_data()
{
    QTest::addColumn<LoginMethod>("method");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("body");
    const QByteArray secret = R"("pa\"ss\\w\n")";
    for (const auto &[method, mount] : { std::pair(LoginMethod::Userpass, "userpass"),
                                         { LoginMethod::Ldap, "ldap" },
                                         { LoginMethod::Okta, "okta" },
                                         { LoginMethod::Radius, "radius" } }) {
        QTest::newRow(mount) << method << "auth/%1/login/ann"_L1.arg(QLatin1StringView(mount))
                             << "{\"password\":" + secret + "}";
    }
    QTest::newRow("approle") << LoginMethod::Approle << u"auth/approle/login"_s
                             << "{\"role_id\":\"ann\",\"secret_id\":" + secret + "}";
    QTest::newRow("jwt") << LoginMethod::Jwt << u"auth/jwt/login"_s
                         << "{\"role\":\"ann\",\"jwt\":" + secret + "}";
    QTest::newRow("kubernetes") << LoginMethod::Kubernetes << u"auth/kubernetes/login"_s
                                << "{\"role\":\"ann\",\"jwt\":" + secret + "}";
    QTest::newRow("github") << LoginMethod::Github << u"auth/github/login"_s
                            << "{\"token\":" + secret + "}";
    QTest::newRow("cert") << LoginMethod::Certificate << u"auth/cert/login"_s
                          << QByteArray(R"({"name":"ann"})");
}

void TestLogin::everyMethodHasItsPathAndBody()
{
    QFETCH(LoginMethod, method);
    const Result<SideCall> call = loginCall(filled(method));
    QVERIFY(call);
    QCOMPARE(call->verb, QByteArray("POST"));
    QTEST(call->path, "path");
    QTEST(bodyOf(*call), "body");
    QVERIFY(call->kind == SideCall::Kind::SignsIn);
    QVERIFY(call->token == SideCall::Token::None);
    QVERIFY(call->query.isEmpty());
}

void TestLogin::mountsAreTakenAsPeopleWriteThem_data()
{
    QTest::addColumn<QString>("mount");
    QTest::addColumn<QString>("path");
    QTest::newRow("default") << QString() << u"auth/ldap/login/ann"_s;
    QTest::newRow("other") << u"corp-ldap"_s << u"auth/corp-ldap/login/ann"_s;
    QTest::newRow("as auth list prints it") << u"corp/ldap/"_s << u"auth/corp/ldap/login/ann"_s;
    QTest::newRow("as the API has it") << u" /auth/corp "_s << u"auth/corp/login/ann"_s;
    QTest::newRow("empty part") << u"a//b"_s << QString();
    QTest::newRow("space") << u"a b"_s << QString();
    QTest::newRow("nothing but slashes") << u"//"_s << QString();
}

void TestLogin::mountsAreTakenAsPeopleWriteThem()
{
    QFETCH(QString, mount);
    QFETCH(QString, path);
    LoginRequest request = filled(LoginMethod::Ldap);
    request.mount = mount;
    const Result<SideCall> call = loginCall(request);
    QCOMPARE(bool(call), !path.isEmpty());
    if (call)
        QCOMPARE(call->path, path);
    else
        QCOMPARE(call.error().where, u"mount"_s);
}

void TestLogin::whatIsEmptyIsNamed()
{
    LoginRequest request = filled(LoginMethod::Userpass);
    request.texts.clear();
    QCOMPARE(loginFlaw(request)->where, u"username"_s);
    request = filled(LoginMethod::Userpass);
    request.secrets.clear();
    QCOMPARE(loginFlaw(request)->where, u"password"_s);
    QVERIFY(!loginCall(request));
    QVERIFY(loginFlaw(LoginRequest {}));
    QVERIFY(!loginFlaw(filled(LoginMethod::Token)));
}

void TestLogin::optionalFieldsAreLeftOut()
{
    LoginRequest request = filled(LoginMethod::Approle);
    request.secrets.clear();
    QCOMPARE(bodyOf(*loginCall(request)), QByteArray(R"({"role_id":"ann"})"));
    request = filled(LoginMethod::Jwt);
    request.texts.clear();
    QVERIFY(!bodyOf(*loginCall(request)).contains("role"));
    request = filled(LoginMethod::Certificate);
    request.texts.clear();
    QCOMPARE(bodyOf(*loginCall(request)), QByteArray("{}"));
}

void TestLogin::theNamespaceGoesAlong()
{
    LoginRequest request = filled(LoginMethod::Userpass);
    request.nameSpace = u"team/ops"_s;
    QCOMPARE(loginCall(request)->nameSpace, u"team/ops"_s);
    QCOMPARE(mfaValidateCall(u"id"_s, {}, request.nameSpace).nameSpace, u"team/ops"_s);
    QCOMPARE(request.clone().nameSpace, u"team/ops"_s);
    QCOMPARE(bodyOf(*loginCall(request.clone())), bodyOf(*loginCall(request)));
}

void TestLogin::aTokenComesOutOfTheAnswer()
{
    const Result<LoginAnswer> answer = decodeLogin(
        R"({"auth":{"client_token":"hvs.x","metadata":{"username":"ann"},"mfa_requirement":null}})");
    QVERIFY(answer);
    QVERIFY(answer->token == SecretString("hvs.x"));
    QCOMPARE(answer->displayUser, u"ann"_s);
    QVERIFY(!answer->mfa);
}

void TestLogin::aSecondFactorComesOutOfTheAnswer()
{
    const Result<LoginAnswer> answer = decodeLogin(
        R"({"auth":{"client_token":"","mfa_requirement":{"mfa_request_id":"r1","mfa_constraints":{
            "phones":{"any":[{"type":"totp","id":"m1","uses_passcode":true,"name":"my totp"},
                             {"type":"okta","id":"m2","uses_passcode":false}]}}}}})");
    QVERIFY(answer);
    QVERIFY(answer->token.isEmpty());
    QVERIFY(answer->mfa);
    QCOMPARE(answer->mfa->requestId, u"r1"_s);
    QCOMPARE(answer->mfa->constraints.size(), 1);
    const MfaConstraint &phones = answer->mfa->constraints.constFirst();
    QCOMPARE(phones.name, u"phones"_s);
    QCOMPARE(phones.any.size(), 2);
    QCOMPARE(phones.any.at(0).name, u"my totp"_s);
    QVERIFY(phones.any.at(0).usesPasscode);
    QVERIFY(!phones.any.at(1).usesPasscode);
}

void TestLogin::anAnswerWithNeitherIsAnError_data()
{
    QTest::addColumn<QByteArray>("body");
    for (const char *body :
         { "{}", "[]", R"({"auth":null})", R"({"auth":{}})", R"({"auth":{"client_token":""}})",
           R"({"auth":{"client_token":"","mfa_requirement":{}}})",
           R"({"auth":{"client_token":"","mfa_requirement":{"mfa_request_id":"r"}}})",
           R"({"auth":{"client_token":7}})", "<html>" })
        QTest::newRow(body) << QByteArray(body);
}

void TestLogin::anAnswerWithNeitherIsAnError()
{
    QFETCH(QByteArray, body);
    const Result<LoginAnswer> answer = decodeLogin(body);
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, Error::Kind::BadAnswer);
}

void TestLogin::theSecondFactorIsSentAsVaultWantsIt()
{
    std::vector<MfaChoice> choices;
    choices.push_back({ u"m1"_s, SecretString("123456") });
    choices.push_back({ u"m2"_s, SecretString() });
    const SideCall call = mfaValidateCall(u"r1"_s, choices, {});
    QCOMPARE(call.path, u"sys/mfa/validate"_s);
    QVERIFY(call.token == SideCall::Token::None);
    QCOMPARE(bodyOf(call),
             QByteArray(R"({"mfa_request_id":"r1","mfa_payload":{"m1":["123456"],"m2":[""]}})"));
}

void TestLogin::oidcSendsItsThreeValues()
{
    LoginRequest request;
    request.method = LoginMethod::Oidc;
    request.mount = u"sso"_s;
    request.texts.emplace(u"role"_s, u"ops"_s);
    const auto first =
        oidcAuthUrlCall(request, u"http://localhost:8250/oidc/callback"_s, u"nonce"_s);
    QVERIFY(first);
    QCOMPARE(first->path, u"auth/sso/oidc/auth_url"_s);
    QCOMPARE(bodyOf(*first),
             QByteArray(R"({"role":"ops","redirect_uri":"http://localhost:8250/oidc/callback",)"
                        R"("client_nonce":"nonce"})"));
    const auto last = oidcCallbackCall(request, u"st"_s, SecretString("co de"), u"nonce"_s);
    QVERIFY(last);
    QCOMPARE(last->verb, QByteArray("GET"));
    QCOMPARE(last->path, u"auth/sso/oidc/callback"_s);
    const QList<QPair<QString, QString>> query { { u"state"_s, u"st"_s },
                                                 { u"code"_s, u"co de"_s },
                                                 { u"client_nonce"_s, u"nonce"_s } };
    QCOMPARE(last->query, query);
}

void TestLogin::oidcAuthUrlsAreWebAddresses_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<bool>("good");
    QTest::newRow("https") << QByteArray("https://idp.example/auth?x=1&y=2") << true;
    QTest::newRow("http") << QByteArray("http://127.0.0.1:1234/auth") << true;
    QTest::newRow("not allowed") << QByteArray() << false;
    QTest::newRow("a file") << QByteArray("file:///etc/passwd") << false;
    QTest::newRow("a program") << QByteArray("calculator:run") << false;
    QTest::newRow("no host") << QByteArray("https:///x") << false;
    QTest::newRow("localhost") << QByteArray("http://localhost:8080/auth") << true;
    QTest::newRow("this computer, IPv6") << QByteArray("http://[::1]:8080/auth") << true;
    for (const char *bad :
         { "https://idp.example@evil.example/", "https://idp.example:x@evil.example/",
           "https://@evil.example/", "http://idp.example/auth", "http://localhost.evil.example/",
           "http://127.0.0.1.evil.example/", "http://127.evil.example/", "http://10.0.0.1/" })
        QTest::newRow(bad) << QByteArray(bad) << false;
}

void TestLogin::oidcAuthUrlsAreWebAddresses()
{
    QFETCH(QByteArray, url);
    const Result<QUrl> decoded = decodeOidcAuthUrl(R"({"data":{"auth_url":")" + url + "\"}}");
    QTEST(bool(decoded), "good");
    if (decoded)
        QCOMPARE(decoded->toEncoded(), url);
}

void TestLogin::everyMethodHasTexts()
{
    QStringList titles;
    for (const LoginMethodRow &row : loginMethods()) {
        QVERIFY(!row.titleText().isEmpty());
        titles.append(row.titleText());
        QCOMPARE(loginMethodByKey(QString(row.key)), &row);
        QCOMPARE(&loginMethod(row.method), &row);
        for (const LoginField &field : row.fields)
            QVERIFY2(!field.labelText().isEmpty(), field.name.data());
    }
    QCOMPARE(titles.removeDuplicates(), 0);
    QVERIFY(!loginMethodByKey(u"kerberos"));
}

QTEST_GUILESS_MAIN(TestLogin)
#include "tst_login.moc"
