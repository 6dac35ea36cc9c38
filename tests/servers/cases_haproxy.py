# SPDX-License-Identifier: Apache-2.0
"""HAProxy, with statuspages.cfg as it lies in the output."""

import functools
import html
import html.parser
import json
import pathlib
import re
import shutil
import subprocess
import time

from client import PAGE, parse
from common import (BLOG, COMMAND, NAME, PLAIN, SHOP, Server, USUAL, ask, bare, build_again, built, case, equal,
                    heading, need, one, own_theme)
from origin import SCRIPT as SENT
from promises import (CACHE, promise_cached, promise_not_cached,
                      checked, promise, promise_all, promise_apart, promise_clients, promise_connection,
                      promise_fields, promise_kept, promise_languages, promise_name, promise_now, promise_own,
                      promise_policy, promise_static, promise_theme, promise_types, promise_whole, shows, titles)
from rows import (FORMATS, HTML, LANGUAGE, LANGUAGES, MORE, PROBLEM, SCRIPT, TYPE, weighed_languages,
                  weighed_types)

# A second file, as an administrator has one.
CONF = """
global
    nbthread 4
    stats socket @ROOT@/socket
frontend www from statuspages
    bind 127.0.0.1:@PORT@
    timeout client 10s
    timeout http-request 2s
    log stderr format raw daemon
    log-format "%[var(txn.statuspages_reference)] %ST"
    EXTRA
    http-request return status 200 content-type text/plain string @TOKEN@ if { path /is-it-ours }
    http-request return status 200 content-type text/plain string there if { path /there }
DENIED
    http-request auth realm staff if { path_beg /private/ }
    http-request set-var(txn.statuspages_servers) str(all) if { path_beg /all/ }
    http-request set-var(txn.statuspages_servers) str(none) if { path_beg /none/ }
    http-request return status 410 errorfiles statuspages if { path /fixed }
    use_backend dead if { path_beg /dead/ }
    use_backend nobody if { path_beg /nobody/ }
    default_backend origin
defaults backends
    mode http
    timeout connect 3s
    timeout server 3s
    retries 0
    # The scripted backend ends each connection; the next request must not meet the end.
    option http-server-close
backend origin
    server origin 127.0.0.1:@ORIGIN@
backend dead
    server dead 127.0.0.1:@DEAD@
backend nobody
"""
DENIED = (401, 403, 404, 405, 407, 410, 413, 421, 422, 425, 429, 501, 502, 503, 504)
RULES = "\n".join(f"    http-request deny deny_status {code} if {{ path /deny/{code} }}"
                  for code in (400, 500, *DENIED))
# Every code a server can answer, also those that HAProxy itself never says.
SERVERS = (400, 401, 402, 403, 404, 405, 406, 407, 409, 410, 411, 412, 413, 414, 415, 416, 417, 421,
           422, 425, 426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 507, 511, 520)

# The formats of its pages.
TWO = {suffix: FORMATS[suffix] for suffix in ("html", "json")}


@functools.lru_cache(None)
def haproxy(*options, extra=""):
    """A running HAProxy with the files of a build; cases with the same options share it."""
    need("haproxy")
    return Server(built("haproxy", *options),
                  ["haproxy", "-db", "-f", "@MADE@/statuspages.cfg", "-f", "@ROOT@/own.cfg"],
                  {"own.cfg": CONF.replace("DENIED", RULES).replace("EXTRA", extra)}).start()


def usual():
    return haproxy(*USUAL)


def plain():
    return haproxy(*PLAIN)


@case("the command ran HAProxy's own check and says so")
def _():
    need("haproxy")
    checked(built("haproxy", *PLAIN), "haproxy")


for CODE in DENIED:
    @case(f"{CODE} of HAProxy itself: each language, HTML and problem details")
    def _(code=CODE):
        promise_all(usual(), f"/deny/{code}", code)
        promise(ask(usual(), f"/deny/{code}", {"Accept-Language": "de"}, "HEAD"), code, "de", HTML, head=True)
        promise(ask(usual(), f"/deny/{code}", {"Accept-Language": "ar"}, "POST", b"a=1"), code, "ar", HTML)


@case("401 keeps its challenge")
def _():
    answer = ask(usual(), "/private/", {"Accept-Language": "de"})
    promise(answer, 401, "de", HTML)
    equal(answer.get("WWW-Authenticate"), 'Basic realm="staff"', "WWW-Authenticate")


