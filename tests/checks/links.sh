# SPDX-License-Identifier: Apache-2.0
# Every relative link of the README files leads to a file that is in the
# repository and to a heading that is in the file, as GitHub names it; and from
# the first README the reader comes to all others.  Those in cli/targets/ are
# texts that `build` writes elsewhere.
. "${0%/*}/counting"

here() {
    if git ls-files >/dev/null 2>&1; then
        git ls-files -co --exclude-standard
    else
        find . -name README.md | sed 's|^\./||'
    fi
}
files=$({ echo README.md; here; } | grep -E '(^|/)README\.md$' | awk '!seen[$0]++' |
    grep -vE "^($SRC/cli/targets|build)/|/node_modules/")
some "there are README files" "$files"
# shellcheck disable=SC2086
none "every relative link leads to a file and a heading, and links reach every README" \
    "$(python3 tests/checks/links.py $files 2>&1 || true)"

# What the check finds, shown on files of its own.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/other" "$work/lost"
cat >"$work/README.md" <<'TEXT'
# One `theme.conf` & [two](x://y), 3_4
## Same
## Same
[good](other/README.md#in-the-other) [good](#one-themeconf--two-3_4) [good](#same-1) `[code](nowhere)`
[no file](other/none.md)
[no heading](other/README.md#elsewhere) [twice only](#same-2) ![no picture](none.png)
```
[code](nowhere)
# Not a heading
```
[in code](#not-a-heading)
TEXT
printf '# In the other\n' >"$work/other/README.md"
printf '# Lost\n' >"$work/lost/README.md"
checker=$PWD/tests/checks/links.py
found=$(cd "$work" && python3 "$checker" README.md other/README.md lost/README.md 2>&1)
none "it finds each kind of broken link, and no other" "$(
    printf '%s\n' "$found" | sed 's/: there is no.*//; s/: [^:]* has no.*//' | diff - "$(
        printf '%s\n' 'README.md:5: other/none.md' 'README.md:6: other/README.md#elsewhere' \
            'README.md:6: #same-2' 'README.md:6: none.png' 'README.md:11: #not-a-heading' \
            'lost/README.md: no link leads here from README.md' >"$work/wanted"
        echo "$work/wanted")" || true)"
finish
