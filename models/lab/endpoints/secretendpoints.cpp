// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Key-value secrets (version 1), so that one can see what replicates and what is wiped.
#include "models/lab/core/answers.h"
#include "models/lab/core/endpoint.h"
#include "models/lab/core/link.h"
#include "models/lab/core/nodes.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

constexpr qint64 leaseSeconds = 2764800;

QString fullPath(const Context &context)
{
    return context.call.nameSpace.isEmpty()
        ? context.call.path
        : QString::fromUtf8(context.call.nameSpace) + u'/' + context.call.path;
}

const Mount *kvMount(const Context &context)
{
    // A list may name the mount without its slash.
    const Mount *mount = context.cluster.storage.mountOf(fullPath(context) + u'/');
    return mount != nullptr && mount->type == "kv"_L1 ? mount : nullptr;
}

Answer noHandler(const Context &context)
{
    if (context.call.path.startsWith("sys/"_L1))
        return errorAnswer(404, u"1 error occurred:\n\t* unsupported path\n\n"_s);
    return errorAnswer(
        404, u"no handler for route \"%1\". route entry not found."_s.arg(context.call.path));
}

Answer readSecret(Context &context)
{
    if (kvMount(context) == nullptr)
        return noHandler(context);
    const auto secret = context.cluster.storage.findSecret(fullPath(context));
    if (!secret)
        return errorAnswer(404);
    Answer answer = envelopeAnswer(
        context, { .data = QJsonDocument::fromJson(*secret).object(), .mountType = u"kv"_s });
    answer.body.replace("\"lease_duration\":0",
                        "\"lease_duration\":" + QByteArray::number(leaseSeconds));
    return answer;
}

Answer listSecrets(Context &context)
{
    if (kvMount(context) == nullptr)
        return noHandler(context);
    QString folder = fullPath(context);
    if (!folder.endsWith(u'/'))
        folder += u'/';
    const Storage &storage = context.cluster.storage;
    QStringList keys;
    for (const auto *secrets : { &storage.shared.secrets, &storage.local.secrets }) {
        for (auto it = secrets->lowerBound(folder);
             it != secrets->end() && it.key().startsWith(folder); ++it) {
            const QString rest = it.key().mid(folder.size());
            const qsizetype slash = rest.indexOf(u'/');
            keys.append(slash < 0 ? rest : rest.left(slash + 1));
        }
    }
    keys.removeDuplicates();
    return keys.isEmpty()
        ? errorAnswer(404)
        : dataAnswer(context, { { u"keys"_s, QJsonArray::fromStringList(keys) } });
}

enum class Change { Write, Delete };

void apply(Cluster &cluster, const QString &path, Change change, const QByteArray &value)
{
    const bool local = cluster.storage.isLocalPath(path);
    if (change == Change::Write)
        cluster.storage.secretAt(path) = value;
    else if (local)
        cluster.storage.local.secrets.remove(path);
    else
        cluster.storage.shared.secrets.remove(path);
    noteWrite(cluster, local ? Reach::Local : Reach::Shared);
}

/// A performance secondary hands writes to its primary and waits for them to come back.
Answer changeThroughPrimary(Context &context, const QString &path, Change change,
                            const QByteArray &value)
{
    Cluster *primary = livePrimary(context.estate, context.cluster, Type::Performance);
    if (primary == nullptr)
        return primaryUnreachable();
    apply(*primary, path, change, value);
    if (streamNow(context.estate, context.cluster, Type::Performance))
        return noContent();
    return lateWarning(context);
}

Answer changeSecret(Context &context, Change change, const QByteArray &value)
{
    if (kvMount(context) == nullptr)
        return noHandler(context);
    const QString path = fullPath(context);
    if (context.cluster.performance.isSecondary() && !context.cluster.storage.isLocalPath(path))
        return changeThroughPrimary(context, path, change, value);
    apply(context.cluster, path, change, value);
    return noContent();
}

Answer writeSecret(Context &context)
{
    if (kvMount(context) == nullptr)
        return noHandler(context);
    if (context.parameters.all().isEmpty())
        return errorAnswer(400, u"missing data fields"_s);
    return changeSecret(context, Change::Write, compact(context.parameters.all()));
}

Answer deleteSecret(Context &context)
{
    return changeSecret(context, Change::Delete, {});
}

} // namespace

std::vector<Endpoint> secretEndpoints()
{
    // Everything that no other endpoint takes may be below a mount.
    return { { .path = u"*"_s,
               .read = readSecret,
               .update = writeSecret,
               .remove = deleteSecret,
               .list = listSecrets,
               .createsOrUpdates = true,
               .anyParameters = true } };
}

} // namespace switchover::lab
