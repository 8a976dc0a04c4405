// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/replication/health.h"
#include "models/replication/status.h"
#include "models/vault/connection.h"
#include "models/vault/socketprobe.h"

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>

namespace switchover {

/// The way to a cluster, step by step, in the order in which they are taken.
enum class ConnectionStep {
    Settings, ///< the address as text, CA and certificate files
    Name,     ///< name resolution
    Reach,    ///< TCP
    Tls,
    Health,
    Status, ///< replication status
    Clock,
    Edition,
    Nodes, ///< of the cluster, that are not among its addresses
};
inline constexpr int connectionStepCount = int(ConnectionStep::Nodes) + 1;
[[nodiscard]] QString connectionStepName(ConnectionStep step);

/// What a step found, and if something is wrong, the one thing that it is.
enum class ConnectionCause {
    None,
    BadSettings,
    PassphraseWanted,
    NameNotFound,
    Refused,
    NoAnswer,    ///< within the time
    Unreachable, ///< says the network
    ProxyFailed,
    PlainHttpServer, ///< https:// was asked
    TlsServer,       ///< http:// was asked
    UnknownAuthority,
    WrongName,
    NoAlternativeName, ///< the certificate has a common name at most
    Expired,
    NotYetValid,
    OtherThanPinned,
    ClientCertificateWanted,
    ClientCertificateRefused,
    TlsFailed,
    NotVault, ///< a proxy, balancer or other program answers
    Redirected,
    Uninitialized,
    Sealed,
    Removed,
    DrSecondary,
    CommunityEdition,
    StorageCannotReplicate,
    StatusHidden,
    ClockOff,
    ConnectionBroke,
    Other,
};

struct ConnectionFinding
{
    enum class State {
        Waiting,
        Running,
        Good,
        Attention, ///< the way goes on
        Failed,    ///< the way ends here
        Skipped,
    };

    ConnectionStep step = ConnectionStep::Settings;
    State state = State::Waiting;
    ConnectionCause cause = ConnectionCause::None;
    QString summary;     ///< one sentence: what happened
    QStringList details; ///< evidence, a line each
    QString advice;      ///< what it probably is and what to do; "" if there is nothing to do

    friend bool operator==(const ConnectionFinding &, const ConnectionFinding &) = default;
};
[[nodiscard]] QString stateWord(ConnectionFinding::State state);

// What came of each step, in words. Pure.
[[nodiscard]] ConnectionFinding settingsFinding(const Connection &connection,
                                                const std::optional<Error> &flaw);
[[nodiscard]] ConnectionFinding nameFinding(const QString &host, const QStringList &found,
                                            const QString &error, bool isProxy);
[[nodiscard]] ConnectionFinding reachFinding(const Connection &connection,
                                             const SocketProbe::Report &report);
/// `answersPlainHttp`: a request without TLS was answered in HTTP.
[[nodiscard]] ConnectionFinding tlsFinding(const Connection &connection,
                                           const SocketProbe::Report &report, bool answersPlainHttp,
                                           const QDateTime &now);
[[nodiscard]] ConnectionFinding healthFinding(const Result<Health> &health);
/// `heard`: what was found out about a server that did not answer in HTTP.
enum class Heard { Nothing, Tls, AnotherProtocol };
[[nodiscard]] ConnectionFinding healthFailure(const Connection &connection, const Error &error,
                                              Heard heard);
/// OpenSSL's words for bytes that are no TLS.
[[nodiscard]] bool isNoTls(const QString &handshakeError);
[[nodiscard]] ConnectionFinding statusFinding(const Result<ReplicationStatus> &status,
                                              const Health &health);
[[nodiscard]] ConnectionFinding clockFinding(const Health &health, const QDateTime &now);
[[nodiscard]] ConnectionFinding editionFinding(const Health &health,
                                               const std::optional<ReplicationStatus> &status);

/// The lines that tell one certificate from another.
[[nodiscard]] QStringList describeCertificate(const QSslCertificate &certificate);

} // namespace switchover
