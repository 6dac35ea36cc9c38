# SPDX-License-Identifier: Apache-2.0
# The English texts are easy to read: for visitors up to a Flesch-Kincaid grade
# of 6, for owners of 10.  reading.py says how that is counted.
. "${0%/*}/counting"

none "no English text is hard to read" \
    "$(python3 tests/checks/reading.py "$SRC/catalog/texts.def" 2>&1 || true)"
some "a hard text is found" \
    "$(python3 tests/checks/reading.py /dev/stdin 2>&1 <<'EOF' || true
MSG("400/title", "Unsuccessful communication")
MSG("400/what",
    "Communication with administratively unavailable infrastructure was "
    "unfortunately unsuccessful.")
EOF
)"
finish
