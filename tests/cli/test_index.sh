# SPDX-License-Identifier: Apache-2.0
# statuspages index.  Read by run.sh.
# shellcheck shell=sh source-path=SCRIPTDIR source=run.sh

site=$work/site
mkdir -p "$site/en/mod" "$site/empty" "$site/.git" "$site/with space"
page() { # FILE HTML
    printf '%s' "$2" >"$site/$1"
}
head='<!DOCTYPE html><html><head><meta charset="utf-8">'
page index.html "$head<title>Home</title>"
page en/index.html "$head<title>Manual</title>"
page en/a.htm "$head<TITLE lang=en>Tom &amp; &quot;Jerry&#39;s&#x2013;&nbsp;show&hellip; &lt;b&gt;</TITLE>"
page en/b.html "$head<title>
    over
	two   lines </title></head>"
page en/c.xhtml '<?xml version="1.0"?><!-- <title>No</title> --><html><head><title>X</title></head></html>'
page en/d.html "$head<script>document.write('<title>No</title>')</script><title>Script</title>"
page en/e.html "$head</head><body><svg><title>No</title></svg>"
page en/f.html '<title>&unknown; &amp &#xD800; &#0; &;</title>'
page en/mod/g.html "$head<title>First</title><title>Second</title>"
page 'with space/ä%b.html' "$head<title>Ünïcode</title>"
page en/noindex.html "$head<meta content='none, NOINDEX' NAME=Robots><title>No</title>"
page en/none.html "$head<meta name=robots content=none><title>No</title>"
page en/refresh.html "$head<meta http-equiv=\"Refresh\" content=\"0; url=b.html\"><title>No</title>"
page en/text.txt 'no page'
page .git/hidden.html "$head<title>No</title>"
page en/.hidden.html "$head<title>No</title>"
printf '%b' '<meta http-equiv=Content-Type content="text/html; charset=ISO-8859-1"><title>Gr\0374\0337e</title>' \
    >"$site/en/latin.html"
printf '<meta charset=utf-8><title>Gr\374\337e</title>' >"$site/en/wrong.html"
printf '<meta charset=nonsense><title>x</title>' >"$site/en/unknown.html"
ln -s . "$site/en/loop"
ln -s "$site" "$site/en/mod/up"
ln -s b.html "$site/en/link.html"
ln -s nowhere.html "$site/en/broken.html"

# Titles as Python's parser decodes them.
run index "$site"
expect "index: it ends well" quiet
printf '%s\n' '/ Home' '/en/ Manual' '/en/a.htm Tom & "Jerry'"'"'s– show… <b>' '/en/b.html over two lines' \
    '/en/c.xhtml X' '/en/d.html Script' '/en/e.html' '/en/f.html &unknown; &amp &#xD800; &#0; &;' \
    '/en/latin.html Grüße' '/en/link.html over two lines' '/en/mod/g.html First' '/en/unknown.html' '/en/wrong.html' \
    '/with%20space/%C3%A4%25b.html Ünïcode' >"$work/wanted"
expect "index: each page once, with its title, in the order of addresses" diff "$work/wanted" "$out"

run index --base /docs/15 "$site"
expect "index: --base is put before" is "/docs/15/ Home" "$(head -n 1 "$out")"
expect "index: and before all" is 14 "$(grep -c '^/docs/15/' "$out")"
run index --base docs "$site"
expect "index: --base has to be a path" refused '"docs" is not a path'
run index --base '/a b' "$site"
expect "index: --base has no blank" refused '"/a b" is not a path'
run index
expect "index: a folder is needed" refused 'FOLDER is missing'
run index "$site" "$site"
expect "index: one folder" refused 'unexpected argument'

run index "$work/nowhere"
expect "index: what is not there is named" has "$err" "$work/nowhere: cannot be read"
expect "index: and is a problem" is 1 "$code"
run index "$site/empty"
expect "index: a folder without pages is a problem" is "$site/empty: has no pages" "$(cat "$err")"
expect "index: and ends so" is 1 "$code"

# Only the first 64 KB are read: a title behind them is not found.
{
    printf '<head><!--'
    head -c 70000 /dev/zero | tr '\0' 'x'
    printf -- '--><title>Late</title>'
} >"$site/empty/large.html"
run index "$site/empty"
expect "index: a large page is read in part" is "/large.html" "$(cat "$out")"

deep=$work/deep
mkdir -p "$deep"
(
    cd "$deep" || exit
    for i in $(seq 40); do
        mkdir d && cd d || exit
        echo '<title>t</title>' >p.html
    done
)
run index "$deep"
expect "index: folders can be 32 deep" is 32 "$(grep -c . "$out")"
expect "index: more is a problem" has "$err" "is too deep"

# Whatever the folder holds, StatusPagesSuggest reads the list.
odd=$work/odd
part=$(printf 'x%.0s' $(seq 70))
mkdir -p "$odd/$part"
printf '<title>%s</title>' "$(printf 'ä%.0s' $(seq 500))" >"$odd/title.html"
for name in index.html index.de.html index.htm index.x; do
    echo "<title>$name</title>" >"$odd/$name"
done
(
    cd "$odd/$part" || exit
    for i in $(seq 27); do
        mkdir "$part" && cd "$part" || exit
    done
    echo '<title>t</title>' >p.html
    echo '<title>t</title>' >"$part.html"
)
run index "$odd"
expect "index: an address that is too long for the list is a problem" is 1 "$code"
expect "index: and named" has "$err" "$part.html: the address is longer than 2,048 bytes"
expect "index: and left out; one that just fits is not" is 1 "$(grep -c "/p.html" "$out")"
expect "index: only the index file has the address of its folder" \
    is "/index.de.html index.de.html" "$(grep '^/index' "$out")"
expect "index: and the folder comes once" is 1 "$(grep -c '^/ ' "$out")"
cp "$out" "$work/odd.list"
run suggest "$work/odd.list" /titel.html
expect "index: a title is cut to what a list may have" is "/title.html" "$(cut -f 1 "$out")"
run index --base //x "$odd"
expect "index: --base is no host" refused '"//x" is not a path'
run index --base '/%zz' "$odd"
expect "index: --base is percent-encoded" refused '"/%zz" is not a path'
