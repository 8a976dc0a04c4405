// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/core/policy.h"

#include <QRegularExpression>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

QString withoutComments(const QString &hcl)
{
    static const QRegularExpression comment(u"(\"[^\"]*\")|(#|//)[^\n]*"_s);
    QString result = hcl;
    return result.replace(comment, u"\\1"_s);
}

bool matches(const QString &pattern, const QString &path)
{
    if (!pattern.contains(u'+')) {
        return pattern.endsWith(u'*') ? path.startsWith(QStringView(pattern).chopped(1))
                                      : path == pattern;
    }
    const bool open = pattern.endsWith(u'*');
    const QStringList wanted = (open ? pattern.chopped(1) : pattern).split(u'/');
    const QStringList found = path.split(u'/');
    if (open ? found.size() < wanted.size() : found.size() != wanted.size())
        return false;
    for (qsizetype i = 0; i < wanted.size(); ++i) {
        const bool last = open && i == wanted.size() - 1;
        if (wanted.at(i) == "+"_L1)
            continue;
        if (last ? !found.at(i).startsWith(wanted.at(i)) : found.at(i) != wanted.at(i))
            return false;
    }
    return true;
}

/// Vault's order: the pattern whose first wildcard comes latest wins, then the longer one.
bool lessSpecific(const QString &left, const QString &right)
{
    const auto key = [](const QString &pattern) {
        const qsizetype wildcard = pattern.indexOf(QRegularExpression(u"[+*]"_s));
        return std::tuple(wildcard < 0 ? pattern.size() + 1000 : wildcard, !pattern.endsWith(u'*'),
                          -pattern.count(u'+'), pattern.size());
    };
    return key(left) < key(right);
}

} // namespace

std::optional<Policy> Policy::parse(const QString &hcl)
{
    static const QRegularExpression block(u"path\\s+\"([^\"]*)\"\\s*\\{([^{}]*)\\}"_s);
    static const QRegularExpression list(u"capabilities\\s*=\\s*\\[([^\\]]*)\\]"_s);
    static const QRegularExpression word(u"\"([a-z]+)\""_s);
    static const QStringList known { u"create"_s, u"read"_s, u"update"_s, u"patch"_s,
                                     u"delete"_s, u"list"_s, u"sudo"_s,   u"deny"_s };
    Policy policy;
    QString text = withoutComments(hcl);
    for (auto it = block.globalMatch(text); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        Rule rule { .path = match.captured(1), .capabilities = {} };
        if (rule.path.startsWith(u'/'))
            rule.path.remove(0, 1);
        for (auto words = word.globalMatch(list.match(match.captured(2)).captured(1));
             words.hasNext();) {
            const QString capability = words.next().captured(1);
            if (!known.contains(capability))
                return std::nullopt;
            rule.capabilities.append(capability);
        }
        policy.m_rules.push_back(std::move(rule));
    }
    if (!text.remove(block).trimmed().isEmpty())
        return std::nullopt;
    return policy;
}

QStringList capabilitiesOn(const QString &path, const std::vector<Policy> &policies)
{
    QString best;
    bool found = false;
    for (const Policy &policy : policies) {
        for (const Policy::Rule &rule : policy.rules()) {
            if (matches(rule.path, path) && (!found || lessSpecific(best, rule.path))) {
                best = rule.path;
                found = true;
            }
        }
    }
    QStringList result;
    for (const Policy &policy : policies) {
        for (const Policy::Rule &rule : policy.rules()) {
            if (found && rule.path == best)
                result += rule.capabilities;
        }
    }
    result.removeDuplicates();
    result.sort();
    if (result.isEmpty() || result.contains("deny"_L1))
        return { u"deny"_s };
    return result;
}

QString defaultPolicyText()
{
    return uR"(path "auth/token/lookup-self" { capabilities = ["read"] }
path "auth/token/renew-self" { capabilities = ["update"] }
path "auth/token/revoke-self" { capabilities = ["update"] }
path "sys/capabilities-self" { capabilities = ["update"] }
path "sys/internal/ui/mounts" { capabilities = ["read"] }
path "sys/internal/ui/mounts/*" { capabilities = ["read"] }
path "sys/wrapping/lookup" { capabilities = ["update"] }
path "sys/wrapping/unwrap" { capabilities = ["update"] }
path "sys/wrapping/wrap" { capabilities = ["update"] }
path "cubbyhole/*" { capabilities = ["create", "read", "update", "delete", "list"] }
)"_s;
}

} // namespace switchover::lab
