// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/patience.h"
#include "tests/ui/look.h"
#include "tests/ui/operations/labdesk.h"
#include "ui/operations/bulletlist.h"
#include "ui/operations/filterpanel.h"
#include "ui/operations/mountpathsfield.h"
#include "ui/tokens/filtermemory.h"
#include "ui/widgets/theme.h"

#include <QAccessible>
#include <QCheckBox>
#include <QComboBox>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStyleOptionViewItem>
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
    void choosingAnIdLeavesNothingToSave();
    void takingDataAwayNeedsReviewAndName();
    void aHarmlessChangeIsLight();
    void deletingIsJudgedByWhatIsSent();
    void anUnreadableFilterNeedsConsent_data();
    void anUnreadableFilterNeedsConsent();
    void unlistedMountsAreTakenForConcerned();
    void theFilterOfATokenIsJudgedToo();
    void thePreviousFilterCanBeRestored();
    void tickingMovesNothing();
    void readingAgainMovesNothing();
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
    static bool saveFilter(test::LabDesk &desk, const QString &id, const QString &mode,
                           const QString &paths);
    static bool isReviewed(QWidget *dialog);
};

bool TestFilterEditor::saveFilter(test::LabDesk &desk, const QString &id, const QString &mode,
                                  const QString &paths)
{
    const QString outcome =
        desk.perform(amber, OperationId::PathsFilterWrite,
                     { { u"id"_s, id }, { u"mode"_s, mode }, { u"paths"_s, paths } });
    if (outcome.startsWith(u'!'))
        qWarning("%s", qUtf8Printable(outcome));
    return !outcome.startsWith(u'!');
}

/// The form leads to the review page, and not to the server.
bool TestFilterEditor::isReviewed(QWidget *dialog)
{
    const auto *next = test::find<QPushButton>(dialog, u"nextButton"_s);
    const auto *send = test::find<QPushButton>(dialog, u"sendButton"_s);
    return next->isVisible() && next->isEnabled() && !send->isVisible();
}

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
        if (at->objectName() == "nextButton"_L1)
            break;
    }
    QVERIFY2(stops.contains(u"parameter.mode"_s) && stops.contains(u"filterTree"_s)
                 && stops.contains(u"parameter.paths"_s),
             qUtf8Printable(stops.join(u' ')));
    QCOMPARE(at->objectName(), u"nextButton"_s);
    QCOMPARE(test::find<QPlainTextEdit>(dialog, u"parameter.paths"_s)->toPlainText(), u"secret/"_s);
    desk.lab.clearRequestLog();
    QTest::keyClick(at, Qt::Key_Space);
    const auto *send = test::find<QPushButton>(dialog, u"sendButton"_s);
    QTest::keyClick(test::find<QCheckBox>(dialog, u"acknowledge1"_s), Qt::Key_Space);
    QTest::keyClicks(test::find<QLineEdit>(dialog, u"typedName"_s), amber);
    QTRY_VERIFY(send->isEnabled());
    QTest::keyClick(test::find<QPushButton>(dialog, u"sendButton"_s), Qt::Key_Space);
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
    // The form starts from it, and comes back to it.
    QVERIFY(test::type(dialog, u"parameter.mode"_s, u"allow"_s));
    QVERIFY(test::click(dialog, u"editStoredFilter"_s));
    QCOMPARE(test::find<QComboBox>(dialog, u"parameter.mode"_s)->currentText(), u"deny"_s);
    QCOMPARE(sentences(dialog, u"filterDifference"_s),
             QStringList { u"The same as what is stored."_s });
    QVERIFY(!test::find<QPushButton>(dialog, u"editStoredFilter"_s)->isVisible());
    QVERIFY(tick(dialog, u"secret/"_s)); // off the list
    QVERIFY(sentences(dialog, u"filterDifference"_s).contains(u"Removed: secret/"_s));
    QCOMPARE(sentences(dialog, u"filterDangers"_s).size(), 1);
    QVERIFY(sentences(dialog, u"filterDangers"_s).constFirst().contains(u"secret/"_s));
}

