// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/core/router.h"

#include "models/base/jsonwriter.h"
#include "models/lab/core/answers.h"
#include "models/lab/core/endpoint.h"
#include "models/lab/core/indexheader.h"
#include "models/lab/core/link.h"
#include "models/lab/core/nodes.h"
#include "models/lab/crypto/randomness.h"

#include <QHash>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

/// All endpoints: exact paths in a hash, open ones in a list with the longest first.
class EndpointTable
{
public:
    EndpointTable()
    {
        for (auto part :
             { replicationEndpoints(), filterEndpoints(), operationTokenEndpoints(),
               nodeEndpoints(), systemEndpoints(), mountEndpoints(), authEndpoints(),
               loginEndpoints(), federatedLoginEndpoints(), mfaEndpoints(), wrappingEndpoints(),
               raftEndpoints(), rekeyEndpoints(), secretEndpoints() }) {
            for (Endpoint &endpoint : part) {
                if (endpoint.path.contains(u'*'))
                    m_open.push_back(std::move(endpoint));
                else
                    m_exact.insert(endpoint.path, std::move(endpoint));
            }
        }
        std::ranges::stable_sort(m_open, [](const Endpoint &left, const Endpoint &right) {
            return left.path.size() > right.path.size();
        });
    }

    [[nodiscard]] const Endpoint *find(const QString &path, const Version &version,
                                       QString &tail) const
    {
        for (auto exact = m_exact.find(path); exact != m_exact.end() && exact.key() == path;
             ++exact) {
            if (isServed(exact.value(), version))
                return &exact.value();
        }
        for (const Endpoint &endpoint : m_open) {
            const qsizetype star = endpoint.path.indexOf(u'*');
            const QStringView head = QStringView(endpoint.path).left(star);
            const QStringView end = QStringView(endpoint.path).mid(star + 1);
            if (path.size() > head.size() + end.size() && path.startsWith(head)
                && path.endsWith(end) && isServed(endpoint, version)) {
                tail = path.mid(star, path.size() - head.size() - end.size());
                return &endpoint;
            }
        }
        return nullptr;
    }

private:
    static bool isServed(const Endpoint &endpoint, const Version &version)
    {
        return version >= endpoint.since && version < endpoint.before;
    }

    QMultiHash<QString, Endpoint> m_exact; ///< a path may have changed between versions
    std::vector<Endpoint> m_open;
};

const EndpointTable &table()
{
    static const EndpointTable endpoints;
    return endpoints;
}

Answer unsupportedOperation()
{
    return errorAnswer(405, u"1 error occurred:\n\t* unsupported operation\n\n"_s);
}

Answer permissionDenied()
{
    return errorAnswer(403, u"1 error occurred:\n\t* permission denied\n\n"_s);
}

bool isList(const Call &call)
{
    return call.method == "LIST"
        || (call.method == "GET"
            && call.query.queryItemValue(u"list"_s).compare("true"_L1, Qt::CaseInsensitive) == 0);
}

Handler handlerFor(const Endpoint &endpoint, const Call &call)
{
    if (isList(call))
        return endpoint.list;
    if (call.method == "GET" || (call.method == "HEAD" && endpoint.nodeLocal))
        return endpoint.read;
    if (call.isUpdate())
        return endpoint.update;
    if (call.method == "DELETE")
        return endpoint.remove;
    return nullptr;
}

QStringList neededCapabilities(const Endpoint &endpoint, const Call &call)
{
    if (isList(call))
        return { u"list"_s };
    if (call.isRead())
        return { u"read"_s };
    if (call.method == "DELETE")
        return { u"delete"_s };
    return endpoint.createsOrUpdates ? QStringList { u"update"_s, u"create"_s }
                                     : QStringList { u"update"_s };
}

bool wantsOperationToken(const Context &context)
{
    const Access access = context.endpoint->access;
    return access == Access::OperationToken
        || (access == Access::TokenOrOperationToken && context.cluster.isDrSecondary());
}

/// A token with a number of uses has one less now, and is gone after the last.
void spendUse(Context &context)
{
    auto &tokens = context.cluster.storage.local.tokens;
    const auto stored = tokens.find(context.token->id);
    if (stored == tokens.end() || stored.value().usesLeft == 0)
        return;
    if (--stored.value().usesLeft == 0)
        tokens.erase(stored);
    else
        context.token->usesLeft = stored.value().usesLeft;
    context.cluster.contentChanged();
}

