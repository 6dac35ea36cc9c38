# SPDX-License-Identifier: Apache-2.0
"""Varnish, with statuspages.vcl as it lies in the output."""

import base64
import functools
import hashlib
import json
import re
import shutil
import socket
import threading
import time

from common import (HTML, LANGUAGES, NAME, PROBLEM, TEXT, Server, ask, build, built, case, equal, heading,
                    matches, need, one, own_theme, promise, promise_all, shows, titles)

# VCL of an administrator around it.
CONF = """
vcl 4.1;
import std;
backend origin { .host = "127.0.0.1"; .port = "@ORIGIN@"; .first_byte_timeout = 3s; }
backend dead { .host = "127.0.0.1"; .port = "@DEAD@"; }
sub vcl_synth {
    set resp.http.X-Site = "yes";
}
include "FOLDER/statuspages.vcl";
sub vcl_recv {
    set req.backend_hint = origin;
    if (req.url == "/is-it-ours") { return (synth(200, "@TOKEN@")); }
    if (req.url ~ "^/deny/") {
        return (synth(std.integer(regsub(req.url, "^/deny/([0-9]+).*", "\\1"), 999)));
    }
    if (req.url ~ "^/dead/") { set req.backend_hint = dead; }
    if (req.url ~ "^/all/") { set req.http.statuspages-backends = "all"; }
    if (req.url ~ "^/none/") { set req.http.statuspages-backends = "none"; }
    if (req.url ~ "^/bare" || req.url ~ "pass") { return (pass); }
}
sub vcl_backend_fetch {
    # The scripted backend ends each connection; a POST must not meet the end.
    set bereq.http.Connection = "close";
}
sub vcl_backend_response {
    if (beresp.status >= 400) { set beresp.ttl = 60s; set beresp.grace = 0s; }
}
"""
CODES = (400, 401, 402, 403, 404, 405, 406, 407, 409, 410, 411, 412, 413, 414, 415, 416, 417, 421, 422, 425,
         426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 507, 511, 520)
INSERTS = {b"@@r": rb"\d+", b"@@t": rb"20\d\d-\d\d-\d\d \d\d:\d\d UTC",
           b"@@s": rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"@@a": b"@@"}


@functools.lru_cache(None)
def varnish(*options):
    """A running Varnish with the files of a build; cases with the same options share it."""
    need("varnishd", "cc")
    made = built("varnish", *options)
    server = Server(["varnishd", "-j", "none", "-F", "-n", "@ROOT@/n", "-a", "127.0.0.1:@PORT@",
                     "-T", "none", "-s", "default,20m", "-f", "@ROOT@/own.vcl"],
                    {"own.vcl": CONF.replace("FOLDER", str(made.folder))})
    server.made = made
    return server.start()


def usual():
    return varnish("--site-name", NAME, "--retry-after", "503=120,429=30")


def plain():
    return varnish("--plain", "--site-name", NAME)


def field(code, *lines, path="/bare"):
    """The address at which the backend answers `code` with these fields and no body."""
    parts = [str(code), *(line.replace(" ", "%20") for line in lines), "Content-Length:%200"]
    return f"{path}?" + "&".join(parts)


@case("the command ran Varnish's own check and says so")
def _():
    need("varnishd", "cc")
    said = built("varnish", "--plain", "--site-name", NAME).said
    assert re.search(r"^/\S*varnishd finds the configuration good$", said, re.M), said


for CODE in CODES:
    @case(f"{CODE} of VCL and of a backend without a body: each language, HTML and problem details")
    def _(code=CODE):
        promise_all(usual(), f"/deny/{code}", code)
        promise_all(usual(), field(code), code)
        for path in (f"/deny/{code}", field(code)):
            promise(ask(usual(), path, {"Accept-Language": "de"}, "HEAD"), code, "de", HTML, head=True)
            promise(ask(usual(), path, {"Accept-Language": "ar"}, "POST", b"a=1"), code, "ar", HTML)


@case("503 of a dead, silent or broken backend, with the wait of the build")
def _():
    promise_all(usual(), "/dead/", 503)
    for path in ("/hang", "/close", "/garbage"):
        promise(ask(usual(), path, {"Accept-Language": "de"}), 503, "de", HTML)
    answer = ask(usual(), "/dead/", {"Accept-Language": "de"})
    equal(answer.get("Retry-After"), "120", "Retry-After")
    assert "2 Minuten" in answer.text, answer.text


