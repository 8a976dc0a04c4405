// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/gpgdecryption.h"

#include "models/fleet/gpgrun.h"

#include <QStandardPaths>

#include <utility>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

constexpr qsizetype largestMessage = 64 * 1024; // base64; a token for a 4096 bit key takes 1 KiB

} // namespace

GpgDecryption::GpgDecryption(QObject *parent, std::chrono::milliseconds patience)
    : QObject(parent)
    , m_patience(patience)
{
}

GpgDecryption::~GpgDecryption() = default;

QString GpgDecryption::program()
{
    const QString gpg = QStandardPaths::findExecutable(u"gpg"_s);
    return gpg.isEmpty() ? QStandardPaths::findExecutable(u"gpg2"_s) : gpg;
}

void GpgDecryption::decrypt(const SecretString &encoded, const QObject *context, Done done)
{
    Q_ASSERT(!m_run);
    m_context = context;
    m_done = std::move(done);
    m_run = std::make_unique<GpgRun>();
    connect(
        m_run.get(), &GpgRun::ended, this,
        [this](const std::shared_ptr<Result<SecretString>> &result) { end(std::move(*result)); });
    const auto refuse = [this](const QString &detail) {
        m_run->fail(
            { .kind = Error::Kind::InvalidInput, .where = u"encoded_token"_s, .detail = detail });
    };
    if (encoded.size() > largestMessage) {
        refuse(tr("The answer of the server is larger than any encrypted token. Start another "
                  "attempt."));
        return;
    }
    const auto message = QByteArray::fromBase64Encoding(encoded.reveal().toByteArray(),
                                                        QByteArray::AbortOnBase64DecodingErrors);
    if (!message || (*message).isEmpty())
        refuse(tr("The answer of the server is not base64 text."));
    else if (program().isEmpty())
        refuse(tr("There is no gpg on this computer. Copy the encrypted token to the computer "
                  "with the private key, and enter the decrypted one here."));
    else
        m_run->start(program(), *message, m_patience);
}

void GpgDecryption::cancel()
{
    if (m_run)
        m_run->fail({ .kind = Error::Kind::Cancelled });
}

void GpgDecryption::end(Result<SecretString> result)
{
    m_run.release()->deleteLater(); // it is emitting
    const Done done = std::exchange(m_done, {});
    if (done && m_context)
        done(std::move(result));
}

} // namespace switchover

#include "moc_gpgdecryption.cpp"
