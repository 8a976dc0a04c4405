// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/httptransport.h"
#include "models/vault/vaultclient.h"
#include "tests/patience.h"
#include "tests/vault/scriptedserver.h"
#include "tests/vault/waiting.h"

#include <QScopeGuard>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace switchover;

namespace {

const QByteArray health = R"({"initialized":true,"sealed":false,"standby":false})";

QNetworkProxy proxyAt(const ScriptedServer &server)
{
    return { QNetworkProxy::HttpProxy, u"127.0.0.1"_s, server.port() };
}

} // namespace

/// Which way the requests go.
class TestHttpTransport : public QObject
{
    Q_OBJECT

private slots:
    void theProxyThatIsSetIsUsedUntilItIsTakenBack();
    void aProxyThatIsNotThereIsNamed();
    void aProxyOfTheApplicationIsNotUsed();
    void aProxyOfTheEnvironmentIsNotUsed();
};

void TestHttpTransport::theProxyThatIsSetIsUsedUntilItIsTakenBack()
{
    ScriptedServer vault;
    ScriptedServer proxy;
    for (ScriptedServer *server : { &vault, &proxy })
        server->setScript({ ScriptedServer::http(200, health) });
    HttpTransport transport;
    VaultClient client({ .address = vault.url() }, transport);
    const auto goBy = [&](const QNetworkProxy &way) {
        client.setConnection({ .address = vault.url(), .proxy = way });
    };
    const auto ask = [&] {
        Outcome<Health> outcome;
        client.readHealth(this, outcome.handler());
        return outcome.wait(test::patience) && outcome.isGood();
    };
    QVERIFY(ask());
    QCOMPARE(vault.requests().size(), 1);

    goBy(proxyAt(proxy));
    QVERIFY(ask());
    QCOMPARE(proxy.requests().size(), 1);
    QCOMPARE(proxy.request(0).target, vault.url().toEncoded() + "/v1/sys/health");
    QCOMPARE(vault.requests().size(), 1);

    goBy(QNetworkProxy::NoProxy);
    QVERIFY(ask());
    QCOMPARE(vault.requests().size(), 2);
    QCOMPARE(proxy.requests().size(), 1);
}

void TestHttpTransport::aProxyThatIsNotThereIsNamed()
{
    ScriptedServer closed;
    const QNetworkProxy proxy = proxyAt(closed);
    closed.stopListening();
    VaultClient client({ .address = QUrl(u"http://vault.example:8200"_s), .proxy = proxy });
    Outcome<Health> outcome;
    client.readHealth(this, outcome.handler());
    QVERIFY(outcome.wait(test::patience));
    QCOMPARE(outcome.error().kind, Error::Kind::ProxyFailed);
}

void TestHttpTransport::aProxyOfTheApplicationIsNotUsed()
{
    ScriptedServer vault;
    vault.setScript({ ScriptedServer::http(200, health) });
    ScriptedServer proxy;
    QNetworkProxy::setApplicationProxy(proxyAt(proxy));
    const auto back =
        qScopeGuard([] { QNetworkProxy::setApplicationProxy(QNetworkProxy::NoProxy); });
    VaultClient client({ .address = vault.url() });
    Outcome<Health> outcome;
    client.readHealth(this, outcome.handler());
    QVERIFY(outcome.wait(test::patience));
    QVERIFY(outcome.isGood());
    QCOMPARE(proxy.connections(), 0);
}

void TestHttpTransport::aProxyOfTheEnvironmentIsNotUsed()
{
    ScriptedServer vault;
    vault.setScript({ ScriptedServer::http(200, health) });
    ScriptedServer proxy;
    QNetworkProxyFactory::setUseSystemConfiguration(true);
    qputenv("http_proxy", proxy.url().toEncoded());
    const auto back = qScopeGuard([] {
        QNetworkProxyFactory::setUseSystemConfiguration(false);
        qunsetenv("http_proxy");
    });
    VaultClient client({ .address = vault.url() });
    Outcome<Health> outcome;
    client.readHealth(this, outcome.handler());
    QVERIFY(outcome.wait(test::patience));
    QVERIFY(outcome.isGood());
    QCOMPARE(proxy.connections(), 0);
}

QTEST_GUILESS_MAIN(TestHttpTransport)
#include "tst_httptransport.moc"
