// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How the ceremony dialog is laid out; what it does is in ceremonydialog.cpp.
#include "models/fleet/gpgdecryption.h"

#include "ui/drtoken/ceremonydialog.h"
#include "ui/drtoken/fieldrow.h"
#include "ui/drtoken/progressdots.h"
#include "ui/tokens/secretview.h"
#include "ui/widgets/confirmbuttons.h"
#include "ui/widgets/copylabel.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/secretedit.h"
#include "ui/widgets/theme.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

namespace switchover::ui {

using namespace Qt::StringLiterals;

namespace {

QPushButton *makeButton(const QString &text, const QString &objectName, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setObjectName(objectName);
    button->setAccessibleName(withoutMnemonic(text));
    button->setAutoDefault(false);
    return button;
}

QHBoxLayout *buttonRow(std::initializer_list<QWidget *> buttons, QWidget *parent)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(space(Space::Small, parent));
    for (QWidget *button : buttons)
        row->addWidget(button);
    row->addStretch();
    return row;
}

} // namespace

QWidget *CeremonyDialog::addSection(const QString &objectName)
{
    auto *section = new QWidget(this);
    section->setObjectName(objectName);
    auto *layout = new QVBoxLayout(section);
    layout->setContentsMargins({});
    layout->setSpacing(space(Space::Small, this));
    content()->addWidget(section);
    return section;
}

void CeremonyDialog::buildStart()
{
    m_startBox = addSection(u"ceremonyStartBox"_s);
    m_startText = new PlainLabel(m_startBox);
    m_startText->setObjectName(u"ceremonyStartText"_s);
    m_startText->setWordWrap(true);
    m_startBox->layout()->addWidget(m_startText);
    m_otpChoice = new QRadioButton(tr("&One-time password: the token is decoded here"), m_startBox);
    m_otpChoice->setObjectName(u"ceremonyUseOtp"_s);
    m_otpChoice->setAccessibleName(withoutMnemonic(m_otpChoice->text()));
    m_otpChoice->setChecked(true);
    m_pgpChoice =
        new QRadioButton(tr("&PGP key: the token is encrypted to one key holder"), m_startBox);
    m_pgpChoice->setObjectName(u"ceremonyUsePgp"_s);
    m_pgpChoice->setAccessibleName(withoutMnemonic(m_pgpChoice->text()));
    m_startBox->layout()->addWidget(m_otpChoice);
    m_startBox->layout()->addWidget(m_pgpChoice);
    buildPgp(m_startBox);
    m_start = makeButton(tr("&Start attempt"), u"ceremonyStart"_s, m_startBox);
    setEmphasis(m_start, Emphasis::Primary);
    qobject_cast<QVBoxLayout *>(m_startBox->layout())->addLayout(buttonRow({ m_start }, this));
    connect(m_start, &QPushButton::clicked, this, &CeremonyDialog::start);
    connect(m_pgpChoice, &QRadioButton::toggled, this, &CeremonyDialog::update);

    m_foreignEncoded = new SecretEdit(u"ceremonyForeignEncoded"_s, {}, m_startBox);
    const FieldRow row =
        makeFieldRow(tr("Encoded token that came to another window"), m_foreignEncoded,
                     tr("The one-time password of the attempt started here is still held."),
                     tr("Decode"), u"ceremonyDecodeForeign"_s, m_startBox);
    m_foreignBox = row.box;
    m_startBox->layout()->addWidget(m_foreignBox);
    connect(row.button, &QPushButton::clicked, this,
            [this] { m_ceremony.takeEncoded(m_foreignEncoded->takeSecret()); });
}

