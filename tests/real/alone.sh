#!/usr/bin/env bash
# The other tests once more where there is no network: what they install comes from what was fetched before.
#   alone.sh BINARY [TEST]...
set -euo pipefail
cd "$(dirname "$0")"
binary=$(cd "$OLDPWD" && realpath "$1")
shift
tests=("$@")
[ ${#tests[@]} -gt 0 ] || tests=(permissions.sh disk-full.sh terminal.sh signals.py npm.sh hooks.py ci.py rebuild.py schemas.py browser.py)
wheels=$(mktemp -d)
trap 'rm -rf "$wheels"' EXIT

# npm keeps what it has fetched; pip finds it in a folder.
python3 -m pip download --quiet --disable-pip-version-check --dest "$wheels" \
  'pre-commit==4.*' 'jsonschema==4.*' lxml setuptools setuptools-scm wheel
pytest=$(sed -n 's/.*"\(pytest==[0-9.]*\)".*/\1/p' schemas.py)
python3 -m pip download --quiet --disable-pip-version-check --dest "$wheels" --no-deps --no-binary pytest "$pytest"
export PIP_NO_INDEX=1 PIP_FIND_LINKS=$wheels PIP_DISABLE_PIP_VERSION_CHECK=1 npm_config_offline=true
npm_config_cache=$(npm config get cache)
export npm_config_cache

alone() { unshare --net bash -c 'ip link set lo up; exec "$@"' alone "$@"; }

if alone python3 -c 'import socket; socket.create_connection(("192.0.2.1", 80), 1)' 2>/dev/null; then
  echo "alone.sh: there is a network" >&2
  exit 1
fi
for test in "${tests[@]}"; do
  case $test in
    *.py) alone python3 "$test" "$binary" ;;
    *) alone bash "$test" "$binary" ;;
  esac
  echo "ok without a network: $test"
done
