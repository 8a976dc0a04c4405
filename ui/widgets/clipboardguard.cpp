// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/clipboardguard.h"

#include <QClipboard>
#include <QCryptographicHash>
#include <QMimeData>
#include <QRandomGenerator>
#include <QTimer>

namespace switchover::ui {

namespace {

QByteArray hashOf(const QByteArray &salt, QByteArrayView text)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(salt);
    hash.addData(text);
    return hash.result();
}

QByteArray newSalt()
{
    QByteArray salt(16, Qt::Uninitialized);
    for (char &byte : salt)
        byte = char(QRandomGenerator::system()->bounded(256));
    return salt;
}

} // namespace

ClipboardGuard::ClipboardGuard(QClipboard &clipboard, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clipboard(clipboard)
    , m_clock(clock)
    , m_timer(new QTimer(this))
{
    m_timer->setInterval(std::chrono::seconds(1));
    connect(m_timer, &QTimer::timeout, this, &ClipboardGuard::tick);
    connect(&m_clipboard, &QClipboard::changed, this, [this](QClipboard::Mode mode) {
        if (mode == QClipboard::Clipboard && !m_hash.isEmpty() && !isOurs()) {
            forget();
            emit superseded();
        }
    });
}

ClipboardGuard::~ClipboardGuard()
{
    m_clipboard.disconnect(this);
    if (isOurs())
        m_clipboard.clear();
}

QMimeData *ClipboardGuard::markedSecret(const SecretString &secret)
{
    const QByteArrayView bytes = secret.reveal();
    auto *data = new QMimeData;
    data->setText(QString::fromUtf8(bytes));
    // KDE's Klipper and, following it, GNOME's clipboard extensions.
    data->setData(QStringLiteral("x-kde-passwordManagerHint"), QByteArrayLiteral("secret"));
    // Windows: history and cloud clipboard. Any content keeps monitors out; the Can… formats are a
    // DWORD 0.
    data->setData(
        QStringLiteral(
            "application/x-qt-windows-mime;value=\"ExcludeClipboardContentFromMonitorProcessing\""),
        QByteArrayLiteral("secret"));
    data->setData(
        QStringLiteral("application/x-qt-windows-mime;value=\"CanIncludeInClipboardHistory\""),
        QByteArray(4, '\0'));
    data->setData(
        QStringLiteral("application/x-qt-windows-mime;value=\"CanUploadToCloudClipboard\""),
        QByteArray(4, '\0'));
    // macOS clipboard managers, http://nspasteboard.org.
    data->setData(QStringLiteral("application/x-nspasteboard-concealed-type"),
                  QByteArrayLiteral("secret"));
    return data;
}

quint64 ClipboardGuard::copySecret(const SecretString &secret, std::chrono::seconds clearAfter)
{
    m_hash.clear(); // our own change must not look like somebody else's
    m_clipboard.setMimeData(markedSecret(secret));
    m_salt = newSalt();
    m_hash = hashOf(m_salt, secret.reveal());
    m_until = m_clock.monotonic() + clearAfter;
    m_timer->start();
    const quint64 copy = ++m_copy;
    emit copied(clearAfter);
    emit countdown(remaining());
    return copy;
}

void ClipboardGuard::clearCopy(quint64 copy)
{
    if (copy != 0 && copy == m_copy)
        clearNow();
}

void ClipboardGuard::clearNow()
{
    if (m_hash.isEmpty())
        return;
    const bool ours = isOurs();
    forget();
    if (ours) {
        m_clipboard.clear();
        emit cleared();
    } else {
        emit superseded();
    }
}

bool ClipboardGuard::holdsSecret() const
{
    return isOurs();
}

std::chrono::seconds ClipboardGuard::remaining() const
{
    if (m_hash.isEmpty())
        return std::chrono::seconds(0);
    return std::max(std::chrono::seconds(0),
                    std::chrono::ceil<std::chrono::seconds>(m_until - m_clock.monotonic()));
}

bool ClipboardGuard::isOurs() const
{
    if (m_hash.isEmpty())
        return false;
    const QMimeData *data = m_clipboard.mimeData();
    return data && data->hasText() && hashOf(m_salt, data->text().toUtf8()) == m_hash;
}

void ClipboardGuard::tick()
{
    if (m_clock.monotonic() >= m_until)
        clearNow();
    else
        emit countdown(remaining());
}

void ClipboardGuard::forget()
{
    m_timer->stop();
    m_hash.clear();
    m_salt.clear();
}

} // namespace switchover::ui

#include "moc_clipboardguard.cpp"
