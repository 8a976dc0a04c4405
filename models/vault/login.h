// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/base/secretstring.h"
#include "models/vault/sidecall.h"

#include <QByteArrayView>
#include <QLatin1StringView>
#include <QList>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <map>
#include <optional>
#include <span>
#include <vector>

namespace switchover {

/// Vault's auth methods an operator signs in with.
enum class LoginMethod {
    Token, ///< no login: the token is there already
    Userpass,
    Ldap,
    Okta,
    Radius,
    Approle,
    Jwt,
    Kubernetes,
    Github,
    Certificate, ///< the connection's TLS client certificate
    Oidc,        ///< in the user's browser, see OidcLogin
};

/// One thing to fill in.
struct LoginField
{
    QLatin1StringView name; ///< in the request's body; "username" is part of the path
    bool secret = false;
    bool required = true;
    const char *label = nullptr; ///< translation source; see labelText()
    const char *help = nullptr;

    [[nodiscard]] QString labelText() const;
    [[nodiscard]] QString helpText() const;
};

struct LoginMethodRow
{
    LoginMethod method {};
    QLatin1StringView
        key; ///< Vault's name of the method: "userpass"; for settings and object names
    const char *title = nullptr; ///< "Username and password"
    const char *summary = nullptr;
    std::span<const LoginField> fields;

    [[nodiscard]] QString titleText() const;
    [[nodiscard]] QString summaryText() const;
    /// Where the method is mounted unless said otherwise; "" for a token.
    [[nodiscard]] QString defaultMount() const;
};

/// One table of all methods, in the order they are offered.
[[nodiscard]] std::span<const LoginMethodRow> loginMethods();
[[nodiscard]] const LoginMethodRow &loginMethod(LoginMethod method);
[[nodiscard]] const LoginMethodRow *loginMethodByKey(QStringView key);

/// A filled-in sign-in form. Move-only, as it holds secrets.
struct LoginRequest
{
    LoginMethod method = LoginMethod::Token;
    QString mount;                    ///< below auth/; "" is the default
    QString nameSpace;                ///< of the mount; "" is the root namespace
    std::map<QString, QString> texts; ///< by LoginField::name
    std::map<QString, SecretString> secrets;
    QString oktaNonce; ///< by which the number of Okta's challenge can be asked for; "" without

    [[nodiscard]] LoginRequest clone() const;
    [[nodiscard]] QString text(QLatin1StringView name) const;
};

/// Where the method is mounted, below auth/, without slashes around it; "" for a token.
[[nodiscard]] QString loginMount(const LoginRequest &request);

/// Why the form cannot be sent, in words; nullopt if it can. `where` names the field.
[[nodiscard]] std::optional<Error> loginFlaw(const LoginRequest &request);

/// The login call for every method but Token and Oidc.
[[nodiscard]] Result<SideCall> loginCall(const LoginRequest &request);

/// A second factor that meets a constraint.
struct MfaMethod
{
    QString id;
    QString type; ///< "totp", "duo", "okta", "pingid"
    QString name; ///< "" on older servers
    bool usesPasscode =
        false; ///< false: the person confirms on a device, and the call waits for it
};

/// One of `any` has to be met, for each constraint.
struct MfaConstraint
{
    QString name;
    QList<MfaMethod> any;
};

struct MfaRequirement
{
    QString requestId; ///< good for 300 s
    QList<MfaConstraint> constraints;
};

/// The answer to a login: a token, or what is needed besides.
struct LoginAnswer
{
    SecretString token; ///< empty if `mfa` is set
    std::optional<MfaRequirement> mfa;
    QString displayUser; ///< from `metadata.username`, "" if there is none
};

/// BadAnswer if it holds neither a token nor a requirement.
[[nodiscard]] Result<LoginAnswer> decodeLogin(QByteArrayView body);

/// Okta's number challenge: while the login waits, this tells the number to tap on the device. 404
/// as long as there is none.
[[nodiscard]] SideCall oktaNumberCall(const LoginRequest &request);
[[nodiscard]] Result<qint64> decodeOktaNumber(QByteArrayView body);

struct MfaChoice
{
    QString methodId;
    SecretString passcode; ///< empty for a push
};
/// POST sys/mfa/validate (Vault 1.10 and later). It answers after a push was confirmed.
[[nodiscard]] SideCall mfaValidateCall(const QString &requestId,
                                       const std::vector<MfaChoice> &choices,
                                       const QString &nameSpace);

/// First step of OIDC. `redirectUri` has to be one of the role's allowed_redirect_uris.
[[nodiscard]] Result<SideCall> oidcAuthUrlCall(const LoginRequest &request,
                                               const QString &redirectUri,
                                               const QString &clientNonce);
/// Vault says "" if the role or the redirect URI is not allowed; that is an error here.
[[nodiscard]] Result<QUrl> decodeOidcAuthUrl(QByteArrayView body);
/// Last step: what the provider sent to the redirect URI. The code is a secret, but Vault takes it
/// in the query only.
[[nodiscard]] Result<SideCall> oidcCallbackCall(const LoginRequest &request, const QString &state,
                                                const SecretString &code,
                                                const QString &clientNonce);

} // namespace switchover
