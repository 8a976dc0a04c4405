// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/cluster/operationgroup.h"

#include "models/base/tooltip.h"
#include "models/replication/catalogue.h"
#include "models/replication/permission.h"
#include "ui/cluster/flowlayout.h"
#include "ui/widgets/confirmbuttons.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/theme.h"

#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace switchover::ui {

using namespace Qt::StringLiterals;

OperationGroup::OperationGroup(const QList<OperationId> &operations, QWidget *parent)
    : QWidget(parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space(Space::Small, this));
    const int gap = space(Space::Small, this);
    m_everyday = new QWidget(this);
    m_everyday->setLayout(new FlowLayout(gap, gap));
    m_dangerous = new QWidget(this);
    m_dangerous->setLayout(new FlowLayout(gap, gap));
    for (const OperationId id : operations) {
        const Operation &row = operation(id);
        const bool danger = row.severity >= Severity::CutsOff;
        auto *button = new QPushButton(tr("%1…", "a button that opens a form").arg(row.verbText()),
                                       danger ? m_dangerous : m_everyday);
        button->setObjectName(u"operationButton."_s + row.key);
        button->setAccessibleName(row.titleText());
        button->setAutoDefault(false);
        if (danger)
            setEmphasis(button, Emphasis::Danger);
        button->installEventFilter(this);
        (danger ? m_dangerous : m_everyday)->layout()->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, id] { emit chosen(id); });
        m_buttons.append({ .operation = id, .button = button });
    }
    m_reason = makeHelpLabel({}, this);
    m_reason->setObjectName(u"operationReason"_s);
    layout->addWidget(m_everyday);
    layout->addWidget(m_dangerous);
    layout->addWidget(m_reason);
}

void OperationGroup::show(const ClusterSnapshot &snapshot)
{
    bool everyday = false;
    bool dangerous = false;
    for (Button &each : m_buttons) {
        const Operation &row = operation(each.operation);
        each.relevant = isRelevant(row, snapshot);
        each.button->setVisible(each.relevant);
        if (!each.relevant)
            continue;
        (row.severity >= Severity::CutsOff ? dangerous : everyday) = true;
        const Permission permission = allowed(row, snapshot);
        each.reason = permission.reason;
        each.button->setEnabled(permission.allowed);
        const QString tip = permission ? row.summaryText() : permission.reason;
        each.button->setToolTip(plainToolTip(tip));
        each.button->setAccessibleDescription(tip);
    }
    m_everyday->setVisible(everyday);
    m_dangerous->setVisible(dangerous);
    m_relevant = everyday || dangerous;
    setVisible(m_relevant);
    showReason(commonReason());
}

QString OperationGroup::commonReason() const
{
    // One reason for several buttons, as "sign in first", need not be looked for.
    QString common;
    for (const Button &each : m_buttons) {
        if (!each.relevant || each.reason.isEmpty())
            continue;
        if (common.isEmpty())
            common = each.reason;
        else if (common != each.reason)
            return {};
    }
    return common;
}

void OperationGroup::showReason(const QString &reason)
{
    if (m_reason->text() != reason)
        m_reason->setText(reason);
    m_reason->setVisible(!reason.isEmpty()
                         || std::ranges::any_of(m_buttons, [](const Button &each) {
                                return each.relevant && !each.reason.isEmpty();
                            }));
}

bool OperationGroup::eventFilter(QObject *watched, QEvent *event)
{
    const bool comes = event->type() == QEvent::Enter || event->type() == QEvent::FocusIn;
    const bool goes = event->type() == QEvent::Leave || event->type() == QEvent::FocusOut;
    if (comes || goes) {
        const auto found = std::ranges::find(
            m_buttons, watched, [](const Button &each) -> QObject * { return each.button; });
        if (found != m_buttons.end())
            showReason(comes && !found->reason.isEmpty() ? found->reason : commonReason());
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace switchover::ui

#include "moc_operationgroup.cpp"
