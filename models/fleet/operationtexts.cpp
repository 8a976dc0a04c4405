// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/operationtexts.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct OperationRunText
{
    Q_DECLARE_TR_FUNCTIONS(OperationRun)
};

QString joined(QStringList sentences)
{
    sentences.removeAll(QString());
    return sentences.join(u' ');
}

bool isEnableSecondary(OperationId id)
{
    return id == OperationId::PerformanceEnableSecondary || id == OperationId::DrEnableSecondary;
}

bool isMint(OperationId id)
{
    return id == OperationId::PerformanceMintToken || id == OperationId::DrMintToken;
}

bool isPublicKey(OperationId id)
{
    return id == OperationId::PerformanceGeneratePublicKey
        || id == OperationId::DrGeneratePublicKey;
}

QString duration(std::chrono::milliseconds time)
{
    const qint64 seconds = time.count() / 1000;
    if (seconds < 120)
        return OperationRunText::tr("%n second(s)", nullptr, int(seconds));
    return OperationRunText::tr("%n minute(s)", nullptr, int(seconds / 60));
}

// After a secondary was enabled its standbys seal themselves; some do only when they are looked at.
QString sealedNodesText(const RunFacts &facts)
{
    QStringList sealed;
    for (const NodeSnapshot &node : facts.now.nodes) {
        if (node.health && !node.error && node.health->sealed)
            sealed.append(node.address);
    }
    if (sealed.isEmpty())
        return {};
    const int count = int(sealed.size());
    const QString text = isEnableSecondary(facts.operation.id)
        ? OperationRunText::tr(
            "%n of its nodes (is|are) sealed: %1. Unseal with the unseal keys of "
            "the primary.",
            nullptr, count)
        : OperationRunText::tr("%n of its nodes (is|are) sealed: %1.", nullptr, count);
    return text.arg(sealed.join(u", "_s));
}

QString vaultMeaning(const Operation &operation, const Error &error)
{
    for (const QString &message : error.serverMessages) {
        if (const QString meaning = friendlyText(message, operation); !meaning.isEmpty())
            return meaning;
    }
    return {};
}

// Servers have counted further than they announced.
int percent(quint64 done, quint64 total)
{
    return int(double(std::min(done, total)) / double(total) * 100);
}

QString stateText(const ReplicationBlock &block)
{
    if (block.mode == Mode::Bootstrapping)
        return OperationRunText::tr("The cluster is bootstrapping: it fetches the primary's data.");
    if (block.reindexInProgress.value_or(false)) {
        if (block.reindexTotal.value_or(0) > 0) {
            return OperationRunText::tr("Reindex %1: %2 %.")
                .arg(block.reindexStage.value_or(QString()))
                .arg(percent(block.reindexProgress.value_or(0), *block.reindexTotal));
        }
        return OperationRunText::tr("Reindex %1.").arg(block.reindexStage.value_or(QString()));
    }
    const QString mode = block.mode.text;
    if (block.state && *block.state == State::MerkleSync && block.syncTotalKeys.value_or(0) > 0) {
        return OperationRunText::tr("Mode %1, merkle-sync %2 %.")
            .arg(mode)
            .arg(percent(block.syncProgress.value_or(0), *block.syncTotalKeys));
    }
    if (block.state && block.connectionState && *block.connectionState != ConnectionState::Ready)
        return OperationRunText::tr("Mode %1, state %2, connection %3.")
            .arg(mode, block.state->text, block.connectionState->text);
    if (block.state)
        return OperationRunText::tr("Mode %1, state %2.").arg(mode, block.state->text);
    return mode.isEmpty() ? OperationRunText::tr("The cluster does not name its mode yet.")
                          : OperationRunText::tr("Mode %1.").arg(mode);
}

QString awaiting(const RunFacts &facts)
{
    const QString awaited = awaitedText(doneWhen(facts.operation, facts.arguments));
    return awaited.isEmpty() ? QString() : OperationRunText::tr("Waiting for: %1").arg(awaited);
}

} // namespace

