// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/statuscommand.h"

#include "app/terminal.h"
#include "models/base/jsonwriter.h"
#include "models/base/visibletext.h"
#include "models/fleet/recordconnection.h"
#include "models/replication/explain.h"
#include "models/replication/problems/problems.h"
#include "models/replication/topology.h"
#include "models/store/clusterregistry.h"
#include "models/store/profile.h"
#include "models/store/vaultcli.h"
#include "models/vault/vaultclient.h"

#include <QCoreApplication>
#include <QDir>
#include <QProcessEnvironment>
#include <QTimer>

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

constexpr std::chrono::seconds patience { 10 };

// What the environment says of the way to a cluster, as the vault command takes it. VAULT_ADDR
// counts only where no other address does, and so does what is wrong with it.
Result<ClusterRecord> wayOfEnvironment(const CommandLine &line, bool withAddress)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(u"VAULT_NAMESPACE"_s); // is for signing in, which is not done here
    if (!withAddress)
        environment.remove(u"VAULT_ADDR"_s);
    Result<VaultCliSettings> cli =
        readVaultCli(environment, QDir::homePath(), VaultCliToken::Leave);
    if (!cli)
        return Failure(cli.error());
    if (withAddress || !line.addresses.isEmpty()) {
        for (const QString &remark : std::as_const(cli->remarks))
            printError(remark);
    }
    ClusterRecord record = std::move(cli->record);
    if (!line.caFile.isEmpty()) {
        record.caFile = line.caFile;
        record.caPem.clear();
        record.caFolder.clear();
    }
    if (const Result<Trust> trust = readTrust(trustSourcesOf(record)); !trust)
        return Failure(trust.error());
    return record;
}

Result<QList<ClusterRecord>> recordsFromAddresses(const QStringList &addresses,
                                                  const ClusterRecord &way)
{
    QList<ClusterRecord> records;
    for (const QString &typed : addresses) {
        const Result<QString> address = ClusterRegistry::normalizedAddress(typed);
        if (!address)
            return Failure(address.error());
        ClusterRecord record = way;
        record.identity = { .id = { *address },
                            .name = QUrl(*address).authority(),
                            .address = *address };
        records.append(record);
    }
    return records;
}

Result<QList<ClusterRecord>> savedRecords(const CommandLine &line)
{
    if (!line.fleetFile.isEmpty())
        return ClusterRegistry::readFile(line.fleetFile);
    const Result<Profile> profile = Profile::open(line.profileFolder);
    if (!profile)
        return Failure(profile.error());
    ClusterRegistry registry(profile->registryFile());
    if (const Result<void> loaded = registry.load(); !loaded)
        return Failure(loaded.error());
    return registry.clusters();
}

Result<QList<ClusterRecord>> recordsToAsk(const CommandLine &line)
{
    const Result<ClusterRecord> way = wayOfEnvironment(line, false);
    if (!way)
        return Failure(way.error());
    if (!line.addresses.isEmpty())
        return recordsFromAddresses(line.addresses, *way);
    Result<QList<ClusterRecord>> saved = savedRecords(line);
    if (!saved)
        return saved;
    if (!saved->isEmpty()) {
        for (ClusterRecord &record : *saved) {
            const bool hasOwnTrust = !record.caFile.isEmpty() || !record.caPem.isEmpty()
                || !record.caFolder.isEmpty() || !record.pinnedCertificates.isEmpty();
            if (!hasOwnTrust) {
                record.caFile = way->caFile;
                record.caPem = way->caPem;
                record.caFolder = way->caFolder;
            }
        }
        return saved;
    }
    if (line.fleetFile.isEmpty() && !qEnvironmentVariableIsEmpty("VAULT_ADDR")) {
        const Result<ClusterRecord> whole = wayOfEnvironment(line, true);
        if (!whole)
            return Failure(whole.error());
        return recordsFromAddresses({ whole->identity.address }, *whole);
    }
    return Failure(Error {
        .kind = Error::Kind::InvalidInput,
        .detail =
            u"No cluster to ask: give --address URL, set VAULT_ADDR, or save clusters in the window."_s });
}

