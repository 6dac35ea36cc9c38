# SPDX-License-Identifier: Apache-2.0
"""Caddy, with statuspages.caddy as it lies in the output."""

import functools
import gzip
import json
import pathlib
import re
import time

from common import (BLOG, IN_SOME, NAME, PLAIN, SHOP, Server, USUAL, ask, bare, build_again, built, case, equal,
                    field, folder, heading, need, one, own_theme)
from promises import (CACHE, promise_cached, promise_not_cached,
                      checked, promise, promise_all, promise_apart, promise_backend, promise_clients,
                      promise_connection, promise_covered, promise_fields, promise_files, promise_kept,
                      promise_languages, promise_name, promise_now, promise_own, promise_policy, promise_static,
                      promise_theme, promise_types, promise_whole, titles)
from rows import (BACKEND, BROKEN, FORMATS, HTML, LANGUAGES, LANGUAGE_LIST, MORE, PROBLEM, SCRIPT, TEXT, TYPE,
                  language_rows)
from weights import LANGUAGES as WEIGHED_LANGUAGES
from weights import TYPES as WEIGHED_TYPES
from weights import by_weight

CONF = """
{
	admin off
	auto_https off
}
import @MADE@/statuspages.caddy
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
		handle_path /app/* {
			reverse_proxy 127.0.0.1:@ORIGIN@ {
				import statuspages-backend
			}
		}
		handle_path /origin/* {
			reverse_proxy 127.0.0.1:@ORIGIN@ {
				import statuspages-backend-all
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
    return Server(built("caddy", *options),
                  ["caddy", "run", "--adapter", "caddyfile", "--config", "@ROOT@/Caddyfile"],
                  {"Caddyfile": CONF.replace("HASH", HASH),
                   "htdocs/index.html": "<p>home</p>\n", "htdocs/there.html": "<p>there</p>\n",
                   "htdocs/private/index.html": "private\n"}, home()).start()


def plain():
    return caddy(*PLAIN, *IN_SOME)


TEMPLATES = ("--with", "templates")


def usual():
    return caddy(*USUAL, *TEMPLATES, *IN_SOME)


@case("the command ran Caddy's own check and says so")
def _():
    need("caddy")
    checked(built("caddy", "--formats", "html", "--codes", "4xx"), "caddy")


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
    for data in BROKEN:
        answer = one(usual().port, data)
        equal((answer.status, answer.get("Content-Type")), (400, "text/plain; charset=utf-8"), "answer")
        assert answer.text.startswith("400 Bad Request"), answer
    promise(ask(usual(), "/nope", {"Accept-Language": "de"}), 404, "de", HTML)


@case("502 and 504 of Caddy itself")
def _():
    promise_all(usual(), "/dead/", 502)
    promise(ask(usual(), "/origin/hang", {"Accept-Language": "zh-TW"}), 504, "zh-Hant", HTML)
    promise(ask(usual(), "/origin/close", {"Accept-Language": "de"}), 502, "de", HTML)


@case("an application's own errors pass to the byte; its empty ones get a page and keep their fields")
def _():
    app = functools.partial(bare, path="/app/bare")
    # Caddy compares the type as it is written.
    promise_own(usual(), "/app", more=())
    for code in BACKEND:
        promise_all(usual(), app(code), code)
    promise_whole(usual(), app, more=MORE)
    promise_kept(usual(), app, (416, "Content-Range: bytes */9"), others="1")
    answer = ask(usual(), app(401, "WWW-Authenticate: Negotiate", "WWW-Authenticate: Basic realm=x"))
    equal(answer.all("WWW-Authenticate"), ["Negotiate", "Basic realm=x"], "challenges")
    # Nobody can know that nothing comes.
    equal(ask(usual(), "/app/emptychunked404").body, b"", "body without a length")


@case("what belongs to the backend's connection does not reach the client: HTTP/2 does not allow it")
def _():
    # Node.js sends the first two with every response (RFC 9110, 7.6.1; RFC 9113, 8.2.2).
    for line in ("Keep-Alive: timeout=5", "Connection: keep-alive", "Proxy-Connection: close", "Upgrade: h2c",
                 "TE: trailers"):
        for address in (bare(404, line, path="/app/bare"), field(404, line)):
            answer = ask(usual(), address)
            promise(answer, 404, "en", HTML)
            # The connection that the client asks to close.
            equal(answer.all(line.split(":")[0]), ["close"] if line.startswith("Connection") else [], line)


@case("where all are wanted, every error of a backend gets a page and keeps its fields")
def _():
    promise_backend(usual())
    promise_kept(usual(), field, (416, "Content-Range: bytes */9"), others="1")
    promise_whole(usual(), field, more=MORE)
    for line in ("Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT", "Content-Range: bytes */9", "Digest: a=b"):
        answer = ask(usual(), field(404, line))
        equal((answer.status, answer.get(line.split(":")[0])), (404, None), line)
    for name in ("grpc", "grpcbody"):
        equal(ask(usual(), f"/origin/{name}").get("grpc-status"), "12", name)


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
    promise_covered(usual())


@case("a backend without the snippet keeps its answer; nothing below 400 is touched")
def _():
    equal(ask(usual(), "/own/json422").body, b'{"field":"name"}', "body")
    answer = ask(usual(), "/there.html")
    equal((answer.status, answer.body), (200, b"<p>there</p>\n"), "answer")
    equal(answer.get("Content-Security-Policy"), None, "policy of a good page")
    equal(answer.get("Cache-Control"), "max-age=60", "Cache-Control")


def cpu(server):
    """Nanoseconds of CPU that all threads of a server have used."""
    return sum(int(path.read_text(encoding="ascii").split()[0])
               for path in pathlib.Path(f"/proc/{server.process.pid}/task").glob("*/schedstat"))


@case("what a client can make Caddy compute does not grow with its fields: long ones count as absent")
def _():
    def cost(size):
        before = cpu(usual())
        answer = ask(usual(), "/nope", {"Accept-Language": "x," * size, "Accept": "," * size})
        equal((answer.status, answer.get("Content-Language")), (404, "en"), "answer")
        return cpu(usual()) - before

    promise_languages(usual(), "/nope", (("x," * 498 + "de", "de"), ("x," * 499 + "de", "en"),
                                         ("de," + "x," * 499, "en"), ("é" * 999, "en")))
    equal(ask(usual(), "/nope", {"Accept": "a/b," * 300 + "application/json"}).get("Content-Type"), HTML, "type")
    # To read so long a request takes time, too.
    assert min(cost(200000) for _ in range(3)) < 20 * min(cost(490) for _ in range(9)), (cost(200000), cost(490))


@case("the greatest weight wins, of equals the first; q=0 loses")
def _():
    for server in (usual(), plain()):
        promise_languages(server, "/nope", (*by_weight(LANGUAGE_LIST),
                                            *(row for row in WEIGHED_LANGUAGES if "*" not in row[0])))
        promise_types(server, "/nope", *(row for row in WEIGHED_TYPES if "/*" not in row[0]), rows=by_weight(TYPE))


@case("a build shows no id until it is asked to, and then costs more; --plain is the same")
def _():
    default, plain_one = built("caddy", *SHOP[2:]), built("caddy", *SHOP[2:], "--plain")
    for name in ("statuspages.caddy", "statuspages/en/404.html", "statuspages/en/404.html.gz"):
        equal(re.sub(rb"statuspages-servers-[^/]+", b"", default.read(name)),
              re.sub(rb"statuspages-servers-[^/]+", b"", plain_one.read(name)), name)
    assert b"templates" not in default.read("statuspages.caddy"), "templates"
    assert b"--with templates" in default.read("README.md"), "README"


@case("--replace all: every error of a backend with the snippet")
def _():
    server = caddy("--replace", "all", *IN_SOME)
    promise_backend(server, path="/app/field")
    promise_kept(server, functools.partial(field, path="/app/field"), others="1")
    equal(ask(server, "/own/json422").body, b'{"field":"name"}', "body without the snippet")
    equal(ask(server, "/app/grpcbody").get("grpc-status"), "12", "gRPC")


@case("--reference: a caller's id is on the page if it is one, else that of Caddy")
def _():
    server = caddy("--reference", "X-Request-Id", *IN_SOME)
    for value in ("4f3c-9", "a", "A" * 64, "a.b_c~d:e"):
        answer = ask(server, "/nope", {"Accept": "application/json", "X-Request-Id": value})
        equal((json.loads(answer.text)["reference"], answer.get("X-Request-Id")), (value, value), "id")
    for value in (None, "", "A" * 65, "a b", "<b>", "{http.request.host}", "$0", "é", "a\\1"):
        answer = ask(server, "/nope", {"Accept": "application/json", "X-Request-Id": value})
        reference = json.loads(answer.text)["reference"]
        assert re.fullmatch(UUID, reference.encode()), (value, reference)
        equal(answer.get("X-Request-Id"), reference, f"id for {value!r}")


@case("--header: on every page, and on nothing else")
def _():
    server = caddy("--header", "Strict-Transport-Security: max-age=9; preload", "--header", "X-Other: a, b", *IN_SOME)
    for path in ("/nope", "/return/503", bare(404, path="/app/bare")):
        answer = ask(server, path)
        equal((answer.all("Strict-Transport-Security"), answer.all("X-Other")), (["max-age=9; preload"], ["a, b"]),
              path)
    for path in ("/there.html", "/app/json422", "/own/json422"):
        equal(ask(server, path).get("X-Other"), None, path)


@case("all languages are chosen as by the module, where weights do not decide")
def _():
    promise_languages(caddy("--formats", "html", "--codes", "4xx"), "/nope", language_rows())


@case("readers of a script that was not built get the default")
def _():
    promise_languages(caddy("--languages", "en,zh-Hans,de", "--codes", "404"), "/nope", SCRIPT)


@case("Accept that says nothing: browsers get HTML, programs text, fetch() problem details")
def _():
    promise_clients(usual(), "/nope")


@case("the page is the file to the byte; only the id and the time are of the request")
def _():
    promise_files(usual(), "statuspages", ["/return/503"], INSERTS)


@case("a plain build is the same bytes as the static one, and packed where that is wanted")
def _():
    promise_static(plain(), {"/nope": 404}, ("--site-name", NAME, *IN_SOME, "--codes", "404"), packed=True)


@case("a page with the id is packed, too")
def _():
    answer = ask(usual(), "/nope", {"Accept-Encoding": "gzip"})
    equal((answer.status, answer.get("Content-Encoding")), (404, "gzip"), "answer")
    assert titles("en")[404] in gzip.decompress(answer.body).decode(), answer


@case("a name of the site with the signs of all languages is shown as it is")
def _():
    for server in (usual(), plain()):
        promise_name(server, "/nope")


@case("a theme of one's own with the signs of all languages is sent as it is")
def _():
    promise_theme(caddy("--theme", own_theme(), "--languages", "en,de", *TEMPLATES), "/nope", UUID)
    promise_theme(caddy("--theme", own_theme(), "--languages", "en,de"), "/nope")


@case("the id on the page is the one in the log")
def _():
    server = usual()
    answer = ask(server, "/nope", {"Accept": "application/json"})
    problem = json.loads(answer.text)
    equal(answer.get("X-Request-Id"), problem["reference"], "X-Request-Id")
    time.sleep(0.3)
    log = (server.root / "access.log").read_text()
    assert f'"X-Request-Id":["{problem["reference"]}"]' in log, (problem, log[-600:])
    promise_now(problem)


@case("fields of every page")
def _():
    for server in (usual(), plain()):
        promise_fields(server, "/nope", policies=(HTML, PROBLEM, TEXT), lean=True)
        for accept, _ in FORMATS.values():
            equal(ask(server, "/nope", {"Accept": accept}).get("X-Site"), "yes", "a field of the site")


@case("the policy lets the page's style in and nothing else")
def _():
    promise_policy(ask(usual(), "/nope"))


@case("a page that is missing does not change the status")
def _():
    server = caddy("--languages", "en,de", "--home", "/start")
    (server.made.folder / "statuspages/de/410.html").unlink()
    answer = ask(server, "/return/410", {"Accept-Language": "de"})
    promise(answer, 410, "en", HTML)
    (server.made.folder / "statuspages/en/410.html").unlink()
    answer = ask(server, "/return/410", {"Accept-Language": "de"})
    equal((answer.status, answer.text), (410, "Error 410: Gone\n"), "last answer")
    equal([answer.get(name) for name in ("Cache-Control", "Content-Type", "Content-Language",
                                         "Content-Security-Policy")], ["no-store", TEXT, None, None], "fields")


@case("HTTP/1.0 and a kept connection")
def _():
    promise(ask(usual(), "/nope", {"Accept-Language": "de"}, version="HTTP/1.0"), 404, "de", HTML)
    promise_connection(plain(), "/nope")


@case("codes and formats that were not asked for")
def _():
    server = caddy("--codes", "404,5xx", "--formats", "html", "--languages", "de")
    promise(ask(server, "/nope", {"Accept": "application/json", "Accept-Language": "ar"}), 404, "de", HTML)
    equal(heading(ask(server, "/return/500")), titles("de")[500], "heading")
    answer = ask(server, "/return/410")
    equal((answer.status, answer.text), (410, "Error 410: Gone\n"), "answer")
    equal(ask(server, "/app/bare?410&Content-Length:%200").body, b"", "body of a backend's 410")
    answer = ask(server, "/origin/field?410")
    equal(answer.status, 410, "status")
    assert "backend" in answer.text, answer


NAMED = """
{
	admin off
	auto_https off
}
import @MADE@/statuspages.caddy
import SECOND/statuspages.caddy
http://:@PORT@ {
	bind 127.0.0.1
	respond /is-it-ours @TOKEN@
}
http://shop.test:@PORT@ {
	bind 127.0.0.1
	header Strict-Transport-Security max-age=9
	import shop_statuspages
	reverse_proxy /app/* 127.0.0.1:@ORIGIN@ {
		import shop_statuspages-backend
	}
	error /nope 404
}
http://blog.test:@PORT@ {
	bind 127.0.0.1
	import BLOG
	reverse_proxy /app/* 127.0.0.1:@ORIGIN@ {
		import BLOG-backend-all
	}
	error /nope 404
}
"""


def two(made, other, blog):
    """A Caddy with the files of two builds."""
    need("caddy")
    return Server(made, ["caddy", "run", "--adapter", "caddyfile", "--config", "@ROOT@/Caddyfile"],
                  {"Caddyfile": NAMED.replace("SECOND", str(other.folder)).replace("BLOG", blog)}, home())


@case("two builds with two names stand in one Caddy, each site shows its own pages")
def _():
    shop = built("caddy", *SHOP)
    for blog, options in (("blog_statuspages", BLOG), ("statuspages", BLOG[2:])):
        promise_apart(two(shop, built("caddy", *options), blog).start())


@case("without names two builds do not start, as the README says")
def _():
    try:
        two(built("caddy", *BLOG[2:]), built("caddy", *SHOP[2:]), "statuspages").start()
    except AssertionError as stopped:
        assert "redeclaration of previously declared snippet" in str(stopped), stopped
    else:
        raise AssertionError("it starts")
    assert b"redeclaration of previously declared snippet" in built("caddy", *SHOP).read("README.md")


@case("fields of the site and of local.caddy are on the pages, also after a build with --force")
def _():
    made = built("caddy", *SHOP, "--home", "/forced")
    (made.folder / "local.caddy").write_text("header X-Local yes\n")
    for _ in range(2):
        server = two(made, built("caddy", *BLOG), "blog_statuspages").start()
        for path in ("/nope", bare(404, path="/app/bare")):
            answer = ask(server, path, {"Host": "shop.test"})
            promise(answer, 404, "en", HTML)
            equal((answer.get("Strict-Transport-Security"), answer.get("X-Local")), ("max-age=9", "yes"), path)
        server.stop()
        equal(build_again(made, *SHOP, "--home", "/forced", "--codes", "404"), 0, "exit code")


@case("--cache: pages that are the same for everybody, and who never gets one")
def _():
    for options in ((*USUAL, *TEMPLATES), PLAIN):
        server = caddy(*CACHE, *options, *IN_SOME)
        promise_cached(server, "/return/404", "/return/403", lean=True)
        promise_cached(server, bare(404, path="/app/bare"), "/private/",
                       bare(404, "Set-Cookie: a=1", path="/app/bare"), lean=True)
        promise_not_cached(server, functools.partial(bare, path="/app/bare"))
        equal(ask(server, "/return/503").get("Cache-Control"), "max-age=5", "Cache-Control of 5xx")
    # An id belongs to one visitor.
    server = caddy(*CACHE, "--reference", "X-Request-Id", *IN_SOME)
    for path, shown in (("/return/404", None), ("/return/403", "4f3c")):
        equal(ask(server, path, {"X-Request-Id": "4f3c"}).get("X-Request-Id"), shown, path)
