// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/filterpanel.h"

#include "models/fleet/fleet.h"
#include "ui/operations/bulletlist.h"
#include "ui/operations/operationcenter.h"
#include "ui/operations/parameterfield.h"
#include "ui/services.h"
#include "ui/tokens/filtermemory.h"
#include "ui/widgets/disclosure.h"
#include "ui/widgets/formrow.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/theme.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include <chrono>

namespace switchover::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype mostOffers = 4;

/// What the word for "allow" and "deny" is on a server that calls them otherwise.
PathFilter translated(PathFilter filter)
{
    filter.mode = allows(filter) ? u"allow"_s : u"deny"_s;
    return filter;
}

} // namespace

FilterPanel::FilterPanel(const FieldContext &context, Use use, QWidget *parent)
    : QWidget(parent)
    , m_services(context.services)
    , m_memory(context.center.filterMemory())
    , m_use(use)
    , m_cluster(context.cluster)
    , m_clusterName(context.clusterName)
    , m_reader(context.services.fleet, context.cluster)
    , m_mounts(context.services.fleet, context.cluster)
{
    setObjectName(u"filterPanel"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space(Space::Small, this));

    auto *row = new QHBoxLayout;
    row->setSpacing(space(Space::Small, this));
    m_stored = new PlainLabel(this);
    m_stored->setObjectName(u"storedFilter"_s);
    m_stored->setWordWrap(true);
    row->addWidget(m_stored, 1);
    m_edit = new QPushButton(tr("Start from it"), this);
    m_edit->setObjectName(u"editStoredFilter"_s);
    m_edit->setAccessibleName(tr("Start from the stored filter"));
    m_edit->setAutoDefault(false);
    connect(m_edit, &QPushButton::clicked, this, [this] {
        if (m_reader.filter())
            emit taken(translated(*m_reader.filter()));
    });
    row->addWidget(m_edit, 0, Qt::AlignTop);
    layout->addLayout(row);

    m_consent = new QCheckBox(tr("Continue without knowing the stored filter"), this);
    m_consent->setObjectName(u"acceptUnknownFilter"_s);
    m_consent->setAccessibleDescription(
        tr("Saving or deleting may remove data from the secondary or send data to it."));
    m_consent->hide();
    layout->addWidget(m_consent);
    connect(m_consent, &QCheckBox::toggled, this, &FilterPanel::settledChanged);

    m_offersBox = new QWidget(this);
    m_offers = new QVBoxLayout(m_offersBox);
    m_offers->setContentsMargins(0, 0, 0, 0);
    m_offers->setSpacing(space(Space::Tiny, this));
    layout->addWidget(m_offersBox);
    m_dangers = new BulletList(tr("Data that moves"), Tone::Danger, u"filterDangers"_s, this);
    layout->addWidget(m_dangers);
    m_difference = new BulletList(tr("What changes"), Tone::Neutral, u"filterDifference"_s, this);
    layout->addWidget(m_difference);
    m_effect = new BulletList(tr("What it amounts to"), Tone::Accent, u"filterEffect"_s, this);
    layout->addWidget(m_effect);
    m_doubts = new BulletList(tr("To look at again"), Tone::Attention, u"filterDoubts"_s, this);
    layout->addWidget(m_doubts);

    m_dynamic =
        new Disclosure(tr("Kept away at the moment (dynamic filter)"), u"dynamicFilter"_s, this);
    m_onPrimary = new PlainLabel(m_dynamic);
    m_onPrimary->setObjectName(u"dynamicOnPrimary"_s);
    m_onSecondary = new PlainLabel(m_dynamic);
    m_onSecondary->setObjectName(u"dynamicOnSecondary"_s);
    for (QLabel *label : { m_onPrimary, m_onSecondary }) {
        label->setWordWrap(true);
        m_dynamic->body()->addWidget(label);
    }
    layout->addWidget(m_dynamic);

    m_settle.setSingleShot(true);
    m_settle.setInterval(400ms);
    connect(&m_settle, &QTimer::timeout, this, [this] { m_reader.read(m_id); });
    connect(&m_reader, &FilterReader::changed, this, [this] {
        if (m_reader.filter())
            m_memory.seen(m_cluster, m_reader.secondaryId(), translated(*m_reader.filter()));
        update();
        emit settledChanged();
    });
    connect(&m_mounts, &MountTreeReader::finished, this, [this] {
        update();
        emit settledChanged();
    });
    update();
}

void FilterPanel::show(const QString &secondaryId, const std::optional<PathFilter> &filter,
                       const QList<FilterPlace> &places, bool placesComplete)
{
    const bool other = secondaryId != m_id;
    m_id = secondaryId;
    m_filter = filter;
    m_places = places;
    m_complete = placesComplete;
    if (other) {
        m_consent->setChecked(false);
        m_reader.read({});
        m_settle.start();
        readPlaces();
    }
    update();
}