@case("503 without a server or with a dead one, 504 of a silent one, 502 of a broken one")
def _():
    promise_all(usual(), "/nobody/", 503)
    promise(ask(usual(), "/dead/", {"Accept-Language": "de"}), 503, "de", HTML)
    promise(ask(usual(), "/hang", {"Accept-Language": "zh-TW"}), 504, "zh-Hant", HTML)
    promise(ask(usual(), "/close", {"Accept-Language": "de"}), 502, "de", HTML)
    promise(ask(usual(), "/garbage", {"Accept": "application/json"}), 502, "en", PROBLEM)
    answer = ask(usual(), "/nobody/", {"Accept-Language": "de"})
    equal(answer.get("Retry-After"), "120", "Retry-After")
    assert "2 Minuten" in answer.text, answer.text


def promise_same(answer, name):
    """What the scripted backend sends as `name`, to the byte."""
    sent = parse(SENT[name])[0]
    equal((answer.status, answer.body, answer.get("Content-Type")), (sent.status, sent.body, sent.get("Content-Type")),
          name)


def early(answer, code, server, language):
    """The file; until 2025 HAProxy ignored it and had a page of its own (its issue 3032)."""
    said = subprocess.run(["haproxy", "-v"], capture_output=True, text=True, timeout=20).stdout
    version = tuple(int(part) for part in re.search(r"version (\d+)\.(\d+)", said).groups())
    if version < (3, 3) and b"Your browser " in answer.body:
        equal(answer.status, code, "status")
        return
    promise(answer, code, language, HTML)
    equal(answer.wire, server.made.read(f"errors/{code}.http"), "bytes")


@case("early and late 400, 408 and 500 are the file in the first language")
def _():
    for server, language in ((usual(), "en"), (haproxy("--languages", "de,en"), "de")):
        for data in (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"GET /\xff\x01 HTTP/1.1\r\n\r\n",
                     b"\x16\x03\x01 nonsense\r\n\r\n",
                     b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
                     b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 20000 + b"\r\n\r\n"):
            early(one(server.port, data), 400, server, language)
        for code in (400, 500):
            promise(ask(server, f"/deny/{code}", {"Accept": "application/json"}), code, language, HTML)
        # A request that does not end in time.
        early(one(server.port, b"GET / HTTP/1.1\r\nHost: a\r\n"), 408, server, language)


for CODE in SERVERS:
    @case(f"{CODE} of a server without a body: each language, HTML and problem details")
    def _(code=CODE):
        promise_all(usual(), bare(code), code)


@case("HEAD and POST to a server that answers with an error")
def _():
    for code in (404, 451, 503):
        promise(ask(usual(), bare(code), {"Accept-Language": "de"}, "HEAD"), code, "de", HTML, head=True)
        promise(ask(usual(), bare(code), {"Accept-Language": "ar"}, "POST", b"a=1"), code, "ar", HTML)


@case("a page keeps all fields of a server's error but those that describe the body")
def _():
    promise_kept(usual(), bare, (416, "Content-Range: bytes */9"), (426, "Upgrade: TLS/1.3"), others="1")
    answer = ask(usual(), bare(401, "WWW-Authenticate: Negotiate", "WWW-Authenticate: Basic realm=x"))
    equal(answer.all("WWW-Authenticate"), ["Negotiate", "Basic realm=x"], "challenges")
    equal(ask(usual(), bare(503)).get("Retry-After"), "120", "wait of the build")


@case("an application's own errors pass to the byte; empty ones keep cookies, CORS and links")
def _():
    promise_own(usual())
    promise_whole(usual(), bare, cookies=9, more=MORE)
    equal(ask(usual(), bare(404, "X-Request-Id: 4f3c")).get("X-Request-Id"), "4f3c", "X-Request-Id")
    equal(ask(usual(), bare(429, 'RateLimit: "a";r=0')).get("RateLimit"), '"a";r=0', "RateLimit")
    for code in (404, 451):
        answer = ask(usual(), bare(code, "Link: </a>; rel=x", "Link: </b>; rel=y"))
        promise(answer, code, "en", HTML)
        equal(answer.all("Link"), ["</a>; rel=x", "</b>; rel=y"], "links")