/// The method's own path, wherever it is mounted: "auth/corp/directory/login/jo" gives
/// "auth/ldap/login/jo". A path of no mount leads nowhere.
QString methodPath(Context &context, const QString &path)
{
    const QString head = u"auth/"_s;
    const auto &mounts = context.cluster.storage.shared.authMounts;
    const QString rest = context.nameSpace() + path.mid(head.size());
    auto found = mounts.end();
    for (auto it = mounts.begin(); it != mounts.end(); ++it) {
        const bool longer = found == mounts.end() || it.key().size() > found.key().size();
        if (rest.startsWith(it.key()) && longer)
            found = it;
    }
    if (found == mounts.end())
        return u"unmounted/"_s + path;
    context.mount = found.key();
    return head + found.value().type + u'/' + rest.mid(found.key().size());
}

/// Nothing if the caller may go on.
std::optional<Answer> checkAccess(Context &context)
{
    const Endpoint &endpoint = *context.endpoint;
    if (endpoint.access == Access::Open || wantsOperationToken(context))
        return std::nullopt;
    context.token =
        findToken(context.cluster, QString::fromUtf8(context.call.token), context.estate.nowMs());
    if (!context.token)
        return errorAnswer(403, u"permission denied"_s);
    spendUse(context);
    const QString path = context.nameSpace() + context.call.path;
    QStringList granted = capabilitiesOf(context.cluster, *context.token, path);
    if (granted.contains("root"_L1))
        return std::nullopt;
    const QStringList needed = neededCapabilities(endpoint, context.call);
    // A list of "sys/namespaces/" is allowed by a rule for "sys/namespaces", too.
    if (isList(context.call) && !granted.contains("list"_L1))
        granted = capabilitiesOf(context.cluster, *context.token,
                                 path.endsWith(u'/') ? path.chopped(1) : path + u'/');
    const bool allowed = std::ranges::any_of(
        needed, [&granted](const QString &capability) { return granted.contains(capability); });
    if (!allowed || (endpoint.access == Access::Sudo && !granted.contains("sudo"_L1)))
        return permissionDenied();
    return std::nullopt;
}

/// A DR operation token is judged after the parameters were read, since it is one of them.
std::optional<Answer> checkOperationToken(Context &context)
{
    if (!wantsOperationToken(context))
        return std::nullopt;
    if (!context.cluster.isDrSecondary())
        return errorAnswer(400, u"Not a DR secondary."_s);
    switch (judgeOperationToken(context.cluster, context.parameters.text("dr_operation_token"_L1),
                                context.call.path, context.estate.nowMs())) {
    case OperationTokenVerdict::Missing:
        return errorAnswer(400, u"DR operation token was not provided"_s);
    case OperationTokenVerdict::Refused:
        return permissionDenied();
    case OperationTokenVerdict::Accepted:
        return std::nullopt;
    }
    Q_UNREACHABLE();
}

std::optional<Answer> checkEdition(const Context &context)
{
    const Endpoint &endpoint = *context.endpoint;
    if (endpoint.enterpriseOnly && context.cluster.isCommunity())
        return errorAnswer(404, u"enterprise-only feature"_s);
    if (!endpoint.feature.isEmpty() && !context.cluster.options.features.contains(endpoint.feature))
        return errorAnswer(401, u"Feature Not Enabled"_s);
    return std::nullopt;
}

Answer wrapAnswer(Context &context, const Answer &answer, qint64 ttl)
{
    const QJsonObject envelope = QJsonDocument::fromJson(answer.body).object();
    const QString id = newTokenId(context.version());
    Wrapped wrapped { .accessor = randomBase62(24),
                      .creationPath = context.call.path,
                      .createdMs = context.estate.nowMs(),
                      .ttlSeconds = ttl,
                      .data = envelope["data"_L1].toObject() };
    JsonWriter info;
    info.beginObject()
        .member("token"_L1, id)
        .member("accessor"_L1, wrapped.accessor)
        .member("ttl"_L1, ttl)
        .member("creation_time"_L1, goTime(wrapped.createdMs))
        .member("creation_path"_L1, wrapped.creationPath)
        .endObject();
    context.cluster.storage.local.wrapped.insert(id, wrapped);
    return envelopeAnswer(context, { .wrapInfo = info.result(), .emptyRequestId = true });
}

/// A performance secondary hands writes of shared data to its primary and waits for them to return.
Answer handle(Context &context, Handler handler)
{
    const bool handsOn = context.endpoint->writesShared && !context.call.isRead()
        && !isList(context.call) && context.cluster.performance.isSecondary();
    if (!handsOn)
        return handler(context);
    Cluster *primary = livePrimary(context.estate, context.cluster, Type::Performance);
    if (primary == nullptr)
        return primaryUnreachable();
    Context there { .estate = context.estate,
                    .cluster = *primary,
                    .node = primary->leader,
                    .call = context.call,
                    .endpoint = context.endpoint,
                    .parameters = context.parameters,
                    .mount = context.mount,
                    .tail = context.tail,
                    .token = context.token,
                    .type = context.type };
    const Answer answer = handler(there);
    const bool arrived = streamNow(context.estate, context.cluster, Type::Performance);
    return answer.status >= 300 || arrived ? answer : lateWarning(context);
}

