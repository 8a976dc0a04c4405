// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/secretstring.h"
#include "models/replication/activationtoken.h"

#include <QFrame>

#include <optional>

class QLabel;
class QTimer;

namespace switchover {
class Clock;
}

namespace switchover::ui {

class CopyLabel;
class StatusDot;

/// What an activation token says about itself, with a running countdown. Keeps the decoded claims
/// only, never the token.
class ClaimsView final : public QFrame
{
    Q_OBJECT

public:
    enum class Verdict {
        Empty,     ///< no token yet
        Usable,    ///< an address to ask and time left
        NoAddress, ///< the secondary has to be told the primary's API address
        Opaque,    ///< carries nothing readable: a bundle made with a public key, or Vault 0.7
        Expired,
    };

    explicit ClaimsView(const Clock &clock, QWidget *parent = nullptr);

    void setToken(const SecretString &token);
    /// For a token whose expiry is known from its answer although it is opaque.
    void setKnownExpiry(const std::optional<QDateTime> &expires);
    /// For a token known to be made with a public key.
    void setPublicKeyBundle(bool isBundle);
    [[nodiscard]] Verdict verdict() const { return m_verdict; }
    [[nodiscard]] const std::optional<ActivationTokenClaims> &claims() const { return m_claims; }
    [[nodiscard]] std::optional<QDateTime> expires() const;

    /// What to know about an address in a token: loopback and private networks; "" if nothing.
    [[nodiscard]] static QString addressHint(const QString &address);

signals:
    void verdictChanged(switchover::ui::ClaimsView::Verdict verdict);

private:
    void update();
    void showExpiry(const QDateTime &now);

    const Clock &m_clock;
    bool m_hasToken = false;
    bool m_isBundle = false;
    std::optional<ActivationTokenClaims> m_claims;
    std::optional<QDateTime> m_knownExpiry;
    Verdict m_verdict = Verdict::Empty;
    QLabel *m_addressCaption = nullptr;
    QLabel *m_typeCaption = nullptr;
    CopyLabel *m_address = nullptr;
    StatusDot *m_expiry = nullptr;
    QLabel *m_type = nullptr;
    QLabel *m_hint = nullptr;
    QTimer *m_tick = nullptr;
};

} // namespace switchover::ui
