// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Signing in through an identity provider, the browser being a few lines of HTTP.
#include "tests/lab/conformance/bed.h"

#include <QJsonArray>
#include <QTest>
#include <QUrl>
#include <QUrlQuery>

using namespace conformance;
using namespace switchover::lab;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString redirect = u"http://localhost:8250/oidc/callback"_s;
const QString expiredState = u"Vault login failed. Expired or missing OAuth state."_s;

} // namespace

class TestConformanceOidc final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Bed> m_bed;
    Cluster m_cluster;

    QString authUrl(const QString &role = u"operator"_s,
                    const QString &redirectUri = redirect) const
    {
        return m_cluster
            .openPost(u"auth/oidc/oidc/auth_url"_s,
                      { { u"role"_s, role },
                        { u"redirect_uri"_s, redirectUri },
                        { u"client_nonce"_s, u"mine"_s } })
            .data()
            .value("auth_url"_L1)
            .toString();
    }
    /// GET without "/v1/".
    static Reply browse(const QString &address)
    {
        const QUrl url(address);
        QString target = url.path();
        if (url.hasQuery())
            target += u'?' + url.query(QUrl::FullyEncoded);
        return exchange(address, { .path = target, .bare = true });
    }
    /// Where the provider sends the browser for that person.
    static QUrlQuery afterSignIn(const QString &address, const QString &person)
    {
        const Reply page = browse(address);
        const QString text = QString::fromUtf8(page.body);
        const QString wanted = person.isEmpty() ? u"\">Deny</a>"_s : u"person=%1\">"_s.arg(person);
        const qsizetype end = text.indexOf(wanted);
        const qsizetype start = text.lastIndexOf("href=\""_L1, end) + 6;
        QString link = text.mid(start, text.indexOf(u'"', start) - start);
        link.replace("&amp;"_L1, "&"_L1);
        const Reply sent = browse(QUrl(address).resolved(QUrl(link)).toString());
        if (sent.status != 302)
            return {};
        return QUrlQuery(QUrl(QString::fromLatin1(sent.headers.value("location"))));
    }
    Reply callback(const QUrlQuery &query, const QString &nonce = u"mine"_s) const
    {
        return m_cluster.openGet(u"auth/oidc/oidc/callback?%1&client_nonce=%2"_s.arg(
            query.toString(QUrl::FullyEncoded), nonce));
    }

private slots:
    void init()
    {
        m_bed = std::make_unique<Bed>(u"fresh-pair"_s);
        QVERIFY(m_bed->start());
        m_cluster = m_bed->at(0);
    }
    void cleanup() { m_bed.reset(); }

    void theBrowserBringsBackACodeThatSignsIn()
    {
        const QString address = authUrl();
        QVERIFY(address.startsWith(m_bed->lab().identityProvider().toString()));
        const QUrlQuery asked { QUrl(address) };
        QCOMPARE(asked.queryItemValue(u"redirect_uri"_s, QUrl::FullyDecoded), redirect);
        QCOMPARE(asked.queryItemValue(u"response_type"_s), u"code"_s);
        const QUrlQuery back = afterSignIn(address, u"alice"_s);
        QCOMPARE(back.queryItemValue(u"state"_s), asked.queryItemValue(u"state"_s));
        const Reply reply = callback(back);
        QVERIFY2(reply.status == 200, reply.text().constData());
        const QJsonObject auth = reply.json().value("auth"_L1).toObject();
        QCOMPARE(auth.value("policies"_L1), QJsonValue(QJsonArray { u"default"_s, u"operator"_s }));
        // State and code are good once.
        const Reply again = callback(back);
        QCOMPARE(again.status, 400);
        QCOMPARE(again.errors(), QStringList { expiredState });
    }

    void rolesAndRedirectsThatAreNotAllowedGetNoAddress()
    {
        QCOMPARE(authUrl(u"nobody"_s), QString());
        QCOMPARE(authUrl(u"operator"_s, u"https://evil.example/oidc/callback"_s), QString());
        QCOMPARE(authUrl(u"operator"_s, u"http://localhost:8250/elsewhere"_s), QString());
        // A loopback address may use another port.
        QVERIFY(!authUrl(u"operator"_s, u"http://127.0.0.1:40404/oidc/callback"_s).isEmpty());
    }

    void whoDeniesComesBackWithoutACode()
    {
        const QUrlQuery back = afterSignIn(authUrl(), {});
        QCOMPARE(back.queryItemValue(u"error"_s), u"access_denied"_s);
        QVERIFY(!back.hasQueryItem(u"code"_s));
        QCOMPARE(callback(back).status, 400);
    }

    void somebodyElsesAnswerIsRefused()
    {
        const QUrlQuery back = afterSignIn(authUrl(), u"alice"_s);
        const Reply otherNonce = callback(back, u"theirs"_s);
        QCOMPARE(otherNonce.status, 400);
        QCOMPARE(otherNonce.errors(), QStringList { u"invalid client_nonce"_s });

        QUrlQuery otherState = afterSignIn(authUrl(), u"alice"_s);
        otherState.removeQueryItem(u"state"_s);
        otherState.addQueryItem(u"state"_s, u"st_forged"_s);
        QCOMPARE(callback(otherState).errors(), QStringList { expiredState });

        QUrlQuery otherCode = afterSignIn(authUrl(), u"alice"_s);
        otherCode.removeQueryItem(u"code"_s);
        otherCode.addQueryItem(u"code"_s, u"forged"_s);
        QVERIFY(callback(otherCode).errors().value(0).contains("Error exchanging oidc code"_L1));
    }

    void codesOfAnotherLoginAreRefused()
    {
        const QUrlQuery first = afterSignIn(authUrl(), u"alice"_s);
        QUrlQuery second = afterSignIn(authUrl(), u"bob"_s);
        second.removeQueryItem(u"code"_s);
        second.addQueryItem(u"code"_s, first.queryItemValue(u"code"_s));
        QVERIFY(callback(second).errors().value(0).contains("invalid id_token nonce"_L1));
    }

    void whoIsInNoGroupIsTurnedAway()
    {
        const Reply reply = callback(afterSignIn(authUrl(), u"mallory"_s));
        QCOMPARE(reply.status, 400);
        QVERIFY(reply.errors().value(0).contains("groups"_L1));
    }

    void theStateIsKeptFiveMinutes()
    {
        const QUrlQuery back = afterSignIn(authUrl(), u"alice"_s);
        m_bed->lab().advanceClock(301s);
        QCOMPARE(callback(back).errors(), QStringList { expiredState });
    }

    void theProviderAsksNobodyWhoIsNamed()
    {
        const Reply reply = browse(authUrl() + u"&login_hint=bob"_s);
        QCOMPARE(reply.status, 302);
        QVERIFY(reply.headers.value("location").startsWith(redirect.toLatin1() + "?code="));
    }

    void theProviderRefusesNonsense()
    {
        const QString base = m_bed->lab().identityProvider().toString();
        QCOMPARE(browse(base + u"/authorize"_s).status, 400);
        QCOMPARE(browse(base + u"/decide?visit=x&person=alice"_s).status, 400);
        QCOMPARE(browse(base + u"/elsewhere"_s).status, 404);
    }
};

QTEST_GUILESS_MAIN(TestConformanceOidc)
#include "tst_conformance_oidc.moc"
