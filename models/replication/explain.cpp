// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/explain.h"

#include "models/replication/answer.h"
#include "models/replication/problems/findings.h"
#include "models/replication/redaction.h"

#include <QCoreApplication>
#include <QStringDecoder>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct ExplainText
{
    Q_DECLARE_TR_FUNCTIONS(Explain)
};

using FileKind = Explanation::Kind;

void add(Explanation &explanation, QLatin1StringView id, ProblemSeverity severity,
         const QString &text, const QString &advice = {})
{
    explanation.problems.append({ .key = { .detector = QString(id) },
                                  .severity = severity,
                                  .text = text,
                                  .advice = advice });
}

/// Which type's endpoint a saved answer came from, if the file is named after it.
std::optional<ReplicationType> typeNamedBy(const QString &file)
{
    const QString name = file.section(u'/', -1).toLower();
    if (name.contains("dr-status"_L1) || name.contains("dr_status"_L1))
        return ReplicationType::DisasterRecovery;
    if (name.contains("performance-status"_L1) || name.contains("performance_status"_L1))
        return ReplicationType::Performance;
    return std::nullopt;
}

void judge(Explanation &explanation)
{
    ClusterSnapshot snapshot;
    snapshot.status = explanation.status;
    snapshot.health = explanation.health;
    snapshot.seal = explanation.seal;
    explanation.problems += problemsOf(snapshot, ProblemContext {});
}

void explainStatus(Explanation &explanation, const QByteArray &content)
{
    explanation.kind = FileKind::ReplicationStatus;
    auto status = decodeReplicationStatus(content);
    const auto named = typeNamedBy(explanation.file);
    if (status && status->typeWasAssumed && named)
        status = decodeReplicationStatus(content, named);
    if (!status) {
        explanation.error = status.error();
        return;
    }
    explanation.vaultTexts = status->warnings;
    explanation.status = std::move(*status);
    if (explanation.status->typeWasAssumed) {
        add(explanation, "type-not-stated"_L1, ProblemSeverity::Info,
            ExplainText::tr(
                "Nothing in this answer says which replication type it is of; performance was "
                "assumed."),
            ExplainText::tr(
                "Name the file dr-status or performance-status after the call it came from."));
    }
    judge(explanation);
}

QString pageList(const MerkleReport::Tree &tree)
{
    QStringList pages;
    for (const MerkleReport::Page &page : tree.pages) {
        if (page.subpages.isEmpty()) {
            pages.append(QString::number(page.number));
            continue;
        }
        QStringList subpages;
        for (const int subpage : page.subpages)
            subpages.append(QString::number(subpage));
        pages.append(ExplainText::tr("%1 (subpages %2)")
                         .arg(QString::number(page.number), subpages.join(", "_L1)));
    }
    return pages.join(", "_L1);
}

void explainMerkle(Explanation &explanation, const QByteArray &content)
{
    explanation.kind = FileKind::MerkleCheck;
    auto report = decodeMerkleReport(content);
    if (!report) {
        explanation.error = report.error();
        return;
    }
    explanation.merkle = std::move(*report);
    for (const MerkleReport::Tree &tree : explanation.merkle->trees) {
        if (!tree.corruptedRoot && tree.pages.isEmpty())
            continue;
        const QString what = tree.pages.isEmpty()
            ? ExplainText::tr("The root of the %1 tree is corrupt.").arg(tree.type)
            : ExplainText::tr("The %1 tree is corrupt in pages %2.").arg(tree.type, pageList(tree));
        const QString matters = tree.type == "local"_L1
            ? ExplainText::tr("The local tree matters to DR replication only.")
            : ExplainText::tr("The replicated tree matters to performance and DR replication.");
        add(explanation, "corrupted-merkle-tree"_L1, ProblemSeverity::Danger, what,
            matters + u' '
                + ExplainText::tr(
                    "Take a snapshot, then reindex: the primary if this report is of the "
                    "primary, in a quiet window."));
    }
    if (explanation.merkle->corruptedRoot && explanation.problems.isEmpty()) {
        add(explanation, "corrupted-merkle-tree"_L1, ProblemSeverity::Danger,
            ExplainText::tr("The root of the Merkle tree is corrupt."),
            ExplainText::tr(
                "Take a snapshot, then reindex: the primary if this report is of the primary, "
                "in a quiet window."));
    }
}

