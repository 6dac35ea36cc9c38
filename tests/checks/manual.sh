# SPDX-License-Identifier: Apache-2.0
# The chapters of the manual and the tables of the code say the same, in both
# directions, and each name has its place once.
#
#   README.md                          one line for each directive
#   mod_statuspages/module/README.md   directives, formats, members, links
#   mod_statuspages/cli/README.md      commands, options, servers
#   mod_statuspages/catalog/README.md  how many languages there are
#   templates/README.md                themes, blocks, variables, kinds
#   tests/README.md                    make targets
. "${0%/*}/counting"

main=README.md
module=$SRC/module/README.md
command=$SRC/cli/README.md
catalog=$SRC/catalog/README.md
themes=templates/README.md
tests=tests/README.md
chapters="$main $module $command $catalog $themes $tests"
none "each chapter is there" "$(for file in $chapters; do [ -s "$file" ] || echo "$file"; done)"
[ "$failed" -eq 0 ] || { finish; exit 1; }

# The rows of the table with this first row, without the first bar.
rows() { # FILE HEADER
    awk -v header="$2" '
        $0 == header { inside = 1; next }
        !/^\|/ { inside = 0 }
        inside && !/^\|---/ { sub(/^\| /, ""); print }' "$1"
}
cell() { sed 's/ | .*//'; }
names() { grep -oE '`[^`]*`' | tr -d '`'; }

# What the code has and what a chapter of the manual has: each once.
same() { # WHAT CODE MANUAL CHAPTER
    some "the code has a $1" "$2"
    none "$4 has every $1" "$(lines_without "$2" "$3")"
    none "every $1 of $4 exists" "$(lines_without "$3" "$2")"
    none "$4 has each $1 once" "$(printf '%s\n' "$3" | sort | uniq -d)"
}

# ---- directives -----------------------------------------------------------

count=$(cat "$SRC"/module/*.c | grep -o 'AP_INIT_[A-Z0-9_]*(' | wc -l)
directives=$(cat "$SRC"/module/*.c | grep -oE 'AP_INIT_[A-Z0-9_]+\("[A-Za-z0-9]+"' |
    sed 's/.*("\(.*\)"/\1/')
none "each row of the table of directives is parsed" "$(
    [ "$(printf '%s\n' "$directives" | wc -l)" -eq "$count" ] ||
        echo "$count rows, not as many names")"
# httpd's own, which the module only notes
directives=$(printf '%s\n' "$directives" | grep -vx ServerName)
same directive "$directives" "$(sed -n 's/^### \(StatusPages[A-Za-z0-9]*\)$/\1/p' "$module")" "$module"

# The fields of httpd's manual, and no other order.
none "each directive has Description, Syntax, Default, Context and, for .htaccess, Override" "$(
    awk '
        function close_() { if (name && given != "DSC" want) print name ": " given }
        /^##/ { close_(); name = given = want = "" }
        /^### StatusPages/ { name = $2; want = "" }
        !name { next }
        /^- Description: ./ { given = given "D" }
        /^- Syntax: / { given = given (index($0, "- Syntax: `" name " ") == 1 ? "S" : "?") }
        /^- Default: ./ { given = given "C" }
        /^- Context: ./ { given = given "X"; want = /\.htaccess/ ? "XO" : "X" }
        /^- Override: FileInfo$/ { given = given "O" }
        END { close_() }' "$module")"

line="| Directive | Description |"
listed=$(rows "$main" "$line" | sed -n 's/^\[\([A-Za-z0-9]*\)\].*/\1/p')
same "directive's line" "$directives" "$listed" "$main"
none "each line has the chapter's description, and leads to the chapter" "$(lines_without \
    "$(rows "$main" "$line")" \
    "$(sed -n '/^### StatusPages/{s/^### //;h;n;n;s/^- Description: //;H;g;s/\n/ /p;}' "$module" |
        while read -r name words; do
            anchor=$(printf '%s' "$name" | tr '[:upper:]' '[:lower:]')
            echo "[$name]($module#$anchor) | $words |"
        done)")"
lines=$(grep -oE '"StatusPages[A-Za-z]+' "$SRC/module/server_status.c" | tr -d '"' | sort -u)
# shellcheck disable=SC2086
words=$(cat $chapters | grep -ow 'StatusPages[A-Za-z0-9]*' | sort -u)
none "every StatusPages... in the manual is a directive or a line of mod_status" \
    "$(lines_without "$words" "$(printf '%s\n' "$directives" "$lines")")"

# ---- handlers, metrics and their labels ---------------------------------------

same handler "$(sed -n 's/^    { "\(statuspages-[a-z]*\)", .*/\1/p' "$SRC/module/handlers.c")" \
    "$(sed -n 's/^| \[\(statuspages-[a-z]*\)\](.*/\1/p' "$module")" "$module"
same metric "$(grep -oE 'put_family\(to, "[a-z_]+' "$SRC/module/handler_metrics.c" | sed 's/.*"//; s/$/_total/'
    echo statuspages_info)" \
    "$(rows "$module" "| metric | labels | counts |" | cell | names)" "$module"
