// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/estate.h"
#include "ui/activity/activitypanel.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>

using namespace switchover;
using namespace switchover::ui;
using namespace Qt::StringLiterals;

namespace {

ActivityEntry entry(const QString &cluster, const QString &text)
{
    return { .kind = ActivityEntry::Kind::Sent,
             .cluster = { cluster },
             .clusterName = cluster,
             .run = u"run-1"_s,
             .text = text };
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestActivityPanel : public QObject
{
    Q_OBJECT

private slots:
    void showsTheNewestFirstAndWhatComes()
    {
        Estate estate;
        estate.activity.append(entry(u"amber"_s, u"Demote asked for."_s));
        ActivityPanel panel(estate.services);
        panel.resize(900, 300);
        panel.show();
        auto *table = panel.findChild<QTableView *>(u"activityTable"_s);
        QCOMPARE(table->model()->rowCount(), 1);
        estate.activity.append(entry(u"birch"_s, u"Promote asked for."_s));
        QCOMPARE(table->model()->rowCount(), 2);
        QCOMPARE(table->model()->index(0, 3).data().toString(), u"Promote asked for."_s);
    }

    void anEmptyLogSaysSo()
    {
        Estate estate;
        ActivityPanel panel(estate.services);
        panel.resize(900, 300);
        panel.show();
        QVERIFY(panel.findChild<QWidget *>(u"noActivity"_s)->isVisible());
        estate.activity.append(entry(u"amber"_s, u"Demote asked for."_s));
        QVERIFY(!panel.findChild<QWidget *>(u"noActivity"_s)->isVisible());
    }

    void exportsWhatTheFilterShows()
    {
        Estate estate;
        estate.activity.append(entry(u"amber"_s, u"Demote asked for."_s));
        estate.activity.append(entry(u"birch"_s, u"Promote asked for."_s));
        ActivityPanel panel(estate.services);
        panel.findChild<QLineEdit *>(u"activityFilter"_s)->setText(u"birch"_s);
        QTemporaryDir folder;
        panel.exportFile(folder.filePath(u"a.txt"_s));
        const QByteArray text = contentOf(folder.filePath(u"a.txt"_s));
        QCOMPARE(text.count('\n'), 1);
        QVERIFY(text.contains("Promote asked for."));
        QVERIFY(!text.contains("Demote"));
        panel.exportFile(folder.filePath(u"a.json"_s));
        const QJsonArray lines =
            QJsonDocument::fromJson(contentOf(folder.filePath(u"a.json"_s))).array();
        QCOMPARE(lines.size(), 1);
        QCOMPARE(lines.at(0).toObject().value(u"cluster"_s).toString(), u"birch"_s);
        QCOMPARE(lines.at(0).toObject().value(u"run"_s).toString(), u"run-1"_s);
    }

    void anExportedEntryIsOneVisibleLine()
    {
        Estate estate;
        const QString hostile = u"x\x1b[2J\r\n2026-01-01  forged\u202e\u2028"_s;
        estate.activity.append(entry(hostile, hostile));
        ActivityPanel panel(estate.services);
        QTemporaryDir folder;
        panel.exportFile(folder.filePath(u"a.txt"_s));
        const QByteArray text = contentOf(folder.filePath(u"a.txt"_s));
        QCOMPARE(text.count('\n'), 1);
        QVERIFY(text.endsWith('\n'));
        for (const char *steering : { "\x1b", "\r", "\u202e", "\u2028" })
            QVERIFY(!text.contains(steering));
        panel.exportFile(folder.filePath(u"a.json"_s));
        const QByteArray json = contentOf(folder.filePath(u"a.json"_s));
        for (const char *steering : { "\x1b", "\r", "\u202e", "\u2028" })
            QVERIFY(!json.contains(steering));
        QCOMPARE(QJsonDocument::fromJson(json).array().at(0)[u"text"_s].toString(), hostile);
    }

    void enterGoesToTheCluster()
    {
        Estate estate;
        estate.activity.append(entry(u"amber"_s, u"Demote asked for."_s));
        ActivityPanel panel(estate.services);
        panel.resize(900, 300);
        panel.show();
        QSignalSpy activated(&panel, &ActivityPanel::clusterActivated);
        auto *table = panel.findChild<QTableView *>(u"activityTable"_s);
        table->setCurrentIndex(table->model()->index(0, 0));
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(activated.size(), 1);
        QCOMPARE(activated.at(0).at(0).value<ClusterId>().value, u"amber"_s);
    }
};

QTEST_MAIN(TestActivityPanel)
#include "tst_activitypanel.moc"
