// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/core/policy.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <optional>
#include <tuple>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

const QStringList knownCapabilities { u"create"_s, u"read"_s, u"update"_s, u"patch"_s,
                                      u"delete"_s, u"list"_s, u"sudo"_s,   u"deny"_s };

/// Reads the part of HCL that policies are written in: blocks of text, lists and maps.
class HclReader
{
public:
    explicit HclReader(QStringView text)
        : m_text(text)
    {
    }

    [[nodiscard]] bool atEnd()
    {
        skipSpace();
        return m_position >= m_text.size();
    }
    [[nodiscard]] bool take(QChar character)
    {
        skipSpace();
        if (m_position >= m_text.size() || m_text.at(m_position) != character)
            return false;
        ++m_position;
        return true;
    }
    [[nodiscard]] std::optional<QString> word()
    {
        skipSpace();
        const qsizetype start = m_position;
        while (m_position < m_text.size()
               && (m_text.at(m_position).isLetterOrNumber() || m_text.at(m_position) == u'_'
                   || m_text.at(m_position) == u'-'))
            ++m_position;
        if (start == m_position)
            return std::nullopt;
        return m_text.mid(start, m_position - start).toString();
    }
    [[nodiscard]] std::optional<QString> quoted()
    {
        if (!take(u'"'))
            return std::nullopt;
        QString result;
        for (; m_position < m_text.size(); ++m_position) {
            const QChar character = m_text.at(m_position);
            if (character == u'"') {
                ++m_position;
                return result;
            }
            if (character == u'\n')
                return std::nullopt;
            if (character == u'\\' && m_position + 1 < m_text.size())
                ++m_position;
            result += m_text.at(m_position);
        }
        return std::nullopt;
    }
    /// A list of texts; lists of other things give no texts.
    [[nodiscard]] std::optional<QStringList> value(int depth = 0)
    {
        if (depth > 8)
            return std::nullopt;
        if (take(u'['))
            return list(depth);
        if (take(u'{'))
            return map(depth);
        skipSpace();
        if (m_position < m_text.size() && m_text.at(m_position) == u'"') {
            const auto text = quoted();
            return text ? std::optional(QStringList { *text }) : std::nullopt;
        }
        return word() ? std::optional(QStringList()) : std::nullopt; // numbers and booleans
    }

private:
    std::optional<QStringList> list(int depth)
    {
        QStringList result;
        while (!take(u']')) {
            const auto entry = value(depth + 1);
            if (!entry)
                return std::nullopt;
            result += *entry;
            if (!take(u',') && !closes(u']'))
                return std::nullopt;
        }
        return result;
    }
    std::optional<QStringList> map(int depth)
    {
        while (!take(u'}')) {
            const auto name = closes(u'"') ? quoted() : word();
            if (!name || !take(u'=') || !value(depth + 1))
                return std::nullopt;
            (void)take(u',');
        }
        return QStringList();
    }
    bool closes(QChar character)
    {
        skipSpace();
        return m_position < m_text.size() && m_text.at(m_position) == character;
    }
    void skipSpace()
    {
        while (m_position < m_text.size()) {
            const QStringView rest = m_text.mid(m_position);
            if (rest.front().isSpace()) {
                ++m_position;
            } else if (rest.startsWith(u'#') || rest.startsWith("//"_L1)) {
                const qsizetype end = rest.indexOf(u'\n');
                m_position = end < 0 ? m_text.size() : m_position + end;
            } else if (rest.startsWith("/*"_L1)) {
                const qsizetype end = rest.indexOf("*/"_L1);
                m_position = end < 0 ? m_text.size() : m_position + end + 2;
            } else {
                return;
            }
        }
    }

    QStringView m_text;
    qsizetype m_position = 0;
};

/// The words of before 0.5, which are still read.
QStringList oldCapabilities(const QString &word)
{
    if (word == "deny"_L1)
        return { u"deny"_s };
    if (word == "read"_L1)
        return { u"read"_s, u"list"_s };
    const QStringList write { u"create"_s, u"read"_s, u"update"_s, u"delete"_s, u"list"_s };
    if (word == "write"_L1)
        return write;
    if (word == "sudo"_L1)
        return write + QStringList { u"sudo"_s };
    return {};
}

/// A capability that Vault does not know makes the policy invalid.
bool addRule(std::vector<Policy::Rule> &rules, QString path, const QStringList &capabilities)
{
    const bool known = std::ranges::all_of(capabilities, [](const QString &capability) {
        return knownCapabilities.contains(capability);
    });
    if (path.startsWith(u'/'))
        path.remove(0, 1);
    rules.push_back({ .path = path, .capabilities = capabilities });
    return known;
}

