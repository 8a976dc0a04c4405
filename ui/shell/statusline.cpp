// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/statusline.h"

#include "models/base/clock.h"
#include "models/base/tooltip.h"
#include "models/fleet/fleet.h"
#include "models/items/format.h"
#include "models/store/settings.h"
#include "ui/services.h"
#include "ui/widgets/clipboardguard.h"
#include "ui/widgets/mutedlabel.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/plainlabel.h"

#include <QStatusBar>
#include <QTimer>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover::ui {

StatusLine::StatusLine(Services &services, QStatusBar *bar)
    : QObject(bar)
    , m_services(services)
    , m_clipboard(new PlainLabel(bar))
    , m_clear(new QToolButton(bar))
    , m_signedIn(new MutedLabel({}, bar))
    , m_oldest(new MutedLabel({}, bar))
    , m_lookOnly(new Pill(u"lookOnlyPill"_s, bar))
{
    bar->setObjectName(u"statusBar"_s);
    bar->setSizeGripEnabled(false);
    bar->setContentsMargins(space(Space::Small, bar), 0, space(Space::Medium, bar), 0);
    m_clipboard->setObjectName(u"clipboardStatus"_s);
    m_clipboard->hide();
    m_clear->setObjectName(u"clearClipboardButton"_s);
    m_clear->setText(tr("Clear now"));
    m_clear->setAccessibleName(tr("Clear the clipboard now"));
    m_clear->setAutoRaise(true);
    m_clear->hide();
    m_signedIn->setObjectName(u"signedInStatus"_s);
    m_oldest->setObjectName(u"oldestDataStatus"_s);
    m_lookOnly->setToolTip(plainToolTip(
        tr("No request that changes anything leaves this program. See the settings.")));
    for (QWidget *widget : std::initializer_list<QWidget *> { m_clipboard, m_clear, m_lookOnly,
                                                              m_signedIn, m_oldest })
        bar->addPermanentWidget(widget);
    m_signedIn->setContentsMargins(space(Space::Medium, bar), 0, space(Space::Medium, bar), 0);

    ClipboardGuard &guard = services.clipboard;
    connect(&guard, &ClipboardGuard::countdown, this, &StatusLine::showClipboard);
    connect(&guard, &ClipboardGuard::cleared, this,
            [this] { showClipboard(std::chrono::seconds(0)); });
    connect(&guard, &ClipboardGuard::superseded, this,
            [this] { showClipboard(std::chrono::seconds(0)); });
    connect(m_clear, &QToolButton::clicked, &guard, &ClipboardGuard::clearNow);
    connect(&services.fleet, &Fleet::analysed, this, &StatusLine::update);
    connect(&services.settings, &SettingsStore::changed, this, &StatusLine::update);
    auto *seconds = new QTimer(this);
    seconds->setInterval(std::chrono::seconds(1));
    connect(seconds, &QTimer::timeout, this, &StatusLine::update);
    seconds->start();
    update();
}

void StatusLine::update()
{
    const QList<ClusterSnapshot> snapshots = m_services.fleet.snapshots();
    const auto signedIn =
        std::ranges::count(snapshots, SignInState::SignedIn, &ClusterSnapshot::signIn);
    m_signedIn->setText(snapshots.isEmpty()
                            ? QString()
                            : tr("Signed in to %1 of %2").arg(signedIn).arg(snapshots.size()));

    QDateTime oldest;
    const ClusterSnapshot *from = nullptr;
    for (const ClusterSnapshot &snapshot : snapshots) {
        if (snapshot.statusAt.isValid() && (!oldest.isValid() || snapshot.statusAt < oldest)) {
            oldest = snapshot.statusAt;
            from = &snapshot;
        }
    }
    const QDateTime now = m_services.clock.now();
    m_oldest->setText(from ? tr("Oldest data: %1").arg(relativeTime(oldest, now)) : QString());
    const QString whose =
        from ? tr("%1, read %2").arg(from->identity.name, exactTime(oldest)) : QString();
    m_oldest->setToolTip(plainToolTip(whose));
    m_oldest->setAccessibleDescription(whose);
    const bool stale = from && from->freshness(now) == Freshness::Stale;
    m_oldest->setColor(stale ? SemanticColor::Attention : SemanticColor::MutedText);
    m_lookOnly->setPill(m_services.settings.settings().safety.lookOnly ? tr("Look only")
                                                                       : QString(),
                        Tone::Attention);
}

void StatusLine::showClipboard(std::chrono::seconds remaining)
{
    const bool there = remaining.count() > 0;
    m_clipboard->setText(there ? tr("A secret is on the clipboard for %n more second(s).", nullptr,
                                    int(remaining.count()))
                               : QString());
    m_clipboard->setVisible(there);
    m_clear->setVisible(there);
}

} // namespace switchover::ui

#include "moc_statusline.cpp"
