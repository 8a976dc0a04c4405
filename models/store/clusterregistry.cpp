// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/clusterregistry.h"

#include "models/base/names.h"
#include "models/base/privatekey.h"
#include "models/store/fleetfile.h"
#include "models/store/storefiles.h"

#include <QUuid>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

constexpr int shortestTimeout = 1;

Failure invalid(const QString &field, const QString &detail)
{
    return Failure(Error { .kind = Error::Kind::InvalidInput, .where = field, .detail = detail });
}

Failure fileFailure(const QString &path, const Error &error)
{
    const QString detail =
        error.where.isEmpty() ? error.detail : u"%1: %2"_s.arg(error.where, error.detail);
    return Failure(Error { .kind = Error::Kind::File, .where = path, .detail = detail });
}

Result<std::optional<FleetFile>> readFleetFile(const QString &path,
                                               FlawedNames flawedNames = FlawedNames::Refuse)
{
    auto content = readStoreFile(path);
    if (!content)
        return Failure(content.error());
    if (!*content)
        return std::nullopt;
    auto file = decodeFleetFile(**content, flawedNames);
    if (!file)
        return fileFailure(path, file.error());
    return *std::move(file);
}

} // namespace

ClusterRegistry::ClusterRegistry(QString path, QObject *parent)
    : QObject(parent)
    , m_path(std::move(path))
{
}

const QList<ClusterRecord> &ClusterRegistry::clusters() const
{
    return m_clusters;
}

qsizetype ClusterRegistry::indexOf(const ClusterId &id) const
{
    const auto found = std::ranges::find(
        m_clusters, id, [](const ClusterRecord &record) { return record.identity.id; });
    return found == m_clusters.cend() ? -1 : found - m_clusters.cbegin();
}

std::optional<ClusterRecord> ClusterRegistry::cluster(const ClusterId &id) const
{
    const qsizetype index = indexOf(id);
    return index < 0 ? std::nullopt : std::optional(m_clusters.at(index));
}

Result<void> ClusterRegistry::load()
{
    if (m_path.isEmpty())
        return {};
    auto file = readFleetFile(m_path, FlawedNames::Escape);
    m_loadError = file ? std::nullopt : std::optional(file.error());
    FleetFile content = file && *file ? **std::move(file) : FleetFile();

    const QList<ClusterRecord> before = std::exchange(m_clusters, std::move(content.clusters));
    m_unknownMembers = std::move(content.unknownMembers);
    m_escapedNames = std::move(content.escaped);
    const QList<ClusterRecord> after = m_clusters; // a receiver may change the registry
    for (const ClusterRecord &record : before) {
        if (indexOf(record.identity.id) < 0)
            emit removed(record.identity.id);
    }
    for (const ClusterRecord &record : after) {
        const auto old =
            std::ranges::find(before, record.identity.id,
                              [](const ClusterRecord &candidate) { return candidate.identity.id; });
        if (old == before.cend())
            emit added(record);
        else if (*old != record)
            emit updated(record);
    }
    if (m_loadError)
        return Failure(*m_loadError);
    return {};
}

// How the servers are reached and known.
Result<void> ClusterRegistry::checkedWay(ClusterRecord &record)
{
    auto proxy = normalizedProxy(record.proxy);
    if (!proxy)
        return Failure(proxy.error());
    record.proxy = *proxy;
    QStringList pins;
    for (const QString &pin : std::as_const(record.pinnedCertificates)) {
        auto fingerprint = normalizedFingerprint(pin);
        if (!fingerprint)
            return Failure(fingerprint.error());
        if (!pins.contains(*fingerprint))
            pins.append(*fingerprint);
    }
    record.pinnedCertificates = pins;
    record.loginNamespace = record.loginNamespace.trimmed();
    if (record.timeoutSeconds != 0
        && (record.timeoutSeconds < shortestTimeout
            || record.timeoutSeconds > ClusterRecord::longestTimeout))
        return invalid(u"timeout_seconds"_s,
                       tr("The time to wait for an answer is from %1 s to %2 s.")
                           .arg(shortestTimeout)
                           .arg(ClusterRecord::longestTimeout));
    if (!record.clientKeyFile.isEmpty() && record.clientCertificateFile.isEmpty())
        return invalid(u"client_certificate_file"_s,
                       tr("A key without its certificate is of no use. Choose the certificate, or "
                          "leave the key out."));
    return {};
}

