// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/fleet/clustersession.h"
#include "models/fleet/loginflow.h"
#include "tests/fleet/labfleet.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QTest>
#include <QUrl>

#include <memory>
#include <optional>

// Attempts to sign in to a lab, with whatever they need.

namespace switchover::test {

/// Follows a link to the lab's identity provider and back, as a browser does.
class ScriptedBrowser final : public QObject
{
    Q_OBJECT

public:
    /// `person` "" denies.
    void visit(const QUrl &link, const QString &person)
    {
        m_person = person;
        open(link);
    }
    /// Where the identity provider would send the browser; it does not go there.
    void visitButStay(const QUrl &link, const QString &person)
    {
        m_stay = true;
        visit(link, person);
    }
    [[nodiscard]] QUrl wouldGoTo() const { return m_wouldGoTo; }
    [[nodiscard]] QByteArray page() const { return m_page; }
    [[nodiscard]] int status() const { return m_status; }
    [[nodiscard]] bool foundNobody() const { return m_foundNobody; }
    void open(const QUrl &link)
    {
        QNetworkRequest request(link);
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                             QNetworkRequest::ManualRedirectPolicy);
        QNetworkReply *reply = m_network.get(request);
        connect(reply, &QNetworkReply::finished, this, [this, reply] { arrived(reply); });
    }

private:
    void arrived(QNetworkReply *reply)
    {
        reply->deleteLater();
        m_status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        m_foundNobody = reply->error() == QNetworkReply::ConnectionRefusedError;
        m_page = reply->readAll();
        const QUrl next =
            reply->attribute(QNetworkRequest::RedirectionTargetAttribute).toUrl();
        if (next.isValid() && m_stay) {
            m_wouldGoTo = next;
            return;
        }
        if (next.isValid()) {
            open(next);
            return;
        }
        // The provider's page: "/decide?visit=…&amp;person=alice"
        const qsizetype at = m_page.indexOf("/decide?visit=");
        if (at < 0)
            return;
        const QByteArray visit = m_page.mid(at + 14, m_page.indexOf('&', at) - at - 14);
        QUrl decision = reply->url().resolved(QUrl(QStringLiteral("/decide?visit=") + QString::fromLatin1(visit)));
        if (!m_person.isEmpty())
            decision.setQuery(decision.query() + QStringLiteral("&person=") + m_person);
        open(decision);
    }

    QNetworkAccessManager m_network;
    QString m_person;
    QUrl m_wouldGoTo;
    QByteArray m_page;
    int m_status = 0;
    bool m_foundNobody = false;
    bool m_stay = false;
};

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
        QObject::connect(&flow, &LoginFlow::factorRefused, &flow, [this](const Error &refusal) {
            refusals.append(refusal);
        });
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
        { QStringLiteral("username"), info.name },     { QStringLiteral("password"), info.password },
        { QStringLiteral("role_id"), info.roleId },    { QStringLiteral("secret_id"), info.secretId },
        { QStringLiteral("role"), info.name },         { QStringLiteral("jwt"), info.jwt },
        { QStringLiteral("token"), info.password },    { QStringLiteral("name"), info.name },
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
