// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/replication/activationtoken.h"
#include "models/replication/merklereport.h"
#include "models/replication/operation.h"
#include "models/replication/operationtoken.h"
#include "models/replication/status.h"

#include <QByteArrayView>
#include <QStringList>

#include <optional>

namespace switchover {

/// A stored path filter or mount filter.
struct PathFilter
{
    QString mode; ///< "allow", "deny"; before 1.11 "whitelist", "blacklist"
    QStringList paths;
    friend bool operator==(const PathFilter &, const PathFilter &) = default;
};

struct DynamicFilter
{
    QStringList mounts;
    QStringList namespaces;
    friend bool operator==(const DynamicFilter &, const DynamicFilter &) = default;
};

/// A successful answer to one operation: the members its row promises. Move-only: may hold secrets.
struct OperationAnswer
{
    int httpStatus = 200;
    QStringList warnings; ///< Vault's, untranslated
    std::optional<MintedToken> mintedToken;
    std::optional<QString> publicKey;
    std::optional<PathFilter> filter;
    std::optional<DynamicFilter> dynamicFilter;
    std::optional<MerkleReport> merkleReport;
    std::optional<OperationTokenAttempt> attempt;
    std::optional<ReplicationStatus> status;
    QList<RawField> data; ///< members of `data` no other member of this struct holds
};

/// Decodes the body of a 2xx answer. 200 and 204 are both success for every call. BadAnswer if
/// what the operation exists for (a token, a key, a filter) is missing.
[[nodiscard]] Result<OperationAnswer> decodeAnswer(const Operation &operation, int httpStatus,
                                                   QByteArrayView body);

/// The strings of Vault's error body; empty if it is none.
[[nodiscard]] QStringList decodeErrors(QByteArrayView body);

/// What a known warning or error text of Vault's means and what to do, in plain words; empty for
/// texts we do not know. Matches first words, never the whole.
[[nodiscard]] QString friendlyText(const QString &vaultText);
/// The same in answer to one operation: what "permission denied" means depends on who vouches for
/// the call.
struct Operation;
[[nodiscard]] QString friendlyText(const QString &vaultText, const Operation &operation);

} // namespace switchover
