// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/helpdialogs.h"

#include "models/base/logging.h"
#include "ui/widgets/confirmbuttons.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/mutedlabel.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/theme.h"

#include <QCoreApplication>
#include <QDialog>
#include <QGridLayout>
#include <QIcon>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace switchover::ui {

namespace {

struct HelpDialogsText
{
    Q_DECLARE_TR_FUNCTIONS(HelpDialogs)
};

QDialog *makeDialog(const QString &title, const QString &objectName, QWidget *window)
{
    auto *dialog = new QDialog(window);
    dialog->setObjectName(objectName);
    dialog->setWindowTitle(title);
    dialog->setAccessibleName(title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    auto *layout = new QVBoxLayout(dialog);
    const int large = space(Space::Large, dialog);
    layout->setContentsMargins(large, large, large, space(Space::Medium, dialog));
    layout->setSpacing(space(Space::Medium, dialog));
    return dialog;
}

void addCloseButton(QDialog *dialog)
{
    auto *close = new QPushButton(HelpDialogsText::tr("Close"), dialog);
    close->setObjectName(u"closeButton"_s);
    close->setDefault(true);
    dialog->layout()->addWidget(close);
    dialog->layout()->setAlignment(close, Qt::AlignRight);
    QObject::connect(close, &QPushButton::clicked, dialog, &QDialog::accept);
}

} // namespace

void openShortcuts(const QList<QAction *> &actions, QWidget *window)
{
    QDialog *dialog =
        makeDialog(HelpDialogsText::tr("Keyboard shortcuts"), u"shortcutsDialog"_s, window);
    auto *layout = static_cast<QVBoxLayout *>(dialog->layout());
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(space(Space::Large, dialog));
    grid->setVerticalSpacing(space(Space::Tiny, dialog));
    QList<std::pair<QString, QString>> rows;
    for (const QAction *action : actions) {
        if (!action->shortcut().isEmpty())
            rows.append(
                { action->shortcut().toString(QKeySequence::NativeText), action->statusTip() });
    }
    rows.append({ QKeySequence(QKeySequence::Find).toString(QKeySequence::NativeText),
                  HelpDialogsText::tr("Filter the table you are in") });
    rows.append({ QKeySequence(QKeySequence::Copy).toString(QKeySequence::NativeText),
                  HelpDialogsText::tr("Copy the current cell of a table") });
    rows.append({ QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C).toString(QKeySequence::NativeText),
                  HelpDialogsText::tr("Copy the current row of a table") });
    rows.append({ HelpDialogsText::tr("Enter"),
                  HelpDialogsText::tr("Open the cluster of the current row") });
    const qsizetype half = (rows.size() + 1) / 2;
    for (qsizetype i = 0; i < rows.size(); ++i) {
        auto *keys = new PlainLabel(rows.at(i).first, dialog);
        keys->setFont(monospaceFont(dialog->font()));
        const int column = i < half ? 0 : 2;
        grid->addWidget(keys, int(i % half), column);
        grid->addWidget(new MutedLabel(rows.at(i).second, dialog), int(i % half), column + 1);
    }
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 1);
    layout->addWidget(makeHeading(HelpDialogsText::tr("Keyboard shortcuts"), dialog));
    layout->addLayout(grid);
    addCloseButton(dialog);
    dialog->open();
}

void openAbout(QWidget *window)
{
    QDialog *dialog = makeDialog(HelpDialogsText::tr("About Switchover"), u"aboutDialog"_s, window);
    auto *layout = static_cast<QVBoxLayout *>(dialog->layout());
    auto *row = new QHBoxLayout;
    row->setSpacing(space(Space::Large, dialog));
    auto *picture = new PlainLabel(dialog);
    const int side = dialog->fontMetrics().height() * 5;
    const QIcon image(u":/icons/io.github.switchover_console.Switchover.svg"_s);
    picture->setPixmap(image.pixmap(QSize(side, side), dialog->devicePixelRatioF()));
    row->addWidget(picture, 0, Qt::AlignTop);
    auto *column = new QVBoxLayout;
    auto *name = new PlainLabel(u"Switchover"_s, dialog);
    name->setFont(headlineFont(dialog->font()));
    column->addWidget(name);
    column->addWidget(
        new MutedLabel(HelpDialogsText::tr("Version %1").arg(programVersion()), dialog));
    auto *text = new PlainLabel(
        HelpDialogsText::tr("A desktop console for HashiCorp Vault Enterprise replication. Free "
                            "software under the GNU "
                            "General Public License, version 3 or later; without any "
                            "warranty.\n\nSwitchover is not made by, "
                            "or connected with, HashiCorp. Vault is a trademark of HashiCorp."),
        dialog);
    text->setWordWrap(true);
    text->setMinimumWidth(dialog->fontMetrics().averageCharWidth() * 50);
    column->addWidget(text);
    row->addLayout(column, 1);
    layout->addLayout(row);
    addCloseButton(dialog);
    dialog->open();
}

} // namespace switchover::ui
