// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A click-through of the whole window, with a profile on disk and every diagnostic switched on.
// Afterwards none of the secrets used may be found anywhere but in the requests and on purpose in
// the lab's own panel.
#include "app/window/console.h"
#include "models/fleet/fleet.h"
#include "models/lab/lab.h"
#include "models/store/clusterregistry.h"
#include "models/store/profile.h"
#include "models/store/settings.h"
#include "tests/patience.h"
#include "ui/shell/mainwindow.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QClipboard>
#include <QDirIterator>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QLoggingCategory>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace switchover;
using namespace Qt::StringLiterals;

namespace {

QByteArray everythingLogged;

void collect(QtMsgType, const QMessageLogContext &, const QString &text)
{
    everythingLogged += text.toUtf8() + '\n';
}

// The lab's panel shows its own tokens on purpose: they guard nothing.
bool isInLabPanel(const QWidget *widget)
{
    for (; widget; widget = widget->parentWidget()) {
        if (widget->objectName() == "labPanel"_L1)
            return true;
    }
    return false;
}

class TitleWatcher final : public QObject
{
public:
    QByteArray seen;

protected:
    bool eventFilter(QObject *object, QEvent *event) override
    {
        if (event->type() == QEvent::WindowTitleChange || event->type() == QEvent::Show) {
            if (const auto *widget = qobject_cast<QWidget *>(object);
                widget && !isInLabPanel(widget))
                seen += widget->windowTitle().toUtf8() + '\n' + widget->toolTip().toUtf8() + '\n';
        }
        return false;
    }
};

// All that item views could show or copy, whatever the role.
QByteArray everythingInModels(QWidget *window)
{
    QByteArray all;
    for (const QAbstractItemView *view : window->findChildren<QAbstractItemView *>()) {
        if (isInLabPanel(view) || !view->model())
            continue;
        QList<QModelIndex> open { QModelIndex() };
        while (!open.isEmpty()) {
            const QModelIndex parent = open.takeLast();
            for (int row = 0; row < view->model()->rowCount(parent); ++row) {
                for (int column = 0; column < view->model()->columnCount(parent); ++column) {
                    const QModelIndex index = view->model()->index(row, column, parent);
                    for (int role = 0; role < Qt::UserRole + 40; ++role)
                        all += index.data(role).toString().toUtf8() + '\n';
                    if (column == 0)
                        open.append(index);
                }
            }
        }
    }
    return all;
}

} // namespace

class TestSecrets final : public QObject
{
    Q_OBJECT

private:
    template <typename T>
    T *visible(const QString &name)
    {
        for (QWidget *top : QApplication::topLevelWidgets()) {
            for (T *found : top->findChildren<T *>(name)) {
                if (found->isVisible())
                    return found;
            }
        }
        return nullptr;
    }
    bool clicks(const QString &name)
    {
        return QTest::qWaitFor(
            [this, &name] {
                auto *button = visible<QPushButton>(name);
                if (!button || !button->isEnabled())
                    return false;
                QTest::mouseClick(button, Qt::LeftButton);
                return true;
            },
            test::patience);
    }
    bool types(const QString &name, const QString &text)
    {
        if (!QTest::qWaitFor([this, &name] { return visible<QLineEdit>(name) != nullptr; },
                             test::patience))
            return false;
        auto *edit = visible<QLineEdit>(name);
        edit->clear();
        QTest::keyClicks(edit, text);
        return true;
    }
    bool ends() // the operation's outcome is shown
    {
        return QTest::qWaitFor(
            [this] {
                const auto *text = visible<QLabel>(u"outcomeText"_s);
                return text && !text->text().isEmpty();
            },
            test::patience);
    }
    ClusterId id(const QString &name) const
    {
        for (const ClusterRecord &record : m_console->registry().clusters()) {
            if (record.identity.name == name)
                return record.identity.id;
        }
        return {};
    }

    QTemporaryDir m_profile;
    std::unique_ptr<Console> m_console;

private slots:
    void aClickThroughLeavesNoSecretBehind();
};

