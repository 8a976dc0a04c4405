// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/browserwait.h"

#include "ui/widgets/copylabel.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace switchover::ui {

BrowserWait::BrowserWait(QWidget *parent)
    : QWidget(parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(space(Space::Small, this));
    auto *text =
        new PlainLabel(tr("Sign in on the page of your identity provider that was opened in "
                          "the browser. This window goes on by itself."),
                       this);
    text->setWordWrap(true);
    text->setObjectName(u"browserText"_s);
    layout->addWidget(text);
    m_left = new PlainLabel(this);
    m_left->setObjectName(u"browserTimeLeft"_s);
    layout->addWidget(m_left);
    QLabel *help = makeHelpLabel(
        tr("If no page came up, copy the link and open it in a browser on this computer: the "
           "answer is awaited here and nowhere else."),
        this);
    help->setTextInteractionFlags(Qt::NoTextInteraction);
    layout->addWidget(help);
    auto *row = new QHBoxLayout;
    m_copy = new CopyLabel(u"browserLink"_s, tr("Link to the identity provider"), this);
    row->addWidget(m_copy);
    row->addStretch();
    m_again = new QPushButton(tr("&Open it again"), this);
    m_again->setObjectName(u"openBrowserButton"_s);
    m_again->setAccessibleName(tr("Open the link in the browser again"));
    m_again->setAutoDefault(false);
    row->addWidget(m_again);
    layout->addLayout(row);
    connect(m_again, &QPushButton::clicked, this, [this] { emit openRequested(m_link); });
    m_second.setInterval(std::chrono::seconds(1));
    connect(&m_second, &QTimer::timeout, this, &BrowserWait::tick);
}

void BrowserWait::begin(const QUrl &link, std::function<std::chrono::milliseconds()> remaining)
{
    m_link = link;
    m_remaining = std::move(remaining);
    m_copy->setValue(QString::fromLatin1(link.toEncoded()),
                     tr("Copy the link to %1").arg(link.host()));
    m_second.start();
    tick();
}

void BrowserWait::end()
{
    m_second.stop();
    m_remaining = {};
    m_link.clear();
    m_copy->setValue({});
}

void BrowserWait::tick()
{
    if (!m_remaining)
        return;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(
                             m_remaining() + std::chrono::milliseconds(500))
                             .count();
    m_left->setText(tr("Waiting for the browser, %1:%2 left.", "minutes, seconds")
                        .arg(seconds / 60)
                        .arg(seconds % 60, 2, 10, QLatin1Char('0')));
}

} // namespace switchover::ui

#include "moc_browserwait.cpp"
