#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The translations, by tools that are not ours: gettext's own checker, and
# Python's Unicode tables.
. "${0%/*}/counting"
PO=$SRC/catalog/po

files=$(find "$PO" -maxdepth 1 -name '*.po' | sort)
notes=$(find "$PO/owner" -name '*.po' | sort)
some "there are translations" "$files"
some "there are translations of the owner's notes" "$notes"
none "msgfmt --check finds nothing" "$(for file in $files $notes; do
    msgfmt --check -o /dev/null "$file" 2>&1 || true
done)"
# shellcheck disable=SC2086
none "all texts are in NFC" "$(python3 -c 'import sys, unicodedata
for name in sys.argv[1:]:
    for number, line in enumerate(open(name, encoding="utf-8"), 1):
        if not unicodedata.is_normalized("NFC", line):
            print(f"{name}:{number}")' $files $notes)"
# These two are what the rest of each file has, and easy to forget where a text is translated anew.
none "no line breaks before a French colon" "$(grep -Hn '^msgstr.* \([:;?]\|»\)' "$PO/fr.po" "$PO/owner/fr.po" || true)"
none "colons of ja and zh are full-width" "$(grep -Hn '^msgstr.*: ' "$PO/ja.po" "$PO"/zh_*.po || true)"
none "statuspages.pot is what the English texts give (make po-update)" "$(
    "$BUILD"/tools/compile pot | diff - "$PO/statuspages.pot" | head -5)"
none "owner.pot is what the English notes give (make po-update)" "$(
    "$BUILD"/tools/compile owner.pot | diff - "$PO/owner/owner.pot" | head -5)"
none "each translation has the texts and comments of its template (make po-update)" "$(for file in $files $notes; do
    case $file in */owner/*) pot=owner/owner.pot ;; *) pot=statuspages.pot ;; esac
    msgmerge --quiet --previous --no-wrap "$file" "$PO/$pot" 2>&1 |
        diff - /dev/fd/3 3<<MERGED >/dev/null || echo "$file"
$(msgcat --no-wrap "$file" 2>&1)
MERGED
done)"
# Names change from one release of CLDR to the next: one is pinned, here by its SHA-512.
cldr=$(sed -n 's/.*Unicode CLDR \([0-9]*\).*/\1/p' "$SRC/catalog/dates.def" | head -n 1).2.0
hash=zMrKvjMO414HDftLr6vKH1fNQHakFNe+F1h4S0eg+zmL4WRi9pI41fxB3UrTJDY42MEM87jCuAw/qlqCgYKcAQ==
if command -v npm >/dev/null; then
    package=cldr-dates-full-$cldr.tgz
    [ -e "$BUILD/$package" ] || (cd "$BUILD" && npm pack --silent "cldr-dates-full@$cldr" >/dev/null)
    names=$(python3 tests/checks/dates.py "$SRC/catalog/dates.def" "$BUILD/$package" "$hash" 2>&1) ||
        rm -f "$BUILD/$package"
    some "names of days and months are compared with CLDR" "$(printf '%s\n' "$names" | grep -x 684)"
    none "they are those of CLDR" "$(printf '%s\n' "$names" | grep -vx '[0-9]*')"
else
    echo "skipped names of days and months: npm is not installed"
fi
none "each file is a row of languages.def, and each row has a file" "$(
    { for file in $files; do basename "$file" .po; done
      sed -n 's/^LANGUAGE("[^"]*", "\([^"][^"]*\)".*/\1/p' $SRC/catalog/languages.def
    } | sort | uniq -u)"
none "each file of notes is a row, too" "$(for file in $notes; do
    grep -q "^LANGUAGE(\"[^\"]*\", \"$(basename "$file" .po)\"" $SRC/catalog/languages.def || echo "$file"
done)"

