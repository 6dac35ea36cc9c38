# SPDX-License-Identifier: Apache-2.0
"""httpd without the module, with statuspages.conf as it lies in the output."""

import functools
import gzip
import os
import re

from common import (HTML, LANGUAGES, NAME, PROBLEM, SOME, TEXT, Server, ask, build, built, case, equal,
                    heading, need, one, own_theme, promise, promise_all, promise_rows, shows, titles)
from server import LIBEXEC, PROGRAM, STATIC

MODULES = """mpm_event authn_core authn_file authz_core authz_user auth_basic alias headers rewrite
    setenvif mime dir env deflate proxy proxy_http allowmethods reqtimeout unixd""".split()
RETURNED = (400, 401, 402, 403, 405, 406, 409, 410, 413, 414, 421, 422, 423, 426, 428, 429, 431, 451,
            500, 501, 502, 503, 504, 505, 507, 511)
CONF = """
ServerRoot "@ROOT@"
ServerName localhost
DefaultRuntimeDir "@ROOT@"
PidFile "@ROOT@/pid"
ErrorLog "@ROOT@/console"
Listen 127.0.0.1:@PORT@
DocumentRoot "@ROOT@/htdocs"
TypesConfig "@ROOT@/mime.types"
LimitRequestLine 4000
LimitRequestFieldSize 4000
LimitRequestBody 1000
ProxyTimeout 1
<Directory "@ROOT@/htdocs">
    Require all granted
</Directory>
<VirtualHost 127.0.0.1:@PORT@>
    Redirect 204 /none
    RETURNS
    RedirectMatch 200 ^/is-it-ours$
    Header always set X-Test-Run @TOKEN@
    <Location /private/>
        AuthType Basic
        AuthName staff
        AuthUserFile "@ROOT@/users"
        Require valid-user
    </Location>
    <Location /denied/>
        Require all denied
    </Location>
    <Location /get/>
        AllowMethods GET HEAD
    </Location>
    ProxyPass /dead/ http://127.0.0.1:@DEAD@/ retry=0
    ProxyPass /origin/ http://127.0.0.1:@ORIGIN@/ timeout=1
    ProxyPass /own/ http://127.0.0.1:@ORIGIN@/ timeout=1
    <Location /own/>
        ProxyErrorOverride Off
    </Location>
    Include FOLDER/statuspages.conf
</VirtualHost>
"""


def modules():
    return "".join(f'LoadModule {name}_module "{LIBEXEC}/mod_{name}.so"\n' for name in MODULES
                   if name not in STATIC and os.path.exists(f"{LIBEXEC}/mod_{name}.so"))


@functools.lru_cache(None)
def httpd(*options):
    """A running httpd with the files of a build; cases with the same options share it."""
    made = built("apache", *options)
    user = "User www-data\nGroup www-data\n" if os.getuid() == 0 else ""
    returns = "\n    ".join(f"Redirect {code} /return/{code}" for code in RETURNED)
    conf = modules() + user + CONF.replace("FOLDER", str(made.folder)).replace("RETURNS", returns)
    server = Server([PROGRAM, "-f", "@ROOT@/httpd.conf", "-DFOREGROUND"],
                    {"httpd.conf": conf, "htdocs/index.html": "<p>home</p>\n", "mime.types": "text/html html\n",
                     "htdocs/get/index.html": "get\n", "htdocs/private/index.html": "private\n", "users": ""})
    server.made = made
    return server.start()


def usual():
    return httpd("--site-name", NAME, "--retry-after", "503=120,429=30", "--languages", SOME)


@case("the command ran httpd's own check and says so")
def _():
    said = built("apache", "--formats", "html", "--codes", "4xx").said
    assert re.search(r"^/\S*(apache2|httpd) finds the configuration good$", said, re.M), said


for CODE in RETURNED:
    @case(f"{CODE}: each language, HTML and problem details")
    def _(code=CODE):
        promise_all(usual(), f"/return/{code}", code)


@case("a file that is not there is 404, also for HEAD and POST")
def _():
    server = usual()
    promise_all(server, "/nope", 404)
    promise(ask(server, "/nope", {"Accept-Language": "de"}, "HEAD"), 404, "de", HTML, head=True)
    promise(ask(server, "/nope", {"Accept-Language": "de"}, "POST", b"a=1"), 404, "de", HTML)


