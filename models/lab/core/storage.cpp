// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/core/storage.h"

#include "models/lab/crypto/randomness.h"
#include "models/lab/crypto/shamir.h"

namespace switchover::lab {

std::shared_ptr<const Keyring> Keyring::create(int shares, int threshold)
{
    Keyring keyring;
    keyring.rootKey = randomBytes(32);
    keyring.batchKey = randomBytes(32);
    keyring.activationKey = std::make_shared<const ActivationTokenKey>();
    return keyring.split(shares, threshold);
}

std::shared_ptr<const Keyring> Keyring::split(int count, int needed) const
{
    auto keyring = std::make_shared<Keyring>(*this);
    keyring->threshold = needed;
    if (count == 1)
        keyring->shares = { keyring->rootKey };
    else
        keyring->shares = shamir::split(keyring->rootKey, count, needed).value();
    return keyring;
}

bool Keyring::opens(const QList<QByteArray> &given) const
{
    if (threshold == 1)
        return given.contains(rootKey);
    const Result<QByteArray> combined = shamir::combine(given);
    return combined && *combined == rootKey;
}

const Mount *Storage::mountOf(const QString &path) const
{
    const Mount *found = nullptr;
    qsizetype length = -1;
    for (auto it = shared.secretMounts.begin(); it != shared.secretMounts.end(); ++it) {
        if (path.startsWith(it.key()) && it.key().size() > length) {
            found = &it.value();
            length = it.key().size();
        }
    }
    return found;
}

bool Storage::isLocalPath(const QString &path) const
{
    const Mount *mount = mountOf(path);
    return mount != nullptr && mount->local;
}

QByteArray &Storage::secretAt(const QString &path)
{
    return isLocalPath(path) ? local.secrets[path] : shared.secrets[path];
}

std::optional<QByteArray> Storage::findSecret(const QString &path) const
{
    const QMap<QString, QByteArray> &secrets = isLocalPath(path) ? local.secrets : shared.secrets;
    const auto found = secrets.find(path);
    return found == secrets.end() ? std::nullopt : std::optional(found.value());
}

} // namespace switchover::lab
