// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/clusteridentity.h"
#include "models/base/json.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

namespace switchover {

/// How somebody signed in last, to offer the same again. No secret.
struct SignInHabit
{
    QString method {};    ///< Vault's name of the auth method: "userpass"; "" if nobody did yet
    QString mount {};     ///< below auth/; "" is the method's own name
    QString nameSpace {}; ///< of the auth method; "" is the cluster's loginNamespace
    QString name {};      ///< user or role

    friend bool operator==(const SignInHabit &, const SignInHabit &) = default;
};

/// A registered cluster, as saved and exported. Holds no secret.
struct ClusterRecord
{
    ClusterIdentity identity;
    QStringList moreAddresses; ///< other nodes' API addresses, tried when the first does not answer
    QString caFile;   ///< path on this computer; read at use, so a renewed file is taken up
    QByteArray caPem; ///< or the certificates themselves; caFile wins, as for the vault CLI
    QString caFolder; ///< or all PEM files of a folder on this computer; caFile and caPem win
    QString clientCertificateFile; ///< shown to servers that want one; path on this computer
    QString clientKeyFile;         ///< "": the key is in clientCertificateFile
    QString tlsServerName;
    /// SHA-256 fingerprints ("AB:CD:…") of certificates that a person compared. If there are any, a
    /// server with another certificate is not trusted, whoever issued it.
    QStringList pinnedCertificates;
    QString proxy;          ///< "http://host:port" or "socks5://host:port"; "" goes directly
    int timeoutSeconds = 0; ///< for reads; 0: the program's own
    QString loginNamespace; ///< for signing in only; replication lives in the root namespace
    int pollSeconds =
        0; ///< 0: the general setting; never under 5 (status reads count against quotas)
    bool lookOnly = false;
    SignInHabit lastSignIn {};
    bool rememberToken = false; ///< in the system keychain
    bool rememberOperationToken =
        false; ///< a batch DR operation token made here is in the keychain
    QString note;
    QString environmentWord;        ///< as it was read, where it names no environment we know
    QList<RawField> unknownMembers; ///< of the file; without any that look like secrets

    /// Every address of the cluster, the one to ask first at the front, none twice.
    [[nodiscard]] QStringList addresses() const
    {
        QStringList all { identity.address };
        for (const QString &address : moreAddresses) {
            if (!address.isEmpty() && !all.contains(address))
                all.append(address);
        }
        return all;
    }

    static constexpr int fastestPoll = 5;      ///< seconds
    static constexpr int longestTimeout = 600; ///< seconds

    friend bool operator==(const ClusterRecord &, const ClusterRecord &) = default;
};

} // namespace switchover
