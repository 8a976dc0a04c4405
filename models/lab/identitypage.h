// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/http/httpserver.h"

namespace switchover::lab {

class Estate;

/// The web page of the lab's identity provider, for the browser that an OIDC login opens.
///
/// | Call | What happens |
/// | --- | --- |
/// | GET /authorize?response_type=code&client_id=vault&redirect_uri=…&state=…&nonce=… | a page
/// with a button for each person and one to deny; its links lead to /decide |
/// | GET /decide?visit=…&person=alice | 302 to the redirect_uri with code and state |
/// | GET /decide?visit=… | 302 to the redirect_uri with error=access_denied and state |
///
/// With login_hint=alice added to /authorize nobody is asked. Mallory is in no group, and Vault
/// turns her away.
[[nodiscard]] Delivery answerIdentityPage(Estate &estate, const HttpRequest &request);

} // namespace switchover::lab
