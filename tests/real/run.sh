#!/usr/bin/env bash
# The tests that need more than Rust and git. A tool that is missing fails them; nothing is skipped.
#   run.sh BINARY
set -euo pipefail
cd "$(dirname "$0")"
binary=$(realpath "$OLDPWD/$1")

for test in permissions disk-full offline terminal npm; do
  bash "$test.sh" "$binary"
  echo "ok: $test"
done
for test in signals hooks ci hook-speed; do
  python3 "$test.py" "$binary"
  echo "ok: $test"
done
