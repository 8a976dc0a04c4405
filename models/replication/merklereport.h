// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"

#include <QDateTime>
#include <QList>
#include <QString>

#include <optional>

namespace switchover {

/// Answer of merkle-check. The check cannot find every corruption.
struct MerkleReport
{
    struct Page
    {
        int number = 0;
        bool corrupted = false; ///< the page itself; false with subpages: only those are bad
        QList<int> subpages;
        friend bool operator==(const Page &, const Page &) = default;
    };
    struct Tree
    {
        QString key;      ///< "1" replicated, "2" local
        QString type;     ///< "replicated" matters to both types, "local" to DR only
        QString rootHash; ///< base64 here, while the status has hex
        bool corruptedRoot = false;
        QList<Page> pages;
        friend bool operator==(const Tree &, const Tree &) = default;
    };
    bool corruptedRoot = false;
    QList<Tree> trees;
    std::optional<QDateTime> checkedAt;

    [[nodiscard]] bool isClean() const;
    friend bool operator==(const MerkleReport &, const MerkleReport &) = default;
};

[[nodiscard]] Result<MerkleReport> decodeMerkleReport(QByteArrayView body);

} // namespace switchover
