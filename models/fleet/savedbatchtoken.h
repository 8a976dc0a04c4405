// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/base/secretstring.h"
#include "models/fleet/operationtokenstock.h"

namespace switchover {

/// A batch token with what is known of it, as one text for the keychain, so that no file has to
/// say that there is one of which set until when.
[[nodiscard]] SecretString textOfBatchToken(const OperationTokenStock::Entry &entry,
                                            const SecretString &token);

struct SavedBatchToken
{
    SecretString token;
    QString setId;
    QDateTime since;
    QDateTime expires;
    QList<OperationId> operations;
};
[[nodiscard]] Result<SavedBatchToken> batchTokenFrom(const SecretString &text);

} // namespace switchover
