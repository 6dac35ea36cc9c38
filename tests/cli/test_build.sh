# SPDX-License-Identifier: Apache-2.0
# build: its options, its files as files.  What servers make of them is tested
# in tests/servers.

run build --output x
targets=$(sed -n 's/.*--for is missing; use one of: //p' "$err" | tr -d ',')
expect "there are servers" test -n "$targets"
run build --help
tr '\n' ' ' <"$out" >"$work/help"
expect "--help breaks the list of servers at the margin only" is "" "$(sed -n '/^Servers:/,/[.]$/p' "$out" | grep '^ ')"
for target in $targets; do
    expect "--help names $target" grep -q " Servers:[a-z0-9 -]* $target[ .]" "$work/help"
    cases=cases_$(echo "$target" | tr - _).py
    expect "$target is tested in tests/servers/$cases" test -s "../servers/$cases"
done

# ---- wrong calls: one clear message, and nothing is written --------------------

mkdir "$work/b" "$work/b/full" "$work/b/empty" "$work/b/theme" "$work/b/odd name"
echo mine >"$work/b/full/mine"
echo '{{titel}}' >"$work/b/theme/page.html"
cd "$work/b" || exit 1
find . | sort >"$work/before"

# arguments | what standard error has
while IFS='|' read -r arguments wanted; do
    # the arguments are words without spaces
    # shellcheck disable=SC2086
    run build $arguments
    expect "refused: build $arguments" refused "$wanted"
    expect "one line and a hint: build $arguments" is 2 "$(wc -l <"$err")"
    find . | sort >"$work/after"
    expect "nothing written: build $arguments" cmp "$work/before" "$work/after"
