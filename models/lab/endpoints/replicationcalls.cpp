// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/endpoints/replicationcalls.h"

#include "models/lab/core/answers.h"
#include "models/lab/core/link.h"
#include "models/lab/core/nodes.h"
#include "models/lab/core/roles.h"
#include "models/lab/core/statuspayload.h"
#include "models/lab/endpoints/activation.h"
#include "models/lab/endpoints/license.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover::lab::calls {

namespace {

// Vault's warnings, word for word: clients match on their beginnings.
constexpr auto enabledWarning =
    "This cluster is being enabled as a primary for replication. Vault will be unavailable for a brief period and will resume service shortly."_L1;
constexpr auto demotedWarning =
    "This cluster is being demoted to a replication secondary. Vault will be unavailable for a brief period and will resume service shortly."_L1;
constexpr auto disabledWarning =
    "This cluster is having replication disabled. Vault will be unavailable for a brief period and will resume service shortly."_L1;
constexpr auto promotedWarning =
    "This cluster is being promoted to a replication primary. Vault will be unavailable for a brief period and will resume service shortly."_L1;
constexpr auto foundWarning =
    "Vault has successfully found secondary information; it may take a while to perform setup tasks. Vault will be unavailable until these tasks and initial sync complete."_L1;
constexpr auto repointedWarning =
    "Vault has successfully found primary information; it may take a while to perform setup tasks. Vault will be unavailable for a brief period and will resume service shortly."_L1;
constexpr auto reindexWarning = "Replication reindex has been started in the background."_L1;
constexpr auto recoverWarning = "Replication recovery has been started."_L1;

Answer finish(const Context &context, const Outcome &outcome, QLatin1StringView warning)
{
    return outcome ? warningAnswer(context, warning) : errorAnswer(outcome.error());
}

std::optional<Answer> hiddenStatus(const Context &context)
{
    if (!context.cluster.options.hidesReplicationStatus)
        return std::nullopt;
    return errorAnswer(
        403, u"disabled path: replication status endpoints are disabled on this listener"_s);
}

/// Says nothing while a reindex holds the tree.
Answer whenTreeIsFree(Context &context, Answer (*tell)(const Context &))
{
    if (!isTreeLocked(context.estate, context.cluster))
        return tell(context);
    return answerLater(context, [tell](Context &now) -> std::optional<Answer> {
        if (isTreeLocked(now.estate, now.cluster))
            return std::nullopt;
        return tell(now);
    });
}

PrimaryApi primaryApi(const Context &context)
{
    return { .address = context.parameters.text("primary_api_addr"_L1),
             .caFile = context.parameters.text("ca_file"_L1),
             .caPath = context.parameters.text("ca_path"_L1) };
}

template <typename Function>
Answer forEnabledTypes(Context &context, Function function, QLatin1StringView warning)
{
    const bool typed = context.call.path.contains("/dr/secondary/"_L1);
    bool any = false;
    for (const Type type : { Type::Performance, Type::Dr }) {
        if ((typed && type != Type::Dr) || context.cluster.replication(type).mode == Mode::Disabled)
            continue;
        function(context.estate, context.cluster, type);
        any = true;
    }
    return any ? warningAnswer(context, warning)
               : errorAnswer(400, u"replication is not enabled"_s);
}

} // namespace

Answer status(Context &context)
{
    if (auto hidden = hiddenStatus(context))
        return *hidden;
    return whenTreeIsFree(context, [](const Context &now) {
        return envelopeAnswer(now, { .data = statusData(now.estate, now.cluster) });
    });
}

Answer typeStatus(Context &context)
{
    if (auto hidden = hiddenStatus(context))
        return *hidden;
    return whenTreeIsFree(context, [](const Context &now) {
        const bool dr = now.call.path.contains("/dr/"_L1);
        return dataAnswer(now,
                          statusBlock(now.estate, now.cluster, dr ? Type::Dr : Type::Performance));
    });
}

Answer primaryEnable(Context &context)
{
    if (!context.cluster.canReplicate())
        return errorAnswer(400, u"replication is not supported by the storage backend"_s);
    return finish(context,
                  enablePrimary(context.estate, context.cluster, context.type,
                                context.parameters.text("primary_cluster_addr"_L1)),
                  enabledWarning);
}

Answer primaryDemote(Context &context)
{
    return finish(context, demotePrimary(context.estate, context.cluster, context.type),
                  demotedWarning);
}

Answer primaryDisable(Context &context)
{
    return finish(context,
                  disableReplication(context.estate, context.cluster, context.type, Mode::Primary),
                  disabledWarning);
}

Answer primarySecondaryToken(Context &context)
{
    return issueActivation(context);
}

