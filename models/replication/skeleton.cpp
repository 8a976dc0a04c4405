// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/jsonwriter.h"
#include "models/replication/answer.h"
#include "models/replication/apicall.h"
#include "models/replication/catalogue.h"
#include "models/replication/explain.h"
#include "models/replication/permission.h"
#include "models/replication/problems.h"
#include "models/replication/settlement.h"
#include "models/replication/topology.h"

// Stands in until each unit has its own file.
namespace switchover {

QString Parameter::labelText() const { return {}; }
QString Parameter::helpText() const { return {}; }
QStringList Parameter::choiceList() const { return {}; }
bool Parameter::isSecret() const { return false; }
QString Operation::verbText() const { return {}; }
QString Operation::titleText() const { return {}; }
QString Operation::summaryText() const { return {}; }
QStringList Operation::consequences() const { return {}; }
QStringList Operation::followUps() const { return {}; }
const Parameter *Operation::parameter(QLatin1StringView) const { return nullptr; }
QString severityText(Severity) { return {}; }
QByteArray wireName(HttpMethod) { return {}; }
std::span<const Operation> operationCatalogue() { return {}; }
const Operation &operation(OperationId) { static const Operation none; return none; }
const Operation *operationByKey(QStringView) { return nullptr; }
void Arguments::set(QLatin1StringView, Value) { }
void Arguments::setSecret(QLatin1StringView, SecretString) { }
void Arguments::remove(QLatin1StringView) { }
bool Arguments::has(QLatin1StringView) const { return false; }
QString Arguments::text(QLatin1StringView) const { return {}; }
bool Arguments::isOn(QLatin1StringView) const { return false; }
QStringList Arguments::texts(QLatin1StringView) const { return {}; }
const Arguments::Value *Arguments::value(QLatin1StringView) const { return nullptr; }
const SecretString *Arguments::secret(QLatin1StringView) const { return nullptr; }
Arguments Arguments::clone() const { return {}; }
Result<void> validate(const Operation &, const Arguments &) { return {}; }
Result<ApiCall> apiCall(const Operation &, ApiDialect, const Arguments &) { return ApiCall {}; }
QString asVaultCli(const ApiCall &, const QString &) { return {}; }
QString asCurl(const ApiCall &, const QString &) { return {}; }
Result<OperationAnswer> decodeAnswer(const Operation &, int, QByteArrayView) { return OperationAnswer {}; }
QStringList decodeErrors(QByteArrayView) { return {}; }
QString friendlyText(const QString &) { return {}; }
Permission allowed(const Operation &, const ClusterSnapshot &) { return {}; }
bool isRelevant(const Operation &, const ClusterSnapshot &) { return false; }
ApiDialect dialectFor(const ClusterSnapshot &) { return ApiDialect::Typed; }
Settlement settle(const Operation &, const Arguments &, const ClusterSnapshot &, const ClusterSnapshot &, const Observation &) { return {}; }
QString awaitedText(const Operation &) { return {}; }
QString settlementText(const Operation &, Settlement) { return {}; }
Topology topologyOf(const QList<ClusterSnapshot> &) { return {}; }
Lag lagBetween(ReplicationType, const ClusterSnapshot &, const ClusterSnapshot &) { return {}; }
QString wireName(ProblemSeverity) { return {}; }
QList<Problem> problemsOf(const ClusterSnapshot &, const QDateTime &) { return {}; }
QList<Problem> problemsOf(const QList<ClusterSnapshot> &, const Topology &, const QDateTime &) { return {}; }
QString wireName(Explanation::Kind) { return {}; }
Explanation explain(const QString &, const QByteArray &) { return {}; }
QByteArray explanationsAsJson(const QList<Explanation> &) { return {}; }
QString explanationAsText(const Explanation &) { return {}; }
void writeBlock(JsonWriter &, const std::optional<ReplicationBlock> &) { }

} // namespace switchover
