#!/usr/bin/env bash
# Builds the documentation of the libraries into .build-docs/avo.doccarchive, with the toolchain alone.
# To read it: python3 -m http.server --directory .build-docs/avo.doccarchive, then open /documentation.
set -euo pipefail
cd "$(dirname "$0")/.."

# Inner rings first, so that links from an outer one find their targets. The last one needs all others.
readonly libraries=(JobsDomain JobsApplication JobsTesting)
readonly scratch=.build-docs
readonly graphs=$scratch/symbol-graphs

toolchain=$(dirname "$(swift -print-target-info |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["paths"]["runtimeResourcePath"])')")
docc=$(realpath "$toolchain/../bin/docc")
[ -x "$docc" ] || { echo "docs: the toolchain has no docc at $docc" >&2; exit 1; }

mkdir -p "$graphs"
swift build --scratch-path "$scratch" --target "${libraries[-1]}" \
  -Xswiftc -emit-symbol-graph -Xswiftc -emit-symbol-graph-dir -Xswiftc "$PWD/$graphs" >&2

archives=()
dependencies=()
for library in "${libraries[@]}"; do
  own=$scratch/graph-$library
  archive=$scratch/$library.doccarchive
  rm -rf "$own" "$archive"
  mkdir -p "$own"
  # The library's own graph, and what it adds to types from elsewhere.
  find "$graphs" -maxdepth 1 \( -name "$library.symbols.json" -o -name "$library@*.symbols.json" \) \
    -exec cp -t "$own" {} +
  [ -f "$own/$library.symbols.json" ] || { echo "docs: no symbols of $library" >&2; exit 1; }
  "$docc" convert --fallback-display-name "$library" --fallback-bundle-identifier "avo.$library" \
    --additional-symbol-graph-dir "$own" --enable-experimental-external-link-support \
    "${dependencies[@]}" --output-path "$archive"
  archives+=("$archive")
  dependencies+=(--dependency "$archive")
done

rm -rf "$scratch/avo.doccarchive"
"$docc" merge "${archives[@]}" --synthesized-landing-page-name AVO --output-path "$scratch/avo.doccarchive"
echo "docs: $scratch/avo.doccarchive"
