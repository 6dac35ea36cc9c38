# SPDX-License-Identifier: Apache-2.0
# Output that does not get to where it should is an error, not silence.

commands='--help
--version
list
list --format json
list --help
explain 404
explain 503 --format html
languages
themes
check themes/good
check themes/five'

while read -r arguments; do
    # the arguments are words without spaces
    if [ -c /dev/full ]; then
        code=0
        # shellcheck disable=SC2086
        "$STATUSPAGES" $arguments >/dev/full 2>"$err" || code=$?
        expect "on a full disk: $arguments" is 1 "$code"
        expect "and why: $arguments" has "$err" "No space left on device"
    fi
    code=0
    # shellcheck disable=SC2086
    "$STATUSPAGES" $arguments >&- 2>"$err" || code=$?
    expect "without standard output: $arguments" is 1 "$code"
    expect "and told: $arguments" has "$err" "the output could not be written"
    # a pipe whose reader is gone for sure
    # shellcheck disable=SC2086
    code=$(python3 -c 'import os, subprocess, sys
reader, writer = os.pipe()
os.close(reader)
print(subprocess.run(sys.argv[1:], stdout=writer).returncode)' "$STATUSPAGES" $arguments 2>"$err")
    expect "into a closed pipe: $arguments" is 1 "$code"
    expect "and nobody is there to be told: $arguments" is_empty "$err"
done <<ROWS
$commands
ROWS

code=0
"$STATUSPAGES" lsit 2>/dev/full >"$out" || code=$?
expect "wrong usage stays wrong usage when nobody hears why" is 2 "$code"
