# SPDX-License-Identifier: Apache-2.0
# Where files are, and what every file has or has not.
. "${0%/*}/counting"

# What the repository holds or is about to hold; without git, what lies here.
held() {
    if git ls-files >/dev/null 2>&1; then
        git ls-files
        git ls-files --others --exclude-standard mod_statuspages templates tests
    else
        find . -type f | sed 's|^\./||' | grep -vE '^(\.git|build)/|/node_modules/|__pycache__'
    fi
}
files=$(held | while read -r file; do
    [ ! -f "$file" ] || printf '%s\n' "$file"
done)
some "there are files" "$files"

top='README\.md|apxs\.mk|\.ci/run|\.clang-format|\.clang-tidy|\.editorconfig|\.gitignore'
none "the top level has only the known files" \
    "$(printf '%s\n' "$files" | grep -vE "^($top|(mod_statuspages|templates|tests)/.*)$" || true)"
none "mod_statuspages/ has its five folders and three files" "$(printf '%s\n' "$files" | grep '^mod_statuspages/' |
    grep -vE '^mod_statuspages/((core|catalog|module|cli|packaging)/|(LICENSE|CHANGELOG\.md|SECURITY\.md)$)' || true)"
none "each folder that a reader enters has its chapter of the manual" "$(
    for folder in mod_statuspages/module mod_statuspages/cli mod_statuspages/catalog templates tests; do
        printf '%s\n' "$files" | grep -Fxq "$folder/README.md" || echo "$folder/README.md"
    done)"
none "tests/ has its eight folders" "$(printf '%s\n' "$files" | grep '^tests/' |
    grep -vE '^tests/(README\.md|(unit|cli|httpd|servers|browser|fuzz|bench|checks)/.*)$' || true)"

of() { # PATTERN: the files with such a name
    printf '%s\n' "$files" | grep -E "$1" || true
}
SPDX='SPDX-License-Identifier: Apache-2.0'
sources=$(of '\.([ch]|def)$')
some "there are C files" "$sources"
none "the first line of each C file and table is the licence" "$(for file in $sources; do
    [ "$(sed -n 1p "$file")" = "/* $SPDX */" ] || echo "$file:1"
done)"
none "each C file says next what it is for" "$(for file in $sources; do
    case $(sed -n 2p "$file") in "/* "*) ;; *) echo "$file:2" ;; esac
done)"
none "no two C files share a name, or differ by a plural" "$(
    of '^mod_statuspages/.*\.c$' | sed 's|.*/||; s/\.c$//; s/s$//' | sort | uniq -d)"
scripts=$(of '(\.(py|sh|mjs|mk|po|pot|yml)|^\.ci/run|^tests/checks/[a-z]+|^templates/[a-z]+/theme\.conf)$')
none "the first two lines of each script have the licence" "$(for file in $scripts; do
    sed -n 1,2p "$file" | grep -qE "^(#|//) $SPDX$" || echo "$file:1"
done)"
none "the first line of each template is the licence" "$(for file in $(of '^templates/.*/.*\.(html|txt|md)$'); do
    [ "$(sed -n 1p "$file")" = "{{! $SPDX }}" ] || echo "$file:1"
done)"

none "a theme's folder has only templates, theme.conf and picture.webp" "$(of '^templates/' |
    grep -vE '^templates/README\.md$|^templates/[a-z]+/([_a-z0-9]+\.(html|txt|md)|theme\.conf|picture\.webp)$' || true)"

# The next two patterns must not match themselves.
texts=$(of '\.([ch]|def|py|sh|mjs|mk|md|po|pot|html|txt|json|cgi|conf|yml)$|^\.|^tests/checks/')
some "there are texts" "$texts"
none "no file names a path of one machine" "$(printf '%s\n' "$texts" |
    xargs grep -nE '/(work|home|root|Users)/[A-Za-z0-9_.]|/tmp/[a-z]/' \
        /dev/null || true)"
none "no file has a to-do mark" "$(printf '%s\n' "$texts" |
    xargs grep -nwE 'TOD[O]|FIXM[E]|XX[X]|HAC[K]' /dev/null || true)"

# In characters: without the bytes that only continue one.  A recipe's command
# is one line, so the makefile is left out; so are tables.
for kinds in '100 [ch]' '120 (py|sh|mjs)'; do
    most=${kinds%% *}
    none "no line of ${kinds#* } is longer than $most characters" "$(
        for file in $(of "\\.${kinds#* }\$"); do
            tr -d '\200-\277' < "$file" |
                awk -v file="$file" -v most="$most" 'length > most { print file ":" NR ": " length }'
        done)"
done
finish