done <<'ROWS'
|--for is missing; use one of: apache,
--output x|--for is missing
--for|"--for" needs a value
--for iis --output x|unknown server "iis"; use one of: apache,
--for NGINX --output x|unknown server "NGINX"
--for nginx|--output is missing
--for nginx --output x y|unexpected argument "y"
--for nginx --output full|full" is not empty; use --force
--for nginx --output full/mine|full/mine" is not a folder
--for nginx --output no/where|the folder "no" does not exist
--for nginx --output=|does not exist
--for nginx --output /proc/statuspages|cannot write into "/proc/statuspages"
--for nginx --output x --codes 4x|"4x" is not a code
--for nginx --output x --codes 404-|"404-" is not a code
--for nginx --output x --codes 200|use 400 to 999
--for nginx --output x --codes 999|nginx sends no page for any of "999"
--for nginx --output x --codes=|needs at least one code
--for nginx --output x --languages de,qaa|unknown language "qaa"
--for nginx --output x --languages=|--languages: name at least one
--for nginx --output x --formats html,yaml|"yaml" is not html, json, xml, text or markdown
--for nginx --output x --formats ,|--formats: name at least one
--for nginx --output x --theme nowhere|"nowhere" is neither a built-in theme nor a folder; "statuspages themes" lists
--for nginx --output x --theme ./nowhere|./nowhere: theme folder cannot be read
--for nginx --output x --theme theme|page.html:1:1: 
--for static --output x --theme default,default|two themes are named "default"
--for static --output x --theme ,|--theme: name at least one
--for nginx --output x --home javascript:alert|"javascript:alert" is not a URL
--for nginx --output x --contact nobody|"nobody" is not a URL
--for nginx --output x --contact /new?{ref}|--contact: "{ref}" is not a placeholder: write {reference}
--for nginx --output x --sign-in login|--sign-in: "login" is not a URL
--for nginx --output x --search ftp://a|"ftp://a" is not a URL
--for nginx --output x --status "|is not a URL
--for nginx --output x --problem-base mailto:a@b|"mailto:a@b" is not a URL
--for nginx --output x --retry-after 503|"503" is not CODE=SECONDS
--for nginx --output x --retry-after 503=soon|soon
--for nginx --output x --retry-after 503=1,42=1|42
--for nginx --output x --cache 404|--cache: "404" is not CODE=SECONDS
--for nginx --output x --cache 404=soon|--cache: "soon" is not a number of seconds from 1 to 604800
--for nginx --output x --cache 429=5|--cache: 429 is never stored
--for nginx --output x --cache 404=1,412=5|--cache: 412 is never stored
--for nginx --output x --cache 40x=5|--cache: "40x" is not a code or class
--for envoy --output x --cache 404=5|--cache: not supported for envoy
--for nginx --output x --set imprint|"imprint" is not NAME=VALUE
--for nginx --output x --set Imprint=1|"Imprint" is not a valid name
--for nginx --output x --set title=1|"title" is reserved for pages
--for nginx --output x --set a=1 --set a=2|"a" is set twice
--for nginx --output x --parameter shade=#000000|shade
--for nginx --output x --theme brand --parameter accent=#zz|accent
--for nginx --output x --name=|"" is not a valid name
--for nginx --output x --name Shop|"Shop" is not a valid name: use lowercase letters, digits and _
--for nginx --output x --name 1a|"1a" is not a valid name
--for nginx --output x --name _a|"_a" is not a valid name
--for nginx --output x --name a-b|"a-b" is not a valid name
--for nginx --output x --name a/b|"a/b" is not a valid name
--for nginx --output x --name a$b|"a$b" is not a valid name
--for nginx --output x --name abcdefghijklm|at most 12 characters
--for nginx --output x --name vcl_a|Varnish reserves names that begin with vcl_
--for static --output x --name a|the files for static do not use a name
--for haproxy --output x --replace some|--replace: "some" is not empty, bare or all
--for nginx --output x --replace empty|--replace: empty is not supported for nginx: nginx cannot tell
--for h2o --output x --replace all|--replace: all is not supported for h2o: h2o cannot tell
--for h2o --output x --reference X-Request-Id|--reference: not supported for h2o: the pages show no id
--for h2o --output x --cache 404=9|--cache
--for varnish --output x --replace bare|--replace: bare is not supported for varnish: VCL does not see the body
--for caddy --output x --replace bare|--replace: bare is not supported for caddy: Caddy does not see the body
--for caddy --output x --with accept|for caddy there is: templates (the id and the time
--for static --output x --replace all|--replace: all is not supported for static: no server is configured
--for static --output x --reference X-Request-Id|--reference: not supported for static: the pages show no id
--for static --output x --header Strict-Transport-Security|"Strict-Transport-Security" is not NAME: VALUE
--for static --output x --header=|"" is not NAME: VALUE
--for static --output x --header X-A:|X-A: the value must be 1 to 512 ASCII characters, without quotes and \ $ % @ { }
--for static --output x --header X-A:"b"|X-A: the value must be
--for static --output x --header X-A:'b'|X-A: the value must be
--for static --output x --header X-A:a\b|X-A: the value must be
--for static --output x --header X-A:$b|X-A: the value must be
--for static --output x --header X-A:%b|X-A: the value must be
--for static --output x --header X-A:@b@|X-A: the value must be
--for static --output x --header X-A:{b}|X-A: the value must be
--for static --output x --header X-A:`b`|X-A: the value must be
--for static --output x --header X-A:Ä|X-A: the value must be
--for static --output x --header X-A:expr=b|X-A: the value cannot begin with expr=
--for static --output x --header :b|"" is not a header name: use letters, digits and -
--for static --output x --header X_A:b|"X_A" is not a header name
--for static --output x --header 1A:b|"1A" is not a header name
--for static --output x --header X-A:b --header x-a:c|--header: x-a is given twice
--for static --output x --header content-LENGTH:1|--header: content-LENGTH cannot be used: every page has its own
--for static --output x --header Transfer-Encoding:chunked|it belongs to the connection
--for static --output x --header Set-Cookie:a=b|it belongs to a single error
--for static --output x --header X-Accel-Redirect:/a|it gives orders to a proxy
--for static --output x --header Retry-After:5|Retry-After cannot be used: use --retry-after
--for static --output x --header Cache-Control:max-age=5|Cache-Control cannot be used: use --cache
--for static --output x --with njs|--with: not supported for static: its files need no optional module
--for nginx --output x --text=|--text: "" is not CODE LANGUAGE FIELD TEXT
--for nginx --output x --text 404|--text: "404" is not CODE LANGUAGE FIELD TEXT
--for nginx --output x --code 475|--code: each needs a --like
--for nginx --output x --like 404|--like: each needs a --code
--for nginx --output x --code 475 --code 476 --like 404|--code: each needs a --like
--for nginx --output x --code 4xx --like 404|--code: "4xx" is not a number from 400 to 599
--for nginx --output x --code 399 --like 404|--code: "399" is not a number from 400 to 599
--for nginx --output x --code 4750 --like 404|--code: "4750" is not a number
--for nginx --output x --code 404 --like 410|--code: 404 has a page; use --text for other words
--for nginx --output x --code 475 --like 404 --code 475 --like 410|--code: 475 is given twice
--for nginx --output x --code 475 --like 476|--like: 476 has no page
--for nginx --output x --code 475 --like 503|--like: 475 is a client error and 503 is not
--for apache --output x --code 475 --like 404|--code: apache never sends a page for 475
--for nginx --output x --force=yes|this option takes no value
ROWS
run build --for nginx --output "odd name/x"
expect "a path that a configuration could misread is refused" refused "use only letters, digits"
run build --for haproxy --output "odd,name"
expect "so is a comma, which parts arguments in HAProxy" refused "use only letters, digits"
run build --for static --output "odd name/x" --codes 404 --languages en
expect "where no configuration names it, it is taken" is 0 "$code"

# ---- the files ---------------------------------------------------------------------

run build --for static --theme default --output s --codes 404,503 --languages de,en,ar --site-name 'A & "B"' \
    --retry-after 503=120
expect "a small build ends well" is 0 "$code"
expect "it says how many files" has "$err" "$(find s -type f | wc -l) files in $(pwd -P)/s"
expect "the folder holds pages, gallery, sums and README" is \
    "README.md SHA256SUMS default index.html" "$(cd s && echo *)"
expect "nothing is left beside it" is "empty full odd name s theme" "$(echo *)"
expect "the sums are right" sh -c 'cd s && sha256sum --check --strict --quiet SHA256SUMS'
expect "and name every other file" is \
    "$(cd s && find . -type f ! -name SHA256SUMS | sed 's|^\./||' | LC_ALL=C sort)" \
    "$(sed 's/^[0-9a-f]*  //' s/SHA256SUMS)"
expect "a page for each code, language and format" is 30 "$(find s/default -type f | wc -l)"
expect "folders can be entered and pages read by all, as umask lets" is "755 644" \
    "$(stat -c %a s/default) $(stat -c %a s/default/de/404.html)"

# The pages are those of explain, but for what only explain knows.
same_problem() { # CODE LANGUAGE
    run explain "$1" --language "$2" --format json
    python3 - "$out" "s/default/$2/$1.json" <<'PYTHON'
import json, sys
told, built = [json.load(open(name, encoding="utf-8")) for name in sys.argv[1:]]
for name in ("timestamp", "owner_note"):
    told.pop(name, None)
assert told == built, (told, built)
PYTHON
}
for language in de en ar; do
    expect "404 in $language is that of explain" same_problem 404 "$language"
done
expect "the wait is on the page" grep -q "2 Minuten" s/default/de/503.html
expect "and in the problem details" grep -q '"retry_after": 120' s/default/de/503.json
expect "the site's name is escaped" grep -q '<bdi>A &amp; &quot;B&quot;</bdi>' s/default/de/404.html
expect "no value of a request is on a plain page" lacks s/default/en/404.html "<time"

expect "the gallery's data are valid" python3 - s/index.html "$here/../../mod_statuspages/catalog/po/owner" <<'PYTHON'
import json, os, re, sys
text = open(sys.argv[1], encoding="utf-8").read()
data = json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)[1])
codes = {row["code"]: row for row in data["codes"]}
assert [code for code, row in codes.items() if row["page"]] == [404, 503], data
assert {100, 200, 301, 418, 500, 999} <= set(codes), sorted(codes)
assert [row[0] for row in data["languages"]] == ["de", "en", "ar"], data
assert [row[2] for row in data["languages"]] == [0, 0, 1], data
assert set(data["texts"]) == {"de", "en", "ar"}
for theme in data["themes"]:
    for code in (404, 503):
        for tag, *_ in data["languages"]:
            for suffix in data["formats"]:
                assert os.path.exists(f"s/{theme}/{tag}/{code}.{suffix}")
            page = open(f"s/{theme}/{tag}/{code}.html", encoding="utf-8").read()
            texts = data["texts"][tag]
            assert f"<h1>{texts[codes[code]['title']]}</h1>" in page
            assert texts[codes[code]["what"]] in page
