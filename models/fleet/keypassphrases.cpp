// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/keypassphrases.h"

#include "models/store/credentialstore.h"

#include <QPointer>

#include <utility>

using namespace Qt::StringLiterals;

namespace switchover {

KeyPassphrases::KeyPassphrases(CredentialStore &credentials, Note note, QObject *parent)
    : QObject(parent)
    , m_credentials(credentials)
    , m_note(std::move(note))
{
}

// For one key file: a record that names another one finds nothing.
ClusterId KeyPassphrases::keyOf(const ClusterRecord &record)
{
    const QString &file =
        record.clientKeyFile.isEmpty() ? record.clientCertificateFile : record.clientKeyFile;
    return { u"%1 client-key %2"_s.arg(record.identity.id.value, file) };
}

void KeyPassphrases::bringBack(ClusterSession &session)
{
    if (m_closed || !session.wantsKeyPassphrase())
        return;
    m_credentials.read(keyOf(session.record()), &session,
                       [desk = QPointer(this), &session](Result<SecretString> passphrase) {
                           if (!desk || desk->m_closed)
                               return;
                           if (passphrase && !passphrase->isEmpty() && session.wantsKeyPassphrase())
                               session.setKeyPassphrase(std::move(*passphrase));
                       });
}

void KeyPassphrases::set(ClusterSession &session, SecretString passphrase, bool remember)
{
    if (remember) {
        m_credentials.write(
            keyOf(session.record()), passphrase.clone(), this,
            [this, identity = session.record().identity](const Result<void> &written) {
                if (!written) {
                    m_note(identity,
                           tr("The pass phrase of the client's key was not saved, so it has to be "
                              "entered again next time. %1")
                               .arg(errorSentence(written.error())));
                }
            });
    }
    session.setKeyPassphrase(std::move(passphrase));
}

void KeyPassphrases::forget(const ClusterRecord &record)
{
    if (!record.clientCertificateFile.isEmpty())
        m_credentials.remove(keyOf(record), this, [](const Result<void> &) {});
}

} // namespace switchover

#include "moc_keypassphrases.cpp"
