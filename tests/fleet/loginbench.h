// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/fleet/clustersession.h"
#include "models/fleet/loginflow.h"
#include "tests/fleet/labfleet.h"
#include "tests/fleet/scriptedbrowser.h"

#include <QTest>
#include <QUrl>

#include <memory>
#include <optional>

// Attempts to sign in to a lab, with whatever they need.

namespace switchover::test {

/// One attempt and how it went.
class Attempt
{
public:
    Attempt(LabFleet &desk, const QString &cluster)
        : flow(*desk.fleet, desk.id(cluster))
    {
        QObject::connect(&flow, &LoginFlow::stepChanged, &flow,
                         [this] { steps.append(flow.step()); });
        QObject::connect(&flow, &LoginFlow::browserWanted, &flow,
                         [this](const QUrl &url) { link = url; });
        QObject::connect(&flow, &LoginFlow::factorRefused, &flow,
                         [this](const Error &refusal) { refusals.append(refusal); });
        QObject::connect(&flow, &LoginFlow::ended, &flow, [this](const Result<TokenInfo> &info) {
            ++ends;
            if (info)
                token = *info;
            else
                error = info.error();
        });
    }
    [[nodiscard]] QString sentence() const
    {
        return error ? errorSentence(*error) : QStringLiteral("it ended well");
    }

    LoginFlow flow;
    QList<LoginFlow::Step> steps;
    QUrl link;
    QList<Error> refusals;
    int ends = 0;
    std::optional<TokenInfo> token;
    std::optional<Error> error;
};

inline LoginRequest loginRequest(LoginMethod method, const std::map<QString, QString> &texts,
                                 const std::map<QString, QString> &secrets,
                                 const QString &mount = {}, const QString &nameSpace = {})
{
    LoginRequest request;
    request.method = method;
    request.texts = texts;
    for (const auto &[name, secret] : secrets)
        request.secrets.emplace(name, SecretString(secret.toUtf8()));
    request.mount = mount;
    request.nameSpace = nameSpace;
    return request;
}

inline LoginRequest userpass(const QString &user, const QString &password)
{
    return loginRequest(LoginMethod::Userpass, { { QStringLiteral("username"), user } },
                        { { QStringLiteral("password"), password } });
}

/// What the lab says signs a role in by a method.
inline lab::SignInInfo labSignIn(const LabFleet &desk, const QString &cluster,
                                 const QString &method, const QString &name,
                                 const QString &remark = {}, const QString &mount = {})
{
    for (const lab::SignInInfo &info : desk.lab.signIns(cluster)) {
        if (info.method == method && info.name == name && info.remark == remark
            && info.nameSpace.isEmpty() && (mount.isEmpty() || info.mount == mount))
            return info;
    }
    return {};
}

/// The form of a method, filled with what the lab knows.
inline LoginRequest filledFrom(const lab::SignInInfo &info)
{
    const LoginMethodRow *row = loginMethodByKey(info.method);
    LoginRequest request;
    request.method = row ? row->method : LoginMethod::Token;
    request.mount = info.mount;
    request.nameSpace = info.nameSpace;
    const std::map<QString, QString> known {
        { QStringLiteral("username"), info.name },  { QStringLiteral("password"), info.password },
        { QStringLiteral("role_id"), info.roleId }, { QStringLiteral("secret_id"), info.secretId },
        { QStringLiteral("role"), info.name },      { QStringLiteral("jwt"), info.jwt },
        { QStringLiteral("token"), info.password }, { QStringLiteral("name"), info.name },
    };
    for (const LoginField &field : loginMethod(request.method).fields) {
        const QString value = known.at(QString(field.name));
        if (field.secret)
            request.secrets.emplace(field.name, SecretString(value.toUtf8()));
        else
            request.texts.emplace(field.name, value);
    }
    return request;
}

} // namespace switchover::test
