// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/explain.h"

#include "models/base/jsonwriter.h"
#include "models/base/visibletext.h"
#include "models/replication/redaction.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct ExplanationText
{
    Q_DECLARE_TR_FUNCTIONS(Explain)
};

using FileKind = Explanation::Kind;

template <typename Meaning>
std::optional<QString> wordOf(const std::optional<Word<Meaning>> &word)
{
    return word ? std::optional(redacted(word->text)) : std::nullopt;
}

/// Entries of the other side: of the secondaries on a primary, of the primary's nodes on a
/// secondary.
const std::optional<QList<Peer>> &peersOf(const ReplicationBlock &block)
{
    if (block.isPrimary())
        return block.secondaries ? block.secondaries : block.primaries;
    return block.primaries ? block.primaries : block.secondaries;
}

void writePeers(JsonWriter &writer, const std::optional<QList<Peer>> &peers)
{
    if (!peers) {
        writer.value(nullptr);
        return;
    }
    writer.beginArray();
    for (const Peer &peer : *peers) {
        writer.beginObject()
            .member("id"_L1, peer.nodeId)
            .member("api_address"_L1, peer.apiAddress)
            .member("cluster_address"_L1, peer.clusterAddress)
            .member("connection_status"_L1, wordOf(peer.connectionStatus))
            .member("last_heartbeat"_L1, peer.lastHeartbeatText)
            .member("lag_ms"_L1, peer.canaryAgeMs)
            .member("clock_skew_ms"_L1, peer.clockSkewMs)
            .endObject();
    }
    writer.endArray();
}

QString sentenceOf(const Problem &problem)
{
    return problem.advice.isEmpty() ? problem.text : QString(problem.text + u' ' + problem.advice);
}

/// A word of the file, or what was made of one, so that it can't end its line or steer a terminal.
QString shown(const QString &foreign)
{
    constexpr qsizetype longest = 10'000;
    return visibleLine(bounded(foreign, longest));
}

/// Two aligned columns.
class Table
{
public:
    explicit Table(int indent)
        : m_indent(indent)
    {
    }
    void row(const QString &label, const QString &value, const QString &note = {})
    {
        if (value.isEmpty() && note.isEmpty())
            return;
        constexpr int labelWidth = 22;
        m_text += QString(m_indent, u' ') + shown(label).leftJustified(labelWidth) + shown(value);
        if (!note.isEmpty())
            m_text += u"  ("_s + shown(note) + u')';
        m_text += u'\n';
    }
    template <typename Number>
    void number(const QString &label, const std::optional<Number> &value)
    {
        if (value)
            row(label, QString::number(*value));
    }
    [[nodiscard]] QString text() const { return m_text; }

private:
    int m_indent;
    QString m_text;
};

QString epochText(qint64 seconds)
{
    return seconds <= 0 ? ExplanationText::tr("never")
                        : QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC).toString(Qt::ISODate);
}

QString peersAsText(const QList<Peer> &peers)
{
    QString text;
    for (const Peer &peer : peers) {
        QStringList parts;
        parts.append(peer.nodeId.value_or(ExplanationText::tr("primary node")));
        if (peer.connectionStatus)
            parts.append(peer.connectionStatus->text);
        if (peer.apiAddress)
            parts.append(*peer.apiAddress);
        if (peer.clusterAddress)
            parts.append(ExplanationText::tr("cluster address %1").arg(*peer.clusterAddress));
        if (peer.lastHeartbeatText)
            parts.append(ExplanationText::tr("heartbeat %1").arg(*peer.lastHeartbeatText));
        if (peer.canaryAgeMs)
            parts.append(ExplanationText::tr("lag %1 ms").arg(*peer.canaryAgeMs));
        if (peer.clockSkewMs)
            parts.append(ExplanationText::tr("clock skew %1 ms").arg(*peer.clockSkewMs));
        text += u"      "_s + shown(parts.join(", "_L1)) + u'\n';
    }
    return text;
}

