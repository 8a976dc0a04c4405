// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/fleetfile.h"

#include "models/base/jsonwriter.h"
#include "models/base/names.h"
#include "models/base/privatekey.h"
#include "models/store/clusterregistry.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>
#include <QUuid>

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

constexpr auto formatName = "switchover-fleet"_L1;
constexpr quint64 formatVersion = 1;
constexpr qint64 slowestPoll = 24 * 60 * 60;

struct FleetFileText
{
    Q_DECLARE_TR_FUNCTIONS(FleetFile)
};

// Written by the first word; all are understood.
constexpr std::array<std::pair<QLatin1StringView, Environment>, 8> environmentWords { {
    { "production"_L1, Environment::Production },
    { "staging"_L1, Environment::Staging },
    { "development"_L1, Environment::Development },
    { "lab"_L1, Environment::Lab },
    { "prod"_L1, Environment::Production },
    { "stage"_L1, Environment::Staging },
    { "dev"_L1, Environment::Development },
    { "unspecified"_L1, Environment::Unspecified },
} };

void readEnvironment(const QString &word, ClusterRecord &record)
{
    const auto found = std::ranges::find_if(environmentWords, [&word](const auto &known) {
        return word.trimmed().compare(known.first, Qt::CaseInsensitive) == 0;
    });
    if (found != environmentWords.end())
        record.identity.environment = found->second;
    else
        record.environmentWord = word;
}

QString environmentWord(const ClusterRecord &record)
{
    if (record.identity.environment == Environment::Unspecified)
        return record.environmentWord;
    return std::ranges::find(environmentWords, record.identity.environment,
                             [](const auto &known) { return known.second; })
        ->first;
}

