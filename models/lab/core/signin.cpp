// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/core/signin.h"

#include "models/base/jsonwriter.h"
#include "models/lab/core/nodes.h"
#include "models/lab/core/secondfactor.h"
#include "models/lab/crypto/randomness.h"

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

constexpr int mostFailures = 5;
constexpr qint64 lockoutMs = 15 * 60 * 1000;
constexpr qint64 factorWaitMs = 300 * 1000;

Token tokenFor(const Context &context, const Login &login, const SignIn &who)
{
    TokenRequest request { .displayName = who.displayName,
                           .path = context.call.path,
                           .policies = login.policies,
                           .ttlSeconds = login.ttlSeconds > 0 ? login.ttlSeconds : systemTtl,
                           .orphan = true,
                           .nameSpace = context.nameSpace(),
                           .periodSeconds = login.periodSeconds,
                           .explicitMaxSeconds = login.maxTtlSeconds,
                           .uses = login.uses };
    for (auto it = who.metadata.begin(); it != who.metadata.end(); ++it)
        request.meta.insert(it.key(), it.value().toString());
    const bool batch = login.tokenType == "batch"_L1 && context.version() >= Version { 1, 0, 0 };
    const qint64 now = context.estate.nowMs();
    return batch ? createBatchToken(context.cluster, request, now)
                 : makeServiceToken(context.cluster, request, now);
}

Answer handOut(Context &context, const Token &token, const QJsonObject &metadata)
{
    if (token.type == "service"_L1) {
        context.cluster.storage.local.tokens.insert(token.id, token);
        noteWrite(context.cluster, Reach::Local);
    }
    return envelopeAnswer(context, { .auth = authBlock(token, metadata) });
}

Answer demandFactors(Context &context, const SignIn &who, const Login &login)
{
    const QString id = randomUuid();
    const qint64 now = context.estate.nowMs();
    auto &pending = context.cluster.pendingLogins;
    pending.removeIf([now](const auto &entry) { return entry.value().expiresMs <= now; });
    pending.insert(id,
                   { .login = who.login,
                     .token = tokenFor(context, login, who),
                     .metadata = who.metadata,
                     .expiresMs = now + factorWaitMs });
    JsonWriter json;
    json.beginObject()
        .member("client_token"_L1, QString())
        .member("accessor"_L1, QString())
        .member("policies"_L1, nullptr)
        .member("token_policies"_L1, nullptr)
        .member("identity_policies"_L1, nullptr)
        .member("metadata"_L1, nullptr)
        .member("orphan"_L1, false)
        .member("entity_id"_L1, QString())
        .member("lease_duration"_L1, 0)
        .member("renewable"_L1, false)
        .key("mfa_requirement"_L1)
        .raw(requirementOf(context, id, login.mfa))
        .member("num_uses"_L1, 0)
        .member("token_type"_L1, u"default"_s)
        .endObject();
    Answer answer = envelopeAnswer(
        context,
        { .warnings = { u"A login request was issued that is subject to MFA validation. Please "
                        "make sure to validate the login by sending another request to "
                        "mfa/validate endpoint."_s },
          .auth = json.result() });
    return answer;
}

/// 403 with the reason and Vault's usual words after it.
Answer factorsRefused(const QString &reason)
{
    QString indented = reason;
    return errorAnswer(
        403, u"2 errors occurred:\n\t* %1\n\t* permission denied\n\n"_s.arg(indented.trimmed()));
}

/// Waits for all telephones, one after another, and then hands the token out.
Answer afterTelephones(Context &context, const QStringList &methods, const QString &login,
                       std::function<Answer(Context &)> handOutToken)
{
    auto waiting = std::make_shared<QStringList>();
    for (const QString &method : methods) {
        const QString type = context.cluster.storage.shared.mfaMethods.value(method).type;
        waiting->append(askTelephone(context, login, type));
    }
    return answerLater(
        context,
        [waiting, handOutToken = std::move(handOutToken)](Context &now) -> std::optional<Answer> {
            while (!waiting->isEmpty()) {
                switch (lookAtTelephone(now, waiting->first())) {
                case Telephone::Waiting:
                    return std::nullopt;
                case Telephone::Approved:
                    waiting->removeFirst();
                    continue;
                case Telephone::Denied:
                    return factorsRefused(u"login MFA validation failed: the push was denied"_s);
                case Telephone::TimedOut:
                    return factorsRefused(
                        u"login MFA validation failed: the push was not answered in time"_s);
                }
            }
            return handOutToken(now);
        });
}

