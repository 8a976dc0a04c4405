// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/fleet/filterreader.h"
#include "models/fleet/mounttreereader.h"
#include "models/replication/filtereffect.h"
#include "models/replication/pathfilter.h"

#include <QTimer>
#include <QWidget>

class QCheckBox;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace switchover::ui {

class BulletList;
class Disclosure;
class FilterMemory;
struct FieldContext;
struct Services;

/// Below the fields of a path filter: what is stored for this secondary, what would change, what it
/// amounts to in words, and filters that could be restored. Reads as soon as an id stands still.
/// Nothing may be edited or sent before that is read, or the user accepts that it is unknown.
class FilterPanel final : public QWidget
{
    Q_OBJECT

public:
    enum class Use { Edits, Looks };
    FilterPanel(const FieldContext &context, Use use, QWidget *parent);

    /// What the form says now. `filter` is nullopt where none is wanted; `places` are those read
    /// from the primary.
    void show(const QString &secondaryId, const std::optional<PathFilter> &filter,
              const QList<FilterPlace> &places, bool placesComplete);
    [[nodiscard]] const FilterReader &reader() const { return m_reader; }
    /// The stored filter of this id is read, known to be absent, or accepted as unknown.
    [[nodiscard]] bool isSettled(const QString &secondaryId) const;
    [[nodiscard]] bool isReading() const;
    /// The change from the stored filter to `after`, with all that is known of the mounts.
    [[nodiscard]] FilterChange changeTo(const std::optional<PathFilter> &after) const;
    void showDangers(const QStringList &sentences);
    /// What is missing before anything may be sent; "" if nothing is.
    [[nodiscard]] QString whyNotSettled(const QString &secondaryId) const;

signals:
    /// A reading, the consent to an unknown filter, or the list of mounts changed.
    void settledChanged();
    /// The user wants to go on from this filter.
    void taken(const switchover::PathFilter &filter);

private:
    void update();
    void showStored();
    void showEffect();
    void showDynamic();
    void showOffers();
    void showConsent();
    void readPlaces();
    [[nodiscard]] StoredFilter stored() const;
    struct Offer
    {
        QString text;
        QString buttonName;
        QString accessibleName;
        PathFilter filter;
    };
    [[nodiscard]] QList<Offer> offers() const;
    [[nodiscard]] QString who() const;
    [[nodiscard]] QString dynamicText(const FilterReader::Reading<DynamicFilter> &reading) const;

    Services &m_services;
    FilterMemory &m_memory;
    Use m_use;
    ClusterId m_cluster;
    QString m_clusterName;
    FilterReader m_reader;
    MountTreeReader m_mounts; ///< of a form that has no tree of its own
    QTimer m_settle;          ///< an id that is being typed is not asked for letter by letter
    QString m_id;
    std::optional<PathFilter> m_filter;
    QList<FilterPlace> m_places;
    bool m_complete = false;

    QLabel *m_stored = nullptr;
    QPushButton *m_edit = nullptr;
    QCheckBox *m_consent = nullptr;
    BulletList *m_dangers = nullptr;
    BulletList *m_difference = nullptr;
    BulletList *m_effect = nullptr;
    BulletList *m_doubts = nullptr;
    QWidget *m_offersBox = nullptr;
    QVBoxLayout *m_offers = nullptr;
    QStringList m_shownOffers;
    Disclosure *m_dynamic = nullptr;
    QLabel *m_onPrimary = nullptr;
    QLabel *m_onSecondary = nullptr;
};

} // namespace switchover::ui
