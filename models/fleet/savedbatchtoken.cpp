// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/fleet/savedbatchtoken.h"

#include "models/base/json.h"
#include "models/base/jsonwriter.h"
#include "models/replication/catalogue.h"

#include <strings.h>

using namespace Qt::StringLiterals;

namespace switchover {

SecretString textOfBatchToken(const OperationTokenStock::Entry &entry, const SecretString &token)
{
    QStringList keys;
    for (const OperationId id : entry.operations)
        keys.append(operation(id).key);
    JsonWriter json;
    json.beginObject()
        .member("kind"_L1, u"batch-dr-operation-token"_s)
        .member("set"_L1, entry.setId)
        .member("since"_L1, entry.since)
        .member("expires"_L1, entry.expires.value_or(QDateTime()))
        .member("operations"_L1, keys)
        .endObject();
    const QByteArray about = json.result();
    QByteArray text;
    text.reserve(about.size() + 1 + token.size()); // no reallocation, which would leave a copy
    text += about;
    text += '\n';
    text += token.reveal();
    SecretString result { QByteArrayView(text) };
    explicit_bzero(text.data(), size_t(text.size()));
    return result;
}

Result<SavedBatchToken> batchTokenFrom(const SecretString &text)
{
    const QByteArrayView all = text.reveal();
    const qsizetype line = all.indexOf('\n');
    const Result<JsonDocument> document = JsonDocument::parse(all.first(line < 0 ? 0 : line));
    if (!document)
        return Failure(document.error());
    JsonReader json(*document);
    SavedBatchToken saved;
    saved.setId = json.text("set"_L1).value_or(QString());
    saved.since = json.dateTime("since"_L1).value_or(QDateTime());
    saved.expires = json.dateTime("expires"_L1).value_or(QDateTime());
    saved.token = SecretString(all.sliced(line + 1));
    const QStringList keys = json.texts("operations"_L1).value_or(QStringList());
    for (const Operation &row : operationCatalogue()) {
        if (keys.contains(row.key))
            saved.operations.append(row.id);
    }
    if (saved.token.isEmpty() || saved.setId.isEmpty() || !saved.expires.isValid())
        json.fail("token"_L1, u"incomplete"_s);
    if (json.error())
        return Failure(*json.error());
    return saved;
}

} // namespace switchover
