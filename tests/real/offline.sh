#!/usr/bin/env bash
# No command opens a socket, and each gives the same without a network as with one.
#   offline.sh BINARY
set -euo pipefail
binary=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

fail() { echo "offline.sh: $1" >&2; exit 1; }

cd "$folder"
git init --quiet --initial-branch=main
git -c user.name=A -c user.email=a@example.com commit --quiet --allow-empty --message Start
echo '{"dependencies":{"gatsby":"5"}}' >package.json
mkdir public
token=sk$(head -c 4096 /dev/urandom | base64 | tr -dc 'A-Za-z0-9' | cut -c1-178)
echo "fetch('https://example.com', {token: \"$token\"})" >public/app.js
git add --all

run() { # name, then the command
  local name=$1 code=0
  shift
  strace -f -qq -e trace=network -o "$name.trace" "$@" >"$name.out" 2>&1 </dev/null || code=$?
  # The two ends of a pair that stays within the machine are no connection.
  if grep -v 'socketpair\|exited\|SIGCHLD\|^$' "$name.trace" | grep -q '[a-z]*(' ; then
    fail "$*: $(head -3 "$name.trace")"
  fi
  local alone=0
  unshare --net "$@" >"$name.alone" 2>&1 </dev/null || alone=$?
  [ "$alone" = "$code" ] || fail "$*: exit $code with a network, $alone without"
  count=$((count + 1))
}

count=0
run scan "$binary"
run json "$binary" --format json --output report.json
run staged "$binary" --staged
run since "$binary" --since HEAD
run stdin "$binary" -
run selftest "$binary" selftest
run rules "$binary" rules check
run explain "$binary" explain sanity-api-token
run version "$binary" --version
run completions "$binary" completions bash
run init "$binary" init --dry-run
run config "$binary" config
run usage "$binary" --no-such-flag
# A test that would not see a socket shows nothing.
strace -f -qq -e trace=network -o control.trace python3 -c 'import socket; socket.socket()'
grep -q 'socket(' control.trace || fail "strace does not see sockets"
echo "$count commands, no socket"
