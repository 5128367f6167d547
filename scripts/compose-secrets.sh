#!/usr/bin/env bash
# Writes random secrets for compose.yaml into secrets/, once.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -e secrets ]; then
  echo "secrets/ is there already; remove it, and the database that knows its password, to begin anew" >&2
  exit 1
fi
# The folder keeps others on this machine out. The files have to be readable by the users of the containers.
mkdir -m 0700 secrets
random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
postgres=$(random)
redis=$(random)
umask 022
printf '%s' "$postgres" >secrets/postgres_password
printf '%s' "$redis" >secrets/redis_password
printf 'postgres://avo:%s@postgres:5432/avo' "$postgres" >secrets/database_url
printf 'redis://:%s@redis:6379/0' "$redis" >secrets/queue_url