QString describeOperation(const Operation &operation, const Arguments &arguments)
{
    QStringList values;
    for (const Parameter &parameter : operation.parameters) {
        if (parameter.isSecret() || !arguments.has(parameter.name))
            continue;
        const QString name = QString::fromLatin1(parameter.name);
        if (parameter.type == Parameter::Type::Boolean)
            values.append(arguments.isOn(parameter.name) ? u"%1 true"_s.arg(name)
                                                         : u"%1 false"_s.arg(name));
        else if (const QStringList list = arguments.texts(parameter.name); !list.isEmpty())
            values.append(u"%1 %2"_s.arg(name, list.join(u' ')));
        else if (const QString text = arguments.text(parameter.name); !text.isEmpty())
            values.append(u"%1 %2"_s.arg(name, text));
    }
    const QString title = operation.titleText();
    return values.isEmpty() ? title : u"%1 (%2)"_s.arg(title, values.join(u", "_s));
}

QString progressText(const RunFacts &facts)
{
    QStringList sentences;
    if (facts.lost)
        sentences.append(OperationRunText::tr(
            "The answer was lost; the cluster is being observed and nothing is sent again."));
    if (facts.silentFor.count() > 0) {
        const bool normal = facts.operation.severity >= Severity::Interrupts;
        sentences.append(
            normal
                ? OperationRunText::tr(
                      "The cluster has not answered for %1, which is normal during this operation.")
                      .arg(duration(facts.silentFor))
                : OperationRunText::tr("The cluster has not answered for %1.")
                      .arg(duration(facts.silentFor)));
    } else if (facts.operation.type && !facts.now.statusError) {
        if (const ReplicationBlock *block = facts.now.block(*facts.operation.type))
            sentences.append(stateText(*block));
    } else if (facts.now.statusError && facts.now.isReachable()) {
        sentences.append(
            OperationRunText::tr("The cluster answers, but not with its replication status yet."));
    }
    sentences.append(awaiting(facts));
    return joined(sentences);
}

QString doneText(const RunFacts &facts)
{
    QString text = settlementText(doneWhen(facts.operation, facts.arguments), Settlement::Done);
    if (text.isEmpty())
        text = OperationRunText::tr("Done: %1.").arg(facts.operation.titleText());
    return joined({ text, sealedNodesText(facts) });
}

QString rejectedText(const RunFacts &facts, const Error &error)
{
    const bool readsFilter = facts.operation.id == OperationId::PathsFilterRead
        || facts.operation.id == OperationId::MountFilterRead;
    // That is how Vault says that there is none, and no failure.
    if (readsFilter && error.kind == Error::Kind::NotFound && error.serverMessages.isEmpty())
        return OperationRunText::tr(
                   "No filter is stored for “%1”: the secondary with this id gets everything.")
            .arg(facts.arguments.text("id"_L1));
    const bool mayBeTriedAgain =
        error.kind == Error::Kind::NotReady || error.kind == Error::Kind::Throttled;
    QStringList sentences { errorSentence(error) };
    if (facts.operation.isWrite())
        sentences.append(OperationRunText::tr("Nothing was changed."));
    sentences.append(vaultMeaning(facts.operation, error));
    if (!facts.operation.isWrite())
        return joined(sentences);
    if (mayBeTriedAgain)
        sentences.append(OperationRunText::tr(
            "You may try it again when the cluster is ready; it is never repeated by itself."));
    return joined(sentences);
}

QString notSentText(const Operation &operation, const QString &why)
{
    return operation.isWrite()
        ? OperationRunText::tr("Nothing was sent, so nothing was changed. %1").arg(why)
        : OperationRunText::tr("Nothing was asked. %1").arg(why);
}

QString acceptedNotSeenText(const RunFacts &facts, std::chrono::milliseconds patience)
{
    const QString head = facts.lost
        ? OperationRunText::tr(
            "The answer was lost, the cluster shows that the call took effect, but it was "
            "not complete after %1.")
        : OperationRunText::tr(
            "The cluster accepted the call, but the effect was not seen within %1.");
    QString seen;
    if (facts.silentFor.count() > 0)
        seen = OperationRunText::tr("The cluster has not answered for %1.")
                   .arg(duration(facts.silentFor));
    else if (facts.operation.type && facts.now.block(*facts.operation.type)
             && !facts.now.statusError)
        seen = stateText(*facts.now.block(*facts.operation.type));
    return joined({ head.arg(duration(patience)), seen, awaiting(facts),
                    OperationRunText::tr(
                        "Watch the cluster's page, and do not send the call again before you "
                        "know its state."),
                    sealedNodesText(facts) });
}

