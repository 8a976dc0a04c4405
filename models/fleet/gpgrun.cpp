// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/gpgrun.h"

#include <QSocketNotifier>
#include <QTimer>

#include <fcntl.h>
#include <strings.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

// A token has fewer than 40 characters; one for a batch has a few hundred.
constexpr qsizetype largestText = 4 * 1024;
constexpr qsizetype largestStatus = 64 * 1024;
constexpr qsizetype largestErrors = 1024 * 1024;
constexpr qsizetype shownErrors = 2 * 1024; // what gpg says first is the cause
constexpr int mostOutput = 64 * 1024;       // given to gpg: more than we read, less than a bomb

constexpr std::array gpgOptions {
    "--batch",
    "--no-tty",
    "--quiet",
    // The person's gpg.conf is read: it names their keys, agent and smart card. What decides here
    // is on the command line, which wins over it.
    "--output=-",
    "--no-use-embedded-filename", // the server would choose a file to write
    // The message comes from a server: it must not make gpg ask the network.
    "--no-auto-key-retrieve",
    "--no-auto-key-locate",
    "--disable-dirmngr",
};

Error gpgError(const QString &detail)
{
    return { .kind = Error::Kind::InvalidInput, .where = u"encoded_token"_s, .detail = detail };
}

} // namespace

bool reportsDecryption(const QByteArray &gpgStatus)
{
    bool isInside = false;
    bool isDecrypted = false;
    for (const QByteArray &line : gpgStatus.split('\n')) {
        const QList<QByteArray> words = line.trimmed().split(' ');
        if (words.size() < 2 || words.constFirst() != "[GNUPG:]")
            continue;
        const QByteArray &word = words.at(1);
        if (word == "BEGIN_DECRYPTION")
            isInside = true;
        else if (word == "END_DECRYPTION")
            isInside = false;
        else if (word == "DECRYPTION_OKAY")
            isDecrypted = true;
        else if (word == "DECRYPTION_FAILED" || (word == "PLAINTEXT" && !isInside))
            return false; // text beside the encrypted one may come from anybody
    }
    return isDecrypted;
}

GpgRun::GpgRun()
{
    connect(&m_process, &QProcess::finished, this, &GpgRun::processEnded);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &GpgRun::readText);
    connect(&m_process, &QProcess::readyReadStandardError, this, &GpgRun::readErrors);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            refuse(tr("gpg could not be started: %1").arg(m_process.errorString()));
    });
}

GpgRun::~GpgRun()
{
    m_process.disconnect(this);
    closeStatusPipe();
    explicit_bzero(m_text.data(), size_t(m_text.size()));
}

void GpgRun::start(const QString &program, const QByteArray &message,
                   std::chrono::milliseconds patience)
{
    m_text.reserve(largestText + 1); // never moved, so that it can be erased
    if (!openStatusPipe()) {
        refuse(tr("gpg could not be started: %1").arg(qt_error_string(errno)));
        return;
    }
    QStringList arguments;
    for (const char *option : gpgOptions)
        arguments.append(QString::fromLatin1(option));
    arguments << u"--max-output=%1"_s.arg(mostOutput) << u"--status-fd=%1"_s.arg(m_statusWriter)
              << u"--decrypt"_s;
    QTimer::singleShot(patience, this, [this, patience] {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(patience).count();
        refuse(tr("gpg did not answer within %n second(s), so Switchover stopped it. Decrypt again "
                  "and enter the passphrase in time, or decrypt the token on another computer.",
                  nullptr, int(seconds)));
    });
    m_process.setInherited(m_statusWriter);
    m_process.startGroup(program, arguments);
    ::close(std::exchange(m_statusWriter, -1));
    m_process.write(message);
    m_process.closeWriteChannel();
}

void GpgRun::fail(Error error)
{
    settle(Failure(std::move(error)));
}

