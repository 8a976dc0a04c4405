// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/catalogue.h"
#include "tests/ui/operations/labdesk.h"

#include <QPushButton>

using namespace switchover;
using namespace Qt::StringLiterals;

using Typed = SafetySettings::TypedNames;

/// Which calls want the cluster's name typed: by severity, environment and setting, for the whole
/// catalogue.
class TestTypedNames : public QObject
{
    Q_OBJECT

private slots:
    void everyCallAsksWhereItHasTo_data()
    {
        QTest::addColumn<Environment>("environment");
        QTest::addColumn<Typed>("setting");
        QTest::addColumn<Severity>("from"); // the least severity that asks
        QTest::newRow("production, by default")
            << Environment::Production << Settings().safety.typedNames << Severity::Interrupts;
        QTest::newRow("production, switched off")
            << Environment::Production << Typed::ForDestroying << Severity::Destroys;
        QTest::newRow("staging") << Environment::Staging << Typed::OnProduction
                                 << Severity::Destroys;
        QTest::newRow("unspecified")
            << Environment::Unspecified << Typed::OnProduction << Severity::Destroys;
        QTest::newRow("lab, everywhere")
            << Environment::Lab << Typed::Everywhere << Severity::Interrupts;
    }
    void everyCallAsksWhereItHasTo()
    {
        QFETCH(Environment, environment);
        QFETCH(Typed, setting);
        QFETCH(Severity, from);
        test::LabDesk desk(u"fresh-pair"_s, environment);
        QVERIFY(desk.start());
        Settings settings = desk.settings.settings();
        settings.safety.typedNames = setting;
        QVERIFY(desk.settings.setSettings(settings));
        const ClusterId id = desk.registry.clusters().constFirst().identity.id;
        for (const Operation &row : operationCatalogue()) {
            ui::OperationDialog *dialog = desk.center->open(id, row.id);
            QVERIFY(dialog);
            if (dialog->isAtForm()) {
                const bool asks = dialog->findChild<QPushButton *>(u"nextButton"_s)->isVisible();
                const bool sends = dialog->findChild<QPushButton *>(u"sendButton"_s)->isVisible();
                const bool wanted = severityOf(row, {}) >= from || needsTypedName(row, {});
                // What it would endanger elsewhere can make a promotion weigh more.
                const bool mayAskMore = row.key.endsWith("promote"_L1);
                QVERIFY2(asks == wanted || (mayAskMore && asks), row.key.data());
                QVERIFY2(sends != asks, row.key.data());
            } else {
                QCOMPARE(row.severity, Severity::Looks); // started at once
            }
            dialog->close();
        }
        QVERIFY(desk.writes().isEmpty());
    }
};

QTEST_MAIN(TestTypedNames)
#include "tst_typednames.moc"
