// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/operationdialog.h"

#include "ui/operations/bulletlist.h"
#include "ui/operations/dialogheader.h"
#include "ui/operations/operationform.h"
#include "ui/operations/parameterfield.h"
#include "ui/operations/policylines.h"
#include "ui/operations/requestpanel.h"
#include "ui/services.h"
#include "ui/widgets/codeblock.h"
#include "ui/widgets/confirmbuttons.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

// How an operation dialog is laid out; what it does is in operationdialog.cpp.

namespace switchover::ui {

using namespace Qt::StringLiterals;

void OperationDialog::growToFit()
{
    const auto *scroll = qobject_cast<QScrollArea *>(m_stack->currentWidget());
    const QLayout *content = scroll->widget()->layout();
    const int wanted = m_header->sizeHint().height() + content->totalHeightForWidth(width())
        + (m_nameBox->isHidden() ? 0 : m_nameBox->sizeHint().height()) + fontMetrics().height() * 5;
    const int room = screen()->availableSize().height() * 9 / 10;
    resize(width(), qMin(qMax(height(), wanted), room));
}

void OperationDialog::buildForm(const ClusterSnapshot &snapshot)
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space(Space::Medium, this));
    auto *summary = new PlainLabel(m_operation.summaryText(), page);
    summary->setObjectName(u"operationSummary"_s);
    summary->setWordWrap(true);
    layout->addWidget(summary);

    const ReplicationBlock *block = m_operation.type ? snapshot.block(*m_operation.type) : nullptr;
    // A new id must be new: known ones are offered only where one of them is meant.
    const bool offersIds =
        block && block->knownSecondaries && m_operation.doneWhen != DoneWhen::SecondaryKnown;
    const FieldContext context { .services = m_services,
                                 .clock = m_services.clock,
                                 .center = m_center,
                                 .cluster = m_cluster,
                                 .clusterName = snapshot.identity.name,
                                 .knownSecondaries =
                                     offersIds ? *block->knownSecondaries : QStringList(),
                                 .type = m_operation.type,
                                 .operation = m_operation.id };
    m_dangers = new BulletList(tr("Danger"), Tone::Danger, u"dangers"_s, page);
    layout->addWidget(m_dangers);
    m_wayOut = new QPushButton(page);
    m_wayOut->setObjectName(u"wayOutButton"_s);
    m_wayOut->setAutoDefault(false);
    m_wayOut->hide();
    layout->addWidget(m_wayOut, 0, Qt::AlignLeft);
    connect(m_wayOut, &QPushButton::clicked, this, &OperationDialog::takeWayOut);
    m_readings =
        new BulletList(isDemotion() ? tr("Secondaries now") : tr("Compared with the old primary"),
                       Tone::Attention, u"readings"_s, page);
    layout->addWidget(m_readings);
    m_form = new OperationForm(m_operation, snapshot, context, page);
    layout->addWidget(m_form);
    m_form->setVisible(m_form->hasFields());

    m_policyLines = makePolicyLines(u"formPolicyLines"_s, page);
    layout->addWidget(m_policyLines);

    const Tone tone = m_operation.severity >= Severity::CutsOff ? Tone::Danger
        : m_operation.severity == Severity::Interrupts          ? Tone::Attention
                                                                : Tone::Neutral;
    m_consequences = new BulletList(tr("What will happen"), tone, u"consequences"_s, page);
    layout->addWidget(m_consequences);
    m_after = new BulletList(tr("Afterwards"), Tone::Neutral, u"afterwards"_s, page);
    layout->addWidget(m_after);
    m_request = new RequestPanel(u"request"_s, page);
    layout->addWidget(m_request);
    layout->addStretch();
    addPage(page);
}

QScrollArea *OperationDialog::addPage(QWidget *content)
{
    const int margin = space(Space::Large, this);
    content->layout()->setContentsMargins(margin, space(Space::Small, this), margin,
                                          space(Space::Medium, this));
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(content);
    m_stack->addWidget(scroll);
    return scroll;
}

void OperationDialog::buildButtons()
{
    const int margin = space(Space::Large, this);
    auto *line = new QFrame(this);
    line->setFrameShape(QFrame::HLine);
    line->setFrameShadow(QFrame::Plain);
    line->setForegroundRole(QPalette::Mid);
    layout()->addWidget(line);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(margin, space(Space::Medium, this) * 3 / 4, margin,
                            space(Space::Medium, this) * 3 / 4);
    row->setSpacing(space(Space::Small, this));
    m_back = new QPushButton(tr("Back"), this);
    m_back->setObjectName(u"backButton"_s);
    m_whyNot = makeHelpLabel({}, this);
    m_whyNot->setObjectName(u"whyNot"_s);
    m_whyNot->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_cancel = new QPushButton(tr("Cancel"), this);
    m_cancel->setObjectName(u"cancelButton"_s);
    m_next = new QPushButton(tr("Review…"), this);
    m_next->setObjectName(u"nextButton"_s);
    m_send = new QPushButton(m_operation.verbText(), this);
    m_send->setObjectName(u"sendButton"_s);
    for (QPushButton *button : { m_back, m_cancel, m_next, m_send })
        button->setAutoDefault(false);
    setEmphasis(m_next, Emphasis::Primary);
    setEmphasis(m_send,
                m_operation.severity >= Severity::CutsOff ? Emphasis::Danger : Emphasis::Primary);
    row->addWidget(m_back);
    row->addStretch(1);
    row->addWidget(m_whyNot, 100);
    row->addWidget(m_cancel);
    row->addSpacing(space(Space::Small, this));
    row->addWidget(m_next);
    row->addWidget(m_send);
    qobject_cast<QVBoxLayout *>(layout())->addLayout(row);
    connect(m_cancel, &QPushButton::clicked, this, &OperationDialog::reject);
    connect(m_back, &QPushButton::clicked, this, [this] { showPage(Page::Form); });
    connect(m_next, &QPushButton::clicked, this, &OperationDialog::review);
    connect(m_send, &QPushButton::clicked, this, &OperationDialog::send);
}

} // namespace switchover::ui
