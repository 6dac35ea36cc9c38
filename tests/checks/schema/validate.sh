#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Hold problem documents against the schemas of core/.  Ends with 77 and a reason where a program
# is missing.
#
#   validate.sh FOLDER             every document in FOLDER is valid
#   validate.sh --mutants FOLDER   no document in FOLDER is valid after any one change
#
# FOLDER has documents *.json and *.xml, and files *.jsonl with one object a line: `where` it is
# from, `type` (json or xml), `body`, and `own`, the names that StatusPagesSet gives there.
set -eu
for program in node npm xmllint flock; do
    command -v "$program" >/dev/null || { echo "$program is not installed"; exit 77; }
done
here=$(cd "$(dirname "$0")" && pwd)
# Suites run at the same time.  npm writes this file last, so a half-made installation is made anew.
(
    flock 9
    cd "$here"
    [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund >&2
) 9>"$here/.lock"
exec node "$here/validate.mjs" "$@"
