// SPDX-FileCopyrightText: 2026 The Switchover authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/replication/answer.h"

#include "models/replication/operation.h"

#include <QCoreApplication>

#include <algorithm>
#include <iterator>

using namespace Qt::StringLiterals;

namespace switchover {

namespace {

struct Known
{
    QLatin1StringView start; ///< of Vault's text, after what wraps it
    const char *meaning;
};

// Causes deep inside a message come before the message that wraps them: what is looked for
// may stand anywhere in the text, and the first row found wins.
constexpr Known table[] {
    // Warnings
    { "This cluster is being enabled as a primary"_L1,
      QT_TRANSLATE_NOOP(
          "FriendlyText",
          "Accepted: the cluster becomes a primary and does not answer for a few seconds.") },
    { "This cluster is being demoted"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "Accepted: the cluster becomes a secondary without a primary and does not "
                        "answer for a few seconds.") },
    { "This cluster is having replication disabled"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "Accepted: replication is being disabled and the cluster does not answer "
                        "for a few seconds.") },
    { "This cluster is being promoted"_L1,
      QT_TRANSLATE_NOOP(
          "FriendlyText",
          "Accepted: the cluster becomes the primary and does not answer for a few seconds.") },
    { "Vault has successfully found secondary information"_L1,
      QT_TRANSLATE_NOOP(
          "FriendlyText",
          "Accepted: the cluster fetches from the primary what it lacks and may be away "
          "until the two are in step.") },
    { "No redirect address set in Vault"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "The token carries no address, because the primary has no api_addr "
                        "configured. Give the primary's API address when the token is used.") },
    { "Timeout hit while waiting for local replicated cluster"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "The write reached the primary, but this secondary has not received it "
                        "back yet. Reads here may be old for a moment.") },
    { "Endpoint ignored these unrecognized parameters"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "This version of Vault did not use all fields that were sent. Check that "
                        "the result is what you meant.") },
    { "Endpoint replaced the value of these parameters"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "This version of Vault took some values from the path instead of the "
                        "fields that were sent.") },

    // Activation and bootstrap
    { "certificate signed by unknown authority"_L1,
      QT_TRANSLATE_NOOP(
          "FriendlyText",
          "The secondary's servers do not trust the primary's API certificate. Name a CA file that "
          "is on every server of the secondary, then use a new token.") },
    { "certificate is valid for"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "The API address is not in the primary's certificate. Give an address that "
                        "is, or have the certificate reissued, then use a new token.") },
    { "because it doesn't contain any IP SANs"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "The primary's certificate names no IP address. Give the API address by "
                        "host name, then use a new token.") },
    { "tls: internal error"_L1,
      QT_TRANSLATE_NOOP(
          "FriendlyText",
          "The cluster address probably reached a standby. Let the load balancer for port 8201 "
          "choose the active node only, or use that node's address, then use a new token.") },
    { "tls: handshake failure"_L1,
      QT_TRANSLATE_NOOP(
          "FriendlyText",
          "Something ends TLS on the cluster port. Vault uses its own certificates on port 8201, "
          "so a load balancer must pass TLS through. Then use a new token.") },
    { "error response unwrapping secondary token"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "The activation token was already used, has expired or was revoked, or the "
                        "API address leads to another cluster. Revoke the id "
                        "on the primary and generate a new token.") },
    { "error unwrapping secondary token"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "The secondary's servers cannot reach the primary's API address to unwrap "
                        "the token. Open that port or give another primary "
                        "API address; a public key needs no such call.") },
    { "wrapping token is not valid or does not exist"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "The activation token was already used, has expired or was revoked. "
                        "Generate a new one.") },
    { "error validating wrapping token"_L1,
      QT_TRANSLATE_NOOP(
          "FriendlyText",
          "The token was not made by this cluster. Ask the primary that generated it.") },
    { "error authing for bootstrap"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "The secondary could not connect to the primary's cluster port, usually "
                        "8201. Check the firewall, and that the load balancer passes TLS through "
                        "and reaches the active node. Then use a new token.") },
    { "error fetching secondary bootstrap package"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "The secondary could not fetch its first data from the primary's cluster "
                        "port. Check the path to port 8201, then use a new token.") },
    { "a local (non-replicated) mount already exists"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "A shared mount of the primary has the path of a local mount here. Move or "
                        "remove the local mount.") },

    // Roles and promotion
    { "path disabled in replication DR secondary mode"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "This cluster is a DR secondary: it serves only health, seal status, "
                        "replication status and the calls that take a DR operation token.") },
    { "DR operation token was not provided"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "The call needs a DR operation token: one generated on this DR secondary, "
                        "or a batch token prepared on the primary.") },
    { "Not a DR secondary"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "This cluster is no DR secondary, so the call does not apply to it. Check "
                        "that it is the cluster you mean.") },
    { "replication is still catching up"_L1,
      QT_TRANSLATE_NOOP(
          "FriendlyText",
          "Not everything has arrived from the primary yet. While the primary is running, wait and "
          "try again. If it was demoted, nothing more arrives: promote it again. Force loses what "
          "is "
          "missing.") },
    { "required index state not present"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "The node has not caught up with what was written before. Nothing was "
                        "changed. Try again in a moment, best on the active node itself.") },
    { "rekeying can only be performed on the primary"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "Rekeying is done on the primary; the secondary's keys follow it.") },
    { "cannot rotate on a replication secondary"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "Keys are rotated on the primary; the secondary follows it.") },
    { "a merkle tree reindex is required before replication"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "Vault is reindexing by itself before replication starts. Wait.") },
    { "state is still irreconcilable after reindex"_L1,
      QT_TRANSLATE_NOOP(
          "FriendlyText",
          "Reindexing this secondary is not enough. Reindex the primary in a quiet window.") },
    { "disabled path"_L1,
      QT_TRANSLATE_NOOP(
          "FriendlyText",
          "The listener hides the replication status. This does not mean that replication is off. "
          "Use a listener without disable_replication_status_endpoints.") },
    { "enterprise-only feature"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "This is the community edition of Vault, which does not replicate.") },
    { "Feature Not Enabled"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "The licence of this cluster does not include the feature. Look at the "
                        "licence status.") },

    // DR operation token
    { "OTP string is wrong length"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "The one-time password has the wrong length for this version of Vault. "
                        "Leave it empty to let the server make one.") },
    { "error parsing PGP key"_L1,
      QT_TRANSLATE_NOOP(
          "FriendlyText",
          "The PGP key was not understood. Give the public key as base64 without armour lines.") },
    { "root generation already in progress"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "An attempt is already running, perhaps somebody else's. Join it with its "
                        "nonce, or cancel it and start again.") },
    { "otp or pgp_key parameter must be provided"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "This old version of Vault does not make the one-time password itself. "
                        "Give one as base64 of 16 bytes, or a PGP key.") },
    { "'key' must be"_L1,
      QT_TRANSLATE_NOOP(
          "FriendlyText",
          "The key share is missing or is no hex or base64 text. Check what was pasted.") },
    { "key is shorter than minimum"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "The key share is too short. Check that it was copied whole.") },
    { "key is longer than maximum"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "The key share is too long. Check that only one share was pasted.") },
    { "no root generation in progress"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "No attempt is running: it was cancelled, is complete, or was lost when "
                        "the leader changed. Start another one.") },
    { "incorrect nonce supplied"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "The attempt was replaced by another one. Read the attempt again and check "
                        "with the key holders whose it is.") },
    { "incorrect strategy supplied"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "A root token is being generated on this cluster, and only one attempt can "
                        "run at a time. Wait until it is complete or cancelled.") },
    { "given key has already been provided"_L1,
      QT_TRANSLATE_NOOP(
          "FriendlyText",
          "This key share was already given to the attempt. Another holder's share is needed.") },
    { "failed to compute root key"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "The shares do not belong together, so the count begins again from zero. "
                        "Shares of the primary are needed, not the former ones of this cluster.") },
    { "root generation aborted"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "The shares were not accepted, so the count begins again from zero. Shares "
                        "of the primary are needed, not the former ones of this cluster.") },

    // Any call
    { "server is not yet initialized"_L1,
      QT_TRANSLATE_NOOP("FriendlyText", "This Vault was never initialised.") },
    { "Vault is not initialized"_L1,
      QT_TRANSLATE_NOOP("FriendlyText", "This Vault was never initialised.") },
    { "Vault is sealed"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "Unseal the node; on a secondary with the primary's keys.") },
    { "local node not active but active cluster node not found"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "The cluster is choosing its active node, which is normal for some seconds "
                        "after a change. Try again soon.") },
    { "node is not active"_L1,
      QT_TRANSLATE_NOOP(
          "FriendlyText",
          "A standby answered and found no active node. Try again soon, or ask another node.") },
    { "no active Vault instance found"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "No node of the cluster is active at the moment. Try again soon.") },
    { "errors from both primary and secondary"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "The write failed here and on the primary to which it was forwarded. Read "
                        "both reasons.") },
    { "rate limit quota exceeded"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "A rate limit quota of this cluster refused the request. "
                        "Wait before trying again.") },
    { "request body too large"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "The request is larger than Vault takes, which is 32 MiB.") },
    { "cannot write to a path ending in"_L1,
      QT_TRANSLATE_NOOP("FriendlyText", "The address ends in a slash that Vault does not take.") },
    { "unsupported operation"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "This version of Vault does not know the call in this form.") },
    { "unsupported path"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "This Vault does not know the path. Replication paths exist only in the "
                        "root namespace.") },
    { "Field validation failed"_L1,
      QT_TRANSLATE_NOOP("FriendlyText", "Vault cannot read the form of a value.") },
    { "failed to parse JSON input"_L1,
      QT_TRANSLATE_NOOP("FriendlyText",
                        "Vault could not read the request. Something between here and Vault may "
                        "have changed it.") },
    { "permission denied"_L1, // see denialText() for what is known of the call
      QT_TRANSLATE_NOOP("FriendlyText",
                        "The token is not valid here or its policies do not allow the call. "
                        "Generating an activation token and reindexing need sudo. A DR secondary "
                        "refuses a wrong DR operation token in the same words, and from Vault 2.0 "
                        "generating one needs a Vault token as well.") },
};