# The note of a language that has one; "" where English stands in.
for tag in ("de", "ar"):
    po = os.path.join(sys.argv[2], tag + ".po")
    notes = open(po, encoding="utf-8").read() if os.path.exists(po) else ""
    for code, note in re.findall(r'^msgctxt "(\d+)/owner"\nmsgid ".*"\nmsgstr "(.*)"$', notes, re.M) or [(404, "")]:
        assert data["texts"][tag][codes[int(code)]["owner"]] == note, (tag, code, note)
for row in codes.values():
    assert row["phrase"] and row["title"] is not None, row
    assert "owner" in row or row["code"] < 400, row
page = text.replace(re.search(r'<script type="application/json".*?</script>', text, re.S)[0], "")
assert not re.search(r'(src|href)="?(https?:|//)', page), "an address from elsewhere"
PYTHON

# ---- again: the same bytes; --force, --diff, --dry-run ------------------------------------

small() { run build --for nginx --codes 404,503 --languages de,en "$@"; }
small --output n
expect "a build for nginx ends well" is 0 "$code"
expect "the README says how much there is" has n/README.md ": 2 codes in 2 languages."
expect "the README begins with what the server cannot do" is "## Limits" "$(grep -m 1 '^## ' n/README.md)"
expect "which is what the build prints" is "$(sed -n '/^Limits of nginx:/,/^$/p' "$err" | grep '^[- ] ')" \
    "$(sed -n '/^## Limits/,/^## How/p' n/README.md | grep '^[- ] ')"
