#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Translations that are not complete: a second build with a Catalan of some
# twenty texts, and with a status that has English texts only.  Nothing else in it
# differs, so nearly nothing is compiled.  A Catalan that the project may have
# gives way here.
. "${0%/*}/counting"

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir "$tree/build"
cp -a apxs.mk mod_statuspages templates "$tree"
ln -s "$PWD/tests" "$tree/tests"
for part in gen tools mod_statuspages tests libstatuspages.a mod_statuspages.so statuspages; do
    [ ! -e "$BUILD/$part" ] || cp -a "$BUILD/$part" "$tree/build"
done
catalog=$tree/mod_statuspages/catalog
unset MAKEFLAGS MAKELEVEL MFLAGS
made() { make -C "$tree" -f apxs.mk BUILD=build "$@" 2>&1; }
quietly() { made "$@" > "$tree/said" || { echo "make $*"; grep -v '^  ' "$tree/said"; }; }

cp tests/checks/partial/ca.po "$catalog/po"
if grep -q '^LANGUAGE("ca"' "$catalog/languages.def"; then
    sed -i '/^LANGUAGE("ca"/s/COMPLETE/PARTIAL/' "$catalog/languages.def"
else
    sed -i '/^LANGUAGE("ga"/a LANGUAGE("ca", "ca", "Català", LTR, PARTIAL)' "$catalog/languages.def"
fi
some "Catalan is added" "$(grep '"ca.po\|"ca", "ca"' "$catalog/languages.def")"
none "no status is 487, which stands for a new one here" "$(grep '^STATUS(487,' "$catalog/status.def")"
status='STATUS(487, "Out of Tea", "nobody", FAULT_SITE, TEMPORARY, WAIT, SERVER, LIVE, 0, 487, F(WAIT))'
sed -i "/^STATUS(494/i $status" "$catalog/status.def"
# behind all others, so that these keep their numbers
cat >> "$catalog/client.def" <<'TEXTS'
MSG("487/title", "There is no tea left")
MSG("487/what", "This site has poured its last cup.")
USE("487/do/1", "do/later")
USE("487/do/2", "do/device")
MSG("487/owner", "Buy tea.")
MSG("487/detail", "The server is out of tea. The same request can succeed later.")
USE("487/advice/1", "client/later")
TEXTS

none "a language of twenty texts and a status without translations can be built" "$(
    quietly build/tools/compile
    "$tree/build/tools/compile" messages.h > "$tree/build/gen/messages.h"
    touch -r "$BUILD/gen/messages.h" "$tree/build/gen/messages.h"
    rm -f "$tree"/build/tests/unit/test_catalog.o "$tree"/build/tests/unit/test_translations.o
    quietly all)"
for test in catalog language page page_notice page_values page_problem status translations; do
    none "test_$test passes with them" "$(quietly "build/tests/unit/test_$test"
        "$tree/build/tests/unit/test_$test" > "$tree/said" 2>&1 || grep FAILED "$tree/said")"
done

# ---- completeness is a matter of releases --------------------------------------

some "po-coverage shows how much of Catalan is translated" \
    "$(made po-coverage | grep -E "^ca +$(grep -c '^msgctxt' tests/checks/partial/ca.po) " || true)"
none "po-complete fails for a COMPLETE language that lacks a text" "$(
    said=$(made po-complete && echo "ended well")
    printf '%s\n' "$said" | grep -q 'de is marked COMPLETE, but [0-9]* of its texts' || printf '%s\n' "$said"
    case $said in *"ended well") printf '%s\n' "$said" ;; esac)"
none "it does not fail for a PARTIAL one" "$(
    sed -i 's/, COMPLETE)/, PARTIAL)/' "$catalog/languages.def"
    quietly po-complete)"

# ---- the command -----------------------------------------------------------------

statuspages=$tree/build/statuspages
spanish() { sed -n "\\|^msgctxt \"$1\"|{n;n;s/^msgstr \"\(.*\)\"/\1/p}" "$catalog/po/es.po"; }
some "there is a Spanish title" "$(spanish 404/title)"
some "languages shows how many codes Catalan covers" \
    "$("$statuspages" languages | grep -E '^ca .* Català \(1 of [0-9]+ codes\)$' || true)"
some "and how many German covers" \
    "$("$statuspages" languages | grep -E '^de .* Deutsch \([0-9]+ of [0-9]+ codes\)$' || true)"
