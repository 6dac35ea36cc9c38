# SPDX-License-Identifier: Apache-2.0
"""StatusPagesCache, and the one-line answers, which are the same for everybody."""

import itertools
import re

from checks import case, equal, is_page, one_line, page
from client import ask
from server import Server, httpd, need

PROXY = "ProxyPass /o/ http://127.0.0.1:@ORIGIN@/ disablereuse=on\n"
TYPES = ("text/html", "application/json", "application/xml", "text/plain", "text/markdown")
# What belongs to one request: reference, time, a fact, an expression, the note for the owner.
PERSONAL = ('StatusPagesSet visitor "%{HTTP:X-User}"\n'
            "StatusPagesDetails \"%{HTTP:X-User} == 'zqfirst'\"\n")
FIRST = {"X-User": "zqfirst", "User-Agent": "Mozilla/5.0 zqagent", "Sec-Fetch-Dest": "document",
         "Referer": "http://localhost/zqmark", "Cookie": "zq=1", "X-Requested-With": "XMLHttpRequest"}
SECOND = {"X-User": "zqsecond", "User-Agent": "curl/8", "Sec-Fetch-Dest": "empty", "HX-Request": "true",
          "Referer": "http://elsewhere.test/", "Content-Type": "application/json"}
# Everything of a request that a page shows, in any format.
OF_A_REQUEST = r"zq|[Rr]eference|timestamp|instance|20\d\d-\d\d-\d\d|UTC|owner(?!_action)|link on"
MAY_REPLACE = "<Location /o/html404>\nStatusPagesReplace html\n</Location>\n"


def site(conf="StatusPagesCache 404 120\n"):
    need("mod_proxy_http", "mod_auth_basic")
    return httpd(PROXY + MAY_REPLACE + conf)


def shown(answer):
    """The page without its style sheet and the policy of its links."""
    return re.sub(r"<style.*?</style>|same-origin", "", answer.text, flags=re.S)


@case("a line for a part of a page has no Cache-Control, nor what only documents need, as stock httpd")
def _():
    server, stock = site(PERSONAL), httpd(PROXY, module=False)
    for path in ("/nope.js", "/o/empty500"):
        for fields in ({"Sec-Fetch-Dest": "script", "Accept": "*/*"},
                       {"Sec-Fetch-Dest": None, "Accept": "image/avif,image/*,*/*;q=0.8"}):
            answer, without = (ask(one, path, fields) for one in (server, stock))
            equal(answer.status, without.status, "status")
            for name in ("Cache-Control", "Expires", "Referrer-Policy", "Content-Security-Policy",
                         "X-Robots-Tag", "Content-Language"):
                equal(answer.get(name), without.get(name), name)
            again = ask(server, path, {**fields, "X-User": "zqfirst", "Accept-Language": "de"})
            equal(again.body, answer.body, "body for another visitor")
    equal(one_line(ask(server, "/nope", {"Sec-Fetch-Dest": "image", "Accept": "image/*"}), 404, "Not Found")
          .tokens("Vary"), {"accept", "sec-fetch-dest"}, "Vary")
    answer = ask(server, "/nope.js", {"Sec-Fetch-Dest": None, "Accept": "*/*"})
    equal(one_line(answer, 404, "Not Found").tokens("Vary"),
          {"accept", "sec-fetch-dest", "hx-request", "user-agent"}, "Vary")


@case("a line keeps what the backend says about caching, and 429 is not stored")
def _():
    server = site("Redirect 429 /often\n")
    part = {"Sec-Fetch-Dest": "image", "Accept": "image/*"}
    for value in ("public, max-age=300", "private", "no-store"):
        answer = ask(server, f"/o/bare?404&Cache-Control:%20{value}".replace(", ", ",%20"), part)
        equal(one_line(answer, 404, "Not Found").get("Cache-Control"), value, "Cache-Control")
    for path in ("/often", "/o/bare?429&Cache-Control:%20max-age=300"):
        equal(ask(server, path, part).all("Cache-Control"), ["no-store"], path)