void TestFilterEditor::choosingAnIdLeavesNothingToSave()
{
    test::LabDesk desk(u"full"_s, Environment::Production);
    QVERIFY(desk.start());
    const QString id = desk.block(amber, ReplicationType::Performance)->knownSecondaries->at(0);
    for (const bool isStored : { false, true }) {
        if (isStored)
            QVERIFY(saveFilter(desk, id, u"deny"_s, u"retail/"_s));
        ui::OperationDialog *dialog = desk.openByButton(amber, OperationId::PathsFilterWrite);
        QVERIFY(dialog);
        const auto *send = test::find<QPushButton>(dialog, u"sendButton"_s);
        QVERIFY(test::type(dialog, u"parameter.id"_s, id));
        const auto *mode = test::find<QComboBox>(dialog, u"parameter.mode"_s);
        const auto *paths = test::find<QPlainTextEdit>(dialog, u"parameter.paths"_s);
        QVERIFY(!mode->isEnabled() && !paths->isEnabled() && !send->isEnabled());
        QTRY_VERIFY(mode->isEnabled() && paths->isEnabled());
        QTRY_VERIFY(test::find<QTreeWidget>(dialog, u"filterTree"_s)->topLevelItemCount() > 0);
        QCOMPARE(mode->currentText(), isStored ? u"deny"_s : u"allow"_s);
        QCOMPARE(paths->toPlainText(), isStored ? u"retail/"_s : QString());
        QVERIFY(!send->isEnabled());
        QVERIFY(!test::find<QPushButton>(dialog, u"nextButton"_s)->isEnabled());
        // The same set in other words is no change.
        if (isStored) {
            QVERIFY(test::type(dialog, u"parameter.paths"_s, u"retail\nretail/"_s));
            QVERIFY(!send->isEnabled());
        }
        dialog->close();
    }
}

void TestFilterEditor::takingDataAwayNeedsReviewAndName()
{
    test::LabDesk desk(u"full"_s, Environment::Production);
    QVERIFY(desk.start());
    const QString id = desk.block(amber, ReplicationType::Performance)->knownSecondaries->at(0);
    ui::OperationDialog *dialog = openWrite(desk, id);
    QVERIFY(dialog);
    QVERIFY(test::type(dialog, u"parameter.mode"_s, u"deny"_s));
    QVERIFY(tick(dialog, u"secret/"_s));
    QVERIFY(isReviewed(dialog));
    desk.lab.clearRequestLog();
    QVERIFY(test::click(dialog, u"nextButton"_s));
    const QString dangers = sentences(dialog, u"reviewDangers"_s).join(u' ');
    QVERIFY2(dangers.contains(u"secret/"_s) && dangers.contains(id), qUtf8Printable(dangers));
    auto *send = test::find<QPushButton>(dialog, u"sendButton"_s);
    QVERIFY(!send->isEnabled());
    QVERIFY(test::type(dialog, u"typedName"_s, amber));
    QVERIFY(!send->isEnabled());
    QVERIFY(test::type(dialog, u"acknowledge1"_s, u"on"_s));
    QVERIFY(send->isEnabled());
    QVERIFY(desk.writtenPaths().isEmpty());
    QVERIFY(test::click(dialog, u"sendButton"_s));
    QTRY_VERIFY(!test::outcomeOf(dialog).isEmpty());
    QCOMPARE(desk.writtenPaths(), QStringList { u"POST "_s + filterPath + id });
}

void TestFilterEditor::aHarmlessChangeIsLight()
{
    test::LabDesk desk(u"full"_s, Environment::Production);
    QVERIFY(desk.start());
    ui::OperationDialog *dialog = openWrite(desk, u"eu-west"_s);
    QVERIFY(dialog);
    QVERIFY(test::type(dialog, u"parameter.mode"_s, u"deny"_s));
    QVERIFY(test::type(dialog, u"parameter.paths"_s, u"planned/"_s));
    QVERIFY(!isReviewed(dialog));
    QVERIFY(test::find<QPushButton>(dialog, u"sendButton"_s)->isEnabled());
}

