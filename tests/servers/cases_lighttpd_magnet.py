# SPDX-License-Identifier: Apache-2.0
"""lighttpd with mod_magnet, with magnet.conf as it lies in the output."""

import functools
import pathlib

from cases_lighttpd import CONF, FIVE, promise_version
from common import (BLOG, IN_SOME, NAME, SHOP, Server, Skip, USUAL, ask, bare, build_again, built, case, equal,
                    field, heading, need, one, own_theme)
from promises import (CACHE, promise_cached, promise_not_cached,
                      promise, promise_all, promise_apart, promise_clients, promise_connection, promise_fields,
                      promise_kept, promise_languages, promise_name, promise_own, promise_policy, promise_static,
                      promise_theme, promise_types, promise_whole, titles)
from rows import BACKEND, HTML, LANGUAGE, MORE, PROBLEM, SCRIPT, TYPE, weighed_languages, weighed_types

WITH = CONF.replace("statuspages.conf", "magnet.conf").replace('"mod_access",', '"mod_access", "mod_magnet",')
app = functools.partial(bare, path="/own/bare")


def need_magnet():
    """Debian has mod_magnet in a package of its own."""
    need("lighttpd")
    if not any(pathlib.Path("/usr").glob("lib*/**/lighttpd/mod_magnet.so")):
        raise Skip("mod_magnet of lighttpd is not installed")


@functools.lru_cache(None)
def magnet(*options):
    """A running lighttpd with the files of a build; cases with the same options share it."""
    need_magnet()
    return Server(built("lighttpd", *options), ["lighttpd", "-D", "-f", "@ROOT@/lighttpd.conf"],
                  {"lighttpd.conf": WITH, "users": "staff:secret\n",
                   "htdocs/is-it-ours.token": "@TOKEN@", "htdocs/index.html": "<p>home</p>\n",
                   "htdocs/there.html": "<p>there</p>\n", "htdocs/private/index.html": "private\n"}).start()


def usual():
    return magnet(*USUAL, *IN_SOME)


@case("errors of lighttpd itself: each language, HTML and problem details, with their fields")
def _():
    for path, code in (("/nope", 404), ("/denied/x", 403), ("/private/", 401), ("/dead/", 503)):
        promise_all(usual(), path, code)
        promise(ask(usual(), path, {"Accept-Language": "de"}, "HEAD"), code, "de", HTML, head=True)
        promise(ask(usual(), path, {"Accept-Language": "ar"}, "POST", b"a=1"), code, "ar", HTML)
    equal(ask(usual(), "/private/").get("WWW-Authenticate"), 'Basic realm="staff", charset="UTF-8"', "challenge")
    equal(ask(usual(), "/dead/").get("Retry-After"), "120", "wait of the build")
    promise_all(usual(), "/own/200", 413, method="POST", body=b"x" * 2000)
    promise(ask(usual(), "/own/close", {"Accept-Language": "zh-TW"}), 500, "zh-Hant", HTML)


@case("an application's own errors pass to the byte; empty ones get a page and keep their fields")
def _():
    promise_own(usual(), "/own")
    for code in BACKEND:
        promise_all(usual(), app(code), code)
        promise(ask(usual(), app(code), {"Accept-Language": "de"}, "HEAD"), code, "de", HTML, head=True)
        promise(ask(usual(), app(code), {"Accept-Language": "de"}, "POST", b"a=1"), code, "de", HTML)
    promise_kept(usual(), app, (416, "Content-Range: bytes */9"), others="1")
    promise_whole(usual(), app, more=MORE)
    answer = ask(usual(), app(401, "WWW-Authenticate: Negotiate", "WWW-Authenticate: Basic realm=x"))
    equal(answer.all("WWW-Authenticate"), ["Negotiate", "Basic realm=x"], "challenges")
    equal(ask(usual(), app(503)).get("Retry-After"), "120", "wait of the build")
    equal(ask(usual(), app(404, "Vary: Origin")).tokens("Vary") >= {"origin", "accept-language"}, True, "Vary")
    # Nobody can know that nothing comes.
    equal(ask(usual(), "/own/emptychunked404").body, b"", "body without a length")


@case("nothing below 400 is touched")
def _():
    for path, body in (("/there.html", b"<p>there</p>\n"), ("/own/200", b"from the backend\n")):
        answer = ask(usual(), path, {"Accept": "application/json"})
        equal((answer.status, answer.body), (200, body), path)
        for name in ("Content-Security-Policy", "Referrer-Policy", "Vary", "Content-Language"):
            equal(answer.get(name), None, name)
    equal(ask(usual(), "/there.html").get("Content-Type"), "text/html", "Content-Type")


