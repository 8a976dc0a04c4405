// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/console.h"

#include "models/fleet/fleet.h"
#include "models/lab/lab.h"
#include "models/store/activitylog.h"
#include "models/store/clusterregistry.h"
#include "models/store/keychaincredentialstore.h"
#include "models/store/memorycredentialstore.h"
#include "models/store/settings.h"
#include "models/store/tokenledger.h"
#include "ui/lab/labautosignin.h"
#include "ui/lab/labbanner.h"
#include "ui/lab/labpanel.h"
#include "ui/operations/operationcenter.h"
#include "ui/services.h"
#include "ui/shell/desklock.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/clipboardguard.h"
#include "ui/widgets/theme.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

ui::Scheme schemeOf(const Settings &settings)
{
    switch (settings.appearance.scheme) {
    case AppearanceSettings::Scheme::System:
        return ui::Scheme::System;
    case AppearanceSettings::Scheme::Light:
        return ui::Scheme::Light;
    case AppearanceSettings::Scheme::Dark:
        return ui::Scheme::Dark;
    }
    Q_UNREACHABLE();
}

ClusterRecord recordOf(const lab::ClusterInfo &cluster, const QByteArray &caPem)
{
    ClusterRecord record;
    record.identity.name = cluster.name;
    record.identity.group = Console::tr("Lab");
    record.identity.environment = Environment::Lab;
    record.identity.address = cluster.address;
    for (const lab::NodeInfo &node : cluster.nodes) {
        if (node.address != cluster.address)
            record.moreAddresses.append(node.address);
    }
    record.caPem = caPem;
    return record;
}

} // namespace

Console::Console(CommandLine line, QApplication &application, QObject *parent)
    : QObject(parent)
    , m_line(std::move(line))
    , m_application(application)
{
}

Console::~Console() = default;

void Console::setLabTempo(double tempo)
{
    m_labTempo = tempo;
}

ui::MainWindow &Console::window() const
{
    return *m_window;
}

lab::Lab *Console::lab() const
{
    return m_lab.get();
}

ClusterRegistry &Console::registry() const
{
    return *m_registry;
}

Fleet &Console::fleet() const
{
    return *m_fleet;
}

Result<void> Console::open()
{
    if (!m_claimed) {
        const Result<SingleInstance::Claim> claim = claimProfile();
        if (!claim)
            return Failure(claim.error());
        if (*claim == SingleInstance::Claim::HandedOver) {
            return Failure(
                Error { .kind = Error::Kind::InvalidInput, .detail = handedOverSentence() });
        }
    }
    if (Result<void> started = startLab(); !started)
        return started;
    loadStores();
    if (Result<void> loaded = loadRegistry(); !loaded)
        return loaded;
    buildWindow();
    m_fleet->start();
    return {};
}

Result<SingleInstance::Claim> Console::claimProfile()
{
    using Claim = SingleInstance::Claim;
    // The lab leaves nothing behind unless a profile is named.
    if (m_line.labScenario && m_line.profileFolder.isEmpty()) {
        m_claimed = true;
        return Claim::Ours;
    }
    const Result<Profile> profile = Profile::open(m_line.profileFolder);
    if (!profile)
        return Failure(profile.error());
    m_profile = *profile;
    m_instance = std::make_unique<SingleInstance>(m_profile.folder);
    connect(m_instance.get(), &SingleInstance::showRequested, this, &Console::showWindow);
    const Result<Claim> claim = m_instance->claim();
    m_claimed = claim && *claim == Claim::Ours;
    return claim;
}

QString Console::handedOverSentence() const
{
    return m_instance ? m_instance->handedOverSentence() : QString();
}

void Console::showWindow(const QString &activationToken)
{
    if (!m_window)
        return; // it will show itself in a moment
    if (!activationToken.isEmpty())
        qputenv("XDG_ACTIVATION_TOKEN", activationToken.toUtf8()); // Qt's Wayland plugin reads it
    m_window->setWindowState(m_window->windowState() & ~Qt::WindowMinimized);
    m_window->show();
    m_window->raise();
    m_window->activateWindow();
}

Result<void> Console::startLab()
{
    if (!m_line.labScenario)
        return {};
    lab::Options options;
    options.scenario = *m_line.labScenario;
    options.tempo = m_labTempo;
    m_lab = std::make_unique<lab::Lab>(options);
    Result<void> started = m_lab->start();
    if (!started) {
        QStringList names;
        for (const lab::ScenarioInfo &scenario : lab::Lab::scenarios())
            names.append(scenario.name);
        if (!names.contains(*m_line.labScenario)) {
            return Failure(Error { .kind = Error::Kind::InvalidInput,
                                   .detail = tr("There is no scenario \"%1\"; there are: %2.")
                                                 .arg(*m_line.labScenario, names.join(", "_L1)) });
        }
    }
    return started;
}

