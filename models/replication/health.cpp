// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/health.h"

#include "models/replication/decoding.h"

#include <QCoreApplication>

#include <algorithm>
#include <charconv>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct HealthText
{
    Q_DECLARE_TR_FUNCTIONS(Health)
};

constexpr qint64 lastSecond = 253'402'300'799; // of the year 9999

bool required(JsonReader &json, QLatin1StringView name)
{
    if (const auto value = json.boolean(name))
        return *value;
    json.fail(name, HealthText::tr("expected a boolean, found nothing"));
    return false;
}

int smallNumber(JsonReader &json, QLatin1StringView name)
{
    return int(std::clamp<qint64>(json.integer(name).value_or(0), 0, 1'000'000));
}

// "http://a:8200/" and "http://a:8200" are one address.
QString withoutTrailingSlash(QString address)
{
    while (address.endsWith(u'/'))
        address.chop(1);
    return address;
}

void readModes(JsonReader &json, Health &health)
{
    if (const auto word = json.text("replication_performance_mode"_L1))
        health.performanceMode = modeFrom(*word);
    else if (const auto oldWord = json.text("replication_perf_mode"_L1)) // Vault 0.9.2
        health.performanceMode = modeFrom(*oldWord);
    if (const auto word = json.text("replication_dr_mode"_L1))
        health.drMode = modeFrom(*word);
    // Before 0.9.2 there was only this; false does not tell a primary from a disabled one.
    if (json.boolean("replication_dr_secondary"_L1).value_or(false) && !health.drMode)
        health.drMode = Word<Mode> { Mode::Secondary, u"secondary"_s };
}

} // namespace

std::optional<bool> Health::isEnterprise() const
{
    if (enterprise)
        return enterprise;
    if (version.isEmpty())
        return std::nullopt;
    return version.contains("+ent"_L1) || version.contains("+prem"_L1)
        || version.contains("+pro"_L1);
}

bool Health::isRemoved() const
{
    return httpStatus == 530 || removedFromCluster.value_or(false);
}

bool Health::hasLostActiveNode() const
{
    return httpStatus == 474 || (standby && !haConnectionHealthy.value_or(true));
}

bool Health::isDrSecondary() const
{
    return httpStatus == 472 || (drMode && *drMode == Mode::Secondary);
}

Result<Health> decodeHealth(int httpStatus, QByteArrayView body)
{
    const auto document = JsonDocument::parse(body);
    if (!document)
        return Failure(document.error());
    JsonReader json(*document);
    Health health;
    health.httpStatus = httpStatus;
    health.initialized = required(json, "initialized"_L1);
    health.sealed = required(json, "sealed"_L1);
    health.standby = required(json, "standby"_L1);
    health.performanceStandby = json.boolean("performance_standby"_L1).value_or(false);
    readModes(json, health);
    health.serverTimeUtc = json.integer("server_time_utc"_L1);
    if (health.serverTimeUtc && (*health.serverTimeUtc < 0 || *health.serverTimeUtc > lastSecond))
        health.serverTimeUtc.reset(); // no date, and nothing to calculate with
    health.version = json.text("version"_L1).value_or(QString());
    health.enterprise = json.boolean("enterprise"_L1);
    health.clusterName = json.text("cluster_name"_L1);
    health.haClusterId = json.text("cluster_id"_L1);
    health.lastWal = json.count("last_wal"_L1);
    json.object("license"_L1, [&health](JsonReader &license) {
        health.licenseState = license.text("state"_L1);
        if (const auto text = license.text("expiry_time"_L1))
            health.licenseExpiry = momentFrom(*text);
        health.licenseTerminated = license.boolean("terminated"_L1);
    });
    health.clockSkewMs = differenceFrom(json, "clock_skew_ms"_L1);
    health.echoDurationMs = differenceFrom(json, "echo_duration_ms"_L1);
    health.canaryAgeMs = differenceFrom(json, "replication_primary_canary_age_ms"_L1);
    health.haConnectionHealthy = json.boolean("ha_connection_healthy"_L1);
    health.removedFromCluster = json.boolean("removed_from_cluster"_L1);
    health.unknownFields = json.rest();
    if (json.error())
        return Failure(*json.error());
    return health;
}

Result<SealStatus> decodeSealStatus(QByteArrayView body)
{
    const auto document = JsonDocument::parse(body);
    if (!document)
        return Failure(document.error());
    JsonReader json(*document);
    SealStatus seal;
    seal.sealed = required(json, "sealed"_L1);
    // Old servers answered an error instead while not initialised.
    seal.initialized = json.boolean("initialized"_L1).value_or(true);
    seal.type = json.text("type"_L1).value_or(QString());
    seal.threshold = smallNumber(json, "t"_L1);
    seal.shares = smallNumber(json, "n"_L1);
    seal.progress = smallNumber(json, "progress"_L1);
    if (!json.has("t"_L1))
        json.fail("t"_L1, HealthText::tr("expected a whole number, found nothing"));
    seal.nonce = json.text("nonce"_L1).value_or(QString());
    seal.version = json.text("version"_L1).value_or(QString());
    seal.recoverySeal = json.boolean("recovery_seal"_L1);
    seal.storageType = json.text("storage_type"_L1);
    seal.removedFromCluster = json.boolean("removed_from_cluster"_L1);
    seal.clusterName = json.text("cluster_name"_L1);
    seal.haClusterId = json.text("cluster_id"_L1);
    seal.unknownFields = json.rest();
    if (json.error())
        return Failure(*json.error());
    return seal;
}

Result<Leader> decodeLeader(QByteArrayView body)
{
    const auto document = JsonDocument::parse(body);
    if (!document)
        return Failure(document.error());
    JsonReader json(*document);
    Leader leader;
    leader.haEnabled = required(json, "ha_enabled"_L1);
    leader.isSelf = json.boolean("is_self"_L1).value_or(false);
    leader.leaderAddress = withoutTrailingSlash(json.text("leader_address"_L1).value_or(QString()));
    leader.leaderClusterAddress =
        withoutTrailingSlash(json.text("leader_cluster_address"_L1).value_or(QString()));
    if (const auto text = json.text("active_time"_L1))
        leader.activeTime = momentFrom(*text);
    if (json.error())
        return Failure(*json.error());
    return leader;
}

std::optional<VaultVersion> VaultVersion::parse(const QString &text)
{
    const QByteArray bytes = text.trimmed().toLatin1();
    const char *at = bytes.data();
    const char *const end = at + bytes.size();
    int numbers[3] {};
    int found = 0;
    for (; found < 3; ++found) {
        if (found > 0) {
            if (at == end || *at != '.')
                break;
            ++at;
        }
        const auto [last, error] = std::from_chars(at, end, numbers[found]);
        if (error != std::errc() || numbers[found] < 0)
            break;
        at = last;
    }
    if (found < 2)
        return std::nullopt;
    return VaultVersion { numbers[0], numbers[1], numbers[2] };
}

} // namespace switchover
