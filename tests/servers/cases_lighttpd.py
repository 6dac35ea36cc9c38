# SPDX-License-Identifier: Apache-2.0
"""lighttpd, with statuspages.conf as it lies in the output.

lighttpd sets no field for an error, so the language is looked for in the page.
"""

import functools
import json
import re
import socket

import common
from common import (HTML, LANGUAGES, NAME, PROBLEM, SOME, TEXT, Server, ask, build, built, case, equal, heading,
                    language_rows, need, one, own_theme, shows, titles)

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
include "FOLDER/statuspages.conf"
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

promise = functools.partial(common.promise, fields=False)
promise_all = functools.partial(common.promise_all, fields=False)


@functools.lru_cache(None)
def lighttpd(*options):
    """A running lighttpd with the files of a build; cases with the same options share it."""
    need("lighttpd")
    made = built("lighttpd", *options)
    server = Server(["lighttpd", "-D", "-f", "@ROOT@/lighttpd.conf"],
                    {"lighttpd.conf": CONF.replace("FOLDER", str(made.folder)), "users": "staff:secret\n",
                     "htdocs/is-it-ours.token": "@TOKEN@", "htdocs/index.html": "<p>home</p>\n",
                     "htdocs/there.html": "<p>there</p>\n", "htdocs/private/index.html": "private\n"})
    server.made = made
    return server.start()


def usual():
    return lighttpd("--site-name", NAME, "--retry-after", "503=120", "--languages", SOME)


def language(answer):
    return re.search(r'<html lang="([^"]*)"', answer.text)[1]


@case("the command ran lighttpd's own check and says so")
def _():
    need("lighttpd")
    said = built("lighttpd", "--formats", "html", "--codes", "4xx").said
    assert re.search(r"^/\S*lighttpd finds the configuration good$", said, re.M), said


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


