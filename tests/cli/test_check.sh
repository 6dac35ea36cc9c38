# SPDX-License-Identifier: Apache-2.0
# check: mistakes in templates, with their places.

# Counted by hand in themes/five/page.html; a column is a character, not a byte.
five='themes/five/page.html:3:11
themes/five/page.html:4:20
themes/five/page.html:5:4
themes/five/page.html:6:7
themes/five/page.html:7:12'

places() { sed 's/: .*//' "$out"; }
found() { is 1 "$code" && is_empty "$err"; }

for asked in themes/five themes/five/ themes/five// themes/five/page.html; do
    run check "$asked"
    expect "check $asked finds problems" found
    expect "check $asked: five mistakes, five places" is "$five" "$(places)"
done
expect "a message helps" has "$out" 'unknown name "titel"; did you mean "title"?'

for asked in ../../templates/*/ themes/good themes/good/404.txt themes/good/page.html; do
    run check "$asked"
    expect "check $asked" quiet
    expect "check $asked says so" is "$asked: ok" "$(cat "$out")"
done

run check themes/good themes/five themes/good/404.txt
expect "one bad of three is bad" found
expect "each is told, in order" is "themes/good: ok
$five
themes/good/404.txt: ok" "$(sed 's/\(:[0-9]*:[0-9]*\): .*/\1/' "$out")"

run check themes/layout
expect "a mistake in a layout is found" found
expect "and told once, however many pages use it" is themes/layout/layout.html:2:8 "$(places)"

# ---- theme.conf ----------------------------------------------------------------

mkdir "$work/conf" "$work/wrong"
printf 'extends night\nparameter accent color teal\n' >"$work/conf/theme.conf"
printf '<style>a{b:{{accent}}}</style>' >"$work/conf/404.html"
run check "$work/conf" "$work/conf/404.html"
expect "a theme with parameters is good, and each of its files" quiet
printf 'extends nihgt\n\nparameter title text\nparameter b color red}\n' >"$work/wrong/theme.conf"
printf '{{accent}}' >"$work/wrong/404.txt"
run check "$work/wrong"
expect "mistakes in theme.conf are found" found
expect "all at once, each with its line" is "$work/wrong/theme.conf:1
$work/wrong/theme.conf:3
$work/wrong/theme.conf:4" "$(places)"
run check "$work/wrong/404.txt"
expect "and when one file is checked" has "$out" "$work/wrong/theme.conf:1: there is no built-in theme"

# ---- what is there, and what is not ------------------------------------------

mkdir "$work/empty" "$work/names" "$work/names/default" "$work/many"
run check "$work/empty"
expect "an empty folder is no theme" found
expect "and it is told which" has "$out" "$work/empty: theme folder has no template"
run check "$work/none"
expect "what does not exist is a problem" found
expect "and it is named" has "$out" "$work/none: "
run check "$work/none/page.html"
expect "so is a file in no folder" found
run check "$here/run.sh"
expect "what is no template is a problem" found
expect "and why is told" has "$out" "run.sh: is not a template"

cd "$work/names" || exit 1
echo '{{nothing}}' >default/page.txt
run check default
expect "a folder of a built-in theme's name is the folder" found
expect "with its own files" is "./default/page.txt:1:1" "$(places)"
run check default/page.txt
expect "a file in it" is default/page.txt:1:1 "$(places)"
cd default || exit 1
run check page.txt
expect "a file without a folder" is ./page.txt:1:1 "$(places)"
run check .
expect "the folder we are in" is ./page.txt:1:1 "$(places)"
cd "$here" || exit 1

# DIAGNOSTICS_MAX is 20: of 20 all are told, of 21 the number of the others
for many in 19 20 21 45; do
    awk "BEGIN { for (i = 1; i <= $many; i++) print \"{{nothing\" i \"}}\" }" >"$work/many/page.txt"
    run check "$work/many"
    expect "$many mistakes" found
    told=$many
    [ "$many" -le 20 ] || told=21
    expect "$many mistakes give $told lines" is "$told" "$(grep -c . "$out")"
    if [ "$many" -gt 20 ]; then
        expect "and the others are counted" is \
            "$work/many: and $((many - 20)) more" "$(tail -n 1 "$out")"
    fi
done

echo '{{nothing}} {{none}} {{nobody}}' >"$work/many/page.txt"
run check "$work/many"
expect "mistakes of a line come in order" is "1:1 1:13 1:22 " \
    "$(places | sed 's/.*txt://' | tr '\n' ' ')"

# four files, read in any order, told in one
for name in page.txt page.md page.html 404.txt; do
    echo '<p>{{nothing}}' >"$work/many/$name"
done
run check "$work/many"
expect "files come in order" is "404.txt page.html page.md page.txt " \
    "$(places | sed 's/.*\/\(.*\):1:4/\1/' | tr '\n' ' ')"
