// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/drtoken/ceremonydialog.h"

#include "models/base/privatekey.h"
#include "models/base/tooltip.h"
#include "models/base/userfile.h"
#include "models/fleet/fleet.h"
#include "models/fleet/gpgdecryption.h"
#include "models/fleet/operationtokenstock.h"
#include "ui/drtoken/progressdots.h"
#include "ui/services.h"
#include "ui/tokens/secretview.h"
#include "ui/widgets/contentscroll.h"
#include "ui/widgets/copylabel.h"
#include "ui/widgets/literaltext.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/secretedit.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalBlocker>
#include <QTimer>

namespace switchover::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestKey = 1024 * 1024;
constexpr qint64 largestKeyFile = 256 * 1024; // armored, with signatures and pictures

Tone toneOf(OperationTokenCeremony::Mood mood)
{
    switch (mood) {
    case OperationTokenCeremony::Mood::Neutral:
        return Tone::Neutral;
    case OperationTokenCeremony::Mood::Good:
        return Tone::Good;
    case OperationTokenCeremony::Mood::Attention:
        return Tone::Attention;
    case OperationTokenCeremony::Mood::Bad:
        return Tone::Danger;
    }
    Q_UNREACHABLE();
}

QString busyText(OperationTokenCeremony::Work work)
{
    using Work = OperationTokenCeremony::Work;
    switch (work) {
    case Work::None:
        return {};
    case Work::Reading:
        return CeremonyDialog::tr("Reading the attempt…");
    case Work::Starting:
        return CeremonyDialog::tr("Starting the attempt…");
    case Work::Giving:
        return CeremonyDialog::tr("Giving the share…");
    case Work::Cancelling:
        return CeremonyDialog::tr("Cancelling the attempt…");
    case Work::Decrypting:
        return CeremonyDialog::tr("gpg is decrypting the token. It may ask for a passphrase.");
    }
    Q_UNREACHABLE();
}

void setEnabledOr(QPushButton *button, const QString &whyNot)
{
    button->setEnabled(whyNot.isEmpty());
    button->setToolTip(plainToolTip(whyNot));
    button->setAccessibleDescription(whyNot);
}

} // namespace

CeremonyDialog::CeremonyDialog(Services &services, OperationTokenCeremony &ceremony,
                               QWidget *parent)
    : DialogFrame(tr("Generate a DR operation token"), u"ceremonyDialog"_s, parent)
    , m_services(services)
    , m_ceremony(ceremony)
{
    if (const ClusterSnapshot *snapshot = services.fleet.snapshot(ceremony.cluster())) {
        setTarget(snapshot->identity);
        setWindowTitle(literalWindowTitle(
            tr("Generate a DR operation token – %1").arg(snapshot->identity.name)));
        setHeading(tr("Generate a DR operation token on %1").arg(snapshot->identity.name),
                   tr("Holders of the primary's key shares give them one at a time. The token they "
                      "make authorises promotion and the other operations of this DR secondary, "
                      "never expires, and is deleted after use."));
    }
    messages().setClosable(false);
    buildStart();
    buildAttempt();
    buildShare();
    buildEncoded();
    buildMade();
    buildVaultToken();
    buildButtons();
    growWithContent(this);
    connect(&ceremony, &OperationTokenCeremony::changed, this, &CeremonyDialog::update);
    connect(&services.fleet, &Fleet::clusterRemoved, this, [this](const ClusterId &id) {
        if (id == m_ceremony.cluster())
            close();
    });
    update();
    focusNext();
}

CeremonyDialog::~CeremonyDialog() = default;

void CeremonyDialog::update()
{
    const Stage stage = m_ceremony.stage();
    const bool busy = m_ceremony.work() != OperationTokenCeremony::Work::None;
    const bool attempt = stage == Stage::Unclaimed || stage == Stage::Collecting;
    showNews();
    showStart(stage == Stage::Idle);
    m_attemptBox->setVisible(attempt);
    showAttempt();
    m_shareBox->setVisible(stage == Stage::Collecting);
    m_encodedBox->setVisible(stage == Stage::Encoded);
    showEncoded();
    m_madeBox->setVisible(stage == Stage::Made);
    showMade();
    m_vaultTokenBox->setVisible(m_ceremony.needsVaultToken());
    showLenders();
    for (QWidget *box : { m_startBox, m_attemptBox, m_shareBox, m_vaultTokenBox })
        box->setEnabled(!busy);
    m_read->setVisible(stage != Stage::Made && stage != Stage::Dropped && stage != Stage::Encoded);
    m_read->setEnabled(!busy);
    // What was disabled lost the focus to whatever came next.
    const bool ended = std::exchange(m_wasBusy, busy) && !busy;
    const bool moved = std::exchange(m_shownStage, stage) != stage;
    if (!busy && (ended || moved))
        focusNext();
    if (moved)
        QTimer::singleShot(0, this, &QWidget::adjustSize); // what is gone leaves no hole
}

