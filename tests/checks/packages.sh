# SPDX-License-Identifier: Apache-2.0
# One version everywhere; man pages and completions say what the tables say, and
# the command takes all that a completion offers.
. "${0%/*}/counting"

version=$(sed -n 's/^VERSION *:= *//p' apxs.mk)
share=$BUILD/share
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# ---- the version ---------------------------------------------------------------

some "apxs.mk has the version" "$version"
none "the newest change is of this version, with a date" "$(
    grep -m1 '^## ' "$SRC/CHANGELOG.md" | grep -vxE "## $version - 20[0-9]{2}-[01][0-9]-[0-3][0-9]" || true)"
none "so does the README" "$(grep -qF "Version $version," README.md || echo "README.md does not name $version")"
none "and the command" "$("$BUILD/statuspages" --version | grep -vxF "statuspages $version" || true)"
none "the module's binary has it" "$(
    grep -qaF "mod_statuspages $version" "$BUILD/mod_statuspages.so" || echo "$version")"
mkdir -p "$work/b/tools" "$work/b/gen"
cp "$BUILD/tools/compile" "$work/b/tools/"
cp "$BUILD/gen/messages.h" "$work/b/gen/"
object=$work/b/$SRC/cli/usage.o
of_version() { # VERSION
    env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -f apxs.mk BUILD="$work/b" VERSION="$1" "$object" 2>&1 >/dev/null
}
none "a new version compiles what names it anew" "$(
    of_version 8.0.1
    of_version 8.0.2
    grep -qa '8\.0\.2' "$object" || echo "$object has the old one")"
none "the same version does not" "$(
    before=$(stat -c %y "$object")
    of_version 8.0.2
    [ "$before" = "$(stat -c %y "$object")" ] || echo "$object is new")"
none "no other file repeats it" "$(git grep -lF "$version" -- . ':!apxs.mk' ':!README.md' ":!$SRC/CHANGELOG.md" \
    ':!tests/unit/bare' ':!*.json' || true)"
none "the licence is Apache's text" "$(
    [ "$(cksum <"$SRC/LICENSE")" = "$(cksum </usr/share/common-licenses/Apache-2.0 2>/dev/null ||
        cksum <"$SRC/LICENSE")" ] || echo "$SRC/LICENSE"
    grep -q 'TERMS AND CONDITIONS FOR USE' "$SRC/LICENSE" || echo "$SRC/LICENSE")"

# ---- man pages -------------------------------------------------------------------

# As a reader gets them: without roff's escapes.
plain() { sed 's/\\f[BIRP]//g; s/\\-/-/g; s/\\&//g; s/\\e/\\/g' "$1"; }
plain "$share/man/man1/statuspages.1" >"$work/1"
plain "$share/man/man8/mod_statuspages.8" >"$work/8"
for page in 1 8; do
    none "page $page has version and date" "$(
        date=$(sed -n "s/^## $version - //p" "$SRC/CHANGELOG.md")
        grep -qE "^\.TH [A-Z_]+ $page $date \"mod_statuspages $version\"$" "$work/$page" || grep '^\.TH' "$work/$page")"
done
commands=$("$BUILD/statuspages" --help | sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
some "the command has commands" "$commands"
for one in $commands; do
    options=$("$BUILD/statuspages" "$one" --help | sed -nE 's/^  (-., )?(--[a-z-]+).*/\2/p')
    some "$one has options" "$options"
    none "statuspages(1) has $one and its options" "$(
        grep -qE "^\.SS \"$one( .*)?\"$" "$work/1" || echo "no section"
        for option in $options; do grep -qwF -e "$option" "$work/1" || echo "$option"; done)"
done
sections=$(sed -n 's/^\.SS "\(StatusPages[A-Za-z]*\)"$/\1/p' "$work/8")
none "mod_statuspages(8) has each directive" "$(lines_without \
    "$(sed -n 's/^### \(StatusPages[A-Za-z]*\)$/\1/p' "$SRC/module/README.md")" "$sections")"
none "and the syntax of each" "$(sed -n 's/^- Syntax: `\([^`]*\)`.*/\1/p' "$SRC/module/README.md" |
    while read -r syntax; do
        tr '\n' ' ' <"$work/8" | grep -qF "Syntax: $syntax" || echo "$syntax"
    done)"
