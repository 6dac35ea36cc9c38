#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes the man pages and the completions of shells: make.sh BUILD VERSION
# BUILD/share is laid out like PREFIX/share.
set -eu
LC_ALL=C
export LC_ALL
here=$(dirname "$0")
share=$1/share
version=$2
tables=$1/gen/tables
date=$(sed -n "s/^## $version - //p" "$here/../../CHANGELOG.md")
mkdir -p "$share/man/man1" "$share/man/man8" "$share/bash-completion/completions" "$share/zsh/site-functions"

"$1/tools/tables" >"$tables"
page() { # NAME SECTION PURPOSE SEE FILES...
    name=$1 section=$2 purpose=$3 see=$4
    shift 4
    awk -v name="$name" -v section="$section" -v version="$version" -v date="$date" \
        -v purpose="$purpose" -v see="$see" -f "$here/man.awk" "$@" >"$share/man/man$section/$name.$section"
}
page statuspages 1 "explain HTTP status codes, and build error pages for servers" \
    ".BR mod_statuspages (8)" "$tables" "$here/../../cli/README.md"
page mod_statuspages 8 "Apache httpd module that explains every 4xx and 5xx" \
    ".BR statuspages (1)" "$here/../../module/README.md"

sed '/^story/d' "$tables" | tr '\t' '|' >"$tables.rows"
for shell in bash-completion/completions/statuspages zsh/site-functions/_statuspages; do
    sed -e "/^@TABLES@\$/{r $tables.rows" -e 'd;}' "$here/completion.${shell%%[-/]*}" >"$share/$shell"
done
