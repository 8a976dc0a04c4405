// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/theme.h"

#include "ui/widgets/consolestyle.h"

#include <QApplication>
#include <QFontDatabase>
#include <QFontInfo>
#include <QFontMetrics>
#include <QPalette>
#include <QToolTip>
#include <QWidget>

namespace switchover::ui {

namespace {

QRgb lightValue(SemanticColor color)
{
    switch (color) {
    case SemanticColor::Accent:
        return 0xff2a5fc9;
    case SemanticColor::AccentTint:
        return 0xffe4edfd;
    case SemanticColor::AccentText:
        return 0xffffffff;
    case SemanticColor::Good:
        return 0xff17703f;
    case SemanticColor::GoodTint:
        return 0xffe0f4e8;
    case SemanticColor::Busy:
        return 0xff0a6680;
    case SemanticColor::BusyTint:
        return 0xffdcf1f7;
    case SemanticColor::Attention:
        return 0xff875300;
    case SemanticColor::AttentionTint:
        return 0xfffcefd0;
    case SemanticColor::Danger:
        return 0xffb91f31;
    case SemanticColor::DangerTint:
        return 0xfffde6e8;
    case SemanticColor::Neutral:
        return 0xff525c6b;
    case SemanticColor::NeutralTint:
        return 0xffe8ebf0;
    case SemanticColor::MutedText:
        return 0xff596373;
    case SemanticColor::CardBackground:
        return 0xffffffff;
    case SemanticColor::CardBorder:
        return 0xffdfe3e9;
    case SemanticColor::SidebarBackground:
        return 0xffebeef2;
    case SemanticColor::ControlBorder:
        return 0xffc3c9d3;
    case SemanticColor::Hover:
        return 0xffeff3f9;
    case SemanticColor::Production:
        return 0xffa3195b;
    case SemanticColor::ProductionTint:
        return 0xfffbe3ef;
    case SemanticColor::Staging:
        return 0xff0b6663;
    case SemanticColor::StagingTint:
        return 0xffd9f2ef;
    case SemanticColor::Development:
        return 0xff4c5a70;
    case SemanticColor::DevelopmentTint:
        return 0xffe5e9f1;
    case SemanticColor::Lab:
        return 0xff6a35c4;
    case SemanticColor::LabTint:
        return 0xffeee6fc;
    }
    Q_UNREACHABLE();
}

QRgb darkValue(SemanticColor color)
{
    switch (color) {
    case SemanticColor::Accent:
        return 0xff82abff;
    case SemanticColor::AccentTint:
        return 0xff24344f;
    case SemanticColor::AccentText:
        return 0xff0f1b33;
    case SemanticColor::Good:
        return 0xff6cc893;
    case SemanticColor::GoodTint:
        return 0xff1d3a2b;
    case SemanticColor::Busy:
        return 0xff66c4dc;
    case SemanticColor::BusyTint:
        return 0xff183842;
    case SemanticColor::Attention:
        return 0xffe6b657;
    case SemanticColor::AttentionTint:
        return 0xff3f341b;
    case SemanticColor::Danger:
        return 0xffff8a90;
    case SemanticColor::DangerTint:
        return 0xff472429;
    case SemanticColor::Neutral:
        return 0xffaeb7c5;
    case SemanticColor::NeutralTint:
        return 0xff333944;
    case SemanticColor::MutedText:
        return 0xff9ba5b5;
    case SemanticColor::CardBackground:
        return 0xff23272e;
    case SemanticColor::CardBorder:
        return 0xff343a44;
    case SemanticColor::SidebarBackground:
        return 0xff16191e;
    case SemanticColor::ControlBorder:
        return 0xff4a515d;
    case SemanticColor::Hover:
        return 0xff2a2f38;
    case SemanticColor::Production:
        return 0xffff8fc1;
    case SemanticColor::ProductionTint:
        return 0xff462237;
    case SemanticColor::Staging:
        return 0xff5fc9c0;
    case SemanticColor::StagingTint:
        return 0xff173a38;
    case SemanticColor::Development:
        return 0xffa9b6cb;
    case SemanticColor::DevelopmentTint:
        return 0xff2f3745;
    case SemanticColor::Lab:
        return 0xffbd9cff;
    case SemanticColor::LabTint:
        return 0xff352a52;
    }
    Q_UNREACHABLE();
}

struct PaletteValues
{
    QRgb window, base, alternate, text, disabled, button, highlight, toolTip, placeholder, link;
    QRgb light, midlight, mid, dark, shadow;
};

QPalette paletteFrom(const PaletteValues &values)
{
    QPalette palette;
    const auto set = [&palette](QPalette::ColorRole role, QRgb rgb) {
        palette.setColor(role, QColor::fromRgb(rgb));
    };
    set(QPalette::Window, values.window);
    set(QPalette::WindowText, values.text);
    set(QPalette::Base, values.base);
    set(QPalette::AlternateBase, values.alternate);
    set(QPalette::Text, values.text);
    set(QPalette::Button, values.button);
    set(QPalette::ButtonText, values.text);
    set(QPalette::BrightText, values.text);
    set(QPalette::Highlight, values.highlight);
    set(QPalette::HighlightedText, values.text);
    set(QPalette::ToolTipBase, values.toolTip);
    set(QPalette::ToolTipText, values.text);
    set(QPalette::PlaceholderText, values.placeholder);
    set(QPalette::Link, values.link);
    set(QPalette::LinkVisited, values.link);
    set(QPalette::Light, values.light);
    set(QPalette::Midlight, values.midlight);
    set(QPalette::Mid, values.mid);
    set(QPalette::Dark, values.dark);
    set(QPalette::Shadow, values.shadow);
    for (const QPalette::ColorRole role :
         { QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText })
        palette.setColor(QPalette::Disabled, role, QColor::fromRgb(values.disabled));
    return palette;
}

/// Applies the scheme anew when the desktop changes its own.
class DesktopFollower final : public QObject
{
public:
    DesktopFollower(QApplication &application, Scheme scheme)
        : QObject(&application)
        , m_application(application)
        , m_scheme(scheme)
    {
        application.installEventFilter(this);
    }

