# SPDX-License-Identifier: Apache-2.0
"""Reads the list of languages: languages.py FILE, of lines TAG DIRECTION NAME."""
import re
import sys

# Languages written from right to left, of those the web is written in.
RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"}
# RFC 5646 2.1 and 2.1.1: language in lower case, Script, REGION or 419
TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")

tags = []
for line in open(sys.argv[1], encoding="utf-8"):
    tag, direction, name = line.rstrip("\n").split(maxsplit=2)
    assert TAG.fullmatch(tag), tag
    wanted = "rtl" if tag.split("-")[0] in RIGHT_TO_LEFT else "ltr"
    assert direction == wanted, line
    assert name.strip(), line
    tags.append(tag)
assert tags and tags[0] == "en" and len(set(tags)) == len(tags), tags