Answer run(Context &context)
{
    const Call &call = context.call;
    const Handler handler = handlerFor(*context.endpoint, call);
    if (auto refusal = checkAccess(context))
        return *refusal;
    if (auto refusal = checkEdition(context))
        return *refusal;
    if (handler == nullptr)
        return unsupportedOperation();
    auto parameters = Parameters::of(call, context.endpoint->fields);
    if (!parameters)
        return errorAnswer(400, parameters.error());
    context.parameters = *std::move(parameters);
    if (auto refusal = checkOperationToken(context))
        return *refusal;
    if (!hasIndexes(context.cluster, call.indexes))
        return errorAnswer(412, u"required index state not present"_s);
    Answer answer = handle(context, handler);
    if (call.isUpdate() && answer.status < 300 && !context.endpoint->nodeLocal
        && tellsIndex(context.cluster))
        answer.headers.emplaceBack("X-Vault-Index", indexOf(context.cluster));
    const std::optional<qint64> ttl =
        call.wrapTtl.isEmpty() ? std::nullopt : parseSeconds(QString::fromLatin1(call.wrapTtl));
    if (ttl && *ttl > 0 && answer.status == 200 && answer.body.contains("\"request_id\":\"")
        && !context.endpoint->nodeLocal && !answer.body.contains("\"request_id\":\"\"")) {
        return wrapAnswer(context, answer, *ttl);
    }
    return answer;
}

/// What a node says while the cluster has no active one.
Answer leaderless(const Estate &estate, const Cluster &cluster)
{
    if (!inOutage(estate, cluster) || outageProgress(estate, cluster) < 0.5)
        return errorAnswer(500, u"local node not active but active cluster node not found"_s);
    return errorAnswer(503, u"node is not active"_s);
}

std::optional<Answer> checkNode(Context &context)
{
    const Cluster &cluster = context.cluster;
    const Node &node = cluster.nodes.at(size_t(context.node));
    if (node.sealed)
        return errorAnswer(503, u"Vault is sealed"_s);
    if (cluster.activeNode() == nullptr || inOutage(context.estate, cluster))
        return leaderless(context.estate, cluster);
    if (cluster.isStandby(context.node) && context.call.noForwarding) {
        QString target = cluster.activeNode()->apiAddress + "/v1/"_L1 + context.call.path;
        if (!context.call.query.isEmpty())
            target += u'?' + context.call.query.toString(QUrl::FullyEncoded);
        Answer redirect { .status = 307, .body = {} };
        redirect.headers.emplaceBack("Location", target.toUtf8());
        return redirect;
    }
    return std::nullopt;
}

} // namespace

Answer route(Estate &estate, Cluster &cluster, int node, const Call &call)
{
    if (isRefusing(estate, cluster, node))
        return { .status = 0, .body = {}, .refused = true };
    if (call.path.endsWith(u'/') && call.isUpdate())
        return errorAnswer(400, u"cannot write to a path ending in '/'"_s);
    Context context { .estate = estate, .cluster = cluster, .node = node, .call = call };
    QString lookup = call.path;
    if (lookup.startsWith("auth/"_L1) && !lookup.startsWith("auth/token/"_L1))
        lookup = methodPath(context, lookup);
    if (isList(call) && !lookup.endsWith(u'/'))
        lookup += u'/';
    context.endpoint = table().find(lookup, cluster.version, context.tail);
    // Only folders of a mount end in a slash: a path that is known without it just cannot be
    // listed.
    if (lookup != call.path && call.path.startsWith("sys/"_L1) && context.endpoint != nullptr
        && context.endpoint->path == "*"_L1)
        context.endpoint = table().find(call.path, cluster.version, context.tail);
    if (context.endpoint == nullptr)
        return errorAnswer(404); // an empty path
    context.type = call.path.startsWith("sys/replication/dr/"_L1) ? Type::Dr : Type::Performance;

    if (context.endpoint->nodeLocal) {
        if (!call.nameSpace.isEmpty())
            return errorAnswer(400, u"operation unavailable in namespaces"_s);
        return run(context);
    }
    if (auto refusal = checkNode(context))
        return *refusal;
    if (cluster.isDrSecondary() && !context.endpoint->onDrSecondary)
        return errorAnswer(400, u"path disabled in replication DR secondary mode"_s);
    // Replication is a matter of the root namespace.
    if (!call.nameSpace.isEmpty() && call.path.startsWith("sys/replication/"_L1))
        return errorAnswer(404, u"1 error occurred:\n\t* unsupported path\n\n"_s);
    return run(context);
}

} // namespace switchover::lab
