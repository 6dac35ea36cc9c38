# SPDX-License-Identifier: Apache-2.0
"""Caches in front of httpd with the module: what reaches httpd, and who gets what.

COUNT=10000 asks so many times.
"""

import functools
import os
import re
import time
import types

from checks import page, problem
from client import Answer, unpacked
from common import Server, ask, case, equal, need
from server import httpd

COUNT = int(os.environ.get("COUNT", "300"))
PART = {"Accept": "*/*", "Sec-Fetch-Dest": "script"}
# Varnish as it comes: a default of 120 s for what it may keep without being told, 404 among it.
VCL = """
vcl 4.1;
backend default { .host = "127.0.0.1"; .port = "@BACK@"; }
sub vcl_recv { if (req.url == "/is-it-ours") { return (synth(200, "@TOKEN@")); } }
sub vcl_deliver { set resp.http.X-Hits = obj.hits; }
"""
MOD_CACHE = """
CacheRoot "@ROOT@/cache"
CacheEnable disk /
CacheHeader on
ProxyPass / http://127.0.0.1:%d/
"""


def whole(answer):
    """The answer with its length: Varnish unpacks what it has stored for whoever takes no gzip, and
    does not know how long it will be."""
    if answer.get("Content-Length") is not None:
        return answer
    headers = [one for one in answer.headers if one[0].lower() != "transfer-encoding"]
    return Answer(answer.line, [*headers, ("Content-Length", str(len(answer.body)))], answer.body)


def back(conf="", module=True):
    need("mod_proxy_http")
    return httpd(conf + "ProxyPass /o/ http://127.0.0.1:@ORIGIN@/ disablereuse=on\n", module=module)


@functools.lru_cache(None)
def varnish(behind):
    need("varnishd", "cc")
    return Server(types.SimpleNamespace(folder=""),
                  ["varnishd", "-j", "none", "-F", "-n", "@ROOT@/n", "-a", "127.0.0.1:@PORT@",
                   "-T", "none", "-s", "default,20m", "-f", "@ROOT@/own.vcl"],
                  {"own.vcl": VCL.replace("@BACK@", str(behind.port))}).start()


def mod_cache(behind):
    need("mod_cache", "mod_cache_disk", "mod_proxy_http")
    return httpd(MOD_CACHE % behind.port, module=False, load=("cache", "cache_disk"))


def reached(front, behind, path, fields=None):
    """Ask COUNT times; how many of them have come to httpd."""
    for _ in range(COUNT):
        equal(ask(front, path, fields).status, 404, "status")
    # what is logged last has come last, but for the children that are still writing
    ask(behind, f"/end-of{path}")
    behind.wait_log(f"/end-of{path} ", "access.log")
    time.sleep(0.3)
    return behind.log("access.log").count(f" {path} HTTP")


# Front, what is asked for, the most that may reach stock httpd, httpd with the module, and with StatusPagesCache.
# mod_cache keeps no 404 without being told, whoever answers.
ROWS = [
    (varnish, "/equal", {}, 1, COUNT, 1),
    (varnish, "/equal.js", PART, 1, 1, 1),
    (mod_cache, "/equal", {}, COUNT, COUNT, 1),
    (mod_cache, "/equal.js", PART, COUNT, COUNT, 1),
]

for FRONT, PATH, FIELDS, STOCK, USUAL, CACHED in ROWS:
    @case(f"{'a part of a page' if FIELDS else 'a page'} that is missing, again and again, through {FRONT.__name__}")
    def _(front=FRONT, path=PATH, fields=FIELDS, counts=(STOCK, USUAL, CACHED)):
        got = []
        for behind in (back(module=False), back(), back("StatusPagesCache 404 120\n")):
            got.append(reached(front(behind), behind, f"/{front.__name__}{path}", fields))
        if os.environ.get("VERBOSE"):
            print(f"    of {COUNT}: stock {got[0]}, module {got[1]}, StatusPagesCache {got[2]}")
        equal(tuple(got), counts, "requests that reach stock httpd, the module, and with StatusPagesCache")


LANGUAGES = {"en": "en", "de;q=0.9, fr;q=0.5": "de", "ar": "ar"}
ALL = {"User-Agent": "zqagent", "X-Requested-With": "XMLHttpRequest", "Sec-Fetch-Dest": "empty", "X-Show": "zq"}


@case("behind a cache each client gets its own language and type, though others have come before")
def _():
    behind = back('StatusPagesCache 404 120\nStatusPagesSet visitor "%{HTTP:User-Agent}"\n'
                  "StatusPagesDetails \"%{HTTP:X-Show} == 'zq'\"\n")
    for front in (varnish(behind), mod_cache(behind)):
        for path in ("/each", "/o/bare?404"):
            for again in (False, True):
                for asked, language in LANGUAGES.items():
                    fields = {"Accept-Language": asked, **(ALL if not again else {})}
                    html = page(whole(ask(front, path, fields)), 404, language=language)
                    json = ask(front, path, {**fields, "Accept": "application/json"})
                    equal(json.get("Content-Type"), "application/problem+json", "Content-Type")
                    equal(json.get("Content-Language"), "en", "Content-Language")
                    for answer in (html, json):
                        stored = int(answer.get("X-Hits") or (answer.get("X-Cache") or "").startswith("HIT"))
                        equal(stored > 0, again, f"from the cache: {path} {asked}")
                        equal(answer.get("Cache-Control"), "max-age=120", "Cache-Control")
                        found = re.search("zq|[Rr]eference|timestamp|UTC", answer.text)
                        assert not found, f"{found[0]} of one visitor:\n{answer}"


@case("without StatusPagesCache no cache gives a page to another visitor, nor a line to one who wants a page")
def _():
    behind = back()
    for front in (varnish(behind), mod_cache(behind)):
        for path in ("/mixed.js", "/o/mixed.js"):
            equal(ask(front, path, PART).text, "Error 404: Not Found\n", "line")
            references = {problem(ask(front, path, {"Accept": "application/json"}), 404)["reference"]
                          for _ in range(3)}
            equal(len(references), 3, "references")
            page(whole(ask(front, path)), 404)
            equal(ask(front, path, PART).text, "Error 404: Not Found\n", "line")


@case("with gzip or without, whoever comes first, everybody gets the page that can be read")
def _():
    for first, second in (({}, {"Accept-Encoding": "gzip"}), ({"Accept-Encoding": "gzip"}, {})):
        behind = back("StatusPagesCache 404 120\n")
        for front in (varnish(behind), mod_cache(behind)):
            path = f"/coded{len(first)}"
            bodies = []
            for fields in (first, second, first, second):
                answer = whole(ask(front, path, fields))
                if fields:
                    answer = unpacked(answer)
                bodies.append(page(answer, 404).body)
            equal(set(bodies), {bodies[0]}, "the page")