void FilterPanel::showDangers(const QStringList &sentences)
{
    m_dangers->setSentences(sentences);
}

void FilterPanel::readPlaces()
{
    if (m_use == Use::Looks && !m_id.isEmpty() && !m_mounts.wasRead() && !m_mounts.isReading())
        m_mounts.read();
}

StoredFilter FilterPanel::stored() const
{
    if (m_reader.secondaryId() != m_id)
        return {};
    switch (m_reader.stored().state) {
    case FilterReader::State::Known:
        return { StoredFilter::State::Stored, translated(*m_reader.filter()) };
    case FilterReader::State::None:
        return { StoredFilter::State::None, {} };
    case FilterReader::State::Unread:
    case FilterReader::State::Reading:
    case FilterReader::State::Failed:
        break;
    }
    return {};
}

bool FilterPanel::isSettled(const QString &secondaryId) const
{
    return secondaryId == m_id && m_reader.secondaryId() == m_id && !m_id.isEmpty()
        && (stored().state != StoredFilter::State::Unknown
            || (m_reader.stored().state == FilterReader::State::Failed && m_consent->isChecked()));
}

bool FilterPanel::isReading() const
{
    if (m_id.isEmpty())
        return false;
    return m_settle.isActive() || m_reader.stored().state == FilterReader::State::Reading
        || m_mounts.isReading();
}

QString FilterPanel::whyNotSettled(const QString &secondaryId) const
{
    if (isSettled(secondaryId))
        return m_mounts.isReading() ? tr("Switchover is reading the mounts of the primary.")
                                    : QString();
    if (m_id == secondaryId && m_reader.stored().state == FilterReader::State::Failed)
        return tr("The stored filter is unknown. Confirm that you continue without it.");
    return tr("Switchover is reading the stored filter.");
}

FilterChange FilterPanel::changeTo(const std::optional<PathFilter> &after) const
{
    const ClusterSnapshot *snapshot = m_services.fleet.snapshot(m_cluster);
    const ReplicationBlock *block =
        snapshot ? snapshot->block(ReplicationType::Performance) : nullptr;
    const bool isNew = block && block->knownSecondaries && !block->knownSecondaries->contains(m_id);
    const bool own = m_use == Use::Looks;
    const bool complete =
        own ? m_mounts.wasRead() && !m_mounts.isReading() && m_mounts.tree().complete : m_complete;
    return { .before = stored(),
             .after = after,
             .places = own ? m_mounts.tree().places : m_places,
             .seen = complete ? FilterChange::Places::AllSeen : FilterChange::Places::SomeSeen,
             .secondary = isNew ? FilterChange::Secondary::New : FilterChange::Secondary::Known,
             .secondaryId = m_id,
             .secondaryName = m_reader.secondaryName() };
}

QString FilterPanel::who() const
{
    return m_id.isEmpty() ? tr("The secondary") : m_id;
}

void FilterPanel::update()
{
    showStored();
    showConsent();
    showOffers();
    showEffect();
    showDynamic();
}

void FilterPanel::showStored()
{
    QString text;
    switch (m_reader.stored().state) {
    case FilterReader::State::Unread:
        text = m_id.isEmpty() ? tr("Enter the id to see the stored filter.") : QString();
        break;
    case FilterReader::State::Reading:
        text = tr("Switchover is reading the filter of “%1”…").arg(m_id);
        break;
    case FilterReader::State::None:
        text = tr("No filter is stored for “%1”.").arg(m_id);
        break;
    case FilterReader::State::Known:
        text = tr("Stored for “%1”: %2", "id, filter")
                   .arg(m_id, filterText(translated(*m_reader.filter())));
        break;
    case FilterReader::State::Failed:
        text = tr("Switchover can't read the filter of “%1”, so the effect of a change is "
                  "unknown. %2",
                  "id, reason")
                   .arg(m_id, errorSentence(*m_reader.stored().error));
        break;
    }
    m_stored->setText(text);
    m_stored->setVisible(!text.isEmpty());
    m_edit->setVisible(m_use == Use::Edits && m_reader.filter()
                       && (!m_filter || !differenceBetween(m_reader.filter(), m_filter).isEmpty()));
}

void FilterPanel::showEffect()
{
    const FilterReader::State state = m_reader.stored().state;
    const bool known = state == FilterReader::State::Known || state == FilterReader::State::None;
    QStringList difference;
    if (m_filter && known) {
        difference = differenceSentences(differenceBetween(m_reader.filter(), m_filter));
    }
    m_difference->setSentences(difference);
    m_effect->setSentences(m_filter ? filterEffect(m_filter, m_places, who()) : QStringList());
    m_doubts->setSentences(m_filter ? filterDoubts(*m_filter, m_places, m_complete)
                                    : QStringList());
}

