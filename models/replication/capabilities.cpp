// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/capabilities.h"

#include "models/base/json.h"
#include "models/replication/catalogue.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

using Verdict = Capabilities::Verdict;

struct CapabilitiesText
{
    Q_DECLARE_TR_FUNCTIONS(Capabilities)
};

// Vault asks for "create" in place of "update" only where it checks that something exists, which
// the replication paths do not; their POST and PUT are "update".
QString wordFor(HttpMethod method)
{
    switch (method) {
    case HttpMethod::Get:
        return u"read"_s;
    case HttpMethod::Post:
        return u"update"_s;
    case HttpMethod::Delete:
        return u"delete"_s;
    }
    Q_UNREACHABLE();
}

bool isJudgedByPolicy(const Operation &operation)
{
    switch (operation.authorization) {
    case Authorization::Token:
    case Authorization::SudoToken:
        return true;
    case Authorization::OptionalToken:
        // The public key of a cluster that is no DR secondary yet; key shares vouch for the rest.
        return operation.id == OperationId::DrGeneratePublicKey;
    case Authorization::None:
    case Authorization::DrOperationToken:
        return false;
    }
    Q_UNREACHABLE();
}

bool holds(const QStringList &held, const QStringList &words)
{
    return !held.contains("deny"_L1)
        && (held.contains("root"_L1) || std::ranges::all_of(words, [&held](const QString &word) {
                return held.contains(word);
            }));
}

/// Whether a rule may cover `path` with any identifier in place of the example. Of two segments
/// that are no example, one has to be a wildcard or both the same. A rule for a prefix covers all
/// that is longer than itself.
bool mayCover(const QString &rule, bool isPrefix, const QString &path)
{
    const QStringList given = rule.split(u'/');
    const QStringList wanted = path.split(u'/');
    if (isPrefix ? given.size() > wanted.size() : given.size() != wanted.size())
        return false;
    for (qsizetype i = 0; i < given.size(); ++i) {
        const QString &part = given.at(i);
        const bool isOpen = isPrefix && i == given.size() - 1;
        if (part == "+"_L1 || wanted.at(i) == exampleId || (isOpen && part.startsWith(u'+')))
            continue;
        if (isOpen ? !wanted.at(i).startsWith(part) : wanted.at(i) != part)
            return false;
    }
    return true;
}

constexpr std::array allSideRights {
    SideRight::ReadHaStatus,   SideRight::ReadLicense,      SideRight::ReadMounts,
    SideRight::ReadAuthMounts, SideRight::ListNamespaces,   SideRight::WriteBatchPolicy,
    SideRight::WriteBatchRole, SideRight::CreateBatchToken,
};

} // namespace

bool PolicyRules::mayMeet(const CapabilityNeed &need) const
{
    // The most specific rule alone decides, so one of them has to give all words.
    for (auto rule = exact.cbegin(); rule != exact.cend(); ++rule) {
        if (holds(rule.value(), need.words) && mayCover(rule.key(), false, need.path))
            return true;
    }
    for (auto rule = prefixes.cbegin(); rule != prefixes.cend(); ++rule) {
        QString begin = rule.key();
        if (begin.endsWith(u'*'))
            begin.chop(1);
        if (holds(rule.value(), need.words) && mayCover(begin, true, need.path))
            return true;
    }
    return false;
}

void Capabilities::set(const QString &path, const QStringList &words)
{
    m_words.insert(path, words);
}

void Capabilities::keep(const Capabilities &older, const QStringList &paths)
{
    for (const QString &path : paths) {
        if (!m_words.contains(path) && older.m_words.contains(path))
            m_words.insert(path, older.m_words.value(path));
    }
}

QStringList Capabilities::missing(const CapabilityNeed &need) const
{
    return missing(need, need.path);
}

QStringList Capabilities::missing(const CapabilityNeed &need, const QString &path) const
{
    const auto found = m_words.constFind(path);
    if (found == m_words.cend() || found->contains("root"_L1))
        return {};
    if (found->contains("deny"_L1))
        return need.words;
    QStringList missing;
    for (const QString &word : need.words) {
        if (!found->contains(word))
            missing.append(word);
    }
    return missing;
}

