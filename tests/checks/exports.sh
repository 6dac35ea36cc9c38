# SPDX-License-Identifier: Apache-2.0
# What the products show to others, and that nothing in them changes after the
# start: threads share everything, and no lock is anywhere.
. "${0%/*}/counting"

module=$BUILD/mod_statuspages.so
objects=$(for source in "$SRC"/core/*.c "$SRC"/module/*.c "$SRC"/cli/*.c; do
    [ ! -f "$source" ] || printf '%s\n' "$BUILD/${source%.c}.o"
done
printf '%s\n' "$BUILD/gen/catalog.o" "$BUILD/gen/themes.o")

missing=$(for file in $module $objects; do [ -f "$file" ] || printf '%s\n' "$file"; done)
none "everything is built" "$missing"
[ -z "$missing" ] || { finish; exit 1; }

# Some linkers always add these.
exported=$(nm -D --defined-only "$module" | awk '{ print $3 }' | sed 's/@.*//' |
    grep -vxE '_init|_fini|_edata|_end|__bss_start' || true)
if [ "$exported" = statuspages_module ]; then
    pass "the module exports statuspages_module only"
else
    fail "the module exports statuspages_module only" "it exports: ${exported:-nothing}"
fi

# The relocated tables of constants (.data.rel.ro) are read-only from then on,
# and relocation is over before the module is used.
none "relocated constants become read-only at load time" "$(
    readelf -lW "$module" | grep -q GNU_RELRO || echo "no GNU_RELRO segment"
    readelf -dW "$module" | grep -qE 'BIND_NOW|FLAGS_1.*NOW' || echo "no BIND_NOW"
)"

# "section size" for each section of an object that stays writable.
changing() { # OBJECT
    readelf -SW "$1" | sed -n 's/^ *\[ *[0-9]*\] *//p' | awk '
        NF >= 8 && $7 ~ /W/ && $5 !~ /^0+$/ && $1 !~ /^\.data\.rel\.ro/ { print $1, $5 }'
}

# The symbols in one section, each followed by a space.
symbols() { # OBJECT SECTION
    objdump -t "$1" | awk -F '\t' -v section="$2" '
        NF == 2 && $1 !~ / d / { n = split($1, left, " ")
            m = split($2, right, " ")
            if (left[n] == section) print right[m] }' | tr '\n' ' '
}

some "there are constants" "$(for object in $objects; do
    readelf -SW "$object" | grep -F ' .rodata' || true; done)"
none "no object has a writable variable, global or static" "$(
    for object in $objects; do
        changing "$object" | while read -r section size; do
            names=$(symbols "$object" "$section")
            # httpd links modules through their own records.
            [ "$names" = "statuspages_module " ] && continue
            echo "$object: $section (0x$size bytes): ${names:-no name}"
        done
    done)"
none "no object has a common symbol" "$(
    for object in $objects; do
        nm "$object" | awk -v object="$object" 'NF == 3 && $2 ~ /[Cc]/ { print object ": " $3 }'
    done)"
finish
