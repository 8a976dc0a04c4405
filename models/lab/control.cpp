// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/control.h"

#include "models/base/jsonwriter.h"
#include "models/lab/lab.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

Delivery failure(int status, const QString &text)
{
    JsonWriter json;
    json.beginObject().key("errors"_L1).beginArray().value(text).endArray().endObject();
    return { .status = status, .body = json.result() };
}

Delivery outcome(const Result<void> &result)
{
    if (result)
        return { .status = 204 };
    return failure(400, u"%1: %2"_s.arg(result.error().where, result.error().detail));
}

// One call must not keep the lab from the others, nor from a signal.
constexpr qsizetype largestBody = 64 * 1024;
constexpr int mostWrites = 10'000;
constexpr qsizetype mostFaults = 1000;
constexpr double longestAdvance = 400.0 * 24 * 3600 * 1000; // ms
constexpr int longestDelay = 600'000;                       // ms

Delivery outOfRange(const QString &field, double least, double most)
{
    return failure(400,
                   u"%1: it is not between %2 and %3"_s.arg(field).arg(least).arg(most, 0, 'f', 0));
}

bool isLoopback(const QByteArray &host)
{
    const QByteArray name = host.startsWith('[')
        ? host.left(host.indexOf(']') + 1)
        : host.left(host.indexOf(':') < 0 ? host.size() : host.indexOf(':'));
    return name == "127.0.0.1" || name.compare("localhost", Qt::CaseInsensitive) == 0
        || name == "[::1]";
}

Delivery requestsAnswer(const Lab &lab)
{
    JsonWriter json;
    json.beginObject().key("requests"_L1).beginArray();
    for (const RequestEntry &entry : lab.requestLog()) {
        json.beginObject()
            .member("sequence"_L1, entry.sequence)
            .member("time"_L1, entry.time)
            .member("cluster"_L1, entry.cluster)
            .member("node"_L1, entry.node)
            .member("method"_L1, QString::fromLatin1(entry.method))
            .member("path"_L1, entry.path)
            .member("query"_L1, entry.query)
            .member("body"_L1, QString::fromUtf8(entry.body))
            .member("token"_L1, QString::fromUtf8(entry.token))
            .member("namespace"_L1, QString::fromUtf8(entry.namespaceHeader))
            .member("status"_L1, entry.status)
            .endObject();
    }
    json.endArray().endObject();
    return { .body = json.result() };
}

Delivery faultsAnswer(const Lab &lab)
{
    JsonWriter json;
    json.beginObject().key("kinds"_L1).beginArray();
    for (const FaultInfo &kind : Lab::availableFaults())
        json.beginObject()
            .member("id"_L1, kind.id)
            .member("label"_L1, kind.label)
            .member("help"_L1, kind.help)
            .member("needs_tls"_L1, kind.needsTls)
            .endObject();
    json.endArray().key("faults"_L1).beginArray();
    for (const ActiveFault &fault : lab.faults()) {
        json.beginObject()
            .member("id"_L1, fault.id)
            .member("cluster"_L1, fault.cluster)
            .member("node"_L1, fault.node)
            .member("kind"_L1, fault.spec.kind)
            .member("path"_L1, fault.spec.pathPrefix)
            .member("method"_L1, fault.spec.method)
            .member("count"_L1, fault.spec.count)
            .member("status"_L1, fault.spec.status)
            .member("text"_L1, fault.spec.text)
            .member("delay_ms"_L1, qint64(fault.spec.delay.count()))
            .endObject();
    }
    json.endArray().endObject();
    return { .body = json.result() };
}

QByteArray compactText(QLatin1StringView name, const QString &text)
{
    JsonWriter json;
    json.beginObject().member(name, text).endObject();
    return json.result();
}

Delivery pushesAnswer(const Lab &lab)
{
    JsonWriter json;
    json.beginObject().key("pushes"_L1).beginArray();
    for (const PushInfo &push : lab.pushes())
        json.beginObject()
            .member("id"_L1, push.id)
            .member("cluster"_L1, push.cluster)
            .member("user"_L1, push.user)
            .member("method"_L1, push.method)
            .member("number"_L1, push.number)
            .endObject();
    json.endArray().endObject();
    return { .body = json.result() };
}

Delivery setFault(Lab &lab, const QJsonObject &body)
{
    FaultSpec spec { .kind = body["kind"_L1].toString(),
                     .pathPrefix = body["path"_L1].toString(),
                     .method = body["method"_L1].toString(),
                     .status = body["status"_L1].toInt(500),
                     .text = body["text"_L1].toString(),
                     .delay = std::chrono::milliseconds(body["delay_ms"_L1].toInt(2000)) };
    if (spec.delay.count() < 0 || spec.delay.count() > longestDelay)
        return outOfRange(u"delay_ms"_s, 0, longestDelay);
    if (lab.faults().size() >= mostFaults)
        return failure(400, u"there are %1 faults already"_s.arg(mostFaults));
    if (body["count"_L1].isDouble())
        spec.count = body["count"_L1].toInt();
    const Result<int> id =
        lab.setFault(body["cluster"_L1].toString(), body["node"_L1].toString(), spec);
    if (!id)
        return failure(400, u"%1: %2"_s.arg(id.error().where, id.error().detail));
    return { .body = "{\"id\":" + QByteArray::number(*id) + '}' };
}

