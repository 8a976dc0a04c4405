// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/clock.h"
#include "models/replication/capabilities.h"
#include "models/replication/snapshot.h"

#include <QObject>
#include <QPointer>
#include <QStringList>

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

namespace switchover {

class ClientSet;

/// What the signed-in token of one cluster may do: asked once after signing in and again from time
/// to time, as policies change. Not known while nobody is signed in, where the question itself is
/// refused (a token without the default policy, a DR secondary), and for a token with limited
/// uses, of which the question would spend one.
///
/// Where none of the identifiers asked about is allowed, the rules behind the token are asked for
/// too: only they tell a policy for identifiers that do not exist yet from none at all.
class CapabilityKeeper final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds askInterval = std::chrono::minutes(15);

    CapabilityKeeper(ClientSet &clients, const Clock &clock, QObject *parent = nullptr);

    /// To be told each snapshot before it is published; asks if it is time to.
    void follow(const ClusterSnapshot &snapshot);
    /// Asks about one more path, for an identifier that was typed; it is asked about from then on.
    /// `done` runs in any case, perhaps before this returns.
    void askAbout(const QString &path, const QObject *context, std::function<void()> done);
    /// Asks at the next opportunity, for example after a call was denied.
    void askAgain() { m_askedAt.reset(); }
    [[nodiscard]] const Capabilities &capabilities() const { return m_capabilities; }

signals:
    void changed();

private:
    struct Waiting
    {
        QString path;
        QPointer<const QObject> context;
        std::function<void()> done;
    };
    using Answered = std::function<void(Capabilities)>;
    void ask();
    void question(const QStringList &paths, Answered answered);
    void askForRules();
    void take(const Capabilities &capabilities);
    void forget();
    void serve(const std::function<bool(const Waiting &)> &which);

    ClientSet &m_clients;
    const Clock &m_clock;
    Capabilities m_capabilities;
    bool m_mayAsk = false;
    QStringList m_typed; ///< paths with identifiers that were typed
    std::vector<Waiting> m_waiting;
    std::optional<quint64> m_holder; ///< number of the token they belong to
    ApiDialect m_dialect = ApiDialect::Typed;
    QStringList m_secondaries; ///< identifiers that paths are asked about with
    std::optional<std::chrono::milliseconds> m_askedAt;
    quint64 m_generation = 0; ///< answers to an earlier question are void
};

} // namespace switchover
