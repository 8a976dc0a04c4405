// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/tokenhelper.h"
#include "tests/patience.h"
#include "tests/processes.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <optional>

using namespace switchover;
using namespace Qt::StringLiterals;

class TestTokenHelper : public QObject
{
    Q_OBJECT

private slots:
    void whatTheHelperPrintsIsTheToken_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<bool>("good");
        QTest::addColumn<QByteArray>("token");
        QTest::newRow("token") << QByteArray("[ \"$1\" = get ] && echo hvs.helped") << true
                               << QByteArray("hvs.helped");
        QTest::newRow("none") << QByteArray("exit 0") << true << QByteArray();
        QTest::newRow("reads its input to the end")
            << QByteArray("cat; echo hvs.x") << true << QByteArray("hvs.x");
        QTest::newRow("fails") << QByteArray("echo hvs.half; exit 3") << false << QByteArray();
        QTest::newRow("crashes") << QByteArray("kill -SEGV $$") << false << QByteArray();
        QTest::newRow("talks without end") << QByteArray("exec yes") << false << QByteArray();
        QTest::newRow("never ends") << QByteArray("exec sleep 600") << false << QByteArray();
    }

    void whatTheHelperPrintsIsTheToken()
    {
        QFETCH(QByteArray, script);
        QFETCH(bool, good);
        QFETCH(QByteArray, token);
        const QString path = helper(script);
        // Only the one that never ends may run into the time limit.
        const bool endless = script.contains("sleep");
        readTokenFromHelper(path, this, handler(),
                            std::chrono::milliseconds(endless ? 300 : 20000));
        QVERIFY(!m_result);
        QTRY_VERIFY(m_result.has_value());
        QCOMPARE(m_result->has_value(), good);
        if (good) {
            QCOMPARE((*m_result)->reveal(), QByteArrayView(token));
        } else {
            QCOMPARE(m_result->error().kind, Error::Kind::File);
            QCOMPARE(m_result->error().where, path);
            QVERIFY(!errorSentence(m_result->error()).contains(u"hvs."));
        }
        QCOMPARE(m_calls, 1);
    }

    void whatTheHelperStartedEndsWithIt_data()
    {
        QTest::addColumn<QByteArray>("ending");
        QTest::newRow("hangs") << QByteArray("wait");
        QTest::newRow("is done") << QByteArray("echo hvs.x");
        QTest::newRow("talks without end") << QByteArray("exec yes");
    }
    void whatTheHelperStartedEndsWithIt()
    {
        QFETCH(QByteArray, ending);
        const QString note = m_folder.filePath(u"child%1"_s.arg(++m_helpers));
        readTokenFromHelper(
            helper("sleep 900 >/dev/null & echo $! >" + note.toLocal8Bit() + "; " + ending), this,
            handler(), std::chrono::milliseconds(ending == "wait" ? 2000 : 20000));
        QTRY_VERIFY_WITH_TIMEOUT(m_result.has_value(), test::patience);
        const std::optional<qint64> child = test::noteOfProcess(note);
        QVERIFY(child);
        QTRY_VERIFY_WITH_TIMEOUT(!test::isRunning(*child), test::patience);
    }

    void aHelperThatIsNotThereIsSaid()
    {
        readTokenFromHelper(u"/nowhere/helper"_s, this, handler());
        QVERIFY(!m_result);
        QTRY_VERIFY(m_result.has_value());
        QCOMPARE(m_result->error().where, u"/nowhere/helper"_s);
        QCOMPARE(m_calls, 1);
    }

    void nothingComesAfterTheContextDied()
    {
        auto context = std::make_unique<QObject>();
        readTokenFromHelper(helper("echo hvs.late"), context.get(), handler());
        context.reset();
        // Another one, started later, is through: the first would be long ago.
        bool other = false;
        readTokenFromHelper(helper("exit 0"), this, [&](const auto &) { other = true; });
        QTRY_VERIFY(other);
        QCOMPARE(m_calls, 0);
    }

    void init()
    {
        m_result.reset();
        m_calls = 0;
    }

private:
    QString helper(const QByteArray &script)
    {
        const QString path = m_folder.filePath(u"helper%1"_s.arg(++m_helpers));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly))
            return {};
        file.write("#!/bin/sh\n" + script + '\n');
        file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner
                            | QFileDevice::ExeOwner);
        return path;
    }
    std::function<void(Result<SecretString>)> handler()
    {
        return [this](Result<SecretString> result) {
            ++m_calls;
            m_result.emplace(std::move(result));
        };
    }

    QTemporaryDir m_folder;
    std::optional<Result<SecretString>> m_result;
    int m_calls = 0;
    int m_helpers = 0;
};

QTEST_GUILESS_MAIN(TestTokenHelper)
#include "tst_tokenhelper.moc"
