// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/clusteridentity.h"
#include "ui/widgets/environment.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QPalette>
#include <QPushButton>
#include <QTest>

#include <cmath>

using namespace switchover;
using namespace switchover::ui;

namespace {

double channel(float value)
{
    return value <= 0.04045F ? double(value) / 12.92
                             : std::pow((double(value) + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &color)
{
    return 0.2126 * channel(color.redF()) + 0.7152 * channel(color.greenF())
        + 0.0722 * channel(color.blueF());
}

/// WCAG 2: 1 to 21; body text needs 4.5.
double contrast(const QColor &one, const QColor &other)
{
    const double a = luminance(one);
    const double b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

constexpr Tone tones[] { Tone::Neutral, Tone::Accent,    Tone::Good,
                         Tone::Busy,    Tone::Attention, Tone::Danger };
constexpr Environment environments[] { Environment::Unspecified, Environment::Production,
                                       Environment::Staging, Environment::Development,
                                       Environment::Lab };

} // namespace

class TestTheme : public QObject
{
    Q_OBJECT

private slots:
    void everySemanticColorIsDefinedInBothSchemes()
    {
        for (int i = 0; i < semanticColorCount; ++i) {
            const QColor light = semanticColor(SemanticColor(i), lightPalette());
            const QColor dark = semanticColor(SemanticColor(i), darkPalette());
            QVERIFY2(light.isValid() && light.alpha() == 255, qPrintable(QString::number(i)));
            QVERIFY2(dark.isValid() && dark.alpha() == 255, qPrintable(QString::number(i)));
            QVERIFY2(light != dark, qPrintable(QString::number(i)));
        }
    }

    void thePalettesKnowWhichIsDark()
    {
        QVERIFY(!isDark(lightPalette()));
        QVERIFY(isDark(darkPalette()));
    }

    void textIsReadableOnItsSurface_data()
    {
        QTest::addColumn<QColor>("text");
        QTest::addColumn<QColor>("surface");
        for (const bool dark : { false, true }) {
            const QPalette palette = dark ? darkPalette() : lightPalette();
            const char *scheme = dark ? "dark" : "light";
            const QColor surfaces[] { palette.color(QPalette::Window),
                                      palette.color(QPalette::Base),
                                      palette.color(QPalette::AlternateBase),
                                      semanticColor(SemanticColor::CardBackground, palette),
                                      semanticColor(SemanticColor::Hover, palette),
                                      palette.color(QPalette::Highlight) };
            int number = 0;
            for (const QColor &surface : surfaces) {
                QTest::addRow("%s text on surface %d", scheme, number)
                    << palette.color(QPalette::Text) << surface;
                QTest::addRow("%s muted on surface %d", scheme, number)
                    << semanticColor(SemanticColor::MutedText, palette) << surface;
                for (const Tone tone : tones)
                    QTest::addRow("%s tone %d on surface %d", scheme, int(tone), number)
                        << toneColor(tone, palette) << surface;
                ++number;
            }
            for (const Tone tone : tones)
                QTest::addRow("%s tone %d on its tint", scheme, int(tone))
                    << toneColor(tone, palette) << toneTint(tone, palette);
            for (const Tone tone : tones)
                QTest::addRow("%s text on the tint of tone %d", scheme, int(tone))
                    << palette.color(QPalette::Text) << toneTint(tone, palette);
            for (const Environment environment : environments)
                QTest::addRow("%s environment %d on its tint", scheme, int(environment))
                    << environmentColor(environment, palette)
                    << environmentTint(environment, palette);
            QTest::addRow("%s text on the accent", scheme)
                << semanticColor(SemanticColor::AccentText, palette)
                << semanticColor(SemanticColor::Accent, palette);
            QTest::addRow("%s sidebar", scheme)
                << palette.color(QPalette::Text)
                << semanticColor(SemanticColor::SidebarBackground, palette);
            QTest::addRow("%s muted in the sidebar", scheme)
                << semanticColor(SemanticColor::MutedText, palette)
                << semanticColor(SemanticColor::SidebarBackground, palette);
        }
    }

    void textIsReadableOnItsSurface()
    {
        QFETCH(QColor, text);
        QFETCH(QColor, surface);
        const double ratio = contrast(text, surface);
        QVERIFY2(ratio >= 4.5,
                 qPrintable(
                     QStringLiteral("%1 on %2 is %3").arg(text.name(), surface.name()).arg(ratio)));
    }

    void applyingASchemeSetsThePalette()
    {
        auto *application = qobject_cast<QApplication *>(QCoreApplication::instance());
        applyTheme(*application, Scheme::Dark);
        QVERIFY(isDark(QApplication::palette()));
        QVERIFY(isDark(QPushButton(QStringLiteral("Demote…")).palette()));
        applyTheme(*application, Scheme::Light);
        QVERIFY(!isDark(QApplication::palette()));
        QVERIFY(!isDark(QPushButton(QStringLiteral("Demote…")).palette()));
        applyTheme(*application, Scheme::System); // the offscreen desktop is light
        QVERIFY(!isDark(QApplication::palette()));
    }

    void distancesGrowWithTheFont()
    {
        QWidget small;
        QFont font = small.font();
        font.setPixelSize(12);
        small.setFont(font);
        QWidget large;
        font.setPixelSize(48);
        large.setFont(font);
        QVERIFY(space(Space::Small, &small) >= 8);
        QVERIFY(space(Space::Small, &large) >= 2 * space(Space::Small, &small));
        QVERIFY(space(Space::Tiny, &large) < space(Space::Large, &large));
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
