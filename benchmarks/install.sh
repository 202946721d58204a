#!/bin/sh
# Installs what the benchmarks compare with and load with, where it is missing, from Debian's
# packages, and Lighthouse from npm. Where that is impossible it says so and goes on: what is
# missing is not measured, but without wrk nothing is.
set -eu

PATH="$PATH:/usr/sbin"
missing=""
need() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }
need nginx nginx-light
need wrk wrk
need hugo hugo
need chromium chromium
need npm npm
[ -n "$(find /usr/lib/postgresql -name initdb 2>/dev/null)" ] || need initdb postgresql
cd "$(dirname "$0")"
if [ -n "$missing" ] && command -v apt-get >/dev/null 2>&1; then
  # shellcheck disable=SC2086
  sh ../tests/tools/apt.sh $missing || true
fi
if ! command -v wrk >/dev/null 2>&1; then
  echo "The benchmarks need wrk. Install it as root: apt-get install -y wrk" >&2
  exit 1
fi
for program in nginx hugo chromium npm; do
  command -v "$program" >/dev/null 2>&1 || echo "not installed: $program; its bars are left out" >&2
done

if command -v npm >/dev/null 2>&1 && { [ ! -e node_modules ] || [ package-lock.json -nt node_modules ]; }; then
  npm ci --silent --no-audit --no-fund && touch node_modules
fi
