// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/core/cluster.h"

#include "models/lab/core/authdata.h"
#include "models/lab/core/policy.h"
#include "models/lab/core/rolepolicies.h"
#include "models/lab/core/tokens.h"
#include "models/lab/crypto/randomness.h"

#include <QCryptographicHash>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

/// Tokens of the four roles, for people and tests.
void addRoleTokens(Cluster &cluster, qint64 nowMs)
{
    for (const QString &role : roleNames()) {
        const Token token = makeServiceToken(cluster,
                                             { .displayName = "token-"_L1 + role,
                                               .policies = { u"default"_s, role },
                                               .ttlSeconds = 768 * 3600,
                                               .orphan = true },
                                             nowMs);
        cluster.storage.local.tokens.insert(token.id, token);
        cluster.roleTokens.insert(role, token.id);
    }
}

void addSampleSecrets(Storage &storage, const ClusterOptions &options)
{
    static const char *const names[] = { "database", "mail",    "payments", "search",
                                         "queue",    "metrics", "backup",   "web" };
    const QString theme = options.dataTheme.isEmpty() ? options.name : options.dataTheme;
    for (int i = 0; i < options.secrets; ++i) {
        const QString path =
            u"secret/%1/%2-%3"_s.arg(theme, QLatin1StringView(names[size_t(i) % std::size(names)]))
                .arg(i / int(std::size(names)) + 1);
        storage.shared.secrets.insert(path,
                                      "{\"password\":\"" + randomBase62(16).toLatin1() + "\"}");
    }
}

QByteArray hashOf(const Storage &storage, Type type)
{
    QCryptographicHash hash(QCryptographicHash::Sha1);
    const auto add = [&hash](const QString &key, const QByteArray &value) {
        hash.addData(key.toUtf8());
        hash.addData(QByteArrayView("\0", 1));
        hash.addData(value);
        hash.addData(QByteArrayView("\1", 1));
    };
    add(u"tree"_s, type == Type::Dr ? "dr" : "performance");
    const SharedData &shared = storage.shared;
    for (auto it = shared.policies.begin(); it != shared.policies.end(); ++it)
        add("policy/"_L1 + it.key(), it.value().toUtf8());
    for (auto it = shared.secretMounts.begin(); it != shared.secretMounts.end(); ++it) {
        if (type == Type::Dr || !it.value().local)
            add("mount/"_L1 + it.key(), it.value().accessor.toUtf8());
    }
    for (auto it = shared.authMounts.begin(); it != shared.authMounts.end(); ++it) {
        if (type == Type::Dr || !it.value().local)
            add("auth/"_L1 + it.key(), it.value().accessor.toUtf8());
    }
    for (auto it = shared.logins.begin(); it != shared.logins.end(); ++it)
        add("login/"_L1 + it.key(),
            it.value().password.toUtf8() + it.value().secretIds.join(u',').toUtf8());
    for (auto it = shared.tokenRoles.begin(); it != shared.tokenRoles.end(); ++it)
        add("role/"_L1 + it.key(), it.value().allowedPolicies.join(u',').toUtf8());
    for (const QString &name : shared.nameSpaces)
        add("ns/"_L1 + name, {});
    for (auto it = shared.secrets.begin(); it != shared.secrets.end(); ++it)
        add(it.key(), it.value());
    if (type == Type::Dr) {
        for (auto it = storage.local.tokens.begin(); it != storage.local.tokens.end(); ++it)
            add("token/"_L1 + it.key(), QByteArray::number(it.value().expiresMs));
        for (auto it = storage.local.secrets.begin(); it != storage.local.secrets.end(); ++it)
            add(it.key(), it.value());
    }
    return hash.result().toHex();
}

} // namespace

void renewRoleTokens(Cluster &cluster, qint64 nowMs)
{
    cluster.roleTokens.clear();
    addRoleTokens(cluster, nowMs);
    cluster.contentChanged();
}

const Node *Cluster::activeNode() const
{
    const Node &node = nodes.at(size_t(leader));
    return node.sealed || node.stopped ? nullptr : &node;
}

Node *Cluster::activeNode()
{
    Node &node = nodes.at(size_t(leader));
    return node.sealed || node.stopped ? nullptr : &node;
}

bool Cluster::hasPerformanceStandbys() const
{
    return options.enterprise && version >= Version { 0, 11, 0 }
    && options.features.contains("Performance Standby"_L1);
}

int Cluster::secretsCount() const
{
    return int(storage.shared.secrets.size() + storage.local.secrets.size());
}

