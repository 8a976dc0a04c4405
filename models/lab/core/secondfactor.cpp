// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/core/secondfactor.h"

#include "models/base/jsonwriter.h"
#include "models/lab/crypto/randomness.h"
#include "models/lab/crypto/totp.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace switchover::lab {

namespace {

constexpr int mostPasscodes = 5;
constexpr auto telephoneWait = 60s;
constexpr auto telephoneThinks = 1500ms;

/// A passcode may be written "passcode=123456": Duo demanded that up to 1.12, and from 1.13 every
/// method takes it.
std::optional<QString> passcodeIn(const Version &version, const MfaMethod &method,
                                  const QString &given)
{
    const auto prefix = "passcode="_L1;
    const bool prefixed = given.startsWith(prefix);
    if (version < Version { 1, 13, 0 } && (method.type == "duo"_L1) != prefixed)
        return std::nullopt;
    return prefixed ? given.mid(prefix.size()) : given;
}

/// Why the passcode is not good; empty if it is.
QString judgePasscode(Context &context, const QString &login, const QString &methodId,
                      const QString &passcode)
{
    Cluster &cluster = context.cluster;
    const qint64 now = context.estate.nowMs();
    const qint64 seconds = now / 1000;
    const qint64 wait = totp::periodSeconds - seconds % totp::periodSeconds;
    const QString person = methodId + u'/' + login;
    FailedLogins &failed = cluster.failedPasscodes[person];
    if (now - failed.lastMs > totp::periodSeconds * 1000)
        failed.count = 0;
    if (failed.count >= mostPasscodes) {
        ++failed.count;
        return u"maximum TOTP validation attempts %1 exceeded the allowed attempts %2. Please try again in %3 seconds"_s
            .arg(failed.count)
            .arg(mostPasscodes)
            .arg(wait);
    }
    const QString use = person + u'/' + passcode;
    if (cluster.usedPasscodes.value(use) > now)
        return u"code already used; new code is available in %1 seconds"_s.arg(wait);
    const QByteArray seed = cluster.storage.shared.totpSeeds.value(login);
    const bool right = !seed.isEmpty()
        && std::ranges::any_of(std::array<qint64, 3> { 0, -1, 1 }, [&](qint64 step) {
               return totp::code(seed, seconds + step * totp::periodSeconds) == passcode;
           });
    if (!right) {
        ++failed.count;
        failed.lastMs = now;
        return u"failed to validate TOTP passcode"_s;
    }
    cluster.failedPasscodes.remove(person);
    cluster.usedPasscodes.removeIf([now](const auto &entry) { return entry.value() <= now; });
    cluster.usedPasscodes.insert(use, now + 3 * totp::periodSeconds * 1000);
    return {};
}

QString enforcementRefusal(const QString &enforcement, const QStringList &reasons)
{
    QString text =
        u"failed to satisfy enforcement %1. error: %2 error%3 occurred:"_s.arg(enforcement)
            .arg(reasons.size())
            .arg(reasons.size() == 1 ? QString() : u"s"_s);
    for (const QString &reason : reasons)
        text += "\n\t* "_L1 + reason;
    return text + "\n\n"_L1;
}

} // namespace

QByteArray requirementOf(const Context &context, const QString &requestId,
                         const QStringList &enforcements)
{
    const SharedData &shared = context.cluster.storage.shared;
    JsonWriter json;
    json.beginObject().member("mfa_request_id"_L1, requestId).key("mfa_constraints"_L1);
    json.beginObject();
    for (const QString &name : enforcements) {
        json.key(name).beginObject().key("any"_L1).beginArray();
        for (const QString &id : shared.mfaEnforcements.value(name).methodIds) {
            const MfaMethod method = shared.mfaMethods.value(id);
            json.beginObject()
                .member("type"_L1, method.type)
                .member("id"_L1, id)
                .member("uses_passcode"_L1, method.usesPasscode);
            if (context.version() >= Version { 1, 12, 0 })
                json.member("name"_L1, method.name);
            json.endObject();
        }
        json.endArray().endObject();
    }
    json.endObject().endObject();
    return json.result();
}

