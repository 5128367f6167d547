#!/usr/bin/env bash
# Runs the tests of faults in their long form, one at a time and on release builds, and then measures whether claims
# stay flat while something holds vacuum back. Prints the figures. Loopback only; takes about an hour.
#
#   AVO_CRASH_ROUNDS    kills for each pair of store and queue (40)
#   AVO_CRASH_JOBS      jobs meanwhile, each to be done exactly once (10000)
#   AVO_OUTAGES         rounds of restarts of PostgreSQL and ended sessions (10)
#   AVO_FORGOTTEN_JOBS  jobs that wait when Redis forgets everything (1000)
#   AVO_SOAK_MINUTES    how long each idle transaction stands open (10)
#   AVO_SOAK_RATE       jobs a second meanwhile (200)
#   AVO_SOAK_FINISHED   finished jobs in the table before (1000000)
set -euo pipefail
cd "$(dirname "$0")/.."

readonly checked=(--explicit-target-dependency-import-check error)
readonly release=(swift build -c release --static-swift-stdlib --scratch-path .build-release "${checked[@]}")
readonly suites='EndToEndTests\.(FleetTests|ZombieTests|KilledFleetTests|PostgresOutageTests|RedisOutageTests'
readonly others='|IdempotencyStormTests|StartTests|FullDiskTests|ClockJumpTests|CrashTests)'
output=$(mktemp)
trap 'rm -f "$output"' EXIT
failed=0

echo "soak: building" >&2
"${release[@]}" --product avo-server >&2
"${release[@]}" --product avo-worker >&2
executables=$(realpath "$("${release[@]}" --show-bin-path)")
swift build --build-tests "${checked[@]}" >&2

echo "soak: faults" >&2
AVO_SOAK=1 AVO_EXECUTABLES=$executables swift test --skip-build --no-parallel --filter "$suites$others" 2>&1 |
  tee "$output" >&2 || failed=1

echo "soak: claims" >&2
scripts/soak-claims.py --executables "$executables" --minutes "${AVO_SOAK_MINUTES:-10}" \
  --rate "${AVO_SOAK_RATE:-200}" --finished "${AVO_SOAK_FINISHED:-1000000}" || failed=1

echo
sed -n 's/^figure: /- /p' "$output"
exit $failed
