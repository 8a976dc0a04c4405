// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lab/endpoints/license.h"

#include "models/lab/core/answers.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace switchover::lab {

namespace {
constexpr qint64 dayMs = 86400000;
}

qint64 licenseExpiryMs(const Estate &estate, const Cluster &cluster)
{
    const qint64 today = estate.nowMs() - estate.nowMs() % dayMs;
    return cluster.licenceExpired ? today - 3 * dayMs : today + 400 * dayMs;
}

Answer licenseStatus(Context &context)
{
    const qint64 expiry = licenseExpiryMs(context.estate, context.cluster);
    const QJsonObject licence {
        { u"expiration_time"_s, goTimeSeconds(expiry) },
        { u"features"_s, QJsonArray::fromStringList(context.cluster.options.features) },
        { u"license_id"_s, u"5b8a1c1e-0000-0000-0000-"_s + context.cluster.haClusterId.right(12) },
        { u"performance_standby_count"_s, 9999 },
        { u"start_time"_s, goTimeSeconds(expiry - 730 * dayMs) },
        { u"termination_time"_s, goTimeSeconds(expiry + 10 * dayMs) }
    };
    return dataAnswer(context,
                      { { u"autoloading_used"_s, true },
                        { u"autoloaded"_s, licence },
                        { u"persisted_autoload"_s, licence } });
}

} // namespace switchover::lab
