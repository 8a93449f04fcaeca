#!/bin/sh
# What the tests need of the machine: a PostgreSQL server, Chromium, and fonts for six scripts.
set -u
packages=""
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || packages="$packages postgresql"
test -x "${CHROMIUM:-/usr/bin/chromium}" || packages="$packages chromium"
test -d /usr/share/fonts/truetype/noto || packages="$packages fonts-noto-core"
test -d /usr/share/fonts/opentype/noto || packages="$packages fonts-noto-cjk"
test -z "$packages" && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing for the tests:$packages"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
        apt-get install -qq -y --no-install-recommends $packages >/dev/null
else
    echo "The tests need these Debian packages:$packages" >&2
    echo "Install them, for instance: sudo apt-get install --no-install-recommends$packages" >&2
    exit 1
fi
