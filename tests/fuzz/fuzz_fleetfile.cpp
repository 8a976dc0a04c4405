// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz.h"

#include "models/store/fleetfile.h"

#include <QJsonDocument>
#include <QSet>

using namespace switchover;

namespace {

/// Unknown members by name only: a fraction among them may move by its last digit.
QList<ClusterRecord> comparable(const FleetFile &file)
{
    QList<ClusterRecord> clusters = file.clusters;
    for (ClusterRecord &record : clusters) {
        for (RawField &field : record.unknownMembers)
            field.json.clear();
    }
    return clusters;
}

} // namespace

// The connections file: whatever can be opened can be saved, and opened again as the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto file = decodeFleetFile(fuzz::bytes(data, size).toByteArray());
    if (!file)
        return 0;
    QSet<QString> ids;
    for (const ClusterRecord &record : file->clusters) {
        fuzz::require(!record.identity.name.isEmpty(), "a cluster has a name");
        fuzz::require(!record.identity.address.isEmpty(), "a cluster has an address");
        fuzz::require(!ids.contains(record.identity.id.value), "ids are distinct");
        ids.insert(record.identity.id.value);
    }
    const QByteArray saved = encodeFleetFile(*file);
    fuzz::require(QJsonDocument::fromJson(saved).isObject(), "what is saved is JSON");
    const auto again = decodeFleetFile(saved);
    fuzz::require(again.has_value(), "what was saved can be opened");
    fuzz::require(comparable(*again) == comparable(*file), "what was saved is what was opened");
    return 0;
}
