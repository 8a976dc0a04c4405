// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/patience.h"
#include "tests/ui/look.h"
#include "tests/ui/operations/labdesk.h"
#include "ui/operations/bulletlist.h"
#include "ui/operations/filterpanel.h"
#include "ui/tokens/filtermemory.h"
#include "ui/widgets/theme.h"

#include <QAccessible>
#include <QComboBox>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTreeWidget>

using namespace switchover;
using namespace Qt::StringLiterals;
using test::amber;

namespace {

const QString filterPath = u"/v1/sys/replication/performance/primary/paths-filter/"_s;

} // namespace

/// The editor of path filters: the tree, the list, the difference, the effect, and what is saved.
class TestFilterEditor : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { ui::applyTheme(*qApp, ui::Scheme::Light); }
    void theTreeShowsWhatCanBeFilteredAndWhyOthersCannot();
    void treeAndListAreOneChoice();
    void theKeyboardAloneMakesAFilter();
    void theStoredFilterIsComparedAndTakenOver();
    void aDeniedTreeCanBeTyped();
    void theFilterOfALostIdIsOfferedToItsSuccessor();
    void aFilterThatCannotBeSavedMintsNothing_data();
    void aFilterThatCannotBeSavedMintsNothing();
    void aTokenThatIsNotMadeLeavesTheFilterAndSaysSo_data();
    void aTokenThatIsNotMadeLeavesTheFilterAndSaysSo();
    void theDynamicFilterIsShownFromBothEnds();
    void itLooksRight_data();
    void itLooksRight();

private:
    static ui::OperationDialog *openWrite(test::LabDesk &desk, const QString &id);
    static QTreeWidgetItem *item(QWidget *root, const QString &path);
    static QStringList sentences(QWidget *root, const QString &name);
    static bool tick(QWidget *root, const QString &path);
};

ui::OperationDialog *TestFilterEditor::openWrite(test::LabDesk &desk, const QString &id)
{
    ui::OperationDialog *dialog = desk.openByButton(amber, OperationId::PathsFilterWrite);
    if (!dialog || !test::type(dialog, u"parameter.id"_s, id))
        return nullptr;
    const bool read = QTest::qWaitFor(
        [dialog] {
            const auto *tree = test::find<QTreeWidget>(dialog, u"filterTree"_s);
            const auto *panel = dialog->findChild<ui::FilterPanel *>();
            const auto state = panel->reader().stored().state;
            return tree && tree->topLevelItemCount() > 0
                && (state == FilterReader::State::Known || state == FilterReader::State::None);
        },
        test::patience);
    return read ? dialog : nullptr;
}

QTreeWidgetItem *TestFilterEditor::item(QWidget *root, const QString &path)
{
    auto *tree = test::find<QTreeWidget>(root, u"filterTree"_s);
    const QList<QTreeWidgetItem *> found =
        tree->findItems(path, Qt::MatchExactly | Qt::MatchRecursive);
    return found.isEmpty() ? nullptr : found.constFirst();
}

QStringList TestFilterEditor::sentences(QWidget *root, const QString &name)
{
    const auto *list = root->findChild<ui::BulletList *>(name);
    return list ? list->sentences() : QStringList();
}

bool TestFilterEditor::tick(QWidget *root, const QString &path)
{
    auto *tree = test::find<QTreeWidget>(root, u"filterTree"_s);
    QTreeWidgetItem *which = item(root, path);
    if (!which || !which->flags().testFlag(Qt::ItemIsUserCheckable))
        return false;
    tree->setFocus();
    tree->setCurrentItem(which);
    QTest::keyClick(tree, Qt::Key_Space);
    return true;
}

