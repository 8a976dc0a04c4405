// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/base/secretstring.h"
#include "models/store/clusterrecord.h"
#include "models/vault/connection.h"

#include <QStringList>

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace switchover {

class HttpTransport;
class VaultClient;

/// One client for each address of a cluster, with the same token and trust, and which of them
/// answered last.
class ClientSet
{
public:
    struct Setup
    {
        HttpTransport *transport = nullptr; ///< not owned; nullptr: each client has its own
        std::chrono::milliseconds readTimeout { 0 };
        std::chrono::milliseconds writeTimeout { 0 };
    };

    ClientSet(const ClusterRecord &record, Setup setup);
    ~ClientSet();
    Q_DISABLE_COPY_MOVE(ClientSet)

    /// Keeps the clients whose address stays. The token is dropped if no address stays: it is not
    /// for servers the user did not give it to.
    void setRecord(const ClusterRecord &record);
    void setLookOnly(bool lookOnly); ///< in addition to the record's own switch
    /// Reads the files of CAs and client certificate again if one changed, so that a renewed one is
    /// taken up.
    void refreshTrust();
    /// Opens the client's private key. Kept, as the key may be renewed.
    void setKeyPassphrase(SecretString passphrase);
    /// The key that was opened with it stays open.
    void forgetKeyPassphrase() { m_keyPassphrase.clear(); }
    /// Why CAs or client certificate could not be used; nothing may be asked then.
    [[nodiscard]] const std::optional<Error> &trustError() const { return m_trustError; }

    [[nodiscard]] std::vector<VaultClient *> all() const;
    [[nodiscard]] QString address(std::size_t index) const;
    [[nodiscard]] std::size_t preferredIndex() const { return m_preferred; }
    void setPreferred(std::size_t index);
    [[nodiscard]] VaultClient &preferred() const;

    /// How an address that is not registered would be asked; nullopt while the trust that the user
    /// chose cannot be read.
    [[nodiscard]] std::optional<Connection> strangerConnection(const QString &address) const;
    /// A client without the token. The transport is the set's own, if it has one.
    [[nodiscard]] std::unique_ptr<VaultClient> makeStranger(const Connection &connection) const;

    /// Another client for the preferred address, without the token, for one that is not the set's.
    [[nodiscard]] std::unique_ptr<VaultClient> makeTwin() const;

    void setToken(SecretString token);
    void clearToken();
    [[nodiscard]] const SecretString &token() const { return m_token; }
    /// Counts the tokens set so far, to tell what was learned with another one.
    [[nodiscard]] quint64 tokenNumber() const { return m_tokenNumber; }

private:
    void rebuild();
    void readTrust();
    [[nodiscard]] QStringList forwardingHosts() const;
    [[nodiscard]] Connection connectionTo(const QString &address) const;

    ClusterRecord m_record;
    Setup m_setup;
    bool m_lookOnly = false;
    Trust m_trust;
    QStringList m_trustStamp; ///< of the files read last
    SecretString m_keyPassphrase;
    std::optional<Error> m_trustError;
    SecretString m_token;
    quint64 m_tokenNumber = 0;
    std::vector<std::unique_ptr<VaultClient>> m_clients;
    std::size_t m_preferred = 0;
};

} // namespace switchover
