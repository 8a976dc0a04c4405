// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tokens/tokendialog.h"

#include "models/base/clock.h"
#include "models/base/tooltip.h"
#include "models/fleet/fleet.h"
#include "models/items/format.h"
#include "models/store/settings.h"
#include "ui/services.h"
#include "ui/tokens/claimsview.h"
#include "ui/tokens/ledgerkeeper.h"
#include "ui/tokens/secretview.h"
#include "ui/tokens/useonlist.h"
#include "ui/widgets/clipboardguard.h"
#include "ui/widgets/confirmbuttons.h"
#include "ui/widgets/contentscroll.h"
#include "ui/widgets/environmentstripe.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/literaltext.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/taborder.h"
#include "ui/widgets/theme.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace switchover::ui {

using namespace Qt::StringLiterals;

namespace {

} // namespace

TokenDialog::TokenDialog(Services &services, LedgerKeeper &ledger, MintedToken token,
                         TokenOrigin origin, QWidget *parent)
    : QDialog(parent)
    , m_services(services)
    , m_ledger(ledger)
    , m_token(std::move(token))
    , m_origin(std::move(origin))
{
    setObjectName(u"tokenDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(literalWindowTitle(tr("Activation token for %1").arg(m_origin.secondaryId)));

    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    auto *stripe = new EnvironmentStripe(u"tokenStripe"_s, this);
    stripe->setEnvironment(m_origin.primary.environment);
    stripe->setDetail(m_origin.primary.name);
    outer->addWidget(stripe);
    const int margin = space(Space::Large, this);
    const int medium = space(Space::Medium, this);
    m_bar = new MessageBar(u"tokenBar"_s, this);
    connect(m_bar, &MessageBar::actionTriggered, this, &TokenDialog::reject);
    auto *barBox = new QVBoxLayout;
    barBox->setContentsMargins(margin, space(Space::Small, this), margin, 0);
    barBox->addWidget(m_bar);
    outer->addLayout(barBox);
    // The bar and the buttons stay in sight on a small screen.
    auto *page = new QWidget(this);
    m_content = new QVBoxLayout(page);
    m_content->setContentsMargins(margin, space(Space::Small, this), margin, medium);
    m_content->setSpacing(medium);
    m_scroll = new ContentScroll(this);
    m_scroll->setWidget(page);
    outer->addWidget(m_scroll, 1);

    buildHeader();
    buildToken();
    buildUseOn();
    buildButtons();
    updateUsable();
    connect(m_claims, &ClaimsView::verdictChanged, this, &TokenDialog::updateUsable);
    setMinimumWidth(fontMetrics().averageCharWidth() * 84);
    growWithContent(this);
}

void TokenDialog::buildHeader()
{
    auto *title = new PlainLabel(tr("Activation token for “%1”").arg(m_origin.secondaryId), this);
    title->setObjectName(u"tokenTitle"_s);
    title->setFont(titleFont(font()));
    title->setWordWrap(true);
    m_content->addWidget(title);
    m_content->addWidget(makeHelpLabel(m_origin.type == ReplicationType::Performance
                                           ? tr("For performance replication from %1. It works "
                                                "once. Whoever has it can obtain all data of the "
                                                "primary: treat it like a root token.")
                                                 .arg(m_origin.primary.name)
                                           : tr("For disaster recovery replication from %1. It "
                                                "works once. Whoever has it can obtain all data of "
                                                "the primary: treat it like a root token.")
                                                 .arg(m_origin.primary.name),
                                       this));
}

void TokenDialog::buildToken()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(space(Space::Small, this));
    auto *mask = new PlainLabel(SecretView::mask(), this);
    mask->setObjectName(u"tokenMask"_s);
    mask->setAccessibleName(tr("Activation token, masked"));
    mask->setFont(monospaceFont(font()));
    row->addWidget(mask, 1);
    m_copy = new QPushButton(icon(Icon::Copy), tr("Copy token"), this);
    m_copy->setObjectName(u"copyTokenButton"_s);
    m_copy->setAutoDefault(false);
    connect(m_copy, &QPushButton::clicked, this, &TokenDialog::copyToken);
    row->addWidget(m_copy);
    m_content->addLayout(row);

    auto *clipboardRow = new QHBoxLayout;
    m_clipboard = makeHelpLabel({}, this);
    m_clipboard->setObjectName(u"clipboardCountdown"_s);
    clipboardRow->addWidget(m_clipboard, 1);
    m_clear = new QPushButton(tr("Clear now"), this);
    m_clear->setObjectName(u"clearClipboardButton"_s);
    m_clear->setAutoDefault(false);
    m_clear->setFlat(true);
    connect(m_clear, &QPushButton::clicked, this, [this] { m_services.clipboard.clearNow(); });
    clipboardRow->addWidget(m_clear);
    m_content->addLayout(clipboardRow);
    m_clipboard->hide();
    m_clear->hide();
    ClipboardGuard &guard = m_services.clipboard;
    connect(&guard, &ClipboardGuard::countdown, this, &TokenDialog::showClipboard);
    const auto ended = [this](const QString &text) {
        if (!m_countingDown)
            return;
        m_countingDown = false;
        m_clear->hide();
        m_clipboard->setText(text);
    };
    connect(&guard, &ClipboardGuard::cleared, this,
            [ended] { ended(tr("The clipboard was cleared.")); });
    connect(&guard, &ClipboardGuard::superseded, this, [ended] {
        ended(tr("Something else was copied meanwhile; the token is no longer on the clipboard."));
    });

    m_claims = new ClaimsView(m_services.clock, this);
    m_claims->setToken(m_token.token);
    m_claims->setKnownExpiry(m_token.expiresAt());
    m_claims->setPublicKeyBundle(m_token.isPublicKeyBundle);
    m_content->addWidget(m_claims);
}