cp -r n n2
sleep 1
small --output n --force
expect "--force over the same build ends well" is 0 "$code"
expect "the same input gives the same bytes" diff -r n n2
small --output n
expect "without --force it is refused" refused "is not empty"
small --output n --diff
expect "--diff: nothing would change" is "0 " "$code $(cat "$out")"
small --output n --diff --site-name New --codes 404,410
sort "$out" >"$work/diff"
expect "--diff: the exit code tells that something would" is 1 "$code"
expect "--diff names what would be added" grep -qx "added    statuspages/de/410.html" "$work/diff"
expect "--diff names what would change" grep -qx "changed  statuspages/de/404.html" "$work/diff"
expect "--diff names what would go" grep -qx "removed  statuspages/de/503.html" "$work/diff"
expect "--diff writes nothing" diff -r n n2
small --output new --dry-run
expect "--dry-run ends well" is 0 "$code"
expect "--dry-run writes nothing" test ! -e new
expect "--dry-run lists all files" is "$(cd n && find . -type f | sed 's|^\./||' | LC_ALL=C sort)" \
    "$(LC_ALL=C sort "$out")"
echo mine >n/mine
echo mine >n/statuspages/de/mine
small --output n --force --languages en
expect "--force with fewer languages ends well" is 0 "$code"
expect "files of an earlier build are gone, others stay" is "mine" "$(ls n/statuspages/de)"
expect "also at the top" is mine "$(cat n/mine)"
small --output empty
expect "an empty folder is taken" is 0 "$code"
expect "and the configuration names it" is "$(sed "s|$(pwd -P)/n\([;/]\)|$(pwd -P)/empty\1|" n2/server.conf)" \
    "$(cat empty/server.conf)"
