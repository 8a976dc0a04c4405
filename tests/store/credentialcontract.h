// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/credentialstore.h"
#include "tests/patience.h"

#include <QObject>
#include <QTest>

#include <optional>

namespace switchover {

/// Calls a store and waits for its one answer.
class CredentialCalls
{
public:
    explicit CredentialCalls(CredentialStore &store)
        : m_store(store)
    {
    }

    Result<SecretString> read(const QString &id)
    {
        std::optional<Result<SecretString>> answer;
        m_store.read({ id }, &m_context,
                     [&answer](Result<SecretString> result) { answer.emplace(std::move(result)); });
        return finished(answer);
    }

    Result<void> write(const QString &id, QByteArrayView token)
    {
        std::optional<Result<void>> answer;
        m_store.write({ id }, SecretString(token), &m_context,
                      [&answer](Result<void> result) { answer.emplace(result); });
        return finished(answer);
    }

    Result<void> remove(const QString &id)
    {
        std::optional<Result<void>> answer;
        m_store.remove({ id }, &m_context,
                       [&answer](Result<void> result) { answer.emplace(result); });
        return finished(answer);
    }

private:
    template <typename T>
    Result<T> finished(std::optional<Result<T>> &answer)
    {
        const bool wasSynchronous = answer.has_value();
        const bool came = QTest::qWaitFor([&answer] { return answer.has_value(); }, test::patience);
        if (!wasSynchronous && came)
            return std::move(*answer);
        return tl::unexpected(Error { .kind = Error::Kind::Cancelled,
                                      .detail = wasSynchronous
                                          ? QStringLiteral("answered before the call returned")
                                          : QStringLiteral("never answered") });
    }

    CredentialStore &m_store;
    QObject m_context;
};

} // namespace switchover