QString FilterPanel::dynamicText(const FilterReader::Reading<DynamicFilter> &reading) const
{
    switch (reading.state) {
    case FilterReader::State::Unread:
        return {};
    case FilterReader::State::Reading:
        return tr("reading…");
    case FilterReader::State::None:
        return tr("no filter");
    case FilterReader::State::Failed:
        return tr("could not be read. %1").arg(errorSentence(*reading.error));
    case FilterReader::State::Known:
        break;
    }
    const QStringList all = reading.value->mounts + reading.value->namespaces;
    return all.isEmpty() ? tr("nothing") : all.join(u", "_s);
}

void FilterPanel::showDynamic()
{
    const QString primary = dynamicText(m_reader.onPrimary());
    const QString secondary = dynamicText(m_reader.onSecondary());
    m_dynamic->setVisible(!primary.isEmpty());
    m_onPrimary->setText(
        tr("%1, the primary, keeps away: %2", "cluster, mounts").arg(m_clusterName, primary));
    if (m_reader.secondaryName().isEmpty())
        m_onSecondary->setText(tr("The secondary is not registered here or not connected, so what "
                                  "it says itself is not known."));
    else
        m_onSecondary->setText(tr("%1, the secondary, does without: %2", "cluster, mounts")
                                   .arg(m_reader.secondaryName(), secondary));
}

void FilterPanel::showConsent()
{
    const bool failed = m_reader.stored().state == FilterReader::State::Failed;
    m_consent->setVisible(failed);
    if (!failed && m_reader.stored().state != FilterReader::State::Unread)
        m_consent->setChecked(false);
}

// A filter stays behind under the old id when a secondary gets a token with a new one.
QList<FilterPanel::Offer> FilterPanel::offers() const
{
    QList<Offer> result;
    if (m_use != Use::Edits)
        return result;
    const auto differs = [this](const PathFilter &filter) {
        return !m_filter || !differenceBetween(filter, m_filter).isEmpty();
    };
    const auto previous = m_memory.previous(m_cluster, m_id);
    if (isSettled(m_id) && previous && previous->state == StoredFilter::State::Stored
        && *previous != stored() && differs(previous->filter))
        result.append({ tr("The previous filter of “%1” was: %2", "id, filter")
                            .arg(m_id, filterText(previous->filter)),
                        u"restorePreviousFilter"_s, tr("Restore the previous filter"),
                        previous->filter });

    const ClusterSnapshot *snapshot = m_services.fleet.snapshot(m_cluster);
    const ReplicationBlock *block =
        snapshot ? snapshot->block(ReplicationType::Performance) : nullptr;
    const QStringList known =
        block ? block->knownSecondaries.value_or(QStringList()) : QStringList();
    const QList<RememberedFilter> remembered = m_memory.of(m_cluster);
    for (const RememberedFilter &each : remembered) {
        const bool own = each.secondaryId == m_id;
        const bool isLost = own ? m_reader.stored().state == FilterReader::State::None
                                : !known.contains(each.secondaryId);
        if (!isLost || !differs(each.filter) || result.size() >= mostOffers)
            continue;
        const QString text = own ? tr("Vault no longer holds a filter for “%1”. It was: %2")
                                 : tr("“%1” is no longer a secondary. Its filter was: %2");
        result.append({ text.arg(each.secondaryId, filterText(each.filter)),
                        u"restoreFilter."_s + each.secondaryId,
                        tr("Restore the filter of %1").arg(each.secondaryId), each.filter });
    }
    return result;
}

void FilterPanel::showOffers()
{
    const QList<Offer> all = offers();
    QStringList texts;
    for (const Offer &each : all)
        texts.append(each.text);
    m_offersBox->setVisible(!all.isEmpty());
    if (texts == m_shownOffers)
        return;
    m_shownOffers = texts;
    while (QLayoutItem *item = m_offers->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // the click may come from there
        delete item;
    }
    for (const Offer &each : all) {
        auto *line = new QWidget(m_offersBox);
        auto *row = new QHBoxLayout(line);
        row->setContentsMargins(0, 0, 0, 0);
        auto *text = new PlainLabel(each.text, line);
        text->setWordWrap(true);
        row->addWidget(text, 1);
        auto *restore = new QPushButton(tr("Restore"), line);
        restore->setObjectName(each.buttonName);
        restore->setAccessibleName(each.accessibleName);
        restore->setAutoDefault(false);
        connect(restore, &QPushButton::clicked, this,
                [this, filter = each.filter] { emit taken(filter); });
        row->addWidget(restore, 0, Qt::AlignTop);
        m_offers->addWidget(line);
    }
}

} // namespace switchover::ui

#include "moc_filterpanel.cpp"
