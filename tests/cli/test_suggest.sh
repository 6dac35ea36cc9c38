# SPDX-License-Identifier: Apache-2.0
# statuspages suggest FILE ADDRESS

printf '/docs/install.html\tInstalling\n/docs/upgrade.html\nhttps://x.example/caf\303\251\n' >"$work/suggest-list"
run suggest "$work/suggest-list" /docs/instal.html
expect "suggest: it ends well" quiet
expect "suggest: address and title" is "$(printf '/docs/install.html\tInstalling')" "$(cat "$out")"
run suggest "$work/suggest-list" 'https://www.example.org/docs/upgrad.html?x=1#y'
expect "suggest: a URL, and an address without a title" is \
    "$(printf '/docs/upgrade.html\t/docs/upgrade.html')" "$(cat "$out")"
run suggest "$work/suggest-list" /caf%C3%A8
expect "suggest: letters outside ASCII" is "$(printf '/caf%%C3%%A9\t/caf\303\251')" "$(cat "$out")"
run suggest "$work/suggest-list" /xyzzy
expect "suggest: none ends with 1" is 1 "$code"
expect "suggest: and says nothing" is_empty "$out"
expect "suggest: nor elsewhere" is_empty "$err"

printf '<urlset>\n<url><loc>/docs/install.html</loc></url>\n</urlset>\n' | gzip >"$work/map.gz"
run suggest "$work/map.gz" /docs/instal.html
expect "suggest: a sitemap with gzip" is "$(printf '/docs/install.html\t/docs/install.html')" "$(cat "$out")"
printf '<urlset>\n<url><loc>/a</loc>\n</urlset>\n' >"$work/bad.xml"
run suggest "$work/bad.xml" /a
expect "suggest: a broken sitemap ends with 1" is 1 "$code"
expect "suggest: file, line and column" has "$err" "$work/bad.xml:3:3: is not well-formed XML: mismatched tag"
expect "suggest: and no suggestion" is_empty "$out"
printf 'https://a.example/a\nhttps://b.example/b\n' >"$work/hosts"
run suggest "$work/hosts" /aa
expect "suggest: what is left out is said" has "$err" "$work/hosts:2: 1 address of another host than a.example"
run suggest "$work/none" /a
expect "suggest: no file ends with 1" is 1 "$code"
expect "suggest: and says so" has "$err" "$work/none: cannot be read: No such file"

for address in docs/instal '' "$(printf '/a\033b')"; do
    run suggest "$work/suggest-list" "$address"
    expect "suggest: \"$address\" is no address" is 2 "$code"
done
run suggest "$work/suggest-list"
expect "suggest: ADDRESS is needed" is 2 "$code"