/// Old Enterprise, and still possible: the passcode comes with the login itself.
Answer singlePhase(Context &context, const SignIn &who, const Login &login)
{
    const FactorVerdict verdict =
        judgeFactors(context, who.login, credentialsFrom(context.call.mfa));
    if (!verdict.refusal.isEmpty())
        return factorsRefused(verdict.refusal);
    const Token token = tokenFor(context, login, who);
    if (verdict.pushes.isEmpty())
        return handOut(context, token, who.metadata);
    return afterTelephones(
        context, verdict.pushes, who.login,
        [token, metadata = who.metadata](Context &now) { return handOut(now, token, metadata); });
}

Answer validateFactors(Context &context)
{
    auto &pending = context.cluster.pendingLogins;
    const QString id = context.parameters.text("mfa_request_id"_L1);
    const auto found = pending.find(id);
    if (found == pending.end() || found.value().expiresMs <= context.estate.nowMs())
        return errorAnswer(403, u"1 error occurred:\n\t* invalid request ID\n\n"_s);
    const QString login = found.value().login;
    const FactorVerdict verdict =
        judgeFactors(context, login, credentialsFrom(context.parameters.object("mfa_payload"_L1)));
    if (!verdict.refusal.isEmpty())
        return factorsRefused(verdict.refusal); // may be tried again with the same request
    const auto finish = [id](Context &now) {
        auto &waiting = now.cluster.pendingLogins;
        const auto entry = waiting.find(id);
        if (entry == waiting.end())
            return errorAnswer(403, u"1 error occurred:\n\t* invalid request ID\n\n"_s);
        const PendingLogin done = entry.value();
        waiting.erase(entry);
        return handOut(now, done.token, done.metadata);
    };
    return verdict.pushes.isEmpty() ? finish(context)
                                    : afterTelephones(context, verdict.pushes, login, finish);
}

} // namespace

QByteArray authBlock(const Token &token, const QJsonObject &metadata)
{
    JsonWriter json;
    json.beginObject()
        .member("client_token"_L1, token.id)
        .member("accessor"_L1, token.accessor)
        .member("policies"_L1, token.policies)
        .member("token_policies"_L1, token.policies)
        .key("metadata"_L1);
    if (metadata.isEmpty())
        json.value(nullptr);
    else
        json.raw(compact(metadata));
    json.member("lease_duration"_L1, token.ttlSeconds)
        .member("renewable"_L1, token.renewable)
        .member("entity_id"_L1, QString())
        .member("token_type"_L1, token.type)
        .member("orphan"_L1, token.orphan)
        .member("mfa_requirement"_L1, nullptr)
        .member("num_uses"_L1, token.usesLeft)
        .endObject();
    return json.result();
}

const Login *findLogin(const Context &context, const QString &key)
{
    const auto &logins = context.cluster.storage.shared.logins;
    const auto found = logins.find(context.mount + key);
    return found == logins.end() ? nullptr : &found.value();
}

bool isLockedOut(const Context &context, const QString &login)
{
    const FailedLogins failed = context.cluster.failedLogins.value(login);
    return context.version() >= Version { 1, 13, 0 } && failed.count >= mostFailures
        && context.estate.nowMs() - failed.lastMs < lockoutMs;
}

void noteFailure(Context &context, const QString &login)
{
    FailedLogins &failed = context.cluster.failedLogins[login];
    const qint64 now = context.estate.nowMs();
    if (now - failed.lastMs >= lockoutMs)
        failed.count = 0;
    ++failed.count;
    failed.lastMs = now;
}

Answer completeSignIn(Context &context, const SignIn &who)
{
    const Login login = context.cluster.storage.shared.logins.value(who.login);
    context.cluster.failedLogins.remove(who.login);
    if (login.mfa.isEmpty())
        return handOut(context, tokenFor(context, login, who), who.metadata);
    if (!context.call.mfa.isEmpty())
        return singlePhase(context, who, login);
    if (context.version() < Version { 1, 10, 0 })
        return errorAnswer(403, u"1 error occurred:\n\t* permission denied\n\n"_s);
    return demandFactors(context, who, login);
}

std::vector<Endpoint> mfaEndpoints()
{
    return { { .path = u"sys/mfa/validate"_s,
               .update = validateFactors,
               .access = Access::Open,
               .fields = { { "mfa_request_id"_L1 }, { "mfa_payload"_L1, FieldType::Any } },
               .since = { 1, 10, 0 } } };
}

} // namespace switchover::lab
