// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/settings.h"
#include "tests/ui/look.h"
#include "ui/settings/settingsdialog.h"
#include "ui/widgets/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>

using namespace switchover;
using namespace switchover::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestSettingsDialog : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s));
        applyTheme(*qobject_cast<QApplication *>(QCoreApplication::instance()), Scheme::Light);
    }

    void showsWhatIsSetAndSavesWhatWasChanged()
    {
        SettingsStore store { QString() };
        Settings before;
        before.polling.interval = 20s;
        before.safety.clipboardClearAfter = 60s;
        before.appearance.scheme = AppearanceSettings::Scheme::Dark;
        QVERIFY(store.setSettings(before));
        auto *dialog = new SettingsDialog(store);
        dialog->open();
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        look::save(*dialog, u"settings"_s);
        QVERIFY2(look::clippedTexts(*dialog).isEmpty(),
                 qPrintable(look::clippedTexts(*dialog).join(u'\n')));
        QVERIFY2(look::sharedButtonNames(*dialog).isEmpty(),
                 qPrintable(look::sharedButtonNames(*dialog).join(u'\n')));
        QVERIFY2(look::namelessInputs(*dialog).isEmpty(),
                 qPrintable(look::namelessInputs(*dialog).join(u'\n')));
        auto *interval = dialog->findChild<QSpinBox *>(u"pollIntervalBox"_s);
        auto *clipboard = dialog->findChild<QSpinBox *>(u"clipboardClearBox"_s);
        auto *scheme = dialog->findChild<QComboBox *>(u"schemeBox"_s);
        auto *lookOnly = dialog->findChild<QCheckBox *>(u"lookOnlyBox"_s);
        QCOMPARE(interval->value(), 20);
        QCOMPARE(interval->minimum(), 5);
        QCOMPARE(clipboard->value(), 60);
        QCOMPARE(scheme->currentData().toInt(), int(AppearanceSettings::Scheme::Dark));
        QVERIFY(!lookOnly->isChecked());

        interval->setValue(5);
        clipboard->setValue(30);
        scheme->setCurrentIndex(scheme->findData(int(AppearanceSettings::Scheme::Light)));
        lookOnly->setChecked(true);
        QSignalSpy changed(&store, &SettingsStore::changed);
        dialog->findChild<QPushButton *>(u"saveSettingsButton"_s)->click();
        QCOMPARE(changed.size(), 1);
        QCOMPARE(store.settings().polling.interval, 5s);
        QCOMPARE(store.settings().safety.clipboardClearAfter, 30s);
        QCOMPARE(store.settings().appearance.scheme, AppearanceSettings::Scheme::Light);
        QVERIFY(store.settings().safety.lookOnly);
        QVERIFY(!dialog->isVisible());
    }

    void cancellingChangesNothing()
    {
        SettingsStore store { QString() };
        const Settings before = store.settings();
        auto *dialog = new SettingsDialog(store);
        dialog->open();
        dialog->findChild<QCheckBox *>(u"lookOnlyBox"_s)->setChecked(true);
        dialog->findChild<QPushButton *>(u"cancelButton"_s)->click();
        QCOMPARE(store.settings(), before);
    }
};

QTEST_MAIN(TestSettingsDialog)
#include "tst_settingsdialog.moc"