void explainHealth(Explanation &explanation, const QByteArray &content)
{
    explanation.kind = FileKind::Health;
    auto health = decodeHealth(0, content);
    if (!health) {
        explanation.error = health.error();
        return;
    }
    explanation.health = std::move(*health);
    judge(explanation);
}

void explainSeal(Explanation &explanation, const QByteArray &content)
{
    explanation.kind = FileKind::SealStatus;
    auto seal = decodeSealStatus(content);
    if (!seal) {
        explanation.error = seal.error();
        return;
    }
    explanation.seal = std::move(*seal);
    judge(explanation);
}

/// The text as UTF-8. Windows writes a byte order mark, PowerShell's ">" UTF-16.
QByteArray asUtf8(const QByteArray &content)
{
    const auto encoding = QStringConverter::encodingForData(content);
    if (!encoding)
        return content;
    QStringDecoder decoder(*encoding);
    const QString text = decoder(content);
    return decoder.hasError() ? content : text.toUtf8();
}

/// Without the bullet of the vault command's lists of errors.
QString withoutBullet(const QString &line)
{
    const QString text = line.simplified();
    return text.startsWith("* "_L1) ? text.mid(2) : text;
}

void explainVaultError(Explanation &explanation, const QString &message)
{
    const QString shown = redacted(withoutBullet(message));
    explanation.vaultTexts.append(shown);
    const QString meaning = friendlyText(message);
    add(explanation, "vault-error"_L1, ProblemSeverity::Attention,
        ExplainText::tr("Vault says: \"%1\".").arg(shown),
        meaning.isEmpty() ? ExplainText::tr("This text is not known here.") : meaning);
}

void explainErrors(Explanation &explanation, JsonReader &root)
{
    explanation.kind = FileKind::ErrorText;
    const QStringList errors = root.texts("errors"_L1).value_or(QStringList());
    if (root.error()) {
        explanation.error = *root.error();
        return;
    }
    for (const QString &message : errors)
        explainVaultError(explanation, message);
    if (errors.isEmpty())
        add(explanation, "vault-error"_L1, ProblemSeverity::Attention,
            ExplainText::tr("Vault refused without saying why."),
            ExplainText::tr(
                "An empty list of errors usually means that nothing is stored at the path "
                "(404), or that the method is not allowed (405)."));
}

void explainToken(Explanation &explanation, JsonReader &wrap)
{
    const QString path = wrap.text("creation_path"_L1).value_or(QString());
    const QString type = path.contains("/dr/"_L1) ? ExplainText::tr("a DR")
        : path.contains("/performance/"_L1) || path.contains("replication/primary"_L1)
        ? ExplainText::tr("a performance")
        : ExplainText::tr("an");
    std::optional<QDateTime> expires;
    QString address;
    if (const auto token = wrap.secret("token"_L1)) {
        if (const auto claims = decodeActivationToken(*token)) {
            expires = claims->expires;
            address = claims->address.value_or(QString());
        }
    }
    QString text = path.contains("secondary-token"_L1) || path.isEmpty()
        ? ExplainText::tr(
              "This answer carries %1 activation token. It is as secret as a root token and "
              "is not shown.")
              .arg(type)
        : ExplainText::tr("This answer carries a wrapped secret, which is not shown.");
    if (expires)
        text += u' ' + ExplainText::tr("It is valid until %1.").arg(expires->toString(Qt::ISODate));
    if (!address.isEmpty())
        text += u' ' + ExplainText::tr("It names the primary at %1.").arg(address);
    add(explanation, "activation-token"_L1, ProblemSeverity::Info, text,
        ExplainText::tr(
            "If it was not used, revoke its id on the primary: the file may have been seen by "
            "others."));
}

