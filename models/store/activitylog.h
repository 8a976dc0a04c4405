// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/activityentry.h"

#include <QFile>
#include <QList>
#include <QObject>
#include <QString>

namespace switchover {

/// Append-only JSON Lines file, flushed to disk for each entry, and the newest entries in memory.
/// A full file is set aside as "….1.jsonl", replacing the one before it.
class ActivityLog final : public QObject
{
    Q_OBJECT

public:
    static constexpr int keptInMemory = 20000;

    /// `path` "" keeps the log in memory only.
    explicit ActivityLog(QString path, QObject *parent = nullptr);
    ~ActivityLog() override;

    /// Reads the newest entries of the file; damaged lines are skipped and counted.
    int load();
    /// Gives the entry its number and, if it has none, its time.
    void append(ActivityEntry entry);
    [[nodiscard]] const QList<ActivityEntry> &entries() const;

    /// The size at which the file is set aside; 10 MiB unless a test says otherwise.
    void setRotationSize(qint64 bytes);
    /// All entries in memory as JSON Lines, for a ticket.
    [[nodiscard]] QByteArray exported() const;

signals:
    void appended(const switchover::ActivityEntry &entry);
    /// The file cannot be written; entries go on in memory. Said once, until writing works again.
    void writeFailed(const QString &reason);

private:
    int readFile(const QString &path);
    [[nodiscard]] QString olderPath() const;
    bool openFile();
    bool rotateIfFull(qsizetype coming);
    bool writeLine(const QByteArray &line);
    void keep(const ActivityEntry &entry);

    QString m_path;
    QFile m_file;
    QList<ActivityEntry> m_entries;
    quint64 m_next = 1;
    qint64 m_rotationSize = 10 * 1024 * 1024;
    bool m_failing = false;
};

} // namespace switchover
