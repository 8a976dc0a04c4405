// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/certificatefield.h"

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
    buildPem();
    m_says->setObjectName(u"clusterCaSays"_s);
    layout->addWidget(m_filePage);
    layout->addWidget(m_pem);
    layout->addWidget(m_says);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_useSystem->setChecked(true);
    update();
}

void CertificateField::buildChoice()
{
    m_useSystem = new QRadioButton(tr("The &system's certificate authorities"), this);
    m_useSystem->setObjectName(u"clusterCaSystemButton"_s);
    m_useFile = new QRadioButton(tr("A PEM &file on this computer"), this);
    m_useFile->setObjectName(u"clusterCaFileButton"_s);
    m_usePem = new QRadioButton(tr("&Pasted PEM certificates"), this);
    m_usePem->setObjectName(u"clusterCaPemButton"_s);
    for (QRadioButton *button : { m_useSystem, m_useFile, m_usePem }) {
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

void CertificateField::buildFile()
{
    m_filePage = new QWidget(this);
    QWidget *page = m_filePage;
    auto *row = new QHBoxLayout(page);
    row->setContentsMargins({});
    row->setSpacing(space(Space::Small, this));
    m_file = new QLineEdit(page);
    m_file->setObjectName(u"clusterCaFileEdit"_s);
    m_file->setAccessibleName(tr("CA file"));
    m_file->setPlaceholderText(u"/etc/vault/ca.pem"_s);
    m_browse = new QPushButton(tr("&Browse…"), page);
    m_browse->setObjectName(u"clusterCaBrowseButton"_s);
    m_browse->setAutoDefault(false);
    row->addWidget(m_file, 1);
    row->addWidget(m_browse);
    connect(m_browse, &QPushButton::clicked, this, &CertificateField::browse);
    connect(m_file, &QLineEdit::textChanged, this, [this] {
        update();
        emit changed();
    });
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

void CertificateField::setCertificates(const QString &file, const QByteArray &pem)
{
    m_file->setText(file);
    m_pem->setPlainText(QString::fromUtf8(pem));
    if (!file.isEmpty())
        m_useFile->setChecked(true);
    else if (!pem.isEmpty())
        m_usePem->setChecked(true);
    else
        m_useSystem->setChecked(true);
}

QString CertificateField::file() const
{
    return m_useFile->isChecked() ? m_file->text().trimmed() : QString();
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
    QFile file(m_file->text().trimmed());
    return file.open(QIODevice::ReadOnly) ? file.read(largestFile) : QByteArray();
}

void CertificateField::update()
{
    m_filePage->setVisible(m_useFile->isChecked());
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
    } else if (m_usePem->isChecked() && pem().isEmpty()) {
        m_problem = tr("Paste the authority's certificates.");
    } else if (content().contains("PRIVATE KEY")) {
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
