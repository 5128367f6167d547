#!/usr/bin/env bash
# Builds and runs the embedding example, and checks that it links none of the adapters' system libraries.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() {
  printf 'check-example: %s\n' "$1" >&2
  exit 1
}

scratch=$PWD/.build-example
build=(swift build --package-path Examples/embed --scratch-path "$scratch")
"${build[@]}"
executable=$("${build[@]}" --show-bin-path)/Embed

output=$(timeout 60 "$executable") || fail "the example ended with exit code $?"
python3 - "$output" <<'PYTHON' || fail "the example's output is not a result with summary and checklist"
import json
import sys

try:
    result = json.loads(sys.argv[1])
except ValueError as error:
    sys.exit(f"no JSON: {error}\n{sys.argv[1][:2000]}")
for step in ("summary", "checklist"):
    if not isinstance(result, dict) or not isinstance(result.get(step), dict):
        sys.exit(f"no {step} in: {sys.argv[1][:2000]}")
if not result["checklist"].get("total_items"):
    sys.exit("the checklist is empty")
PYTHON

# What the example names itself, and what that brings along.
needed=$(readelf -d "$executable" | sed -n 's/.*(NEEDED).*\[\(.*\)\].*/\1/p')
loaded=$(ldd "$executable")
[ -n "$needed" ] || fail "readelf shows no libraries at all"
if missing=$(grep 'not found' <<<"$loaded"); then fail "libraries are missing: $missing"; fi
for library in libpq libhiredis libcurl libsqlite3; do
  if grep -q "^$library\." <<<"$needed"; then fail "the example links $library"; fi
  if grep -qE "(^|[[:space:]/])$library\." <<<"$loaded"; then fail "the example loads $library"; fi
done
echo "check-example: ok, $(wc -l <<<"$needed") libraries, none of libpq, libhiredis, libcurl, libsqlite3"
