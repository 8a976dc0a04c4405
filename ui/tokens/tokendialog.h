// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/clusteridentity.h"
#include "models/replication/activationtoken.h"
#include "models/replication/operation.h"

#include <QDialog>

#include <chrono>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace switchover::ui {

class ClaimsView;
class ContentScroll;
class LedgerKeeper;
class MessageBar;
class UseOnList;
struct Services;

/// Where an activation token came from.
struct TokenOrigin
{
    ClusterIdentity primary;
    ReplicationType type = ReplicationType::Performance;
    QString secondaryId;
    QString ledgerEntry;
    QString publicKey;     ///< it was made with; "" for an ordinary token
    ClusterId publicKeyOf; ///< whose that is; invalid if not known
};

/// A freshly minted activation token: masked, what it says about itself, copy with clearing, and
/// "Use on…" another registered cluster. Holds the only copy of the token; closing discards it.
class TokenDialog final : public QDialog
{
    Q_OBJECT

public:
    TokenDialog(Services &services, LedgerKeeper &ledger, MintedToken token, TokenOrigin origin,
                QWidget *parent = nullptr);

    [[nodiscard]] const TokenOrigin &origin() const { return m_origin; }
    [[nodiscard]] bool isPublicKeyBundle() const { return m_token.isPublicKeyBundle; }
    [[nodiscard]] SecretString cloneToken() const { return m_token.token.clone(); }
    [[nodiscard]] bool holds(const SecretString &token) const { return m_token.token == token; }
    /// The address the token names, or else, unless it is a bundle that needs none, the primary's.
    [[nodiscard]] QString missingAddress() const;
    [[nodiscard]] bool isUsable() const; ///< neither used from here nor expired
    [[nodiscard]] std::optional<QDateTime> expires() const;

    void markUsed(const QString &clusterName);

    void reject() override; ///< asks once if the token was neither used nor copied

signals:
    void useRequested(const switchover::ClusterId &target, switchover::OperationId operation);

protected:
    bool focusNextPrevChild(bool next) override;

private:
    void buildHeader();
    void buildToken();
    void buildUseOn();
    void buildButtons();
    void copyToken();
    void showClipboard(std::chrono::seconds remaining);
    void updateUsable();

    Services &m_services;
    LedgerKeeper &m_ledger;
    MintedToken m_token;
    TokenOrigin m_origin;
    bool m_copied = false;
    quint64 m_copyNumber = 0; ///< of the newest copy on the clipboard
    bool m_used = false;
    bool m_asked = false;
    bool m_countingDown = false; ///< the clipboard holds this token, not another's
    ContentScroll *m_scroll = nullptr;
    QVBoxLayout *m_content = nullptr; ///< what scrolls
    MessageBar *m_bar = nullptr;
    ClaimsView *m_claims = nullptr;
    QPushButton *m_copy = nullptr;
    QPushButton *m_clear = nullptr;
    QPushButton *m_useOn = nullptr;
    QLabel *m_clipboard = nullptr;
    QLabel *m_whyNot = nullptr;
    QWidget *m_useOnBox = nullptr;
    UseOnList *m_list = nullptr;
};

} // namespace switchover::ui
