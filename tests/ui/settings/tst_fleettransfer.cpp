// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/patience.h"
#include "tests/ui/estate.h"
#include "ui/settings/fleettransfer.h"
#include "ui/settings/importdialog.h"
#include "ui/widgets/messagebar.h"

#include <QDialogButtonBox>
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTreeWidget>

using namespace switchover;
using namespace switchover::ui;
using namespace Qt::StringLiterals;

namespace {

ClusterRecord record(const QString &name, const QString &address)
{
    return { .identity = { .name = name, .address = address } };
}

void answerImport(QWidget &window, const QString &button)
{
    auto *dialog = window.findChild<ImportDialog *>(u"importReviewDialog"_s);
    QVERIFY(dialog);
    QTest::mouseClick(dialog->findChild<QPushButton *>(button), Qt::LeftButton);
}

QStringList importRows(const QWidget &window)
{
    QStringList rows;
    const auto *list = window.findChild<QTreeWidget *>(u"importList"_s);
    for (int at = 0; list && at < list->topLevelItemCount(); ++at) {
        const QTreeWidgetItem *cluster = list->topLevelItem(at);
        rows.append(cluster->text(0));
        for (int row = 0; row < cluster->childCount(); ++row)
            rows.append(cluster->child(row)->text(1));
    }
    return rows;
}

} // namespace

