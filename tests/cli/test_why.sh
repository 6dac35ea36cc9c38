# SPDX-License-Identifier: Apache-2.0
# statuspages why REFERENCE [LOGFILE...]
#
# F6V2-6V5G is the reference of the log id byvw0T8j/DU, 2WUS-9ATF that of
# Z5yxq8AoAQEAAB1kPzUAAAAA: computed in Python, see unit/test_reference.c.

log=$work/logs/error.log
mkdir -p "$work/logs/folder"
cat >"$log" <<'LOG'
[Fri Nov 27 14:35:03.777250 2026] [core:info] [pid 8324] [byvw0T8j/DU] AH00128: File does not exist
127.0.0.1 - - [27/Nov/2026:14:35:03 +0000] "GET /nope HTTP/1.1" 404 196 "-" "curl" byvw0T8j/DU
{"id":"byvw0T8j/DU","status":404}
[core:info] [byvw0T8j/DV] another one
[statuspages:warn] SP00001: status=503 reference=F6V2-6V5G source=proxy
id=byvw0T8j/DU;
[core:info] [Z5yxq8AoAQEAAB1kPzUAAAAA] of mod_unique_id
xbyvw0T8j/DU F6V2-6V5GX F6V2_6V5G 4bf92f3577b34da6a3ce929d0e0e4736x
"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
LOG
numbers() { sed 's/^[^:]*:\([0-9]*\): .*/\1/' "$out" | tr '\n' ' '; }

run why F6V2-6V5G "$log"
expect "why: it ends well" quiet
expect "why: lines with the log id or the reference, and no others" is "1 2 3 5 6 " "$(numbers)"
expect "why: file, line and text" is \
    "$log:4: [core:info] [byvw0T8j/DV] another one" "$(run why V63N-PHFA "$log" && cat "$out")"
for typed in f6v2-6v5g F6V26V5G 'f6v2 6v5g' ' F6V2-6V5G '; do
    run why "$typed" "$log"
    expect "why: \"$typed\" is quiet" quiet
    expect "why: \"$typed\" is the same" is "1 2 3 5 6 " "$(numbers)"
done
run why 2wus9atf "$log"
expect "why: an id of mod_unique_id" is "7 " "$(numbers)"

# What a reference cannot have: 0 and O are D or Q, 1 and I are J, L or 7.
printf '%s\n' 'reference=7KQF-2MZD' 'reference=7KDF-2MZD' 'reference=LKQF-2MZD' 'reference=7KAF-2MZD' >"$work/alike"
run why 7KOF-2MZ0 "$work/alike"
expect "why: 0 and O" is "1 2 " "$(numbers)"
expect "why: and says so" has "$err" 'a reference has no 0, O, 1 or I'
run why 1KQF-2MZD "$work/alike"
expect "why: 1 is a 7 or an L" is "1 3 " "$(numbers)"
expect "why: it ends well though" is 0 "$code"

# Other ids, as they are and in whole words.
run why 4bf92f3577b34da6a3ce929d0e0e4736 "$log"
expect "why: a trace id" is "9 " "$(numbers)"
run why byvw0T8j/DU "$log"
expect "why: a log id" is "1 2 3 6 " "$(numbers)"

# Where to look.
cp "$log" "$work/logs/b.log"
gzip -c "$log" >"$work/logs/access.log.2.gz"
cp "$log" "$work/logs/folder/inner.log"
run why V63N-PHFA "$work/logs"
expect "why: the files of a folder by their names, packed ones too" is \
    "$(printf '%s:4: [core:info] [byvw0T8j/DV] another one\n' \
        "$work/logs/access.log.2.gz" "$work/logs/b.log" "$log")" "$(cat "$out")"
"$STATUSPAGES" why V63N-PHFA - <"$log" >"$out"
expect "why: standard input" is "(standard input):4: [core:info] [byvw0T8j/DV] another one" "$(cat "$out")"
gzip -c "$log" | "$STATUSPAGES" why V63N-PHFA - >"$out"
expect "why: packed standard input" is "(standard input):4: [core:info] [byvw0T8j/DV] another one" "$(cat "$out")"
run why V63N-PHFA "$work/nothing.log" "$log"
expect "why: found though a file is missing" is 0 "$code"
expect "why: which is said" has "$err" "$work/nothing.log: cannot be read: No such file"
run why 7KQF-2MZD "$log"
expect "why: not found ends with 1" is 1 "$code"
expect "why: and says so" has "$err" "no line has 7KQF-2MZD"
expect "why: and nothing else" is_empty "$out"
run why 7KQF-2MZD "$work/nothing.log"
expect "why: nothing to read ends with 1" is 1 "$code"
head -c 100 "$work/logs/access.log.2.gz" >"$work/cut.gz"
run why 7KQF-2MZD "$work/cut.gz"
expect "why: a damaged file is named" has "$err" "$work/cut.gz: could not be read to its end"
expect "why: and ends with 1" is 1 "$code"

# Lines as they should not be.
printf 'F6V2-6V5G \033[2J\233\302\233 \342\200\256x \303\251 \t\r\n' >"$work/bad"
run why F6V2-6V5G "$work/bad"
expect "why: no control of the log reaches a terminal" is \
    "$work/bad:1: F6V2-6V5G \\x1b[2J\\x9b\\xc2\\x9b \\xe2\\x80\\xaex é \\x09\\x0d" "$(cat "$out")"
{
    head -c 3000000 /dev/zero
    printf 'F6V2-6V5G behind a hole\n'
    head -c 200000 /dev/zero | tr '\0' x
    printf ' F6V2-6V5G\nF6V2-6V5G without an end'
} >"$work/bad"
run why F6V2-6V5G "$work/bad"
expect "why: a hole of NULs, a line of 200,000 bytes, and one without an end" is \
    "$work/bad:1: F6V2-6V5G behind a hole
$work/bad:3: F6V2-6V5G without an end" "$(cat "$out")"
{
    printf 'F6V2-6V5G '
    head -c 200000 /dev/zero | tr '\0' x
} >"$work/bad"
run why F6V2-6V5G "$work/bad"
expect "why: of a long line the beginning" is 65536 \
    "$(sed 's/^[^:]*:1: //' "$out" | tr -d '\n' | wc -c | tr -d ' ')"

run why "$(head -c 65 /dev/zero | tr '\0' a)" "$log"
expect "why: an id of 65 characters is refused" refused "is not a reference"
run why '<script>' "$log"
expect "why: markup is refused" refused "is not a reference"
run why 'abc"defgh' "$log"
expect "why: a quote is refused" refused "is not a reference"