Delivery change(Lab &lab, const QString &what, const QJsonObject &body)
{
    const QString cluster = body["cluster"_L1].toString();
    const QString node = body["node"_L1].toString();
    if (what == "faults"_L1)
        return setFault(lab, body);
    if (what == "seal"_L1)
        return outcome(lab.seal(node));
    if (what == "stop"_L1)
        return outcome(lab.stopNode(node));
    if (what == "start"_L1)
        return outcome(lab.startNode(node));
    if (what == "unseal-all"_L1)
        return outcome(lab.unsealAll(cluster));
    if (what == "step-down"_L1)
        return outcome(lab.stepDown(cluster));
    if (what == "partition"_L1)
        return outcome(lab.partition(body["a"_L1].toString(), body["b"_L1].toString(),
                                     body["cut"_L1].toBool(true) ? Lab::Partition::Cut
                                                                 : Lab::Partition::Healed));
    if (what == "link"_L1)
        return outcome(lab.setLink(
            cluster, body["slow"_L1].toBool(true) ? Lab::Link::Slow : Lab::Link::Normal));
    if (what == "tree"_L1)
        return outcome(lab.corruptTree(
            cluster, body["corrupt"_L1].toBool(true) ? Lab::Tree::Corrupt : Lab::Tree::Sound));
    if (what == "licence"_L1)
        return outcome(lab.setLicence(cluster,
                                      body["expired"_L1].toBool(true) ? Lab::Licence::Expired
                                                                      : Lab::Licence::Valid));
    if (what == "push"_L1)
        return outcome(lab.answerPush(body["id"_L1].toString(),
                                      body["approve"_L1].toBool(true) ? Lab::PushAnswer::Approve
                                                                      : Lab::PushAnswer::Deny));
    if (what == "write"_L1) {
        const double count = body["count"_L1].toDouble(1);
        if (!(count >= 1 && count <= mostWrites))
            return outOfRange(u"count"_s, 1, mostWrites);
        return outcome(lab.writeSecrets(cluster, int(count)));
    }
    if (what == "advance"_L1) {
        const double by = body["ms"_L1].toDouble();
        if (!(by >= 0 && by <= longestAdvance))
            return outOfRange(u"ms"_s, 0, longestAdvance);
        lab.advanceClock(std::chrono::milliseconds(qint64(by)));
        return { .status = 204 };
    }
    return failure(404, u"there is no such call"_s);
}

} // namespace

Delivery answerControl(Lab &lab, const HttpRequest &request)
{
    if (!isLoopback(request.header("Host")) || request.hasHeader("Origin"))
        return failure(403, u"the lab answers only to programs on this computer"_s);
    const QString path = request.path();
    if (path != "/v1/lab"_L1 && !path.startsWith("/v1/lab/"_L1))
        return failure(404, u"there is no such call"_s);
    const QUrlQuery query(request.query());
    const QString what = path.mid(QLatin1StringView("/v1/lab/").size());
    if (request.method == "GET") {
        if (what.isEmpty())
            return { .body = lab.description() };
        if (what == "requests"_L1)
            return requestsAnswer(lab);
        if (what == "faults"_L1)
            return faultsAnswer(lab);
        if (what == "sign-ins"_L1)
            return { .body = lab.signInsJson(query.queryItemValue(u"cluster"_s)) };
        if (what == "totp"_L1)
            return { .body =
                         compactText("code"_L1, lab.totpCode(query.queryItemValue(u"seed"_s))) };
        if (what == "pushes"_L1)
            return pushesAnswer(lab);
        return failure(404, u"there is no such call"_s);
    }
    if (request.method == "DELETE") {
        if (what == "requests"_L1)
            lab.clearRequestLog();
        else if (what == "faults"_L1)
            lab.clearFaults();
        else if (what.startsWith("faults/"_L1))
            lab.clearFault(what.section(u'/', 1).toInt());
        else
            return failure(404, u"there is no such call"_s);
        return { .status = 204 };
    }
    if (request.method != "POST" && request.method != "PUT")
        return failure(405, u"unsupported operation"_s);
    if (request.body.size() > largestBody)
        return failure(413, u"the body is larger than 64 KiB"_s);
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(
        request.body.isEmpty() ? QByteArrayLiteral("{}") : request.body, &error);
    if (!document.isObject())
        return failure(400, u"the body is no JSON object"_s);
    return change(lab, what, document.object());
}

} // namespace switchover::lab
