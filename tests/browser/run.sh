#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Start the demo server, look at its pages in a browser, stop it.
#
#   run.sh [--picture]        BASE=URL takes a server that is already running

set -eu
cd "$(dirname "$0")"

# npm writes this file last, so an old or half-made installation is made anew.
if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
    npm ci --no-audit --no-fund
fi
if [ -n "${BASE:-}" ]; then
    exec node run.mjs "$@"
fi

mkdir -p ../../build/browser
said=../../build/browser/demo.txt
heal=../../build/browser/heal.txt
: >"$said"
: >"$heal"
python3 ../httpd/demo.py >"$said" 2>&1 &
demo=$!
python3 heal.py >"$heal" 2>&1 &
site=$!
trap 'kill "$demo" "$site" 2>/dev/null || true; wait "$demo" "$site" 2>/dev/null || true' EXIT
trap 'exit 1' INT TERM
tries=0
until BASE=$(grep -m 1 '^http' "$said") && grep -q '^ready$' "$heal"; do
    tries=$((tries + 1))
    if [ "$tries" -gt 200 ] || ! kill -0 "$demo" 2>/dev/null || ! kill -0 "$site" 2>/dev/null; then
        echo "a server did not start:"
        cat "$said" "$heal"
        exit 1
    fi
    sleep 0.1
done
BASE=$BASE HEAL=$heal node run.mjs "$@"