// Asks one cluster: health, then status. Its other addresses in order if the first is silent or
// sealed; those that are left are asked for their health, since a node that is down shows only
// there.
class Question final : public QObject
{
public:
    Question(ClusterRecord record, std::function<void()> finished)
        : m_record(std::move(record))
        , m_finished(std::move(finished))
    {
        m_snapshot.identity = m_record.identity;
        m_addresses = QStringList { m_record.identity.address } + m_record.moreAddresses;
    }

    void ask()
    {
        const Result<Trust> trust = readTrust(trustSourcesOf(m_record));
        if (!trust) {
            m_snapshot.healthError = m_snapshot.statusError = trust.error();
            QTimer::singleShot(0, this, m_finished);
            return;
        }
        m_trust = *trust;
        m_asked = m_addresses.takeFirst();
        const Connection connection = connectionOf(m_record, m_asked, *trust, patience, patience);
        m_snapshot.identity.address = connection.address.toString();
        m_client = std::make_unique<VaultClient>(connection);
        m_client->readHealth(this, [this](Result<Health> health) {
            if (health) {
                m_snapshot.health = *health;
                m_snapshot.healthAt = QDateTime::currentDateTimeUtc();
                m_snapshot.healthError.reset();
            } else {
                m_snapshot.healthError = health.error();
            }
            m_client->readStatus(
                this, [this](const Result<ReplicationStatus> &status) { finish(status); });
        });
    }

    [[nodiscard]] const ClusterSnapshot &snapshot() const { return m_snapshot; }

private:
    void finish(const Result<ReplicationStatus> &status)
    {
        m_snapshot.revision = 1;
        m_snapshot.takenAt = QDateTime::currentDateTimeUtc();
        if (status) {
            m_snapshot.status = *status;
            m_snapshot.statusAt = m_snapshot.takenAt;
            m_snapshot.statusError.reset();
        } else {
            m_snapshot.statusError = status.error();
            const bool isAsleep =
                m_snapshot.health && (m_snapshot.health->sealed || !m_snapshot.health->initialized);
            // The standbys of a new secondary seal themselves; another node may serve.
            if (!m_addresses.isEmpty() && (isAsleep || !m_snapshot.health))
                m_nodes.append(nodeFrom(m_snapshot));
            if (isAsleep && !m_addresses.isEmpty()) {
                if (!m_asleep)
                    m_asleep = m_snapshot;
                m_snapshot = {};
                m_snapshot.identity = m_asleep->identity;
            }
            if (!m_snapshot.health && !m_addresses.isEmpty()) {
                // A client may not go away inside its own callback.
                QTimer::singleShot(0, this, [this] { ask(); });
                return;
            }
            if (m_asleep)
                m_snapshot = *m_asleep;
        }
        if (m_snapshot.isReachable() && !m_addresses.isEmpty())
            askOtherNodes();
        else
            end();
    }

    [[nodiscard]] NodeSnapshot nodeFrom(const ClusterSnapshot &snapshot) const
    {
        return { .address = m_asked, .health = snapshot.health, .error = snapshot.healthError };
    }

    void askOtherNodes()
    {
        m_nodesMissing = m_addresses.size();
        for (const QString &address : std::as_const(m_addresses)) {
            m_others.push_back(std::make_unique<VaultClient>(
                connectionOf(m_record, address, m_trust, patience, patience)));
            m_others.back()->readHealth(this, [this, address](Result<Health> health) {
                NodeSnapshot node { .address = address };
                if (health)
                    node.health = *health;
                else
                    node.error = health.error();
                m_nodes.append(node);
                if (--m_nodesMissing == 0)
                    end();
            });
        }
    }

    void end()
    {
        m_snapshot.nodes = m_nodes;
        m_finished();
    }

    ClusterRecord m_record;
    std::function<void()> m_finished;
    QStringList m_addresses;
    QString m_asked; ///< the newest address
    Trust m_trust;
    ClusterSnapshot m_snapshot;
    QList<NodeSnapshot> m_nodes; ///< but the one that the snapshot is of
    qsizetype m_nodesMissing = 0;
    std::vector<std::unique_ptr<VaultClient>> m_others;
    std::optional<ClusterSnapshot> m_asleep; ///< what a sealed node said, if no other says more
    std::unique_ptr<VaultClient> m_client;
};

