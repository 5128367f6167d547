#!/usr/bin/env bash
# Every check that needs no build. Prints what is wrong and exits 1.
set -uo pipefail
cd "$(dirname "$0")/.."
failed=0

section() { printf 'lint: %s\n' "$1"; }

# refuse PATTERN REASON PATH...: no line of Swift code below the paths may match, comments aside.
refuse() {
  local pattern=$1 reason=$2
  shift 2
  local found
  found=$(grep -rnE --include='*.swift' "$pattern" "$@" | grep -vE '^[^:]+:[0-9]+:[[:space:]]*//')
  if [ -n "$found" ]; then
    printf '%s\n%s\n' "$reason" "$found" >&2
    failed=1
  fi
}

section "format"
swift format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks Examples || failed=1

section "rings"
scripts/check-rings.py || failed=1

section "purity of the core"
core=(Sources/JobsDomain Sources/JobsApplication)
refuse '\bTask(\.detached)?[[:space:]]*(\(|\{)' "rings 0 and 1 start structured tasks only" "${core[@]}"
refuse '\bTask\.sleep|ContinuousClock|SuspendingClock|\bDate\(|DispatchQueue|SystemRandomNumberGenerator|\b[A-Z][A-Za-z0-9]*\.random\(' \
  "rings 0 and 1 take time, randomness and identifiers from outside" "${core[@]}"
refuse '^[[:space:]]*(public |internal |package )?import (Foundation|FoundationEssentials|Dispatch|Glibc)\b' \
  "rings 0 and 1 import no Foundation, no Dispatch and no C library" "${core[@]}"
refuse '\.randomElement\(|\.shuffle' "rings 0 and 1 use no hidden randomness" "${core[@]}"

section "what a workflow knows stays in its folder"
found=$(grep -rniE --include='*.swift' '\b(summary|checklist|key_?points)\b' Sources |
  grep -v '^Sources/JobsApplication/Workflows/' |
  grep -vE '(OpenAPIDocument\+Text|DocumentationFile\+Texts)\.swift' |
  grep -vE '^[^:]+:[0-9]+:[[:space:]]*//')
[ -z "$found" ] || { printf 'outside Workflows/ nobody knows what a step makes:\n%s\n' "$found" >&2; failed=1; }

section "errors and tests"
refuse 'try!|\bfatalError\(|[^a-zA-Z]as!' "no trap on data from outside" Sources
refuse 'Task\.sleep|\busleep\(|Thread\.sleep|(^|[^._A-Za-z])sleep\(' "tests wait for conditions, they do not sleep" Tests
refuse '\.disabled\(' "a skipped test proves nothing" Tests
unproven=$(grep -rnB4 --include='*.swift' '@unchecked Sendable' Sources | grep -c '`@unchecked Sendable`')
uses=$(grep -rn --include='*.swift' '@unchecked Sendable' Sources | grep -vcE '^[^:]+:[0-9]+:[[:space:]]*//')
[ "$unproven" -ge "$uses" ] || { echo "each @unchecked Sendable needs a sentence that proves it" >&2; failed=1; }

section "deployment"
scripts/check-deployment.py || failed=1

section "the served API description"
scripts/openapi.py --check || failed=1

exit $failed
