#!/usr/bin/env bash
# The npm package, packed, installed into an empty project without a network, and run.
#   npm.sh BINARY
set -euo pipefail
binary=$(realpath "$1")
root=$(realpath "$(dirname "$0")/../..")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

fail() { echo "npm.sh: $1" >&2; exit 1; }

(cd "$root" && node npm/build.mjs --binary "$binary" linux-x64-gnu)
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$root/Cargo.toml" | head -1)
cp "$root/npm/dist/spillcheck-$version.tgz" "$root/npm/dist/spillcheck-linux-x64-gnu-$version.tgz" "$folder"

mkdir "$folder/site" && cd "$folder/site"
echo '{"name":"site","private":true}' >package.json
npm install --offline --no-audit --no-fund --silent ../*.tgz

# No script runs when it is installed.
! grep -l '"\(pre\|post\)\?install"' node_modules/spillcheck/package.json node_modules/@spillcheck/*/package.json \
  || fail "a package has an install script"
[ "$(npx --no-install spillcheck --version)" = "$("$binary" --version)" ] || fail "another version runs"

mkdir dist && echo 'x=1' >dist/a.js
npx --no-install spillcheck >/dev/null || fail "a clean build fails"
token=sk$(head -c 4096 /dev/urandom | base64 | tr -dc 'A-Za-z0-9' | cut -c1-178)
echo "x=\"$token\"" >dist/a.js
code=0; npx --no-install spillcheck >"$folder/report" || code=$?
[ "$code" = 1 ] || fail "exit $code on a token"
grep -q 'dist/a.js:1:4' "$folder/report" || fail "the token's place is not told"
code=0; npx --no-install spillcheck none >/dev/null || code=$?
[ "$code" = 2 ] || fail "exit $code on nothing to scan"
code=0; echo "x=\"$token\"" | npx --no-install spillcheck - >/dev/null || code=$?
[ "$code" = 1 ] || fail "exit $code on standard input"

# Where its platform's package is missing it says so, and is no clean run.
rm -r node_modules/@spillcheck
code=0; npx --no-install spillcheck 2>"$folder/stderr" || code=$?
[ "$code" = 2 ] || fail "exit $code without a binary"
grep -q 'no binary for linux-x64' "$folder/stderr" || fail "the missing binary is not told"