void TestFilterEditor::deletingIsJudgedByWhatIsSent()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    ui::OperationDialog *none = desk.openByButton(amber, OperationId::PathsFilterDelete);
    QVERIFY(none);
    QVERIFY(test::type(none, u"parameter.id"_s, u"eu-west"_s));
    const auto *panel = none->findChild<ui::FilterPanel *>();
    QTRY_VERIFY(panel->isSettled(u"eu-west"_s) && !panel->isReading());
    QTRY_VERIFY(test::find<QPushButton>(none, u"sendButton"_s)->isEnabled()); // moves nothing
    QVERIFY(!isReviewed(none));
    none->close();

    QVERIFY(saveFilter(desk, u"eu-west"_s, u"deny"_s, u"retail/"_s));
    ui::OperationDialog *dialog = desk.openByButton(amber, OperationId::PathsFilterDelete);
    QVERIFY(dialog);
    QVERIFY(test::type(dialog, u"parameter.id"_s, u"eu-west"_s));
    QTRY_VERIFY(isReviewed(dialog));
    QVERIFY(sentences(dialog, u"filterDangers"_s).join(u' ').contains(u"retail/secret/"_s));
    QVERIFY(test::click(dialog, u"nextButton"_s));
    QVERIFY(sentences(dialog, u"reviewDangers"_s).join(u' ').contains(u"retail/secret/"_s));
}

void TestFilterEditor::anUnreadableFilterNeedsConsent_data()
{
    QTest::addColumn<OperationId>("operation");
    QTest::addColumn<int>("status");
    QTest::newRow("save, denied") << OperationId::PathsFilterWrite << 403;
    QTest::newRow("save, a path that Vault does not know") << OperationId::PathsFilterWrite << 404;
    QTest::newRow("save, broken") << OperationId::PathsFilterWrite << 500;
    QTest::newRow("delete, denied") << OperationId::PathsFilterDelete << 403;
}

void TestFilterEditor::anUnreadableFilterNeedsConsent()
{
    QFETCH(OperationId, operation);
    QFETCH(int, status);
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    QVERIFY(desk.lab
                .setFault(amber, {},
                          { .kind = u"error"_s,
                            .pathPrefix = u"sys/replication/performance/primary/paths-filter"_s,
                            .method = u"GET"_s,
                            .status = status,
                            .text = u"no handler for route"_s })
                .has_value());
    ui::OperationDialog *dialog = desk.openByButton(amber, operation);
    QVERIFY(dialog);
    QVERIFY(test::type(dialog, u"parameter.id"_s, u"eu-west"_s));
    const auto *consent = test::find<QCheckBox>(dialog, u"acceptUnknownFilter"_s);
    QTRY_VERIFY(consent->isVisible());
    const auto *send = test::find<QPushButton>(dialog, u"sendButton"_s);
    QVERIFY(!send->isEnabled() && !isReviewed(dialog));
    QVERIFY(test::type(dialog, u"acceptUnknownFilter"_s, u"on"_s));
    if (operation == OperationId::PathsFilterWrite) {
        QVERIFY(!send->isEnabled() && !isReviewed(dialog)); // the empty form is no wish
        QVERIFY(test::type(dialog, u"parameter.mode"_s, u"deny"_s));
        QVERIFY(test::type(dialog, u"parameter.paths"_s, u"secret/"_s));
    }
    QTRY_VERIFY(isReviewed(dialog));
    // Another id is another question.
    QVERIFY(test::type(dialog, u"parameter.id"_s, u"eu-east"_s));
    QVERIFY(!consent->isChecked());
    QVERIFY(!isReviewed(dialog) && !send->isEnabled());
}

