// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/ids.h"
#include "models/store/clusterrecord.h"

namespace switchover {

/// Under which a cluster's credential is kept in a CredentialStore. Where it may be sent is part of
/// the key: the addresses in any order, and by what a server there is known as the right one. So a
/// record that came from somebody else's file, or was edited in one, finds nothing to send to
/// servers that the credential was not given to. A CA file counts by its path, as it gets renewed.
[[nodiscard]] ClusterId credentialKey(const ClusterRecord &record);

} // namespace switchover
