#!/usr/bin/env bash
# A full disk leaves the whole report or none: the old file stays, and the exit code is 2.
#   disk-full.sh BINARY
set -euo pipefail
binary=$1
folder=$(mktemp -d)
trap 'umount "$folder/small" 2>/dev/null || true; rm -rf "$folder"' EXIT

fail() { echo "disk-full.sh: $1" >&2; exit 1; }

mkdir -p "$folder/dist" "$folder/small"
for number in $(seq 1 60); do
  token=sk$(head -c 4096 /dev/urandom | base64 | tr -dc 'A-Za-z0-9' | cut -c1-178)
  echo "createClient({token:\"$token\"})" >"$folder/dist/$number.js"
done
mount -t tmpfs -o size=16k tmpfs "$folder/small"
echo old >"$folder/small/report.json"

code=0
(cd "$folder" && "$binary" --format json --output small/report.json dist) 2>"$folder/stderr" || code=$?
[ "$code" = 2 ] || fail "exit $code on a full disk"
[ "$(cat "$folder/small/report.json")" = old ] || fail "the old report is gone"
[ "$(ls -A "$folder/small")" = report.json ] || fail "a half-written file is left"
grep -q 'small/report.json' "$folder/stderr" || fail "the message does not name the file: $(cat "$folder/stderr")"
! grep -q 'sk[A-Za-z0-9]\{40\}' "$folder/stderr" || fail "a secret is printed"

code=0
(cd "$folder" && "$binary" --format json dist) >/dev/full 2>"$folder/stderr" || code=$?
[ "$code" = 2 ] || fail "exit $code on a full standard output"
