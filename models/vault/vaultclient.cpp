// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/vaultclient.h"

#include <QTimer>

#include <utility>

namespace switchover {

class VaultClient::Private
{
public:
    Connection connection;
    SecretString token;
    QStringList forwardingHosts;

    template <typename T>
    void fail(const QObject *context, Done<T> done)
    {
        QTimer::singleShot(0, context, [done = std::move(done)] {
            done(Failure(Error { .kind = Error::Kind::Refused }));
        });
    }
};

VaultClient::VaultClient(Connection connection, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->connection = std::move(connection);
}

VaultClient::~VaultClient() = default;

const Connection &VaultClient::connection() const
{
    return d->connection;
}

void VaultClient::setConnection(Connection connection)
{
    d->connection = std::move(connection);
}

void VaultClient::setTokenForwardingHosts(const QStringList &hostsWithPort)
{
    d->forwardingHosts = hostsWithPort;
}

void VaultClient::setToken(SecretString token)
{
    d->token = std::move(token);
}

void VaultClient::clearToken()
{
    d->token.clear();
}

bool VaultClient::hasToken() const
{
    return !d->token.isEmpty();
}

void VaultClient::readHealth(const QObject *context, Done<Health> done)
{
    d->fail(context, std::move(done));
}

void VaultClient::readStatus(const QObject *context, Done<ReplicationStatus> done)
{
    d->fail(context, std::move(done));
}

void VaultClient::readSealStatus(const QObject *context, Done<SealStatus> done)
{
    d->fail(context, std::move(done));
}

void VaultClient::readLeader(const QObject *context, Done<Leader> done)
{
    d->fail(context, std::move(done));
}

void VaultClient::lookupSelf(const QObject *context, Done<TokenInfo> done)
{
    d->fail(context, std::move(done));
}

void VaultClient::renewSelf(const QObject *context, Done<TokenInfo> done)
{
    d->fail(context, std::move(done));
}

void VaultClient::revokeSelf(const QObject *context, Done<void> done)
{
    d->fail(context, std::move(done));
}

void VaultClient::lookupWrapping(const QObject *context, const SecretString &, Done<WrappingInfo> done)
{
    d->fail(context, std::move(done));
}

void VaultClient::send(ApiCall, const QObject *context, Done<OperationAnswer> done)
{
    d->fail(context, std::move(done));
}

void VaultClient::unseal(const QObject *context, SecretString, Done<SealStatus> done)
{
    d->fail(context, std::move(done));
}

} // namespace switchover
