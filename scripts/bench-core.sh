#!/usr/bin/env bash
# Counts what the core allocates and compares it with Benchmarks/Thresholds. `bench-core.sh update` writes those anew.
set -euo pipefail
cd "$(dirname "$0")/.."

# The plugin is told to build where everything else is built; its own sandbox would forbid that.
exec timeout 1500 swift package --package-path Benchmarks --scratch-path "$PWD/.build-benchmarks" --disable-sandbox \
  --allow-writing-to-package-directory benchmark thresholds "${1:-check}" --target Core --no-progress \
  --path "$PWD/Benchmarks/Thresholds"
