// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/login.h"

#include "models/base/json.h"
#include "models/base/secretjson.h"
#include "models/base/weblink.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct LoginText
{
    Q_DECLARE_TR_FUNCTIONS(Login)
};

constexpr LoginField tokenFields[] {
    { .name = "token"_L1,
      .secret = true,
      .label = QT_TRANSLATE_NOOP("Login", "Token"),
      .help = QT_TRANSLATE_NOOP("Login",
                                "A Vault token, for example from “vault login” or “vault print "
                                "token”.") },
};

constexpr LoginField passwordFields[] {
    { .name = "username"_L1, .label = QT_TRANSLATE_NOOP("Login", "User name") },
    { .name = "password"_L1, .secret = true, .label = QT_TRANSLATE_NOOP("Login", "Password") },
};

constexpr LoginField approleFields[] {
    { .name = "role_id"_L1, .label = QT_TRANSLATE_NOOP("Login", "Role ID") },
    { .name = "secret_id"_L1,
      .secret = true,
      .required = false,
      .label = QT_TRANSLATE_NOOP("Login", "Secret ID"),
      .help = QT_TRANSLATE_NOOP("Login", "Left out if the role does not bind one.") },
};

constexpr LoginField jwtFields[] {
    { .name = "role"_L1,
      .required = false,
      .label = QT_TRANSLATE_NOOP("Login", "Role"),
      .help = QT_TRANSLATE_NOOP("Login", "Empty is the default role of the mount.") },
    { .name = "jwt"_L1,
      .secret = true,
      .label = QT_TRANSLATE_NOOP("Login", "JWT"),
      .help = QT_TRANSLATE_NOOP("Login", "The signed token of your identity provider.") },
};

constexpr LoginField kubernetesFields[] {
    { .name = "role"_L1, .label = QT_TRANSLATE_NOOP("Login", "Role") },
    { .name = "jwt"_L1,
      .secret = true,
      .label = QT_TRANSLATE_NOOP("Login", "Service account token"),
      .help = QT_TRANSLATE_NOOP("Login",
                                "In a pod it is in "
                                "/var/run/secrets/kubernetes.io/serviceaccount/token.") },
};

constexpr LoginField githubFields[] {
    { .name = "token"_L1,
      .secret = true,
      .label = QT_TRANSLATE_NOOP("Login", "GitHub token"),
      .help = QT_TRANSLATE_NOOP("Login", "A personal access token with the scope read:org.") },
};

constexpr LoginField certificateFields[] {
    { .name = "name"_L1,
      .required = false,
      .label = QT_TRANSLATE_NOOP("Login", "Role"),
      .help = QT_TRANSLATE_NOOP("Login",
                                "The certificate role to try; empty tries all of the mount. The "
                                "certificate and its key are part of the cluster’s connection.") },
};

constexpr LoginField oidcFields[] {
    { .name = "role"_L1,
      .required = false,
      .label = QT_TRANSLATE_NOOP("Login", "Role"),
      .help = QT_TRANSLATE_NOOP("Login", "Empty is the default role of the mount.") },
};

constexpr LoginMethodRow rows[] {
    { LoginMethod::Token, "token"_L1, QT_TRANSLATE_NOOP("Login", "Token"), nullptr, tokenFields },
    { LoginMethod::Userpass, "userpass"_L1, QT_TRANSLATE_NOOP("Login", "User name and password"),
      nullptr, passwordFields },
    { LoginMethod::Ldap, "ldap"_L1, QT_TRANSLATE_NOOP("Login", "LDAP"), nullptr, passwordFields },
    { LoginMethod::Oidc, "oidc"_L1, QT_TRANSLATE_NOOP("Login", "OIDC in the browser"),
      QT_TRANSLATE_NOOP("Login",
                        "Your identity provider’s page opens in the browser; this program "
                        "waits for its answer."),
      oidcFields },
    { LoginMethod::Okta, "okta"_L1, QT_TRANSLATE_NOOP("Login", "Okta"),
      QT_TRANSLATE_NOOP("Login",
                        "If Okta asks for a confirmation on your phone, signing in waits "
                        "for it."),
      passwordFields },
    { LoginMethod::Radius, "radius"_L1, QT_TRANSLATE_NOOP("Login", "RADIUS"), nullptr,
      passwordFields },
    { LoginMethod::Approle, "approle"_L1, QT_TRANSLATE_NOOP("Login", "AppRole"), nullptr,
      approleFields },
    { LoginMethod::Jwt, "jwt"_L1, QT_TRANSLATE_NOOP("Login", "JWT"), nullptr, jwtFields },
    { LoginMethod::Kubernetes, "kubernetes"_L1, QT_TRANSLATE_NOOP("Login", "Kubernetes"), nullptr,
      kubernetesFields },
    { LoginMethod::Github, "github"_L1, QT_TRANSLATE_NOOP("Login", "GitHub"), nullptr,
      githubFields },
    { LoginMethod::Certificate, "cert"_L1, QT_TRANSLATE_NOOP("Login", "TLS client certificate"),
      nullptr, certificateFields },
};

