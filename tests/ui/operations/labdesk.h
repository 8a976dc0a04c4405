// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/clock.h"
#include "models/fleet/fleet.h"
#include "models/lab/lab.h"
#include "models/store/activitylog.h"
#include "models/store/clusterregistry.h"
#include "models/store/memorycredentialstore.h"
#include "models/store/settings.h"
#include "models/store/tokenledger.h"
#include "ui/cluster/clusterpage.h"
#include "ui/lab/labautosignin.h"
#include "ui/operations/operationcenter.h"
#include "ui/operations/operationdialog.h"
#include "ui/services.h"
#include "ui/tokens/tokendialog.h"
#include "ui/widgets/clipboardguard.h"

#include <QAbstractButton>
#include <QLineEdit>
#include <QPointer>
#include <QTest>

#include <memory>
#include <utility>

namespace switchover::test {

// The clusters that most scenarios have.
inline const QString amber = QStringLiteral("amber");
inline const QString basalt = QStringLiteral("basalt");
inline const QString cobalt = QStringLiteral("cobalt");

/// A desk in front of the lab: every simulated cluster registered and signed in to, a cluster page,
/// and hands that find things by object name and click and type.
class LabDesk : public QObject
{
    Q_OBJECT

public:
    explicit LabDesk(const QString &scenario, Environment environment = Environment::Lab);
    explicit LabDesk(lab::Options options, Environment environment = Environment::Lab);
    [[nodiscard]] static lab::Options optionsFor(const QString &scenario);
    ~LabDesk() override;

    /// False if the lab did not start or a cluster could not be read and signed in to in time.
    [[nodiscard]] bool start();

    [[nodiscard]] ClusterId id(const QString &cluster) const;
    [[nodiscard]] const ClusterSnapshot &snapshot(const QString &cluster) const;
    [[nodiscard]] const ReplicationBlock *block(const QString &cluster, ReplicationType type) const;
    [[nodiscard]] lab::ClusterInfo info(const QString &cluster) const
    {
        return lab.cluster(cluster).value_or(lab::ClusterInfo());
    }
    /// Asks every cluster now; to be called while waiting for something.
    void pollAll();
    /// Shows the cluster's page.
    void show(const QString &cluster);

    /// Clicks an operation's button on the page; the dialog it opened, nullptr if it cannot be
    /// clicked.
    [[nodiscard]] ui::OperationDialog *openByButton(const QString &cluster, OperationId operation);
    [[nodiscard]] QPushButton *operationButton(OperationId operation) const;
    [[nodiscard]] ui::TokenDialog *tokenDialog() const;

    /// Fills the form, reviews with the cluster's name where asked, sends, waits for the end and
    /// closes the dialog. Returns the outcome's text; "" after a mint, whose end is the token
    /// dialog;
    /// "!" and the reason if it could not be done.
    using Values = QList<std::pair<QString, QString>>; ///< wire name, value
    QString perform(ui::OperationDialog *dialog, const Values &values = {});
    /// Up to the click on the send button; "" or what was in the way.
    QString submit(ui::OperationDialog *dialog, const Values &values = {});
    QString perform(const QString &cluster, OperationId operation, const Values &values = {});
    /// Generates a token, uses it on the other cluster by "Use on…", and closes the token dialog.
    QString mintAndUse(const QString &primary, OperationId mint, const QString &secondaryId,
                       const QString &target, const Values &values = {});
    /// Polls until the lab's own word for the role is this.
    [[nodiscard]] bool waitForMode(const QString &cluster, ReplicationType type,
                                   const QString &mode);
    /// Polls until the cluster streams.
    [[nodiscard]] bool waitForStream(const QString &cluster, ReplicationType type);
    /// "POST /v1/sys/replication/…", for what was written since the log was cleared.
    [[nodiscard]] QStringList writtenPaths() const;

    /// Mutating requests below sys/replication since the log was cleared, "POST /v1/… {body}".
    [[nodiscard]] QList<lab::RequestEntry> writes() const;

    SystemClock clock;
    lab::Lab lab;
    ClusterRegistry registry { QString() };
    MemoryCredentialStore credentials;
    ActivityLog activity { QString() };
    TokenLedger ledger { QString() };
    SettingsStore settings { QString() };
    std::unique_ptr<ui::ClipboardGuard> clipboard;
    std::unique_ptr<Fleet> fleet;
    std::unique_ptr<ui::Services> services;
    std::unique_ptr<ui::LabAutoSignIn> signIn;
    QWidget window;
    std::unique_ptr<ui::OperationCenter> center;
    ui::ClusterPage *page = nullptr;

private:
    Environment m_environment;
};

/// Finds a child by name; fails the test's expectations by returning nullptr.
template <typename T>
[[nodiscard]] T *find(QWidget *root, const QString &name)
{
    return root ? root->findChild<T *>(name) : nullptr;
}

/// Clicks with the mouse, as a person can: false if hidden or disabled.
[[nodiscard]] bool click(QWidget *root, const QString &name);
/// Replaces the text of a line edit by typing; ticks a check box when given "on"; fills a text
/// edit.
[[nodiscard]] bool type(QWidget *root, const QString &name, const QString &text);
/// The text an outcome page shows, "" before.
[[nodiscard]] QString outcomeOf(ui::OperationDialog *dialog);

} // namespace switchover::test
