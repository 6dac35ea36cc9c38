# SPDX-License-Identifier: Apache-2.0
"""httpd without the module, with statuspages.conf as it lies in the output."""

import contextlib
import functools
import os
import types

from common import (IN_SOME, Server, Skip, USUAL, ask, bare, build_again, built, case, equal, field, heading, one,
                    origin, own_theme)
from promises import (CACHE, promise_cached, promise_not_cached,
                      checked, promise, promise_all, promise_backend, promise_clients, promise_fields,
                      promise_languages, promise_name, promise_policy, promise_static, promise_theme,
                      promise_own, promise_types, promise_untouched, promise_whole, titles)
from rows import BROKEN, HTML, KEPT, LANGUAGE_LIST, PROBLEM, TEXT, TYPE, language_rows
from server import LIBEXEC, PROGRAM, STATIC
from weights import LANGUAGES, TYPES, by_weight

MODULES = """mpm_event authn_core authn_file authz_core authz_user auth_basic alias headers rewrite
    setenvif mime dir env deflate filter lua proxy proxy_http allowmethods reqtimeout unixd""".split()
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
    ProxyPass /pages/ http://127.0.0.1:@ORIGIN@/ timeout=1
    <Location /pages/>
        Include @MADE@/backend.conf
    </Location>
    Include @MADE@/statuspages.conf
</VirtualHost>
"""
# One more virtual host, at a port of its own.
MORE = """
Listen 127.0.0.1:@EXTRA@
<VirtualHost 127.0.0.1:@EXTRA@>
BEFORE
    Include @MADE@/statuspages.conf
