// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/certificatefield.h"

#include "models/base/privatekey.h"
#include "models/base/userfile.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/mutedlabel.h"
#include "ui/widgets/theme.h"

#include <QFile>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSslCertificate>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace switchover::ui {

namespace {

constexpr qint64 largestFile = 1024 * 1024;
constexpr qint64 largestFolder = 32 * 1024 * 1024; // as when it is used
constexpr qsizetype mostFiles = 4096;

QString commonName(const QSslCertificate &certificate)
{
    const QStringList names = certificate.subjectInfo(QSslCertificate::CommonName);
    return names.isEmpty() ? certificate.subjectDisplayName() : names.constFirst();
}

} // namespace

CertificateField::CertificateField(QWidget *parent)
    : QWidget(parent)
    , m_says(makeHelpLabel({}, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(space(Space::Small, this));
    buildChoice();
    buildFile();
    buildFolder();
    buildPem();
    m_says->setObjectName(u"clusterCaSays"_s);
    layout->addWidget(m_filePage);
    layout->addWidget(m_folderPage);
    layout->addWidget(m_pem);
    layout->addWidget(m_says);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_useSystem->setChecked(true);
    update();
}

void CertificateField::buildChoice()
{
    m_useSystem = new QRadioButton(tr("The s&ystem's certificate authorities"), this);
    m_useSystem->setObjectName(u"clusterCaSystemButton"_s);
    m_useFile = new QRadioButton(tr("A PEM &file on this computer"), this);
    m_useFile->setObjectName(u"clusterCaFileButton"_s);
    m_useFolder = new QRadioButton(tr("A f&older of PEM files on this computer"), this);
    m_useFolder->setObjectName(u"clusterCaFolderButton"_s);
    m_usePem = new QRadioButton(tr("Pasted PE&M certificates"), this);
    m_usePem->setObjectName(u"clusterCaPemButton"_s);
    for (QRadioButton *button : { m_useSystem, m_useFile, m_useFolder, m_usePem }) {
        button->setAccessibleName(withoutMnemonic(button->text()));
        layout()->addWidget(button);
        connect(button, &QRadioButton::toggled, this, [this](bool on) {
            if (!on)
                return;
            update();
            emit changed();
        });
    }
}

QWidget *CertificateField::pathRow(QLineEdit **edit, QPushButton **button, const QString &name)
{
    auto *page = new QWidget(this);
    auto *row = new QHBoxLayout(page);
    row->setContentsMargins({});
    row->setSpacing(space(Space::Small, this));
    *edit = new QLineEdit(page);
    (*edit)->setAccessibleName(name);
    *button = new QPushButton(tr("&Browse…"), page);
    (*button)->setAutoDefault(false);
    (*button)->setAccessibleName(tr("Browse for the %1").arg(name));
    row->addWidget(*edit, 1);
    row->addWidget(*button);
    connect(*edit, &QLineEdit::textChanged, this, [this] {
        update();
        emit changed();
    });
    return page;
}

void CertificateField::buildFile()
{
    m_filePage = pathRow(&m_file, &m_browse, tr("CA file"));
    m_file->setObjectName(u"clusterCaFileEdit"_s);
    m_file->setPlaceholderText(u"/etc/vault/ca.pem"_s);
    m_browse->setObjectName(u"clusterCaBrowseButton"_s);
    connect(m_browse, &QPushButton::clicked, this, &CertificateField::browse);
}

void CertificateField::buildFolder()
{
    m_folderPage = pathRow(&m_folder, &m_browseFolder, tr("CA folder"));
    m_folder->setObjectName(u"clusterCaFolderEdit"_s);
    m_folder->setPlaceholderText(u"/etc/vault/ca.d"_s);
    m_browseFolder->setObjectName(u"clusterCaFolderBrowseButton"_s);
    connect(m_browseFolder, &QPushButton::clicked, this, &CertificateField::browseFolder);
}

void CertificateField::buildPem()
{
    m_pem = new QPlainTextEdit(this);
    m_pem->setObjectName(u"clusterCaPemEdit"_s);
    m_pem->setAccessibleName(tr("PEM certificates"));
    m_pem->setPlaceholderText(u"-----BEGIN CERTIFICATE-----"_s);
    m_pem->setFont(monospaceFont(smallFont(font())));
    m_pem->setTabChangesFocus(true);
    m_pem->setFixedHeight(m_pem->fontMetrics().lineSpacing() * 7);
    connect(m_pem, &QPlainTextEdit::textChanged, this, [this] {
        update();
        emit changed();
    });
}

void CertificateField::browse()
{
    auto *dialog = new QFileDialog(this, tr("CA file"), m_file->text());
    dialog->setObjectName(u"caFileDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters(
        { tr("PEM certificates (*.pem *.crt *.cer *.ca)"), tr("All files (*)") });
    dialog->setOption(QFileDialog::DontUseNativeDialog);
    connect(dialog, &QFileDialog::fileSelected, m_file, &QLineEdit::setText);
    dialog->open();
}

void CertificateField::browseFolder()
{
    auto *dialog = new QFileDialog(this, tr("CA folder"), m_folder->text());
    dialog->setObjectName(u"caFolderDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    dialog->setOption(QFileDialog::DontUseNativeDialog);
    connect(dialog, &QFileDialog::fileSelected, m_folder, &QLineEdit::setText);
    dialog->open();
}

void CertificateField::setCertificates(const QString &file, const QByteArray &pem,
                                       const QString &folder)
{
    m_folder->setText(folder);
    m_file->setText(file);
    m_pem->setPlainText(QString::fromUtf8(pem));
    if (!file.isEmpty())
        m_useFile->setChecked(true);
    else if (!pem.isEmpty())
        m_usePem->setChecked(true);
    else if (!folder.isEmpty())
        m_useFolder->setChecked(true);
    else
        m_useSystem->setChecked(true);
}

QString CertificateField::file() const
{
    return m_useFile->isChecked() ? m_file->text().trimmed() : QString();
}

QString CertificateField::folder() const
{
    return m_useFolder->isChecked() ? m_folder->text().trimmed() : QString();
}

QByteArray CertificateField::pem() const
{
    return m_usePem->isChecked() ? m_pem->toPlainText().trimmed().toUtf8() : QByteArray();
}

QString CertificateField::problem() const
{
    return m_problem;
}

QByteArray CertificateField::content() const
{
    if (m_usePem->isChecked())
        return pem();
    const auto read = [](const QString &path) {
        return readUserFile(path, largestFile).value_or(QByteArray());
    };
    if (!m_useFolder->isChecked())
        return read(m_file->text().trimmed());
    QByteArray all; // as it is read at use: what holds no certificate is passed over
    const Result<QStringList> files = filesOfUserFolder(folder(), mostFiles);
    qint64 left = largestFolder;
    for (const QString &path : files.value_or(QStringList())) {
        const QByteArray one = read(path);
        left -= one.size();
        if (left < 0)
            return {};
        if (one.contains("-----BEGIN CERTIFICATE-----") && !one.contains("PRIVATE KEY"))
            all += one + '\n';
    }
    return all;
}

void CertificateField::update()
{
    m_filePage->setVisible(m_useFile->isChecked());
    m_folderPage->setVisible(m_useFolder->isChecked());
    m_pem->setVisible(m_usePem->isChecked());
    m_problem.clear();
    QString says;
    if (m_useSystem->isChecked()) {
        says = tr("Right for certificates of a public authority, or of one your organisation "
                  "installed on this computer.");
    } else if (m_useFile->isChecked() && m_file->text().trimmed().isEmpty()) {
        m_problem = tr("Choose the file with the authority's certificates.");
    } else if (m_useFile->isChecked() && !QFile::exists(m_file->text().trimmed())) {
        m_problem = tr("There is no such file.");
    } else if (m_useFolder->isChecked() && folder().isEmpty()) {
        m_problem = tr("Choose the folder with the authorities' certificates.");
    } else if (m_useFolder->isChecked() && !QFileInfo(folder()).isDir()) {
        m_problem = tr("There is no such folder.");
    } else if (m_usePem->isChecked() && pem().isEmpty()) {
        m_problem = tr("Paste the authority's certificates.");
    } else if (holdsPrivateKey(content())) {
        m_problem = tr("There is a private key among the certificates. Leave it out.");
    } else {
        const QList<QSslCertificate> certificates = QSslCertificate::fromData(content(), QSsl::Pem);
        if (certificates.isEmpty()) {
            m_problem = tr("There is no PEM certificate in it.");
        } else {
            const QSslCertificate &first = certificates.constFirst();
            says = tr("%n certificate(s). The first is “%1”, valid until %2.", nullptr,
                      int(certificates.size()))
                       .arg(commonName(first),
                            QLocale().toString(first.expiryDate().date(), QLocale::ShortFormat));
        }
    }
    m_says->setText(m_problem.isEmpty() ? says : m_problem);
}

} // namespace switchover::ui

#include "moc_certificatefield.cpp"
