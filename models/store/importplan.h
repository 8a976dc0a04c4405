// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/clusterrecord.h"

#include <QList>
#include <QStringList>

namespace switchover {

/// What an import does with one cluster of a fleet file.
struct ImportEntry
{
    enum class Action {
        Add,
        Keep, ///< registered already, by id or address, and left as it is
    };

    Action action = Action::Add;
    ClusterRecord record;   ///< as it is added: with a free name, and nothing of another computer's
    QString nameInFile;     ///< differs from the record's if that name was taken
    QStringList lookAlikes; ///< other names, registered or in the file, that look like this one

    friend bool operator==(const ImportEntry &, const ImportEntry &) = default;
};

[[nodiscard]] QList<ImportEntry> importPlan(const QList<ClusterRecord> &registered,
                                            const QList<ClusterRecord> &inFile);

/// Who between this computer and the cluster can read a token that is sent there.
enum class TokenExposure {
    None,    ///< HTTPS, through a proxy or not, or plain HTTP within this computer
    Network, ///< plain HTTP
    Proxy,   ///< plain HTTP through a proxy, which reads everything, whatever its kind
};

[[nodiscard]] TokenExposure tokenExposure(const ClusterRecord &record);

} // namespace switchover
