#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Switchover authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A planned disaster recovery failover on simulated clusters, with curl and jq alone, as an operator
# would do it by hand: demote first, promote by a DR operation token, point the old primary at the
# new one, wait until it streams, delete the operation token.
#
# usage: curl-dr-failover.sh shares|batch COMMAND [ARGUMENT...]
#
# COMMAND serves a lab with the scenario dr-pair and prints one JSON object as its first line.
# "shares" makes the DR operation token for the promotion from key shares, "batch" uses the batch
# token that was prepared on the primary.
set -euo pipefail

for tool in curl jq od base64 mktemp; do
    command -v "$tool" >/dev/null || { echo "skipped: $tool is not installed"; exit 77; }
done
authority=$1
shift

work=$(mktemp -d)
server=
finish() {
    local status=$?
    if [ -n "$server" ]; then
        kill -TERM "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT

fail() { echo "FAILED: $*" >&2; exit 1; }
step() { echo "-- $*"; }

mkfifo "$work/lines"
"$@" >"$work/lines" 2>"$work/server.log" &
server=$!
exec 3<"$work/lines"
IFS= read -r -t 30 lab <&3 || fail "the lab said nothing: $(cat "$work/server.log")"
jq -e '.clusters | length >= 2' <<<"$lab" >/dev/null || fail "the first line is not the lab's description: $lab"

tls=()
ca_file=$(jq -r '.ca_file // ""' <<<"$lab")
[ -n "$ca_file" ] && tls=(--cacert "$ca_file")

# call METHOD ADDRESS PATH [BODY [TOKEN]]: the answer's body on standard output, its HTTP status in
# $work/status. Asks again while the cluster restarts: then the answer is a refusal before any change.
call() {
    local method=$1 url="$2/v1/$3" body=${4-} token=${5-} status i
    local arguments=(--silent --show-error --max-time 20 --request "$method" "${tls[@]}" --header 'X-Vault-Request: true'
        --output "$work/body" --write-out '%{http_code}')
    [ -n "$token" ] && arguments+=(--header "X-Vault-Token: $token")
    [ -n "$body" ] && arguments+=(--data "$body")
    for ((i = 0; i < 200; ++i)); do
        : >"$work/body"
        status=$(curl "${arguments[@]}" "$url" 2>"$work/curl.log") || status=000
        if [ "$status" = 000 ] || { [ "${status:0:1}" = 5 ] && grep -q 'not active\|no active' "$work/body"; }; then
            sleep 0.05
            continue
        fi
        echo "$status" >"$work/status"
        cat "$work/body"
        return
    done
    fail "$method $url: no answer ($(cat "$work/curl.log"))"
}
status() { cat "$work/status"; }

# expect STATUS DESCRIPTION: judges the last call.
expect() { [[ " $1 " == *" $(status) "* ]] || fail "$2: $(status) $(cat "$work/body")"; }

# until_true DESCRIPTION ADDRESS JQ-CONDITION: on the replication status.
until_true() {
    local i answer
    for ((i = 0; i < 300; ++i)); do
        answer=$(call GET "$2" sys/replication/status)
        if jq -e "$3" <<<"$answer" >/dev/null; then
            return
        fi
        sleep 0.05
    done
    fail "$1: $answer"
}

# reveal ENCODED OTP: the hidden token, byte by byte the exclusive or of both.
reveal() {
    local padded=$1 i=0 byte key out=
    while ((${#padded} % 4)); do padded+='='; done
    for byte in $(base64 -d <<<"$padded" | od -An -v -tu1); do
        printf -v key '%d' "'${2:i++:1}"
        printf -v out '%s\\x%02x' "$out" $((byte ^ key))
    done
    printf '%b' "$out"
}

# operation_token ADDRESS: made from the key shares in $shares.
operation_token() {
    local base=sys/replication/dr/secondary/generate-operation-token answer nonce otp share
    answer=$(call POST "$1" "$base/attempt" '{}')
    expect 200 "starting an attempt"
    nonce=$(jq -r .nonce <<<"$answer")
    otp=$(jq -r .otp <<<"$answer")
    [ "${#otp}" = "$(jq -r .otp_length <<<"$answer")" ] || fail "the one-time password has another length than told: $answer"
    for share in $shares; do
        answer=$(call POST "$1" "$base/update" "$(jq -nc --arg key "$share" --arg nonce "$nonce" '{key: $key, nonce: $nonce}')")
        expect 200 "giving a key share"
    done
    [ "$(jq -r .complete <<<"$answer")" = true ] || fail "the shares did not suffice: $answer"
    reveal "$(jq -r .encoded_token <<<"$answer")" "$otp"
}

step "who is who"
for i in 0 1; do
    address=$(jq -r ".clusters[$i].address" <<<"$lab")
    mode=$(call GET "$address" sys/replication/status | jq -r .data.dr.mode)
    case $mode in
    primary) p1=$address index=$i ;;
    secondary) d1=$address ;;
    *) fail "unexpected DR mode $mode" ;;
    esac
done
[ -n "${p1-}" ] && [ -n "${d1-}" ] || fail "no pair of primary and secondary"
root=$(jq -r ".clusters[$index].root_token" <<<"$lab")
shares=$(jq -r ".clusters[$index] | .unseal_keys[:.threshold][]" <<<"$lab")
batch=$(jq -r 'first(.clusters[].dr_batch_token | select(. != null and . != ""))' <<<"$lab")

step "checks: codes of health, one set, nothing missing"
call GET "$p1" sys/health >/dev/null
expect 200 "health of the primary"
call GET "$d1" sys/health >/dev/null
expect 472 "health of the DR secondary"
until_true "the secondary does not stream" "$d1" '.data.dr.state == "stream-wals"'
want=$(call GET "$p1" sys/replication/dr/status | jq -r .data.merkle_root)
until_true "the Merkle roots differ" "$d1" ".data.dr.merkle_root == \"$want\""
set_id=$(call GET "$p1" sys/replication/dr/status | jq -r .data.cluster_id)
call POST "$d1" sys/capabilities-self '{"paths":["sys/mounts"]}' "$root" >/dev/null
expect 400 "the closed door of a DR secondary"

step "demote the primary"
answer=$(call POST "$p1" sys/replication/dr/primary/demote '{}' "$root")
expect 200 "demoting"
jq -e '.data == null and (.warnings[0] | startswith("This cluster is being demoted"))' <<<"$answer" >/dev/null || fail "unexpected: $answer"
until_true "the old primary is not idle" "$p1" '.data.dr | .mode == "secondary" and .state == "idle"'

step "promote the secondary, authorised by $authority"
case $authority in
shares) operation=$(operation_token "$d1") ;;
batch) operation=$batch ;;
*) fail "say shares or batch" ;;
esac
[ -n "$operation" ] || fail "no DR operation token"
call POST "$d1" sys/replication/dr/secondary/promote '{"dr_operation_token":"hvs.not-the-right-one"}' >/dev/null
expect 403 "promoting with a wrong token"
answer=$(call POST "$d1" sys/replication/dr/secondary/promote "$(jq -nc --arg token "$operation" '{dr_operation_token: $token}')")
expect 200 "promoting"
jq -e '.warnings[0] | startswith("This cluster is being promoted")' <<<"$answer" >/dev/null || fail "unexpected: $answer"
until_true "the secondary is not primary" "$d1" ".data.dr | .mode == \"primary\" and .state == \"running\" and .cluster_id == \"$set_id\""
call GET "$d1" auth/token/lookup-self '' "$root" >/dev/null
expect 200 "a token of the old primary at the new one"

