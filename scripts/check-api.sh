#!/usr/bin/env bash
# Checks a server against its own description: over SQLite and over PostgreSQL, with schemathesis, and the page at
# /docs in a browser. Needs a debug build of avo-server; the tools come from PyPI into .venv-api.
# usage: check-api.sh [SECONDS] [STORE...]
#   SECONDS  how long to ask, for each store (60)
#   STORE    sqlite, postgres; both where none is named
# AVO_API_SEED repeats a run.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly seconds=${1:-60}
shift || true
stores=("$@")
[ ${#stores[@]} -gt 0 ] || stores=(sqlite postgres)
readonly seed=${AVO_API_SEED:-$((RANDOM * 32768 + RANDOM))}
readonly environment=.venv-api
readonly tools=(schemathesis==4.32.5 openapi-spec-validator==0.9.0)
readonly server=$PWD/.build/debug/avo-server
folder=$(mktemp -d)
server_pid=""
database_pid=""
port=""

# stop PID SECONDS: asks a process of ours to end, and ends it where it does not.
stop() {
  [ -n "$1" ] || return 0
  kill "$1" 2>/dev/null || true
  local deadline=$((SECONDS + $2))
  while kill -0 "$1" 2>/dev/null && [ "$SECONDS" -lt "$deadline" ]; do sleep 0.1; done
  kill -KILL "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

cleanup() {
  local code=$?
  trap - EXIT
  stop "$server_pid" 30
  stop "$database_pid" 10
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
  printf 'check-api: %s\n' "$1" >&2
  exit 1
}

free_port() {
  python3 -c 'import socket; one = socket.socket(); one.bind(("127.0.0.1", 0)); print(one.getsockname()[1])'
}

# start_postgres: a server of our own; it refuses to run as root.
start_postgres() {
  local executables data=$folder/data database_port owner=()
  executables=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -t/ -k5 -n | tail -n 1)
  [ -x "$executables/initdb" ] || fail "PostgreSQL is not installed: run scripts/install.sh test"
  if [ "$(id -u)" -eq 0 ]; then
    owner=(setpriv --reuid=postgres --regid=postgres --clear-groups --)
    chmod 755 "$folder"
    install -d -o postgres -g postgres "$data"
  fi
  database_port=$(free_port)
  (cd /; "${owner[@]}" "$executables/initdb" -D "$data" -U postgres -A trust --encoding=UTF8 --locale=C.UTF-8 \
    --no-sync --no-instructions) >"$folder/initdb.log" 2>&1 || fail "initdb failed"
  (cd /; exec "${owner[@]}" "$executables/postgres" -D "$data" -c port="$database_port" -c fsync=off \
    -c listen_addresses=127.0.0.1 -c unix_socket_directories="$data") >"$folder/postgres.log" 2>&1 &
  database_pid=$!
  local deadline=$((SECONDS + 60))
  until "$executables/pg_isready" -q -h 127.0.0.1 -p "$database_port"; do
    [ "$SECONDS" -lt "$deadline" ] || fail "PostgreSQL is not ready after 60 s"
    kill -0 "$database_pid" 2>/dev/null || fail "PostgreSQL ended before it was ready"
    sleep 0.1
  done
  database_url=postgres://postgres@127.0.0.1:$database_port/postgres
}

# start_server DATABASE_URL: with a clean environment, and in a folder without a .env file.
start_server() {
  local log=$folder/server.log
  : >"$log"
  (
    cd "$folder"
    exec env -i PATH="$PATH" LD_LIBRARY_PATH="${LD_LIBRARY_PATH:-}" HOST=127.0.0.1 PORT=0 LOG_FORMAT=json \
      LOG_LEVEL=notice DATABASE_URL="$1" QUEUE_URL=database: EMBEDDED_WORKER=true LLM_PROVIDERS=fake "$server"
  ) >"$log" 2>&1 &
  server_pid=$!
  local deadline=$((SECONDS + 60))
  port=""
  while [ -z "$port" ]; do
    [ "$SECONDS" -lt "$deadline" ] || fail "avo-server is not ready after 60 s"
    kill -0 "$server_pid" 2>/dev/null || fail "avo-server ended before it was ready"
    sleep 0.05
    port=$(sed -n '/"message":"listening"/s/.*"server\.port":"\([0-9]*\)".*/\1/p' "$log" | head -n 1)
  done
}

# validate NAME: the document as it is served.
validate() {
  curl -fsS --max-time 20 -o "$folder/$1" "http://127.0.0.1:$port/$1"
  "$environment/bin/python" -m openapi_spec_validator "$folder/$1" || fail "$1 is not valid"
}

# ask: what the document of OpenAPI 3.2 says, which also describes the events of streams.
ask() {
  timeout $((seconds * 3 + 300)) "$environment/bin/python" -m schemathesis.cli \
    --config-file scripts/schemathesis.toml run \
    "http://127.0.0.1:$port/openapi-3.2.json" --checks all --exclude-checks ignored_auth,object_level_authorization \
    --max-response-time 10 --max-time "$seconds" --seed "$seed" ||
    fail "the server does not do as it says; repeat this with AVO_API_SEED=$seed"
}

[ -x "$server" ] || fail "$server is missing: run make build"
installed=$("$environment/bin/python" -m pip freeze 2>/dev/null || true)
if ! grep -qixF "${tools[0]}" <<<"$installed"; then
  echo "check-api: installing ${tools[*]} into $environment"
  python3 -m venv --clear "$environment"
  timeout 300 "$environment/bin/python" -m pip install --quiet --disable-pip-version-check \
    --only-binary :all: "${tools[@]}" ||
    fail "the tools could not be installed"
fi

for store in "${stores[@]}"; do
  case $store in
    sqlite) database_url=sqlite://$folder/api.sqlite ;;
    postgres) start_postgres ;;
    *) fail "there is no store $store" ;;
  esac
  start_server "$database_url"
  echo "check-api: $store, seed $seed, $seconds s"
  validate openapi.json
  validate openapi-3.2.json
  scripts/check-docs-page.py "http://127.0.0.1:$port"
  ask
  stop "$server_pid" 30
  server_pid=""
done
echo "check-api: ok"
