// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/http/httpserver.h"

namespace switchover::lab {

class Lab;

// clang-format off
/// Answers on the lab's control address: a small JSON API on 127.0.0.1 for scripts and tests.
///
/// | Call                                | Body                                                        |
/// | ----------------------------------- | ----------------------------------------------------------- |
/// | GET    /v1/lab                      | – ; answers Lab::description()                              |
/// | GET    /v1/lab/requests             | – ; {"requests":[{sequence, time, cluster, node, method, path, query, body, token, namespace, status}]} |
/// | DELETE /v1/lab/requests             | – ; forgets them                                            |
/// | GET    /v1/lab/faults               | – ; {"kinds":[{id, label, help, needs_tls}], "faults":[{id, cluster, node, kind, …}]} |
/// | POST   /v1/lab/faults               | cluster, kind; node, path, method, count, status, text, delay_ms; answers {"id":1} |
/// | DELETE /v1/lab/faults[/<id>]        | – ; clears all, or one                                      |
/// | GET    /v1/lab/sign-ins?cluster=…   | – ; [{method, mount, namespace, name, password, …}]         |
/// | GET    /v1/lab/totp?seed=…          | – ; {"code":"123456"}, the passcode of this moment          |
/// | GET    /v1/lab/pushes               | – ; {"pushes":[{id, cluster, user, method, number}]}        |
/// | POST   /v1/lab/push                 | approve (true or false), id (without it: all)               |
/// | POST   /v1/lab/seal, stop, start    | node                                                        |
/// | POST   /v1/lab/unseal-all, step-down| cluster                                                     |
/// | POST   /v1/lab/partition            | a, b, cut (true or false)                                   |
/// | POST   /v1/lab/link                 | cluster, slow                                               |
/// | POST   /v1/lab/tree                 | cluster, corrupt                                            |
/// | POST   /v1/lab/licence              | cluster, expired                                            |
/// | POST   /v1/lab/write                | cluster, count: as an application would write secrets       |
/// | POST   /v1/lab/advance              | ms: moves the lab's clock                                   |
///
/// One call writes at most 10,000 secrets, moves the clock by at most 400 days, and has a body of
/// at most 64 KiB; there are at most 1,000 faults.
/// Changes answer 204. Errors are {"errors":["…"]} with 400 or 404. Requests whose Host header is
/// not loopback, or that a web page sent (Origin header), get 403: no site that a browser visits
/// can reach into the lab. Every cluster has the users of authdata.h; a password is the user's name.
// clang-format on
[[nodiscard]] Delivery answerControl(Lab &lab, const HttpRequest &request);

} // namespace switchover::lab
