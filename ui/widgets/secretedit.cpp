// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/secretedit.h"

#include "models/base/tooltip.h"
#include "ui/widgets/icons.h"

#include <QAccessible>
#include <QAction>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QSignalBlocker>
#include <QTimer>

#include <algorithm>
#include <chrono>

namespace switchover::ui {

namespace {

constexpr std::chrono::seconds revealedFor { 15 };

QString masksFor(const QString &text)
{
    return QString(text.size(), u'*');
}

QAccessible::UpdateHandler nextHandler = nullptr;

void tellMasked(QAccessibleEvent *event);

void passOn(QAccessibleEvent *event)
{
    if (nextHandler) {
        nextHandler(event);
        return;
    }
    // Without a handler Qt passes it to the platform, which cannot be reached otherwise.
    QAccessible::installUpdateHandler(nullptr);
    QAccessible::updateAccessibility(event);
    QAccessible::installUpdateHandler(&tellMasked);
}

// Qt 6.4 tells what was pasted into a masked field, and what was removed from it, to whoever
// listens on the accessibility bus; only who asks for the text gets masks.
void tellMasked(QAccessibleEvent *event)
{
    const auto *edit = qobject_cast<const SecretEdit *>(event->object());
    if (!edit) {
        passOn(event);
    } else if (event->type() == QAccessible::TextInserted) {
        const auto *told = static_cast<QAccessibleTextInsertEvent *>(event);
        QAccessibleTextInsertEvent masked(event->object(), told->changePosition(),
                                          masksFor(told->textInserted()));
        masked.setCursorPosition(told->cursorPosition());
        passOn(&masked);
    } else if (event->type() == QAccessible::TextRemoved) {
        const auto *told = static_cast<QAccessibleTextRemoveEvent *>(event);
        QAccessibleTextRemoveEvent masked(event->object(), told->changePosition(),
                                          masksFor(told->textRemoved()));
        masked.setCursorPosition(told->cursorPosition());
        passOn(&masked);
    } else if (event->type() == QAccessible::TextUpdated) {
        const auto *told = static_cast<QAccessibleTextUpdateEvent *>(event);
        QAccessibleTextUpdateEvent masked(event->object(), told->changePosition(),
                                          masksFor(told->textRemoved()),
                                          masksFor(told->textInserted()));
        masked.setCursorPosition(told->cursorPosition());
        passOn(&masked);
    } else {
        passOn(event);
    }
}

void guardWhatIsTold()
{
    const QAccessible::UpdateHandler before = QAccessible::installUpdateHandler(&tellMasked);
    if (before != &tellMasked)
        nextHandler = before;
}

} // namespace

SecretEdit::SecretEdit(const QString &objectName, const QString &accessibleName, QWidget *parent)
    : QLineEdit(parent)
    , m_reveal(addAction(icon(Icon::Reveal), QLineEdit::TrailingPosition))
    , m_maskAgain(new QTimer(this))
{
    guardWhatIsTold();
    setObjectName(objectName);
    setAccessibleName(accessibleName);
    setEchoMode(QLineEdit::Password);
    setDragEnabled(false);
    setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText
                        | Qt::ImhNoAutoUppercase);
    m_reveal->setObjectName(objectName + QStringLiteral("Reveal"));
    m_reveal->setCheckable(true);
    m_reveal->setText(tr("Reveal %1", "a field").arg(accessibleName));
    m_reveal->setToolTip(plainToolTip(tr("Reveal for a few seconds")));
    m_maskAgain->setSingleShot(true);
    m_maskAgain->setInterval(revealedFor);
    connect(m_reveal, &QAction::toggled, this, &SecretEdit::setRevealed);
    connect(m_maskAgain, &QTimer::timeout, this, [this] { setRevealed(false); });
}

SecretEdit::~SecretEdit()
{
    // Whoever listens may be half destroyed already.
    const QSignalBlocker silent(this);
    wipe();
}

bool SecretEdit::hasSecret() const
{
    const QString content = text();
    return std::ranges::any_of(content, [](QChar c) { return !c.isSpace(); });
}

SecretString SecretEdit::peekSecret() const
{
    return SecretString::fromInput(text());
}

SecretString SecretEdit::takeSecret()
{
    SecretString secret = peekSecret();
    wipe();
    return secret;
}

void SecretEdit::wipe()
{
    // text() shares its buffer with the line edit: writing into it overwrites both, unless it is a
    // constant or somebody else holds it too. The undo history keeps single characters and goes
    // with setText(), not with clear().
    QString shared = text();
    const auto *buffer = shared.data_ptr().d_ptr();
    if (buffer && buffer->ref_.loadRelaxed() <= 2) {
        auto *first = const_cast<QChar *>(shared.constData());
        std::fill(first, first + shared.size(), QChar(u'\0'));
    }
    setText(QString());
    setRevealed(false);
}

bool SecretEdit::isRevealed() const
{
    return echoMode() == QLineEdit::Normal;
}

void SecretEdit::setRevealed(bool revealed)
{
    setEchoMode(revealed ? QLineEdit::Normal : QLineEdit::Password);
    m_reveal->setChecked(revealed);
    m_reveal->setIcon(icon(revealed ? Icon::Conceal : Icon::Reveal));
    const QString field = accessibleName(); // a form may have several
    m_reveal->setText(revealed ? tr("Conceal %1", "a field").arg(field)
                               : tr("Reveal %1", "a field").arg(field));
    m_reveal->setToolTip(plainToolTip(revealed ? tr("Conceal") : tr("Reveal for a few seconds")));
    if (revealed)
        m_maskAgain->start();
    else
        m_maskAgain->stop();
}

void SecretEdit::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *pasteAction =
        menu->addAction(icon(Icon::Clipboard), tr("Paste"), this, [this] { paste(); });
    pasteAction->setEnabled(!isReadOnly());
    QAction *clearAction =
        menu->addAction(icon(Icon::Close), tr("Clear"), this, [this] { wipe(); });
    clearAction->setEnabled(!isReadOnly() && !text().isEmpty());
    menu->popup(event->globalPos());
}

void SecretEdit::keyPressEvent(QKeyEvent *event)
{
    for (const QKeySequence::StandardKey key :
         { QKeySequence::Copy, QKeySequence::Cut, QKeySequence::Undo, QKeySequence::Redo }) {
        if (event->matches(key)) {
            event->accept();
            return;
        }
    }
    QLineEdit::keyPressEvent(event);
}

// A selection made with the mouse in a revealed field would go to the X11 selection clipboard.
void SecretEdit::mouseMoveEvent(QMouseEvent *event)
{
    if (!isRevealed())
        QLineEdit::mouseMoveEvent(event);
}

void SecretEdit::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (!isRevealed())
        QLineEdit::mouseDoubleClickEvent(event);
}

void SecretEdit::mouseReleaseEvent(QMouseEvent *event)
{
    if (isRevealed())
        deselect();
    QLineEdit::mouseReleaseEvent(event);
}

void SecretEdit::focusOutEvent(QFocusEvent *event)
{
    QLineEdit::focusOutEvent(event);
    setRevealed(false);
}

void SecretEdit::hideEvent(QHideEvent *event)
{
    QLineEdit::hideEvent(event);
    setRevealed(false);
}

} // namespace switchover::ui

#include "moc_secretedit.cpp"
