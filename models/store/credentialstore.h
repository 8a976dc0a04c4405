// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/base/ids.h"
#include "models/base/secretstring.h"

#include <QObject>

#include <functional>

namespace switchover {

/// Where a cluster's token is kept between runs, if the user asked for it. Same callback contract
/// as VaultClient: once, never synchronously, not after `context` died.
class CredentialStore : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// An empty secret: none is stored.
    virtual void read(const ClusterId &id, const QObject *context,
                      std::function<void(Result<SecretString>)> done) = 0;
    virtual void write(const ClusterId &id, SecretString token, const QObject *context,
                       std::function<void(Result<void>)> done) = 0;
    virtual void remove(const ClusterId &id, const QObject *context,
                        std::function<void(Result<void>)> done) = 0;
    /// False: what is written is forgotten with the program.
    [[nodiscard]] virtual bool isPersistent() const = 0;
};

} // namespace switchover
