// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/base/secretstring.h"

#include <QObject>
#include <QPointer>

#include <chrono>
#include <functional>
#include <memory>

namespace switchover {

class GpgRun;

/// Lets the local gpg decrypt what the server encrypted to a key holder's public key. The message
/// goes in by standard input and the text comes out by standard output: there is no file. gpg's own
/// agent asks for the passphrase, so this may take as long as a person does; nothing is blocked.
///
/// The server writes the message, so gpg is not trusted to keep it small, short or encrypted: its
/// output and its time are limited, and only text that gpg reports as decrypted is taken.
///
/// The buffers of the pipe belong to Qt and to the system and cannot be erased.
class GpgDecryption final : public QObject
{
    Q_OBJECT

public:
    using Done = std::function<void(Result<SecretString>)>;

    /// Time enough to find a smart card and to type a passphrase.
    static constexpr std::chrono::milliseconds usualPatience = std::chrono::minutes(2);

    explicit GpgDecryption(QObject *parent = nullptr,
                           std::chrono::milliseconds patience = usualPatience);
    ~GpgDecryption() override;

    /// "" if there is no gpg on this computer.
    [[nodiscard]] static QString program();

    /// `encoded` is base64 of an OpenPGP message. `done` runs once, not before this returns, and
    /// not at all once `context` died. Errors: InvalidInput (no base64, no gpg, gpg refuses; detail
    /// has its words; not encrypted; more than a token; not in time) and Cancelled. Only one at a
    /// time. gpg and what it started end with a limit, cancel() and this object.
    void decrypt(const SecretString &encoded, const QObject *context, Done done);
    void cancel();
    [[nodiscard]] bool isRunning() const { return m_run != nullptr; }

private:
    void end(Result<SecretString> result);

    const std::chrono::milliseconds m_patience;
    std::unique_ptr<GpgRun> m_run;
    QPointer<const QObject> m_context;
    Done m_done;
};

} // namespace switchover