# What the compiler refuses, shown on a copy of one file with one thing wrong.
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
refuses() { # SENTENCE SED-SCRIPT WORDS
    rm -rf "$copy"/*
    cp "$PO"/*.po "$copy"
    sed -i -e "$2" "$copy/de.po"
    said=$("$BUILD"/tools/compile catalog.c "$copy" 2>&1 >/dev/null || true)
    case "$said" in
    *de.po:*"$3"*) pass "refuses $1" ;;
    *) fail "refuses $1" "said: ${said:-nothing}" ;;
    esac
}
refuses "a lost placeholder" '/^msgid "The limit here is/{n;s/{limit}/20/}' placeholders
refuses "a renamed placeholder" '/^msgid "You sent {size}/{n;s/{size}/{menge}/}' placeholders
refuses "an extra placeholder" '/^msgid "What you can do"/{n;s/"$/ {site}"/}' placeholders
refuses "markup" '/^msgid "What you can do"/{n;s/"$/ <b>"/}' 'must escape'
refuses "a separate combining mark" "/^msgid \"What you can do\"/{n;s/\"\$/ a$(printf '\314\210')\"/}" NFC
refuses "an overridden direction" "/^msgid \"What you can do\"/{n;s/\"\$/ $(printf '\342\200\256')\"/}" direction
refuses "a direction mark in a left-to-right language" \
    "/^msgid \"What you can do\"/{n;s/\"\$/ $(printf '\342\200\217')\"/}" 'left to right'
refuses "an exclamation mark" '/^msgid "What you can do"/{n;s/"$/!"/}' 'exclamation mark'
refuses "a plural rule that calls something" 's/plural=n != 1/plural=system(n)/' 'Plural-Forms'
refuses "seven plural forms" 's/nplurals=2/nplurals=7/' 'nplurals'
rule() { # SENTENCE NPLURALS EXPRESSION WORDS: with the line, by grep
    line=$(grep -n '^"Plural-Forms' "$PO/de.po" | cut -d : -f 1)
    refuses "a plural rule that $1" "s/nplurals=2; plural=n != 1/nplurals=$2; plural=$3/" "$line: Plural-Forms: $4"
}
rule "divides by zero" 2 'n%(n>89)' 'plural= divides by zero where n is 0'
rule "divides by zero for one number" 2 'n==3 ? 1%(n%3) : 0' 'plural= divides by zero where n is 3'
rule "divides by zero at a thousand" 2 'n!=1000 ? 0 : 1%(n%1000)' 'plural= divides by zero where n is 1000'
rule "gives more forms than there are" 2 'n' 'where n is 2, plural= gives form 2'
rule "gives one form too many for one number" 2 'n==777 ? 2 : 1' 'where n is 777, plural= gives form 2'
rule "is no expression" 2 'n n' 'plural= is not a valid expression'
rule "ends too early" 2 'n == 1 ? 0' 'plural= is not a valid expression'
rule "has an empty bracket" 2 'n == ()' 'plural= is not a valid expression'
rule "begins with an operator" 2 '== n' 'plural= is not a valid expression'
accepts() { # SENTENCE NPLURALS EXPRESSION
    rm -rf "$copy"/*
    cp "$PO"/*.po "$copy"
    sed -i "s/nplurals=2; plural=n != 1/nplurals=$2; plural=$3/" "$copy/de.po"
    none "accepts a plural rule that $1" "$("$BUILD"/tools/compile catalog.c "$copy" 2>&1 >/dev/null || echo refused)"
}
accepts "divides only by other numbers than zero" 2 'n == 0 || 5 % n == 0 ? 0 : 1'
accepts "would divide by zero in an operand that C does not evaluate" 2 'n \&\& 0 % n ? 1 : n == 0 ? 0 : 7 % n \&\& 1'
# with another order they give form 7, or divide by zero
for rule in '1 || 0 \&\& 0 ? 0 : 7' '0 == 1 < 2 ? 7 : 0' '3 % 2 == 1 ? 0 : 7' '1 ? 0 : 1 ? 7 : 7' \
    '8 % 5 % 2 == 1 ? 0 : 7' '! 0 % 2 ? 0 : 7' '( 0 == 1 ) < 2 ? 0 : 7'; do
    accepts "has the precedence of C: $rule" 2 "$rule"
done
refuses "a title that is too long" \
    "/^msgctxt \"404.title\"/{n;n;s/^msgstr \".*/msgstr \"$(printf 'sehr %.0s' 1 2 3 4 5 6 7 8 9 10 11 12)lang\"/}" \
    'too long'
refuses "a text that is not in the catalog" 's/^msgctxt "ui.search"/msgctxt "ui\/suche"/' 'there is no text'
refuses "an English text that has changed" 's/^msgid "What you can do"/msgid "What to do"/' 'has changed'

# The owner's notes: English words are kept by a German who changes nothing.
notes_are() { # SED-SCRIPT
    rm -rf "$copy"/*
    cp "$PO"/*.po "$copy"
    mkdir "$copy/owner"
    msgen --no-wrap --lang=de "$PO/owner/owner.pot" | sed -e "$1" > "$copy/owner/de.po"
    "$BUILD"/tools/compile "${2:-catalog.c}" "$copy" 2>&1 >"$copy/out" || true
}
refuses_note() { # SENTENCE CODE SED-COMMAND WORDS
    said=$(notes_are "/^msgctxt \"$2.owner\"/{n;n;$3}")
    case "$said" in
    *"owner/de.po:"*"\"$2/owner\": $4"*) pass "refuses a note $1" ;;
    *) fail "refuses a note $1" "said: ${said:-nothing}" ;;
    esac
}
none "accepts notes that have all that is to be kept" "$(notes_are '')"
refuses_note "without a directive" 408 's/RequestReadTimeout/RequestTimeout/g' 'lacks "RequestReadTimeout"'
refuses_note "without a directive that is an English word" 307 's/Redirect/Weiterleitung/' 'lacks "Redirect"'
refuses_note "with an argument translated" 301 's/Redirect permanent/Redirect dauerhaft/' 'lacks "Redirect permanent"'
refuses_note "without a header field" 429 's/Retry-After/Wiederholen/g' 'lacks "Retry-After"'
refuses_note "without a header field that is an English word" 103 's/Link/Verweis/' 'lacks "Link"'
refuses_note "without a header field that others begin with" 406 's/Accept,/Annahme,/' 'lacks "Accept"'
refuses_note "without a status code" 504 's/202/203/' 'lacks "202"'
refuses_note "with another number around the code" 504 's/202/2024/' 'lacks "202"'
refuses_note "without the number of a message" 403 's/AH01276/AH01277/' 'lacks "AH01276"'
refuses_note "without the name of a module" 207 's/mod_dav/moddav/' 'lacks "mod_dav"'
refuses_note "without a file name" 500 's/\.htaccess/htaccess/' 'lacks ".htaccess"'
refuses_note "with markup" 404 's/410/<b>410/' 'has a character'
refuses_note "with a placeholder" 404 's/410/410 {wait}/' 'has different {placeholders}'
none "a name may stand between other letters, and have a plural" "$(
    notes_are '/^msgctxt "\(307\|402\).owner"/{n;n;s/Redirect/由Redirect发/;s/APIs/API/}')"
some "refuses a visitor's text among the notes" "$(
    notes_are 's/^msgctxt "404.owner"/msgctxt "404\/what"/' |
        grep 'owner/de.po:.*no text "404/what" in the catalog for' || true)"
none "a note that is fuzzy, or lacks, is no mistake" "$(
    notes_are '/^msgctxt "404.owner"/i #, fuzzy
/^msgctxt "410.owner"/{n;n;s/^msgstr .*/msgstr ""/}')"
some "po-coverage counts the notes" "$(
    notes_are '/^msgctxt "404.owner"/i #, fuzzy' coverage
    grep "^de .* 0 .* 0 .* $(($(grep -c '^msgctxt' "$PO/owner/owner.pot") - 1)) *99%$" "$copy/out" || true)"