QByteArray Cluster::merkleRoot(Type type) const
{
    const Replication &state = replication(type);
    if (!state.filteredRoot.isEmpty())
        return state.filteredRoot;
    auto &[cachedVersion, root] = rootCache[typeName(type).toLatin1()];
    if (root.isEmpty() || cachedVersion != contentVersion) {
        root = hashOf(storage, type);
        cachedVersion = contentVersion;
    }
    if (!treeCorrupted)
        return root;
    return QCryptographicHash::hash(root + "corrupted", QCryptographicHash::Sha1).toHex();
}

QString Cluster::dataMark() const
{
    // Over the secrets alone: tokens come and go on every cluster.
    auto &[cachedVersion, mark] = rootCache["mark"];
    if (mark.isEmpty() || cachedVersion != contentVersion) {
        QCryptographicHash hash(QCryptographicHash::Sha1);
        const auto &secrets = storage.shared.secrets;
        for (auto it = secrets.begin(); it != secrets.end(); ++it) {
            hash.addData(it.key().toUtf8());
            hash.addData(it.value());
        }
        mark = hash.result().toHex().left(8);
        cachedVersion = contentVersion;
    }
    return QString::fromLatin1(mark);
}

QString newTokenId(const Version &version)
{
    if (version >= Version { 1, 10, 0 })
        return "hvs."_L1 + randomBase62(24);
    if (version >= Version { 0, 11, 0 })
        return "s."_L1 + randomBase62(24);
    return randomUuid();
}

int otpLength(const Version &version)
{
    if (version >= Version { 1, 10, 0 })
        return 28;
    return version >= Version { 0, 11, 0 } ? 26 : 0;
}

std::unique_ptr<Cluster> makeCluster(const ClusterOptions &options, qint64 nowMs)
{
    auto cluster = std::make_unique<Cluster>();
    cluster->options = options;
    cluster->version = Version::parse(options.version);
    cluster->initialized = options.initialized;
    cluster->haClusterId = randomUuid();
    cluster->haClusterName = "vault-cluster-"_L1 + QString::fromLatin1(randomBytes(4).toHex());
    cluster->leaderSinceMs = nowMs;
    cluster->lastLoadMs = nowMs;
    for (int i = 1; i <= options.nodes; ++i)
        cluster->nodes.push_back(
            { .name = u"%1-%2"_s.arg(options.name).arg(i), .sealed = !options.initialized });

    Storage &storage = cluster->storage;
    storage.keyring = Keyring::create(options.shares, options.threshold);
    SharedData &shared = storage.shared;
    shared.policies.insert(u"default"_s, defaultPolicyText());
    shared.secretMounts.insert(
        u"secret/"_s,
        { .type = u"kv"_s,
          .description = u"application secrets"_s,
          .accessor = "kv_"_L1 + QString::fromLatin1(randomBytes(4).toHex()) });
    shared.secretMounts.insert(
        u"cubbyhole/"_s,
        { .type = u"cubbyhole"_s,
          .description = u"per-token private secret storage"_s,
          .accessor = "cubbyhole_"_L1 + QString::fromLatin1(randomBytes(4).toHex()),
          .local = true });
    shared.secretMounts.insert(
        u"identity/"_s,
        { .type = u"identity"_s,
          .description = u"identity store"_s,
          .accessor = "identity_"_L1 + QString::fromLatin1(randomBytes(4).toHex()) });
    shared.secretMounts.insert(
        u"sys/"_s,
        { .type = u"system"_s,
          .description = u"system endpoints used for control, policy and debugging"_s,
          .accessor = "system_"_L1 + QString::fromLatin1(randomBytes(4).toHex()) });
    shared.authMounts.insert(
        u"token/"_s,
        { .type = u"token"_s,
          .description = u"token based credentials"_s,
          .accessor = "auth_token_"_L1 + QString::fromLatin1(randomBytes(4).toHex()) });
    addAuthMethods(shared, cluster->version);
    addSampleSecrets(storage, options);

    cluster->rootToken = newTokenId(cluster->version);
    storage.local.tokens.insert(cluster->rootToken,
                                { .id = cluster->rootToken,
                                  .accessor = randomBase62(24),
                                  .displayName = u"root"_s,
                                  .path = u"auth/token/root"_s,
                                  .policies = { u"root"_s },
                                  .createdMs = nowMs,
                                  .type = u"service"_s });
    addRoleTokens(*cluster, nowMs);
    cluster->lastWal = options.wals + quint64(options.secrets);
    return cluster;
}

} // namespace switchover::lab
