// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/memorycredentialstore.h"

#include <QTimer>

#include <chrono>
#include <utility>

namespace switchover {

using namespace std::chrono_literals;

MemoryCredentialStore::MemoryCredentialStore(QObject *parent)
    : CredentialStore(parent)
{
}

MemoryCredentialStore::~MemoryCredentialStore() = default;

void MemoryCredentialStore::read(const ClusterId &id, const QObject *context,
                                 std::function<void(Result<SecretString>)> done)
{
    const auto found = m_tokens.find(id);
    SecretString token = found == m_tokens.end() ? SecretString() : found->second.clone();
    QTimer::singleShot(0ms, context, [token = std::move(token), done = std::move(done)]() mutable {
        done(std::move(token));
    });
}

void MemoryCredentialStore::write(const ClusterId &id, SecretString token, const QObject *context,
                                  std::function<void(Result<void>)> done)
{
    m_tokens.insert_or_assign(id, std::move(token));
    QTimer::singleShot(0ms, context, [done = std::move(done)] { done({}); });
}

void MemoryCredentialStore::remove(const ClusterId &id, const QObject *context,
                                   std::function<void(Result<void>)> done)
{
    m_tokens.erase(id);
    QTimer::singleShot(0ms, context, [done = std::move(done)] { done({}); });
}

bool MemoryCredentialStore::isPersistent() const
{
    return false;
}

} // namespace switchover

#include "moc_credentialstore.cpp"
#include "moc_memorycredentialstore.cpp"
