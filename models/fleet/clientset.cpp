// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/clientset.h"

#include "models/fleet/recordconnection.h"
#include "models/vault/redirect.h"
#include "models/vault/vaultclient.h"

#include <QStringList>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

ClientSet::ClientSet(const ClusterRecord &record, Setup setup)
    : m_record(record)
    , m_setup(setup)
{
    readTrust();
    rebuild();
}

ClientSet::~ClientSet() = default;

void ClientSet::setRecord(const ClusterRecord &record)
{
    const QStringList before = m_record.addresses();
    const QStringList after = record.addresses();
    const bool someStay = std::any_of(after.begin(), after.end(), [&](const QString &address) {
        return before.contains(address);
    });
    const bool sameTrust = !m_trustError && trustSourcesOf(m_record) == trustSourcesOf(record)
        && m_trustStamp == trustFilesStamp(trustSourcesOf(record));
    m_record = record;
    if (!someStay)
        m_token.clear();
    if (!sameTrust) // else the pass phrase, which may be gone, would be wanted for nothing
        readTrust();
    rebuild();
}

void ClientSet::setLookOnly(bool lookOnly)
{
    if (m_lookOnly == lookOnly)
        return;
    m_lookOnly = lookOnly;
    rebuild();
}

void ClientSet::refreshTrust()
{
    if (trustFilesStamp(trustSourcesOf(m_record)) == m_trustStamp && !m_trustError)
        return;
    const Trust before = m_trust;
    const bool hadError = m_trustError.has_value();
    readTrust();
    if (m_trust != before || hadError != m_trustError.has_value())
        rebuild();
}

void ClientSet::setKeyPassphrase(SecretString passphrase)
{
    m_keyPassphrase = std::move(passphrase);
    readTrust();
    rebuild();
}

void ClientSet::readTrust()
{
    const TrustSources sources = trustSourcesOf(m_record);
    m_trustStamp = trustFilesStamp(sources);
    m_trustError.reset();
    Result<Trust> trust = switchover::readTrust(sources, m_keyPassphrase);
    if (trust)
        m_trust = *std::move(trust);
    else
        m_trustError = trust.error();
}

Connection ClientSet::connectionTo(const QString &address) const
{
    Connection connection =
        connectionOf(m_record, address, m_trust, m_setup.readTimeout, m_setup.writeTimeout);
    // Without the trust that the user chose nothing is written anywhere.
    connection.lookOnly = m_record.lookOnly || m_lookOnly || m_trustError.has_value();
    return connection;
}

void ClientSet::rebuild()
{
    const QStringList addresses = m_record.addresses();
    const QString preferred = m_clients.empty() ? QString() : address(m_preferred);
    const QStringList hosts = forwardingHosts();
    std::vector<std::unique_ptr<VaultClient>> clients;
    for (const QString &address : addresses) {
        const Connection connection = connectionTo(address);
        const auto kept = std::find_if(m_clients.begin(), m_clients.end(), [&](const auto &client) {
            return client && client->connection().address == connection.address;
        });
        if (kept != m_clients.end()) {
            clients.push_back(std::move(*kept));
            if (clients.back()->connection() != connection)
                clients.back()->setConnection(connection);
        } else {
            clients.push_back(m_setup.transport
                                  ? std::make_unique<VaultClient>(connection, *m_setup.transport)
                                  : std::make_unique<VaultClient>(connection));
        }
        // The user registered these addresses as one cluster, so a standby may send us to another
        // of them.
        clients.back()->setTokenForwardingHosts(hosts);
        clients.back()->setToken(m_token.clone());
    }
    // Whoever waits for a client that goes now hears of it from its destructor and may ask again.
    m_clients.swap(clients);
    m_preferred = std::size_t(std::max(qsizetype(0), addresses.indexOf(preferred)));
}

std::vector<VaultClient *> ClientSet::all() const
{
    std::vector<VaultClient *> clients;
    clients.reserve(m_clients.size());
    for (const auto &client : m_clients)
        clients.push_back(client.get());
    return clients;
}

QString ClientSet::address(std::size_t index) const
{
    return m_clients[index]->connection().address.toString(QUrl::StripTrailingSlash);
}

void ClientSet::setPreferred(std::size_t index)
{
    Q_ASSERT(index < m_clients.size());
    m_preferred = index;
}

VaultClient &ClientSet::preferred() const
{
    return *m_clients[m_preferred];
}

std::optional<Connection> ClientSet::strangerConnection(const QString &address) const
{
    if (m_trustError)
        return std::nullopt;
    return connectionTo(address);
}

std::unique_ptr<VaultClient> ClientSet::makeStranger(const Connection &connection) const
{
    return m_setup.transport ? std::make_unique<VaultClient>(connection, *m_setup.transport)
                             : std::make_unique<VaultClient>(connection);
}

std::unique_ptr<VaultClient> ClientSet::makeTwin() const
{
    std::unique_ptr<VaultClient> twin = makeStranger(preferred().connection());
    twin->setTokenForwardingHosts(forwardingHosts());
    return twin;
}

QStringList ClientSet::forwardingHosts() const
{
    QStringList hosts;
    const QStringList addresses = m_record.addresses();
    for (const QString &address : addresses)
        hosts.append(hostAndPort(QUrl(address)));
    return hosts;
}

void ClientSet::setToken(SecretString token)
{
    m_token = std::move(token);
    ++m_tokenNumber;
    for (const auto &client : m_clients)
        client->setToken(m_token.clone());
}

void ClientSet::clearToken()
{
    m_token.clear();
    for (const auto &client : m_clients)
        client->clearToken();
}

} // namespace switchover
