// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/icons.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmap>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace switchover::ui {

namespace {

/// Draws one SVG in the text colour of the application's palette, or in a semantic colour.
class LineIconEngine final : public QIconEngine
{
public:
    LineIconEngine(Icon icon, std::optional<SemanticColor> color)
        : m_icon(icon)
        , m_color(color)
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const double ratio = painter->device() ? painter->device()->devicePixelRatioF() : 1.0;
        painter->drawPixmap(rect, scaledPixmap(rect.size() * ratio, mode, state, 1.0));
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1.0);
    }

    /// `size` is in device pixels.
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal) override
    {
        const QColor color = colorFor(mode);
        const QString key = QStringLiteral("switchover-icon-%1-%2x%3-%4")
                                .arg(int(m_icon))
                                .arg(size.width())
                                .arg(size.height())
                                .arg(color.rgba(), 8, 16);
        QPixmap pixmap;
        if (QPixmapCache::find(key, &pixmap))
            return pixmap;
        pixmap = QPixmap(size);
        pixmap.fill(Qt::transparent);
        QSvgRenderer renderer(iconFile(m_icon));
        QPainter painter(&pixmap);
        renderer.setAspectRatioMode(Qt::KeepAspectRatio);
        renderer.render(&painter);
        painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
        painter.fillRect(pixmap.rect(), color);
        painter.end();
        QPixmapCache::insert(key, pixmap);
        return pixmap;
    }

    [[nodiscard]] QIconEngine *clone() const override
    {
        return new LineIconEngine(m_icon, m_color);
    }
    bool isNull() override { return false; }

private:
    [[nodiscard]] QColor colorFor(QIcon::Mode mode) const
    {
        const QPalette palette = QGuiApplication::palette();
        if (mode == QIcon::Disabled)
            return palette.color(QPalette::Disabled, QPalette::Text);
        return m_color ? semanticColor(*m_color, palette)
                       : palette.color(QPalette::Active, QPalette::Text);
    }

    Icon m_icon;
    std::optional<SemanticColor> m_color;
};

const char *fileName(Icon icon)
{
    switch (icon) {
    case Icon::Add:
        return "add";
    case Icon::Import:
        return "import";
    case Icon::Export:
        return "export";
    case Icon::Settings:
        return "settings";
    case Icon::Quit:
        return "quit";
    case Icon::Refresh:
        return "refresh";
    case Icon::SignIn:
        return "sign-in";
    case Icon::SignOut:
        return "sign-out";
    case Icon::Edit:
        return "edit";
    case Icon::Remove:
        return "remove";
    case Icon::Search:
        return "search";
    case Icon::Close:
        return "close";
    case Icon::Copy:
        return "copy";
    case Icon::Reveal:
        return "reveal";
    case Icon::Conceal:
        return "conceal";
    case Icon::Fleet:
        return "fleet";
    case Icon::Cluster:
        return "cluster";
    case Icon::Activity:
        return "activity";
    case Icon::Problems:
        return "problems";
    case Icon::Key:
        return "key";
    case Icon::Lock:
        return "lock";
    case Icon::Info:
        return "info";
    case Icon::Check:
        return "check";
    case Icon::Attention:
        return "attention";
    case Icon::Danger:
        return "danger";
    case Icon::Busy:
        return "busy";
    case Icon::ArrowRight:
        return "arrow-right";
    case Icon::ArrowUp:
        return "arrow-up";
    case Icon::ArrowDown:
        return "arrow-down";
    case Icon::ChevronDown:
        return "chevron-down";
    case Icon::ChevronRight:
        return "chevron-right";
    case Icon::Command:
        return "command";
    case Icon::Clipboard:
        return "clipboard";
    case Icon::Lab:
        return "lab";
    case Icon::Help:
        return "help";
    case Icon::Performance:
        return "performance";
    case Icon::DisasterRecovery:
        return "disaster-recovery";
    case Icon::Token:
        return "token";
    case Icon::Folder:
        return "folder";
    case Icon::Clock:
        return "clock";
    case Icon::More:
        return "more";
    case Icon::Play:
        return "play";
    case Icon::Stop:
        return "stop";
    }
    Q_UNREACHABLE();
}

} // namespace

QIcon icon(Icon icon)
{
    return QIcon(new LineIconEngine(icon, {}));
}

QIcon icon(Icon icon, SemanticColor color)
{
    return QIcon(new LineIconEngine(icon, color));
}

Icon iconFor(Tone tone)
{
    switch (tone) {
    case Tone::Neutral:
    case Tone::Accent:
        return Icon::Info;
    case Tone::Good:
        return Icon::Check;
    case Tone::Busy:
        return Icon::Busy;
    case Tone::Attention:
        return Icon::Attention;
    case Tone::Danger:
        return Icon::Danger;
    }
    Q_UNREACHABLE();
}

QString iconFile(Icon icon)
{
    return QStringLiteral(":/icons/%1.svg").arg(QLatin1String(fileName(icon)));
}

} // namespace switchover::ui
