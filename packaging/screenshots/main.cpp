// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Takes the README's pictures of the real window on the built-in lab. See
// packaging/take-screenshots.
#include "app/window/console.h"
#include "models/fleet/fleet.h"
#include "models/store/clusterregistry.h"
#include "models/store/settings.h"
#include "ui/operations/operationcenter.h"
#include "ui/operations/operationdialog.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/windowactions.h"
#include "ui/widgets/theme.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QTest>

#include <algorithm>
#include <functional>

using namespace switchover;
using namespace Qt::StringLiterals;

namespace {

bool until(const std::function<bool()> &condition)
{
    return QTest::qWaitFor(condition, 30000);
}

ClusterId idOf(const Console &console, const QString &name)
{
    for (const ClusterRecord &record : console.registry().clusters()) {
        if (record.identity.name == name)
            return record.identity.id;
    }
    return {};
}

bool everythingRead(const Console &console)
{
    const QList<ClusterSnapshot> all = console.fleet().snapshots();
    return std::ranges::all_of(all, [](const ClusterSnapshot &one) {
        return one.status && (one.signIn == SignInState::SignedIn || one.isDrSecondary());
    });
}

// A dialog in front of its window, as a window manager shows it.
QPixmap together(QWidget &window, QWidget &dialog)
{
    QPixmap picture = window.grab();
    QPixmap front = dialog.grab();
    QPainter painter(&picture);
    painter.fillRect(QRect(QPoint(0, 0), window.size()), QColor(0, 0, 0, 90));
    const QPoint corner((window.width() - dialog.width()) / 2,
                        (window.height() - dialog.height()) / 2);
    painter.drawPixmap(corner, front);
    painter.setPen(QColor(0, 0, 0, 120));
    painter.drawRect(QRect(corner, dialog.size()).adjusted(-1, -1, 0, 0));
    return picture;
}

class Photographer
{
public:
    Photographer(QApplication &application, QString folder)
        : m_application(application)
        , m_folder(std::move(folder))
    {
    }

    bool save(const QPixmap &picture, const QString &name)
    {
        return picture.save(QDir(m_folder).filePath(name + ".png"_L1));
    }

    bool fleetAndCluster()
    {
        CommandLine line;
        line.labScenario = u"full"_s;
        Console console(line, m_application);
        if (!console.open())
            return false;
        ui::MainWindow &window = console.window();
        window.resize(1400, 880);
        if (!until([&] { return everythingRead(console); }))
            return false;
        QTest::qWait(6000); // a few polls, so that the sparklines have something to show
        for (const auto &[scheme, suffix] : { std::pair(ui::Scheme::Light, u"-light"_s),
                                              std::pair(ui::Scheme::Dark, u"-dark"_s) }) {
            ui::applyTheme(m_application, scheme);
            window.actions().lowerPanel->setChecked(true);
            window.showFleet();
            QTest::qWait(300);
            if (!save(window.grab(), u"fleet"_s + suffix))
                return false;
            window.actions().lowerPanel->setChecked(false);
            window.showCluster(idOf(console, u"cobalt"_s));
            QTest::qWait(300);
            if (!save(window.grab(), u"cluster"_s + suffix))
                return false;
        }
        return true;
    }

    bool review()
    {
        CommandLine line;
        line.labScenario = u"performance-pair"_s;
        Console console(line, m_application);
        if (!console.open())
            return false;
        ui::applyTheme(m_application, ui::Scheme::Light);
        ui::MainWindow &window = console.window();
        window.resize(1400, 880);
        if (!until([&] { return everythingRead(console); }))
            return false;
        const ClusterId id = console.registry().clusters().at(0).identity.id;
        window.showCluster(id);
        QTest::qWait(500);
        ui::OperationDialog *dialog =
            window.operations().open(id, OperationId::PerformanceDisablePrimary);
        if (!dialog)
            return false;
        auto *next = dialog->findChild<QPushButton *>(u"nextButton"_s);
        if (!next || !until([next] { return next->isEnabled(); }))
            return false;
        QTest::mouseClick(next, Qt::LeftButton);
        QTest::qWait(300);
        if (auto *typed = dialog->findChild<QLineEdit *>(u"typedName"_s))
            QTest::keyClicks(typed, console.registry().clusters().at(0).identity.name.left(3));
        QTest::qWait(300);
        return save(together(window, *dialog), u"review-light"_s);
    }

private:
    QApplication &m_application;
    QString m_folder;
};

} // namespace

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    if (argc != 2)
        return 2;
    Photographer photographer(application, QString::fromLocal8Bit(argv[1]));
    return photographer.fleetAndCluster() && photographer.review() ? 0 : 1;
}
