// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <tl/expected.hpp>

namespace switchover {

/// Why something could not be done. `kind` is what code decides on; the rest is evidence for
/// people. No member ever holds a secret: URLs are stored without query and user info, bodies not
/// at all.
struct Error
{
    enum class Kind {
        // Before anything reached a server. Nothing was changed.
        InvalidInput, ///< the caller's own values are unusable; `where` names the field
        NameNotFound,
        Refused,
        TlsFailed,
        ProxyFailed,
        ReadOnly,   ///< the look-only switch refused a write
        NotAllowed, ///< the operation does not fit the cluster's state; `detail` is the reason
        Cancelled,
        // Something may have reached the server; for a write the outcome is unknown.
        Timeout,
        ConnectionLost,
        // The server answered.
        Redirected, ///< to somewhere Switchover does not follow; `detail` says where
        /// In a way Vault does not: a write by 301 or 302, to itself, or to another path.
        Misredirected,
        TooLarge,
        BadAnswer,   ///< not the promised shape; `where` is the JSON path, `detail` what was found
        Rejected,    ///< 400 and other refusals; serverMessages says why
        Denied,      ///< 401, 403
        NotFound,    ///< 404
        Unsupported, ///< 405, "enterprise-only feature"
        Throttled,   ///< 429 with quota text
        NotReady,    ///< 412, 472-474, 5xx that pass: standby, election, still catching up
        Sealed,
        ServerFailed, ///< other 5xx
        // This computer.
        File,
        Keychain,
    };

    Kind kind = Kind::BadAnswer;
    int httpStatus = 0;         ///< 0 when no HTTP answer was seen
    QStringList serverMessages; ///< Vault's "errors" array, untranslated
    QString where;              ///< JSON path, field name, file or host:port
    QString detail;             ///< technical detail, from Qt or the operating system

    friend bool operator==(const Error &, const Error &) = default;
};

template <typename T>
using Result = tl::expected<T, Error>;

using Failure = tl::unexpected<Error>;

/// True if a write that ended this way may nevertheless have taken effect on the server.
/// Such a write is settled by observation and never sent again.
[[nodiscard]] bool outcomeIsUnknown(const Error &error);

/// A redirect that was not followed, of whichever kind.
[[nodiscard]] bool isRedirect(const Error &error);

/// One or two sentences for a person: what happened, and the server's own words where there are
/// any.
[[nodiscard]] QString errorSentence(const Error &error);

} // namespace switchover