none "no word of a chapter is lost" "$(for pair in cli/1 module/8; do
    # commands and options of the command come from its tables
    sed -e '/^\*\*Contents/,/^$/d' -e '/^# /d' -e '/^## Commands/,/^## why/d' -e '/^|/d' "$SRC/${pair%/*}/README.md" |
        sed -e 's/](\(http[^)]*\))/ (\1) /g' -e 's/]([^)]*)/ /g' | grep -oE '[A-Za-z]{4,}' | sort -u >"$work/wanted"
    tr '[:upper:]' '[:lower:]' <"$work/wanted" | sort -u >"$work/lower"
    grep -oE '[A-Za-z]{4,}' "$work/${pair#*/}" | tr '[:upper:]' '[:lower:]' | sort -u | comm -23 "$work/lower" -
done)"
for reader in 'groff -ww -man -Kutf8 -Tutf8' 'mandoc -T lint' 'man --warnings -l -Tutf8'; do
    command -v "${reader%% *}" >/dev/null || { pass "${reader%% *} is not installed"; continue; }
    # shellcheck disable=SC2086
    none "${reader%% *} has no complaint" "$($reader "$share/man/man1/statuspages.1" 2>&1 >"$work/out"
        $reader "$share/man/man8/mod_statuspages.8" 2>&1 >>"$work/out"
        [ "${reader%% *}" != mandoc ] || cat "$work/out")"
done

# ---- completions -------------------------------------------------------------------

bash_says() { # WORD...: what bash offers for the last one, a line each
    bash -c '. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _statuspages; printf "%s\n" "${COMPREPLY[@]}"' \
        - "$share/bash-completion/completions/statuspages" statuspages "$@"
}
sorted() { tr ' ' '\n' | sed '/^$/d' | sort; }
same() { [ "$1" = "$2" ] || printf 'wanted: %s\ngot: %s\n' "$1" "$2"; }
if command -v bash >/dev/null; then
    none "bash offers the commands" "$(
        same "$(printf '%s\n' "$commands" | sort)" "$(bash_says '' | sort)"
        same "$(printf '%s\n' --help --version)" "$(bash_says - | sort)")"
    for one in $commands; do
        none "bash offers the options of $one" "$(same "$("$BUILD/statuspages" "$one" --help |
            sed -nE 's/^  (-., )?(--[a-z-]+).*/\2/p' | sort)" "$(bash_says "$one" -- | sort)")"
    done
    none "bash offers what --for takes" "$(same \
        "$("$BUILD/statuspages" build 2>&1 --output x | sed -n 's/.*use one of: //p' | tr -d , | sorted)" \
        "$(bash_says build --for '' | sort)")"
    none "bash offers the themes" "$(same "$("$BUILD/statuspages" themes | sed 's/ .*//' | sort)" \
        "$(bash_says build --theme '' | sort)")"
    none "bash offers the languages, also after a comma and a sign" "$(
        tags=$("$BUILD/statuspages" languages | sed 's/ .*//' | sort)
        same "$tags" "$(bash_says explain --language '' | sort)"
        same "$tags" "$(bash_says explain --language = | sort)"
        same "$(printf '%s\n' "$tags" | sed -n 's/^d/en,d/p')" "$(bash_says build --languages en,d | sort)")"
    none "the command takes each code, format and class that bash offers" "$(
        for code in $(bash_says explain ''); do "$BUILD/statuspages" explain "$code" 2>&1 >/dev/null; done
        for format in $(bash_says explain --format ''); do
            "$BUILD/statuspages" explain 404 --format "$format" 2>&1 >/dev/null; done
        for format in $(bash_says list --format ''); do
            "$BUILD/statuspages" list --format "$format" 2>&1 >/dev/null; done
        for class in $(bash_says list --class ''); do "$BUILD/statuspages" list --class "$class" 2>&1 >/dev/null; done)"
    none "bash leaves files to itself" "$(bash_says build --output '' | sed '/^$/d'; bash_says check '' | sed '/^$/d')"
fi
if command -v zsh >/dev/null && command -v python3 >/dev/null; then
    none "zsh offers the same, asked at its prompt" "$(
        python3 tests/checks/zsh.py "$share/zsh/site-functions" "$BUILD/statuspages" 2>&1)"
else
    pass "zsh is not installed"
fi
finish