void TestFilterEditor::theTreeShowsWhatCanBeFilteredAndWhyOthersCannot()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    ui::OperationDialog *dialog = openWrite(desk, u"eu-west"_s);
    QVERIFY(dialog);
    QVERIFY(item(dialog, u"secret/"_s)->flags().testFlag(Qt::ItemIsUserCheckable));
    QVERIFY(item(dialog, u"auth/userpass/"_s)->flags().testFlag(Qt::ItemIsUserCheckable));
    QVERIFY(item(dialog, u"retail/"_s)->flags().testFlag(Qt::ItemIsUserCheckable));
    QCOMPARE(item(dialog, u"retail/secret/"_s)->parent(), item(dialog, u"retail/"_s));
    for (const QString &fixed : { u"cubbyhole/"_s, u"identity/"_s, u"auth/token/"_s }) {
        QTreeWidgetItem *which = item(dialog, fixed);
        QVERIFY2(which, qUtf8Printable(fixed));
        QVERIFY2(!which->flags().testFlag(Qt::ItemIsEnabled), qUtf8Printable(fixed));
        QVERIFY2(!which->text(2).isEmpty(), qUtf8Printable(fixed));
        QVERIFY(!tick(dialog, fixed));
    }
    QVERIFY(item(dialog, u"secret/"_s)
                ->data(0, Qt::AccessibleTextRole)
                .toString()
                .contains(u"kept away"_s));
    QVERIFY(ui::look::namelessInputs(*dialog).isEmpty());
}

void TestFilterEditor::treeAndListAreOneChoice()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    ui::OperationDialog *dialog = openWrite(desk, u"eu-west"_s);
    QVERIFY(dialog);
    const auto *list = test::find<QPlainTextEdit>(dialog, u"parameter.paths"_s);
    QVERIFY(tick(dialog, u"secret/"_s));
    QVERIFY(tick(dialog, u"retail/secret/"_s));
    QCOMPARE(list->toPlainText(), u"secret/\nretail/secret/"_s);
    QCOMPARE(sentences(dialog, u"filterEffect"_s).constFirst(),
             u"eu-west gets nothing but secret/, retail/secret/."_s);
    // A namespace names all that lies in it.
    QVERIFY(tick(dialog, u"retail/"_s));
    QCOMPARE(list->toPlainText(), u"secret/\nretail/"_s);
    QVERIFY(!item(dialog, u"retail/secret/"_s)->flags().testFlag(Qt::ItemIsEnabled));
    QCOMPARE(item(dialog, u"retail/secret/"_s)->checkState(0), Qt::Checked);
    QVERIFY(item(dialog, u"retail/secret/"_s)->text(2).contains(u"within retail/"_s));
    // Typing ticks.
    QVERIFY(test::type(dialog, u"parameter.paths"_s, u"auth/userpass/"_s));
    QCOMPARE(item(dialog, u"auth/userpass/"_s)->checkState(0), Qt::Checked);
    QCOMPARE(item(dialog, u"secret/"_s)->checkState(0), Qt::Unchecked);
    QVERIFY(test::type(dialog, u"parameter.mode"_s, u"deny"_s));
    QCOMPARE(sentences(dialog, u"filterEffect"_s).constFirst(),
             u"eu-west gets everything but auth/userpass/."_s);
    QCOMPARE(item(dialog, u"secret/"_s)->text(2), u"replicated"_s);
    QVERIFY(sentences(dialog, u"filterDoubts"_s).isEmpty());
    QVERIFY(test::type(dialog, u"parameter.paths"_s, u"secrt/"_s));
    QVERIFY(sentences(dialog, u"filterDoubts"_s).constFirst().contains(u"secrt/"_s));
    QCOMPARE(desk.perform(dialog).startsWith(u'!'), false);
    const lab::RequestEntry written = desk.writes().constLast();
    QCOMPARE(written.path, filterPath + u"eu-west"_s);
    QCOMPARE(
        QJsonDocument::fromJson(written.body).object(),
        (QJsonObject { { u"mode"_s, u"deny"_s }, { u"paths"_s, QJsonArray { u"secrt/"_s } } }));
}

void TestFilterEditor::theKeyboardAloneMakesAFilter()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    ui::OperationDialog *dialog = openWrite(desk, u"eu-west"_s);
    QVERIFY(dialog);
    QApplication::setKeyboardInputInterval(test::patience); // however slowly the keys come
    auto *id = test::find<QLineEdit>(dialog, u"parameter.id"_s);
    id->setFocus();
    QStringList stops;
    QWidget *at = id;
    for (int i = 0; i < 20; ++i) {
        QTest::keyClick(at, Qt::Key_Tab);
        at = dialog->focusWidget();
        stops.append(at->objectName());
        if (at->objectName() == "filterTree"_L1) {
            QTest::keyClick(at, Qt::Key_Home);
            QTest::keyClicks(at, u"secret/"_s); // the tree's own search
            QTest::keyClick(at, Qt::Key_Space);
        }
        if (at->objectName() == "sendButton"_L1)
            break;
    }
    QVERIFY2(stops.contains(u"parameter.mode"_s) && stops.contains(u"filterTree"_s)
                 && stops.contains(u"parameter.paths"_s),
             qUtf8Printable(stops.join(u' ')));
    QCOMPARE(at->objectName(), u"sendButton"_s);
    QCOMPARE(test::find<QPlainTextEdit>(dialog, u"parameter.paths"_s)->toPlainText(), u"secret/"_s);
    desk.lab.clearRequestLog();
    QTest::keyClick(at, Qt::Key_Space);
    QTRY_VERIFY(!test::outcomeOf(dialog).isEmpty());
    QCOMPARE(desk.writtenPaths(), QStringList { u"POST "_s + filterPath + u"eu-west"_s });
}

