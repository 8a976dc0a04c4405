// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/oidclistener.h"
#include "tests/patience.h"

#include <QHostAddress>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QUrl>

using namespace Qt::StringLiterals;
using namespace switchover;

namespace {

constexpr auto awaited = "the state that is waited for";

/// A browser that knows of HTTP only as much as is typed for it.
class Browser
{
public:
    explicit Browser(quint16 port, QHostAddress::SpecialAddress host = QHostAddress::LocalHost)
    {
        m_socket.connectToHost(QHostAddress(host), port);
    }
    bool send(const QByteArray &bytes)
    {
        if (!QTest::qWaitFor([this] { return m_socket.state() == QTcpSocket::ConnectedState; },
                             test::patience))
            return false;
        m_socket.write(bytes);
        return QTest::qWaitFor([this] { return m_socket.bytesToWrite() == 0; }, test::patience);
    }
    /// All that came until the server hung up.
    QByteArray answer()
    {
        if (!QTest::qWaitFor([this] { return m_socket.state() == QTcpSocket::UnconnectedState; },
                             test::patience))
            return "still open";
        return m_socket.readAll();
    }
    QTcpSocket &socket() { return m_socket; }

private:
    QTcpSocket m_socket;
};

QByteArray get(const QByteArray &target)
{
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n";
}

QByteArray query(const QByteArray &state, const QByteArray &rest)
{
    return "state=" + state.toPercentEncoding() + "&" + rest;
}

QByteArray callback(const QByteArray &state, const QByteArray &rest = "code=c-1")
{
    return "/oidc/callback?" + query(state, rest);
}

} // namespace

class TestOidcListener final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_returns = 0;
        m_code.clear();
        m_error.reset();
        m_listener = std::make_unique<OidcListener>();
        QVERIFY(m_listener->listen(0));
        m_listener->expect(QString::fromLatin1(awaited));
        connect(m_listener.get(), &OidcListener::returned, this,
                [this](Result<OidcReturn> &result) {
                    ++m_returns;
                    if (result)
                        m_code = result->code.reveal().toByteArray();
                    else
                        m_error = result.error();
                });
    }
    void cleanup() { m_listener.reset(); }

    void theCodeComesBackWithTheRightState();
    void bothLoopbackAddressesAreHeard();
    void valuesAreDecoded();
    void aFormIsReadToo();
    void requestsInPiecesAreWaitedFor();
    void whoSendsNoWholeRequestIsCutOff_data();
    void whoSendsNoWholeRequestIsCutOff();
    void strangersAreTurnedAway_data();
    void strangersAreTurnedAway();
    void beforeAStateIsKnownNobodyIsLetIn();
    void theSecondReturnIsTurnedAway();
    void theProvidersRefusalIsReported_data();
    void theProvidersRefusalIsReported();
    void hugeRequestsAreCutOff_data();
    void hugeRequestsAreCutOff();
    void aCrowdOfConnectionsIsNotKept();
    void aTakenPortIsSaid();
    void aTakenPortOfTheOtherProtocolIsSaid();
    void theAnswerArrivesThoughTheListenerEndsWithIt();
    void closingHangsUpOnWhoIsWaiting();
    void thePageShowsNothingOfTheRequest();

private:
    quint16 port() const { return quint16(QUrl(m_listener->redirectUri()).port()); }
    QByteArray ask(const QByteArray &request)
    {
        Browser browser(port());
        return browser.send(request) ? browser.answer() : QByteArray("no connection");
    }

    std::unique_ptr<OidcListener> m_listener;
    int m_returns = 0;
    QByteArray m_code;
    std::optional<Error> m_error;
};

void TestOidcListener::whoSendsNoWholeRequestIsCutOff_data()
{
    QTest::addColumn<QByteArray>("first");
    QTest::addColumn<QByteArray>("more");
    QTest::newRow("silent") << QByteArray() << QByteArray();
    QTest::newRow("trickling") << QByteArray("GET / HTTP/1.1\r\nX: ") << QByteArray("x");
}

void TestOidcListener::whoSendsNoWholeRequestIsCutOff()
{
    QFETCH(QByteArray, first);
    QFETCH(QByteArray, more);
    m_listener->setRequestTime(std::chrono::milliseconds(200));
    Browser browser(quint16(QUrl(m_listener->redirectUri()).port()));
    QVERIFY(browser.send(first));
    const auto isCutOff = [&] {
        browser.socket().write(more);
        return browser.socket().state() == QTcpSocket::UnconnectedState;
    };
    QVERIFY(QTest::qWaitFor(isCutOff, test::patience));
    QCOMPARE(m_returns, 0);
}

void TestOidcListener::theCodeComesBackWithTheRightState()
{
    QVERIFY(m_listener->redirectUri().startsWith("http://localhost:"_L1));
    QVERIFY(m_listener->redirectUri().endsWith("/oidc/callback"_L1));
    const QByteArray answer = ask(get(callback(awaited)));
    QVERIFY2(answer.startsWith("HTTP/1.1 200 "), answer.constData());
    QVERIFY(answer.contains("close this page"));
    QVERIFY(answer.contains("Cache-Control: no-store"));
    QCOMPARE(m_returns, 1);
    QCOMPARE(m_code, QByteArray("c-1"));
}

