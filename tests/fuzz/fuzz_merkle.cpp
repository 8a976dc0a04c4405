// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz.h"

#include "models/replication/merklereport.h"

#include <algorithm>

using namespace switchover;

// The report of merkle-check.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto report = decodeMerkleReport(fuzz::bytes(data, size));
    if (!report)
        return 0;
    (void)report->isClean();
    for (const MerkleReport::Tree &tree : report->trees)
        fuzz::require(std::ranges::is_sorted(tree.pages, {}, &MerkleReport::Page::number),
                      "pages are in order");
    return 0;
}
