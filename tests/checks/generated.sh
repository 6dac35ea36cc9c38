#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What is generated keeps its date if it comes out the same: an edit of a text
# must not compile every file that includes the numbers of the texts.
. "${0%/*}/counting"

unset MAKEFLAGS MAKELEVEL MFLAGS
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
mkdir "$copy/tools" "$copy/gen"
cp "$BUILD/tools/compile" "$copy/tools/compile"
header=$copy/gen/messages.h

old() { find "$header" ! -newermt 2001-01-02; }
remake() { make -f apxs.mk BUILD="$copy" "$header" 2>&1 >/dev/null; }

cp "$BUILD/gen/messages.h" "$header"
touch -d 2001-01-01 "$header"
none "messages.h can be made again" "$(remake)"
some "messages.h keeps its date if no number has changed" "$(old)"

echo '/* changed */' >> "$header"
touch -d 2001-01-01 "$header"
none "messages.h can be made after a change" "$(remake)"
none "messages.h has a new date if it has changed" "$(old)"
none "and it is what the compiler prints" "$("$BUILD/tools/compile" messages.h | diff - "$header")"
none "no other file is left behind" "$(find "$copy/gen" ! -type d ! -name messages.h)"
finish
