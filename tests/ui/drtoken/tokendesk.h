// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/fleet/operationtokenstock.h"
#include "tests/patience.h"
#include "tests/ui/operations/labdesk.h"
#include "ui/drtoken/batchtokendialog.h"
#include "ui/drtoken/ceremonydialog.h"

#include <QLabel>
#include <QRadioButton>

namespace switchover::test {

/// A desk in front of a DR pair that is given no tokens by the lab: what it uses it makes.
class TokenDesk : public LabDesk
{
    Q_OBJECT

public:
    explicit TokenDesk(lab::Options options = optionsFor(QStringLiteral("dr-pair")))
        : LabDesk(std::move(options))
    {
    }

    [[nodiscard]] bool begin()
    {
        if (!start())
            return false;
        center->setSuggestedSecrets(nullptr);
        lab.clearRequestLog();
        return true;
    }
    /// By the button on the DR card.
    [[nodiscard]] ui::CeremonyDialog *openCeremony(const QString &cluster)
    {
        show(cluster);
        if (!clickWhenReady(page, QStringLiteral("generateDrToken")))
            return nullptr;
        return ceremonyOf(cluster);
    }
    [[nodiscard]] ui::CeremonyDialog *ceremonyOf(const QString &cluster) const
    {
        const QList<ui::CeremonyDialog *> dialogs = window.findChildren<ui::CeremonyDialog *>();
        for (ui::CeremonyDialog *dialog : dialogs) {
            if (dialog->cluster() == id(cluster) && dialog->isVisible())
                return dialog;
        }
        return nullptr;
    }
    /// Waits until the button can be clicked, and clicks it.
    [[nodiscard]] bool clickWhenReady(QWidget *root, const QString &name)
    {
        const bool ready = QTest::qWaitFor(
            [&] {
                auto *button = find<QAbstractButton>(root, name);
                if (button && button->isVisible() && button->isEnabled())
                    return true;
                pollAll();
                return false;
            },
            test::patience);
        if (!ready)
            qWarning("%s cannot be clicked; %s", qUtf8Printable(name), qUtf8Printable(news(root)));
        return ready && click(root, name);
    }
    /// What the dialog says on top.
    [[nodiscard]] static QString news(QWidget *dialog)
    {
        const auto *text =
            find<QLabel>(dialog, dialog->objectName() + QStringLiteral("MessagesText"));
        return text ? text->text() : QString();
    }
    [[nodiscard]] QString share(const QString &cluster, int index) const
    {
        return info(cluster).unsealKeys.at(index);
    }
    /// Types the share and clicks; waits until the answer is shown.
    [[nodiscard]] bool give(ui::CeremonyDialog *dialog, const QString &share,
                            const QString &holder = {})
    {
        if (!QTest::qWaitFor(
                [&] {
                    auto *edit = find<QLineEdit>(dialog, QStringLiteral("ceremonyShare"));
                    return edit && edit->isVisible() && edit->isEnabled();
                },
                test::patience))
            return false;
        if (!holder.isEmpty() && !type(dialog, QStringLiteral("ceremonyHolder"), holder))
            return false;
        if (!type(dialog, QStringLiteral("ceremonyShare"), share)
            || !click(dialog, QStringLiteral("ceremonyGive")))
            return false;
        return QTest::qWaitFor(
            [&] { return !news(dialog).isEmpty() && !news(dialog).endsWith(QChar(0x2026)); },
            test::patience);
    }
    [[nodiscard]] bool giveAll(ui::CeremonyDialog *dialog, const QString &cluster)
    {
        const int needed = info(cluster).threshold;
        for (int i = 0; i < needed; ++i) {
            if (!give(dialog, share(cluster, i)))
                return false;
        }
        return true;
    }
    [[nodiscard]] OperationTokenStock &stock() const { return fleet->operationTokens(); }
    [[nodiscard]] QByteArray heldToken(const QString &cluster) const
    {
        const auto entry = stock().choose(snapshot(cluster), OperationId::DrPromote);
        return entry ? stock().token(entry->number).reveal().toByteArray() : QByteArray();
    }
    /// Requests to a path that ends so, other than reads.
    [[nodiscard]] QList<lab::RequestEntry> sent(const QString &end) const
    {
        QList<lab::RequestEntry> found;
        const QList<lab::RequestEntry> log = lab.requestLog();
        for (const lab::RequestEntry &entry : log) {
            if (entry.method != "GET" && entry.path.endsWith(end))
                found.append(entry);
        }
        return found;
    }
    /// Everything a person, a screen reader or a reader of logs could see.
    [[nodiscard]] QString everythingShown() const
    {
        QStringList texts;
        const QList<QWidget *> widgets = window.findChildren<QWidget *>();
        for (QWidget *widget : widgets) {
            texts += { widget->windowTitle(), widget->toolTip(), widget->accessibleName(),
                       widget->accessibleDescription(), widget->objectName() };
            if (const auto *label = qobject_cast<QLabel *>(widget))
                texts += label->text();
            if (const auto *edit = qobject_cast<QLineEdit *>(widget))
                texts += edit->displayText() + edit->placeholderText();
        }
        for (const ActivityEntry &entry : activity.entries())
            texts += entry.text;
        return texts.join(u'\n');
    }
};

} // namespace switchover::test