@case("those who wait for the same broken backend each get their own language")
def _():
    for path in ("/hang?together", "/empty404?together"):
        got = {}

        def fetch(asked, accept):
            got[asked, accept] = ask(usual(), path, {"Accept-Language": asked, "Accept": accept})
        threads = [threading.Thread(target=fetch, args=(asked, accept))
                   for asked in LANGUAGES for accept in ("text/html", "application/json")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for (asked, accept), answer in got.items():
            promise(answer, 503 if "hang" in path else 404, LANGUAGES[asked],
                    HTML if accept == "text/html" else PROBLEM)
        equal(len(got), 8, "answers")


@case("a cached error gets a page for each client anew")
def _():
    path = field(410, "Retry-After: 9", path="/cached/bare")
    for asked, language in LANGUAGES.items():
        for accept, kind in (("text/html", HTML), ("application/json", PROBLEM)):
            answer = ask(usual(), path, {"Accept-Language": asked, "Accept": accept})
            promise(answer, 410, language, kind)
            equal(answer.get("Retry-After"), "9", "Retry-After")


@case("400: a request without Host, and requests that no VCL sees")
def _():
    promise(one(usual().port, b"GET / HTTP/1.1\r\nAccept-Language: de\r\nAccept: text/html\r\n"
                b"Connection: close\r\n\r\n"), 400, "de", HTML)
    for data in (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"\x16\x03\x01 nonsense\r\n\r\n"):
        equal(one(usual().port, data).status, 400, "status")


@case("a page keeps the fields that belong to a backend's error, and no others")
def _():
    for code, line in ((503, "Retry-After: 77"), (405, "Allow: PUT"),
                       (401, "WWW-Authenticate: Basic realm=x"), (451, "Link: </x>; rel=blocked-by"),
                       (407, "Proxy-Authenticate: Basic realm=x"),
                       (404, "Access-Control-Allow-Origin: https://app.test")):
        name, value = line.split(": ", 1)
        answer = ask(usual(), field(code, line, "X-Secret: 1", 'ETag: "b"'))
        promise(answer, code, "en", HTML)
        equal(answer.get(name), value, name)
        equal((answer.get("X-Secret"), answer.get("ETag")), (None, None), "other fields")
        equal(answer.get("X-Site"), "yes", "a field of the administrator")
    answer = ask(usual(), field(401, "WWW-Authenticate: Negotiate", "WWW-Authenticate: Basic realm=x"))
    equal(answer.get("WWW-Authenticate"), "Negotiate, Basic realm=x", "challenges")
    equal(ask(usual(), field(503)).get("Retry-After"), "120", "wait of the build")


@case("a client cannot set what the pages are made from")
def _():
    forged = {"statuspages-Retry-After": "1", "statuspages-Allow": "X", "statuspages-page": "yes",
              "statuspages-language": "../..", "statuspages-suffix": "x", "statuspages-code": "1",
              "statuspages-backends": "all", "statuspages-asked": "ar", "Accept-Language": "de"}
    for path in ("/deny/404", field(404)):
        answer = ask(usual(), path, forged)
        promise(answer, 404, "de", HTML)
        equal((answer.get("Retry-After"), answer.get("Allow")), (None, None), "fields")
    equal(heading(ask(usual(), "/html503", forged)), "the backend says no", "page")
    equal(ask(usual(), "/200", forged).status, 200, "status")
    equal(ask(usual(), "/field?404&statuspages-own:%20yes").get("Content-Language"), None, "language")


@case("a backend's body stays, unless VCL wants all replaced; never if it wants none")
def _():
    answer = ask(usual(), "/html503")
    equal((answer.status, heading(answer)), (503, "the backend says no"), "its page")
    equal(answer.get("Content-Security-Policy"), None, "policy of a page that is not ours")
    equal(ask(usual(), "/json422").body, b'{"field":"name"}', "its problem")
    for path in ("/all/html503", "/all/pass/html503"):
        promise(ask(usual(), path, {"Accept-Language": "de"}), 503, "de", HTML)
    # Its body comes later.  (A body with trailers is an error to Varnish, now and then noticed in time.)
    promise(ask(usual(), "/all/slow404", {"Accept-Language": "de"}), 404, "de", HTML)
    promise(ask(usual(), "/all/gzip404", {"Accept-Language": "de"}), 404, "de", HTML)
    promise(ask(usual(), "/emptychunked404", {"Accept-Language": "de"}), 404, "de", HTML)
    equal(ask(usual(), "/none/empty404").body, b"", "body")
    promise(ask(usual(), "/none/close", {"Accept-Language": "de"}), 503, "de", HTML)
    equal(ask(usual(), "/all/grpcbody").get("Content-Type"), "application/grpc+proto", "gRPC")


@case("nothing below 400 is touched")
def _():
    answer = ask(usual(), "/200")
    equal((answer.status, answer.body, answer.get("ETag")), (200, b"from the backend\n", '"b"'), "answer")
    for name in ("Content-Security-Policy", "X-Robots-Tag", "Content-Language", "statuspages-own"):
        equal(answer.get(name), None, name)


@case("the first offered language or type wins, q=0 loses")
def _():
    def language(value):
        return ask(usual(), "/deny/404", {"Accept-Language": value}).get("Content-Language")

    def kind(value):
        return ask(usual(), "/deny/404", {"Accept": value}).get("Content-Type")
    for value, wanted in (("xx, de;q=0.9, ar", "de"), ("de;q=0, ar", "ar"), ("DE-at", "de"),
                          ("deu, ar", "ar"), ("zh-Hant-HK", "zh-Hant"), ("zh-HK", "zh-Hant"),
                          ("zh", "zh-Hans"), ("zh-CN", "zh-Hans"), ("no", "nb"), ("pt-PT", "pt-PT"),
                          ("pt", "pt-BR"), ("sr-Latn-RS", "sr-Latn"), ("sr", "sr-Cyrl"),
                          ("*", "en"), ("", "en"), ("de;q=0.000,ar;q=0.001", "ar"), ("x" * 900, "en"),
                          ("x," * 400 + "de", "de"), ("x," * 3000 + "de", "en"), ("x;" * 3000, "en"),
                          ("../../de", "en"), (None, "en")):
        equal(language(value), wanted, f"language for {str(value)[:40]!r}")
    for value, wanted in (("text/xml, application/json", PROBLEM), ("application/xhtml+xml", HTML),
                          ("application/vnd.api+json", PROBLEM), ("text/plain", TEXT),
                          ("application/json;q=0, text/html", HTML), ("image/png", HTML),
                          ("a/" * 2000, HTML)):
        equal(kind(value), wanted, f"type for {value[:40]!r}")


@case("Accept that says nothing: browsers get HTML, programs text, fetch() problem details")
def _():
    def kind(**fields):
        headers = {name.replace("_", "-"): value for name, value in fields.items()}
        return ask(usual(), "/deny/404", headers, page=False).get("Content-Type")
    equal(kind(), TEXT, "nothing at all")
    equal(kind(Accept="*/*", User_Agent="curl/8"), TEXT, "curl")
    equal(kind(Accept="*/*", User_Agent="Mozilla/5.0"), HTML, "a browser")
    equal(kind(Accept="*/*", User_Agent="Mozilla/5.0", Sec_Fetch_Dest="empty"), PROBLEM, "fetch()")
    equal(kind(Accept="image/*,*/*", User_Agent="Mozilla/5.0", Sec_Fetch_Dest="image"), TEXT, "an image")


@case("the page is the file to the byte; only the id and the time are of the request")
def _():
    for suffix, accept in (("html", "text/html"), ("json", "application/json"), ("txt", "text/plain")):
        for asked, language in LANGUAGES.items():
            fields = {"Accept": accept, "Accept-Language": asked}
            template = usual().made.read(f"pages/{language}/503.{suffix}")
            assert b"@@r" in template, template
            for path in ("/deny/503", "/dead/", field(503)):
                answer = ask(usual(), path, fields)
                matches(answer.body, template, INSERTS)
                assert not re.search(rb"\b98\d\d-", answer.body), answer


@case("a plain page is the one of the static build to the byte")
def _():
    server, static = plain(), built("static", "--theme", "default", "--site-name", NAME)
    for suffix, accept in (("html", "text/html"), ("json", "application/json"), ("txt", "text/plain")):
        for asked, language in LANGUAGES.items():
            for path in ("/deny/404", field(404), field(451)):
                answer = ask(server, path, {"Accept": accept, "Accept-Language": asked})
                equal(answer.body, static.read(f"default/{language}/{answer.status}.{suffix}"), "page")


@case("a name of the site with the signs of all languages is shown as it is")
def _():
    for server in (usual(), plain(), varnish("--site-name", "@@r @@@ @@a@@", "--languages", "en,de")):
        for accept in ("text/html", "text/plain"):
            for language in ("de", "en"):
                answer = ask(server, "/deny/404", {"Accept": accept, "Accept-Language": language})
                shows(answer, NAME if server in (usual(), plain()) else "@@r @@@ @@a@@")


@case("a theme of one's own with the signs of all languages is sent as it is")
def _():
    server = varnish("--theme", own_theme(), "--languages", "en,de")
    before = built("static", "--theme", own_theme(), "--languages", "en,de").read("own/de/404.html")
    answer = ask(server, "/deny/404", {"Accept-Language": "de"})
    promise(answer, 404, "de", HTML)
    head, _, rest = answer.body.partition(b"<p>id <b>")
    assert re.fullmatch(rb"\d+</b> at <i>20\d\d-\d\d-\d\d \d\d:\d\d UTC</i></p>\n", rest), rest
    equal(head, before, "page without its last line")


@case("a page as large as is allowed, with inserts")
def _():
    theme = own_theme() + "-large"
    shutil.copytree(own_theme(), theme, dirs_exist_ok=True)
    with open(f"{theme}/page.html", "a") as page:
        page.write("<p>{{reference}} {{timestamp}} " + "a@@ b " * 1900 + "</p>")
    server = varnish("--theme", theme, "--languages", "en")
    assert not re.search(r"bytes long", server.made.said), server.made.said
    answer = ask(server, "/deny/404")
    assert len(answer.body) > 11500 and answer.text.endswith("a@@ b </p>"), (len(answer.body), answer.text[-99:])


@case("the id on the page is the transaction of the request")
def _():
    answer = ask(usual(), "/deny/404", {"Accept": "application/json"})
    problem = json.loads(answer.text)
    equal(problem["reference"], answer.get("X-Varnish").split()[0], "id")
    assert abs(time.time() - time.mktime(time.strptime(problem["timestamp"], "%Y-%m-%dT%H:%M:%SZ"))
               + time.timezone) < 60, problem


@case("fields of every page, also with Range and If-None-Match")
def _():
    for accept in ("text/html", "application/json", "text/plain"):
        for path in ("/deny/404", field(404)):
            answer = ask(usual(), path, {"Accept": accept, "Range": "bytes=0-3", "If-None-Match": "*"})
            equal(answer.status, 404, "status")
            equal(answer.get("Cache-Control"), "no-store", "Cache-Control")
            missing = {"accept", "accept-language", "sec-fetch-dest", "user-agent"} - answer.tokens("Vary")
            assert not missing, answer.all("Vary")
            for gone in ("ETag", "Last-Modified", "Retry-After", "Allow", "WWW-Authenticate", "Link"):
                equal(answer.get(gone), None, gone)
            equal(answer.get("Content-Security-Policy") is None, accept != "text/html", "policy")


@case("the policy lets the page's style in and nothing else")
def _():
    answer = ask(usual(), "/deny/404")
    style = re.search(r"<style>(.*?)</style>", answer.text, re.S)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = answer.get("Content-Security-Policy")
    assert f"style-src 'sha256-{digest}'" in policy and "default-src 'none'" in policy, policy


@case("a page that is missing does not change the status")
def _():
    server = varnish("--languages", "en,de", "--home", "/start")
    (server.made.folder / "pages/de/410.html").unlink()
    answer = ask(server, "/deny/410", {"Accept-Language": "de"})
    equal((answer.status, answer.body), (410, b""), "answer")


@case("codes and formats that were not asked for are left alone")
def _():
    server = varnish("--codes", "404,5xx", "--formats", "html", "--languages", "de")
    promise(ask(server, "/deny/404", {"Accept": "application/json", "Accept-Language": "ar"}), 404, "de", HTML)
    equal(ask(server, field(410)).body, b"", "body of a backend's 410")
    answer = ask(server, "/deny/410")
    equal((answer.status, titles("de")[410] in answer.text), (410, False), "Varnish's own 410")


@case("HTTP/1.0 and a kept connection")
def _():
    promise(ask(usual(), "/deny/404", {"Accept-Language": "de"}, version="HTTP/1.0"), 404, "de", HTML)
    with socket.create_connection(("127.0.0.1", plain().port), 5) as connection:
        for path in ("/deny/404", field(404)):
            connection.sendall(build("GET", path, {"Accept": "text/plain"}, close=False))
            received = b""
            while b"Code 404" not in received:
                received += connection.recv(65536)
