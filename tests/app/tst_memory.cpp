// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// After the desk was locked, the memory of the program, as a core dump would hold it, has none of
// the secrets that were used: signed-in token, password, activation token, DR operation token, key
// share. The clusters run in a process of their own, so that this one knows only what was typed.
#include "app/window/console.h"
#include "models/fleet/clustersession.h"
#include "models/fleet/fleet.h"
#include "models/store/clusterregistry.h"
#include "tests/app/memorysearch.h"
#include "tests/patience.h"
#include "ui/operations/operationcenter.h"
#include "ui/operations/operationdialog.h"
#include "ui/shell/desklock.h"
#include "ui/shell/mainwindow.h"

#include <QApplication>
#include <QClipboard>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace switchover;
using namespace Qt::StringLiterals;

class TestMemory final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QProcess m_lab;
    QString m_primary;
    QString m_secondary;
    test::MemorySearch m_search;
    std::unique_ptr<Console> m_console;

    bool startLab();
    bool types(QWidget *root, const QString &field, const QString &what);
    ClusterId id(const QString &name) const;
    template <typename T>
    T *visible(const QString &name) const
    {
        const QWidgetList windows = QApplication::topLevelWidgets();
        for (QWidget *top : windows) {
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

private slots:
    void initTestCase();
    void afterLockingMemoryHoldsNoSecret();
    void aReleaseLeavesNoCoreDump();
    void cleanupTestCase();
};

bool TestMemory::startLab()
{
    // Not through a pipe: QProcess would keep what it read.
    const QString file = m_folder.filePath(u"lab.json"_s);
    m_lab.setStandardOutputFile(file);
    m_lab.start(QStringLiteral(SWITCHOVER_PROGRAM),
                { u"lab"_s, u"--scenario"_s, u"dr-pair"_s, u"--json"_s });
    QJsonObject lab;
    const bool described = QTest::qWaitFor(
        [&] {
            QFile read(file);
            if (!read.open(QIODevice::ReadOnly))
                return false;
            lab = QJsonDocument::fromJson(read.readLine()).object();
            return !lab.isEmpty();
        },
        test::patience);
    if (!described)
        return false;
    QJsonArray records;
    const QJsonArray clusters = lab.value("clusters"_L1).toArray();
    for (const QJsonValue &value : clusters) {
        const QJsonObject cluster = value.toObject();
        const QString name = cluster.value("name"_L1).toString();
        records.append(
            QJsonObject { { u"name"_s, name }, { u"address"_s, cluster.value("address"_L1) } });
        if (cluster.value("dr_mode"_L1) == "primary"_L1) {
            m_primary = name;
            m_search.add(u"token"_s, cluster.value("root_token"_L1).toString().toUtf8());
            m_search.add(u"key share"_s,
                         cluster.value("unseal_keys"_L1).toArray().at(0).toString().toUtf8());
            m_search.add(u"DR operation token"_s,
                         cluster.value("dr_batch_token"_L1).toString().toUtf8());
        } else {
            m_secondary = name;
        }
    }
    QFile fleet(m_folder.filePath(u"fleet.json"_s));
    return fleet.open(QIODevice::WriteOnly)
        && fleet.write(QJsonDocument(QJsonObject { { u"clusters"_s, records } }).toJson()) > 0;
}

// As a person does: a key after the other.
bool TestMemory::types(QWidget *root, const QString &field, const QString &what)
{
    auto *edit = root ? root->findChild<QLineEdit *>(field) : nullptr;
    if (!edit)
        return false;
    edit->setFocus();
    QByteArray secret = m_search.secret(what);
    for (char &key : secret) {
        QTest::keyClick(edit, key);
        key = '\0';
    }
    return !edit->text().isEmpty();
}

ClusterId TestMemory::id(const QString &name) const
{
    for (const ClusterRecord &record : m_console->registry().clusters()) {
        if (record.identity.name == name)
            return record.identity.id;
    }
    return {};
}

void TestMemory::initTestCase()
{
    QVERIFY(startLab());
    CommandLine line;
    line.fleetFile = m_folder.filePath(u"fleet.json"_s);
    line.profileFolder = m_folder.filePath(u"profile"_s);
    m_console =
        std::make_unique<Console>(line, *static_cast<QApplication *>(QCoreApplication::instance()));
    QVERIFY(m_console->open());
    QTRY_VERIFY(m_console->fleet().snapshot(id(m_primary))->status
                && m_console->fleet().snapshot(id(m_secondary))->status);
}

void TestMemory::afterLockingMemoryHoldsNoSecret()
{
    ui::MainWindow &window = m_console->window();
    const Fleet &fleet = m_console->fleet();
    const QStringList atFirst = m_search.find();
    QVERIFY2(atFirst.isEmpty(), qPrintable(atFirst.join(u'\n')));

    // Signed in, and the token used for reads and for a write.
    window.openSignIn(id(m_primary));
    auto *signIn = window.findChild<QDialog *>(u"signInDialog"_s);
    QVERIFY(types(signIn, u"tokenEdit"_s, u"token"_s));
    QVERIFY(clicks(u"signInButton"_s));
    QTRY_COMPARE(fleet.snapshot(id(m_primary))->signIn, SignInState::SignedIn);
    QVERIFY(!m_search.find().isEmpty()); // it can be found where it is

    window.operations().open(id(m_primary), OperationId::DrMintToken);
    QTest::keyClicks(visible<QLineEdit>(u"parameter.id"_s), u"another"_s);
    QVERIFY(clicks(u"sendButton"_s));
    QVERIFY(clicks(u"copyTokenButton"_s));
    {
        QByteArray token = QApplication::clipboard()->text().toUtf8();
        QVERIFY(token.count('.') == 2);
        m_search.add(u"activation token"_s, token);
        std::fill(token.begin(), token.end(), '\0');
    }

    // A key share that was sent, and one that was only typed.
    auto *start = window.operations().open(id(m_secondary), OperationId::DrStartAttempt);
    QVERIFY(start);
    QVERIFY(clicks(u"sendButton"_s));
    QTRY_VERIFY(visible<QLabel>(u"outcomeText"_s));
    start->close();
    auto *share = window.operations().open(id(m_secondary), OperationId::DrProvideKeyShare);
    QVERIFY(types(share, u"parameter.key"_s, u"key share"_s));
    QVERIFY(clicks(u"sendButton"_s));
    QTRY_VERIFY(visible<QLabel>(u"outcomeText"_s));
    share->close();
    auto *promote = window.operations().open(id(m_secondary), OperationId::DrPromote);
    QVERIFY(types(promote, u"parameter.dr_operation_token"_s, u"DR operation token"_s));
    share = window.operations().open(id(m_secondary), OperationId::DrProvideKeyShare);
    QVERIFY(types(share, u"parameter.key"_s, u"key share"_s));

    window.deskLock().lock();
    // What was on its way when it was locked is over as soon as the connections are gone.
    QStringList left;
    const bool gone = QTest::qWaitFor(
        [&] {
            left = m_search.find();
            return left.isEmpty();
        },
        test::patience);
    QVERIFY2(gone, qPrintable(left.join(u'\n')));
}

void TestMemory::aReleaseLeavesNoCoreDump()
{
#ifndef NDEBUG
    QSKIP("Debug builds may be examined.");
#endif
    QProcess window;
    window.start(QStringLiteral(SWITCHOVER_PROGRAM), { u"--lab"_s, u"fresh-pair"_s });
    QVERIFY(window.waitForStarted());
    QByteArray limit;
    const auto readLimit = [&] {
        QFile limits(u"/proc/%1/limits"_s.arg(window.processId()));
        if (!limits.open(QIODevice::ReadOnly))
            return false;
        const QByteArray all = limits.readAll();
        const qsizetype at = all.indexOf("Max core file size");
        limit = all.mid(at, all.indexOf('\n', at) - at).simplified();
        return limit == "Max core file size 0 0 bytes";
    };
    const bool none = QTest::qWaitFor(readLimit, test::patience);
    window.terminate();
    QVERIFY(window.waitForFinished());
    QVERIFY2(none, limit.constData());
}

void TestMemory::cleanupTestCase()
{
    m_console.reset();
    m_lab.terminate();
    QVERIFY(m_lab.waitForFinished());
}

QTEST_MAIN(TestMemory)
#include "tst_memory.moc"
