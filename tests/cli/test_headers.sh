# SPDX-License-Identifier: Apache-2.0
# statuspages headers FILE

page=$work/page.html
printf '%s\n' '<!DOCTYPE html>' '<html lang="de" dir="ltr"><head><title>T</title>' \
    '<style>p { color: red }</style></head></html>' >"$page"
# the hash, by another program
hash=$(printf 'p { color: red }' | openssl dgst -sha256 -binary | openssl base64)

run headers "$page"
expect "headers: a page is good" quiet
expect "headers: its type" has "$out" 'Content-Type: text/html; charset=utf-8'
expect "headers: its size" has "$out" "Content-Length: $(wc -c <"$page" | tr -d ' ')"
expect "headers: its language" has "$out" 'Content-Language: de'
expect "headers: the hash of its style" has "$out" "style-src 'sha256-$hash'; img-src data:;"
expect "headers: it may not be sniffed" has "$out" 'X-Content-Type-Options: nosniff'

# What is in quotes need not be a language.
for lang in 'de\r\nX-Evil: 1' 'de\nX-Evil: 1' 'de\033[2J' 'de, en' '\303\251'; do
    printf '<html lang="'"$lang"'"><style>p { color: red }</style>' >"$page"
    run headers "$page"
    expect "headers: no field of its own from lang=\"$lang\"" lacks "$out" Evil
    expect "headers: no control from lang=\"$lang\"" is "" "$(LC_ALL=C tr -d '\n -~' <"$out")"
    expect "headers: lang=\"$lang\" is no language" lacks "$out" 'Content-Language'
done

printf '<p>no style</p><img src="/logo.svg" alt="">' >"$page"
run headers "$page"
expect "headers: a page without a style" has "$out" "style-src 'none'; img-src 'self' data:;"

printf '{}' >"$work/404.json"
run headers "$work/404.json"
expect "headers: problem details" has "$out" 'Content-Type: application/problem+json'
expect "headers: they have no policy for styles" lacks "$out" 'Content-Security-Policy'

dd if=/dev/zero bs=14001 count=1 2>/dev/null | tr '\0' x >"$page"
run headers "$page"
expect "headers: a page that is too large ends with 1" is 1 "$code"
expect "headers: and says so" has "$err" '14,000'

run headers "$work/nothing.html"
expect "headers: a page that is not there ends with 1" is 1 "$code"
run headers "$work/page.pdf"
expect "headers: a name that is no page's ends with 1" is 1 "$code"
run headers
expect "headers: without a file it ends with 2" refused FILE
