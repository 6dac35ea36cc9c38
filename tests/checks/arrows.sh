# SPDX-License-Identifier: Apache-2.0
# Who includes whom, and who touches what: module -> core <- cli, nothing else.
. "${0%/*}/counting"

# "file:line: what is included", one line for each #include of these files.
includes() {
    grep -nE '^[[:space:]]*#[[:space:]]*include' /dev/null "$@" |
        sed 's/:[[:space:]]*#[[:space:]]*include[[:space:]]*/: /'
}

# Includes of the files of a folder that are not of the form $2.
strangers() { # FOLDER PATTERN
    find "$SRC/$1" -name '*.[ch]' -o -name '*.def' | while read -r file; do
        includes "$file" || true
    done | grep -vE ": ($2)" || true
}

LIBRARY='<(assert|ctype|errno|inttypes|limits|math|setjmp|signal|stdalign|stdarg|stdatomic|stdbool'
LIBRARY="$LIBRARY|stddef|stdint|stdio|stdlib|string|strings|time)\.h>"
APR='<apr_[a-z0-9_]+\.h>'
# The status table, and what is generated from the texts.
TABLES='"catalog/[a-z0-9_]+\.def"|"messages\.h"'

# Vector instructions of a processor, which the compiler says it has: copying bits takes a third less.
VECTOR='<(emmintrin|immintrin|arm_neon)\.h>'
for folder in core module; do
    some "$folder has files" "$(find "$SRC/$folder" -name '*.c')"
done
ours='"core/[a-z0-9_]+\.(h|def)"'
none "core includes core, APR, zlib, expat and the C library only" \
    "$(strangers core "$ours|$TABLES|$LIBRARY|$VECTOR|$APR|<(zlib|expat)\.h>")"
ours='"(module|core)/[a-z0-9_]+\.(h|def)"'
none "module includes module and core only" \
    "$(strangers module "$ours|<[a-z0-9_]+\.h>")"
ours='"(catalog/[a-z0-9_]+\.h|(catalog|core)/[a-z0-9_]+\.def)"'
none "the texts' compiler includes catalog and tables only" \
    "$(strangers catalog "$ours|<[a-z0-9_/]+\.h>")"
if [ -d "$SRC/cli" ]; then
    ours='"(cli|cli/targets|core)/[a-z0-9_]+\.(h|def)"'
    none "cli includes cli and core only" \
        "$(strangers cli "$ours|$LIBRARY|$APR|<(sys/)?[a-z0-9]+\.h>")"
fi

# NAME_internal.h belongs to the files that are called NAME: to no others, and not to tests.
inner=$(grep -rnE --include='*.[ch]' 'include "[a-z/]+_internal\.h"' "$SRC" tests)
some "private headers are included" "$inner"
none "only core/NAME*.[ch] include core/NAME_internal.h, and so in each folder" "$(
    printf '%s\n' "$inner" | sed -E 's|^([^:]*):([0-9]+):.*"([a-z/]+)_internal\.h".*|\1 \2 \3|' |
        while read -r file line group; do
            case $file in "$SRC/$group".[ch] | "$SRC/$group"_*.[ch]) ;; *) echo "$file:$line: $group" ;; esac
        done)"
none "only core/template*.[ch] include core/template_emit.h" "$(
    grep -rnE --include='*.[ch]' 'include "core/template_emit\.h"' "$SRC" tests |
        grep -v "^$SRC/core/template[a-z_]*\.[ch]:" || true)"

some "module knows request_rec" "$(grep -rlw request_rec "$SRC/module")"
none "only module knows request_rec and calls httpd" \
    "$(grep -rnwE --include='*.[ch]' 'request_rec|ap_[a-z_]+' "$SRC" |
        grep -v "^$SRC/module/" || true)"

CORE='core_(request|dir|server)_config|core_net_rec'
none "only httpd_core.c, which checks them at the start, reads the records of httpd's core" \
    "$(grep -nE "$CORE" "$SRC"/module/*.[ch] | grep -v "^$SRC/module/httpd_core\.c:" || true)"

# The response's fields are written in respond.c and headers*.c, and by handlers and heal.c, whose
# response it is; its status and state also where errors are intercepted; and keep_trying.c takes
# its own parameter out of the address.  All others only read the request.
WRITES='apr_table_(set|unset|add|merge|clear|overlap)n?[[:space:]]*\(|ap_set_[a-z_]+[[:space:]]*\('
writes=$(grep -nE "$WRITES" "$SRC"/module/*.[ch] | grep -vE 'ap_set_(flag_slot|(core_)?module_config)')
some "the response's headers are set somewhere" "$writes"
none "only respond.c, headers*.c, handler_*.c and heal.c set the response's headers" \
    "$(printf '%s\n' "$writes" | grep -vE "^$SRC/module/(respond|headers[a-z_]*|handler_[a-z_]+|heal)\.c:" || true)"
WRITES='(^|[^a-z_])r->[a-z_]+([[:space:]]*([-+|&]?=[^=]|\+\+|--)|[[:space:]]*=$)'
writes=$(grep -nE "$WRITES" "$SRC"/module/*.[ch])
some "the request's state is written" "$writes"
writers='intercept|local|application|headers|respond|handlers|handler_preview_answer|heal|request_reference'
writers="$writers|keep_trying"
none "only the files that intercept and answer errors write the request's state" \
    "$(printf '%s\n' "$writes" | grep -vE "^$SRC/module/($writers)\.c:" || true)"
finish
