#!/usr/bin/env bash
# Runs the tests with coverage and prints it per target of Sources/. Only what runs in the test process counts:
# the executables that tests start, and kill, write no profile.
set -euo pipefail
cd "$(dirname "$0")/.."

scratch=.build-coverage
build=(swift build --scratch-path "$scratch" --explicit-target-dependency-import-check error --build-tests
  --enable-code-coverage)
test=(swift test --scratch-path "$scratch" --enable-code-coverage)
"${build[@]}" >&2
"${test[@]}" --skip-build >&2

# SwiftPM has merged the profiles and exported them as llvm-cov's JSON.
report=$("${test[@]}" --show-codecov-path)
python3 - "$report" <<'PYTHON'
"""Adds up lines per folder of a target."""
import collections
import json
import pathlib
import sys

root = pathlib.Path.cwd() / "Sources"
targets = collections.defaultdict(lambda: [0, 0])
for file in json.loads(pathlib.Path(sys.argv[1]).read_text())["data"][0]["files"]:
    path = pathlib.Path(file["filename"])
    if not path.is_relative_to(root):
        continue
    parts = path.relative_to(root).parts
    counts = targets[parts[1] if parts[0] == "Adapters" else parts[0]]
    lines = file["summary"]["lines"]
    counts[0] += lines["covered"]
    counts[1] += lines["count"]
if not targets:
    sys.exit("coverage: no file of Sources/ in the report")
rows = [(name, *counts) for name, counts in sorted(targets.items())]
rows.append(("total", sum(row[1] for row in rows), sum(row[2] for row in rows)))
width = max(len(row[0]) for row in rows)
print(f"{'target':<{width}}  {'covered':>8} {'lines':>8} {'percent':>8}")
for name, covered, count in rows:
    print(f"{name:<{width}}  {covered:>8} {count:>8} {100 * covered / max(count, 1):>7.1f}%")
PYTHON
