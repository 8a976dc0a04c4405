// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/copytext.h"

#include "models/base/visibletext.h"

#include <QClipboard>
#include <QGuiApplication>

namespace switchover::ui {

void copyText(const QString &text)
{
    QGuiApplication::clipboard()->setText(visibleText(text));
}

void copyCells(const QStringList &cells)
{
    QStringList visible;
    for (const QString &cell : cells)
        visible.append(visibleLine(cell));
    QGuiApplication::clipboard()->setText(visible.join(u'\t'));
}

} // namespace switchover::ui
