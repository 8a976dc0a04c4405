// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/replication/health.h"
#include "models/replication/merklereport.h"
#include "models/replication/problems/problems.h"
#include "models/replication/status.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace switchover {

class JsonWriter;

/// Offline help for a support ticket: what a saved answer or error text is, what it says, what is
/// wrong and what to do.
struct Explanation
{
    enum class Kind {
        Unknown,
        ReplicationStatus,
        Health,
        SealStatus,
        MerkleCheck,
        Action,
        ErrorText
    };
    QString file;
    Kind kind = Kind::Unknown;
    std::optional<ReplicationStatus> status;
    std::optional<Health> health;
    std::optional<SealStatus> seal;
    std::optional<MerkleReport> merkle;
    QStringList vaultTexts; ///< warnings or errors found
    QList<Problem> problems;
    std::optional<Error> error; ///< could not be decoded
};
[[nodiscard]] QString wireName(Explanation::Kind kind);

/// `file` is only a name: reading files is the caller's work. Plain text that is no JSON is
/// searched for known error messages.
[[nodiscard]] Explanation explain(const QString &file, const QByteArray &content);

/// The command line's two renderings. JSON: an array with one object for each file.
[[nodiscard]] QByteArray explanationsAsJson(const QList<Explanation> &explanations);
[[nodiscard]] QString explanationAsText(const Explanation &explanation);

/// One replication block as the command line's JSON shows it, here and in "status --json": mode,
/// state, set_id and so on, with absent values null and numbers as numbers.
void writeBlock(JsonWriter &writer, const std::optional<ReplicationBlock> &block,
                ReplicationType type);

} // namespace switchover
