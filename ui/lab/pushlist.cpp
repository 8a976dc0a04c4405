// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lab/pushlist.h"

#include "ui/widgets/card.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/theme.h"

#include <QGridLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace switchover::ui {

using namespace Qt::StringLiterals;

namespace {

QString userOf(const lab::PushInfo &push)
{
    return push.user.section(u'/', -1);
}

} // namespace

PushList::PushList(lab::Lab &lab, QWidget *parent)
    : QWidget(parent)
    , m_lab(lab)
{
    setObjectName(u"labPushes"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_card = new Card(tr("Waiting for an answer on the telephone"), u"labPushCard"_s, this);
    m_card->setEdge(Tone::Attention);
    layout->addWidget(m_card);
    hide();
}

int PushList::refresh()
{
    const QList<lab::PushInfo> pushes = m_lab.pushes();
    QStringList ids;
    for (const lab::PushInfo &push : pushes)
        ids.append(push.id);
    if (ids != m_shown) {
        m_shown = ids;
        rebuild(pushes);
    }
    setVisible(!ids.isEmpty());
    return int(ids.size());
}

void PushList::rebuild(const QList<lab::PushInfo> &pushes)
{
    if (m_rows) {
        m_rows->hide();
        m_rows->deleteLater();
    }
    m_rows = new QWidget(m_card);
    auto *grid = new QGridLayout(m_rows);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(space(Space::Small, this));
    grid->setColumnStretch(0, 1);
    for (int row = 0; row < int(pushes.size()); ++row) {
        const lab::PushInfo &push = pushes.at(row);
        QString text = tr("%1 at %2, by %3", "user, cluster, kind of second factor")
                           .arg(userOf(push), push.cluster, push.method);
        if (push.number > 0)
            text = tr("%1: the number is %2").arg(text).arg(push.number);
        auto *label = new PlainLabel(text, m_rows);
        label->setObjectName(u"labPush."_s + push.id);
        label->setWordWrap(true);
        grid->addWidget(label, row, 0);
        addButton(grid, row, push, lab::Lab::PushAnswer::Approve);
        addButton(grid, row, push, lab::Lab::PushAnswer::Deny);
    }
    m_card->body()->addWidget(m_rows);
}

void PushList::addButton(QGridLayout *grid, int row, const lab::PushInfo &push,
                         lab::Lab::PushAnswer answer)
{
    const bool approves = answer == lab::Lab::PushAnswer::Approve;
    auto *button = new QPushButton(approves ? tr("Approve") : tr("Deny"), m_rows);
    button->setObjectName((approves ? u"labApprove."_s : u"labDeny."_s) + push.id);
    button->setAccessibleName(
        (approves ? tr("Approve the sign-in of %1 at %2") : tr("Deny the sign-in of %1 at %2"))
            .arg(userOf(push), push.cluster));
    button->setAutoDefault(false);
    grid->addWidget(button, row, approves ? 1 : 2);
    connect(button, &QPushButton::clicked, this, [this, id = push.id, answer] {
        if (const Result<void> done = m_lab.answerPush(id, answer); !done)
            emit failed(errorSentence(done.error()));
        refresh();
    });
}

} // namespace switchover::ui

#include "moc_pushlist.cpp"
