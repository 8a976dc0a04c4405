// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tokens/secretview.h"

#include "models/base/tooltip.h"
#include "models/store/settings.h"
#include "ui/services.h"
#include "ui/widgets/clipboardguard.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QTimer>
#include <QToolButton>

namespace switchover::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

} // namespace

SecretView::SecretView(Services &services, const QString &caption, const QString &objectName,
                       QWidget *parent)
    : QWidget(parent)
    , m_services(services)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space(Space::Small, this));
    QLabel *label = makeHelpLabel(caption, this);
    label->setWordWrap(false);
    layout->addWidget(label);
    m_text = new PlainLabel(this);
    m_text->setObjectName(objectName);
    m_text->setFont(monospaceFont(font()));
    layout->addWidget(m_text, 1);
    m_reveal = new QToolButton(this);
    m_reveal->setObjectName(u"reveal."_s + objectName);
    m_reveal->setCheckable(true);
    m_reveal->setAutoRaise(true);
    m_reveal->setToolTip(plainToolTip(tr("Show for a short while")));
    m_reveal->setAccessibleName(tr("Show: %1").arg(caption));
    layout->addWidget(m_reveal);
    auto *copy = new QToolButton(this);
    copy->setObjectName(u"copy."_s + objectName);
    copy->setIcon(icon(Icon::Copy));
    copy->setAutoRaise(true);
    copy->setToolTip(plainToolTip(tr("Copy; the clipboard is cleared after a while")));
    copy->setAccessibleName(tr("Copy: %1").arg(caption));
    layout->addWidget(copy);
    m_maskAgain = new QTimer(this);
    m_maskAgain->setSingleShot(true);
    m_maskAgain->setInterval(20s);
    connect(m_maskAgain, &QTimer::timeout, this, [this] { setRevealed(false); });
    connect(m_reveal, &QToolButton::toggled, this, &SecretView::setRevealed);
    connect(copy, &QToolButton::clicked, this, [this] {
        m_services.clipboard.copySecret(m_secret,
                                        m_services.settings.settings().safety.clipboardClearAfter);
    });
    setRevealed(false);
    hide();
}

void SecretView::setSecret(SecretString secret)
{
    m_secret = std::move(secret);
    setRevealed(false);
    setVisible(!m_secret.isEmpty());
}

void SecretView::setRevealed(bool revealed)
{
    m_text->setText(revealed ? QString::fromUtf8(m_secret.reveal()) : mask());
    m_text->setAccessibleName(revealed ? QString() : tr("masked"));
    m_reveal->setChecked(revealed);
    m_reveal->setIcon(icon(revealed ? Icon::Conceal : Icon::Reveal));
    if (revealed)
        m_maskAgain->start();
    else
        m_maskAgain->stop();
}

void SecretView::hideEvent(QHideEvent *event)
{
    setRevealed(false);
    QWidget::hideEvent(event);
}

} // namespace switchover::ui

#include "moc_secretview.cpp"
