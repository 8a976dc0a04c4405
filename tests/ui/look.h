// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QAccessible>
#include <QAction>
#include <QDir>
#include <QLabel>
#include <QPixmap>
#include <QSet>
#include <QTest>
#include <QToolButton>
#include <QWidget>

/// What the user interface's tests look at.
namespace switchover::ui::look {

/// Saves a picture for people if SWITCHOVER_SCREENSHOTS names a folder.
inline void save(QWidget &widget, const QString &name)
{
    const QString folder = qEnvironmentVariable("SWITCHOVER_SCREENSHOTS");
    if (!folder.isEmpty())
        widget.grab().save(QDir(folder).filePath(name + QStringLiteral(".png")));
}

/// Visible single-line texts that do not fit, "objectName: text".
inline QStringList clippedTexts(const QWidget &root)
{
    QStringList clipped;
    const QList<QLabel *> labels = root.findChildren<QLabel *>();
    for (const QLabel *label : labels) {
        if (label->isVisible() && !label->wordWrap() && !label->text().isEmpty()
            && (label->width() < label->sizeHint().width()
                || label->height() < label->fontMetrics().height()))
            clipped += QStringLiteral("%1: %2").arg(label->objectName(), label->text());
        if (label->isVisible() && label->wordWrap() && !label->text().isEmpty()
            && label->height() < label->heightForWidth(label->width()))
            clipped += QStringLiteral("%1: %2").arg(label->objectName(), label->text());
    }
    const QList<QAbstractButton *> buttons = root.findChildren<QAbstractButton *>();
    for (const QAbstractButton *button : buttons) {
        const auto *tool = qobject_cast<const QToolButton *>(button);
        if (tool && tool->toolButtonStyle() == Qt::ToolButtonIconOnly)
            continue;
        if (button->isVisible() && !button->text().isEmpty()
            && button->width() < button->sizeHint().width())
            clipped += QStringLiteral("%1: %2").arg(button->objectName(), button->text());
    }
    return clipped;
}

/// Widgets that take the keyboard and have no accessible name, "class objectName".
inline QStringList namelessInputs(const QWidget &root)
{
    QStringList nameless;
    const QList<QWidget *> widgets = root.findChildren<QWidget *>();
    for (QWidget *widget : widgets) {
        if (!widget->isVisibleTo(&root) || widget->focusPolicy() == Qt::NoFocus
            || widget->objectName().startsWith(QLatin1String("qt_")))
            continue;
        const QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(widget);
        if (accessible && accessible->text(QAccessible::Name).isEmpty())
            nameless += QStringLiteral("%1 %2").arg(
                QLatin1String(widget->metaObject()->className()), widget->objectName());
    }
    return nameless;
}

/// Names that two visible buttons share, "name: objectName": of those nobody could say which.
inline QStringList sharedButtonNames(const QWidget &root)
{
    QStringList shared;
    QSet<QString> names;
    const QList<QAbstractButton *> buttons = root.findChildren<QAbstractButton *>();
    for (QAbstractButton *button : buttons) {
        const QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(button);
        if (!button->isVisibleTo(&root) || !accessible)
            continue;
        const QString name = accessible->text(QAccessible::Name);
        if (!name.isEmpty() && names.contains(name))
            shared += QStringLiteral("%1: %2").arg(name, button->objectName());
        names.insert(name);
    }
    return shared;
}

} // namespace switchover::ui::look
