// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/vaultcli.h"

#include "models/base/privatekey.h"
#include "models/base/userfile.h"
#include "models/store/clusterregistry.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QUrl>

#include <strings.h>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

constexpr qint64 largestSecretFile = 64 * 1024;

struct VaultCliText
{
    Q_DECLARE_TR_FUNCTIONS(VaultCli)
};

bool isTrue(const QString &text) // as Go's strconv.ParseBool has it
{
    static const QStringList words { u"1"_s, u"t"_s, u"T"_s, u"true"_s, u"True"_s, u"TRUE"_s };
    return words.contains(text);
}

QString absolute(const QString &path)
{
    return path.isEmpty() ? QString() : QDir::current().absoluteFilePath(path);
}

Result<QString> addressFrom(const QProcessEnvironment &environment)
{
    const QString text = environment.value(u"VAULT_ADDR"_s).trimmed();
    const auto unusable = [](const QString &detail) {
        return Failure(Error {
            .kind = Error::Kind::InvalidInput, .where = u"VAULT_ADDR"_s, .detail = detail });
    };
    if (text.startsWith(u"unix://")) {
        return unusable(VaultCliText::tr(
            "VAULT_ADDR names a socket file on this computer (unix://), as a Vault agent or "
            "proxy offers it. Replication has to be asked of the cluster itself: enter the "
            "https:// address of its API."));
    }
    const Result<QString> address =
        ClusterRegistry::normalizedAddress(text.isEmpty() ? u"https://127.0.0.1:8200"_s : text);
    if (!address)
        return unusable(
            VaultCliText::tr("VAULT_ADDR cannot be used. %1").arg(address.error().detail));
    return address;
}

void readTrustSettings(const QProcessEnvironment &environment, VaultCliSettings &settings)
{
    ClusterRecord &record = settings.record;
    record.caFile = absolute(environment.value(u"VAULT_CACERT"_s));
    // The first that is set wins, so the others are not taken along.
    if (record.caFile.isEmpty())
        record.caPem = environment.value(u"VAULT_CACERT_BYTES"_s).toUtf8();
    if (record.caFile.isEmpty() && record.caPem.isEmpty())
        record.caFolder = absolute(environment.value(u"VAULT_CAPATH"_s));
    if (holdsPrivateKey(record.caPem)) {
        record.caPem.clear();
        settings.remarks.append(VaultCliText::tr(
            "VAULT_CACERT_BYTES was not taken over, because there is a private key in it."));
    }
    record.clientCertificateFile = absolute(environment.value(u"VAULT_CLIENT_CERT"_s));
    record.clientKeyFile = absolute(environment.value(u"VAULT_CLIENT_KEY"_s));
    if (!record.clientKeyFile.isEmpty() && record.clientCertificateFile.isEmpty()) {
        record.clientKeyFile.clear();
        settings.remarks.append(VaultCliText::tr(
            "VAULT_CLIENT_KEY was not taken over, because VAULT_CLIENT_CERT is not set."));
    }
    record.tlsServerName = environment.value(u"VAULT_TLS_SERVER_NAME"_s).trimmed();
    if (isTrue(environment.value(u"VAULT_SKIP_VERIFY"_s))) {
        settings.remarks.append(VaultCliText::tr(
            "VAULT_SKIP_VERIFY was not taken over: Switchover always verifies servers. Give "
            "the authority's certificate on the TLS page, or test the connection and pin the "
            "certificate that is shown."));
    }
}

void readWay(const QProcessEnvironment &environment, VaultCliSettings &settings)
{
    ClusterRecord &record = settings.record;
    for (const QString &name : { u"VAULT_PROXY_ADDR"_s, u"VAULT_HTTP_PROXY"_s }) {
        const QString text = environment.value(name).trimmed();
        if (text.isEmpty())
            continue;
        if (const Result<QString> proxy = ClusterRegistry::normalizedProxy(text))
            record.proxy = *proxy;
        else
            settings.remarks.append(
                VaultCliText::tr("%1 was not taken over. %2").arg(name, proxy.error().detail));
        break;
    }
    if (const QString text = environment.value(u"VAULT_CLIENT_TIMEOUT"_s).trimmed();
        !text.isEmpty()) {
        const int seconds = secondsOfGoDuration(text);
        if (seconds > 0)
            record.timeoutSeconds = std::min(seconds, ClusterRecord::longestTimeout);
        else
            settings.remarks.append(
                VaultCliText::tr("VAULT_CLIENT_TIMEOUT was not taken over: “%1” is no time.")
                    .arg(text));
    }
    record.loginNamespace = environment.value(u"VAULT_NAMESPACE"_s).trimmed();
    while (record.loginNamespace.endsWith(u'/'))
        record.loginNamespace.chop(1);
    if (!record.loginNamespace.isEmpty()) {
        settings.remarks.append(
            VaultCliText::tr(
                "The namespace “%1” is used for signing in only; replication lives in the root "
                "namespace.")
                .arg(record.loginNamespace));
    }
    if (!environment.value(u"VAULT_AGENT_ADDR"_s).isEmpty()) {
        settings.remarks.append(
            VaultCliText::tr("VAULT_AGENT_ADDR was not taken over: replication has to be "
                             "asked of the cluster itself, not of an agent."));
    }
    if (isTrue(environment.value(u"VAULT_SRV_LOOKUP"_s))) {
        settings.remarks.append(
            VaultCliText::tr("VAULT_SRV_LOOKUP was not taken over: addresses are not looked "
                             "up in SRV records here. Enter the nodes' addresses."));
    }
}

