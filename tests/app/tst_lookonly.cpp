// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The whole window, set to look only, with everything in it clicked that can be clicked, and forms
// and reviews forced through where their buttons do not let one. Afterwards the clusters have seen
// nothing but questions and logins. Without look-only the same clicks write.
#include "app/window/console.h"
#include "models/fleet/clustersession.h"
#include "models/fleet/fleet.h"
#include "models/lab/lab.h"
#include "models/replication/catalogue.h"
#include "models/replication/permission.h"
#include "models/store/clusterregistry.h"
#include "tests/patience.h"
#include "ui/operations/operationcenter.h"
#include "ui/operations/operationdialog.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/windowactions.h"
#include "ui/widgets/pill.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QRegularExpression>
#include <QTabBar>
#include <QTest>
#include <QTimer>

#include <memory>

using namespace switchover;
using namespace Qt::StringLiterals;

namespace {

/// A login, of which the lab has many; status reads and the rest are GET or LIST.
bool isQuestionOrLogin(const lab::RequestEntry &request)
{
    static const QRegularExpression login(u"^/v1/auth/[^?]+/(login|oidc/auth_url)(/|$)"_s);
    return request.method == "GET" || request.method == "LIST" || request.method == "HEAD"
        || (request.method != "DELETE" && login.match(request.path).hasMatch())
        || request.path == u"/v1/sys/mfa/validate";
}

/// They would make the rest of the sweep pointless: they switch looking only on or off, take the
/// cluster away, or close the dialog before the rest of it was clicked.
const QStringList notClickedInDialogs { u"lookOnlyBox"_s,         u"clusterLookOnlyBox"_s,
                                        u"removeClusterButton"_s, u"closeAnywayButton"_s,
                                        u"cancelButton"_s,        u"closeButton"_s };

/// What ends what others need comes later: first what only looks or changes something, then the
/// operations in the order of what they cost, then signing out, and what leads to another page.
int turnOf(const QString &button)
{
    if (button == u"signInActionsButton")
        return 100;
    if (button == u"fleetOverviewButton")
        return 101;
    for (const Operation &row : operationCatalogue()) {
        if (button == u"operationButton."_s + row.key)
            return 1 + int(row.severity);
    }
    return 0;
}

/// The lab's own panel and banner change the simulated world, not through Vault's API; the tool bar
/// has what the menus have, and is gone through with them.
const QStringList notClicked { u"labPanel"_s, u"labDock"_s, u"labBanner"_s, u"mainToolBar"_s,
                               u"lockView"_s };

bool isIn(const QWidget *widget, const QStringList &names)
{
    for (; widget; widget = widget->parentWidget()) {
        if (names.contains(widget->objectName()))
            return true;
    }
    return false;
}

} // namespace

class TestLookOnly final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Console> m_console;
    QSet<QString> m_clicked;
    QTimer m_menus; ///< answers menus, which wait in a loop of their own

    void open(const CommandLine &line);
    [[nodiscard]] ui::MainWindow &window() const { return m_console->window(); }
    [[nodiscard]] QString writesOnTheWire() const;
    [[nodiscard]] QStringList replicationCallsWritten() const;
    [[nodiscard]] QList<QPointer<QDialog>> dialogs() const;
    [[nodiscard]] QString nameFor(const QWidget *root) const;
    void fillIn(QWidget *root);
    bool press(QWidget *root, const QString &button);
    void goThroughOperation(ui::OperationDialog *dialog);
    void clickAllIn(QWidget *root, const QStringList &besides);
    void sweepPage(const QString &page);
    void goThroughDialogs();
    void answerMenu();
    void settle() const;

private slots:
    void initTestCase();
    void everyWriteIsDisabledWithThatReason();
    void nothingButQuestionsLeavesWhateverIsClicked_data();
    void nothingButQuestionsLeavesWhateverIsClicked();
    void everyMenuAndPaletteEntryOnlyAsks();
    void everyCallForcedThroughItsFormIsNotSent();
    void itCannotBeSwitchedOffByClicking();
    void withoutItTheSameSweepWrites();
    void cleanupTestCase();
};

QString TestLookOnly::writesOnTheWire() const
{
    QStringList writes;
    for (const lab::RequestEntry &request : m_console->lab()->requestLog()) {
        if (!isQuestionOrLogin(request))
            writes.append(u"%1 %2"_s.arg(QLatin1StringView(request.method), request.path));
    }
    return writes.join(u'\n');
}

