// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/base/secretstring.h"

namespace switchover::ui {

/// Where the operation forms get secrets from that the user need not type. In the lab its tokens
/// guard nothing, so the lab answers here; against real clusters nobody does.
class SuggestedSecrets
{
public:
    SuggestedSecrets() = default;
    virtual ~SuggestedSecrets() = default;
    Q_DISABLE_COPY_MOVE(SuggestedSecrets)

    /// Empty if there is none for this cluster.
    [[nodiscard]] virtual SecretString drOperationToken(const ClusterId &cluster) const = 0;
    /// An unseal or recovery key share that an attempt on this cluster has not had yet; `progress`
    /// were given.
    [[nodiscard]] virtual SecretString keyShare(const ClusterId &cluster, int progress) const = 0;
};

} // namespace switchover::ui
