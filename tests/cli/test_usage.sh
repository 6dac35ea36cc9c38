# SPDX-License-Identifier: Apache-2.0
# Help, version and wrong calls.

version=$(sed -n 's/^VERSION *:= *//p' ../../apxs.mk)
commands='build check explain headers languages list themes why'

fits() { # FILE COLUMNS
    python3 -c 'import sys
for line in open(sys.argv[1], encoding="utf-8"):
    assert len(line.rstrip("\n")) <= int(sys.argv[2]), line' "$1" "$2"
}

run --version
expect "--version is the version of apxs.mk" is "statuspages $version" "$(cat "$out")"
expect "--version ends well" quiet

run --help
expect "--help ends well" quiet
for command in $commands; do
    expect "--help names $command" grep -q "^  $command  *[A-Z]" "$out"
done
expect "--help fits 80 columns" fits "$out" 80
cp "$out" "$work/help"
run
expect "without a word: wrong usage" is 2 "$code"
expect "and nothing on standard output" is_empty "$out"
expect "and the help on standard error" cmp "$err" "$work/help"

for command in $commands; do
    run "$command" --help
    expect "$command --help ends well" quiet
    expect "$command --help says how" grep -q "^usage: statuspages $command " "$out"
    expect "$command --help fits 80 columns" fits "$out" 80
    run "$command" --version
    expect "$command --version" is "statuspages $version" "$(cat "$out")"
    run "$command" --nonsense
    expect "$command takes no unknown option" \
        refused "statuspages $command: unknown option \"--nonsense\""
done
run explain not-a-code --help
expect "--help wins over a wrong word" quiet
for option in explain/--language explain/--format list/--class list/--format; do
    run "${option%/*}" --help
    expect "${option%/*} --help tells of ${option#*/}" has "$out" "  ${option#*/} "
done

# arguments | what standard error has
while IFS='|' read -r arguments wanted; do
    # the arguments are words without spaces
    # shellcheck disable=SC2086
    run $arguments
    expect "refused: $arguments" refused "$wanted"
done <<'ROWS'
lsit|did you mean "list"?
exlpain 404|did you mean "explain"?
lists|did you mean "list"?
Check|did you mean "check"?
lang|did you mean "languages"?
theme|did you mean "themes"?
zebra|unknown command "zebra"
--nonsense|unknown option "--nonsense"
-x|unknown option "-x"
--|COMMAND is missing
explain|CODE is missing
explain --format json|CODE is missing
explain 404 405|unexpected argument "405"
explain abc|"abc" is not a status code
explain 40|"40" is not a status code
explain 099|"099" is not a status code
explain 1000|"1000" is not a status code
explain 4o4|"4o4" is not a status code
explain +404|"+404" is not a status code
explain 404x|"404x" is not a status code
explain -- -404|"-404" is not a status code
explain -1|unknown option "-1"
explain 404 --format|"--format" needs a value
explain 404 --format yaml|html, json, xml, text, markdown
explain 404 --format=|html, json, xml, text, markdown
explain 404 --language|"--language" needs a value
explain 404 --class 4xx|unknown option "--class"
list 404|unexpected argument "404"
list --class 6xx|1xx, 2xx, 3xx, 4xx, 5xx
list --class 0xx|1xx, 2xx, 3xx, 4xx, 5xx
list --class 4|1xx, 2xx, 3xx, 4xx, 5xx
list --class 404|1xx, 2xx, 3xx, 4xx, 5xx
list --class=|1xx, 2xx, 3xx, 4xx, 5xx
list --format html|json, text
list --help=yes|this option takes no value
check|FILE-or-FOLDER... is missing
why|REFERENCE [LOGFILE...] is missing
why 7KQF-2MZ|"7KQF-2MZ" is not a reference
why 404|"404" is not a reference
check -|unknown option "-"
languages en|unexpected argument "en"
themes default|unexpected argument "default"
ROWS
run ''
expect "refused: an empty word" refused 'unknown command ""'
run explain ''
expect "refused: an empty code" refused '"" is not a status code'
run zebra
expect "no wild guess" lacks "$err" "did you mean"
long=$(printf '%05000d' 0)
run "$long"
expect "a word without end is refused" is 2 "$code"
