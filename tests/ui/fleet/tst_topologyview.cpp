// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/patience.h"
#include "tests/ui/estate.h"
#include "tests/ui/look.h"
#include "ui/fleet/fleetpage.h"
#include "ui/fleet/topologyview.h"

#include <QApplication>
#include <QGraphicsScene>
#include <QSignalSpy>
#include <QTableView>
#include <QToolButton>

using namespace switchover;
using namespace switchover::ui;
using namespace Qt::StringLiterals;

class TestTopologyView : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u"^(?!This plugin does not support)"_s));
        applyTheme(*qobject_cast<QApplication *>(QCoreApplication::instance()), Scheme::Light);
    }

    void drawsEveryClusterAndLink()
    {
        Estate estate(u"full"_s);
        QVERIFY(estate.readAll());
        TopologyView view(estate.fleet);
        view.resize(view.sizeHint());
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QTRY_COMPARE(nodes(view).size(), 4);
        QTRY_COMPARE(links(view).size(), 3);
        for (const TopologyNodeItem *node : nodes(view)) {
            QVERIFY(!node->face().ghost);
            QVERIFY(!node->face().name.isEmpty());
        }
        QStringList words;
        for (const TopologyLinkItem *link : links(view))
            words.append(link->words());
        QCOMPARE(words.filter(u"Performance"_s).size(), 1);
        QCOMPARE(words.filter(u"DR"_s).size(), 2);
        look::save(view, u"topology"_s);
    }

    void noArrowBendsThroughTheTextOfAnother_data()
    {
        QTest::addColumn<int>("width");
        QTest::newRow("wide") << 1400;
        QTest::newRow("narrow") << 700;
        QTest::newRow("too narrow") << 300;
    }
    void noArrowBendsThroughTheTextOfAnother()
    {
        QFETCH(int, width);
        Estate estate(u"full"_s);
        QVERIFY(estate.readAll());
        TopologyView view(estate.fleet);
        view.resize(width, 400);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QTRY_COMPARE(links(view).size(), 3);
        TopologyMetrics metrics(view.font(), 25, 19);
        ReplicationLink slow;
        slow.state = LinkState::Good;
        slow.lag = { .wals = 123456, .canaryAge = std::chrono::milliseconds(123456) };
        metrics.linkText = TopologyLinkItem::textWidth(slow, metrics);
        TopologyLinkItem straight(metrics);
        straight.setLink(slow, { 0, 0 }, { metrics.gap(), 0 }, view.palette());
        QVERIFY(straight.textRect().left() > straight.straightFrom());
        const QList<TopologyLinkItem *> all = links(view);
        for (const TopologyLinkItem *link : all) {
            for (const TopologyLinkItem *other : all) {
                const bool sameColumn =
                    qAbs(link->textRect().right() - other->textRect().right()) < 1;
                QVERIFY2(!sameColumn || link->textRect().left() > other->straightFrom(),
                         qPrintable(link->words()));
            }
        }
    }

    void clickArrowsAndEnterSelectAndOpen()
    {
        Estate estate(u"full"_s);
        QVERIFY(estate.readAll());
        TopologyView view(estate.fleet);
        view.resize(view.sizeHint());
        view.show();
        view.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&view));
        QTRY_COMPARE(links(view).size(), 3);
        QSignalSpy selected(&view, &TopologyView::clusterSelected);
        QSignalSpy activated(&view, &TopologyView::clusterActivated);
        const TopologyNodeItem *root = nullptr;
        for (const TopologyNodeItem *node : nodes(view)) {
            if (node->pos() == QPointF(0, 0))
                root = node;
        }
        QVERIFY(root);
        const QPoint middle = view.mapFromScene(root->sceneBoundingRect().center());
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, middle);
        QCOMPARE(selected.size(), 1);
        QCOMPARE(view.currentCluster(), root->id());
        QVERIFY(root->face().selected);
        QTest::keyClick(&view, Qt::Key_Right);
        QCOMPARE(selected.size(), 2);
        QVERIFY(view.currentCluster() != root->id());
        QTest::keyClick(&view, Qt::Key_Left);
        QCOMPARE(view.currentCluster(), root->id());
        QTest::keyClick(&view, Qt::Key_Return);
        QCOMPARE(activated.size(), 1);
        QTest::mouseDClick(view.viewport(), Qt::LeftButton, {}, middle);
        QCOMPARE(activated.size(), 2);
    }

    void selectionIsSharedWithTheTable()
    {
        Estate estate(u"full"_s);
        QVERIFY(estate.readAll());
        FleetPage page(estate.services);
        page.resize(1200, 800);
        page.show();
        auto *view = page.findChild<TopologyView *>(u"topologyView"_s);
        auto *table = page.findChild<QTableView *>(u"fleetTable"_s);
        table->setCurrentIndex(table->model()->index(2, 0));
        QCOMPARE(view->currentCluster(), page.currentCluster());
        const ClusterId other = estate.registry.clusters().at(0).identity.id;
        emit view->clusterSelected(other);
        QCOMPARE(page.currentCluster(), other);
        page.findChild<QToolButton *>(u"showPictureButton"_s)->click();
        QVERIFY(!view->isVisible());
    }

    void ghostsAppearForWhatIsNotRegistered()
    {
        Estate estate(u"dr-pair"_s);
        QVERIFY(estate.readAll());
        TopologyView view(estate.fleet);
        QTRY_COMPARE(links(view).size(), 1);
        for (const ClusterRecord &record : QList<ClusterRecord>(estate.registry.clusters())) {
            const ReplicationBlock *block =
                estate.fleet.snapshot(record.identity.id)->block(ReplicationType::DisasterRecovery);
            if (block && block->isSecondary())
                QVERIFY(estate.registry.remove(record.identity.id));
        }
        QTRY_COMPARE(links(view).size(), 1);
        QTRY_VERIFY(std::ranges::any_of(
            nodes(view), [](const TopologyNodeItem *node) { return node->face().ghost; }));
        QCOMPARE(nodes(view).size(), 2);
    }

    void followsThePalette()
    {
        Estate estate(u"dr-pair"_s);
        QVERIFY(estate.readAll());
        TopologyView view(estate.fleet);
        view.resize(600, 200);
        view.setPalette(darkPalette());
        const QColor ground = view.grab().toImage().pixelColor(598, 198);
        QCOMPARE(ground, darkPalette().color(QPalette::Window));
    }

private:
    static QList<TopologyNodeItem *> nodes(const TopologyView &view)
    {
        QList<TopologyNodeItem *> found;
        for (QGraphicsItem *item : view.scene()->items()) {
            if (auto *node = dynamic_cast<TopologyNodeItem *>(item))
                found.append(node);
        }
        return found;
    }

    static QList<TopologyLinkItem *> links(const TopologyView &view)
    {
        QList<TopologyLinkItem *> found;
        for (QGraphicsItem *item : view.scene()->items()) {
            if (auto *link = dynamic_cast<TopologyLinkItem *>(item))
                found.append(link);
        }
        return found;
    }
};

QTEST_MAIN(TestTopologyView)
#include "tst_topologyview.moc"