FactorVerdict judgeFactors(Context &context, const QString &login, const Credentials &credentials)
{
    const SharedData &shared = context.cluster.storage.shared;
    FactorVerdict verdict;
    for (const QString &name : shared.logins.value(login).mfa) {
        QStringList reasons;
        bool met = false;
        for (const QString &id : shared.mfaEnforcements.value(name).methodIds) {
            const MfaMethod method = shared.mfaMethods.value(id);
            // From 1.13 methods may be given by their names; in the header they always were.
            const bool namesCount =
                context.version() >= Version { 1, 13, 0 } || !context.call.mfa.isEmpty();
            const bool byId = credentials.contains(id);
            const bool byName = namesCount && credentials.contains(method.name);
            if (!byId && !byName)
                continue;
            if (!method.usesPasscode) {
                verdict.pushes.append(id);
                met = true;
                break;
            }
            const auto passcode =
                passcodeIn(context.version(), method, credentials.value(byId ? id : method.name));
            const QString against = passcode && !passcode->isEmpty()
                ? judgePasscode(context, login, id, *passcode)
                : u"MFA credentials not supplied"_s;
            met = against.isEmpty();
            if (met)
                break;
            reasons.append(u"login MFA validation failed for methodID: [%1]"_s.arg(id));
            reasons.append(against);
        }
        if (met)
            continue;
        if (reasons.isEmpty())
            reasons.append(u"MFA credentials not supplied"_s);
        verdict.refusal = enforcementRefusal(name, reasons);
        return verdict;
    }
    return verdict;
}

QString askTelephone(Context &context, const QString &login, const QString &method,
                     const QString &nonce)
{
    const QString id = randomUuid();
    const qint64 now = context.estate.nowMs();
    PushRequest request { .login = login,
                          .method = method,
                          .nonce = nonce,
                          .createdMs = now,
                          .expiresMs = now + context.estate.scaled(telephoneWait) };
    const bool asksForNumber =
        context.cluster.storage.shared.logins.value(login).factor == "number"_L1;
    if (asksForNumber)
        request.number = 1 + int(quint8(randomBytes(1).at(0))) % 99;
    Cluster &cluster = context.cluster;
    cluster.pushRequests.insert(id, request);
    const bool silent = login.endsWith("-silent"_L1) || asksForNumber;
    const auto answer =
        login.endsWith("-denied"_L1) ? PushRequest::Answer::Denied : PushRequest::Answer::Approved;
    if (!silent) {
        context.estate.after(telephoneThinks, [&cluster, id, answer] {
            const auto found = cluster.pushRequests.find(id);
            if (found != cluster.pushRequests.end()
                && found.value().answer == PushRequest::Answer::None)
                found.value().answer = answer;
        });
    }
    return id;
}

Telephone lookAtTelephone(Context &context, const QString &request)
{
    auto &requests = context.cluster.pushRequests;
    const auto found = requests.find(request);
    if (found == requests.end())
        return Telephone::TimedOut; // the active node that had asked is gone
    const PushRequest asked = found.value();
    const bool late = asked.expiresMs <= context.estate.nowMs();
    if (asked.answer == PushRequest::Answer::None && !late)
        return Telephone::Waiting;
    requests.erase(found);
    switch (asked.answer) {
    case PushRequest::Answer::Approved:
        return Telephone::Approved;
    case PushRequest::Answer::Denied:
        return Telephone::Denied;
    case PushRequest::Answer::None:
        return Telephone::TimedOut;
    }
    Q_UNREACHABLE();
}

Credentials credentialsFrom(const QJsonObject &payload)
{
    Credentials result;
    for (auto it = payload.begin(); it != payload.end(); ++it)
        result.insert(it.key(), it.value().toArray().at(0).toString());
    return result;
}

Credentials credentialsFrom(const QList<QByteArray> &headers)
{
    Credentials result;
    for (const QByteArray &header : headers) {
        const qsizetype colon = header.indexOf(':');
        result.insert(QString::fromUtf8(colon < 0 ? header : header.left(colon)).trimmed(),
                      colon < 0 ? QString() : QString::fromUtf8(header.mid(colon + 1)).trimmed());
    }
    return result;
}

} // namespace switchover::lab
