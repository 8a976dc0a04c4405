// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/error.h"

#include "models/base/visibletext.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct ErrorText
{
    Q_DECLARE_TR_FUNCTIONS(Error)
};

// What happened, without evidence. Complete sentences, so that they translate.
QString headline(const Error &error)
{
    using Kind = Error::Kind;
    switch (error.kind) {
    case Kind::InvalidInput:
        return ErrorText::tr("This value cannot be used.");
    case Kind::NameNotFound:
        return ErrorText::tr("The host name could not be found.");
    case Kind::Refused:
        return ErrorText::tr(
            "The connection was refused: nothing listens at this address, or the server is "
            "restarting.");
    case Kind::TlsFailed:
        return ErrorText::tr("No trusted TLS connection could be made.");
    case Kind::ProxyFailed:
        return ErrorText::tr("The proxy did not let the request through.");
    case Kind::ReadOnly:
        return ErrorText::tr("This cluster is set to look only, so nothing was sent.");
    case Kind::NotAllowed:
        return ErrorText::tr("This cannot be done now, so nothing was sent.");
    case Kind::Cancelled:
        return ErrorText::tr("The request was cancelled.");
    case Kind::Timeout:
        return ErrorText::tr("No answer came in time.");
    case Kind::ConnectionLost:
        return ErrorText::tr("The connection broke before an answer was complete.");
    case Kind::Redirected:
        return ErrorText::tr("The server redirected the request. Switchover did not follow.");
    case Kind::Misredirected:
        return ErrorText::tr("The server redirected the request in a way Vault does not. "
                             "Switchover did not follow.");
    case Kind::TooLarge:
        return ErrorText::tr("The answer is larger than 32 MiB and was not read.");
    case Kind::BadAnswer:
        return ErrorText::tr("The answer is not what Vault sends here.");
    case Kind::Rejected:
        return ErrorText::tr("Vault refused the request.");
    case Kind::Denied:
        return ErrorText::tr("Vault denied permission.");
    case Kind::NotFound:
        return ErrorText::tr("Vault has nothing at this path.");
    case Kind::Unsupported:
        return ErrorText::tr("This Vault does not support the call.");
    case Kind::Throttled:
        return ErrorText::tr("Vault's rate limit was reached.");
    case Kind::NotReady:
        return ErrorText::tr("The cluster is not ready to answer this at the moment.");
    case Kind::Sealed:
        return ErrorText::tr("The node is sealed.");
    case Kind::ServerFailed:
        return ErrorText::tr("Vault failed to handle the request.");
    case Kind::File:
        return ErrorText::tr("The file could not be used.");
    case Kind::Keychain:
        return ErrorText::tr("The system keychain could not be used.");
    }
    Q_UNREACHABLE();
}

QString tidied(QString message)
{
    // Vault's multierror form: "1 error occurred:\n\t* text\n\n".
    if (const qsizetype star = message.indexOf(u"\n\t* ");
        message.startsWith(u"1 error occurred:") && star >= 0)
        message = message.mid(star + 4);
    return message.simplified();
}

// Words of a server, a file's name and the like, so that they can't forge a sentence or a line.
QString quotedWords(QStringView foreign)
{
    constexpr qsizetype longest = 2000;
    return visibleLine(bounded(foreign, longest));
}

// The server's messages as one text. A flood of them is cut.
QString joinedMessages(const QStringList &messages)
{
    constexpr qsizetype most = 10;
    constexpr qsizetype longest = 2000;
    QStringList words;
    for (const QString &message : messages.first(std::min(messages.size(), most)))
        words.append(tidied(bounded(message, longest)));
    if (messages.size() > most)
        words.append(u"…"_s);
    return quotedWords(words.join(u"; "_s));
}

} // namespace

bool outcomeIsUnknown(const Error &error)
{
    using Kind = Error::Kind;
    switch (error.kind) {
    case Kind::Timeout:
    case Kind::ConnectionLost:
    case Kind::TooLarge:
    case Kind::BadAnswer:
    // A standby also answers 307 if its forwarding broke after the active node had the request
    // (forwardRequest() in Vault's http/handler.go), as when a demotion ends the connection.
    case Kind::Redirected:
    case Kind::Misredirected:
    case Kind::ServerFailed:
    case Kind::Cancelled:
        return true;
    case Kind::NotReady:
        // 412 and the 503 texts are refusals before any change; a bare 502 or 504 comes from a
        // balancer, which cannot know.
        return error.httpStatus == 502 || error.httpStatus == 504;
    case Kind::InvalidInput:
    case Kind::NameNotFound:
    case Kind::Refused:
    case Kind::TlsFailed:
    case Kind::ProxyFailed:
    case Kind::ReadOnly:
    case Kind::NotAllowed:
    case Kind::Rejected:
    case Kind::Denied:
    case Kind::NotFound:
    case Kind::Unsupported:
    case Kind::Throttled:
    case Kind::Sealed:
    case Kind::File:
    case Kind::Keychain:
        return false;
    }
    Q_UNREACHABLE();
}

bool isRedirect(const Error &error)
{
    return error.kind == Error::Kind::Redirected || error.kind == Error::Kind::Misredirected;
}

QString errorSentence(const Error &error)
{
    QStringList parts { headline(error) };
    if (!error.serverMessages.isEmpty()) {
        QString said = ErrorText::tr("Vault says: %1").arg(joinedMessages(error.serverMessages));
        // Vault ends its words with nothing; more may follow here.
        if (!QStringView(u".!?").contains(said.back()))
            said += u'.';
        parts.append(said);
    } else if (error.httpStatus != 0) {
        parts.append(ErrorText::tr("HTTP status %1.").arg(error.httpStatus));
    }
    const QString where = quotedWords(error.where);
    const QString detail = quotedWords(error.detail);
    if (!where.isEmpty() && !detail.isEmpty())
        parts.append(u"%1: %2"_s.arg(where, detail));
    else if (!where.isEmpty())
        parts.append(where);
    else if (!detail.isEmpty())
        parts.append(error.kind == Error::Kind::BadAnswer
                         ? detail.front().toUpper() + detail.mid(1)
                         : detail); // it may begin with a name or an address
    QString sentence = parts.join(u' ');
    if (!QStringView(u".!?").contains(sentence.back()))
        sentence += u'.';
    return sentence;
}

} // namespace switchover
