#!/usr/bin/env bash
# Measures submit and drain, in process and over HTTP, and prints Markdown tables. Loopback only.
# The figures hold for a machine that does nothing else; the ratios hold on a busy one too.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly rounds=3
readonly seconds=5
readonly load=(wrk --connections 64 --threads 2)
readonly drain_limit=180
folder=$(mktemp -d)
server_pid=""
port=""

stop_server() {
  [ -n "$server_pid" ] || return 0
  kill "$server_pid" 2>/dev/null || true
  local deadline=$((SECONDS + 30))
  while kill -0 "$server_pid" 2>/dev/null && [ "$SECONDS" -lt "$deadline" ]; do sleep 0.1; done
  kill -KILL "$server_pid" 2>/dev/null || true
  wait "$server_pid" 2>/dev/null || true
  server_pid=""
}

cleanup() {
  local code=$?
  trap - EXIT
  stop_server
  if [ "$code" -ne 0 ]; then
    for log in "$folder"/*.log; do
      [ -f "$log" ] && printf -- '--- %s\n' "${log##*/}" >&2 && tail -n 30 "$log" >&2
    done
  fi
  rm -rf "$folder"
  exit "$code"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

fail() {
  printf 'bench: %s\n' "$1" >&2
  exit 1
}

# start_server DATABASE EMBEDDED_WORKER: with a clean environment, and in a folder without a .env file.
start_server() {
  local log=$folder/server.log
  : >"$log"
  (
    cd "$folder"
    exec env -i PATH="$PATH" LD_LIBRARY_PATH="${LD_LIBRARY_PATH:-}" HOST=127.0.0.1 PORT=0 LOG_FORMAT=json \
      LOG_LEVEL=notice DATABASE_URL="sqlite://$folder/$1" QUEUE_URL=database: EMBEDDED_WORKER="$2" \
      LLM_PROVIDERS=fake WORKER_CONCURRENCY=64 "$server"
  ) >"$log" 2>&1 &
  server_pid=$!
  local deadline=$((SECONDS + 30))
  port=""
  while [ -z "$port" ]; do
    [ "$SECONDS" -lt "$deadline" ] || fail "avo-server is not ready after 30 s"
    kill -0 "$server_pid" 2>/dev/null || fail "avo-server ended before it was ready"
    sleep 0.05
    port=$(sed -n '/"message":"listening"/s/.*"server\.port":"\([0-9]*\)".*/\1/p' "$log" | head -n 1)
  done
}

# measure FILE ARGUMENT...: runs wrk and adds its requests a second to the file.
measure() {
  local file=$1 output
  shift
  output=$("${load[@]}" "$@") || fail "wrk failed: $output"
  if grep -qE 'Refused|Non-2xx|Socket errors' <<<"$output"; then fail "requests failed: $output"; fi
  sed -n 's/^Requests\/sec: *//p' <<<"$output" >>"$file"
}

median() { sort -n "$1" | awk '{ value[NR] = $1 } END { printf "%.0f", value[int((NR + 1) / 2)] }'; }

echo "bench: building release" >&2
build=(swift build -c release --scratch-path .build-release --explicit-target-dependency-import-check error
  --product avo-server)
"${build[@]}" >&2
server=$(realpath "$("${build[@]}" --show-bin-path)")/avo-server

echo "bench: in process" >&2
# The plugin is told to build where everything else is built; its own sandbox would forbid that.
timeout 1500 swift package --package-path Benchmarks --scratch-path "$PWD/.build-benchmarks" --disable-sandbox \
  benchmark --no-progress --format markdown --path stdout >"$folder/benchmarks.log" 2>&1 ||
  fail "the benchmarks failed"
printf '\n| in process | jobs/s (median) |\n|:--|--:|\n'
awk -F '|' '
  /^### / { name = substr($0, 5) }
  /^\| jobs\/s / { gsub(/ /, "", $5); printf "| %s | %s |\n", name, $5; found = 1 }
  END { exit !found }
' "$folder/benchmarks.log" || fail "the benchmarks printed no figures"

echo "bench: over HTTP" >&2
start_server submit.sqlite false
for _ in $(seq "$rounds"); do
  measure "$folder/livez" --duration "${seconds}s" "http://127.0.0.1:$port/livez"
  measure "$folder/submit" --duration "${seconds}s" --script Benchmarks/wrk/submit.lua "http://127.0.0.1:$port/api/jobs"
done
stop_server
rm -rf "$folder"/submit.sqlite*
no_op=$(median "$folder/livez")
submit=$(median "$folder/submit")
printf '\n| over HTTP, 64 connections | requests/s (median of %s) |\n|:--|--:|\n' "$rounds"
printf '| GET /livez, no work | %s |\n| POST /api/jobs, 1.7 KB, SQLite | %s |\n' "$no_op" "$submit"
awk -v a="$submit" -v b="$no_op" 'BEGIN { printf "| ratio | %.2f |\n", a / b }'

echo "bench: drain" >&2
start_server drain.sqlite false
measure "$folder/filled" --duration 1s --script Benchmarks/wrk/submit.lua "http://127.0.0.1:$port/api/jobs"
stop_server
start_server drain.sqlite true
printf '\n| drain over SQLite, 64 at a time, fake model | |\n|:--|--:|\n'
python3 - "http://127.0.0.1:$port/api/stats" "$drain_limit" <<'PYTHON' || fail "the jobs were not drained"
"""Waits until nothing waits or runs, and prints how fast that went since the first look."""
import json
import sys
import time
import urllib.request

opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
limit = time.monotonic() + int(sys.argv[2])


def look():
    with opener.open(sys.argv[1], timeout=30) as answer:
        return time.monotonic(), json.load(answer)["jobs"]


began, first = look()
left = first["pending"] + first["processing"]
if not left:
    sys.exit("nothing was left to measure")
now, jobs = began, first
while jobs["pending"] + jobs["processing"]:
    if now > limit:
        sys.exit(f"still left: {jobs}")
    time.sleep(0.1)
    now, jobs = look()
if jobs["failed"] or jobs["cancelled"]:
    sys.exit(f"not every job completed: {jobs}")
print(f"| jobs | {left} |\n| seconds | {now - began:.1f} |\n| jobs/s | {left / (now - began):.0f} |")
PYTHON
stop_server
