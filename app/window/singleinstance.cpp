// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/singleinstance.h"

#include <QCryptographicHash>
#include <QDeadlineTimer>
#include <QDir>
#include <QLocalServer>
#include <QLocalSocket>
#include <QLockFile>
#include <QSysInfo>
#include <QThread>

#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace switchover {

namespace {

constexpr auto longestRequest = 4096; // bytes
constexpr auto shown = "shown\n";

// Names of local sockets belong to nobody, so each side looks who is at the other end.
bool isOurUser(const QLocalSocket &socket)
{
    ucred peer {};
    socklen_t size = sizeof peer;
    return ::getsockopt(int(socket.socketDescriptor()), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0
        && peer.uid == ::getuid();
}

} // namespace

SingleInstance::SingleInstance(const QString &folder, QObject *parent)
    : QObject(parent)
    , m_folder(folder)
    , m_lock(std::make_unique<QLockFile>(folder + "/lock"_L1))
{
    m_lock->setStaleLockTime(0); // only the death of its owner ends a lock, not its age
}

SingleInstance::~SingleInstance() = default;

QString SingleInstance::socketName(const QString &folder)
{
    const QString canonical = QDir(folder).canonicalPath();
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData((canonical.isEmpty() ? QDir(folder).absolutePath() : canonical).toUtf8());
    return "switchover-%1-%2"_L1.arg(QString::number(::getuid()),
                                     QLatin1StringView(hash.result().toHex().first(32)));
}

Result<SingleInstance::Claim> SingleInstance::claim(std::chrono::milliseconds patience)
{
    const QDeadlineTimer deadline(patience);
    // The other may just be starting, or ending.
    do {
        const Result<bool> taken = takeLock();
        if (!taken)
            return Failure(taken.error());
        if (*taken) {
            listen();
            return Claim::Ours;
        }
        if (askTheOther(std::chrono::milliseconds(deadline.remainingTime())))
            return Claim::HandedOver;
        QThread::msleep(20);
    } while (!deadline.hasExpired());
    return Failure(silentOther());
}

Result<bool> SingleInstance::takeLock()
{
    if (m_lock->tryLock(0))
        return true;
    switch (m_lock->error()) {
    case QLockFile::NoError:
    case QLockFile::LockFailedError:
        return false;
    case QLockFile::PermissionError:
    case QLockFile::UnknownError:
        break;
    }
    return Failure(Error { .kind = Error::Kind::InvalidInput,
                           .detail = tr("The profile folder %1 cannot be written, so nothing could "
                                        "be kept. Check its owner and mode, or name another folder "
                                        "with --profile.")
                                         .arg(m_folder) });
}

void SingleInstance::listen()
{
    m_server = new QLocalServer(this);
    // Without a file there is nothing to clear up after a crash.
    m_server->setSocketOptions(QLocalServer::AbstractNamespaceOption);
    connect(m_server, &QLocalServer::newConnection, this, &SingleInstance::answer);
    // Without it a second start says that this one does not answer; nothing worse.
    m_server->listen(socketName(m_folder));
}

void SingleInstance::answer()
{
    while (QLocalSocket *socket = m_server->nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        if (!isOurUser(*socket)) {
            socket->abort();
            continue;
        }
        const auto read = [this, socket] {
            if (socket->bytesAvailable() > longestRequest) {
                socket->abort();
                return;
            }
            if (!socket->canReadLine())
                return;
            const QByteArray line = socket->readLine().trimmed();
            if (line == "show" || line.startsWith("show "))
                emit showRequested(QString::fromUtf8(line.mid(5)));
            socket->write(shown);
            socket->disconnectFromServer();
        };
        connect(socket, &QLocalSocket::readyRead, this, read);
        read();
    }
}

bool SingleInstance::askTheOther(std::chrono::milliseconds patience) const
{
    const int milliseconds = int(qMax(patience.count(), qint64(1)));
    QLocalSocket socket;
    socket.setSocketOptions(QLocalSocket::AbstractNamespaceOption);
    socket.connectToServer(socketName(m_folder));
    if (!socket.waitForConnected(milliseconds) || !isOurUser(socket))
        return false;
    socket.write("show " + qgetenv("XDG_ACTIVATION_TOKEN").left(1024) + '\n');
    QDeadlineTimer deadline(milliseconds);
    while (!socket.canReadLine()) {
        if (!socket.waitForReadyRead(int(deadline.remainingTime())))
            return false;
    }
    return socket.readLine() == shown;
}

QString SingleInstance::handedOverSentence() const
{
    return tr("Switchover already has the profile %1 open; its window was asked to come to the "
              "front.")
        .arg(m_folder);
}

Error SingleInstance::silentOther() const
{
    qint64 process = 0;
    QString host;
    QString program;
    QString text;
    if (!m_lock->getLockInfo(&process, &host, &program)) {
        text = tr("The profile %1 is locked, and it cannot be read by whom. Nothing was changed. "
                  "Try again, or name another folder with --profile.")
                   .arg(m_folder);
    } else if (host != QSysInfo::machineHostName()) {
        text = tr("Switchover on the computer %1 has the profile %2 open (process %3). Nothing was "
                  "changed. Close it there, or name another folder with --profile. If it does not "
                  "run there any more, delete the file %2/lock.")
                   .arg(host, m_folder, QString::number(process));
    } else {
        text = tr("Another Switchover (process %1) has the profile %2 open and does not answer. "
                  "Nothing was changed. Wait until it answers or end that process, then start "
                  "again; or name another folder with --profile.")
                   .arg(QString::number(process), m_folder);
    }
    return { .kind = Error::Kind::InvalidInput, .detail = text };
}

} // namespace switchover

#include "moc_singleinstance.cpp"
