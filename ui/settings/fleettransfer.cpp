// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/fleettransfer.h"

#include "models/store/clusterregistry.h"
#include "ui/services.h"

#include <QFileDialog>
#include <QSaveFile>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover::ui {

namespace {

QFileDialog *fileDialog(QWidget *window, const QString &title, const QString &objectName)
{
    auto *dialog = new QFileDialog(window, title);
    dialog->setObjectName(objectName);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    // Qt's own dialog can be driven by a screen reader on every desktop.
    dialog->setOption(QFileDialog::DontUseNativeDialog);
    dialog->setNameFilters({ QCoreApplication::translate("FleetTransfer", "Fleet files (*.json)"),
                             QCoreApplication::translate("FleetTransfer", "All files (*)") });
    return dialog;
}

} // namespace

FleetTransfer::FleetTransfer(Services &services, QWidget *window)
    : QObject(window)
    , m_services(services)
    , m_window(window)
{
}

void FleetTransfer::openImport()
{
    QFileDialog *dialog = fileDialog(m_window, tr("Import clusters"), u"importDialog"_s);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &FleetTransfer::importFile);
    dialog->open();
}

void FleetTransfer::openExport()
{
    QFileDialog *dialog = fileDialog(m_window, tr("Export clusters"), u"exportDialog"_s);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"json"_s);
    dialog->selectFile(u"fleet.json"_s);
    connect(dialog, &QFileDialog::fileSelected, this, &FleetTransfer::exportFile);
    dialog->open();
}

FleetTransfer::Outcome FleetTransfer::add(ClusterRecord record, QString *refusal)
{
    const QList<ClusterRecord> &registered = m_services.registry.clusters();
    const Result<QString> address = ClusterRegistry::normalizedAddress(record.identity.address);
    const bool known = std::ranges::any_of(registered, [&](const ClusterRecord &other) {
        return other.identity.id == record.identity.id
            || (address && other.identity.address == *address);
    });
    if (known)
        return Outcome::Known;
    const auto taken = [&registered](const QString &name) {
        return std::ranges::any_of(registered, [&name](const ClusterRecord &other) {
            return other.identity.name.compare(name, Qt::CaseInsensitive) == 0;
        });
    };
    const QString name = record.identity.name;
    for (int number = 2; taken(record.identity.name); ++number)
        record.identity.name = u"%1 (%2)"_s.arg(name).arg(number);
    record.lastSignIn = {};
    record.rememberToken = false; // the token is in another computer's keychain
    record.rememberOperationToken = false;
    const Result<ClusterId> added = m_services.registry.add(record);
    if (added)
        return Outcome::Added;
    *refusal = added.error().kind == Error::Kind::InvalidInput ? added.error().detail
                                                               : errorSentence(added.error());
    return Outcome::Refused;
}

void FleetTransfer::importFile(const QString &path)
{
    const Result<QList<ClusterRecord>> records = ClusterRegistry::readFile(path);
    if (!records) {
        emit news(Tone::Danger, tr("Nothing was imported. %1").arg(errorSentence(records.error())));
        return;
    }
    int added = 0;
    int known = 0;
    QString refusal;
    for (const ClusterRecord &record : *records) {
        switch (add(record, &refusal)) {
        case Outcome::Added:
            ++added;
            break;
        case Outcome::Known:
            ++known;
            break;
        case Outcome::Refused:
            emit news(Tone::Attention,
                      tr("%n cluster(s) imported. The import stopped at “%1”: %2", nullptr, added)
                          .arg(record.identity.name, refusal));
            return;
        }
    }
    QStringList sentences { tr("%n cluster(s) imported.", nullptr, added) };
    if (known > 0)
        sentences.append(tr("Already registered and left as before: %n.", nullptr, known));
    emit news(Tone::Neutral, sentences.join(u' '));
}

void FleetTransfer::exportFile(const QString &path)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(m_services.registry.exported()) < 0
        || !file.commit()) {
        emit news(Tone::Danger,
                  tr("The clusters were not exported. %1: %2").arg(path, file.errorString()));
        return;
    }
    emit news(Tone::Neutral,
              tr("%n cluster(s) exported to %1. The file holds no tokens.", nullptr,
                 int(m_services.registry.clusters().size()))
                  .arg(path));
}

} // namespace switchover::ui

#include "moc_fleettransfer.cpp"