Answer primaryRevoke(Context &context)
{
    if (!context.replication().isPrimary())
        return errorAnswer(400, u"cluster is not a replication primary"_s);
    const QString id = context.parameters.text("id"_L1);
    if (id.isEmpty())
        return errorAnswer(400, u"missing required secondary id"_s);
    revokeSecondary(context.cluster, context.type, id);
    return noContent();
}

Answer secondaryPublicKey(Context &context)
{
    const Replication &state = context.replication();
    // A demoted cluster asks for its key while it is a secondary already.
    if (state.isPrimary())
        return errorAnswer(400, u"cluster is a replication primary"_s);
    return dataAnswer(
        context, { { u"secondary_public_key"_s, makePublicKey(context.cluster, context.type) } });
}

Answer secondaryEnable(Context &context)
{
    if (!context.cluster.canReplicate())
        return errorAnswer(400, u"replication is not supported by the storage backend"_s);
    return finish(context,
                  enableSecondary(context.estate, context.cluster, context.type,
                                  context.parameters.text("token"_L1), primaryApi(context)),
                  foundWarning);
}

Answer secondaryPromote(Context &context)
{
    const Force force =
        context.parameters.boolean("force"_L1) && context.version() >= Version { 0, 11, 2 }
        ? Force::Yes
        : Force::No;
    return finish(context,
                  promoteSecondary(context.estate, context.cluster, context.type,
                                   context.parameters.text("primary_cluster_addr"_L1), force),
                  promotedWarning);
}

Answer secondaryDisable(Context &context)
{
    return finish(
        context, disableReplication(context.estate, context.cluster, context.type, Mode::Secondary),
        disabledWarning);
}

Answer secondaryUpdatePrimary(Context &context)
{
    const Parameters &given = context.parameters;
    const QString token = given.text("token"_L1);
    const QStringList addresses = given.list("update_primary_addrs"_L1);
    if (!token.isEmpty() && !addresses.isEmpty())
        return errorAnswer(400, u"token and update_primary_addrs are mutually exclusive"_s);
    if (!addresses.isEmpty())
        return finish(
            context,
            updatePrimaryByAddresses(context.estate, context.cluster, context.type, addresses),
            repointedWarning);
    if (!given.has("token"_L1))
        return errorAnswer(400, u"missing token"_s);
    if (token.isEmpty())
        return finish(context, forgetPrimary(context.estate, context.cluster, context.type),
                      repointedWarning);
    return finish(context,
                  updatePrimaryByToken(context.estate, context.cluster, context.type, token,
                                       primaryApi(context)),
                  repointedWarning);
}

Answer operationTokenDelete(Context &context)
{
    // A batch token cannot be revoked: it ends by its TTL.
    context.cluster.drOperationTokens.remove(context.parameters.text("dr_operation_token"_L1));
    return noContent();
}

Answer reindexTrees(Context &context)
{
    const ReindexOptions options { .diff = context.parameters.boolean("diff"_L1),
                                   .force = context.parameters.boolean("force"_L1),
                                   .skipFlush = context.parameters.boolean("skip_flush"_L1)
                                       && context.version() >= Version { 1, 3, 0 } };
    return forEnabledTypes(
        context,
        [&options](Estate &estate, Cluster &cluster, Type type) {
            reindex(estate, cluster, type, options);
        },
        reindexWarning);
}

Answer recoverLinks(Context &context)
{
    return forEnabledTypes(context, recoverReplication, recoverWarning);
}

Answer merkleCheck(Context &context)
{
    if (context.cluster.performance.mode == Mode::Disabled
        && context.cluster.dr.mode == Mode::Disabled)
        return errorAnswer(400, u"replication is not enabled"_s);
    const Type type =
        context.cluster.performance.mode != Mode::Disabled ? Type::Performance : Type::Dr;
    return dataAnswer(context, checkMerkleTree(context.estate, context.cluster, type));
}

Answer drLicenseStatus(Context &context)
{
    if (!context.cluster.isDrSecondary())
        return errorAnswer(400, u"Not a DR secondary."_s);
    return licenseStatus(context);
}

/// Up to 1.10 licences were stored in Vault instead of loaded from a file.
Answer storeLicense(Context &context)
{
    if (context.parameters.text("text"_L1).isEmpty())
        return errorAnswer(400, u"missing license text"_s);
    context.cluster.licenceExpired = false;
    return noContent();
}

Answer reloadLicense(Context &context)
{
    if (context.tail != "license"_L1)
        return errorAnswer(404, u"1 error occurred:\n\t* unsupported path\n\n"_s);
    return noContent();
}

} // namespace switchover::lab::calls