/// Promotion took key shares itself in Vault 0.8 and counted them; later versions repeat the
/// members, which then say nothing.
bool isPromotionAnswer(const JsonReader &data)
{
    return data.has("progress"_L1) && data.has("required"_L1) && data.has("complete"_L1);
}

void explainData(Explanation &explanation, JsonReader &data)
{
    const auto say = [&](QLatin1StringView id, const QString &text) {
        add(explanation, id, ProblemSeverity::Info, text);
    };
    if (data.has("secondary_public_key"_L1))
        say("public-key"_L1,
            ExplainText::tr(
                "The public key of a secondary, for generating a token that only it can use."));
    else if (data.has("token"_L1))
        say("activation-token"_L1,
            ExplainText::tr(
                "This answer carries an activation bundle for one secondary's public key, "
                "which is not shown."));
    else if (data.has("paths"_L1))
        say("filter"_L1,
            ExplainText::tr("A stored path filter in mode %1 with %n path(s).", nullptr,
                            int(data.texts("paths"_L1).value_or(QStringList()).size()))
                .arg(data.text("mode"_L1).value_or(QString())));
    else if (data.has("dynamic_filtered_mounts"_L1) || data.has("dynamic_filtered_namespaces"_L1))
        say("filter"_L1,
            ExplainText::tr("What a filter keeps away from a secondary at the moment."));
    else if (isPromotionAnswer(data))
        say("promotion"_L1,
            ExplainText::tr(
                "The answer to a promotion. Its progress and complete count key shares in Vault "
                "0.8 and say nothing in later versions: the replication status tells whether the "
                "cluster is primary."));
}

void explainAttempt(Explanation &explanation, const QByteArray &content)
{
    explanation.kind = FileKind::Action;
    const auto attempt = decodeOperationTokenAttempt(content);
    if (!attempt) {
        explanation.error = attempt.error();
        return;
    }
    QString text = attempt->started
        ? ExplainText::tr("An attempt to generate a token from key shares: %1 of %2 shares given.")
              .arg(attempt->progress)
              .arg(attempt->required)
        : ExplainText::tr(
            "No attempt to generate a token from key shares is running; it would need %n share(s).",
            nullptr, attempt->required);
    if (attempt->complete)
        text =
            ExplainText::tr("A completed attempt to generate a token from key shares. The encoded "
                            "token is not shown.");
    if (!attempt->otp.isEmpty())
        text += u' '
            + ExplainText::tr(
                    "The answer also holds the one-time password, which is not shown: together "
                    "with the encoded token it is the token.");
    add(explanation, "operation-token-attempt"_L1, ProblemSeverity::Info, text);
}

void explainAction(Explanation &explanation, JsonReader &root)
{
    explanation.kind = FileKind::Action;
    for (const QString &warning : root.texts("warnings"_L1).value_or(QStringList())) {
        explanation.vaultTexts.append(redacted(warning));
        const QString meaning = friendlyText(warning);
        add(explanation, "warning"_L1, ProblemSeverity::Info,
            meaning.isEmpty() ? ExplainText::tr("Vault says: \"%1\".").arg(redacted(warning))
                              : meaning);
    }
    root.object("wrap_info"_L1, [&](JsonReader &wrap) { explainToken(explanation, wrap); });
    if (root.isObject("data"_L1))
        root.object("data"_L1, [&](JsonReader &data) { explainData(explanation, data); });
    if (root.error())
        explanation.error = *root.error();
    else if (explanation.problems.isEmpty())
        add(explanation, "accepted"_L1, ProblemSeverity::Info,
            ExplainText::tr("Vault accepted a call and had nothing to say."));
}

