#!/usr/bin/env bash
# What is shown on a terminal and nowhere else: progress, links, questions.
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
# The last line drawn, which may already count the file, is cleared, and the report begins where it stood.
[[ "$(cat ../shown)" =~ [01]" of 1 file, "[^$'\r']*"/s${clear}No secrets found" ]] || fail "the line is left behind: $(cat -v ../shown)"
for quiet in "CI=true --" "TERM=dumb --" "-- --quiet"; do
  # shellcheck disable=SC2086
  terminal $quiet
  if grep -qF ' of 1 file' ../shown; then fail "progress in spite of $quiet"; fi
done
env -u CI TERM=xterm PATH="$folder/bin:$PATH" "$binary" --staged >../piped 2>&1
if grep -qF ' of 1 file,' ../piped; then fail "progress in a pipe"; fi

# A place is a link where the terminal opens them, there is colour, and no log is written.
token=sk$(head -c 4096 /dev/urandom | base64 | tr -dc 'A-Za-z0-9' | cut -c1-178)
echo "k='$token'" >leak.js
places() { # variables, then flags: what a scan shows on a terminal
  env -u CI -u GITHUB_ACTIONS -u NO_COLOR TERM=xterm-256color $1 \
    script -qec "'$binary' $2 leak.js" /dev/null </dev/null >../shown || true
  grep -q 'leak.js:1:4' ../shown || fail "the leak is not told: $(cat ../shown)"
}
address=$(printf '\033]8;;file://%s/leak.js\033\\' "$PWD")
for variables in FORCE_HYPERLINK=1 VTE_VERSION=7600 TERM_PROGRAM=WezTerm; do
  places "$variables" ''
  grep -qF "$address" ../shown || fail "no link with $variables: $(cat -v ../shown)"
done
for variables in TERM_PROGRAM=none "FORCE_HYPERLINK=1 CI=true" "FORCE_HYPERLINK=1 NO_COLOR=1" FORCE_HYPERLINK=0; do
  places "$variables" ''
  if grep -qF ']8;;' ../shown; then fail "a link in spite of $variables"; fi
done
places FORCE_HYPERLINK=1 '--color never'
if grep -qF ']8;;' ../shown; then fail "a link without colour"; fi
FORCE_HYPERLINK=1 "$binary" leak.js >../piped || true
if grep -qF ']8;;' ../piped; then fail "a link in a pipe"; fi

# `init` asks for each change on a terminal, and writes what is agreed to.
echo '{"scripts":{"build":"true"}}' >package.json
cp package.json ../before
printf 'y\nn\n' | script -qec "'$binary' init config build" /dev/null >../shown || fail "init ends with $?: $(cat ../shown)"
[ "$(grep -c 'Write it? \[Y/n\]' ../shown)" = 2 ] || fail "init does not ask twice: $(cat ../shown)"
[ -s spillcheck.toml ] || fail "what was agreed to is not written"
cmp -s package.json ../before || fail "what was refused is written"
