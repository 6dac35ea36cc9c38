# SPDX-License-Identifier: Apache-2.0
"""Weighed negotiation (RFC 9110 12.4.2, 12.5.1, 12.5.4): what is asked for, and what has to come of it."""

import re

from common import REPOSITORY
from rows import HTML, PROBLEM, TEXT

# Accept-Language and the language of the page in a build of SOME.  Weights differ in their first digit.
LANGUAGES = (("de;q=0.5, ar;q=0.8", "ar"), ("de;q=0.1,ar", "ar"), ("de;q=0.9, ar", "ar"), ("xx, de;q=0.5, ar;q=0.6", "ar"),
             ("ar;q=0.3, pt-PT;q=0.7, de;q=0.5", "pt-PT"), ("de;q=0.2, zh-TW;q=0.4, ar;q=0.3", "zh-Hant"),
             ("no;q=0.9, de;q=0.8", "nb"), ("de;q=0.8, no;q=0.9", "nb"), ("de;q=0.5,ar;q=0.5", "de"),
             ("ar;q=0.5,de;q=0.5", "ar"), ("de;q=0.0, ar;q=0.1", "ar"), ("de;q=0.001, ar;q=0.1", "ar"),
             ("de;q=0.099, ar;q=0.1", "ar"), ("de;q=0.1, ar;q=1.000", "ar"), ("de;q=0.9, ar;q=1.0", "ar"),
             ("de ; q=0.4 , ar ; q=0.6", "ar"), ("DE;Q=0.4,AR;Q=0.6", "ar"), ("de-AT;q=0.4,ar-EG;q=0.6", "ar"),
             ("de;q=0.5, *;q=0.1", "de"), ("*, de;q=0.5", "en"), ("de;q=0.1, *;q=0.5", "en"), ("xx;q=0.9, *;q=0.1", "en"),
             ("de;q=1.5, ar;q=0.1", "ar"), ("de;q=x, ar;q=0.1", "ar"), ("de;q=0.2, xx;q=0.9", "de"),
             ("sr;q=0.3, sr-Latn;q=0.9", "sr-Latn"), ("en-US;q=0.7,de-CH;q=0.8,de;q=0.9", "de"),
             ("xx, de;q=0.9, ar", "ar"), ("en;q=0, xx, nb-NO;q=0.1, de", "de"))
# Of rows.py, what weights decide in another way than the order.
BY_ORDER = ("xx, de;q=0.9, ar", "en;q=0, xx, nb-NO;q=0.1, de", "text/html;level=1;q=0.2, application/json")
# The same where it takes more than one digit, or a refusal of part of a language.
LANGUAGES_EXACT = (("de;q=0.51, ar;q=0.52", "ar"), ("de;q=0.501, ar;q=0.509", "ar"), ("de;q=0.001, ar;q=0.002", "ar"),
                   ("de;q=0.95, ar;q=0.99", "ar"), ("en;q=0, *", "de"), ("pt-BR;q=0, pt", "pt-PT"),
                   ("*;q=0, ar;q=0.1", "ar"), ("zh-Hant;q=0, zh-TW, de;q=0.1", "de"))
# Accept of a browser without Fetch Metadata, and the type of the page.
TYPES = (("text/html;q=0.5, application/json;q=0.8", PROBLEM), ("application/json;q=0.8, text/html;q=0.9", HTML),
         ("text/html;q=0.9, application/json", PROBLEM), ("text/plain;q=0.7, text/html;q=0.3", TEXT),
         ("text/html;level=1;q=0.2, text/plain;q=0.4", TEXT), ("text/plain;q=0.4;ext=1, application/json;q=0.6", PROBLEM),
         ("application/problem+json;q=0.1, text/plain;q=0.2", TEXT), ("text/html;q=0, text/plain;q=0.1", TEXT),
         ("*/*;q=0.9, application/json;q=0.1", PROBLEM), ("image/png, application/json;q=0.3, text/plain;q=0.6", TEXT),
         ("application/json;q=0.5, text/html;q=0.5", PROBLEM), ("text/html;q=0.5, application/json;q=0.5", HTML),
         ("text/html;Q=0.2,text/plain;Q=0.3", TEXT), ("text/html;q=2, text/plain;q=0.1", TEXT),
         ("application/xhtml+xml;q=0.3, text/plain;q=0.2", HTML), ("text/html, text/plain;q=0.9", HTML),
         ("text/html;level=1;q=0.2, application/json", PROBLEM))
TYPES_EXACT = (("text/html;q=0.51, text/plain;q=0.52", TEXT), ("text/html;q=0.001, text/plain;q=0.002", TEXT),
               ("text/plain;q=0.2, text/*;q=0.5", HTML), ("application/*;q=0.5, text/html;q=0.4", PROBLEM))


def by_weight(rows):
    """Rows of rows.py that hold by weight, too."""
    return [row for row in rows if row[0] not in BY_ORDER]


def module_rows():
    """(Accept-Language, tag) of the module's own test for all languages."""
    text = (REPOSITORY / "tests/unit/languages.rows").read_text(encoding="utf-8")
    rows = [row for row in re.findall(r'^CHOICE\("((?:[^"\\]|\\.)*)", "([^"]+)"\)$', text, re.M) if "\\" not in row[0]]
    assert len(rows) > 120, rows
    return rows
