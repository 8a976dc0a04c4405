// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/lab.h"

namespace switchover::lab {

struct Lab::Private
{
    Options options;
};

Lab::Lab(Options options, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->options = std::move(options);
}
Lab::~Lab() = default;
QList<ScenarioInfo> Lab::scenarios() { return {}; }
Result<void> Lab::start() { return {}; }
bool Lab::isRunning() const { return false; }
const Options &Lab::options() const { return d->options; }
QList<ClusterInfo> Lab::clusters() const { return {}; }
std::optional<ClusterInfo> Lab::cluster(const QString &) const { return {}; }
QUrl Lab::controlAddress() const { return {}; }
QByteArray Lab::caPem() const { return {}; }
QString Lab::caFile() const { return {}; }
QDateTime Lab::now() const { return {}; }
QList<FaultInfo> Lab::availableFaults() { return {}; }
Result<int> Lab::setFault(const QString &, const QString &, const FaultSpec &) { return 0; }
void Lab::clearFault(int) { }
void Lab::clearFaults() { }
QList<ActiveFault> Lab::faults() const { return {}; }
void Lab::advanceClock(std::chrono::milliseconds) { }
Result<void> Lab::seal(const QString &) { return {}; }
Result<void> Lab::unsealAll(const QString &) { return {}; }
Result<void> Lab::stopNode(const QString &) { return {}; }
Result<void> Lab::startNode(const QString &) { return {}; }
Result<void> Lab::stepDown(const QString &) { return {}; }
Result<void> Lab::partition(const QString &, const QString &, Partition) { return {}; }
Result<void> Lab::setLink(const QString &, Link) { return {}; }
Result<void> Lab::corruptTree(const QString &, Tree) { return {}; }
Result<void> Lab::setLicence(const QString &, Licence) { return {}; }
Result<void> Lab::writeSecrets(const QString &, int) { return {}; }
QList<RequestEntry> Lab::requestLog() const { return {}; }
void Lab::clearRequestLog() { }
QString nodeStateName(NodeState) { return {}; }

} // namespace switchover::lab