Error invalid(QLatin1StringView field, const QString &detail)
{
    return { .kind = Error::Kind::InvalidInput, .where = field, .detail = detail };
}

QString mountOf(const LoginRequest &request)
{
    QString mount = request.mount.isEmpty() ? loginMethod(request.method).defaultMount()
                                            : request.mount.trimmed();
    while (mount.endsWith(u'/'))
        mount.chop(1);
    while (mount.startsWith(u'/'))
        mount.remove(0, 1);
    // Some type what “vault auth list” prints, others the path of the API.
    if (mount.startsWith("auth/"_L1))
        mount.remove(0, 5);
    return mount;
}

bool takesUserInPath(LoginMethod method)
{
    switch (method) {
    case LoginMethod::Userpass:
    case LoginMethod::Ldap:
    case LoginMethod::Okta:
    case LoginMethod::Radius:
        return true;
    case LoginMethod::Token:
    case LoginMethod::Approle:
    case LoginMethod::Jwt:
    case LoginMethod::Kubernetes:
    case LoginMethod::Github:
    case LoginMethod::Certificate:
    case LoginMethod::Oidc:
        return false;
    }
    Q_UNREACHABLE();
}

SideCall signInCall(const LoginRequest &request, const QString &path)
{
    SideCall call;
    call.verb = "POST";
    call.path = path;
    call.kind = SideCall::Kind::SignsIn;
    call.token = SideCall::Token::None;
    call.nameSpace = request.nameSpace;
    return call;
}

} // namespace

QString LoginField::labelText() const
{
    return LoginText::tr(label);
}

QString LoginField::helpText() const
{
    return help ? LoginText::tr(help) : QString();
}

QString LoginMethodRow::titleText() const
{
    return LoginText::tr(title);
}

QString LoginMethodRow::summaryText() const
{
    return summary ? LoginText::tr(summary) : QString();
}

QString LoginMethodRow::defaultMount() const
{
    return method == LoginMethod::Token ? QString() : QString(key);
}

std::span<const LoginMethodRow> loginMethods()
{
    return rows;
}

const LoginMethodRow &loginMethod(LoginMethod method)
{
    const auto row = std::ranges::find(rows, method, &LoginMethodRow::method);
    Q_ASSERT(row != std::end(rows));
    return *row;
}

const LoginMethodRow *loginMethodByKey(QStringView key)
{
    const auto row =
        std::ranges::find_if(rows, [key](const LoginMethodRow &one) { return key == one.key; });
    return row == std::end(rows) ? nullptr : row;
}

LoginRequest LoginRequest::clone() const
{
    LoginRequest copy;
    copy.method = method;
    copy.mount = mount;
    copy.nameSpace = nameSpace;
    copy.texts = texts;
    copy.oktaNonce = oktaNonce;
    for (const auto &[name, secret] : secrets)
        copy.secrets.emplace(name, secret.clone());
    return copy;
}

QString LoginRequest::text(QLatin1StringView name) const
{
    const auto found = texts.find(QString(name));
    return found == texts.end() ? QString() : found->second.trimmed();
}

QString loginMount(const LoginRequest &request)
{
    return mountOf(request);
}

