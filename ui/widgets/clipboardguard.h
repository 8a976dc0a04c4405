// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/clock.h"
#include "models/base/secretstring.h"

#include <QByteArray>
#include <QObject>

#include <chrono>

QT_BEGIN_NAMESPACE
class QClipboard;
class QMimeData;
class QTimer;
QT_END_NAMESPACE

namespace switchover::ui {

/// Puts secrets on the clipboard, marked so that clipboard managers do not keep them, and takes
/// them off again after a while and at quit, but only if the clipboard still holds what was put
/// there. The secret itself is not kept: it is recognised by its hash.
class ClipboardGuard final : public QObject
{
    Q_OBJECT

public:
    ClipboardGuard(QClipboard &clipboard, const Clock &clock, QObject *parent = nullptr);
    ~ClipboardGuard() override; ///< clears, if still ours

    /// Returns the number of this copy, for clearCopy().
    quint64 copySecret(const SecretString &secret, std::chrono::seconds clearAfter);
    /// At once, if this copy is what is there: the secret is of no use any more.
    void clearCopy(quint64 copy);
    /// At once, if still ours.
    void clearNow();
    [[nodiscard]] bool holdsSecret() const; ///< ours is on the clipboard
    [[nodiscard]] std::chrono::seconds remaining() const;

    /// The secret with the marks KDE, GNOME, Windows and macOS clipboard histories look at.
    [[nodiscard]] static QMimeData *markedSecret(const SecretString &secret);

signals:
    void copied(std::chrono::seconds clearAfter);
    void countdown(std::chrono::seconds remaining); ///< once a second
    void cleared();                                 ///< by us
    void superseded(); ///< something else was copied meanwhile, so nothing is left to clear

private:
    [[nodiscard]] bool isOurs() const;
    void tick();
    void forget();

    QClipboard &m_clipboard;
    const Clock &m_clock;
    QTimer *m_timer = nullptr;
    QByteArray m_salt;
    QByteArray m_hash;                       ///< empty: nothing of ours is there
    quint64 m_copy = 0;                      ///< number of the newest
    std::chrono::milliseconds m_until { 0 }; ///< on the monotonic clock
};

} // namespace switchover::ui
