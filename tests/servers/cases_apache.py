# SPDX-License-Identifier: Apache-2.0
"""httpd without the module, with statuspages.conf as it lies in the output."""

import functools
import os

from common import IN_SOME, Server, USUAL, ask, built, case, equal, field, heading, one, own_theme
from promises import (checked, promise, promise_all, promise_backend, promise_clients, promise_fields,
                      promise_languages, promise_name, promise_policy, promise_static, promise_theme,
                      promise_types, titles)
from rows import BROKEN, HTML, LANGUAGE_LIST, PROBLEM, TEXT, language_rows
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
    Include @MADE@/statuspages.conf
</VirtualHost>
"""


def modules():
    return "".join(f'LoadModule {name}_module "{LIBEXEC}/mod_{name}.so"\n' for name in MODULES
                   if name not in STATIC and os.path.exists(f"{LIBEXEC}/mod_{name}.so"))


@functools.lru_cache(None)
def httpd(*options):
    """A running httpd with the files of a build; cases with the same options share it."""
    user = "User www-data\nGroup www-data\n" if os.getuid() == 0 else ""
    returns = "\n    ".join(f"Redirect {code} /return/{code}" for code in RETURNED)
    conf = modules() + user + CONF.replace("RETURNS", returns)
    return Server(built("apache", *options), [PROGRAM, "-f", "@ROOT@/httpd.conf", "-DFOREGROUND"],
                  {"httpd.conf": conf, "htdocs/index.html": "<p>home</p>\n", "mime.types": "text/html html\n",
                   "htdocs/get/index.html": "get\n", "htdocs/private/index.html": "private\n",
                   "users": ""}).start()


def usual():
    return httpd(*USUAL, *IN_SOME)


@case("the command ran httpd's own check and says so")
def _():
    checked(built("apache", "--formats", "html", "--codes", "4xx"), "apache2|httpd")


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
    for data in BROKEN:
        promise(one(usual().port, data), 400, "en", TEXT)


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
    promise_backend(usual())
    answer = ask(usual(), field(401, "WWW-Authenticate: Basic realm=x"))
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
    promise_languages(usual(), "/nope", LANGUAGE_LIST)
    promise_types(usual(), "/nope")


@case("all languages are chosen as by the module, where weights do not decide")
def _():
    promise_languages(httpd("--formats", "html", "--codes", "4xx"), "/nope", language_rows())


@case("Accept that says nothing: browsers get HTML, programs text, fetch() problem details")
def _():
    promise_clients(usual(), "/nope")


@case("the page is that of the static build to the byte, packed or not")
def _():
    promise_static(usual(), {"/return/503": 503}, (*USUAL, *IN_SOME, "--codes", "503"), packed=True)
    answer = ask(usual(), "/return/503", {"Accept-Language": "de"})
    equal(answer.get("Retry-After"), "120", "Retry-After")
    assert "2 Minuten" in answer.text, answer


@case("a name and a theme with the signs of all languages are sent as they are")
def _():
    promise_name(usual(), "/nope")
    promise_theme(httpd("--theme", own_theme(), "--languages", "en,de"), "/nope")


@case("fields of every page")
def _():
    promise_fields(usual(), "/nope")
    promise_policy(ask(usual(), "/nope"))


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
