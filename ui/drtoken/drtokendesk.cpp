// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/drtoken/drtokendesk.h"

#include "models/fleet/fleet.h"
#include "models/fleet/operationtokenceremony.h"
#include "ui/drtoken/batchtokendialog.h"
#include "ui/drtoken/ceremonydialog.h"
#include "ui/services.h"

namespace switchover::ui {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds watchInterval = 5s;

void raise(QDialog *dialog)
{
    dialog->show();
    dialog->raise();
    dialog->activateWindow();
}

} // namespace

DrTokenDesk::DrTokenDesk(Services &services, QWidget *window, QObject *parent)
    : QObject(parent)
    , m_services(services)
    , m_window(window)
{
    connect(&services.fleet, &Fleet::clusterRemoved, this, [this](const ClusterId &id) {
        if (const auto dialog = m_dialogs.find(id); dialog != m_dialogs.end())
            delete dialog->second;
        m_dialogs.erase(id);
        m_ceremonies.erase(id);
    });
}

DrTokenDesk::~DrTokenDesk()
{
    // Views first.
    for (const auto &[id, dialog] : m_dialogs)
        delete dialog;
    for (const auto &[id, dialog] : m_batchDialogs)
        delete dialog;
}

void DrTokenDesk::setSettlingInterval(std::chrono::milliseconds interval)
{
    m_settlingInterval = interval;
}

CeremonyDialog *DrTokenDesk::openCeremony(const ClusterId &secondary)
{
    if (!m_services.fleet.snapshot(secondary))
        return nullptr;
    if (CeremonyDialog *open = m_dialogs[secondary]) {
        raise(open);
        return open;
    }
    std::unique_ptr<OperationTokenCeremony> &ceremony = m_ceremonies[secondary];
    // What was made is in the stock; the next ceremony begins anew.
    if (!ceremony || ceremony->stage() == OperationTokenCeremony::Stage::Made
        || ceremony->stage() == OperationTokenCeremony::Stage::Dropped) {
        ceremony = std::make_unique<OperationTokenCeremony>(m_services.fleet, m_services.activity,
                                                            secondary);
    }
    ceremony->setSettlingInterval(m_settlingInterval);
    ceremony->setWatchInterval(watchInterval);
    auto *dialog = new CeremonyDialog(m_services, *ceremony, m_window);
    m_dialogs[secondary] = dialog;
    connect(dialog, &CeremonyDialog::operationRequested, this, &DrTokenDesk::operationRequested);
    connect(dialog, &QObject::destroyed, this, [this, secondary] {
        // Nobody looks any more, so nothing is asked any more.
        if (const auto quiet = m_ceremonies.find(secondary); quiet != m_ceremonies.end())
            quiet->second->setWatchInterval(0ms);
    });
    dialog->show();
    ceremony->read();
    return dialog;
}

BatchTokenDialog *DrTokenDesk::openBatchToken(const ClusterId &primary)
{
    if (!m_services.fleet.snapshot(primary))
        return nullptr;
    if (BatchTokenDialog *open = m_batchDialogs[primary]) {
        raise(open);
        return open;
    }
    auto *dialog = new BatchTokenDialog(m_services, primary, m_window);
    m_batchDialogs[primary] = dialog;
    dialog->show();
    return dialog;
}

void DrTokenDesk::forgetSecrets()
{
    for (const auto &[id, dialog] : m_dialogs)
        delete dialog;
    m_dialogs.clear();
    for (const auto &[id, dialog] : m_batchDialogs)
        delete dialog;
    m_batchDialogs.clear();
    m_ceremonies.clear();
}

} // namespace switchover::ui

#include "moc_drtokendesk.cpp"
