// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/lab/core/storage.h"
#include "models/lab/core/version.h"

namespace switchover::lab {

/// The ways of signing in that every simulated cluster has. Everywhere the password is the user's
/// name, but for one user; what is special about a user is in the user's name:
///
/// | User | Where | What happens |
/// | --- | --- | --- |
/// | observer, operator, failover, architect, admin | everywhere | a token with that policy |
/// | batch | userpass | a batch token |
/// | brief | userpass | a lease of two minutes that can be renewed up to ten |
/// | periodic | userpass | a periodic token, five minutes |
/// | thrice | userpass | good for three requests |
/// | discreet | userpass, ldap, okta, radius | a random password, which is nowhere else |
/// | totp | userpass, ldap | a second factor: passcode |
/// | push, push-denied, push-silent | userpass | a second factor on a telephone: approves after a
/// moment, denies, does not answer by itself |
/// | both, either | userpass | passcode and push; one of them |
/// | push, push-denied, push-silent, number | okta | Okta's own factor during the login |
/// | locked, expired | ldap, okta | turned away by the directory |
void addAuthMethods(SharedData &shared, const Version &version);

/// A mount of that type with the four roles as its users: for namespaces.
void addUserpass(SharedData &shared, const QString &mount);

/// Where CLI and desktop programs listen for the answer of an identity provider.
[[nodiscard]] const QStringList &loopbackRedirects();

} // namespace switchover::lab
