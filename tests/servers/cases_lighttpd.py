# SPDX-License-Identifier: Apache-2.0
"""lighttpd, with statuspages.conf as it lies in the output.

lighttpd sets no field for an error, so the language is looked for in the page.
"""

import functools
import json
import re

import promises
from common import IN_SOME, NAME, Server, USUAL, ask, built, case, equal, field, heading, need, one, own_theme
from promises import (checked, conditional, promise_clients, promise_connection, promise_covered,
                      promise_languages, promise_name, promise_static, promise_theme, promise_types)
from rows import FORMATS, HTML, LANGUAGES, LANGUAGE_LIST, PROBLEM, SCRIPT, language_rows

CONF = """
server.modules = ( "mod_access", "mod_auth", "mod_authn_file", "mod_rewrite", "mod_proxy", "mod_redirect" )
server.bind = "127.0.0.1"
server.port = @PORT@
server.document-root = "@ROOT@/htdocs"
server.errorlog = "@ROOT@/error.log"
server.upload-dirs = ( "@ROOT@" )
server.max-request-size = 1
index-file.names = ( "index.html" )
mimetype.assign = ( ".html" => "text/html", ".token" => "text/plain" )
auth.backend = "plain"
auth.backend.plain.userfile = "@ROOT@/users"
include "@MADE@/statuspages.conf"
url.rewrite-once = ( "^/is-it-ours$" => "/is-it-ours.token" )
$HTTP["url"] =~ "^/private/" {
    auth.require = ( "" => ( "method" => "basic", "realm" => "staff", "require" => "valid-user" ))
}
$HTTP["url"] =~ "^/denied/" {
    url.access-deny = ( "" )
}
$HTTP["url"] =~ "^/dead/" {
    proxy.server = ( "" => (( "host" => "127.0.0.1", "port" => @DEAD@ )))
}
$HTTP["url"] =~ "^/origin/" {
    proxy.server = ( "" => (( "host" => "127.0.0.1", "port" => @ORIGIN@, "read-timeout" => 1 )))
    server.error-intercept = "enable"
}
$HTTP["url"] =~ "^/own/" {
    proxy.server = ( "" => (( "host" => "127.0.0.1", "port" => @ORIGIN@ )))
}
"""
FIVE = {**FORMATS, "json": (PROBLEM, PROBLEM), "xml": ("application/problem+xml", "application/problem+xml"),
        "md": ("text/markdown", "text/markdown; charset=utf-8")}

promise = functools.partial(promises.promise, fields=False)
promise_all = functools.partial(promises.promise_all, fields=False)


@functools.lru_cache(None)
def lighttpd(*options):
    """A running lighttpd with the files of a build; cases with the same options share it."""
    need("lighttpd")
    return Server(built("lighttpd", *options), ["lighttpd", "-D", "-f", "@ROOT@/lighttpd.conf"],
                  {"lighttpd.conf": CONF, "users": "staff:secret\n",
                   "htdocs/is-it-ours.token": "@TOKEN@", "htdocs/index.html": "<p>home</p>\n",
                   "htdocs/there.html": "<p>there</p>\n", "htdocs/private/index.html": "private\n"}).start()


def usual():
    return lighttpd(*USUAL, *IN_SOME)


def language(answer):
    return re.search(r'<html lang="([^"]*)"', answer.text)[1]


@case("the command ran lighttpd's own check and says so")
def _():
    need("lighttpd")
    checked(built("lighttpd", "--formats", "html", "--codes", "4xx"), "lighttpd")


for CODE in (400, 401, 402, 403, 404, 405, 406, 410, 413, 414, 416, 422, 429, 431, 451,
             500, 501, 502, 503, 504, 505, 511, 520):
    @case(f"{CODE} of a backend: each language, HTML and problem details, HEAD and POST")
    def _(code=CODE):
        path = f"/origin/field?{code}"
        promise_all(usual(), path, code)
        answer = ask(usual(), path, {"Accept-Language": "de"}, "HEAD")
        promise(answer, code, "de", HTML, head=True)
        answer = ask(usual(), path, {"Accept-Language": "ar"}, "POST", b"a=1")
        promise(answer, code, "ar", HTML)
        assert "the backend says" not in answer.text, answer


@case("a file that is not there is 404, also for HEAD and POST")
def _():
    server = usual()
    promise_all(server, "/nope", 404)
    answer = ask(server, "/nope", {"Accept-Language": "de"}, "HEAD")
    promise(answer, 404, "de", HTML, head=True)
    equal(answer.get("Content-Length"), str(len(ask(server, "/nope", {"Accept-Language": "de"}).body)), "length")
    promise(ask(server, "/nope", {"Accept-Language": "de"}, "POST", b"a=1"), 404, "de", HTML)


@case("401 keeps its challenge, its own and a backend's; 403")
def _():
    promise_all(usual(), "/private/", 401)
    equal(ask(usual(), "/private/").get("WWW-Authenticate"), 'Basic realm="staff", charset="UTF-8"', "field")
    equal(ask(usual(), "/origin/field?401&WWW-Authenticate:%20Basic%20realm=x").get("WWW-Authenticate"),
          "Basic realm=x", "field")
    promise_all(usual(), "/denied/x", 403)


@case("413, 416 and 501 of lighttpd itself")
def _():
    promise_all(usual(), "/origin/200", 413, method="POST", body=b"x" * 2000)
    for asked, wanted in LANGUAGES.items():
        answer = ask(usual(), "/there.html", {"Range": "bytes=99-", "Accept-Language": asked})
        promise(answer, 416, wanted, HTML)
    promise(ask(usual(), "/there.html", {"Accept-Language": "de"}, "PUT", b""), 501, "de", HTML)


