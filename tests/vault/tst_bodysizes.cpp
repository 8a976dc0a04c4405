// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/httprequest.h"
#include "models/vault/vaultclient.h"
#include "tests/patience.h"
#include "tests/vault/certificates.h"
#include "tests/vault/scriptedserver.h"
#include "tests/vault/waiting.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace switchover;

namespace {

enum class Framing { Length, OneChunk, ManyChunks, UntilClose };

QByteArray padded(qint64 size)
{
    // A status answer of exactly this size.
    const QByteArray head = R"({"data":{"mode":"disabled","padding":")";
    const QByteArray tail = R"("}})";
    return head + QByteArray(size - head.size() - tail.size(), 'x') + tail;
}

QByteArray chunked(const QByteArray &body, qsizetype chunkSize)
{
    QByteArray result;
    for (qsizetype at = 0; at < body.size(); at += chunkSize) {
        const QByteArray chunk = body.sliced(at, std::min(chunkSize, body.size() - at));
        result += QByteArray::number(chunk.size(), 16) + "\r\n" + chunk + "\r\n";
    }
    return result + "0\r\n\r\n";
}

ScriptedServer::Answer answerOf(qint64 size, Framing framing)
{
    const QByteArray head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    const QByteArray body = padded(size);
    switch (framing) {
    case Framing::Length:
        return ScriptedServer::http(200, body);
    case Framing::OneChunk:
        return ScriptedServer::raw(head + "Transfer-Encoding: chunked\r\n\r\n"
                                   + chunked(body, body.size()));
    case Framing::ManyChunks:
        return ScriptedServer::raw(head + "Transfer-Encoding: chunked\r\n\r\n"
                                   + chunked(body, 0x8001));
    case Framing::UntilClose:
        return ScriptedServer::rawThenClose(head + "Connection: close\r\n\r\n" + body);
    }
    return {};
}

} // namespace

/// Qt reads ahead of us by a limited amount, through buffers of 64, 128 and 256 KiB. Bodies that
/// fill one of them exactly, or not quite, arrive like any other; those over the limit never do.
class TestBodySizes : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void aBodyArrivesWholeUpToTheLimit_data();
    void aBodyArrivesWholeUpToTheLimit();
    void aKeptConnectionIsGoodForTheNextBody_data();
    void aKeptConnectionIsGoodForTheNextBody();

private:
    QSslConfiguration m_tls;
    QByteArray m_ca;
};

void TestBodySizes::initTestCase()
{
    CertificateMaker certificates;
    QVERIFY(certificates.makeAuthority(u"Test CA"_s));
    m_ca = certificates.authorityPem(u"Test CA"_s);
    m_tls = certificates.serverConfiguration({ .authority = u"Test CA"_s });
    QVERIFY(!m_tls.localCertificate().isNull());
}

void TestBodySizes::aBodyArrivesWholeUpToTheLimit_data()
{
    QTest::addColumn<bool>("isTls");
    QTest::addColumn<Framing>("framing");
    QTest::addColumn<qint64>("size");
    const QList<qint64> buffers { 0x4000, 0x10000, 0x20000, 0x40000, 0x80000 };
    struct Named
    {
        const char *name;
        Framing framing;
    };
    const Named framings[] = { { "with its length", Framing::Length },
                               { "in one chunk", Framing::OneChunk },
                               { "in many chunks", Framing::ManyChunks },
                               { "until the connection closes", Framing::UntilClose } };
    for (const bool isTls : { false, true }) {
        for (const Named &named : framings) {
            QList<qint64> sizes;
            for (const qint64 buffer : buffers)
                sizes += { buffer - 1, buffer, buffer + 1 };
            if (!isTls)
                sizes += HttpRequest::maximumBody + 1;
            if (!isTls && (named.framing == Framing::Length || named.framing == Framing::OneChunk))
                sizes += HttpRequest::maximumBody; // which takes its time to decode
            for (const qint64 size : std::as_const(sizes)) {
                QTest::addRow("%s %s, %lld bytes", isTls ? "TLS" : "plain", named.name,
                              qlonglong(size))
                    << isTls << named.framing << size;
            }
        }
    }
}

void TestBodySizes::aBodyArrivesWholeUpToTheLimit()
{
    QFETCH(bool, isTls);
    QFETCH(Framing, framing);
    QFETCH(qint64, size);
    const auto server =
        isTls ? std::make_unique<ScriptedServer>(m_tls) : std::make_unique<ScriptedServer>();
    server->setScript({ answerOf(size, framing) });
    VaultClient client({ .address = server->url(),
                         .caPem = isTls ? m_ca : QByteArray(),
                         .timeout = std::chrono::minutes(1) });
    Outcome<ReplicationStatus> outcome;
    client.readStatus(this, outcome.handler());
    QVERIFY(outcome.wait(test::patience));
    if (size <= HttpRequest::maximumBody) {
        QVERIFY2(outcome.isGood(), qPrintable(errorSentence(outcome.error())));
    } else {
        QCOMPARE(outcome.error().kind, Error::Kind::TooLarge);
    }
    QCOMPARE(server->requests().size(), 1);
}

void TestBodySizes::aKeptConnectionIsGoodForTheNextBody_data()
{
    QTest::addColumn<bool>("isTls");
    QTest::addRow("plain") << false;
    QTest::addRow("TLS") << true;
}

void TestBodySizes::aKeptConnectionIsGoodForTheNextBody()
{
    QFETCH(bool, isTls);
    const auto server =
        isTls ? std::make_unique<ScriptedServer>(m_tls) : std::make_unique<ScriptedServer>();
    QList<ScriptedServer::Answer> script;
    for (const qint64 size : { 0x40000, 100, 0x40001, 0x10000, 0x3ffff, 300 }) {
        for (const Framing framing : { Framing::OneChunk, Framing::Length, Framing::ManyChunks })
            script.append(answerOf(size, framing));
    }
    server->setScript(script);
    VaultClient client({ .address = server->url(),
                         .caPem = isTls ? m_ca : QByteArray(),
                         .timeout = std::chrono::minutes(1) });
    for (qsizetype i = 0; i < script.size(); ++i) {
        Outcome<ReplicationStatus> outcome;
        client.readStatus(this, outcome.handler());
        QVERIFY(outcome.wait(test::patience));
        QVERIFY2(outcome.isGood(), qPrintable(errorSentence(outcome.error())));
    }
    QCOMPARE(server->connections(), 1);
}

QTEST_GUILESS_MAIN(TestBodySizes)
#include "tst_bodysizes.moc"
