// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/replication/apicall.h"
#include "models/replication/arguments.h"
#include "models/replication/operation.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>
#include <utility>

namespace switchover {

/// What a token needs for one path, in the words of sys/capabilities-self: "update", "sudo", …
struct CapabilityNeed
{
    QString path; ///< below /v1/; a path parameter stands as `example`
    QStringList words;
    /// The path holds an example identifier. A policy may allow some identifiers and not others,
    /// also such that do not exist yet: where the rules show one, a "no" for those asked about is
    /// no "no" for the one to be typed.
    bool isExample = false;

    friend bool operator==(const CapabilityNeed &, const CapabilityNeed &) = default;
};

/// The identifier that stands for a path parameter in questions about capabilities.
inline constexpr QLatin1StringView exampleId { "switchover-example" };

/// The rules of all policies of a token together, as sys/internal/ui/resultant-acl lists them.
/// Servers may leave out rules with "+" for a segment.
struct PolicyRules
{
    QHash<QString, QStringList> exact;    ///< words by path
    QHash<QString, QStringList> prefixes; ///< words by what the path begins with

    /// Whether one of them gives the words on the path with any identifier in place of the example.
    [[nodiscard]] bool mayMeet(const CapabilityNeed &need) const;

    friend bool operator==(const PolicyRules &, const PolicyRules &) = default;
};

/// What the signed-in token may do, as sys/capabilities-self answered. Paths that were not asked
/// about, or not answered, are not known.
class Capabilities
{
public:
    enum class Verdict { NotKnown, Yes, No };

    void set(const QString &path, const QStringList &words);
    void setRules(PolicyRules rules) { m_rules = std::move(rules); }
    /// Takes over what `older` knows of those of `paths` that are not known here.
    void keep(const Capabilities &older, const QStringList &paths);
    /// Takes over what `newer` knows of paths.
    void merge(const Capabilities &newer) { m_words.insert(newer.m_words); }
    [[nodiscard]] bool isEmpty() const { return m_words.isEmpty(); }
    [[nodiscard]] bool knows(const QString &path) const { return m_words.contains(path); }
    [[nodiscard]] Verdict judge(const CapabilityNeed &need) const;
    /// Of the need's words, those the token lacks; "root" has all. Empty if not known.
    [[nodiscard]] QStringList missing(const CapabilityNeed &need) const;

    friend bool operator==(const Capabilities &, const Capabilities &) = default;

private:
    [[nodiscard]] QStringList missing(const CapabilityNeed &need, const QString &path) const;

    QHash<QString, QStringList> m_words;
    std::optional<PolicyRules> m_rules;
};

/// nullopt: no token's policy decides about this call (open calls, key shares, and those that a DR
/// operation token in the body authorises).
[[nodiscard]] std::optional<CapabilityNeed> capabilityNeed(const Operation &operation,
                                                           ApiDialect dialect);
/// With the identifier that was given in place of the example; still an example if none was, or if
/// it cannot be part of a path.
[[nodiscard]] std::optional<CapabilityNeed>
capabilityNeed(const Operation &operation, ApiDialect dialect, const Arguments &arguments);

/// What is needed besides the catalogue: nodes, licence, mounts and namespaces to choose from, and
/// the three calls that prepare a batch DR operation token.
enum class SideRight {
    ReadHaStatus,
    ReadLicense,
    ReadMounts,
    ReadAuthMounts,
    ListNamespaces,
    WriteBatchPolicy,
    WriteBatchRole,
    CreateBatchToken,
};
[[nodiscard]] CapabilityNeed capabilityNeed(SideRight right);

/// The names that Vault's documentation gives to the policy and the token role of batch DR
/// operation tokens.
inline constexpr QLatin1StringView batchPolicyName { "dr-secondary-promotion" };
inline constexpr QLatin1StringView batchRoleName { "failover-handler" };

/// All paths to ask about after signing in. Those with an identifier of a secondary are asked with
/// the example and with each of `secondaries`.
[[nodiscard]] QStringList capabilityPaths(ApiDialect dialect, const QStringList &secondaries = {});

/// The answer of sys/capabilities-self to a question about `paths`: words by path in `data`, and at
/// the top level before Vault 0.9 or so; one path alone also as `capabilities`.
[[nodiscard]] Result<Capabilities> decodeCapabilities(QByteArrayView body,
                                                      const QStringList &paths);

/// The answer of sys/internal/ui/resultant-acl. A token of the root policy has no rules.
[[nodiscard]] Result<PolicyRules> decodePolicyRules(QByteArrayView body);

/// One `path "…" { … }` block of Vault's policy language, which would satisfy the need.
[[nodiscard]] QString policyLines(const CapabilityNeed &need);
/// One block for each path, in the order of the needs; several needs may name one path.
[[nodiscard]] QString policyLines(const QList<CapabilityNeed> &needs);

} // namespace switchover
