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
    auto *copyButton = new QToolButton(this);
    copyButton->setObjectName(u"copy."_s + objectName);
    copyButton->setIcon(icon(Icon::Copy));
    copyButton->setAutoRaise(true);
    copyButton->setToolTip(plainToolTip(tr("Copy; the clipboard is cleared after a while")));
    copyButton->setAccessibleName(tr("Copy: %1").arg(caption));
    layout->addWidget(copyButton);
    m_maskAgain = new QTimer(this);
    m_maskAgain->setSingleShot(true);
    m_maskAgain->setInterval(20s);
    connect(m_maskAgain, &QTimer::timeout, this, [this] { setRevealed(false); });
    connect(m_reveal, &QToolButton::toggled, this, &SecretView::setRevealed);
    connect(copyButton, &QToolButton::clicked, this, &SecretView::copy);
    setRevealed(false);
    hide();
}

void SecretView::setSecret(SecretString secret)
{
    m_secret = std::move(secret);
    m_source = {};
    refresh();
}

void SecretView::setSource(Source source)
{
    m_secret.clear();
    m_source = std::move(source);
    refresh();
}

void SecretView::refresh()
{
    const bool isGone = secret().isEmpty();
    setVisible(!isGone);
    setRevealed(!isGone && m_reveal->isChecked());
    if (isGone)
        m_services.clipboard.clearCopy(std::exchange(m_copy, 0));
}

SecretString SecretView::secret() const
{
    return m_source ? m_source() : m_secret.clone();
}

void SecretView::copy()
{
    const SecretString now = secret();
    if (now.isEmpty())
        refresh();
    else
        m_copy = m_services.clipboard.copySecret(
            now, m_services.settings.settings().safety.clipboardClearAfter);
}

void SecretView::setRevealed(bool revealed)
{
    m_text->setText(revealed ? QString::fromUtf8(secret().reveal()) : mask());
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
