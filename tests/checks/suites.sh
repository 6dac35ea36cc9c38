#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# apxs.mk: what fails hides nothing else, is named at the end, and fails the
# whole; and what `help` lists.
. "${0%/*}/counting"

unset MAKEFLAGS MAKELEVEL MFLAGS VERBOSE
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Binaries as cmocka's are: two that are well, one that has a failure, one that
# crashes, one that tests nothing.
binary() { # NAME LINE...
    name=$work/$1
    shift
    { echo '#!/bin/sh'; printf '%s\n' "$@"; } >"$name"
    chmod +x "$name"
}
well='echo "[  PASSED  ] 3 test(s)."'
binary test_well "$well"
binary test_late "$well"
binary test_bad 'echo "[  PASSED  ] 1 test(s)."' 'echo "[  FAILED  ] 2 test(s), listed below:"' 'exit 1'
binary test_crash 'kill -SEGV $$'
binary test_nothing 'exit 0'
runs() { # TARGET NAME...: what is said, and the exit code
    target=$1 list=
    shift
    for name; do list="$list $work/$name"; done
    code=0
    make -f apxs.mk BUILD="$BUILD" "${target}_b=$list" "$target" >"$work/said" 2>"$work/errors" || code=$?
    tail -n "${lines:-2}" "$work/said" | tr '\n' '|'
    [ "$code" -eq 0 ] && echo well || echo failed
}
same() { [ "$1" = "$2" ] || printf 'wanted: %s\ngot:    %s\n' "$1" "$2"; }
none "unit adds up the counts" "$(same '6 passed, 0 failed|well' "$(lines=1 runs unit test_well test_late)")"
none "a binary that fails does not hide the next ones" "$(
    same 'failed: test_bad test_crash test_nothing|7 passed, 4 failed|failed' \
        "$(runs unit test_bad test_well test_crash test_nothing test_late)")"
none "what the failing one said is there" "$(
    runs unit test_bad test_well >/dev/null; grep -q 'listed below' "$work/said" || cat "$work/said")"
none "so it is with replay" "$(
    binary replay_bad 'echo "$1: 4 passed, 1 failed"' 'exit 1'
    binary replay_well 'echo "$1: 4 passed, 0 failed"'
    same 'failed: replay_bad|8 passed, 1 failed|failed' "$(runs replay replay_bad replay_well)")"
none "a suite that fails does not hide the next ones, and is named at the end" "$(
    make -f apxs.mk BUILD="$work" --eval='bad: ; @echo broken; exit 1' --eval='good: ; @echo whole' \
        --eval='both: ; $(call side_by_side,bad good)' both >"$work/said" 2>/dev/null && echo "it ends well"
    same 'broken failed: bad whole ' "$(grep -E '^(broken|whole|failed: .*)$' "$work/said" | sort | tr '\n' ' ')")"

# Suites that run side by side each make what is not there yet.
none "those that make the same file at once do not disturb each other" "$(
    for round in 1 2 3; do
        rm -rf "$work/gen"
        for one in 1 2 3 4 5 6 7 8; do
            { make -s -f apxs.mk BUILD="$work" "$work/gen/version" >/dev/null 2>&1 || echo "failed: $round.$one"; } &
        done
        wait
    done)"

# partial is what partial.sh runs, with a build of its own.
none "the server suite has every file of cases, and a group for each" "$(
    ls tests/httpd/cases_*.py | sed 's|.*/cases_\(.*\)[.]py$|\1|' | grep -vx partial >"$work/files"
    (cd tests/httpd && python3 -B -c 'import run; print(*sorted(run.TOOLS), sep="\n")') 2>&1 |
        diff "$work/files" - || true)"

# The names of help are those of the rules that have a description.
none "help lists what has a digit in its name, and names made together" "$(
    { cat apxs.mk; printf 'h2o-9: ## digits\none two: ## together\n'; } >"$work/more.mk"
    make -f apxs.mk help HELP="$work/more.mk" 2>/dev/null | awk '{ print $1 }' >"$work/names"
    for name in all h2o-9 one two; do grep -qx -- "$name" "$work/names" || echo "$name"; done)"
finish
