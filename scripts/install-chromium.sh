#!/bin/sh
# Sees to the browser that the browser tests drive: as root on Debian it installs it, elsewhere it
# says what to install. Where CI=true its absence is a failure.
has_chromium() {
  command -v chromium || command -v chromium-browser || command -v google-chrome
}

if ! has_chromium >/dev/null && [ "$(id -u)" = 0 ] && [ -f /etc/debian_version ]; then
  apt-get update -qq &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
      chromium fonts-noto-color-emoji
fi

if ! has_chromium >/dev/null; then
  echo 'The browser tests need Chromium on the PATH. On Debian: apt-get install chromium' >&2
  [ "${CI:-}" != true ]
fi