AFTER
</VirtualHost>
"""


def shows(answer, name):
    assert f"<bdi>{name}</bdi>" in answer.text, answer


def modules():
    return "".join(f'LoadModule {name}_module "{LIBEXEC}/mod_{name}.so"\n' for name in MODULES
                   if name not in STATIC and os.path.exists(f"{LIBEXEC}/mod_{name}.so"))


def started(made, conf, files=()):
    """A running httpd with the files of a build and this configuration."""
    user = "User www-data\nGroup www-data\n" if os.getuid() == 0 else ""
    returns = "\n    ".join(f"Redirect {code} /return/{code}" for code in RETURNED)
    return Server(made, [PROGRAM, "-f", "@ROOT@/httpd.conf", "-DFOREGROUND"],
                  {"httpd.conf": modules() + user + conf.replace("RETURNS", returns),
                   "htdocs/index.html": "<p>home</p>\n", "mime.types": "text/html html\n",
                   "htdocs/get/index.html": "get\n", "htdocs/private/index.html": "private\n",
                   "users": "", **dict(files)}).start()


@functools.lru_cache(None)
def httpd(*options):
    """The same with CONF; cases with the same options share it."""
    return started(built("apache", *options), CONF)


@contextlib.contextmanager
def site(before, after="", options=(*USUAL, *IN_SOME), files=()):
    """One more virtual host with these lines before and after the Include."""
    server = started(built("apache", *options), CONF + MORE.replace("BEFORE", before).replace("AFTER", after), files)
    try:
        yield types.SimpleNamespace(port=server.extra, made=server.made, root=server.root)
    finally:
        server.stop()


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


@case("errors of an application stay what they are")
def _():
    promise_untouched(usual(), "/origin/")
    answer = ask(usual(), "/")
    equal((answer.status, answer.body), (200, b"<p>home</p>\n"), "answer")
    equal(answer.get("Content-Security-Policy"), None, "policy of a good page")


@case("with backend.conf in its Location they get a page, and keep WWW-Authenticate")
def _():
    promise_backend(usual(), "/pages/field")
    answer = ask(usual(), field(401, "WWW-Authenticate: Basic realm=x", path="/pages/field"))
    equal(answer.get("WWW-Authenticate"), "Basic realm=x", "WWW-Authenticate")
    equal(ask(usual(), "/pages/empty520").status, 520, "a code without a page")


@case("a wait of --retry-after never stands where the backend said another one")
def _():
    equal(ask(usual(), "/origin/empty503").get("Retry-After"), "77", "Retry-After of an application")
    for method in ("GET", "POST", "HEAD"):
        answer = ask(usual(), bare(503, "Retry-After: 77", path="/pages/bare"), {}, method)
        equal((answer.status, answer.get("Retry-After")), (503, None), "Retry-After of a backend whose fields are lost")
    for accept in ("text/html", "text/plain"):
        equal(ask(usual(), "/dead/", {"Accept": accept}).get("Retry-After"), "120", "Retry-After of httpd")


def asked_by(server, path, name):
    """The answer, and how often the backend was asked meanwhile for anything but `name`."""
    heard = origin().asked
    before = len(heard)
    answer = ask(server, path, {"Accept-Language": "de"})
    assert any(one_path == f"/{name}" for one_path in heard[before:]), heard[before:]
    return answer, [path for path in heard[before:] if path != f"/{name}"]


@case("a proxied site: the backend is asked once and never for our pages")
def _():
    proxies = ("ProxyPass / http://127.0.0.1:@ORIGIN@/", "ProxyPassMatch ^/(.*)$ http://127.0.0.1:@ORIGIN@/$1",
               "<Location />\nProxyPass http://127.0.0.1:@ORIGIN@/\n</Location>",
               "RewriteEngine On\nRewriteRule ^/(.*)$ http://127.0.0.1:@ORIGIN@/$1 [P]")
    for proxy in proxies:
        backend = "<Location />\nInclude @MADE@/backend.conf\n</Location>"
        with site(f"{proxy}\n{backend}\n<Location /denied/>\nRequire all denied\n</Location>") as server:
            answer, more = asked_by(server, "/html404", "html404")
            promise(answer, 404, "de", HTML)
            equal(more, [], f"what else the backend was asked, {proxy}")
            promise_all(server, "/denied/x", 403)
            promise(ask(server, "/close", {"Accept-Language": "ar"}), 502, "ar", HTML)
        with site(proxy) as server:
            answer, more = asked_by(server, "/html404", "html404")
            equal((answer.status, answer.body, more), (404, origin().SCRIPT["html404"].split(b"\r\n\r\n")[1], []),
                  f"the application's own page, {proxy}")


FRONT = {"of the server, before the Include": ("RewriteEngine On\nRewriteRule ^ /index.html [L]", "", ()),
         "of the server, before it, passed through": ("RewriteEngine On\nRewriteCond %{REQUEST_URI} !^/denied/\n"
                                                      "RewriteRule ^ /index.html [PT]", "", ()),
         "of the server, after the Include": ("", "RewriteEngine On\nRewriteRule ^ /index.html [L]", ()),
         "of a <Directory>": ('<Directory "@ROOT@/htdocs">\nOptions FollowSymLinks\nRewriteEngine On\n'
                              "RewriteRule ^index\\.html$ - [L]\nRewriteRule . /index.html [L]\n</Directory>", "", ()),
         "of an .htaccess": ('<Directory "@ROOT@/htdocs">\nOptions FollowSymLinks\nAllowOverride FileInfo\n'
                             "</Directory>", "",
                             (("htdocs/.htaccess", "RewriteEngine On\nRewriteBase /\n"
                               "RewriteRule ^index\\.html$ - [L]\nRewriteRule . /index.html [L]\n"),)),
         "of a FallbackResource": ('<Directory "@ROOT@/htdocs">\nFallbackResource /index.html\n</Directory>', "", ())}

for WHICH, ROW in FRONT.items():
    @case(f"a front controller {WHICH}: an error is the page of the error, not the home page")
    def _(row=ROW):
        before, after, files = row
        denied = "\n<Location /denied/>\nRequire all denied\n</Location>\nRedirect 410 /gone\n"
        with site(before + denied, after, files=files) as server:
            promise_all(server, "/denied/x", 403)
            promise(ask(server, "/denied/x", {"Accept-Language": "de"}, "POST", b"a=1"), 403, "de", HTML)
            equal(ask(server, "/nope").body, b"<p>home</p>\n", "what the front controller is for")


@case("Options None for the whole site does not take the choice of a page away")
def _():
    denied = "<Location /denied/>\nRequire all denied\n</Location>"
    none = '<Directory "/">\nOptions None\n</Directory>\n<Location />\nOptions None\n</Location>\n'
    with site(none + denied) as server:
        promise_all(server, "/denied/x", 403)


@case("after a RewriteRule with [END] all get the default page, with the right code")
def _():
    with site("RewriteEngine On\nRewriteRule ^/x/ /index.html [END]\n"
              "<Location /x/>\nRequire all denied\n</Location>") as server:
        promise(ask(server, "/x/y", {"Accept-Language": "de"}), 403, "en", HTML)


@case("the site's own fields are on the pages, and so are those of local.conf, which no build touches")
def _():
    options = ("--codes", "4xx", "--languages", "en", "--home", "/local")
    made = built("apache", *options)
    local = made.folder / "local.conf"
    for text in (None, 'Header always set X-Local "yes"\n'):
        if text:
            local.write_text(text)
        equal(build_again(made, *options), 0, "code of a build with --force")
        equal(local.exists() and local.read_text() or None, text, "local.conf")
        with site('Header always set Strict-Transport-Security "max-age=9"', options=options) as server:
            answer = ask(server, "/nope")
            promise(answer, 404, "en", HTML)
            equal(answer.get("Strict-Transport-Security"), "max-age=9", "the site's field")
            equal(answer.get("X-Local"), "yes" if text else None, "the field of local.conf")


@case("builds with names in one httpd: each site, and each part of one, has pages of its own")
def _():
    shop = built("apache", "--name", "shop", "--languages", "ar,de", "--retry-after", "503=11", "--site-name", "Shop")
    blog = built("apache", "--name", "http", "--languages", "de", "--retry-after", "503=22", "--site-name", "Blog")
    own = f"""ProxyPass /shop/ http://127.0.0.1:@DEAD@/ retry=0
        ProxyPass /lost/ http://127.0.0.1:@ORIGIN@/
        <Location /lost/>
            Include {shop.folder}/backend.conf
        </Location>
        Include {blog.folder}/statuspages.conf
        Include {shop.folder}/statuspages.conf"""
    two = f"</VirtualHost>\n<VirtualHost 127.0.0.1:@EXTRA@>\nServerName two.test\n{own}"
    with site("Redirect 503 /busy", two) as server:
        for path, language, wait in (("/shop/", "ar", "11"), ("/lost/empty503", "ar", None)):
            answer = ask(server, path, {"Host": "two.test", "Accept-Language": "xx"})
            promise(answer, 503, language, HTML)
            equal(answer.get("Retry-After"), wait, "wait of the build that came last")
            shows(answer, "Shop")
        promise(ask(server, "/nope", {"Host": "two.test", "Accept-Language": "de"}), 404, "de", HTML)
        answer = ask(server, "/busy", {"Host": "one.test", "Accept-Language": "de"})
        promise(answer, 503, "de", HTML)
        equal(answer.get("Retry-After"), "120", "wait of the other site")


@case("nobody reaches the pages from outside")
def _():
    promise(ask(usual(), "/statuspages/en/503.html"), 403, "en", HTML)
    promise(ask(usual(), "/statuspages/503"), 403, "en", HTML)


@case("the greatest weight wins, of equals the first; q=0 loses")
def _():
    promise_languages(usual(), "/nope", (*by_weight(LANGUAGE_LIST), *LANGUAGES))
    promise_types(usual(), "/nope", *TYPES, rows=by_weight(TYPE))


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
    promise_fields(usual(), "/nope", lean=True)
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


@case("--cache: pages that are the same for everybody, and who never gets one")
def _():
    server = httpd(*CACHE, *USUAL, *IN_SOME)
    promise_cached(server, "/nope", "/private/")
    # httpd drops what a backend says about caches.
    promise_not_cached(server, functools.partial(field, path="/pages/field"))
    equal(ask(server, "/dead/").get("Cache-Control"), "max-age=5", "Cache-Control of 5xx")


@case("--header: on every page of the build, and on no other answer")
def _():
    server = httpd("--languages", "en,de", "--codes", "4xx", "--header", "Strict-Transport-Security: max-age=9",
                   "--header", "X-Note: a; b=(1), #2 ~")
    for accept in ("text/html", "application/json"):
        answer = ask(server, "/nope", {"Accept": accept, "Accept-Language": "de"})
        equal((answer.all("Strict-Transport-Security"), answer.all("X-Note")), (["max-age=9"], ["a; b=(1), #2 ~"]),
              "fields")
    equal(ask(server, "/").get("X-Note"), None, "a field of a good page")


# ---- with mod_lua ------------------------------------------------------------------------

ALL = """
    ProxyPass /all/ http://127.0.0.1:@ORIGIN@/ timeout=1
    <Location /all/>
        Include @MADE@/backend-all.conf
    </Location>
    Include @MADE@/statuspages.conf
