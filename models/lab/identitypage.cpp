// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/identitypage.h"

#include "models/lab/core/estate.h"

#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {

Delivery page(int status, const QString &content)
{
    const QString html =
        u"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Lab sign-in"
        "</title></head><body><h1>Lab identity provider</h1>%1</body></html>\n"_s.arg(content);
    return { .status = status, .contentType = "text/html; charset=utf-8", .body = html.toUtf8() };
}

Delivery moveTo(const QString &address)
{
    Delivery delivery { .status = 302 };
    delivery.headers.append({ "Location", address.toUtf8() });
    return delivery;
}

Delivery decide(Estate &estate, const QString &visit, const QString &person)
{
    const std::optional<QString> next =
        estate.identityProvider().decide(visit, person, estate.nowMs());
    return next ? moveTo(*next)
                : page(400, u"<p>This sign-in is over. Start again in the program.</p>"_s);
}

Delivery authorize(Estate &estate, const QUrlQuery &query)
{
    const Result<QString> visit = estate.identityProvider().visit(query);
    if (!visit)
        return page(400, u"<p>%1</p>"_s.arg(visit.error().detail.toHtmlEscaped()));
    const QString hint = query.queryItemValue(u"login_hint"_s, QUrl::FullyDecoded);
    if (!hint.isEmpty())
        return decide(estate, *visit, hint);
    QString content = u"<p>A simulated Vault cluster asks who you are.</p><ul>"_s;
    for (const QString &person : IdentityProvider::people())
        content += u"<li><a href=\"/decide?visit=%1&amp;person=%2\">Sign in as %2</a></li>"_s.arg(
            *visit, person);
    return page(200,
                content + u"<li><a href=\"/decide?visit=%1\">Deny</a></li></ul>"_s.arg(*visit));
}

} // namespace

Delivery answerIdentityPage(Estate &estate, const HttpRequest &request)
{
    estate.catchUp();
    const QUrlQuery query(request.query());
    if (request.method != "GET")
        return page(405, {});
    if (request.path() == "/authorize"_L1)
        return authorize(estate, query);
    if (request.path() == "/decide"_L1)
        return decide(estate, query.queryItemValue(u"visit"_s),
                      query.queryItemValue(u"person"_s, QUrl::FullyDecoded));
    return page(404, u"<p>There is nothing here.</p>"_s);
}

} // namespace switchover::lab
