// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/base/secretstring.h"
#include "models/replication/operation.h"

#include <QString>
#include <QStringList>

#include <map>
#include <variant>

namespace switchover {

/// The values for one operation's parameters. Secrets are kept apart from the rest and never
/// become text. Move-only because of them; clone() is explicit.
class Arguments
{
public:
    using Value = std::variant<QString, bool, QStringList>;

    void set(QLatin1StringView name, Value value);
    void setSecret(QLatin1StringView name, SecretString secret);
    void remove(QLatin1StringView name);

    [[nodiscard]] bool has(QLatin1StringView name) const;
    [[nodiscard]] QString text(QLatin1StringView name) const; ///< "" if absent or not text
    [[nodiscard]] bool isOn(QLatin1StringView name) const;
    [[nodiscard]] QStringList texts(QLatin1StringView name) const;
    [[nodiscard]] const Value *value(QLatin1StringView name) const;
    [[nodiscard]] const SecretString *secret(QLatin1StringView name) const;

    [[nodiscard]] Arguments clone() const;

private:
    std::map<QByteArray, Value> m_values;
    std::map<QByteArray, SecretString> m_secrets;
};

/// Checks values against the operation's parameters: required ones present, durations, addresses
/// and choices well formed, token and update_primary_addrs not both. InvalidInput names the first
/// parameter at fault in `where` and says in `detail` what to change.
[[nodiscard]] Result<void> validate(const Operation &operation, const Arguments &arguments);

/// What the operation costs with these values: promote with `force` loses writes, and
/// update-primary with an empty token ends replication, so both weigh more than their row says.
[[nodiscard]] Severity severityOf(const Operation &operation, const Arguments &arguments);

/// Needs the review page and the cluster's name typed, with these values.
[[nodiscard]] bool needsTypedName(const Operation &operation, const Arguments &arguments);

/// update-primary with token "": the secondary forgets its primary and stays a secondary.
[[nodiscard]] bool forgetsPrimary(const Operation &operation, const Arguments &arguments);

} // namespace switchover