void CeremonyDialog::buildPgp(QWidget *section)
{
    m_pgpBox = new QWidget(section);
    auto *layout = new QVBoxLayout(m_pgpBox);
    layout->setContentsMargins(space(Space::Large, this), 0, 0, 0);
    layout->setSpacing(space(Space::Tiny, this));
    auto *caption = new PlainLabel(tr("Public &key"), m_pgpBox);
    caption->setFont(strongFont(font()));
    layout->addWidget(caption);
    m_keyText = new QPlainTextEdit(m_pgpBox);
    m_keyText->setObjectName(u"ceremonyPgpKey"_s);
    m_keyText->setAccessibleName(tr("Public key"));
    m_keyText->setFont(monospaceFont(smallFont(font())));
    m_keyText->setTabChangesFocus(true);
    m_keyText->setPlaceholderText(
        tr("The text of “gpg --export --armor”, or base64 of the binary key"));
    m_keyText->setFixedHeight(fontMetrics().height() * 6);
    caption->setBuddy(m_keyText);
    layout->addWidget(m_keyText);
    auto *line = new QHBoxLayout;
    auto *file = makeButton(tr("From &file…"), u"ceremonyPgpFile"_s, m_pgpBox);
    line->addWidget(file);
    m_keyInfo = makeHelpLabel({}, m_pgpBox);
    m_keyInfo->setObjectName(u"ceremonyPgpInfo"_s);
    m_keyInfo->hide();
    line->addWidget(m_keyInfo, 100);
    line->addStretch(1);
    layout->addLayout(line);
    section->layout()->addWidget(m_pgpBox);
    connect(m_keyText, &QPlainTextEdit::textChanged, this, &CeremonyDialog::readKey);
    connect(file, &QPushButton::clicked, this, &CeremonyDialog::chooseKeyFile);
}

void CeremonyDialog::buildAttempt()
{
    m_attemptBox = addSection(u"ceremonyAttemptBox"_s);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(space(Space::Medium, this));
    grid->setVerticalSpacing(space(Space::Tiny, this));
    grid->setColumnStretch(1, 1);
    qobject_cast<QVBoxLayout *>(m_attemptBox->layout())->addLayout(grid);
    const auto row = [&](const QString &caption, QWidget *value) {
        QLabel *label = makeHelpLabel(caption, m_attemptBox);
        label->setWordWrap(false);
        const int at = grid->rowCount();
        grid->addWidget(label, at, 0, Qt::AlignLeft | Qt::AlignVCenter);
        grid->addWidget(value, at, 1, Qt::AlignLeft | Qt::AlignVCenter);
        return label;
    };
    m_dots = new ProgressDots(u"ceremonyProgress"_s, m_attemptBox);
    row(tr("Key shares"), m_dots);
    m_whose = new PlainLabel(m_attemptBox);
    m_whose->setObjectName(u"ceremonyWhose"_s);
    row(tr("Started"), m_whose);
    m_nonce = new CopyLabel(u"ceremonyNonce"_s, tr("Nonce"), m_attemptBox);
    row(tr("Nonce"), m_nonce);
    m_fingerprint = new PlainLabel(m_attemptBox);
    m_fingerprint->setObjectName(u"ceremonyFingerprint"_s);
    m_fingerprint->setFont(monospaceFont(font()));
    m_fingerprint->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_fingerprintCaption = row(tr("PGP key"), m_fingerprint);
    m_holders = new PlainLabel(m_attemptBox);
    m_holders->setObjectName(u"ceremonyHolders"_s);
    m_holdersCaption = row(tr("Given by"), m_holders);

    m_join = makeButton(tr("&Join this attempt"), u"ceremonyJoin"_s, m_attemptBox);
    m_cancel = makeButton(tr("Cancel this &attempt…"), u"ceremonyCancel"_s, m_attemptBox);
    qobject_cast<QVBoxLayout *>(m_attemptBox->layout())
        ->addLayout(buttonRow({ m_join, m_cancel }, this));
    connect(m_join, &QPushButton::clicked, this, [this] { m_ceremony.join(); });
    connect(m_cancel, &QPushButton::clicked, this, &CeremonyDialog::askToCancel);
    buildCancelling(m_attemptBox);
}

