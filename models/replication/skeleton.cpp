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

QString wireName(Explanation::Kind) { return {}; }
Explanation explain(const QString &, const QByteArray &) { return {}; }
QByteArray explanationsAsJson(const QList<Explanation> &) { return {}; }
QString explanationAsText(const Explanation &) { return {}; }
void writeBlock(JsonWriter &, const std::optional<ReplicationBlock> &) { }

} // namespace switchover
