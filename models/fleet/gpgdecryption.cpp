// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/gpgdecryption.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTimer>

#include <strings.h>

#include <utility>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

Failure refused(const QString &detail)
{
    return Failure(
        Error { .kind = Error::Kind::InvalidInput, .where = u"encoded_token"_s, .detail = detail });
}

} // namespace

GpgDecryption::GpgDecryption(QObject *parent)
    : QObject(parent)
{
}

GpgDecryption::~GpgDecryption()
{
    m_done = {};
    if (m_process) {
        m_process->disconnect(this);
        m_process->kill();
        delete m_process;
    }
}

QString GpgDecryption::program()
{
    const QString gpg = QStandardPaths::findExecutable(u"gpg"_s);
    return gpg.isEmpty() ? QStandardPaths::findExecutable(u"gpg2"_s) : gpg;
}

void GpgDecryption::decrypt(const SecretString &encoded, const QObject *context, Done done)
{
    Q_ASSERT(!m_process && !m_done);
    m_context = context;
    m_done = std::move(done);
    const auto message = QByteArray::fromBase64Encoding(encoded.reveal().toByteArray(),
                                                        QByteArray::AbortOnBase64DecodingErrors);
    QString obstacle;
    if (!message || (*message).isEmpty())
        obstacle = tr("The answer of the server is not base64 text.");
    else if (program().isEmpty())
        obstacle = tr("There is no gpg on this computer. Copy the encrypted token to the computer "
                      "with the private key, and enter the decrypted one here.");
    if (!obstacle.isEmpty()) {
        QTimer::singleShot(0, this, [this, obstacle] { end(refused(obstacle)); });
        return;
    }
    m_process = new QProcess(this);
    m_process->setProgram(program());
    m_process->setArguments({ u"--batch"_s, u"--no-tty"_s, u"--quiet"_s, u"--decrypt"_s });
    connect(m_process, &QProcess::finished, this, &GpgDecryption::processEnded);
    connect(m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            end(refused(tr("gpg could not be started: %1").arg(m_process->errorString())));
    });
    m_process->start();
    m_process->write(*message);
    m_process->closeWriteChannel();
}

void GpgDecryption::cancel()
{
    if (m_process) {
        m_process->disconnect(this);
        m_process->kill();
    }
    QTimer::singleShot(0, this, [this] { end(Failure(Error { .kind = Error::Kind::Cancelled })); });
}

void GpgDecryption::processEnded(int exitCode)
{
    if (exitCode != 0 || m_process->exitStatus() != QProcess::NormalExit) {
        const QString said = QString::fromLocal8Bit(m_process->readAllStandardError()).trimmed();
        end(refused(tr("gpg could not decrypt the token. It says: %1").arg(said)));
        return;
    }
    QByteArray text = m_process->readAllStandardOutput();
    SecretString token { QByteArrayView(text).trimmed() };
    explicit_bzero(text.data(), size_t(text.size()));
    if (token.isEmpty())
        end(refused(tr("gpg decrypted the token to nothing.")));
    else
        end(std::move(token));
}

void GpgDecryption::end(Result<SecretString> result)
{
    if (m_process) {
        m_process->disconnect(this);
        m_process->deleteLater();
        m_process.clear();
    }
    const Done done = std::exchange(m_done, {});
    if (done && m_context)
        done(std::move(result));
}

} // namespace switchover

#include "moc_gpgdecryption.cpp"