# A page that lacks one text is not there in that language; the others are.
rm -rf "$copy"/*
cp "$PO"/*.po "$copy"
sed -i -e '/^msgctxt "404.what"/i #, fuzzy' "$copy/de.po"
"$BUILD"/tools/compile catalog.c "$copy" > "$copy/catalog.c"
# shellcheck disable=SC2046
"${CC:-cc}" -std=c11 -I$SRC -I"$BUILD/gen" $(apr-1-config --cppflags --includes) \
    -o "$copy/statuspages" "$BUILD"/$SRC/cli/*.o "$BUILD"/$SRC/cli/targets/*.o "$BUILD/gen/files.o" \
    "$copy/catalog.c" "$BUILD/libstatuspages.a" $(apr-1-config --link-ld) -lz -lexpat
none "a fuzzy text makes its page English as a whole" "$(
    "$copy/statuspages" explain 404 --language de 2>/dev/null | grep -v UTC > "$copy/de.txt"
    "$copy/statuspages" explain 404 --language en | grep -v UTC | diff - "$copy/de.txt")"
none "and no other page" "$(
    "$copy/statuspages" explain 410 --language de | grep -v UTC > "$copy/de.txt"
    "$BUILD/statuspages" explain 410 --language de | grep -v UTC | diff - "$copy/de.txt")"
finish