// Brings the values into the form in which they are saved, or says what is wrong with one.
Result<void> ClusterRegistry::checked(ClusterRecord &record) const
{
    ClusterIdentity &identity = record.identity;
    const std::pair<QString, QString *> names[] { { u"name"_s, &identity.name },
                                                  { u"group"_s, &identity.group },
                                                  { u"tls_server_name"_s, &record.tlsServerName },
                                                  { u"login_namespace"_s,
                                                    &record.loginNamespace } };
    for (const auto &[field, name] : names) {
        if (const auto flaw = nameFlaw(*name))
            return invalid(field, nameFlawSentence(*flaw));
        *name = name->trimmed();
    }
    if (holdsPrivateKey(record.note.toUtf8()))
        return invalid(u"note"_s,
                       tr("The note holds a private key. Switchover does not store it."));
    if (identity.name.isEmpty())
        return invalid(u"name"_s, tr("Enter a name for the cluster."));
    const bool taken = std::ranges::any_of(m_clusters, [&identity](const ClusterRecord &other) {
        return other.identity.id != identity.id
            && other.identity.name.compare(identity.name, Qt::CaseInsensitive) == 0;
    });
    if (taken)
        return invalid(u"name"_s,
                       tr("Another cluster already has the name \"%1\".").arg(identity.name));
    auto address = normalizedAddress(identity.address);
    if (!address)
        return Failure(address.error());
    identity.address = *address;
    QStringList more;
    for (const QString &other : std::as_const(record.moreAddresses)) {
        auto normalized = normalizedAddress(other);
        if (!normalized)
            return invalid(u"addresses"_s, normalized.error().detail);
        if (*normalized != identity.address && !more.contains(*normalized))
            more.append(*normalized);
    }
    record.moreAddresses = more;
    if (record.pollSeconds != 0 && record.pollSeconds < ClusterRecord::fastestPoll)
        return invalid(u"poll_seconds"_s,
                       tr("A cluster can be asked every %n seconds at most.", nullptr,
                          ClusterRecord::fastestPoll));
    if (auto good = checkedWay(record); !good)
        return good;
    if (holdsPrivateKey(record.caPem))
        return invalid(u"ca_pem"_s,
                       tr("There is a private key among the certificates. Leave it out."));
    return {};
}

Result<ClusterId> ClusterRegistry::add(ClusterRecord record)
{
    if (!record.identity.id.isValid())
        record.identity.id.value = QUuid::createUuid().toString(QUuid::WithoutBraces);
    else if (indexOf(record.identity.id) >= 0)
        return invalid(u"id"_s, tr("This cluster is registered already."));
    if (auto good = checked(record); !good)
        return Failure(good.error());
    QList<ClusterRecord> clusters = m_clusters;
    clusters.append(record);
    if (auto saved = save(clusters); !saved)
        return Failure(saved.error());
    m_clusters = std::move(clusters);
    emit added(record);
    return record.identity.id;
}

Result<void> ClusterRegistry::update(const ClusterRecord &record)
{
    const qsizetype index = indexOf(record.identity.id);
    if (index < 0)
        return invalid(u"id"_s, tr("This cluster is no longer registered."));
    ClusterRecord fresh = record;
    if (auto good = checked(fresh); !good)
        return Failure(good.error());
    // A form that made its record from scratch does not know what else the file says.
    const ClusterRecord &old = m_clusters.at(index);
    if (fresh.unknownMembers.isEmpty())
        fresh.unknownMembers = old.unknownMembers;
    if (fresh.identity.environment == Environment::Unspecified && fresh.environmentWord.isEmpty())
        fresh.environmentWord = old.environmentWord;
    if (fresh.identity.environment != Environment::Unspecified)
        fresh.environmentWord.clear();
    if (fresh == old)
        return {};
    QList<ClusterRecord> clusters = m_clusters;
    clusters[index] = fresh;
    if (auto saved = save(clusters); !saved)
        return saved;
    m_clusters = std::move(clusters);
    emit updated(fresh);
    return {};
}

Result<void> ClusterRegistry::remove(const ClusterId &id)
{
    const ClusterId gone = id; // `id` may be a part of what is removed
    const qsizetype index = indexOf(gone);
    if (index < 0)
        return invalid(u"id"_s, tr("This cluster is no longer registered."));
    QList<ClusterRecord> clusters = m_clusters;
    clusters.removeAt(index);
    if (auto saved = save(clusters); !saved)
        return saved;
    m_clusters = std::move(clusters);
    emit removed(gone);
    return {};
}

Result<void> ClusterRegistry::save(const QList<ClusterRecord> &clusters)
{
    if (m_path.isEmpty())
        return {};
    if (m_loadError) {
        return Failure(Error {
            .kind = Error::Kind::File,
            .where = m_path,
            .detail = tr("Nothing is saved until the file can be read again, so that what is in it "
                         "is not lost. %1")
                          .arg(m_loadError->detail) });
    }
    return writeStoreFile(
        m_path, encodeFleetFile({ .clusters = clusters, .unknownMembers = m_unknownMembers }));
}

QByteArray ClusterRegistry::exported() const
{
    return encodeFleetFile({ .clusters = m_clusters, .unknownMembers = m_unknownMembers });
}

Result<QList<ClusterRecord>> ClusterRegistry::decode(const QByteArray &json)
{
    auto file = decodeFleetFile(json);
    if (!file)
        return Failure(file.error());
    return std::move(file->clusters);
}

Result<QList<ClusterRecord>> ClusterRegistry::readFile(const QString &path)
{
    auto file = readFleetFile(path);
    if (!file)
        return Failure(file.error());
    if (!*file)
        return Failure(Error {
            .kind = Error::Kind::File, .where = path, .detail = tr("There is no such file.") });
    return std::move((*file)->clusters);
}

} // namespace switchover

#include "moc_clusterregistry.cpp"
