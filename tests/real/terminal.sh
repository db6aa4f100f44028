#!/usr/bin/env bash
# Progress is drawn on a terminal and nowhere else, and is gone when the report comes.
#   terminal.sh BINARY
set -euo pipefail
binary=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

fail() { echo "terminal.sh: $1" >&2; exit 1; }

# A git that takes its time makes every run long enough to be waited for.
real=$(command -v git)
mkdir "$folder/bin" "$folder/site"
cat >"$folder/bin/git" <<END
#!/bin/sh
case "\$*" in *cat-file*) sleep 2;; esac
exec "$real" "\$@"
END
chmod +x "$folder/bin/git"
cd "$folder/site"
git init --quiet
echo 'x = 1' >a.js
git add a.js

# terminal VARIABLE... -- FLAG...: runs on a terminal of its own; what it shows goes to ../shown.
terminal() {
  local variables=()
  while [ "$1" != -- ]; do variables+=("$1"); shift; done
  shift
  env -u CI -u GITHUB_ACTIONS TERM=xterm PATH="$folder/bin:$PATH" "${variables[@]}" \
    script -qec "'$binary' --staged --color never $*" /dev/null </dev/null >../shown || fail "exit $? on a terminal: $(cat ../shown)"
}

line='0 of 1 file, 0 B, 0 B/s'
terminal --
grep -qF "$line" ../shown || fail "no progress on a terminal: $(cat ../shown)"
clear=$(printf '\r\033[2K')
# The last line drawn is cleared, and the report begins where it stood.
[[ "$(cat ../shown)" =~ "$line${clear}No secrets found" ]] || fail "the line is left behind: $(cat -v ../shown)"
for quiet in "CI=true --" "TERM=dumb --" "-- --quiet"; do
  # shellcheck disable=SC2086
  terminal $quiet
  if grep -qF ' of 1 file' ../shown; then fail "progress in spite of $quiet"; fi
done
env -u CI TERM=xterm PATH="$folder/bin:$PATH" "$binary" --staged >../piped 2>&1
if grep -qF ' of 1 file,' ../piped; then fail "progress in a pipe"; fi
