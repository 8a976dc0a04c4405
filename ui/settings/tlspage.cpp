// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/tlspage.h"

#include "models/base/userfile.h"
#include "ui/settings/certificatefield.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/secretedit.h"
#include "ui/widgets/theme.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace switchover::ui {

namespace {

constexpr qint64 largestFile = 1024 * 1024;

QByteArray contentOf(const QString &path)
{
    return readUserFile(path, largestFile).value_or(QByteArray());
}

} // namespace

TlsPage::TlsPage(QWidget *parent)
    : QWidget(parent)
{
    QFormLayout *form = makeForm(this);
    m_certificates = new CertificateField(this);
    addFormRow(form, tr("Trusted"), m_certificates, u"clusterCertificates"_s);

    auto *pins = new QWidget(this);
    auto *pinRow = new QHBoxLayout(pins);
    pinRow->setContentsMargins({});
    m_pinList = new PlainLabel(pins);
    m_pinList->setObjectName(u"clusterPins"_s);
    m_pinList->setWordWrap(true);
    m_forgetPins = new QPushButton(tr("Take a&way"), pins);
    m_forgetPins->setObjectName(u"clusterForgetPinsButton"_s);
    m_forgetPins->setAccessibleName(tr("Take the pinned certificates away"));
    m_forgetPins->setAutoDefault(false);
    pinRow->addWidget(m_pinList, 1);
    pinRow->addWidget(m_forgetPins, 0, Qt::AlignTop);
    pins->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    addFormRow(form, tr("Pinned"), pins, u"clusterPinsRow"_s);
    connect(m_forgetPins, &QPushButton::clicked, this, [this] {
        m_pins.clear();
        showPins();
        emit changed();
    });

    m_serverName = new QLineEdit(this);
    m_serverName->setPlaceholderText(tr("The host of the address"));
    addFormRow(
        form, tr("Server &name"), m_serverName, u"clusterTlsNameEdit"_s,
        tr("Which name the certificate must be for, where it is not the host of the address."));

    m_certificateRow = addFormRow(
        form, tr("C&lient certificate"),
        fileRow(&m_certificate, u"clusterClientCertificateEdit"_s, tr("Client certificate")),
        u"clusterClientCertificateRow"_s,
        tr("Only for servers that want one. A PEM file on this computer."));
    addFormRow(form, tr("Its &key"), fileRow(&m_key, u"clusterClientKeyEdit"_s, tr("Client key")),
               u"clusterClientKeyRow"_s, tr("Empty: the key is in the certificate's file."));
    auto *protection = new QWidget(this);
    auto *protectionLayout = new QVBoxLayout(protection);
    protectionLayout->setContentsMargins({});
    m_passphrase =
        new SecretEdit(u"clusterKeyPassphraseEdit"_s, tr("Pass phrase of the key"), protection);
    m_remember = new QCheckBox(tr("&Remember it in the system keychain"), protection);
    m_remember->setObjectName(u"clusterRememberPassphraseBox"_s);
    m_remember->setAccessibleName(withoutMnemonic(m_remember->text()));
    protectionLayout->addWidget(m_passphrase);
    protectionLayout->addWidget(m_remember);
    protection->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_passphraseRow = addFormRow(form, tr("&Pass phrase"), protection, u"clusterPassphraseRow"_s,
                                 tr("Kept in memory, and never in a file. Leave it empty to keep "
                                    "the one that was entered before."));
    m_passphraseRow.label->setBuddy(m_passphrase);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, space(Space::Medium, this), 0, 0);
    layout->addLayout(form);
    layout->addStretch();
    connect(m_certificates, &CertificateField::changed, this, &TlsPage::changed);
    connect(m_passphrase, &QLineEdit::textChanged, this, &TlsPage::changed);
    showPins();
    update();
}

QWidget *TlsPage::fileRow(QLineEdit **edit, const QString &objectName, const QString &name)
{
    auto *page = new QWidget(this);
    auto *row = new QHBoxLayout(page);
    row->setContentsMargins({});
    row->setSpacing(space(Space::Small, this));
    auto *line = new QLineEdit(page);
    line->setObjectName(objectName);
    line->setAccessibleName(name);
    auto *button = new QPushButton(tr("Browse…"), page);
    button->setObjectName(objectName + u"Browse"_s);
    button->setAccessibleName(tr("Browse for the %1").arg(name.toLower()));
    button->setAutoDefault(false);
    row->addWidget(line, 1);
    row->addWidget(button);
    page->setFocusProxy(line);
    page->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    connect(button, &QPushButton::clicked, this, [this, line, name] { browse(line, name); });
    connect(line, &QLineEdit::textChanged, this, [this] {
        update();
        emit changed();
    });
    *edit = line;
    return page;
}