// The file never holds secrets, so a hand-written or generated one that does must not have them
// carried over by the promise that unknown members survive.
QList<RawField> withoutSecrets(QList<RawField> fields)
{
    static const QRegularExpression secretName(
        u"token|secret|passw|passphrase|credential|key|share|otp"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression secretMember(
        u"\"[^\"]*(?:token|secret|passw|passphrase|credential|key|share|otp)[^\"]*\"\\s*:"_s,
        QRegularExpression::CaseInsensitiveOption);
    fields.removeIf([](const RawField &field) {
        return secretName.match(field.name).hasMatch() || holdsPrivateKey(field.json)
            || secretMember.match(QString::fromUtf8(field.json)).hasMatch();
    });
    return fields;
}

// Windows' editors begin a certificate pasted from their files with one.
QString withoutByteOrderMark(QString text)
{
    while (text.startsWith(QChar::ByteOrderMark))
        text.remove(0, 1);
    return text;
}

QString tooManyText()
{
    return FleetFileText::tr("it has more than %1 entries").arg(FleetFile::mostOfEach);
}

QString textFrom(JsonReader &reader, QLatin1StringView member)
{
    QString text = reader.text(member).value_or(QString());
    if (!holdsPrivateKey(text.toUtf8()))
        return text;
    reader.fail(member, FleetFileText::tr("a private key does not belong in a fleet file"));
    return {};
}

QString nameFrom(JsonReader &reader, QLatin1StringView member)
{
    const QString name = textFrom(reader, member);
    if (const auto flaw = nameFlaw(name))
        reader.fail(member, nameFlawSentence(*flaw));
    return name.trimmed();
}

QString idFor(const ClusterIdentity &identity)
{
    static const QUuid space(u"{9d1b6a52-55a5-4d6c-9f5c-5b1f3f0f7c11}"_s);
    return QUuid::createUuidV5(space, identity.name + u'\n' + identity.address)
        .toString(QUuid::WithoutBraces);
}

// An id that the file lacks is made from the name as it is in the file: the same file gives the
// same ids each time, so that a token kept for one of its clusters is found again.
bool escapeNames(const QString &group, ClusterIdentity &identity)
{
    const QString name = nameWithoutFlaw(identity.name);
    identity.group = nameWithoutFlaw(group).trimmed();
    if (name == identity.name && identity.group == group.trimmed())
        return false;
    if (identity.id.value.isEmpty())
        identity.id.value = idFor(identity);
    identity.name = name.trimmed();
    return true;
}

void readAddresses(JsonReader &reader, ClusterRecord &record)
{
    QStringList addresses;
    const auto take = [&](const QString &text, QLatin1StringView member) {
        const auto address = ClusterRegistry::normalizedAddress(text);
        if (!address)
            reader.fail(member, address.error().detail);
        else if (!addresses.contains(*address))
            addresses.append(*address);
    };
    if (const auto address = reader.text("address"_L1))
        take(*address, "address"_L1);
    if (const auto more = reader.texts("addresses"_L1)) {
        if (more->size() > FleetFile::mostOfEach)
            reader.fail("addresses"_L1, tooManyText());
        else
            std::ranges::for_each(*more, [&](const QString &text) { take(text, "addresses"_L1); });
    }
    if (addresses.isEmpty()) {
        reader.fail("address"_L1, FleetFileText::tr("a cluster needs an address"));
        return;
    }
    record.identity.address = addresses.takeFirst();
    record.moreAddresses = addresses;
}

void readWay(JsonReader &reader, ClusterRecord &record)
{
    if (const auto pins = reader.texts("pinned_certificates"_L1)) {
        if (pins->size() > FleetFile::mostOfEach)
            reader.fail("pinned_certificates"_L1, tooManyText());
        for (const QString &pin : pins->first(std::min(pins->size(), FleetFile::mostOfEach))) {
            const auto fingerprint = ClusterRegistry::normalizedFingerprint(pin);
            if (!fingerprint)
                reader.fail("pinned_certificates"_L1, fingerprint.error().detail);
            else if (!record.pinnedCertificates.contains(*fingerprint))
                record.pinnedCertificates.append(*fingerprint);
        }
    }
    const auto proxy =
        ClusterRegistry::normalizedProxy(reader.text("proxy"_L1).value_or(QString()));
    if (proxy)
        record.proxy = *proxy;
    else
        reader.fail("proxy"_L1, proxy.error().detail);
    if (const qint64 seconds = reader.integer("timeout_seconds"_L1).value_or(0); seconds < 0)
        reader.fail("timeout_seconds"_L1, FleetFileText::tr("it must not be negative"));
    else if (seconds > 0)
        record.timeoutSeconds = int(std::min<qint64>(seconds, ClusterRecord::longestTimeout));
    record.loginNamespace = nameFrom(reader, "login_namespace"_L1);
}

void readIdentity(JsonReader &reader, FlawedNames flawedNames, FleetFile &file,
                  ClusterRecord &record)
{
    ClusterIdentity &identity = record.identity;
    if (flawedNames == FlawedNames::Refuse) {
        identity.name = nameFrom(reader, "name"_L1);
        identity.group = nameFrom(reader, "group"_L1);
    } else {
        identity.name = textFrom(reader, "name"_L1);
    }
    readAddresses(reader, record);
    identity.id.value = reader.text("id"_L1).value_or(QString()).trimmed();
    if (flawedNames == FlawedNames::Escape) {
        if (escapeNames(textFrom(reader, "group"_L1), identity))
            file.escaped.append(identity.id);
        identity.name = identity.name.trimmed();
    }
    if (identity.name.isEmpty())
        reader.fail("name"_L1, FleetFileText::tr("a cluster needs a name"));
}

void readCluster(JsonReader &reader, FlawedNames flawedNames, FleetFile &file)
{
    if (file.clusters.size() >= FleetFile::mostClusters) {
        reader.fail(
            "name"_L1,
            FleetFileText::tr("the file has more than %1 clusters").arg(FleetFile::mostClusters));
        return;
    }
    ClusterRecord record;
    readIdentity(reader, flawedNames, file, record);
    readEnvironment(textFrom(reader, "environment"_L1), record);
    record.caFile = textFrom(reader, "ca_file"_L1);
    record.caPem = withoutByteOrderMark(reader.text("ca_pem"_L1).value_or(QString())).toUtf8();
    if (holdsPrivateKey(record.caPem))
        reader.fail(
            "ca_pem"_L1,
            FleetFileText::tr("there is a private key in it; only certificates belong here"));
    record.caFolder = textFrom(reader, "ca_folder"_L1);
    record.clientCertificateFile = textFrom(reader, "client_certificate_file"_L1);
    record.clientKeyFile = textFrom(reader, "client_key_file"_L1);
    record.tlsServerName = nameFrom(reader, "tls_server_name"_L1);
    readWay(reader, record);
    if (const qint64 seconds = reader.integer("poll_seconds"_L1).value_or(0); seconds < 0)
        reader.fail("poll_seconds"_L1, FleetFileText::tr("it must not be negative"));
    else if (seconds > 0)
        record.pollSeconds =
            int(std::clamp<qint64>(seconds, ClusterRecord::fastestPoll, slowestPoll));
    record.lookOnly = reader.boolean("look_only"_L1).value_or(false);
    record.rememberToken = reader.boolean("remember_token"_L1).value_or(false);
    record.rememberOperationToken = reader.boolean("remember_operation_token"_L1).value_or(false);
    reader.object("last_sign_in"_L1, [&record](JsonReader &habit) {
        const auto text = [&habit](QLatin1StringView name) {
            return habit.text(name).value_or(QString()).trimmed();
        };
        // The rest means nothing without the method it belongs to.
        if (const QString method = text("method"_L1); !method.isEmpty())
            record.lastSignIn = { .method = method,
                                  .mount = text("mount"_L1),
                                  .nameSpace = text("namespace"_L1),
                                  .name = text("name"_L1) };
    });
    record.note = textFrom(reader, "note"_L1);
    record.unknownMembers = withoutSecrets(reader.rest());
    file.clusters.append(record);
}

void makeDistinct(QList<ClusterRecord> &clusters)
{
    QSet<QString> names;
    QSet<QString> ids;
    for (ClusterRecord &record : clusters) {
        ClusterIdentity &identity = record.identity;
        const QString name = identity.name;
        for (int number = 2; names.contains(identity.name.toCaseFolded()); ++number)
            identity.name = u"%1 (%2)"_s.arg(name).arg(number);
        names.insert(identity.name.toCaseFolded());
        if (identity.id.value.isEmpty() || ids.contains(identity.id.value))
            identity.id.value = idFor(identity);
        while (ids.contains(identity.id.value))
            identity.id.value = QUuid::createUuid().toString(QUuid::WithoutBraces);
        ids.insert(identity.id.value);
    }
}

void writeCluster(JsonWriter &writer, const ClusterRecord &record)
{
    writer.beginObject()
        .member("name"_L1, record.identity.name)
        .member("id"_L1, record.identity.id.value)
        .member("address"_L1, record.identity.address);
    if (!record.moreAddresses.isEmpty())
        writer.member("addresses"_L1, record.moreAddresses);
    writer.memberIfAny("group"_L1, record.identity.group);
    writer.memberIfAny("environment"_L1, environmentWord(record));
    writer.memberIfAny("ca_file"_L1, record.caFile);
    writer.memberIfAny("ca_pem"_L1, QString::fromUtf8(record.caPem));
    writer.memberIfAny("ca_folder"_L1, record.caFolder);
    writer.memberIfAny("client_certificate_file"_L1, record.clientCertificateFile);
    writer.memberIfAny("client_key_file"_L1, record.clientKeyFile);
    writer.memberIfAny("tls_server_name"_L1, record.tlsServerName);
    if (!record.pinnedCertificates.isEmpty())
        writer.member("pinned_certificates"_L1, record.pinnedCertificates);
    writer.memberIfAny("proxy"_L1, record.proxy);
    if (record.timeoutSeconds > 0)
        writer.member("timeout_seconds"_L1, record.timeoutSeconds);
    writer.memberIfAny("login_namespace"_L1, record.loginNamespace);
    if (record.pollSeconds > 0)
        writer.member("poll_seconds"_L1, record.pollSeconds);
    if (record.lookOnly)
        writer.member("look_only"_L1, true);
    if (record.rememberToken)
        writer.member("remember_token"_L1, true);
    if (record.rememberOperationToken)
        writer.member("remember_operation_token"_L1, true);
    if (const SignInHabit &habit = record.lastSignIn; !habit.method.isEmpty()) {
        writer.key("last_sign_in"_L1).beginObject().member("method"_L1, habit.method);
        writer.memberIfAny("mount"_L1, habit.mount);
        writer.memberIfAny("namespace"_L1, habit.nameSpace);
        writer.memberIfAny("name"_L1, habit.name);
        writer.endObject();
    }
    writer.memberIfAny("note"_L1, record.note);
    for (const RawField &field : record.unknownMembers)
        writer.key(field.name).raw(field.json);
    writer.endObject();
}

} // namespace

