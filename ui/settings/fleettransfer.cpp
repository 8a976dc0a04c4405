// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/fleettransfer.h"

#include "models/store/clusterregistry.h"
#include "ui/services.h"
#include "ui/settings/importdialog.h"

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

bool isAdded(const ImportEntry &entry)
{
    return entry.action == ImportEntry::Action::Add;
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

void FleetTransfer::importFile(const QString &path)
{
    const Result<QList<ClusterRecord>> records = ClusterRegistry::readFile(path);
    if (!records) {
        emit news(Tone::Danger, tr("Nothing was imported. %1").arg(errorSentence(records.error())));
        return;
    }
    const QList<ImportEntry> plan = importPlan(m_services.registry.clusters(), *records);
    if (std::ranges::none_of(plan, isAdded)) {
        addClusters(plan);
        return;
    }
    auto *dialog = new ImportDialog(plan, m_window);
    connect(dialog, &ImportDialog::accepted, this, [this, plan] { addClusters(plan); });
    dialog->open();
}

void FleetTransfer::addClusters(const QList<ImportEntry> &plan)
{
    int added = 0;
    for (const ImportEntry &entry : plan) {
        if (!isAdded(entry))
            continue;
        const Result<ClusterId> id = m_services.registry.add(entry.record);
        if (!id) {
            const QString refusal = id.error().kind == Error::Kind::InvalidInput
                ? id.error().detail
                : errorSentence(id.error());
            emit news(Tone::Attention,
                      tr("%n cluster(s) imported. The import stopped at “%1”: %2", nullptr, added)
                          .arg(entry.record.identity.name, refusal));
            return;
        }
        ++added;
    }
    const int known = int(plan.size()) - added;
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
