# SPDX-License-Identifier: Apache-2.0
"""Caddy, with statuspages.caddy as it lies in the output."""

import base64
import functools
import gzip
import hashlib
import json
import re
import socket
import time

from common import (HTML, LANGUAGES, NAME, PROBLEM, SOME, TEXT, Server, ask, build, built, case, equal, folder,
                    heading, matches, need, one, own_theme, promise, promise_all, promise_rows, shows, titles)

CONF = """
{
	admin off
	auto_https off
}
import FOLDER/statuspages.caddy
http://:@PORT@ {
	bind 127.0.0.1
	log {
		output file @ROOT@/access.log
	}
	import statuspages
	header X-Site yes
	header Cache-Control max-age=60
	route {
		respond /is-it-ours @TOKEN@
		@return path_regexp code ^/return/([45]\\d\\d)$
		error @return test {http.regexp.code.1}
		basicauth /private/* {
			staff HASH
		}
		request_body /origin/* {
			max_size 1000
		}
		handle_path /dead/* {
			reverse_proxy 127.0.0.1:@DEAD@ {
				import statuspages-backend
			}
		}
		handle_path /origin/* {
			reverse_proxy 127.0.0.1:@ORIGIN@ {
				import statuspages-backend
				transport http {
					response_header_timeout 1s
				}
			}
		}
		handle_path /own/* {
			reverse_proxy 127.0.0.1:@ORIGIN@
		}
		root * @ROOT@/htdocs
		file_server
	}
}
"""
RETURNED = (400, 401, 403, 404, 405, 410, 413, 414, 422, 429, 431, 451, 500, 501, 502, 503, 504, 520)
# The password is "secret".
HASH = "$2a$14$tXJRSw1vO65UCY2gb7R1OOE0Z5O0RZLx.AasDGQkhjkSemnPEt7HC"
UUID = rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
INSERTS = {b'<!--#placeholder "http.request.uuid"-->': UUID,
           b'<!--#now.UTC.Format "2006-01-02T15:04:05Z"-->': rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ",
           b'<!--#now.UTC.Format "2006-01-02 15:04"-->': rb"20\d\d-\d\d-\d\d \d\d:\d\d",
           b'<!--#print "<!--" "#"-->': rb"<!--#"}


@functools.lru_cache(None)
def home():
    """Where Caddy may write: what it keeps is not kept in the home folder of who runs the tests."""
    return {"XDG_CONFIG_HOME": str(folder()), "XDG_DATA_HOME": str(folder())}


@functools.lru_cache(None)
def caddy(*options):
    """A running Caddy with the files of a build; cases with the same options share it."""
    need("caddy")
    made = built("caddy", *options)
    server = Server(["caddy", "run", "--adapter", "caddyfile", "--config", "@ROOT@/Caddyfile"],
                    {"Caddyfile": CONF.replace("FOLDER", str(made.folder)).replace("HASH", HASH),
                     "htdocs/index.html": "<p>home</p>\n", "htdocs/there.html": "<p>there</p>\n",
                     "htdocs/private/index.html": "private\n"}, home())
    server.made = made
    return server.start()


def plain():
    return caddy("--plain", "--site-name", NAME, "--languages", SOME)


def usual():
    return caddy("--site-name", NAME, "--retry-after", "503=120,429=30", "--languages", SOME)


@case("the command ran Caddy's own check and says so")
def _():
    need("caddy")
    said = built("caddy", "--formats", "html", "--codes", "4xx").said
    assert re.search(r"^/\S*caddy finds the configuration good$", said, re.M), said


for CODE in RETURNED:
    @case(f"{CODE}: each language, HTML and problem details")
    def _(code=CODE):
        promise_all(usual(), f"/return/{code}", code)


@case("a file that is not there is 404, also for HEAD and POST")
def _():
    for server in (usual(), plain()):
        promise_all(server, "/nope", 404)
        promise(ask(server, "/nope", {"Accept-Language": "de"}, "POST", b"a=1"), 404, "de", HTML)
        promise(ask(server, "/nope", {"Accept-Language": "de"}, "PUT", b"a=1"), 404, "de", HTML)
        answer = ask(server, "/nope", {"Accept-Language": "de"}, "HEAD")
        promise(answer, 404, "de", HTML, head=True)
        # Templates have no length before they ran; 0 would be a lie.
        length = str(len(ask(server, "/nope", {"Accept-Language": "de"}).body))
        equal(answer.get("Content-Length"), length if server is plain() else None, "Content-Length")