@case("an empty error with more fields than there is room for stays as it is")
def _():
    lines = [f"Set-Cookie: c{number}={'x' * 3500}" for number in range(4)]
    answer = ask(usual(), bare(404, *lines, "X-Own: yes", "Content-Type: text/x-own"))
    equal((answer.status, answer.body, answer.get("X-Own"), answer.get("Content-Type")),
          (404, b"", "yes", "text/x-own"), "answer")
    equal(answer.all("Set-Cookie"), [line.split(": ", 1)[1] for line in lines], "cookies")
    # The longest page, and as many fields as it leaves room for.
    server = haproxy("--theme", theme("-long", "<p>" + "a b " * 3400 + "</p>"), "--languages", "en", "--codes", "404")
    for length in range(0, 2000, 50):
        answer = ask(server, bare(404, f"Set-Cookie: c={'x' * length}"))
        equal((answer.status, answer.get("Set-Cookie")), (404, f"c={'x' * length}"), "answer")
        assert len(answer.body) in (0, len(ask(server, "/deny/404").body)), answer
    assert len(ask(server, bare(404, "Set-Cookie: c=1")).body) > 13600
    assert not ask(server, bare(404, f"Set-Cookie: c={'x' * 1900}")).body


@case("a server's body stays, unless the frontend wants all replaced; never if it wants none")
def _():
    answer = ask(usual(), "/html503")
    equal((answer.status, heading(answer)), (503, "the backend says no"), "its page")
    equal(answer.get("Content-Security-Policy"), None, "policy of a page that is not ours")
    equal(ask(usual(), "/json422").body, b'{"field":"name"}', "its problem")
    promise(ask(usual(), "/all/html503", {"Accept-Language": "de"}), 503, "de", HTML)
    promise(ask(usual(), "/all/chunked404", {"Accept-Language": "de"}), 404, "de", HTML)
    promise(ask(usual(), "/all/gzip404", {"Accept-Language": "de"}), 404, "de", HTML)
    promise(ask(usual(), "/all/emptychunked404", {"Accept-Language": "de"}), 404, "de", HTML)
    # Nobody can know that nothing comes.
    equal(ask(usual(), "/emptychunked404").body, b"", "body without a length")
    equal(ask(usual(), "/none/empty404").body, b"", "body")
    equal(ask(usual(), "/all/grpcbody").get("Content-Type"), "application/grpc+proto", "gRPC")


@case("nothing below 400 is touched")
def _():
    answer = ask(usual(), "/200")
    equal((answer.status, answer.body, answer.get("ETag")), (200, b"from the backend\n", '"b"'), "answer")
    for name in ("Content-Security-Policy", "X-Robots-Tag", "Vary", "Content-Language"):
        equal(answer.get(name), None, name)


# What a refusal does to other elements, as the limits say.
REFUSED = ("en;q=0, zh;q=0, *", "zh;q=0, zh-TW", "zh-Hant;q=0, zh-TW, fr;q=0.1")


# language() reads the last weight on behind the end of the list, where there may be a digit of a longer one.
SHORTER = (("de;q=0.5,,ar;q=0.5", "de"), ("zh;q=0.5,,zh-TW;q=0.5", "zh-Hans"), ("de;q=0.5,a_b,ar;q=0.5", "de"))

# As the module, it reads whole elements in the first 1,024 bytes.
LONG = (("x," * 4000 + "de", "en"), ("x," * 510 + "de", "de"), ("ar;q=0.5," + "x," * 506 + "deutsch", "ar"),
        ("x" * 2000 + ",de", "en"))


@case("languages and types are weighed as by the module")
def _():
    rows = dict(weighed_languages())
    for asked in REFUSED:
        del rows[asked]
    for path in ("/deny/404", bare(404)):
        promise_languages(usual(), path, (*LANGUAGE, *rows.items(), *LONG, *SHORTER))
        first = dict(TYPE) | {"text/html;level=1;q=0.2, application/json": PROBLEM, "text/plain, text/html": HTML}
        promise_types(usual(), path, text=HTML, rows=first.items())
        promise_types(usual(), path, rows=[row for row in weighed_types() if "text/plain" not in row[0]])
        for asked, kind in ((None, PROBLEM), ("*/*", PROBLEM), ("application/json-seq", PROBLEM),
                            ("application/json;q=0, */*", PROBLEM), ("text/html-x, application/json;q=0.1", PROBLEM)):
            equal(ask(usual(), path, {"Accept": asked}, page=False).get("Content-Type"), kind, asked)
    promise_languages(haproxy("--languages", "en,zh-Hans,de", "--codes", "404"), "/deny/404", SCRIPT)


