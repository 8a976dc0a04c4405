// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace switchover::test {

/// A GnuPG home of its own with one key without a passphrase, for tests. Its agent goes with it.
class GpgHome
{
public:
    GpgHome()
    {
        qputenv("GNUPGHOME", m_folder.path().toLocal8Bit());
        run({ QStringLiteral("--quick-generate-key"),
              QStringLiteral("Ada Operator <ada@example.com>"), QStringLiteral("rsa2048"),
              QStringLiteral("default"), QStringLiteral("never") });
        const QString listed = QString::fromLatin1(
            run({ QStringLiteral("--list-keys"), QStringLiteral("--with-colons") }));
        m_fingerprint =
            listed.section(QStringLiteral("fpr:::::::::"), 1).section(u':', 0, 0).toLower();
        run({ QStringLiteral("--quick-add-key"), m_fingerprint, QStringLiteral("rsa2048"),
              QStringLiteral("encrypt"), QStringLiteral("never") });
    }
    ~GpgHome()
    {
        QProcess::execute(QStringLiteral("gpgconf"),
                          { QStringLiteral("--kill"), QStringLiteral("all") });
        qunsetenv("GNUPGHOME");
    }
    Q_DISABLE_COPY_MOVE(GpgHome)

    [[nodiscard]] const QString &fingerprint() const { return m_fingerprint; }
    [[nodiscard]] QByteArray publicKey() { return run({ QStringLiteral("--export") }); }
    [[nodiscard]] QByteArray armoredKey()
    {
        return run({ QStringLiteral("--export"), QStringLiteral("--armor") });
    }
    [[nodiscard]] QByteArray armoredPrivateKey()
    {
        return run({ QStringLiteral("--export-secret-keys"), QStringLiteral("--armor") });
    }
    QByteArray run(const QStringList &arguments, const QByteArray &input = {})
    {
        QProcess process;
        process.start(QStringLiteral("gpg"),
                      QStringList { QStringLiteral("--batch"), QStringLiteral("--quiet"),
                                    QStringLiteral("--pinentry-mode"), QStringLiteral("loopback"),
                                    QStringLiteral("--passphrase"), QString() }
                          + arguments);
        process.write(input);
        process.closeWriteChannel();
        process.waitForFinished();
        return process.readAllStandardOutput();
    }

private:
    // A short path: GnuPG makes sockets in it.
    QTemporaryDir m_folder { QStringLiteral("/tmp/sw-gpg-XXXXXX") };
    QString m_fingerprint;
};

} // namespace switchover::test