@case("StatusPagesCache: max-age, chosen by Accept and Accept-Language alone, the same bytes for all")
def _():
    server = site("StatusPagesCache 404 120\nStatusPagesCompression On\n" + PERSONAL)
    for path in ("/nope", "/nope.js", "/o/empty500?", "/o/bare?404", "/o/html404"):
        code, wanted = (500, "no-store") if "500" in path else (404, "max-age=120")
        for accept, language in itertools.product((*TYPES, "*/*", None, "image/*"), ("en", "de")):
            choice = {"Accept": accept, "Accept-Language": language}
            first, second = (ask(server, path, {**one, **choice}) for one in (FIRST, SECOND))
            equal(first.status, code, path)
            if code == 500:
                if accept != "image/*":
                    equal(first.all("Cache-Control"), [wanted], f"Cache-Control of {path}")
                continue
            for answer in (first, second):
                equal(answer.all("Cache-Control"), [wanted], f"Cache-Control of {path} as {accept}")
                equal(answer.tokens("Vary"), {"accept", "accept-language", "accept-encoding"}, "Vary")
                found = re.search(OF_A_REQUEST, shown(answer))
                assert not found, f"{path} as {accept} holds {found[0]!r}:\n{answer}"
            equal(second.body, first.body, f"body of {path} as {accept}")
            equal(second.get("Content-Type"), first.get("Content-Type"), "Content-Type")
    german = page(ask(server, "/nope", {"Accept-Language": "de"}), 404, language="de")
    assert "max-age=120" in german.get("Cache-Control")


@case("what is always the same is on such a page: own words, constant variables, the site's links")
def _():
    server = site('StatusPagesCache 404 120\nStatusPagesSet office "Rome"\nStatusPagesSite search /find\n'
                  'StatusPagesText 404 en what "It was here."\nStatusPagesRetryAfter 404 60\n')
    answer = page(ask(server, "/nope"), 404)
    assert "It was here." in answer.text and "/find" in answer.text
    equal(answer.get("Retry-After"), "60", "Retry-After")
    assert '"office":"Rome"' in ask(server, "/nope", {"Accept": "application/json"}).text.replace(": ", ":")


# Sentence, configuration, path, request: the page is not to be stored although the directive says so.
GUARDED = """
StatusPagesCache 404 120
StatusPagesCache 5xx 60
StatusPagesCache 4xx 60
Redirect 401 /r401
Redirect 403 /r403
Redirect 407 /r407
Redirect 416 /r416
Redirect 428 /r428
Redirect 429 /r429
Redirect 431 /r431
Redirect 511 /r511
Redirect 503 /r503
<Location /cookie>
    Header always set Set-Cookie "zq=1"
</Location>
<Location /o/late>
    Header set Set-Cookie "zq=1"
</Location>
<Location /more>
    Header always set Set-Cookie "zq=1"
    Header always append Cache-Control public
</Location>
<Location /closed>
    StatusPagesMaintenance "@ROOT@/flag"
</Location>
<Location /members>
    AuthType Basic
    AuthName members
    AuthUserFile "@ROOT@/users"
    Require valid-user
</Location>
<Location /off>
    StatusPagesCache Off
</Location>
<Location /one-off>
    StatusPagesCache 404 Off
</Location>
"""
FILES = {"flag": "", "users": "zq:{SHA}C+7Hteo/D9vJXQ3UfzxbwnXaijM=\n"}  # zq:foo
BASIC = {"Authorization": "Basic enE6Zm9v"}
NEVER = [
    ("a request with credentials", "/nope", BASIC, "GET"),
    ("one with credentials of another kind", "/nope", {"Authorization": "Bearer zq"}, "GET"),
    ("one who has signed in", "/members/nope", BASIC, "GET"),
    ("sign in first", "/members/", {}, "GET"),
    ("a method that is not safe", "/nope", {}, "POST"),
    ("a cookie of the backend", "/o/bare?404&Set-Cookie:%20zq=1", {}, "GET"),
    ("a cookie of Header always", "/cookie/nope", {}, "GET"),
    ("a cookie, and more about caching", "/more/nope", {}, "GET"),
    ("a cookie of Header", "/o/late/bare?404", {}, "GET"),
    ("the site is closed", "/closed/", {}, "GET"),
    ("Off", "/off/nope", {}, "GET"),
    ("Off for the code", "/one-off/nope", {}, "GET"),
    ("the backend says no", "/o/bare?404&Expires:%20Thu,%2001%20Jan%201970%2000:00:00%20GMT", {}, "GET"),
    *((f"{code}", f"/r{code}", {}, "GET") for code in (401, 403, 407, 416, 428, 429, 431, 511)),
    *((f"{code} of a backend", f"/o/bare?{code}&Cache-Control:%20max-age=9", {}, "GET")
      for code in (428, 429, 431, 511)),
    *((f"{code} of a backend that says nothing", f"/o/bare?{code}", {}, "GET") for code in (401, 407, 412)),
]