@case("Accept that says nothing: browsers get HTML, all others problem details")
def _():
    promise_clients(usual(), "/deny/404", text=PROBLEM)


def line(page):
    """The page as HAProxy can send it: it would write a line end as %0A."""
    return page.rstrip(b"\n").replace(b"\n", b" ")


@case("a plain page is the one of the static build to the byte, but in one line")
def _():
    promise_static(plain(), {"/deny/404": 404, bare(404): 404, bare(451): 451}, ("--site-name", NAME), TWO, line)


def without_inserts(text):
    """What a page with id and time has more than a plain one, as patterns of this server."""
    return re.sub(r"[0-9a-f]{16}", "ID",
                  re.sub(r"20\d\d-\d\d-\d\d[T ]\d\d:\d\d(?::\d\dZ| UTC)", "TIME", text))


@case("only the id and the time are of the request")
def _():
    for suffix, accept in (("html", "text/html"), ("json", "application/json")):
        for asked in LANGUAGES:
            fields = {"Accept": accept, "Accept-Language": asked}
            one_, two = (ask(usual(), path, fields).text for path in ("/deny/503", bare(503)))
            assert one_ != two and "ID" in without_inserts(one_) and "TIME" in without_inserts(one_), one_
            equal(without_inserts(one_), without_inserts(two), "HAProxy's page and a server's")
            assert "\1" not in one_ and not re.search(r"\b98\d\d-\d\d-", one_), one_
    # Up to its footer it is the plain page.
    told, untold = (ask(server, "/deny/404").text.partition("<footer>")[0] for server in (usual(), plain()))
    equal(told, untold, "page")


@case("a name of the site with the signs of all languages is shown as it is")
def _():
    for server in (usual(), plain()):
        promise_name(server, "/deny/404", bare(404), formats=[PAGE["Accept"]])
        shows(ask(server, "/deny/400"))


@case("a theme of one's own with the signs of all languages is sent as it is")
def _():
    server = haproxy("--theme", own_theme(), "--languages", "en,de")
    for path in ("/deny/404", bare(404)):
        promise_theme(server, path, rb"[0-9a-f]{16}", line)


def theme(name, more):
    """The theme of common.py with something more at its end."""
    path = pathlib.Path(own_theme() + name)
    shutil.copytree(own_theme(), path, dirs_exist_ok=True)
    with open(path / "page.html", "a", encoding="utf-8") as page:
        page.write(more)
    return str(path)


class Kept(html.parser.HTMLParser):
    """The text inside pre and textarea, as a browser has it."""
    inside, text = False, ""

    def handle_starttag(self, tag, attrs):
        self.inside = self.inside or tag in ("pre", "textarea")

    def handle_endtag(self, tag):
        self.inside = self.inside and tag not in ("pre", "textarea")

    def handle_data(self, data):
        self.text += data if self.inside else ""


@case("lines stay lines inside pre and textarea")
def _():
    more = "<pre\nclass=\"a\">one\n  two</pre>\nthree\n<TEXTAREA>four\n\n{{what}}\nfive</TEXTAREA>\n"
    server = haproxy("--theme", theme("-lines", more), "--languages", "en")
    for path in ("/deny/404", bare(404)):
        answer = ask(server, path)
        assert b"\n" not in answer.body, answer
        page = Kept()
        page.feed(answer.text)
        assert re.fullmatch("one\n  twofour\n\n[^\n]+\nfive", page.text), page.text
        assert '<pre class="a">' in answer.text, answer.text[-300:]


