// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/answerparser.h"

#include "models/vault/httplimits.h"

#include <boost/beast/http/basic_parser.hpp>

#include <limits>
#include <utility>

namespace http = boost::beast::http;

namespace switchover {

class AnswerParser::Sink final : public http::basic_parser<false>
{
public:
    using Code = boost::beast::error_code;
    using View = boost::beast::string_view;

    Sink()
    {
        eager(true);
        header_limit(std::uint32_t(limits::headBytes));
        body_limit(std::numeric_limits<std::uint64_t>::max()); // who reads the body limits it
    }

    int status = 0;
    QByteArray reason;
    QList<QPair<QByteArray, QByteArray>> headers;
    QByteArray body;

private:
    void on_request_impl(http::verb, View, View, int, Code &) override { }
    void on_response_impl(int code, View text, int, Code &) override
    {
        status = code;
        reason = QByteArray(text.data(), qsizetype(text.size()));
    }
    void on_field_impl(http::field, View name, View value, Code &error) override
    {
        if (m_fields++ >= limits::headFields) {
            error = http::error::header_limit;
            return;
        }
        if (!m_headDone) { // trailers are counted and not kept
            headers.append({ QByteArray(name.data(), qsizetype(name.size())),
                             QByteArray(value.data(), qsizetype(value.size())) });
        }
    }
    void on_header_impl(Code &) override { m_headDone = true; }
    void on_body_init_impl(const boost::optional<std::uint64_t> &, Code &) override { }
    std::size_t on_body_impl(View bytes, Code &) override
    {
        body.append(bytes.data(), qsizetype(bytes.size()));
        return bytes.size();
    }
    void on_chunk_header_impl(std::uint64_t, View, Code &) override { }
    std::size_t on_chunk_body_impl(std::uint64_t, View bytes, Code &) override
    {
        body.append(bytes.data(), qsizetype(bytes.size()));
        return bytes.size();
    }
    void on_finish_impl(Code &) override { }

    int m_fields = 0;
    bool m_headDone = false;
};

AnswerParser::AnswerParser()
    : m_sink(std::make_unique<Sink>())
{
}

AnswerParser::~AnswerParser() = default;

AnswerParser::State AnswerParser::feed(QByteArrayView bytes)
{
    if (m_state != State::NeedsMore || bytes.isEmpty())
        return m_state;
    m_started = true;
    m_pending.append(bytes);
    m_state = parse();
    return m_state;
}

AnswerParser::State AnswerParser::parse()
{
    for (;;) {
        Sink::Code error;
        const std::size_t used =
            m_sink->put({ m_pending.constData(), std::size_t(m_pending.size()) }, error);
        if (!m_hasHead && !m_sink->is_header_done()) {
            if (m_headBytes + m_pending.size() > limits::headBytes)
                return State::TooLarge;
        }
        m_headBytes += m_hasHead || m_sink->is_header_done() ? 0 : qsizetype(used);
        m_pending.remove(0, qsizetype(used));
        if (error == http::error::header_limit || error == http::error::body_limit)
            return State::TooLarge;
        if (error && error != http::error::need_more)
            return State::Malformed;
        if (m_sink->is_header_done() && m_sink->status / 100 == 1) {
            // An interim answer; 101 was not asked for, and what follows it is no HTTP.
            if (m_sink->status == 101)
                return State::Malformed;
            if (++m_interim > limits::interimAnswers)
                return State::TooLarge;
            m_headBytes += qsizetype(used);
            m_sink = std::make_unique<Sink>();
            if (m_pending.isEmpty())
                return State::NeedsMore;
            continue;
        }
        m_hasHead = m_sink->is_header_done();
        if (m_sink->is_done())
            return State::Complete;
        if (m_hasHead && m_pending.size() > limits::framingBytes)
            return State::TooLarge;
        // Without an error the parser has more to say about the bytes at hand.
        if (error || used == 0 || m_pending.isEmpty())
            return State::NeedsMore;
    }
}

AnswerParser::State AnswerParser::end()
{
    if (m_state != State::NeedsMore)
        return m_state;
    Sink::Code error;
    if (m_sink->got_some() && m_sink->is_header_done())
        m_sink->put_eof(error);
    else
        error = http::error::end_of_stream;
    m_state = error ? State::CutOff : State::Complete;
    return m_state;
}

int AnswerParser::status() const
{
    return m_sink->status;
}

QByteArray AnswerParser::reason() const
{
    return m_sink->reason;
}

const QList<QPair<QByteArray, QByteArray>> &AnswerParser::headers() const
{
    return m_sink->headers;
}

QByteArray AnswerParser::takeBody()
{
    return std::exchange(m_sink->body, {});
}

bool AnswerParser::keepsAlive() const
{
    return m_state == State::Complete && m_pending.isEmpty() && m_sink->keep_alive()
        && !m_sink->need_eof();
}

} // namespace switchover