class TestFleetTransfer : public QObject
{
    Q_OBJECT

private slots:
    void whatOneExportsTheOtherImports()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"fleet.json"_s);
        QWidget window;
        Estate first;
        ClusterRecord remembered = record(u"amber"_s, u"https://a:8200"_s);
        remembered.rememberToken = true;
        QVERIFY(first.registry.add(remembered));
        QVERIFY(first.registry.add(record(u"birch"_s, u"https://b:8200"_s)));
        FleetTransfer out(first.services, &window);
        QSignalSpy exported(&out, &FleetTransfer::news);
        out.exportFile(path);
        QCOMPARE(exported.at(0).at(0).value<Tone>(), Tone::Neutral);

        Estate second;
        FleetTransfer in(second.services, &window);
        QSignalSpy imported(&in, &FleetTransfer::news);
        in.importFile(path);
        QVERIFY(second.registry.clusters().isEmpty());
        answerImport(window, u"importAcceptButton"_s);
        QCOMPARE(second.registry.clusters().size(), 2);
        QCOMPARE(second.registry.clusters().at(0).identity.name, u"amber"_s);
        QVERIFY(!second.registry.clusters().at(0).rememberToken);
        in.importFile(path);
        QCOMPARE(second.registry.clusters().size(), 2);
        QCOMPARE(imported.size(), 2);
        QVERIFY(imported.at(1).at(1).toString().contains(u"lready registered"));
    }

    void aTakenNameGetsANumber()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"fleet.json"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[{\"name\":\"amber\",\"address\":\"https://other:8200\"}]");
        file.close();
        QWidget window;
        Estate estate;
        QVERIFY(estate.registry.add(record(u"amber"_s, u"https://a:8200"_s)));
        FleetTransfer transfer(estate.services, &window);
        transfer.importFile(path);
        answerImport(window, u"importAcceptButton"_s);
        QCOMPARE(estate.registry.clusters().size(), 2);
        QCOMPARE(estate.registry.clusters().at(1).identity.name, u"amber (2)"_s);
    }

    void aBadFileImportsNothingAndSaysWhy_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("not JSON") << QByteArray("clusters: []");
        QTest::newRow("another format")
            << QByteArray("{\"format\":\"something else\",\"clusters\":[]}");
        QTest::newRow("cut off") << QByteArray("[ ");
        QTest::newRow("newer version")
            << QByteArray("{\"format\":\"switchover-fleet\",\"version\":99,\"clusters\":"
                          "[{\"name\":\"amber\",\"address\":\"https://a:8200\"}]}");
    }

    void aBadFileImportsNothingAndSaysWhy()
    {
        QFETCH(QByteArray, content);
        QTemporaryDir folder;
        const QString path = folder.filePath(u"fleet.json"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        QWidget window;
        Estate estate;
        FleetTransfer transfer(estate.services, &window);
        QSignalSpy news(&transfer, &FleetTransfer::news);
        transfer.importFile(path);
        QVERIFY(estate.registry.clusters().isEmpty());
        QCOMPARE(news.size(), 1);
        QCOMPARE(news.at(0).at(0).value<Tone>(), Tone::Danger);
        QVERIFY(news.at(0).at(1).toString().size() > 20);
    }

    void aClusterThatIsTwiceInTheFileIsImportedOnce()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"fleet.json"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[{\"name\":\"amber\",\"address\":\"https://a:8200\"},"
                   "{\"name\":\"amber too\",\"address\":\"https://a:8200/\"}]");
        file.close();
        QWidget window;
        Estate estate;
        FleetTransfer transfer(estate.services, &window);
        QSignalSpy news(&transfer, &FleetTransfer::news);
        transfer.importFile(path);
        answerImport(window, u"importAcceptButton"_s);
        QCOMPARE(estate.registry.clusters().size(), 1);
        QVERIFY(news.at(0).at(1).toString().contains(u"lready registered"));
    }

    void anImportListsWhatItAddsAndCancelAddsNothing()
    {
        QTemporaryDir folder;
        QFile file(folder.filePath(u"fleet.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const QString pin = u"AB"_s + u":CD"_s.repeated(31);
        file.write("[{\"name\":\"\u0430mber\",\"address\":\"https://v\u00e4ult.example:8200\","
                   "\"addresses\":[\"https://n2:8200\"],\"proxy\":\"socks5://evil:1080\","
                   "\"ca_file\":\"/ca\\u001b.pem\",\"client_certificate_file\":\"/client.pem\","
                   "\"login_namespace\":\"ns1\",\"pinned_certificates\":[\""
                   + pin.toUtf8() + "\"]}]");
        file.close();
        QWidget window;
        Estate estate;
        QVERIFY(estate.registry.add(record(u"amber"_s, u"https://a:8200"_s)));
        FleetTransfer transfer(estate.services, &window);
        transfer.importFile(file.fileName());
        const QStringList rows = importRows(window);
        for (const QString &expected :
             { u"\u0430mber"_s, u"amber"_s, u"https://xn--vult-loa.example:8200"_s,
               u"https://n2:8200"_s, u"socks5://evil:1080"_s, u"/ca\\u{1B}.pem"_s, u"/client.pem"_s,
               u"ns1"_s, pin })
            QVERIFY2(rows.contains(expected), qPrintable(expected + u" in "_s + rows.join(u'|')));
        QCOMPARE(window.findChild<MessageBar *>()->tone(), Tone::Attention);
        QCOMPARE(estate.registry.clusters().size(), 1);
        answerImport(window, u"cancelButton"_s);
        QCOMPARE(estate.registry.clusters().size(), 1);
    }

    void aFolderThatCannotBeWrittenIsReported()
    {
        QWidget window;
        Estate estate;
        FleetTransfer transfer(estate.services, &window);
        QSignalSpy news(&transfer, &FleetTransfer::news);
        transfer.exportFile(u"/nowhere/at/all/fleet.json"_s);
        QCOMPARE(news.at(0).at(0).value<Tone>(), Tone::Danger);
    }

    void theFileDialogsCanBeDrivenWithoutTheDesktop()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"out.json"_s);
        QWidget window;
        window.show();
        Estate estate;
        QVERIFY(estate.registry.add(record(u"amber"_s, u"https://a:8200"_s)));
        FleetTransfer transfer(estate.services, &window);
        QSignalSpy news(&transfer, &FleetTransfer::news);
        transfer.openExport();
        auto *dialog = window.findChild<QFileDialog *>(u"exportDialog"_s);
        QVERIFY(dialog && dialog->isVisible());
        QVERIFY(dialog->testOption(QFileDialog::DontUseNativeDialog));
        dialog->findChild<QLineEdit *>(u"fileNameEdit"_s)->setText(path);
        QPushButton *save = dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save);
        QTest::mouseClick(save, Qt::LeftButton);
        QTRY_COMPARE(news.size(), 1);
        QVERIFY(QFile::exists(path));
    }
};

QTEST_MAIN(TestFleetTransfer)
#include "tst_fleettransfer.moc"