void TestOidcListener::bothLoopbackAddressesAreHeard()
{
    QTcpServer probe;
    if (!probe.listen(QHostAddress::LocalHostIPv6))
        QSKIP("this computer has no IPv6");
    Browser browser(port(), QHostAddress::LocalHostIPv6);
    QVERIFY(browser.send(get(callback(awaited))));
    QVERIFY(browser.answer().startsWith("HTTP/1.1 200 "));
    QCOMPARE(m_returns, 1);
}

void TestOidcListener::valuesAreDecoded()
{
    ask(get("/oidc/callback?code=a%2Bb%2F%3D%26%25&state="
            + QByteArray(awaited).replace(' ', '+')));
    QCOMPARE(m_code, QByteArray("a+b/=&%"));
}

void TestOidcListener::aFormIsReadToo()
{
    const QByteArray form = query(awaited, "code=from%20a+form");
    const QByteArray head =
        "POST /oidc/callback HTTP/1.1\r\ncontent-LENGTH:  " + QByteArray::number(form.size())
        + "\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n";
    const QByteArray answer = ask(head + form + "what follows is no part of it");
    QVERIFY2(answer.startsWith("HTTP/1.1 200 "), answer.constData());
    QCOMPARE(m_code, QByteArray("from a form"));
}

void TestOidcListener::requestsInPiecesAreWaitedFor()
{
    const QByteArray form = query(awaited, "code=pieces");
    const QByteArray request = "POST /oidc/callback HTTP/1.1\r\nContent-Length: "
        + QByteArray::number(form.size()) + "\r\n\r\n" + form;
    Browser browser(port());
    browser.socket().setSocketOption(QTcpSocket::LowDelayOption, 1);
    for (const char byte : request) {
        QCOMPARE(m_returns, 0);
        QVERIFY(browser.send(QByteArray(1, byte)));
        QCoreApplication::processEvents();
    }
    QVERIFY(browser.answer().startsWith("HTTP/1.1 200 "));
    QCOMPARE(m_code, QByteArray("pieces"));
    QCOMPARE(m_returns, 1);
}

void TestOidcListener::strangersAreTurnedAway_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    QTest::newRow("another state") << get(callback("guessed")) << 400;
    QTest::newRow("the state's beginning") << get(callback("the state")) << 400;
    QTest::newRow("no state") << get("/oidc/callback?code=c-1") << 400;
    QTest::newRow("an empty state") << get("/oidc/callback?state=&code=c-1") << 400;
    QTest::newRow("nothing") << get("/oidc/callback") << 400;
    QTest::newRow("another state with an error")
        << get(callback("guessed", "error=access_denied")) << 400;
    QTest::newRow("the icon") << get("/favicon.ico") << 404;
    QTest::newRow("the root") << get("/?" + query(awaited, "code=c-1")) << 404;
    QTest::newRow("a longer path") << get("/oidc/callback/x?" + query(awaited, "code=c-1")) << 404;
    QTest::newRow("another verb") << QByteArray("DELETE ") + callback(awaited) + " HTTP/1.1\r\n\r\n"
                                  << 405;
    QTest::newRow("no HTTP") << QByteArray("hello\r\n\r\n") << 405;
    QTest::newRow("spaces in the target")
        << QByteArray("GET /oidc/callback?code=c&state=a b HTTP/1.1\r\n\r\n") << 405;
}

void TestOidcListener::strangersAreTurnedAway()
{
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    const QByteArray answer = ask(request);
    QVERIFY2(answer.startsWith("HTTP/1.1 " + QByteArray::number(status) + ' '), answer.constData());
    QCOMPARE(m_returns, 0);
    // And the right one is still waited for.
    ask(get(callback(awaited)));
    QCOMPARE(m_returns, 1);
    QCOMPARE(m_code, QByteArray("c-1"));
}

void TestOidcListener::beforeAStateIsKnownNobodyIsLetIn()
{
    m_listener->expect({});
    QVERIFY(ask(get("/oidc/callback?state=&code=c-1")).startsWith("HTTP/1.1 400 "));
    QCOMPARE(m_returns, 0);
}

void TestOidcListener::theSecondReturnIsTurnedAway()
{
    ask(get(callback(awaited)));
    QVERIFY(ask(get(callback(awaited, "code=c-2"))).startsWith("HTTP/1.1 400 "));
    QCOMPARE(m_returns, 1);
    QCOMPARE(m_code, QByteArray("c-1"));
}

void TestOidcListener::theProvidersRefusalIsReported_data()
{
    QTest::addColumn<QByteArray>("rest");
    QTest::addColumn<QString>("words");
    QTest::newRow("described") << QByteArray("error=access_denied&error_description=You+may+not.")
                               << u"You may not."_s;
    QTest::newRow("bare") << QByteArray("error=access_denied") << u"access_denied"_s;
    QTest::newRow("with a code all the same")
        << QByteArray("code=c-1&error=login_required") << u"login_required"_s;
    QTest::newRow("no code") << QByteArray("session_state=1") << u"no code"_s;
    QTest::newRow("an empty code") << QByteArray("code=") << u"no code"_s;
}