step "mint an activation token and give it to the old primary"
answer=$(call POST "$d1" sys/replication/dr/primary/secondary-token '{"id":"old-primary","ttl":"10m"}' "$root")
expect 200 "minting"
activation=$(jq -r .wrap_info.token <<<"$answer")
answer=$(call POST "$d1" sys/wrapping/lookup "$(jq -nc --arg token "$activation" '{token: $token}')")
expect 200 "looking the token up"
[ "$(jq -r .data.creation_path <<<"$answer")" = sys/replication/dr/primary/secondary-token ] || fail "unexpected: $answer"
own=$(operation_token "$p1")
call POST "$p1" sys/replication/dr/secondary/update-primary \
    "$(jq -nc --arg operation "$own" --arg token "$activation" --arg ca "$ca_file" '{dr_operation_token: $operation, token: $token, ca_file: $ca}')" >/dev/null
expect 200 "update-primary"
until_true "the old primary does not follow" "$p1" '.data.dr | .mode == "secondary" and .state == "stream-wals" and .connection_state == "ready" and .secondary_id == "old-primary"'
until_true "the new primary does not see it" "$d1" '.data.dr | .known_secondaries == ["old-primary"] and .secondaries[0].connection_status == "connected"'

step "delete the operation token"
body=$(jq -nc --arg token "$own" '{dr_operation_token: $token}')
call POST "$p1" sys/replication/dr/secondary/operation-token/delete "$body" >/dev/null
expect "200 204" "deleting"
call POST "$p1" sys/replication/dr/secondary/operation-token/delete "$body" >/dev/null
expect 403 "a deleted token"
call POST "$d1" sys/wrapping/lookup "$(jq -nc --arg token "$activation" '{token: $token}')" >/dev/null
expect 400 "a spent activation token"

step "stop the lab"
kill -TERM "$server"
wait "$server" && stopped=0 || stopped=$?
server=
[ "$stopped" = 0 ] || fail "the lab ended with status $stopped"
echo "passed"