@case("a page of nearly 15,000 bytes is sent whole; a longer one is left out and told")
def _():
    more = "<p>{{reference}}{{time}}{{reference}} " + "a%% b " * 2300 + "{{timestamp}}</p>"
    server = haproxy("--theme", theme("-large", more), "--languages", "en", "--codes", "404,503")
    assert "bytes long" not in server.made.said, server.made.said
    for path in ("/deny/404", bare(404)):
        answer = ask(server, path)
        promise(answer, 404, "en", HTML)
        assert len(answer.body) > 14000, len(answer.body)
        wanted = r"<p>([0-9a-f]{16})20[^<]{14} UTC\1 (a%% b ){2300}20\d\d-[^<]+Z</p>$"
        assert re.search(wanted, html.unescape(answer.text)), answer.text[-99:]
    need("haproxy")
    made = built("haproxy", "--theme", theme("-huge", more * 2), "--languages", "en", "--codes", "404")
    assert re.search(r"en/404.html is \d+ bytes long", made.said), made.said
    made = built("haproxy", "--theme", theme("-often", "{{reference}} " * 40), "--languages", "en", "--codes", "404")
    assert "en/404.html is cut short" in made.said, made.said


@case("the id on the page is the one in the log; a client's is made harmless")
def _():
    server = usual()
    problem = json.loads(ask(server, "/deny/404", {"Accept": "application/json"}).text)
    time.sleep(0.2)
    assert f"{problem['reference']} 404\n" in server.log(), (problem, server.log()[-300:])
    promise_now(problem)
    server = haproxy("--languages", "en", extra="unique-id-format %[req.hdr(x-request-id)]")
    answer = ask(server, "/deny/404", {"X-Request-Id": 'a"<b>\\.1-2%s'})
    assert "<b>" not in answer.text and "ab.1-2s" in answer.text, answer.text


@case("fields of every page, also with Range and If-None-Match")
def _():
    promise_fields(usual(), "/deny/404", bare(404), formats=TWO, lean=True)


@case("the policy lets the page's style in and nothing else")
def _():
    for server in (usual(), haproxy("--theme", own_theme(), "--languages", "en,de")):
        for path in ("/deny/404", bare(404), "/deny/400"):
            promise_policy(ask(server, path))


@case("the files for those who only want whole answers")
def _():
    answer = ask(usual(), "/fixed", {"Accept-Language": "de"})
    promise(answer, 410, "en", HTML)
    equal(answer.body, usual().made.read("errors/410.http").partition(b"\r\n\r\n")[2], "page")
    for path in (usual().made.folder / "errors").iterdir():
        assert path.stat().st_size <= 15000, path


@case("codes and formats that were not asked for are left alone")
def _():
    server = haproxy("--codes", "404,5xx", "--formats", "html", "--languages", "de")
    promise(ask(server, "/deny/404", {"Accept": "application/json", "Accept-Language": "ar"}), 404, "de", HTML)
    equal(ask(server, bare(410)).body, b"", "body of a server's 410")
    assert "<h1>Gone" not in ask(server, "/deny/410").text
    answer = ask(server, "/deny/410")
    equal((answer.status, titles("de")[410] in answer.text), (410, False), "HAProxy's own 410")
    equal(ask(server, "/empty999").status, 999, "status")


@case("HTTP/1.0 and a kept connection")
def _():
    promise(ask(usual(), "/deny/404", {"Accept-Language": "de"}, version="HTTP/1.0"), 404, "de", HTML)
    promise_connection(plain(), "/deny/404", bare(404), formats=TWO)


NAMED = """
frontend www from shop_statuspages
    bind 127.0.0.1:@PORT@
    timeout client 10s
    http-after-response set-header Strict-Transport-Security max-age=9
    http-request return status 200 content-type text/plain string @TOKEN@ if { path /is-it-ours }
    http-request deny deny_status 404 if { path /nope }
    default_backend origin
frontend blog from BLOG
    bind 127.0.0.1:@EXTRA@
    timeout client 10s
    http-request deny deny_status 404 if { path /nope }
    default_backend origin
frontend hosts
    bind 127.0.0.1:@DEAD@
    mode http
    timeout client 10s
    use_backend blog if { hdr(host) blog.test }
    default_backend shop
defaults backends
    mode http
    timeout connect 3s
    timeout server 3s
    option http-server-close
backend origin
    server origin 127.0.0.1:@ORIGIN@
backend shop
    server shop 127.0.0.1:@PORT@
backend blog
    server blog 127.0.0.1:@EXTRA@
"""


