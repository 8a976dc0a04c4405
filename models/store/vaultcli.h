// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"
#include "models/base/secretstring.h"
#include "models/store/clusterrecord.h"

#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

namespace switchover {

/// What the `vault` command line of this user is set up for.
struct VaultCliSettings
{
    enum class TokenSource { None, Environment, Helper, File };

    ClusterRecord record;   ///< named after its host, not registered yet
    bool isDefault = false; ///< VAULT_ADDR is not set, so the address is the command's default
    QStringList remarks;    ///< whole sentences: what was not taken over, and why
    TokenSource tokenSource = TokenSource::None;
    SecretString token;  ///< from the environment or the file
    QString tokenHelper; ///< the program to ask; see readTokenFromHelper()
};

/// Reads the environment and the files below `home` as `vault` does: VAULT_CACERT, then
/// VAULT_CACERT_BYTES, then VAULT_CAPATH; VAULT_PROXY_ADDR before VAULT_HTTP_PROXY; VAULT_TOKEN,
/// then the token helper of ~/.vault, then ~/.vault-token. Verification is never switched off,
/// whatever VAULT_SKIP_VERIFY says. InvalidInput with `where` naming the variable that cannot be
/// used.
enum class VaultCliToken { Read, Leave };
[[nodiscard]] Result<VaultCliSettings> readVaultCli(const QProcessEnvironment &environment,
                                                    const QString &home,
                                                    VaultCliToken token = VaultCliToken::Read);

/// The path in `token_helper = "…"` of the CLI's HCL configuration; "" if there is none.
[[nodiscard]] QString tokenHelperIn(const QString &hcl);

/// "90", "90s", "1m30s", "500ms" in whole seconds, at least 1; 0 if it is none of these.
[[nodiscard]] int secondsOfGoDuration(const QString &text);

} // namespace switchover