/// The calls of the catalogue that were sent, each once, whatever secondary they were about.
QStringList TestLookOnly::replicationCallsWritten() const
{
    static const QRegularExpression filterOfOne(u"-filter/[^/]+$"_s);
    QStringList calls;
    for (const lab::RequestEntry &request : m_console->lab()->requestLog()) {
        if (isQuestionOrLogin(request) || !request.path.startsWith(u"/v1/sys/replication/"_s))
            continue;
        QString path = request.path;
        calls.append(u"%1 %2"_s.arg(QLatin1StringView(request.method),
                                    path.replace(filterOfOne, u"-filter/"_s)));
    }
    calls.removeDuplicates();
    calls.sort();
    return calls;
}

QList<QPointer<QDialog>> TestLookOnly::dialogs() const
{
    QList<QPointer<QDialog>> open;
    const QWidgetList tops = QApplication::topLevelWidgets();
    for (QWidget *top : tops) {
        if (auto *dialog = qobject_cast<QDialog *>(top); dialog && dialog->isVisible())
            open.append(dialog);
    }
    return open;
}

QString TestLookOnly::nameFor(const QWidget *root) const
{
    const auto *dialog = qobject_cast<const ui::OperationDialog *>(root);
    const std::optional<ClusterRecord> record = dialog
        ? m_console->registry().cluster(dialog->cluster())
        : m_console->registry().clusters().constFirst();
    return record ? record->identity.name : QString();
}

/// Something in every field, so that forms let one on; but not into what says how a cluster is
/// reached: after that nothing at all would be.
void TestLookOnly::fillIn(QWidget *root)
{
    if (root->objectName() == u"clusterDialog" || root->objectName() == u"settingsDialog")
        return;
    for (QLineEdit *edit : root->findChildren<QLineEdit *>()) {
        if (!edit->isVisible() || !edit->isEnabled() || edit->isReadOnly())
            continue;
        const QString name = edit->objectName();
        if (name.startsWith(u"typedName"))
            edit->setText(nameFor(root));
        else if (name.startsWith(u"confirm"))
            edit->setText(edit->placeholderText());
        else if (edit->text().isEmpty())
            edit->setText(name.contains(u"addr") || name.contains(u"ddress")
                              ? u"https://127.0.0.1:1"_s
                              : name.endsWith(u".ttl") ? u"30m"_s
                                                       : u"x1"_s);
    }
    for (QPlainTextEdit *edit : root->findChildren<QPlainTextEdit *>()) {
        if (edit->isVisible() && !edit->isReadOnly() && edit->toPlainText().isEmpty())
            edit->setPlainText(u"kv/"_s);
    }
}

bool TestLookOnly::press(QWidget *root, const QString &name)
{
    auto *button = root->findChild<QPushButton *>(name);
    if (!button || !button->isVisible() || !button->isEnabled())
        return false;
    m_clicked.insert(name);
    button->click();
    return true;
}

/// As far as it goes, up to the outcome: as it opens, since what may stay empty is right when
/// empty, and else filled in; with the danger acknowledged and the name typed.
void TestLookOnly::goThroughOperation(ui::OperationDialog *opened)
{
    const QPointer<ui::OperationDialog> dialog(opened);
    const bool writes = operation(opened->operationId()).isWrite();
    for (const bool filled : { false, true }) {
        if (filled)
            fillIn(dialog);
        if (press(dialog, u"nextButton"_s)) {
            for (QCheckBox *box : dialog->findChildren<QCheckBox *>()) {
                if (box->isVisible() && box->objectName().startsWith(u"acknowledge"))
                    box->setChecked(true);
            }
            fillIn(dialog);
        }
        if (press(dialog, u"sendButton"_s))
            break;
    }
    // What comes of it decides what can be clicked next.
    const bool ended =
        QTest::qWaitFor([this] { return !window().operations().isBusy(); }, test::patience);
    QVERIFY2(ended, qPrintable(window().operations().runningSentences().join(u'\n')));
    if (writes)
        settle();
}