Result<QByteArray> smallFile(const QString &path)
{
    if (!QFileInfo::exists(path))
        return QByteArray();
    return readUserFile(path, largestSecretFile);
}

void readToken(const QProcessEnvironment &environment, const QString &home,
               VaultCliSettings &settings)
{
    using TokenSource = VaultCliSettings::TokenSource;
    if (const QString text = environment.value(u"VAULT_TOKEN"_s); !text.trimmed().isEmpty()) {
        settings.token = SecretString::fromInput(text);
        settings.tokenSource = TokenSource::Environment;
        return;
    }
    QString configuration = environment.value(u"VAULT_CONFIG_PATH"_s);
    if (configuration.isEmpty())
        configuration = QDir(home).filePath(u".vault"_s);
    const Result<QByteArray> hcl = smallFile(configuration);
    if (!hcl)
        settings.remarks.append(errorSentence(hcl.error()));
    else if (const QString helper = tokenHelperIn(QString::fromUtf8(*hcl)); !helper.isEmpty()) {
        if (QDir::isAbsolutePath(helper)) {
            settings.tokenHelper = helper;
            settings.tokenSource = TokenSource::Helper;
        } else {
            settings.remarks.append(
                VaultCliText::tr("The token helper “%1” is not run, because %2 does not give "
                                 "its whole path.")
                    .arg(helper, configuration));
        }
        return; // with a helper, vault does not look at the file
    }
    Result<QByteArray> file = smallFile(QDir(home).filePath(u".vault-token"_s));
    if (!file) {
        settings.remarks.append(errorSentence(file.error()));
        return;
    }
    settings.token = SecretString(QByteArrayView(*file).trimmed());
    explicit_bzero(file->data(), size_t(file->size()));
    if (!settings.token.isEmpty())
        settings.tokenSource = TokenSource::File;
}

// Comments, outside of strings.
QString withoutComments(const QString &hcl)
{
    QString bare;
    bool inString = false;
    for (qsizetype at = 0; at < hcl.size(); ++at) {
        const QStringView rest = QStringView(hcl).sliced(at);
        if (inString) {
            bare += hcl.at(at);
            if (hcl.at(at) == u'\\' && at + 1 < hcl.size())
                bare += hcl.at(++at);
            else if (hcl.at(at) == u'"' || hcl.at(at) == u'\n')
                inString = false;
        } else if (rest.startsWith(u'#') || rest.startsWith(u"//")) {
            const qsizetype end = hcl.indexOf(u'\n', at);
            if (end < 0)
                break;
            at = end;
            bare += u'\n';
        } else if (rest.startsWith(u"/*")) {
            const qsizetype end = hcl.indexOf(u"*/"_s, at + 2);
            if (end < 0)
                break;
            at = end + 1;
        } else {
            inString = hcl.at(at) == u'"';
            bare += hcl.at(at);
        }
    }
    return bare;
}

} // namespace

Result<VaultCliSettings> readVaultCli(const QProcessEnvironment &environment, const QString &home,
                                      VaultCliToken token)
{
    const Result<QString> address = addressFrom(environment);
    if (!address)
        return Failure(address.error());
    VaultCliSettings settings;
    settings.isDefault = environment.value(u"VAULT_ADDR"_s).trimmed().isEmpty();
    settings.record.identity.address = *address;
    settings.record.identity.name = QUrl(*address).host();
    readTrustSettings(environment, settings);
    readWay(environment, settings);
    if (token == VaultCliToken::Read)
        readToken(environment, home, settings);
    return settings;
}

QString tokenHelperIn(const QString &hcl)
{
    static const QRegularExpression setting(
        u"(?:^|[\\s{,;])\"?token_helper\"?\\s*[=:]\\s*\"((?:[^\"\\\\\\n]|\\\\.)*)\""_s);
    const QRegularExpressionMatch match = setting.match(withoutComments(hcl));
    QString path = match.captured(1);
    path.replace(u"\\\""_s, u"\""_s).replace(u"\\\\"_s, u"\\"_s);
    return path;
}

int secondsOfGoDuration(const QString &text)
{
    bool isNumber = false;
    if (const int seconds = text.toInt(&isNumber); isNumber)
        return std::max(seconds, 0);
    static const QRegularExpression whole(u"^(?:\\d+(?:\\.\\d+)?(?:ns|us|µs|ms|s|m|h))+$"_s);
    static const QRegularExpression part(u"(\\d+(?:\\.\\d+)?)(ns|us|µs|ms|s|m|h)"_s);
    if (!whole.match(text).hasMatch())
        return 0;
    double seconds = 0;
    for (auto it = part.globalMatch(text); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        const QString unit = match.captured(2);
        const double factor = unit == u"h"_s ? 3600
            : unit == u"m"_s                 ? 60
            : unit == u"s"_s                 ? 1
            : unit == u"ms"_s                ? 1e-3
            : unit == u"ns"_s                ? 1e-9
                                             : 1e-6;
        seconds += match.captured(1).toDouble() * factor;
    }
    return seconds <= 0 ? 0 : int(std::clamp(std::ceil(seconds), 1.0, 1e6));
}

} // namespace switchover
