# SPDX-License-Identifier: Apache-2.0
"""What all servers are asked, and what has to come of it."""

import functools
import re

from common import REPOSITORY

HTML, PROBLEM, TEXT = "text/html; charset=utf-8", "application/problem+json", "text/plain; charset=utf-8"
# Suffix of a file: what asks for it, and its type.
FORMATS = {"html": ("text/html", HTML), "json": ("application/json", PROBLEM), "txt": ("text/plain", TEXT)}
# What is asked for, and the language of the page.
LANGUAGES = {"de": "de", "ar": "ar", "zh-TW": "zh-Hant", "xx": "en"}

# Accept-Language and the language of the page, in builds of SOME or all languages.
LANGUAGE = (("DE-at", "de"), ("zh-Hant-HK", "zh-Hant"), ("zh-HK", "zh-Hant"), ("zh", "zh-Hans"), ("ZH", "zh-Hans"),
            ("zh-CN", "zh-Hans"), ("zh-TWX", "zh-Hans"), ("no", "nb"), ("pt-PT", "pt-PT"), ("pt", "pt-BR"),
            ("sr-Latn-RS", "sr-Latn"), ("sr", "sr-Cyrl"), ("*", "en"), ("", "en"), (None, "en"),
            ("x" * 900, "en"), ("../../de", "en"))
# The same where the first offered element wins, and one with q=0 loses.
LANGUAGE_LIST = (*LANGUAGE, ("xx, de;q=0.9, ar", "de"), ("ar, de, en", "ar"), ("de;q=0, ar", "ar"),
                 ("deu, ar", "ar"), ("de;q=0.000,ar;q=0.001", "ar"), ("de ; q=1.0 , ar", "de"),
                 ("de; q=0.,ar", "ar"), ("zh-TW;q=0, zh;q=0.5", "zh-Hans"),
                 ("en;q=0, xx, nb-NO;q=0.1, de", "nb"))
# In a build of en, zh-Hans and de: readers of a script that was not built get the default.
SCRIPT = (("zh-TW", "en"), ("zh-Hant", "en"), ("zh-HK, de", "de"), ("zh", "zh-Hans"), ("zh-CN", "zh-Hans"),
          ("zh-t", "zh-Hans"), ("zh-twx", "zh-Hans"), ("zh-twx-tw", "zh-Hans"),
          ("zh-Hant-CN, zh-CN", "zh-Hans"), ("zh-hans-tw", "zh-Hans"), ("de-tw", "de"))
# Accept and the type of the page.
TYPE = (("text/xml, application/json", PROBLEM), ("application/xhtml+xml", HTML), ("text/plain", TEXT),
        ("application/vnd.api+json", PROBLEM), ("text/html, application/json", HTML),
        ("application/json, text/html", PROBLEM), ("text/html;level=1;q=0.2, application/json", HTML),
        ("application/json;q=0, text/html", HTML), ("image/png", HTML))
# Clients whose Accept says nothing.
CLIENT = (({}, TEXT), ({"Accept": "*/*", "User-Agent": "curl/8"}, TEXT),
          ({"Accept": "*/*", "User-Agent": "Mozilla/5.0"}, HTML),
          ({"Accept": "*/*", "User-Agent": "Mozilla/5.0", "Sec-Fetch-Dest": "empty"}, PROBLEM),
          ({"Accept": "image/*,*/*", "User-Agent": "Mozilla/5.0", "Sec-Fetch-Dest": "image"}, TEXT))

# Errors of a backend; and fields of it that belong to an error.
BACKEND = (400, 401, 403, 404, 405, 410, 413, 414, 422, 429, 431, 451, 500, 501, 502, 503, 504)
KEPT = ((503, "Retry-After: 77"), (405, "Allow: PUT"), (401, "WWW-Authenticate: Basic realm=x"),
        (407, "Proxy-Authenticate: Basic realm=x"), (451, "Link: </x>; rel=blocked-by"),
        (404, "Access-Control-Allow-Origin: https://app.test"))
# Fields of an empty error that mean something without its body; and some more.
WHOLE = ("Access-Control-Allow-Origin: https://app.test", "Access-Control-Allow-Credentials: true",
         "Access-Control-Expose-Headers: X-Id", 'Link: <https://status.test/>; rel="status"', "Retry-After: 77",
         "Strict-Transport-Security: max-age=9")
MORE = ("Access-Control-Allow-Methods: GET, PUT", "RateLimit: limit=1", "X-RateLimit-Remaining: 0",
        "Proxy-Status: app; error=no", "Accept-Patch: text/plain", "X-Own: yes")
# Bodies of a backend that a page must replace as a whole.
BODIES = (("gzip404", 404), ("chunked404", 404), ("cut404", 404), ("nobody404", 404), ("reasonhtml", 503),
          ("many", 503), ("html401", 401), ("events", 503))
# Errors that an application explains itself, or answers without a body; see tests/httpd/origin.py.
OWN = ("html404", "json422", "problem500", "xml400", "html503", "html401", "html405", "gzip404", "chunked404",
       "reasonhtml", "events", "emptyevents", "dav", "multistatus404", "grpcbody", "cors404", "empty404",
       "emptychunked404", "empty401", "empty405", "empty416", "empty418", "empty429", "empty500", "empty503",
       "empty520", "empty999")
# Requests that are broken early.
BROKEN = (b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
          b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\nConnection: close\r\n\r\n")
# Fields that would describe another answer.
GONE = ("ETag", "Last-Modified", "Accept-Ranges", "Content-Range", "Retry-After", "Allow", "WWW-Authenticate",
        "Link", "Content-Encoding")
NOW = rb"20\d\d-\d\d-\d\d \d\d:\d\d UTC"


def choices(name, least):
    """(field, choice) of the rows of a unit test."""
    text = (REPOSITORY / f"tests/unit/{name}.rows").read_text(encoding="utf-8")
    found = re.findall(r'^CHOICE\("((?:[^"\\]|\\.)*)", "([^"]+)"\)$', text, re.M)
    assert len(found) > least, found
    return found


@functools.lru_cache(None)
def weighed_languages():
    """(Accept-Language, tag) of the module's own test for all languages."""
    return [row for row in choices("languages", 120) if "\\" not in row[0]]


@functools.lru_cache(None)
def weighed_types():
    """(Accept, type) of the module's own test."""
    kinds = {"html": HTML, "json": PROBLEM, "text": TEXT}
    return [(field, kinds[name]) for field, name in choices("accept", 20)]


@functools.lru_cache(None)
def language_rows():
    """(Accept-Language, tag) of the module's own test for all languages, where the first offered
    element is the one with the highest weight: there any server has to give the same."""
    rows = []
    for field, tag in choices("languages", 120):
        weights = [float((re.findall(r"(?i);\s*q=([\d.]+)", one) or ["1"])[0]) for one in field.split(",")]
        heard = [weight for weight in weights if weight]
        # Nor can an expression know that a later element was refused as part of an earlier one.
        first = [one.strip().lower()[:2] for one in field.split(",")]
        partly = 0 in weights and len(set(first)) < len(first)
        if heard == sorted(heard, reverse=True) and not partly and "*" not in field and "\\" not in field:
            rows.append((field, tag))
    assert len(rows) > 80, rows
    return rows
