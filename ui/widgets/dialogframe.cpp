// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/dialogframe.h"

#include "ui/widgets/confirmbuttons.h"
#include "ui/widgets/environmentstripe.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/mutedlabel.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/taborder.h"
#include "ui/widgets/theme.h"

#include <QVBoxLayout>

namespace switchover::ui {

DialogFrame::DialogFrame(const QString &windowTitle, const QString &objectName, QWidget *parent)
    : QDialog(parent)
    , m_stripe(new EnvironmentStripe(objectName + QStringLiteral("Stripe"), this))
    , m_heading(new PlainLabel(this))
    , m_explanation(new MutedLabel({}, this))
    , m_messages(new MessageBar(objectName + QStringLiteral("Messages"), this))
    , m_content(new QVBoxLayout)
    , m_column(new QVBoxLayout)
{
    setObjectName(objectName);
    setWindowTitle(windowTitle);
    setAccessibleName(windowTitle);
    setAttribute(Qt::WA_DeleteOnClose);
    m_heading->setWordWrap(true);
    m_heading->setFont(titleFont(titleFont(font())));
    m_heading->hide();
    m_explanation->setWordWrap(true);
    m_explanation->hide();

    const int large = space(Space::Large, this);
    const int medium = space(Space::Medium, this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(m_stripe);
    m_column->setContentsMargins(large, medium, large, medium);
    m_column->setSpacing(medium);
    auto *top = new QVBoxLayout;
    top->setSpacing(space(Space::Tiny, this));
    top->addWidget(m_heading);
    top->addWidget(m_explanation);
    m_column->addLayout(top);
    m_column->addWidget(m_messages);
    m_content->setSpacing(medium);
    m_column->addLayout(m_content, 1);
    layout->addLayout(m_column, 1);
    setMinimumWidth(fontMetrics().averageCharWidth() * 86);
}

// The height a dialog asks for is that of its wrapped texts in a narrower window than this one's
// least width; what is too much of it would be left empty.
void DialogFrame::showEvent(QShowEvent *event)
{
    if (!event->spontaneous() && !testAttribute(Qt::WA_Resized) && layout()->hasHeightForWidth()) {
        const int wide = qMax(minimumWidth(), sizeHint().width());
        resize(wide, layout()->totalHeightForWidth(wide));
    }
    QDialog::showEvent(event);
}

bool DialogFrame::focusNextPrevChild(bool next)
{
    return tabInReadingOrder(this, next);
}

void DialogFrame::setHeading(const QString &heading, const QString &explanation)
{
    m_heading->setText(heading);
    m_heading->setVisible(!heading.isEmpty());
    m_explanation->setText(explanation);
    m_explanation->setVisible(!explanation.isEmpty());
}

void DialogFrame::setTarget(const ClusterIdentity &identity)
{
    m_stripe->setEnvironment(identity.environment);
    m_stripe->setDetail(identity.name);
}

void DialogFrame::setButtons(ConfirmButtons *buttons)
{
    m_column->addWidget(buttons);
    connect(buttons, &ConfirmButtons::cancelled, this, &QDialog::reject);
}

} // namespace switchover::ui

#include "moc_dialogframe.cpp"
