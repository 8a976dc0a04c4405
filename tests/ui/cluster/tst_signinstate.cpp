// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/patience.h"
#include "tests/ui/estate.h"
#include "tests/ui/look.h"
#include "ui/cluster/clusterpage.h"
#include "ui/widgets/messagebar.h"

#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>

using namespace switchover;
using namespace switchover::ui;
using namespace Qt::StringLiterals;

/// What the page of a cluster shows of the sign-in, and what can be done with it there.
class TestSignInState : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Estate> m_estate;
    std::unique_ptr<ClusterPage> m_page;
    ClusterId m_id;
    QString m_name;

    bool signIn(const QString &token)
    {
        std::optional<bool> good;
        m_estate->fleet.signIn(m_id, SecretString(token.toUtf8()), Fleet::Remember::No, this,
                               [&good](const Result<TokenInfo> &info) { good = info.has_value(); });
        return QTest::qWaitFor([&good] { return good.has_value(); }, test::patience) && *good;
    }
    const ClusterSnapshot &snapshot() const { return *m_estate->fleet.snapshot(m_id); }
    int asked(const QString &path) const
    {
        const QList<lab::RequestEntry> log = m_estate->lab->requestLog();
        return int(std::ranges::count(log, path, &lab::RequestEntry::path));
    }
    MessageBar *news() const { return m_page->findChild<MessageBar *>(u"clusterSignInNews"_s); }
    void trigger(const QString &action) const { m_page->findChild<QAction *>(action)->trigger(); }
    /// The token of a user of the lab, as its own client would get it.
    QString tokenOf(const QString &role) const
    {
        return m_estate->lab->cluster(m_name)->roleTokens.value(role);
    }

private slots:
    void init()
    {
        applyTheme(*qobject_cast<QApplication *>(QCoreApplication::instance()), Scheme::Light);
        m_estate = std::make_unique<Estate>(u"performance-pair"_s);
        QVERIFY(m_estate->readAll());
        m_name = m_estate->lab->clusters().constFirst().name;
        m_id = m_estate->id(m_name);
        m_page = std::make_unique<ClusterPage>(m_estate->services);
        m_page->resize(1200, 900);
        m_page->setCluster(m_id);
        m_page->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    }
    void cleanup()
    {
        m_page.reset();
        m_estate.reset();
    }

    void lackedRightsComeWithTheLinesThatAllowThem()
    {
        auto *rights = m_page->findChild<QWidget *>(u"lackedRights"_s);
        QVERIFY(!rights->isVisibleTo(m_page.get()));
        QVERIFY(signIn(tokenOf(u"operator"_s)));
        QTRY_VERIFY(rights->isVisibleTo(m_page.get()));
        auto *title = rights->findChild<QToolButton *>(u"lackedRightsDisclosure"_s);
        title->click();
        auto *lines = rights->findChild<QPlainTextEdit *>(u"lackedRightsLines"_s);
        QTRY_VERIFY(lines->isVisibleTo(m_page.get()));
        const QString text = lines->toPlainText();
        QVERIFY2(text.contains("path \"sys/replication/performance/primary/demote\""_L1),
                 qPrintable(text));
        QVERIFY2(text.contains("\"sudo\""_L1), qPrintable(text));
        QVERIFY2(!text.contains("revoke-secondary"_L1), qPrintable(text));  // allowed
        QVERIFY2(!text.contains("secondary/promote"_L1), qPrintable(text)); // not of a primary
        look::save(*m_page, u"lacked-rights"_s);
        QVERIFY(signIn(m_estate->lab->cluster(m_name)->rootToken));
        QTRY_VERIFY(!rights->isVisibleTo(m_page.get()));
    }

    void aTokenCanBeRenewedAndRevokedHere()
    {
        auto *button = m_page->findChild<QPushButton *>(u"signInActionsButton"_s);
        QVERIFY(!button->isVisibleTo(m_page.get()));
        const QString token = tokenOf(u"failover"_s);
        QVERIFY(signIn(token));
        QTRY_VERIFY(button->isVisibleTo(m_page.get()));
        QVERIFY(!button->accessibleName().isEmpty());
        auto *renew = m_page->findChild<QAction *>(u"renewTokenAction"_s);
        QCOMPARE(renew->isEnabled(), snapshot().signInRenewable);
        if (renew->isEnabled()) {
            trigger(u"renewTokenAction"_s);
            QTRY_COMPARE(asked(u"/v1/auth/token/renew-self"_s), 1);
        } else {
            QVERIFY(!renew->toolTip().isEmpty());
        }
        trigger(u"signOutRevokeAction"_s);
        QTRY_COMPARE(asked(u"/v1/auth/token/revoke-self"_s), 1);
        QTRY_VERIFY(!button->isVisibleTo(m_page.get()));
        QVERIFY(!signIn(token));
    }

    void signingOutAloneLeavesTheTokenAlive()
    {
        const QString token = tokenOf(u"failover"_s);
        QVERIFY(signIn(token));
        trigger(u"signOutHereAction"_s);
        QCOMPARE(snapshot().signIn, SignInState::SignedOut);
        QCOMPARE(asked(u"/v1/auth/token/revoke-self"_s), 0);
        QVERIFY(signIn(token));
    }

    void aRootTokenIsNotRevokedByTheWay()
    {
        QVERIFY(signIn(m_estate->lab->cluster(m_name)->rootToken));
        auto *revoke = m_page->findChild<QAction *>(u"signOutRevokeAction"_s);
        QTRY_VERIFY(!revoke->isEnabled());
        QVERIFY(revoke->toolTip().contains("root token"_L1));
        QVERIFY(!m_page->findChild<QAction *>(u"renewTokenAction"_s)->isEnabled());
    }

    void aRefusedTokenIsSaidWithAWayOut()
    {
        QVERIFY(!news()->isVisibleTo(m_page.get()));
        QVERIFY(!signIn(u"hvs.no-such-token"_s));
        QTRY_VERIFY(news()->isVisibleTo(m_page.get()));
        QVERIFY2(news()->text().contains("permission denied"_L1), qPrintable(news()->text()));
        look::save(*m_page, u"sign-in-refused-bar"_s);
        QSignalSpy wanted(m_page.get(), &ClusterPage::signInRequested);
        news()->findChild<QPushButton *>()->click();
        QCOMPARE(wanted.size(), 1);
        QVERIFY(signIn(tokenOf(u"observer"_s)));
        QTRY_VERIFY(!news()->isVisibleTo(m_page.get()));
    }
};

QTEST_MAIN(TestSignInState)
#include "tst_signinstate.moc"
