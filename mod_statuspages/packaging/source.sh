#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Packs the sources as NAME-VERSION/ into a file: source.sh NAME VERSION FILE.tar.xz
# The same sources give the same bytes: sorted, without owners, all of one date.
set -eu
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")/../.."
: "${SOURCE_DATE_EPOCH:=$(date -u -d "$(sed -n "s/^## $2 - //p" mod_statuspages/CHANGELOG.md)" +%s)}"
# The top level is known, so a build folder of any name stays out.
set -- "$@" .ci .clang-format .clang-tidy .editorconfig .gitignore README.md apxs.mk mod_statuspages templates tests
name=$1-$2
file=$3
shift 3
if git ls-files --error-unmatch apxs.mk >/dev/null 2>&1; then
    git ls-files -z --cached --others --exclude-standard -- "$@"
else
    find "$@" \( -name node_modules -o -name __pycache__ \) -prune -o -type f -print0
fi | sort -z | tar --create --no-recursion --null --files-from=- --transform="s,^,$name/," \
    --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX --format=gnu |
    xz -6 >"$file"
