// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/clock.h"
#include "models/fleet/fleet.h"
#include "models/fleet/operationrun.h"
#include "models/lab/lab.h"
#include "models/store/activitylog.h"
#include "models/store/clusterregistry.h"
#include "models/store/memorycredentialstore.h"
#include "tests/fleet/sessions.h"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <optional>

namespace switchover::test {

/// A lab and a fleet that has all of its clusters registered and is signed in wherever one can be.
class LabFleet : public QObject
{
    Q_OBJECT

public:
    explicit LabFleet(lab::Options options, SessionMeans means = withoutJitter());
    ~LabFleet() override;

    [[nodiscard]] static lab::Options options(const QString &scenario);

    /// False if the lab did not start, or a cluster was not read or signed in to in time.
    [[nodiscard]] bool start();
    [[nodiscard]] bool signIn(const QString &cluster, const QString &token);
    [[nodiscard]] bool poll(const QString &cluster);
    /// Forgets all that was read and every sign-in, and goes on with other means.
    void remakeFleet(SessionMeans means);

    [[nodiscard]] QString name(int index) const { return lab.clusters().at(index).name; }
    [[nodiscard]] ClusterId id(const QString &cluster) const;
    [[nodiscard]] const ClusterSnapshot &snapshot(const QString &cluster) const;
    [[nodiscard]] const ReplicationBlock *block(const QString &cluster, ReplicationType type) const;

    /// Runs an operation to its end; the snapshot of the moment is what was reviewed, and whatever
    /// it endangers elsewhere is accepted unless `prepare` says otherwise.
    struct Ended
    {
        OperationOutcome outcome;
        OperationAnswer answer;
        QStringList progress;
        QString run;
    };
    using Prepare = std::function<void(OperationRun &)>;
    [[nodiscard]] Ended run(OperationId operation, const QString &cluster, Arguments arguments = {},
                            const Prepare &prepare = {});
    /// Writes below sys/replication in the lab's log since it was cleared.
    [[nodiscard]] QList<lab::RequestEntry> writes() const;

    SystemClock clock;
    lab::Lab lab;
    ClusterRegistry registry { QString() };
    MemoryCredentialStore credentials;
    ActivityLog activity { QString() };
    std::unique_ptr<Fleet> fleet;

private:
    [[nodiscard]] bool read(const QString &cluster);
    [[nodiscard]] bool signInAsRoot(const lab::ClusterInfo &info);

    SessionMeans m_means;
    std::optional<Error> m_refusal; ///< of the last signIn()
};

} // namespace switchover::test
