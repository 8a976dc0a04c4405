// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/credentialstore.h"

#include <map>

namespace switchover {

/// For the session only: the lab, and computers without a keychain.
class MemoryCredentialStore final : public CredentialStore
{
    Q_OBJECT

public:
    explicit MemoryCredentialStore(QObject *parent = nullptr);
    ~MemoryCredentialStore() override;

    void read(const ClusterId &id, const QObject *context,
              std::function<void(Result<SecretString>)> done) override;
    void write(const ClusterId &id, SecretString token, const QObject *context,
               std::function<void(Result<void>)> done) override;
    void remove(const ClusterId &id, const QObject *context,
                std::function<void(Result<void>)> done) override;
    [[nodiscard]] bool isPersistent() const override;

private:
    std::map<ClusterId, SecretString> m_tokens;
};

} // namespace switchover
