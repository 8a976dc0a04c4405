// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/clock.h"
#include "models/lab/core/estate.h"
#include "models/lab/scenarios.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

/// An estate of simulated clusters without network, in time that tests turn by hand.
class EstateBench
{
public:
    explicit EstateBench(const QString &scenario)
        : estate(clock, 1.0)
    {
        const auto found = switchover::lab::findScenario(scenario);
        Q_ASSERT(found);
        for (const switchover::lab::ClusterOptions &options : found->clusters)
            estate.add(options);
        found->wire(estate);
        estate.catchUp();
    }

    struct Reply
    {
        int status = 0;
        QJsonObject json;
        QByteArray body;
        bool refused = false;

        [[nodiscard]] QJsonObject data() const
        {
            return json[QLatin1StringView("data")].toObject();
        }
        [[nodiscard]] QString error() const
        {
            return json[QLatin1StringView("errors")].toArray().at(0).toString();
        }
        [[nodiscard]] QString warning() const
        {
            return json[QLatin1StringView("warnings")].toArray().at(0).toString();
        }
    };

    switchover::lab::Cluster &cluster(const QString &name) { return *estate.find(name); }

    Reply send(const QString &cluster, const QByteArray &method, const QString &path,
               const QJsonObject &body = {}, const QString &token = {}, int node = -1)
    {
        switchover::lab::Cluster &target = *estate.find(cluster);
        switchover::lab::Call call;
        call.method = method;
        call.path = path.section(u'?', 0, 0);
        call.query = QUrlQuery(path.section(u'?', 1));
        if (!body.isEmpty())
            call.body = QJsonDocument(body).toJson();
        call.token = token.toUtf8();
        const switchover::lab::Answer answer =
            estate.handle(target, node < 0 ? target.leader : node, call);
        return { .status = answer.status,
                 .json = QJsonDocument::fromJson(answer.body).object(),
                 .body = answer.body,
                 .refused = answer.refused };
    }

    /// With the token that works there.
    Reply post(const QString &cluster, const QString &path, const QJsonObject &body = {})
    {
        return send(cluster, "POST", path, body, this->cluster(cluster).rootToken);
    }
    Reply get(const QString &cluster, const QString &path)
    {
        return send(cluster, "GET", path, {}, this->cluster(cluster).rootToken);
    }

    QJsonObject status(const QString &cluster, const QString &type)
    {
        return send(cluster, "GET", QStringLiteral("sys/replication/status"))
            .data()[type]
            .toObject();
    }

    void wait(std::chrono::milliseconds time)
    {
        // In small steps, as real time passes.
        for (std::chrono::milliseconds passed { 0 }; passed < time;
             passed += std::chrono::milliseconds(100)) {
            clock.advance(std::chrono::milliseconds(100));
            estate.catchUp();
        }
    }

    QString activation(const QString &primary, const QString &type, const QString &id)
    {
        return post(primary, QStringLiteral("sys/replication/%1/primary/secondary-token").arg(type),
                    { { QStringLiteral("id"), id } })
            .json[QLatin1StringView("wrap_info")]
            .toObject()[QLatin1StringView("token")]
            .toString();
    }

    switchover::FakeClock clock;
    switchover::lab::Estate estate;
};
