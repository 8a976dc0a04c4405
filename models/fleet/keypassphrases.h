// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/fleet/clustersession.h"

#include <QObject>

#include <functional>

namespace switchover {

class CredentialStore;

/// The pass phrases that open the private keys of client certificates: in memory, and in the system
/// keychain if the user asked for it. They are never sent anywhere.
class KeyPassphrases final : public QObject
{
    Q_OBJECT

public:
    using Note = std::function<void(const ClusterIdentity &cluster, const QString &text)>;

    KeyPassphrases(CredentialStore &credentials, Note note, QObject *parent = nullptr);

    /// While closed, saved ones stay where they are, also those that are being read already.
    void setClosed(bool closed) { m_closed = closed; }
    /// Asks the keychain if the session wants one.
    void bringBack(ClusterSession &session);
    void set(ClusterSession &session, SecretString passphrase, bool remember);
    void forget(const ClusterRecord &record);
    [[nodiscard]] static ClusterId keyOf(const ClusterRecord &record);

private:
    CredentialStore &m_credentials;
    Note m_note;
    bool m_closed = false;
};

} // namespace switchover
