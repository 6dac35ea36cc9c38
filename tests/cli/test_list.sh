# SPDX-License-Identifier: Apache-2.0
# list, languages and themes.

run list --format json
expect "list --format json ends well" quiet
cp "$out" "$work/all.json"
expect "the list is JSON" python3 -m json.tool "$work/all.json"
expect "and it is IANA's registry, and more" python3 list.py iana "$work/all.json" iana.tsv
expect "and every member is of its kind" python3 list.py members "$work/all.json"

run list
expect "list ends well" quiet
cp "$out" "$work/all.text"
expect "the text says the same, in columns" python3 list.py text "$work/all.json" "$work/all.text"
run list --format text
expect "text is the default" cmp "$out" "$work/all.text"

for class in 1xx 2xx 3xx 4xx 5xx; do
    run list --class "$class" --format json
    expect "list --class $class ends well" quiet
    cp "$out" "$work/$class.json"
done
expect "the classes have each code of the list once" \
    python3 list.py classes "$work/all.json" "$work"
run list --format json --class 4XX
expect "4XX is 4xx" cmp "$out" "$work/4xx.json"

run themes
expect "themes ends well" quiet
expect "themes are the folders of templates" is \
    "$(cd ../../templates && for page in */page.html; do echo "${page%/*}"; done)" "$(cat "$out")"
