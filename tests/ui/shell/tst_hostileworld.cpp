// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A world in which every foreign string is markup. Nothing of the window may take any for it.
#include "models/base/tooltip.h"
#include "models/items/activitymodel.h"
#include "models/items/fleettablemodel.h"
#include "models/items/fleettreemodel.h"
#include "models/items/ledgermodel.h"
#include "models/items/peersmodel.h"
#include "models/items/problemsmodel.h"
#include "models/replication/catalogue.h"
#include "tests/patience.h"
#include "tests/ui/estate.h"
#include "tests/vault/scriptedserver.h"
#include "ui/drtoken/drtokendesk.h"
#include "ui/operations/operationcenter.h"
#include "ui/settings/connectiontestdialog.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/windowactions.h"
#include "ui/widgets/codeblock.h"
#include "ui/widgets/copylabel.h"
#include "ui/widgets/literaltext.h"
#include "ui/widgets/tablesetup.h"
#include "ui/widgets/theme.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QDialog>
#include <QFormLayout>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QPushButton>
#include <QStandardItemModel>
#include <QTableView>
#include <QTextDocument>
#include <QToolTip>

#include <array>
#include <memory>

using namespace switchover;
using namespace switchover::ui;
using namespace Qt::StringLiterals;

namespace {

// Not /dev/zero, which would take all memory if it were ever read.
const QString image = u"<img src=/nowhere/image>"_s;
const QString bold = u"<b>x</b>&amp;"_s;

QString markup(const QString &which)
{
    return image + which + bold;
}

// Empty for a text that Qt shows as text, and for what plainToolTip() made.
QString asMarkup(const QString &tip)
{
    if (!Qt::mightBeRichText(tip))
        return {};
    QTextDocument shown;
    shown.setHtml(tip);
    return plainToolTip(shown.toPlainText()) == tip ? QString() : tip;
}

void lookAtModel(const QAbstractItemModel &model, const QModelIndex &parent, QStringList &bad,
                 int *tips = nullptr)
{
    for (int row = 0; row < model.rowCount(parent); ++row) {
        for (int column = 0; column < model.columnCount(parent); ++column) {
            const QModelIndex index = model.index(row, column, parent);
            for (const int role : { int(Qt::ToolTipRole), int(Qt::WhatsThisRole) }) {
                const QString tip = index.data(role).toString();
                if (tips && !tip.isEmpty())
                    ++*tips;
                if (const QString found = asMarkup(tip); !found.isEmpty())
                    bad.append(
                        u"%1 %2: %3"_s.arg(QLatin1StringView(model.metaObject()->className()),
                                           QString::number(column), found));
            }
        }
        lookAtModel(model, model.index(row, 0, parent), bad, tips);
    }
    for (int column = 0; column < model.columnCount(parent); ++column) {
        const QString tip = model.headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString();
        if (!asMarkup(tip).isEmpty())
            bad.append(tip);
    }
}

// "<b>x</b>&amp;" in a text with mnemonics has to stand as "<b>x</b>&&amp;".
bool hasForeignMnemonic(const QString &text)
{
    return text.contains(bold);
}

void lookAtWidget(QWidget *widget, QStringList &bad)
{
    const auto complain = [&](const char *what, const QString &text) {
        bad.append(u"%1 of %2 %3: %4"_s.arg(QLatin1StringView(what),
                                            QLatin1StringView(widget->metaObject()->className()),
                                            widget->objectName(), text));
    };
    for (const QString &tip : { widget->toolTip(), widget->whatsThis() }) {
        if (!asMarkup(tip).isEmpty())
            complain("tooltip", tip);
    }
    // A screen reader must hear the words and no escapes.
    if (QAccessibleInterface *heard = QAccessible::queryAccessibleInterface(widget)) {
        for (const auto part : { QAccessible::Name, QAccessible::Description, QAccessible::Help }) {
            if (const QString text = heard->text(part); text.contains(u"&lt;"_s))
                complain("accessible text", text);
        }
    }
    if (const auto *label = qobject_cast<QLabel *>(widget); label
        && label->textFormat() != Qt::PlainText
        && (Qt::mightBeRichText(label->text()) || label->text().contains(image)))
        complain("label", label->text());
    if (const auto *button = qobject_cast<QAbstractButton *>(widget); button
        && hasForeignMnemonic(button->text())
        && !QByteArrayView(button->metaObject()->className()).contains("switchover"))
        complain("mnemonic", button->text());
    if (const auto *view = qobject_cast<QAbstractItemView *>(widget); view && view->model()) {
        QStringList ofModel;
        lookAtModel(*view->model(), {}, ofModel);
        for (const QString &found : ofModel)
            complain("item", found);
    }
}

QStringList markupOf(QWidget &root)
{
    QStringList bad;
    lookAtWidget(&root, bad);
    for (QWidget *widget : root.findChildren<QWidget *>())
        lookAtWidget(widget, bad);
    for (const QAction *action : root.findChildren<QAction *>()) {
        if (!asMarkup(action->toolTip()).isEmpty() || !asMarkup(action->whatsThis()).isEmpty())
            bad.append(u"action "_s + action->toolTip());
        if (action->statusTip().contains(u"&lt;"_s))
            bad.append(u"status tip "_s + action->statusTip());
        if (hasForeignMnemonic(action->text()))
            bad.append(u"mnemonic of action "_s + action->text());
    }
    bad.removeDuplicates();
    return bad;
}

QByteArray json(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

enum class Role { Primary, PerformanceSecondary, DrSecondary };

QJsonObject block(const QString &mode, const QString &kind)
{
    if (mode == "disabled"_L1)
        return { { u"mode"_s, mode } };
    const QJsonObject peer { { u"node_id"_s, markup(kind + u"node"_s) },
                             { u"api_address"_s, markup(u"api"_s) },
                             { u"cluster_address"_s, markup(u"cluster"_s) },
                             { u"connection_status"_s, markup(u"status"_s) },
                             { u"last_heartbeat"_s, markup(u"beat"_s) } };
    QJsonObject result { { u"mode"_s, mode },
                         { u"state"_s, markup(u"state"_s) },
                         { u"cluster_id"_s, kind + u"set"_s },
                         { u"merkle_root"_s, markup(u"root"_s) },
                         { u"last_wal"_s, 100 },
                         { u"unknown_member"_s, markup(u"unknown"_s) } };
    if (mode == "primary"_L1) {
        result[u"known_secondaries"_s] = QJsonArray { markup(kind + u"id"_s), markup(u"lost"_s) };
        result[u"secondaries"_s] = QJsonArray { peer };
        result[u"primary_cluster_addr"_s] = markup(u"address"_s);
    } else {
        result[u"secondary_id"_s] = markup(kind + u"id"_s);
        result[u"primaries"_s] = QJsonArray { peer };
        result[u"primary_cluster_addr"_s] = markup(u"address"_s);
        result[u"known_primary_cluster_addrs"_s] = QJsonArray { markup(u"address"_s) };
        result[u"connection_state"_s] = markup(u"connection"_s);
        result[u"last_remote_wal"_s] = 90;
    }
    return result;
}

// A cluster all of whose words are markup.
class HostileCluster
{
public:
    explicit HostileCluster(Role role)
        : m_role(role)
    {
        m_server.setScript({ [this](QTcpSocket &socket) {
            const QByteArray target = m_server.requests().constLast().target;
            const auto [code, body] = answer(target);
            ScriptedServer::http(code, body)(socket);
        } });
    }
    [[nodiscard]] QString address() const { return m_server.url().toString(); }

private:
    [[nodiscard]] QPair<int, QByteArray> answer(const QByteArray &target) const
    {
        const bool dr = m_role == Role::DrSecondary;
        if (target.contains("sys/health"))
            return { dr ? 472 : 200, health() };
        if (target.contains("replication/status"))
            return { 200, status() };
        if (target.contains("sys/leader"))
            return { 200,
                     json({ { u"ha_enabled"_s, true },
                            { u"is_self"_s, true },
                            { u"leader_address"_s, markup(u"leader"_s) },
                            { u"leader_cluster_address"_s, markup(u"leader"_s) } }) };
        if (target.contains("seal-status"))
            return { 200,
                     json({ { u"sealed"_s, false },
                            { u"initialized"_s, true },
                            { u"type"_s, markup(u"seal"_s) },
                            { u"t"_s, 3 },
                            { u"n"_s, 5 },
                            { u"progress"_s, 0 },
                            { u"version"_s, markup(u"version"_s) },
                            { u"storage_type"_s, markup(u"storage"_s) },
                            { u"cluster_name"_s, markup(u"name"_s) } }) };
        if (target.contains("lookup-self") && !dr)
            return { 200,
                     json({ { u"data"_s,
                              QJsonObject { { u"display_name"_s, markup(u"person"_s) },
                                            { u"policies"_s, QJsonArray { u"root"_s, bold } },
                                            { u"ttl"_s, 0 },
                                            { u"type"_s, u"service"_s },
                                            { u"renewable"_s, false } } } }) };
        if (target.contains("sys/mounts") || target.contains("sys/auth"))
            return {
                200,
                json({ { u"data"_s,
                         QJsonObject { { markup(u"mount"_s) + u'/',
                                         QJsonObject { { u"type"_s, markup(u"kv"_s) },
                                                       { u"description"_s,
                                                         markup(u"description"_s) } } } } } })
            };
        if (target.contains("ha-status"))
            return {
                200,
                json({ { u"nodes"_s,
                         QJsonArray { QJsonObject { { u"hostname"_s, markup(u"host"_s) },
                                                    { u"api_address"_s, markup(u"api"_s) },
                                                    { u"cluster_address"_s, markup(u"cluster"_s) },
                                                    { u"active_node"_s, true },
                                                    { u"version"_s, markup(u"version"_s) } } } } })
            };
        return { 400, json({ { u"errors"_s, QJsonArray { markup(u"error"_s) } } }) };
    }
    [[nodiscard]] QByteArray health() const
    {
        const bool dr = m_role == Role::DrSecondary;
        return json({ { u"initialized"_s, true },
                      { u"sealed"_s, false },
                      { u"standby"_s, false },
                      { u"performance_standby"_s, false },
                      { u"replication_performance_mode"_s,
                        dr                            ? u"disabled"_s
                            : m_role == Role::Primary ? u"primary"_s
                                                      : u"secondary"_s },
                      { u"replication_dr_mode"_s, dr ? u"secondary"_s : u"primary"_s },
                      { u"version"_s, u"1.17.3+ent"_s + markup(u"version"_s) },
                      { u"cluster_name"_s, markup(u"cluster"_s) },
                      { u"cluster_id"_s, markup(u"ha"_s) },
                      { u"license"_s,
                        QJsonObject { { u"state"_s, markup(u"licence"_s) },
                                      { u"expiry_time"_s, markup(u"expiry"_s) } } } });
    }
    [[nodiscard]] QByteArray status() const
    {
        const bool dr = m_role == Role::DrSecondary;
        const QString performance = dr ? u"disabled"_s
            : m_role == Role::Primary  ? u"primary"_s
                                       : u"secondary"_s;
        return json(
            { { u"data"_s,
                QJsonObject { { u"dr"_s, block(dr ? u"secondary"_s : u"primary"_s, u"dr"_s) },
                              { u"performance"_s, block(performance, u"performance"_s) } } },
              { u"warnings"_s, QJsonArray { markup(u"warning"_s) } } });
    }

    ScriptedServer m_server;
    Role m_role;
};

class HostileEstate
{
public:
    HostileEstate()
    {
        for (const auto &cluster : clusters) {
            ClusterRecord record;
            record.identity.name = markup(QString::number(ids.size()));
            record.identity.address = cluster->address();
            record.identity.group = markup(u"group"_s);
            record.identity.environment = Environment::Production;
            record.note = markup(u"note"_s);
            record.loginNamespace = markup(u"namespace"_s);
            record.lastSignIn = { .method = u"userpass"_s,
                                  .mount = markup(u"mount"_s),
                                  .nameSpace = markup(u"namespace"_s),
                                  .name = markup(u"login"_s) };
            const Result<ClusterId> added = estate.registry.add(record);
            if (!added)
                qFatal("%s", qPrintable(errorSentence(added.error())));
            ids.append(*added);
        }
        ActivityEntry entry { .kind = ActivityEntry::Kind::Note,
                              .cluster = ids.first(),
                              .clusterName = markup(u"name"_s),
                              .text = markup(u"note"_s) };
        estate.activity.append(entry);
        estate.ledger.put({ .id = u"1"_s,
                            .primary = ids.first(),
                            .primaryName = markup(u"primary"_s),
                            .secondaryId = markup(u"id"_s),
                            .mintedAt = QDateTime::currentDateTimeUtc() });
    }

    std::array<std::unique_ptr<HostileCluster>, 3> clusters {
        std::make_unique<HostileCluster>(Role::Primary),
        std::make_unique<HostileCluster>(Role::PerformanceSecondary),
        std::make_unique<HostileCluster>(Role::DrSecondary)
    };
    Estate estate;
    QList<ClusterId> ids;
};

} // namespace

class TestHostileWorld final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        applyTheme(*qobject_cast<QApplication *>(QCoreApplication::instance()), Scheme::Light);
    }

    void noModelOffersMarkupAsTooltip()
    {
        HostileEstate world;
        QVERIFY(world.estate.readAll());
        QTRY_VERIFY_WITH_TIMEOUT(!world.estate.fleet.problems().isEmpty(), test::patience);
        const QList<ClusterSnapshot> snapshots = world.estate.fleet.snapshots();
        const QDateTime now = QDateTime::currentDateTimeUtc();
        QList<Problem> problems = world.estate.fleet.problems();
        problems.append({ .key = { .detector = u"markup"_s, .cluster = world.ids.first() },
                          .severity = ProblemSeverity::Danger,
                          .clusters = { world.ids.first() },
                          .text = markup(u"text"_s),
                          .advice = markup(u"advice"_s) });
        QStringList bad;
        int tips = 0;
        const auto look = [&](const QAbstractItemModel &model) {
            QVERIFY(model.rowCount() > 0);
            lookAtModel(model, {}, bad, &tips);
        };
        FleetTableModel table;
        table.setNow(now);
        table.setSnapshots(snapshots);
        table.setProblems(problems);
        table.setTopology(world.estate.fleet.topology());
        look(table);
        FleetTreeModel tree;
        tree.setNow(now);
        tree.setSnapshots(snapshots);
        tree.setProblems(problems);
        look(tree);
        for (const ClusterSnapshot &snapshot : snapshots) {
            for (const ReplicationType type : allReplicationTypes) {
                if (const ReplicationBlock *own = snapshot.block(type);
                    !own || own->mode == Mode::Disabled)
                    continue;
                PeersModel peers;
                peers.setNow(now);
                peers.setSubject(snapshot.identity.id, type);
                peers.merge(snapshot);
                look(peers);
            }
        }
        ProblemsModel problemRows;
        problemRows.setNow(now);
        problemRows.setProblems(problems, snapshots);
        look(problemRows);
        ActivityModel activity;
        activity.setEntries(world.estate.activity.entries());
        look(activity);
        LedgerModel ledger;
        ledger.setNow(now);
        ledger.setEntries(world.estate.ledger.entries());
        look(ledger);
        QVERIFY2(bad.isEmpty(), qPrintable(bad.join(u'\n')));
        QVERIFY2(tips > 20, qPrintable(QString::number(tips)));
    }

    void noPageOrDialogTakesWordsForMarkup()
    {
        HostileEstate world;
        QVERIFY(world.estate.readAll());
        world.estate.fleet.signIn(world.ids.first(), SecretString("t"), Fleet::Remember::No, this,
                                  [](const Result<TokenInfo> &) {});
        QTRY_COMPARE_WITH_TIMEOUT(world.estate.fleet.snapshot(world.ids.first())->signIn,
                                  SignInState::SignedIn, test::patience);
        MainWindow window(world.estate.services);
        window.resize(1200, 900);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        const auto look = [&](const QString &where) {
            QCoreApplication::sendPostedEvents();
            QStringList bad;
            for (QWidget *top : QApplication::topLevelWidgets())
                bad += markupOf(*top);
            QVERIFY2(bad.isEmpty(), qPrintable(where + u":\n"_s + bad.join(u'\n')));
        };
        const auto closeDialogs = [&window] {
            for (QDialog *dialog : window.findChildren<QDialog *>())
                delete dialog;
        };
        window.showMessage(Tone::Danger, markup(u"message"_s));
        window.showFleet();
        look(u"fleet"_s);
        for (const ClusterId &id : std::as_const(world.ids)) {
            window.showCluster(id);
            QVERIFY(window.windowTitle().contains(image));
            look(u"cluster page"_s);
            window.openSignIn(id);
            look(u"sign-in"_s);
            closeDialogs();
            window.openEdit(id);
            look(u"edit"_s);
            closeDialogs();
            window.openRemove(id);
            look(u"remove"_s);
            closeDialogs();
            window.openPalette();
            look(u"palette"_s);
            closeDialogs();
            window.operations().openUnseal(id);
            look(u"unseal"_s);
            closeDialogs();
            window.operations().drTokens().openBatchToken(id);
            look(u"batch token"_s);
            closeDialogs();
            window.operations().drTokens().openCeremony(id);
            look(u"ceremony"_s);
            closeDialogs();
            for (const Operation &operation : operationCatalogue()) {
                window.operations().open(id, operation.id);
                look(QString(operation.key));
                closeDialogs();
            }
        }
        auto *test = new ConnectionTestDialog(world.estate.services,
                                              world.estate.registry.clusters().constFirst(),
                                              SecretString(), &window);
        test->show();
        QPushButton *copy = test->findChild<QPushButton *>(u"testCopyButton"_s);
        QVERIFY(copy);
        QTRY_VERIFY_WITH_TIMEOUT(copy->isEnabled(), test::patience);
        look(u"connection test"_s);
        closeDialogs();
        window.openSettings();
        look(u"settings"_s);
        closeDialogs();
        window.actions().about->trigger();
        look(u"about"_s);
        closeDialogs();
    }

    void aTooltipOfMarkupShowsItsText()
    {
        QWidget widget;
        widget.show();
        QVERIFY(QTest::qWaitForWindowExposed(&widget));
        QToolTip::showText(widget.mapToGlobal(QPoint(1, 1)), plainToolTip(image + u'\n' + bold),
                           &widget);
        QTextDocument shown;
        shown.setHtml(QToolTip::text());
        QCOMPARE(shown.toPlainText(), QString(image + u'\n' + bold));
        QToolTip::hideText();
    }

    void labelsOfFormsShowPlainText()
    {
        QWidget page;
        auto *form = new QFormLayout(&page);
        form->addRow(image, new QWidget);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        QCOMPARE(page.findChild<QLabel *>()->textFormat(), Qt::PlainText);
    }

    void mnemonicsAndTitlesAreLiteral()
    {
        QCOMPARE(literalButtonText(u"A&B\tCtrl+Q"_s), u"A&&B\\tCtrl+Q"_s);
        QCOMPARE(literalWindowTitle(u"a[*]\nb"_s), u"a[*][*]\\nb"_s);
    }

    void whatIsCopiedIsVisible()
    {
        const QString hostile = u"a\x1b[2J\r\nrm -rf ~\u202e\t"_s;
        const QString visible = u"a\\u{1B}[2J\\r\\nrm -rf ~\\u{202E}\\t"_s;
        QStandardItemModel model(1, 2);
        model.setItem(0, 0, new QStandardItem(hostile));
        model.setItem(0, 1, new QStandardItem(u"b"_s));
        QTableView view;
        view.setModel(&model);
        setUpTable(&view, u"hostileTable"_s, u"Table"_s);
        view.setCurrentIndex(model.index(0, 0));
        view.findChild<QAction *>(u"hostileTableCopyCell"_s)->trigger();
        QCOMPARE(QApplication::clipboard()->text(), visible);
        view.findChild<QAction *>(u"hostileTableCopyRow"_s)->trigger();
        QCOMPARE(QApplication::clipboard()->text(), visible + u"\tb"_s);

        CopyLabel label(u"label"_s, u"Label"_s);
        label.setValue(hostile);
        label.click();
        QCOMPARE(QApplication::clipboard()->text(), visible);

        CodeBlock code(u"Code"_s, u"code"_s);
        code.setText(u"vault read x\n\x1b[2J\u202e"_s);
        QCOMPARE(code.text(), u"vault read x\n\\u{1B}[2J\\u{202E}"_s);
    }
};

QTEST_MAIN(TestHostileWorld)
#include "tst_hostileworld.moc"