void TestFilterEditor::theStoredFilterIsComparedAndTakenOver()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    QVERIFY(!desk.perform(amber, OperationId::PathsFilterWrite,
                          { { u"id"_s, u"eu-west"_s },
                            { u"mode"_s, u"deny"_s },
                            { u"paths"_s, u"secret/\nretail/"_s } })
                 .startsWith(u'!'));
    ui::OperationDialog *dialog = openWrite(desk, u"eu-west"_s);
    QVERIFY(dialog);
    QCOMPARE(test::find<QLabel>(dialog, u"storedFilter"_s)->text(),
             u"Stored for “eu-west”: deny secret/, retail/"_s);
    // The empty form would throw all of it away, and says so.
    QVERIFY(sentences(dialog, u"filterDifference"_s)
                .contains(u"The mode changes from deny to allow."_s));
    QVERIFY(test::click(dialog, u"editStoredFilter"_s));
    QCOMPARE(test::find<QComboBox>(dialog, u"parameter.mode"_s)->currentText(), u"deny"_s);
    QCOMPARE(sentences(dialog, u"filterDifference"_s),
             QStringList { u"The same as what is stored."_s });
    QVERIFY(!test::find<QPushButton>(dialog, u"editStoredFilter"_s)->isVisible());
    QVERIFY(tick(dialog, u"secret/"_s)); // off the list
    const QStringList difference = sentences(dialog, u"filterDifference"_s);
    QVERIFY(difference.contains(u"Removed: secret/"_s));
    QVERIFY(difference.join(u' ').contains(u"Copied to eu-west at once: secret/"_s));
}

void TestFilterEditor::aDeniedTreeCanBeTyped()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    for (const QString &path :
         { u"sys/mounts"_s, u"sys/auth"_s, u"sys/namespaces"_s, u"sys/internal/ui/mounts"_s }) {
        QVERIFY(desk.lab
                    .setFault(amber, {},
                              { .kind = u"error"_s,
                                .pathPrefix = path,
                                .status = 403,
                                .text = u"permission denied"_s })
                    .has_value());
    }
    ui::OperationDialog *dialog = desk.openByButton(amber, OperationId::PathsFilterWrite);
    QVERIFY(dialog);
    const auto *remarks = test::find<QLabel>(dialog, u"filterTreeRemarks"_s);
    QTRY_VERIFY(remarks->isVisible());
    QVERIFY2(remarks->text().contains(u"may not list the mounts of the root namespace"_s),
             qUtf8Printable(remarks->text()));
    QVERIFY(!test::find<QTreeWidget>(dialog, u"filterTree"_s)->isVisible());
    desk.lab.clearRequestLog();
    const QString outcome =
        desk.perform(dialog, { { u"id"_s, u"eu-west"_s }, { u"paths"_s, u"secret/"_s } });
    QVERIFY2(!outcome.startsWith(u'!'), qUtf8Printable(outcome));
    QCOMPARE(desk.writtenPaths(), QStringList { u"POST "_s + filterPath + u"eu-west"_s });
}

