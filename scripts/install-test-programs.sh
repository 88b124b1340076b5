#!/bin/sh
# Sees to the programs that the tests run: a browser, PostgreSQL, Redis and nginx. As root on Debian
# it installs what is missing, elsewhere it says what to install. Where CI=true, what is still
# missing then is a failure; otherwise its tests are skipped, and say so.
set -eu

# Debian keeps what nobody but root runs out of others' PATH.
PATH=$PATH:/usr/sbin

has() { command -v "$1" >/dev/null; }
has_chromium() { has chromium || has chromium-browser || has google-chrome; }
# Debian keeps PostgreSQL's server programs outside the PATH.
has_postgres() { has postgres || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; }

missing=''
has_chromium || missing="$missing chromium fonts-noto-color-emoji"
has_postgres || [ -n "${TEST_DATABASE_URL:-}" ] || missing="$missing postgresql"
has redis-server || [ -n "${TEST_REDIS_URL:-}" ] || missing="$missing redis-server"
has nginx || missing="$missing nginx-light"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && [ -f /etc/debian_version ]; then
  apt-get update -qq
  # shellcheck disable=SC2086 # a list of words
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
  exit 0
fi

echo "Some tests need programs that are not here. On Debian: apt-get install$missing" >&2
[ "${CI:-}" != true ]
