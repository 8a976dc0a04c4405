// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/outcomepage.h"

#include "models/fleet/fleet.h"
#include "models/replication/answer.h"
#include "models/replication/catalogue.h"
#include "models/replication/operation.h"
#include "models/replication/permission.h"
#include "ui/operations/answerview.h"
#include "ui/operations/bulletlist.h"
#include "ui/operations/policylines.h"
#include "ui/services.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/literaltext.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace switchover::ui {

using namespace Qt::StringLiterals;

namespace {

Tone toneOf(OperationOutcome::End end)
{
    switch (end) {
    case OperationOutcome::End::Done:
    case OperationOutcome::End::LostButDone:
        return Tone::Good;
    case OperationOutcome::End::NotSent:
    case OperationOutcome::End::AcceptedNotSeen:
    case OperationOutcome::End::LostNoEffect:
        return Tone::Attention;
    case OperationOutcome::End::Rejected:
    case OperationOutcome::End::LostUnknown:
        return Tone::Danger;
    }
    Q_UNREACHABLE();
}

SemanticColor colorOf(Tone tone)
{
    switch (tone) {
    case Tone::Good:
        return SemanticColor::Good;
    case Tone::Attention:
        return SemanticColor::Attention;
    case Tone::Danger:
        return SemanticColor::Danger;
    case Tone::Neutral:
    case Tone::Accent:
    case Tone::Busy:
        break;
    }
    return SemanticColor::Neutral;
}

/// What `told` says already is not said twice.
QStringList withMeaning(const QStringList &vaultTexts, const Operation &operation,
                        const QString &told)
{
    QStringList result;
    for (const QString &text : vaultTexts) {
        QString meaning = friendlyText(text, operation);
        if (told.contains(meaning))
            meaning.clear();
        QString words = text.simplified();
        words.remove(u"1 error occurred: * "_s); // the list of one that Vault wraps it in
        if (meaning.isEmpty() && told.contains(words))
            continue;
        result.append(meaning.isEmpty()
                          ? OutcomePage::tr("“%1”", "what the server said").arg(text.trimmed())
                          : OutcomePage::tr("“%1” %2", "what the server said, what it means")
                                .arg(text.trimmed(), meaning));
    }
    return result;
}

} // namespace

OutcomePage::OutcomePage(Services &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
{
    setObjectName(u"outcomePage"_s);
    m_layout = new QVBoxLayout(this);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(space(Space::Medium, this));
    auto *top = new QHBoxLayout;
    top->setSpacing(space(Space::Medium, this));
    m_icon = new PlainLabel(this);
    top->addWidget(m_icon, 0, Qt::AlignTop);
    m_sentence = new PlainLabel(this);
    m_sentence->setObjectName(u"outcomeText"_s);
    m_sentence->setWordWrap(true);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    top->addWidget(m_sentence, 1);
    m_layout->addLayout(top);
    m_tokenFate = new PlainLabel(this);
    m_tokenFate->setObjectName(u"operationTokenFate"_s);
    m_tokenFate->setWordWrap(true);
    m_tokenFate->hide();
    m_layout->addWidget(m_tokenFate);
    m_serverSaid = new BulletList(tr("The server said"), Tone::Neutral, u"serverSaid"_s, this);
    m_layout->addWidget(m_serverSaid);
    m_policyLines = makePolicyLines(u"outcomePolicyLines"_s, this);
    m_layout->addWidget(m_policyLines);
    m_answer = new AnswerView(services, this);
    m_layout->addWidget(m_answer);
    m_followUps = new BulletList(tr("Next"), Tone::Neutral, u"followUps"_s, this);
    m_layout->addWidget(m_followUps);
    m_steps = new QHBoxLayout;
    m_steps->setSpacing(space(Space::Small, this));
    m_steps->addStretch();
    m_layout->addLayout(m_steps);
    m_layout->addStretch();
}

void OutcomePage::showOutcome(const Operation &operation, const QStringList &followUps,
                              const OperationOutcome &outcome, const QString &sentence,
                              const ClusterId &cluster, OperationAnswer answer,
                              SecretString operationToken)
{
    const bool foundDamage = answer.merkleReport && !answer.merkleReport->isClean();
    const Tone tone = foundDamage ? Tone::Danger : toneOf(outcome.end);
    const int size = space(Space::Large, this);
    m_icon->setPixmap(
        icon(iconFor(tone), colorOf(tone)).pixmap(QSize(size, size), devicePixelRatioF()));
    m_sentence->setText(sentence);
    setTokenFate({});
    QStringList said = withMeaning(answer.warnings, operation, sentence);
    if (outcome.error)
        said += withMeaning(outcome.error->serverMessages, operation, sentence);
    m_serverSaid->setSentences(said);
    showPolicyLines(m_policyLines, outcome.policyLines);
    m_followUps->setSentences(outcome.isGood() ? followUps : QStringList());
    QList<NextStep> steps = nextStepsAfter(operation.id, outcome, answer);
    const bool isDemotion =
        operation.id == OperationId::PerformanceDemote || operation.id == OperationId::DrDemote;
    if (const ClusterSnapshot *demoted = m_services.fleet.snapshot(cluster);
        isDemotion && outcome.isGood() && demoted)
        steps = stepsAfterDemotion(operation.id, *demoted, m_services.fleet.snapshots()) + steps;
    if (answer.publicKey && operation.type) {
        const OperationId mint = *operation.type == ReplicationType::Performance
            ? OperationId::PerformanceMintToken
            : OperationId::DrMintToken;
        const QList<ClusterSnapshot> all = m_services.fleet.snapshots();
        for (const ClusterSnapshot &each : all) {
            if (allowed(switchover::operation(mint), each))
                steps.append(mintStep(each.identity, mint));
        }
    }

    // A former outcome's answer may hold widgets with secrets.
    auto *fresh = new AnswerView(m_services, this);
    delete m_layout->replaceWidget(m_answer, fresh);
    m_answer->hide();
    m_answer->deleteLater();
    m_answer = fresh;
    m_answer->showAnswer(cluster, std::move(answer), std::move(operationToken));
    m_answer->setVisible(!m_answer->isEmpty());
    showSteps(steps);
}

void OutcomePage::setTokenFate(const QString &text)
{
    m_tokenFate->setText(text);
    m_tokenFate->setVisible(!text.isEmpty());
}

void OutcomePage::showSteps(const QList<NextStep> &steps)
{
    while (m_steps->count() > 1) {
        QLayoutItem *item = m_steps->takeAt(0);
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (const NextStep &step : steps)
        addStep(step);
}

void OutcomePage::addStep(const NextStep &step)
{
    auto *button = new QPushButton(literalButtonText(step.text), this);
    button->setObjectName(step.objectName);
    button->setAutoDefault(false);
    connect(button, &QPushButton::clicked, this, [this, step] { emit stepChosen(step); });
    m_steps->insertWidget(m_steps->count() - 1, button);
}

} // namespace switchover::ui

#include "moc_outcomepage.cpp"
