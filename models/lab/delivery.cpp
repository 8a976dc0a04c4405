// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/delivery.h"

#include "models/lab/core/answers.h"

#include <QLocale>
#include <QUrl>
#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

constexpr int nestingDepth = 100 * 1000;

Delivery sendBody(int status, const QByteArray &body,
                  const QByteArray &contentType = "application/json")
{
    return { .status = status, .contentType = contentType, .body = body };
}

Delivery redirectTo(const QString &location)
{
    Delivery delivery { .status = 307 };
    delivery.headers.append({ "Location", location.toUtf8() });
    return delivery;
}

QString withHost(const QString &address, const QString &scheme, const QString &host)
{
    QUrl url(address);
    url.setScheme(scheme);
    url.setHost(host);
    return url.toString();
}

Delivery ofKind(Delivery::Kind kind)
{
    return { .kind = kind };
}

QByteArray proxyPage(const QByteArray &title)
{
    return "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title
        + "</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";
}

/// What a server says whose clock is off: in the Date header and in its health.
/// What Vault mostly says with a status.
QString usualText(int status)
{
    switch (status) {
    case 400:
        return u"missing client token"_s;
    case 403:
        return u"permission denied"_s;
    case 404:
        return u"unsupported path"_s;
    case 501:
        return u"Vault is not initialized"_s;
    case 503:
        return u"Vault is sealed"_s;
    }
    return u"internal error"_s;
}

Delivery withClock(Delivery delivery, const QDateTime &now, const QString &seconds)
{
    bool isNumber = false;
    const qint64 given = seconds.toLongLong(&isNumber);
    const qint64 offset = isNumber ? given : 3600;
    delivery.headers.append({ "Date", httpDate(now.addSecs(offset)) });
    const QByteArray member = "\"server_time_utc\":";
    const qsizetype start = delivery.body.indexOf(member);
    if (start < 0)
        return delivery;
    const qsizetype number = start + member.size();
    qsizetype end = number;
    while (end < delivery.body.size() && delivery.body.at(end) >= '0'
           && delivery.body.at(end) <= '9')
        ++end;
    delivery.body.replace(number, end - number,
                          QByteArray::number(now.toSecsSinceEpoch() + offset));
    return delivery;
}

} // namespace

Call toCall(const HttpRequest &request)
{
    Call call;
    call.method = request.method;
    call.path = request.path().mid(QLatin1StringView("/v1/").size());
    call.query = QUrlQuery(request.query());
    call.body = request.body;
    call.contentType = request.header("Content-Type");
    call.token = request.header("X-Vault-Token");
    if (call.token.isEmpty()) {
        const QByteArray authorization = request.header("Authorization");
        if (authorization.startsWith("Bearer "))
            call.token = authorization.mid(7).trimmed();
    }
    call.nameSpace = request.header("X-Vault-Namespace");
    while (call.nameSpace.startsWith('/'))
        call.nameSpace.remove(0, 1);
    while (call.nameSpace.endsWith('/'))
        call.nameSpace.chop(1);
    if (call.nameSpace == "root")
        call.nameSpace.clear();
    call.wrapTtl = request.header("X-Vault-Wrap-TTL");
    for (const auto &[name, value] : request.headers) {
        if (name.compare("X-Vault-MFA", Qt::CaseInsensitive) == 0)
            call.mfa.append(value);
        else if (name.compare("X-Vault-Index", Qt::CaseInsensitive) == 0)
            call.indexes.append(value);
    }
    call.encrypted = request.encrypted;
    if (request.showsCertificate)
        call.certificate = ClientCertificate { .commonName = request.clientCommonName,
                                               .trusted = request.certificateTrusted };
    call.noForwarding = request.hasHeader("X-Vault-No-Request-Forwarding");
    return call;
}

QByteArray httpDate(const QDateTime &time)
{
    return QLocale::c().toString(time.toUTC(), u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s).toLatin1();
}

Delivery toDelivery(const Answer &answer)
{
    if (answer.refused)
        return ofKind(Delivery::Kind::Reset);
    if (answer.later) {
        Delivery waiting;
        waiting.later = [later = answer.later]() -> std::optional<Delivery> {
            const std::optional<Answer> known = later();
            return known ? std::optional(toDelivery(*known)) : std::nullopt;
        };
        return waiting;
    }
    return { .status = answer.status, .headers = answer.headers, .body = answer.body };
}

