// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/vault/certificates.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSslCertificate>
#include <QSslKey>

using namespace Qt::StringLiterals;

namespace switchover {

bool CertificateMaker::openssl(const QStringList &arguments) const
{
    QProcess process;
    process.setWorkingDirectory(m_folder.path());
    process.start(u"openssl"_s, arguments);
    if (process.waitForFinished(20000) && process.exitStatus() == QProcess::NormalExit
        && process.exitCode() == 0)
        return true;
    qWarning("openssl %s: %s", qPrintable(arguments.join(u' ')),
             process.readAllStandardError().constData());
    return false;
}

QByteArray CertificateMaker::read(const QString &name) const
{
    QFile file(path(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool CertificateMaker::makeAuthority(const QString &name)
{
    return openssl({ u"req"_s, u"-x509"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s,
                     u"ec_paramgen_curve:prime256v1"_s, u"-nodes"_s, u"-days"_s, u"3650"_s,
                     u"-subj"_s, u"/CN="_s + name, u"-addext"_s,
                     u"keyUsage=critical,keyCertSign,cRLSign"_s, u"-keyout"_s, name + u".key"_s,
                     u"-out"_s, name + u".pem"_s });
}

QByteArray CertificateMaker::authorityPem(const QString &name) const
{
    return read(name + u".pem"_s);
}

QSslConfiguration CertificateMaker::serverConfiguration(const Server &server) const
{
    // "openssl ca" is the one subcommand of OpenSSL 3.0 that takes both dates.
    QFile settings(path(u"ca.cnf"_s));
    QFile index(path(u"index.txt"_s));
    if (!settings.open(QIODevice::WriteOnly) || !index.open(QIODevice::WriteOnly))
        return {};
    settings.write("[ca]\ndefault_ca=x\n[x]\ndatabase=index.txt\nnew_certs_dir=.\nrand_serial="
                   "yes\ndefault_md=sha256\n"
                   "policy=p\nunique_subject=no\n[p]\ncommonName=supplied\n[e]\n"
                   + (server.names.isEmpty() ? QByteArray()
                                             : "subjectAltName=" + server.names.toLatin1() + '\n')
                   + "extendedKeyUsage=serverAuth\n");
    settings.close();
    index.close();
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const QString format = u"yyyyMMddHHmmss'Z'"_s;
    if (!openssl({ u"req"_s, u"-new"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s,
                   u"ec_paramgen_curve:prime256v1"_s, u"-nodes"_s, u"-subj"_s,
                   u"/CN="_s + server.commonName, u"-keyout"_s, u"server.key"_s, u"-out"_s,
                   u"server.csr"_s })
        || !openssl({ u"ca"_s, u"-batch"_s, u"-notext"_s, u"-config"_s, u"ca.cnf"_s,
                      u"-extensions"_s, u"e"_s, u"-cert"_s, server.authority + u".pem"_s,
                      u"-keyfile"_s, server.authority + u".key"_s, u"-startdate"_s,
                      now.addDays(-60).toString(format), u"-enddate"_s,
                      now.addDays(server.validForDays).toString(format), u"-in"_s, u"server.csr"_s,
                      u"-out"_s, u"server.pem"_s })) {
        return {};
    }
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificate(QSslCertificate(read(u"server.pem"_s)));
    configuration.setPrivateKey(QSslKey(read(u"server.key"_s), QSsl::Ec));
    configuration.setPeerVerifyMode(
        QSslSocket::VerifyNone); // of the client's certificate: there is none
    return configuration;
}

QSslConfiguration CertificateMaker::demanding(const QSslConfiguration &server,
                                              const QString &authority) const
{
    QSslConfiguration configuration = server;
    configuration.setCaCertificates({ QSslCertificate(authorityPem(authority)) });
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    return configuration;
}

CertificateMaker::ClientFiles CertificateMaker::clientFiles(const QString &authority) const
{
    const QString words = u"pass:"_s + QLatin1StringView(passphrase);
    const bool made =
        openssl({ u"req"_s, u"-new"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s,
                  u"ec_paramgen_curve:prime256v1"_s, u"-nodes"_s, u"-subj"_s, u"/CN=console"_s,
                  u"-keyout"_s, u"client.key"_s, u"-out"_s, u"client.csr"_s })
        && openssl({ u"x509"_s, u"-req"_s, u"-in"_s, u"client.csr"_s, u"-CA"_s,
                     authority + u".pem"_s, u"-CAkey"_s, authority + u".key"_s,
                     u"-CAcreateserial"_s, u"-days"_s, u"30"_s, u"-out"_s, u"client.pem"_s })
        && openssl({ u"ec"_s, u"-in"_s, u"client.key"_s, u"-aes128"_s, u"-passout"_s, words,
                     u"-out"_s, u"client.enc.key"_s })
        && openssl({ u"pkcs8"_s, u"-topk8"_s, u"-in"_s, u"client.key"_s, u"-passout"_s, words,
                     u"-out"_s, u"client.p8.key"_s })
        && openssl({ u"genrsa"_s, u"-out"_s, u"rsa.key"_s, u"1024"_s });
    if (!made)
        return {};
    return { path(u"client.pem"_s), path(u"client.key"_s), path(u"client.enc.key"_s),
             path(u"client.p8.key"_s), path(u"rsa.key"_s) };
}

} // namespace switchover
