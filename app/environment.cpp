// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/environment.h"

#include <QDir>
#include <QFile>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

constexpr qint64 largestPem = 16 * 1024 * 1024;

} // namespace

QString vaultAddress()
{
    return qEnvironmentVariable("VAULT_ADDR");
}

Result<QByteArray> readPemFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Failure(
            Error { .kind = Error::Kind::File, .where = path, .detail = file.errorString() });
    QByteArray pem = file.read(largestPem);
    if (!pem.contains("-----BEGIN CERTIFICATE-----"))
        return Failure(Error { .kind = Error::Kind::File,
                               .where = path,
                               .detail = u"holds no certificate in PEM form"_s });
    return pem;
}

Result<QByteArray> vaultCaPem()
{
    if (const QString file = qEnvironmentVariable("VAULT_CACERT"); !file.isEmpty())
        return readPemFile(file);
    if (QByteArray bytes = qgetenv("VAULT_CACERT_BYTES"); !bytes.isEmpty())
        return bytes;
    const QString folder = qEnvironmentVariable("VAULT_CAPATH");
    if (folder.isEmpty())
        return QByteArray();
    QByteArray all;
    const QDir directory(folder);
    for (const QString &name : directory.entryList(QDir::Files, QDir::Name)) {
        if (const Result<QByteArray> pem = readPemFile(directory.filePath(name)))
            all += *pem + '\n';
    }
    if (all.isEmpty())
        return Failure(Error { .kind = Error::Kind::File,
                               .where = folder,
                               .detail = u"holds no certificate in PEM form"_s });
    return all;
}

} // namespace switchover