Delivery spoil(const FaultSpec &fault, const FaultyNode &node, const std::function<Answer()> &act)
{
    const QString &kind = fault.kind;
    if (kind == "refuse"_L1 || kind == "drop-before"_L1)
        return ofKind(Delivery::Kind::Reset);
    if (kind == "hang"_L1)
        return ofKind(Delivery::Kind::Hang);
    if (kind == "hang-after"_L1) {
        act();
        return ofKind(Delivery::Kind::Hang);
    }
    if (kind == "drop-after"_L1) {
        act();
        return ofKind(Delivery::Kind::Reset);
    }
    if (kind == "slow"_L1) {
        Delivery delivery = toDelivery(act());
        delivery.delay = fault.delay;
        return delivery;
    }
    if (kind == "truncated"_L1) {
        Delivery delivery = toDelivery(act());
        if (delivery.kind == Delivery::Kind::Send)
            delivery.kind = Delivery::Kind::Truncate;
        return delivery;
    }
    if (kind == "error"_L1)
        return toDelivery(
            errorAnswer(fault.status, fault.text.isEmpty() ? usualText(fault.status) : fault.text));
    if (kind == "rate-limit"_L1) {
        Delivery delivery =
            toDelivery(errorAnswer(429,
                                   u"request path \"%1\": rate limit quota exceeded"_s.arg(
                                       node.rawTarget.section(u'?', 0, 0).mid(4))));
        delivery.headers.emplaceBack("Retry-After", "1");
        return delivery;
    }
    if (kind == "catching-up"_L1)
        return toDelivery(errorAnswer(
            503,
            u"replication is still catching up, try again later or provide the \"force\" argument"_s));
    if (kind == "index-missing"_L1)
        return toDelivery(errorAnswer(412, u"required index state not present"_s));
    if (kind == "not-json"_L1)
        return sendBody(200,
                        "<!DOCTYPE html><html><head><title>Gateway</title></head><body><h1>Sign in "
                        "to the corporate proxy</h1></body></html>",
                        "text/html");
    if (kind == "clock-off"_L1)
        return withClock(toDelivery(act()), node.now, fault.text);
    if (kind == "status-hidden"_L1)
        return toDelivery(errorAnswer(
            403, u"disabled path: replication status endpoints are disabled on this listener"_s));
    if (kind == "proxy-blocks"_L1)
        return sendBody(404, proxyPage("404 Not Found"), "text/html");
    if (kind == "bad-gateway"_L1)
        return sendBody(502, proxyPage("502 Bad Gateway"), "text/html");
    if (kind == "wrong-types"_L1) {
        return sendBody(
            200,
            R"({"data":{"dr":[1,2],"performance":{"mode":{"a":1},"last_wal":"many","known_secondaries":7,"secondaries":"none"}},"initialized":"perhaps","sealed":[],"version":3,"errors":{"no":1}})");
    }
    if (kind == "deep-nesting"_L1)
        return sendBody(200,
                        "{\"data\":" + QByteArray(nestingDepth, '[') + QByteArray(nestingDepth, ']')
                            + '}');
    if (kind == "invalid-utf8"_L1)
        return sendBody(200, "{\"data\":{\"mode\":\"\xff\xfe\xc3\x28\"},\"version\":\"\x80\"}");
    if (kind == "empty-body"_L1)
        return sendBody(200, {});
    if (kind == "huge-body"_L1)
        return ofKind(Delivery::Kind::Huge);
    if (kind == "redirect-loop"_L1)
        return redirectTo(node.apiAddress + node.rawTarget);
    const QString scheme = QUrl(node.apiAddress).scheme();
    if (kind == "redirect-away"_L1) // the same port under another host name, so that the log shows
                                    // who followed with what
        return redirectTo(
            (fault.text.isEmpty() ? withHost(node.apiAddress, scheme, u"localhost"_s) : fault.text)
            + node.rawTarget);
    if (kind == "redirect-plain"_L1)
        return redirectTo((fault.text.isEmpty()
                               ? withHost(node.apiAddress, u"http"_s, u"127.0.0.1"_s)
                               : fault.text)
                          + node.rawTarget);
    return toDelivery(act());
}

} // namespace switchover::lab
