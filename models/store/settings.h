// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"

#include <QByteArray>
#include <QObject>
#include <QString>
#include <QStringList>

#include <chrono>
#include <memory>

namespace switchover {

struct PollingSettings
{
    std::chrono::seconds interval { 10 }; ///< 5 s at least: status reads count against quotas
    friend bool operator==(const PollingSettings &, const PollingSettings &) = default;
};

struct SafetySettings
{
    bool lookOnly = false; ///< for the whole program
    std::chrono::seconds clipboardClearAfter { 45 };
    friend bool operator==(const SafetySettings &, const SafetySettings &) = default;
};

struct AppearanceSettings
{
    enum class Scheme { System, Light, Dark } scheme = Scheme::System;
    friend bool operator==(const AppearanceSettings &, const AppearanceSettings &) = default;
};

struct Settings
{
    PollingSettings polling;
    SafetySettings safety;
    AppearanceSettings appearance;
    friend bool operator==(const Settings &, const Settings &) = default;
};

/// Loads and saves all settings at once. Out-of-range values fall back to the default and are
/// reported; members this version does not know survive a save. Window geometry is kept apart,
/// in windowState().
class SettingsStore final : public QObject
{
    Q_OBJECT

public:
    /// `path` "" keeps everything in memory.
    explicit SettingsStore(QString path, QObject *parent = nullptr);
    ~SettingsStore() override;

    /// What had to be replaced by a default, one sentence each.
    Result<QStringList> load();
    [[nodiscard]] const Settings &settings() const;
    Result<void> setSettings(const Settings &settings);

    /// Opaque window and header states by name; saved with the rest.
    [[nodiscard]] QByteArray windowState(const QString &name) const;
    void setWindowState(const QString &name, const QByteArray &state);

signals:
    void changed(const switchover::Settings &settings);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace switchover
