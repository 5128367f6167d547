#!/usr/bin/env bash
# Installs the system packages that a verb needs and that are missing. Quiet where there are none.
# usage: install.sh run|test|model|lint|bench
set -euo pipefail

# A browser for the documentation page; distributions name it differently.
browser() {
  if grep -q '^ID=ubuntu' /etc/os-release; then echo chromium-browser; else echo chromium-headless-shell; fi
}

packages=(libsqlite3-dev libcurl4-openssl-dev libpq-dev libhiredis-dev)
case "${1:-run}" in
  run) ;;
  test) packages+=(python3 python3-venv python3-yaml curl procps postgresql redis-server "$(browser)") ;;
  model) packages+=(python3 python3-venv curl procps) ;;
  lint) packages+=(python3 python3-yaml) ;;
  bench) packages+=(python3 wrk procps postgresql redis-server nginx-light strace) ;;
  *) echo "install.sh: unknown verb $1" >&2; exit 64 ;;
esac

missing=()
for package in "${packages[@]}"; do
  [ "$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null)" = "install ok installed" ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

echo "installing: ${missing[*]}"
as_root=(env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a)
[ "$(id -u)" -eq 0 ] || as_root=(sudo "${as_root[@]}")
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
