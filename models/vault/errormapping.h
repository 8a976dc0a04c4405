// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/vault/httpcall.h"

#include <QNetworkReply>
#include <QUrl>

namespace switchover {

/// True if an answer came and Qt merely gives its opinion on the status.
[[nodiscard]] bool isAnswered(QNetworkReply::NetworkError code);

/// For a request without a (whole) answer.
[[nodiscard]] Error errorFromNetwork(QNetworkReply::NetworkError code, const QString &text,
                                     const QUrl &url);

/// For an answer that is no success: kind by status and Vault's own words, which are kept exactly.
[[nodiscard]] Error errorFromAnswer(const HttpAnswer &answer);

/// True if the body cannot be Vault's: not empty and no JSON object.
[[nodiscard]] bool isForeign(const HttpAnswer &answer);

/// For a foreign body under a status that means success.
[[nodiscard]] Error foreignAnswer(const HttpAnswer &answer);

} // namespace switchover
