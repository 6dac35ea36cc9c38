# SPDX-License-Identifier: Apache-2.0
# explain: one page.

# ---- every registered code ---------------------------------------------------

mkdir "$work/pages"
codes=$(cut -f 1 iana.tsv)
all_quiet() {
    for code_of_all in $codes; do
        for format in html json xml text markdown; do
            run explain "$code_of_all" --format "$format"
            quiet || { echo "$code_of_all $format"; return 1; }
            cp "$out" "$work/pages/$code_of_all.$format"
        done
    done
}
expect "every code in every format, without a word on standard error" all_quiet
for format in html json xml text markdown; do
    expect "every code as $format is what its parser and the registry say" \
        python3 pages.py "$format" "$work/pages" iana.tsv
done

# ---- options -------------------------------------------------------------------

run explain 404
expect "text is the default" is "Error 404: Not Found" "$(head -n 1 "$out")"
expect "the owner's note is there" has "$out" "For the site owner"
expect "no line is longer than 80 columns" python3 -c 'import sys
assert max(len(line.rstrip("\n")) for line in open(sys.argv[1], encoding="utf-8")) <= 80' "$out"
run explain --format=json 404
expect "options before the code, value after =" python3 -m json.tool "$out"
run explain 404 --format json --format text
expect "the last of two options wins" is "Error 404: Not Found" "$(head -n 1 "$out")"
run explain -- 404
expect "-- ends the options" is "Error 404: Not Found" "$(head -n 1 "$out")"

# jq and the like read numbers one after the other: what begins with one is none.
expect "no text begins with a JSON value" python3 -c 'import json, pathlib, sys
pages = sorted(pathlib.Path(sys.argv[1]).glob("*.text"))
assert len(pages) > 60, len(pages)
for page in pages:
    try:
        value = json.JSONDecoder().raw_decode(page.read_text(encoding="utf-8"))
    except json.JSONDecodeError:
        continue
    raise SystemExit(f"{page}: {value}")' "$work/pages"

# ---- nothing is invented ---------------------------------------------------------

for member in retry_after allow limit_bytes received_bytes protocols \
    accepted_types alternatives instance reference type help status_page sitemap llms_txt api_description; do
    expect "no page has $member" lacks "$work/pages/all.json" "\"$member\""
done
expect "a GET may try 503 again" has "$work/pages/503.html" '<a href="">'
expect "but not 404" lacks "$work/pages/404.html" '<a href="">'
expect "nothing was sent, so nothing is lost" lacks "$work/pages/503.text" "What you sent"

# ---- unknown codes: RFC 9110 15 -----------------------------------------------------

while read -r word unknown class phrase; do
    run explain "$unknown"
    expect "$unknown ends well" is 0 "$code"
    expect "$unknown is called as $class" is "$word $unknown: $phrase" "$(head -n 1 "$out")"
    expect "$unknown: standard error tells" \
        has "$err" "$unknown is not a known code; treated as $class"
    # the title and the sentences under it
    expect "$unknown has the words of $class" is \
        "$(sed -n 3,4p "$work/pages/$class.text")" "$(sed -n 3,4p "$out")"
done <<'ROWS'
Status 199 100 Continue
Status 299 200 OK
Status 399 300 Multiple Choices
Error 477 400 Bad Request
Error 589 500 Internal Server Error
Error 600 500 Internal Server Error
Error 998 500 Internal Server Error
ROWS

# ---- languages -------------------------------------------------------------------------

run languages
expect "languages ends well" quiet
cp "$out" "$work/languages"
expect "each language: a canonical tag, its direction, a name" \
    python3 languages.py "$work/languages"
while read -r tag direction name; do
    shouted=$(printf %s "$tag" | tr '[:lower:]' '[:upper:]')
    for asked in "$tag" "$shouted" "$tag-x-test"; do
        run explain 404 --format html --language "$asked"
        # a build may have languages that lack texts of 404: checks/partial.sh
        case $name in *" codes)")
            if grep -q "^statuspages: $tag has no complete translation of 404" "$err"; then
                expect "--language $asked gives another page" has "$out" '<html lang="en"'
                continue
            fi ;;
        esac
        expect "--language $asked gives $tag ($name)" \
            has "$out" "<html lang=\"$tag\" dir=\"$direction\">"
        expect "--language $asked says nothing more" quiet
    done
done <"$work/languages"
expect "the owner's note is in the page's language" \
    python3 notes.py ../../mod_statuspages/catalog/po/owner/*.po
run explain 404 --language ga --format html
expect "a note that a language lacks is English, and marked so" \
    has "$out" '<p lang="en" dir="ltr">404 does not say'
run explain 404 --language en-GB-oxendict
expect "en-GB-oxendict gives English" has "$out" "Page not found"
# qaa is private use (ISO 639-2): nobody's texts are in it
for asked in qaa qaa-Latn e english -en ''; do
    run explain 404 --language="$asked"
    expect "--language '$asked' is refused" refused "unknown language \"$asked\""
    while read -r tag direction name; do
        expect "and $tag is offered" grep -q "[ ,]$tag\(,\|\$\)" "$err"
    done <"$work/languages"
done