void TestFilterEditor::unlistedMountsAreTakenForConcerned()
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
    QVERIFY(test::type(dialog, u"parameter.id"_s, u"eu-west"_s));
    QTRY_VERIFY(test::find<QPlainTextEdit>(dialog, u"parameter.paths"_s)->isEnabled());
    QVERIFY(test::type(dialog, u"parameter.mode"_s, u"deny"_s));
    QVERIFY(test::type(dialog, u"parameter.paths"_s, u"anything/"_s));
    QTRY_VERIFY(isReviewed(dialog));
}

void TestFilterEditor::theFilterOfATokenIsJudgedToo()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    ui::OperationDialog *dialog = desk.openByButton(amber, OperationId::PerformanceMintToken);
    QVERIFY(dialog);
    QVERIFY(test::type(dialog, u"parameter.id"_s, u"eu-new"_s));
    QTRY_VERIFY(test::find<QPushButton>(dialog, u"sendButton"_s)->isEnabled());
    QVERIFY(test::click(dialog, u"limitPaths"_s));
    QTRY_VERIFY(test::find<QTreeWidget>(dialog, u"filterTree"_s)->topLevelItemCount() > 0);
    QTRY_VERIFY(isReviewed(dialog)); // allow nothing
    QVERIFY(sentences(dialog, u"filterDangers"_s).join(u' ').contains(u"secret/"_s));
    QVERIFY(test::type(dialog, u"parameter.mode"_s, u"deny"_s));
    QVERIFY(!isReviewed(dialog)); // deny nothing
    QVERIFY(test::find<QPushButton>(dialog, u"sendButton"_s)->isEnabled());
}

void TestFilterEditor::thePreviousFilterCanBeRestored()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    QVERIFY(saveFilter(desk, u"eu-west"_s, u"deny"_s, u"secret/"_s));
    ui::OperationDialog *dialog = openWrite(desk, u"eu-west"_s);
    QVERIFY(dialog);
    QVERIFY(test::type(dialog, u"parameter.paths"_s, u"retail/"_s));
    QCOMPARE(desk.submit(dialog), QString());
    QTRY_VERIFY(!test::outcomeOf(dialog).isEmpty());
    QVERIFY(test::click(dialog, u"nextStep.restoreFilter"_s));
    const auto back = [&desk]() -> ui::OperationDialog * {
        for (ui::OperationDialog *each : desk.window.findChildren<ui::OperationDialog *>()) {
            if (each->isVisible() && each->isAtForm())
                return each;
        }
        return nullptr;
    };
    QTRY_VERIFY(back());
    ui::OperationDialog *restoring = back();
    QTRY_VERIFY(isReviewed(restoring));
    QCOMPARE(test::find<QPlainTextEdit>(restoring, u"parameter.paths"_s)->toPlainText(),
             u"secret/"_s);
    desk.lab.clearRequestLog();
    QVERIFY(!desk.perform(restoring).startsWith(u'!'));
    QCOMPARE(
        QJsonDocument::fromJson(desk.writes().constLast().body).object(),
        (QJsonObject { { u"mode"_s, u"deny"_s }, { u"paths"_s, QJsonArray { u"secret/"_s } } }));
    // The form offers it, too.
    ui::OperationDialog *again = openWrite(desk, u"eu-west"_s);
    QVERIFY(again);
    QTRY_VERIFY(again->findChild<QPushButton *>(u"restorePreviousFilter"_s)
                && test::find<QPushButton>(again, u"restorePreviousFilter"_s)->isVisible());
    QVERIFY(test::click(again, u"restorePreviousFilter"_s));
    QCOMPARE(test::find<QPlainTextEdit>(again, u"parameter.paths"_s)->toPlainText(), u"retail/"_s);
    again->close();
    // What is deleted comes back the same way.
    ui::OperationDialog *deletion = desk.openByButton(amber, OperationId::PathsFilterDelete);
    QCOMPARE(desk.submit(deletion, { { u"id"_s, u"eu-west"_s } }), QString());
    QTRY_VERIFY(!test::outcomeOf(deletion).isEmpty());
    QVERIFY(test::find<QPushButton>(deletion, u"nextStep.restoreFilter"_s));
}

