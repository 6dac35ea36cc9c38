# SPDX-License-Identifier: Apache-2.0
# README.md and the tables of the code say the same, in both directions.
#
# What counts as a mention in README.md:
#   a directive   the word
#   a variable    `name` or {{name}}, {{#name}}, {{^name}}, {{{name}}}
#   a member      {{group.name}} or `group.name`; or its name as above on a
#                 line that has its group or list as above
#   a target      `name`, or make -f apxs.mk name
. "${0%/*}/counting"

manual=README.md
some "there is a manual" "$(cat "$manual" 2>/dev/null || true)"
[ -f "$manual" ] || { finish; exit 1; }

# ---- directives -----------------------------------------------------------

rows=$(cat "$SRC"/module/*.c | grep -o 'AP_INIT_[A-Z0-9_]*(' | wc -l)
directives=$(cat "$SRC"/module/*.c | grep -oE 'AP_INIT_[A-Z0-9_]+\("[A-Za-z]+"' |
    sed 's/.*("\(.*\)"/\1/')
some "there are directives" "$directives"
none "each row of the directives' table is understood" "$(
    [ "$(printf '%s\n' "$directives" | wc -l)" -eq "$rows" ] ||
        echo "$rows rows, not as many names")"
words=$(grep -ow 'StatusPages[A-Za-z]*' "$manual" | sort -u)
none "the manual has every directive" "$(lines_without "$directives" "$words")"
none "every directive of the manual exists" "$(lines_without "$words" "$directives")"

# ---- template variables ---------------------------------------------------

# "name" or "group.name", one a line.  A MEMBER's or COLUMN's row names its
# group by id, and the group's own row has the name of that id.
variables=$(awk -F '"' '
    /^VARIABLE\(/ { split($1, head, /[(,]/); name[head[2]] = $2; print $2 }
    /^(MEMBER|COLUMN)\(/ { split($1, head, /[(,]/); print name[head[2]] "." $2 }
' "$SRC/core/variables.def")
some "there are variables" "$variables"
none "each row of the variables' table is understood" "$(
    [ "$(grep -cE '^[A-Z]+\(' "$SRC/core/variables.def")" -eq \
        "$(printf '%s\n' "$variables" | grep -cE '^[a-z_]+(\.[a-z_]+)?$')" ] ||
        echo "not as many names as rows")"

# A line of the manual that has all these names.
mentions() { # NAME...
    lines=$(cat "$manual")
    for name in "$@"; do
        lines=$(printf '%s\n' "$lines" | grep -E "\`$name\`|\{\{[#^{]? *$name *\}\}" || true)
    done
    [ -n "$lines" ]
}
none "the manual has every variable" "$(for variable in $variables; do
    case $variable in
    *.*) mentions "${variable%.*}\.${variable#*.}" || mentions "${variable%.*}" "${variable#*.}" ;;
    *) mentions "$variable" ;;
    esac || echo "$variable"
done)"

# Blocks and files of the default theme; a member stands alone inside its group.
blocks=$(sed -n 's/.*{{\$ *\([a-z_]*\) *}}.*/\1/p' templates/default/*.html | sort -u)
some "there are blocks" "$blocks"
none "the manual has every block" "$(for block in $blocks; do
    mentions "$block" || echo "$block"
done)"
parts=$(for file in templates/default/*; do file=${file##*/}; echo "${file%.*}"; done | sort -u)
none "the manual has every part" "$(for part in $(printf '%s\n' "$parts" | grep '^_'); do
    grep -q "{{>$part}}" "$manual" || echo "$part"
done)"
# What a recipe sets itself.
own=$(sed -n 's/^ *StatusPagesSet \([a-z_]*\).*/\1/p; s/^parameter \([a-z_]*\) .*/\1/p' "$manual")
names=$(printf '%s\n' "$variables" "$blocks" "$parts" "$own"
    printf '%s\n' "$variables" | sed -n 's/.*\.//p')
used=$(grep -oE '\{\{[^!}][^}]*\}\}' "$manual" | sed 's/[]{}#^/&$<>[:space:]]//g' |
    grep '[A-Za-z]' | sort -u || true)
some "the manual shows how to write a template" "$used"
none "every {{name}} of the manual exists" "$(lines_without "$used" "$names")"

# ---- what is built for other servers -----------------------------------------

options=$(grep -oE '\[SP_BUILD_[A-Z_]+\] = \{ "[a-z-]+"' "$SRC/cli/build.c" | sed 's/.*"\(.*\)"/\1/')
some "there are options" "$options"
servers=$(grep -o '&sp_target_[a-z]*' "$SRC/cli/targets/targets.c" | sed 's/&sp_target_//')
some "there are servers" "$servers"
chapter=$(sed -n '/^## Other servers/,/^## [^O]/p' "$manual")
none "the manual has every option of build" "$(for option in $options; do
    printf '%s\n' "$chapter" | grep -qE -- "--$option[ \`]" || echo "$option"
done)"
none "every option of the manual exists" "$(lines_without "$(printf '%s\n' "$chapter" |
    grep -oE -- '--[a-z][a-z-]*' | sed 's/--//' | sort -u)" "$options")"
none "the manual has a row for every server" "$(for server in $servers; do
    printf '%s\n' "$chapter" | grep -q "^| \`$server\` |" || echo "$server"
done)"

# ---- the build ------------------------------------------------------------

targets=$(sed -n 's/^\([a-z-]*\):.*## .*/\1/p' apxs.mk)
some "there are targets" "$targets"
typed=$(grep -oE 'make -f apxs\.mk +[a-z][a-z-]*' "$manual" | sed 's/.* //' | sort -u || true)
none "the manual has every target" "$(for target in $targets; do
    printf '%s\n' "$typed" | grep -qx "$target" || grep -q "\`$target\`" "$manual" || echo "$target"
done)"
none "every target of the manual exists" "$(lines_without "$typed" "$targets")"
finish
