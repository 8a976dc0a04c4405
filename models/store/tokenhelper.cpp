// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/tokenhelper.h"

#include "models/base/groupprocess.h"

#include <QCoreApplication>
#include <QPointer>
#include <QTimer>

#include <strings.h>

#include <utility>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

constexpr qint64 largestToken = 64 * 1024;

class HelperRun final : public QObject
{
    Q_DECLARE_TR_FUNCTIONS(TokenHelper)

public:
    HelperRun(QString helper, const QObject *context,
              std::function<void(Result<SecretString>)> done)
        : m_helper(std::move(helper))
        , m_context(context)
        , m_done(std::move(done))
    {
        connect(context, &QObject::destroyed, this, [this] {
            m_ended = true;
            m_done = {};
            m_process.disconnect(this);
            m_process.killGroup();
            deleteLater();
        });
        connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
            if (error == QProcess::FailedToStart)
                fail(tr("It could not be started: %1.").arg(m_process.errorString()));
        });
        connect(&m_process, &QProcess::finished, this, &HelperRun::onFinished);
        connect(&m_process, &QProcess::readyReadStandardOutput, this, [this] {
            if (m_process.bytesAvailable() > largestToken)
                fail(tr("It printed more than any token is long."));
        });
    }
    ~HelperRun() override { m_process.disconnect(this); }

    void start(std::chrono::milliseconds patience)
    {
        QTimer::singleShot(patience, this, [this] { fail(tr("It did not end in time.")); });
        m_process.setStandardInputFile(QProcess::nullDevice());
        m_process.setStandardErrorFile(QProcess::nullDevice());
        m_process.startGroup(m_helper, { u"get"_s });
    }

private:
    void onFinished(int code, QProcess::ExitStatus how)
    {
        if (how != QProcess::NormalExit || code != 0) {
            fail(tr("It ended with the exit code %1.").arg(code));
            return;
        }
        QByteArray printed = m_process.readAllStandardOutput();
        SecretString token { QByteArrayView(printed).trimmed() };
        explicit_bzero(printed.data(), size_t(printed.size()));
        end(std::move(token));
    }

    void fail(const QString &detail)
    {
        end(Failure(
            Error { .kind = Error::Kind::File,
                    .where = m_helper,
                    .detail = tr("This is the vault command's token helper. %1").arg(detail) }));
    }

    // Later, as a failure to start comes while starting.
    void end(Result<SecretString> result)
    {
        if (m_ended)
            return;
        m_ended = true;
        m_process.killGroup();
        m_result = std::move(result);
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (!m_done)
                    return; // the context died since
                const auto done = std::move(m_done);
                Result<SecretString> outcome = std::move(m_result);
                disconnect(m_context, nullptr, this, nullptr);
                deleteLater();
                done(std::move(outcome));
            },
            Qt::QueuedConnection);
    }

    QString m_helper;
    const QObject *m_context;
    std::function<void(Result<SecretString>)> m_done;
    GroupProcess m_process;
    Result<SecretString> m_result;
    bool m_ended = false;
};

} // namespace

void readTokenFromHelper(const QString &helper, const QObject *context,
                         std::function<void(Result<SecretString>)> done,
                         std::chrono::milliseconds patience)
{
    auto *run = new HelperRun(helper, context, std::move(done)); // ends itself, or with the context
    run->start(patience);
}

} // namespace switchover