void TestFilterEditor::theFilterOfALostIdIsOfferedToItsSuccessor()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    QCOMPARE(desk.perform(amber, OperationId::PerformanceMintToken, { { u"id"_s, u"west-1"_s } }),
             QString());
    QTRY_VERIFY(desk.tokenDialog());
    desk.tokenDialog()->close();
    desk.tokenDialog()->close();
    QVERIFY(!desk.perform(amber, OperationId::PathsFilterWrite,
                          { { u"id"_s, u"west-1"_s },
                            { u"mode"_s, u"deny"_s },
                            { u"paths"_s, u"retail/"_s } })
                 .startsWith(u'!'));
    QCOMPARE(desk.ledger.entries().constLast().filterMode, u"deny"_s);
    QCOMPARE(desk.ledger.entries().constLast().filterPaths, QStringList { u"retail/"_s });
    QVERIFY(
        !desk.perform(amber, OperationId::PerformanceRevokeSecondary, { { u"id"_s, u"west-1"_s } })
             .startsWith(u'!'));

    // A token under a new id would go out without the filter.
    ui::OperationDialog *dialog = desk.openByButton(amber, OperationId::PerformanceMintToken);
    QVERIFY(dialog);
    QVERIFY(test::type(dialog, u"parameter.id"_s, u"west-2"_s));
    auto *restore = test::find<QPushButton>(dialog, u"restoreFilter.west-1"_s);
    QVERIFY(restore && restore->isVisible());
    QCOMPARE(restore->accessibleName(), u"Restore the filter of west-1"_s);
    QVERIFY(test::click(dialog, u"restoreFilter.west-1"_s));
    QCOMPARE(test::find<QPlainTextEdit>(dialog, u"parameter.paths"_s)->toPlainText(), u"retail/"_s);
    QCOMPARE(test::find<QComboBox>(dialog, u"parameter.mode"_s)->currentText(), u"deny"_s);
    desk.lab.clearRequestLog();
    QCOMPARE(desk.perform(dialog), QString());
    QCOMPARE(desk.writtenPaths(),
             QStringList({ u"POST "_s + filterPath + u"west-2"_s,
                           u"POST /v1/sys/replication/performance/primary/secondary-token"_s }));
    QTRY_VERIFY(desk.tokenDialog());
    QCOMPARE(desk.ledger.entries().constLast().filterPaths, QStringList { u"retail/"_s });

    // What was deleted on purpose is not offered.
    QVERIFY(!desk.perform(amber, OperationId::PathsFilterDelete, { { u"id"_s, u"west-2"_s } })
                 .startsWith(u'!'));
    const QList<ui::RememberedFilter> left = desk.center->filterMemory().of(desk.id(amber));
    QCOMPARE(left.size(), 1);
    QCOMPARE(left.constFirst().secondaryId, u"west-1"_s);
}

void TestFilterEditor::aFilterThatCannotBeSavedMintsNothing_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<int>("status");
    QTest::newRow("denied") << u"error"_s << 403;
    QTest::newRow("refused") << u"error"_s << 400;
    QTest::newRow("server failed") << u"error"_s << 500;
    QTest::newRow("answer lost, not done") << u"drop-before"_s << 0;
}

void TestFilterEditor::aFilterThatCannotBeSavedMintsNothing()
{
    QFETCH(QString, kind);
    QFETCH(int, status);
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    const lab::FaultSpec fault { .kind = kind,
                                 .pathPrefix =
                                     u"sys/replication/performance/primary/paths-filter"_s,
                                 .method = u"POST"_s,
                                 .status = status,
                                 .text = u"permission denied"_s };
    QVERIFY(desk.lab.setFault(amber, {}, fault).has_value());
    ui::OperationDialog *dialog = desk.openByButton(amber, OperationId::PerformanceMintToken);
    QVERIFY(dialog);
    desk.lab.clearRequestLog();
    QVERIFY(test::click(dialog, u"limitPaths"_s));
    QTRY_VERIFY(test::find<QTreeWidget>(dialog, u"filterTree"_s)->topLevelItemCount() > 0);
    QVERIFY(tick(dialog, u"secret/"_s));
    const QString outcome = desk.perform(dialog, { { u"id"_s, u"eu-west"_s } });
    QVERIFY2(outcome.contains(u"no token was generated"_s), qUtf8Printable(outcome));
    const QStringList said = sentences(dialog, u"serverSaid"_s);
    QVERIFY2(!said.join(u' ').contains(u"sudo"_s), qUtf8Printable(said.join(u' ')));
    QVERIFY(!desk.tokenDialog());
    QCOMPARE(desk.writtenPaths(), QStringList { u"POST "_s + filterPath + u"eu-west"_s });
    QVERIFY(desk.ledger.entries().isEmpty());
}