QString rolledBackText(const RunFacts &facts)
{
    return joined(
        { OperationRunText::tr("The cluster accepted the call and began, then went back to "
                               "replication disabled: it could "
                               "not fetch the primary's data."),
          OperationRunText::tr(
              "Look into its server log, remove the cause, and use a new activation "
              "token; the old one "
              "is spent."),
          sealedNodesText(facts) });
}

QString lostButDoneText(const RunFacts &facts, const Error &error)
{
    const bool answeredWithError = error.httpStatus >= 300;
    const QString head = answeredWithError
        ? OperationRunText::tr(
              "The call was answered with an error, but the cluster shows that it took effect. %1")
              .arg(errorSentence(error))
        : OperationRunText::tr(
            "The answer was lost, but the cluster shows that the call took effect.");
    if (isMint(facts.operation.id)) {
        return joined(
            { head,
              OperationRunText::tr("The id %1 is registered, and the token itself is lost: revoke "
                                   "the id and mint a new one.")
                  .arg(facts.arguments.text("id"_L1)) });
    }
    return joined({ head,
                    settlementText(doneWhen(facts.operation, facts.arguments), Settlement::Done),
                    sealedNodesText(facts) });
}

QString lostNoEffectText(const RunFacts &facts, const Error &error)
{
    if (facts.operation.id == OperationId::DrStartAttempt && !facts.runningAttempt.isEmpty()) {
        return joined(
            { errorSentence(error),
              OperationRunText::tr(
                  "The call started no attempt. The one that runs, with nonce %1, is another: "
                  "it ran before, or it was started in another way than asked for here. Ask "
                  "whose it is before you join or cancel it.")
                  .arg(facts.runningAttempt) });
    }
    return joined(
        { errorSentence(error),
          OperationRunText::tr("The cluster answers again and shows no effect of the call. It was "
                               "sent once and is not "
                               "sent again by itself."),
          OperationRunText::tr("Look at the cluster's state once more before you try it again."),
          sealedNodesText(facts) });
}

QString lostUnknownText(const RunFacts &facts, const Error &error)
{
    QStringList sentences { errorSentence(error) };
    if (facts.operation.id == OperationId::DrStartAttempt && !facts.runningAttempt.isEmpty()) {
        sentences.append(
            OperationRunText::tr(
                "An attempt with nonce %1 runs on the cluster. Nothing shows whether this "
                "call started it or somebody else did: its nonce and its one-time password "
                "were in the answer that was lost.")
                .arg(facts.runningAttempt));
        sentences.append(OperationRunText::tr(
            "Give no key share to it. Ask the others who may have started one; if nobody "
            "did, cancel it and start another."));
        return joined(sentences);
    }
    if (facts.silentFor.count() > 0)
        sentences.append(
            OperationRunText::tr("The cluster has not answered for %1, so it is not known whether "
                                 "the call took effect.")
                .arg(duration(facts.silentFor)));
    else
        sentences.append(OperationRunText::tr(
            "The cluster's status does not show whether the call took effect."));
    if (isPublicKey(facts.operation.id))
        sentences.append(
            OperationRunText::tr("Generate the public key again: only the newest one is good."));
    else if (facts.operation.id == OperationId::DrProvideKeyShare)
        sentences.append(OperationRunText::tr(
            "Read the attempt: its progress shows whether the share was counted. If it was the "
            "last one, the token is lost; start another attempt."));
    else if (isMint(facts.operation.id))
        sentences.append(
            OperationRunText::tr(
                "If a token was made, it is lost: revoke the id %1 and mint a new one.")
                .arg(facts.arguments.text("id"_L1)));
    else
        sentences.append(OperationRunText::tr(
            "Find out on the cluster before you send anything else. The call was sent once and "
            "is not sent again by itself."));
    return joined(sentences);
}

bool saysNothingChanged(const Error &error)
{
    return std::any_of(error.serverMessages.begin(), error.serverMessages.end(),
                       [](const QString &message) {
                           // The activation token is unwrapped before anything is touched.
                           return message.contains("unwrapping secondary token"_L1);
                       });
}

bool isResult(const Operation &operation, const OperationAnswer &answer)
{
    if (operation.doneWhen == DoneWhen::Answered)
        return true;
    if (operation.doneWhen == DoneWhen::AttemptStarted
        || operation.doneWhen == DoneWhen::AttemptAdvanced)
        return answer.attempt.has_value();
    return answer.mintedToken.has_value() || answer.publicKey.has_value()
        || answer.merkleReport.has_value();
}

} // namespace switchover
