#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The command, called as people call it.
#
#   STATUSPAGES=/path/to/statuspages run.sh [test_list.sh ...]
#
# Each test_*.sh is read by this one and uses run, expect and the small words
# below.  What is right comes from elsewhere: iana.tsv (IANA's registry and
# the RFCs), Python's parsers, apxs.mk, the folder templates/.

set -u
cd "$(dirname "$0")" || exit 1
STATUSPAGES=${STATUSPAGES:-../../build/statuspages}
case $STATUSPAGES in
/*) ;;
*) STATUSPAGES=$(pwd)/$STATUSPAGES ;;
esac
if [ ! -x "$STATUSPAGES" ]; then
    echo "there is no command $STATUSPAGES"
    exit 1
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
here=$(pwd)
export LC_ALL=C PYTHONUTF8=1 STATUSPAGES
passed=0
failed=0

# run ARGUMENT...: call the command; out, err and code are what came of it.
out=$work/out
err=$work/err
run() {
    code=0
    "$STATUSPAGES" "$@" >"$out" 2>"$err" </dev/null || code=$?
}

# expect NAME COMMAND...: a test, which passes if the command succeeds.
expect() {
    test_name=$1
    shift
    if "$@" >"$work/why" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $test_name"
        sed 's/^/    /' "$work/why"
    fi
}

# is WANTED GOT
is() {
    [ "$1" = "$2" ] || {
        echo "wanted: $1"
        echo "got:    $2"
        return 1
    }
}

# has FILE TEXT, lacks FILE TEXT
has() {
    grep -qF -- "$2" "$1" || {
        echo "not there: $2"
        head -n 20 "$1"
        return 1
    }
}
lacks() {
    [ -s "$1" ] || {
        echo "nothing in $1"
        return 1
    }
    if grep -F -- "$2" "$1"; then
        echo "there, and should not be: $2"
        return 1
    fi
}

is_empty() {
    [ ! -s "$1" ] || {
        echo "not empty:"
        head -n 20 "$1"
        return 1
    }
}

# quiet: ended well, and standard error has nothing.  refused: wrong usage, and
# only standard error has something: why, and where help is.
quiet() { is 0 "$code" && is_empty "$err"; }
refused() { # TEXT
    is 2 "$code" && is_empty "$out" && has "$err" "$1" &&
        has "$err" 'Try "statuspages'
}

if [ $# -eq 0 ]; then
    set -- test_*.sh
fi
for tests; do
    . "./$tests"
    cd "$here" || exit 1
done

if [ "$passed" -eq 0 ]; then
    echo "FAILED: nothing was tested"
    failed=$((failed + 1))
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