@case("405, 401 with its challenge, and 403 although all is denied")
def _():
    promise(ask(usual(), "/get/", {"Accept-Language": "ar"}, "POST", b"a=1"), 405, "ar", HTML)
    answer = ask(usual(), "/private/", {"Accept-Language": "de"})
    promise(answer, 401, "de", HTML)
    equal(answer.get("WWW-Authenticate"), 'Basic realm="staff"', "WWW-Authenticate")
    promise_all(usual(), "/denied/x", 403)


@case("413, 414 and 400 that httpd says while it reads")
def _():
    promise(ask(usual(), "/get/", {"Accept-Language": "de"}, "POST", b"x" * 2000), 405, "de", HTML)
    promise(ask(usual(), "/", {"Accept-Language": "de"}, "POST", b"x" * 2000), 413, "de", HTML)
    promise(ask(usual(), "/", {"Accept": "application/json"}, "POST", b"x" * 2000), 413, "en", PROBLEM)
    answer = ask(usual(), "/" + "a" * 5000)
    equal(answer.status, 414, "status")
    assert titles("en")[414] in answer.text, answer
    answer = ask(usual(), "/", {"X-Big": "a" * 5000})
    equal(answer.status, 400, "status")
    assert titles("en")[400] in answer.text, answer
    for data in (b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
                 b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\nConnection: close\r\n\r\n"):
        answer = one(usual().port, data)
        promise(answer, 400, "en", TEXT)


@case("502, 503 and 504 of mod_proxy")
def _():
    promise_all(usual(), "/dead/", 503)
    promise(ask(usual(), "/origin/close", {"Accept-Language": "de"}), 502, "de", HTML)
    # Which of the two a backend that hangs gets depends on the version of httpd.
    answer = ask(usual(), "/origin/hang", {"Accept-Language": "zh-TW"})
    assert answer.status in (502, 504), answer
    promise(answer, answer.status, "zh-Hant", HTML)


@case("errors of a backend get a page")
def _():
    for code in (400, 401, 403, 404, 405, 410, 413, 414, 429, 431, 500, 501, 502, 503, 504, 451, 422):
        answer = ask(usual(), f"/origin/field?{code}", {"Accept-Language": "de"})
        promise(answer, code, "de", HTML)
        assert "the backend says" not in answer.text, answer
        promise(ask(usual(), f"/origin/field?{code}", {"Accept-Language": "ar"}, "POST", b"a=1"),
                code, "ar", HTML)
    answer = ask(usual(), "/origin/field?401&WWW-Authenticate:%20Basic%20realm=x")
    equal(answer.get("WWW-Authenticate"), "Basic realm=x", "WWW-Authenticate")


@case("a location takes that back; a code without a page keeps the backend's body")
def _():
    equal(ask(usual(), "/own/json422").body, b'{"field":"name"}', "body")
    equal(ask(usual(), "/origin/empty520").status, 520, "status")
    answer = ask(usual(), "/")
    equal((answer.status, answer.body), (200, b"<p>home</p>\n"), "answer")
    equal(answer.get("Content-Security-Policy"), None, "policy of a good page")


@case("nobody reaches the pages from outside")
def _():
    promise(ask(usual(), "/statuspages/en/503.html"), 403, "en", HTML)
    promise(ask(usual(), "/statuspages/503"), 403, "en", HTML)


@case("the first offered language or type wins, q=0 loses")
def _():
    def language(field):
        return ask(usual(), "/nope", {"Accept-Language": field}).get("Content-Language")

    def kind(field):
        return ask(usual(), "/nope", {"Accept": field}).get("Content-Type")
    for field, wanted in (("xx, de;q=0.9, ar", "de"), ("de;q=0, ar", "ar"), ("DE-at", "de"),
                          ("deu, ar", "ar"), ("zh-Hant-HK", "zh-Hant"), ("zh-HK", "zh-Hant"),
                          ("ZH", "zh-Hans"), ("no", "nb"), ("pt-PT", "pt-PT"), ("pt", "pt-BR"),
                          ("sr-Latn-RS", "sr-Latn"), ("sr", "sr-Cyrl"), ("*", "en"), ("", "en")):
        equal(language(field), wanted, f"language for {field[:40]!r}")
    for field, wanted in (("text/xml, application/json", PROBLEM), ("application/xhtml+xml", HTML),
                          ("application/vnd.api+json", PROBLEM), ("text/plain", TEXT),
                          ("application/json;q=0, text/html", HTML), ("image/png", HTML)):
        equal(kind(field), wanted, f"type for {field!r}")


@case("all 36 languages are chosen as by the module, where weights do not decide")
def _():
    promise_rows(httpd("--formats", "html", "--codes", "4xx"), "/nope")


@case("Accept that says nothing: browsers get HTML, programs text, fetch() problem details")
def _():
    def kind(**fields):
        headers = {name.replace("_", "-"): value for name, value in fields.items()}
        return ask(usual(), "/nope", headers, page=False).get("Content-Type")
    equal(kind(), TEXT, "nothing at all")
    equal(kind(Accept="*/*", User_Agent="curl/8"), TEXT, "curl")
    equal(kind(Accept="*/*", User_Agent="Mozilla/5.0"), HTML, "a browser")
    equal(kind(Accept="*/*", User_Agent="Mozilla/5.0", Sec_Fetch_Dest="empty"), PROBLEM, "fetch()")
    equal(kind(Accept="image/*,*/*", User_Agent="Mozilla/5.0", Sec_Fetch_Dest="image"), TEXT, "an image")


@case("the page is that of the static build to the byte, packed or not")
def _():
    server = usual()
    static = built("static", "--theme", "default", "--site-name", NAME, "--retry-after", "503=120,429=30",
                   "--languages", SOME, "--codes", "503")
    for suffix, accept in (("html", "text/html"), ("json", "application/json"), ("txt", "text/plain")):
        for asked, language in LANGUAGES.items():
            fields = {"Accept": accept, "Accept-Language": asked}
            wanted = static.read(f"default/{language}/503.{suffix}")
            equal(ask(server, "/return/503", fields).body, wanted, "page")
            packed = ask(server, "/return/503", {**fields, "Accept-Encoding": "gzip"})
            equal(gzip.decompress(packed.body), wanted, "unpacked page")
            assert {"accept-encoding", "accept-language"} <= packed.tokens("Vary"), packed
    answer = ask(server, "/return/503", {"Accept-Language": "de"})
    equal(answer.get("Retry-After"), "120", "Retry-After")
    assert "2 Minuten" in answer.text, answer


@case("a name and a theme with the signs of all languages are sent as they are")
def _():
    for accept in ("text/html", "text/plain"):
        for language in LANGUAGES:
            shows(ask(usual(), "/nope", {"Accept": accept, "Accept-Language": language}))
    options = ("--theme", own_theme(), "--languages", "en,de")
    answer = ask(httpd(*options), "/nope", {"Accept-Language": "de"})
    promise(answer, 404, "de", HTML)
    equal(answer.body, built("static", *options).read("own/de/404.html"), "page")


@case("fields of every page")
def _():
    for accept in ("text/html", "application/json", "text/plain"):
        answer = ask(usual(), "/nope", {"Accept": accept, "Range": "bytes=0-3",
                                        "If-None-Match": "*", "If-Modified-Since": "x"})
        equal(answer.status, 404, "status")
        equal(answer.get("Cache-Control"), "no-store", "Cache-Control")
        missing = {"accept", "accept-language", "sec-fetch-dest", "user-agent"} - answer.tokens("Vary")
        assert not missing, answer.all("Vary")
        for gone in ("ETag", "Last-Modified", "Accept-Ranges", "Retry-After", "Content-Range"):
            equal(answer.get(gone), None, gone)
    policy = ask(usual(), "/nope").get("Content-Security-Policy")
    assert "style-src 'sha256-" in policy and "default-src 'none'" in policy, policy
    equal(ask(usual(), "/nope", {"Accept": "text/plain"}).get("Content-Security-Policy"), None, "policy")


@case("a page that is missing does not change the status")
def _():
    server = httpd("--languages", "en,de", "--home", "/start")
    (server.made.folder / "statuspages/de/410.html").unlink()
    equal(ask(server, "/return/410", {"Accept-Language": "de"}).status, 410, "status")


@case("HTTP/1.0, and codes and formats that were not asked for")
def _():
    promise(ask(usual(), "/nope", {"Accept-Language": "de"}, version="HTTP/1.0"), 404, "de", HTML)
    server = httpd("--codes", "404,5xx", "--formats", "html", "--languages", "de")
    promise(ask(server, "/nope", {"Accept": "application/json", "Accept-Language": "ar"}), 404, "de", HTML)
    answer = ask(server, "/return/410")
    equal((answer.status, heading(answer)), (410, "Gone"), "httpd's own text")
