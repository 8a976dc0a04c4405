// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/vault/httpcall.h"

#include <strings.h>

namespace switchover {

HttpAnswer::~HttpAnswer()
{
    if (!body.isEmpty() && body.isDetached())
        explicit_bzero(body.data(), size_t(body.size()));
}

} // namespace switchover