expect "nothing hidden is left" is "" "$(find . -name '.statuspages*')"
# A file where a folder has to be: the build fails, and leaves no trace.
mkdir clash
echo mine >clash/statuspages
small --output clash --force
expect "what cannot be written ends with 1" is 1 "$code"
expect "and is said in one line" is 1 "$(wc -l <"$err")"
expect "nothing half is left" is "statuspages" "$(ls -A clash)"

# A build that is stopped: by a signal that waits from the beginning, so that the
# moment does not matter.
stopped() { # FOLDER
    python3 - "$STATUSPAGES" "$1" <<'PYTHON'
import os, signal, subprocess, sys
def held():
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    os.kill(os.getpid(), signal.SIGTERM)
run = subprocess.run([sys.argv[1], "build", "--for", "nginx", "--output", sys.argv[2]],
                     preexec_fn=held, capture_output=True, text=True)
assert run.returncode == 1 and run.stderr == "statuspages build: interrupted\n", run
PYTHON
}
expect "a build that is stopped says so" stopped gone
expect "and leaves nothing" test ! -e gone
mkdir hollow
expect "in an empty folder neither" stopped hollow
expect "and nothing hidden" is "" "$(find . -name '.statuspages*')$(ls -A hollow)"

# ---- values of the request, the plain build -------------------------------------------------

expect "a page for nginx has its variables" has n2/statuspages/de/404.html '<!--# echo var="request_id"'
small --output p --plain
expect "--plain: the page has none" lacks p/statuspages/de/404.html '<!--#'
expect "--plain: a packed twin of the same bytes" sh -c \
    'gzip -dc p/statuspages/de/404.html.gz | cmp - p/statuspages/de/404.html'
expect "without a time in it" is 00000000 "$(od -An -tx1 -j4 -N4 p/statuspages/de/404.html.gz | tr -d ' ')"
run build --for nginx --output c --codes 404,494-496 --languages en
expect "codes that a server never shows are left out" test ! -e c/statuspages/en/495.html
expect "and that is said" has "$err" "Left out, since nginx never sends a page for them: 494 495 496"
expect "also in the README" has c/README.md "494 495 496"
expect "among what the server cannot do" is "" "$(sed -n '/^## How/,$p' c/README.md | grep "494 495 496")"

# ---- own variables and the theme's parameters --------------------------------------------------

mkdir mine
printf '%s\n' '<!DOCTYPE html>' '<title>{{title}}</title>' '{{#imprint}}' '<a href="{{imprint}}">{{office}}</a>' \
    '{{/imprint}}' >mine/page.html
run build --for static --output o --theme ./mine --codes 404 --languages en --set imprint=/imprint \
    --set 'office=A, B & C=D'
expect "variables of one's own are on the page" has o/mine/en/404.html \
    '<a href="/imprint">A, B &amp; C=D</a>'
expect "and in problem details" python3 - <<'PYTHON'
import json
problem = json.load(open("o/mine/en/404.json", encoding="utf-8"))
assert problem["office"] == "A, B & C=D" and problem["imprint"] == "/imprint", problem
PYTHON
run build --for static --output o2 --theme ./mine --codes 404 --languages en
expect "a template that uses one that is not set is refused" refused 'imprint'
run build --for static --output o3 --theme brand --codes 404 --languages en --parameter accent=#0a5c36 \
    --parameter logo=/logo.svg
expect "parameters of a theme are on the page" grep -q '#0a5c36' o3/brand/en/404.html
expect "all of them" grep -q 'src="/logo.svg"' o3/brand/en/404.html

# ---- marks -------------------------------------------------------------------------------------