def guarded():
    need("mod_proxy_http", "mod_auth_basic")
    return httpd(PROXY + GUARDED, files=FILES)


@case("StatusPagesCache never has a page stored that may hold what belongs to one visitor")
def _():
    server = guarded()
    for what, path, fields, method in NEVER:
        for accept in TYPES:
            answer = ask(server, path, {**fields, "Accept": accept}, method, b"a=1" if method == "POST" else None)
            assert answer.status >= 400, what
            equal(answer.all("Cache-Control"), ["no-store"], f"{what}, {accept}")
    for path, seconds in (("/nope", 120), ("/r503", 60), ("/one-off/x/../../nope", 120)):
        equal(ask(server, path).get("Cache-Control"), f"max-age={seconds}", path)
    equal(ask(server, "/nope", method="HEAD").get("Cache-Control"), "max-age=120", "HEAD")


@case("while the site is closed no page is stored, not even one that an exempt visitor gets")
def _():
    server = site('StatusPagesCache 404 120\nStatusPagesMaintenance "@ROOT@/run/httpd.pid"\n'
                  "StatusPagesMaintenance except \"-R '127.0.0.1'\"\n"
                  "RewriteEngine On\nRewriteRule ^/inner$ /nope [PT]\n")
    for path in ("/nope", "/inner", "/o/bare?404"):
        for accept in TYPES:
            answer = ask(server, path, {"Accept": accept})
            equal((answer.status, answer.all("Cache-Control")), (404, ["no-store"]), f"{path}, {accept}")


@case("what a backend or the site says about caching stays; a page for its own visitor has a reference")
def _():
    server = site('StatusPagesCache 404 120\n<Location /theirs>\n'
                  'Header always set Cache-Control "max-age=7"\n</Location>\n'
                  '<Location /o/theirs>\nHeader set Cache-Control "max-age=8"\n</Location>\n')
    for path, wanted, reference in (
            ("/o/bare?404&Cache-Control:%20private", "private", True),
            ("/o/bare?404&Cache-Control:%20no-store", "no-store", True),
            ("/o/bare?404&Cache-Control:%20public,%20max-age=300", "public, max-age=300", False),
            ("/theirs/nope", "max-age=7", False), ("/o/theirs/bare?404", "max-age=8", False)):
        answer = page(ask(server, path), 404)
        equal(answer.all("Cache-Control"), [wanted], path)
        equal("Reference" in answer.text, reference, f"{path}: reference")


