// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/scrollaccess.h"

#include <QAccessibleWidget>

using namespace Qt::StringLiterals;

namespace switchover::ui {

namespace {

// Asked class by class, the most derived first, so tables, trees and texts keep Qt's own
// interfaces.
QAccessibleInterface *makeScrollAreaInterface(const QString &className, QObject *object)
{
    if (className != "QScrollArea"_L1 && className != "QAbstractScrollArea"_L1)
        return nullptr;
    auto *widget = qobject_cast<QWidget *>(object);
    // QAccessibleWidget keeps to its bounds, and counts scroll bars whether they show or not.
    return widget ? new QAccessibleWidget(widget, QAccessible::Client) : nullptr;
}

} // namespace

void guardScrollAreaAccess()
{
    QAccessible::installFactory(makeScrollAreaInterface);
}

} // namespace switchover::ui