Result<FleetFile> decodeFleetFile(const QByteArray &json, FlawedNames flawedNames)
{
    const QByteArray text = json.startsWith("\xEF\xBB\xBF") ? json.mid(3) : json;
    auto document = JsonDocument::parse(text);
    if (!document)
        return Failure(document.error());
    if (document->isArray()) {
        document = JsonDocument::parse("{\"clusters\":" + text + '}');
        if (!document)
            return Failure(document.error());
    }
    JsonReader reader(*document);
    FleetFile file;
    if (const auto format = reader.text("format"_L1); format && *format != formatName)
        reader.fail("format"_L1, FleetFileText::tr("expected \"%1\"").arg(formatName));
    if (const auto version = reader.count("version"_L1); version && *version > formatVersion)
        reader.fail("version"_L1,
                    FleetFileText::tr("the file was written by a newer version of this program"));
    const bool found = reader.objects(
        "clusters"_L1, [&](JsonReader &cluster) { readCluster(cluster, flawedNames, file); });
    if (!found)
        reader.fail("clusters"_L1, FleetFileText::tr("there is no list of clusters"));
    if (reader.error())
        return Failure(*reader.error());
    file.unknownMembers = withoutSecrets(reader.rest());
    makeDistinct(file.clusters);
    return file;
}

QByteArray encodeFleetFile(const FleetFile &file)
{
    JsonWriter writer(JsonWriter::Style::Indented);
    writer.beginObject().member("format"_L1, formatName).member("version"_L1, formatVersion);
    writer.key("clusters"_L1).beginArray();
    for (const ClusterRecord &record : file.clusters)
        writeCluster(writer, record);
    writer.endArray();
    for (const RawField &field : file.unknownMembers)
        writer.key(field.name).raw(field.json);
    writer.endObject();
    return writer.result() + '\n';
}

} // namespace switchover