void CeremonyDialog::buildCancelling(QWidget *section)
{
    m_cancelBox = new QWidget(section);
    m_cancelBox->setObjectName(u"ceremonyCancelBox"_s);
    auto *layout = new QVBoxLayout(m_cancelBox);
    layout->setContentsMargins(0, space(Space::Small, this), 0, 0);
    m_cancelText = new PlainLabel(m_cancelBox);
    m_cancelText->setObjectName(u"ceremonyCancelText"_s);
    m_cancelText->setWordWrap(true);
    layout->addWidget(m_cancelText);
    m_keep = makeButton(tr("Keep it"), u"ceremonyKeep"_s, m_cancelBox);
    auto *go = makeButton(tr("Cancel the attempt"), u"ceremonyCancelConfirmed"_s, m_cancelBox);
    setEmphasis(go, Emphasis::Danger);
    layout->addLayout(buttonRow({ m_keep, go }, this));
    m_cancelBox->hide();
    section->layout()->addWidget(m_cancelBox);
    connect(m_keep, &QPushButton::clicked, this, [this] {
        m_cancelBox->hide();
        m_cancel->setFocus();
    });
    connect(go, &QPushButton::clicked, this, [this] {
        m_cancelBox->hide();
        m_ceremony.cancel(m_nonceToCancel);
    });
}

void CeremonyDialog::buildShare()
{
    m_shareBox = addSection(u"ceremonyShareBox"_s);
    m_holder = new QLineEdit(m_shareBox);
    m_holder->setObjectName(u"ceremonyHolder"_s);
    m_holder->setMaxLength(60);
    m_share = new SecretEdit(u"ceremonyShare"_s, {}, m_shareBox);
    const FieldRow share =
        makeFieldRow(tr("Key &share"), m_share,
                     tr("One unseal or recovery key share of the primary, as hexadecimal or base64 "
                        "text. This cluster's own former shares no longer count."),
                     tr("&Give share"), u"ceremonyGive"_s, m_shareBox);
    m_give = share.button;
    setEmphasis(m_give, Emphasis::Primary);
    m_shareBox->layout()->addWidget(share.box);
    m_shareBox->layout()->addWidget(
        makeFieldRow(tr("&Holder, for the record (optional)"), m_holder, {}, {}, {}, m_shareBox)
            .box);
    m_otp = new SecretView(m_services, tr("One-time password"), u"ceremonyOtp"_s, m_shareBox);
    m_shareBox->layout()->addWidget(m_otp);
    connect(m_give, &QPushButton::clicked, this, &CeremonyDialog::giveShare);
    connect(m_share, &QLineEdit::textChanged, this, &CeremonyDialog::update);
}

void CeremonyDialog::buildEncoded()
{
    m_encodedBox = addSection(u"ceremonyEncodedBox"_s);
    m_gpgRow = new QWidget(m_encodedBox);
    auto *gpgLayout = new QVBoxLayout(m_gpgRow);
    gpgLayout->setContentsMargins({});
    m_gpg = makeButton(tr("&Decrypt with gpg here"), u"ceremonyGpg"_s, m_gpgRow);
    setEmphasis(m_gpg, Emphasis::Primary);
    m_stopGpg = makeButton(tr("Stop gpg"), u"ceremonyStopGpg"_s, m_gpgRow);
    gpgLayout->addLayout(buttonRow({ m_gpg, m_stopGpg }, this));
    m_encodedBox->layout()->addWidget(m_gpgRow);
    connect(m_gpg, &QPushButton::clicked, this, [this] { m_ceremony.decryptWithGpg(); });
    connect(m_stopGpg, &QPushButton::clicked, this, [this] { m_ceremony.stopGpg(); });

    m_encoded = new SecretView(m_services, tr("Encoded token"), u"ceremonyEncoded"_s, m_encodedBox);
    m_encodedBox->layout()->addWidget(m_encoded);

    m_decrypted = new SecretEdit(u"ceremonyDecrypted"_s, {}, m_encodedBox);
    const FieldRow decrypted = makeFieldRow(
        tr("Decrypted &token"), m_decrypted,
        tr("Copy the encoded token to the computer with the private key; there “base64 -d | gpg "
           "--decrypt” shows the token. Paste it here."),
        tr("Use token"), u"ceremonyTakeDecrypted"_s, m_encodedBox);
    m_decryptedRow = decrypted.box;
    m_encodedBox->layout()->addWidget(m_decryptedRow);
    connect(decrypted.button, &QPushButton::clicked, this,
            [this] { m_ceremony.takeDecrypted(m_decrypted->takeSecret()); });

    m_otpEntry = new SecretEdit(u"ceremonyOtpEntry"_s, {}, m_encodedBox);
    const FieldRow otp =
        makeFieldRow(tr("One-time &password"), m_otpEntry,
                     tr("Whoever started the attempt has it. It is used here only, never sent."),
                     tr("Decode"), u"ceremonyDecode"_s, m_encodedBox);
    m_otpRow = otp.box;
    m_encodedBox->layout()->addWidget(m_otpRow);
    connect(otp.button, &QPushButton::clicked, this,
            [this] { m_ceremony.decodeWith(m_otpEntry->takeSecret()); });
}

