#!/bin/sh
# Installs what the tests drive, where it is missing: from Debian's packages, and from npm the Nu
# HTML checker, Readability and what drives Firefox. Where that is impossible it says what to
# install by hand, and stops.
set -eu
cd "$(dirname "$0")"

missing=""
need() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }
need chromium chromium
need chromium-headless-shell chromium-headless-shell
need firefox-esr firefox-esr
need w3m w3m
[ -x /usr/sbin/nginx ] || need nginx nginx-light
[ -x /usr/sbin/haproxy ] || need haproxy haproxy
need caddy caddy
need curl curl
need lynx lynx
need pdftoppm poppler-utils
[ -n "$(find /usr/lib/postgresql -name initdb 2>/dev/null)" ] || need initdb postgresql
need redis-server redis-server
need uwsgi "uwsgi-core uwsgi-plugin-python3"
need java default-jre-headless
need npm npm
need fc-list fontconfig
fonts() { fc-list :lang=zh 2>/dev/null | grep -q .; }
fonts || missing="$missing fonts-noto-cjk"
# Playwright brings a Node.js of its own, which needs this library.
PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null | grep -q 'libatomic\.so\.1' || missing="$missing libatomic1"

if [ -n "$missing" ]; then
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "The tests need$missing (Debian's names). Install them with your system's packages." >&2
    exit 1
  fi
  # shellcheck disable=SC2086
  sh apt.sh $missing
fi

if [ ! -e node_modules/vnu-jar/build/dist/vnu.jar ] || [ ! -e node_modules/puppeteer-core ] || [ package-lock.json -nt node_modules ]; then
  npm ci --silent --no-audit --no-fund
  touch node_modules
fi