void TokenDialog::buildUseOn()
{
    auto *box = new QWidget(this);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space(Space::Small, this));
    layout->addWidget(makeHeading(tr("Use the token on"), box));
    if (m_token.isPublicKeyBundle)
        layout->addWidget(makeHelpLabel(
            tr("Only the cluster whose public key it was made with can use it."), box));
    m_list = new UseOnList(m_services.fleet, m_origin.type, m_origin.primary.id, box);
    m_list->setOnly(m_origin.publicKeyOf);
    connect(m_list, &UseOnList::chosen, this, &TokenDialog::useRequested);
    layout->addWidget(m_list);
    box->hide();
    m_useOnBox = box;
    m_content->addWidget(box);
    m_content->addStretch();
}

void TokenDialog::buildButtons()
{
    auto *row = new QHBoxLayout;
    const int margin = space(Space::Large, this);
    const int gap = space(Space::Medium, this) * 3 / 4;
    row->setContentsMargins(margin, gap, margin, gap);
    row->setSpacing(space(Space::Small, this));
    m_whyNot = makeHelpLabel({}, this);
    m_whyNot->setObjectName(u"tokenWhyNot"_s);
    m_whyNot->setTextInteractionFlags(
        Qt::NoTextInteraction); // often empty: no stop for the keyboard
    row->addWidget(m_whyNot, 1);
    auto *close = new QPushButton(tr("Close"), this);
    close->setObjectName(u"closeTokenButton"_s);
    close->setAutoDefault(false);
    connect(close, &QPushButton::clicked, this, &TokenDialog::reject);
    row->addWidget(close);
    m_useOn =
        new QPushButton(icon(Icon::ArrowRight, SemanticColor::AccentText), tr("Use on…"), this);
    m_useOn->setObjectName(u"useOnButton"_s);
    m_useOn->setAutoDefault(false);
    setEmphasis(m_useOn, Emphasis::Primary);
    connect(m_useOn, &QPushButton::clicked, this, [this] {
        m_useOnBox->show();
        m_useOn->hide();
        m_list->focusFirst();
        m_content->activate();
        m_scroll->updateGeometry();
        growToContent(this);
        m_scroll->ensureWidgetVisible(m_useOnBox, 0, 0);
    });
    row->addWidget(m_useOn);
    qobject_cast<QVBoxLayout *>(layout())->addLayout(row);
}

QString TokenDialog::missingAddress() const
{
    if (m_token.isPublicKeyBundle)
        return {};
    const std::optional<ActivationTokenClaims> &claims = m_claims->claims();
    const bool named = claims && !claims->address.value_or(QString()).isEmpty();
    return named ? QString() : m_origin.primary.address;
}

bool TokenDialog::isUsable() const
{
    return !m_used && m_claims->verdict() != ClaimsView::Verdict::Expired;
}

std::optional<QDateTime> TokenDialog::expires() const
{
    return m_claims->expires();
}

void TokenDialog::markUsed(const QString &clusterName)
{
    m_used = true;
    m_token.token.clear();
    m_services.clipboard.clearCopy(std::exchange(m_copyNumber, 0));
    m_ledger.used(m_origin.ledgerEntry, clusterName);
    m_bar->showMessage(Tone::Good,
                       tr("Used on %1. The token works only once, so this window can be closed.")
                           .arg(clusterName));
    updateUsable();
}

void TokenDialog::reject()
{
    if (!m_used && !m_copied && !m_asked && m_claims->verdict() != ClaimsView::Verdict::Expired) {
        m_asked = true;
        m_bar->showMessage(Tone::Attention,
                           tr("The token is shown only here and was neither used nor copied. Its "
                              "id stays known on %1 "
                              "until it is revoked. Close again to discard the token.")
                               .arg(m_origin.primary.name),
                           tr("Discard token"));
        return;
    }
    QDialog::reject();
}

bool TokenDialog::focusNextPrevChild(bool next)
{
    return tabInReadingOrder(this, next);
}

void TokenDialog::copyToken()
{
    m_copied = true;
    m_countingDown = true;
    const std::chrono::seconds clearAfter =
        m_services.settings.settings().safety.clipboardClearAfter;
    m_copyNumber = m_services.clipboard.copySecret(m_token.token, clearAfter);
    m_countingDown = true; // copying may have ended an older countdown, which says so by signal
    m_ledger.copied(m_origin.ledgerEntry);
    showClipboard(clearAfter);
}

void TokenDialog::showClipboard(std::chrono::seconds remaining)
{
    if (!m_countingDown)
        return;
    m_clipboard->setText(
        tr("On the clipboard, marked as secret. Cleared in %1.").arg(durationText(remaining)));
    m_clipboard->show();
    m_clear->show();
}

void TokenDialog::updateUsable()
{
    const bool usable = isUsable();
    m_useOn->setEnabled(usable);
    m_copy->setEnabled(usable);
    const QString why = usable ? QString()
        : m_used               ? tr("The token was used, and it works only once.")
                               : tr("The token has expired. Generate a new one on the primary.");
    for (QPushButton *button : { m_useOn, m_copy }) {
        button->setToolTip(plainToolTip(why));
        button->setAccessibleDescription(why);
    }
    if (usable)
        m_useOn->setAccessibleDescription(
            tr("Hands the token to another registered cluster without showing it"));
    m_list->setUnusable(why);
    m_whyNot->setText(why);
}

} // namespace switchover::ui

#include "moc_tokendialog.cpp"
