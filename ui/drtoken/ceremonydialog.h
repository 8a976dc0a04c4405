// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/fleet/operationtokenceremony.h"
#include "ui/widgets/dialogframe.h"

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QRadioButton;

namespace switchover::ui {

class CopyLabel;
class ProgressDots;
class SecretEdit;
class SecretView;
struct Services;

/// The key holders' ceremony on one DR secondary, as one page that shows what can be done now.
/// Not modal. It is only a view: closing it leaves the attempt as it is, and what is held of it.
class CeremonyDialog final : public DialogFrame
{
    Q_OBJECT

public:
    CeremonyDialog(Services &services, OperationTokenCeremony &ceremony, QWidget *parent);
    ~CeremonyDialog() override;

    [[nodiscard]] ClusterId cluster() const { return m_ceremony.cluster(); }

signals:
    /// To use the token that was made.
    void operationRequested(const switchover::ClusterId &cluster,
                            switchover::OperationId operation);

private:
    using Stage = OperationTokenCeremony::Stage;
    [[nodiscard]] QWidget *addSection(const QString &objectName);
    void buildStart();
    void buildPgp(QWidget *section);
    void buildAttempt();
    void buildCancelling(QWidget *section);
    void buildShare();
    void buildEncoded();
    void buildMade();
    void buildVaultToken();
    void buildButtons();

    void update();
    void showNews();
    void showStart(bool idle);
    void showAttempt();
    void showEncoded();
    void showMade();
    void showLenders();
    void focusNext();

    void readKey();
    void showKeyInfo(const QString &text);
    void chooseKeyFile();
    void start();
    void giveShare();
    void askToCancel();

    Services &m_services;
    OperationTokenCeremony &m_ceremony;
    Stage m_shownStage = Stage::Unread;
    quint64 m_shownToken = 0;
    bool m_hasShownOtp = false;
    bool m_wasBusy = false;
    Result<PgpPublicKey> m_key = Failure(Error {});

    QWidget *m_startBox = nullptr;
    QLabel *m_startText = nullptr;
    QRadioButton *m_otpChoice = nullptr;
    QRadioButton *m_pgpChoice = nullptr;
    QWidget *m_pgpBox = nullptr;
    QPlainTextEdit *m_keyText = nullptr;
    QLabel *m_keyInfo = nullptr;
    QPushButton *m_start = nullptr;
    QWidget *m_foreignBox = nullptr;
    SecretEdit *m_foreignEncoded = nullptr;

    QWidget *m_attemptBox = nullptr;
    ProgressDots *m_dots = nullptr;
    QLabel *m_whose = nullptr;
    CopyLabel *m_nonce = nullptr;
    QLabel *m_fingerprint = nullptr;
    QLabel *m_fingerprintCaption = nullptr;
    QLabel *m_holders = nullptr;
    QLabel *m_holdersCaption = nullptr;
    QPushButton *m_join = nullptr;
    QPushButton *m_cancel = nullptr;
    QWidget *m_cancelBox = nullptr;
    QLabel *m_cancelText = nullptr;
    QPushButton *m_keep = nullptr;
    QString m_nonceToCancel;

    QWidget *m_shareBox = nullptr;
    SecretEdit *m_share = nullptr;
    QLineEdit *m_holder = nullptr;
    QPushButton *m_give = nullptr;
    SecretView *m_otp = nullptr;

    QWidget *m_encodedBox = nullptr;
    SecretView *m_encoded = nullptr;
    QPushButton *m_gpg = nullptr;
    QPushButton *m_stopGpg = nullptr;
    QWidget *m_gpgRow = nullptr;
    SecretEdit *m_decrypted = nullptr;
    QWidget *m_decryptedRow = nullptr;
    SecretEdit *m_otpEntry = nullptr;
    QWidget *m_otpRow = nullptr;

    QWidget *m_madeBox = nullptr;
    SecretView *m_token = nullptr;

    QWidget *m_vaultTokenBox = nullptr;
    SecretEdit *m_vaultToken = nullptr;
    QWidget *m_lenders = nullptr;

    QPushButton *m_read = nullptr;
    QPushButton *m_close = nullptr;
};

} // namespace switchover::ui