void TestSecrets::aClickThroughLeavesNoSecretBehind()
{
    QLoggingCategory::setFilterRules(
        u"switchover.*=true\nqt.network*=true\nqt.accessibility*=true"_s);
    const QtMessageHandler before = qInstallMessageHandler(collect);
    TitleWatcher titles;
    qApp->installEventFilter(&titles);

    // The copied token is looked for at the end, however long a loaded machine takes until then.
    Settings settings;
    settings.safety.clipboardClearAfter = SafetySettings::latestClear;
    QVERIFY(SettingsStore(Profile { m_profile.path() }.settingsFile()).setSettings(settings));

    CommandLine line;
    line.labScenario = u"fresh-pair"_s;
    line.profileFolder = m_profile.path();
    m_console =
        std::make_unique<Console>(line, *static_cast<QApplication *>(QCoreApplication::instance()));
    m_console->setLabTempo(20);
    QVERIFY(m_console->open());
    ui::MainWindow &window = m_console->window();
    lab::Lab &lab = *m_console->lab();
    const QString first = lab.clusters().at(0).name;
    const QString second = lab.clusters().at(1).name;
    QSet<QByteArray> secrets;
    const auto remember = [&secrets, &lab] {
        for (const lab::ClusterInfo &cluster : lab.clusters()) {
            secrets.insert(cluster.rootToken.toUtf8());
            secrets.insert(cluster.drBatchToken.toUtf8());
            for (const QString &key : cluster.unsealKeys)
                secrets.insert(key.toUtf8());
        }
        for (const lab::RequestEntry &request : lab.requestLog()) {
            secrets.insert(request.token);
            const QJsonObject body = QJsonDocument::fromJson(request.body).object();
            for (const char *name : { "token", "dr_operation_token", "key" })
                secrets.insert(body.value(QLatin1StringView(name)).toString().toUtf8());
        }
        secrets.remove({});
    };
    remember();

    // A pair for DR: enabled, a token minted, copied, and used on the other cluster.
    window.showCluster(id(first));
    QVERIFY(clicks(u"operationButton.dr.primary.enable"_s));
    QVERIFY(clicks(u"sendButton"_s));
    QVERIFY(ends());
    QVERIFY(clicks(u"cancelButton"_s));
    QVERIFY(clicks(u"operationButton.dr.primary.secondary-token"_s));
    QVERIFY(types(u"parameter.id"_s, u"second-1"_s));
    QVERIFY(clicks(u"sendButton"_s));
    QVERIFY(clicks(u"copyTokenButton"_s));
    const QByteArray copied = QApplication::clipboard()->text().toUtf8();
    QVERIFY(copied.count('.') == 2);
    secrets.insert(copied);
    QVERIFY(clicks(u"useOnButton"_s));
    QVERIFY(clicks(u"useOnEnable."_s + second));
    QVERIFY(clicks(u"nextButton"_s));
    QVERIFY(types(u"typedName"_s, second));
    QVERIFY(clicks(u"sendButton"_s));
    QVERIFY(ends());
    QVERIFY(clicks(u"cancelButton"_s));
    QTRY_COMPARE(lab.cluster(second)->drMode, u"secondary"_s);
    remember();

    // Moved, with a DR operation token.
    window.showCluster(id(first));
    QVERIFY(clicks(u"operationButton.dr.primary.demote"_s));
    QVERIFY(clicks(u"sendButton"_s));
    QVERIFY(ends());
    QVERIFY(clicks(u"cancelButton"_s));
    window.showCluster(id(second));
    QVERIFY(clicks(u"operationButton.dr.secondary.promote"_s));
    QVERIFY(types(u"parameter.dr_operation_token"_s, lab.cluster(second)->drBatchToken));
    QVERIFY(clicks(u"sendButton"_s));
    QVERIFY(ends());
    QTRY_COMPARE(lab.cluster(second)->drMode, u"primary"_s);
    remember();
    QVERIFY(secrets.size() > 8);

    const QByteArray shown = everythingInModels(&window);
    const QByteArray exported = m_console->registry().exported();
    QByteArray stored;
    QStringList files;
    QDirIterator walk(m_profile.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (walk.hasNext()) {
        QFile file(walk.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        stored += file.readAll();
        files.append(walk.fileName());
    }
    qApp->removeEventFilter(&titles);
    qInstallMessageHandler(before);
    QLoggingCategory::setFilterRules({});
    QVERIFY2(files.contains(u"activity.jsonl"_s) && files.contains(u"ledger.json"_s),
             qPrintable(files.join(u' ')));
    QVERIFY(stored.contains("second-1"));
    QVERIFY(everythingLogged.contains("sys/replication"));
    QVERIFY(titles.seen.contains("Switchover"));
    for (const QByteArray &secret : std::as_const(secrets)) {
        QVERIFY(!stored.contains(secret));
        QVERIFY(!everythingLogged.contains(secret));
        QVERIFY(!titles.seen.contains(secret));
        QVERIFY(!shown.contains(secret));
        QVERIFY(!exported.contains(secret));
    }

    // The copied token was used, so its copy is gone already; and none stays behind.
    QVERIFY(!QApplication::clipboard()->text().toUtf8().contains(copied));
    m_console.reset();
    QVERIFY(!QApplication::clipboard()->text().toUtf8().contains(copied));
}

QTEST_MAIN(TestSecrets)
#include "tst_secrets.moc"
