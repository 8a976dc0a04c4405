// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"

#include <QObject>

#include <chrono>
#include <memory>

class QLocalServer;
class QLockFile;

namespace switchover {

/// One window for each profile folder, because one program writes its files. A lock file says who
/// that is; a local socket named after the folder lets a second start bring the first one's window
/// to the front.
class SingleInstance final : public QObject
{
    Q_OBJECT

public:
    enum class Claim {
        Ours,      ///< this program may write; the lock is held while this object lives
        HandedOver ///< another has the folder, was asked to show its window, and said that it does
    };

    explicit SingleInstance(const QString &folder, QObject *parent = nullptr);
    ~SingleInstance() override;

    /// Blocks for `patience` at most, while another program that holds the lock is asked. An error
    /// means that nothing was changed and that this program must not write to the folder.
    Result<Claim> claim(std::chrono::milliseconds patience = std::chrono::seconds(4));

    /// What to say after HandedOver.
    [[nodiscard]] QString handedOverSentence() const;
    /// Differs for each folder, is the same for each way to write its path.
    [[nodiscard]] static QString socketName(const QString &folder);

signals:
    /// By a second start. The token lets a Wayland compositor give the focus; may be empty.
    void showRequested(const QString &activationToken);

private:
    Result<bool> takeLock();
    void listen();
    void answer();
    bool askTheOther(std::chrono::milliseconds patience) const;
    [[nodiscard]] Error silentOther() const;

    QString m_folder;
    std::unique_ptr<QLockFile> m_lock;
    QLocalServer *m_server = nullptr;
};

} // namespace switchover