def two(made, other, blog):
    """A HAProxy with the files of two builds."""
    need("haproxy")
    return Server(made, ["haproxy", "-db", "-f", "@MADE@/statuspages.cfg", "-f", f"{other.folder}/statuspages.cfg",
                         "-f", "@ROOT@/own.cfg"], {"own.cfg": NAMED.replace("BLOG", blog)})


@case("two builds with two names stand in one HAProxy, each frontend shows its own pages")
def _():
    shop = built("haproxy", *SHOP)
    for blog, options in (("blog_statuspages", BLOG), ("statuspages", BLOG[2:])):
        server = two(shop, built("haproxy", *options), blog).start()
        server.port = server.dead
        promise_apart(server, app="/bare")


@case("without names two builds do not start, as the README says")
def _():
    try:
        two(built("haproxy", *SHOP), built("haproxy", *SHOP, "--home", "/other"), "shop_statuspages").start()
    except AssertionError as stopped:
        said = re.search("ambiguous|already (?:used|declared|defined)", str(stopped))
        assert said, stopped
        assert said[0].encode() in built("haproxy", *SHOP).read("README.md"), said
    else:
        raise AssertionError("it starts")


@case("fields of the frontend are on the pages, also after a build with --force")
def _():
    made = built("haproxy", *SHOP, "--home", "/forced")
    for _ in range(2):
        server = two(made, built("haproxy", *BLOG), "blog_statuspages").start()
        for path in ("/nope", bare(404)):
            answer = ask(server, path)
            promise(answer, 404, "en", HTML)
            equal(answer.get("Strict-Transport-Security"), "max-age=9", path)
        server.stop()
        equal(build_again(made, *SHOP, "--home", "/forced", "--codes", "404"), 0, "exit code")


LISTEN = """
defaults listening
    mode http
    timeout client 3s
    timeout connect 3s
    timeout server 3s
    option http-server-close
listen www from listening
    bind 127.0.0.1:@PORT@
    errorfiles statuspages
    http-request return status 200 content-type text/plain string @TOKEN@ if { path /is-it-ours }
    use-server dead if { path /dead }
    server dead 127.0.0.1:@DEAD@ weight 0
    server origin 127.0.0.1:@ORIGIN@
"""


@case("a listen section has the pages of HAProxy's own errors, but cannot have the rules, as the README says")
def _():
    need("haproxy")
    made = built("haproxy", *USUAL)
    command = ["haproxy", "-db", "-f", "@MADE@/statuspages.cfg", "-f", "@ROOT@/own.cfg"]
    server = Server(made, command, {"own.cfg": LISTEN}).start()
    promise(ask(server, "/dead", {"Accept-Language": "de"}), 503, "en", HTML)
    equal(ask(server, "/html503").body, b"<h1>the backend says no</h1>\n", "its page")
    run = subprocess.run(["haproxy", "-c", "-f", f"{made.folder}/statuspages.cfg", "-f", "/dev/stdin"],
                         input="listen www from statuspages\n", capture_output=True, text=True, timeout=20)
    assert "a listen section cannot inherit from a defaults section defining TCP/HTTP rules" in run.stderr, run.stderr
    assert "`listen` section" in made.read("README.md").decode().split("\n## ")[1], "README"


@case("--replace all: every error of a server but streams, unless the frontend says otherwise")
def _():
    server = haproxy(*USUAL, "--replace", "all", extra="http-request set-var(txn.statuspages_servers) str(empty) "
                     "if { path_beg /none/ } { hdr(x-empty) yes }")
    for name in ("html503", "chunked404", "gzip404", "emptychunked404", "empty404"):
        answer = ask(server, f"/{name}", {"Accept-Language": "de"})
        promise(answer, int(name[-3:]), "de", HTML)
        assert b"backend" not in answer.body, answer
    for name in ("grpcbody", "events"):
        promise_same(ask(server, f"/{name}"), name)
    promise_same(ask(server, "/none/html503"), "html503")
    equal(ask(server, "/200").body, b"from the backend\n", "a good answer")
    answer = ask(server, "/html503", {"Accept-Language": "de"}, "HEAD")
    promise(answer, 503, "de", HTML, head=True)
    refused = subprocess.run([COMMAND, "build", "--for", "haproxy", "--output", server.root / "bare",
                              "--replace", "bare"], capture_output=True, text=True, timeout=60)
    equal((refused.returncode, "does not read the body" in refused.stderr), (2, True), refused.stderr)