Verdict Capabilities::judge(const CapabilityNeed &need) const
{
    if (!m_words.contains(need.path))
        return Verdict::NotKnown;
    if (missing(need).isEmpty())
        return Verdict::Yes;
    if (need.isExample) {
        const qsizetype at = need.path.indexOf(exampleId);
        const QStringView before = QStringView(need.path).first(at);
        const QStringView after = QStringView(need.path).sliced(at + exampleId.size());
        for (auto words = m_words.cbegin(); words != m_words.cend(); ++words) {
            const QString &path = words.key();
            const bool isOneOfThem = path.size() > before.size() + after.size()
                && path.startsWith(before) && path.endsWith(after);
            if (isOneOfThem && missing(need, path).isEmpty())
                return Verdict::Yes;
        }
        // A rule may be for an identifier that nobody asked about.
        if (m_rules && m_rules->mayMeet(need))
            return Verdict::NotKnown;
    }
    return Verdict::No;
}

std::optional<CapabilityNeed> capabilityNeed(const Operation &operation, ApiDialect dialect)
{
    if (!isJudgedByPolicy(operation))
        return {};
    const bool legacy = dialect == ApiDialect::Legacy;
    if (legacy && !operation.legacyMethod)
        return {};
    CapabilityNeed need;
    need.path = legacy ? operation.legacyPath : operation.path;
    if (const qsizetype brace = need.path.indexOf(u'{'); brace >= 0) {
        const qsizetype end = need.path.indexOf(u'}', brace);
        need.path.replace(brace, end - brace + 1, exampleId);
        need.isExample = true;
    }
    need.words = { wordFor(legacy ? *operation.legacyMethod : operation.method) };
    if (operation.authorization == Authorization::SudoToken)
        need.words.append(u"sudo"_s);
    return need;
}

std::optional<CapabilityNeed> capabilityNeed(const Operation &operation, ApiDialect dialect,
                                             const Arguments &arguments)
{
    std::optional<CapabilityNeed> need = capabilityNeed(operation, dialect);
    if (!need || !need->isExample)
        return need;
    const auto inPath =
        std::ranges::find(operation.parameters, Parameter::Place::Path, &Parameter::place);
    if (inPath == operation.parameters.end())
        return need;
    const QString id = arguments.text(inPath->name).trimmed();
    const bool isSegment =
        !id.isEmpty() && std::ranges::none_of(id, [](QChar c) { return c == u'/' || c.isSpace(); });
    if (isSegment) {
        need->path.replace(exampleId, id);
        need->isExample = false;
    }
    return need;
}

CapabilityNeed capabilityNeed(SideRight right)
{
    switch (right) {
    case SideRight::ReadHaStatus:
        return { .path = u"sys/ha-status"_s, .words = { u"read"_s } };
    case SideRight::ReadLicense:
        return { .path = u"sys/license/status"_s, .words = { u"read"_s } };
    case SideRight::ReadMounts:
        return { .path = u"sys/mounts"_s, .words = { u"read"_s } };
    case SideRight::ReadAuthMounts:
        return { .path = u"sys/auth"_s, .words = { u"read"_s } };
    case SideRight::ListNamespaces:
        return { .path = u"sys/namespaces"_s, .words = { u"list"_s } };
    case SideRight::WriteBatchPolicy:
        return { .path = u"sys/policies/acl/"_s + batchPolicyName,
                 .words = { u"create"_s, u"read"_s, u"update"_s } };
    case SideRight::WriteBatchRole:
        return { .path = u"auth/token/roles/"_s + batchRoleName,
                 .words = { u"create"_s, u"read"_s, u"update"_s } };
    case SideRight::CreateBatchToken:
        return { .path = u"auth/token/create/"_s + batchRoleName, .words = { u"update"_s } };
    }
    Q_UNREACHABLE();
}