void TestFilterEditor::tickingMovesNothing()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    ui::OperationDialog *dialog = openWrite(desk, u"eu-west"_s);
    QVERIFY(dialog);
    auto *tree = test::find<QTreeWidget>(dialog, u"filterTree"_s);
    tree->setFixedHeight(tree->header()->height() + 4 * tree->sizeHintForRow(0));
    auto *outer = tree->parentWidget();
    while (!qobject_cast<QScrollArea *>(outer))
        outer = outer->parentWidget();
    auto *page = qobject_cast<QScrollArea *>(outer);
    dialog->resize(dialog->width(), 500);
    QTRY_VERIFY(page->verticalScrollBar()->maximum() > 0);
    page->ensureWidgetVisible(tree);
    QTreeWidgetItem *which = item(dialog, u"secret/"_s);
    QTreeWidgetItem *current = tree->currentItem(); // a click in a box leaves it alone
    tree->scrollToItem(which, QAbstractItemView::PositionAtBottom);
    QVERIFY(tree->verticalScrollBar()->value() > 0);
    for (int i = 0; i < 2; ++i) {
        const int scrolled = tree->verticalScrollBar()->value();
        const int paged = page->verticalScrollBar()->value();
        const QPoint at = tree->viewport()->mapToGlobal(tree->visualItemRect(which).center());
        // The box is left of the text.
        QStyleOptionViewItem option;
        option.initFrom(tree);
        option.rect = tree->visualItemRect(which);
        option.features = QStyleOptionViewItem::HasCheckIndicator;
        const QRect box =
            tree->style()->subElementRect(QStyle::SE_ItemViewItemCheckIndicator, &option, tree);
        QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, box.center());
        QCOMPARE(which->checkState(0), i == 0 ? Qt::Checked : Qt::Unchecked);
        QTest::qWait(0);
        QCOMPARE(tree->verticalScrollBar()->value(), scrolled);
        QCOMPARE(page->verticalScrollBar()->value(), paged);
        QCOMPARE(tree->itemAt(tree->viewport()->mapFromGlobal(at)), which);
        QCOMPARE(tree->currentItem(), current);
    }
}

void TestFilterEditor::readingAgainMovesNothing()
{
    test::LabDesk desk(u"full"_s);
    QVERIFY(desk.start());
    ui::OperationDialog *dialog = openWrite(desk, u"eu-west"_s);
    QVERIFY(dialog);
    auto *tree = test::find<QTreeWidget>(dialog, u"filterTree"_s);
    tree->setFixedHeight(tree->header()->height() + 4 * tree->sizeHintForRow(0));
    auto *list = test::find<QPlainTextEdit>(dialog, u"parameter.paths"_s);
    QTest::qWait(0);
    QTreeWidgetItem *which = item(dialog, u"secret/"_s);
    tree->setCurrentItem(which);
    tree->scrollToItem(which, QAbstractItemView::PositionAtTop);
    item(dialog, u"retail/"_s)->setExpanded(false);
    QVERIFY(test::type(dialog, u"parameter.paths"_s, u"secret/\nhalf"_s));
    list->setFocus();
    list->moveCursor(QTextCursor::End);
    const int scrolled = tree->verticalScrollBar()->value();
    QVERIFY(scrolled > 0);
    const int cursor = list->textCursor().position();
    QSignalSpy read(dialog->findChild<ui::MountPathsField *>(), &ui::MountPathsField::treeRead);
    test::find<QPushButton>(dialog, u"filterTreeAgain"_s)->click();
    desk.pollAll();
    QTRY_COMPARE(read.size(), 1);
    QTest::qWait(0);
    QCOMPARE(item(dialog, u"secret/"_s), which);
    QCOMPARE(tree->currentItem(), which);
    QCOMPARE(tree->verticalScrollBar()->value(), scrolled);
    QVERIFY(!item(dialog, u"retail/"_s)->isExpanded());
    QCOMPARE(list->toPlainText(), u"secret/\nhalf"_s);
    QCOMPARE(list->textCursor().position(), cursor);
    QCOMPARE(dialog->focusWidget(), list);
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