QString blockAsText(ReplicationType type, const ReplicationBlock &block)
{
    Table table(4);
    table.row(ExplanationText::tr("Mode"),
              block.mode.text.isEmpty() ? ExplanationText::tr("not named") : block.mode.text,
              explanation(block.mode));
    if (block.state)
        table.row(ExplanationText::tr("State"), block.state->text, explanation(*block.state));
    if (block.connectionState)
        table.row(ExplanationText::tr("Connection"), block.connectionState->text,
                  explanation(*block.connectionState));
    table.row(ExplanationText::tr("Replication set"), block.setId.value_or(QString()));
    table.row(ExplanationText::tr("Merkle root"), block.merkleRoot.value_or(QString()));
    table.number(ExplanationText::tr("Last WAL"), block.lastWal);
    table.number(ExplanationText::tr("Last DR WAL"), block.lastDrWal);
    table.number(ExplanationText::tr("Last performance WAL"), block.lastPerformanceWal);
    table.number(ExplanationText::tr("Last remote WAL"), block.lastRemoteWal);
    table.row(ExplanationText::tr("Secondary id"), block.secondaryId.value_or(QString()));
    table.row(ExplanationText::tr("Primary address"),
              block.primaryClusterAddress.value_or(QString()));
    table.row(ExplanationText::tr("Known primaries"),
              block.knownPrimaryClusterAddresses.value_or(QStringList()).join(", "_L1));
    if (block.knownSecondaries)
        table.row(ExplanationText::tr("Known secondaries"),
                  block.knownSecondaries->isEmpty() ? ExplanationText::tr("none")
                                                    : block.knownSecondaries->join(", "_L1));
    if (block.lastReindexEpoch)
        table.row(ExplanationText::tr("Last reindex"), epochText(*block.lastReindexEpoch));
    if (block.lastCorruptionCheckEpoch)
        table.row(ExplanationText::tr("Last Merkle check"),
                  epochText(*block.lastCorruptionCheckEpoch));
    for (const RawField &field : block.unknownFields)
        table.row(field.name, redactedValue(field),
                  ExplanationText::tr("not known here, shown as it came"));
    QString text = u"  "_s + displayName(type) + u'\n' + table.text();
    if (const auto &peers = peersOf(block); peers && !peers->isEmpty())
        text += u"    "_s
            + (block.isPrimary() ? ExplanationText::tr("Secondaries")
                                 : ExplanationText::tr("Primary's nodes"))
            + u'\n' + peersAsText(*peers);
    return text;
}

QString healthAsText(const Health &health)
{
    Table table(2);
    const auto yesNo = [](bool on) {
        return on ? ExplanationText::tr("yes") : ExplanationText::tr("no");
    };
    table.row(ExplanationText::tr("Version"), health.version);
    table.row(ExplanationText::tr("Initialised"), yesNo(health.initialized));
    table.row(ExplanationText::tr("Sealed"), yesNo(health.sealed));
    table.row(ExplanationText::tr("Node"),
              health.isActive()               ? ExplanationText::tr("active")
                  : health.performanceStandby ? ExplanationText::tr("performance standby")
                  : health.standby            ? ExplanationText::tr("standby")
                                              : QString());
    if (health.performanceMode)
        table.row(ExplanationText::tr("Performance mode"), health.performanceMode->text,
                  explanation(*health.performanceMode));
    if (health.drMode)
        table.row(ExplanationText::tr("DR mode"), health.drMode->text, explanation(*health.drMode));
    table.row(ExplanationText::tr("Cluster"), health.clusterName.value_or(QString()),
              health.haClusterId.value_or(QString()));
    table.number(ExplanationText::tr("Last WAL"), health.lastWal);
    if (health.licenseExpiry)
        table.row(ExplanationText::tr("Licence until"),
                  health.licenseExpiry->toString(Qt::ISODate));
    return table.text();
}

QString sealAsText(const SealStatus &seal)
{
    Table table(2);
    table.row(ExplanationText::tr("Sealed"),
              seal.sealed ? ExplanationText::tr("yes") : ExplanationText::tr("no"));
    table.row(ExplanationText::tr("Seal"), seal.type,
              seal.recoverySeal.value_or(false)
                  ? ExplanationText::tr("unseals by itself; its key holders own recovery keys")
                  : QString());
    table.row(ExplanationText::tr("Key shares"),
              ExplanationText::tr("%1 of %2 needed, %3 given")
                  .arg(seal.threshold)
                  .arg(seal.shares)
                  .arg(seal.progress));
    table.row(ExplanationText::tr("Version"), seal.version);
    table.row(ExplanationText::tr("Storage"), seal.storageType.value_or(QString()));
    return table.text();
}

QString kindAsText(const Explanation &explanation)
{
    switch (explanation.kind) {
    case FileKind::Unknown:
        return ExplanationText::tr("not recognised");
    case FileKind::ReplicationStatus:
        return ExplanationText::tr("replication status");
    case FileKind::Health:
        return ExplanationText::tr("health");
    case FileKind::SealStatus:
        return ExplanationText::tr("seal status");
    case FileKind::MerkleCheck:
        return ExplanationText::tr("Merkle check");
    case FileKind::Action:
        return ExplanationText::tr("answer to a call");
    case FileKind::ErrorText:
        return ExplanationText::tr("error");
    }
    Q_UNREACHABLE();
}

