// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// sys/wrapping/…
#include "models/base/jsonwriter.h"
#include "models/lab/core/answers.h"
#include "models/lab/core/endpoint.h"
#include "models/lab/core/nodes.h"
#include "models/lab/crypto/activationtoken.h"
#include "models/lab/crypto/randomness.h"

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

struct Found
{
    QString id;
    std::optional<Answer> error;
};

/// The wrapping token is in the body or, for unwrap and rewrap, the caller's own token.
Found findWrapped(const Context &context)
{
    QString given = context.parameters.text("token"_L1);
    if (given.isEmpty())
        given = QString::fromUtf8(context.call.token);
    if (given.isEmpty())
        return { .error = errorAnswer(400, u"missing \"token\" value in input"_s) };
    if (looksLikeJwt(given.toLatin1())) {
        const Result<ActivationClaims> claims =
            context.cluster.storage.keyring->activationKey->verify(given.toLatin1());
        if (!claims) {
            return {
                .error = errorAnswer(
                    403,
                    u"error validating wrapping token: go-jose/go-jose: error in cryptographic primitive"_s)
            };
        }
        given = claims->tokenId;
    }
    const auto &wrapped = context.cluster.storage.local.wrapped;
    const auto found = wrapped.find(given);
    if (found == wrapped.end() || found.value().expiresMs() <= context.estate.nowMs())
        return { .error = errorAnswer(400, u"wrapping token is not valid or does not exist"_s) };
    return { .id = given, .error = std::nullopt };
}

Answer lookupWrapped(Context &context)
{
    const Found found = findWrapped(context);
    if (found.error)
        return *found.error;
    const Wrapped &wrapped = context.cluster.storage.local.wrapped[found.id];
    return dataAnswer(context,
                      { { u"creation_path"_s, wrapped.creationPath },
                        { u"creation_time"_s, goTime(wrapped.createdMs) },
                        { u"creation_ttl"_s, wrapped.ttlSeconds } });
}

Answer unwrap(Context &context)
{
    const Found found = findWrapped(context);
    if (found.error)
        return *found.error;
    const Wrapped wrapped = context.cluster.storage.local.wrapped.take(found.id);
    noteWrite(context.cluster, Reach::Local);
    return dataAnswer(context, wrapped.data);
}

Answer rewrap(Context &context)
{
    const Found found = findWrapped(context);
    if (found.error)
        return *found.error;
    Wrapped wrapped = context.cluster.storage.local.wrapped.take(found.id);
    wrapped.createdMs = context.estate.nowMs();
    wrapped.accessor = randomBase62(24);
    const QString id = newTokenId(context.version());
    QString shown = id;
    if (!wrapped.secondaryId.isEmpty()) { // activation tokens stay JWTs
        const QDateTime now = context.estate.now();
        shown = QString::fromLatin1(context.cluster.storage.keyring->activationKey->sign(
            { .address = context.cluster.options.announcesAddress
                  ? context.cluster.activeNode()->apiAddress
                  : QString(),
              .expires = now.addSecs(wrapped.ttlSeconds),
              .issued = now,
              .tokenId = id,
              .notBefore = now.addSecs(-5) }));
    }
    JsonWriter info;
    info.beginObject()
        .member("token"_L1, shown)
        .member("accessor"_L1, wrapped.accessor)
        .member("ttl"_L1, wrapped.ttlSeconds)
        .member("creation_time"_L1, goTime(wrapped.createdMs))
        .member("creation_path"_L1, wrapped.creationPath)
        .endObject();
    context.cluster.storage.local.wrapped.insert(id, wrapped);
    noteWrite(context.cluster, Reach::Local);
    return envelopeAnswer(context, { .wrapInfo = info.result(), .emptyRequestId = true });
}

Answer wrap(Context &context)
{
    return dataAnswer(context,
                      context.parameters.all()); // wrapped on its way out by X-Vault-Wrap-TTL
}

} // namespace

std::vector<Endpoint> wrappingEndpoints()
{
    const std::vector<Field> fields { { "token"_L1 } };
    return {
        { .path = u"sys/wrapping/lookup"_s,
          .read = lookupWrapped,
          .update = lookupWrapped,
          .access = Access::Open,
          .fields = fields },
        { .path = u"sys/wrapping/unwrap"_s,
          .update = unwrap,
          .access = Access::Open,
          .fields = fields },
        { .path = u"sys/wrapping/rewrap"_s,
          .update = rewrap,
          .access = Access::Open,
          .fields = fields },
        { .path = u"sys/wrapping/wrap"_s, .update = wrap, .anyParameters = true },
    };
}

} // namespace switchover::lab
