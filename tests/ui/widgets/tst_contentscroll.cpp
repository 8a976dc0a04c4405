// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/patience.h"
#include "ui/widgets/contentscroll.h"

#include <QDialog>
#include <QLabel>
#include <QPushButton>
#include <QScreen>
#include <QScrollBar>
#include <QTest>
#include <QVBoxLayout>

using namespace switchover::ui;
using namespace Qt::StringLiterals;

namespace {

QLabel *wrapping(int words)
{
    auto *label = new QLabel(u"word "_s.repeated(words));
    label->setWordWrap(true);
    return label;
}

} // namespace

class TestContentScroll : public QObject
{
    Q_OBJECT

private slots:
    void aWindowGrowsWithATextThatAppears()
    {
        QDialog window;
        auto *layout = new QVBoxLayout(&window);
        QLabel *late = wrapping(120);
        late->hide();
        layout->addWidget(late);
        layout->addWidget(wrapping(120));
        window.setMinimumWidth(300);
        growWithContent(&window);
        window.show();
        const int before = window.height();
        late->show();
        QTRY_VERIFY(window.height() > before);
        QTRY_VERIFY(late->height() >= late->heightForWidth(late->width()));
    }

    void aWindowDoesNotGrowBeyondTheScreen()
    {
        QDialog window;
        auto *layout = new QVBoxLayout(&window);
        auto *scroll = new ContentScroll(&window);
        auto *page = new QWidget;
        auto *content = new QVBoxLayout(page);
        for (int i = 0; i < 200; ++i)
            content->addWidget(new QPushButton(QString::number(i)));
        scroll->setWidget(page);
        layout->addWidget(scroll, 1);
        auto *button = new QPushButton(u"Close"_s);
        layout->addWidget(button);
        growWithContent(&window);
        window.show();
        QVERIFY(window.height() <= window.screen()->availableGeometry().height());
        QTRY_VERIFY(scroll->verticalScrollBar()->maximum() > 0);
        QVERIFY(button->geometry().bottom() <= window.height());
    }

    void nothingScrollsWhileThereIsRoom()
    {
        QDialog window;
        auto *layout = new QVBoxLayout(&window);
        auto *scroll = new ContentScroll(&window);
        auto *page = new QWidget;
        auto *content = new QVBoxLayout(page);
        content->addWidget(wrapping(100));
        QLabel *late = wrapping(100);
        late->hide();
        content->addWidget(late);
        scroll->setWidget(page);
        layout->addWidget(scroll, 1);
        window.setMinimumWidth(300);
        growWithContent(&window);
        window.show();
        QTRY_COMPARE(scroll->verticalScrollBar()->maximum(), 0);
        late->show();
        QTRY_VERIFY(late->height() >= late->heightForWidth(late->width()));
        QTRY_COMPARE(scroll->verticalScrollBar()->maximum(), 0);
    }
};

QTEST_MAIN(TestContentScroll)
#include "tst_contentscroll.moc"