void CeremonyDialog::showNews()
{
    const QString busy = busyText(m_ceremony.work());
    const OperationTokenCeremony::News &news = m_ceremony.news();
    if (!busy.isEmpty())
        messages().showMessage(Tone::Busy, busy);
    else if (!news.text.isEmpty())
        messages().showMessage(toneOf(news.mood), news.text);
    else
        messages().dismiss();
    messages().setClosable(false);
}

void CeremonyDialog::showStart(bool idle)
{
    m_startBox->setVisible(idle);
    const int needed = m_ceremony.attempt().required;
    m_startText->setText(needed > 0 ? tr("No attempt is running. %n key share(s) of the primary "
                                         "will be needed.",
                                         nullptr, needed)
                                    : tr("No attempt is running."));
    m_pgpBox->setVisible(m_pgpChoice->isChecked());
    m_foreignBox->setVisible(m_ceremony.canDecode());
    setEnabledOr(m_start,
                 m_pgpChoice->isChecked() && !m_key ? tr("Give a PGP public key first.")
                                                    : QString());
}

void CeremonyDialog::showAttempt()
{
    const OperationTokenCeremony::Attempt &attempt = m_ceremony.attempt();
    const bool unclaimed = m_ceremony.stage() == Stage::Unclaimed;
    m_dots->setProgress(attempt.progress, attempt.required);
    m_whose->setText(m_ceremony.isOurs() ? tr("from here")
                         : unclaimed ? tr("by somebody else, or before this program was started")
                                     : tr("by somebody else; joined from here"));
    if (m_nonce->value() != attempt.nonce)
        m_nonce->setValue(attempt.nonce, attempt.nonce);
    const bool pgp = !attempt.pgpFingerprint.isEmpty();
    m_fingerprint->setText(attempt.pgpFingerprint);
    m_fingerprint->setVisible(pgp);
    m_fingerprintCaption->setVisible(pgp);
    const QStringList &holders = m_ceremony.holders();
    m_holders->setText(holders.join(u", "_s));
    m_holders->setVisible(!holders.isEmpty());
    m_holdersCaption->setVisible(!holders.isEmpty());
    m_join->setVisible(unclaimed);
    if (m_ceremony.stage() != Stage::Unclaimed && m_ceremony.stage() != Stage::Collecting)
        m_cancelBox->hide();
    setEnabledOr(m_give, m_share->hasSecret() ? QString() : tr("A key share is needed."));
    const bool hasOtp = m_ceremony.isOurs() && m_ceremony.canDecode();
    if (hasOtp != std::exchange(m_hasShownOtp, hasOtp))
        m_otp->setSecret(hasOtp ? m_ceremony.oneTimePassword().clone() : SecretString());
}

void CeremonyDialog::showEncoded()
{
    if (m_ceremony.stage() != Stage::Encoded) {
        m_encoded->setSecret({});
        return;
    }
    const bool pgp = m_ceremony.disguise() == OperationTokenCeremony::Disguise::PgpKey;
    const bool busy = m_ceremony.work() != OperationTokenCeremony::Work::None;
    if (m_shownStage != Stage::Encoded)
        m_encoded->setSecret(m_ceremony.encodedToken().clone());
    m_gpgRow->setVisible(pgp);
    m_decryptedRow->setVisible(pgp);
    m_decryptedRow->setEnabled(!busy);
    m_otpRow->setVisible(!pgp);
    m_stopGpg->setVisible(busy);
    setEnabledOr(m_gpg,
                 busy ? tr("gpg is at work.")
                     : GpgDecryption::program().isEmpty()
                     ? tr("There is no gpg on this computer. Copy the encoded token to the "
                          "computer with the private key.")
                     : QString());
}

void CeremonyDialog::showMade()
{
    const quint64 number = m_ceremony.stage() == Stage::Made ? m_ceremony.stockNumber() : 0;
    if (number == std::exchange(m_shownToken, number))
        return;
    if (number == 0)
        m_token->refresh(); // the stock holds it no longer: nothing of it stays
    else
        m_token->setSource(
            [this, number] { return m_services.fleet.operationTokens().token(number); });
}

