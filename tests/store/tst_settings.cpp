// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/settings.h"
#include "tests/store/files.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace switchover;
using test::readFile;
using test::writeFile;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Settings unusual()
{
    Settings settings;
    settings.polling.interval = 25s;
    settings.safety.lookOnly = true;
    settings.safety.clipboardClearAfter = 90s;
    settings.safety.lockAfter = 3min;
    settings.safety.typedNames = SafetySettings::TypedNames::Everywhere;
    settings.appearance.scheme = AppearanceSettings::Scheme::Dark;
    return settings;
}

} // namespace

class TestSettings final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString m_path;

private slots:
    void init()
    {
        m_path = m_folder.filePath(QString::fromLatin1(QTest::currentTestFunction()) + u".json"_s);
        QFile::remove(m_path);
    }

    void settingsAreThereAfterARestart()
    {
        SettingsStore store(m_path);
        QCOMPARE(store.load().value(), QStringList());
        QCOMPARE(store.settings(), Settings());
        QSignalSpy changed(&store, &SettingsStore::changed);
        QVERIFY(store.setSettings(unusual()));
        QVERIFY(store.setSettings(unusual()));
        QCOMPARE(changed.size(), 1);
        SettingsStore again(m_path);
        QSignalSpy loaded(&again, &SettingsStore::changed);
        QCOMPARE(again.load().value(), QStringList());
        QCOMPARE(again.settings(), unusual());
        QCOMPARE(loaded.size(), 1);
        QCOMPARE(QFile::permissions(m_path),
                 QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ReadUser
                     | QFileDevice::WriteUser);
    }

    void theFileHoldsOnlyItsMembers()
    {
        SettingsStore store(m_path);
        store.setWindowState(u"main"_s, "\x01\x02");
        QVERIFY(store.setSettings(unusual()));
        const QJsonObject root = QJsonDocument::fromJson(readFile(m_path)).object();
        QCOMPARE(root.keys(),
                 (QStringList { u"appearance"_s, u"polling"_s, u"safety"_s, u"schema_version"_s,
                                u"window_states"_s }));
        QCOMPARE(root.value(u"polling"_s).toObject().keys(), QStringList { u"interval_seconds"_s });
        QCOMPARE(root.value(u"safety"_s).toObject().keys(),
                 (QStringList { u"clipboard_clear_seconds"_s, u"lock_minutes"_s, u"look_only"_s,
                                u"typed_names"_s }));
        QCOMPARE(root.value(u"appearance"_s).toObject().keys(), QStringList { u"scheme"_s });
        QCOMPARE(root.value(u"window_states"_s).toObject().keys(), QStringList { u"main"_s });
    }

    void valuesOutsideTheirRangeFallBackAndAreReported_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("named");
        QTest::newRow("too quick")
            << QByteArray(R"({"polling":{"interval_seconds":1}})") << u"interval_seconds"_s;
        QTest::newRow("too slow") << QByteArray(R"({"polling":{"interval_seconds":99999}})")
                                  << u"interval_seconds"_s;
        QTest::newRow("not a number")
            << QByteArray(R"({"polling":{"interval_seconds":"often"}})") << u"interval_seconds"_s;
        QTest::newRow("overflow") << QByteArray(
            R"({"polling":{"interval_seconds":18446744073709551615}})")
                                  << u"interval_seconds"_s;
        QTest::newRow("clipboard") << QByteArray(R"({"safety":{"clipboard_clear_seconds":0}})")
                                   << u"clipboard_clear_seconds"_s;
        QTest::newRow("switch") << QByteArray(R"({"safety":{"look_only":3}})") << u"look_only"_s;
        QTest::newRow("scheme") << QByteArray(R"({"appearance":{"scheme":"pink"}})") << u"scheme"_s;
        QTest::newRow("lock") << QByteArray(R"({"safety":{"lock_minutes":-1}})")
                              << u"lock_minutes"_s;
        QTest::newRow("lock, too late")
            << QByteArray(R"({"safety":{"lock_minutes":481}})") << u"lock_minutes"_s;
        QTest::newRow("typed names")
            << QByteArray(R"({"safety":{"typed_names":"no"}})") << u"typed_names"_s;
        QTest::newRow("section") << QByteArray(R"({"polling":[1]})") << u"polling"_s;
    }
    void valuesOutsideTheirRangeFallBackAndAreReported()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, named);
        writeFile(m_path, json);
        SettingsStore store(m_path);
        const auto notes = store.load();
        QVERIFY(notes);
        QCOMPARE(notes->size(), 1);
        QVERIFY2(notes->first().contains(named), qPrintable(notes->first()));
        QCOMPARE(store.settings(), Settings());
    }

    void oneBadValueDoesNotTakeTheOthersAlong()
    {
        writeFile(
            m_path,
            R"({"polling":{"interval_seconds":25},"safety":{"look_only":"maybe","clipboard_clear_seconds":90}})");
        SettingsStore store(m_path);
        QCOMPARE(store.load()->size(), 1);
        QCOMPARE(store.settings().polling.interval, 25s);
        QCOMPARE(store.settings().safety.clipboardClearAfter, 90s);
    }

    void lookOnlyFromTheCommandLineIsNotSaved_data()
    {
        QTest::addColumn<bool>("saved");
        QTest::newRow("saved off") << false;
        QTest::newRow("saved on") << true;
    }
    void lookOnlyFromTheCommandLineIsNotSaved()
    {
        QFETCH(bool, saved);
        {
            SettingsStore store(m_path);
            Settings settings;
            settings.safety.lookOnly = saved;
            settings.polling.interval = 11s;
            QVERIFY(store.setSettings(settings));
        }
        {
            SettingsStore store(m_path);
            store.forceLookOnly();
            QVERIFY(store.settings().safety.lookOnly);
            QVERIFY(store.load());
            QVERIFY(store.isLookOnlyForced());
            QVERIFY(store.settings().safety.lookOnly);
            Settings settings = store.settings();
            settings.safety.lookOnly = false; // nothing switches it off but another start
            settings.polling.interval = 25s;
            QVERIFY(store.setSettings(settings));
            QVERIFY(store.settings().safety.lookOnly);
        }
        SettingsStore again(m_path);
        QVERIFY(again.load());
        QCOMPARE(again.settings().safety.lookOnly, saved);
        QCOMPARE(again.settings().polling.interval, 25s);
        QVERIFY(!again.isLookOnlyForced());
    }

    void membersOfLaterVersionsSurviveASave()
    {
        writeFile(
            m_path,
            R"({"schema_version":7,"polling":{"interval_seconds":25,"jitter":{"max":[1,2]}},"plugins":["x"],"safety":{"level":"high"}})");
        SettingsStore store(m_path);
        QVERIFY(store.load());
        Settings settings = store.settings();
        QCOMPARE(settings.polling.interval, 25s);
        settings.polling.interval = 30s;
        QVERIFY(store.setSettings(settings));
        const QJsonObject root = QJsonDocument::fromJson(readFile(m_path)).object();
        QCOMPARE(root.value(u"schema_version"_s).toInt(), 7);
        QCOMPARE(root.value(u"polling"_s)
                     .toObject()
                     .value(u"jitter"_s)
                     .toObject()
                     .value(u"max"_s)
                     .toArray()
                     .size(),
                 2);
        QCOMPARE(root.value(u"polling"_s).toObject().value(u"interval_seconds"_s).toInt(), 30);
        QCOMPARE(root.value(u"safety"_s).toObject().value(u"level"_s).toString(), u"high"_s);
        QCOMPARE(root.value(u"plugins"_s).toArray().size(), 1);
    }

    void anUnreadableFileIsMovedAsideAndSaidSo()
    {
        const QString aside = m_path + u".broken"_s;
        for (const QByteArray &content :
             { QByteArray("not json"), QByteArray("[1,2]"), QByteArray() }) {
            QFile::remove(aside);
            writeFile(m_path, content);
            SettingsStore store(m_path);
            const auto notes = store.load();
            QVERIFY(notes);
            QCOMPARE(notes->size(), 1);
            QVERIFY(notes->first().contains(aside));
            QCOMPARE(readFile(aside), content);
            QVERIFY(!QFile::exists(m_path));
            QVERIFY(store.setSettings(unusual()));
        }
        writeFile(m_path, "again");
        SettingsStore store(m_path);
        QVERIFY(store.load()->first().contains(m_path + u".broken-2"_s));
        QVERIFY(QFile::exists(aside));
    }

    void aFileThatCannotBeOpenedIsAnErrorAndNotWritten()
    {
        QVERIFY(QDir().mkpath(m_path)); // not even root can read a folder as a file
        SettingsStore store(m_path);
        const auto loaded = store.load();
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().kind, Error::Kind::File);
        const auto saved = store.setSettings(unusual());
        QVERIFY(!saved);
        QCOMPARE(store.settings(), unusual()); // for this session
        QVERIFY(QFileInfo(m_path).isDir());
    }

    void settingOutsideTheRangesIsRefused()
    {
        SettingsStore store(m_path);
        Settings quick;
        quick.polling.interval = 4s;
        auto result = store.setSettings(quick);
        QVERIFY(!result);
        QCOMPARE(result.error().where, u"interval_seconds"_s);
        Settings never;
        never.safety.clipboardClearAfter = 0s;
        result = store.setSettings(never);
        QVERIFY(!result);
        QCOMPARE(result.error().where, u"clipboard_clear_seconds"_s);
        QCOMPARE(store.settings(), Settings());
        QVERIFY(!QFile::exists(m_path));
    }

    void windowStatesAreWrittenWhenTheStoreDiesAndLeaveTheSettingsAlone()
    {
        const QByteArray state("\x00\xff\x80 state", 9);
        {
            SettingsStore store(m_path);
            QVERIFY(store.setSettings(unusual()));
            QSignalSpy changed(&store, &SettingsStore::changed);
            store.setWindowState(u"main"_s, state);
            store.setWindowState(u"gone"_s, "x");
            store.setWindowState(u"gone"_s, {});
            QCOMPARE(store.windowState(u"main"_s), state);
            QCOMPARE(changed.size(), 0);
        }
        SettingsStore again(m_path);
        QCOMPARE(again.load().value(), QStringList());
        QCOMPARE(again.windowState(u"main"_s), state);
        QCOMPARE(again.windowState(u"gone"_s), QByteArray());
        QCOMPARE(again.settings(), unusual());
    }

    void inMemoryNothingIsWritten()
    {
        SettingsStore store({});
        QVERIFY(store.load());
        QVERIFY(store.setSettings(unusual()));
        store.setWindowState(u"main"_s, "x");
        QCOMPARE(store.settings(), unusual());
        QCOMPARE(store.windowState(u"main"_s), "x");
    }
};

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