# A site that is called as the renderer's first mark for the time: another mark has to be found.
mark=$(sed -n 's/.*mark_day = INT64_C(\([0-9]*\)).*/\1/p' "$here/../../mod_statuspages/cli/render.c")
name=$(date -u -d "@$mark" '+%Y-%m-%d %H:%M UTC')
run build --for nginx --output marks --codes 404 --languages en --site-name "At $name"
expect "a name like a mark stays" has marks/statuspages/en/404.html "<bdi>At $name</bdi>"
expect "also in plain text" grep -q "At $name" marks/statuspages/en/404.txt
expect "and the time is the server's" is 1 "$(grep -c 'datetime="<!--# config' marks/statuspages/en/404.html)"
lacks_marks() {
    ! grep -rhoE '(^|[^0-9])98[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9:]+' marks/statuspages |
        grep -v "${name% UTC}"
}
expect "no mark is left on a page" lacks_marks
# Plain text is wrapped: names of these lengths let a line end inside the time.
wraps() { # LENGTH
    run build --for nginx --output wrap --force --codes 404 --languages en --formats text \
        --site-name "$(printf "%$1s" '' | tr ' ' x)"
    is 1 "$(grep -c 'echo var="date_gmt"' wrap/statuspages/en/404.txt)" && lacks wrap/statuspages/en/404.txt 'UTC ·' &&
        ! grep -E '^UTC|98[0-9]{2}-' wrap/statuspages/en/404.txt
}
for length in 46 50 54 58; do
    expect "the time is found where a line ends in it ($length)" wraps "$length"
done

# ---- links of few codes, and the contact ----------------------------------

run build --for static --output "$work/few" --codes 401,403,404 --languages en --formats html,json \
    --theme default --sign-in /login --contact 'https://help.example/?a={reference}&b=1'
expect "pages with a link to sign in are built" is 0 "$code"
expect "it is on 401 and 403 only" is "401.html 401.json 403.html 403.json" "$(
    cd "$work/few/default/en" && grep -l '"/login"' -- *.html *.json | sort | paste -sd ' ' -)"
