// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/secretstring.h"

#include <QByteArray>
#include <QList>
#include <QPair>
#include <QString>

namespace switchover {

/// A call beside the replication catalogue: sign-in, capabilities, mounts, policies, nodes.
struct SideCall
{
    enum class Kind {
        Looks,   ///< changes nothing; goes out with look-only if its verb is GET or LIST
        SignsIn, ///< a login or its second factor: goes out with look-only too
        Writes,
    };
    enum class Token { None, IfHeld, Required };

    QByteArray verb = "GET"; ///< GET, LIST, POST, PUT or DELETE
    QString path;            ///< below /v1/, its segments not percent-encoded
    QList<QPair<QString, QString>> query {};
    SecretString body {}; ///< JSON; empty for GET, LIST and DELETE
    Kind kind = Kind::Looks;
    Token token = Token::IfHeld;
    /// The answer comes after a person confirmed on a device: waits as long as Vault does.
    bool waitsForPerson = false;
    /// X-Vault-Namespace, for logins and for looking into namespaces; "" sends no such header.
    /// Replication calls never carry one.
    QString nameSpace {};
};

/// A successful answer. Its body is a secret because a login's is.
struct SideAnswer
{
    int status = 0;
    SecretString body; ///< empty with 204
};

} // namespace switchover
