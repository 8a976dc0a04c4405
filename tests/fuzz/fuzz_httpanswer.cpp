// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz.h"

#include "models/vault/answerparser.h"
#include "models/vault/vaultclient.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTcpServer>
#include <QTcpSocket>

using namespace switchover;

namespace {

// Sends the same bytes to each connection and closes it.
class OneAnswerServer
{
public:
    OneAnswerServer()
    {
        fuzz::require(m_server.listen(QHostAddress::LocalHost), "there is a loopback port");
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
            while (QTcpSocket *socket = m_server.nextPendingConnection()) {
                QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
                QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                    socket->readAll();
                    socket->write(answer);
                    socket->disconnectFromHost();
                });
            }
        });
    }
    [[nodiscard]] QUrl url() const
    {
        return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(m_server.serverPort()));
    }

    QByteArray answer;

private:
    QTcpServer m_server;
};

// The same bytes mean the same, however the network cuts them.
void parseInPieces(QByteArrayView bytes)
{
    using State = AnswerParser::State;
    AnswerParser whole;
    AnswerParser pieces;
    whole.feed(bytes);
    for (qsizetype at = 0, length = 1; at < bytes.size(); at += length, length = length % 7 + 1)
        pieces.feed(bytes.sliced(at, std::min(length, bytes.size() - at)));
    fuzz::require(whole.end() != State::NeedsMore, "the end of a connection ends the answer");
    pieces.end();
    fuzz::require((whole.state() == State::Complete) == (pieces.state() == State::Complete),
                  "pieces are as complete as the whole");
    if (whole.state() == State::Complete) {
        fuzz::require(whole.status() == pieces.status(), "the status is the same in pieces");
        fuzz::require(whole.headers() == pieces.headers(), "the headers are the same in pieces");
        fuzz::require(whole.takeBody() == pieces.takeBody(), "the body is the same in pieces");
    }
}

} // namespace

// A whole HTTP answer, from the status line on, to a read of the real client over a socket.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static int argumentCount = 1;
    static char name[] = "fuzz_httpanswer";
    static char *arguments[] = { name, nullptr };
    static QCoreApplication application(argumentCount, arguments);
    static OneAnswerServer server;

    const QByteArrayView bytes = fuzz::bytes(data, size);
    parseInPieces(bytes);
    server.answer = bytes.toByteArray();
    VaultClient client({ .address = server.url(), .timeout = std::chrono::seconds(5) });
    int calls = 0;
    client.readStatus(&application, [&calls](const Result<ReplicationStatus> &status) {
        ++calls;
        if (!status)
            fuzz::require(!errorSentence(status.error()).isEmpty(), "an error has a sentence");
    });
    QElapsedTimer elapsed;
    elapsed.start();
    while (calls == 0 && !elapsed.hasExpired(9000))
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 100);
    fuzz::require(calls == 1, "each request ends once");
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    return 0;
}