// A pipe of its own: what gpg quotes of the message in its errors could look like a status.
bool GpgRun::openStatusPipe()
{
    std::array<int, 2> ends { -1, -1 };
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return false;
    m_statusReader = ends[0];
    m_statusWriter = ends[1];
    ::fcntl(m_statusReader, F_SETFL, O_NONBLOCK);
    m_statusNotifier = std::make_unique<QSocketNotifier>(m_statusReader, QSocketNotifier::Read);
    connect(m_statusNotifier.get(), &QSocketNotifier::activated, this, &GpgRun::readStatus);
    return true;
}

void GpgRun::closeStatusPipe()
{
    m_statusNotifier.reset();
    for (int *end : { &m_statusReader, &m_statusWriter }) {
        if (*end >= 0)
            ::close(std::exchange(*end, -1));
    }
}

void GpgRun::readStatus()
{
    std::array<char, 4096> piece {};
    while (m_statusReader >= 0) {
        const ssize_t count = ::read(m_statusReader, piece.data(), piece.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count == 0)
            m_statusNotifier->setEnabled(false); // the end stays readable
        if (count <= 0)
            return;
        if (m_status.size() + count > largestStatus) {
            m_statusNotifier->setEnabled(false);
            refuse(tr("gpg reported more about the message than any token needs, so Switchover "
                      "stopped it."));
            return;
        }
        m_status.append(piece.data(), qsizetype(count));
    }
}

void GpgRun::readErrors()
{
    m_process.setReadChannel(QProcess::StandardError);
    while (m_process.bytesAvailable() > 0) {
        const QByteArray piece = m_process.read(16 * 1024);
        m_errors += piece.left(shownErrors - m_errors.size());
        m_errorsSize += piece.size();
    }
    if (m_errorsSize > largestErrors)
        refuse(tr("gpg reported more about the message than any token needs, so Switchover "
                  "stopped it."));
}

void GpgRun::readText()
{
    m_process.setReadChannel(QProcess::StandardOutput);
    while (m_process.bytesAvailable() > 0) {
        if (m_text.size() > largestText) {
            (void)m_process.readAllStandardOutput();
            break;
        }
        const qsizetype before = m_text.size();
        m_text.resize(largestText + 1);
        const qint64 count = m_process.read(m_text.data() + before, m_text.size() - before);
        m_text.resize(before + std::max<qint64>(0, count));
        if (count <= 0)
            break;
    }
    if (m_text.size() > largestText)
        refuse(tr("The message holds more than any token is long, so Switchover stopped gpg. Start "
                  "another attempt."));
}

void GpgRun::processEnded(int exitCode, QProcess::ExitStatus how)
{
    if (m_settled)
        return;
    readStatus();
    readErrors();
    readText();
    if (m_settled)
        return;
    if (exitCode != 0 || how != QProcess::NormalExit) {
        refuse(tr("gpg could not decrypt the token. It says: %1")
                   .arg(QString::fromLocal8Bit(m_errors).trimmed()));
        return;
    }
    if (!reportsDecryption(m_status)) {
        refuse(tr("The message is not encrypted, or not all of it, so its text may come from "
                  "anybody. Switchover does not use it. Start another attempt."));
        return;
    }
    SecretString token { QByteArrayView(m_text).trimmed() };
    if (token.isEmpty())
        refuse(tr("gpg decrypted the token to nothing."));
    else
        settle(std::move(token));
}

void GpgRun::refuse(const QString &detail)
{
    fail(gpgError(detail));
}

// Later: a failure to start comes while starting.
void GpgRun::settle(Result<SecretString> result)
{
    if (std::exchange(m_settled, true))
        return;
    m_process.disconnect(this);
    m_process.killGroup();
    closeStatusPipe();
    auto kept = std::make_shared<Result<SecretString>>(std::move(result));
    QMetaObject::invokeMethod(
        this, [this, kept] { emit ended(kept); }, Qt::QueuedConnection);
}

} // namespace switchover

#include "moc_gpgrun.cpp"
