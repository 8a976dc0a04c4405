// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/closedialog.h"

#include "ui/widgets/confirmbuttons.h"
#include "ui/widgets/plainlabel.h"

#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace switchover::ui {

CloseDialog::CloseDialog(const QStringList &running, QWidget *parent)
    : DialogFrame(tr("Close Switchover"), u"closeDialog"_s, parent)
{
    setHeading(tr("Operations still under way: %n", nullptr, int(running.size())),
               tr("What was sent goes on on the cluster, whether this program is open or not. "
                  "Closing means that nobody here "
                  "sees how it ends, and that tokens from its answer are lost."));
    for (const QString &sentence : running) {
        auto *label = new PlainLabel(sentence, this);
        label->setWordWrap(true);
        content()->addWidget(label);
    }
    auto *buttons =
        new ConfirmButtons(tr("Close &anyway"), u"closeAnywayButton"_s, Emphasis::Danger, this);
    buttons->cancelButton()->setText(tr("Keep open"));
    buttons->cancelButton()->setAccessibleName(tr("Keep open"));
    setButtons(buttons);
    connect(buttons, &ConfirmButtons::confirmed, this, &QDialog::accept);
}

} // namespace switchover::ui

#include "moc_closedialog.cpp"
