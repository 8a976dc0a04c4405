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

/// A registered cluster, as saved and exported. Holds no secret.
struct ClusterRecord
{
    ClusterIdentity identity;
    QStringList moreAddresses; ///< other nodes' API addresses, tried when the first does not answer
    QString caFile;   ///< path on this computer; read at use, so a renewed file is taken up
    QByteArray caPem; ///< or the certificates themselves; caFile wins
    QString tlsServerName;
    int pollSeconds =
        0; ///< 0: the general setting; never under 5 (status reads count against quotas)
    bool lookOnly = false;
    bool rememberToken = false; ///< in the system keychain
    bool rememberOperationToken = false; ///< a batch DR operation token made here is in the keychain
    QString note;
    QString environmentWord;        ///< as it was read, where it names no environment we know
    QList<RawField> unknownMembers; ///< of the file; without any that look like secrets

    friend bool operator==(const ClusterRecord &, const ClusterRecord &) = default;
};

} // namespace switchover
