// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/importdialog.h"

#include "models/base/visibletext.h"
#include "ui/widgets/confirmbuttons.h"
#include "ui/widgets/environment.h"
#include "ui/widgets/messagebar.h"

#include <QCryptographicHash>
#include <QHeaderView>
#include <QSslCertificate>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover::ui {

namespace {

using Action = ImportEntry::Action;

constexpr qsizetype longestValue = 300;
constexpr int mostLookAlikesNamed = 5;

QStringList fingerprintsOf(const QByteArray &pem)
{
    QStringList fingerprints;
    const QList<QSslCertificate> certificates = QSslCertificate::fromData(pem, QSsl::Pem);
    for (const QSslCertificate &certificate : certificates) {
        fingerprints.append(QString::fromLatin1(
            certificate.digest(QCryptographicHash::Sha256).toHex(':').toUpper()));
    }
    return fingerprints;
}

void addRow(QTreeWidgetItem *cluster, const QString &label, const QString &value)
{
    if (!value.isEmpty())
        new QTreeWidgetItem(cluster, { label, bounded(visibleLine(value), longestValue) });
}

void addRows(QTreeWidgetItem *cluster, const QString &label, const QStringList &values)
{
    for (const QString &value : values)
        addRow(cluster, label, value);
}

void addRecord(QTreeWidgetItem *item, const ImportEntry &entry)
{
    const ClusterRecord &record = entry.record;
    if (!entry.lookAlikes.isEmpty()) {
        addRow(item, ImportDialog::tr("Looks like"),
               entry.lookAlikes
                   .first(std::min<qsizetype>(entry.lookAlikes.size(), mostLookAlikesNamed))
                   .join(u", "_s));
    }
    if (entry.nameInFile != record.identity.name)
        addRow(item, ImportDialog::tr("Name in the file"), entry.nameInFile);
    addRow(item, ImportDialog::tr("Address"), record.identity.address);
    addRows(item, ImportDialog::tr("Other node"), record.moreAddresses);
    addRow(item, ImportDialog::tr("Proxy"), record.proxy);
    addRows(item, ImportDialog::tr("Pinned certificate"), record.pinnedCertificates);
    addRow(item, ImportDialog::tr("CA file"), record.caFile);
    addRows(item, ImportDialog::tr("CA certificate"), fingerprintsOf(record.caPem));
    addRow(item, ImportDialog::tr("CA folder"), record.caFolder);
    addRow(item, ImportDialog::tr("Client certificate"), record.clientCertificateFile);
    addRow(item, ImportDialog::tr("Client key"), record.clientKeyFile);
    addRow(item, ImportDialog::tr("TLS server name"), record.tlsServerName);
    const QString environment = environmentWord(record.identity.environment);
    addRow(item, ImportDialog::tr("Environment"),
           environment.isEmpty() ? record.environmentWord : environment);
    addRow(item, ImportDialog::tr("Group"), record.identity.group);
    addRow(item, ImportDialog::tr("Sign-in namespace"), record.loginNamespace);
    if (record.lookOnly)
        addRow(item, ImportDialog::tr("Access"), ImportDialog::tr("Read-only"));
    addRow(item, ImportDialog::tr("Note"), record.note);
}

} // namespace

ImportDialog::ImportDialog(const QList<ImportEntry> &plan, QWidget *parent)
    : DialogFrame(tr("Import clusters"), u"importReviewDialog"_s, parent)
{
    const auto added = int(std::ranges::count(plan, Action::Add, &ImportEntry::action));
    const auto alike = int(std::ranges::count_if(
        plan, [](const ImportEntry &entry) { return !entry.lookAlikes.isEmpty(); }));
    const int kept = int(plan.size()) - added;
    QString explanation = tr("Check every address, proxy and certificate before you continue.");
    if (kept > 0)
        explanation +=
            u' ' + tr("Already registered clusters stay as they are: %n.", nullptr, kept);
    setHeading(tr("Add %n cluster(s)", nullptr, added), explanation);

    auto *list = new QTreeWidget(this);
    list->setObjectName(u"importList"_s);
    list->setAccessibleName(tr("Clusters in the file"));
    list->setColumnCount(2);
    list->setHeaderLabels({ tr("Cluster"), tr("Value") });
    list->setUniformRowHeights(true);
    list->setMinimumSize(fontMetrics().averageCharWidth() * 96, fontMetrics().lineSpacing() * 18);
    for (const ImportEntry &entry : plan) {
        auto *item = new QTreeWidgetItem(list,
                                         { visibleLine(entry.record.identity.name),
                                           entry.action == Action::Add
                                               ? tr("Will be added")
                                               : tr("Already registered; not changed") });
        if (entry.action == Action::Add)
            addRecord(item, entry);
    }
    list->expandAll();
    list->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    content()->addWidget(list);

    auto *buttons = new ConfirmButtons(tr("&Add clusters"), u"importAcceptButton"_s,
                                       alike > 0 ? Emphasis::Danger : Emphasis::Primary, this);
    setButtons(buttons);
    connect(buttons, &ConfirmButtons::confirmed, this, &ImportDialog::accept);
    if (alike > 0) {
        messages().setClosable(false);
        messages().showMessage(
            Tone::Attention,
            tr("%n name(s) look like another name. Compare the addresses.", nullptr, alike));
    }
}

} // namespace switchover::ui

#include "moc_importdialog.cpp"
