// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace switchover::lab {

/// A Vault policy, as much of its language as access control by path needs.
class Policy
{
public:
    struct Rule
    {
        QString path; ///< may end in "*"; "+" stands for one segment
        QStringList capabilities;
    };

    /// The error text Vault gives for what cannot be read.
    [[nodiscard]] static std::optional<Policy> parse(const QString &hcl);

    [[nodiscard]] const std::vector<Rule> &rules() const { return m_rules; }

    /// A policy of a namespace speaks of paths below it.
    void moveBelow(const QString &nameSpace);

private:
    std::vector<Rule> m_rules;
};

/// From 1.1 "+" stands for one segment; older servers take it for a plus sign.
enum class Segments { Literal, Wildcard };

/// The capabilities that the policies together give on a path: those of the most specific
/// matching pattern, united over all policies that have it; {"deny"} if there is none.
[[nodiscard]] QStringList capabilitiesOn(const QString &path, const std::vector<Policy> &policies,
                                         Segments segments = Segments::Wildcard);

/// True if the policies allow anything at or below the mount, which is then shown to their holder.
[[nodiscard]] bool reachesBelow(const QString &mount, const std::vector<Policy> &policies);

/// The policy that every token has unless it asks otherwise.
[[nodiscard]] QString defaultPolicyText();

} // namespace switchover::lab