QStringList capabilityPaths(ApiDialect dialect, const QStringList &secondaries)
{
    QStringList paths;
    const auto add = [&paths](const QString &path) {
        if (!paths.contains(path))
            paths.append(path);
    };
    for (const Operation &row : operationCatalogue()) {
        const std::optional<CapabilityNeed> need = capabilityNeed(row, dialect);
        if (!need)
            continue;
        add(need->path);
        if (!need->isExample)
            continue;
        for (const QString &id : secondaries)
            add(QString(need->path).replace(exampleId, id));
    }
    for (const SideRight right : allSideRights)
        add(capabilityNeed(right).path);
    return paths;
}

Result<Capabilities> decodeCapabilities(QByteArrayView body, const QStringList &paths)
{
    const Result<JsonDocument> document = JsonDocument::parse(body);
    if (!document)
        return Failure(document.error());
    JsonReader root(*document);
    Capabilities capabilities;
    const auto read = [&](JsonReader &reader) {
        for (const QString &path : paths) {
            const QByteArray name = path.toUtf8();
            if (const std::optional<QStringList> words = reader.texts(QLatin1StringView(name)))
                capabilities.set(path, *words);
        }
        if (capabilities.isEmpty() && paths.size() == 1) {
            if (const std::optional<QStringList> words = reader.texts("capabilities"_L1))
                capabilities.set(paths.constFirst(), *words);
        }
    };
    if (!root.object("data"_L1, read) || capabilities.isEmpty())
        read(root);
    if (root.error())
        return Failure(*root.error());
    return capabilities;
}

Result<PolicyRules> decodePolicyRules(QByteArrayView body)
{
    const Result<JsonDocument> document = JsonDocument::parse(body);
    if (!document)
        return Failure(document.error());
    JsonReader root(*document);
    PolicyRules rules;
    const bool hasData = root.object("data"_L1, [&rules](JsonReader &data) {
        const auto read = [&data](QLatin1StringView name, QHash<QString, QStringList> &into) {
            data.object(name, [&into](JsonReader &paths) {
                paths.eachObject([&into](const QString &path, JsonReader &rule) {
                    into.insert(path, rule.texts("capabilities"_L1).value_or(QStringList()));
                });
            });
        };
        read("exact_paths"_L1, rules.exact);
        read("glob_paths"_L1, rules.prefixes);
        if (data.boolean("root"_L1).value_or(false))
            rules.prefixes.insert(QString(), { u"root"_s });
    });
    if (!hasData && !root.error())
        root.fail("data"_L1, CapabilitiesText::tr("it is missing"));
    if (root.error())
        return Failure(*root.error());
    return rules;
}

QString policyLines(const CapabilityNeed &need)
{
    // They would mean something else in a policy, for example every identifier.
    if (std::ranges::any_of(need.path, [](QChar c) {
            return c == u'*' || c == u'+' || c == u'"' || c == u'\\' || c < u' ';
        }))
        return {};
    QStringList words = need.words;
    // Old servers check whether something exists, and then ask for "create".
    if (words.contains("update"_L1) && !words.contains("create"_L1))
        words.prepend(u"create"_s);
    QString path = need.path;
    if (need.isExample)
        path.replace(exampleId, "*"_L1);
    return "path \"%1\" {\n  capabilities = [\"%2\"]\n}"_L1.arg(path, words.join("\", \""_L1));
}

QString policyLines(const QList<CapabilityNeed> &needs)
{
    QList<CapabilityNeed> merged;
    for (const CapabilityNeed &need : needs) {
        const auto known = std::ranges::find(merged, need.path, &CapabilityNeed::path);
        if (known == merged.end()) {
            merged.append(need);
            continue;
        }
        for (const QString &word : need.words) {
            if (!known->words.contains(word))
                known->words.append(word);
        }
    }
    QString text;
    for (const CapabilityNeed &need : std::as_const(merged))
        text += policyLines(need) + u'\n';
    return text;
}

} // namespace switchover
