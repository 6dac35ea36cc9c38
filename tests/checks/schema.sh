# SPDX-License-Identifier: Apache-2.0
# Problem documents and their schemas: each code from 400 to 599, what the unit
# tests make with all facts, and that a wrong document is refused.
. "${0%/*}/counting"

schema=$SRC/core/problem.schema.json
grammar=$SRC/core/problem.rng
command=$BUILD/statuspages
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

# ---- the schemas and the code have the same names -------------------------------

names_of_schema() { # [MEMBER]: the members, or what a member may be
    python3 -c 'import json, sys
members = json.load(open(sys.argv[1]))["$defs"]["members"]["properties"]
print("\n".join(members[sys.argv[2]]["enum"] if sys.argv[2:] else members))' "$schema" "$@"
}
members=$(sed -n '/^static const sp_problem_member members/,/^}/s/^    { "\([a-z_]*\)".*/\1/p' \
        "$SRC/core/page_problem.c"
    sed -nE 's/^[A-Z]+_LINK\([A-Z_]+, [a-z_]+, "[a-z_]+", "[a-z-]+", "([a-z_]+)".*/\1/p' "$SRC/core/site.def")
properties=$(names_of_schema)
some "the code has members" "$members"
none "the JSON Schema has every member" "$(lines_without "$members" "$properties")"
none "every member of the JSON Schema exists" "$(lines_without "$properties" "$members")"
elements=$(grep -o '<element name="[a-z_]*"' "$grammar" | sed 's/.*"\(.*\)"/\1/' | sort -u)
none "the RELAX NG schema has every member" "$(lines_without "$members" "$elements")"
none "every element of the RELAX NG schema is a member" "$(lines_without "$elements" \
    "$(printf '%s\n' "$members" problem i url name type language \
        policy limit window remaining reset text link)")"
categories=$(sed -n 's/^CATEGORY([A-Z_]*, "\([a-z_]*\)").*/\1/p' "$SRC/core/category.def" | sort)
some "there are categories" "$categories"
none "the JSON Schema has the same categories" "$(
    [ "$(names_of_schema error_category | sort)" = "$categories" ] || echo "$schema")"
none "so has the RELAX NG schema" "$(
    [ "$(sed -n '/<define name="category"/,/<.define>/s/.*<value>\(.*\)<.value>.*/\1/p' "$grammar" |
        sort)" = "$categories" ] || echo "$grammar")"

# ---- documents ------------------------------------------------------------------------

mkdir "$work/documents" "$work/some"
code=100
while [ "$code" -le 999 ]; do
    case $code in
    [23]??) languages=en ;;
    4[0-5]?|50?|52?) languages="en ar de ja zh-Hans" ;;
    [45]??|100|999) languages=en ;;
    *) languages= ;;
    esac
    for language in $languages; do
        for format in json xml; do
            "$command" explain "$code" --language "$language" --format "$format" 2>/dev/null \
                >"$work/documents/$code-$language.$format"
        done
    done
    code=$((code + 1))
done
none "the unit tests leave their documents" "$(
    SP_DOCUMENTS="$work/documents" "$BUILD/tests/unit/test_page_problem" >"$work/said" 2>&1 || tail -n 5 "$work/said")"
for format in json xml; do
    grep -lE '["<]error_name[">]' $(grep -lE '["<]alternatives[">]' "$work"/documents/unit-*."$format") | head -n 5
done >"$work/all"
some "some have all facts" "$(cat "$work/all")"
xargs cp -t "$work/some" <"$work/all"
for code in 404 503 526; do
    cp "$work/documents/$code-en".* "$work/some"
done

said=0
sh tests/checks/schema/validate.sh "$work/documents" >"$work/said" 2>&1 || said=$?
if [ "$said" -eq 77 ]; then
    echo "skipped: $(cat "$work/said")"
else
    none "every document is valid" "$([ "$said" -eq 0 ] || cat "$work/said")"
    some "there are many" "$(sed -n 's/^\([0-9]\{4,\}\) passed, 0 failed$/\1/p' "$work/said")"
    none "none is valid after any one change" "$(
        sh tests/checks/schema/validate.sh --mutants "$work/some" >"$work/said" 2>&1 || cat "$work/said")"
    some "and there are many changes" "$(sed -n 's/^\([0-9]\{3,\}\) passed, 0 failed$/\1/p' "$work/said")"
fi
finish
