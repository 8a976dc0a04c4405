// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace switchover {

class ActivityLog;
class Clock;
class ClusterRegistry;
class CredentialStore;
class Fleet;
class SettingsStore;
class TokenLedger;

namespace ui {

class ClipboardGuard;

/// The long-lived objects the window works with. Built by app/, which owns them all and lets them
/// outlive the window. Passed by reference to what needs more than one of them.
struct Services
{
    Fleet &fleet;
    ClusterRegistry &registry;
    CredentialStore &credentials;
    ActivityLog &activity;
    TokenLedger &ledger;
    SettingsStore &settings;
    ClipboardGuard &clipboard;
    const Clock &clock;
};

} // namespace ui
} // namespace switchover