void writeHealth(JsonWriter &writer, const ClusterSnapshot &snapshot)
{
    writer.key("health"_L1);
    if (!snapshot.health) {
        writer.value(nullptr);
        return;
    }
    const Health &health = *snapshot.health;
    writer.beginObject()
        .member("http_status"_L1, health.httpStatus)
        .member("initialized"_L1, health.initialized)
        .member("sealed"_L1, health.sealed)
        .member("standby"_L1, health.standby)
        .member("performance_standby"_L1, health.performanceStandby)
        .member("version"_L1, health.version)
        .member("cluster_name"_L1, health.clusterName)
        .member("cluster_id"_L1, health.haClusterId)
        .endObject();
}

void writeCluster(JsonWriter &writer, const ClusterSnapshot &snapshot,
                  const QList<Problem> &problems)
{
    const auto &failure = snapshot.statusError ? snapshot.statusError : snapshot.healthError;
    writer.beginObject()
        .member("name"_L1, snapshot.identity.name)
        .member("address"_L1, snapshot.identity.address)
        .member("reachable"_L1, snapshot.isReachable())
        .member("status_readable"_L1, snapshot.status && !snapshot.statusError)
        .member("error"_L1, failure ? std::optional(errorSentence(*failure)) : std::nullopt);
    writeHealth(writer, snapshot);
    writer.member("dialect"_L1,
                  snapshot.status ? std::optional(wireName(snapshot.status->dialect))
                                  : std::nullopt);
    writer.key("performance"_L1);
    writeBlock(writer, snapshot.status ? snapshot.status->performance : std::nullopt,
               ReplicationType::Performance);
    writer.key("dr"_L1);
    writeBlock(writer, snapshot.status ? snapshot.status->dr : std::nullopt,
               ReplicationType::DisasterRecovery);
    writer.key("problems"_L1).beginArray();
    for (const Problem &problem : problems) {
        if (problem.concerns(snapshot.identity.id)) {
            writer.beginObject()
                .member("id"_L1, problem.key.detector)
                .member("severity"_L1, wireName(problem.severity))
                .member("text"_L1, problem.text)
                .endObject();
        }
    }
    writer.endArray().endObject();
}

using Names = QHash<ClusterId, QString>;

std::optional<QString> unlessEmpty(const QString &text)
{
    return text.isEmpty() ? std::nullopt : std::optional(text);
}

void writeProblem(JsonWriter &writer, const Problem &problem, const Names &names)
{
    const ProblemKey &key = problem.key;
    writer.beginObject()
        .member("key"_L1, key.wireForm())
        .member("detector"_L1, key.detector)
        .member("type"_L1, key.type ? std::optional(wireName(*key.type)) : std::nullopt)
        .member("severity"_L1, wireName(problem.severity))
        .member("set"_L1, unlessEmpty(key.set))
        .member("cluster"_L1, unlessEmpty(names.value(key.cluster)))
        .member("peer"_L1, unlessEmpty(names.value({ key.peer }, key.peer)));
    writer.key("clusters"_L1).beginArray();
    for (const ClusterId &id : problem.clusters)
        writer.value(names.value(id));
    writer.endArray()
        .member("text"_L1, problem.text)
        .member("advice"_L1, problem.advice)
        .member("more"_L1, qint64(problem.more))
        .member("cause"_L1, problem.cause ? std::optional(problem.cause->wireForm()) : std::nullopt)
        .endObject();
}

QByteArray asJson(const QList<ClusterSnapshot> &snapshots, const QList<Problem> &problems,
                  const Names &names)
{
    JsonWriter writer(JsonWriter::Style::Indented);
    writer.beginObject().key("clusters"_L1).beginArray();
    for (const ClusterSnapshot &snapshot : snapshots)
        writeCluster(writer, snapshot, problems);
    writer.endArray().key("problems"_L1).beginArray();
    for (const Problem &problem : problems)
        writeProblem(writer, problem, names);
    writer.endArray().endObject();
    return writer.result() + '\n';
}

// Words of servers and of the fleet file, each a part of one line.
QString shown(const QString &foreign, qsizetype longest = 2000)
{
    return visibleLine(bounded(foreign, longest));
}

QString nameOf(const ClusterSnapshot &snapshot)
{
    constexpr qsizetype longest = 60;
    return shown(snapshot.identity.name, longest);
}