@case("--reference: a caller's id that is one, otherwise HAProxy's own")
def _():
    server = haproxy("--languages", "en", "--reference", "X-Request-Id")
    for path in ("/deny/404", bare(404), "/dead/"):
        for sent, shown in (("4f3c-91.~_:Z", True), ("a" * 64, True), ("a" * 65, False), ("a<b>", False),
                            ("a b", False), ('a"', False), ("", False)):
            answer = ask(server, path, {"X-Request-Id": sent, "X-Request-Id-More": "no", "Accept": "application/json"})
            wanted = re.escape(sent) if shown else "[0-9a-f]{16}"
            assert re.fullmatch(wanted, json.loads(answer.text)["reference"]), (sent, answer.text)
    answer = ask(server, "/deny/404", {"X-Request-Id": "4f3c"})
    assert "<bdi>4f3c</bdi>" in answer.text, answer
    time.sleep(0.2)
    assert "4f3c 404\n" in server.log(), server.log()[-300:]


@case("--header: on every page, in place of a server's own, and on nothing else")
def _():
    server = haproxy("--languages", "en", "--header", "Strict-Transport-Security: max-age=31536000; preload",
                     "--header", "X-Site: a, b")
    for path in ("/deny/404", bare(404), bare(404, "Strict-Transport-Security: max-age=1"), "/deny/400", "/dead/"):
        answer = ask(server, path)
        equal(answer.all("Strict-Transport-Security"), ["max-age=31536000; preload"], path)
        equal(answer.all("X-Site"), ["a, b"], path)
    for path in ("/200", "/html503"):
        equal(ask(server, path).get("X-Site"), None, path)


@case("what an error needs is not there for other responses: no id is made, no language chosen")
def _():
    server = haproxy(*USUAL, extra='http-after-response set-header X-Made '
                     '"%[var(txn.statuspages_reference)]%[var(txn.statuspages_language)]%[unique-id]"')
    equal(ask(server, "/200").get("X-Made"), "", "a good response")
    equal(ask(server, "/html503").get("X-Made"), "", "an application's own error")
    for path in ("/deny/404", bare(404)):
        assert re.fullmatch("[0-9a-f]{16}de", ask(server, path, {"Accept-Language": "de"}).get("X-Made")), path
    assert len(server.made.read("statuspages.cfg")) < 16000, len(server.made.read("statuspages.cfg"))


@case("without Lua: a warning, pages for HAProxy's own errors, and servers' errors as they are")
def _():
    made = built("haproxy", *USUAL)
    text = made.read("statuspages.cfg").decode().replace(".if feature(LUA)", ".if !feature(LUA)")
    equal(text.count(".if !feature(LUA)"), 2, "conditions")
    server = Server(made, ["haproxy", "-db", "-f", "@ROOT@/first.cfg", "-f", "@ROOT@/own.cfg"],
                    {"first.cfg": text, "own.cfg": CONF.replace("DENIED", RULES).replace("EXTRA", "")}).start()
    promise_all(server, "/deny/404", 404)
    equal(ask(server, bare(404)).body, b"", "body")
    assert "this HAProxy has no Lua: errors of servers get no pages" in server.log(), server.log()


@case("nothing of the expressions is left in the environment, nor in a response")
def _():
    server = haproxy(*USUAL, extra='http-request return status 200 content-type text/plain lf-string '
                     '"%[env(statuspages_page)]%[env(statuspages_choose)]." if { path /environment }')
    equal(ask(server, "/environment").body, b".", "environment")
    for path in ("/200", "/html503", "/deny/404", bare(404)):
        assert not re.search("statuspages_|txn[.]", "\n".join(map(str, ask(server, path).headers))), path


@case("--cache: pages that are the same for everybody, and who never gets one")
def _():
    for options in (USUAL, PLAIN):
        server = haproxy(*CACHE, *options)
        promise_cached(server, "/deny/404", "/deny/403", formats=TWO, lean=True)
        promise_cached(server, bare(404), bare(401), bare(404, "Set-Cookie: a=1"), formats=TWO, lean=True)
        promise_not_cached(server, bare)
        equal(ask(server, "/deny/503").get("Cache-Control"), "max-age=5", "Cache-Control of 5xx")
