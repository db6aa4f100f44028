#!/bin/sh
# Unreadable files and folders, as a user whom permissions stop: everything here runs as root.
# Usage: permissions.sh BINARY
set -eu

binary=$1
folder=$(mktemp -d)
trap 'chmod -R u+rwx "$folder"; rm -rf "$folder"' EXIT
chmod 755 "$folder"
cp "$binary" "$folder/spillcheck"

as_nobody() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=65534 --clear-groups "$@"
    else
        "$@"
    fi
}

fail() {
    echo "permissions.sh: $1" >&2
    exit 1
}

# run PATH: what the scan of it prints goes to $folder/report.json, its exit code to $code.
run() {
    code=0
    (cd "$folder" && as_nobody ./spillcheck --format json "$1") >"$folder/report.json" || code=$?
}

# told TEXT: the report has it.
told() {
    grep -qF "$1" "$folder/report.json" || fail "the report lacks $1: $(cat "$folder/report.json")"
}

mkdir -p "$folder/file/dist" "$folder/folder/dist/closed" "$folder/root/dist"
for dist in file/dist folder/dist folder/dist/closed root/dist; do
    echo 'console.log(1)' >"$folder/$dist/open.js"
done

cp "$folder/file/dist/open.js" "$folder/file/dist/closed.js"
chmod 000 "$folder/file/dist/closed.js"
run file/dist
[ "$code" = 2 ] || fail "an unreadable file: exit $code"
told '"unreadable"'
told 'file/dist/closed.js'

chmod 000 "$folder/folder/dist/closed"
run folder/dist
[ "$code" = 2 ] || fail "an unreadable folder: exit $code"
told '"unreadable"'
told 'folder/dist/closed'

chmod 000 "$folder/root/dist"
run root/dist
[ "$code" = 2 ] || fail "an unreadable output: exit $code"
told '"unreadable"'
told 'root/dist'

# The rest of a partly unreadable output is still reported: a token beside what is closed.
token=sk$(head -c 4096 /dev/urandom | base64 | tr -dc 'A-Za-z0-9' | cut -c1-178)
echo "createClient({token:\"$token\"})" >"$folder/file/dist/open.js"
run file/dist
[ "$code" = 1 ] || fail "a finding beside an unreadable file: exit $code"
told 'file/dist/open.js'
told 'file/dist/closed.js'

# A repository that can only be read is scanned, and what would write into it says so and leaves nothing behind.
mkdir -p "$folder/read/dist"
echo "createClient({token:\"$token\"})" >"$folder/read/dist/app.js"
echo '{"dependencies":{"vite":"7"}}' >"$folder/read/package.json"
git init --quiet "$folder/read"
git -C "$folder/read" add --all
chmod -R a+rX,a-w "$folder/read"
before=$(find "$folder/read" | sort | cksum)
here() {
    code=0
    (cd "$folder/read" && as_nobody env GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*' \
        ../spillcheck "$@") >"$folder/report.json" 2>&1 || code=$?
}
here --format json
[ "$code" = 1 ] || fail "a read-only repository: exit $code"
fingerprint=$(sed -n 's/.*"fingerprint": "\([0-9a-f]*\)".*/\1/p' "$folder/report.json" | head -1)
here --staged
[ "$code" = 1 ] || fail "what is staged in a read-only repository: exit $code"
for arguments in "accept $fingerprint --reason x" "baseline write --reason x" "--format json --output out.json" "init --yes"; do
    # shellcheck disable=SC2086
    here $arguments
    [ "$code" = 2 ] || fail "$arguments in a read-only repository: exit $code"
    told 'cannot write'
done
[ "$(find "$folder/read" | sort | cksum)" = "$before" ] || fail "a read-only repository was written to"