@case("languages and types are weighed as by the module")
def _():
    for path in ("/nope", app(404)):
        promise_languages(usual(), path, LANGUAGE)
        first = dict(TYPE) | {"text/html;level=1;q=0.2, application/json": PROBLEM}
        promise_types(usual(), path, rows=first.items())
        promise_types(usual(), path, rows=weighed_types())
        promise_clients(usual(), path)
    promise_languages(magnet("--formats", "html", "--codes", "4xx"), "/nope", weighed_languages())
    promise_languages(magnet("--languages", "en,zh-Hans,de", "--codes", "404"), "/nope", SCRIPT)
    # What was chosen for many clients is not mixed up.
    for count in range(300):
        wanted = ("de", "ar")[count % 2]
        answer = ask(usual(), "/nope", {"Accept-Language": f"xx;q=0.{count:03},{wanted}"})
        equal(answer.get("Content-Language"), wanted, f"language {count}")


@case("a page is the static one to the byte, in every format that it can choose")
def _():
    options = ("--site-name", NAME, "--formats", "all", "--languages", "en,de,ar,zh-Hant")
    promise_static(magnet(*options), {"/nope": 404, app(503): 503}, options, FIVE)
    promise_name(usual(), "/nope", app(404))
    promise_theme(magnet("--theme", own_theme(), "--languages", "en,de"), "/nope")


@case("fields of every page, also with Range and If-None-Match")
def _():
    promise_fields(usual(), "/nope", app(404), lean=True)
    for path in ("/nope", app(404)):
        promise_policy(ask(usual(), path))


def fallback(answer, code):
    """The page that the script would replace, where lighttpd does not ask it."""
    equal((answer.status, heading(answer)), (code, titles("en")[code]), "answer")
    assert answer.get("Content-Type").startswith("text/html; charset=utf-8"), answer
    assert answer.complete, answer


@case("broken requests get what they ask for, as far as lighttpd has read them")
def _():
    asked = b"Accept: application/json\r\nAccept-Language: de\r\nConnection: close\r\n\r\n"
    for data in (b"GET / HTTP/1.1\r\n" + asked, b"GET / HTTP/1.1\r\nHost: a b\r\n" + asked):
        promise(one(usual().port, data), 400, "de", PROBLEM)
    for code, data in ((400, b"\x16\x03\x01 nonsense\r\n\r\n"),
                       (431, b"GET / HTTP/1.1\r\nHost: a\r\nX-Big: " + b"a" * 20000 + b"\r\n" + asked),
                       (501, b"NONSENSE / HTTP/1.1\r\nHost: a\r\n" + asked)):
        promise(one(usual().port, data), code, "en", HTML)
    promise_version(usual(), asked)


@case("a range that is not there gets the default's HTML, as the limits say")
def _():
    fallback(ask(usual(), "/there.html", {"Range": "bytes=99-", "Accept-Language": "de"}), 416)


@case("a page that is missing does not change the status")
def _():
    server = magnet("--languages", "en,de", "--home", "/begin")
    (server.made.folder / "statuspages/de/statuspages-html.404.html").unlink()
    fallback(ask(server, "/nope", {"Accept-Language": "de"}), 404)
    equal(ask(server, app(404), {"Accept-Language": "de"}).body, b"", "body")


@case("HTTP/1.0 and a kept connection")
def _():
    promise(ask(usual(), "/nope", {"Accept-Language": "de"}, version="HTTP/1.0"), 404, "de", HTML)
    promise_connection(usual(), "/nope", app(404))


@case("few codes and one format")
def _():
    server = magnet("--codes", "404", "--formats", "json", "--languages", "de")
    promise(ask(server, "/nope", {"Accept": "text/html", "Accept-Language": "ar"}), 404, "de", PROBLEM)
    equal(ask(server, app(410)).body, b"", "body of a backend's 410")
    equal(ask(server, "/there.html").get("Content-Type"), "text/html", "Content-Type of a file")


NAMED = """
server.modules = ( "mod_proxy", "mod_setenv", MODULES )
server.bind = "127.0.0.1"
server.port = @PORT@
server.document-root = "@ROOT@/htdocs"
server.errorlog = "@ROOT@/error.log"
mimetype.assign = ( ".html" => "text/html" )
setenv.add-response-header = ( "Strict-Transport-Security" => "max-age=9" )
"""
HOSTS = """
$HTTP["host"] == "shop.test" {
    include "@MADE@/FILE.conf"
}
$HTTP["host"] == "blog.test" {
    include "SECOND/FILE.conf"
}
"""
ONE_FOR_ALL = """
include "SECOND/FILE.conf"
$HTTP["host"] == "shop.test" {
    include "@MADE@/FILE.conf"
}
"""
ORIGIN = """
$HTTP["url"] =~ "^/app/" {
    proxy.server = ( "" => (( "host" => "127.0.0.1", "port" => @ORIGIN@ )))
    INTERCEPT
}
"""


