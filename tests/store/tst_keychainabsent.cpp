// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/keychaincredentialstore.h"

#include "tests/store/credentialcontract.h"

#include <QTest>

using namespace switchover;
using namespace Qt::StringLiterals;

// A computer without a session bus, as a server reached by ssh -X.
class TestKeychainAbsent final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        // Set here, so that the test means the same however it is started.
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
        qputenv("XDG_RUNTIME_DIR", "/nonexistent");
        qunsetenv("DISPLAY");
        qunsetenv("WAYLAND_DISPLAY");
    }

    void everyCallEndsWithAnErrorAndNotByItsTimeout()
    {
        KeychainCredentialStore store;
        store.setTimeout(std::chrono::hours(1)); // longer than anything here waits
        CredentialCalls calls(store);
        const auto read = calls.read(u"a"_s);
        QVERIFY(!read);
        QCOMPARE(read.error().kind, Error::Kind::Keychain);
        QVERIFY(!read.error().detail.isEmpty());
        const auto written = calls.write(u"a"_s, "hvs.secret");
        QVERIFY(!written);
        QCOMPARE(written.error().kind, Error::Kind::Keychain);
        QVERIFY(!errorSentence(written.error()).contains(u"hvs.secret"));
        const auto removed = calls.remove(u"a"_s);
        QVERIFY(!removed);
        QCOMPARE(removed.error().kind, Error::Kind::Keychain);
    }
};

QTEST_GUILESS_MAIN(TestKeychainAbsent)
#include "tst_keychainabsent.moc"
