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
    static constexpr std::chrono::seconds fastest { 5 }; ///< status reads count against quotas
    static constexpr std::chrono::seconds slowest { 3600 };
    std::chrono::seconds interval { 10 };
    friend bool operator==(const PollingSettings &, const PollingSettings &) = default;
};

struct SafetySettings
{
    bool lookOnly = false; ///< for the whole program
    static constexpr std::chrono::seconds soonestClear { 5 };
    static constexpr std::chrono::seconds latestClear { 600 };
    std::chrono::seconds clipboardClearAfter { 45 };
    static constexpr std::chrono::minutes latestLock { 480 };
    std::chrono::minutes lockAfter { 15 }; ///< without input; 0: never
    /// Where a call that interrupts wants the cluster's name typed. One that destroys always does.
    enum class TypedNames { ForDestroying, OnProduction, Everywhere };
    TypedNames typedNames = TypedNames::OnProduction;
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

    /// What had to be replaced by a default, one sentence each. A file that is no settings file is
    /// moved aside as "….broken", which is one of the sentences. Error::File if it cannot be
    /// opened; it is not written then.
    Result<QStringList> load();
    [[nodiscard]] const Settings &settings() const;
    /// InvalidInput, with the member in `where`, outside the ranges. Takes effect even if the file
    /// cannot be written, which is the error then.
    Result<void> setSettings(const Settings &settings);

    /// Look-only from the command line: on whatever the settings say, until the program ends. What
    /// is saved stays as it was.
    void forceLookOnly();
    [[nodiscard]] bool isLookOnlyForced() const;

    /// Opaque window and header states by name; saved with the rest, at the latest when the store
    /// dies.
    [[nodiscard]] QByteArray windowState(const QString &name) const;
    void setWindowState(const QString &name, const QByteArray &state);

signals:
    void changed(const switchover::Settings &settings);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace switchover