void TestFilterEditor::aTokenThatIsNotMadeLeavesTheFilterAndSaysSo_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<bool>("registered");
    QTest::newRow("refused") << u"error"_s << false;
    QTest::newRow("made, and the answer lost") << u"drop-after"_s << true;
}

void TestFilterEditor::aTokenThatIsNotMadeLeavesTheFilterAndSaysSo()
{
    QFETCH(QString, kind);
    QFETCH(bool, registered);
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    QVERIFY(desk.lab
                .setFault(amber, {},
                          { .kind = kind,
                            .pathPrefix = u"sys/replication/performance/primary/secondary-token"_s,
                            .method = u"POST"_s,
                            .status = registered ? 0 : 400,
                            .text = u"no"_s })
                .has_value());
    ui::OperationDialog *dialog = desk.openByButton(amber, OperationId::PerformanceMintToken);
    QVERIFY(dialog);
    desk.lab.clearRequestLog();
    QVERIFY(test::click(dialog, u"limitPaths"_s));
    const QString outcome =
        desk.perform(dialog, { { u"id"_s, u"eu-west"_s }, { u"paths"_s, u"secret/"_s } });
    QCOMPARE(outcome.contains(u"The path filter was saved and stays."_s), !registered);
    QCOMPARE(outcome.contains(u"the token itself is lost"_s), registered);
    QCOMPARE(desk.writtenPaths(),
             QStringList({ u"POST "_s + filterPath + u"eu-west"_s,
                           u"POST /v1/sys/replication/performance/primary/secondary-token"_s }));
    // There is no token to use; what can be done is to revoke its id.
    QVERIFY(sentences(dialog, u"followUps"_s).isEmpty());
    const auto *revoke =
        dialog->findChild<QPushButton *>(u"nextStep.performance.primary.revoke-secondary"_s);
    QCOMPARE(revoke != nullptr, registered);
}

void TestFilterEditor::theDynamicFilterIsShownFromBothEnds()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    const ReplicationBlock *block = desk.block(amber, ReplicationType::Performance);
    QVERIFY(block && block->knownSecondaries);
    const QString id = block->knownSecondaries->constFirst();
    QVERIFY(
        !desk.perform(amber, OperationId::PathsFilterWrite,
                      { { u"id"_s, id }, { u"mode"_s, u"deny"_s }, { u"paths"_s, u"secret/"_s } })
             .startsWith(u'!'));
    QTRY_VERIFY(!desk.fleet->topology().links.isEmpty());
    ui::OperationDialog *dialog = openWrite(desk, id);
    QVERIFY(dialog);
    QVERIFY(test::click(dialog, u"dynamicFilter"_s));
    const auto *primary = test::find<QLabel>(dialog, u"dynamicOnPrimary"_s);
    const auto *secondary = test::find<QLabel>(dialog, u"dynamicOnSecondary"_s);
    QTRY_COMPARE(primary->text(), u"amber, the primary, keeps away: secret/"_s);
    QTRY_COMPARE(secondary->text(), u"cobalt, the secondary, does without: secret/"_s);
}

void TestFilterEditor::itLooksRight_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void TestFilterEditor::itLooksRight()
{
    QFETCH(bool, dark);
    ui::applyTheme(*qApp, dark ? ui::Scheme::Dark : ui::Scheme::Light);
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    QVERIFY(!desk.perform(amber, OperationId::PathsFilterWrite,
                          { { u"id"_s, u"eu-west"_s },
                            { u"mode"_s, u"deny"_s },
                            { u"paths"_s, u"secret/"_s } })
                 .startsWith(u'!'));
    ui::OperationDialog *dialog = openWrite(desk, u"eu-west"_s);
    QVERIFY(dialog);
    QVERIFY(tick(dialog, u"retail/"_s));
    QVERIFY(test::click(dialog, u"dynamicFilter"_s));
    dialog->resize(dialog->width(), 1500);
    QTest::qWait(0);
    ui::look::save(*dialog, u"filter-editor-"_s + QString::fromLatin1(QTest::currentDataTag()));
    const QStringList clipped = ui::look::clippedTexts(*dialog);
    QVERIFY2(clipped.isEmpty(), qUtf8Printable(clipped.join(u'\n')));
    ui::applyTheme(*qApp, ui::Scheme::Light);
}

QTEST_MAIN(TestFilterEditor)
#include "tst_filtereditor.moc"