def two(made, other, name, hosts=HOSTS):
    """A lighttpd with the files of two builds, `name`.conf of each."""
    need("lighttpd")
    if name == "magnet":
        need_magnet()
    text = (NAMED + hosts + ORIGIN).replace("MODULES", '"mod_magnet"' if name == "magnet" else "")
    text = text.replace("INTERCEPT", "" if name == "magnet" else 'server.error-intercept = "enable"')
    return Server(made, ["lighttpd", "-D", "-f", "@ROOT@/lighttpd.conf"],
                  {"lighttpd.conf": text.replace("SECOND", str(other.folder)).replace("FILE", name),
                   "htdocs/is-it-ours": "@TOKEN@"})


for FILE in ("statuspages", "magnet"):
    @case(f"two builds with two names stand in one lighttpd, each site shows its own pages: {FILE}.conf")
    def _(name=FILE):
        shop, blog, rest = (built("lighttpd", *options) for options in (SHOP, BLOG, BLOG[2:]))
        for server in (two(shop, blog, name), two(shop, rest, name, ONE_FOR_ALL)):
            promise_apart(server.start(), fields=name == "magnet")
            assert "Duplicate" not in server.log(), server.log()

    @case(f"fields of mod_setenv are on the pages, also after a build with --force: {FILE}.conf")
    def _(name=FILE):
        made = built("lighttpd", *SHOP, "--home", f"/{name}")
        for _ in range(2):
            server = two(made, built("lighttpd", *BLOG), name).start()
            for path in ("/nope", bare(404, path="/app/bare")):
                answer = ask(server, path, {"Host": "shop.test"})
                promise(answer, 404, "en", HTML, fields=name == "magnet")
                equal(answer.get("Strict-Transport-Security"), "max-age=9", path)
            server.stop()
            equal(build_again(made, *SHOP, "--home", f"/{name}", "--codes", "404"), 0, "exit code")


@case("without names two builds outside of conditions do not start, as the README says")
def _():
    outside = ONE_FOR_ALL.replace('$HTTP["host"] == "shop.test" {', "").replace("}", "")
    try:
        two(built("lighttpd", *SHOP), built("lighttpd", *SHOP, "--home", "/other"), "statuspages", outside).start()
    except AssertionError as stopped:
        assert "Duplicate config variable" in str(stopped), stopped
    else:
        raise AssertionError("it starts")
    assert b"Duplicate config variable" in built("lighttpd", *SHOP).read("README.md"), "README"


@case("another build in the folder: its languages count after a restart, and nothing is left of the old")
def _():
    made = built("lighttpd", "--languages", "en,de", "--codes", "404", "--home", "/again")
    server = magnet("--languages", "en,de", "--codes", "404", "--home", "/again")
    equal(ask(server, "/nope", {"Accept-Language": "ar"}).get("Content-Language"), "en", "language")
    equal(build_again(made, "--languages", "en,ar", "--codes", "404", "--home", "/again"), 0, "exit code")
    server.stop()
    server.start()
    equal(ask(server, "/nope", {"Accept-Language": "ar"}).get("Content-Language"), "ar", "language")
    equal(ask(server, "/nope", {"Accept-Language": "de"}).get("Content-Language"), "en", "language")


@case("--replace all: errors with a body get a page, too, and keep their fields; streams stay")
def _():
    server = magnet(*USUAL, *IN_SOME, "--replace", "all")
    for name, code in (("html404", 404), ("chunked404", 404), ("cors404", 404), ("html503", 503), ("empty404", 404),
                       ("emptychunked404", 404), ("gzip404", 404), ("many", 503)):
        for method in ("GET", "HEAD"):
            answer = ask(server, f"/own/{name}", {"Accept-Language": "de"}, method)
            promise(answer, code, "de", HTML, head=method == "HEAD")
            equal((answer.get("Content-Encoding"), answer.get("ETag")), (None, None), "fields of the body")
    promise_kept(server, functools.partial(field, path="/own/field"), others="1")
    equal(ask(server, "/own/events").get("Content-Type"), "text/event-stream", "a stream")
    equal(ask(server, "/own/200").body, b"from the backend\n", "a good answer")
    promise_connection(server, "/nope", "/own/html404")


@case("--header: on every page, in place of a backend's own, and on nothing else")
def _():
    server = magnet("--languages", "en", "--header", "Strict-Transport-Security: max-age=31536000; preload",
                    "--header", "X-Site: a, b")
    for path in ("/nope", app(404), app(404, "Strict-Transport-Security: max-age=1")):
        answer = ask(server, path)
        equal(answer.all("Strict-Transport-Security"), ["max-age=31536000; preload"], path)
        equal(answer.all("X-Site"), ["a, b"], path)
    for path in ("/there.html", "/own/html503"):
        equal(ask(server, path).get("X-Site"), None, path)


@case("--cache: pages that are the same for everybody, and who never gets one")
def _():
    server = magnet(*CACHE, *USUAL, *IN_SOME)
    promise_cached(server, "/nope", "/private/", lean=True)
    promise_cached(server, app(404), app(401), app(404, "Set-Cookie: a=1"), lean=True)
    promise_not_cached(server, app)
    equal(ask(server, "/dead/").get("Cache-Control"), "max-age=5", "Cache-Control of 5xx")
