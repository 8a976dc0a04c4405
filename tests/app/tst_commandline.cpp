// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline.h"

#include <QTest>

using namespace switchover;
using namespace Qt::StringLiterals;

class TestCommandLine final : public QObject
{
    Q_OBJECT

private slots:
    void labIsAnOptionWithAnOptionalValue_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("scenario");
        QTest::newRow("bare") << QStringList { u"--lab"_s } << u"full"_s;
        QTest::newRow("named") << QStringList { u"--lab"_s, u"fresh-pair"_s } << u"fresh-pair"_s;
        QTest::newRow("attached") << QStringList { u"--lab=dr-pair"_s } << u"dr-pair"_s;
        QTest::newRow("followed by an option")
            << QStringList { u"--lab"_s, u"--profile"_s, u"/p"_s } << u"full"_s;
    }
    void labIsAnOptionWithAnOptionalValue()
    {
        QFETCH(QStringList, arguments);
        const auto line = CommandLine::parse(arguments);
        QVERIFY(line);
        QCOMPARE(line->command, CommandLine::Command::Window);
        QTEST(line->labScenario.value(), "scenario");
    }

    void lookOnlyIsASwitchOfTheWindow()
    {
        const auto line = CommandLine::parse({ u"--look-only"_s, u"--lab"_s });
        QVERIFY(line);
        QVERIFY(line->lookOnly && line->labScenario);
        QVERIFY(!CommandLine::parse({ u"--lab"_s })->lookOnly);
        QVERIFY(!CommandLine::parse({ u"--look-only=no"_s }));
        QVERIFY(!CommandLine::parse({ u"status"_s, u"--look-only"_s }));
        QVERIFY(CommandLine::helpText(CommandLine::Command::Window).contains(u"--look-only"_s));
    }

    void readsEachCommand()
    {
        const auto lab = CommandLine::parse(
            { u"lab"_s, u"--scenario"_s, u"dr-pair"_s, u"--port=8300"_s, u"--tls"_s, u"--json"_s });
        QVERIFY(lab);
        QCOMPARE(lab->command, CommandLine::Command::Lab);
        QCOMPARE(lab->scenario, u"dr-pair"_s);
        QCOMPARE(lab->port, quint16(8300));
        QVERIFY(lab->tls && lab->json);

        const auto status =
            CommandLine::parse({ u"status"_s, u"--address"_s, u"http://a:8200"_s,
                                 u"--address=http://b:8200"_s, u"--ca-cert"_s, u"ca.pem"_s });
        QVERIFY(status);
        const QStringList both { u"http://a:8200"_s, u"http://b:8200"_s };
        QCOMPARE(status->addresses, both);
        QCOMPARE(status->caFile, u"ca.pem"_s);

        const auto explain = CommandLine::parse(
            { u"explain"_s, u"a.json"_s, u"--json"_s, u"--"_s, u"--odd-name"_s });
        QVERIFY(explain);
        const QStringList files { u"a.json"_s, u"--odd-name"_s };
        QCOMPARE(explain->files, files);
    }

    void saysWhatIsWrong_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("mentions");
        QTest::newRow("unknown option") << QStringList { u"--fleeet"_s, u"x"_s } << u"--fleeet"_s;
        QTest::newRow("unknown command") << QStringList { u"stauts"_s } << u"stauts"_s;
        QTest::newRow("option of another command")
            << QStringList { u"lab"_s, u"--address"_s, u"x"_s } << u"--scenario"_s;
        QTest::newRow("missing value") << QStringList { u"--fleet"_s } << u"--fleet"_s;
        QTest::newRow("empty value") << QStringList { u"--profile="_s } << u"--profile"_s;
        QTest::newRow("value too many") << QStringList { u"lab"_s, u"--tls=yes"_s } << u"--tls"_s;
        QTest::newRow("port") << QStringList { u"lab"_s, u"--port"_s, u"70000"_s } << u"70000"_s;
        QTest::newRow("no files") << QStringList { u"explain"_s } << u"file"_s;
        QTest::newRow("lab and fleet")
            << QStringList { u"--lab"_s, u"--fleet"_s, u"f"_s } << u"--fleet"_s;
    }
    void saysWhatIsWrong()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, mentions);
        const auto line = CommandLine::parse(arguments);
        QVERIFY(!line);
        QVERIFY2(line.error().detail.contains(mentions), qPrintable(line.error().detail));
        QVERIFY(!line.error().detail.contains(u'\n'));
    }

    void helpComesFirst()
    {
        const auto line = CommandLine::parse({ u"lab"_s, u"--help"_s, u"--nonsense"_s });
        QVERIFY(line);
        QCOMPARE(line->command, CommandLine::Command::Help);
        QVERIFY(CommandLine::helpText(line->helpFor).contains(u"--scenario"_s));
    }
};

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
