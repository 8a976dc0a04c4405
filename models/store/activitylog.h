// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"

#include <QDateTime>
#include <QList>
#include <QObject>
#include <QString>

namespace switchover {

/// One line of what happened, for people: never a body, never a secret.
struct ActivityEntry
{
    enum class Kind {
        Asked, ///< the operator asked for something
        Sent, ///< a mutating request left this computer
        Answered, ///< the server answered
        Settled, ///< seen to be done, or what else became of it
        Observed, ///< a state changed on a cluster without us
        Note, ///< sign-in, registry, lab
    };
    quint64 number = 0; ///< rises by one
    QDateTime time; ///< UTC
    Kind kind = Kind::Note;
    enum class Outcome { Neutral, Good, Attention, Bad } outcome = Outcome::Neutral;
    ClusterId cluster; ///< may be invalid
    QString clusterName;
    QString operationKey; ///< "" if none
    QString run; ///< groups the entries of one operation
    QString text;

    friend bool operator==(const ActivityEntry &, const ActivityEntry &) = default;
};

/// Append-only JSON Lines file, flushed to disk for each entry, and the newest entries in memory.
class ActivityLog final : public QObject
{
    Q_OBJECT

public:
    static constexpr int keptInMemory = 20'000;

    /// `path` "" keeps the log in memory only.
    explicit ActivityLog(QString path, QObject *parent = nullptr);
    ~ActivityLog() override;

    /// Reads the newest entries of the file; damaged lines are skipped and counted.
    int load();
    /// Gives the entry its number and, if it has none, its time.
    void append(ActivityEntry entry);
    [[nodiscard]] const QList<ActivityEntry> &entries() const;

signals:
    void appended(const switchover::ActivityEntry &entry);
    /// The file cannot be written; entries go on in memory.
    void writeFailed(const QString &reason);

private:
    QString m_path;
    QList<ActivityEntry> m_entries;
    quint64 m_next = 1;
};

} // namespace switchover