expect "nothing is in place of a reference that is not there" is 3 "$(
    grep -lF 'href="https://help.example/?a=&amp;b=1"' "$work"/few/default/en/*.html | wc -l)"
run build --for static --output "$work/mail" --codes 404 --languages en --formats html \
    --theme default --contact mailto:help@example.org
expect "a letter has no subject without a reference" has "$work/mail/default/en/404.html" '"mailto:help@example.org"'

# ---- what the server does with the pages -----------------------------------------

# A target either refuses an option and says why, or its files have what was asked for.
run build --for static --output "$work/fields" --theme plain --codes 404 --languages en --formats html \
    --header 'Strict-Transport-Security: max-age=31536000; includeSubDomains' --header 'x-a:  (b)	'
expect "one language is not several" has "$work/fields/README.md" ": 1 code in 1 language."
expect "headers for the pages are listed in the README" is \
    'X-Robots-Tag: noindex|Strict-Transport-Security: max-age=31536000; includeSubDomains|x-a: (b)|```' \
    "$(grep -A 3 X-Robots-Tag "$work/fields/README.md" | paste -sd '|' -)"
takes() { # SERVER OPTION VALUE TEXT
    run build --for "$1" --output "$work/takes" --force --codes 404,502 --languages en --formats html "$2" "$3"
    case $code in
    2) refused "statuspages build: $2: not supported for $1: " ;;
    *) grep -rqiF --exclude=README.md --exclude=SHA256SUMS -- "$4" "$work/takes" ;;
    esac
}
replaces() { # SERVER KIND
    [ "$code" = 0 ] || { refused "--replace: $2 is not supported for $1: " && ! grep -qE '\(null\)|: $' "$err"; }
}
for target in $targets; do
    rm -rf "$work/takes"
    if [ "$target" != static ]; then
        expect "$target: --header" takes "$target" --header "X-Qv: some-value; more" "some-value; more"
    fi
    for kind in empty bare all; do
        run build --for "$target" --output "$work/takes" --dry-run --codes 404,502 --languages en --formats html \
            --replace "$kind"
        expect "$target: --replace $kind" replaces "$target" "$kind"
    done
    # nginx has $http_xqv for it
    expect "$target: --reference" takes "$target" --reference Xqv Xqv
done
many=
i=0
while [ $i -lt 17 ]; do
    many="$many --header X-$i:b"
    i=$((i + 1))
done
# shellcheck disable=SC2086
run build --for static --output x $many
expect "a seventeenth header is refused" refused "--header: at most 16 headers are allowed"
run build --for static --output x --header "X-A: $(printf '%0513d' 1)"
expect "so is a value that is too long" refused "X-A: the value must be 1 to 512"
run build --for static --output x --header "X-$(printf '%063d' 1): b"
expect "and a name" refused "at most 64 characters"

# ---- own texts and codes ----------------------------------------------------------------

refuses() { # TEXT MESSAGE
    run build --for nginx --output x --codes 404,503 --languages en,de --text "$1"
    refused "--text: $2"
}
expect "--text without a text" refuses "404 en do1" '"404 en do1" is not CODE LANGUAGE FIELD TEXT; "" as TEXT leaves'
expect "--text for no code" refuses "40x en title A" '"40x"'
expect "--text in no language" refuses "404 qaa title A" 'unknown language "qaa"'
expect "--text for no field" refuses "404 en heading A" '"heading" is not title, what, lasts, owner'
expect "--text without a title" refuses '404 en title ""' 'a title cannot be empty'
expect "--text for programs in German" refuses '404 de detail A' 'detail is for programs and in English'
expect "--text that is too long" refuses "404 en what $(printf '%0601d' 1)" 'the text has more than 600 characters'
expect "--text that cannot be seen" refuses "404 en what a$(printf '\001')b" ''
expect "--text for a page that is not built" refuses "410 en title Gone" 'no page is built for 410 in en'
expect "--text in a language that is not built" refuses "404 fr title Rien" 'no page is built for 404 in fr'
expect "nothing is written" test ! -e x

own() { # SERVER FOLDER [OPTION...]
    server=$1 to=$2
    shift 2
    run build --for "$server" --output "$to" --codes 404,410,503 --languages en,de --theme default "$@"
}
own static "$work/words" --text '404 en title Nothing <here> & "there"' --text '4xx * do1 "Ask the librarian."' \
    --text '404 de what ""' --text '404 * detail No such book.' --text '5xx en title   Closed  '
expect "own texts are taken" is 0 "$code"
expect "a title, escaped" has "$work/words/default/en/404.html" \
    '<h1>Nothing &lt;here&gt; &amp; &quot;there&quot;</h1>'
expect "and in plain text as it is" has "$work/words/default/en/404.txt" 'Nothing <here> & "there"'
expect "the title in the other language stays" has "$work/words/default/de/404.html" \
    "<h1>$("$STATUSPAGES" explain 404 --language de --format html | sed -n 's/.*<h1>\(.*\)<\/h1>.*/\1/p')</h1>"
expect "advice for a class, without its quotes" is "en/404 en/410 de/404 de/410" "$(
    cd "$work/words/default" && for page in en/404 en/410 en/503 de/404 de/410 de/503; do
        grep -q '>Ask the librarian\.<' $page.html && echo $page; done | paste -sd ' ' -)"
own static "$work/nowords" --text '4xx * do1 Ask the librarian.'
expect "a text is taken away, and nothing else" is "1 <p>Vielleicht wurde die Seite" "$(
    diff "$work/nowords/default/de/404.html" "$work/words/default/de/404.html" | grep '^[<>]' |
        sed -n -e 's/^< \(<p>Vielleicht wurde die Seite\).*/1 \1/p' -e t -e p)"
expect "programs read theirs" python3 - "$work/words" <<'PYTHON'
import json, sys
for language in "en", "de":
    problem = json.load(open(f"{sys.argv[1]}/default/{language}/404.json", encoding="utf-8"))
    assert problem["detail"] == "No such book.", problem
    assert problem["title"] == "Not Found", problem
