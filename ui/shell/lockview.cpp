// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/lockview.h"

#include "models/base/tooltip.h"
#include "ui/widgets/picture.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/theme.h"

#include <QEvent>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace switchover::ui {

namespace {

// The layout would ask for the height at its own width, at which the text takes fewer lines.
void setWrapped(QLabel *label, const QString &text)
{
    label->setText(text);
    label->setMinimumHeight(qMax(0, label->heightForWidth(label->minimumWidth())));
}

} // namespace

LockView::LockView(QWidget *window)
    : QWidget(window)
{
    setObjectName(u"lockView"_s);
    setAccessibleName(tr("Locked"));
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(space(Space::Medium, this));
    layout->addStretch();
    layout->addWidget(
        new Picture(Icon::Lock, SemanticColor::MutedText, fontMetrics().height() * 3, this), 0,
        Qt::AlignHCenter);
    auto *title = new PlainLabel(tr("Switchover is locked"), this);
    title->setObjectName(u"lockTitle"_s);
    title->setFont(headlineFont(font()));
    title->setAlignment(Qt::AlignCenter);
    layout->addWidget(title);
    const auto sentence = [this, layout](const QString &objectName) {
        auto *label = new PlainLabel(this);
        label->setObjectName(objectName);
        label->setWordWrap(true);
        label->setAlignment(Qt::AlignCenter);
        label->setFixedWidth(fontMetrics().averageCharWidth() * 76);
        layout->addWidget(label, 0, Qt::AlignHCenter);
        return label;
    };
    m_why = sentence(u"lockReason"_s);
    m_running = sentence(u"lockRunning"_s);
    m_unlock = new QPushButton(tr("&Unlock"), this);
    m_unlock->setObjectName(u"unlockButton"_s);
    m_unlock->setAccessibleName(tr("Unlock"));
    m_unlock->setAccessibleDescription(
        tr("Shows the window again. Remembered tokens come back from the keychain; to the other "
           "clusters you sign in again."));
    m_unlock->setToolTip(plainToolTip(m_unlock->accessibleDescription()));
    m_unlock->setAutoDefault(true);
    layout->addWidget(m_unlock, 0, Qt::AlignHCenter);
    layout->addStretch();
    connect(m_unlock, &QPushButton::clicked, this, &LockView::unlockRequested);
    window->installEventFilter(this);
    hide();
}

void LockView::cover(const QString &why)
{
    setWrapped(m_why, why);
    setGeometry(parentWidget()->rect());
    show();
    raise();
    m_unlock->setFocus();
}

void LockView::setRunning(const QStringList &sentences)
{
    setWrapped(m_running,
               sentences.isEmpty()
                   ? QString()
                   : tr("Still under way, with the tokens that it needs until it is done:\n%1")
                         .arg(sentences.join(u'\n')));
    m_running->setVisible(!sentences.isEmpty());
}

bool LockView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize)
        setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(watched, event);
}

void LockView::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), palette().window());
}

// What lies under it is not reached by the keyboard either.
bool LockView::focusNextPrevChild(bool)
{
    m_unlock->setFocus();
    return true;
}

} // namespace switchover::ui

#include "moc_lockview.cpp"
