// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/fleet.h"
#include "tests/patience.h"
#include "tests/ui/operations/labdesk.h"
#include "ui/cluster/primariesdialog.h"

#include <QLabel>
#include <QPushButton>

using namespace switchover;
using namespace Qt::StringLiterals;

namespace {

constexpr auto dr = ReplicationType::DisasterRecovery;

const PrimarySide *sideOf(const ui::PrimariesDialog &dialog, const ClusterId &id)
{
    for (const PrimarySide &side : dialog.comparison()->sides) {
        if (side.cluster == id)
            return &side;
    }
    return nullptr;
}

} // namespace

/// Two primaries of one set, compared and resolved on the lab.
class TestPrimariesDialog : public QObject
{
    Q_OBJECT

private slots:
    void theOneThatIsWrittenToIsKeptAndTheOtherDemoted()
    {
        test::LabDesk desk(u"split-brain"_s);
        QVERIFY(desk.start());
        QTRY_VERIFY((desk.pollAll(), !desk.fleet->topology().conflicts.isEmpty()));
        const QString setId = desk.block(test::amber, dr)->setId.value_or(QString());
        ui::PrimariesDialog dialog(*desk.services, *desk.center, dr, setId, &desk.window);
        dialog.show();
        QVERIFY(dialog.comparison());
        QCOMPARE(dialog.comparison()->sides.size(), 2);
        QVERIFY(desk.lab.writeSecrets(test::basalt, 500).has_value());
        QTRY_VERIFY((desk.pollAll(), sideOf(dialog, desk.id(test::basalt))->lastWrite.isValid()));
        QTRY_COMPARE(dialog.comparison()->keep, desk.id(test::basalt));
        QVERIFY(test::find<QWidget>(&dialog, u"primariesAdvice"_s)->isVisible());
        QVERIFY(!test::find<QWidget>(&dialog, u"primariesNoAdvice"_s)->isVisible());

        desk.lab.clearRequestLog();
        QVERIFY(test::click(&dialog, u"primariesDemote.amber"_s));
        auto *form = desk.window.findChild<ui::OperationDialog *>();
        QVERIFY(form);
        desk.perform(form);
        QCOMPARE(desk.writtenPaths(),
                 QStringList { u"POST /v1/sys/replication/dr/primary/demote"_s });
        QTRY_VERIFY((desk.pollAll(), !dialog.comparison().has_value()));
        QVERIFY(!test::find<QWidget>(&dialog, u"primariesTable"_s)->isVisible());
    }

    // Silence is no end of a conflict.
    void aSilentPrimaryIsNotCountedAsResolved()
    {
        test::LabDesk desk(u"split-brain"_s);
        QVERIFY(desk.start());
        QTRY_VERIFY((desk.pollAll(), !desk.fleet->topology().conflicts.isEmpty()));
        const QString setId = desk.block(test::amber, dr)->setId.value_or(QString());
        ui::PrimariesDialog dialog(*desk.services, *desk.center, dr, setId, &desk.window);
        dialog.show();
        QVERIFY(desk.lab.setFault(test::amber, {}, { .kind = u"refuse"_s }).has_value());
        QTRY_VERIFY((desk.pollAll(), !dialog.comparison().has_value()));
        QCOMPARE(dialog.silentPrimaries(), QStringList { test::amber });
        desk.lab.clearFaults();
        QTRY_VERIFY((desk.pollAll(), dialog.comparison().has_value()));
        QVERIFY(dialog.silentPrimaries().isEmpty());
    }

    void twoThatAreWrittenToGetNoRecommendation()
    {
        test::LabDesk desk(u"split-brain"_s);
        QVERIFY(desk.start());
        QTRY_VERIFY((desk.pollAll(), !desk.fleet->topology().conflicts.isEmpty()));
        const QString setId = desk.block(test::amber, dr)->setId.value_or(QString());
        ui::PrimariesDialog dialog(*desk.services, *desk.center, dr, setId, &desk.window);
        dialog.show();
        for (const QString &name : { test::amber, test::basalt })
            QVERIFY(desk.lab.writeSecrets(name, 500).has_value());
        QTRY_COMPARE((desk.pollAll(), dialog.comparison()->noAdvice),
                     PrimaryComparison::NoAdvice::BothWritten);
        QVERIFY(!dialog.comparison()->keep.isValid());
        QVERIFY(!test::find<QWidget>(&dialog, u"primariesAdvice"_s)->isVisible());
        QVERIFY(test::find<QWidget>(&dialog, u"primariesNoAdvice"_s)->isVisible());
    }
};

QTEST_MAIN(TestPrimariesDialog)
#include "tst_primariesdialog.moc"
