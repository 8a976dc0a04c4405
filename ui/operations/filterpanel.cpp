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

    m_offersBox = new QWidget(this);
    m_offers = new QVBoxLayout(m_offersBox);
    m_offers->setContentsMargins(0, 0, 0, 0);
    m_offers->setSpacing(space(Space::Tiny, this));
    layout->addWidget(m_offersBox);
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
        m_reader.read({});
        m_settle.start();
    }
    update();
}

QString FilterPanel::who() const
{
    return m_id.isEmpty() ? tr("The secondary") : m_id;
}

void FilterPanel::update()
{
    showStored();
    showOffers();
    showEffect();
    showDynamic();
}

void FilterPanel::showStored()
{
    QString text;
    switch (m_reader.stored().state) {
    case FilterReader::State::Unread:
        text = m_id.isEmpty() ? tr("Give the id to see what is stored for it.") : QString();
        break;
    case FilterReader::State::Reading:
        text = tr("Reading what is stored for “%1”…").arg(m_id);
        break;
    case FilterReader::State::None:
        text = tr("No filter is stored for “%1”.").arg(m_id);
        break;
    case FilterReader::State::Known:
        text = tr("Stored for “%1”: %2", "id, filter")
                   .arg(m_id, filterText(translated(*m_reader.filter())));
        break;
    case FilterReader::State::Failed:
        text = tr("What is stored for “%1” could not be read, so the difference is not known. %2",
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
        difference += filterConsequences(m_reader.filter(), m_filter, m_places, who());
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

// A filter stays behind under the old id when a secondary gets a token with a new one.
void FilterPanel::showOffers()
{
    const ClusterSnapshot *snapshot = m_services.fleet.snapshot(m_cluster);
    const ReplicationBlock *block =
        snapshot ? snapshot->block(ReplicationType::Performance) : nullptr;
    const QStringList known =
        block ? block->knownSecondaries.value_or(QStringList()) : QStringList();
    QList<RememberedFilter> offers =
        m_use == Use::Edits ? m_memory.of(m_cluster) : QList<RememberedFilter>();
    offers.removeIf([this, &known](const RememberedFilter &each) {
        const bool own = each.secondaryId == m_id;
        const bool lostOwn = own && m_reader.stored().state == FilterReader::State::None;
        return own ? !lostOwn : known.contains(each.secondaryId);
    });
    offers.removeIf([this](const RememberedFilter &each) {
        return m_filter && differenceBetween(each.filter, m_filter).isEmpty();
    });
    if (offers.size() > mostOffers)
        offers.resize(mostOffers);
    QStringList texts;
    for (const RememberedFilter &each : offers) {
        texts.append(each.secondaryId == m_id
                         ? tr("Vault holds no filter for “%1” any more. It was: %2")
                               .arg(each.secondaryId, filterText(each.filter))
                         : tr("“%1” is no secondary any more. Its filter was: %2")
                               .arg(each.secondaryId, filterText(each.filter)));
    }
    m_offersBox->setVisible(!offers.isEmpty());
    if (texts == m_shownOffers)
        return;
    m_shownOffers = texts;
    while (QLayoutItem *item = m_offers->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // the click may come from there
        delete item;
    }
    for (qsizetype index = 0; index < offers.size(); ++index) {
        auto *line = new QWidget(m_offersBox);
        auto *row = new QHBoxLayout(line);
        row->setContentsMargins(0, 0, 0, 0);
        auto *text = new PlainLabel(texts.at(index), line);
        text->setWordWrap(true);
        row->addWidget(text, 1);
        auto *restore = new QPushButton(tr("Restore"), line);
        restore->setObjectName(u"restoreFilter."_s + offers.at(index).secondaryId);
        restore->setAccessibleName(
            tr("Restore the filter of %1").arg(offers.at(index).secondaryId));
        restore->setAutoDefault(false);
        connect(restore, &QPushButton::clicked, this,
                [this, filter = offers.at(index).filter] { emit taken(filter); });
        row->addWidget(restore, 0, Qt::AlignTop);
        m_offers->addWidget(line);
    }
}

} // namespace switchover::ui

#include "moc_filterpanel.cpp"
