# SPDX-License-Identifier: Apache-2.0
"""Varnish, with statuspages.vcl as it lies in the output."""

import functools
import json
import pathlib
import re
import shutil
import threading

from common import (BLOG, NAME, PLAIN, SHOP, Server, Skip, USUAL, ask, bare, build_again, built, case, equal, field,
                    heading, need, one, own_theme)
from promises import (CACHE, promise_cached, promise_not_cached,
                      checked, promise, promise_all, promise_apart, promise_backend, promise_clients,
                      promise_connection,
                      promise_fields, promise_files, promise_kept, promise_languages, promise_name, promise_now,
                      promise_own, promise_policy, promise_static, promise_theme, promise_types, promise_whole,
                      titles)
from rows import (HTML, KEPT, LANGUAGES, LANGUAGE_LIST, PROBLEM, SCRIPT, weighed_languages,
                  weighed_types)

# VCL of an administrator around it.
CONF = """
vcl 4.1;
import std;
backend origin { .host = "127.0.0.1"; .port = "@ORIGIN@"; .first_byte_timeout = 3s; }
backend dead { .host = "127.0.0.1"; .port = "@DEAD@"; }
sub vcl_synth {
    set resp.http.X-Site = "yes";
}
sub vcl_deliver {
    if (req.url ~ "^/nocookie/") { unset resp.http.Set-Cookie; }
}
include "@MADE@/statuspages.vcl";
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
    return Server(built("varnish", *options),
                  ["varnishd", "-j", "none", "-F", "-n", "@ROOT@/n", "-a", "127.0.0.1:@PORT@",
                   "-T", "none", "-s", "default,20m", "-f", "@ROOT@/own.vcl"], {"own.vcl": CONF}).start()


def usual():
    return varnish(*USUAL)


def plain():
    return varnish(*PLAIN)


@case("the command ran Varnish's own check and says so")
def _():
    need("varnishd", "cc")
    checked(built("varnish", *PLAIN), "varnishd")


for CODE in CODES:
    @case(f"{CODE} of VCL and of a backend without a body: each language, HTML and problem details")
    def _(code=CODE):
        promise_all(usual(), f"/deny/{code}", code)
        promise_all(usual(), bare(code), code)
        for path in (f"/deny/{code}", bare(code)):
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
    path = bare(410, "Retry-After: 9", path="/cached/bare")
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
    promise_kept(usual(), bare)
    for code, line in KEPT:
        equal(ask(usual(), bare(code, line)).get("X-Site"), "yes", "a field of the administrator")
    answer = ask(usual(), bare(401, "WWW-Authenticate: Negotiate", "WWW-Authenticate: Basic realm=x"))
    equal(answer.get("WWW-Authenticate"), "Negotiate, Basic realm=x", "challenges")
    equal(ask(usual(), bare(503)).get("Retry-After"), "120", "wait of the build")


@case("a client cannot set what the pages are made from")
def _():
    forged = {"statuspages-Retry-After": "1", "statuspages-Set-Cookie": "z=1", "statuspages-Allow": "X",
              "statuspages-page": "yes",
              "statuspages-language": "../..", "statuspages-suffix": "x", "statuspages-code": "1",
              "statuspages-backends": "all", "statuspages-asked": "ar", "Accept-Language": "de"}
    for path in ("/deny/404", bare(404)):
        answer = ask(usual(), path, forged)
        promise(answer, 404, "de", HTML)
        equal([answer.get(name) for name in ("Retry-After", "Allow", "Set-Cookie")], [None] * 3, "fields")
    equal(heading(ask(usual(), "/html503", forged)), "the backend says no", "page")
    equal(ask(usual(), "/200", forged).status, 200, "status")
    equal(ask(usual(), "/field?404&statuspages-own:%20yes").get("Content-Language"), None, "language")


@case("an application's own errors pass to the byte; empty ones keep CORS, links and waits")
def _():
    promise_own(usual())
    promise_whole(usual(), bare, cookies=0)
    equal(ask(usual(), bare(404, "X-Request-Id: 4f3c")).get("X-Request-Id"), "4f3c", "X-Request-Id")
    equal(ask(usual(), bare(429, 'RateLimit: "a";r=0')).get("RateLimit"), '"a";r=0', "RateLimit")
    answer = ask(usual(), bare(404, "Link: </a>; rel=x", "Link: </b>; rel=y"))
    promise(answer, 404, "en", HTML)
    equal(answer.all("Link"), ["</a>; rel=x, </b>; rel=y"], "links in one line")


@case("an error with cookies stays as it is, until VCL takes them away or wants all replaced")
def _():
    cookies = ("Set-Cookie: a=1", "Set-Cookie: b=2")
    answer = ask(usual(), bare(404, *cookies, "X-Own: yes"))
    equal((answer.all("Set-Cookie"), answer.body, answer.get("X-Own")), (["a=1", "b=2"], b"", "yes"), "answer")
    for address in (field, bare):
        answer = ask(usual(), address(503, *cookies, path="/all/bare" if address is bare else "/all/field"))
        promise(answer, 503, "en", HTML)
        equal(answer.all("Set-Cookie"), ["a=1"], "Set-Cookie")
    answer = ask(usual(), bare(404, "Set-Cookie: a=1", path="/nocookie/bare"))
    promise(answer, 404, "en", HTML)
    equal(answer.get("Set-Cookie"), None, "Set-Cookie")


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
    promise(ask(usual(), "/all/emptychunked404", {"Accept-Language": "de"}), 404, "de", HTML)
    # Nobody can know that nothing comes.
    equal(ask(usual(), "/emptychunked404").body, b"", "body without a length")
    equal(ask(usual(), "/none/empty404").body, b"", "body")
    promise(ask(usual(), "/none/close", {"Accept-Language": "de"}), 503, "de", HTML)
    equal(ask(usual(), "/all/grpcbody").get("Content-Type"), "application/grpc+proto", "gRPC")


@case("nothing below 400 is touched")
def _():
    answer = ask(usual(), "/200")
    equal((answer.status, answer.body, answer.get("ETag")), (200, b"from the backend\n", '"b"'), "answer")
    for name in ("Content-Security-Policy", "Referrer-Policy", "Content-Language", "statuspages-own"):
        equal(answer.get(name), None, name)


@case("the first offered language or type wins, q=0 loses")
def _():
    promise_languages(usual(), "/deny/404", (*LANGUAGE_LIST, ("x," * 400 + "de", "de"),
                                             ("x," * 3000 + "de", "en"), ("x;" * 3000, "en")))
    promise_types(usual(), "/deny/404", ("a/" * 2000, HTML))


ACCEPT = ("--with", "accept")


def need_accept():
    """Debian has vmod_accept in a package of its own."""
    need("varnishd", "cc")
    if not any(pathlib.Path("/usr").glob("lib*/**/vmods/libvmod_accept.so")):
        raise Skip("vmod_accept is not installed")


def is_refused_in_part(asked):
    """An element with q=0 says something about another one."""
    return re.search(r"q=0(\.0+)?\s*(,|$)", asked) and ("*" in asked.split("q=0", 1)[1] or "zh" in asked)


@case("--with accept: languages and types are weighed as by the module")
def _():
    need_accept()
    rows = weighed_languages()
    left = [row for row in rows if is_refused_in_part(row[0])]
    equal([asked for asked, _ in left], ["en;q=0, *", "en;q=0, zh;q=0, *", "zh;q=0, zh-TW",
                                         "zh;q=0, zh-Hant, zh-TW;q=0.5", "zh-Hant;q=0, zh-TW, fr;q=0.1"], "rows")
    promise_languages(varnish("--formats", "html", "--codes", "4xx", *ACCEPT), "/deny/404",
                      [*(row for row in rows if row not in left), ("x," * 400 + "de", "de"),
                       ("ar;q=0.1," + "x," * 3000 + "de", "ar"), ("x" * 3000, "en"), ("x;" * 3000, "en"),
                       ("xde", "en"), ("x", "en"), ("de;q=0.5;q=0.1,ar;q=0.2", "ar")])
    promise_languages(varnish("--languages", "en,zh-Hans,de", "--codes", "404", *ACCEPT), "/deny/404", SCRIPT)
    promise_languages(varnish("--languages", "de", "--codes", "404", *ACCEPT), "/deny/404", (("ar, en", "de"),))
    server = varnish(*USUAL, *ACCEPT)
    rows = [row for row in weighed_types() if "/*" not in row[0] and "vnd.api+json;q=0.8" not in row[0]]
    assert len(rows) >= 20, rows
    promise_types(server, "/deny/404", ("a/" * 2000, HTML), rows=rows)
    promise_types(server, bare(503), rows=rows)
    promise_clients(server, "/deny/404")
    promise_all(server, "/deny/404", 404)


@case("two builds that weigh stand in one VCL")
def _():
    need_accept()
    promise_apart(two(built("varnish", *SHOP, *ACCEPT), built("varnish", *BLOG, *ACCEPT), GIVEN).start(), app="/bare")


@case("--replace all: every error of a backend, unless VCL says another thing")
def _():
    server = varnish(*USUAL, "--replace", "all")
    promise_backend(server, path="/pass/field")
    promise(ask(server, "/html503", {"Accept-Language": "de"}), 503, "de", HTML)
    equal(ask(server, "/none/html503").text, ask(usual(), "/none/html503").text, "body")
    equal(ask(server, "/200").body, b"from the backend\n", "a good answer")


@case("--reference: a caller's id is on the page if it is one, else that of Varnish")
def _():
    server = varnish(*USUAL, "--reference", "X-Request-Id")
    for value in ("4f3c-9", "a", "A" * 64, "a.b_c~d:e"):
        problem = json.loads(ask(server, "/deny/404", {"Accept": "application/json", "X-Request-Id": value}).text)
        equal(problem["reference"], value, "id")
    for value in (None, "", "A" * 65, "a b", "<b>", "a\\1", "é"):
        answer = ask(server, "/deny/404", {"Accept": "application/json", "X-Request-Id": value,
                                           "statuspages-id": "forged"})
        equal(json.loads(answer.text)["reference"], answer.get("X-Varnish").split()[0], f"id for {value!r}")


@case("--header: on every page, and on nothing else")
def _():
    server = varnish("--header", "Strict-Transport-Security: max-age=9; preload", "--header", "X-Other: a, b",
                     "--languages", "en,de")
    for path in ("/deny/404", "/dead/", bare(404)):
        answer = ask(server, path)
        equal((answer.all("Strict-Transport-Security"), answer.all("X-Other")), (["max-age=9; preload"], ["a, b"]),
              path)
    for path in ("/200", "/html503", "/deny/999"):
        equal(ask(server, path).get("X-Other"), None, path)


@case("Accept that says nothing: browsers get HTML, programs text, fetch() problem details")
def _():
    promise_clients(usual(), "/deny/404")


@case("the page is the file to the byte; only the id and the time are of the request")
def _():
    promise_files(usual(), "pages", ["/deny/503", "/dead/", bare(503)], INSERTS)


@case("a plain page is the one of the static build to the byte")
def _():
    promise_static(plain(), {"/deny/404": 404, bare(404): 404, bare(451): 451}, ("--site-name", NAME))


@case("a name of the site with the signs of all languages is shown as it is")
def _():
    signs = "@@r @@@ @@a@@"
    for server, name in ((usual(), NAME), (plain(), NAME),
                         (varnish("--site-name", signs, "--languages", "en,de"), signs)):
        promise_name(server, "/deny/404", name=name)


@case("a theme of one's own with the signs of all languages is sent as it is")
def _():
    promise_theme(varnish("--theme", own_theme(), "--languages", "en,de"), "/deny/404", rb"\d+")


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
    promise_now(problem)


@case("fields of every page, also with Range and If-None-Match")
def _():
    promise_fields(usual(), "/deny/404", bare(404), lean=True)


@case("the policy lets the page's style in and nothing else")
def _():
    promise_policy(ask(usual(), "/deny/404"))


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
    equal(ask(server, bare(410)).body, b"", "body of a backend's 410")
    answer = ask(server, "/deny/410")
    equal((answer.status, titles("de")[410] in answer.text), (410, False), "Varnish's own 410")


@case("HTTP/1.0 and a kept connection")
def _():
    promise(ask(usual(), "/deny/404", {"Accept-Language": "de"}, version="HTTP/1.0"), 404, "de", HTML)
    promise_connection(plain(), "/deny/404", bare(404))


NAMED = """
vcl 4.1;
backend origin { .host = "127.0.0.1"; .port = "@ORIGIN@"; }
sub vcl_synth {
    set resp.http.Strict-Transport-Security = "max-age=9";
}
include "@MADE@/statuspages.vcl";
include "SECOND/statuspages.vcl";
sub vcl_recv {
    if (req.http.Host == "shop.test") { set req.http.shop_statuspages-site = "yes"; }
    BLOG
    if (req.url == "/is-it-ours") { return (synth(200, "@TOKEN@")); }
    if (req.url ~ "^/nope") { return (synth(404)); }
    if (req.url ~ "bare") { return (pass); }
}
sub vcl_backend_fetch {
    set bereq.http.Connection = "close";
}
"""
GIVEN = 'if (req.http.Host == "blog.test") { set req.http.blog_statuspages-site = "yes"; }'


def two(made, other, blog):
    """A Varnish with the files of two builds."""
    need("varnishd", "cc")
    return Server(made, ["varnishd", "-j", "none", "-F", "-n", "@ROOT@/n", "-a", "127.0.0.1:@PORT@", "-T", "none",
                         "-s", "default,20m", "-f", "@ROOT@/own.vcl"],
                  {"own.vcl": NAMED.replace("SECOND", str(other.folder)).replace("BLOG", blog)})


@case("two builds with two names stand in one VCL, each site shows its own pages")
def _():
    shop = built("varnish", *SHOP)
    for blog, options in ((GIVEN, BLOG), ("", BLOG[2:])):
        server = two(shop, built("varnish", *options), blog).start()
        promise_apart(server, app="/bare")
        if blog:
            # A site that is nobody's, and a client that would like to choose.
            answer = ask(server, "/nope", {"Host": "other.test", "shop_statuspages-site": "yes"})
            equal((answer.status, "The Shop" in answer.text), (404, False), "answer")


@case("without names two builds do not start, as the README says")
def _():
    try:
        two(built("varnish", *SHOP), built("varnish", *SHOP, "--home", "/other"), "").start()
    except AssertionError as stopped:
        assert re.search("Subroutine '[a-z_]+' redefined", str(stopped)), stopped
    else:
        raise AssertionError("it starts")
    assert b'redefined"' in built("varnish", *SHOP).read("README.md"), "README"


@case("fields of a vcl_synth are on the pages, also after a build with --force")
def _():
    made = built("varnish", *SHOP, "--home", "/forced")
    for _ in range(2):
        server = two(made, built("varnish", *BLOG), GIVEN).start()
        for path in ("/nope", bare(404)):
            answer = ask(server, path, {"Host": "shop.test"})
            promise(answer, 404, "en", HTML)
            equal(answer.get("Strict-Transport-Security"), "max-age=9", path)
        server.stop()
        equal(build_again(made, *SHOP, "--home", "/forced", "--codes", "404"), 0, "exit code")


@case("--cache: pages that are the same for everybody, and who never gets one")
def _():
    for options in (USUAL, PLAIN):
        server = varnish(*CACHE, *options)
        promise_cached(server, "/deny/404", "/deny/403", lean=True)
        promise_cached(server, bare(404), bare(401), field(404, "Set-Cookie: a=1", path="/all/pass/field"),
                       lean=True)
        promise_not_cached(server, bare)
        equal(ask(server, bare(404, "Vary: Origin")).tokens("Vary") > {"origin", "accept-language"}, True, "Vary")
        equal(ask(server, "/deny/503").get("Cache-Control"), "max-age=5", "Cache-Control of 5xx")
