// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/secretstring.h"

#include <QTest>

#include <type_traits>

using namespace switchover;
using namespace Qt::StringLiterals;

static_assert(!std::is_copy_constructible_v<SecretString>);
static_assert(!std::is_convertible_v<SecretString, QString>);

class TestSecretString final : public QObject
{
    Q_OBJECT

private slots:
    void neverPrintsItself()
    {
        QString printed;
        QDebug(&printed) << SecretString("hvs.abc");
        QVERIFY(printed.contains(u"<secret>"_s));
        QVERIFY(!printed.contains(u"hvs"_s));
    }

    void movingLeavesNothingBehind()
    {
        SecretString from("hvs.abc");
        const SecretString to = std::move(from);
        QVERIFY(from.isEmpty()); // NOLINT(bugprone-use-after-move): that is the point
        QCOMPARE(to.reveal().toByteArray(), QByteArray("hvs.abc"));
    }

    void inputIsTrimmed()
    {
        QCOMPARE(SecretString::fromInput(u"  hvs.abc\n"_s).reveal().toByteArray(),
                 QByteArray("hvs.abc"));
        QVERIFY(SecretString::fromInput(u" \t"_s).isEmpty());
    }

    void compares()
    {
        QVERIFY(SecretString("a") == SecretString("a"));
        QVERIFY(!(SecretString("a") == SecretString("b")));
        QVERIFY(!(SecretString("a") == SecretString("ab")));
        QVERIFY(SecretString("a").clone() == SecretString("a"));
    }
};

QTEST_GUILESS_MAIN(TestSecretString)
#include "tst_secretstring.moc"