void TestOidcListener::theProvidersRefusalIsReported()
{
    QFETCH(QByteArray, rest);
    QFETCH(QString, words);
    const QByteArray answer = ask(get(callback(awaited, rest)));
    QCOMPARE(m_returns, 1);
    QVERIFY(m_error);
    QVERIFY2(errorSentence(*m_error).contains(words), qPrintable(errorSentence(*m_error)));
    QVERIFY(m_code.isEmpty());
    QVERIFY2(answer.contains("Not signed in"), answer.constData());
}

void TestOidcListener::hugeRequestsAreCutOff_data()
{
    QTest::addColumn<QByteArray>("request");
    const QByteArray much(100 * 1024, 'x');
    QTest::newRow("a long target") << get(callback(awaited, "code=" + much));
    QTest::newRow("a head without end") << QByteArray("GET / HTTP/1.1\r\nX: " + much);
    QTest::newRow("a long body is announced")
        << QByteArray("POST /oidc/callback HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n");
    QTest::newRow("a negative length")
        << QByteArray("POST /oidc/callback HTTP/1.1\r\nContent-Length: -1\r\n\r\n");
    QTest::newRow("no number") << QByteArray(
        "POST /oidc/callback HTTP/1.1\r\nContent-Length: many\r\n\r\n");
}

void TestOidcListener::hugeRequestsAreCutOff()
{
    QFETCH(QByteArray, request);
    Browser browser(port());
    // The server may hang up before it took everything.
    QTRY_COMPARE(browser.socket().state(), QTcpSocket::ConnectedState);
    browser.socket().write(request);
    QTRY_COMPARE(browser.socket().state(), QTcpSocket::UnconnectedState);
    QCOMPARE(m_returns, 0);
    QVERIFY(ask(get(callback(awaited))).startsWith("HTTP/1.1 200 "));
}

void TestOidcListener::aCrowdOfConnectionsIsNotKept()
{
    std::vector<std::unique_ptr<Browser>> crowd;
    for (int i = 0; i < 60; ++i)
        crowd.push_back(std::make_unique<Browser>(port()));
    // Those too many are hung up on; the others keep quiet until the listener goes.
    const auto open = [&crowd] {
        return std::ranges::count_if(crowd, [](const auto &browser) {
            return browser->socket().state() == QTcpSocket::ConnectedState;
        });
    };
    QTRY_COMPARE(int(open()), 32);
    m_listener->close();
    QTRY_COMPARE(int(open()), 0);
}

void TestOidcListener::aTakenPortIsSaid()
{
    OidcListener second;
    const Result<void> listening = second.listen(port());
    QVERIFY(!listening);
    QCOMPARE(listening.error().kind, Error::Kind::NotAllowed);
    const QString sentence = errorSentence(listening.error());
    QVERIFY2(sentence.contains("localhost:%1"_L1.arg(QString::number(port()))),
             qPrintable(sentence));
    QVERIFY(sentence.contains("vault login"_L1));
    // It is free again as soon as the first one is gone.
    const quint16 wanted = port();
    m_listener.reset();
    QVERIFY(second.listen(wanted));
}

void TestOidcListener::aTakenPortOfTheOtherProtocolIsSaid()
{
    QTcpServer other;
    if (!other.listen(QHostAddress::LocalHostIPv6))
        QSKIP("this computer has no IPv6");
    // Somebody else would get the browser's answer with the code in it.
    OidcListener second;
    QVERIFY(!second.listen(other.serverPort()));
}

void TestOidcListener::theAnswerArrivesThoughTheListenerEndsWithIt()
{
    const QByteArray request = get(callback(awaited));
    const quint16 where = port();
    connect(m_listener.get(), &OidcListener::returned, this, [this] {
        m_listener->close();
        m_listener.release()->deleteLater();
    });
    Browser browser(where);
    QVERIFY(browser.send(request));
    const QByteArray answer = browser.answer();
    QVERIFY2(answer.startsWith("HTTP/1.1 200 "), answer.constData());
    QVERIFY2(answer.endsWith("</html>"), answer.constData());
    QVERIFY(!m_listener);
}

void TestOidcListener::closingHangsUpOnWhoIsWaiting()
{
    Browser browser(port());
    QVERIFY(browser.send("GET /oidc/"));
    m_listener->close();
    QVERIFY(browser.answer().isEmpty());
    QCOMPARE(m_returns, 0);
}

void TestOidcListener::thePageShowsNothingOfTheRequest()
{
    const QByteArray answer = ask(get(callback(
        awaited, "error=%3Cscript%3E&error_description=%3Cimg%20src%3Dx%3E&code=c-secret")));
    QVERIFY(!answer.contains("<script"));
    QVERIFY(!answer.contains("<img"));
    QVERIFY(!answer.contains("c-secret"));
}

QTEST_GUILESS_MAIN(TestOidcListener)
#include "tst_oidclistener.moc"
