// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/core/call.h"

#include <tl/expected.hpp>

#include <QJsonObject>
#include <QLatin1StringView>
#include <QStringList>

#include <optional>
#include <span>

namespace switchover::lab {

enum class FieldType { Text, Boolean, Duration, Number, List, Any };

/// A parameter that an endpoint knows.
struct Field
{
    QLatin1StringView name;
    FieldType type = FieldType::Text;
};

/// The parameters of one call: the query for reads, lists and deletes, the body for updates.
/// Values are weakly typed as in Vault: "true", true and 1 are the same boolean; durations are
/// seconds or Go's form "1h30m"; lists are arrays or comma-separated text.
class Parameters
{
public:
    Parameters() = default;

    /// The error text Vault gives with status 400.
    [[nodiscard]] static tl::expected<Parameters, QString> of(const Call &call,
                                                              std::span<const Field> fields);

    [[nodiscard]] bool has(QLatin1StringView name) const { return m_values.contains(name); }
    [[nodiscard]] QString text(QLatin1StringView name) const;
    [[nodiscard]] bool boolean(QLatin1StringView name) const;
    [[nodiscard]] std::optional<qint64> seconds(QLatin1StringView name) const;
    [[nodiscard]] std::optional<qint64> number(QLatin1StringView name) const;
    [[nodiscard]] QStringList list(QLatin1StringView name) const;
    [[nodiscard]] QJsonObject object(QLatin1StringView name) const;
    [[nodiscard]] const QJsonObject &all() const { return m_values; }
    /// Names in the call that the endpoint does not know, sorted.
    [[nodiscard]] const QStringList &unrecognized() const { return m_unrecognized; }

private:
    QJsonObject m_values;
    QStringList m_unrecognized;
};

/// Go's duration text, or whole seconds. Nothing if it is neither.
[[nodiscard]] std::optional<qint64> parseSeconds(const QString &text);

} // namespace switchover::lab
