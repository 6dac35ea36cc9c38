#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the source and the binary packages of Debian: deb.sh OUT VERSION
# DEB_BUILD_OPTIONS, DEBFULLNAME and DEBEMAIL are honoured; DEB_ARGS are dpkg-buildpackage's.
set -eu
umask 022
LC_ALL=C
export LC_ALL
# what make was called with is not for the build inside
unset MAKEFLAGS MFLAGS MAKELEVEL BUILD PREFIX BINDIR DATADIR DESTDIR V
here=$(dirname "$0")
out=$1
version=$2
# below the first revision of Debian itself
revision=${DEB_REVISION:-0upstream1}
command -v dh >/dev/null && command -v dpkg-buildpackage >/dev/null || {
    echo "dh is missing: install dpkg-dev, debhelper, dh-apache2, apache2-dev and libcmocka-dev" >&2
    exit 1
}
rm -rf "$out"
mkdir -p "$out"
folder=$out/mod-statuspages-$version
sh "$here/source.sh" mod-statuspages "$version" "$out/mod-statuspages_$version.orig.tar.xz"
tar -C "$out" -xf "$out/mod-statuspages_$version.orig.tar.xz"
cp -R "$here/debian" "$folder/"
chmod -R u=rwX,go=rX "$folder"
who=$(sed -n 's/^Maintainer: //p' "$here/debian/control")
[ -z "${DEBEMAIL:-}" ] || who="${DEBFULLNAME:-$DEBEMAIL} <$DEBEMAIL>"

# debian/changelog is CHANGELOG.md in another form.
grep '^## ' "$here/../CHANGELOG.md" | while read -r _ one _ date; do
    case $one in "$version") full=$one-$revision ;; *) full=$one-0upstream1 ;; esac
    printf 'mod-statuspages (%s) unstable; urgency=medium\n\n' "$full"
    sed -n "/^## $one - /,/^## /p" "$here/../CHANGELOG.md" | grep '^- ' | sed 's/^- //; s/`//g' |
        while read -r line; do echo "$line" | fold -s -w 74 | sed 's/ *$//; 1s/^/  * /; 2,$s/^/    /'; done
    printf '\n -- %s  %s\n\n' "$who" "$(date -u -R -d "$date 12:00")"
done >"$folder/debian/changelog"

cd "$folder"
# shellcheck disable=SC2086
dpkg-buildpackage -us -uc ${DEB_ARGS:-}
