// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/whengone.h"

#include "models/vault/vaultclient.h"

#include <QCoreApplication>
#include <QTimer>

namespace switchover {

namespace {

struct WhenGoneText
{
    Q_DECLARE_TR_FUNCTIONS(WhenGone)
};

} // namespace

QObject *whenGone(VaultClient &client, QObject *context, std::function<void()> gone)
{
    auto *watch = new QObject(context);
    // Not while the client goes: its session may go too.
    QObject::connect(&client, &QObject::destroyed, watch, [watch, context, gone = std::move(gone)] {
        watch->deleteLater();
        QTimer::singleShot(0, context, gone);
    });
    return watch;
}

Error addressGoneError()
{
    return { .kind = Error::Kind::Cancelled,
             .detail = WhenGoneText::tr(
                 "The address that was asked was removed from the cluster meanwhile.") };
}

} // namespace switchover
