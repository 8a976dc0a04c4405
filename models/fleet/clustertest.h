// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/secretstring.h"
#include "models/store/clusterrecord.h"
#include "models/vault/connectiontest.h"

#include <memory>

namespace switchover {

class ClusterSession;

/// A test of the way to a cluster as its record has it, registered or not yet. What is wrong with
/// the record's files becomes the first finding. `session` of the registered cluster, if there is
/// one, is asked for the nodes if it is signed in and leads to the same servers.
[[nodiscard]] std::unique_ptr<ConnectionTest> makeConnectionTest(const ClusterRecord &record,
                                                                 const SecretString &keyPassphrase,
                                                                 const ClusterSession *session);

} // namespace switchover
