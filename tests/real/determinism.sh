#!/usr/bin/env bash
# One thread and eight give the same report to the byte, but for its duration, ten times over.
#   determinism.sh BINARY SHARED
set -euo pipefail
binary=$(realpath "$1")
shared=$(realpath "$2")

report() { (cd "$1" && "$binary" --format json --threads "$2" || [ $? -eq 1 ]) | sed '/"duration_ms"/d' | sha256sum; }

runs=0
for manifest in "$shared"/realbuilds/*/manifest.json; do
  project=$(dirname "$manifest")
  wanted=$(report "$project" 1)
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    [ "$(report "$project" 8)" = "$wanted" ] && [ "$(report "$project" 1)" = "$wanted" ] \
      || { echo "reports differ on $project"; exit 1; }
    runs=$((runs + 2))
  done
done
echo "$runs runs, all alike"