@case("500, 503 and 504 of lighttpd itself, with the wait of --retry-after")
def _():
    promise(ask(usual(), "/origin/close", {"Accept-Language": "de"}), 500, "de", HTML)
    promise(ask(usual(), "/origin/hang", {"Accept-Language": "zh-TW"}), 504, "zh-Hant", HTML)
    promise_all(usual(), "/dead/", 503)
    assert "2 Minuten" in ask(usual(), "/dead/", {"Accept-Language": "de"}).text
    equal(json.loads(ask(usual(), "/dead/", {"Accept": "application/json"}).text)["retry_after"], 120, "wait")


def promise_version(server, fields):
    """HTTP/3.7 gets the page for what lighttpd says of it: 505, or 400 since 1.4.7x."""
    answer = one(server.port, b"GET / HTTP/3.7\r\nHost: a\r\n" + fields)
    assert answer.status in (400, 505), str(answer)
    promise(answer, answer.status, "en", HTML)


@case("broken and too large requests get the default's HTML, as the limits say")
def _():
    fields = b"Accept: application/json\r\nAccept-Language: de\r\nConnection: close\r\n\r\n"
    for code, data in ((400, b"GET / HTTP/1.1\r\n" + fields),
                       (400, b"GET / HTTP/1.1\r\nHost: a b\r\n" + fields),
                       (400, b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n" + fields),
                       (400, b"\x16\x03\x01 nonsense\r\n\r\n"),
                       (431, b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n" + fields),
                       (431, b"GET / HTTP/1.1\r\nHost: a\r\nX-Big: " + b"a" * 20000 + b"\r\n" + fields),
                       (501, b"NONSENSE / HTTP/1.1\r\nHost: a\r\n" + fields)):
        promise(one(usual().port, data), code, "en", HTML)
    promise_version(usual(), fields)


@case("what is left of a backend's body does not reach the page")
def _():
    promise_covered(usual(), fields=False)


@case("a backend keeps its answer where nothing is intercepted; nothing below 400 is touched")
def _():
    equal(ask(usual(), "/own/json422").body, b'{"field":"name"}', "body")
    answer = ask(usual(), "/there.html", {"Accept": "application/json"})
    equal((answer.status, answer.body), (200, b"<p>there</p>\n"), "answer")
    equal(answer.get("Content-Type"), "text/html", "Content-Type")


@case("the first offered language or type wins, q=0 loses")
def _():
    promise_languages(usual(), "/nope", LANGUAGE_LIST, language)
    promise_types(usual(), "/nope")


@case("all languages are chosen as by the module, where weights do not decide")
def _():
    promise_languages(lighttpd("--formats", "html", "--codes", "4xx"), "/nope", language_rows(), language)


@case("readers of a script that was not built get the default")
def _():
    promise_languages(lighttpd("--languages", "en,zh-Hans,de", "--codes", "404"), "/nope", SCRIPT, language)


@case("Accept that says nothing: browsers get HTML, programs text, fetch() problem details")
def _():
    promise_clients(usual(), "/nope")


@case("the page is the static one to the byte, in every format that it can choose")
def _():
    options = ("--site-name", NAME, "--formats", "all", "--languages", "en,de,ar,zh-Hant")
    promise_static(lighttpd(*options), {"/nope": 404, field(503): 503}, options, FIVE)


@case("a name of the site with the signs of all languages is shown as it is")
def _():
    promise_name(usual(), "/nope")


@case("a theme of one's own with the signs of all languages is sent as it is")
def _():
    promise_theme(lighttpd("--theme", own_theme(), "--languages", "en,de"), "/nope", fields=False)


@case("conditions and ranges of the request change nothing")
def _():
    for accept, kind in FORMATS.values():
        for answer in conditional(usual(), "/nope", accept):
            promise(answer, 404, "en", kind)


@case("a page that is missing does not change the status")
def _():
    server = lighttpd("--languages", "en,de", "--home", "/start")
    (server.made.folder / "statuspages/de/statuspages-html.404.html").unlink()
    answer = ask(server, "/nope", {"Accept-Language": "de"})
    equal((answer.status, heading(answer)), (404, "404 Not Found"), "answer")


@case("HTTP/1.0 and a kept connection")
def _():
    promise(ask(usual(), "/nope", {"Accept-Language": "de"}, version="HTTP/1.0"), 404, "de", HTML)
    promise_connection(usual(), "/nope", fields=False)


@case("few codes and one format: the type of the page is still right")
def _():
    server = lighttpd("--codes", "404", "--formats", "json", "--languages", "de")
    promise(ask(server, "/nope", {"Accept": "text/html", "Accept-Language": "ar"}), 404, "de", PROBLEM)
    equal(ask(server, "/there.html").get("Content-Type"), "text/html", "Content-Type of a file")
    equal(ask(server, "/denied/x").status, 403, "status")


@case("--replace all: every error of a backend gets a page")
def _():
    server = lighttpd(*USUAL, *IN_SOME, "--replace", "all")
    for name, code in (("html404", 404), ("chunked404", 404), ("html503", 503), ("empty404", 404)):
        promise(ask(server, f"/own/{name}", {"Accept-Language": "de"}), code, "de", HTML)
    equal(ask(server, "/own/200").body, b"from the backend\n", "a good answer")
