// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>
#include <QTcpServer>

#include <chrono>
#include <functional>
#include <map>

class QTcpSocket;

namespace switchover::test {

/// A web server on loopback that answers as it is told, for what no simulated cluster would say.
/// Untold it is an active node of a cluster without replication.
class ScriptedVault : public QTcpServer
{
    Q_OBJECT

public:
    struct Request
    {
        QByteArray method;
        QByteArray path;                       ///< without /v1/ and query
        QHash<QByteArray, QByteArray> headers; ///< names in lower case
        QByteArray body;

        [[nodiscard]] QByteArray token() const { return headers.value("x-vault-token"); }
    };
    struct Answer
    {
        int status = 200;
        QByteArray body = "{}";
        enum class Manner { Normal, Hang, Drop } manner = Manner::Normal;
        std::chrono::milliseconds delay { 0 };
        QByteArray extraHeaders; ///< lines with CRLF
    };
    using Script = std::function<Answer(const Request &)>;

    explicit ScriptedVault(QObject *parent = nullptr);

    [[nodiscard]] QString address() const;
    void say(const QByteArray &path, const Answer &answer);
    void say(const QByteArray &path, Script script);
    void goAway(); ///< refuses connections; comeBack() listens on the same port
    void comeBack();

    [[nodiscard]] const QList<Request> &requests() const { return m_requests; }
    [[nodiscard]] int count(const QByteArray &path) const;
    [[nodiscard]] QList<QByteArray> order() const; ///< paths as they came
    void clearRequests() { m_requests.clear(); }
    [[nodiscard]] int mostAtOnce() const { return m_mostAtOnce; }

    [[nodiscard]] static QByteArray health(const QByteArray &performance = "disabled",
                                           const QByteArray &dr = "disabled",
                                           const QByteArray &more = {});
    [[nodiscard]] static QByteArray status(const QByteArray &performance = R"({"mode":"disabled"})",
                                           const QByteArray &dr = R"({"mode":"disabled"})");
    [[nodiscard]] static QByteArray errors(const QByteArray &message);
    [[nodiscard]] static QByteArray token(const QByteArray &name, int ttl, bool renewable);

private:
    void read(QTcpSocket *socket);
    void answer(QTcpSocket *socket, const Request &request);

    std::map<QByteArray, Script> m_scripts;
    QList<Request> m_requests;
    QHash<QTcpSocket *, QByteArray> m_buffers;
    quint16 m_port = 0;
    int m_atOnce = 0;
    int m_mostAtOnce = 0;
};

} // namespace switchover::test
