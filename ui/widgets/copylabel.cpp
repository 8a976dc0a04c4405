// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/copylabel.h"

#include "models/base/tooltip.h"
#include "models/base/visibletext.h"
#include "ui/widgets/copytext.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/theme.h"

#include <QPainter>
#include <QRegularExpression>
#include <QToolTip>
#include <QUrl>

namespace switchover::ui {

QString shortened(const QString &identifier)
{
    static const QRegularExpression uuid(QStringLiteral(
        "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"));
    static const QRegularExpression hash(QStringLiteral("^[0-9a-fA-F]{24,}$"));
    if (uuid.match(identifier).hasMatch() || hash.match(identifier).hasMatch())
        return identifier.left(8);
    if (identifier.startsWith(QLatin1String("http://"))
        || identifier.startsWith(QLatin1String("https://"))) {
        const QUrl url(identifier);
        if (!url.host().isEmpty()) {
            const QString host =
                url.host().contains(u':') ? QStringLiteral("[%1]").arg(url.host()) : url.host();
            return url.port() < 0 ? host : QStringLiteral("%1:%2").arg(host).arg(url.port());
        }
    }
    return identifier;
}

CopyLabel::CopyLabel(const QString &objectName, const QString &accessibleName, QWidget *parent)
    : QAbstractButton(parent)
    , m_name(accessibleName)
{
    setObjectName(objectName);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setFocusPolicy(Qt::TabFocus);
    connect(this, &QAbstractButton::clicked, this, &CopyLabel::copyValue);
    setValue({});
}

void CopyLabel::setValue(const QString &value)
{
    setValue(value, shortened(value));
}

void CopyLabel::setValue(const QString &value, const QString &shown)
{
    m_value = value;
    m_shown = value.isEmpty() ? QStringLiteral("–") : shown;
    setEnabled(!value.isEmpty());
    setCursor(value.isEmpty() ? Qt::ArrowCursor : Qt::PointingHandCursor);
    setToolTip(plainToolTip(value.isEmpty() ? QString() : tr("%1\nClick to copy").arg(value)));
    setAccessibleName(m_name);
    setAccessibleDescription(value);
    updateGeometry();
    update();
}

void CopyLabel::copyValue()
{
    copyText(visibleLine(m_value));
    QToolTip::showText(mapToGlobal(QPoint(0, height())), plainToolTip(tr("Copied")), this);
    emit copied();
}

QSize CopyLabel::sizeHint() const
{
    const QFontMetrics metrics(monospaceFont(font()));
    const int height = qMax(metrics.height(), fontMetrics().height());
    return { metrics.horizontalAdvance(m_shown) + height + 4, height + 2 };
}

void CopyLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const bool hot = isEnabled() && (underMouse() || hasFocus());
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(semanticColor(SemanticColor::Accent, palette()));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
    }
    painter.setFont(monospaceFont(font()));
    painter.setPen(hot ? semanticColor(SemanticColor::Accent, palette())
                       : palette().color(QPalette::WindowText));
    if (!isEnabled())
        painter.setPen(semanticColor(SemanticColor::MutedText, palette()));
    painter.drawText(rect(), Qt::AlignVCenter | Qt::TextSingleLine, m_shown);
    if (hot) {
        const int side = fontMetrics().height() - 3;
        const QRect spot(width() - side, (height() - side) / 2, side, side);
        ui::icon(Icon::Copy, SemanticColor::Accent).paint(&painter, spot);
    }
}

void CopyLabel::enterEvent(QEnterEvent *event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void CopyLabel::leaveEvent(QEvent *event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

} // namespace switchover::ui

#include "moc_copylabel.cpp"
