// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/tokenledger.h"

#include "models/base/json.h"
#include "models/base/jsonwriter.h"
#include "models/base/logging.h"
#include "models/store/storefiles.h"

#include <algorithm>
#include <optional>
#include <utility>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

constexpr auto formatName = "switchover-ledger"_L1;
constexpr quint64 formatVersion = 1;

LedgerEntry readEntry(JsonReader &reader)
{
    LedgerEntry entry;
    entry.id = reader.text("id"_L1).value_or(QString());
    entry.primary.value = reader.text("primary"_L1).value_or(QString());
    entry.primaryName = reader.text("primary_name"_L1).value_or(QString());
    entry.type = reader.text("type"_L1).value_or(QString());
    entry.secondaryId = reader.text("secondary_id"_L1).value_or(QString());
    entry.accessor = reader.text("accessor"_L1).value_or(QString());
    entry.mintedAt = reader.dateTime("minted_at"_L1).value_or(QDateTime());
    entry.expiresAt = reader.dateTime("expires_at"_L1);
    entry.copiedAt = reader.dateTime("copied_at"_L1);
    entry.usedAt = reader.dateTime("used_at"_L1);
    entry.usedOn = reader.text("used_on"_L1).value_or(QString());
    entry.seenConnectedAt = reader.dateTime("seen_connected_at"_L1);
    entry.revokedAt = reader.dateTime("revoked_at"_L1);
    entry.publicKeyBundle = reader.boolean("public_key_bundle"_L1).value_or(false);
    entry.filterMode = reader.text("filter_mode"_L1).value_or(QString());
    entry.filterPaths = reader.texts("filter_paths"_L1).value_or(QStringList());
    if (entry.id.isEmpty())
        reader.fail("id"_L1, TokenLedger::tr("an entry needs an id"));
    return entry;
}

void writeEntry(JsonWriter &writer, const LedgerEntry &entry)
{
    writer.beginObject()
        .member("id"_L1, entry.id)
        .member("primary"_L1, entry.primary.value)
        .member("primary_name"_L1, entry.primaryName)
        .member("type"_L1, entry.type)
        .member("secondary_id"_L1, entry.secondaryId)
        .member("accessor"_L1, entry.accessor)
        .member("minted_at"_L1, entry.mintedAt)
        .member("expires_at"_L1, entry.expiresAt)
        .member("copied_at"_L1, entry.copiedAt)
        .member("used_at"_L1, entry.usedAt)
        .member("used_on"_L1, entry.usedOn)
        .member("seen_connected_at"_L1, entry.seenConnectedAt)
        .member("revoked_at"_L1, entry.revokedAt)
        .member("public_key_bundle"_L1, entry.publicKeyBundle)
        .member("filter_mode"_L1, entry.filterMode)
        .member("filter_paths"_L1, entry.filterPaths)
        .endObject();
}

Result<QList<LedgerEntry>> decodeLedger(const QByteArray &json)
{
    const auto document = JsonDocument::parse(json);
    if (!document)
        return Failure(document.error());
    JsonReader reader(*document);
    QList<LedgerEntry> entries;
    if (const auto format = reader.text("format"_L1); format != formatName)
        reader.fail("format"_L1, TokenLedger::tr("expected \"%1\"").arg(formatName));
    if (const auto version = reader.count("version"_L1); version && *version > formatVersion)
        reader.fail("version"_L1,
                    TokenLedger::tr("the file was written by a newer version of this program"));
    reader.objects("entries"_L1,
                   [&entries](JsonReader &entry) { entries.append(readEntry(entry)); });
    if (reader.error())
        return Failure(*reader.error());
    return entries;
}

QByteArray encode(const QList<LedgerEntry> &entries)
{
    JsonWriter writer(JsonWriter::Style::Indented);
    writer.beginObject().member("format"_L1, formatName).member("version"_L1, formatVersion);
    writer.key("entries"_L1).beginArray();
    for (const LedgerEntry &entry : entries)
        writeEntry(writer, entry);
    writer.endArray().endObject();
    return writer.result() + '\n';
}

} // namespace

TokenLedger::TokenLedger(QString path, QObject *parent)
    : QObject(parent)
    , m_path(std::move(path))
{
}

const QList<LedgerEntry> &TokenLedger::entries() const
{
    return m_entries;
}

Result<void> TokenLedger::load()
{
    m_entries.clear();
    m_unreadable = false;
    if (m_path.isEmpty())
        return {};
    const auto content = readStoreFile(m_path);
    if (!content) {
        m_unreadable = true;
        return Failure(content.error());
    }
    if (!*content)
        return {};
    auto entries = decodeLedger(**content);
    if (entries) {
        m_entries = *std::move(entries);
        return {};
    }
    Error error { .kind = Error::Kind::File, .where = m_path, .detail = entries.error().detail };
    if (!entries.error().where.isEmpty())
        error.detail = u"%1: %2"_s.arg(entries.error().where, error.detail);
    if (const auto aside = moveStoreFileAside(m_path)) {
        error.detail =
            tr("%1. It was moved to %2, and a new one is begun.").arg(error.detail, *aside);
    } else {
        m_unreadable = true;
        error.detail =
            tr("%1. It could not be moved aside, so nothing is saved.").arg(error.detail);
    }
    return Failure(error);
}

void TokenLedger::put(const LedgerEntry &entry)
{
    const LedgerEntry fresh = entry; // may be one of m_entries
    const auto found = std::ranges::find(m_entries, fresh.id, &LedgerEntry::id);
    if (found == m_entries.end())
        m_entries.append(fresh);
    else if (*found == fresh)
        return;
    else
        *found = fresh;
    save();
    emit changed(fresh);
}

void TokenLedger::forget(const QString &id)
{
    const QString gone = id;
    if (m_entries.removeIf([&gone](const LedgerEntry &entry) { return entry.id == gone; }) == 0)
        return;
    save();
    emit forgotten(gone);
}

void TokenLedger::save()
{
    if (m_path.isEmpty())
        return;
    if (m_unreadable) {
        emit writeFailed(tr("The ledger's file could not be read, so nothing is saved in it."));
        return;
    }
    if (const auto written = writeStoreFile(m_path, encode(m_entries)); !written) {
        qCWarning(lcStore) << "the ledger cannot be written:" << written.error().detail;
        emit writeFailed(written.error().detail);
    }
}

} // namespace switchover

#include "moc_tokenledger.cpp"
