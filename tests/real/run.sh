#!/usr/bin/env bash
# The tests that need more than Rust and git. A tool that is missing fails them; nothing is skipped.
#   run.sh BINARY      what needs Python and common Unix tools
#   run.sh BINARY all  also what needs npm, PyPI, strace, Chromium and the package registries
set -euo pipefail
cd "$(dirname "$0")"
binary=$(cd "$OLDPWD" && realpath "$1")

run() {
  case $1 in
    *.py) python3 "$1" "$binary" ;;
    *) bash "$1" "$binary" ;;
  esac
  echo "ok: $1"
}

for test in permissions.sh disk-full.sh terminal.sh signals.py; do
  run "$test"
done
if [ "${2:-}" = all ]; then
  for test in offline.sh npm.sh hooks.py ci.py hook-speed.py rebuild.py schemas.py browser.py bombs.py packers.py; do
    run "$test"
  done
fi
