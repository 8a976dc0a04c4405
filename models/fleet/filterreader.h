// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/base/ids.h"
#include "models/replication/answer.h"

#include <QObject>
#include <QString>

#include <optional>

namespace switchover {

class Fleet;

/// What is known of the path filter of one secondary: as stored on the primary, and what it keeps
/// away at the moment in the eyes of both ends.
class FilterReader final : public QObject
{
    Q_OBJECT

public:
    enum class State { Unread, Reading, None, Known, Failed };
    template <typename T>
    struct Reading
    {
        State state = State::Unread;
        std::optional<T> value;
        std::optional<Error> error;
    };

    FilterReader(Fleet &fleet, const ClusterId &primary, QObject *parent = nullptr);

    /// "" forgets what was read. An answer for another id is dropped.
    void read(const QString &secondaryId);
    [[nodiscard]] const QString &secondaryId() const { return m_id; }
    [[nodiscard]] const Reading<PathFilter> &stored() const { return m_stored; }
    [[nodiscard]] const Reading<DynamicFilter> &onPrimary() const { return m_onPrimary; }
    /// Unread while the secondary is not registered.
    [[nodiscard]] const Reading<DynamicFilter> &onSecondary() const { return m_onSecondary; }
    [[nodiscard]] const QString &secondaryName() const { return m_secondaryName; }
    /// The stored filter; nullopt also while it is not known.
    [[nodiscard]] const std::optional<PathFilter> &filter() const { return m_stored.value; }

signals:
    void changed();

private:
    template <typename T>
    void ask(const ClusterId &cluster, OperationId operation, Reading<T> &into,
             std::optional<T> OperationAnswer::*member);

    Fleet &m_fleet;
    ClusterId m_primary;
    QString m_id;
    quint64 m_generation = 0;
    QString m_secondaryName;
    Reading<PathFilter> m_stored;
    Reading<DynamicFilter> m_onPrimary;
    Reading<DynamicFilter> m_onSecondary;
};

} // namespace switchover
