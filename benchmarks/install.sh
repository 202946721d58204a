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
as_root=""
[ "$(id -u)" -eq 0 ] || as_root="sudo"
if [ -n "$missing" ] && command -v apt-get >/dev/null 2>&1 && { [ -z "$as_root" ] || command -v sudo >/dev/null 2>&1; }; then
  echo "Installing$missing"
  $as_root apt-get update -qq
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing \
    >/dev/null || true
fi
if ! command -v wrk >/dev/null 2>&1; then
  echo "The benchmarks need wrk. Install it as root: apt-get install -y wrk" >&2
  exit 1
fi
for program in nginx hugo chromium npm; do
  command -v "$program" >/dev/null 2>&1 || echo "not installed: $program; its bars are left out" >&2
done

cd "$(dirname "$0")"
if command -v npm >/dev/null 2>&1 && { [ ! -e node_modules ] || [ package-lock.json -nt node_modules ]; }; then
  npm ci --silent --no-audit --no-fund && touch node_modules
fi
