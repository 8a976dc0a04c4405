// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/core/rolepolicies.h"

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

struct Line
{
    const char *path;
    const char *capabilities;
};

constexpr auto write = "\"create\", \"update\"";

constexpr Line lookingAround[] = {
    { "sys/license/status", "\"read\"" }, { "sys/ha-status", "\"read\"" },
    { "sys/host-info", "\"read\"" },      { "sys/mounts", "\"read\"" },
    { "sys/auth", "\"read\"" },           { "sys/namespaces", "\"list\"" },
    { "secret/*", "\"read\", \"list\"" },
};

// "+" stands for both types of replication.
constexpr Line operatorLines[] = {
    { "sys/replication/+/primary/revoke-secondary", write },
    { "sys/replication/performance/primary/paths-filter/*",
      "\"create\", \"read\", \"update\", \"delete\"" },
    { "sys/replication/performance/primary/dynamic-filter/*", "\"read\"" },
    { "sys/replication/performance/secondary/dynamic-filter/*", "\"read\"" },
    { "sys/replication/recover", write },
    { "sys/replication/merkle-check", write },
};

constexpr Line failoverLines[] = {
    { "sys/replication/+/primary/demote", write },
    { "sys/replication/+/primary/secondary-token", "\"create\", \"update\", \"sudo\"" },
    { "sys/replication/performance/secondary/promote", write },
    { "sys/replication/performance/secondary/update-primary", write },
    { "sys/policies/acl/dr-secondary-promotion", "\"create\", \"read\", \"update\"" },
    { "auth/token/roles/failover-handler", "\"create\", \"read\", \"update\"" },
    { "auth/token/create/failover-handler", write },
};

constexpr Line architectLines[] = {
    { "sys/replication/+/primary/enable", write },
    { "sys/replication/+/primary/disable", write },
    { "sys/replication/performance/secondary/enable", write },
    { "sys/replication/performance/secondary/disable", write },
    { "sys/replication/performance/secondary/generate-public-key", write },
    { "sys/replication/dr/secondary/enable", write },
    { "sys/replication/dr/secondary/generate-public-key", write },
    { "sys/replication/reindex", "\"create\", \"update\", \"sudo\"" },
};

QString lineOf(const QString &path, const char *capabilities)
{
    return u"path \"%1\" { capabilities = [%2] }\n"_s.arg(path, QLatin1StringView(capabilities));
}

template <size_t count>
QString written(const Line (&lines)[count], const Version &version)
{
    QString text;
    for (const Line &line : lines) {
        const QString path = QLatin1StringView(line.path);
        if (version >= Version { 1, 1, 0 } || !path.contains("/+/"_L1)) {
            text += lineOf(path, line.capabilities);
            continue;
        }
        for (const auto &type : { "/performance/"_L1, "/dr/"_L1 })
            text += lineOf(QString(path).replace("/+/"_L1, type), line.capabilities);
        if (version < Version { 0, 9, 0 })
            text += lineOf(QString(path).replace("/+/"_L1, "/"_L1), line.capabilities);
    }
    if (version < Version { 0, 9, 0 }) {
        for (const Line &line : lines) {
            const QString path = QLatin1StringView(line.path);
            if (path.contains("/performance/secondary/"_L1))
                text += lineOf(QString(path).remove("performance/"_L1), line.capabilities);
        }
    }
    return text;
}

} // namespace

const QStringList &roleNames()
{
    static const QStringList names { u"observer"_s, u"operator"_s, u"failover"_s, u"architect"_s };
    return names;
}

QMap<QString, QString> rolePolicies(const Version &version)
{
    const QString around = written(lookingAround, version);
    return {
        { u"observer"_s, around },
        { u"operator"_s, around + written(operatorLines, version) },
        { u"failover"_s, around + written(failoverLines, version) },
        { u"architect"_s, around + written(architectLines, version) },
        { u"admin"_s, lineOf(u"*"_s, R"("create", "read", "update", "delete", "list", "sudo")") },
    };
}

} // namespace switchover::lab