PYTHON
expect "blanks around a text are none of it" has "$work/words/default/en/503.html" '<h1>Closed</h1>'

expect "the gallery says the same as the pages" python3 - "$work/words" <<'PYTHON'
import html, json, sys
text = open(f"{sys.argv[1]}/index.html", encoding="utf-8").read()
data = json.loads(text.split('<script type="application/json" id="data">')[1].split("</script>")[0])
for row in data["codes"]:
    for tag in ("en", "de") if row["page"] else ():
        page = html.unescape(open(f"{sys.argv[1]}/default/{tag}/{row['code']}.html", encoding="utf-8").read())
        said = data["texts"][tag]
        for place in (row["title"], row["what"], row["do"][0]):
            assert said[place] in page, (row["code"], tag, said[place])
        assert "Ask the librarian." in [said[one] for one in row["do"]] or row["code"] == 503, row
titles = {row["code"]: data["texts"]["en"][row["title"]] for row in data["codes"] if row["page"]}
assert titles[404] == 'Nothing <here> & "there"' and titles[503] == "Closed" != titles[410], titles
PYTHON

own static "$work/own" --code 475 --like 404 --code 590 --like 503 --text '475 en title No such shelf'
expect "own codes are taken" is 0 "$code"
# A page says what the other does, but for the code and what --text has changed.
like() { # CODE LIKE SUFFIX
    sed -e "s/$2/$1/g" "$work/own/default/de/$2.$3" | cmp - "$work/own/default/de/$1.$3"
}
expect "590 is 503 with another number" like 590 503 html
expect "in text, too" like 590 503 txt
expect "475 is 404 with another number, in German" like 475 404 html
expect "and with other words in English" has "$work/own/default/en/475.html" "<h1>No such shelf</h1>"
expect "404 stays" lacks "$work/own/default/en/404.html" "shelf"
expect "a program gets the code, and no document that would define it" python3 - "$work/own" <<'PYTHON'
import json, sys
own, like = (json.load(open(f"{sys.argv[1]}/default/en/{code}.json", encoding="utf-8")) for code in (475, 404))
assert own["status"] == 475 and own["title"] == "Not Found", own
assert "documentation" not in own and like.pop("documentation"), (own, like)
assert {**own, "status": 404} == like, (own, like)
text = open(f"{sys.argv[1]}/index.html", encoding="utf-8").read()
data = json.loads(text.split('<script type="application/json" id="data">')[1].split("</script>")[0])
rows = {row["code"]: row for row in data["codes"]}
assert [code for code, row in rows.items() if row["page"]] == [404, 410, 475, 503, 590], rows
assert list(rows) == sorted(rows), list(rows)
assert "documentation" not in rows[475] and rows[475]["what"] == rows[404]["what"], rows[475]
PYTHON
own nginx "$work/ownn" --code 475 --like 404 --retry-after 475=5 --cache 475=60
expect "waits and times of caches can name it" is 0 "$code"
expect "a server has its page" test -s "$work/ownn/statuspages/en/475.html"

# apache: what comes first in Accept skips the other rules for the format, those of the language not.
skipped() { # FILE: how many rules it says, and how many there are
    awk '/_suffix:html,S=[0-9]+\]/ { match($0, /S=[0-9]+/); said = substr($0, RSTART + 2, RLENGTH - 2); next }
        /Likewise the language/ { exit }
        said && /RewriteRule/ { there++ }
        END { print said, there }' "$1"
}
for options in "" "--cache 404=60" "--formats html" "--formats html,json" "--languages en,de"; do
    # shellcheck disable=SC2086
    run build --for apache --output "$work/apache" --force --codes 404 $options
    found=$(skipped "$work/apache/statuspages.conf")
    expect "apache skips rules: $options" test "${found%% *}" -ge 4
    expect "apache skips as many rules as there are: $options" is "${found#* } ${found#* }" "$found"
done
