// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commandline.h"
#include "app/window/singleinstance.h"
#include "models/base/clock.h"
#include "models/base/error.h"
#include "models/store/profile.h"

#include <QObject>

#include <memory>

class QApplication;

namespace switchover {

class ActivityLog;
class ClusterRegistry;
class CredentialStore;
class Fleet;
class SettingsStore;
class TokenLedger;

namespace lab {
class Lab;
}

namespace ui {
class ClipboardGuard;
class LabAutoSignIn;
class MainWindow;
struct Services;
} // namespace ui

/// The composition root of the window: builds every long-lived object in the order of its
/// dependencies and owns it. The only place that knows them all.
class Console final : public QObject
{
    Q_OBJECT

public:
    Console(CommandLine line, QApplication &application, QObject *parent = nullptr);
    ~Console() override;

    /// Makes the profile this program's own, or hands the start over to the window that has it
    /// open. A lab without a profile is always its own. open() does it if it was not done.
    Result<SingleInstance::Claim> claimProfile();
    [[nodiscard]] QString handedOverSentence() const;

    /// Starts the lab if asked, opens the profile and shows the window. An error means the window
    /// could not open at all; what is merely damaged (an unreadable settings file) is said inside.
    Result<void> open();

    /// How much faster the lab's delays pass; for tests, before open().
    void setLabTempo(double tempo);

    [[nodiscard]] ui::MainWindow &window() const;
    [[nodiscard]] lab::Lab *lab() const; ///< nullptr without --lab
    [[nodiscard]] ClusterRegistry &registry() const;
    [[nodiscard]] Fleet &fleet() const;

private:
    Result<void> startLab();
    Result<void> loadRegistry();
    void loadStores();
    void buildWindow();
    void note(const QString &text);
    void showWindow(const QString &activationToken);

    CommandLine m_line;
    QApplication &m_application;
    double m_labTempo = 1.0;
    SystemClock m_clock;
    Profile m_profile;
    std::unique_ptr<SingleInstance> m_instance;
    bool m_claimed = false;
    std::unique_ptr<lab::Lab> m_lab;
    std::unique_ptr<SettingsStore> m_settings;
    std::unique_ptr<ClusterRegistry> m_registry;
    std::unique_ptr<ActivityLog> m_activity;
    std::unique_ptr<TokenLedger> m_ledger;
    std::unique_ptr<CredentialStore> m_credentials;
    std::unique_ptr<Fleet> m_fleet;
    std::unique_ptr<ui::ClipboardGuard> m_clipboard;
    std::unique_ptr<ui::LabAutoSignIn> m_labSignIn;
    std::unique_ptr<ui::Services> m_services;
    std::unique_ptr<ui::MainWindow> m_window;
};

} // namespace switchover