bool readBlock(HclReader &reader, std::vector<Policy::Rule> &rules)
{
    const auto kind = reader.word();
    if (kind == u"name"_s) // an old policy may name itself
        return reader.take(u'=') && reader.value().has_value();
    if (kind != u"path"_s)
        return false;
    const auto path = reader.quoted();
    if (!path || !reader.take(u'{'))
        return false;
    QStringList capabilities;
    while (!reader.take(u'}')) {
        const auto name = reader.word();
        if (!name || !reader.take(u'='))
            return false;
        const auto value = reader.value();
        if (!value)
            return false;
        if (*name == "capabilities"_L1)
            capabilities += *value;
        else if (*name == "policy"_L1)
            capabilities += oldCapabilities(value->value(0));
        (void)reader.take(u',');
    }
    return addRule(rules, *path, capabilities);
}

bool readJson(const QJsonObject &policy, std::vector<Policy::Rule> &rules)
{
    const QJsonObject paths = policy["path"_L1].toObject();
    for (auto it = paths.begin(); it != paths.end(); ++it) {
        QStringList capabilities;
        for (const QJsonValue &word : it.value().toObject()["capabilities"_L1].toArray())
            capabilities.append(word.toString());
        if (!addRule(rules, it.key(), capabilities))
            return false;
    }
    return true;
}

bool hasSegments(const QString &pattern)
{
    return pattern.split(u'/').contains(u"+"_s) || pattern.endsWith("/+*"_L1);
}

bool matches(const QString &pattern, const QString &path, Segments segments)
{
    const bool open = pattern.endsWith(u'*');
    if (segments == Segments::Literal || !hasSegments(pattern))
        return open ? path.startsWith(QStringView(pattern).chopped(1)) : path == pattern;
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

/// Vault's order: the pattern whose first wildcard comes later wins; one that does not end in "*";
/// the one with fewer "+"; the longer one; the later one by the alphabet.
bool lessSpecific(const QString &left, const QString &right)
{
    const auto key = [](const QString &pattern) {
        const qsizetype plus = hasSegments(pattern) ? pattern.indexOf(u'+') : -1;
        const qsizetype star = pattern.endsWith(u'*') ? pattern.size() - 1 : -1;
        const qsizetype wildcard = plus >= 0 ? plus : star;
        return std::tuple(wildcard < 0 ? pattern.size() + 100000 : wildcard, star < 0,
                          plus < 0 ? 0 : -pattern.count(u'+'), pattern.size(), pattern);
    };
    return key(left) < key(right);
}

} // namespace

std::optional<Policy> Policy::parse(const QString &hcl)
{
    Policy policy;
    if (const QJsonDocument json = QJsonDocument::fromJson(hcl.toUtf8()); json.isObject())
        return readJson(json.object(), policy.m_rules) ? std::optional(policy) : std::nullopt;
    HclReader reader(hcl);
    while (!reader.atEnd()) {
        if (!readBlock(reader, policy.m_rules))
            return std::nullopt;
    }
    return policy;
}

void Policy::moveBelow(const QString &nameSpace)
{
    for (Rule &rule : m_rules)
        rule.path.prepend(nameSpace);
}

QStringList capabilitiesOn(const QString &path, const std::vector<Policy> &policies,
                           Segments segments)
{
    QString best;
    bool found = false;
    for (const Policy &policy : policies) {
        for (const Policy::Rule &rule : policy.rules()) {
            if (matches(rule.path, path, segments) && (!found || lessSpecific(best, rule.path))) {
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

bool reachesBelow(const QString &mount, const std::vector<Policy> &policies)
{
    for (const Policy &policy : policies) {
        for (const Policy::Rule &rule : policy.rules()) {
            if (rule.capabilities.isEmpty() || rule.capabilities.contains("deny"_L1))
                continue;
            const qsizetype wildcard = hasSegments(rule.path) ? rule.path.indexOf(u'+')
                : rule.path.endsWith(u'*')                    ? rule.path.size() - 1
                                                              : -1;
            const QString fixed = wildcard < 0 ? rule.path : rule.path.left(wildcard);
            if (fixed.startsWith(mount) || (wildcard >= 0 && mount.startsWith(fixed)))
                return true;
        }
    }
    return false;
}

QString defaultPolicyText()
{
    return uR"(path "auth/token/lookup-self" { capabilities = ["read"] }
path "auth/token/renew-self" { capabilities = ["update"] }
path "auth/token/revoke-self" { capabilities = ["update"] }
path "sys/capabilities-self" { capabilities = ["update"] }
path "sys/internal/ui/namespaces" { capabilities = ["read"] }
path "sys/internal/ui/resultant-acl" { capabilities = ["read"] }
path "sys/internal/ui/mounts" { capabilities = ["read"] }
path "sys/internal/ui/mounts/*" { capabilities = ["read"] }
path "sys/wrapping/lookup" { capabilities = ["update"] }
path "sys/wrapping/unwrap" { capabilities = ["update"] }
path "sys/wrapping/wrap" { capabilities = ["update"] }
path "cubbyhole/*" { capabilities = ["create", "read", "update", "delete", "list"] }
)"_s;
}

} // namespace switchover::lab
