#!/usr/bin/env bash
# Serves a debug build and rebuilds and restarts it whenever a source changes. Ends with Ctrl-C.
set -uo pipefail
cd "$(dirname "$0")/.."
server=""

stop() {
  [ -n "$server" ] && kill "$server" 2>/dev/null && wait "$server" 2>/dev/null
  server=""
}
trap 'stop; exit 0' INT TERM

fingerprint() { find Package.swift Sources -type f -printf '%p %T@\n' | sort | cksum; }

while true; do
  seen=$(fingerprint)
  if swift build --explicit-target-dependency-import-check error --product avo-server; then
    stop
    .build/debug/avo-server &
    server=$!
  fi
  while [ "$(fingerprint)" = "$seen" ]; do sleep 1; done
done