void TestLookOnly::clickAllIn(QWidget *root, const QStringList &besides)
{
    const QPointer<QWidget> alive(root);
    QList<QPointer<QAbstractButton>> buttons;
    for (QAbstractButton *button : root->findChildren<QAbstractButton *>())
        buttons.append(button);
    std::ranges::stable_sort(buttons, {}, [](const QPointer<QAbstractButton> &button) {
        return turnOf(button->objectName());
    });
    for (const QPointer<QAbstractButton> &button : std::as_const(buttons)) {
        if (!alive)
            return;
        if (!button || !button->isVisible() || !button->isEnabled() || isIn(button, besides))
            continue;
        m_clicked.insert(button->objectName());
        button->click();
        if (root == &window())
            goThroughDialogs();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    if (!alive)
        return;
    for (QTabBar *bar : root->findChildren<QTabBar *>()) {
        for (int tab = 0; tab < bar->count(); ++tab)
            bar->setCurrentIndex(tab);
    }
}

/// Fills in what is open, clicks all of it, accepts it by force, and closes what stays.
void TestLookOnly::goThroughDialogs()
{
    for (int round = 0; round < 4; ++round) {
        const QList<QPointer<QDialog>> open = dialogs();
        if (open.isEmpty())
            return;
        for (const QPointer<QDialog> &dialog : open) {
            if (dialog && (dialog->inherits("QFileDialog") || dialog->inherits("QMessageBox"))) {
                dialog->reject();
                continue;
            }
            if (auto *operation = qobject_cast<ui::OperationDialog *>(dialog))
                goThroughOperation(operation);
            // As it is, filled in, and the page after that.
            for (int page = 0; page < 3 && dialog && dialog->isVisible(); ++page) {
                if (page > 0)
                    fillIn(dialog);
                clickAllIn(dialog, notClickedInDialogs);
            }
            if (dialog && dialog->isVisible() && dialog->objectName() != u"removeClusterDialog")
                dialog->accept();
            if (dialog && dialog->isVisible())
                dialog->reject();
        }
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
}

/// Triggers all that an open menu offers.
void TestLookOnly::answerMenu()
{
    auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
    if (!menu) {
        if (QWidget *popup = QApplication::activePopupWidget())
            popup->close();
        return;
    }
    QList<QPointer<QAction>> entries;
    const QList<QAction *> actions = menu->actions();
    for (QAction *action : actions)
        entries.append(action);
    menu->close();
    for (const QPointer<QAction> &entry : std::as_const(entries)) {
        if (entry && entry->isEnabled() && !entry->menu())
            entry->trigger();
    }
}

/// Lets what was started reach the clusters, if it does: each answers a poll that began after it.
void TestLookOnly::settle() const
{
    int waiting = 0;
    for (const ClusterRecord &record : m_console->registry().clusters()) {
        if (ClusterSession *session = m_console->fleet().session(record.identity.id)) {
            ++waiting;
            session->pollAfresh(session, [&waiting] { --waiting; });
        }
    }
    QTRY_COMPARE(waiting, 0);
}

void TestLookOnly::initTestCase()
{
    m_menus.setInterval(5);
    connect(&m_menus, &QTimer::timeout, this, &TestLookOnly::answerMenu);
    m_menus.start();
    qputenv("PATH", {}); // no browser is found, so none is opened
    CommandLine line;
    line.labScenario = u"full"_s;
    line.lookOnly = true;
    open(line);
}

void TestLookOnly::open(const CommandLine &line)
{
    m_console =
        std::make_unique<Console>(line, *static_cast<QApplication *>(QCoreApplication::instance()));
    m_console->setLabTempo(20);
    QVERIFY(m_console->open());
    window().operations().setSettlingInterval(std::chrono::milliseconds(50));
    QTRY_VERIFY(
        std::ranges::all_of(m_console->fleet().snapshots(), [](const ClusterSnapshot &snapshot) {
            return snapshot.status
                && (snapshot.signIn == SignInState::SignedIn || snapshot.isDrSecondary());
        }));
}

void TestLookOnly::everyWriteIsDisabledWithThatReason()
{
    QVERIFY(window().findChild<QWidget *>(u"lookOnlyBar"_s)->isVisible());
    int seen = 0;
    for (const ClusterRecord &record : m_console->registry().clusters()) {
        window().showCluster(record.identity.id);
        auto *pill = window().findChild<ui::Pill *>(u"clusterLookOnly"_s);
        QVERIFY(pill->isVisible() && !pill->word().isEmpty());
        QVERIFY(window().findChild<QWidget *>(u"clusterLookOnlyLock"_s)->isVisible());
        const ClusterSnapshot &snapshot = *m_console->fleet().snapshot(record.identity.id);
        for (const Operation &row : operationCatalogue()) {
            const auto *button = window().findChild<QPushButton *>(u"operationButton."_s + row.key);
            if (!row.isWrite() || !button || !button->isVisible())
                continue;
            ++seen;
            QVERIFY2(!button->isEnabled(), row.key.data());
            QVERIFY2(button->toolTip().contains(u"look only"_s), row.key.data());
            QCOMPARE(button->toolTip(), allowed(row, snapshot).reason);
        }
    }
    QVERIFY(seen > 20);
}

void TestLookOnly::nothingButQuestionsLeavesWhateverIsClicked_data()
{
    QTest::addColumn<QString>("page");
    QTest::newRow("fleet") << QString();
    for (const ClusterRecord &record : m_console->registry().clusters())
        QTest::addRow("%s", qPrintable(record.identity.name)) << record.identity.name;
}

void TestLookOnly::nothingButQuestionsLeavesWhateverIsClicked()
{
    QFETCH(QString, page);
    sweepPage(page);
    QVERIFY2(writesOnTheWire().isEmpty(), qPrintable(writesOnTheWire()));
}

/// The name of a cluster, or "" for the page of all.
void TestLookOnly::sweepPage(const QString &page)
{
    window().showFleet();
    for (const ClusterRecord &record : m_console->registry().clusters()) {
        if (record.identity.name == page)
            window().showCluster(record.identity.id);
    }
    m_clicked.clear();
    clickAllIn(&window(), notClicked);
    QVERIFY(m_clicked.size() > 5);
    settle();
}

void TestLookOnly::everyMenuAndPaletteEntryOnlyAsks()
{
    window().showCluster(m_console->registry().clusters().constFirst().identity.id);
    const ui::WindowActions &actions = window().actions();
    const QList<QAction *> besides { actions.quit, actions.lock };
    for (QAction *action : actions.all()) {
        if (besides.contains(action) || !action->isEnabled())
            continue;
        action->trigger();
        goThroughDialogs();
    }
    int entries = 1;
    for (int entry = 0; entry < entries; ++entry) {
        window().openPalette();
        auto *palette = window().findChild<QDialog *>(u"commandPalette"_s);
        QVERIFY(palette);
        auto *list = palette->findChild<QAbstractItemView *>();
        entries = list->model()->rowCount();
        const QModelIndex index = list->model()->index(entry, 0);
        const QString text = index.data().toString();
        if (text == u"Quit" || text == u"Lock now" || text.startsWith(u"Remove cluster")) {
            palette->reject();
        } else {
            list->setCurrentIndex(index);
            QTest::keyClick(palette->focusWidget() ? palette->focusWidget() : palette,
                            Qt::Key_Return);
        }
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        goThroughDialogs();
    }
    QVERIFY(entries > 20);
    settle();
    QVERIFY2(writesOnTheWire().isEmpty(), qPrintable(writesOnTheWire()));
}

void TestLookOnly::everyCallForcedThroughItsFormIsNotSent()
{
    for (const ClusterRecord &record : m_console->registry().clusters()) {
        for (const Operation &row : operationCatalogue()) {
            const QPointer<ui::OperationDialog> dialog =
                window().operations().open(record.identity.id, row.id);
            QVERIFY(dialog);
            fillIn(dialog);
            for (const QString &name : { u"nextButton"_s, u"sendButton"_s }) {
                if (!dialog)
                    break;
                auto *button = dialog->findChild<QPushButton *>(name);
                QVERIFY2(!row.isWrite() || !button->isEnabled() || !button->isVisible(),
                         row.key.data());
                button->setEnabled(true);
                button->show();
                button->click();
                if (auto *typed = dialog->findChild<QLineEdit *>(u"typedName"_s))
                    typed->setText(record.identity.name);
                button->setEnabled(true);
                button->click();
            }
            if (dialog) {
                dialog->accept();
                dialog->close();
            }
        }
    }
    QTRY_VERIFY(!window().operations().isBusy());
    goThroughDialogs();
    settle();
    QVERIFY2(writesOnTheWire().isEmpty(), qPrintable(writesOnTheWire()));
}

void TestLookOnly::itCannotBeSwitchedOffByClicking()
{
    window().openSettings();
    auto *dialog = window().findChild<QDialog *>(u"settingsDialog"_s);
    QVERIFY(dialog);
    auto *box = dialog->findChild<QCheckBox *>(u"lookOnlyBox"_s);
    QVERIFY(box->isChecked() && !box->isEnabled());
    dialog->reject();
    for (const ClusterSnapshot &snapshot : m_console->fleet().snapshots())
        QVERIFY(snapshot.lookOnly);
    QVERIFY(window().findChild<QWidget *>(u"lookOnlyBar"_s)->isVisible());
}

/// The same clicks on the same pages write what the pages have to write, where they may.
void TestLookOnly::withoutItTheSameSweepWrites()
{
    m_console.reset();
    CommandLine line;
    line.labScenario = u"full"_s;
    open(line);
    QVERIFY(!window().findChild<QWidget *>(u"lookOnlyBar"_s)->isVisible());
    sweepPage({});
    for (const QString &page : { u"amber"_s, u"basalt"_s }) // a primary and a DR secondary
        sweepPage(page);
    const QStringList calls = replicationCallsWritten();
    QVERIFY2(calls.size() >= 10, qPrintable(calls.join(u'\n')));
}

void TestLookOnly::cleanupTestCase()
{
    m_console.reset();
}

QTEST_MAIN(TestLookOnly)
#include "tst_lookonly.moc"