QString denialText(Authorization authorization)
{
    switch (authorization) {
    case Authorization::Token:
    case Authorization::None:
        return QCoreApplication::translate(
            "FriendlyText",
            "The token signed in with is not valid here, or its policies do not allow the call.");
    case Authorization::SudoToken:
        return QCoreApplication::translate(
            "FriendlyText",
            "The token signed in with is not valid here, or its policies do not allow the call, "
            "which needs sudo.");
    case Authorization::DrOperationToken:
        return QCoreApplication::translate(
            "FriendlyText",
            "The DR operation token is not valid on this cluster, was used up, or is a batch token "
            "whose policy does not name the call. Give another one.");
    case Authorization::OptionalToken:
        return QCoreApplication::translate(
            "FriendlyText",
            "From Vault 2.0 a token is needed here besides the key shares, unless the server's "
            "configuration says otherwise.");
    }
    Q_UNREACHABLE();
}

constexpr auto denied = "permission denied"_L1;

const Known *knownText(const QString &vaultText)
{
    const auto found = std::ranges::find_if(table, [&vaultText](const Known &known) {
        return vaultText.contains(known.start, Qt::CaseInsensitive);
    });
    return found == std::end(table) ? nullptr : &*found;
}

} // namespace

QString friendlyText(const QString &vaultText, const Operation &operation)
{
    const Known *known = knownText(vaultText);
    return known && known->start == denied ? denialText(operation.authorization)
                                           : friendlyText(vaultText);
}

QString friendlyText(const QString &vaultText)
{
    const Known *known = knownText(vaultText);
    return known ? QCoreApplication::translate("FriendlyText", known->meaning) : QString();
}

} // namespace switchover
