// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/icons.h"

#include <QApplication>
#include <QFile>
#include <QImage>
#include <QPalette>
#include <QTest>

using namespace switchover::ui;

namespace {

/// Pixels that are at least half opaque.
int inked(const QImage &image, const QColor &color)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            if (pixel.alpha() > 127 && std::abs(pixel.red() - color.red()) < 8
                && std::abs(pixel.green() - color.green()) < 8
                && std::abs(pixel.blue() - color.blue()) < 8)
                ++count;
        }
    }
    return count;
}

} // namespace

class TestIcons : public QObject
{
    Q_OBJECT

private slots:
    void everyIconIsDrawn_data()
    {
        QTest::addColumn<int>("number");
        for (int i = 0; i < iconCount; ++i)
            QTest::addRow("%s", qPrintable(iconFile(Icon(i)))) << i;
    }

    void everyIconIsDrawn()
    {
        QFETCH(int, number);
        QVERIFY(QFile::exists(iconFile(Icon(number))));
        const QColor text = QApplication::palette().color(QPalette::Active, QPalette::Text);
        const QImage image = icon(Icon(number)).pixmap(QSize(24, 24), 1.0).toImage();
        QCOMPARE(image.size(), QSize(24, 24));
        QVERIFY(inked(image, text) >= 6);
    }

    void anIconFollowsThePalette()
    {
        const QIcon living = icon(Icon::Refresh);
        QApplication::setPalette(darkPalette());
        const QColor light = darkPalette().color(QPalette::Text);
        QVERIFY(inked(living.pixmap(QSize(32, 32), 1.0).toImage(), light) > 20);
        QApplication::setPalette(lightPalette());
        const QColor dark = lightPalette().color(QPalette::Text);
        QVERIFY(inked(living.pixmap(QSize(32, 32), 1.0).toImage(), dark) > 20);
        QCOMPARE(inked(living.pixmap(QSize(32, 32), 1.0).toImage(), light), 0);
    }

    void anIconIsSharpOnADenseScreen()
    {
        const QPixmap pixmap = icon(Icon::Key).pixmap(QSize(16, 16), 2.0);
        QCOMPARE(pixmap.size(), QSize(32, 32));
        QCOMPARE(pixmap.devicePixelRatio(), 2.0);
    }

    void aColouredIconKeepsItsColourWhenCopied()
    {
        const QColor danger = semanticColor(SemanticColor::Danger, QApplication::palette());
        QIcon copy = icon(Icon::Danger, SemanticColor::Danger);
        copy.setIsMask(false); // detaches, which clones the engine
        QVERIFY(inked(copy.pixmap(QSize(32, 32), 1.0).toImage(), danger) > 20);
    }
};

QTEST_MAIN(TestIcons)
#include "tst_icons.moc"
