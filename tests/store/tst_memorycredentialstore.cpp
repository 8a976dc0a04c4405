// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/memorycredentialstore.h"

#include "tests/store/credentialcontract.h"

#include <QTest>

using namespace switchover;
using namespace Qt::StringLiterals;

class TestMemoryCredentialStore final : public QObject
{
    Q_OBJECT

private slots:
    void tokensLastForTheSession()
    {
        MemoryCredentialStore store;
        QVERIFY(!store.isPersistent());
        CredentialCalls calls(store);
        QVERIFY(calls.read(u"a"_s).value().isEmpty());
        QVERIFY(calls.write(u"a"_s, "hvs.one"));
        QVERIFY(calls.write(u"b"_s, "hvs.two"));
        QVERIFY(calls.write(u"a"_s, "hvs.three"));
        QCOMPARE(calls.read(u"a"_s).value().reveal().toByteArray(), "hvs.three");
        QVERIFY(calls.remove(u"a"_s));
        QVERIFY(calls.remove(u"a"_s));
        QVERIFY(calls.read(u"a"_s).value().isEmpty());
        QCOMPARE(calls.read(u"b"_s).value().reveal().toByteArray(), "hvs.two");
    }

    void nobodyIsAnsweredAfterTheirDeath()
    {
        MemoryCredentialStore store;
        bool answered = false;
        {
            QObject context;
            store.write({ u"a"_s }, SecretString("t"), &context,
                        [&answered](const auto &) { answered = true; });
            store.read({ u"a"_s }, &context, [&answered](const auto &) { answered = true; });
            store.remove({ u"b"_s }, &context, [&answered](const auto &) { answered = true; });
        }
        CredentialCalls calls(store);
        QCOMPARE(calls.read(u"a"_s).value().reveal().toByteArray(),
                 "t"); // the later call is answered later
        QVERIFY(!answered);
    }
};

QTEST_GUILESS_MAIN(TestMemoryCredentialStore)
#include "tst_memorycredentialstore.moc"