std::optional<Error> loginFlaw(const LoginRequest &request)
{
    for (const LoginField &field : loginMethod(request.method).fields) {
        const auto secret = request.secrets.find(QString(field.name));
        const bool isEmpty = field.secret
            ? secret == request.secrets.end() || secret->second.isEmpty()
            : request.text(field.name).isEmpty();
        if (field.required && isEmpty)
            return invalid(field.name, LoginText::tr("%1 is needed.").arg(field.labelText()));
    }
    if (request.method == LoginMethod::Token)
        return {};
    const QString mount = mountOf(request);
    if (mount.isEmpty() || mount.contains("//"_L1) || mount.contains(u' '))
        return invalid("mount"_L1,
                       LoginText::tr("The path of the auth method has an empty part or a space."));
    return {};
}

Result<SideCall> loginCall(const LoginRequest &request)
{
    Q_ASSERT(request.method != LoginMethod::Token && request.method != LoginMethod::Oidc);
    if (const std::optional<Error> flaw = loginFlaw(request))
        return Failure(*flaw);
    QString path = "auth/"_L1 + mountOf(request) + "/login"_L1;
    const bool userInPath = takesUserInPath(request.method);
    if (userInPath)
        path += u'/' + request.text("username"_L1);
    SideCall call = signInCall(request, path);
    call.waitsForPerson = request.method == LoginMethod::Okta;
    SecretJson body;
    if (request.method == LoginMethod::Okta && !request.oktaNonce.isEmpty())
        body.member("nonce"_L1, request.oktaNonce);
    for (const LoginField &field : loginMethod(request.method).fields) {
        if (field.name == "username"_L1 && userInPath)
            continue;
        if (!field.secret) {
            if (const QString text = request.text(field.name); !text.isEmpty())
                body.member(field.name, text);
            continue;
        }
        const auto secret = request.secrets.find(QString(field.name));
        if (secret != request.secrets.end() && !secret->second.isEmpty())
            body.member(field.name, secret->second);
    }
    call.body = body.take();
    return call;
}

Result<LoginAnswer> decodeLogin(QByteArrayView body)
{
    const Result<JsonDocument> document = JsonDocument::parse(body);
    if (!document)
        return Failure(document.error());
    JsonReader root(*document);
    LoginAnswer answer;
    const auto readConstraints = [](JsonReader &requirement, MfaRequirement &mfa) {
        mfa.requestId = requirement.text("mfa_request_id"_L1).value_or(QString());
        if (mfa.requestId.isEmpty())
            requirement.fail("mfa_request_id"_L1, LoginText::tr("it is missing"));
        requirement.object("mfa_constraints"_L1, [&](JsonReader &constraints) {
            constraints.eachObject([&](const QString &name, JsonReader &constraint) {
                MfaConstraint one { .name = name, .any = {} };
                constraint.objects("any"_L1, [&](JsonReader &method) {
                    one.any.append(
                        { .id = method.text("id"_L1).value_or(QString()),
                          .type = method.text("type"_L1).value_or(QString()),
                          .name = method.text("name"_L1).value_or(QString()),
                          .usesPasscode = method.boolean("uses_passcode"_L1).value_or(false) });
                });
                mfa.constraints.append(one);
            });
        });
        if (mfa.constraints.isEmpty())
            requirement.fail("mfa_constraints"_L1, LoginText::tr("it names no second factor"));
    };
    const bool hasAuth = root.object("auth"_L1, [&](JsonReader &auth) {
        if (std::optional<SecretString> token = auth.secret("client_token"_L1))
            answer.token = std::move(*token);
        auth.object("metadata"_L1, [&](JsonReader &metadata) {
            if (metadata.isText("username"_L1))
                answer.displayUser = metadata.text("username"_L1).value_or(QString());
        });
        MfaRequirement mfa;
        if (auth.object("mfa_requirement"_L1,
                        [&](JsonReader &requirement) { readConstraints(requirement, mfa); }))
            answer.mfa = mfa;
        if (answer.token.isEmpty() && !answer.mfa)
            auth.fail("client_token"_L1, LoginText::tr("it is missing"));
    });
    if (!hasAuth && !root.error())
        root.fail("auth"_L1, LoginText::tr("it is missing"));
    if (root.error())
        return Failure(*root.error());
    return answer;
}