@case("401 keeps its challenge")
def _():
    answer = ask(usual(), "/private/", {"Accept-Language": "de"})
    promise(answer, 401, "de", HTML)
    assert answer.get("WWW-Authenticate").startswith("Basic realm="), answer


@case("a body that is too large: 413, which Caddy 2.6 makes a 502 of")
def _():
    for asked, language in LANGUAGES.items():
        answer = ask(usual(), "/origin/hang", {"Accept-Language": asked}, "POST", b"x" * 2000)
        assert answer.status in (413, 502), answer
        promise(answer, answer.status, language, HTML)


@case("broken requests get the short 400 of Caddy's library, as the limits say")
def _():
    for data in (b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
                 b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\nConnection: close\r\n\r\n"):
        answer = one(usual().port, data)
        equal((answer.status, answer.get("Content-Type")), (400, "text/plain; charset=utf-8"), "answer")
        assert answer.text.startswith("400 Bad Request"), answer
    promise(ask(usual(), "/nope", {"Accept-Language": "de"}), 404, "de", HTML)


@case("502 and 504 of Caddy itself")
def _():
    promise_all(usual(), "/dead/", 502)
    promise(ask(usual(), "/origin/hang", {"Accept-Language": "zh-TW"}), 504, "zh-Hant", HTML)
    promise(ask(usual(), "/origin/close", {"Accept-Language": "de"}), 502, "de", HTML)


@case("errors of a backend get a page and keep their fields")
def _():
    for code in (400, 401, 403, 404, 405, 410, 413, 414, 429, 431, 500, 501, 502, 503, 504, 451, 422):
        answer = ask(usual(), f"/origin/field?{code}", {"Accept-Language": "de"})
        promise(answer, code, "de", HTML)
        assert "the backend says" not in answer.text, answer
        promise(ask(usual(), f"/origin/field?{code}", {"Accept-Language": "ar"}, "POST", b"a=1"),
                code, "ar", HTML)
        promise(ask(usual(), f"/origin/field?{code}", {"Accept-Language": "ar"}, "HEAD"),
                code, "ar", HTML, head=True)
    for field, code in (("Retry-After: 77", 503), ("Allow: PUT", 405), ("Content-Range: bytes */9", 416),
                        ("WWW-Authenticate: Basic realm=x", 401), ("Link: </x>; rel=blocked-by", 451),
                        ("Proxy-Authenticate: Basic realm=x", 407),
                        ("Access-Control-Allow-Origin: https://app.test", 404)):
        name, value = field.split(": ", 1)
        answer = ask(usual(), f"/origin/field?{code}&{field.replace(' ', '%20')}")
        equal(answer.status, code, "status")
        equal(answer.get(name), value, name)
    for field in ("ETag: \"x\"", "Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT", "Set-Cookie: a=1"):
        answer = ask(usual(), f"/origin/field?404&{field.replace(' ', '%20')}")
        equal((answer.status, answer.get(field.split(":")[0])), (404, None), field)


@case("the wait of --retry-after is on the page and in a field, a backend's is not replaced")
def _():
    for path, code, wait in (("/return/503", 503, "120"), ("/return/429", 429, "30"), ("/nope", 404, None),
                             ("/origin/field?503&Retry-After:%207", 503, "7"),
                             ("/origin/field?503", 503, "120")):
        answer = ask(usual(), path)
        equal((answer.status, answer.get("Retry-After")), (code, wait), path)
    assert "30 seconds" in ask(usual(), "/return/429").text


@case("what is left of a backend's body does not reach the page")
def _():
    for name, code in (("gzip404", 404), ("chunked404", 404), ("cut404", 404), ("nobody404", 404),
                       ("reasonhtml", 503), ("many", 503), ("html401", 401), ("events", 503)):
        answer = ask(usual(), f"/origin/{name}", {"Accept-Language": "de"})
        promise(answer, code, "de", HTML)
        equal(answer.get("Content-Encoding"), None, "Content-Encoding")
        assert "zqmark" not in answer.text, answer


@case("a backend without the snippet keeps its answer; nothing below 400 is touched")
def _():
    equal(ask(usual(), "/own/json422").body, b'{"field":"name"}', "body")
    answer = ask(usual(), "/there.html")
    equal((answer.status, answer.body), (200, b"<p>there</p>\n"), "answer")
    equal(answer.get("Content-Security-Policy"), None, "policy of a good page")
    equal(answer.get("Cache-Control"), "max-age=60", "Cache-Control")


@case("the first offered language or type wins, q=0 loses")
def _():
    def language(field):
        return ask(usual(), "/nope", {"Accept-Language": field}).get("Content-Language")

    def kind(field):
        return ask(usual(), "/nope", {"Accept": field}).get("Content-Type")
    for field, wanted in (("xx, de;q=0.9, ar", "de"), ("de;q=0, ar", "ar"), ("DE-at", "de"),
                          ("deu, ar", "ar"), ("zh-Hant-HK", "zh-Hant"), ("zh-HK", "zh-Hant"),
                          ("zh", "zh-Hans"), ("zh-CN", "zh-Hans"), ("no", "nb"), ("pt-PT", "pt-PT"),
                          ("pt", "pt-BR"), ("sr-Latn-RS", "sr-Latn"), ("sr", "sr-Cyrl"), ("zh-TWX", "zh-Hans"),
                          ("*", "en"), ("", "en"), ("de;q=0.000,ar;q=0.001", "ar"), ("x" * 900, "en"),
                          ("de ; q=1.0 , ar", "de"), ("de; q=0.,ar", "ar"), ("zh-TW;q=0, zh;q=0.5", "zh-Hans")):
        equal(language(field), wanted, f"language for {field[:40]!r}")
    for field, wanted in (("text/xml, application/json", PROBLEM), ("application/xhtml+xml", HTML),
                          ("application/vnd.api+json", PROBLEM), ("text/plain", TEXT),
                          ("text/html;level=1;q=0.2, application/json", HTML),
                          ("application/json;q=0, text/html", HTML), ("image/png", HTML)):
        equal(kind(field), wanted, f"type for {field!r}")


@case("all 36 languages are chosen as by the module, where weights do not decide")
def _():
    promise_rows(caddy("--formats", "html", "--codes", "4xx"), "/nope")


@case("readers of a script that was not built get the default")
def _():
    server = caddy("--languages", "en,zh-Hans,de", "--codes", "404")
    for field, wanted in (("zh-TW", "en"), ("zh-Hant", "en"), ("zh-HK, de", "de"), ("zh", "zh-Hans"),
                          ("zh-CN", "zh-Hans"), ("zh-t", "zh-Hans"), ("zh-twx-tw", "zh-Hans"),
                          ("zh-Hant-CN, zh-CN", "zh-Hans"), ("zh-hans-tw", "zh-Hans"), ("de-tw", "de")):
        equal(ask(server, "/nope", {"Accept-Language": field}).get("Content-Language"), wanted, field)


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


@case("the page is the file to the byte; only the id and the time are of the request")
def _():
    server = usual()
    for suffix, accept in (("html", "text/html"), ("json", "application/json"), ("txt", "text/plain")):
        for asked, language in LANGUAGES.items():
            answer = ask(server, "/return/503", {"Accept": accept, "Accept-Language": asked})
            template = server.made.read(f"statuspages/{language}/503.{suffix}")
            assert b"http.request.uuid" in template, template
            matches(answer.body, template, INSERTS)
            assert not re.search(rb"\b98\d\d-\d\d-\d\d[T ]", answer.body), answer


@case("a plain build is the same bytes as the static one, and packed where that is wanted")
def _():
    server, static = plain(), built("static", "--theme", "default", "--site-name", NAME, "--languages", SOME,
                                  "--codes", "404")
    for suffix, accept in (("html", "text/html"), ("json", "application/json"), ("txt", "text/plain")):
        for language in ("de", "ar", "zh-Hant", "en"):
            wanted = static.read(f"default/{language}/404.{suffix}")
            fields = {"Accept": accept, "Accept-Language": language}
            equal(ask(server, "/nope", fields).body, wanted, "page")
            packed = ask(server, "/nope", {**fields, "Accept-Encoding": "gzip"})
            equal(packed.status, 404, "status")
            equal(packed.get("Content-Encoding"), "gzip", "Content-Encoding")
            equal(gzip.decompress(packed.body), wanted, "unpacked page")
            assert {"accept-encoding", "accept-language"} <= packed.tokens("Vary"), packed


@case("a page with the id is packed, too")
def _():
    answer = ask(usual(), "/nope", {"Accept-Encoding": "gzip"})
    equal((answer.status, answer.get("Content-Encoding")), (404, "gzip"), "answer")
    assert titles("en")[404] in gzip.decompress(answer.body).decode(), answer


@case("a name of the site with the signs of all languages is shown as it is")
def _():
    for server in (usual(), plain()):
        for accept in ("text/html", "text/plain"):
            for language in LANGUAGES:
                shows(ask(server, "/nope", {"Accept": accept, "Accept-Language": language}))


@case("a theme of one's own with the signs of all languages is sent as it is")
def _():
    server = caddy("--theme", own_theme(), "--languages", "en,de")
    static = built("static", "--theme", own_theme(), "--languages", "en,de", "--codes", "404")
    answer = ask(server, "/nope", {"Accept-Language": "de"})
    promise(answer, 404, "de", HTML)
    head, _line, rest = answer.body.partition(b"<p>id <b>")
    assert re.fullmatch(UUID + rb"</b> at <i>20\d\d-\d\d-\d\d \d\d:\d\d UTC</i></p>\n", rest), rest
    equal(head, static.read("own/de/404.html"), "page without its last line")


@case("the id on the page is the one in the log")
def _():
    server = usual()
    answer = ask(server, "/nope", {"Accept": "application/json"})
    problem = json.loads(answer.text)
    equal(answer.get("X-Request-Id"), problem["reference"], "X-Request-Id")
    time.sleep(0.3)
    log = (server.root / "access.log").read_text()
    assert f'"X-Request-Id":["{problem["reference"]}"]' in log, (problem, log[-600:])
    assert abs(time.time() - time.mktime(time.strptime(problem["timestamp"], "%Y-%m-%dT%H:%M:%SZ"))
               + time.timezone) < 60, problem


@case("fields of every page")
def _():
    for server in (usual(), plain()):
        for accept in ("text/html", "application/json", "text/plain"):
            answer = ask(server, "/nope", {"Accept": accept, "Range": "bytes=0-3", "If-None-Match": "*",
                                           "If-Modified-Since": "Thu, 01 Jan 2037 00:00:00 GMT"})
            equal(answer.status, 404, "status")
            assert len(answer.body) > 100, answer
            equal(answer.get("Cache-Control"), "no-store", "Cache-Control")
            equal(answer.get("X-Robots-Tag"), "noindex", "X-Robots-Tag")
            equal(answer.get("Referrer-Policy"), "same-origin", "Referrer-Policy")
            equal(answer.get("X-Site"), "yes", "a field of the site")
            missing = {"accept", "accept-language", "sec-fetch-dest", "user-agent"} - answer.tokens("Vary")
            assert not missing, answer.all("Vary")
            for gone in ("ETag", "Last-Modified", "Accept-Ranges", "Retry-After", "Allow", "Content-Range"):
                equal(answer.get(gone), None, gone)


@case("the policy lets the page's style in and nothing else")
def _():
    answer = ask(usual(), "/nope")
    style = re.search(r"<style>(.*?)</style>", answer.text, re.S)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = answer.get("Content-Security-Policy")
    assert f"style-src 'sha256-{digest}'" in policy and "default-src 'none'" in policy, policy


@case("a page that is missing does not change the status")
def _():
    server = caddy("--languages", "en,de", "--home", "/start")
    (server.made.folder / "statuspages/de/410.html").unlink()
    answer = ask(server, "/return/410", {"Accept-Language": "de"})
    promise(answer, 410, "en", HTML)
    (server.made.folder / "statuspages/en/410.html").unlink()
    answer = ask(server, "/return/410", {"Accept-Language": "de"})
    equal((answer.status, answer.text), (410, "410 Gone\n"), "last answer")
    equal(answer.get("Cache-Control"), "no-store", "Cache-Control")


@case("HTTP/1.0 and a kept connection")
def _():
    answer = ask(usual(), "/nope", {"Accept-Language": "de"}, version="HTTP/1.0")
    promise(answer, 404, "de", HTML)
    with socket.create_connection(("127.0.0.1", plain().port), 5) as connection:
        for _ in range(2):
            connection.sendall(build("GET", "/nope", {"Accept": "text/plain"}, close=False))
            received = b""
            while b"Code 404" not in received:
                received += connection.recv(65536)


@case("codes and formats that were not asked for")
def _():
    server = caddy("--codes", "404,5xx", "--formats", "html", "--languages", "de")
    promise(ask(server, "/nope", {"Accept": "application/json", "Accept-Language": "ar"}), 404, "de", HTML)
    equal(heading(ask(server, "/return/500")), titles("de")[500], "heading")
    answer = ask(server, "/return/410")
    equal((answer.status, answer.text), (410, "410 Gone\n"), "answer")
    answer = ask(server, "/origin/field?410")
    equal(answer.status, 410, "status")
    assert "backend" in answer.text, answer