/// What the members of an object make of an answer.
FileKind kindOf(JsonReader &root)
{
    if (root.isArray("errors"_L1))
        return FileKind::ErrorText;
    const auto isFilter = [](const JsonReader &json) {
        return json.has("paths"_L1) && !json.has("cluster_id"_L1);
    };
    const auto isStatus = [&](const JsonReader &json) {
        return json.has("dr"_L1) || json.has("performance"_L1)
            || (json.has("mode"_L1) && !isFilter(json)) || json.has("merkle_root"_L1)
            || json.has("known_secondaries"_L1) || json.has("connection_state"_L1);
    };
    std::optional<FileKind> kind;
    if (root.isObject("data"_L1)) {
        root.object("data"_L1, [&](JsonReader &data) {
            if (isStatus(data))
                kind = FileKind::ReplicationStatus;
            else if (data.has("merkle_corruption_report"_L1))
                kind = FileKind::MerkleCheck;
            else if (isFilter(data) || data.has("secondary_public_key"_L1) || data.has("token"_L1)
                     || data.has("dynamic_filtered_mounts"_L1)
                     || data.has("dynamic_filtered_namespaces"_L1) || isPromotionAnswer(data))
                kind = FileKind::Action;
        });
    }
    if (kind)
        return *kind;
    if (isStatus(root))
        return FileKind::ReplicationStatus;
    if (root.has("merkle_corruption_report"_L1))
        return FileKind::MerkleCheck;
    if (root.has("initialized"_L1) && root.has("sealed"_L1) && root.has("standby"_L1))
        return FileKind::Health;
    if (root.has("sealed"_L1) && root.has("t"_L1))
        return FileKind::SealStatus;
    const bool isAttempt = root.has("started"_L1) && root.has("nonce"_L1);
    const bool isAcceptance =
        root.isNull("data"_L1) || (root.isArray("warnings"_L1) && !root.names().isEmpty());
    return isAttempt || root.isObject("wrap_info"_L1) || isAcceptance ? FileKind::Action
                                                                      : FileKind::Unknown;
}

/// Lines of a log or a message pasted into a file.
void explainText(Explanation &explanation, const QByteArray &content)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder(content);
    QStringList meanings;
    for (const QString &line :
         decoder.hasError() ? QStringList() : text.split(u'\n', Qt::SkipEmptyParts)) {
        const QString meaning = friendlyText(line);
        if (meaning.isEmpty() || meanings.contains(meaning))
            continue;
        meanings.append(meaning);
        explainVaultError(explanation, line);
    }
    if (!meanings.isEmpty())
        explanation.kind = FileKind::ErrorText;
}

} // namespace

QString wireName(Explanation::Kind kind)
{
    switch (kind) {
    case FileKind::Unknown:
        return u"unknown"_s;
    case FileKind::ReplicationStatus:
        return u"replication-status"_s;
    case FileKind::Health:
        return u"health"_s;
    case FileKind::SealStatus:
        return u"seal-status"_s;
    case FileKind::MerkleCheck:
        return u"merkle-check"_s;
    case FileKind::Action:
        return u"action"_s;
    case FileKind::ErrorText:
        return u"error"_s;
    }
    Q_UNREACHABLE();
}

Explanation explain(const QString &file, const QByteArray &bytes)
{
    const QByteArray content = asUtf8(bytes);
    Explanation explanation;
    explanation.file = file;
    const auto document = JsonDocument::parse(content);
    if (!document) {
        const QByteArray start = content.trimmed().left(1);
        if (start != "{" && start != "[")
            explainText(explanation, content);
        if (explanation.kind == FileKind::Unknown)
            explanation.error = document.error();
        return explanation;
    }
    if (!document->isObject())
        return explanation;
    JsonReader root(*document);
    explanation.kind = kindOf(root);
    switch (explanation.kind) {
    case FileKind::ReplicationStatus:
        explainStatus(explanation, content);
        break;
    case FileKind::Health:
        explainHealth(explanation, content);
        break;
    case FileKind::SealStatus:
        explainSeal(explanation, content);
        break;
    case FileKind::MerkleCheck:
        explainMerkle(explanation, content);
        break;
    case FileKind::ErrorText:
        explainErrors(explanation, root);
        break;
    case FileKind::Action:
        if (root.has("started"_L1))
            explainAttempt(explanation, content);
        else
            explainAction(explanation, root);
        break;
    case FileKind::Unknown:
        break;
    }
    sortWorstFirst(explanation.problems);
    return explanation;
}

} // namespace switchover
