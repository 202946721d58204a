#!/bin/sh
# Debian keeps the standard library's venv in a package of its own: install it, or say so.
set -eu
say() { echo "This Python cannot make environments. As root: apt-get install python3-venv" >&2; exit 1; }
command -v apt-get >/dev/null 2>&1 || say
as_root=""
if [ "$(id -u)" -ne 0 ]; then command -v sudo >/dev/null 2>&1 || say; as_root="sudo"; fi
echo "Installing python3-venv"
$as_root apt-get update -qq
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq python3-venv >/dev/null || say
