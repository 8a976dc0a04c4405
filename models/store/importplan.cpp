// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/importplan.h"

#include "models/base/names.h"
#include "models/store/clusterregistry.h"

#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

QList<ImportEntry> importPlan(const QList<ClusterRecord> &registered,
                              const QList<ClusterRecord> &inFile)
{
    QSet<QString> ids;
    QSet<QString> addresses;
    QSet<QString> names;
    NameIndex index;
    const auto note = [&](const ClusterIdentity &identity) {
        ids.insert(identity.id.value);
        addresses.insert(identity.address);
        names.insert(identity.name.toCaseFolded());
        index.insert(identity.name);
    };
    for (const ClusterRecord &record : registered)
        note(record.identity);

    QList<ImportEntry> plan;
    plan.reserve(inFile.size());
    for (const ClusterRecord &record : inFile) {
        ImportEntry entry { .record = record, .nameInFile = record.identity.name };
        ClusterIdentity &identity = entry.record.identity;
        if (ids.contains(identity.id.value) || addresses.contains(identity.address)) {
            entry.action = ImportEntry::Action::Keep;
        } else {
            for (int number = 2; names.contains(identity.name.toCaseFolded()); ++number)
                identity.name = u"%1 (%2)"_s.arg(entry.nameInFile).arg(number);
            entry.record.lastSignIn = {};
            entry.record.rememberToken = false; // the token is in another computer's keychain
            entry.record.rememberOperationToken = false;
            note(identity);
        }
        plan.append(entry);
    }
    for (ImportEntry &entry : plan) {
        if (entry.action == ImportEntry::Action::Add)
            entry.lookAlikes = index.alike(entry.record.identity.name);
    }
    return plan;
}

TokenExposure tokenExposure(const ClusterRecord &record)
{
    const QStringList addresses = record.addresses();
    const bool proxyReads =
        !record.proxy.isEmpty() && std::ranges::any_of(addresses, [](const QString &address) {
            return address.startsWith(u"http:", Qt::CaseInsensitive);
        });
    if (proxyReads)
        return TokenExposure::Proxy;
    return std::ranges::any_of(addresses, &ClusterRegistry::isPlainHttp) ? TokenExposure::Network
                                                                         : TokenExposure::None;
}

} // namespace switchover
