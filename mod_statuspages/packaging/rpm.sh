#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the source and the binary packages of Fedora: rpm.sh OUT VERSION
# RPM_ARGS are further arguments of rpmbuild.
set -eu
umask 022
LC_ALL=C
export LC_ALL
# what make was called with is not for the build inside
unset MAKEFLAGS MFLAGS MAKELEVEL BUILD PREFIX BINDIR DATADIR DESTDIR V
here=$(dirname "$0")
version=$2
command -v rpmbuild >/dev/null || {
    echo "rpmbuild is missing: install rpm-build (Fedora) or rpm (Debian)" >&2
    exit 1
}
rm -rf "$1"
mkdir -p "$1/SOURCES"
out=$(cd "$1" && pwd)
sh "$here/source.sh" mod_statuspages "$version" "$out/SOURCES/mod_statuspages-$version.tar.xz"
date=$(date -u -d "$(sed -n "s/^## $version - //p" "$here/../CHANGELOG.md")" '+%a %b %d %Y')
set -- --define "_topdir $out" --define "sp_version $version" --define "sp_date $date"
# Debian's httpd is elsewhere, and its packages are not in the database of rpm.
if [ -e /etc/debian_version ]; then
    set -- "$@" --nodeps --define "_httpd_apxs $(command -v apxs)" --define "_httpd_moddir $(apxs -q LIBEXECDIR)"
fi
# shellcheck disable=SC2086
rpmbuild -ba "$@" ${RPM_ARGS:-} "$here/rpm/mod_statuspages.spec"
