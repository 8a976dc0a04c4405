// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/fleet/operationbriefing.h"
#include "models/replication/answer.h"
#include "models/replication/arguments.h"
#include "models/replication/filtereffect.h"
#include "models/replication/hazards.h"
#include "models/replication/operation.h"
#include "models/replication/snapshot.h"

#include <QDialog>
#include <QTimer>

class QLabel;
class QPushButton;
class QScrollArea;
class QStackedWidget;
class QVBoxLayout;

namespace switchover::ui {

class BulletList;
class CodeBlock;
class DialogHeader;
class MessageBar;
class OperationCenter;
class OperationForm;
class OperationJob;
class OutcomePage;
class ProgressPage;
class RequestPanel;
class ReviewPage;
class TypedNameField;
struct NextStep;
struct Services;

/// One operation from form to outcome: form, review with the typed name where it destroys,
/// progress, outcome. Not modal, so that other clusters can be looked at meanwhile.
///
/// Nothing is sent but by a click on (or Space in) the send button. Where an operation does more
/// than change a setting, Cancel is the default button, so Enter never sends.
class OperationDialog final : public QDialog
{
    Q_OBJECT

public:
    OperationDialog(Services &services, OperationCenter &center, const ClusterSnapshot &snapshot,
                    OperationId operation, Arguments prefilled, QWidget *parent = nullptr);

    [[nodiscard]] ClusterId cluster() const { return m_cluster; }
    [[nodiscard]] OperationId operationId() const;
    [[nodiscard]] bool isAtForm() const;
    [[nodiscard]] bool isUnderWay() const; ///< sent, and not settled yet
    void fill(const Arguments &arguments);
    /// Reads that ask for nothing need no form.
    [[nodiscard]] bool startsAtOnce() const;
    void startAtOnce();

    /// What became of the DR operation token that was used, beside the outcome.
    void showTokenFate(const QString &text);
    void showOutcome(const OperationJob &job, OperationAnswer answer, SecretString operationToken);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    bool focusNextPrevChild(bool next) override;

private:
    enum class Page { Form, Review, Progress, Outcome };
    void buildForm(const ClusterSnapshot &snapshot);
    void buildButtons();
    QScrollArea *addPage(QWidget *content);
    void showPage(Page page);
    void growToFit();
    [[nodiscard]] Page page() const;

    [[nodiscard]] const ClusterSnapshot *snapshot() const;
    void snapshotChanged(const ClusterSnapshot &snapshot);
    void noticeChange(const ClusterSnapshot &snapshot);
    void update();
    [[nodiscard]] bool needsReview() const;
    [[nodiscard]] OperationBriefing briefing() const; ///< as the fleet and the form are now
    [[nodiscard]] Severity severity() const;
    [[nodiscard]] bool isDemotion() const;
    void showSentences(const OperationBriefing &briefing);
    void takeWayOut();
    void showReview();
    void noticeHazards();
    void askRights();
    void showLackedRights();
    [[nodiscard]] QString whyNot(); ///< "" if the operation could be sent as the form stands
    void review();
    void send();
    void takeStep(const NextStep &step);
    void restoreFilter(const NextStep &step);

    Services &m_services;
    OperationCenter &m_center;
    ClusterId m_cluster;
    const Operation &m_operation;
    ClusterSnapshot m_reviewed; ///< what the operator saw when deciding
    QList<Hazard> m_hazards;    ///< what was shown of the other clusters' part in it
    /// A secondary was not level while this was open. Figures move with each reading, and the
    /// button that one aims at must not turn into another.
    bool m_wasNotLevel = false;
    ClusterId m_former;      ///< the demoted primary that could be promoted again instead
    StoredFilter m_replaced; ///< by this operation
    Arguments m_carried;     ///< what the next step's form is filled with

    QTimer m_rightsTimer; ///< until the person stops typing

    DialogHeader *m_header = nullptr;
    MessageBar *m_bar = nullptr;
    QStackedWidget *m_stack = nullptr;
    OperationForm *m_form = nullptr;
    BulletList *m_dangers = nullptr;
    BulletList *m_readings = nullptr;
    BulletList *m_consequences = nullptr;
    BulletList *m_after = nullptr;
    CodeBlock *m_policyLines = nullptr;
    RequestPanel *m_request = nullptr;
    ReviewPage *m_review = nullptr;
    ProgressPage *m_progress = nullptr;
    OutcomePage *m_outcome = nullptr;
    QWidget *m_nameBox = nullptr;
    TypedNameField *m_name = nullptr; ///< below the review, always in sight
    QLabel *m_whyNot = nullptr;
    QPushButton *m_wayOut = nullptr; ///< another operation that avoids the danger
    QPushButton *m_back = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_next = nullptr;
    QPushButton *m_send = nullptr;
};

} // namespace switchover::ui
