// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/credentialstore.h"

#include <QString>

#include <chrono>
#include <memory>

namespace switchover {

/// The system keychain through QtKeychain. Never falls back to a file: without a keychain every
/// call ends with Error::Keychain, and the user is told that tokens last for the session.
///
/// Calls are made one after the other. Each ends within its timeout, for a locked keyring waits
/// for its owner; a write that was already handed over may still take effect when it is unlocked.
class KeychainCredentialStore final : public CredentialStore
{
    Q_OBJECT

public:
    explicit KeychainCredentialStore(QObject *parent = nullptr);
    ~KeychainCredentialStore() override;

    /// Under which name entries are kept; "switchover" unless a test says otherwise.
    void setService(const QString &service);
    void setTimeout(std::chrono::milliseconds timeout); ///< of each call; 30 s by default

    void read(const ClusterId &id, const QObject *context,
              std::function<void(Result<SecretString>)> done) override;
    void write(const ClusterId &id, SecretString token, const QObject *context,
               std::function<void(Result<void>)> done) override;
    void remove(const ClusterId &id, const QObject *context,
                std::function<void(Result<void>)> done) override;
    [[nodiscard]] bool isPersistent() const override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace switchover