"""


@functools.lru_cache(None)
def lua(*options):
    if not os.path.exists(f"{LIBEXEC}/mod_lua.so"):
        raise Skip("mod_lua")
    return started(built("apache", "--with", "lua", *options),
                   CONF.replace("    Include @MADE@/statuspages.conf\n", ALL))


def empty(*words):
    return bare(*words, path="/pages/bare")


@case("--with lua: backend.conf explains empty errors, with all of their fields")
def _():
    server = lua(*USUAL, *IN_SOME)
    for code in (400, 401, 403, 404, 410, 422, 429, 500, 502, 503, 504):
        for method, body in (("GET", None), ("HEAD", None), ("POST", b"a=1")):
            answer = ask(server, empty(code), {"Accept-Language": "de"}, method, body)
            promise(answer, code, "de", HTML, head=method == "HEAD")
    promise_whole(server, empty)
    for code, line in KEPT:
        # mod_proxy takes Proxy-Authenticate for a field of its own connection, with a body, too.
        if code != 407:
            name, value = line.split(": ", 1)
            answer = ask(server, empty(code, line, "X-Own: 1"))
            equal((answer.all(name), answer.get("X-Own")), ([value], "1"), name)
    answer = ask(server, empty(401, "WWW-Authenticate: Negotiate", "WWW-Authenticate: Basic realm=x"))
    equal(answer.all("WWW-Authenticate"), ["Negotiate", "Basic realm=x"], "WWW-Authenticate")
    equal(ask(server, empty(503, "Retry-After: 77")).all("Retry-After"), ["77"], "Retry-After")
    equal(ask(server, empty(503)).all("Retry-After"), ["120"], "Retry-After of the build")
    for gone in ('ETag: "a"', "Content-Encoding: gzip", "Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT"):
        equal(ask(server, empty(404, gone)).get(gone.split(":")[0]), None, gone)


@case("--with lua: an application's own errors and its good answers pass to the byte")
def _():
    server = lua(*USUAL, *IN_SOME)
    promise_own(server, "/pages")
    equal(ask(server, "/pages/200", page=False).body, b"from the backend\n", "a good answer")
    equal(ask(server, "/pages/empty520").body, b"", "a code without a page")
    # Nobody says before the end that a chunked body is empty.
    equal(ask(server, "/pages/emptychunked404").body, b"", "an empty body in no chunks")


@case("--with lua: the weights, the format and the fields of a page are those of httpd's own errors")
def _():
    server = lua(*USUAL, *IN_SOME)
    promise_languages(server, empty(404), (*by_weight(LANGUAGE_LIST), *LANGUAGES))
    promise_types(server, empty(404), *TYPES, rows=by_weight(TYPE))
    promise_clients(server, empty(404))
    for accept in ("text/html", "application/json", "text/plain"):
        fields = {"Accept": accept, "Accept-Language": "ar"}
        own, page = (ask(server, path, fields) for path in ("/return/503", empty(503)))
        equal((page.status, page.body), (own.status, own.body), "page")
        for name in ("Content-Type", "Content-Language", "Cache-Control", "X-Content-Type-Options",
                     "Referrer-Policy", "Content-Security-Policy"):
            equal(page.all(name), own.all(name), name)
        equal(page.tokens("Vary") - {"accept-encoding"}, own.tokens("Vary") - {"accept-encoding"}, "Vary")


@case("--with lua: backend-all.conf replaces all errors, but no gRPC and no event stream")
def _():
    server = lua(*USUAL, *IN_SOME)
    promise_backend(server, "/all/field")
    for name in ("gzip404", "chunked404", "html401", "reasonhtml", "many"):
        answer = ask(server, f"/all/{name}", {"Accept-Language": "de"})
        promise(answer, answer.status, "de", HTML)
        equal(answer.get("Content-Encoding"), None, "Content-Encoding")
    for name in ("grpcbody", "events"):
        assert "<h1>" not in ask(server, f"/all/{name}", page=False).text, name
    equal(ask(server, "/all/200", page=False).body, b"from the backend\n", "a good answer")


@case("--with lua: a page that is missing leaves the error as it is")
def _():
    server = lua("--languages", "en,de", "--home", "/lost", "--header", "X-Note: a b")
    equal(ask(server, empty(410)).get("X-Note"), "a b", "--header")
    for path in server.made.folder.glob("statuspages/*/410.html"):
        path.unlink()
    answer = ask(server, empty(410, "X-Own: yes"))
    equal((answer.status, answer.body, answer.get("X-Own")), (410, b"", "yes"), "answer")