    void apply(Scheme scheme)
    {
        m_scheme = scheme;
        m_applying = true;
        QPalette palette = lightPalette();
        if (scheme == Scheme::Dark) {
            palette = darkPalette();
        } else if (scheme == Scheme::System) {
            m_application.setPalette(QPalette()); // the desktop's own shows through
            if (isDark(QApplication::palette()))
                palette = darkPalette();
        }
        QApplication::setPalette(palette);
        QToolTip::setPalette(palette);
        m_applying = false;
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::ThemeChange && m_scheme == Scheme::System && !m_applying)
            apply(m_scheme);
        return QObject::eventFilter(watched, event);
    }

private:
    QApplication &m_application;
    Scheme m_scheme;
    bool m_applying = false;
};

QFont scaled(const QFont &like, double factor)
{
    QFont font = like;
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * factor);
    else
        font.setPixelSize(qRound(font.pixelSize() * factor));
    return font;
}

} // namespace

QColor semanticColor(SemanticColor color, const QPalette &palette)
{
    return QColor::fromRgb(isDark(palette) ? darkValue(color) : lightValue(color));
}

QColor toneColor(Tone tone, const QPalette &palette)
{
    switch (tone) {
    case Tone::Neutral:
        return semanticColor(SemanticColor::Neutral, palette);
    case Tone::Accent:
        return semanticColor(SemanticColor::Accent, palette);
    case Tone::Good:
        return semanticColor(SemanticColor::Good, palette);
    case Tone::Busy:
        return semanticColor(SemanticColor::Busy, palette);
    case Tone::Attention:
        return semanticColor(SemanticColor::Attention, palette);
    case Tone::Danger:
        return semanticColor(SemanticColor::Danger, palette);
    }
    Q_UNREACHABLE();
}

QColor toneTint(Tone tone, const QPalette &palette)
{
    switch (tone) {
    case Tone::Neutral:
        return semanticColor(SemanticColor::NeutralTint, palette);
    case Tone::Accent:
        return semanticColor(SemanticColor::AccentTint, palette);
    case Tone::Good:
        return semanticColor(SemanticColor::GoodTint, palette);
    case Tone::Busy:
        return semanticColor(SemanticColor::BusyTint, palette);
    case Tone::Attention:
        return semanticColor(SemanticColor::AttentionTint, palette);
    case Tone::Danger:
        return semanticColor(SemanticColor::DangerTint, palette);
    }
    Q_UNREACHABLE();
}

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Active, QPalette::Window).lightness() < 128;
}

QPalette lightPalette()
{
    return paletteFrom({ .window = 0xfff4f6f8,
                         .base = 0xffffffff,
                         .alternate = 0xfff8f9fb,
                         .text = 0xff1c2129,
                         .disabled = 0xff939ba8,
                         .button = 0xffffffff,
                         .highlight = 0xffd6e4fb,
                         .toolTip = 0xffffffff,
                         .placeholder = 0xff737d8c,
                         .link = 0xff2a5fc9,
                         .light = 0xffffffff,
                         .midlight = 0xfff0f2f5,
                         .mid = 0xffc3c9d3,
                         .dark = 0xff9aa3b0,
                         .shadow = 0xff5f6875 });
}

QPalette darkPalette()
{
    return paletteFrom({ .window = 0xff1b1e23,
                         .base = 0xff202329,
                         .alternate = 0xff23272e,
                         .text = 0xffdde2ea,
                         .disabled = 0xff6c7482,
                         .button = 0xff2b3038,
                         .highlight = 0xff253755,
                         .toolTip = 0xff2b3038,
                         .placeholder = 0xff868f9e,
                         .link = 0xff82abff,
                         .light = 0xff3a414c,
                         .midlight = 0xff323842,
                         .mid = 0xff4a515d,
                         .dark = 0xff12151a,
                         .shadow = 0xff0a0c0f });
}

void applyTheme(QApplication &application, Scheme scheme)
{
    const QString name = QStringLiteral("switchoverDesktopFollower");
    auto *follower = static_cast<DesktopFollower *>(
        application.findChild<QObject *>(name, Qt::FindDirectChildrenOnly));
    if (!follower) {
        follower = new DesktopFollower(application, scheme);
        follower->setObjectName(name);
        QApplication::setStyle(new ConsoleStyle);
    }
    follower->apply(scheme);
}

int space(Space space, const QWidget *widget)
{
    const int height = widget ? widget->fontMetrics().height() : 16;
    return qMax(int(space), qRound(int(space) * height / 16.0));
}

QFont monospaceFont(const QFont &like)
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (like.pointSizeF() > 0)
        font.setPointSizeF(like.pointSizeF() * 0.95);
    else
        font.setPixelSize(like.pixelSize());
    font.setWeight(QFont::Weight(like.weight()));
    return font;
}

QFont smallFont(const QFont &like)
{
    return scaled(like, 0.9);
}

QFont strongFont(const QFont &like)
{
    QFont font = like;
    font.setWeight(QFont::DemiBold);
    return font;
}

QFont titleFont(const QFont &like)
{
    return strongFont(scaled(like, 1.05));
}

QFont headlineFont(const QFont &like)
{
    return strongFont(scaled(like, 1.7));
}

} // namespace switchover::ui
