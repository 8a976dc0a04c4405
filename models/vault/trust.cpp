// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/trust.h"

#include "models/base/userfile.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>

#include <strings.h>

#include <optional>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

constexpr qint64 largestFile = 16 * 1024 * 1024;   // bytes
constexpr qint64 largestFolder = 32 * 1024 * 1024; // bytes of all its files
constexpr qsizetype mostFiles = 4096;
constexpr char beginCertificate[] = "-----BEGIN CERTIFICATE-----";

struct TrustText
{
    Q_DECLARE_TR_FUNCTIONS(Trust)
};

Failure unusable(const QString &file, const QString &detail)
{
    return Failure(Error { .kind = Error::Kind::File, .where = file, .detail = detail });
}

Result<QByteArray> contentOf(const QString &path)
{
    Result<QByteArray> content = readUserFile(path, largestFile);
    // An empty CA would mean the system's, which is not what was chosen.
    if (content && content->trimmed().isEmpty())
        return unusable(path, TrustText::tr("The file is empty."));
    return content;
}

// Trusted files often lie beside others: what holds no certificate is passed over.
Result<QByteArray> folderContent(const QString &path)
{
    const Result<QStringList> files = filesOfUserFolder(path, mostFiles);
    if (!files)
        return Failure(files.error());
    QByteArray all;
    qint64 left = largestFolder;
    for (const QString &file : *files) {
        const Result<QByteArray> content = readUserFile(file, largestFile);
        if (!content)
            continue;
        left -= content->size();
        if (left < 0)
            return unusable(path,
                            TrustText::tr("Its files are larger than %1 MiB together. Choose a "
                                          "folder that holds certificates only.")
                                .arg(largestFolder / 1024 / 1024));
        if (content->contains(beginCertificate) && !content->contains("PRIVATE KEY"))
            all += *content + '\n';
    }
    if (all.isEmpty())
        return unusable(path, TrustText::tr("No file in it holds a certificate in PEM form."));
    return all;
}

Result<QByteArray> caPemOf(const TrustSources &sources)
{
    if (!sources.caFile.isEmpty())
        return contentOf(sources.caFile);
    if (!sources.caPem.trimmed().isEmpty())
        return sources.caPem;
    if (!sources.caFolder.isEmpty())
        return folderContent(sources.caFolder);
    return QByteArray();
}

QSslKey keyOf(const QByteArray &pem, const QByteArray &passphrase)
{
    for (const QSsl::KeyAlgorithm algorithm : { QSsl::Ec, QSsl::Rsa, QSsl::Dsa }) {
        const QSslKey key(pem, algorithm, QSsl::Pem, QSsl::PrivateKey, passphrase);
        if (!key.isNull())
            return key;
    }
    return {};
}

// Qt cannot derive the public key from the private one; OpenSSL compares them in the handshake.
// This finds the usual mistake, a key of another kind, before.
bool isPairOf(const ClientIdentity &identity)
{
    const QSslKey publicKey = identity.chain.constFirst().publicKey();
    return publicKey.algorithm() == identity.key.algorithm()
        && publicKey.length() == identity.key.length();
}

Result<ClientIdentity> identityOf(const TrustSources &sources, const SecretString &passphrase)
{
    ClientIdentity identity;
    const QString &certificateFile = sources.clientCertificateFile;
    if (certificateFile.isEmpty())
        return identity;
    Result<QByteArray> certificates = contentOf(certificateFile);
    if (!certificates)
        return Failure(certificates.error());
    identity.chain = QSslCertificate::fromData(*certificates, QSsl::Pem);
    if (identity.chain.isEmpty())
        return unusable(certificateFile, TrustText::tr("It holds no certificate in PEM form."));

    const bool together = sources.clientKeyFile.isEmpty();
    const QString keyFile = together ? certificateFile : sources.clientKeyFile;
    Result<QByteArray> pem = together ? std::move(certificates) : contentOf(keyFile);
    if (!pem)
        return Failure(pem.error());
    const bool isEncrypted = pem->contains("ENCRYPTED");
    const bool hasKey = pem->contains("PRIVATE KEY-----");
    QByteArray words = passphrase.reveal().toByteArray();
    if (hasKey && !(isEncrypted && words.isEmpty()))
        identity.key = keyOf(*pem, words);
    explicit_bzero(pem->data(), size_t(pem->size()));
    explicit_bzero(words.data(), size_t(words.size()));
    if (!hasKey)
        return unusable(keyFile, TrustText::tr("It holds no private key in PEM form."));
    if (identity.key.isNull() && isEncrypted) {
        return Failure(Error {
            .kind = Error::Kind::InvalidInput,
            .where = QString::fromLatin1(keyPassphraseField),
            .detail = passphrase.isEmpty()
                ? TrustText::tr(
                      "The client's private key %1 is protected by a pass phrase, which has "
                      "to be entered.")
                      .arg(keyFile)
                : TrustText::tr("The pass phrase does not open the private key %1.")
                      .arg(keyFile) });
    }
    if (identity.key.isNull())
        return unusable(keyFile, TrustText::tr("Its private key cannot be read."));
    if (!isPairOf(identity))
        return unusable(keyFile,
                        TrustText::tr("The private key does not belong to the certificate %1.")
                            .arg(certificateFile));
    return identity;
}

} // namespace

Result<Trust> readTrust(const TrustSources &sources, const SecretString &keyPassphrase)
{
    Result<QByteArray> caPem = caPemOf(sources);
    if (!caPem)
        return Failure(caPem.error());
    Result<ClientIdentity> identity = identityOf(sources, keyPassphrase);
    if (!identity)
        return Failure(identity.error());
    return Trust { .caPem = *std::move(caPem), .clientIdentity = *std::move(identity) };
}

QStringList trustFilesStamp(const TrustSources &sources)
{
    QStringList stamp;
    const auto add = [&stamp](const QFileInfo &file) {
        stamp.append(u"%1 %2 %3"_s.arg(file.filePath())
                         .arg(file.size())
                         .arg(file.lastModified().toMSecsSinceEpoch()));
    };
    for (const QString &path :
         { sources.caFile, sources.clientCertificateFile, sources.clientKeyFile }) {
        if (!path.isEmpty())
            add(QFileInfo(path));
    }
    if (sources.caFile.isEmpty() && sources.caPem.isEmpty() && !sources.caFolder.isEmpty()) {
        const Result<QStringList> files = filesOfUserFolder(sources.caFolder, mostFiles);
        for (const QString &file : files.value_or(QStringList()))
            add(QFileInfo(file));
    }
    return stamp;
}

QString fingerprintText(const QByteArray &digest)
{
    return QString::fromLatin1(digest.toHex(':').toUpper());
}

QByteArray fingerprintDigest(const QString &text)
{
    const QByteArray digest = QByteArray::fromHex(text.toLatin1().replace(':', ""));
    return digest.size() == 32 ? digest : QByteArray();
}

} // namespace switchover
