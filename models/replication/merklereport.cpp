// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/merklereport.h"

#include "models/base/json.h"
#include "models/replication/decoding.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct MerkleReportText
{
    Q_DECLARE_TR_FUNCTIONS(MerkleReport)
};

QList<MerkleReport::Page> readPages(JsonReader &json)
{
    QList<MerkleReport::Page> pages;
    json.object("corrupted_index_tuples_map"_L1, [&pages](JsonReader &map) {
        map.eachObject([&](const QString &name, JsonReader &entry) {
            MerkleReport::Page page;
            bool isNumber = false;
            page.number = name.toInt(&isNumber);
            if (!isNumber)
                entry.fail({}, MerkleReportText::tr("expected a page number as the name"));
            page.corrupted = entry.boolean("corrupted"_L1).value_or(false);
            for (const qint64 subpage : entry.integers("subpages"_L1).value_or(QList<qint64>()))
                page.subpages.append(int(std::clamp<qint64>(subpage, -1, 1'000'000)));
            pages.append(page);
        });
    });
    // Go writes map keys in the order of text: "10" before "9".
    std::ranges::sort(pages, {}, &MerkleReport::Page::number);
    return pages;
}

MerkleReport readReport(JsonReader &json)
{
    MerkleReport report;
    if (const auto corrupted = json.boolean("corrupted_root"_L1))
        report.corruptedRoot = *corrupted;
    else
        json.fail("corrupted_root"_L1, MerkleReportText::tr("expected a boolean, found nothing"));
    json.object("corrupted_tree_map"_L1, [&report](JsonReader &trees) {
        trees.eachObject([&report](const QString &key, JsonReader &entry) {
            MerkleReport::Tree tree;
            tree.key = key;
            tree.type = entry.text("tree_type"_L1).value_or(QString());
            tree.rootHash = entry.text("root_hash"_L1).value_or(QString());
            tree.corruptedRoot = entry.boolean("corrupted_subtree_root"_L1).value_or(false);
            tree.pages = readPages(entry);
            report.trees.append(tree);
        });
    });
    // A date here, although the status has the same member as Unix seconds.
    if (const auto text = json.text("last_corruption_check_epoch"_L1))
        report.checkedAt = momentFrom(*text);
    return report;
}

} // namespace

bool MerkleReport::isClean() const
{
    return !corruptedRoot && std::ranges::none_of(trees, [](const Tree &tree) {
        return tree.corruptedRoot || std::ranges::any_of(tree.pages, [](const Page &page) {
                   return page.corrupted || !page.subpages.isEmpty();
               });
    });
}

Result<MerkleReport> decodeMerkleReport(QByteArrayView body)
{
    const auto document = JsonDocument::parse(body);
    if (!document)
        return Failure(document.error());
    JsonReader root(*document);
    std::optional<MerkleReport> report;
    const auto take = [&report](JsonReader &json) { report = readReport(json); };
    if (root.isObject("data"_L1)) {
        root.object("data"_L1,
                    [&](JsonReader &data) { data.object("merkle_corruption_report"_L1, take); });
    }
    if (!report)
        root.object("merkle_corruption_report"_L1, take);
    if (!report)
        root.fail("data.merkle_corruption_report"_L1,
                  MerkleReportText::tr("expected an object, found nothing"));
    if (root.error())
        return Failure(*root.error());
    return *report;
}

} // namespace switchover
