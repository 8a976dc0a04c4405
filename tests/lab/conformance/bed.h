// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/lab.h"
#include "tests/lab/conformance/wire.h"

#include <memory>

namespace conformance {

/// What Vault says in an accepted action's "warnings", word for word.
namespace warning {
inline const QString primaryEnable =
    QStringLiteral("This cluster is being enabled as a primary for replication. Vault will be "
                   "unavailable for a brief period and will resume service shortly.");
inline const QString demote =
    QStringLiteral("This cluster is being demoted to a replication secondary. Vault will be "
                   "unavailable for a brief period and will resume service shortly.");
inline const QString disable =
    QStringLiteral("This cluster is having replication disabled. Vault will be unavailable for a "
                   "brief period and will resume service shortly.");
inline const QString promote =
    QStringLiteral("This cluster is being promoted to a replication primary. Vault will be "
                   "unavailable for a brief period and will resume service shortly.");
inline const QString secondaryEnable = QStringLiteral(
    "Vault has successfully found secondary information; it may take a while to perform setup "
    "tasks. Vault will be unavailable until these tasks and initial sync complete.");
} // namespace warning

inline const QString drGate = QStringLiteral("path disabled in replication DR secondary mode");

/// One simulated cluster, spoken to over HTTP. What the lab knows without HTTP is used to arrange a
/// situation (addresses, root token, shares), and to see wipes and seals from the side.
class Cluster
{
public:
    Cluster() = default;
    Cluster(switchover::lab::Lab *lab, QString name);

    [[nodiscard]] QString name() const { return m_name; }
    [[nodiscard]] switchover::lab::ClusterInfo info() const;
    [[nodiscard]] QByteArray root() const { return info().rootToken.toUtf8(); }
    /// What get(), list() and post() present: the root token, unless somebody signed in.
    [[nodiscard]] QByteArray token() const { return m_token.isEmpty() ? root() : m_token; }
    [[nodiscard]] Cluster as(const QByteArray &token) const;
    [[nodiscard]] QString activeAddress() const { return info().address; }

    /// Asks the active node, again while an election or a restart is under way.
    [[nodiscard]] Reply send(const Request &request) const;
    [[nodiscard]] Reply sendOnce(const Request &request) const;

    // With token().
    [[nodiscard]] Reply get(const QString &path) const;
    [[nodiscard]] Reply list(const QString &path) const;
    [[nodiscard]] Reply post(const QString &path, const QJsonObject &body = {}) const;
    // Without a token.
    [[nodiscard]] Reply openGet(const QString &path) const;
    [[nodiscard]] Reply openPost(const QString &path, const QJsonObject &body = {}) const;

    [[nodiscard]] Reply health(const QString &query = {}) const;
    /// The block of sys/replication/status for "dr" or "performance".
    [[nodiscard]] QJsonObject block(const QString &type) const;
    [[nodiscard]] QString mode(const QString &type) const;
    [[nodiscard]] bool becomes(const QString &type, const QString &mode,
                               const QString &state = {}) const;
    /// Following its primary with nothing missing and the link up.
    [[nodiscard]] bool streams(const QString &type) const;
    /// As many shares as are needed, from those in force now.
    [[nodiscard]] QStringList shares() const;

private:
    switchover::lab::Lab *m_lab = nullptr;
    QString m_name;
    QByteArray m_token;
};

/// A lab with a scenario.
class Bed
{
public:
    explicit Bed(const QString &scenario, switchover::lab::Options options = {});

    [[nodiscard]] bool start();
    [[nodiscard]] switchover::lab::Lab &lab() { return *m_lab; }
    [[nodiscard]] Cluster at(int index) const;
    /// The only cluster with that mode of that type (by what the lab knows); the first if there are
    /// several.
    [[nodiscard]] Cluster with(const QString &type, const QString &mode) const;

private:
    std::unique_ptr<switchover::lab::Lab> m_lab;
};

/// "sys/replication/<type>/<rest>"
[[nodiscard]] QString replication(const QString &type, const QString &rest);

/// A fresh activation token, empty if refused.
[[nodiscard]] QString mintToken(const Cluster &primary, const QString &type, const QString &id,
                                const QString &ttl = QStringLiteral("30m"));

/// Joins `secondary` to `primary` by enable, and waits until it streams.
[[nodiscard]] bool join(const Cluster &primary, const Cluster &secondary, const QString &type,
                        const QString &id);

/// Enables and waits.
[[nodiscard]] bool makePrimary(const Cluster &cluster, const QString &type);

/// A DR operation token by attempt, shares and one-time password; empty if that failed.
[[nodiscard]] QString operationToken(const Cluster &drSecondary);

/// The hidden token: XOR of the base64-decoded text with the password's ASCII bytes.
[[nodiscard]] QString revealToken(const QString &encoded, const QString &otp, int otpLength);

/// Writes the policy and makes a token that has it; empty if that failed.
[[nodiscard]] QByteArray tokenWithPolicy(const Cluster &cluster, const QString &name,
                                         const QString &policy);

/// Makes a user who may do everything, on a primary: a performance secondary has no root token of
/// its own any more, but knows the primary's users.
[[nodiscard]] bool makeAdministrator(const Cluster &cluster);
/// Signs that user in here.
[[nodiscard]] Cluster asAdministrator(const Cluster &cluster);

} // namespace conformance
