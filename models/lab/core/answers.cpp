// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/core/answers.h"

#include "models/base/jsonwriter.h"
#include "models/lab/crypto/randomness.h"

#include <QDateTime>
#include <QJsonDocument>

#include <memory>

using namespace Qt::StringLiterals;

namespace switchover::lab {

Answer errorAnswer(int status, const QString &text)
{
    JsonWriter json;
    json.beginObject().key("errors"_L1).beginArray();
    if (!text.isEmpty())
        json.value(text);
    json.endArray().endObject();
    return { .status = status, .body = json.result() };
}

Answer errorAnswer(const Refusal &refusal)
{
    return errorAnswer(refusal.status, refusal.text);
}

Answer noContent()
{
    return { .status = 204, .body = {} };
}

Answer bareAnswer(const QByteArray &json)
{
    return { .status = 200, .body = json };
}

Answer envelopeAnswer(const Context &context, const Envelope &envelope)
{
    QStringList warnings = envelope.warnings;
    const QStringList &unrecognized = context.parameters.unrecognized();
    const bool judged =
        context.call.isUpdate() && context.endpoint != nullptr && !context.endpoint->anyParameters;
    if (!unrecognized.isEmpty() && judged && context.version() >= Version { 1, 11, 0 })
        warnings.prepend(
            u"Endpoint ignored these unrecognized parameters: [%1]"_s.arg(unrecognized.join(u' ')));

    JsonWriter json;
    json.beginObject();
    const bool repeats = envelope.repeatsData
        || (context.version() < Version { 0, 9, 0 } && context.call.path.startsWith("sys/"_L1));
    const QByteArray data = envelope.data ? compact(*envelope.data) : QByteArrayLiteral("null");
    if (repeats && envelope.data) {
        for (auto it = envelope.data->begin(); it != envelope.data->end(); ++it) {
            // One-member object, without its braces and key.
            const QByteArray one = compact({ { u"v"_s, it.value() } });
            json.key(it.key()).raw(one.mid(5, one.size() - 6));
        }
    }
    json.member("request_id"_L1, envelope.emptyRequestId ? QString() : randomUuid())
        .member("lease_id"_L1, QString())
        .member("renewable"_L1, false)
        .member("lease_duration"_L1, 0)
        .key("data"_L1)
        .raw(data)
        .key("wrap_info"_L1)
        .raw(envelope.wrapInfo.isEmpty() ? QByteArrayLiteral("null") : envelope.wrapInfo);
    if (warnings.isEmpty())
        json.member("warnings"_L1, nullptr);
    else
        json.member("warnings"_L1, warnings);
    json.key("auth"_L1).raw(envelope.auth.isEmpty() ? QByteArrayLiteral("null") : envelope.auth);
    if (context.version() >= Version { 1, 20, 0 })
        json.member("mount_type"_L1, envelope.mountType);
    json.endObject();
    return { .status = 200, .body = json.result() };
}

Answer dataAnswer(const Context &context, const QJsonObject &data)
{
    return envelopeAnswer(context, { .data = data });
}

Answer primaryUnreachable()
{
    return errorAnswer(
        500,
        u"1 error occurred:\n\t* rpc error: code = Unavailable desc = all SubConns are "
        "in TransientFailure, latest connection error: connection error: desc = "
        "\"transport: Error while dialing\"\n\n"_s);
}

Answer lateWarning(const Context &context)
{
    return warningAnswer(
        context,
        u"Timeout hit while waiting for local replicated cluster to apply primary's "
        "write; this client may encounter stale reads of values written during this "
        "operation."_s);
}

Answer warningAnswer(const Context &context, const QString &warning)
{
    return envelopeAnswer(context, { .warnings = { warning } });
}

Answer answerLater(const Context &context, std::function<std::optional<Answer>(Context &)> ask)
{
    struct Kept
    {
        Call call;
        Parameters parameters;
        QString mount;
        QString tail;
    };
    const auto kept = std::make_shared<const Kept>(
        Kept { context.call, context.parameters, context.mount, context.tail });
    Answer answer;
    answer.later = [&estate = context.estate, &cluster = context.cluster, node = context.node,
                    endpoint = context.endpoint, kept, ask = std::move(ask)] {
        Context again { .estate = estate,
                        .cluster = cluster,
                        .node = node,
                        .call = kept->call,
                        .endpoint = endpoint,
                        .parameters = kept->parameters,
                        .mount = kept->mount,
                        .tail = kept->tail };
        return ask(again);
    };
    return answer;
}

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QString goTime(qint64 ms)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC);
    return time.toString(u"yyyy-MM-ddTHH:mm:ss.zzz"_s) + "000000Z"_L1;
}

QString goTimeSeconds(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(u"yyyy-MM-ddTHH:mm:ss"_s) + u'Z';
}

} // namespace switchover::lab