void Console::note(const QString &text)
{
    m_activity->append({ .outcome = ActivityEntry::Outcome::Attention, .text = text });
}

void Console::loadStores()
{
    const bool inMemory = m_profile.isInMemory();
    m_activity = std::make_unique<ActivityLog>(inMemory ? QString() : m_profile.activityFile());
    if (const int damaged = m_activity->load(); damaged > 0)
        note(tr("%n damaged line(s) of the activity log were left out.", nullptr, damaged));
    m_settings = std::make_unique<SettingsStore>(inMemory ? QString() : m_profile.settingsFile());
    if (const Result<QStringList> replaced = m_settings->load(); !replaced) {
        note(errorSentence(replaced.error()));
    } else {
        for (const QString &sentence : *replaced)
            note(sentence);
    }
    if (m_line.lookOnly)
        m_settings->forceLookOnly();
    m_ledger = std::make_unique<TokenLedger>(inMemory ? QString() : m_profile.ledgerFile());
    if (const Result<void> loaded = m_ledger->load(); !loaded)
        note(errorSentence(loaded.error()));
    if (m_lab)
        m_credentials = std::make_unique<MemoryCredentialStore>();
    else
        m_credentials = std::make_unique<KeychainCredentialStore>();
}

Result<void> Console::loadRegistry()
{
    const bool ownRegistry = !m_lab && m_line.fleetFile.isEmpty();
    m_registry =
        std::make_unique<ClusterRegistry>(ownRegistry ? m_profile.registryFile() : QString());
    QList<ClusterRecord> records;
    if (m_lab) {
        for (const lab::ClusterInfo &cluster : m_lab->clusters())
            records.append(recordOf(cluster, m_lab->caPem()));
    } else if (!m_line.fleetFile.isEmpty()) {
        Result<QList<ClusterRecord>> read = ClusterRegistry::readFile(m_line.fleetFile);
        if (!read)
            return Failure(read.error());
        records = std::move(*read);
    } else if (const Result<void> loaded = m_registry->load(); !loaded) {
        // Opens all the same: the file is left as it is, and nothing is saved over it.
        note(tr("The saved clusters could not be read and stay untouched. %1")
                 .arg(errorSentence(loaded.error())));
    }
    const QList<ClusterId> &escaped = m_registry->escapedNames();
    for (const ClusterId &id : escaped) {
        if (const auto record = m_registry->cluster(id))
            note(tr("The saved name of “%1” has hidden characters. Switchover spells them out. "
                    "Rename the cluster.")
                     .arg(record->identity.name));
    }
    for (const ClusterRecord &record : records) {
        if (const Result<ClusterId> added = m_registry->add(record); !added)
            return Failure(added.error());
    }
    return {};
}

void Console::buildWindow()
{
    ui::applyTheme(m_application, schemeOf(m_settings->settings()));
    connect(m_settings.get(), &SettingsStore::changed, this, [this](const Settings &settings) {
        ui::applyTheme(m_application, schemeOf(settings));
        m_fleet->setSettings(settings);
    });
    m_clipboard = std::make_unique<ui::ClipboardGuard>(*QApplication::clipboard(), m_clock);
    m_fleet = std::make_unique<Fleet>(*m_registry, *m_credentials, *m_activity, m_clock);
    m_fleet->setSettings(m_settings->settings());
    m_services = std::make_unique<ui::Services>(
        ui::Services { *m_fleet, *m_registry, *m_credentials, *m_activity, *m_ledger, *m_settings,
                       *m_clipboard, m_clock });
    m_window = std::make_unique<ui::MainWindow>(*m_services);
    if (m_lab) {
        m_window->deskLock().setWhenIdle(ui::DeskLock::WhenIdle::Ignore);
        m_labSignIn = std::make_unique<ui::LabAutoSignIn>(*m_lab, *m_fleet);
        m_window->operations().setSuggestedSecrets(m_labSignIn.get());
        auto *banner = new ui::LabBanner(*m_lab);
        auto *panel = new ui::LabPanel(*m_lab);
        m_window->setBanner(banner);
        QAction *shown = m_window->addDock(tr("Lab"), panel, u"labDock"_s);
        connect(banner, &ui::LabBanner::panelRequested, shown, &QAction::trigger);
    }
    m_window->show();
}

} // namespace switchover

#include "moc_console.cpp"
