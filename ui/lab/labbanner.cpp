// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lab/labbanner.h"

#include "models/lab/lab.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/picture.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>

namespace switchover::ui {

using namespace Qt::StringLiterals;

LabBanner::LabBanner(lab::Lab &lab, QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"labBanner"_s);
    setAccessibleName(tr("Lab banner"));
    auto *layout = new QHBoxLayout(this);
    const int small = space(Space::Small, this);
    layout->setContentsMargins(small * 2, small / 2, small * 2, small / 2);
    layout->setSpacing(small);
    layout->addWidget(new Picture(Icon::Lab, SemanticColor::Lab, fontMetrics().height(), this));
    auto *text = new ElidedLabel(u"labBannerText"_s, this);
    text->setText(tr("This is the built-in lab, scenario “%1”: simulated clusters on this "
                     "computer. Nothing here is real, "
                     "and signing in is automatic.")
                      .arg(lab.options().scenario));
    layout->addWidget(text, 1);
    auto *open = new QPushButton(tr("Lab panel"), this);
    open->setObjectName(u"openLabPanelButton"_s);
    open->setAutoDefault(false);
    layout->addWidget(open);
    connect(open, &QPushButton::clicked, this, &LabBanner::panelRequested);
}

void LabBanner::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    painter.fillRect(rect(), semanticColor(SemanticColor::LabTint, palette()));
    QWidget::paintEvent(event);
}

} // namespace switchover::ui

#include "moc_labbanner.cpp"
