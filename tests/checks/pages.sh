#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every code in every language of every theme: packed, it unpacks to the page.
. "${0%/*}/counting"

said=$(EVERY_PAGE=1 "$BUILD/tests/unit/test_pack" 2>&1)
some "pages are packed" "$(printf '%s\n' "$said" | grep -E 'PASSED *\] [0-9]+ test')"
none "none is left out, and each unpacks to the page" "$(printf '%s\n' "$said" | grep -E 'FAILED|SKIPPED' || true)"
finish
