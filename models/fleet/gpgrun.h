// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/base/groupprocess.h"
#include "models/base/secretstring.h"

#include <QByteArray>
#include <QObject>

#include <chrono>
#include <memory>

class QSocketNotifier;

namespace switchover {

/// What gpg reports by --status-fd is that one message was decrypted, and nothing else was in it.
[[nodiscard]] bool reportsDecryption(const QByteArray &gpgStatus);

/// One run of gpg. Emits ended() once, never while starting; no more once it is destroyed.
class GpgRun final : public QObject
{
    Q_OBJECT

public:
    GpgRun();
    ~GpgRun() override;

    void start(const QString &program, const QByteArray &message,
               std::chrono::milliseconds patience);
    /// Ends later, with this error.
    void fail(Error error);

signals:
    void ended(const std::shared_ptr<switchover::Result<switchover::SecretString>> &result);

private:
    bool openStatusPipe();
    void closeStatusPipe();
    void readStatus();
    void readErrors();
    void readText();
    void refuse(const QString &detail);
    void settle(Result<SecretString> result);
    void processEnded(int exitCode, QProcess::ExitStatus how);

    GroupProcess m_process;
    int m_statusReader = -1;
    int m_statusWriter = -1;
    std::unique_ptr<QSocketNotifier> m_statusNotifier;
    QByteArray m_text;
    QByteArray m_status;
    QByteArray m_errors; ///< what gpg said first
    qsizetype m_errorsSize = 0;
    bool m_settled = false;
};

} // namespace switchover