@case("broken and too large requests get the default's HTML, as the limits say")
def _():
    fields = b"Accept: application/json\r\nAccept-Language: de\r\nConnection: close\r\n\r\n"
    for code, data in ((400, b"GET / HTTP/1.1\r\n" + fields),
                       (400, b"GET / HTTP/1.1\r\nHost: a b\r\n" + fields),
                       (400, b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n" + fields),
                       (400, b"\x16\x03\x01 nonsense\r\n\r\n"),
                       (431, b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n" + fields),
                       (431, b"GET / HTTP/1.1\r\nHost: a\r\nX-Big: " + b"a" * 20000 + b"\r\n" + fields),
                       (501, b"NONSENSE / HTTP/1.1\r\nHost: a\r\n" + fields),
                       (505, b"GET / HTTP/3.7\r\nHost: a\r\n" + fields)):
        promise(one(usual().port, data), code, "en", HTML)


@case("what is left of a backend's body does not reach the page")
def _():
    for name, code in (("gzip404", 404), ("chunked404", 404), ("cut404", 404), ("nobody404", 404),
                       ("reasonhtml", 503), ("many", 503), ("html401", 401), ("events", 503)):
        answer = ask(usual(), f"/origin/{name}", {"Accept-Language": "de"})
        promise(answer, code, "de", HTML)
        equal(answer.get("Content-Encoding"), None, "Content-Encoding")
        assert "zqmark" not in answer.text, answer


@case("a backend keeps its answer where nothing is intercepted; nothing below 400 is touched")
def _():
    equal(ask(usual(), "/own/json422").body, b'{"field":"name"}', "body")
    answer = ask(usual(), "/there.html", {"Accept": "application/json"})
    equal((answer.status, answer.body), (200, b"<p>there</p>\n"), "answer")
    equal(answer.get("Content-Type"), "text/html", "Content-Type")


@case("the first offered language or type wins, q=0 loses")
def _():
    def kind(field):
        return ask(usual(), "/nope", {"Accept": field}).get("Content-Type")
    for field, wanted in (("xx, de;q=0.9, ar", "de"), ("de;q=0, ar", "ar"), ("DE-at", "de"),
                          ("deu, ar", "ar"), ("zh-Hant-HK", "zh-Hant"), ("zh-HK", "zh-Hant"),
                          ("zh", "zh-Hans"), ("zh-CN", "zh-Hans"), ("no", "nb"), ("pt-PT", "pt-PT"),
                          ("pt", "pt-BR"), ("sr-Latn-RS", "sr-Latn"), ("sr", "sr-Cyrl"), ("zh-TWX", "zh-Hans"),
                          ("*", "en"), ("", "en"), (None, "en"), ("de;q=0.000,ar;q=0.001", "ar"),
                          ("x" * 900, "en"), ("ar, de, en", "ar"), ("en;q=0, xx, nb-NO;q=0.1, de", "nb")):
        equal(language(ask(usual(), "/nope", {"Accept-Language": field})), wanted, f"language for {field!r}")
    for field, wanted in (("text/xml, application/json", PROBLEM), ("application/xhtml+xml", HTML),
                          ("application/vnd.api+json", PROBLEM), ("text/plain", TEXT),
                          ("text/html, application/json", HTML), ("application/json, text/html", PROBLEM),
                          ("application/json;q=0, text/html", HTML), ("image/png", HTML)):
        equal(kind(field), wanted, f"type for {field!r}")


@case("all 36 languages are chosen as by the module, where weights do not decide")
def _():
    server = lighttpd("--formats", "html", "--codes", "4xx")
    wrong = [f"{field!r}: {got}, expected {tag}" for field, tag in language_rows()
             if (got := language(ask(server, "/nope", {"Accept-Language": field}))) != tag]
    assert not wrong, "\n".join(wrong)


@case("readers of a script that was not built get the default")
def _():
    server = lighttpd("--languages", "en,zh-Hans,de", "--codes", "404")
    for field, wanted in (("zh-TW", "en"), ("zh-Hant", "en"), ("zh-HK, de", "de"), ("zh", "zh-Hans"),
                          ("zh-CN", "zh-Hans"), ("zh-twx", "zh-Hans"), ("zh-Hant-CN, zh-CN", "zh-Hans")):
        equal(language(ask(server, "/nope", {"Accept-Language": field})), wanted, field)


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


@case("the page is the static one to the byte, in every format that it can choose")
def _():
    options = ("--site-name", NAME, "--formats", "all", "--languages", "en,de,ar,zh-Hant")
    server, static = lighttpd(*options), built("static", "--theme", "default", *options)
    for suffix, accept in (("html", "text/html"), ("json", "application/problem+json"), ("txt", "text/plain"),
                           ("xml", "application/problem+xml"), ("md", "text/markdown")):
        for tag in ("de", "ar", "zh-Hant", "en"):
            for path, code in (("/nope", 404), ("/origin/field?503", 503)):
                answer = ask(server, path, {"Accept": accept, "Accept-Language": tag})
                equal(answer.status, code, "status")
                equal(answer.body, static.read(f"default/{tag}/{code}.{suffix}"), "page")
                assert answer.get("Content-Type").startswith(accept), answer


@case("a name of the site with the signs of all languages is shown as it is")
def _():
    for accept in ("text/html", "text/plain"):
        for tag in LANGUAGES:
            shows(ask(usual(), "/nope", {"Accept": accept, "Accept-Language": tag}))


@case("a theme of one's own with the signs of all languages is sent as it is")
def _():
    server = lighttpd("--theme", own_theme(), "--languages", "en,de")
    answer = ask(server, "/nope", {"Accept-Language": "de"})
    promise(answer, 404, "de", HTML)
    static = built("static", "--theme", own_theme(), "--languages", "en,de", "--codes", "404")
    equal(answer.body, static.read("own/de/404.html"), "page")


@case("conditions and ranges of the request change nothing")
def _():
    answer = ask(usual(), "/nope", {"Range": "bytes=0-3", "If-None-Match": "*",
                                    "If-Modified-Since": "Thu, 01 Jan 2037 00:00:00 GMT"})
    promise(answer, 404, "en", HTML)
    for gone in ("ETag", "Last-Modified", "Accept-Ranges", "Content-Range"):
        equal(answer.get(gone), None, gone)


@case("a page that is missing does not change the status")
def _():
    server = lighttpd("--languages", "en,de", "--home", "/start")
    (server.made.folder / "statuspages/de/statuspages-html.404.html").unlink()
    answer = ask(server, "/nope", {"Accept-Language": "de"})
    equal((answer.status, heading(answer)), (404, "404 Not Found"), "answer")


@case("HTTP/1.0 and a kept connection")
def _():
    promise(ask(usual(), "/nope", {"Accept-Language": "de"}, version="HTTP/1.0"), 404, "de", HTML)
    with socket.create_connection(("127.0.0.1", usual().port), 5) as connection:
        for tag in ("de", "ar"):
            connection.sendall(build("GET", "/nope", {"Accept": "text/html", "Accept-Language": tag}, close=False))
            received = b""
            while b"</html>" not in received:
                received += connection.recv(65536)
            # What was chosen for one request does not stay for the next.
            assert titles(tag)[404].encode() in received, received


@case("few codes and one format: the type of the page is still right")
def _():
    server = lighttpd("--codes", "404", "--formats", "json", "--languages", "de")
    promise(ask(server, "/nope", {"Accept": "text/html", "Accept-Language": "ar"}), 404, "de", PROBLEM)
    equal(ask(server, "/there.html").get("Content-Type"), "text/html", "Content-Type of a file")
    equal(ask(server, "/denied/x").status, 403, "status")
