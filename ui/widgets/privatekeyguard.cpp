// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/privatekeyguard.h"

#include "models/base/privatekey.h"

#include <QLineEdit>
#include <QPlainTextEdit>

namespace switchover::ui {

void guardFromPrivateKeys(QWidget *form, const std::function<void()> &cleared)
{
    const QList<QLineEdit *> lines = form->findChildren<QLineEdit *>();
    for (QLineEdit *line : lines) {
        QObject::connect(line, &QLineEdit::textChanged, form, [line, cleared](const QString &text) {
            if (!holdsPrivateKey(text.toUtf8()))
                return;
            line->setText({}); // clear() could be undone
            cleared();
        });
    }
    const QList<QPlainTextEdit *> texts = form->findChildren<QPlainTextEdit *>();
    for (QPlainTextEdit *edit : texts) {
        QObject::connect(edit, &QPlainTextEdit::textChanged, form, [edit, cleared] {
            if (!holdsPrivateKey(edit->toPlainText().toUtf8()))
                return;
            edit->clear();
            cleared();
        });
    }
}

} // namespace switchover::ui