// Other registered clusters of the same DR set that are signed in: the primary, most of all.
void CeremonyDialog::showLenders()
{
    if (!m_ceremony.needsVaultToken()) {
        m_lenders->hide();
        return;
    }
    const ClusterSnapshot *self = m_services.fleet.snapshot(m_ceremony.cluster());
    const ReplicationBlock *own = self ? self->block(ReplicationType::DisasterRecovery) : nullptr;
    QStringList names;
    const QList<ClusterSnapshot> all = m_services.fleet.snapshots();
    for (const ClusterSnapshot &other : all) {
        const ReplicationBlock *block = other.block(ReplicationType::DisasterRecovery);
        const bool sameSet = own && block && own->setId && block->setId == own->setId;
        if (!sameSet || !block->isPrimary() || other.signIn != SignInState::SignedIn)
            continue;
        const QString name = u"ceremonyLend."_s + other.identity.name;
        names.append(name);
        if (m_lenders->findChild<QPushButton *>(name))
            continue;
        auto *lend = new QPushButton(
            literalButtonText(tr("Use the token of %1").arg(other.identity.name)), m_lenders);
        lend->setObjectName(name);
        lend->setAccessibleName(tr("Use the token of %1").arg(other.identity.name));
        lend->setAutoDefault(false);
        qobject_cast<QHBoxLayout *>(m_lenders->layout())->insertWidget(0, lend);
        connect(lend, &QPushButton::clicked, this,
                [this, id = other.identity.id] { m_ceremony.useVaultTokenOf(id); });
    }
    const QList<QPushButton *> buttons = m_lenders->findChildren<QPushButton *>();
    for (QPushButton *button : buttons)
        button->setVisible(names.contains(button->objectName()));
    m_lenders->setVisible(!names.isEmpty());
}

void CeremonyDialog::focusNext()
{
    switch (m_ceremony.stage()) {
    case Stage::Unread:
        (m_ceremony.needsVaultToken() ? static_cast<QWidget *>(m_vaultToken) : m_read)->setFocus();
        return;
    case Stage::Idle:
        m_start->setFocus();
        return;
    case Stage::Unclaimed:
        m_join->setFocus();
        return;
    case Stage::Collecting:
        m_share->setFocus();
        return;
    case Stage::Encoded:
        (m_gpg->isVisibleTo(this) ? static_cast<QWidget *>(m_gpg) : m_otpEntry)->setFocus();
        return;
    case Stage::Made:
    case Stage::Dropped:
        m_close->setFocus();
        return;
    }
}

void CeremonyDialog::readKey()
{
    const QByteArray text = m_keyText->toPlainText().toUtf8();
    m_key = pgpPublicKeyFrom(text);
    QString info;
    if (m_key) {
        info = m_key->userId.isEmpty()
            ? m_key->fingerprint
            : tr("%1, fingerprint %2", "name, fingerprint").arg(m_key->userId, m_key->fingerprint);
        if (m_key->packets.size() > largestKey)
            info = tr("The key is larger than Vault takes.");
    } else if (!text.trimmed().isEmpty()) {
        info = m_key.error().detail;
        if (holdsPrivateKey(text)) {
            const QSignalBlocker silent(m_keyText);
            m_keyText->clear(); // must not stay on the screen
        }
    }
    showKeyInfo(info);
    update();
}

void CeremonyDialog::showKeyInfo(const QString &text)
{
    m_keyInfo->setText(text);
    m_keyInfo->setVisible(!text.isEmpty());
}

void CeremonyDialog::chooseKeyFile()
{
    auto *dialog = new QFileDialog(this, tr("PGP public key"));
    dialog->setObjectName(u"ceremonyPgpFileDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        const Result<QByteArray> bytes = readUserFile(path, largestKeyFile);
        if (!bytes) {
            showKeyInfo(tr("Switchover cannot read the file. %1").arg(bytes.error().detail));
            return;
        }
        const Result<PgpPublicKey> key = pgpPublicKeyFrom(*bytes);
        // Shown as base64, which is what is sent.
        if (key)
            m_keyText->setPlainText(key->forServer());
        else
            showKeyInfo(key.error().detail);
    });
    dialog->open();
}

void CeremonyDialog::start()
{
    if (!m_pgpChoice->isChecked())
        m_ceremony.startWithOneTimePassword();
    else if (m_key)
        m_ceremony.startWithPgpKey(*m_key);
}

void CeremonyDialog::giveShare()
{
    if (!m_share->hasSecret())
        return;
    const QString holder = m_holder->text();
    SecretString share = m_share->takeSecret();
    m_holder->clear();
    m_ceremony.giveShare(std::move(share), holder);
}

void CeremonyDialog::askToCancel()
{
    m_nonceToCancel = m_ceremony.attempt().nonce;
    m_cancelText->setText(
        m_ceremony.isOurs()
            ? tr("The shares given so far will be forgotten, and all of them have to be given "
                 "again.")
            : tr("This attempt was not started from here. Ask the other key holders first: whoever "
                 "started it loses it, and all shares have to be given again."));
    m_cancelBox->show();
    m_keep->setFocus();
}

} // namespace switchover::ui

#include "moc_ceremonydialog.cpp"
