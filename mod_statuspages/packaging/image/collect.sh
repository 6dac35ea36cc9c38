#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copies httpd and only what a configuration needs into a folder: collect.sh FOLDER HTTPD.CONF
# Lists of packages for scanners and the licences go along.
set -eu
to=$1
conf=$2
mkdir -p "$to/etc" "$to/usr/lib" "$to/usr/lib64" "$to/usr/bin" "$to/var/lib/dpkg/status.d"
ln -s usr/lib usr/lib64 usr/bin "$to/"
modules=$(sed -n 's,^LoadModule .* \(modules/.*\.so\)$,/usr/lib/apache2/\1,p' "$conf")
[ -n "$modules" ]
# The C library loads libgcc_s when a thread ends.
gcc=$(ldconfig -p | sed -n 's/.*libgcc_s\.so\.1 .*=> //p' | head -n 1)
# shellcheck disable=SC2086
files=$(ldd /usr/sbin/apache2 /usr/bin/busybox $modules "$gcc" | grep -o '/[^ :)]*' | sort -u)
for file in $files /etc/passwd /etc/group "$conf"; do cp -L --parents "$file" "$to"; done
# It is a shell and all else only by its own name.
mv "$to/usr/bin/busybox" "$to/usr/bin/wget"
for file in $files; do dpkg -S "$file" "/usr$file" 2>/dev/null || true; done |
    grep -v '^diversion' | cut -d: -f1 | sort -u |
    while read -r package; do
        dpkg-query -s "$package" >"$to/var/lib/dpkg/status.d/$package"
        cp -L --parents "/usr/share/doc/$package/copyright" "$to"
    done
