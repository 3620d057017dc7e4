#!/bin/sh
# A browser for the browser tests: the system's own, or Debian's by apt where we may install it.
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium for the browser tests ..."
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null && exit 0
fi
echo "The tests need a browser. Install one with this command, then run \`make test\` again:" >&2
echo "    sudo apt-get install -y chromium" >&2
exit 2
