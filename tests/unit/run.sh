#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs every command, also after one that fails, and adds up their counts.
#
#   run.sh "COMMAND ARGUMENT..." ...
#
# A command prints cmocka's counts, or ends with "N passed, N failed".  What it
# says is shown if it fails; VERBOSE=1 shows all.
set -u
LC_ALL=C
export LC_ALL
said=$(mktemp) || exit 1
trap 'rm -f "$said"' EXIT
trap 'exit 1' INT TERM
passed=0
failed=0
guilty=

counted() { # CMOCKA-WORD WORD
    sed -n -e "s/^\[  $1  \] \([0-9]*\) test(s).*/\1/p" -e "s/^\(.*[ ,]\)\{0,1\}\([0-9][0-9]*\) $2.*/\2/p" "$said" |
        tail -n 1
}

for command; do
    code=0
    # shellcheck disable=SC2086
    $command >"$said" 2>&1 || code=$?
    good=$(counted PASSED passed)
    bad=$(counted FAILED failed)
    # A crash has no counts, and neither has what tested nothing.
    if [ "$code" -ne 0 ] || [ -z "$good" ] || [ "${bad:-0}" -gt 0 ]; then
        [ "${bad:-0}" -gt 0 ] || bad=1
        guilty="$guilty $(printf '%s\n' "$command" | sed 's|^sh ||; s| .*||; s|.*/||')"
        cat "$said"
        [ "$code" -lt 128 ] || echo "$command ended with $code"
    elif [ -n "${VERBOSE:-}" ]; then
        cat "$said"
    fi
    passed=$((passed + ${good:-0}))
    failed=$((failed + ${bad:-0}))
done
[ -z "$guilty" ] || echo "failed:$guilty"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