QString dialectAsText(StatusDialect dialect)
{
    switch (dialect) {
    case StatusDialect::Flat:
        return ExplanationText::tr("flat, as of Vault 0.7 and 0.8");
    case StatusDialect::Nested:
        return ExplanationText::tr("both types");
    case StatusDialect::Block:
        return ExplanationText::tr("one type alone");
    case StatusDialect::Community:
        return ExplanationText::tr("mode disabled and nothing else, as of the community edition");
    case StatusDialect::Unsupported:
        return ExplanationText::tr("storage without transactions");
    }
    Q_UNREACHABLE();
}

} // namespace

void writeBlock(JsonWriter &writer, const std::optional<ReplicationBlock> &block,
                ReplicationType type)
{
    if (!block) {
        writer.value(nullptr);
        return;
    }
    writer.beginObject();
    writer.key("mode"_L1);
    if (block->mode.text.isNull())
        writer.value(nullptr);
    else
        writer.value(redacted(block->mode.text));
    writer.member("state"_L1, wordOf(block->state))
        .member("set_id"_L1, block->setId)
        .member("connection_state"_L1, wordOf(block->connectionState))
        .member("last_wal"_L1, block->lastWal)
        .member("last_type_wal"_L1,
                type == ReplicationType::DisasterRecovery ? block->lastDrWal
                                                          : block->lastPerformanceWal)
        .member("last_remote_wal"_L1, block->lastRemoteWal)
        .member("merkle_root"_L1, block->merkleRoot)
        .member("secondary_id"_L1, block->secondaryId)
        .member("known_secondaries"_L1, block->knownSecondaries);
    writer.key("peers"_L1);
    writePeers(writer, peersOf(*block));
    writer.endObject();
}

QByteArray explanationsAsJson(const QList<Explanation> &explanations)
{
    JsonWriter writer(JsonWriter::Style::Indented);
    writer.beginArray();
    for (const Explanation &explanation : explanations) {
        writer.beginObject()
            .member("file"_L1, explanation.file)
            .member("kind"_L1, wireName(explanation.kind));
        const std::optional<ReplicationStatus> &status = explanation.status;
        writer.member("dialect"_L1,
                      status ? std::optional(wireName(status->dialect)) : std::nullopt);
        writer.key("performance"_L1);
        writeBlock(writer, status ? status->performance : std::nullopt,
                   ReplicationType::Performance);
        writer.key("dr"_L1);
        writeBlock(writer, status ? status->dr : std::nullopt, ReplicationType::DisasterRecovery);
        writer.key("problems"_L1).beginArray();
        for (const Problem &problem : explanation.problems) {
            writer.beginObject()
                .member("id"_L1, problem.key.detector)
                .member("severity"_L1, wireName(problem.severity))
                .member("text"_L1, redacted(sentenceOf(problem)))
                .endObject();
        }
        writer.endArray();
        if (explanation.error)
            writer.member("error"_L1, redacted(errorSentence(*explanation.error)));
        writer.endObject();
    }
    writer.endArray();
    return writer.result();
}

QString explanationAsText(const Explanation &explained)
{
    QString text = shown(explained.file) + u": "_s + kindAsText(explained);
    if (explained.status)
        text += u" ("_s + dialectAsText(explained.status->dialect) + u')';
    text += u'\n';
    if (explained.status) {
        const bool isOfWholeCluster = explained.status->dialect == StatusDialect::Community
            || explained.status->dialect == StatusDialect::Unsupported;
        for (const ReplicationType type : allReplicationTypes) {
            const ReplicationBlock *block = explained.status->block(type);
            if (block && !(isOfWholeCluster && type == ReplicationType::DisasterRecovery))
                text += blockAsText(type, *block);
        }
    }
    if (explained.health)
        text += healthAsText(*explained.health);
    if (explained.seal)
        text += sealAsText(*explained.seal);
    if (explained.merkle && explained.merkle->isClean())
        text += u"  "_s
            + ExplanationText::tr(
                    "No corruption was found. The check cannot find every corruption.")
            + u'\n';
    for (const Problem &problem : explained.problems)
        text += u"  "_s + wireName(problem.severity).leftJustified(11) + shown(sentenceOf(problem))
            + u'\n';
    if (explained.error)
        text += u"  "_s + ExplanationText::tr("error").leftJustified(11)
            + errorSentence(*explained.error) + u'\n';
    return redacted(text);
}

} // namespace switchover