none "English covers all" "$("$statuspages" languages | grep '^en.*codes)' || true)"
explains() { # CODE FIELD WORDS: its text has the words
    "$statuspages" explain "$1" --language "$2" 2>"$tree/said" | grep -F -e "$3" || true
}
some "explain: Catalan where it has all texts" "$(explains 410 ca 'Aquesta pàgina s’ha eliminat')"
some "explain: otherwise the next language of the request" \
    "$(explains 404 'ca,es;q=0.9' "$(spanish 404/title)")"
some "explain says why" "$(cat "$tree/said")"
some "explain: English where the request has no other language" \
    "$(explains 404 ca 'The page may have moved or been removed')"
some "explain: the status without translations is English" "$(explains 487 de 'There is no tea left')"
said() { sed -n "$1" "$tree/said"; }
"$statuspages" explain 410 --language ca > /dev/null 2> "$tree/said"
none "explain prints no notice where nothing is missing" "$(said p)"

pages=$tree/pages
"$statuspages" build --for static --theme default --output "$pages" --languages es,ca \
    --codes '404,410,487' --formats html > /dev/null 2> "$tree/said"
lang() { sed -n 's/.*<html lang="\([^"]*\)".*/\1/p' "$pages/$1"; }
langs() {
    for page in ca/404 ca/410 ca/487 es/404 es/410 es/487; do
        printf '%s %s\n' "$page" "$(lang default/$page.html)"
    done
}
none "build: each page is in its declared language, the site's first where one lacks texts" "$(
    langs | diff - /dev/fd/3 3<<'PAGES'
ca/404 es
ca/410 ca
ca/487 en
es/404 es
es/410 es
es/487 en
PAGES
)"
some "build says what is missing" "$(said '/^ca covers 1 of the 3 codes/p')"
"$statuspages" build --for nginx --output "$tree/nginx" --languages es,ca --codes 404,410 \
    > /dev/null 2>&1
none "build: the server sends the language of each page" "$(
    sed -n 's/^    \([a-z]*\/[0-9]*\) \(.*\);$/\1 \2/p' "$tree/nginx/http.conf" | diff - /dev/fd/3 3<<'PAGES'
ca/404 es
PAGES
)"
"$statuspages" build --for nginx --output "$tree/none" --languages es,ca --codes 404 > /dev/null 2>&1
none "build: a language without any of the pages is not offered" \
    "$(find "$tree/none" -name ca; grep -w ca "$tree/none/http.conf" || true)"

# ---- the module --------------------------------------------------------------------

ran=$(BUILD="$tree/build" FILES=partial python3 tests/httpd/run.py 2>&1) || true
none "the server chooses among the pages that exist" \
    "$(printf '%s\n' "$ran" | tail -1 | grep -Eq '^[1-9][0-9]* passed, 0 failed$' || printf '%s\n' "$ran")"
# ---- one text missing, and all pages that may show it ------------------------------

for lost in fi:wait.days sv:size.kb da:number.decimal hu:maintenance.title_until el:fact.methods \
    nl:fact.wait cs:ui.owner it:lasts.short; do
    sed -i "/^msgctxt \"${lost#*:}\"/i #, fuzzy" "$catalog/po/${lost%:*}.po"
done
for test in catalog translations; do
    none "test_$test passes where languages lack one text each" "$(quietly "build/tests/unit/test_$test"
        "$tree/build/tests/unit/test_$test" > "$tree/said" 2>&1 || grep FAILED "$tree/said")"
done
none "and each of them lacks a page" "$(quietly all
    for tag in fi sv da hu el nl cs it; do
        "$statuspages" languages | grep -q "^$tag .* codes)" || echo "$tag"
    done)"
some "a label that keeps a whole language away is named" "$(
    "$tree/build/tools/compile" coverage "$catalog/po" 2>&1 | grep '^note: cs\.po: .*"ui/owner"' || true)"

# ---- mistakes of a maintainer ------------------------------------------------------

wrong() { # FILE SED-SCRIPT WORDS: what the build does not say
    cp "$catalog/$1" "$tree/before"
    sed -i "$2" "$catalog/$1"
    said=$(made build/tools/compile && "$tree/build/tools/compile" messages.h 2>&1 >/dev/null || true)
    cp "$tree/before" "$catalog/$1"
    case $said in *"$3"*) ;; *) printf '%s\n' "${said:-nothing}" ;; esac
}
none "the message names a status out of order" \
    "$(wrong status.def 's/^STATUS(405,/STATUS(403,/' 'status.def: 403 comes after 404')"
none "the message names a missing text for programs" \
    "$(wrong client.def 's,"405/detail",&/x,;s,"405/detail"/x,"405/detale",' '"405/detail" is missing')"
none "the message names a missing English text" \
    "$(wrong texts.def 's,"405/what",&/x,;s,"405/what"/x,"405/wat",' '"405/what" is missing')"
finish
