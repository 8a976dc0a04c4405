// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/fleet/operationrun.h"
#include "ui/operations/nextsteps.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace switchover::ui {

class AnswerView;
class BulletList;
class CodeBlock;
struct Services;

/// How an operation ended: one sentence, what the server said, what it answered, what remains to
/// be done, and buttons for the next step.
class OutcomePage final : public QWidget
{
    Q_OBJECT

public:
    explicit OutcomePage(Services &services, QWidget *parent = nullptr);

    void showOutcome(const Operation &operation, const QStringList &followUps,
                     const OperationOutcome &outcome, const QString &sentence,
                     const ClusterId &cluster, OperationAnswer answer, SecretString operationToken);
    /// What became of the DR operation token that was used; "" hides it.
    void setTokenFate(const QString &text);

    /// One more button, after those of showOutcome().
    void addStep(const NextStep &step);

signals:
    void stepChosen(const switchover::ui::NextStep &step);

private:
    void showSteps(const QList<NextStep> &steps);

    Services &m_services;
    QLabel *m_icon = nullptr;
    QLabel *m_sentence = nullptr;
    QLabel *m_tokenFate = nullptr;
    BulletList *m_serverSaid = nullptr;
    CodeBlock *m_policyLines = nullptr;
    AnswerView *m_answer = nullptr;
    BulletList *m_followUps = nullptr;
    QHBoxLayout *m_steps = nullptr;
    QVBoxLayout *m_layout = nullptr;
};

} // namespace switchover::ui