same "value of source or action" "$(sed -nE 's/.*\[SP_SOURCE_[A-Z]+\] = \{ "([a-z]+)".*/source \1/p
    s/.*\[SP_COUNTED_[A-Z]+\] = "([a-z]+)".*/action \1/p' "$SRC/core/counters.c" "$SRC/core/page_source.c")" \
    "$(rows "$module" "| label | value | means |" | sed -nE 's/^`(source|action)` \| `([a-z]+)` .*/\1 \2/p')" "$module"
none "lines of mod_status in $module are those of the code" "$(lines_without "$lines" "$words")"

# ---- members of problem details ----------------------------------------------

# "name", or "name alternatives" for one of alternative_members.
members=$(awk '
    /^static const sp_problem_member / {
        inside = 1
        suffix = match($0, /[a-z]+_?[a-z]+_members/) ? " " substr($0, RSTART, RLENGTH - 8) "s" : ""
    }
    suffix == " notices" { suffix = " notice" } # an object, not a list
    /^}/ { inside = 0 }
    inside && /^    { (\.name = )?"/ { split($0, part, "\""); print part[2] suffix }' "$SRC"/core/page_problem*.c
    sed -nE 's/^[A-Z]+_LINK\([A-Z_]+, [a-z_]+, "[a-z_]+", "[a-z-]+", "([a-z_]+)".*/\1/p' "$SRC/core/site.def")
same member "$members" "$(rows "$module" "| member | holds |" | cell | while read -r cell; do
    case $cell in
    *" in \`"*) printf '%s\n' "${cell% in *}" | names | sed "s/\$/ $(printf '%s' "${cell##* in }" | names)/" ;;
    *) printf '%s\n' "$cell" | names || true ;;
    esac
done)" "$module"

# ---- errors as programs see them ------------------------------------------------

categories=$(sed -n 's/^CATEGORY([A-Z_]*, "\([a-z_]*\)").*/\1/p' "$SRC/core/category.def")
same "category of errors" "$categories" \
    "$(rows "$module" "| category | the error | as at Cloudflare |" | cell | names)" "$module"
# What `list` prints of each error, in the order of the columns.
errors=$("$BUILD/statuspages" list --format json | sed -nE '/"code": [4-9]/{
    s/"(error_name|error_category|retryable|owner_action_required)": "?([a-z0-9_]*)"?/<\2>/g
    s/true/yes/g; s/false/no/g
    s/.*"code": ([0-9]*), .*<(.*)>, <(.*)>, <(.*)>, <(.*)>.*/\1 | `\2` | `\3` | \4 | \5 |/p
}')
none "each error is in the list" "$(
    [ "$(printf '%s\n' "$errors" | wc -l)" -eq "$(grep -cE '^STATUS\([4-9]' "$SRC/catalog/status.def")" ] ||
        echo "not as many lines as rows")"
same "error of a code" "$errors" \
    "$(rows "$module" '| code | `error_name` | `error_category` | retryable | owner |')" "$module"
used=$(printf '%s\n' "$errors" | sed 's/.*` | `\(.*\)` .*/\1/' | sort -u)
none "each category has codes, but for maintenance" \
    "$(lines_without "$categories" "$(printf '%s\n' "$used" maintenance)")"

# ---- formats ------------------------------------------------------------------

same format "$(sed -n 's/^    { { "\([a-z0-9]*\)", [0-9]* }, { "\([a-z0-9/+]*\).*/\1 \2/p' "$SRC/core/format.c")" \
    "$(rows "$module" "| name | media type | written by |" | sed 's/^`\([^`]*\)` | `\([^`]*\)`.*/\1 \2/')" "$module"

# ---- links of the site ------------------------------------------------------

words=$(sed -nE 's/^[A-Z]+_LINK\([A-Z_]+, [a-z_]+, "([a-z_]+)".*/\1/p' "$SRC/core/site.def")
same "field of StatusPagesSite" "$(printf '%s\n' name "$words")" \
    "$(sed -n '/^### StatusPagesSite$/,/^### /p' "$module" |
        rows /dev/stdin "| field | value |" | cell | names)" "$module"
none "and its syntax has them all" "$(
    syntax=$(grep -F 'Syntax: `StatusPagesSite' "$module" | sed 's/.*`StatusPagesSite \(.*\) value`/\1/')
    [ "$syntax" = "$(printf '%s\n' name "$words" | paste -sd '|' -)" ] || echo "$module: $syntax")"