SideCall oktaNumberCall(const LoginRequest &request)
{
    SideCall call =
        signInCall(request, "auth/"_L1 + mountOf(request) + "/verify/"_L1 + request.oktaNonce);
    call.verb = "GET";
    return call;
}

Result<qint64> decodeOktaNumber(QByteArrayView body)
{
    const Result<JsonDocument> document = JsonDocument::parse(body);
    if (!document)
        return Failure(document.error());
    JsonReader root(*document);
    std::optional<qint64> number;
    root.object("data"_L1, [&](JsonReader &data) { number = data.integer("correct_answer"_L1); });
    if (!number && !root.error())
        root.fail("data.correct_answer"_L1, LoginText::tr("it is missing"));
    if (root.error())
        return Failure(*root.error());
    return *number;
}

SideCall mfaValidateCall(const QString &requestId, const std::vector<MfaChoice> &choices,
                         const QString &nameSpace)
{
    SecretJson payload;
    for (const MfaChoice &choice : choices) {
        const QByteArray name = choice.methodId.toUtf8();
        payload.listOfOne(QLatin1StringView(name), choice.passcode);
    }
    SecretJson body;
    body.member("mfa_request_id"_L1, requestId);
    const SecretString json = payload.take();
    body.raw("mfa_payload"_L1, json.reveal());
    SideCall call;
    call.verb = "POST";
    call.path = u"sys/mfa/validate"_s;
    call.waitsForPerson = std::ranges::any_of(
        choices, [](const MfaChoice &choice) { return choice.passcode.isEmpty(); });
    call.body = body.take();
    call.kind = SideCall::Kind::SignsIn;
    call.token = SideCall::Token::None;
    call.nameSpace = nameSpace;
    return call;
}

Result<SideCall> oidcAuthUrlCall(const LoginRequest &request, const QString &redirectUri,
                                 const QString &clientNonce)
{
    Q_ASSERT(request.method == LoginMethod::Oidc);
    if (const std::optional<Error> flaw = loginFlaw(request))
        return Failure(*flaw);
    SideCall call = signInCall(request, "auth/"_L1 + mountOf(request) + "/oidc/auth_url"_L1);
    SecretJson body;
    body.member("role"_L1, request.text("role"_L1));
    body.member("redirect_uri"_L1, redirectUri);
    body.member("client_nonce"_L1, clientNonce);
    call.body = body.take();
    return call;
}

Result<QUrl> decodeOidcAuthUrl(QByteArrayView body)
{
    const Result<JsonDocument> document = JsonDocument::parse(body);
    if (!document)
        return Failure(document.error());
    JsonReader root(*document);
    QString text;
    if (!root.object("data"_L1,
                     [&](JsonReader &data) { text = data.text("auth_url"_L1).value_or(QString()); })
        && !root.error())
        root.fail("data"_L1, LoginText::tr("it is missing"));
    if (root.error())
        return Failure(*root.error());
    if (text.isEmpty())
        return Failure(invalid(
            "role"_L1,
            LoginText::tr("The server gave no address to sign in at: the role does not exist, or "
                          "it does not allow this program’s redirect address.")));
    const QUrl url(text, QUrl::StrictMode);
    // It is handed to the desktop, which would also open files and programs.
    if (!isSafeWebLink(url))
        return Failure(Error {
            .kind = Error::Kind::BadAnswer,
            .where = u"data.auth_url"_s,
            .detail =
                LoginText::tr("It is no https address, or it names a user. Switchover does not "
                              "open it.") });
    return url;
}

Result<SideCall> oidcCallbackCall(const LoginRequest &request, const QString &state,
                                  const SecretString &code, const QString &clientNonce)
{
    SideCall call = signInCall(request, "auth/"_L1 + mountOf(request) + "/oidc/callback"_L1);
    call.verb = "GET";
    call.query = { { u"state"_s, state },
                   { u"code"_s, QString::fromUtf8(code.reveal()) },
                   { u"client_nonce"_s, clientNonce } };
    return call;
}

} // namespace switchover