void CeremonyDialog::buildMade()
{
    m_madeBox = addSection(u"ceremonyMadeBox"_s);
    m_token = new SecretView(m_services, tr("DR operation token"), u"ceremonyToken"_s, m_madeBox);
    m_madeBox->layout()->addWidget(m_token);
    auto *promote = makeButton(tr("&Promote…"), u"ceremonyPromote"_s, m_madeBox);
    auto *update = makeButton(tr("&Update primary…"), u"ceremonyUpdatePrimary"_s, m_madeBox);
    qobject_cast<QVBoxLayout *>(m_madeBox->layout())
        ->addLayout(buttonRow({ promote, update }, this));
    const auto open = [this](QPushButton *button, OperationId id) {
        connect(button, &QPushButton::clicked, this,
                [this, id] { emit operationRequested(m_ceremony.cluster(), id); });
    };
    open(promote, OperationId::DrPromote);
    open(update, OperationId::DrUpdatePrimary);
}

void CeremonyDialog::buildVaultToken()
{
    m_vaultTokenBox = addSection(u"ceremonyVaultTokenBox"_s);
    m_lenders = new QWidget(m_vaultTokenBox);
    auto *lenders = new QHBoxLayout(m_lenders);
    lenders->setContentsMargins({});
    lenders->addStretch();
    m_vaultTokenBox->layout()->addWidget(m_lenders);
    m_vaultToken = new SecretEdit(u"ceremonyVaultToken"_s, {}, m_vaultTokenBox);
    const FieldRow row = makeFieldRow(
        tr("&Vault token"), m_vaultToken,
        tr("A token of the primary, for Vault 2.0. It is kept in memory for this cluster's calls."),
        tr("Use Vault token"), u"ceremonyUseVaultToken"_s, m_vaultTokenBox);
    m_vaultTokenBox->layout()->addWidget(row.box);
    connect(row.button, &QPushButton::clicked, this,
            [this] { m_ceremony.useVaultToken(m_vaultToken->takeSecret()); });
}

void CeremonyDialog::buildButtons()
{
    content()->addStretch();
    auto *row = new QHBoxLayout;
    row->setSpacing(space(Space::Small, this));
    m_read = makeButton(tr("&Read attempt again"), u"ceremonyRead"_s, this);
    m_close = makeButton(tr("Close"), u"ceremonyClose"_s, this);
    row->addWidget(m_read);
    row->addStretch();
    row->addWidget(m_close);
    content()->addLayout(row);
    connect(m_read, &QPushButton::clicked, this, [this] { m_ceremony.read(); });
    connect(m_close, &QPushButton::clicked, this, &QDialog::close);
}

} // namespace switchover::ui
