// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tokens/claimsview.h"

#include "models/base/clock.h"
#include "models/base/tooltip.h"
#include "models/items/format.h"
#include "ui/widgets/copylabel.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/statusdot.h"
#include "ui/widgets/theme.h"

#include <QGridLayout>
#include <QHostAddress>
#include <QTimer>
#include <QUrl>

namespace switchover::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QLabel *caption(const QString &text, QWidget *parent)
{
    QLabel *label = makeHelpLabel(text, parent);
    label->setWordWrap(false);
    return label;
}

} // namespace

ClaimsView::ClaimsView(const Clock &clock, QWidget *parent)
    : QFrame(parent)
    , m_clock(clock)
{
    setObjectName(u"claimsView"_s);
    setAccessibleName(tr("What the token says"));
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(space(Space::Medium, this));
    grid->setVerticalSpacing(space(Space::Tiny, this));
    grid->setColumnStretch(1, 1);

    m_addressCaption = caption(tr("Primary's API address"), this);
    m_address = new CopyLabel(u"claimAddress"_s, tr("API address in the token"), this);
    grid->addWidget(m_addressCaption, 0, 0);
    grid->addWidget(m_address, 0, 1, Qt::AlignLeft);

    grid->addWidget(caption(tr("Expiry"), this), 1, 0);
    m_expiry = new StatusDot(u"claimExpiry"_s, this);
    grid->addWidget(m_expiry, 1, 1, Qt::AlignLeft);

    m_typeCaption = caption(tr("Type"), this);
    m_type = new PlainLabel(this);
    m_type->setObjectName(u"claimType"_s);
    grid->addWidget(m_typeCaption, 2, 0);
    grid->addWidget(m_type, 2, 1, Qt::AlignLeft);

    m_hint = makeHelpLabel({}, this);
    m_hint->setObjectName(u"claimHint"_s);
    grid->addWidget(m_hint, 3, 0, 1, 2);

    m_tick = new QTimer(this);
    m_tick->setInterval(1s);
    connect(m_tick, &QTimer::timeout, this, &ClaimsView::update);
    update();
}

void ClaimsView::setToken(const SecretString &token)
{
    m_hasToken = !token.isEmpty();
    m_claims = m_hasToken ? decodeActivationToken(token) : std::nullopt;
    update();
}

void ClaimsView::setKnownExpiry(const std::optional<QDateTime> &expires)
{
    m_knownExpiry = expires;
    update();
}

void ClaimsView::setPublicKeyBundle(bool isBundle)
{
    m_isBundle = isBundle;
    update();
}

std::optional<QDateTime> ClaimsView::expires() const
{
    return m_claims && m_claims->expires ? m_claims->expires : m_knownExpiry;
}

QString ClaimsView::addressHint(const QString &address)
{
    const QString host = QUrl(address).host();
    const QHostAddress ip(host);
    if (host == "localhost"_L1 || ip.isLoopback())
        return tr("A loopback address: it reaches the primary only from the same machine.");
    const bool privateV4 = ip.isInSubnet(QHostAddress(u"10.0.0.0"_s), 8)
        || ip.isInSubnet(QHostAddress(u"172.16.0.0"_s), 12)
        || ip.isInSubnet(QHostAddress(u"192.168.0.0"_s), 16);
    if (!ip.isNull() && (privateV4 || ip.isUniqueLocalUnicast() || ip.isLinkLocal()))
        return tr("A private address: the secondary's servers must be able to reach it.");
    return {};
}

void ClaimsView::update()
{
    const QDateTime now = m_clock.now();
    const bool readable = m_claims.has_value();
    const QString address = readable ? m_claims->address.value_or(QString()) : QString();
    const std::optional<QDateTime> end = expires();

    Verdict verdict = Verdict::Empty;
    if (m_hasToken) {
        if (end && *end <= now)
            verdict = Verdict::Expired;
        else if (!readable)
            verdict = Verdict::Opaque;
        else
            verdict = address.isEmpty() ? Verdict::NoAddress : Verdict::Usable;
    }

    m_addressCaption->setVisible(readable);
    m_address->setVisible(readable);
    m_address->setValue(address, address.isEmpty() ? tr("not in the token") : address);
    m_typeCaption->setVisible(readable && !m_claims->type.isEmpty());
    m_type->setVisible(readable && !m_claims->type.isEmpty());
    m_type->setText(readable ? m_claims->type : QString());
    showExpiry(now);

    QString hint;
    switch (verdict) {
    case Verdict::Empty:
        break;
    case Verdict::Usable:
        hint = addressHint(address);
        break;
    case Verdict::NoAddress:
        hint = tr("The primary has no API address configured, so the token names none. Fill in the "
                  "primary's API "
                  "address.");
        break;
    case Verdict::Opaque:
        hint = m_isBundle
            ? tr("Made with a public key, this token is encrypted for one cluster and says nothing "
                 "about itself: no address, no expiry. That cluster can use it without reaching "
                 "the primary's API.")
            : tr("This token says nothing about itself. Tokens made with a public key are like "
                 "that: only the cluster whose key it was can open one, and it need not reach the "
                 "primary's API. Those of Vault 0.7 are opaque too.");
        break;
    case Verdict::Expired:
        hint = tr("The token has expired. Generate a new one on the primary.");
        break;
    }
    m_hint->setText(hint);
    m_hint->setVisible(!hint.isEmpty());
    setVisible(m_hasToken);
    if (m_hasToken && end && verdict != Verdict::Expired)
        m_tick->start();
    else
        m_tick->stop();
    if (verdict != m_verdict) {
        m_verdict = verdict;
        emit verdictChanged(verdict);
    }
}

void ClaimsView::showExpiry(const QDateTime &now)
{
    const std::optional<QDateTime> end = expires();
    if (!end) {
        m_expiry->setStatus(Tone::Neutral, tr("not said"));
        m_expiry->setToolTip({});
        return;
    }
    const std::chrono::milliseconds left(now.msecsTo(*end));
    m_expiry->setToolTip(plainToolTip(exactTime(*end)));
    if (left <= 0ms)
        m_expiry->setStatus(Tone::Danger, tr("expired %1").arg(relativeTime(*end, now)));
    else
        m_expiry->setStatus(left < 3min ? Tone::Attention : Tone::Good,
                            tr("in %1").arg(durationText(left)));
}

} // namespace switchover::ui

#include "moc_claimsview.cpp"