QString roleText(const ClusterSnapshot &snapshot, ReplicationType type)
{
    const ReplicationBlock *block = snapshot.block(type);
    if (!block)
        return u"?"_s;
    QString text = block->mode.text;
    if (block->state)
        text += u" ("_s + block->state->text + u')';
    constexpr qsizetype longest = 100;
    return shown(text, longest);
}

QList<Problem> consequencesBelowCauses(const QList<Problem> &problems)
{
    QHash<ProblemKey, QList<Problem>> consequences;
    for (const Problem &problem : problems) {
        if (problem.cause)
            consequences[*problem.cause].append(problem);
    }
    QList<Problem> ordered;
    const QList<Problem> causes = causesAmong(problems);
    for (const Problem &cause : causes)
        ordered += QList<Problem> { cause } + consequences.value(cause.key);
    return ordered;
}

QString asText(const QList<ClusterSnapshot> &snapshots, const QList<Problem> &problems,
               const Names &names)
{
    qsizetype nameWidth = 4;
    for (const ClusterSnapshot &snapshot : snapshots)
        nameWidth = qMax(nameWidth, nameOf(snapshot).size());
    const auto row = [nameWidth](const QString &name, const QString &performance, const QString &dr,
                                 const QString &version) {
        return u"%1  %2  %3  %4\n"_s.arg(name.leftJustified(nameWidth),
                                         performance.leftJustified(26), dr.leftJustified(26),
                                         version);
    };
    QString text = row(u"NAME"_s, u"PERFORMANCE"_s, u"DR"_s, u"VERSION"_s);
    for (const ClusterSnapshot &snapshot : snapshots) {
        text += row(nameOf(snapshot), roleText(snapshot, ReplicationType::Performance),
                    roleText(snapshot, ReplicationType::DisasterRecovery),
                    snapshot.health ? shown(snapshot.health->version) : u"?"_s);
        if (snapshot.statusError)
            text += u"    replication status not read: %1\n"_s.arg(
                errorSentence(*snapshot.statusError));
    }
    if (!problems.isEmpty())
        text += u'\n';
    for (const Problem &problem : problems) {
        const QString name = names.value(problem.key.cluster);
        const QString who = name.isEmpty() || problem.text.startsWith(name)
            ? QString()
            : QString(shown(name) + ": "_L1);
        // What follows from another problem stands below it.
        text += problem.isConsequence() ? u"    "_s : QString();
        text += u"%1: %2%3\n"_s.arg(wireName(problem.severity), who, shown(problem.text));
    }
    return text;
}

} // namespace

int runStatus(const CommandLine &line)
{
    const Result<QList<ClusterRecord>> records = recordsToAsk(line);
    if (!records) {
        printError(records.error().kind == Error::Kind::InvalidInput
                           && records.error().where.isEmpty()
                       ? records.error().detail
                       : errorSentence(records.error()));
        return ExitUsage;
    }
    std::vector<std::unique_ptr<Question>> questions;
    qsizetype open = records->size();
    for (const ClusterRecord &record : *records) {
        questions.push_back(std::make_unique<Question>(record, [&open] {
            if (--open == 0)
                QCoreApplication::quit();
        }));
    }
    QTimer::singleShot(0, qApp, [&questions] {
        for (const auto &question : questions)
            question->ask();
    });
    QCoreApplication::exec();

    QList<ClusterSnapshot> snapshots;
    // A status that is sealed, hidden or broken is no word of health, whoever answered.
    bool allRead = true;
    for (const auto &question : questions) {
        snapshots.append(question->snapshot());
        allRead = allRead && question->snapshot().status && !question->snapshot().statusError;
    }
    Names names;
    for (const ClusterSnapshot &snapshot : std::as_const(snapshots))
        names.insert(snapshot.identity.id, snapshot.identity.name);
    const QList<Problem> problems =
        problemsOf(snapshots, topologyOf(snapshots),
                   ProblemContext { .now = QDateTime::currentDateTimeUtc() });
    printOut(line.json ? asJson(snapshots, problems, names)
                       : asText(snapshots, consequencesBelowCauses(problems), names).toUtf8());
    const bool fails = line.failOn && std::ranges::any_of(problems, [&](const Problem &problem) {
                           return problem.severity >= *line.failOn;
                       });
    if (fails)
        return ExitProblems;
    return allRead ? ExitGood : ExitSomeFailed;
}

} // namespace switchover