void TlsPage::browse(QLineEdit *edit, const QString &title)
{
    auto *dialog = new QFileDialog(this, title, edit->text());
    dialog->setObjectName(u"clientFileDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({ tr("PEM files (*.pem *.crt *.cer *.key)"), tr("All files (*)") });
    dialog->setOption(QFileDialog::DontUseNativeDialog);
    connect(dialog, &QFileDialog::fileSelected, edit, &QLineEdit::setText);
    dialog->open();
}

void TlsPage::load(const ClusterRecord &record)
{
    m_certificates->setCertificates(record.caFile, record.caPem, record.caFolder);
    m_serverName->setText(record.tlsServerName);
    m_certificate->setText(record.clientCertificateFile);
    m_key->setText(record.clientKeyFile);
    m_pins = record.pinnedCertificates;
    showPins();
    update();
}

void TlsPage::apply(ClusterRecord &record) const
{
    record.caFile = m_certificates->file();
    record.caPem = m_certificates->pem();
    record.caFolder = m_certificates->folder();
    record.tlsServerName = m_serverName->text().trimmed();
    record.clientCertificateFile = m_certificate->text().trimmed();
    record.clientKeyFile = m_key->text().trimmed();
    record.pinnedCertificates = m_pins;
}

void TlsPage::addPin(const QString &fingerprint)
{
    if (!m_pins.contains(fingerprint))
        m_pins.append(fingerprint);
    showPins();
    emit changed();
}

void TlsPage::showPins()
{
    m_forgetPins->setVisible(!m_pins.isEmpty());
    if (m_pins.isEmpty()) {
        m_pinList->setFont(font());
        m_pinList->setText(tr("None. A test of the connection offers to pin a certificate whose "
                              "issuer is not known."));
    } else {
        // Breaks between the groups, so that a fingerprint can wrap.
        m_pinList->setFont(monospaceFont(smallFont(font())));
        QStringList lines = m_pins;
        for (QString &line : lines)
            line.replace(u':', u":\u200b"_s);
        m_pinList->setText(lines.join(u'\n'));
    }
    m_pinList->setAccessibleName(m_pins.isEmpty() ? m_pinList->text() : m_pins.join(u", "_s));
}

QString TlsPage::clientProblem() const
{
    const QString certificate = m_certificate->text().trimmed();
    const QString key = m_key->text().trimmed();
    if (certificate.isEmpty())
        return key.isEmpty() ? QString() : tr("Choose the certificate that belongs to the key.");
    for (const QString &path : { certificate, key }) {
        if (!path.isEmpty() && !QFileInfo(path).isFile())
            return tr("There is no file “%1”.").arg(path);
    }
    if (!contentOf(certificate).contains("-----BEGIN CERTIFICATE-----"))
        return tr("There is no PEM certificate in “%1”.").arg(certificate);
    if (!contentOf(key.isEmpty() ? certificate : key).contains("PRIVATE KEY-----")) {
        return key.isEmpty()
            ? tr("There is no private key in “%1”; choose the file it is in.").arg(certificate)
            : tr("There is no PEM private key in “%1”.").arg(key);
    }
    return {};
}

bool TlsPage::keyIsProtected() const
{
    const QString key = m_key->text().trimmed();
    const QString path = key.isEmpty() ? m_certificate->text().trimmed() : key;
    return !path.isEmpty() && QFileInfo(path).isFile() && contentOf(path).contains("ENCRYPTED");
}

void TlsPage::update()
{
    setFieldError(m_certificateRow, clientProblem());
    const bool isProtected = keyIsProtected();
    for (QWidget *widget :
         { static_cast<QWidget *>(m_passphraseRow.label),
           static_cast<QWidget *>(m_passphraseRow.help), m_passphrase->parentWidget() })
        widget->setVisible(isProtected);
    if (!isProtected)
        m_passphrase->wipe();
}

QString TlsPage::problem() const
{
    const QString certificates = m_certificates->problem();
    return certificates.isEmpty() ? clientProblem() : certificates;
}

SecretString TlsPage::keyPassphrase() const
{
    return m_passphrase->peekSecret();
}

bool TlsPage::rememberPassphrase() const
{
    return m_remember->isChecked();
}

} // namespace switchover::ui

#include "moc_tlspage.cpp"