@case("StatusPagesCache in a virtual host, a folder and .htaccess counts as its siblings do")
def _():
    server = httpd("""
StatusPagesCache 404 120
<Directory "@ROOT@/htdocs/inner">
    AllowOverride FileInfo
    StatusPagesCache 4xx 60
    StatusPagesCache 410 Off
</Directory>
Redirect gone /inner/gone
<VirtualHost *:@PORT@>
    ServerName localhost
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName b.test
    StatusPagesCache 404 5
</VirtualHost>
<VirtualHost *:@PORT@>
    ServerName c.test
    StatusPagesCache Off
    StatusPagesCache 410 9
</VirtualHost>
""", files={"htdocs/inner/deep/.htaccess": "StatusPagesCache 404 30\n", "htdocs/inner/deep/off/.htaccess":
            "StatusPagesCache Off\n", "htdocs/inner/bad/.htaccess": "StatusPagesCache 404 soon\n"})
    for host, path, wanted in (("localhost", "/nope", "max-age=120"), ("b.test", "/nope", "max-age=5"),
                               ("c.test", "/nope", "no-store"), ("localhost", "/inner/nope", "max-age=120"),
                               ("localhost", "/inner/deep/nope", "max-age=30"),
                               ("localhost", "/inner/deep/off/nope", "no-store")):
        answer = page(ask(server, path, {"Host": host}), 404)
        equal(answer.get("Cache-Control"), wanted, f"{host}{path}")
    equal(ask(server, "/inner/bad/nope").status, 500, "a wrong .htaccess")


@case("a wrong StatusPagesCache stops httpd with file, line and the fix")
def _():
    for words, fix in (("404", "404 120"), ("404 soon", "\"soon\" is not a number of seconds from 1 to 604800"),
                       ("404 0", "seconds from 1"), ("404 604801", "to 604800"), ("40x 60", "write 404, 4xx or 5xx"),
                       ("200 60", "\"200\" is not a code or class"), ("429 60", "remove it"),
                       ("401 60", "401 is never stored"), ("412 Off", "412 is never stored"), ("On", "Off")):
        server = Server(f"StatusPagesCache {words}\n")
        code, said = server.check()
        assert code != 0, f"{words} is taken"
        assert fix in said and "StatusPagesCache: " in said, said
        assert server.place("StatusPagesCache").split(" of ")[0] in said, said


@case("no page that a shared cache may store holds a value of one visitor, in every combination")
def _():
    # S2: who allows it, what a page would hold of the first visitor, and where the page comes from
    allows = ("", "StatusPagesCache 404 120\n", 'Header always set Cache-Control "public, max-age=300"\n',
              'StatusPagesCache 404 120\nHeader set Cache-Control "public, max-age=300"\n')
    holds = ("", 'StatusPagesSet visitor "%{HTTP:X-User}"\n', PERSONAL,
             "StatusPagesDetails \"%{HTTP:X-User} == 'zqfirst'\"\n",
             'StatusPagesSet visitor "%{HTTP:X-User}"\nStatusPagesTemplate 404 html "@ROOT@/own.html"\n')
    own = {"own.html": '<!DOCTYPE html><html lang="en"><title>{{title}}</title><main><h1>{{title}}</h1>'
                       "{{visitor}}{{reference}}{{time}}{{owner}}</main></html>\n"}
    need("mod_proxy_http")
    stored = 0
    for allow, hold in itertools.product(allows, holds):
        server = httpd(PROXY + MAY_REPLACE + allow + hold, files=own)
        for path, accept in itertools.product(
                ("/nope", "/o/bare?404", "/o/bare?404&Cache-Control:%20public,%20max-age=300", "/o/html404"), TYPES):
            answer = ask(server, path, {**FIRST, "Accept": accept})
            equal(answer.status, 404, path)
            if "no-store" in answer.tokens("Cache-Control"):
                continue
            stored += 1
            # what the manual says of Header alone: the reference is that of the first
            marks = "zq|owner(?!_action)" if allow.startswith("Header") and "public" not in path else OF_A_REQUEST
            found = re.search(marks, shown(answer))
            assert not found, f"{allow}{hold}{path} as {accept} holds {found[0]!r}:\n{answer}"
    assert stored > 150, f"only {stored} of 400 pages may be stored"


@case("a page that is not to be stored has the visitor's values, as before")
def _():
    server = site(PERSONAL)
    answer = page(ask(server, "/nope", {"X-User": "zqfirst"}), 404)
    equal(answer.get("Cache-Control"), "no-store", "Cache-Control")
    assert is_page(answer) and "Reference" in answer.text and "owner" in answer.text
