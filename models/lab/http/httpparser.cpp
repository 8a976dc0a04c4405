// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/http/httpparser.h"

#include <QUrl>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wold-style-cast"
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#pragma GCC diagnostic pop

#include <algorithm>
#include <optional>

namespace http = boost::beast::http;

namespace switchover::lab {

namespace {
constexpr std::uint64_t bodyLimit = 32ULL * 1024 * 1024; // Vault's max_request_size
constexpr std::uint32_t headerLimit = 64U * 1024U;
} // namespace

QByteArray HttpRequest::header(QByteArrayView name) const
{
    const auto found = std::ranges::find_if(headers, [name](const auto &entry) {
        return entry.first.compare(name, Qt::CaseInsensitive) == 0;
    });
    return found == headers.end() ? QByteArray() : found->second;
}

bool HttpRequest::hasHeader(QByteArrayView name) const
{
    return std::ranges::any_of(headers, [name](const auto &entry) {
        return entry.first.compare(name, Qt::CaseInsensitive) == 0;
    });
}

QByteArray HttpRequest::rawPath() const
{
    const qsizetype mark = target.indexOf('?');
    return mark < 0 ? target : target.left(mark);
}

QString HttpRequest::path() const
{
    return QString::fromUtf8(QByteArray::fromPercentEncoding(rawPath()));
}

QString HttpRequest::query() const
{
    const qsizetype mark = target.indexOf('?');
    return mark < 0 ? QString() : QString::fromUtf8(target.mid(mark + 1));
}

struct HttpParser::Private
{
    using Parser = http::request_parser<http::string_body>;
    std::optional<Parser> parser;
    QByteArray pending;
    bool continueSeen = false;
    bool keepAlive = true;

    void renew()
    {
        parser.emplace();
        parser->eager(true);
        parser->body_limit(bodyLimit);
        parser->header_limit(headerLimit);
        continueSeen = false;
    }
};

HttpParser::HttpParser()
    : d(std::make_unique<Private>())
{
    d->renew();
}

HttpParser::~HttpParser() = default;

HttpParser::State HttpParser::feed(const QByteArray &bytes)
{
    d->pending += bytes;
    boost::system::error_code error;
    while (!d->parser->is_done() && !d->pending.isEmpty()) {
        const std::size_t used = d->parser->put(
            boost::asio::buffer(d->pending.constData(), std::size_t(d->pending.size())), error);
        d->pending.remove(0, qsizetype(used));
        if (error == http::error::need_more || used == 0)
            break;
        if (error)
            break;
    }
    if (error == http::error::body_limit)
        return State::TooLarge;
    if (error == http::error::header_limit)
        return State::HeadersTooLarge;
    if (error && error != http::error::need_more)
        return State::Malformed;
    if (d->parser->is_done())
        return State::Complete;
    if (d->parser->is_header_done() && !d->continueSeen) {
        d->continueSeen = true;
        const auto expect = d->parser->get()[http::field::expect];
        if (boost::beast::iequals({ expect.data(), expect.size() }, "100-continue"))
            return State::WantsContinue;
    }
    return State::NeedsMore;
}

HttpRequest HttpParser::take()
{
    auto message = d->parser->release();
    HttpRequest request;
    const auto method = message.method_string();
    request.method = QByteArray(method.data(), qsizetype(method.size()));
    const auto target = message.target();
    request.target = QByteArray(target.data(), qsizetype(target.size()));
    for (const auto &field : message) {
        request.headers.append(
            { QByteArray(field.name_string().data(), qsizetype(field.name_string().size())),
              QByteArray(field.value().data(), qsizetype(field.value().size())) });
    }
    request.body = QByteArray::fromStdString(message.body());
    d->keepAlive = message.keep_alive();
    d->renew();
    return request;
}

bool HttpParser::hasPending() const
{
    return !d->pending.isEmpty();
}

bool HttpParser::keepsAlive() const
{
    return d->keepAlive;
}

} // namespace switchover::lab