links_of() { # MACRO
    sed -nE "s/^$1\\([A-Z_]+, ([a-z_]+),.*/\\1/p" "$SRC/core/site.def"
}
showing=$(git ls-files templates | xargs grep -l '^{{#contact}}$')
some "there are templates that show links of the site" "$showing"
some "there are links for programs" "$(links_of PROGRAM_LINK)"
none "a template that shows one link of the site shows all; in HTML all for people" "$(for file in $showing; do
    case $file in *.html) links=$(links_of SITE_LINK) ;; *) links=$(links_of '[A-Z]+_LINK') ;; esac
    for link in $links; do
        grep -qF "{{#$link}}" "$file" || echo "$file: {{#$link}}"
    done
done)"

# ---- template variables ---------------------------------------------------

# Variables of their own, and the group of each link of the site.
rows_of_variables() {
    grep -v SITE_LINK "$SRC/core/variables.def" | grep -v '^    GROUP(id'
    sed -nE 's/^[A-Z]+_LINK\(([A-Z_]+), ([a-z_]+),.*/GROUP(\1, "\2",\
    MEMBER(\1_URL, "url", URL)\
    MEMBER(\1_LABEL, "label", TEXT))/p' "$SRC/core/site.def"
}
# "name kind" or "group.name kind", one a line.
variables=$(rows_of_variables | awk -F '"' '
    BEGIN { word["URL"] = "address" }
    function kind() { split($3, k, /[ ,)]+/); return k[2] in word ? word[k[2]] : tolower(k[2]) }
    /^VALUE\(/ { print $2, kind() }
    /^(GROUP|LIST)\(/ { group = $2; print $2, /^GROUP/ ? "group" : "list" }
    /^ +(MEMBER|COLUMN)\(/ { print group "." $2, kind() }
')
none "each row of the variables' table is understood" "$(
    [ "$(rows_of_variables | grep -cE '^ *[A-Z]+\(')" -eq "$(printf '%s\n' "$variables" |
        grep -cE '^[a-z0-9_]+(\.[a-z0-9_]+)? (text|address|condition|group|list)$')" ] ||
        echo "not as many names as rows")"
shown=$(rows "$themes" "| name | kind | meaning |" | sed \
    -e 's/^`{{#*\([a-z0-9_.]*\)}}` in `{{#\([a-z0-9_]*\)}}` | \([a-z]*\) | .*/\2.\1 \3/' \
    -e 's/^`{{#*\([a-z0-9_.]*\)}}` | \([a-z]*\) | .*/\1 \2/')
same "variable, group or list" "$variables" "$shown" "$themes"
none "sections are shown as sections" "$(rows "$themes" "| name | kind | meaning |" |
    grep -E '^`\{\{[^`]*` \| (condition|group|list) ' | grep -v '^`{{#' || true
    rows "$themes" "| name | kind | meaning |" | grep -E '^`\{\{#[^`]*`[^|]*\| (text|address) ' || true)"

# ---- blocks, parts, themes, kinds of parameters --------------------------------

# A file that extends another one fills blocks, and has none of its own.
blocks=$(for file in $(grep -L '{{<' templates/default/*.html); do
    sed -n "s/.*{{\\\$ *\([a-z0-9_]*\) *}}.*/\1 ${file##*/}/p" "$file"
done | sort -u)
same block "$blocks" "$(rows "$themes" "| block | in | holds |" |
    sed 's/^`\([^`]*\)` | `\([^`]*\)`.*/\1 \2/')" "$themes"
parts=$(for file in templates/default/*; do file=${file##*/}; echo "${file%.*}"; done | sort -u)
none "the manual has every part" "$(for part in $(printf '%s\n' "$parts" | grep '^_'); do
    grep -q "{{>$part}}" "$themes" || echo "$part"
done)"
same theme "$(for file in templates/*/page.html; do file=${file%/*}; echo "${file##*/}"; done)" \
    "$(rows "$themes" "| name | light and dark | for |" | cell | names)" "$themes"
same "parameter of the themes" "$(sed -n 's/^parameter \([a-z0-9_]*\) .*/\1/p' templates/default/theme.conf)" \
    "$(rows "$themes" "| parameter | sets |" | cell | names)" "$themes"
same "kind of parameter" "$(sed -n 's/^    { "\([a-z0-9]*\)", SP_KIND_.*/\1/p' "$SRC/core/parameter.c")" \
    "$(rows "$themes" "| kind | value | in templates |" | cell | names)" "$themes"

# What an example sets itself.
# shellcheck disable=SC2086
own=$(cat $chapters | sed -n 's/^ *StatusPagesSet \([a-z0-9_]*\).*/\1/p; s/^parameter \([a-z0-9_]*\) .*/\1/p')
known=$(printf '%s\n' "$variables" | sed 's/ .*//'
    printf '%s\n' "$variables" | sed -n 's/ .*//; s/.*\.//p'
    printf '%s\n' "$blocks" | sed 's/ .*//'
    printf '%s\n' "$parts" "$own")
# shellcheck disable=SC2086
used=$(cat $chapters | grep -oE '\{\{[^!}][^}]*\}\}' | sed 's/[]{}#^/&$<>[:space:]]//g' |
    grep '[A-Za-z]' | sort -u || true)
some "the manual shows how to write a template" "$used"
none "every {{name}} of the manual exists" "$(lines_without "$used" "$known")"

# ---- the command ----------------------------------------------------------------

# Each command's file has its name and the rows of its options.
commands=$(sed -n 's/^    \.name = "\([a-z0-9-]*\)",.*/\1/p' "$SRC"/cli/*.c)
calls=$(rows "$command" "| call | does |")
same command "$commands" "$(printf '%s\n' "$calls" | sed -n 's/^`statuspages \([a-z0-9-]*\).*/\1/p')" "$command"
options_of() { # COMMAND
    file=$(grep -l "^    \.name = \"$1\"," "$SRC"/cli/*.c)
    sed -n "s/^    \[[A-Z0-9_]*\] = { \"\([a-z0-9-]*\)\",.*/--\1/p" "$file"
    ! grep -q 'include "core/site.def"' "$file" ||
        sed -nE 's/^[A-Z]+_LINK\([A-Z_]+, [a-z_]+, "[a-z_]+", "([a-z-]+)".*/--\1/p' "$SRC/core/site.def"
}
for one in $commands; do
    [ "$one" != build ] || continue
    shown=$(printf '%s\n' "$calls" | grep "^\`statuspages $one[ \`]" | grep -oE -- '--[a-z0-9-]+' || true)
    none "$command has the options of $one, each once" "$(
        [ "$(options_of "$one" | sort)" = "$(printf '%s\n' "$shown" | sort)" ] ||
            printf 'code: %s\nmanual: %s\n' "$(options_of "$one" | tr '\n' ' ')" "$(echo "$shown" | tr '\n' ' ')")"
done
same "option of build" "$(options_of build)" \
    "$(rows "$command" "| option | means | default |" | cell | names | sed 's/ .*//')" "$command"
servers=$(sed -n 's/, /-/; s/^TARGET\(_2\)*(\([a-z0-9-]*\))$/\2/p' "$SRC/cli/targets/targets.def")
same server "$servers" \
    "$(rows "$command" "| \`--for\` | you get | chosen for each request |" | cell | names)" "$command"
none "each folder of cli/targets is a row of targets.def, and each row has its files" "$(
    folders=$(for folder in "$SRC"/cli/targets/*/; do basename "$folder"; done)
    lines_without "$folders" "$servers" | sed 's/$/: no row in targets.def/'
    for target in $servers; do
        for file in "$(echo "$target" | tr - _).c" "$target/README.md" "$target/LIMITS.md"; do
            [ -s "$SRC/cli/targets/$file" ] || echo "$SRC/cli/targets/$file is missing"
        done
    done)"
# Sentences of at least six words, each in a line.
sentences() {
    tr '\n' ' ' | sed 's/\\n"//g; s/"//g; s/  */ /g; s/[.:;] /&\n/g' | sed 's/^[ -]*//; s/ *$//' |
        grep -E '([^ ]+ ){5}' || true
}
none "a limit that several servers have is typed once, in limits.c" "$({
    for target in $servers; do sentences <"$SRC/cli/targets/$target/LIMITS.md"; done
    sed -n '/^static/,/^}/p' "$SRC/cli/targets/limits.c" | sentences
} | sort | uniq -d)"
none "every option in the text exists" "$(lines_without \
    "$(grep -oE -- '--[a-z][a-z0-9-]*' "$command" | sort -u)" \
    "$(for one in $commands; do options_of "$one"; done; printf '%s\n' --help --version)")"

# ---- the languages ----------------------------------------------------------------

none "$catalog has the right number of languages" "$(
    count=$(grep -c '^LANGUAGE(' "$SRC/catalog/languages.def")
    grep -q "^$count languages are built in" "$catalog" || echo "$count")"

# ---- the build ------------------------------------------------------------

targets=$(make -f apxs.mk help | awk '{ print $1 }')
same target "$targets" "$(rows "$tests" "| target | does |" | cell | names)" "$tests"
# shellcheck disable=SC2086
typed=$(cat $chapters tests/*/README.md | grep -oE 'make -f apxs\.mk +[a-z0-9][a-z0-9/_-]*' |
    sed 's/.* //' | grep -v / | sort -u || true)
none "every make target in the manual exists" "$(lines_without "$typed" "$targets")"
finish
